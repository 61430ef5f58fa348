"""How a mutation answers: refusals become problems, and a repeated key gets its first answer again."""

import dataclasses
import hashlib
from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Any

import orjson
import strawberry
from strawberry.extensions.field_extension import AsyncExtensionResolver, FieldExtension

from schema.context import Info
from schema.doors import thing_again
from schema.problems import problem_of
from stores.identity.actors import scope_of
from stores.kernel.errors import Refusal
from stores.outbox import services as outbox
from stores.outbox.services import Repeated, Request


class Answered(FieldExtension):
    """Refusals of this field are members of its union."""

    async def resolve_async(self, next_: AsyncExtensionResolver, source: Any, info: Info, **kwargs: Any) -> Any:
        try:
            return await self.answer(next_, source, info, kwargs)
        except Refusal as refusal:
            return problem_of(refusal, info.context)

    async def answer(self, next_: AsyncExtensionResolver, source: Any, info: Info, arguments: dict[str, Any]) -> Any:
        return await next_(source, info, **arguments)


class AnsweredOnce(Answered):
    """The same, and a key that comes again with the same arguments gets the first answer, with one effect."""

    async def answer(self, next_: AsyncExtensionResolver, source: Any, info: Info, arguments: dict[str, Any]) -> Any:
        request = Request(
            scope=scope_of(info.context.actor),
            operation=info.field_name,
            key=arguments["key"],
            fingerprint=fingerprint(arguments),
        )
        answer = await outbox.answer_once(request, _deed(next_, source, info, arguments), _outcome)
        return await thing_again(info.context, **answer.outcome) if isinstance(answer, Repeated) else answer


ANSWERED: list[FieldExtension] = [Answered()]
ONCE: list[FieldExtension] = [AnsweredOnce()]


def fingerprint(arguments: dict[str, Any]) -> str:
    """What tells a repetition from another request under the same key: a digest of all other arguments."""
    told = {name: value for name, value in arguments.items() if name != "key"}
    text = orjson.dumps(told, default=_plain, option=orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS)
    return hashlib.sha256(text).hexdigest()


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if value is strawberry.UNSET:
        return None
    return value.value if isinstance(value, Enum) else str(value)


def _deed(
    next_: AsyncExtensionResolver, source: Any, info: Info, arguments: dict[str, Any]
) -> Callable[[], Awaitable[Any]]:
    async def act() -> Any:
        return await next_(source, info, **arguments)

    return act


def _outcome(thing: Any) -> dict[str, Any]:
    return {"kind": type(thing).__name__, "id": thing.id}
