"""The day's work at the console: prepare, look, take payment, hand over, put the shelf right."""

from copy import deepcopy

from tests.api.console_fake import FakeShop, a_busy_morning, a_console, a_line, a_pickup, at, money
from tests.api.console_person import someone_signed_in

TEA, BOWL = a_line("TEA-100", "Uji Sencha", 2, "A-03"), a_line("BOWL-07", "Porcelain bowl")


def a_shop(**how: object) -> FakeShop:
    return FakeShop([a_pickup("W-1042", "Mei Lin", deepcopy(TEA), deepcopy(BOWL), **how)])


async def test_scan_pay_and_hand_over():
    shop = a_shop(owed=8420)
    person = await someone_signed_in(a_console(shop))

    looked = await person.scan("w104 2co-de")
    assert "Mei Lin" in looked.text and "Owes ¥8,420" in looked.text
    assert shop.done == []
    paid = await person.send("/pickups/pku_w-1042/pay", tender="CASH")
    assert "Payment is recorded." in paid.text and "Hand over all (3)" in paid.text
    form = {key: value for key, value in person.form("/hand-over").items() if not key.startswith(("part", "quantity"))}
    given = await person.post("/pickups/pku_w-1042/hand-over", form)

    assert given.url.path == "/console/scan"
    assert given.history[0].status_code == 303
    assert 'role="status"' in given.text and "Handed over" in given.text
    assert shop.done == ["CASH 8420", "COLLECTED W-1042"]


async def test_some_of_the_goods_now_and_the_others_later():
    shop = a_shop()
    person = await someone_signed_in(a_console(shop))
    await person.scan("W1042CODE")

    page = await person.send("/hand-over", **{"quantity.pkl_tea-100": "1"})

    assert "Partly handed over" in page.text and "2 to hand over" in page.text
    assert [line["collected"] for line in shop.pickups[0]["lines"]] == [1, 0]


async def test_wine_is_handed_over_when_somebody_has_looked_at_the_age():
    shop = a_shop(minimumAge=18)
    person = await someone_signed_in(a_console(shop))

    looked = await person.scan("W1042CODE")
    form = {key: value for key, value in person.form("/hand-over").items() if not key.startswith(("part", "quantity"))}
    form.pop("age_checked", None)
    refused = await person.post("/pickups/pku_w-1042/hand-over", form)
    await person.scan("W1042CODE")
    given = await person.send("/hand-over", age_checked="yes", **{"quantity.pkl_tea-100": "1"})

    assert "at least 18" in looked.text
    assert "Check the customer&#39;s age first" in refused.text
    assert "Partly handed over" in given.text


async def test_no_goods_chosen_is_nothing_handed_over():
    shop = a_shop()
    person = await someone_signed_in(a_console(shop))
    await person.scan("W1042CODE")

    page = await person.send("/hand-over", **{"quantity.pkl_tea-100": "-3"})

    assert page.status_code == 409
    assert "No goods chosen" in page.text
    assert shop.done == []


async def test_a_double_click_hands_over_once_and_says_the_same_twice():
    shop = a_shop()
    person = await someone_signed_in(a_console(shop))
    await person.scan("W1042CODE")
    form = {**person.form("/hand-over"), "quantity.pkl_tea-100": "1"}

    first = await person.post("/pickups/pku_w-1042/hand-over", form)
    second = await person.post("/pickups/pku_w-1042/hand-over", form)

    assert first.text.count("Partly handed over") == second.text.count("Partly handed over") == 1
    assert shop.done == ["PARTLY_COLLECTED W-1042"]


async def test_what_is_owed_is_taken_before_the_goods_leave():
    shop = a_shop()
    person = await someone_signed_in(a_console(shop))
    await person.scan("W1042CODE")
    shop.pickups[0]["owed"] = money(500)

    page = await person.send("/hand-over", part="")

    assert "¥500 still owed" in page.text
    assert "Paid in cash" in page.text
    assert shop.pickups[0]["state"] == "READY"


async def test_the_second_device_is_told_who_when_and_where():
    shop = a_shop()
    console = a_console(shop)
    one, other = await someone_signed_in(console), await someone_signed_in(console)
    await one.scan("W1042CODE")
    await other.scan("W1042CODE")

    await one.send("/hand-over", part="")
    page = await other.send("/hand-over", part="")

    assert "Already collected" in page.text
    assert "Ken Abe on Oct 12, 2026, 13:50 at GINZA" in page.text
    assert shop.done == ["COLLECTED W-1042"]


async def test_a_wrong_code_is_tried_once_only_and_says_how_many_tries_are_left():
    shop = a_shop()
    person = await someone_signed_in(a_console(shop))

    page = await person.scan("WRONG-ONE")

    assert "Wrong code" in page.text and "Tries left: 4" in page.text
    assert "Read: WRO NGO NE" not in page.text and "Read: WRONG-ONE" in page.text


async def test_a_code_of_nothing_is_explained():
    person = await someone_signed_in(a_console(a_shop()))

    page = await person.scan("ZZZ ZZZ ZZZ")

    assert "No pickup with this code here" in page.text


async def test_goods_are_prepared_and_made_ready_from_the_board():
    shop = a_shop(state="TO_PREPARE", dueAt=at(30))
    person = await someone_signed_in(a_console(shop))

    await person.send("/prepare")
    page = await person.send("/ready")

    assert page.url.path == "/console/today"
    assert "Ready. The customer is told." in page.text
    assert shop.done == ["PREPARING W-1042", "READY W-1042"]


async def test_an_act_that_came_too_late_shows_the_shops_reason_and_the_board_as_it_is():
    shop = a_shop(state="TO_PREPARE", dueAt=at(30))
    person = await someone_signed_in(a_console(shop))
    shop.pickups[0]["state"] = "READY"

    page = await person.send("/prepare")

    assert page.status_code == 409
    assert "PickupNotReady, says the shop." in page.text
    assert shop.done == []


async def test_the_board_has_every_lane_and_the_arrived_come_first():
    person = await someone_signed_in(a_console(a_busy_morning()))

    page = await person.open("/today")

    assert "<title>(4) Today" in page.text
    lanes = [page.text.partition(f'id="lane-{lane}"')[2].partition("</section>")[0] for lane in ("overdue", "ready")]
    assert "W-1044" in lanes[0] and "12 min late" in lanes[0]
    assert lanes[1].index("W-1042") < lanes[1].index("W-1043") and "spot P3" in lanes[1]


async def test_what_was_collected_on_another_day_is_not_todays():
    shop = a_shop(state="COLLECTED", collectedAt=at(-15 * 60))
    person = await someone_signed_in(a_console(shop))

    page = await person.open("/today")

    assert "W-1042" not in page.text


async def test_an_order_has_a_page_with_its_goods_and_its_story():
    person = await someone_signed_in(a_console(a_shop(owed=100)))

    page = await person.open("/pickups/pku_w-1042")
    paid = await person.send("/pay", tender="CARD_TERMINAL")

    assert "Order placed" in page.text and "Porcelain bowl" in page.text
    assert paid.url.path == "/console/pickups/pku_w-1042"
    assert "Nothing owed" in paid.text


async def test_the_shelf_is_put_right_with_a_reason():
    shop = a_busy_morning()
    person = await someone_signed_in(a_console(shop))
    page = await person.open("/stock?skus=TEA-100,%20NOPE")
    assert "Not kept in this store: NOPE" in page.text

    page = await person.send("/stock/adjust", by="−3", reason="DAMAGED")

    assert "TEA-100: 21 on the shelf, 15 free." in page.text
    assert shop.done == ["DAMAGED -3 TEA-100"]


async def test_promised_goods_cannot_be_written_off():
    shop = a_busy_morning()
    person = await someone_signed_in(a_console(shop))
    await person.open("/stock?skus=TEA-100")

    page = await person.send("/stock/adjust", by="-19", reason="LOST")

    assert "Not enough of TEA-100" in page.text and "Only 18 free" in page.text
    assert shop.done == []


async def test_when_the_shop_is_silent_the_same_act_can_be_sent_again():
    shop = a_shop(state="TO_PREPARE", dueAt=at(30))
    person = await someone_signed_in(a_console(shop))
    key = person.form("/prepare")["key"]
    shop.silent = True

    page = await person.send("/prepare")
    assert page.status_code == 503 and "it happens only once" in page.text
    assert key in page.text
    shop.silent = False
    page = await person.send("/prepare")

    assert "Preparation has started." in page.text
    assert list(shop.answers) == [key]


async def test_what_a_role_may_not_do_is_said():
    shop = a_shop()
    person = await someone_signed_in(a_console(shop))
    shop.forbidden = True

    page = await person.open("/today")

    assert page.status_code == 403
    assert "Not yours to do" in page.text


async def test_names_of_customers_are_shown_as_text_never_as_markup():
    person = await someone_signed_in(a_console(FakeShop([a_pickup("W-1", "<b onclick=x>Eve</b>")])))

    page = await person.open("/today")

    assert "&lt;b onclick=x&gt;Eve" in page.text
    assert "<b onclick" not in page.text
