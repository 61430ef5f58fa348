"""A manager sets the shop up through the API, and every change is written down."""

from typing import Any

import pytest

from stores.identity.queries import audit_of
from stores.identity.roles import Role
from stores.pricing.models import Promotion
from tests.asking import Shop, a_shop, keys
from tests.makers import PASSWORD, a_market, a_staff_member, a_store, a_variant

pytestmark = pytest.mark.usefixtures("tx")

EVERYTHING = """
fragment Market on Market { id code currency countries pricesIncludeTax holdMinutes }
fragment Promotion on Promotion { id kind rate titles { locale text } vouchers { code used } retiredAt }
fragment Voucher on Voucher { id code uses used retiredAt }
fragment Managed on ManagedProduct { id slug isPublished texts { title } variants { sku } }
fragment Why on Problem { message }
fragment Rate on TaxRate { id rate validFrom }
"""


async def signed_in(role: Role, *stores: Any) -> Shop:
    staff = await a_staff_member(*stores, role=role)
    shop = a_shop()
    session = await shop.ask("SignInStaff", email=staff.email, password=PASSWORD)
    return shop.saying(authorization=f"Bearer {session['token']}")


async def sent(shop: Shop, name: str, kinds: str, /, **arguments: tuple[str, object]) -> Any:
    """What a mutation answers, or the code of its error; arguments are types and values."""
    key = arguments.pop("key", ("ID!", f"key-{next(keys)}"))
    told = {"key": key, **arguments}
    heads = ", ".join(f"${each}: {kind}" for each, (kind, _) in told.items())
    handed = ", ".join(f"{each}: ${each}" for each in told)
    used = [part for part in EVERYTHING.strip().splitlines() if part.split()[1] in kinds]
    spread = " ".join(f"...{kind}" for kind in kinds.split())
    query = "\n".join([f"mutation({heads}) {{ it: {name}({handed}) {{ __typename {spread} }} }}", *used])
    said = (await shop.post({"query": query, "variables": {each: value for each, (_, value) in told.items()}})).json()
    return said["errors"][0]["extensions"]["code"] if "errors" in said else said["data"]["it"]


async def test_a_manager_opens_a_market_prices_its_goods_and_sets_its_taxes():
    await a_market()
    await a_variant("TEA")
    shop = await signed_in(Role.MANAGER)
    wish = {"code": "KW", "currency": "KWD", "countries": ["KW"], "holdMinutes": 20}

    market = await sent(shop, "createMarket", "Market Why", market=("MarketInput!", wish))
    twice = await sent(shop, "createMarket", "Market Why", market=("MarketInput!", wish))
    moved = await sent(shop, "changeMarket", "Market Why", market=("MarketInput!", wish | {"currency": "USD"}))
    price = [{"sku": "TEA", "price": {"minor": 4250, "currency": "KWD"}}]
    await sent(shop, "setPrices", "Market Why", market=("String!", "KW"), prices=("[PriceInput!]!", price))
    dollars = [{"sku": "TEA", "price": {"minor": 4250, "currency": "USD"}}]
    wrong = await sent(shop, "setPrices", "Market Why", market=("String!", "KW"), prices=("[PriceInput!]!", dollars))
    rate = {"market": "KW", "rate": "0.05", "validFrom": "2027-01-01"}
    taxed = await sent(shop, "setTaxRate", "Rate Why", rate=("TaxRateInput!", rate))
    endless = await sent(shop, "setTaxRate", "Rate Why", rate=("TaxRateInput!", rate | {"rate": "NaN"}))

    assert (market["currency"], market["holdMinutes"]) == ("KWD", 20)
    assert [each["__typename"] for each in (twice, moved, wrong, endless)] == [
        "MarketExists",
        "TermsNotPossible",
        "WrongCurrency",
        "TermsNotPossible",
    ]
    assert (taxed["rate"], taxed["validFrom"]) == ("0.05", "2027-01-01")
    entries = await audit_of(market["id"])
    assert [entry.act for entry in entries] == ["createMarket", "setPrices"]
    assert (entries[1].before, entries[1].after) == ({"TEA": None}, {"TEA": 4250})


async def test_a_promotion_and_its_voucher_are_begun_changed_and_retired():
    await a_market()
    await a_variant("TEA")
    shop = await signed_in(Role.MANAGER)
    wish = {
        "titles": [{"locale": "en", "text": "Welcome"}, {"locale": "ja", "text": "ようこそ"}],
        "kind": "PERCENTAGE",
        "rate": "0.1",
        "byCode": True,
    }

    begun = await sent(shop, "createPromotion", "Promotion Why", promotion=("PromotionInput!", wish))
    odd = wish | {"kind": "BUY_X_GET_Y"}
    refused = await sent(shop, "createPromotion", "Promotion Why", promotion=("PromotionInput!", odd))
    code = {"code": "wel-come", "promotionId": begun["id"], "uses": 3}
    voucher = await sent(shop, "createVoucher", "Voucher Why", voucher=("VoucherInput!", code))
    taken = await sent(shop, "createVoucher", "Voucher Why", voucher=("VoucherInput!", code))
    changed = await sent(
        shop,
        "changePromotion",
        "Promotion Why",
        promotionId=("ID!", begun["id"]),
        promotion=("PromotionInput!", wish | {"rate": "0.2"}),
    )
    more = await sent(
        shop,
        "changeVoucher",
        "Voucher Why",
        voucherId=("ID!", voucher["id"]),
        voucher=("VoucherInput!", code | {"uses": 5}),
    )
    gone = await sent(shop, "retireVoucher", "Voucher Why", voucherId=("ID!", voucher["id"]), key=("ID!", "once"))
    again = await sent(shop, "retireVoucher", "Voucher Why", voucherId=("ID!", voucher["id"]), key=("ID!", "once"))
    ended = await sent(shop, "retirePromotion", "Promotion Why", promotionId=("ID!", begun["id"]))

    assert (refused["__typename"], taken["__typename"]) == ("TermsNotPossible", "CodeTaken")
    assert (voucher["code"], voucher["uses"], more["uses"]) == ("WELCOME", 3, 5)
    assert changed["rate"] == "0.20000"
    assert changed["vouchers"] == [{"code": "WELCOME", "used": 0}]
    assert gone == again
    assert ended["retiredAt"] is not None
    entries = await audit_of(begun["id"])
    assert [entry.act for entry in entries] == ["createPromotion", "changePromotion", "retirePromotion"]
    assert (entries[1].before["rate"], entries[1].after["rate"]) == ("0.10000", "0.20000")


async def test_a_product_is_published_changed_and_retired():
    await a_market()
    shop = await signed_in(Role.MANAGER)
    wish = {"slug": "sencha", "texts": [{"locale": "en", "title": "Sencha"}], "variants": [{"sku": "SENCHA"}]}

    new = await sent(shop, "publishProduct", "Managed Why", product=("ProductInput!", wish))
    taken = await sent(shop, "publishProduct", "Managed Why", product=("ProductInput!", wish))
    renamed = wish | {"texts": [{"locale": "en", "title": "Sencha of spring"}]}
    changed = await sent(shop, "changeProduct", "Managed Why", product=("ProductInput!", renamed))
    gone = await sent(shop, "retireProduct", "Managed Why", slug=("String!", "sencha"), key=("ID!", "once"))
    again = await sent(shop, "retireProduct", "Managed Why", slug=("String!", "sencha"), key=("ID!", "once"))
    nothing = await sent(shop, "retireProduct", "Managed Why", slug=("String!", "matcha"))

    assert (new["isPublished"], new["variants"]) == (True, [{"sku": "SENCHA"}])
    assert changed["texts"] == [{"title": "Sencha of spring"}]
    assert gone == again
    assert not gone["isPublished"]
    assert (taken["__typename"], nothing["__typename"]) == ("SlugTaken", "ProductNotFound")
    assert [entry.act for entry in await audit_of(new["id"])] == ["publishProduct", "changeProduct", "retireProduct"]


async def test_nobody_but_a_manager_of_every_store_changes_what_holds_for_all():
    await a_market()
    ginza = await a_store()
    wish = {"titles": [{"locale": "en", "text": "Free"}], "kind": "PERCENTAGE", "rate": "1"}

    async def tried(shop: Shop) -> Any:
        return await sent(shop, "createPromotion", "Promotion Why", promotion=("PromotionInput!", wish))

    refused = [
        await tried(a_shop()),
        await tried(await signed_in(Role.SUPERVISOR)),
        await tried(await signed_in(Role.MANAGER, ginza)),
    ]

    assert refused == ["UNAUTHENTICATED", "FORBIDDEN", "FORBIDDEN"]
    assert await Promotion.all().count() == 0


async def test_a_code_is_put_into_a_cart_and_seen_there_and_on_the_quote():
    await a_market()
    await a_variant("TEA")
    await a_store(holding={"TEA": 3})
    manager = await signed_in(Role.ADMINISTRATOR)
    wish = {"titles": [{"locale": "en", "text": "Tenth"}], "kind": "PERCENTAGE", "rate": "0.1", "byCode": True}
    begun = await sent(manager, "createPromotion", "Promotion Why", promotion=("PromotionInput!", wish))
    code = {"code": "TENTH", "promotionId": begun["id"], "uses": 3}
    await sent(manager, "createVoucher", "Voucher Why", voucher=("VoucherInput!", code))
    shop = a_shop()
    cart = await shop.ask("CreateCart", lines=[{"sku": "TEA", "quantity": 1}])
    seen = (
        "fragment Cart on Cart { vouchers { code discount { minor } } discounts { title } totals { total { minor } } }"
    )

    async def put(name: str, typed: str) -> Any:
        query = f"""mutation($key: ID!, $cart: ID!, $code: String!) {{
            it: {name}(key: $key, cartId: $cart, code: $code) {{ __typename ...Cart ... on Problem {{ message }} }}
        }} {seen}"""
        variables = {"key": f"key-{next(keys)}", "cart": cart["id"], "code": typed}
        return (await shop.post({"query": query, "variables": variables})).json()["data"]["it"]

    unknown, applied, removed = await put("applyVoucher", "what"), await put("applyVoucher", "tenth"), None
    removed = await put("removeVoucher", "Tenth")

    assert (unknown["__typename"], unknown["message"]) == ("VoucherUnknown", "There is no code WHAT.")
    assert applied["vouchers"] == [{"code": "TENTH", "discount": {"minor": -120}}]
    assert (applied["discounts"], applied["totals"]["total"]["minor"]) == ([{"title": "Tenth"}], 1080)
    assert (removed["vouchers"], removed["totals"]["total"]["minor"]) == ([], 1200)
