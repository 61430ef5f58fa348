"""Draws the demo's pictures: one flat, quiet SVG for each product, the same whenever it is drawn."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from string import Template
from typing import TypeVar
from xml.sax.saxutils import escape

SHAPES = Path(__file__).parent / "shapes.toml"
PLAIN_SHAPE = "box"
Choice = TypeVar("Choice")


@dataclass(frozen=True)
class Palette:
    """The colours of one picture, as hexadecimal RGB: wall, ground and halo behind, then the thing itself."""

    tint: str
    halo: str
    ground: str
    body: str
    cap: str
    accent: str


PALETTES: dict[str, tuple[Palette, ...]] = {
    "food": (
        Palette("#f3e6cf", "#fbf4e4", "#e3cfa8", "#c9762f", "#3f5244", "#a9521f"),
        Palette("#e6ebdc", "#f4f7ee", "#cbd5b6", "#6f8a4d", "#d9a441", "#55703a"),
        Palette("#f4dfd3", "#fcf1ea", "#e5c1ac", "#b5482f", "#2f4858", "#93361f"),
        Palette("#dfe9ea", "#f0f6f6", "#bcd0d3", "#3f7580", "#e0a458", "#2d5d68"),
        Palette("#f6e9c9", "#fdf7e5", "#e6d09a", "#d49a27", "#6b3e2e", "#a86f14"),
    ),
    "wine": (
        Palette("#ecdfd9", "#f8f0ec", "#d6bfb5", "#5b2333", "#c2a05a", "#7c2f43"),
        Palette("#e2e8dc", "#f2f6ee", "#c2cdb7", "#33503f", "#b98b4a", "#33503f"),
        Palette("#f1e4cd", "#fbf5e7", "#dfc99f", "#9a6524", "#33302d", "#87551b"),
        Palette("#dee5ec", "#eff4f8", "#bccad8", "#2b4560", "#d0b27a", "#2b4560"),
        Palette("#f3dcd8", "#fcf0ee", "#e2bcb5", "#7a2f3e", "#d9b48a", "#9a4650"),
    ),
    "tea": (
        Palette("#e3ead9", "#f3f7ec", "#c4d1b0", "#5c7f4a", "#2f4033", "#4a6b3a"),
        Palette("#f1e3d3", "#fbf4ea", "#dec5a7", "#8c4f2b", "#d8b26a", "#8c4f2b"),
        Palette("#dde8e4", "#eff6f3", "#b9cec6", "#3c6e63", "#d9a05b", "#2f5d53"),
        Palette("#f2dcd5", "#fcf1ed", "#e0bdb1", "#a8483b", "#3b3a44", "#a8483b"),
        Palette("#e3e2ee", "#f3f3f9", "#c4c3da", "#4c4d7d", "#cfa65b", "#4c4d7d"),
    ),
    "tableware": (
        Palette("#dfe6ee", "#f0f5f9", "#bccadb", "#2f5283", "#cfae78", "#2f5283"),
        Palette("#dfeae4", "#f1f7f4", "#bad1c6", "#7fae9c", "#47675c", "#3f7a67"),
        Palette("#f1e1d6", "#fbf3ed", "#dcc0ad", "#a65a3a", "#4c4641", "#8a4527"),
        Palette("#e8e6e1", "#f6f5f2", "#cdc9c0", "#55585c", "#b5713d", "#9b5a2b"),
        Palette("#f3e8d2", "#fcf6e9", "#e0cda4", "#b98a3c", "#39526b", "#8f6620"),
    ),
    "cosmetics": (
        Palette("#f4e2dd", "#fcf3f0", "#e4c5bd", "#c98a7d", "#8c5a52", "#a85f52"),
        Palette("#e4e9e0", "#f4f7f2", "#c5d0bd", "#8fa585", "#4f5e4c", "#5f7856"),
        Palette("#efe6da", "#faf5ee", "#d9c8b1", "#c7a77c", "#5d5148", "#94713f"),
        Palette("#e6e2ec", "#f6f3f9", "#cbc3d8", "#9a86b3", "#55496b", "#6f5b8c"),
        Palette("#dce8ea", "#eef6f7", "#b8d0d4", "#6fa3ab", "#36606a", "#37727c"),
    ),
}

BACKDROPS = (
    '<circle cx="300" cy="290" r="226" fill="$halo"/>',
    '<path d="M110 478V290a190 190 0 0 1 380 0v188z" fill="$halo"/>',
    '<circle cx="370" cy="240" r="180" fill="$halo"/><circle cx="158" cy="382" r="96" fill="$halo" opacity=".7"/>',
    '<path d="M70 478a230 230 0 0 1 460 0z" fill="$halo"/><circle cx="450" cy="150" r="52" fill="$halo"/>',
)

PAGE = Template("""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 600" role="img" aria-labelledby="title">
<title id="title">$title</title>
<defs>$paints<g id="mark">$mark</g><g id="emblem">$emblem</g></defs>
<rect width="600" height="600" fill="$tint"/>
$backdrop
<rect y="478" width="600" height="122" fill="$ground"/>
<ellipse cx="306" cy="482" rx="186" ry="13" fill="$ink" opacity=".16"/>
$shape
</svg>
""")


def picture(slug: str, category: str, shape: str, title: str) -> str:
    """The picture of a product as SVG: its shape, in colours that its slug chooses from those of its category.

    A shape or a category that is not known is drawn as a plain box, or in the colours of food.
    """
    drawings, marks = _drawings()
    palette = _chosen(PALETTES.get(category, PALETTES["food"]), f"colours of {slug}")
    colours = _colours(palette)
    mark = _chosen(sorted(marks.values()), f"mark of {slug}")
    parts = {
        "mark": mark,
        "backdrop": _chosen(BACKDROPS, f"backdrop of {slug}"),
        "shape": drawings.get(shape, drawings[PLAIN_SHAPE]),
    }
    drawn = {name: Template(part).substitute(colours) for name, part in parts.items()}
    emblem = Template(mark).substitute(accent=colours["light"], light=colours["deep"])
    return PAGE.substitute(colours, title=escape(title), paints=_paints(palette), emblem=emblem, **drawn)


def shapes() -> frozenset[str]:
    """The names of the shapes that can be drawn."""
    return frozenset(_drawings()[0])


@cache
def _drawings() -> tuple[dict[str, str], dict[str, str]]:
    drawings = tomllib.loads(SHAPES.read_text(encoding="utf-8"))
    marks: dict[str, str] = drawings.pop("mark")
    return drawings, marks


def _colours(palette: Palette) -> dict[str, str]:
    """The flat colours that a shape may name."""
    return {
        **vars(palette),
        "halo": _mixed(palette.halo, palette.tint, 0.45),
        "ink": "#2b2622",
        "deep": _mixed(palette.body, "#1d1a18", 0.28),
        "light": _mixed(palette.body, "#ffffff", 0.62),
        "shade": "#ddd3c3",
        "wood_dark": "#7d5330",
    }


def _paints(palette: Palette) -> str:
    """Paints with a lit stripe on the left and a shaded edge on the right, so that flat shapes look round."""
    colours = {
        "body": palette.body,
        "cap": palette.cap,
        "paper": "#faf5ea",
        "metal": "#c9c8c4",
        "wood": "#c69563",
        "inside": _mixed(palette.body, "#1d1a18", 0.45),
    }
    glass = _paint("glass", (_mixed(palette.ground, "#ffffff", 0.4), "#ffffff", palette.ground), 'stop-opacity=".8"')
    return "".join(_paint(name, _lit(colour)) for name, colour in colours.items()) + glass


def _lit(colour: str) -> tuple[str, str, str]:
    return colour, _mixed(colour, "#ffffff", 0.2), _mixed(colour, "#1d1a18", 0.15)


def _paint(name: str, tones: tuple[str, str, str], extra: str = "") -> str:
    plain, lit, shaded = tones
    bands = ((0, 0.1, plain), (0.1, 0.19, lit), (0.19, 0.72, plain), (0.72, 1, shaded))
    stops = "".join(
        f'<stop offset="{edge}" stop-color="{tone}" {extra}/>' for start, end, tone in bands for edge in (start, end)
    )
    return f'<linearGradient id="{name}">{stops}</linearGradient>'


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + bytes(round(one + (two - one) * share) for one, two in pairs).hex()


def _chosen(options: Sequence[Choice], seed: str) -> Choice:
    return options[int.from_bytes(blake2b(seed.encode(), digest_size=4).digest()) % len(options)]
