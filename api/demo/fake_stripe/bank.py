"""The stand-in as a whole: its books, its API, its page and its courier behind one address."""

from starlette.applications import Starlette

from api.demo.fake_stripe import SECRET_KEY
from api.demo.fake_stripe.books import Books, Mischief
from api.demo.fake_stripe.couriers import Courier, Post, posting_to
from api.demo.fake_stripe.page import Page
from api.demo.fake_stripe.wire import Wire
from api.settings import Settings


class Bank:
    """A provider that holds nobody's money."""

    def __init__(self, post: Post, webhook_secret: str, books: Books | None = None) -> None:
        self.mischief = Mischief()
        self.books = books or Books()
        self.courier = Courier(self.books, self.mischief, post, webhook_secret)
        wire = Wire(self.books, self.courier, self.mischief, SECRET_KEY)
        page = Page(self.books, self.courier, self.mischief)
        self.app = Starlette(routes=[*wire.routes, *page.routes])


def bank_for(settings: Settings) -> Bank:
    """The stand-in of a demo: it remembers in the demo's folder, and calls the demo's webhook."""
    assert settings.data_dir is not None and settings.stripe_webhook_secret is not None
    file = settings.data_dir / "fake-stripe.json"
    post = posting_to(f"{settings.public_url}/webhooks/stripe")
    return Bank(post, settings.stripe_webhook_secret, Books.opened(file))
