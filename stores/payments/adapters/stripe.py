"""Stripe, through its own library: hosted Checkout only, so that no card ever touches us."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import orjson

from stores.kernel.money import Money, minor_digits
from stores.payments.errors import PaymentDeclined
from stores.payments.ports import Ask, Begun, GatewayDown, Notice, NoticeForged, Outcome, RefundStanding, Standing
from stores.payments.states import RefundState

if TYPE_CHECKING:
    from stripe import PaymentIntent, StripeClient
    from stripe import Refund as StripeRefund
    from stripe.checkout import Session
    from stripe.params.checkout import SessionCreateParams

SIGNATURE = "stripe-signature"
TOLERANCE_S = 300
CONFLICT = 409
ANSWERS_WITHIN_S = 10
CLOSES_BEFORE = timedelta(minutes=1)  # the page closes before the goods are free again
OTHER_DIGITS = {"ISK": 2, "UGX": 2, "MGA": 0}  # where Stripe counts otherwise than ISO 4217
REFUNDS = {"succeeded": RefundState.DONE, "failed": RefundState.REFUSED, "canceled": RefundState.REFUSED}
AUTHORISED = ("requires_capture", "succeeded")
NOT_PAID = ("requires_payment_method", "canceled")


@dataclass(frozen=True)
class StripeAccount:
    """The merchant's account: its secrets, where its API is, and the shop's page that a buyer comes back to."""

    secret_key: str
    webhook_secret: str
    back_to: str
    api_base: str | None = None


class Stripe:
    """Takes cards, and whatever else the account offers on its page."""

    def __init__(self, account: StripeAccount) -> None:
        self.account = account

    @cached_property
    def _client(self) -> StripeClient:
        import stripe  # takes more than a second, and only a shop with this gateway needs it

        http = stripe.HTTPXClient(timeout=ANSWERS_WITHIN_S)
        base = self.account.api_base or stripe.DEFAULT_API_BASE
        return stripe.StripeClient(
            self.account.secret_key, base_addresses={"api": base}, http_client=http, max_network_retries=1
        )

    async def start(self, ask: Ask) -> Begun:
        """Open a Checkout session, whose idempotency key is the payment's id."""
        with _plain_words():
            session = await self._client.v1.checkout.sessions.create_async(
                self._wish(ask), {"idempotency_key": f"start-{ask.payment_id}"}
            )
        return Begun(session.id, session.url or "")

    def _wish(self, ask: Ask) -> SessionCreateParams:
        told = {"payment_id": ask.payment_id, "order_id": ask.order_id}
        back_to = f"{self.account.back_to}?order={ask.order_id}"
        return {
            "mode": "payment",
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": ask.amount.currency.lower(),
                        "unit_amount": _sent(ask.amount),
                        "product_data": {"name": ask.title},
                    },
                }
            ],
            "client_reference_id": ask.payment_id,
            "metadata": told,
            "payment_intent_data": {"metadata": told},
            "expires_at": int((ask.until - CLOSES_BEFORE).timestamp()),
            "success_url": f"{back_to}&paid=yes",
            "cancel_url": f"{back_to}&paid=no",
        }

    async def find(self, payment_ref: str) -> Standing:
        """What the session, its intent and its refunds say now."""
        try:
            with _plain_words():
                session = await self._session(payment_ref)
                refunds = await self._refunds(session)
        except PaymentDeclined as unknown:  # an account that does not know the session knows nothing of its money
            raise GatewayDown(unknown.reason) from unknown
        return _standing(session, refunds)

    async def _session(self, payment_ref: str) -> Session:
        return await self._client.v1.checkout.sessions.retrieve_async(payment_ref, {"expand": ["payment_intent"]})

    async def _refunds(self, session: Session) -> list[StripeRefund]:
        intent = _intent(session)
        if intent is None or not intent.amount_received:
            return []
        listed = await self._client.v1.refunds.list_async({"payment_intent": intent.id, "limit": 100})
        return [refund async for refund in listed.auto_paging_iter()]

    async def cancel(self, payment_ref: str) -> None:
        """Expire the session; one that is complete or expired stays as it is."""
        with suppress(PaymentDeclined), _plain_words():
            await self._client.v1.checkout.sessions.expire_async(
                payment_ref, None, {"idempotency_key": f"expire-{payment_ref}"}
            )

    async def refund(self, payment_ref: str, amount: Money, *, key: str) -> RefundStanding:
        """Give money back; what Stripe will not give back is a refusal, not an error."""
        try:
            with _plain_words():
                session = await self._session(payment_ref)
                intent = _intent(session)
                refund = await self._client.v1.refunds.create_async(
                    {
                        "payment_intent": intent.id if intent else "",
                        "amount": _sent(amount),
                        "metadata": {"refund_id": key, "payment_id": session.client_reference_id or ""},
                    },
                    {"idempotency_key": f"refund-{key}"},
                )
        except PaymentDeclined:
            return RefundStanding(f"refused:{key}", key, amount, RefundState.REFUSED)
        return _refund(refund)

    def notice(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        """The event in a webhook's raw body, if Stripe signed it within the last five minutes."""
        import stripe

        try:
            stripe.Webhook.construct_event(
                body, headers.get(SIGNATURE), self.account.webhook_secret, tolerance=TOLERANCE_S
            )
            return _notice(orjson.loads(body))
        except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError, AttributeError) as forged:
            raise NoticeForged(str(forged)) from forged


@contextmanager
def _plain_words() -> Iterator[None]:
    """Stripe's errors as ours: a definite no is ``PaymentDeclined``, all else says nothing about what became of it."""
    import stripe

    try:
        yield
    except (stripe.CardError, stripe.InvalidRequestError) as no:
        if no.http_status == CONFLICT:  # a twin of the wish is under way
            raise GatewayDown("under way") from no
        raise PaymentDeclined(no.user_message or "the provider refuses it") from no
    except stripe.StripeError as unknown:
        raise GatewayDown(type(unknown).__name__) from unknown


def _sent(amount: Money) -> int:
    """An amount in the units that Stripe counts in."""
    ours, theirs = minor_digits(amount.currency), OTHER_DIGITS.get(amount.currency, minor_digits(amount.currency))
    if theirs >= ours:
        return int(amount.minor * 10 ** (theirs - ours))
    units, rest = divmod(amount.minor, 10 ** (ours - theirs))
    if rest:
        raise PaymentDeclined(f"the provider cannot take fractions of {amount.currency}")
    return int(units)


def _told(units: int | None, currency: str) -> Money:
    """The other way round; Stripe writes currencies in lower case."""
    code = currency.upper()
    ours, theirs = minor_digits(code), OTHER_DIGITS.get(code, minor_digits(code))
    shifted = (units or 0) * 10 ** max(0, ours - theirs)
    return Money(shifted // 10 ** max(0, theirs - ours), code)


def _intent(session: Session) -> PaymentIntent | None:
    intent = session.payment_intent
    return None if intent is None or isinstance(intent, str) else intent


def _standing(session: Session, refunds: list[StripeRefund]) -> Standing:
    intent, currency = _intent(session), session.currency or ""
    authorised = captured = _told(0, currency)
    if intent is not None:
        captured = _told(intent.amount_received, intent.currency)
        authorised = _told(intent.amount if intent.status in AUTHORISED else 0, intent.currency)
    return Standing(
        payment_id=session.client_reference_id,
        asked=_told(session.amount_total, currency),
        authorised=authorised,
        captured=captured,
        refunds=tuple(_refund(refund) for refund in refunds),
        outcome=_outcome(session, intent),
        reason=_reason(session, intent),
    )


def _outcome(session: Session, intent: PaymentIntent | None) -> Outcome:
    """A complete session of which the bank has refused the money is as over as one that has expired."""
    if session.status == "open":
        return Outcome.OPEN
    refused = session.payment_status == "unpaid" and (intent is None or intent.status in NOT_PAID)
    if session.status == "expired" or refused:
        return Outcome.FAILED
    return Outcome.DONE if session.payment_status == "paid" else Outcome.OPEN


def _reason(session: Session, intent: PaymentIntent | None) -> str:
    error = intent.last_payment_error if intent else None
    if error is not None:
        return error.message or "declined"
    return "the buyer did not pay in time" if session.status == "expired" else ""


def _refund(refund: StripeRefund) -> RefundStanding:
    told = refund.metadata
    key = told["refund_id"] if told and "refund_id" in told else None
    state = REFUNDS.get(refund.status or "", RefundState.ASKED)
    return RefundStanding(refund.id, key, _told(refund.amount, refund.currency), state)


def _notice(event: dict[str, Any]) -> Notice:
    thing = event["data"]["object"]
    payment_id = (thing.get("metadata") or {}).get("payment_id") or thing.get("client_reference_id")
    ref = thing["id"] if thing.get("object") == "checkout.session" else None
    return Notice(event["id"], event["type"], payment_id, ref)
