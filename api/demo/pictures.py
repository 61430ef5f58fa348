"""Draws the demo's pictures: one flat, quiet SVG for each product, the same whenever it is drawn."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from string import Template
from typing import Any, TypeVar
from xml.sax.saxutils import escape

HERE = Path(__file__).parent
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
    palette = _palette(slug, category)
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


def _palette(slug: str, category: str) -> Palette:
    book = _palettes()
    names = book["category"].get(category, book["category"]["food"])
    name = book["product"].get(slug) or _chosen(names, f"colours of {slug}")
    return Palette(*book["palette"][name])


@cache
def _palettes() -> dict[str, Any]:
    return tomllib.loads((HERE / "palettes.toml").read_text(encoding="utf-8"))


@cache
def _drawings() -> tuple[dict[str, str], dict[str, str]]:
    drawings = tomllib.loads((HERE / "shapes.toml").read_text(encoding="utf-8"))
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
