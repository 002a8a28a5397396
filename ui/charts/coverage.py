"""Pictures of who looks after the clients: coverage, contacts, the load of the RMs, and who has none."""

from collections import Counter
from collections.abc import Callable
from math import ceil

from ui import units
from ui.charts import parts
from ui.charts.parts import Figure, Look, Row
from ui.look import ink_on

MOST_RMS = 300  # points that can still be told apart
LOAD_BAND = 10  # per cent of the capacity
LEAST_LABELLED = 0.09  # share of a bar under which a number in it would run into the next


def coverage_by_tier(by: str) -> Callable[[list[Row], Look], Figure | None]:
    """Covered, dedicated and effective per tier, in clients or in AUM, as shares; none where none is known."""
    ends = "" if by == "clients" else "_aum"

    def draw(rows: list[Row], look: Look) -> Figure | None:
        words = (
            ("covered", look.t("Covered"), 1),
            ("dedicated", look.t("Dedicated"), 2),
            ("effective", look.t("Effective"), 4),
        )
        if not any(parts.known(parts.column(rows, f"{column}{ends}_share")) for column, _, _ in words):
            return None
        bars = []
        for column, name, shade in words:
            shares = parts.per_cent(parts.column(rows, f"{column}{ends}_share"))
            bars.append(
                {
                    "type": "bar",
                    "x": parts.names(look, "tier_id", parts.column(rows, "tier_id")),
                    "y": shares,
                    "name": name,
                    "marker": {"color": look.palette.tiers[shade]},
                    "customdata": [[place, column + ends] for place in range(len(rows))],
                    "text": [units.NOTHING if share is None else f"{share:.0f}" for share in shares],
                    "textposition": "outside",
                    "cliponaxis": False,
                    "hovertemplate": "%{x}, %{fullData.name}: %{y:.1f} %<extra></extra>",
                }
            )
        shares = {"range": [0, 112], "dtick": 25, "ticksuffix": " %", "showgrid": True}
        return parts.figure(look, bars, {}, shares, barmode="group", bargap=0.3, showlegend=True)

    return draw


def contact_states(rows: list[Row], look: Look) -> Figure:
    """One bar per tier, cut into the states of contact."""
    colours = {
        "compliant": look.palette.tiers[4],
        "due": look.palette.tiers[1],
        "overdue": look.palette.bad,
        "no_record": look.palette.unknown,
    }
    bars = []
    for state, colour in colours.items():
        places, own = parts.numbered(rows, lambda row, state=state: row["contact_state"] == state)
        counts, shares = parts.label(look, parts.column(own, "clients"), "count"), parts.column(own, "clients_share")
        bars.append(
            {
                "type": "bar",
                "y": parts.names(look, "tier_id", parts.column(own, "tier_id")),
                "x": parts.per_cent(shares),
                "orientation": "h",
                "name": look.called("contact_state", state),
                "marker": {"color": colour},
                "customdata": places,
                "text": ["" if s is not None and s < LEAST_LABELLED else n for n, s in zip(counts, shares)],
                "hovertext": counts,
                "insidetextfont": {"color": ink_on(colour)},
                "textposition": "inside",
                "textangle": 0,
                "constraintext": "none",
                "hovertemplate": "%{y}, %{fullData.name}: %{hovertext} (%{x:.1f} %)<extra></extra>",
            }
        )
    tiers = parts.in_order(parts.column(rows, "tier_id"))
    return parts.figure(
        look,
        bars,
        {"range": [0, 100], "ticksuffix": " %", "nticks": 5},
        {"categoryorder": "array", "categoryarray": parts.names(look, "tier_id", tiers)},
        barmode="stack",
        showlegend=True,
    )


def rm_load(rows: list[Row], look: Look) -> Figure | None:
    """Each RM as a point: clients against load; the line is full capacity. Too many to be told apart are counted; none
    where no load is known.
    """
    load = parts.per_cent(parts.column(rows, "load_share"))
    if not parts.known(load):
        return None
    if len(rows) > MOST_RMS:
        return _rms_by_load(parts.known(load), look)
    is_over = [share is not None and share > 100 for share in load]
    points = {
        "type": "scatter",
        "x": parts.placed(parts.column(rows, "clients")),
        "y": load,
        "mode": "markers",
        "customdata": list(range(len(rows))),
        "marker": {
            "size": 9,
            "color": [look.palette.bad if over else look.palette.tiers[3] for over in is_over],
            "symbol": ["diamond" if over else "circle" for over in is_over],
        },
        "text": [
            f"{look.called('rm_id', row['rm_id'])}, {look.called('branch_id', row['rm_branch_id'])}" for row in rows
        ],
        "hovertemplate": "%{text}: "
        + look.t("{clients} clients, {load} of capacity", clients="%{x}", load="%{y:.0f} %")
        + "<extra></extra>",
    }
    load_axis = {"ticksuffix": " %", "rangemode": "tozero", "showgrid": True, "nticks": 6}
    return parts.figure(
        look,
        [points],
        {"title": parts.titled(look.t("Clients of the RM")), "rangemode": "tozero", "nticks": 6},
        {"title": parts.titled(look.t("Load of capacity")), **load_axis},
        shapes=parts.limit(look, "y", 100),
    )


def _rms_by_load(load: list[float], look: Look) -> Figure:
    """How many RMs carry how much of their capacity, in bands of ten per cent, those over it in their own colour."""
    bands = Counter(max(ceil(share / LOAD_BAND), 1) for share in load)
    ends = [LOAD_BAND * band for band in sorted(bands)]
    bars = {
        "type": "bar",
        "x": [end - LOAD_BAND / 2 for end in ends],
        "y": [count for _, count in sorted(bands.items())],
        "width": 0.9 * LOAD_BAND,
        "marker": {"color": [look.palette.bad if end > 100 else look.palette.tiers[3] for end in ends]},
        "text": [f"{end - LOAD_BAND}–{end} %" for end in ends],
        "textposition": "none",
        "hovertemplate": "%{text}: %{y:,d}<extra></extra>",
    }
    marks = parts.ticks(max(bands.values()))
    return parts.figure(
        look,
        [bars],
        {"title": parts.titled(look.t("Load of capacity")), "ticksuffix": " %", "rangemode": "tozero", "nticks": 8},
        {"title": parts.titled(look.t("RMs")), "showgrid": True, "tickformat": ",d", **marks},
        shapes=parts.limit(look, "x", 100),
    )


def uncovered_clients(rows: list[Row], look: Look) -> Figure | None:
    """AUM without an RM by tier, cut by the age of the gap; none where it is not known."""
    if not parts.known(parts.column(rows, "aum")):
        return None
    scale, axis = parts.axis(look, parts.column(rows, "aum"), "money", look.t("AUM"))
    bars = []
    for shade, band in enumerate(("0-30", "31-90", "91-365", "366+")):
        places, own = parts.numbered(rows, lambda row, band=band: row["uncovered_band"] == band)
        if own:
            bars.append(
                {
                    "type": "bar",
                    "y": parts.names(look, "tier_id", parts.column(own, "tier_id")),
                    "x": parts.placed(parts.column(own, "aum"), scale.divisor),
                    "orientation": "h",
                    "customdata": places,
                    "name": look.called("uncovered_band", band),
                    "marker": {"color": look.palette.tiers[shade + 1]},
                    "text": [f"{look.write(r['clients'], 'count')} · {look.write(r['aum'], 'money')}" for r in own],
                    "textposition": "none",
                    "hovertemplate": "%{y}, %{fullData.name}: %{text}<extra></extra>",
                }
            )
    tiers = parts.names(look, "tier_id", reversed(parts.in_order(parts.column(rows, "tier_id"))))
    order = {"categoryorder": "array", "categoryarray": tiers}
    return parts.figure(look, bars, axis, order, barmode="stack", showlegend=True)
