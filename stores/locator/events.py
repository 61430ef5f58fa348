"""Facts about stores."""

from dataclasses import dataclass

from stores.kernel.events import Event


@dataclass(frozen=True)
class StoreOpened(Event):
    """A new store is on the map."""

    store_id: str


@dataclass(frozen=True)
class StoreChanged(Event):
    """Something that shoppers see of a store is different: its hours, an exception, its address."""

    store_id: str


@dataclass(frozen=True)
class StoreRetired(Event):
    """A store is no longer offered to anybody."""

    store_id: str


@dataclass(frozen=True)
class StoresImported(Event):
    """Many stores were opened or changed at once."""

    batch_id: str
    created: int
    changed: int
