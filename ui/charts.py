"""Pictures: one pure function per query, from its rows to a figure. No numbers are computed here, only placed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from ui import units
from ui.look import Palette, ink_on, mixed, tier_colours, with_opacity

FONT = '"Source Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'
MOST_BRANCHES = 45
LEAST_LABELLED = 0.09  # share of a bar under which a number in it would run into the next


@dataclass(frozen=True)
class Look:
    """How a reader sees a picture: colours, language, currency, names of codes, and sentences."""

    palette: Palette
    language: str
    currency: str
    called: Callable[[str, Any], str]
    t: Callable[..., str]

    def write(self, value: Any, unit: str) -> str:
        return units.write(value, unit, self.language, self.currency)

    def cell_month(self, value: Any) -> str:
        return units.cell(value, "month", self.language, units.UNSCALED)


def height_of(rows: int) -> int:
    """Pixels that a picture of so many named rows needs."""
    return 90 + 20 * min(rows, MOST_BRANCHES)


def _figure(look: Look, **layout: Any) -> go.Figure:
    figure = go.Figure()
    figure.update_layout(
        template=None,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        font={"family": FONT, "size": 12, "color": look.palette.ink},
        margin={"l": 8, "r": 12, "t": 8, "b": 8},
        hoverlabel={
            "bgcolor": look.palette.paper,
            "font": {"color": look.palette.ink},
            "bordercolor": look.palette.hairline,
        },
        clickmode="event+select",
        dragmode=False,
        bargap=0.28,
        hovermode="closest",
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
    )
    line = {
        "gridcolor": look.palette.hairline,
        "zeroline": False,
        "automargin": True,
        "fixedrange": True,
        "linecolor": look.palette.hairline,
        "ticks": "",
    }
    figure.update_xaxes(**line, showgrid=False)
    figure.update_yaxes(**line, showgrid=False)
    figure.update_layout(**layout)
    return figure


def _axis(look: Look, values: Any, unit: str) -> tuple[units.Scale, dict]:
    """One unit for an axis: the scale of its values, and how its ticks and title are written."""
    scale = units.scale(values, unit, look.language)
    title = {"share": "%", "money": units.column_head("", "money", scale, look.language, look.currency)}.get(unit, "")
    axis = {"tickformat": units.tick_format(unit, scale), "nticks": 5, "showgrid": True}
    return scale, {**axis, "title": {"text": title.strip("（）() "), "font": {"size": 11, "color": look.palette.quiet}}}


def _tier_colours(frame: pd.DataFrame, look: Look, order: list[str]) -> dict[str, str]:
    return dict(zip(order, tier_colours(look.palette, max(len(order), 1)), strict=False))


def _in_order(codes: pd.Series) -> list[str]:
    return list(dict.fromkeys(codes))


def _wrapped(words: str) -> str:
    return words.replace(" ", "<br>")


def _label(look: Look, values: pd.Series, unit: str) -> list[str]:
    return [look.write(v, unit) for v in values]


def tier_distribution(measure: str) -> Callable[[pd.DataFrame, Look], go.Figure]:
    """Bars of the chosen measure per tier, lowest at the foot, with value and share at the bar."""
    unit = "count" if measure == "clients" else "money"
    share = {"clients": "clients_share", "aum": "aum_share", "contribution_12m": "contribution_share"}.get(measure)

    def draw(frame: pd.DataFrame, look: Look) -> go.Figure:
        figure = _figure(look)
        scale, axis = _axis(look, frame[measure], unit)
        names = [look.called("tier_id", v) for v in frame["tier_id"]]
        texts = _label(look, frame[measure], unit)
        if share:
            texts = [f"{a}  ·  {look.write(b, 'share')}" for a, b in zip(texts, frame[share], strict=True)]
        figure.add_bar(
            x=np.asarray(frame[measure], dtype="float64") / scale.divisor,
            y=names,
            orientation="h",
            text=texts,
            textposition="outside",
            cliponaxis=False,
            customdata=np.arange(len(frame)),
            marker={"color": tier_colours(look.palette, len(frame))},
            hovertemplate="%{y}<br>%{text}<extra></extra>",
        )
        top = float(np.nanmax(np.asarray(frame[measure], dtype="float64"))) / scale.divisor
        figure.update_xaxes(**axis, range=[min(0, float(np.nanmin(frame[measure])) / scale.divisor) * 1.1, top * 1.35])
        return figure

    return draw


def tiers_over_time(measure: str) -> Callable[[pd.DataFrame, Look], go.Figure]:
    """Stacked areas of the tiers over the months, each named at its end."""
    unit = "count" if measure == "clients" else "money"

    def draw(frame: pd.DataFrame, look: Look) -> go.Figure:
        figure = _figure(look)
        known = (
            frame[frame["is_complete"].astype(bool)].reset_index(names="row")
            if unit == "money"
            else frame.reset_index(names="row")
        )
        order = _in_order(known["tier_id"])
        totals = known.groupby("month")[measure].sum()
        scale, axis = _axis(look, totals, unit)
        colours = _tier_colours(known, look, order)
        for tier in order:
            rows = known[known["tier_id"] == tier]
            figure.add_scatter(
                x=rows["month"],
                y=np.asarray(rows[measure], dtype="float64") / scale.divisor,
                stackgroup="tiers",
                mode="lines+markers",
                marker={"size": 5, "opacity": 0.01},
                customdata=rows["row"],
                name=look.called("tier_id", tier),
                line={"color": colours[tier], "width": 0.5},
                fillcolor=colours[tier],
                text=_label(look, rows[measure], unit),
                hovertemplate="%{x|%Y-%m} %{fullData.name}: %{text}<extra></extra>",
            )
        figure.update_layout(showlegend=True)
        figure.update_yaxes(**axis, rangemode="tozero")
        figure.update_xaxes(tickformat="%Y-%m", nticks=8)
        return figure

    return draw


def tiers_by_branch(frame: pd.DataFrame, look: Look) -> go.Figure:
    """One bar per branch, cut into its tiers, with the bank at the head for reference."""
    figure = _figure(look, barmode="stack", bargap=0.18)
    order = [t for t in _in_order(frame.sort_values("bank_share", ascending=False)["tier_id"])]
    colours = _tier_colours(frame, look, order)
    branches = _in_order(frame["branch_id"])[:MOST_BRANCHES]
    bank = look.t("The bank")
    for tier in order:
        rows = frame[(frame["tier_id"] == tier) & frame["branch_id"].isin(branches)]
        share = rows["bank_share"].iloc[:1].tolist()
        names = [bank] * len(share) + [look.called("branch_id", b) for b in rows["branch_id"]]
        values = np.array([*share, *rows["clients_share"]], dtype="float64")
        figure.add_bar(
            y=names,
            x=values * 100,
            orientation="h",
            name=look.called("tier_id", tier),
            marker={"color": colours[tier]},
            customdata=[None] * len(share) + rows.index.tolist(),
            text=[*(look.write(s, "share") for s in share), *_label(look, rows["clients"], "count")],
            textposition="none",
            hovertemplate="%{y}, %{fullData.name}: %{text} (%{x:.1f} %)<extra></extra>",
        )
    unknown = [b for b in branches if frame.loc[frame["branch_id"] == b, "clients_share"].isna().all()]
    if unknown:
        figure.add_bar(
            y=[look.called("branch_id", b) for b in unknown],
            x=[100] * len(unknown),
            orientation="h",
            name=look.called("feed_state", "not_delivered"),
            marker={"color": look.palette.unknown},
            hovertemplate="%{y}: %{fullData.name}<extra></extra>",
        )
    figure.update_layout(showlegend=True)
    figure.update_yaxes(
        categoryorder="array",
        dtick=1,
        tickfont={"size": 11},
        categoryarray=[look.called("branch_id", b) for b in reversed(branches)] + [bank],
    )
    figure.update_xaxes(range=[0, 100], ticksuffix=" %", nticks=5, showgrid=True)
    return figure


def tier_migration(frame: pd.DataFrame, look: Look) -> go.Figure:
    """A grid of counts: from the state at the comparison month (rows) to the state now (columns)."""
    figure = _figure(look)
    outside = ["lost", "below", "elsewhere", "new"]
    rows = sorted(_in_order(frame["opening_state"]), key=lambda s: s in outside)
    columns = sorted(_in_order(frame["closing_state"]), key=lambda s: s in outside)
    tiers = [s for s in dict.fromkeys([*frame["opening_state"], *frame["closing_state"]]) if s not in outside]
    rows, columns = [*tiers, *(s for s in rows if s in outside)], [*tiers, *(s for s in columns if s in outside)]
    cells = {(r.opening_state, r.closing_state): (i, r.clients, r.share) for i, r in enumerate(frame.itertuples())}
    xs, ys, index, texts, shade = [], [], [], [], []
    for y in rows:
        for x in columns:
            if (y, x) in cells:
                place, clients, share = cells[y, x]
                xs.append(_wrapped(look.called("closing_state", x)))
                ys.append(look.called("opening_state", y))
                index.append(place)
                texts.append(look.write(clients, "count"))
                shade.append(float(share))
    fills = [with_opacity(look.palette.tiers[3], 0.12 + 0.75 * s) for s in shade]
    figure.add_scatter(
        x=xs,
        y=ys,
        mode="markers+text",
        text=texts,
        customdata=index,
        marker={"symbol": "square", "size": 36, "color": fills, "line": {"width": 0}},
        textfont={"color": [look.palette.ink] * len(xs)},
        hovertext=[look.write(s, "share") for s in shade],
        hovertemplate="%{y} → %{x}: %{text} (%{hovertext})<extra></extra>",
    )
    figure.update_xaxes(
        side="top",
        tickangle=0,
        categoryorder="array",
        categoryarray=[_wrapped(look.called("closing_state", s)) for s in columns],
    )
    figure.update_yaxes(categoryorder="array", categoryarray=[look.called("opening_state", s) for s in reversed(rows)])
    return figure


def near_threshold(frame: pd.DataFrame, look: Look) -> go.Figure:
    """Bars of the clients just under each threshold."""
    return _plain_bars(frame, look, "next_tier_id", "clients", "count")


def things_to_act_on(frame: pd.DataFrame, look: Look) -> go.Figure:
    """Bars of the clients for whom something is to be done."""
    return _plain_bars(frame.iloc[::-1], look, "action", "clients", "count")


def _plain_bars(frame: pd.DataFrame, look: Look, names: str, measure: str, unit: str) -> go.Figure:
    figure = _figure(look)
    scale, axis = _axis(look, frame[measure], unit)
    texts = [
        f"{look.write(n, unit)}  ·  {look.write(a, 'money')}" for n, a in zip(frame[measure], frame["aum"], strict=True)
    ]
    figure.add_bar(
        x=np.asarray(frame[measure], dtype="float64") / scale.divisor,
        y=[look.called(names, v) for v in frame[names]],
        orientation="h",
        customdata=frame.index,
        text=texts,
        textposition="outside",
        cliponaxis=False,
        marker={"color": look.palette.tiers[3]},
        hovertemplate="%{y}: %{text}<extra></extra>",
    )
    figure.update_xaxes(**axis, range=[0, float(frame[measure].max()) / scale.divisor * 1.45], visible=False)
    return figure


def whale_curve(frame: pd.DataFrame, look: Look) -> go.Figure:
    """Cumulative share, best clients first, with its peak named; in money where the total is not positive."""
    figure = _figure(look)
    in_money = frame["cumulative_share"].isna().all()
    column, unit = ("cumulative", "money") if in_money else ("cumulative_share", "share")
    scale, axis = _axis(look, frame[column], unit)
    values = np.asarray(frame[column], dtype="float64") / scale.divisor
    shares = np.asarray(frame["clients_share"], dtype="float64")
    figure.add_scatter(
        x=np.r_[0, shares] * 100,
        y=np.r_[0, values],
        mode="lines+markers",
        customdata=[None, *frame.index],
        line={"color": look.palette.tiers[4], "width": 2},
        marker={"size": 6, "opacity": 0.01},
        text=["", *_label(look, frame[column], unit)],
        hovertemplate="%{x:.0f} %: %{text}<extra></extra>",
    )
    if not in_money:
        figure.add_hline(y=100, line={"color": look.palette.quiet, "width": 1, "dash": "dot"})
    best = int(np.nanargmax(values))
    figure.add_annotation(
        x=shares[best] * 100,
        y=values[best],
        text=look.write(frame[column].iloc[best], unit),
        showarrow=False,
        yshift=12,
        font={"color": look.palette.ink},
    )
    figure.update_yaxes(**axis, rangemode="tozero")
    figure.update_xaxes(
        title={"text": look.t("Share of clients, highest first"), "font": {"size": 11}}, ticksuffix=" %", nticks=6
    )
    return figure


def lorenz_curve(frame: pd.DataFrame, look: Look) -> go.Figure | None:
    """The Lorenz curve under the line of equality; none where the total is not positive."""
    if frame["cumulative_share"].isna().all():
        return None
    figure = _figure(look)
    shares = np.r_[0, np.asarray(frame["clients_share"], dtype="float64")] * 100
    figure.add_scatter(
        x=[0, 100],
        y=[0, 100],
        mode="lines",
        hoverinfo="skip",
        line={"color": look.palette.unknown, "width": 1, "dash": "dot"},
    )
    figure.add_scatter(
        x=shares,
        y=np.r_[0, np.asarray(frame["cumulative_share"], dtype="float64")] * 100,
        mode="lines+markers",
        customdata=[None, *frame.index],
        line={"color": look.palette.tiers[4], "width": 2},
        marker={"size": 6, "opacity": 0.01},
        fill="tonexty",
        fillcolor=with_opacity(look.palette.tiers[2], 0.18),
        hovertemplate="%{x:.0f} %: %{y:.1f} %<extra></extra>",
    )
    figure.update_xaxes(
        title={"text": look.t("Share of clients, lowest first"), "font": {"size": 11}}, ticksuffix=" %", nticks=6
    )
    figure.update_yaxes(ticksuffix=" %", showgrid=True, nticks=5)
    return figure


def concentration_by_branch(frame: pd.DataFrame, look: Look) -> go.Figure | None:
    """Dots of the top-20 % share per branch; none where no branch has a share."""
    if frame["top_20_share"].isna().all():
        return None
    return _dots(frame[frame["top_20_share"].notna()].head(MOST_BRANCHES), look, "branch_id", "top_20_share", "clients")


def _dots(frame: pd.DataFrame, look: Look, names: str, share: str, base: str) -> go.Figure:
    figure = _figure(look)
    figure.add_scatter(
        x=np.asarray(frame[share], dtype="float64") * 100,
        y=[look.called(names, v) for v in frame[names]],
        mode="markers",
        marker={"size": 9, "color": look.palette.tiers[3]},
        customdata=frame.index,
        text=[
            f"{look.write(s, 'share')} · n = {look.write(n, 'count')}"
            for s, n in zip(frame[share], frame[base], strict=True)
        ],
        hovertemplate="%{y}: %{text}<extra></extra>",
    )
    figure.update_yaxes(autorange="reversed", showgrid=True, dtick=1, tickfont={"size": 11})
    figure.update_xaxes(ticksuffix=" %", nticks=6, showgrid=True)
    return figure


def attrition_by_month(frame: pd.DataFrame, look: Look) -> go.Figure:
    """Stacked bars by month and kind; what is not confirmed is hatched in its own hue."""
    figure = _figure(look, barmode="stack")
    colours = {"hard": look.palette.tiers[4], "silent": look.palette.tiers[2]}
    for kind in ("hard", "silent"):
        rows = frame[frame["loss_kind"] == kind]
        for column, pattern in (("confirmed", ""), ("provisional", "/")):
            some = rows[rows[column] > 0]
            if len(some):
                name = look.called("loss_kind", kind)
                name = name if not pattern else look.t("{kind}, not confirmed", kind=name)
                figure.add_bar(
                    x=some["loss_onset"],
                    y=some[column],
                    name=name,
                    customdata=some.index,
                    xperiod="M1",
                    marker={
                        "color": colours[kind],
                        "pattern": {
                            "shape": pattern,
                            "fgcolor": colours[kind],
                            "bgcolor": look.palette.paper,
                            "size": 6,
                        },
                    },
                    hovertemplate="%{x|%Y-%m} %{fullData.name}: %{y}<extra></extra>",
                )
    figure.update_layout(showlegend=True)
    figure.update_xaxes(tickformat="%Y-%m", nticks=8)
    figure.update_yaxes(showgrid=True, nticks=5, tickformat=",d")
    return figure


def attrition_by_tier(frame: pd.DataFrame, look: Look) -> go.Figure | None:
    """Rates with intervals, and the scope's rate as a line."""
    return _intervals(frame.iloc[::-1], look, "tier_id")


def attrition_by_branch(frame: pd.DataFrame, look: Look) -> go.Figure | None:
    """Rates with intervals per branch, and the scope's rate as a line."""
    return _intervals(frame.head(MOST_BRANCHES).iloc[::-1], look, "branch_id")


def _intervals(frame: pd.DataFrame, look: Look, names: str) -> go.Figure | None:
    """Rows without a rate are left out; none where no row has one."""
    frame = frame[frame["attrition_rate"].notna()]
    if frame.empty:
        return None
    figure = _figure(look)
    rate, low, high = (
        np.asarray(frame[c], dtype="float64") * 100 for c in ("attrition_rate", "attrition_low", "attrition_high")
    )
    figure.add_scatter(
        x=rate,
        y=[look.called(names, v) for v in frame[names]],
        mode="markers",
        customdata=frame.index,
        marker={"size": 9, "color": look.palette.tiers[4]},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": high - rate,
            "arrayminus": rate - low,
            "thickness": 1.4,
            "width": 0,
            "color": look.palette.unknown,
        },
        text=[
            look.t(
                "{lost} of {at_risk} lost, {low} – {high}",
                lost=look.write(r.lost, "count"),
                at_risk=look.write(r.at_risk, "count"),
                low=look.write(r.attrition_low, "share"),
                high=look.write(r.attrition_high, "share"),
            )
            for r in frame.itertuples()
        ],
        hovertemplate="%{y}: %{x:.1f} %, %{text}<extra></extra>",
    )
    if frame["scope_rate"].notna().all():
        figure.add_vline(
            x=float(frame["scope_rate"].iloc[0]) * 100, line={"color": look.palette.quiet, "width": 1, "dash": "dot"}
        )
    figure.update_xaxes(ticksuffix=" %", rangemode="tozero", nticks=6, showgrid=True)
    figure.update_yaxes(dtick=1, tickfont={"size": 11})
    return figure


def coverage_by_tier(by: str) -> Callable[[pd.DataFrame, Look], go.Figure]:
    """Covered, dedicated and effective per tier, in clients or in AUM, as shares."""
    ends = "" if by == "clients" else "_aum"

    def draw(frame: pd.DataFrame, look: Look) -> go.Figure:
        figure = _figure(look, barmode="group", bargap=0.3)
        names = [look.called("tier_id", v) for v in frame["tier_id"]]
        base = np.asarray(frame[by], dtype="float64")
        words = (
            ("covered", look.t("Covered"), 1),
            ("dedicated", look.t("Dedicated"), 2),
            ("effective", look.t("Effective"), 4),
        )
        for column, name, shade in words:
            values = np.asarray(frame[column + ends], dtype="float64") / np.where(base == 0, np.nan, base) * 100
            figure.add_bar(
                x=names,
                y=values,
                name=name,
                marker={"color": look.palette.tiers[shade]},
                customdata=frame.index,
                text=[f"{v:.0f}" if v == v else "–" for v in values],
                textposition="outside",
                cliponaxis=False,
                hovertemplate="%{x}, %{fullData.name}: %{y:.1f} %<extra></extra>",
            )
        figure.update_layout(showlegend=True)
        figure.update_yaxes(range=[0, 112], tickvals=[0, 25, 50, 75, 100], title={"text": "%"}, showgrid=True)
        return figure

    return draw


def contact_states(frame: pd.DataFrame, look: Look) -> go.Figure:
    """One bar per tier, cut into the states of contact."""
    figure = _figure(look, barmode="stack")
    colours = {
        "compliant": look.palette.tiers[4],
        "due": look.palette.tiers[1],
        "overdue": look.palette.bad,
        "no_record": look.palette.unknown,
    }
    for state, colour in colours.items():
        rows = frame[frame["contact_state"] == state]
        counts = _label(look, rows["clients"], "count")
        figure.add_bar(
            y=[look.called("tier_id", v) for v in rows["tier_id"]],
            x=np.asarray(rows["clients_share"], dtype="float64") * 100,
            orientation="h",
            name=look.called("contact_state", state),
            marker={"color": colour},
            customdata=rows.index,
            text=np.where(rows["clients_share"] < LEAST_LABELLED, "", counts),
            hovertext=counts,
            insidetextfont={"color": ink_on(colour)},
            textposition="inside",
            textangle=0,
            constraintext="none",
            hovertemplate="%{y}, %{fullData.name}: %{hovertext} (%{x:.1f} %)<extra></extra>",
        )
    figure.update_layout(showlegend=True)
    figure.update_yaxes(
        categoryorder="array", categoryarray=[look.called("tier_id", v) for v in _in_order(frame["tier_id"])]
    )
    figure.update_xaxes(range=[0, 100], ticksuffix=" %", nticks=5)
    return figure


def rm_load(frame: pd.DataFrame, look: Look) -> go.Figure:
    """Each RM as a point: clients against load; the line is full capacity."""
    figure = _figure(look)
    load = np.asarray(frame["load_share"], dtype="float64") * 100
    colours = [look.palette.bad if v > 100 else look.palette.tiers[3] for v in load]
    figure.add_scatter(
        x=frame["clients"],
        y=load,
        mode="markers",
        customdata=frame.index,
        marker={"size": 9, "color": colours, "symbol": ["diamond" if v > 100 else "circle" for v in load]},
        text=[
            f"{look.called('rm_id', r.rm_id)}, {look.called('branch_id', r.rm_branch_id)}" for r in frame.itertuples()
        ],
        hovertemplate="%{text}: %{x}, %{y:.0f} %<extra></extra>",
    )
    figure.add_hline(y=100, line={"color": look.palette.quiet, "width": 1, "dash": "dot"})
    figure.update_xaxes(title={"text": look.t("Clients of the RM"), "font": {"size": 11}}, rangemode="tozero", nticks=6)
    figure.update_yaxes(
        title={"text": look.t("Load of capacity"), "font": {"size": 11}},
        ticksuffix=" %",
        rangemode="tozero",
        showgrid=True,
        nticks=6,
    )
    return figure


def uncovered_clients(frame: pd.DataFrame, look: Look) -> go.Figure:
    """AUM without an RM by tier, cut by the age of the gap."""
    figure = _figure(look, barmode="stack")
    scale, axis = _axis(look, frame["aum"], "money")
    for shade, band in enumerate(("0-30", "31-90", "91-365", "366+")):
        rows = frame[frame["uncovered_band"] == band]
        if len(rows):
            figure.add_bar(
                y=[look.called("tier_id", v) for v in rows["tier_id"]],
                orientation="h",
                customdata=rows.index,
                x=np.asarray(rows["aum"], dtype="float64") / scale.divisor,
                name=look.called("uncovered_band", band),
                marker={"color": look.palette.tiers[shade + 1]},
                textposition="none",
                text=[f"{look.write(r.clients, 'count')} · {look.write(r.aum, 'money')}" for r in rows.itertuples()],
                hovertemplate="%{y}, %{fullData.name}: %{text}<extra></extra>",
            )
    figure.update_layout(showlegend=True)
    figure.update_yaxes(
        categoryorder="array", categoryarray=[look.called("tier_id", v) for v in reversed(_in_order(frame["tier_id"]))]
    )
    figure.update_xaxes(**axis)
    return figure


def data_fields(frame: pd.DataFrame, look: Look) -> go.Figure:
    """Bars of the share of clients per field, the least complete at the head, with the share of AUM beside it."""
    figure = _figure(look)
    texts = [
        look.t(
            "{clients} of clients · {aum} of AUM",
            clients=look.write(row.clients_share, "share"),
            aum=look.write(row.aum_share, "share"),
        )
        for row in frame.itertuples()
    ]
    figure.add_bar(
        x=np.asarray(frame["clients_share"], dtype="float64") * 100,
        y=[look.called("field", field) for field in frame["field"]],
        orientation="h",
        text=texts,
        textposition="auto",
        insidetextanchor="start",
        marker={"color": look.palette.tiers[1]},
        hovertemplate="%{y}: %{text}<extra></extra>",
    )
    figure.update_yaxes(autorange="reversed")
    figure.update_xaxes(range=[0, 100], visible=False)
    return figure


def data_completeness(by: str) -> Callable[[pd.DataFrame, Look], go.Figure]:
    """A heat map of fields and branches, in clients or in AUM, the least complete branch at the head."""

    def draw(frame: pd.DataFrame, look: Look) -> go.Figure:
        return _heat_map(
            look,
            [_wrapped(look.called("field", field)) for field in frame["field"]],
            [look.called("branch_id", branch) for branch in frame["branch_id"]],
            frame[f"{by}_share"],
            frame[f"is_short_of_{by}"],
            [look.write(share, "share") for share in frame[f"{by}_share"]],
        )

    return draw


def data_feeds(frame: pd.DataFrame, look: Look) -> go.Figure:
    """A heat map of months and branches: the share delivered, a cross where the feed had stopped."""
    texts = [
        look.t(
            "{delivered} of {expected} clients delivered",
            delivered=look.write(row.delivered, "count"),
            expected=look.write(row.expected, "count"),
        )
        + (", " + look.t("the feed had stopped") if row.is_stopped else "")
        for row in frame.itertuples()
    ]
    return _heat_map(
        look,
        [look.cell_month(month) for month in frame["month"]],
        [look.called("branch_id", branch) for branch in frame["branch_id"]],
        frame["delivered_share"],
        frame["is_stopped"],
        texts,
        "×",
    )


def _heat_map(
    look: Look, xs: list, ys: list, shares: pd.Series, are_bad: pd.Series, texts: list[str], mark: str = ""
) -> go.Figure:
    """Cells of shares, each with its percentage; bad ones in another colour, with the mark in place of the number."""
    figure = _figure(look)
    columns, rows = list(dict.fromkeys(xs)), list(dict.fromkeys(ys))[:MOST_BRANCHES]
    cells = {
        (x, y): (share, bool(is_bad), text)
        for x, y, share, is_bad, text in zip(xs, ys, shares, are_bad, texts, strict=True)
    }
    grid = [[cells.get((x, y), (np.nan, False, "")) for x in columns] for y in rows]
    figure.add_heatmap(
        x=columns,
        y=rows,
        z=[[share - 2 if is_bad else share for share, is_bad, _ in row] for row in grid],
        zmin=-2,
        zmax=1,
        xgap=2,
        ygap=2,
        showscale=False,
        colorscale=[
            [0, look.palette.bad],
            [1 / 3, mixed(look.palette.bad, look.palette.paper, 0.35)],
            [0.334, look.palette.hairline],
            [1, look.palette.tiers[1]],
        ],
        text=[[(mark if is_bad and mark else _percent(share)) for share, is_bad, _ in row] for row in grid],
        texttemplate="%{text}",
        customdata=[[[None, text] for *_, text in row] for row in grid],
        hovertemplate="%{y}, %{x}: %{customdata[1]}<extra></extra>",
    )
    figure.update_xaxes(side="top", type="category")
    figure.update_yaxes(autorange="reversed", dtick=1, tickfont={"size": 11})
    return figure


def _percent(share: float) -> str:
    """Whole percent; 100 only where nothing is missing."""
    return "–" if share != share else f"{min(round(share * 100), 99 if share < 1 else 100)}"


def data_loads(measure: str) -> Callable[[pd.DataFrame, Look], go.Figure | None]:
    """Bars of the chosen measure per load, the newest at the right; none for a single load."""
    unit = "money" if measure == "aum" else "count"

    def draw(frame: pd.DataFrame, look: Look) -> go.Figure | None:
        if len(frame) < 2:
            return None
        figure = _figure(look)
        scale, axis = _axis(look, frame[measure], unit)
        figure.add_bar(
            x=list(range(len(frame))),
            y=np.asarray(frame[measure], dtype="float64") / scale.divisor,
            text=_label(look, frame[measure], unit),
            textposition="outside",
            cliponaxis=False,
            customdata=[[None, load] for load in frame["load_number"]],
            marker={"color": look.palette.tiers[3]},
            hovertemplate="%{customdata[1]}: %{text}<extra></extra>",
        )
        days = [f"{day:%Y-%m-%d}" for day in pd.to_datetime(frame["loaded_on"])]
        figure.update_xaxes(tickvals=list(range(len(frame))), ticktext=days)
        figure.update_yaxes(**axis, rangemode="tozero")
        return figure

    return draw
