"""Every wish has a key: what the contract says must be repeatable without a second effect, is."""

from collections.abc import Iterator

from graphql import FieldNode, OperationDefinitionNode, OperationType, parse

from schema.doors import names
from schema.outcomes import AnsweredOnce
from schema.root import schema
from tests.asking import operations

MUTATION = schema._schema.mutation_type
assert MUTATION is not None


SESSIONS = {"signInCustomer", "signInStaff", "signOut"}  # their answers are secrets, which are never stored


def sent_with_a_key() -> Iterator[str]:
    """The mutations of the contract that clients send with a key."""
    for text in operations().values():
        operation = next(node for node in parse(text).definitions if isinstance(node, OperationDefinitionNode))
        if operation.operation is OperationType.MUTATION:
            for field in operation.selection_set.selections:
                assert isinstance(field, FieldNode)
                if any(argument.name.value == "key" for argument in field.arguments):
                    yield field.name.value


def test_every_mutation_takes_a_key_but_for_coming_in_and_going_out():
    with_key = {name for name, field in MUTATION.fields.items() if "key" in field.args}

    assert set(MUTATION.fields) - with_key == SESSIONS
    assert set(sent_with_a_key()) <= with_key
    assert {str(MUTATION.fields[name].args["key"].type) for name in with_key} == {"ID!"}


def test_every_key_is_answered_once():
    for name, field in MUTATION.fields.items():
        answers_once = any(
            isinstance(one, AnsweredOnce) for one in field.extensions["strawberry-definition"].extensions
        )

        assert answers_once == ("key" in field.args), name


def test_every_answer_can_tell_of_a_key_that_was_used_otherwise_and_be_found_again():
    problems = {kind.name for kind in schema._schema.get_possible_types(schema._schema.type_map["Problem"])}
    for name, field in MUTATION.fields.items():
        if "key" not in field.args:
            continue
        members = {member.name for member in field.type.of_type.types}

        assert {"KeyReused", "KeyTooLong"} <= members, name
        assert members - problems <= names(), name
