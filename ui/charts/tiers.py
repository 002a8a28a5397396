"""Pictures of the tiers: how many clients stand in each, over time, in each branch, and who moves."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

from queries import months_before
from ui.charts import parts
from ui.charts.parts import Figure, Look, Row
from ui.look import with_opacity
from ui.text import mark

MOST_IN_CELL = 6  # characters that a cell of the moves has room for
OUTSIDE = ("lost", "below", "elsewhere", "new")
TIER_MEASURES = {
    "clients": mark("Clients"),
    "aum": mark("AUM"),
    "contribution_12m": mark("Contribution"),
    "chosen_aum": mark("AUM in the chosen products"),
}
"""What the tiers can be seen in, and how it is called."""


def tier_distribution(measure: str) -> Callable[[list[Row], Look], Figure | None]:
    """Bars of the chosen measure per tier, lowest at the foot, with value and share at the bar; none where it is not
    known of any tier.
    """
    unit = "count" if measure == "clients" else "money"
    share = {"clients": "clients_share", "aum": "aum_share", "contribution_12m": "contribution_share"}.get(measure)

    def draw(rows: list[Row], look: Look) -> Figure | None:
        values = parts.column(rows, measure)
        if not parts.known(values):
            return None
        scale, axis = parts.axis(look, values, unit, look.t(TIER_MEASURES[measure]))
        texts = parts.label(look, values, unit)
        if share:
            shares = parts.label(look, parts.column(rows, share), "share")
            texts = [f"{a}  ·  {b}" for a, b in zip(texts, shares, strict=True)]
        bars = {
            "type": "bar",
            "x": parts.placed(values, scale.divisor),
            "y": parts.names(look, "tier_id", parts.column(rows, "tier_id")),
            "orientation": "h",
            "text": texts,
            "textposition": "outside",
            "cliponaxis": False,
            "customdata": list(range(len(rows))),
            "marker": {"color": list(parts.ramp(look, parts.column(rows, "tier_id")).values())},
            "hovertemplate": "%{y}<br>%{text}<extra></extra>",
        }
        known = [value / scale.divisor for value in parts.known(values)]
        return parts.figure(look, [bars], axis | {"range": [min(0, min(known)) * 1.1, max(known) * 1.45]}, {})

    return draw


def tiers_over_time(measure: str) -> Callable[[list[Row], Look], Figure | None]:
    """Stacked areas of the tiers over the months, with a gap where months are not known; none of a single month, nor
    where a part is less than nothing.
    """
    unit = "count" if measure == "clients" else "money"

    def draw(rows: list[Row], look: Look) -> Figure | None:
        places, known = parts.numbered(rows, lambda row: row[measure] is not None)
        if len(set(parts.column(known, "month"))) < 2 or min(parts.column(known, measure)) < 0:
            return None
        totals: dict[Any, float] = {}
        for row in known:
            totals[row["month"]] = totals.get(row["month"], 0) + row[measure]
        scale, axis = parts.axis(look, totals.values(), unit, look.t(TIER_MEASURES[measure]))
        areas = [
            _area(look, [(place, row) for place, row in zip(places, known) if row["tier_id"] == tier], measure, unit)
            | {"name": look.called("tier_id", tier), "line": {"color": colour, "width": 0.5}, "fillcolor": colour}
            for tier, colour in parts.ramp(look, parts.column(known, "tier_id")).items()
        ]
        for area in areas:
            area["y"] = parts.placed(area["y"], scale.divisor)
        months = {"tickformat": "%Y-%m", "nticks": 8}
        gaps = _gaps(look, sorted(totals))
        return parts.figure(look, areas, months, axis | {"rangemode": "tozero"}, showlegend=True, shapes=gaps)

    return draw


def _gaps(look: Look, months: list[date]) -> list[dict]:
    """Paper over the areas between two months that do not follow each other: plotly.js would draw on from one to the
    other.
    """
    return [
        {
            "type": "rect",
            "xref": "x",
            "yref": "y domain",
            "x0": f"{before:%Y-%m-%d}",
            "x1": f"{after:%Y-%m-%d}",
            "y0": 0,
            "y1": 1,
            "fillcolor": look.palette.paper,
            "line": {"width": 0},
        }
        for before, after in pairwise(months)
        if months_before(after, 1) != before
    ]


def _area(look: Look, numbered: list[tuple[int, Row]], measure: str, unit: str) -> dict:
    values = [row[measure] for _, row in numbered]
    return {
        "type": "scatter",
        "x": [f"{row['month']:%Y-%m-%d}" for _, row in numbered],
        "y": values,
        "stackgroup": "tiers",
        "mode": "lines",
        "hoveron": "points",
        "customdata": [place for place, _ in numbered],
        "text": parts.label(look, values, unit),
        "hovertemplate": "%{x|%Y-%m} %{fullData.name}: %{text}<extra></extra>",
    }


def tiers_by_branch(rows: list[Row], look: Look) -> Figure:
    """One bar per branch, cut into its tiers, with the bank at the head for reference: all of it, also the tiers that
    none of the branches has."""
    branches = parts.in_order(parts.column(rows, "branch_id"))[:parts.MOST_BRANCHES]
    bank, shares = look.t("The bank"), {row["tier_id"]: row["bank_share"] for row in rows}
    bars = []
    for tier, colour in parts.ramp(look, shares).items():
        places, own = parts.numbered(
            rows, lambda row, tier=tier: row["tier_id"] == tier and row["branch_id"] in branches
        )
        bars.append(
            {
                "type": "bar",
                "y": [bank, *parts.names(look, "branch_id", parts.column(own, "branch_id"))],
                "x": parts.per_cent([shares[tier], *parts.column(own, "clients_share")]),
                "orientation": "h",
                "name": look.called("tier_id", tier),
                "marker": {"color": colour},
                "customdata": [None, *places],
                "text": [look.write(shares[tier], "share"), *parts.label(look, parts.column(own, "clients"), "count")],
                "textposition": "none",
                "hovertemplate": "%{y}, %{fullData.name}: %{text} (%{x:.1f} %)<extra></extra>",
            }
        )
    elsewhere = 1 - sum(parts.known(shares.values()))
    if round(elsewhere, 9):
        bars.append(_part(look.t("Other tiers"), look.palette.quiet, [bank], 100 * elsewhere))
    delivered = {row["branch_id"] for row in rows if parts.known([row["clients_share"]])}
    unknown = [branch for branch in branches if branch not in delivered]
    if unknown:
        bars.append(_not_delivered(look, parts.names(look, "branch_id", unknown)))
    names = [*parts.names(look, "branch_id", reversed(branches)), bank]
    return parts.figure(
        look,
        bars,
        {"range": [0, 100], "ticksuffix": " %", "nticks": 5, "showgrid": True},
        {"categoryorder": "array", "dtick": 1, "tickfont": {"size": 11}, "categoryarray": names},
        barmode="stack",
        bargap=0.18,
        showlegend=True,
    )


def _not_delivered(look: Look, names: list[str]) -> dict:
    return {
        **_part(look.called("feed_state", "not_delivered"), look.palette.unknown, names, 100),
        "hovertemplate": "%{y}: %{fullData.name}<extra></extra>",
    }


def _part(name: str, colour: str, places: list[str], per_cent: float) -> dict:
    """Parts of bars that are none of the tiers."""
    return {
        "type": "bar",
        "y": places,
        "x": [per_cent] * len(places),
        "orientation": "h",
        "name": name,
        "marker": {"color": colour},
        "hovertemplate": "%{y}, %{fullData.name}: %{x:.1f} %<extra></extra>",
    }


def tier_migration(rows: list[Row], look: Look) -> Figure:
    """A grid of counts: from the state at the comparison month (rows) to the state now (columns)."""
    opening, closing = parts.column(rows, "opening_state"), parts.column(rows, "closing_state")
    tiers = [tier for tier in look.tiers if tier in {*opening, *closing}]
    down, across = ([*tiers, *(state for state in OUTSIDE if state in states)] for states in (opening, closing))
    place = {(y, x): i for i, (y, x) in enumerate(zip(opening, closing, strict=True))}
    index = [place[y, x] for y in down for x in across if (y, x) in place]
    cells = [rows[i] for i in index]
    fill, counts = look.palette.tiers[3], parts.label(look, parts.column(cells, "clients"), "count")
    is_wide = max(map(len, counts), default=0) > MOST_IN_CELL
    moves = (
        f"{look.called('opening_state', row['opening_state'])} → {look.called('closing_state', row['closing_state'])}"
        for row in cells
    )
    shares = parts.label(look, parts.column(cells, "share"), "share")
    said = parts.spelt(look, "{}: {} ({})")
    grid = {
        "type": "scatter",
        "x": [parts.wrapped(look.called("closing_state", row["closing_state"])) for row in cells],
        "y": parts.names(look, "opening_state", parts.column(cells, "opening_state")),
        "mode": "markers+text",
        "text": counts,
        "customdata": index,
        "marker": {
            "symbol": "square",
            "size": 38 if is_wide else 36,
            "color": [with_opacity(fill, 0.12 + 0.75 * float(row["share"] or 0)) for row in cells],
            "line": {"width": 0},
        },
        "textfont": {"color": look.palette.ink, "size": 10 if is_wide else 12},
        "hovertext": [said.format(*cell) for cell in zip(moves, counts, shares, strict=True)],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    columns = [parts.wrapped(look.called("closing_state", state)) for state in across]
    return parts.figure(
        look,
        [grid],
        {
            "side": "top",
            "title": parts.titled(look.t("↓ in the comparison month · → in the as-of month")),
            "tickangle": 0,
            "tickfont": {"size": 11},
            "categoryorder": "array",
            "categoryarray": columns,
            "range": _around(across),
        },
        {
            "categoryorder": "array",
            "categoryarray": parts.names(look, "opening_state", reversed(down)),
            "range": _around(down),
        },
    )


def _around(places: list) -> list[float]:
    """The range of an axis of so many places that takes no more room than they need."""
    return [-0.55, len(places) - 0.45]
