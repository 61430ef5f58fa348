"""Tables of what is sold."""

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model


class Product(Model):
    """Something sold, in one or more variants; ``search_text`` is what its search looks through, folded."""

    id = fields.CharField(max_length=64, primary_key=True)
    slug = fields.CharField(max_length=255, unique=True)
    brand = fields.CharField(max_length=200, null=True)
    category = fields.CharField(max_length=120, null=True, db_index=True)
    origin_country = fields.CharField(max_length=2, null=True, db_index=True)
    images = fields.JSONField[list[dict[str, str]]](default=list)  # [{"url", "alt"}], the first is the face
    options = fields.JSONField[list[dict[str, object]]](default=list)  # [{"name", "values": [...]}]
    is_published = fields.BooleanField(default=True)
    created_at = fields.DatetimeField()
    search_text = fields.TextField(default="")

    class Meta:
        table = "product"


class ProductText(Model):
    """What a product is called and how it is described, in one language."""

    id = fields.BigIntField(primary_key=True, generated=True)
    product: fields.ForeignKeyRelation[Product] = fields.ForeignKeyField("stores.Product", "texts")
    product_id: str
    locale = fields.CharField(max_length=16)
    title = fields.CharField(max_length=300)
    sort_title = fields.TextField(default="")  # the title folded, to order lists by
    description = fields.TextField(default="")

    class Meta:
        table = "product_text"
        constraints = (UniqueConstraint(fields=("product_id", "locale"), name="one_text_per_language"),)


class Variant(Model):
    """One thing on a shelf: what a price, a barcode and a stock level belong to."""

    id = fields.CharField(max_length=64, primary_key=True)
    product: fields.ForeignKeyRelation[Product] = fields.ForeignKeyField("stores.Product", "variants", db_index=True)
    product_id: str
    sku = fields.CharField(max_length=120, unique=True)
    place = fields.IntField(default=0)  # its order among the product's variants
    option_values = fields.JSONField[list[str]](default=list)  # beside the product's options, in their order
    barcode = fields.CharField(max_length=64, null=True, db_index=True)
    hs_code = fields.CharField(max_length=12, null=True)
    origin_country = fields.CharField(max_length=2, null=True)
    weight_g = fields.IntField(null=True)
    minimum_age = fields.IntField(null=True)

    class Meta:
        table = "variant"
        constraints = (CheckConstraint(check="weight_g >= 0", name="weight_is_not_negative"),)
