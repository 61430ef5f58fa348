"""What the chat can talk about: every dialogue, bound into one book."""

from bots.dialogues import browse, cart, menu, ordering, orders, pickup
from bots.dialogues.kinds import Book

BOOK = Book().bind([menu.book, browse.book, cart.book, pickup.book, ordering.book, orders.book])
