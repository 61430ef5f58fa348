"""Refusals of the catalogue."""

from dataclasses import dataclass

from stores.kernel.errors import Refusal


@dataclass(eq=False)
class ProductNotFound(Refusal):
    """There is no such product, or it is not on sale."""

    slug: str

    def __str__(self) -> str:
        return f"There is no product {self.slug}."


@dataclass(eq=False)
class VariantNotFound(Refusal):
    """Nothing with this SKU is sold here."""

    sku: str

    def __str__(self) -> str:
        return f"Nothing with the SKU {self.sku} is sold here."


@dataclass(eq=False)
class SkuTaken(Refusal):
    """Another product already has a variant with this SKU."""

    sku: str
    taken_by: str  # the slug of that product

    def __str__(self) -> str:
        return f"The SKU {self.sku} belongs to {self.taken_by}."


@dataclass(eq=False)
class SlugTaken(Refusal):
    """There is a product with this slug already, on sale or not."""

    slug: str

    def __str__(self) -> str:
        return f"There is a product {self.slug} already."


@dataclass(eq=False)
class ProductNotPossible(Refusal):
    """A part of a product is missing, or longer than it may be; ``field`` says which."""

    field: str

    def __str__(self) -> str:
        return f"A product cannot be like this: {self.field}."
