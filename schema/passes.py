"""Passes: what a customer shows at the counter, and the key by which a device without a network knows a true one."""

from functools import lru_cache
from typing import Self

import segno
import strawberry

from schema.context import Info
from stores.kernel.ids import code_as_read
from stores.pickup import signing
from stores.pickup.signing import Signed


@strawberry.type
class Pass:
    """What is shown at the counter.

    code: The code, in groups for reading aloud.
    """

    code: str
    signed: strawberry.Private[Signed]
    key: strawberry.Private[signing.PassKey]

    @strawberry.field
    def payload(self) -> str:
        """What its picture holds: the code and a signature, in capital letters and digits."""
        return self.key.payload(self.signed)

    @strawberry.field
    def qr(self) -> str:
        """The same as a picture: SVG in a data URL."""
        return _qr(self.key.payload(self.signed))

    @classmethod
    def of(cls, signed: Signed, key: signing.PassKey) -> Self:
        return cls(code=code_as_read(signed.code), signed=signed, key=key)


@strawberry.type
class PassKey:
    """By which passes can be verified without a network.

    The payload of a pass is its code (9 symbols) and a signature of 105 symbols, a number to the base 30 in the
    digits 23456789ABCDEFGHJKMNPQRSTVWXYZ. What is signed is the text "holder.issue.code": the id of the pickup and its
    passIssue, or the id of a delegation and 1.

    algorithm: The signature's algorithm: Ed25519.
    public_key: The public key, as "x" of a JSON Web Key has it.
    """

    algorithm: str
    public_key: str


def pass_key(info: Info) -> PassKey:
    """The key by which passes can be verified without a network; it is no secret."""
    return PassKey(algorithm="Ed25519", public_key=info.context.outside.pass_key.public)


@lru_cache(maxsize=1024)
def _qr(code: str) -> str:
    return str(segno.make(code, micro=False, error="m", mask=0).svg_data_uri(scale=8, border=4))
