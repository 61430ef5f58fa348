"""Coming in and going out of the console, and what keeps strangers out."""

import pytest

from api.console.headers import SECURITY_HEADERS
from api.console.text import TEXTS, texts
from tests.api.console_fake import GINZA, OSAKA, FakeShop, a_busy_morning, a_console
from tests.api.console_person import Person, someone_signed_in


async def test_staff_sign_in_and_stand_in_their_only_store():
    person = Person(a_console(a_busy_morning()))

    page = await person.sign_in()

    assert page.url.path == "/console/today"
    assert "W-1044" in page.text
    assert "Aiko Mori" in page.text


async def test_a_wrong_password_is_told_and_opens_nothing():
    shop = FakeShop()
    person = Person(a_console(shop))

    page = await person.sign_in(password="guess")

    assert page.status_code == 422
    assert "E-mail or password is wrong" in page.text
    assert 'value="aiko@wharfside.test"' in page.text
    assert "guess" not in page.text
    assert shop.tokens == set()
    assert (await person.open("/today")).url.path == "/console/sign-in"


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites():
    person = Person(a_console(FakeShop()), origin="https://counter.test")

    page = await person.sign_in()

    [cookie] = [c for c in page.history[0].headers.get_list("set-cookie") if "-session=" in c]
    assert cookie.startswith("__Host-wharfside-session=")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=strict"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


async def test_without_encryption_the_demo_still_works_with_plain_names():
    person = await someone_signed_in(a_console(FakeShop()))

    names = set(person.http.cookies.keys())

    assert names == {"wharfside-session", "wharfside-store", "wharfside-device"}


async def test_each_sign_in_has_a_session_of_its_own_and_ends_the_one_before():
    shop = FakeShop()
    person = Person(a_console(shop))
    await person.open("/sign-in")
    guest_form = person.form("/sign-in")
    await person.send("/sign-in", email="a@b.test", password="correct horse")
    first = person.http.cookies["wharfside-session"]
    language_form = person.form("/language")

    refused = await person.post("/sign-in", guest_form)
    await person.post("/sign-in", {**language_form, "email": "a@b.test", "password": "correct horse"})

    assert refused.status_code == 403
    assert person.http.cookies["wharfside-session"] != first
    assert first not in shop.tokens


async def test_after_sign_out_the_token_is_dead_in_the_shop_too():
    shop = FakeShop()
    person = await someone_signed_in(a_console(shop))
    token = person.http.cookies["wharfside-session"]

    page = await person.send("/sign-out")

    assert token not in shop.tokens
    assert "You are signed out." in page.text
    person.http.cookies.set("wharfside-session", token, domain="counter.test")
    assert (await person.open("/today")).url.path == "/console/sign-in"


async def test_who_leaves_while_the_shop_is_silent_is_told_so():
    shop = FakeShop()
    person = await someone_signed_in(a_console(shop))
    shop.silent = True

    page = await person.send("/sign-out")

    assert "did not confirm" in page.text
    assert "wharfside-session" not in person.http.cookies


@pytest.mark.parametrize("spoiled", [{"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "ü"}])
async def test_a_form_without_its_proof_changes_nothing(spoiled: dict[str, str]):
    shop = a_busy_morning()
    person = await someone_signed_in(a_console(shop))
    form = person.form("/pickups/pku_w-1045/prepare")

    page = await person.post("/pickups/pku_w-1045/prepare", {**form, **spoiled})

    assert page.status_code == 403
    assert "Nothing was changed" in page.text
    assert shop.done == []


async def test_a_form_sent_from_another_site_changes_nothing():
    shop = a_busy_morning()
    person = await someone_signed_in(a_console(shop))
    form = person.form("/pickups/pku_w-1045/prepare")

    page = await person.post("/pickups/pku_w-1045/prepare", form, Origin="http://evil.test")

    assert page.status_code == 403
    assert shop.done == []


async def test_one_persons_proof_does_not_serve_another():
    shop = a_busy_morning()
    console = a_console(shop)
    one, other = await someone_signed_in(console), await someone_signed_in(console)

    page = await other.post("/pickups/pku_w-1045/prepare", one.form("/pickups/pku_w-1045/prepare"))

    assert page.status_code == 403
    assert shop.done == []


@pytest.mark.parametrize("path", ["/sign-in", "/today", "/scan", "/stock", "/nowhere"])
async def test_every_page_keeps_itself_to_itself(path: str):
    person = await someone_signed_in(a_console(a_busy_morning()))

    page = await person.open(path)

    assert {name: page.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert page.headers["cache-control"] == "no-store"
    assert "unsafe" not in page.headers["content-security-policy"]
    assert "style=" not in page.text
    assert "onclick" not in page.text


async def test_static_files_are_kept_for_ever_under_the_name_of_their_content():
    person = Person(a_console(FakeShop()))
    page = await person.open("/sign-in")
    path = page.text.partition('rel="stylesheet" href="/console')[2].partition('"')[0]

    style = await person.open(path)

    assert style.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert style.headers["x-content-type-options"] == "nosniff"
    assert "url(" not in style.text


async def test_who_has_several_stores_is_asked_once_and_remembered():
    shop = FakeShop(stores=[GINZA, OSAKA])
    person = await someone_signed_in(a_console(shop))
    assert person.page.url.path == "/console/stores"

    await person.send("/stores", store=OSAKA["id"])
    await person.send("/sign-out")
    page = await person.sign_in()

    assert page.url.path == "/console/today"
    assert "Osaka Umeda" in page.text


async def test_a_store_that_is_not_theirs_cannot_be_chosen():
    person = await someone_signed_in(a_console(FakeShop(stores=[GINZA, OSAKA])))

    page = await person.send("/stores", store="str_elsewhere")

    assert page.url.path == "/console/stores"
    assert "wharfside-store" not in person.http.cookies


async def test_the_language_is_the_browsers_until_the_person_chooses():
    shop = FakeShop()
    person = Person(a_console(shop), language="zh-TW,zh;q=0.9,en;q=0.5")
    assert "密码" in (await person.open("/sign-in")).text

    await person.send("/language", locale="en")
    page = await person.sign_in()

    assert "Password" not in page.text and '<html lang="en">' in page.text
    assert shop.headers[-1]["accept-language"] == "en"


async def test_the_shop_hears_who_asks_from_which_device_and_from_where():
    shop = FakeShop()
    person = await someone_signed_in(a_console(shop))

    await person.open("/today")

    heard = shop.headers[-1]
    assert heard["authorization"] == f"Bearer {person.http.cookies['wharfside-session']}"
    assert heard["device"] == person.http.cookies["wharfside-device"]
    assert heard["x-forwarded-for"] == "10.0.0.7"


@pytest.mark.parametrize("asked", ["https://evil.test/", "//evil.test", "/console//evil.test", "/console/\\evil", "x"])
async def test_sign_in_leads_nowhere_else_on_the_web(asked: str):
    person = Person(a_console(FakeShop()))
    await person.open("/sign-in")

    page = await person.send("/sign-in", email="a@b.test", password="correct horse", next=asked)

    assert str(page.url) == "http://counter.test/console/today"


async def test_a_link_from_a_mail_loads_once_more_so_that_the_session_comes_along():
    person = Person(a_console(FakeShop()))

    page = await person.http.get("/console/sign-in", headers={"Sec-Fetch-Site": "cross-site"})

    assert 'http-equiv="refresh"' in page.text


def test_both_languages_say_the_same_things():
    english, chinese = texts()["en"], texts()["zh"]

    assert set(texts()) == {path.stem for path in TEXTS.glob("*.toml")}
    assert {key for key in english._words if english._words[key] == chinese._words[key]} <= {"app.name"}
