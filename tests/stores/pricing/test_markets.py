"""Markets and the prices in them."""

import pytest

from stores.kernel.money import MixedCurrencies, Money
from stores.pricing.errors import MarketNotFound
from stores.pricing.queries import market_for, prices_of
from stores.pricing.services import open_market, set_prices

pytestmark = pytest.mark.usefixtures("tx")


async def test_a_shopper_is_served_by_the_market_of_their_country_or_the_default():
    await open_market("EU", "EUR", ["ES", "DE"])
    await open_market("JP", "JPY", ["JP"])

    assert (await market_for()).code == "EU"
    assert (await market_for(country_code="JP")).code == "JP"
    assert (await market_for(country_code="BR")).code == "EU"
    assert (await market_for("JP", "DE")).code == "JP"


async def test_another_market_can_become_the_default():
    await open_market("EU", "EUR", ["DE"])

    await open_market("JP", "JPY", ["JP"], is_default=True)

    assert (await market_for()).code == "JP"


async def test_a_market_that_was_never_opened_is_not_found():
    with pytest.raises(MarketNotFound, match="No market has been opened"):
        await market_for()

    await open_market("EU", "EUR", ["DE"])

    with pytest.raises(MarketNotFound, match="MARS"):
        await market_for("MARS")
    with pytest.raises(MarketNotFound):
        await set_prices("MARS", {"TEA": Money(100, "EUR")})


async def test_setting_prices_tells_which_ones_changed():
    await open_market("EU", "EUR", ["DE"])
    await set_prices("EU", {"TEA": Money(500, "EUR"), "SAKE": Money(2500, "EUR")})

    changed = await set_prices("EU", {"TEA": Money(500, "EUR"), "SAKE": Money(2600, "EUR"), "RICE": Money(0, "EUR")})

    assert changed == {"SAKE", "RICE"}
    assert await prices_of(["TEA", "SAKE", "RICE"], "EU") == {
        "TEA": Money(500, "EUR"),
        "SAKE": Money(2600, "EUR"),
        "RICE": Money(0, "EUR"),
    }


async def test_what_has_no_price_in_a_market_is_not_sold_there():
    await open_market("EU", "EUR", ["DE"])
    await set_prices("EU", {"TEA": Money(500, "EUR")})

    assert await set_prices("EU", {"TEA": None, "SAKE": None}) == {"TEA"}

    assert await prices_of(["TEA", "SAKE"], "EU") == {}


async def test_a_price_is_in_the_currency_of_its_market():
    await open_market("EU", "EUR", ["DE"])

    with pytest.raises(MixedCurrencies):
        await set_prices("EU", {"TEA": Money(500, "JPY")})

    assert await prices_of(["TEA"], "EU") == {}


async def test_a_market_that_changes_its_currency_forgets_its_prices():
    await open_market("HR", "HRK", ["HR"])
    await set_prices("HR", {"TEA": Money(500, "HRK")})

    market = await open_market("HR", "EUR", ["HR"], prices_include_tax=False)

    assert (market.currency, market.prices_include_tax) == ("EUR", False)
    assert await prices_of(["TEA"], "HR") == {}
