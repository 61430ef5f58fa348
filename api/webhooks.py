"""Signed calls of those who move money for us: each is proven, kept once, answered at once, and acted on in a job."""

import logging

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from stores.outside import Outside
from stores.payments import services as payments
from stores.payments.ports import NoticeForged
from stores.payments.states import PaymentMethod

log = logging.getLogger("wharfside.webhooks")

MOST_BYTES = 1_000_000


def webhook_routes(outside: Outside) -> list[Route]:
    """Where providers call us."""

    async def stripe(request: Request) -> Response:
        return await _taken(request, outside, PaymentMethod.CARD)

    return [Route("/webhooks/stripe", stripe, methods=["POST"])]


async def _taken(request: Request, outside: Outside, method: PaymentMethod) -> Response:
    """Whoever cannot prove what they say is refused, and nothing is kept of it."""
    gateway = outside.gateways.get(method)
    if gateway is None:
        return PlainTextResponse("Nobody is expected to call here.", 404)
    body = await _body(request)
    if body is None:
        return PlainTextResponse("That is too long for a notice.", 413)
    try:
        notice = gateway.notice(body, request.headers)
    except NoticeForged as forged:
        log.warning("a notice was refused: %s", forged)
        return PlainTextResponse("This notice proves nothing.", 400)
    await payments.take_notice(method, notice)
    return PlainTextResponse("taken")


async def _body(request: Request) -> bytes | None:
    parts = bytearray()
    async for part in request.stream():
        parts += part
        if len(parts) > MOST_BYTES:
            return None
    return bytes(parts)
