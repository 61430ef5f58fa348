"""A client of the shop in the same process: sends the contract's operations and reads the answers."""

from collections.abc import Mapping
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from graphql import FragmentDefinitionNode, OperationDefinitionNode, Visitor, parse, print_ast, visit
from starlette.applications import Starlette

from api.app import create_app
from api.settings import Settings
from stores.locator.adapters.gazetteer import Gazetteer
from stores.outside import Outside
from tests.fakes import KeptMail

CONTRACT = Path(__file__).parent / "contract"
keys = count(1)


class Shop:
    """Asks one application; ``said`` are the headers of whoever asks."""

    def __init__(self, app: Starlette, said: Mapping[str, str] | None = None) -> None:
        self.app = app
        self.said = dict(said or {})

    def saying(self, **headers: str) -> "Shop":
        """The same shop, asked with more headers: ``accept_language`` is ``Accept-Language``."""
        return Shop(self.app, self.said | {name.replace("_", "-"): value for name, value in headers.items()})

    async def post(self, body: object, **headers: str) -> httpx.Response:
        """What the endpoint answers to a JSON body, or to bytes as they are."""
        sent: dict[str, Any] = {"content": body} if isinstance(body, bytes) else {"json": body}
        said = {"content-type": "application/json", **self.said, **headers}
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.post("/graphql", headers=said, **sent)

    async def ask(self, name: str, /, **variables: object) -> Any:
        """The first field of the data of a contract's operation; a key is made where the caller gives none."""
        text = operations()[name]
        if "$key" in text:
            variables.setdefault("key", f"key-{next(keys)}")
        said = (await self.post({"query": text, "variables": variables})).json()
        assert "errors" not in said, said["errors"]
        return next(iter(said["data"].values()))

    async def refused(self, name: str, **variables: object) -> str:
        """The code of the error that an operation ends with."""
        variables.setdefault("key", f"key-{next(keys)}")
        text = operations()[name]
        needed = {key: value for key, value in variables.items() if f"${key}" in text}
        said = (await self.post({"query": text, "variables": needed})).json()
        return str(said["errors"][0]["extensions"]["code"])


def a_shop(*, is_demo: bool = True) -> Shop:
    """The application on the database of the test."""
    settings = Settings(database_url="postgres://nobody@/none", secret_key="s" * 32, is_demo=is_demo)
    return Shop(create_app(settings, Outside(geocoder=Gazetteer(with_geonames=False), mailer=KeptMail())))


@cache
def operations() -> dict[str, str]:
    """Each operation of the contract with the fragments that it uses, by name."""
    found: dict[str, str] = {}
    for path in sorted(CONTRACT.glob("*.graphql")):
        document = parse(path.read_text())
        fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        for definition in document.definitions:
            if isinstance(definition, OperationDefinitionNode) and definition.name:
                used = _used(definition, fragments, set())
                parts = [definition, *(fragments[name] for name in sorted(used))]
                found[definition.name.value] = "\n".join(print_ast(part) for part in parts)
    return found


def _used(
    node: OperationDefinitionNode | FragmentDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    seen: set[str],
) -> set[str]:
    class Spreads(Visitor):
        def enter_fragment_spread(self, spread: Any, *_: object) -> None:
            name = spread.name.value
            if name not in seen:
                seen.add(name)
                _used(fragments[name], fragments, seen)

    visit(node, Spreads())
    return seen
