"""What becomes of a quote whose goods turned out not to be there."""

from stores.database import atomic
from stores.kernel import clock
from stores.ordering.models import Quote


@atomic
async def expire_quote(quote_id: str) -> None:
    """A quote that nobody has placed is over at once; to place it was refused from the moment its goods were gone."""
    await Quote.filter(id=quote_id, order_id=None, expires_at__gt=clock.now()).update(expires_at=clock.now())
