"""An operation compiled once, run as straight-line Python; the stock executor for the unusual."""

from schema.compiled.executor import CompiledExecutor
from schema.compiled.plans import Plans

__all__ = ["CompiledExecutor", "Plans"]
