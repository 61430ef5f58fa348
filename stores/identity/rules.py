"""How tokens are told apart and kept."""

import hashlib
import secrets

STAFF_TOKEN = "staff_"  # noqa: S105  what a staff token begins with
CUSTOMER_TOKEN = "customer_"  # noqa: S105
CODE_DIGITS = 6


def new_staff_token() -> str:
    """A new token of a staff session, 256 random bits."""
    return STAFF_TOKEN + secrets.token_urlsafe(32)


def new_customer_token() -> str:
    """A new token of a customer's session, 256 random bits."""
    return CUSTOMER_TOKEN + secrets.token_urlsafe(32)


def is_session_token(token: str) -> bool:
    """Does a token belong to a person's session, rather than to a channel?"""
    return token.startswith((STAFF_TOKEN, CUSTOMER_TOKEN))


def new_sign_in_code() -> str:
    """A new one-time code: digits, for they are typed from one screen into another."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def device_of_token(token: str) -> str:
    """How the shop names a device that says its token: a digest, as of any token."""
    return f"dev_{hash_of_token(token)[:26]}"


def hash_of_token(token: str) -> str:
    """What the shop keeps of a token: tokens are long and random, so a plain digest is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
