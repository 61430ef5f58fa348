"""The GraphQL documents that the chat sends: each operation with the fragments it uses, and no others."""

import re
from functools import cache
from importlib import resources
from itertools import pairwise

_DEFINITION = re.compile(r"^(?:query|mutation|subscription|fragment) (\w+)", re.MULTILINE)
_SPREAD = re.compile(r"\.\.\.(\w+)")


@cache
def documents() -> dict[str, str]:
    """Every operation's document by the operation's name."""
    folder = resources.files("bots.client") / "operations"
    found: dict[str, str] = {}
    for file in folder.iterdir():
        if file.name.endswith(".graphql"):
            found |= _operations(file.read_text("utf-8"))
    return found


def _operations(source: str) -> dict[str, str]:
    source = re.sub(r"^#.*\n", "", source, flags=re.MULTILINE)
    starts = [*(match.start() for match in _DEFINITION.finditer(source)), len(source)]
    parts = [source[start:end].strip() for start, end in pairwise(starts)]
    fragments = {_name(part): part for part in parts if part.startswith("fragment")}
    return {_name(part): _with_fragments(part, fragments) for part in parts if not part.startswith("fragment")}


def _name(definition: str) -> str:
    match = _DEFINITION.match(definition)
    assert match
    return match[1]


def _with_fragments(operation: str, fragments: dict[str, str]) -> str:
    document, wanted, taken = operation, [operation], set[str]()
    while wanted:
        for name in _SPREAD.findall(wanted.pop()):
            if name in fragments and name not in taken:
                taken.add(name)
                wanted.append(fragments[name])
                document += "\n" + fragments[name]
    return document
