"""What is handed to the browser to be drawn: the part of plotly.js that is served, and pictures that plotly knows."""

import re
from importlib.util import find_spec
from pathlib import Path

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from ui import charts, drawing, panel
from ui.look import palette

ROOT = Path(__file__).parent.parent
DRAWN = {"bar", "scatter"}
PICTURES = {"app.py": 2, "tiers": 4, "concentration": 2, "attrition": 1, "coverage": 4, "data": 3}


def version(script: Path) -> str:
    return re.search(r"plotly\.js (?:\(.*\) )?v(\S+)", script.read_text(encoding="utf-8")[:200])[1]


def test_the_part_that_is_served_is_of_the_version_that_the_package_checks():
    whole = Path(find_spec("plotly").origin).parent / "package_data" / "plotly.min.js"
    served = drawing.FILE
    assert version(served) == version(whole)
    assert version(served) in served.name
    assert served.stat().st_size < whole.stat().st_size / 3


@pytest.mark.parametrize("choice", [{}, {"branch": ["b:B02"], "product": ["p:P3"]}], ids=["all", "chosen"])
@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_is_one_that_plotly_knows(small_bank, monkeypatch, name, choice):
    drawn = []

    def draw(figure, *given):
        drawn.append(go.Figure(figure))  # raises for an attribute or a value that does not exist
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
    look = charts.Look(palette("light"), "en", "CNY", lambda column, code: code, str)
    figure = go.Figure(charts.rm_load(rows, look))
    (trace,) = figure.data
    if rms <= charts.MOST_RMS:
        assert len(trace.x) == rms and trace.customdata == tuple(range(rms))
        return
    assert sum(trace.y) == rms - 1 and trace.customdata is None
    # 0 to 100 % of 250 clients: 0 … 250; the band that ends with 10 % has 0 … 25
    assert (trace.x[0], trace.y[0], trace.text[0]) == (5, 26, "0–10 %")
    assert [count for x, count in zip(trace.x, trace.y) if x > 100] == [25, 24]


def test_a_picture_that_plotly_does_not_know_is_seen():
    with pytest.raises(ValueError, match="colour"):
        go.Figure({"data": [{"type": "bar", "marker": {"colour": "red"}}], "layout": {}})
