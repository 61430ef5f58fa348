"""Random operations over the schema: valid ones, with aliases, fragments of both sorts, and switches."""

import re
from collections.abc import Mapping
from itertools import count
from random import Random

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
)

SWITCHES = ("", "", "", "", " @include(if: $yes)", " @skip(if: $yes)", " @include(if: $no)", " @skip(if: $no)")
DEEPEST = 4
ALIASED = re.compile(r"a\d+: ")


class Wishes:
    """Draws operations; ``said`` are literals for arguments, by the names of the arguments."""

    def __init__(self, schema: GraphQLSchema, said: Mapping[str, str], fate: Random) -> None:
        self.schema, self.said, self.fate = schema, said, fate
        self.numbers = count(1)
        self.fragments: list[str] = []

    def query(self, roots: Mapping[str, str]) -> str:
        """A query of one or two roots; each is told by its field and a literal call, such as ``node(id: "…")``."""
        assert self.schema.query_type is not None
        fields = self.schema.query_type.fields
        parts = [
            f"{self.alias()}: {call} {self.selection(get_named_type(fields[name].type), DEEPEST)}"
            for name, call in self.fate.sample(sorted(roots.items()), self.fate.randint(1, 2))
        ]
        body = "\n".join((f"{{ {' '.join(parts)} }}", *self.fragments))
        told = {"$yes": "$yes: Boolean!", "$no": "$no: Boolean = false"}
        used = ", ".join(declared for name, declared in told.items() if name in body)
        return f"query{f'({used})' if used else ''} {body}"

    def selection(self, kind: object, deep: int) -> str:
        if isinstance(kind, GraphQLUnionType):
            return self.members(kind, deep)
        assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        parts = ["__typename"] if self.fate.random() < 0.3 else []
        names = [self.fate.choice(list(kind.fields)) for _ in range(self.fate.randint(1, 5))]
        parts += [self.field(kind.fields[name], name, deep) for name in names]
        parts = [self.wrapped(kind, part) for part in parts if part]
        return f"{{ {' '.join(parts or ['__typename'])} __typename }}"

    def members(self, kind: GraphQLUnionType, deep: int) -> str:
        members = self.fate.sample(list(kind.types), min(len(kind.types), 3))
        parts = [f"... on {each.name} {{ {self.alias()}: __typename {self.leafy(each)} }}" for each in members]
        return f"{{ __typename {' '.join(parts)} }}" if deep else "{ __typename }"

    def leafy(self, kind: GraphQLObjectType) -> str:
        name = self.fate.choice(list(kind.fields))
        told = self.field(kind.fields[name], name, 1)
        return told if not told or ALIASED.match(told) else f"{self.alias()}: {told}"

    def field(self, field: GraphQLField, name: str, deep: int) -> str:
        needed = [each for each, spec in field.args.items() if isinstance(spec.type, GraphQLNonNull)]
        if any(each not in self.said for each in needed):
            return ""
        chosen = [each for each in field.args if each in self.said and (each in needed or self.fate.random() < 0.5)]
        kind = get_named_type(field.type)
        is_leaf = not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType)
        if not is_leaf and deep == 0:
            return ""
        arguments = f"({', '.join(f'{each}: {self.said[each]}' for each in chosen)})" if chosen else ""
        label = f"{self.alias()}: " if field.args or self.fate.random() < 0.2 else ""
        below = "" if is_leaf else f" {self.selection(kind, deep - 1)}"
        return f"{label}{name}{arguments}{self.fate.choice(SWITCHES)}{below}"

    def wrapped(self, kind: GraphQLObjectType | GraphQLInterfaceType, part: str) -> str:
        chance = self.fate.random()
        if chance < 0.1:
            return f"...{self.fate.choice((f' on {kind.name}', ''))}{self.fate.choice(SWITCHES)} {{ {part} }}"
        if chance < 0.2:
            name = f"F{next(self.numbers)}"
            self.fragments.append(f"fragment {name} on {kind.name} {{ {part} }}")
            return f"...{name}{self.fate.choice(SWITCHES)}"
        return part

    def alias(self) -> str:
        return f"a{next(self.numbers)}"
