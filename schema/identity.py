"""Who is asking: staff and customers, signing in and out."""

from datetime import datetime
from typing import Annotated, Self, TypeAlias

import strawberry

from schema.context import Context, Info
from schema.doors import opens
from schema.enums import Role
from schema.locator import Store
from schema.outbox import KeyReused, KeyTooLong
from schema.problems import Problem, explains
from schema.scalars import Node
from stores.identity import errors, models, queries
from stores.identity import services as identity
from stores.kernel import clock
from stores.locator.atlas import ATLAS


@explains(errors.WrongPassword)
class WrongPassword(Problem):
    pass


@explains(errors.SignInLocked)
class SignInLocked(Problem):
    """retry_after_seconds: How long to wait."""

    retry_after_seconds: int


@explains(errors.EmailTaken)
class EmailTaken(Problem):
    """email: The address in question."""

    email: str


@explains(errors.EmailNotUnderstood)
class EmailNotUnderstood(Problem):
    """email: The address as it was sent."""

    email: str


@explains(errors.TooManyCodes)
class TooManyCodes(Problem):
    """retry_after_seconds: How long to wait."""

    retry_after_seconds: int


@explains(errors.WrongSignInCode)
class WrongSignInCode(Problem):
    """attempts_left: How many more tries this code allows; none: ask for another one."""

    attempts_left: int


@strawberry.type
class StaffMember(Node):
    """A person who works for the shop.

    name: Their name.
    email: The address they sign in with.
    role: What they may do.
    """

    name: str | None
    email: str | None
    role: Role
    person: strawberry.Private[models.StaffMember]

    @strawberry.field
    def stores(self) -> list[Store]:
        """Where they work, by code."""
        person = self.person
        cards = ATLAS.cards if person.every_store else [ATLAS.card(store_id) for store_id in person.store_ids]
        return [Store.of(card) for card in sorted(filter(None, cards), key=lambda card: card.code)[:MOST_STORES]]

    @classmethod
    def of(cls, person: models.StaffMember) -> Self:
        return cls(id=strawberry.ID(person.id), name=person.name, email=person.email, role=person.role, person=person)


MOST_STORES = 500  # a list to choose from; nobody chooses from more


@strawberry.type
class Customer(Node):
    """A consumer whom the shop recognises.

    name: Their name, where it is known.
    email: Their address, where it is known.
    locale: The language to speak with them.
    """

    name: str | None
    email: str | None
    locale: str

    @classmethod
    def of(cls, person: models.Customer) -> Self:
        return cls(id=strawberry.ID(person.id), name=person.name, email=person.email, locale=person.locale)


@strawberry.type
class ChatChannel(Node):
    """A chat service that speaks for its users.

    name: What it is called.
    """

    name: str | None

    @classmethod
    def of(cls, channel: models.Channel) -> Self:
        return cls(id=strawberry.ID(channel.id), name=channel.name)


@strawberry.type
class StaffSession:
    """A new sign-in.

    token: To be sent as a bearer token; it is shown this once.
    expires_at: Until when it is good.
    staff: Who has signed in.
    """

    token: str
    expires_at: datetime
    staff: StaffMember

    @classmethod
    def of(cls, session: identity.Session) -> Self:
        return cls(token=session.token, expires_at=session.expires_at, staff=StaffMember.of(session.staff))


@strawberry.type
class SignedOut:
    """A sign-in has ended.

    at: When.
    """

    at: datetime


Me: TypeAlias = Annotated[
    StaffMember | Customer | ChatChannel, strawberry.union("Me", description="Whoever asks, when known.")
]


@strawberry.type
class CodeSent:
    """A one-time code is on its way to an email.

    id: Its id.
    expires_at: Until when it is good.
    """

    id: strawberry.ID
    expires_at: datetime


@strawberry.type
class CustomerSession:
    """A customer's new sign-in.

    token: To be sent as a bearer token; it is shown this once.
    expires_at: Until when it is good.
    customer: Who has signed in.
    """

    token: str
    expires_at: datetime
    customer: Customer


RequestSignInCodeResult: TypeAlias = Annotated[
    CodeSent | EmailNotUnderstood | TooManyCodes | KeyReused | KeyTooLong,
    strawberry.union("RequestSignInCodeResult", description="What became of asking for a code."),
]
SignInCustomerResult: TypeAlias = Annotated[
    CustomerSession | WrongSignInCode,
    strawberry.union("SignInCustomerResult", description="What became of a customer's sign-in."),
]
SignInStaffResult: TypeAlias = Annotated[
    StaffSession | WrongPassword | SignInLocked,
    strawberry.union("SignInStaffResult", description="What became of a sign-in."),
]


def me(info: Info) -> Me | None:
    """Whoever asks; null for a guest."""
    match info.context.actor:
        case models.StaffMember() as staff:
            return StaffMember.of(staff)
        case models.Customer() as customer:
            return Customer.of(customer)
        case models.Channel() as channel:
            return ChatChannel.of(channel)
    return None


async def sign_in_staff(info: Info, email: str, password: str) -> SignInStaffResult:
    """Open a session for a staff member.

    email: The address they sign in with.
    password: Their password.
    """
    session = await identity.sign_in_staff(email, password, from_loopback=info.context.is_from_loopback)
    return StaffSession.of(session)


async def request_sign_in_code(info: Info, key: strawberry.ID, email: str) -> RequestSignInCodeResult:
    """Have a one-time code sent to an email; whether anybody is known by it is not told.

    key: Makes a repetition harmless.
    email: Where the code is to be read.
    """
    asked = await identity.ask_sign_in_code(email, info.context.locale)
    return CodeSent(id=strawberry.ID(asked.id), expires_at=asked.expires_at)


async def sign_in_customer(email: str, code: str) -> SignInCustomerResult:
    """Open a session for a customer by the code that was sent to them.

    email: Where the code was read.
    code: The code, as it was typed.
    """
    session = await identity.sign_in_customer(email, code)
    return CustomerSession(token=session.token, expires_at=session.expires_at, customer=Customer.of(session.customer))


@opens("CodeSent")
async def code_again(_: Context, id: str) -> CodeSent | None:
    """The one-time code with an id, to answer the same request again; the code itself is never told here."""
    asked = await queries.sign_in_code(id)
    return CodeSent(id=strawberry.ID(asked.id), expires_at=asked.expires_at) if asked else None


async def sign_out(info: Info) -> SignedOut:
    """End the session of the token that the request carries; without one nothing happens."""
    if info.context.token is not None:
        await identity.sign_out(info.context.token)
    return SignedOut(at=clock.now())


@opens("Customer", kind="cus")
async def customer_again(context: Context, id: str) -> Customer | None:
    """The customer with an id, for themselves."""
    actor = context.actor
    return Customer.of(actor) if isinstance(actor, models.Customer) and actor.id == id else None


@opens("StaffMember", kind="stf")
async def staff_member_again(context: Context, id: str) -> StaffMember | None:
    """The staff member with an id, for themselves."""
    actor = context.actor
    return StaffMember.of(actor) if isinstance(actor, models.StaffMember) and actor.id == id else None


@opens("ChatChannel", kind="chn")
async def chat_channel_again(context: Context, id: str) -> ChatChannel | None:
    """The channel with an id, for itself."""
    actor = context.actor
    return ChatChannel.of(actor) if isinstance(actor, models.Channel) and actor.id == id else None
