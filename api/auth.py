"""Who is asking: bearer token, and the chat user that a channel acts for, become an Actor."""

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from stores.identity import queries, services
from stores.identity.actors import Actor, Guest
from stores.identity.models import Channel
from stores.kernel.errors import NotAllowed

FORWARDING = ("forwarded", "x-real-ip", "x-forwarded-host", "via")
LONGEST_USER_ID = 128


def token_in(said: Mapping[str, str]) -> str | None:
    """The bearer token in an ``Authorization`` header, if there is one."""
    scheme, _, token = said.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


async def actor_of(said: Mapping[str, str], locale: str) -> Actor:
    """Who speaks, by lower-case headers (or a websocket's first message); a token that is none is a guest's.

    Raises:
        NotAllowed: somebody who is no channel acts for another person.
    """
    token = token_in(said)
    actor: Actor = (await queries.actor_of_token(token) if token else None) or Guest()
    acting_for = said.get("acting-for")
    return await _represented(actor, acting_for, locale) if acting_for else actor


async def _represented(actor: Actor, acting_for: str, locale: str) -> Actor:
    channel, _, user_id = acting_for.partition(":")
    if not isinstance(actor, Channel) or channel != actor.name or not 1 <= len(user_id) <= LONGEST_USER_ID:
        raise NotAllowed(signed_in=not isinstance(actor, Guest))
    return await services.customer_of_chat(actor, user_id, locale)


def address_of(connection: HTTPConnection) -> str:
    """Where a request comes from: its peer, or whom the last proxy on this machine speaks for."""
    peer = connection.client.host if connection.client else "nobody"
    hops = [hop.strip() for hop in connection.headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    return hops[-1] if hops and _is_loopback(peer) else peer


def is_from_loopback(connection: HTTPConnection) -> bool:
    """Does this come from this very machine, not through a proxy, and not from a page that only points here?

    The console forwards the address of its browser: that may be this machine's own too.
    """
    if connection.client is None or any(name in connection.headers for name in FORWARDING):
        return False
    hops = [hop.strip() for hop in connection.headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    host = urlsplit(f"//{connection.headers.get('host', '')}").hostname or ""
    return all(map(_is_loopback, [connection.client.host, *hops])) and (host == "localhost" or _is_loopback(host))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
