"""What the locator will not do, and why."""

from dataclasses import dataclass

from stores.kernel.errors import Refusal


@dataclass(eq=False)
class StoreNotFound(Refusal):
    """There is no such store."""

    store_id: str

    def __str__(self) -> str:
        return f"There is no store {self.store_id}."


@dataclass(eq=False)
class StoreCodeTaken(Refusal):
    """Another store has this code already."""

    code: str

    def __str__(self) -> str:
        return f"Another store has the code {self.code}."


@dataclass(eq=False)
class HoursNotUnderstood(Refusal):
    """The opening hours are not written in OpenStreetMap syntax."""

    expression: str

    def __str__(self) -> str:
        return f'Opening hours are not understood: "{self.expression}". Write them as "Mo-Fr 09:00-18:00; PH off".'


@dataclass(eq=False)
class TimeZoneUnknown(Refusal):
    """The time zone is not in the IANA database."""

    time_zone: str

    def __str__(self) -> str:
        return f'"{self.time_zone}" is not an IANA time zone such as "Asia/Tokyo".'
