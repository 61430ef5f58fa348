"""Every wish has a key: what the contract says must be repeatable without a second effect, is."""

from collections.abc import Iterator

from graphql import FieldNode, OperationDefinitionNode, OperationType, parse

from schema.doors import names
from schema.outcomes import AnsweredOnce
from schema.root import schema
from stores.kernel.errors import Refusal
from tests.asking import operations
from tests.house.test_reactions import everything_of_the_domain

MUTATION = schema._schema.mutation_type
assert MUTATION is not None


def sent_by_clients() -> Iterator[tuple[str, bool]]:
    """The mutations of the contract, and whether each is sent with a key."""
    for text in operations().values():
        operation = next(node for node in parse(text).definitions if isinstance(node, OperationDefinitionNode))
        if operation.operation is OperationType.MUTATION:
            for field in operation.selection_set.selections:
                assert isinstance(field, FieldNode)
                yield field.name.value, any(argument.name.value == "key" for argument in field.arguments)


WITHOUT_KEY = {name for name, has_key in sent_by_clients() if not has_key}


def test_every_mutation_takes_a_key_unless_the_contract_sends_none():
    keyless = {name for name, field in MUTATION.fields.items() if "key" not in field.args}

    assert keyless <= WITHOUT_KEY
    assert {str(field.args["key"].type) for field in MUTATION.fields.values() if "key" in field.args} == {"ID!"}


def test_every_key_is_answered_once():
    for name, field in MUTATION.fields.items():
        answers_once = any(isinstance(one, AnsweredOnce) for one in field.extensions["strawberry-definition"].extensions)

        assert answers_once == ("key" in field.args), name


def test_every_answer_can_tell_of_a_key_that_was_used_otherwise_and_be_found_again():
    problems = {refusal.__name__ for refusal in Refusal.BY_NAME.values()}
    for name, field in MUTATION.fields.items():
        if "key" not in field.args:
            continue
        members = {member.name for member in field.type.of_type.types}

        assert {"KeyReused", "KeyTooLong"} <= members, name
        assert members - problems <= names(), name


def test_a_refusal_is_known_by_its_name_when_it_is_read_back():
    everything_of_the_domain()

    assert all(refusal.__dataclass_fields__ is not None for refusal in Refusal.BY_NAME.values() if refusal.stands)
