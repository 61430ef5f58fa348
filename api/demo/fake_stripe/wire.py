"""The stand-in's API: form-encoded wishes in, JSON out, idempotency keys remembered."""

from collections.abc import Awaitable, Callable

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.demo.fake_stripe.books import Books, Mischief, Refused, Thing
from api.demo.fake_stripe.couriers import Courier

OURS = ("intent_metadata", "title")  # what Stripe's sessions do not show
Deed = Callable[[Request, dict[str, str]], Thing]


class Wire:
    """Answers as Stripe's API does, to whoever has the key."""

    def __init__(self, books: Books, courier: Courier, mischief: Mischief, secret_key: str) -> None:
        self.books = books
        self.courier = courier
        self.mischief = mischief
        self.secret_key = secret_key

    @property
    def routes(self) -> list[Route]:
        """Its paths."""
        return [
            Route("/v1/checkout/sessions", self._answering(self._open), methods=["POST"]),
            Route("/v1/checkout/sessions/{id}", self._answering(self._session), methods=["GET"]),
            Route("/v1/checkout/sessions/{id}/expire", self._answering(self._expire), methods=["POST"]),
            Route("/v1/payment_intents/{id}", self._answering(self._intent), methods=["GET"]),
            Route("/v1/payment_intents/{id}/capture", self._answering(self._capture), methods=["POST"]),
            Route("/v1/refunds", self._answering(self._refund), methods=["POST"]),
            Route("/v1/refunds", self._answering(self._refunds), methods=["GET"]),
            Route("/v1/events", self._answering(self._events), methods=["GET"]),
        ]

    def _answering(self, deed: Deed) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            asked = {name: str(value) for name, value in (await request.form()).multi_items()}
            try:
                body, status = self._once(deed, request, asked), 200
            except Refused as refused:
                body, status = refused.body, refused.status
            self.books.keep()
            await self.courier.deliver()
            if self.mischief.answers_500 and request.method == "POST":
                self.mischief.answers_500 -= 1
                return JSONResponse({"error": {"type": "api_error", "message": "Something broke on our side."}}, 500)
            return JSONResponse(body, status)

        return answer

    def _once(self, deed: Deed, request: Request, asked: dict[str, str]) -> Thing:
        """A wish whose key came before gets the first answer; the same key with another wish is refused."""
        if request.headers.get("authorization") != f"Bearer {self.secret_key}":
            raise Refused("Invalid API Key provided.", "invalid_api_key", 401)
        key = request.headers.get("idempotency-key")
        if key is None or request.method != "POST":
            return deed(request, asked)
        wish = f"{request.url.path} {orjson.dumps(asked, option=orjson.OPT_SORT_KEYS).decode()}"
        known = self.books.answers.get(key)
        if known is not None and known["wish"] != wish:
            raise Refused(
                "Keys for idempotent requests can only be used with the same parameters.", "", 400, "idempotency_error"
            )
        if known is None:
            known = self.books.answers[key] = {"wish": wish, "answer": dict(deed(request, asked))}
        return dict(known["answer"])

    def _open(self, request: Request, asked: dict[str, str]) -> Thing:
        base = str(request.url).partition("/v1/")[0]
        return _shown(self.books.open_session(asked, base, self.mischief))

    def _session(self, request: Request, _: dict[str, str]) -> Thing:
        session = self.books.session(request.path_params["id"])
        intent = self.books.intent_of(session)
        expanded = "payment_intent" in request.query_params.values()
        return _shown(session) | ({"payment_intent": intent} if expanded else {})

    def _expire(self, request: Request, _: dict[str, str]) -> Thing:
        return _shown(self.books.expire(self.books.session(request.path_params["id"])))

    def _intent(self, request: Request, _: dict[str, str]) -> Thing:
        intent = self.books.intents.get(request.path_params["id"])
        if intent is None:
            raise Refused("No such payment_intent", "resource_missing", 404)
        return intent

    def _capture(self, request: Request, asked: dict[str, str]) -> Thing:
        intent = self._intent(request, asked)
        return self.books.capture(intent, int(asked.get("amount_to_capture") or intent["amount"]))

    def _refund(self, _: Request, asked: dict[str, str]) -> Thing:
        return self.books.refund(asked, slowly=self.mischief.refunds_slowly)

    def _refunds(self, request: Request, _: dict[str, str]) -> Thing:
        return _listed(self.books.refunds_of(request.query_params.get("payment_intent", "")), "/v1/refunds")

    def _events(self, *_: object) -> Thing:
        return _listed(self.books.events[::-1][:100], "/v1/events")


def _shown(session: Thing) -> Thing:
    return {name: value for name, value in session.items() if name not in OURS}


def _listed(things: list[Thing], url: str) -> Thing:
    return {"object": "list", "data": things, "has_more": False, "url": url}
