"""The public promise: the schema is written down, described, and answers every operation that clients send."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
    build_schema,
    parse,
    validate,
)

import stores
from schema.doors import kinds, names
from schema.limits import weigh
from schema.problems import TEXTS, faces, text
from schema.root import schema
from stores.kernel.errors import Refusal
from tests.asking import operations

ROOT = Path(__file__).parents[2]
PRINTED = ROOT / "schema" / "schema.graphql"
SENT = [*ROOT.glob("bots/client/operations/*.graphql"), *ROOT.glob("api/console/operations/*.graphql")]


def test_the_printed_schema_is_the_one_that_is_served():
    assert PRINTED.read_text() == schema.as_str() + "\n", "print it again: python -m api schema > schema/schema.graphql"


@pytest.mark.parametrize("name", sorted(operations()))
def test_every_operation_of_the_contract_is_answered_within_the_limits(name: str):
    document = parse(operations()[name])

    assert validate(build_schema(PRINTED.read_text()), document) == []
    assert weigh(schema._schema, document, {}).points > 0


@pytest.mark.parametrize("path", SENT, ids=lambda path: f"{path.parts[-4]}-{path.stem}")
def test_every_operation_of_our_own_clients_is_answered(path: Path):
    fragments_of_the_folder = [
        other.read_text() for other in sorted(path.parent.glob("*.graphql")) if _is_fragment_only(other)
    ]
    own = path.read_text()
    document = parse(own if _is_fragment_only(path) else "\n".join([own, *_missing(own, fragments_of_the_folder)]))

    errors = validate(schema._schema, document)
    assert [error.message for error in errors if "is never used" not in error.message] == []


def _is_fragment_only(path: Path) -> bool:
    return all(definition.kind == "fragment_definition" for definition in parse(path.read_text()).definitions)


def _missing(own: str, fragments: list[str]) -> list[str]:
    return [one for one in fragments if one not in own]


def test_every_refusal_has_its_problem_and_a_sentence_in_every_language():
    refusals = set(_refusals())

    assert {refusal.__name__ for refusal in refusals - set(faces())} == set()
    locales = sorted(path.stem for path in TEXTS.glob("*.toml"))
    assert locales == ["de", "en", "es", "ja", "zh"]
    for refusal in refusals:
        facts = dict.fromkeys(getattr(refusal, "__dataclass_fields__", ()), "…")
        assert all(text(refusal.__name__, locale, **facts) for locale in locales)


def _refusals() -> Iterator[type[Refusal]]:
    for module in pkgutil.walk_packages(stores.__path__, "stores."):
        if ".migrations" not in module.name and module.name.endswith(".errors"):
            found = vars(importlib.import_module(module.name)).values()
            yield from (
                one for one in found if isinstance(one, type) and issubclass(one, Refusal) and one is not Refusal
            )


def test_every_type_field_argument_and_value_is_described():
    assert list(_undescribed()) == []


def _undescribed() -> Iterator[str]:
    for kind in schema._schema.type_map.values():
        if kind.name.startswith("__"):
            continue
        if not kind.description:
            yield kind.name
        if isinstance(kind, GraphQLEnumType):
            yield from (f"{kind.name}.{name}" for name, value in kind.values.items() if not value.description)
        for name, field in getattr(kind, "fields", {}).items():
            if not field.description:
                yield f"{kind.name}.{name}"
            arguments = getattr(field, "args", {})
            yield from (f"{kind.name}.{name}({told}:)" for told, spec in arguments.items() if not spec.description)


def test_members_of_one_union_agree_on_the_types_of_their_fields():
    may_differ = {("state", "ScanResult")}  # a client names one of them otherwise, as the contract's Scan does
    for union in schema._schema.type_map.values():
        if not isinstance(union, GraphQLUnionType):
            continue
        told: dict[str, str] = {}
        for member in union.types:
            for name, field in member.fields.items():
                first = told.setdefault(name, str(field.type))
                assert first == str(field.type) or (name, union.name) in may_differ, f"{union.name}: {member}.{name}"


def test_every_node_has_a_door():
    node = schema._schema.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    built_later = {"Booking", "DeliveryOption", "Experience", "Session", "Shipment"}

    implementing = {kind.name for kind in schema._schema.get_possible_types(node)}

    assert implementing - built_later == names() & implementing
    assert len(kinds()) == len(implementing - built_later)
    assert all(isinstance(schema._schema.type_map[name], GraphQLObjectType) for name in implementing)
