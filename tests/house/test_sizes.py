"""Small rooms: how long a function, a file and a list of parameters may be, and what stays out of the code."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = ("api", "bots", "schema", "stores")

FUNCTION_LINES = 40
FILE_LINES = 400
PARAMETERS = 5
TEST_LINES = 60


class Function(NamedTuple):
    """One function as it stands in a file."""

    where: str
    lines: int
    parameters: int


def sources(*folders: str) -> Iterator[Path]:
    """Our own files; migrations are written by a tool."""
    for folder in folders:
        yield from (path for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts)


def functions(*folders: str) -> list[Function]:
    found = []
    for path in sources(*folders):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                where = f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
                found.append(Function(where, length(node), parameters(node)))
    return found


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from ``def`` to the end, the docstring not counted."""
    assert node.end_lineno is not None
    lines = node.end_lineno - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is None or first.end_lineno is None:
        return lines
    return lines - (first.end_lineno - first.lineno + 1)


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many a caller gives; a resolver's are the contract's, a command's its options: they count as none."""
    marks = " ".join(ast.unparse(decorator) for decorator in node.decorator_list)
    if "strawberry" in marks or "commands.command" in marks:
        return 0
    named = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return len([name for name in named if name.arg not in ("self", "cls", "info")])


def test_no_function_is_longer_than_a_screen():
    too_long = [each for each in functions(*FLOORS) if each.lines > FUNCTION_LINES]

    assert too_long == []


def test_most_functions_are_short():
    lengths = [each.lines for each in functions(*FLOORS)]

    assert median(lengths) <= 6
    assert quantiles(lengths, n=10)[-1] <= 20


def test_no_test_is_longer_than_a_story():
    too_long = [each for each in functions("tests") if each.lines > TEST_LINES]

    assert too_long == []


def test_no_file_is_a_maze():
    lines = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources(*FLOORS, "tests")}

    assert {name: count for name, count in lines.items() if count > FILE_LINES} == {}


def test_nobody_is_asked_more_than_five_things():
    too_curious = [
        each for each in functions(*FLOORS) if each.parameters > PARAMETERS and not each.where.startswith("schema/")
    ]

    assert too_curious == []


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX"])
def test_nothing_is_left_for_later(word: str):
    unfinished = [str(path.relative_to(ROOT)) for path in sources(*FLOORS) if word in path.read_text()]

    assert unfinished == []


def test_every_file_says_what_lives_in_it():
    silent = [
        str(path.relative_to(ROOT))
        for path in sources(*FLOORS, "tests")
        if path.read_text().strip() and ast.get_docstring(ast.parse(path.read_text())) is None
    ]

    assert silent == []
