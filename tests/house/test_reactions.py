"""Every event has its row in the reactions table, an empty one says why; every refusal says what it is."""

import importlib
import pkgutil

import stores
from stores.kernel.errors import Refusal
from stores.kernel.events import Event
from stores.reactions import REACTIONS


def everything_of_the_domain() -> None:
    for module in pkgutil.walk_packages(stores.__path__, "stores."):
        if ".migrations." not in module.name:
            importlib.import_module(module.name)


def test_every_event_has_a_row_and_every_row_an_event():
    everything_of_the_domain()

    ours = {event for event in Event.BY_NAME.values() if event.__module__.startswith("stores.")}

    assert set(REACTIONS) == ours


def test_a_row_without_reactions_says_why():
    source = importlib.import_module("stores.reactions").__loader__.get_source("stores.reactions")
    rows = [line for line in source.splitlines() if line.strip().endswith("[],") or "[],  #" in line]

    silent = [row for row in rows if "#" not in row]

    assert silent == []


def test_every_refusal_and_event_is_described():
    everything_of_the_domain()

    named = [*Refusal.BY_NAME.values(), *Event.BY_NAME.values()]
    undescribed = [each.__name__ for each in named if not each.__doc__ or each.__doc__.startswith(f"{each.__name__}(")]

    assert undescribed == []
