"""What an operator may choose, and what is refused in words."""

from pathlib import Path

import pytest

from api.settings import Settings, WrongSetting

A_SECRET = "0123456789abcdef" * 4


def test_an_empty_environment_is_a_shop_on_this_machine_only():
    settings = Settings.from_environment({})

    assert settings.host == "127.0.0.1"
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.database_url is None


def test_every_variable_arrives_in_its_field():
    settings = Settings.from_environment(
        {
            "DATABASE_URL": "postgres://shop:pw@db/shop",
            "REDIS_URL": "redis://cache:6379/0",
            "SECRET_KEY": A_SECRET,
            "PUBLIC_URL": "https://shop.example/",
            "DATA_DIR": "/srv/shop",
            "LISTEN_HOST": "0.0.0.0",
            "PORT": "9000",
            "WORKERS": "4",
            "LOG_LEVEL": "WARNING",
            "NOMINATIM_URL": "https://places.example",
            "TELEGRAM_TOKEN": "1:abc",
            "STRIPE_SECRET_KEY": "sk_test_1",
            "STRIPE_WEBHOOK_SECRET": "whsec_1",
            "STRIPE_API_BASE": "http://127.0.0.1:12111",
        }
    )

    assert settings == Settings(
        database_url="postgres://shop:pw@db/shop",
        redis_url="redis://cache:6379/0",
        secret_key=A_SECRET,
        public_url="https://shop.example",
        data_dir=Path("/srv/shop"),
        host="0.0.0.0",
        port=9000,
        workers=4,
        log_level="warning",
        nominatim_url="https://places.example",
        telegram_token="1:abc",
        stripe_secret_key="sk_test_1",
        stripe_webhook_secret="whsec_1",
        stripe_api_base="http://127.0.0.1:12111",
    )


def test_an_account_without_its_webhooks_secret_is_refused():
    with pytest.raises(WrongSetting, match="STRIPE_WEBHOOK_SECRET"):
        Settings.from_environment({"STRIPE_SECRET_KEY": "sk_test_1"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("WORKERS", "-1"),
        ("LOG_LEVEL", "loud"),
        ("DATABASE_URL", "mysql://shop"),
        ("REDIS_URL", "cache:6379"),
        ("PUBLIC_URL", "shop.example"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused_by_the_name_of_its_variable(name: str, value: str):
    with pytest.raises(WrongSetting) as refusal:
        Settings.from_environment({name: value})

    assert str(refusal.value).startswith(name)


def test_a_database_password_is_never_shown_in_a_refusal():
    with pytest.raises(WrongSetting) as refusal:
        Settings.from_environment({"DATABASE_URL": "shop:hunter2@db/shop"})

    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(
    ("environment", "missing"),
    [
        ({"DATABASE_URL": "postgres://db/shop"}, "SECRET_KEY is not set"),
        ({"DATABASE_URL": "postgres://db/shop", "SECRET_KEY": "  "}, "SECRET_KEY is not set"),
        ({"DATABASE_URL": "postgres://db/shop", "SECRET_KEY": "short"}, "SECRET_KEY is too short"),
        ({"SECRET_KEY": A_SECRET}, "DATABASE_URL is not set"),
    ],
)
def test_a_shop_is_not_opened_to_the_world_without_its_secret_and_its_data(environment: dict[str, str], missing: str):
    settings = Settings.from_environment(environment)

    with pytest.raises(WrongSetting, match=missing):
        settings.check_for_production()


def test_a_data_folder_stands_in_for_a_database_server():
    settings = Settings.from_environment({"SECRET_KEY": A_SECRET, "DATA_DIR": "/srv/shop"})

    settings.check_for_production()

    assert settings.data_dir == Path("/srv/shop")
