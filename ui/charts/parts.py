"""What all pictures are made of: how a reader sees them, the paper they are drawn on, axes, and places of values."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

from ui import units
from ui.look import Palette, tier_colours

Row = dict[str, Any]
Figure = dict[str, Any]

FONT = '"Source Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'
MOST_BRANCHES = 45
LONGEST_NAME, FIRST_OF_NAME, LAST_OF_NAME = 32, 12, 14
"""How wide a name beside a picture may be, and what stays of a longer one; see `_width`."""


@dataclass(frozen=True)
class Look:
    """How a reader sees a picture: colours, language, currency, names of codes, and sentences."""

    palette: Palette
    language: str
    currency: str
    called: Callable[[str, Any], str]
    t: Callable[..., str]
    tiers: tuple[str, ...]
    """The tiers of the register from the lowest up: each has its colour, whichever of them a picture shows."""

    def write(self, value: Any, unit: str) -> str:
        return units.write(value, unit, self.language, self.currency)

    def cell_month(self, value: Any) -> str:
        return units.cell(value, "month", self.language, units.UNSCALED)


def height_of(branches: list[str], most: int = 90 + 20 * MOST_BRANCHES) -> int:
    """Pixels that a picture with one line for each of these branches needs, and no more than `most`."""
    return min(most, max(200, 90 + 20 * len(set(branches))))


def figure(look: Look, data: list[dict], xaxis: dict, yaxis: dict, **layout: Any) -> Figure:
    """Traces on the paper of all pictures. An axis of names is one of names also where they are made of digits."""
    line = {
        "gridcolor": look.palette.hairline,
        "zeroline": False,
        "automargin": True,
        "ticklabeloverflow": "allow",
        "fixedrange": True,
        "linecolor": look.palette.hairline,
        "ticks": "",
        "showgrid": False,
    }
    paper = {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "font": {"family": FONT, "size": 12, "color": look.palette.ink},
        "margin": {"l": 8, "r": 12, "t": 8, "b": 8},
        "hoverlabel": {
            "bgcolor": look.palette.paper,
            "font": {"color": look.palette.ink, "family": FONT, "size": 12},
            "bordercolor": look.palette.hairline,
        },
        "clickmode": "event+select",
        "dragmode": False,
        "bargap": 0.28,
        "hovermode": "closest",
        "legend": {"orientation": "h", "yref": "container", "y": 1, "yanchor": "top", "x": 0, "traceorder": "normal"},
    }
    axes = {f"{letter}axis": line | _kind(data, letter, own) | own for letter, own in (("x", xaxis), ("y", yaxis))}
    for part in (*data, *axes.values()):
        part |= {name: spelt(look, part[name]) for name in ("hovertemplate", "ticksuffix") if name in part}
    return {"data": data, "layout": {**paper, **axes, **layout}}


def spelt(look: Look, words: str) -> str:
    """Words of a picture with the marks of its language: Chinese has its own, and no space before a per cent sign."""
    if look.language != "zh":
        return words
    for ours, theirs in ((": ", "："), (", ", "，"), (" (", "（"), (")", "）")):
        words = words.replace(ours, theirs)
    return re.sub(r" %(?!{)", "%", words)  # `%{` begins what plotly.js fills in


def _kind(data: list[dict], letter: str, axis: dict) -> dict:
    """Names stand where plotly.js would look for numbers and days in them; only months are written as texts too."""
    values = [value for trace in data for value in trace.get(letter, ())]
    is_named = values and all(isinstance(value, str) for value in values) and "%" not in axis.get("tickformat", "")
    return {"type": "category"} if is_named else {}


def axis(look: Look, values: Iterable[Any], unit: str, label: str) -> tuple[units.Scale, dict]:
    """One unit for an axis: the scale of its values, and how its ticks are written; money says what it is (`label`)."""
    scale = units.scale(values, unit, look.language)
    title = units.column_head(label, "money", scale, look.language, look.currency) if unit == "money" else ""
    marks = ticks(max(known(values), default=0)) if unit == "count" else {"nticks": 5}
    marks |= {"ticksuffix": " %"} if unit == "share" else {}
    written = {"tickformat": units.tick_format(unit, scale), "showgrid": True, **marks}
    named = {"text": title, "font": {"size": 11, "color": look.palette.quiet}}
    return scale, {**written, "title": named}


def ticks(count: float) -> dict:
    """Some five ticks up to a count; none between two whole numbers, which would be written like one of them."""
    return {"dtick": 1} if count < 5 else {"nticks": 5}


def titled(words: str) -> dict:
    """The title of an axis, in the size of all of them."""
    return {"text": words, "font": {"size": 11}}


def column(rows: list[Row], name: str) -> list:
    """The values of a column, row by row."""
    return [row[name] for row in rows]


def placed(values: Iterable[Any], divisor: float = 1) -> list[float | None]:
    """Values where they stand on an axis: divided by its scale; what is missing has no place."""
    return [None if value is None or value != value else float(value) / divisor for value in values]


def per_cent(values: Iterable[Any]) -> list[float | None]:
    """Shares where they stand on an axis of 0 to 100."""
    return placed(values, 0.01)


def known(values: Iterable[Any]) -> list[float]:
    """The values that are there."""
    return [value for value in placed(values) if value is not None]


def numbered(rows: list[Row], are_meant: Callable[[Row], bool]) -> tuple[list[int], list[Row]]:
    """The rows that are meant, with their places among all."""
    found = [(place, row) for place, row in enumerate(rows) if are_meant(row)]
    return [place for place, _ in found], [row for _, row in found]


def in_order(codes: Iterable[Any]) -> list:
    """Each code once, in the order in which they come."""
    return list(dict.fromkeys(codes))


def ramp(look: Look, shown: Iterable[str]) -> dict[str, str]:
    """The colours of the tiers that are shown, from the lowest up."""
    colours, shown = zip(look.tiers, tier_colours(look.palette, len(look.tiers)), strict=True), set(shown)
    return {tier: colour for tier, colour in colours if tier in shown}


def names(look: Look, column: str, codes: Iterable[Any]) -> list[str]:
    """What the codes of a column are called; a long name of the bank's by its beginning, its end and its code."""
    if not column.endswith(("_id", "_state")):
        return [look.called(column, code) for code in codes]
    return [_shortened(look.called(column, code), code) for code in codes]


def _shortened(name: str, code: Any) -> str:
    words = unescape(name)  # names are written so that plotly.js takes no part of them for markup
    if _width(words) <= LONGEST_NAME:
        return name
    first = next(end for end in range(len(words)) if _width(words[:end + 1]) > FIRST_OF_NAME)
    last = next(start for start in range(len(words)) if _width(words[start:]) <= LAST_OF_NAME)
    return escape(f"{words[:first].rstrip()}…{words[last:].lstrip()} ({code})", quote=False)


def _width(words: str) -> int:
    """How wide words are, in Latin letters: a Chinese character takes the place of two."""
    return sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in words)


def wrapped(words: str) -> str:
    """One word under the other."""
    return words.replace(" ", "<br>")


def label(look: Look, values: Iterable[Any], unit: str) -> list[str]:
    """Values as they are written in a picture."""
    return [look.write(value, unit) for value in values]


def limit(look: Look, axis: str, value: float) -> list[dict]:
    """A dotted line across the picture at a value of the axis."""
    other = "y" if axis == "x" else "x"
    return [
        {
            "type": "line",
            "xref": "x",
            "yref": "y",
            f"{other}ref": f"{other} domain",
            f"{other}0": 0,
            f"{other}1": 1,
            f"{axis}0": value,
            f"{axis}1": value,
            "line": {"color": look.palette.quiet, "width": 1, "dash": "dot"},
        }
    ]
