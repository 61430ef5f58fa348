"""Signing passes, so that a device without a network can tell a true one from a made-up one."""

import base64
import secrets
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from stores.kernel.ids import CODE_SYMBOLS, code_as_typed

_BYTES = 64
_SYMBOLS = 105  # of 30 hold 64 bytes
_BASE = len(CODE_SYMBOLS)


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signature vouches for: a code of one holder (a pickup, or somebody it was delegated to), and its issue."""

    holder_id: str
    issue: int
    code: str

    @property
    def message(self) -> bytes:
        return f"{self.holder_id}.{self.issue}.{self.code}".encode()


@dataclass(frozen=True, slots=True)
class PassKey:
    """The installation's key for passes (Ed25519); whoever holds its public part can verify them offline."""

    private: Ed25519PrivateKey

    @classmethod
    def of_secret(cls, secret: str) -> Self:
        """The key that belongs to an installation's secret, the same in each of its processes."""
        seed = HKDF(SHA256(), 32, salt=None, info=b"wharfside pickup passes").derive(secret.encode())
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    @classmethod
    def of_this_process(cls) -> Self:
        """A key that nobody else has, for a shop that was given no secret."""
        return cls.of_secret(secrets.token_hex())

    @property
    def public(self) -> str:
        """The public part: 32 bytes in base64url without padding, as ``x`` of a JSON Web Key has them."""
        raw = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    def payload(self, signed: Signed) -> str:
        """What the QR code of a pass holds: its code, then the signature in the same symbols.

        There is no other symbol in it, so that a scanner that types may do so on any layout.
        """
        return signed.code + _in_symbols(self.private.sign(signed.message))

    def is_true(self, payload: str, signed: Signed) -> bool:
        """Is this the payload of that pass? Whoever is offline does the same with the public part."""
        typed = code_as_typed(payload)
        signature = _in_bytes(typed.removeprefix(signed.code))
        if not typed.startswith(signed.code) or signature is None:
            return False
        try:
            self.private.public_key().verify(signature, signed.message)
        except InvalidSignature:
            return False
        return True


def _in_symbols(data: bytes) -> str:
    number, symbols = int.from_bytes(data), []
    for _ in range(_SYMBOLS):
        number, place = divmod(number, _BASE)
        symbols.append(CODE_SYMBOLS[place])
    return "".join(reversed(symbols))


def _in_bytes(symbols: str) -> bytes | None:
    if len(symbols) != _SYMBOLS or not set(symbols) <= set(CODE_SYMBOLS):
        return None
    number = 0
    for symbol in symbols:
        number = number * _BASE + CODE_SYMBOLS.index(symbol)
    return number.to_bytes(_BYTES) if number < 1 << (8 * _BYTES) else None
