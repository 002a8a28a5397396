"""Pictures of what was delivered: fields, months, feeds and loads."""

import math
from collections.abc import Callable

from ui import units
from ui.charts import parts
from ui.charts.parts import Figure, Look, Row
from ui.look import ink_on, mixed

NEARLY_ALL = 0.95  # from here on the cell of a map has no number
MOST_HEADS = 14


def data_fields(rows: list[Row], look: Look) -> Figure:
    """Bars of the share of clients per field, the least complete at the head, with the share of AUM beside it."""
    bars = {
        "type": "bar",
        "x": parts.per_cent(parts.column(rows, "clients_share")),
        "y": parts.names(look, "field", parts.column(rows, "field")),
        "orientation": "h",
        "text": [
            look.t(
                "{clients} of clients · {aum} of AUM",
                clients=look.write(row["clients_share"], "share"),
                aum=look.write(row["aum_share"], "share"),
            )
            for row in rows
        ],
        "textposition": "auto",
        "insidetextanchor": "start",
        "marker": {"color": look.palette.tiers[1]},
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }
    return parts.figure(look, [bars], {"range": [0, 100], "visible": False}, {"autorange": "reversed"})


def data_completeness(by: str) -> Callable[[list[Row], Look], Figure]:
    """A heat map of fields and branches, in clients or in AUM, the least complete branch at the head."""

    def draw(rows: list[Row], look: Look) -> Figure:
        return _heat_map(
            look,
            [parts.wrapped(name) for name in parts.names(look, "field", parts.column(rows, "field"))],
            parts.names(look, "branch_id", parts.column(rows, "branch_id")),
            parts.column(rows, f"{by}_share"),
            parts.column(rows, f"is_short_of_{by}"),
            parts.label(look, parts.column(rows, f"{by}_share"), "share"),
        )

    return draw


def data_feeds(rows: list[Row], look: Look) -> Figure:
    """A heat map of months and branches: the share delivered, a cross where the feed had stopped."""
    texts = [
        look.t(
            "{delivered} of {expected} clients delivered",
            delivered=look.write(row["delivered"], "count"),
            expected=look.write(row["expected"], "count"),
        )
        + (", " + look.t("the feed had stopped") if row["is_stopped"] else "")
        for row in rows
    ]
    return _heat_map(
        look,
        [look.cell_month(month) for month in parts.column(rows, "month")],
        parts.names(look, "branch_id", parts.column(rows, "branch_id")),
        parts.column(rows, "delivered_share"),
        parts.column(rows, "is_stopped"),
        texts,
        "×",
    )


def _heat_map(look: Look, xs: list, ys: list, shares: list, are_bad: list, texts: list, mark: str = "") -> Figure:
    """Cells of shares, each with its percentage; bad ones in another colour, with the mark in place of the number."""
    columns, lines = parts.in_order(xs), parts.in_order(ys)[:parts.MOST_BRANCHES]
    cells = [cell for cell in zip(xs, ys, parts.placed(shares), are_bad, texts, strict=True) if cell[1] in lines]
    at = {column: place for place, column in enumerate(columns)}
    shades = [_shade(look, share, is_bad) for _, _, share, is_bad, _ in cells]
    said = parts.spelt(look, "{y}, {x}: {text}")
    squares = {
        "type": "bar",
        "orientation": "h",
        "base": [at[x] - 0.48 for x, *_ in cells],
        "x": [0.96] * len(cells),
        "y": [y for _, y, *_ in cells],
        "marker": {"color": shades},
        "text": [_in_cell(share, is_bad, mark) for _, _, share, is_bad, _ in cells],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "insidetextfont": {"color": [ink_on(shade) for shade in shades]},
        "hovertext": [said.format(y=y, x=x.replace("<br>", " "), text=text) for x, y, _, _, text in cells],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    last = len(columns) - 1
    named = range(last, -1, -1 - last // MOST_HEADS)  # the last always
    return parts.figure(
        look,
        [squares],
        {
            "side": "top",
            "tickvals": list(named),
            "ticktext": [columns[place] for place in named],
            "range": [-0.5, last + 0.5],
        },
        {
            "autorange": "reversed",
            "dtick": 1,
            "tickfont": {"size": 11},
            "categoryorder": "array",
            "categoryarray": lines,
        },
        bargap=0.1,
    )


def _in_cell(share: float | None, is_bad: bool, mark: str) -> str:
    """Nothing where nearly all is there: the colour says so, and a hundred times the same number says no more."""
    if is_bad and mark:
        return mark
    return "" if share is not None and share >= NEARLY_ALL and not is_bad else _percent(share)


def _shade(look: Look, share: float | None, is_bad: bool) -> str:
    """The colour of a cell: the fuller the share the stronger, and another colour where it is bad."""
    paper, bad = look.palette.paper, look.palette.bad
    if share is None:
        return paper
    share = min(max(share, 0), 1)  # of AUM a part can be less than nothing, where balances are negative
    if is_bad:
        return mixed(mixed(bad, paper, 0.35), bad, share)
    return mixed(look.palette.tiers[1], look.palette.hairline, share)


def _percent(share: float | None) -> str:
    """Whole percent, never more than there is: who misses a limit by little does not show as having met it."""
    return units.NOTHING if share is None else f"{math.floor(round(share * 100, 6))}"


def data_loads(measure: str) -> Callable[[list[Row], Look], Figure | None]:
    """Bars of the chosen measure per load, the newest at the right; none for a single load."""
    unit = "money" if measure == "aum" else "count"

    def draw(rows: list[Row], look: Look) -> Figure | None:
        if len(rows) < 2:
            return None
        values = parts.column(rows, measure)
        scale, axis = parts.axis(look, values, unit, look.t("AUM"))
        bars = {
            "type": "bar",
            "x": list(range(len(rows))),
            "y": parts.placed(values, scale.divisor),
            "text": parts.label(look, values, unit),
            "textposition": "outside",
            "cliponaxis": False,
            "hovertext": [str(number) for number in parts.column(rows, "load_number")],
            "marker": {"color": look.palette.tiers[3]},
            "hovertemplate": "%{hovertext}: %{text}<extra></extra>",
        }
        days = [f"{day:%Y-%m-%d}" for day in parts.column(rows, "loaded_on")]
        return parts.figure(look, [bars], {"tickvals": bars["x"], "ticktext": days}, axis | {"rangemode": "tozero"})

    return draw
