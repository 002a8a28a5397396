"""What is handed to the browser to be drawn: the part of plotly.js that is served, and pictures that plotly knows."""

import re
from dataclasses import replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import plotly.graph_objects as go
import pytest
from conftest import component
from streamlit.testing.v1 import AppTest

from ui import charts, drawing, panel
from ui.charts import parts
from ui.charts.data import _shade
from ui.look import palette

ROOT = Path(__file__).parent.parent
DRAWN = {"bar", "scatter"}
PICTURES = {"app.py": 2, "tiers": 4, "concentration": 2, "attrition": 1, "coverage": 4, "data": 3}
LOOK = charts.Look(
    palette("light"),
    "en",
    "CNY",
    lambda column, code: code,
    lambda sentence, **values: sentence.format(**values),
    ("T1",),
)


def version(script: Path) -> str:
    return re.search(r"plotly\.js (?:\(.*\) )?v(\S+)", script.read_text(encoding="utf-8")[:200])[1]


def test_the_part_that_is_served_is_of_the_version_that_the_package_checks():
    whole = Path(find_spec("plotly").origin).parent / "package_data" / "plotly.min.js"
    served = drawing.FILE
    assert version(served) == version(whole)
    assert version(served) in served.name
    assert served.stat().st_size < whole.stat().st_size / 3


def are_named(figure: go.Figure) -> None:
    """Where names stand, the axis is one of names."""
    for letter in "xy":
        values = [value for trace in figure.data for value in trace[letter] or ()]
        is_named = any(isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) for value in values)
        assert (figure.layout[f"{letter}axis"].type == "category") == is_named


@pytest.mark.parametrize("choice", [{}, {"branch": ["b:B02"], "product": ["p:P3"]}], ids=["all", "chosen"])
@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_is_one_that_plotly_knows(small_bank, monkeypatch, name, choice):
    drawn = []

    def draw(figure, *given):
        drawn.append(go.Figure(figure))  # raises for an attribute or a value that does not exist
        are_named(drawn[-1])
        return drawing.draw(figure, *given)

    monkeypatch.setattr(panel, "draw", draw)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if name != "app.py":
        app.switch_page(f"pages/{name}.py")
    for key, values in choice.items():
        app.query_params[key] = values
    app.run()
    assert not app.exception
    assert choice or len(drawn) == PICTURES[name]
    assert {trace.type for figure in drawn for trace in figure.data} <= DRAWN


@pytest.mark.parametrize("rms", [charts.MOST_RMS, charts.MOST_RMS + 1])
def test_more_rms_than_can_be_told_apart_are_counted(rms):
    rows = [{"rm_id": f"R{i}", "rm_branch_id": "B1", "clients": i, "load_share": i / 250} for i in range(rms - 1)]
    rows.append({"rm_id": "none", "rm_branch_id": "B1", "clients": 1, "load_share": None})
    figure = go.Figure(charts.rm_load(rows, LOOK))
    (trace,) = figure.data
    if rms <= charts.MOST_RMS:
        assert len(trace.x) == rms and trace.customdata == tuple(range(rms))
        return
    assert sum(trace.y) == rms - 1 and trace.customdata is None
    # 0 to 100 % of 250 clients: 0 … 250; the band that ends with 10 % has 0 … 25
    assert (trace.x[0], trace.y[0], trace.text[0]) == (5, 26, "0–10 %")
    assert [count for x, count in zip(trace.x, trace.y) if x > 100] == [25, 24]


@pytest.mark.parametrize("rms", [1, charts.MOST_RMS + 1])
def test_where_no_load_is_known_the_rms_are_no_picture(rms):
    rows = [{"rm_id": f"R{i}", "rm_branch_id": "B1", "clients": i, "load_share": None} for i in range(rms)]
    assert charts.rm_load(rows, LOOK) is None


@pytest.mark.parametrize(("share", "as_if"), [(-0.5, 0), (4, 1)])
def test_a_share_beyond_all_or_nothing_has_the_colour_of_that(share, as_if):
    """Of AUM a part can be: balances can be negative."""
    for is_bad in (True, False):
        assert _shade(LOOK, share, is_bad) == _shade(LOOK, as_if, is_bad)


@pytest.mark.parametrize(("contributions", "drawn"), [
    ([None, 5, 7], ["2026-02-01", "2026-03-01"]),
    ([None, None, 7], None),  # one month is no course
    ([None, -5, 7], None),  # parts of which one takes away cannot be stacked
    ([None, None, None], None),
])
def test_tiers_are_stacked_from_the_month_on_in_which_their_measure_is_known(contributions, drawn):
    rows = [
        {"month": date(2026, month, 1), "tier_id": "T1", "clients": 1, "contribution_12m": amount}
        for month, amount in enumerate(contributions, 1)
    ]
    figure = charts.tiers_over_time("contribution_12m")(rows, LOOK)
    assert (figure and figure["data"][0]["x"]) == drawn


def test_where_a_month_of_the_tiers_is_not_known_nothing_is_drawn():
    months = [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
    amounts = [4, 5, None, 6, 7]
    rows = [{"month": month, "tier_id": "T1", "aum": amount} for month, amount in zip(months, amounts)]
    figure = go.Figure(charts.tiers_over_time("aum")(rows, LOOK))
    assert [(gap.x0, gap.x1, gap.fillcolor) for gap in figure.layout.shapes] == [
        ("2025-12-01", "2026-02-01", LOOK.palette.paper)
    ]


@pytest.mark.parametrize(
    ("tiers", "shown"),
    [
        ({"T1": 0.7, "T2": 0.3}, {"T1": 70, "T2": 30}),
        ({"T1": 0.7}, {"T1": 70, "Other tiers": 30}),
        ({"T1": 0.1, "T2": 0.2, "T3": 0.7}, {"T1": 10, "T2": 20, "T3": 70}),  # floating point: less than 1 in sum
    ],
)
def test_the_bar_of_the_bank_is_all_of_the_bank(tiers, shown):
    look = replace(LOOK, tiers=("T1", "T2", "T3"))
    rows = [
        {"branch_id": "B1", "tier_id": tier, "clients": 1, "clients_share": 1 / len(tiers), "bank_share": share}
        for tier, share in tiers.items()
    ]
    bars = charts.tiers_by_branch(rows, look)["data"]
    of_bank = {bar["name"]: x for bar in bars for y, x in zip(bar["y"], bar["x"], strict=True) if y == "The bank"}
    assert of_bank == pytest.approx(shown)


def test_the_bar_of_the_bank_has_the_tiers_of_branches_that_are_too_many_to_be_drawn():
    tiers = ["T1"] * charts.MOST_BRANCHES + ["T2"]
    rows = [
        {"branch_id": f"B{place}", "tier_id": tier, "clients": 1, "clients_share": 1.0, "bank_share": share}
        for place, (tier, share) in enumerate((tier, 0.9 if tier == "T1" else 0.1) for tier in tiers)
    ]
    look = replace(LOOK, tiers=("T1", "T2"))
    bars = {bar["name"]: bar for bar in charts.tiers_by_branch(rows, look)["data"]}
    assert (bars["T2"]["y"], bars["T2"]["x"], bars["T2"]["customdata"]) == (["The bank"], [10.0], [None])


@pytest.mark.parametrize(("branches", "is_drawn"), [(0, False), (1, False), (2, True)])
def test_concentration_is_drawn_where_there_are_branches_to_compare(branches, is_drawn):
    rows = [{"branch_id": f"B{place}", "top_20_share": 0.5, "clients": 40} for place in range(branches)]
    rows.append({"branch_id": "small", "top_20_share": None, "clients": 4})
    assert (charts.concentration_by_branch(rows, LOOK) is not None) == is_drawn


@pytest.mark.parametrize(("branches", "height"), [(1, 200), (5, 200), (20, 490), (40, 720), (400, 720)])
def test_a_picture_is_as_tall_as_its_branches_need_and_no_taller_than_it_may_be(branches, height):
    named = [f"B{place}" for place in range(branches)]
    assert charts.height_of(named * 2, 720) == height


@pytest.mark.parametrize(
    ("draw", "rows", "axis"),
    [
        (
            charts.concentration_by_branch,
            [{"branch_id": name, "top_20_share": 0.5, "clients": 40} for name in ("101", "102")],
            "yaxis",
        ),
        (
            charts.coverage_by_tier("clients"),
            [
                {"tier_id": name, "covered_share": 0.9, "dedicated_share": 0.8, "effective_share": 0.3}
                for name in ("1", "2")
            ],
            "xaxis",
        ),
    ],
)
def test_names_of_digits_are_names(draw, rows, axis):
    """plotly.js takes them for numbers, and a branch 103 would have its place between 102 and 104."""
    layout = go.Figure(draw(rows, LOOK)).layout
    assert layout[axis].type == "category"
    assert layout["xaxis" if axis == "yaxis" else "yaxis"].type is None


def test_months_stand_as_far_apart_as_they_are():
    rows = [{"month": date(2026, at, 1), "tier_id": "T1", "clients": 1} for at in (1, 2, 6)]
    assert go.Figure(charts.tiers_over_time("clients")(rows, LOOK)).layout.xaxis.type is None


@pytest.mark.parametrize("states", [("new", "elsewhere", "below"), ("below", "new", "elsewhere")])
def test_the_moves_have_one_order_and_say_which_way_they_go(states):
    rows = [
        {"opening_state": opening, "closing_state": closing, "clients": 1, "share": None}
        for opening in (*states, "T1")
        for closing in ("lost", "below", "T1")
    ]
    layout = go.Figure(charts.tier_migration(rows, LOOK)).layout
    assert layout.xaxis.categoryarray == ("T1", "lost", "below")
    assert layout.yaxis.categoryarray == ("new", "elsewhere", "below", "T1")  # from the foot up
    assert "↓" in layout.xaxis.title.text and "→" in layout.xaxis.title.text


def test_a_long_name_leaves_room_for_the_picture_and_is_told_from_its_like():
    """Two branches differ in their middle, which is left out; what is markup in a name stays text."""
    long = {f"B{place}": f"中国示例银行股份有限公司上海市第{place}&amp;陆家嘴环路支行营业部" for place in (1, 2)}
    look = replace(LOOK, called=lambda _, code: long.get(code, "A &amp; B"))
    assert parts.names(look, "branch_id", ["B1", "B2", "B3"]) == [
        "中国示例银行…环路支行营业部 (B1)",
        "中国示例银行…环路支行营业部 (B2)",
        "A &amp; B",
    ]
    widest = replace(LOOK, called=lambda _, code: "a" * 33)
    assert parts.names(widest, "action", ["uncovered"]) == ["a" * 33]  # our own words are as long as they need to be
    assert parts.names(widest, "branch_id", ["<1>"]) == ["aaaaaaaaaaaa…aaaaaaaaaaaaaa (&lt;1&gt;)"]


@pytest.mark.parametrize(
    ("language", "said", "suffix"),
    [("en", "%{text}: %{x} clients (%{y:,.1f} %)", " %"), ("zh", "%{text}：%{x} clients（%{y:,.1f}%）", "%")],
)
def test_what_is_read_off_a_picture_has_the_marks_of_its_language(language, said, suffix):
    trace = {"type": "scatter", "x": [1], "y": [1], "hovertemplate": "%{text}: %{x} clients (%{y:,.1f} %)"}
    figure = parts.figure(replace(LOOK, language=language), [trace], {"ticksuffix": " %"}, {})
    assert figure["data"][0]["hovertemplate"] == said
    assert figure["layout"]["xaxis"]["ticksuffix"] == suffix
    assert "ticksuffix" not in figure["layout"]["yaxis"]


@pytest.mark.parametrize(("measure", "said"), [("aum", "AUM (m CNY)"), ("contribution_12m", "Contribution (m CNY)")])
def test_an_axis_of_money_says_what_it_shows_and_in_what(measure, said):
    rows = [{"tier_id": "T1", "clients_share": 1, "aum_share": 1, "contribution_share": 1, measure: 5_000_000}]
    assert charts.tier_distribution(measure)(rows, LOOK)["layout"]["xaxis"]["title"]["text"] == said
    months = [{"month": date(2026, at, 1), "tier_id": "T1", measure: 5_000_000} for at in (1, 2)]
    assert charts.tiers_over_time(measure)(months, LOOK)["layout"]["yaxis"]["title"]["text"] == said


def test_a_rate_of_nothing_leaves_its_name_in_sight():
    row = {"tier_id": "T1", "lost": 0, "at_risk": 9, "scope_rate": 0.1} | {
        f"attrition_{end}": value for end, value in (("rate", 0), ("low", 0), ("high", 0.3))
    }
    figure = go.Figure(charts.attrition_by_tier([row], LOOK))
    assert figure.layout.yaxis.ticklabelstandoff > figure.data[0].marker.size / 2


def test_a_picture_that_plotly_does_not_know_is_seen():
    with pytest.raises(ValueError, match="colour"):
        go.Figure({"data": [{"type": "bar", "marker": {"colour": "red"}}], "layout": {}})


# ------------------------------------------------------------------------------------------------ in the browser

PLACE = "<div data-testid=stMain><div id=place><div class='place picture'></div></div></div>"
# Calls the component as Streamlit does: `draw(words)` draws a figure of that name, and resolves to what ends it.
CALLS = """async (component) => {
  const { default: picture } = await import(URL.createObjectURL(new Blob([component], { type: "text/javascript" })))
  const parentElement = document.querySelector("#place")
  window.shown = parentElement.querySelector(".picture")
  Object.assign(shown, { removeAllListeners() {}, on() {} })
  const standIn = `window.Plotly = {
    react: (shown, [{ name }]) => new Promise((drawn) => setTimeout(() => {
      Object.assign(shown, { drawn: name, layout: {} })
      drawn()
    }, 20)),
    purge: (shown) => { shown.drawn = "nothing" },
    PlotSchema: {},
  }`
  const library = `data:text/javascript,${encodeURIComponent(standIn)}`
  const layout = { xaxis: {}, yaxis: {} }
  window.draw = (name, address = library) =>
    picture({ parentElement, data: [{ figure: { data: [{ name }], layout }, alt: name, height: 9, library: address }] })
}"""
NOWHERE = "http://127.0.0.1:9/plotly.js"


@pytest.fixture
def blank(browser):
    """A page with one place for a picture."""
    with component(browser, PLACE, CALLS, drawing.script("drawing.js", "near.js")) as page:
        yield page


def is_drawn(page, name: str) -> None:
    page.wait_for_function(f"shown.drawn === '{name}' && shown.ariaBusy !== 'true'", timeout=5_000)


def test_a_picture_that_the_next_one_overtakes_takes_nothing_with_it(blank):
    """Streamlit ends a call that was still drawing when its rows changed after the call for the new rows."""
    blank.evaluate("async () => { const calls = [draw('first'), draw('second')]; (await calls[0])() }")
    is_drawn(blank, "second")
    blank.evaluate(
        "async () => { const calls = [draw('third'), draw('fourth')]; await calls[1]; (await calls[0])() }"
    )
    is_drawn(blank, "fourth")


def test_a_picture_that_was_ended_before_the_next_call_is_drawn_by_it(blank):
    """Streamlit may also end it before: the next call finds the same place, and nothing that still watches it."""
    blank.evaluate("async () => { const end = await draw('first'); end(); draw('second') }")
    is_drawn(blank, "second")
    blank.evaluate("async () => { const end = await draw('third'); end(); (await draw('fourth'))(); draw('fifth') }")
    is_drawn(blank, "fifth")


def test_a_picture_that_goes_is_given_up(blank):
    blank.evaluate("async () => { window.end = await draw('last') }")
    is_drawn(blank, "last")
    blank.evaluate("end()")
    assert blank.evaluate("shown.drawn") == "nothing"


def test_where_plotly_could_not_be_loaded_the_next_picture_asks_for_it_again(blank):
    blank.evaluate(f"draw('first', '{NOWHERE}')")
    blank.wait_for_event("pageerror", timeout=5_000)
    blank.evaluate("draw('second')")
    is_drawn(blank, "second")
