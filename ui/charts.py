"""Pictures: one pure function per query, from its rows to a figure. No numbers are computed here, only placed.

A figure is the plain dict that plotly.js draws, {"data": [traces], "layout": {…}}: building it costs nothing. A point
that opens clients carries the place of its row as `customdata`.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil
from typing import Any

from queries import months_before
from ui import units
from ui.look import Palette, ink_on, mixed, tier_colours, with_opacity

Row = dict[str, Any]
Figure = dict[str, Any]

FONT = '"Source Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'
MOST_BRANCHES = 45
NEARLY_ALL = 0.95  # from here on the cell of a map has no number
MOST_RMS = 300  # points that can still be told apart
LOAD_BAND = 10  # per cent of the capacity
MOST_HEADS = 14
MOST_IN_CELL = 6  # characters that a cell of the moves has room for
LEAST_LABELLED = 0.09  # share of a bar under which a number in it would run into the next
OUTSIDE = ("lost", "below", "elsewhere", "new")


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


def _figure(look: Look, data: list[dict], xaxis: dict, yaxis: dict, **layout: Any) -> Figure:
    """Traces on the paper of all pictures."""
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
            "font": {"color": look.palette.ink},
            "bordercolor": look.palette.hairline,
        },
        "clickmode": "event+select",
        "dragmode": False,
        "bargap": 0.28,
        "hovermode": "closest",
        "legend": {"orientation": "h", "yref": "container", "y": 1, "yanchor": "top", "x": 0, "traceorder": "normal"},
    }
    return {"data": data, "layout": {**paper, "xaxis": line | xaxis, "yaxis": line | yaxis, **layout}}


def _axis(look: Look, values: Iterable[Any], unit: str) -> tuple[units.Scale, dict]:
    """One unit for an axis: the scale of its values, and how its ticks and title are written."""
    scale = units.scale(values, unit, look.language)
    title = units.column_head("", "money", scale, look.language, look.currency) if unit == "money" else ""
    ticks = _ticks(max(_known(values), default=0)) if unit == "count" else {"nticks": 5}
    ticks |= {"ticksuffix": " %"} if unit == "share" else {}
    axis = {"tickformat": units.tick_format(unit, scale), "showgrid": True, **ticks}
    return scale, {**axis, "title": {"text": title.strip("（）() "), "font": {"size": 11, "color": look.palette.quiet}}}


def _ticks(count: float) -> dict:
    """Some five ticks up to a count; none between two whole numbers, which would be written like one of them."""
    return {"dtick": 1} if count < 5 else {"nticks": 5}


def _titled(words: str) -> dict:
    return {"text": words, "font": {"size": 11}}


def _column(rows: list[Row], name: str) -> list:
    return [row[name] for row in rows]


def _placed(values: Iterable[Any], divisor: float = 1) -> list[float | None]:
    """Values where they stand on an axis: divided by its scale; what is missing has no place."""
    return [None if value is None or value != value else float(value) / divisor for value in values]


def _per_cent(values: Iterable[Any]) -> list[float | None]:
    return _placed(values, 0.01)


def _known(values: Iterable[Any]) -> list[float]:
    return [value for value in _placed(values) if value is not None]


def _numbered(rows: list[Row], are_meant: Callable[[Row], bool]) -> tuple[list[int], list[Row]]:
    """The rows that are meant, with their places among all."""
    found = [(place, row) for place, row in enumerate(rows) if are_meant(row)]
    return [place for place, _ in found], [row for _, row in found]


def _in_order(codes: Iterable[Any]) -> list:
    return list(dict.fromkeys(codes))


def _ramp(look: Look, shown: Iterable[str]) -> dict[str, str]:
    """The colours of the tiers that are shown, from the lowest up."""
    colours, shown = zip(look.tiers, tier_colours(look.palette, len(look.tiers)), strict=True), set(shown)
    return {tier: colour for tier, colour in colours if tier in shown}


def _names(look: Look, column: str, codes: Iterable[Any]) -> list[str]:
    return [look.called(column, code) for code in codes]


def _wrapped(words: str) -> str:
    return words.replace(" ", "<br>")


def _label(look: Look, values: Iterable[Any], unit: str) -> list[str]:
    return [look.write(value, unit) for value in values]


def _limit(look: Look, axis: str, value: float) -> list[dict]:
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


def tier_distribution(measure: str) -> Callable[[list[Row], Look], Figure | None]:
    """Bars of the chosen measure per tier, lowest at the foot, with value and share at the bar; none where it is not
    known of any tier.
    """
    unit = "count" if measure == "clients" else "money"
    share = {"clients": "clients_share", "aum": "aum_share", "contribution_12m": "contribution_share"}.get(measure)

    def draw(rows: list[Row], look: Look) -> Figure | None:
        values = _column(rows, measure)
        if not _known(values):
            return None
        scale, axis = _axis(look, values, unit)
        texts = _label(look, values, unit)
        if share:
            shares = _label(look, _column(rows, share), "share")
            texts = [f"{a}  ·  {b}" for a, b in zip(texts, shares, strict=True)]
        bars = {
            "type": "bar",
            "x": _placed(values, scale.divisor),
            "y": _names(look, "tier_id", _column(rows, "tier_id")),
            "orientation": "h",
            "text": texts,
            "textposition": "outside",
            "cliponaxis": False,
            "customdata": list(range(len(rows))),
            "marker": {"color": list(_ramp(look, _column(rows, "tier_id")).values())},
            "hovertemplate": "%{y}<br>%{text}<extra></extra>",
        }
        known = [value / scale.divisor for value in _known(values)]
        return _figure(look, [bars], axis | {"range": [min(0, min(known)) * 1.1, max(known) * 1.45]}, {})

    return draw


def tiers_over_time(measure: str) -> Callable[[list[Row], Look], Figure | None]:
    """Stacked areas of the tiers over the months, with a gap where months are not known; none of a single month, nor
    where a part is less than nothing.
    """
    unit = "count" if measure == "clients" else "money"

    def draw(rows: list[Row], look: Look) -> Figure | None:
        places, known = _numbered(rows, lambda row: row[measure] is not None)
        if len(set(_column(known, "month"))) < 2 or min(_column(known, measure)) < 0:
            return None
        totals: dict[Any, float] = {}
        for row in known:
            totals[row["month"]] = totals.get(row["month"], 0) + row[measure]
        scale, axis = _axis(look, totals.values(), unit)
        areas = [
            _area(look, [(place, row) for place, row in zip(places, known) if row["tier_id"] == tier], measure, unit)
            | {"name": look.called("tier_id", tier), "line": {"color": colour, "width": 0.5}, "fillcolor": colour}
            for tier, colour in _ramp(look, _column(known, "tier_id")).items()
        ]
        for area in areas:
            area["y"] = _placed(area["y"], scale.divisor)
        months = {"tickformat": "%Y-%m", "nticks": 8}
        gaps = _gaps(look, sorted(totals))
        return _figure(look, areas, months, axis | {"rangemode": "tozero"}, showlegend=True, shapes=gaps)

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
        "text": _label(look, values, unit),
        "hovertemplate": "%{x|%Y-%m} %{fullData.name}: %{text}<extra></extra>",
    }


def tiers_by_branch(rows: list[Row], look: Look) -> Figure:
    """One bar per branch, cut into its tiers, with the bank at the head for reference: all of it, also the tiers that
    none of the branches has."""
    branches = _in_order(_column(rows, "branch_id"))[:MOST_BRANCHES]
    bank, shares = look.t("The bank"), {row["tier_id"]: row["bank_share"] for row in rows}
    bars = []
    for tier, colour in _ramp(look, shares).items():
        places, own = _numbered(rows, lambda row, tier=tier: row["tier_id"] == tier and row["branch_id"] in branches)
        bars.append(
            {
                "type": "bar",
                "y": [bank, *_names(look, "branch_id", _column(own, "branch_id"))],
                "x": _per_cent([shares[tier], *_column(own, "clients_share")]),
                "orientation": "h",
                "name": look.called("tier_id", tier),
                "marker": {"color": colour},
                "customdata": [None, *places],
                "text": [look.write(shares[tier], "share"), *_label(look, _column(own, "clients"), "count")],
                "textposition": "none",
                "hovertemplate": "%{y}, %{fullData.name}: %{text} (%{x:.1f} %)<extra></extra>",
            }
        )
    elsewhere = 1 - sum(_known(shares.values()))
    if round(elsewhere, 9):
        bars.append(_part(look.t("Other tiers"), look.palette.quiet, [bank], 100 * elsewhere))
    delivered = {row["branch_id"] for row in rows if _known([row["clients_share"]])}
    unknown = [branch for branch in branches if branch not in delivered]
    if unknown:
        bars.append(_not_delivered(look, _names(look, "branch_id", unknown)))
    names = [*_names(look, "branch_id", reversed(branches)), bank]
    return _figure(
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
    opening, closing = _column(rows, "opening_state"), _column(rows, "closing_state")
    tiers = [tier for tier in look.tiers if tier in {*opening, *closing}]
    down, across = ([*tiers, *(s for s in _in_order(states) if s in OUTSIDE)] for states in (opening, closing))
    place = {(y, x): i for i, (y, x) in enumerate(zip(opening, closing, strict=True))}
    index = [place[y, x] for y in down for x in across if (y, x) in place]
    cells = [rows[i] for i in index]
    fill, counts = look.palette.tiers[3], _label(look, _column(cells, "clients"), "count")
    is_wide = max(map(len, counts), default=0) > MOST_IN_CELL
    grid = {
        "type": "scatter",
        "x": [_wrapped(look.called("closing_state", row["closing_state"])) for row in cells],
        "y": _names(look, "opening_state", _column(cells, "opening_state")),
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
        "hovertext": _label(look, _column(cells, "share"), "share"),
        "hovertemplate": "%{y} → %{x}: %{text} (%{hovertext})<extra></extra>",
    }
    columns = [_wrapped(look.called("closing_state", state)) for state in across]
    return _figure(
        look,
        [grid],
        {
            "side": "top",
            "tickangle": 0,
            "tickfont": {"size": 11},
            "categoryorder": "array",
            "categoryarray": columns,
            "range": _around(across),
        },
        {
            "categoryorder": "array",
            "categoryarray": _names(look, "opening_state", reversed(down)),
            "range": _around(down),
        },
    )


def _around(places: list) -> list[float]:
    """The range of an axis of so many places that takes no more room than they need."""
    return [-0.55, len(places) - 0.45]


def near_threshold(rows: list[Row], look: Look) -> Figure:
    """Bars of the clients just under each threshold, with what they lack to it."""

    def words(row: Row) -> str:
        return look.t("{clients} · lack {gap}", **_clients_and(row, "gap", look))

    return _plain_bars(list(enumerate(rows)), look, "next_tier_id", words)


def things_to_act_on(rows: list[Row], look: Look) -> Figure:
    """Bars of the clients for whom something is to be done, with their AUM."""

    def words(row: Row) -> str:
        return look.t("{clients} · AUM {aum}", **_clients_and(row, "aum", look))

    return _plain_bars(list(enumerate(rows))[::-1], look, "action", words)


def _clients_and(row: Row, money: str, look: Look) -> dict[str, str]:
    return {"clients": look.write(row["clients"], "count"), money: look.write(row[money], "money")}


def _plain_bars(numbered: list[tuple[int, Row]], look: Look, names: str, words: Callable[[Row], str]) -> Figure:
    """Bars of clients, the first at the foot, with the words for its row at each."""
    rows = [row for _, row in numbered]
    clients = _column(rows, "clients")
    bars = {
        "type": "bar",
        "x": _placed(clients),
        "y": _names(look, names, _column(rows, names)),
        "orientation": "h",
        "customdata": [place for place, _ in numbered],
        "text": [words(row) for row in rows],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": look.palette.tiers[3]},
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }
    return _figure(look, [bars], {"range": [0, max(_known(clients)) * 1.6], "visible": False}, {})


def whale_curve(peak: float | None) -> Callable[[list[Row], Look], Figure]:
    """Cumulative share, best clients first, with its peak named; in money where the total is not positive.

    `peak`: the highest share, which lies between two hundredths of the clients.
    """

    def draw(rows: list[Row], look: Look) -> Figure:
        in_money = not _known(_column(rows, "cumulative_share"))
        column, unit = ("cumulative", "money") if in_money else ("cumulative_share", "share")
        scale, axis = _axis(look, _column(rows, column), unit)
        values, shares = _placed(_column(rows, column), scale.divisor), _per_cent(_column(rows, "clients_share"))
        curve = {
            "type": "scatter",
            "x": [0, *shares],
            "y": [0, *values],
            "mode": "lines+markers",
            "customdata": [None, *range(len(rows))],
            "line": {"color": look.palette.tiers[4], "width": 2},
            "marker": {"size": 6, "opacity": 0.01},
            "text": ["", *_label(look, _column(rows, column), unit)],
            "hovertemplate": "%{x:.0f} %: %{text}<extra></extra>",
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
        return _figure(
            look,
            [curve],
            {"title": _titled(look.t("Share of clients, highest first")), "ticksuffix": " %", "nticks": 6},
            axis | {"rangemode": "tozero"},
            annotations=[highest],
            shapes=[] if in_money else _limit(look, "y", 100),
        )

    return draw


def lorenz_curve(rows: list[Row], look: Look) -> Figure | None:
    """The Lorenz curve under the line of equality; none where the total is not positive."""
    if not _known(_column(rows, "cumulative_share")):
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
        "x": [0, *_per_cent(_column(rows, "clients_share"))],
        "y": [0, *_per_cent(_column(rows, "cumulative_share"))],
        "mode": "lines+markers",
        "customdata": [None, *range(len(rows))],
        "line": {"color": look.palette.tiers[4], "width": 2},
        "marker": {"size": 6, "opacity": 0.01},
        "fill": "tonexty",
        "fillcolor": with_opacity(look.palette.tiers[2], 0.18),
        "hovertemplate": "%{x:.0f} %: %{y:.1f} %<extra></extra>",
    }
    return _figure(
        look,
        [equality, curve],
        {"title": _titled(look.t("Share of clients, lowest first")), "ticksuffix": " %", "nticks": 6},
        {"ticksuffix": " %", "showgrid": True, "nticks": 5},
    )


def concentration_by_branch(rows: list[Row], look: Look) -> Figure | None:
    """Dots of the top-20 % share per branch; none where there are no two branches with a share to compare."""
    places, some = _numbered(rows, lambda row: bool(_known([row["top_20_share"]])))
    if len(some) < 2:
        return None
    places, some = places[:MOST_BRANCHES], some[:MOST_BRANCHES]
    dots = {
        "type": "scatter",
        "x": _per_cent(_column(some, "top_20_share")),
        "y": _names(look, "branch_id", _column(some, "branch_id")),
        "mode": "markers",
        "marker": {"size": 9, "color": look.palette.tiers[3]},
        "customdata": places,
        "text": [
            f"{look.write(row['top_20_share'], 'share')} · n = {look.write(row['clients'], 'count')}" for row in some
        ],
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }
    return _figure(
        look,
        [dots],
        {"ticksuffix": " %", "nticks": 6, "showgrid": True},
        {"autorange": "reversed", "showgrid": True, "dtick": 1, "tickfont": {"size": 11}},
    )


def attrition_by_month(rows: list[Row], look: Look) -> Figure:
    """Stacked bars by month and kind; what is not confirmed is hatched in its own hue."""
    colours = {"hard": look.palette.tiers[4], "silent": look.palette.tiers[2]}
    bars = []
    for kind, colour in colours.items():
        for column, pattern in (("confirmed", ""), ("provisional", "/")):
            places, some = _numbered(rows, lambda row, of=(kind, column): row["loss_kind"] == of[0] and row[of[1]])
            name = look.called("loss_kind", kind)
            if some:
                bars.append(
                    {
                        "type": "bar",
                        "x": [f"{row['loss_onset']:%Y-%m-%d}" for row in some],
                        "y": _placed(_column(some, column)),
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
    counts = {"showgrid": True, "tickformat": ",d", **_ticks(max(leaving.values(), default=0))}
    return _figure(look, bars, months, counts, barmode="stack", showlegend=True)


def _hatched(look: Look, shape: str, colour: str) -> dict:
    return {"shape": shape, "fgcolor": colour, "bgcolor": look.palette.paper, "size": 6}


def attrition_by_tier(rows: list[Row], look: Look) -> Figure | None:
    """Rates with intervals, and the scope's rate as a line."""
    return _intervals(list(enumerate(rows))[::-1], look, "tier_id")


def attrition_by_branch(rows: list[Row], look: Look) -> Figure | None:
    """Rates with intervals per branch, and the scope's rate as a line."""
    return _intervals(list(enumerate(rows))[:MOST_BRANCHES][::-1], look, "branch_id")


def _intervals(numbered: list[tuple[int, Row]], look: Look, names: str) -> Figure | None:
    """Rows without a rate are left out; none where no row has one."""
    numbered = [(place, row) for place, row in numbered if _known([row["attrition_rate"]])]
    rows = [row for _, row in numbered]
    if not rows:
        return None
    rates, low, high = (_per_cent(_column(rows, f"attrition_{end}")) for end in ("rate", "low", "high"))
    dots = {
        "type": "scatter",
        "x": rates,
        "y": _names(look, names, _column(rows, names)),
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
    of_all = _per_cent(_column(rows, "scope_rate"))
    return _figure(
        look,
        [dots],
        {"ticksuffix": " %", "rangemode": "tozero", "nticks": 6, "showgrid": True},
        {"dtick": 1, "tickfont": {"size": 11}},
        shapes=[] if None in of_all else _limit(look, "x", of_all[0]),
    )


def _lost_of(look: Look, row: Row) -> str:
    return look.t(
        "{lost} of {at_risk} lost, {low} – {high}",
        lost=look.write(row["lost"], "count"),
        at_risk=look.write(row["at_risk"], "count"),
        low=look.write(row["attrition_low"], "share"),
        high=look.write(row["attrition_high"], "share"),
    )


def coverage_by_tier(by: str) -> Callable[[list[Row], Look], Figure | None]:
    """Covered, dedicated and effective per tier, in clients or in AUM, as shares; none where none is known."""
    ends = "" if by == "clients" else "_aum"

    def draw(rows: list[Row], look: Look) -> Figure | None:
        words = (
            ("covered", look.t("Covered"), 1),
            ("dedicated", look.t("Dedicated"), 2),
            ("effective", look.t("Effective"), 4),
        )
        if not any(_known(_column(rows, f"{column}{ends}_share")) for column, _, _ in words):
            return None
        bars = []
        for column, name, shade in words:
            shares = _per_cent(_column(rows, f"{column}{ends}_share"))
            bars.append(
                {
                    "type": "bar",
                    "x": _names(look, "tier_id", _column(rows, "tier_id")),
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
        return _figure(look, bars, {}, shares, barmode="group", bargap=0.3, showlegend=True)

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
        places, own = _numbered(rows, lambda row, state=state: row["contact_state"] == state)
        counts, shares = _label(look, _column(own, "clients"), "count"), _column(own, "clients_share")
        bars.append(
            {
                "type": "bar",
                "y": _names(look, "tier_id", _column(own, "tier_id")),
                "x": _per_cent(shares),
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
    return _figure(
        look,
        bars,
        {"range": [0, 100], "ticksuffix": " %", "nticks": 5},
        {"categoryorder": "array", "categoryarray": _names(look, "tier_id", _in_order(_column(rows, "tier_id")))},
        barmode="stack",
        showlegend=True,
    )


def rm_load(rows: list[Row], look: Look) -> Figure:
    """Each RM as a point: clients against load; the line is full capacity. Too many to be told apart are counted."""
    load = _per_cent(_column(rows, "load_share"))
    if len(rows) > MOST_RMS:
        return _rms_by_load(_known(load), look)
    is_over = [share is not None and share > 100 for share in load]
    points = {
        "type": "scatter",
        "x": _placed(_column(rows, "clients")),
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
        "hovertemplate": "%{text}: %{x}, %{y:.0f} %<extra></extra>",
    }
    load_axis = {"ticksuffix": " %", "rangemode": "tozero", "showgrid": True, "nticks": 6}
    return _figure(
        look,
        [points],
        {"title": _titled(look.t("Clients of the RM")), "rangemode": "tozero", "nticks": 6},
        {"title": _titled(look.t("Load of capacity")), **load_axis},
        shapes=_limit(look, "y", 100),
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
    return _figure(
        look,
        [bars],
        {"title": _titled(look.t("Load of capacity")), "ticksuffix": " %", "rangemode": "tozero", "nticks": 8},
        {"title": _titled(look.t("RMs")), "showgrid": True, "tickformat": ",d", **_ticks(max(bands.values()))},
        shapes=_limit(look, "x", 100),
    )


def uncovered_clients(rows: list[Row], look: Look) -> Figure | None:
    """AUM without an RM by tier, cut by the age of the gap; none where it is not known."""
    if not _known(_column(rows, "aum")):
        return None
    scale, axis = _axis(look, _column(rows, "aum"), "money")
    bars = []
    for shade, band in enumerate(("0-30", "31-90", "91-365", "366+")):
        places, own = _numbered(rows, lambda row, band=band: row["uncovered_band"] == band)
        if own:
            bars.append(
                {
                    "type": "bar",
                    "y": _names(look, "tier_id", _column(own, "tier_id")),
                    "x": _placed(_column(own, "aum"), scale.divisor),
                    "orientation": "h",
                    "customdata": places,
                    "name": look.called("uncovered_band", band),
                    "marker": {"color": look.palette.tiers[shade + 1]},
                    "text": [f"{look.write(r['clients'], 'count')} · {look.write(r['aum'], 'money')}" for r in own],
                    "textposition": "none",
                    "hovertemplate": "%{y}, %{fullData.name}: %{text}<extra></extra>",
                }
            )
    tiers = _names(look, "tier_id", reversed(_in_order(_column(rows, "tier_id"))))
    order = {"categoryorder": "array", "categoryarray": tiers}
    return _figure(look, bars, axis, order, barmode="stack", showlegend=True)


def data_fields(rows: list[Row], look: Look) -> Figure:
    """Bars of the share of clients per field, the least complete at the head, with the share of AUM beside it."""
    bars = {
        "type": "bar",
        "x": _per_cent(_column(rows, "clients_share")),
        "y": _names(look, "field", _column(rows, "field")),
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
    return _figure(look, [bars], {"range": [0, 100], "visible": False}, {"autorange": "reversed"})


def data_completeness(by: str) -> Callable[[list[Row], Look], Figure]:
    """A heat map of fields and branches, in clients or in AUM, the least complete branch at the head."""

    def draw(rows: list[Row], look: Look) -> Figure:
        return _heat_map(
            look,
            [_wrapped(name) for name in _names(look, "field", _column(rows, "field"))],
            _names(look, "branch_id", _column(rows, "branch_id")),
            _column(rows, f"{by}_share"),
            _column(rows, f"is_short_of_{by}"),
            _label(look, _column(rows, f"{by}_share"), "share"),
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
        [look.cell_month(month) for month in _column(rows, "month")],
        _names(look, "branch_id", _column(rows, "branch_id")),
        _column(rows, "delivered_share"),
        _column(rows, "is_stopped"),
        texts,
        "×",
    )


def _heat_map(look: Look, xs: list, ys: list, shares: list, are_bad: list, texts: list, mark: str = "") -> Figure:
    """Cells of shares, each with its percentage; bad ones in another colour, with the mark in place of the number."""
    columns, lines = _in_order(xs), _in_order(ys)[:MOST_BRANCHES]
    cells = [cell for cell in zip(xs, ys, _placed(shares), are_bad, texts, strict=True) if cell[1] in lines]
    at = {column: place for place, column in enumerate(columns)}
    shades = [_shade(look, share, is_bad) for _, _, share, is_bad, _ in cells]
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
        "hovertext": [f"{y}, {x}: {text}" for x, y, _, _, text in cells],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    last = len(columns) - 1
    named = range(last, -1, -1 - last // MOST_HEADS)  # the last always
    return _figure(
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
    if is_bad:
        return mixed(mixed(bad, paper, 0.35), bad, share)
    return mixed(look.palette.tiers[1], look.palette.hairline, share)


def _percent(share: float | None) -> str:
    """Whole percent; 100 only where nothing is missing."""
    return units.NOTHING if share is None else f"{min(round(share * 100), 99 if share < 1 else 100)}"


def data_loads(measure: str) -> Callable[[list[Row], Look], Figure | None]:
    """Bars of the chosen measure per load, the newest at the right; none for a single load."""
    unit = "money" if measure == "aum" else "count"

    def draw(rows: list[Row], look: Look) -> Figure | None:
        if len(rows) < 2:
            return None
        values = _column(rows, measure)
        scale, axis = _axis(look, values, unit)
        bars = {
            "type": "bar",
            "x": list(range(len(rows))),
            "y": _placed(values, scale.divisor),
            "text": _label(look, values, unit),
            "textposition": "outside",
            "cliponaxis": False,
            "hovertext": [str(number) for number in _column(rows, "load_number")],
            "marker": {"color": look.palette.tiers[3]},
            "hovertemplate": "%{hovertext}: %{text}<extra></extra>",
        }
        days = [f"{day:%Y-%m-%d}" for day in _column(rows, "loaded_on")]
        return _figure(look, [bars], {"tickvals": bars["x"], "ticktext": days}, axis | {"rangemode": "tozero"})

    return draw
