"""The console's line to the API in the same process: a request arrives as if its person had sent it."""

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

PERSON = b"x-forwarded-for"


class AsItsPerson:
    """Passes requests of the console on to the API, under the address of the person whom the console serves.

    The API hears the address as the peer's, not as a claim in a header: nobody else can send through here.
    """

    def __init__(self, api: ASGIApp) -> None:
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        said = [value for name, value in scope["headers"] if name == PERSON]
        others = [(name, value) for name, value in scope["headers"] if name != PERSON]
        client = (said[0].decode("latin-1"), 0) if said else None
        await self._api({**scope, "client": client, "headers": others}, receive, send)


def line_to(api: ASGIApp, address: str) -> httpx.AsyncClient:
    """A client that reaches the API without a network; ``address`` is where the API answers to everybody else."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(AsItsPerson(api), raise_app_exceptions=False), base_url=address
    )
