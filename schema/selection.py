"""Looking ahead: which fields below a resolver the caller has selected."""

from collections.abc import Iterator, Mapping

from graphql import FieldNode, FragmentDefinitionNode, FragmentSpreadNode, InlineFragmentNode, SelectionSetNode

from schema.context import Info

_MOST_REMEMBERED = 2000
_seen: dict[int, tuple[FieldNode, frozenset[str]]] = {}  # documents are parsed once, so their nodes last


def selects(info: Info, *paths: str) -> bool:
    """Is a field whose dotted path ends like one of these (``item.price``) selected under this field?"""
    raw = info._raw_info
    node = raw.field_nodes[0]
    known = _seen.get(id(node))
    if known is None or known[0] is not node:
        if len(_seen) > _MOST_REMEMBERED:
            _seen.clear()
        known = _seen[id(node)] = (node, frozenset(_paths(node.selection_set, raw.fragments, "")))
    return any(f".{path}".endswith(f".{wanted}") for wanted in paths for path in known[1])


def _paths(
    selected: SelectionSetNode | None, fragments: Mapping[str, FragmentDefinitionNode], prefix: str
) -> Iterator[str]:
    """Every path in a selection; a directive that may leave a field out is not looked at."""
    for part in selected.selections if selected else ():
        match part:
            case FieldNode():
                path = prefix + part.name.value
                yield path
                yield from _paths(part.selection_set, fragments, f"{path}.")
            case InlineFragmentNode():
                yield from _paths(part.selection_set, fragments, prefix)
            case FragmentSpreadNode():
                yield from _paths(fragments[part.name.value].selection_set, fragments, prefix)
