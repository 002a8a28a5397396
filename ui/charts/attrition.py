"""Pictures of the clients who were lost: in each month, and their rates with what is uncertain of them."""

from collections import Counter

from ui.charts import parts
from ui.charts.parts import Figure, Look, Row

ROOM_FOR_A_DOT = 8  # pixels between the names and a rate of 0 %


def attrition_by_month(rows: list[Row], look: Look) -> Figure:
    """Stacked bars by month and kind; what is not confirmed is hatched in its own hue."""
    colours = {"hard": look.palette.tiers[4], "silent": look.palette.tiers[2]}
    bars = []
    for kind, colour in colours.items():
        for column, pattern in (("confirmed", ""), ("provisional", "/")):
            places, some = parts.numbered(rows, lambda row, of=(kind, column): row["loss_kind"] == of[0] and row[of[1]])
            name = look.called("loss_kind", kind)
            if some:
                bars.append(
                    {
                        "type": "bar",
                        "x": [f"{row['loss_onset']:%Y-%m-%d}" for row in some],
                        "y": parts.placed(parts.column(some, column)),
                        "name": look.t("{kind}, not confirmed", kind=name) if pattern else name,
                        "customdata": places,
                        "xperiod": "M1",
                        "xperiodalignment": "start",
                        "marker": {"color": colour, "pattern": _hatched(look, pattern, colour)},
                        "hovertemplate": "%{x|%Y-%m} %{fullData.name}: %{y}<extra></extra>",
                    }
                )
    leaving = Counter()
    for row in rows:
        leaving[row["loss_onset"]] += row["confirmed"] + row["provisional"]
    months = {"tickformat": "%Y-%m", "nticks": 8}
    counts = {"showgrid": True, "tickformat": ",d", **parts.ticks(max(leaving.values(), default=0))}
    return parts.figure(look, bars, months, counts, barmode="stack", showlegend=True)


def _hatched(look: Look, shape: str, colour: str) -> dict:
    return {"shape": shape, "fgcolor": colour, "bgcolor": look.palette.paper, "size": 6}


def attrition_by_tier(rows: list[Row], look: Look) -> Figure | None:
    """Rates with intervals, and the scope's rate as a line."""
    return _intervals(list(enumerate(rows))[::-1], look, "tier_id")


def attrition_by_branch(rows: list[Row], look: Look) -> Figure | None:
    """Rates with intervals per branch, and the scope's rate as a line."""
    return _intervals(list(enumerate(rows))[:parts.MOST_BRANCHES][::-1], look, "branch_id")


def _intervals(numbered: list[tuple[int, Row]], look: Look, names: str) -> Figure | None:
    """Rows without a rate are left out; none where no row has one."""
    numbered = [(place, row) for place, row in numbered if parts.known([row["attrition_rate"]])]
    rows = [row for _, row in numbered]
    if not rows:
        return None
    rates, low, high = (parts.per_cent(parts.column(rows, f"attrition_{end}")) for end in ("rate", "low", "high"))
    dots = {
        "type": "scatter",
        "x": rates,
        "y": parts.names(look, names, parts.column(rows, names)),
        "mode": "markers",
        "cliponaxis": False,
        "customdata": [place for place, _ in numbered],
        "marker": {"size": 9, "color": look.palette.tiers[4]},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [end - rate for end, rate in zip(high, rates, strict=True)],
            "arrayminus": [rate - end for end, rate in zip(low, rates, strict=True)],
            "thickness": 1.4,
            "width": 0,
            "color": look.palette.unknown,
        },
        "text": [_lost_of(look, row) for row in rows],
        "hovertemplate": "%{y}: %{x:.1f} %, %{text}<extra></extra>",
    }
    of_all = parts.per_cent(parts.column(rows, "scope_rate"))
    return parts.figure(
        look,
        [dots],
        {"ticksuffix": " %", "rangemode": "tozero", "nticks": 6, "showgrid": True},
        {"dtick": 1, "tickfont": {"size": 11}, "ticklabelstandoff": ROOM_FOR_A_DOT},
        shapes=[] if None in of_all else parts.limit(look, "x", of_all[0]),
    )


def _lost_of(look: Look, row: Row) -> str:
    """What the rate is made of: a tier has clients of branches whose feed had stopped, who are not in it."""
    return look.t(
        "{lost} of {at_risk} lost, {low} – {high}",
        lost=look.write(row.get("lost_counted", row["lost"]), "count"),
        at_risk=look.write(row.get("counted", row["at_risk"]), "count"),
        low=look.write(row["attrition_low"], "share"),
        high=look.write(row["attrition_high"], "share"),
    )
