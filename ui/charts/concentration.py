"""Pictures of concentration: how much a few clients bring, in all and in each branch."""

from collections.abc import Callable

from ui.charts import parts
from ui.charts.parts import Figure, Look, Row
from ui.look import with_opacity


def whale_curve(peak: float | None) -> Callable[[list[Row], Look], Figure]:
    """Cumulative share, best clients first, with its peak named; in money where the total is not positive.

    `peak`: the highest share, which lies between two hundredths of the clients.
    """

    def draw(rows: list[Row], look: Look) -> Figure:
        in_money = not parts.known(parts.column(rows, "cumulative_share"))
        column, unit = ("cumulative", "money") if in_money else ("cumulative_share", "share")
        scale, axis = parts.axis(look, parts.column(rows, column), unit, look.t("Amount"))
        values = parts.placed(parts.column(rows, column), scale.divisor)
        shares = parts.per_cent(parts.column(rows, "clients_share"))
        curve = {
            "type": "scatter",
            "x": [0, *shares],
            "y": [0, *values],
            "mode": "lines",
            "customdata": [None, *range(len(rows))],
            "line": {"color": look.palette.tiers[4], "width": 2},
            "text": parts.label(look, [0, *parts.column(rows, column)], unit),
            "hovertemplate": _of_the_clients(look),
        }
        best = max((place for place, value in enumerate(values) if value is not None), key=values.__getitem__)
        highest = {
            "x": shares[best],
            "y": values[best],
            "text": look.write(rows[best][column] if peak is None else peak, unit),
            "showarrow": False,
            "yshift": 12,
            "font": {"color": look.palette.ink},
        }
        return parts.figure(
            look,
            [curve],
            {
                "title": parts.titled(look.t("Share of clients, highest first")),
                "ticksuffix": " %",
                "nticks": 6,
                "range": [0, 100],
            },
            axis | {"rangemode": "tozero"},
            annotations=[highest],
            shapes=[] if in_money else parts.limit(look, "y", 100),
        )

    return draw


def lorenz_curve(rows: list[Row], look: Look) -> Figure | None:
    """The Lorenz curve under the line of equality; none where the total is not positive."""
    if not parts.known(parts.column(rows, "cumulative_share")):
        return None
    equality = {
        "type": "scatter",
        "x": [0, 100],
        "y": [0, 100],
        "mode": "lines",
        "hoverinfo": "skip",
        "line": {"color": look.palette.unknown, "width": 1, "dash": "dot"},
    }
    curve = {
        "type": "scatter",
        "x": [0, *parts.per_cent(parts.column(rows, "clients_share"))],
        "y": [0, *parts.per_cent(parts.column(rows, "cumulative_share"))],
        "mode": "lines",
        "customdata": [None, *range(len(rows))],
        "line": {"color": look.palette.tiers[4], "width": 2},
        "fill": "tonexty",
        "fillcolor": with_opacity(look.palette.tiers[2], 0.18),
        "text": parts.label(look, [0, *parts.column(rows, "cumulative_share")], "share"),
        "hovertemplate": _of_the_clients(look),
    }
    return parts.figure(
        look,
        [equality, curve],
        {"title": parts.titled(look.t("Share of clients, lowest first")), "ticksuffix": " %", "nticks": 6},
        {"ticksuffix": " %", "showgrid": True, "nticks": 5},
    )


def _of_the_clients(look: Look) -> str:
    """What a point of a curve says: how many of the clients, in order, have how much."""
    return look.t("{share} of the clients: {amount}", share="%{x:.0f} %", amount="%{text}") + "<extra></extra>"


def concentration_by_branch(rows: list[Row], look: Look) -> Figure | None:
    """Dots of the top-20 % share per branch; none where there are no two branches with a share to compare."""
    places, some = parts.numbered(rows, lambda row: bool(parts.known([row["top_20_share"]])))
    if len(some) < 2:
        return None
    places, some = places[:parts.MOST_BRANCHES], some[:parts.MOST_BRANCHES]
    dots = {
        "type": "scatter",
        "x": parts.per_cent(parts.column(some, "top_20_share")),
        "y": parts.names(look, "branch_id", parts.column(some, "branch_id")),
        "mode": "markers",
        "marker": {"size": 9, "color": look.palette.tiers[3]},
        "customdata": places,
        "text": [
            f"{look.write(row['top_20_share'], 'share')} · n = {look.write(row['clients'], 'count')}" for row in some
        ],
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }
    return parts.figure(
        look,
        [dots],
        {"ticksuffix": " %", "nticks": 6, "showgrid": True},
        {"autorange": "reversed", "showgrid": True, "dtick": 1, "tickfont": {"size": 11}},
    )
