"""The settings of the chat, read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Settings:
    """Where the shop is, which channels to start, and what they need."""

    api_url: str
    database_url: str = ""
    web_token: str = ""
    web_host: str = "127.0.0.1"
    web_port: int = 8010
    images_from: str = ""
    telegram_token: str = ""
    telegram_secret: str = ""
    telegram_api_base: str = "https://api.telegram.org"
    telegram_webhook: str = ""
    telegram_channel_token: str = ""

    @property
    def has_telegram(self) -> bool:
        """Whether a bot's token was given."""
        return bool(self.telegram_token)


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings as the environment gives them.

    Raises:
        ValueError: something that is needed is missing, said in one sentence.
    """
    api_url = environment.get("API_URL", "http://127.0.0.1:8000/graphql")
    settings = Settings(
        api_url=api_url,
        database_url=environment.get("BOTS_DATABASE_URL") or environment.get("DATABASE_URL", ""),
        web_token=environment.get("WEB_CHANNEL_TOKEN", ""),
        web_host=environment.get("WEB_HOST", "127.0.0.1"),
        web_port=int(environment.get("WEB_PORT", "8010")),
        images_from=environment.get("IMAGES_FROM", _origin(api_url)),
        telegram_token=environment.get("TELEGRAM_TOKEN", ""),
        telegram_secret=environment.get("TELEGRAM_SECRET", ""),
        telegram_api_base=environment.get("TELEGRAM_API_BASE", "https://api.telegram.org"),
        telegram_webhook=environment.get("TELEGRAM_WEBHOOK", ""),
        telegram_channel_token=environment.get("TELEGRAM_CHANNEL_TOKEN", ""),
    )
    if settings.telegram_webhook and not settings.telegram_secret:
        raise ValueError("TELEGRAM_WEBHOOK needs TELEGRAM_SECRET: without it anybody could speak for Telegram.")
    return settings


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
