"""From the settings to the shop as each customer sees it."""

from collections.abc import Callable

import httpx

from bots.client.shop import Shop
from bots.client.wire import Wire
from bots.dialogues import BOOK
from bots.engine.conversation import Conversation
from bots.engine.turns import Heard
from bots.settings import Settings


def token_of(settings: Settings, channel: str) -> str:
    """The channel's own token at the shop; without one, its customers are guests."""
    return {"web": settings.web_token, "telegram": settings.telegram_channel_token}.get(channel, "")


def conversation(settings: Settings, http: httpx.AsyncClient) -> Conversation[Shop]:
    """The talk about the shop at the address in the settings."""
    return Conversation(BOOK, _shop_in(settings, http))


def channel_shop(settings: Settings, http: httpx.AsyncClient, channel: str) -> Shop:
    """The shop as the channel itself asks it, for nobody in particular."""
    return Shop(Wire(settings.api_url, http, token_of(settings, channel)))


def _shop_in(settings: Settings, http: httpx.AsyncClient) -> Callable[[Heard, str], Shop]:
    def shop_in(heard: Heard, locale: str) -> Shop:
        token = token_of(settings, heard.channel)
        acting = {"Acting-For": f"{heard.channel}:{heard.chat}"} if token else {}
        return Shop(Wire(settings.api_url, http, token, {"Accept-Language": locale, **acting}))

    return shop_in
