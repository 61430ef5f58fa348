"""From settings to the outside world: the only place that chooses adapters."""

from functools import cache

import httpx
from redis.asyncio import Redis

from api.settings import Settings
from stores.locator.adapters.gazetteer import Gazetteer
from stores.locator.adapters.in_turn import InTurn
from stores.locator.adapters.nominatim import Nominatim
from stores.locator.ports import Geocoder
from stores.notifications.adapters.folder import FolderMailer, NoMailer
from stores.notifications.adapters.smtp import SmtpMailer
from stores.notifications.ports import Mailer
from stores.outside import Outside
from stores.payments.adapters.stripe import Stripe, StripeAccount
from stores.payments.ports import Gateways
from stores.payments.states import PaymentMethod
from stores.pickup.signing import PassKey

REDIS_WITHIN_S = 0.25


def outside_of(settings: Settings) -> Outside:
    """Every port, fulfilled by the adapters that the settings ask for."""
    return Outside(
        geocoder=_geocoder(settings),
        mailer=_mailer(settings),
        gateways=_gateways(settings),
        pass_key=PassKey.of_secret(settings.secret_key),
    )


@cache
def gazetteer() -> Gazetteer:
    """The names of places, once for the whole process, and not read yet."""
    return Gazetteer()


def _geocoder(settings: Settings) -> Geocoder:
    if settings.nominatim_url is None:
        return gazetteer()
    user_agent = f"Wharfside ({settings.public_url})"
    return InTurn([gazetteer(), Nominatim(settings.nominatim_url, httpx.AsyncClient(), user_agent=user_agent)])


def _gateways(settings: Settings) -> Gateways:
    if settings.stripe_secret_key is None or settings.stripe_webhook_secret is None:
        return {}
    account = StripeAccount(
        settings.stripe_secret_key,
        settings.stripe_webhook_secret,
        back_to=f"{settings.public_url}/paid",
        api_base=settings.stripe_api_base,
    )
    return {PaymentMethod.CARD: Stripe(account)}


def _mailer(settings: Settings) -> Mailer:
    """The mail server that is named; without one, a shop that has a folder keeps its mail there."""
    if settings.smtp_url is not None:
        return SmtpMailer(settings.smtp_url, settings.mail_from)
    if settings.data_dir is not None:
        return FolderMailer(settings.data_dir / "mail")
    return NoMailer()


def redis_for(settings: Settings) -> Redis:
    """The Redis of the settings, or one inside this process when they name none."""
    if settings.redis_url is None:
        from fakeredis import FakeAsyncRedis  # its import takes long, and only a shop without Redis needs it

        return FakeAsyncRedis(protocol=2)
    return Redis.from_url(
        settings.redis_url, protocol=2, socket_timeout=REDIS_WITHIN_S, socket_connect_timeout=REDIS_WITHIN_S
    )
