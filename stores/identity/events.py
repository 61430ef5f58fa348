"""What happened to those who ask."""

from dataclasses import dataclass

from stores.kernel.events import Event


@dataclass(frozen=True)
class SignInCodeAsked(Event):
    """Somebody wants to sign in by a code that is sent to them."""

    code_id: str
