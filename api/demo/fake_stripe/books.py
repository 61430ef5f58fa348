"""What the stand-in remembers: sessions, intents, refunds and events, in the shapes of Stripe's own objects."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import orjson

from stores.kernel import clock
from stores.kernel.ids import new_id

Thing: TypeAlias = dict[str, Any]

LEAST_OPEN_S = 30 * 60
MOST_OPEN_S = 24 * 60 * 60


class Refused(Exception):
    """An answer that is an error, as Stripe words it."""

    def __init__(self, message: str, code: str, status: int = 400, kind: str = "invalid_request_error") -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"type": kind, "code": code, "message": message}}


@dataclass
class Mischief:
    """How the stand-in misbehaves; by default not at all."""

    withholds: bool = False  # sends no notice
    sends: int = 1  # each notice so often
    keeps_back: bool = False  # until they are let go, which is done the wrong way round
    amount_off_by: int = 0  # asks the buyer for more, or less
    currency: str | None = None  # asks in another one
    answers_500: int = 0  # so many answers say 500, after the deed is done
    captures_later: bool = False  # only authorises, until somebody captures
    refunds_slowly: bool = False  # refunds stay pending until they are let through


@dataclass
class Books:
    """All there is, by id; kept in a file when there is one, for a demo is stopped and opened again."""

    file: Path | None = None
    sessions: dict[str, Thing] = field(default_factory=dict)
    intents: dict[str, Thing] = field(default_factory=dict)
    refunds: dict[str, Thing] = field(default_factory=dict)
    events: list[Thing] = field(default_factory=list)
    answers: dict[str, Thing] = field(default_factory=dict)  # by idempotency key

    @classmethod
    def opened(cls, file: Path) -> "Books":
        """The books that a file keeps, or new ones."""
        kept = orjson.loads(file.read_bytes()) if file.exists() else {}
        return cls(file=file, **kept)

    def keep(self) -> None:
        """Write everything down, if there is where."""
        if self.file is not None:
            told = {name: value for name, value in asdict(self).items() if name != "file"}
            self.file.write_bytes(orjson.dumps(told))

    def session(self, session_id: str) -> Thing:
        """A session, expired by now if its time has passed. Raises ``Refused``."""
        session = self.sessions.get(session_id)
        if session is None:
            raise Refused(f"No such checkout.session: '{session_id}'", "resource_missing", 404)
        if session["status"] == "open" and session["expires_at"] <= _now():
            self.expire(session)
        return session

    def intent_of(self, session: Thing) -> Thing | None:
        """The intent of a session; there is none before somebody tried to pay."""
        return self.intents.get(session["payment_intent"] or "")

    def open_session(self, asked: dict[str, str], base: str, mischief: Mischief) -> Thing:
        """A new session of what was asked. Raises ``Refused``."""
        expires_at = int(asked.get("expires_at", _now() + MOST_OPEN_S))
        if not LEAST_OPEN_S <= expires_at - _now() <= MOST_OPEN_S:
            raise Refused("The `expires_at` timestamp must be at least 30 minutes from now.", "parameter_invalid")
        amount = int(asked["line_items[0][price_data][unit_amount]"]) * int(asked["line_items[0][quantity]"])
        session_id = _id("cs_test")
        self.sessions[session_id] = {
            "id": session_id,
            "object": "checkout.session",
            "amount_total": amount + mischief.amount_off_by,
            "currency": mischief.currency or asked["line_items[0][price_data][currency]"],
            "client_reference_id": asked.get("client_reference_id"),
            "metadata": _nested(asked, "metadata"),
            "title": asked["line_items[0][price_data][product_data][name]"],
            "intent_metadata": _nested(asked, "payment_intent_data[metadata]"),
            "mode": asked["mode"],
            "payment_intent": None,
            "payment_status": "unpaid",
            "status": "open",
            "expires_at": expires_at,
            "success_url": asked.get("success_url"),
            "cancel_url": asked.get("cancel_url"),
            "url": f"{base}/pay/{session_id}",
        }
        return self.sessions[session_id]

    def expire(self, session: Thing) -> Thing:
        """Close a session that nobody has paid. Raises ``Refused``."""
        if session["status"] != "open":
            raise Refused('Only Checkout Sessions with a status in ["open"] can be expired.', "resource_invalid")
        session.update(status="expired", url=None)
        self.happened("checkout.session.expired", session)
        return session

    def pay(self, session: Thing, *, captures_later: bool) -> None:
        """The buyer's bank says yes."""
        status = "requires_capture" if captures_later else "succeeded"
        intent = self._intent(session, status, 0 if captures_later else session["amount_total"])
        session.update(status="complete", url=None, payment_status="unpaid" if captures_later else "paid")
        self.happened(
            "payment_intent.amount_capturable_updated" if captures_later else "payment_intent.succeeded", intent
        )
        self.happened("checkout.session.completed", session)

    def decline(self, session: Thing) -> None:
        """The buyer's bank says no, and that is its last word."""
        intent = self._intent(session, "requires_payment_method", 0)
        intent["last_payment_error"] = {
            "type": "card_error",
            "code": "card_declined",
            "message": "Your card was declined.",
        }
        session.update(status="complete", url=None)
        self.happened("payment_intent.payment_failed", intent)
        self.happened("checkout.session.async_payment_failed", session)

    def _intent(self, session: Thing, status: str, received: int) -> Thing:
        intent_id = _id("pi")
        session["payment_intent"] = intent_id
        self.intents[intent_id] = {
            "id": intent_id,
            "object": "payment_intent",
            "amount": session["amount_total"],
            "amount_received": received,
            "currency": session["currency"],
            "metadata": session["intent_metadata"],
            "last_payment_error": None,
            "status": status,
        }
        return self.intents[intent_id]

    def capture(self, intent: Thing, amount: int) -> Thing:
        """Take some or all of what was authorised; the rest is let go."""
        if intent["status"] != "requires_capture" or amount > intent["amount"]:
            raise Refused("This PaymentIntent could not be captured.", "payment_intent_unexpected_state")
        intent.update(status="succeeded", amount_received=amount)
        session = next(each for each in self.sessions.values() if each["payment_intent"] == intent["id"])
        session["payment_status"] = "paid"
        self.happened("payment_intent.succeeded", intent)
        return intent

    def refund(self, asked: dict[str, str], *, slowly: bool) -> Thing:
        """Give money back, never more than came. Raises ``Refused``."""
        intent = self.intents.get(asked.get("payment_intent", ""))
        if intent is None:
            raise Refused("No such payment_intent", "resource_missing", 404)
        given = sum(each["amount"] for each in self.refunds_of(intent["id"]) if each["status"] != "failed")
        amount = int(asked.get("amount", intent["amount_received"] - given))
        if not 0 < amount <= intent["amount_received"] - given:
            raise Refused("Refund amount is greater than unrefunded amount on charge", "charge_already_refunded")
        refund_id = _id("re")
        self.refunds[refund_id] = {
            "id": refund_id,
            "object": "refund",
            "amount": amount,
            "currency": intent["currency"],
            "metadata": _nested(asked, "metadata"),
            "payment_intent": intent["id"],
            "status": "pending" if slowly else "succeeded",
        }
        self.happened("refund.created", self.refunds[refund_id])
        self.happened("charge.refunded", _charge(intent, given + amount))
        return self.refunds[refund_id]

    def end_refunds(self, status: str) -> None:
        """Let the refunds that are pending through, or not."""
        for refund in self.refunds.values():
            if refund["status"] == "pending":
                refund["status"] = status
                self.happened("refund.updated", refund)

    def refunds_of(self, intent_id: str) -> list[Thing]:
        """The refunds of an intent, newest first."""
        return [each for each in reversed(self.refunds.values()) if each["payment_intent"] == intent_id]

    def happened(self, kind: str, thing: Thing) -> None:
        """Note an event, with the thing as it is now."""
        event = {"id": _id("evt"), "object": "event", "type": kind, "created": _now(), "data": {"object": dict(thing)}}
        self.events.append(event)


def _charge(intent: Thing, refunded: int) -> Thing:
    charge_id = intent["id"].replace("pi_", "ch_")
    told = {name: intent[name] for name in ("amount", "currency", "metadata")}
    return {"id": charge_id, "object": "charge", "payment_intent": intent["id"], "amount_refunded": refunded, **told}


def _now() -> int:
    return int(clock.now().timestamp())


def _id(kind: str) -> str:
    return new_id(kind)


def _nested(asked: dict[str, str], name: str) -> dict[str, str]:
    begins = f"{name}["
    return {key[len(begins) : -1]: value for key, value in asked.items() if key.startswith(begins)}
