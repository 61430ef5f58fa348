"""An amount shown in another currency, for the reader's convenience."""

from decimal import Decimal

from stores.kernel.money import Money, minor_digits


def shown_in(amount: Money, currency: str, rate: Decimal) -> Money:
    """An amount in another currency, at so many of its major units for one; rounded half up."""
    digits = minor_digits(currency) - minor_digits(amount.currency)
    return Money(amount.minor, currency).at_rate(rate.scaleb(digits))
