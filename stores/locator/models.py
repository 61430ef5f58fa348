"""Tables of the physical stores."""

from enum import StrEnum

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from stores.kernel.address import Address, Position


class StoreKind(StrEnum):
    """Whether people come in, or goods only leave."""

    STORE = "STORE"
    WAREHOUSE = "WAREHOUSE"


class StoreService(StrEnum):
    """What a store does for people."""

    PICKUP = "PICKUP"
    EXPERIENCES = "EXPERIENCES"
    RETURNS = "RETURNS"
    CURBSIDE = "CURBSIDE"
    LOCAL_DELIVERY = "LOCAL_DELIVERY"


class Store(Model):
    """One physical place that goods are handed over at, or sent from."""

    id = fields.CharField(max_length=64, primary_key=True)
    code = fields.CharField(max_length=64, unique=True)
    name = fields.CharField(max_length=200)
    kind = fields.CharEnumField(StoreKind, max_length=16, default=StoreKind.STORE)
    address_lines: fields.Field[list[str]] = ArrayField(element_type="text")
    city = fields.CharField(max_length=120)
    region = fields.CharField(max_length=120, null=True)
    postal_code = fields.CharField(max_length=32, null=True)
    country_code = fields.CharField(max_length=2)
    phone = fields.CharField(max_length=64, null=True)
    latitude = fields.FloatField()
    longitude = fields.FloatField()
    time_zone = fields.CharField(max_length=64)
    opening_hours = fields.TextField(null=True)  # OpenStreetMap syntax, in the store's local time
    services: fields.Field[list[str]] = ArrayField(element_type="text")
    aliases: fields.Field[list[str]] = ArrayField(element_type="text")  # other names people type for its place
    lead_minutes = fields.IntField(default=120)  # open minutes from order to parcel
    kept_days = fields.IntField(default=7)  # how long a ready parcel waits
    retired_at = fields.DatetimeField(null=True)

    class Meta:
        table = "store"
        constraints = (
            CheckConstraint(check="latitude BETWEEN -90 AND 90", name="store_latitude_is_on_earth"),
            CheckConstraint(check="longitude BETWEEN -180 AND 180", name="store_longitude_is_on_earth"),
        )

    @property
    def position(self) -> Position:
        return Position(self.latitude, self.longitude)

    @property
    def address(self) -> Address:
        return Address(tuple(self.address_lines), self.city, self.region, self.postal_code, self.country_code)


class Closure(Model):
    """One local day on which a store is closed, or open at other hours than usual."""

    id = fields.CharField(max_length=64, primary_key=True)
    store: fields.ForeignKeyRelation[Store] = fields.ForeignKeyField("stores.Store", "closures")
    on = fields.DateField()
    opening_hours = fields.CharField(max_length=200, null=True)  # "10:00-14:00"; none: closed all day
    reason = fields.CharField(max_length=200)

    class Meta:
        table = "closure"
        constraints = (UniqueConstraint(fields=("store_id", "on"), name="one_exception_per_store_and_day"),)
