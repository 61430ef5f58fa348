"""What a browser keeps between two requests, and the proof that a form is one of ours."""

import hmac
import re
import secrets
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

SESSION, DOOR, STORE, LOCALE, DEVICE = "session", "door", "store", "locale", "device"
A_YEAR = 365 * 24 * 3600
PLAIN = re.compile(r"[\w.~+/=-]+", re.ASCII)


def cookie_name(request: Request, name: str) -> str:
    """Over https the ``__Host-`` prefix pins the cookie to this host, this path and encryption."""
    return f"__Host-wharfside-{name}" if request.url.scheme == "https" else f"wharfside-{name}"


def read_cookie(request: Request, name: str) -> str:
    """The cookie's value, or nothing when it is missing or not of our making."""
    value = request.cookies.get(cookie_name(request, name), "")
    return value if PLAIN.fullmatch(value) else ""


def keep_cookie(request: Request, response: Response, name: str, value: str, max_age: int | None = None) -> None:
    """Leave a value with the browser, out of reach of scripts and of other sites, for ``max_age`` seconds.

    Without ``max_age`` it ends with the browser session.
    """
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=max_age,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def drop_cookie(request: Request, response: Response, name: str) -> None:
    """Ask the browser to forget a cookie."""
    secure = request.url.scheme == "https"
    response.delete_cookie(cookie_name(request, name), path="/", secure=secure, httponly=True, samesite="strict")


def new_nonce() -> str:
    """A value nobody can guess: for a form's key, a guest's cookie, a device."""
    return secrets.token_urlsafe(18)


def csrf_token(secret: str, binding: str) -> str:
    """The proof that a form was made for the holder of this cookie."""
    return hmac.new(secret.encode(), f"csrf:{binding}".encode(), sha256).hexdigest()


def is_own_form(request: Request, token: str, secret: str, binding: str) -> bool:
    """Was this form ours: sent from our own pages, with the proof bound to the browser's cookie?"""
    if not binding or not _is_own_origin(request):
        return False
    return hmac.compare_digest(token.encode(), csrf_token(secret, binding).encode())


def _is_own_origin(request: Request) -> bool:
    """Browsers name the origin of a post; where one does not, the proof in the form must do."""
    origin = request.headers.get("origin")
    return origin is None or origin == f"{request.url.scheme}://{request.url.netloc}"
