"""Values that no plan knows what to do with are answered as the stock executor answers them."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson
import pytest
import strawberry
from graphql import ExecutionResult

from schema.context import Context, Info
from schema.execution import Ask, Executor
from schema.quick import straighten
from stores.outside import Outside
from tests.fakes import KeptMail

ADDRESS = re.compile("0x[0-9a-f]+", re.IGNORECASE)


@strawberry.type
class Label:
    text: str | None


@strawberry.type
class Stamp:
    text: str | None


@strawberry.type
class Crate:
    number: int
    name: str
    weight: float | None
    is_open: bool
    marks: list[str]
    label: Label | None
    seal: Label | Stamp | None

    @strawberry.field
    async def waits(self, info: Info) -> Label | None:
        await asyncio.sleep(0)
        info.context.loaders.setdefault("asked", []).append(self.number)
        if self.name == "lost":
            raise ValueError("nobody knows where it is")
        return self.label

    @strawberry.field
    def shout(self, times: int = 1) -> str:
        return str(self.name).upper() * times


def a_crate(**facts: Any) -> Crate:
    said = {"number": 1, "name": "tea", "weight": 1.5, "is_open": True, "marks": ["a"], "label": Label(text="t")}
    return Crate(**{**said, "seal": Stamp(text="s"), **facts})


async def later() -> str:
    return "tea"


ODD: dict[str, Callable[[], Any]] = {
    "a name of null": lambda: [a_crate(name=None)],
    "a name that is a number": lambda: [a_crate(), a_crate(name=5)],
    "a number over 32 bits": lambda: [a_crate(number=2**40)],
    "a number that is a truth": lambda: [a_crate(number=True)],
    "a weight that is none": lambda: [a_crate(weight=float("inf"))],
    "a weight in whole kilograms": lambda: [a_crate(weight=3)],
    "a failure in place of a name": lambda: [a_crate(name=ValueError("boom"))],
    "a name that is awaited": lambda: [a_crate(name=later())],
    "a crate of another make": lambda: [Label(text="no crate")],
    "no crate at all": lambda: [None, a_crate()],
    "no list": lambda: 7,
    "nothing": lambda: None,
    "crates that come one by one": lambda: (crate for crate in [a_crate(), a_crate()]),
    "a pair of crates": lambda: (a_crate(), a_crate(label=None, seal=None, weight=None)),
    "a mark of null": lambda: [a_crate(marks=["a", None])],
    "marks in a tuple": lambda: [a_crate(marks=("a", "b"))],
    "a truth in words": lambda: [a_crate(is_open="yes")],
    "a seal that is no seal": lambda: [a_crate(seal=a_crate())],
    "many crates": lambda: [a_crate(number=number) for number in range(20)],
    "a lost crate among others": lambda: [a_crate(), a_crate(name="lost"), a_crate(number=3)],
}
STATE: dict[str, Any] = {"moved": 0}


@strawberry.type
class Query:
    @strawberry.field
    async def crates(self) -> list[Crate]:
        return ODD[STATE["now"]]()  # type: ignore[no-any-return]

    @strawberry.field
    def some(self) -> list[Crate | None] | None:
        return ODD[STATE["now"]]()  # type: ignore[no-any-return]


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def move(self) -> list[Crate] | None:
        STATE["moved"] += 1
        return ODD[STATE["now"]]()  # type: ignore[no-any-return]


EVERYTHING = "number name weight isOpen marks label { text } waits { text } shout(times: 2) __typename"
SEALS = "seal { ... on Label { said: text } ... on Stamp { text } __typename }"
ASKED = (
    f"{{ crates {{ {EVERYTHING} {SEALS} }} }}",
    f"{{ some {{ {EVERYTHING} {SEALS} }} }}",
    f"mutation {{ first: move {{ {EVERYTHING} }} second: move {{ {SEALS} }} }}",
    "query($b: Boolean!) { crates { number name @include(if: $b) label @skip(if: $b) { text } } }",
    "{ a: crates { number } b: some { name name label { text } label { __typename } } }",
    "{ __typename some { waits { text } ...F } } fragment F on Crate { label { ... on Label { text } } isOpen }",
)


@pytest.fixture(scope="module")
def executor() -> Executor:
    schema = strawberry.Schema(Query, Mutation)
    straighten(schema._schema)
    return Executor(schema._schema, introspection=True)


async def answer(executor: Executor, text: str, *, by_plans: bool = True) -> Any:
    context = Context(Outside(geocoder=None, mailer=KeptMail()))  # type: ignore[arg-type]  # nobody is asked
    prepared = executor.prepared(text)
    chosen = prepared if by_plans else replace(prepared, plans=None)
    result = await executor.run(chosen, Ask(text, {"b": True} if "$b" in text else {}, None), context)
    return result, context


def said(result: ExecutionResult) -> Any:
    """An answer with its errors, without the addresses of objects in their texts."""
    errors = [(ADDRESS.sub("", each.message), each.path, each.locations) for each in result.errors or ()]
    data = ADDRESS.sub("", orjson.dumps(result.data).decode())
    return data, errors, [type(each.original_error) for each in result.errors or ()]


@pytest.mark.parametrize("text", ASKED)
@pytest.mark.parametrize("oddity", ODD)
@pytest.mark.filterwarnings("ignore:coroutine")
async def test_an_odd_crate_is_answered_the_same(executor: Executor, oddity: str, text: str):
    STATE["now"] = oddity

    first, _ = await answer(executor, text)
    again, _ = await answer(executor, text)
    usual, _ = await answer(executor, text, by_plans=False)

    assert said(first) == said(again) == said(usual)


async def test_what_is_moved_is_moved_once_though_its_answer_cannot_be_told(executor: Executor):
    STATE.update(now="a name of null", moved=0)

    result, _ = await answer(executor, "mutation { move { number name } }")

    assert STATE["moved"] == 1
    assert result.data == {"move": None}
    assert [(error.path, error.message) for error in result.errors] == [
        (["move", 0, "name"], "Cannot return null for non-nullable field Crate.name.")
    ]


async def test_all_rows_wait_together(executor: Executor):
    STATE["now"] = "many crates"

    result, context = await answer(executor, "{ crates { number waits { text } } }")

    assert result.errors is None
    assert context.loaders["asked"] == list(range(20))
    assert [crate["number"] for crate in result.data["crates"]] == list(range(20))


async def test_a_usual_answer_is_made_by_its_plan(executor: Executor):
    STATE["now"] = "a pair of crates"
    text = f"# as usual\n{ASKED[0]}"

    await answer(executor, text)

    plans = executor.prepared(text).plans
    assert plans is not None
    assert [plan.given_up for plan in plans.made.values()] == [0]
