"""A small world, made of what a story needs: each maker returns the thing, ready to be used."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import count

from stores.catalog.rules import ProductDraft, VariantDraft
from stores.catalog.services import publish_product
from stores.identity.models import Channel, Customer, StaffMember
from stores.identity.roles import Role
from stores.identity.services import NewStaff, customer_of_chat, hire, register_channel
from stores.inventory import services as inventory
from stores.kernel.address import Address, Position
from stores.kernel.money import Money
from stores.locator.atlas import ATLAS, StoreCard
from stores.locator.models import StoreService
from stores.locator.queries import store_for
from stores.pricing.services import open_market, set_prices

numbers = count(1)
PASSWORD = "a-long-harbour-walk"
