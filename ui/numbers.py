"""Headline numbers side by side, as one piece of HTML: label, value, change, and the line of the months."""

from dataclasses import dataclass
from html import escape
from itertools import groupby
from urllib.parse import quote

from ui.look import Palette, with_opacity

ARROWS = {1: "↑ ", -1: "↓ ", 0: ""}
WIDTH, HEIGHT, EDGE = 100, 30, 1.5


@dataclass(frozen=True)
class Number:
    """One number as a reader sees it.

    `change` is written with its sign, empty where there is none; `direction` is its sign, `tone` whether that is good
    for the business (1), bad (−1) or neither (0). `months` are the points of the line, each with what is said of it;
    they are the same for all numbers of a row, and None where the number of a month is not known.
    """

    label: str
    value: str
    change: str = ""
    direction: int = 0
    tone: int = 0
    months: tuple[tuple[str, float | None], ...] = ()
    note: str = ""


def side_by_side(numbers: list[Number], palette: Palette) -> str:
    """The numbers as HTML; a line is drawn where two months are known."""
    return f"<dl class='numbers'>{''.join(_number(number, palette) for number in numbers)}</dl>"


def _number(number: Number, palette: Palette) -> str:
    colour = {1: palette.good, -1: palette.bad, 0: palette.quiet}[number.tone]
    parts = [f"<dt>{escape(number.label)}</dt>", f"<dd class='value'>{escape(number.value)}</dd>"]
    change = ARROWS[number.direction] + escape(number.change)
    pill = f"<span style='background: {with_opacity(colour, 0.12)}'>{change}</span>" if number.change else ""
    if number.change or number.months:
        parts.append(f"<dd class='change'>{pill}</dd>")
    if sum(value is not None for _, value in number.months) > 1:
        parts.append(f"<dd class='line'>{_line(number.months, colour)}</dd>")
    if number.note:
        parts.append(f"<dd class='note'>{escape(number.note)}</dd>")
    return f"<div>{''.join(parts)}</div>"


def _line(months: tuple[tuple[str, float | None], ...], colour: str) -> str:
    """A line over the whole width, and over it a strip per month that says the month when it is pointed at."""
    strips = "".join(f"<span title='{escape(said)}'></span>" for said, _ in months)
    known = [said for said, value in months if value is not None]
    alt = escape(f"{known[0]} – {known[-1]}")
    return f"<img alt='{alt}' src='data:image/svg+xml,{quote(_svg([value for _, value in months], colour))}'>{strips}"


def _svg(values: list[float | None], colour: str) -> str:
    """Each value in the middle of the strip of its month; the line is broken where months are not known."""
    known = [value for value in values if value is not None]
    low, span, step = min(known), (max(known) - min(known)) or 1, WIDTH / len(values)
    points = [
        value is not None
        and f"{(place + 0.5) * step:.1f},{HEIGHT - EDGE - (value - low) / span * (HEIGHT - 2 * EDGE):.1f}"
        for place, value in enumerate(values)
    ]
    runs = [" ".join(run) for is_known, run in groupby(points, bool) if is_known]
    lines = "".join(f"<polyline points='{run}'/>" for run in runs)
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' preserveAspectRatio='none'>"
        "<style>polyline {vector-effect: non-scaling-stroke}</style>"
        f"<g fill='none' stroke='{colour}' stroke-width='2' stroke-linejoin='round' stroke-linecap='round'>{lines}</g>"
        "</svg>"
    )
