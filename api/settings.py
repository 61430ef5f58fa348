"""What an operator may choose, read from the environment once; ``.env.example`` explains each variable."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from api.obstacle import Obstacle

SECRET_LENGTH = 32
LOG_LEVELS = ("debug", "info", "warning", "error")


class WrongSetting(Obstacle):
    """A variable is missing or cannot be right; the text names it and says what to do."""


@dataclass(frozen=True)
class Settings:
    """One process's choices. A variable that is empty counts as not set."""

    database_url: str | None = None
    redis_url: str | None = None
    secret_key: str = ""
    public_url: str = "http://127.0.0.1:8000"
    data_dir: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    log_level: str = "info"
    nominatim_url: str | None = None
    smtp_url: str | None = None
    mail_from: str = "Wharfside <shop@localhost>"
    telegram_token: str | None = None
    stripe_secret_key: str | None = None
    stripe_webhook_secret: str | None = None
    stripe_api_base: str | None = None
    channel_tokens: dict[str, str] = field(default_factory=dict)  # by channel: "web", "telegram"
    is_demo: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """The choices in the environment.

        Raises:
            WrongSetting: a variable holds what cannot be meant.
        """
        said = {name: value.strip() for name, value in environment.items() if value.strip()}
        host, port = said.get("LISTEN_HOST", "127.0.0.1"), _number(said, "PORT", default=8000, highest=65535)
        return cls(
            database_url=_address(said, "DATABASE_URL", ("postgres://", "postgresql://")),
            redis_url=_address(said, "REDIS_URL", ("redis://", "rediss://", "unix://")),
            secret_key=said.get("SECRET_KEY", ""),
            public_url=(_address(said, "PUBLIC_URL", WEB) or f"http://{host}:{port}").rstrip("/"),
            data_dir=Path(said["DATA_DIR"]) if "DATA_DIR" in said else None,
            host=host,
            port=port,
            workers=_number(said, "WORKERS", default=1, highest=256),
            log_level=_level(said),
            nominatim_url=_address(said, "NOMINATIM_URL", WEB),
            smtp_url=_address(said, "SMTP_URL", ("smtp://", "smtps://")),
            mail_from=said.get("MAIL_FROM", "Wharfside <shop@localhost>"),
            telegram_token=said.get("TELEGRAM_TOKEN"),
            stripe_secret_key=said.get("STRIPE_SECRET_KEY"),
            stripe_webhook_secret=_webhook_secret(said),
            stripe_api_base=_address(said, "STRIPE_API_BASE", WEB),
            channel_tokens={name: said[key] for name, key in CHANNEL_TOKENS.items() if key in said},
        )

    def check_for_production(self) -> None:
        """Refuse what a demo may do without.

        Raises:
            WrongSetting: there is no good SECRET_KEY, or no place for the shop's data.
        """
        if not self.secret_key:
            raise WrongSetting("SECRET_KEY is not set. Make one with: openssl rand -hex 32")
        if len(self.secret_key) < SECRET_LENGTH:
            raise WrongSetting(
                f"SECRET_KEY is too short: {SECRET_LENGTH} characters are the least. Try: openssl rand -hex 32"
            )
        self.check_for_data()

    def check_for_data(self) -> None:
        """Refuse to guess where the shop's data are.

        Raises:
            WrongSetting: neither a server nor a folder is named.
        """
        if self.database_url is None and self.data_dir is None:
            raise WrongSetting(
                "DATABASE_URL is not set. Name a PostgreSQL server, "
                "or set DATA_DIR to a folder in which Wharfside keeps a PostgreSQL of its own."
            )


WEB = ("http://", "https://")
CHANNEL_TOKENS = {"web": "WEB_CHANNEL_TOKEN", "telegram": "TELEGRAM_CHANNEL_TOKEN"}


def _address(said: Mapping[str, str], name: str, beginnings: tuple[str, ...]) -> str | None:
    value = said.get(name)
    if value is not None and not value.startswith(beginnings):
        raise WrongSetting(
            f"{name} must begin with {' or '.join(beginnings)}."
        )  # a password may stand in it: not shown
    return value


def _webhook_secret(said: Mapping[str, str]) -> str | None:
    """Without it nobody could prove to us that money has come."""
    if "STRIPE_SECRET_KEY" in said and "STRIPE_WEBHOOK_SECRET" not in said:
        raise WrongSetting("STRIPE_SECRET_KEY is set and STRIPE_WEBHOOK_SECRET is not. Stripe's dashboard shows it.")
    return said.get("STRIPE_WEBHOOK_SECRET")


def _number(said: Mapping[str, str], name: str, *, default: int, highest: int) -> int:
    value = said.get(name, str(default))
    if not value.isascii() or not value.isdigit() or not 0 < int(value) <= highest:
        raise WrongSetting(f"{name} must be a whole number from 1 to {highest}, and is {value!r}.")
    return int(value)


def _level(said: Mapping[str, str]) -> str:
    value = said.get("LOG_LEVEL", "info").lower()
    if value not in LOG_LEVELS:
        raise WrongSetting(f"LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}, and is {value!r}.")
    return value
