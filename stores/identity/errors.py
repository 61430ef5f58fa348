"""Refusals of signing in."""

from dataclasses import dataclass

from stores.kernel.errors import Refusal


@dataclass(eq=False)
class WrongPassword(Refusal):
    """No staff member has this email and password; which of the two is wrong is not said."""

    stands = True

    def __str__(self) -> str:
        return "Email and password do not match."


@dataclass(eq=False)
class SignInLocked(Refusal):
    """Too many wrong passwords were tried; signing in is possible again later."""

    retry_after_seconds: int

    def __str__(self) -> str:
        return f"Too many tries. Try again in {self.retry_after_seconds} s."


@dataclass(eq=False)
class EmailNotUnderstood(Refusal):
    """That is not an address to which mail can be sent."""

    email: str

    def __str__(self) -> str:
        return f"{self.email!r} is not an email address."


@dataclass(eq=False)
class TooManyCodes(Refusal):
    """Several codes were sent to this address lately; another is sent later."""

    retry_after_seconds: int

    def __str__(self) -> str:
        return f"Codes were sent already. Another can be sent in {self.retry_after_seconds} s."


@dataclass(eq=False)
class WrongSignInCode(Refusal):
    """The code is wrong, used up or expired; which of these is not said."""

    attempts_left: int
    stands = True

    def __str__(self) -> str:
        return "This code is not right. Ask for a new one."


@dataclass(eq=False)
class EmailTaken(Refusal):
    """Another staff member has this email."""

    email: str

    def __str__(self) -> str:
        return f"{self.email} belongs to another staff member."
