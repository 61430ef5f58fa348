"""Passes: what a customer shows at the counter."""

from functools import lru_cache
from typing import Self

import segno
import strawberry

from stores.kernel.ids import code_as_read


@strawberry.type
class Pass:
    """What is shown at the counter.

    code: The code, in groups for reading aloud.
    """

    code: str
    bare: strawberry.Private[str]

    @strawberry.field
    def qr(self) -> str:
        """The code as a picture: SVG in a data URL."""
        return _qr(self.bare)

    @classmethod
    def of(cls, code: str) -> Self:
        return cls(code=code_as_read(code), bare=code)


@lru_cache(maxsize=1024)
def _qr(code: str) -> str:
    return str(segno.make(code, micro=False, error="m").svg_data_uri(scale=8, border=4))
