"""When stores are open: the openings of a week, and the days that are different."""

from datetime import date

import strawberry


@strawberry.type
class OpeningRow:
    """One opening of a week.

    weekday: The day on which it begins: Monday is 1, Sunday is 7.
    opens: When it begins, as "HH:MM" at the store.
    closes: When it ends, as "HH:MM" at the store; past midnight as 24:00 and more.
    """

    weekday: int
    opens: str
    closes: str


@strawberry.type
class OpeningException:
    """One day with other hours than usual, or one of its openings.

    on: The local day.
    closed: Is the store closed all day?
    opens: When it opens, as "HH:MM" at the store.
    closes: When it closes, as "HH:MM" at the store.
    reason: Why.
    """

    on: date
    closed: bool
    opens: str | None
    closes: str | None
    reason: str
