"""How tokens are told apart and kept."""

import hashlib
import secrets

STAFF_TOKEN = "staff_"  # noqa: S105  what a staff token begins with


def new_staff_token() -> str:
    """A new token of a staff session, 256 random bits."""
    return STAFF_TOKEN + secrets.token_urlsafe(32)


def is_staff_token(token: str) -> bool:
    return token.startswith(STAFF_TOKEN)


def device_of_token(token: str) -> str:
    """How the shop names a device that says its token: a digest, as of any token."""
    return f"dev_{hash_of_token(token)[:26]}"


def hash_of_token(token: str) -> str:
    """What the shop keeps of a token: tokens are long and random, so a plain digest is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
