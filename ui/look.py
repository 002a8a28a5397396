"""The colours of the product, for paper in light and in dark, and how text stays readable on them."""

from dataclasses import dataclass

WHITE, DARK, BLACK = "#FFFFFF", "#1B2430", "#000000"
READABLE = 4.5
"""The contrast that running text needs (WCAG 2.2, level AA)."""


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, as #RRGGBB.

    `tiers` run from the lowest to the highest tier; `families` are for things without order, at most seven.
    `good` and `bad` follow the meaning for the business, never the sign, and never stand alone.
    """

    paper: str
    ink: str
    quiet: str
    hairline: str
    tiers: tuple[str, ...]
    good: str
    bad: str
    attention: str
    unknown: str
    families: tuple[str, ...] = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")


_PALETTES = {
    "light": Palette(
        paper="#FFFFFF",
        ink="#1B2430",
        quiet="#5B6673",
        hairline="#E3E7EC",
        tiers=("#CFE0EE", "#9FC3DF", "#6BA1CA", "#3B7DB0", "#1B5A8C", "#0A3560"),
        good="#00866B",
        bad="#C8500A",
        attention="#B7791F",
        unknown="#A8B0B9",
    ),
    "dark": Palette(
        paper="#12171E",
        ink="#E8ECF1",
        quiet="#9AA6B2",
        hairline="#2A323C",
        tiers=("#24425C", "#2F5F86", "#3F7FB0", "#62A0CE", "#93C1E4", "#CDE4F6"),
        good="#34B79A",
        bad="#F08A4B",
        attention="#E0A94A",
        unknown="#5E6974",
    ),
}


def palette(theme: str) -> Palette:
    """The colours of the theme 'light' or 'dark'. Raises ValueError for another name."""
    if theme not in _PALETTES:
        raise ValueError(f"there is no theme called {theme}; use one of {', '.join(_PALETTES)}")
    return _PALETTES[theme]


def tier_colours(palette: Palette, n: int) -> tuple[str, ...]:
    """`n` colours of the tier ramp, low to high, for ordered things; raises ValueError for fewer than one.

    Fewer than six leave out the colour nearest to the paper; more than six lie between those of the ramp.
    """
    if n < 1:
        raise ValueError(f"the ramp has colours for one tier or more, asked for {n}")
    if n == 1:
        return (palette.tiers[3],)
    ramp = palette.tiers if n >= len(palette.tiers) else palette.tiers[1:]
    places = [i * (len(ramp) - 1) / (n - 1) for i in range(n)]
    if n < len(palette.tiers):
        return tuple(ramp[round(place)] for place in places)
    return tuple(_between(ramp, place) for place in places)


def with_opacity(colour: str, share: float) -> str:
    """The colour #RRGGBB at an opacity of 0–1, as rgba(…). Raises ValueError for another form."""
    if not 0 <= share <= 1:
        raise ValueError(f"opacity is a share from 0 to 1, found {share}")
    red, green, blue = _channels(colour)
    return f"rgba({red},{green},{blue},{share:g})"


def mixed(colour: str, paper: str, share: float) -> str:
    """So much of the colour on the paper, as a colour of its own, on which ink can be chosen."""
    return _between((paper, colour), share)


def ink_on(colour: str) -> str:
    """The colour of text on a fill: white or dark ink, black on the few fills where neither is readable."""
    inks = sorted((WHITE, DARK), key=lambda ink: contrast(ink, colour), reverse=True)
    return inks[0] if contrast(inks[0], colour) >= READABLE else BLACK


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two colours, from 1 (none) to 21 (black on white)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _channels(colour: str) -> tuple[int, ...]:
    try:
        values = bytes.fromhex(colour.removeprefix("#"))
    except ValueError:
        values = b""
    if len(values) != 3:
        raise ValueError(f"expected a colour like #1B5A8C, found {colour!r}")
    return tuple(values)


def _luminance(colour: str) -> float:
    shares = (value / 255 for value in _channels(colour))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _between(ramp: tuple[str, ...], place: float) -> str:
    """The colour at a place of the ramp; 1.5 lies half-way between the second and the third."""
    low = min(int(place), len(ramp) - 2)
    pairs = zip(_channels(ramp[low]), _channels(ramp[low + 1]))
    return "#" + "".join(f"{round(a + (b - a) * (place - low)):02X}" for a, b in pairs)
