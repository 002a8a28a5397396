"""Tables: what is written into them, and what can be done with them in the browser."""

import re
from decimal import Decimal
from types import SimpleNamespace

import pytest
from conftest import component, switch_to, tables
from streamlit.testing.v1 import AppTest
from test_drawing import ROOT

import queries
from ui.drawing import _picked, script
from ui.frame import PAGES
from ui.tables import readable, shown_columns

PLACE = """<style>.rows {overflow: auto}</style>
<div data-testid=stMain><div id=place><div class='place rows' tabindex=0></div></div></div>"""
# Calls the component as Streamlit does; what it hands back is kept in `picked`.
CALLS = """async (component) => {
  const { default: table } = await import(URL.createObjectURL(new Blob([component], { type: "text/javascript" })))
  const parentElement = document.querySelector("#place")
  window.picked = []
  const setTriggerValue = (name, value) => picked.push([name, value])
  window.write = (data) =>
    table({ parentElement, setTriggerValue, data: [{ height: 99, alt: "", language: "en", mark: "m", ...data }] })
}"""
COLUMNS = [
    {"head": "Branch", "tip": "branch", "isNumber": False},
    {"head": "Change (m CNY)", "tip": "change", "isNumber": True},
]
AS_SHOWN = SimpleNamespace(has_chosen_aum=False)
"""What of a page decides which columns are shown, where no products are chosen."""
ROWS = [["Hexi", "−1.5"], ["Xihu", "1,200.0"], ["Anding", "–"], ["Bell", "30.0"]]
KEYS = [None, [-1.52, 1200.04, None, 30.0]]


@pytest.fixture
def blank(browser):
    """A page with one place for a table."""
    with component(browser, PLACE, CALLS, script("table.js", "element.js", "near.js")) as page:
        yield page


def write(page, **data) -> None:
    page.evaluate("write", {"columns": COLUMNS, "rows": ROWS, "keys": KEYS, "opens": True, "sorts": True, **data})
    page.locator("td").first.wait_for(timeout=5_000)


def first_cells(page) -> list[str]:
    return page.locator("tbody td:first-child").all_text_contents()


def sorting(page) -> list[str | None]:
    return [head.get_attribute("aria-sort") for head in page.locator("th").all()]


def test_a_table_has_its_heads_and_rows(blank):
    write(blank)
    assert blank.locator("th").all_text_contents() == ["Branch", "Change (m CNY)"]
    assert [head.get_attribute("title") for head in blank.locator("th").all()] == ["branch", "change"]
    assert [row.locator("td").all_text_contents() for row in blank.locator("tbody tr").all()] == ROWS
    write(blank, rows=ROWS[:1])
    assert first_cells(blank) == ["Hexi"]


def test_what_looks_like_markup_is_text(blank):
    write(blank, rows=[["<img src=x onerror=alert(1)>", "1"]])
    assert first_cells(blank) == ["<img src=x onerror=alert(1)>"] and blank.locator("img").count() == 0


def test_a_click_on_a_head_sorts_by_value_and_what_is_nothing_stands_last(blank):
    write(blank)
    change = blank.locator("th").nth(1)
    ways = []
    for _ in range(3):
        change.click()
        ways.append((sorting(blank)[1], first_cells(blank)))
    assert ways == [
        ("descending", ["Xihu", "Bell", "Hexi", "Anding"]),
        ("ascending", ["Hexi", "Bell", "Xihu", "Anding"]),
        (None, ["Hexi", "Xihu", "Anding", "Bell"]),
    ]
    blank.locator("th").first.press("Enter")
    assert sorting(blank) == ["ascending", None] and first_cells(blank) == ["Anding", "Bell", "Hexi", "Xihu"]


def test_chinese_words_are_sorted_as_they_are_read(blank):
    write(blank, language="zh", rows=[["广州", "1"], ["北京", "2"], ["上海", "3"]], keys=[None, [1, 2, 3]])
    blank.locator("th").first.click()
    assert first_cells(blank) == ["北京", "广州", "上海"]  # b, g, s


def test_the_order_stays_with_new_rows_and_goes_with_other_columns(blank):
    write(blank)
    blank.locator("th").nth(1).click()
    others = {"rows": [["Low", "2"], ["High", "2"]], "keys": [None, [1.9, 2.1]]}  # by value, not by what is shown
    write(blank, **others)
    assert first_cells(blank) == ["High", "Low"]
    write(blank, columns=[COLUMNS[0], {**COLUMNS[1], "head": "Change (k CNY)"}], **others)
    assert first_cells(blank) == ["Low", "High"] and sorting(blank) == [None, None]


def test_a_part_of_a_list_is_not_sorted(blank):
    write(blank, sorts=False)
    blank.locator("th").nth(1).click()
    assert first_cells(blank) == ["Hexi", "Xihu", "Anding", "Bell"] and sorting(blank) == [None, None]


def test_a_click_or_enter_on_a_row_hands_back_its_place_whatever_the_order(blank):
    write(blank)
    blank.locator("th").nth(1).click()
    blank.locator("td", has_text="Bell").click()
    blank.locator("tr", has_text="Hexi").press("Enter")
    assert blank.evaluate("picked") == [["picked", ["m", 3]], ["picked", ["m", 0]]]


def test_arrows_lead_from_row_to_row_and_the_table_is_one_stop(blank):
    write(blank)
    focused = "document.activeElement.cells?.[0].textContent"
    blank.locator("th").nth(1).focus()
    reached = []
    for key in ("Tab", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowUp"):
        blank.keyboard.press(key)
        reached.append(blank.evaluate(focused))
    assert reached == ["Hexi", "Xihu", "Anding", "Xihu", "Hexi", "Hexi"]
    blank.keyboard.press("Enter")
    blank.keyboard.press("Tab")
    assert blank.evaluate("picked") == [["picked", ["m", 0]]] and blank.evaluate(focused) is None


def test_what_is_marked_elsewhere_hinders_nothing_and_what_is_marked_in_the_table_opens_nothing(blank):
    write(blank)
    blank.evaluate("document.body.append(Object.assign(document.createElement('p'), { textContent: 'marked' }))")
    blank.evaluate("getSelection().selectAllChildren(document.querySelector('p'))")
    blank.locator("tr", has_text="Hexi").press("Enter")
    assert blank.evaluate("picked") == [["picked", ["m", 0]]]
    blank.evaluate("getSelection().selectAllChildren(document.querySelector('tbody tr'))")
    blank.evaluate("document.querySelector('td').click()")
    assert len(blank.evaluate("picked")) == 1


def test_other_rows_and_another_order_are_seen_from_their_first_row(blank):
    many = {"rows": [[f"B{n}", str(n)] for n in range(50)], "keys": [None, [*range(50)]]}
    write(blank, **many)
    scrolled = "document.querySelector('.rows').scrollTop"
    blank.evaluate(f"{scrolled} = 200")
    write(blank, **many)
    assert blank.evaluate(scrolled) == 200
    write(blank, **many | {"rows": [[f"C{n}", str(n)] for n in range(50)]})
    assert blank.evaluate(scrolled) == 0


def test_a_copy_of_nothing_leaves_the_clipboard_alone(blank):
    write(blank)
    blank.evaluate("document.body.append(document.createElement('textarea'))")
    words = blank.locator("textarea")
    words.fill("kept")
    words.press("Control+A")
    words.press("Control+X")
    blank.locator("tr", has_text="Hexi").press("Control+C")
    words.press("Control+V")
    assert words.input_value() == "kept"


def test_a_click_on_rows_that_are_no_more_opens_nobody():
    assert _picked(["old", 3], "new") == (None, None) == _picked(None, "new")
    assert _picked(["new", 3], "new") == (3, None)
    assert _picked(["new", 3, "lost"], "new") == (3, "lost")


def test_rows_from_which_nobody_opens_hand_back_nothing(blank):
    write(blank, opens=False)
    blank.locator("td", has_text="Bell").click()
    assert blank.evaluate("picked") == []


def test_what_is_copied_has_numbers_that_a_spreadsheet_reads(blank):
    write(blank)
    blank.evaluate("getSelection().selectAllChildren(document.querySelector('tbody tr'))")
    blank.keyboard.press("Control+C")
    blank.evaluate("getSelection().removeAllRanges()")
    pasted = "async () => { const area = document.body.appendChild(document.createElement('textarea')); area.focus() }"
    blank.evaluate(pasted)
    blank.keyboard.press("Control+V")
    assert blank.locator("textarea").input_value().split() == ["Hexi", "-1.5"]


DIVIDED = {"k": 10**3, "m": 10**6, "bn": 10**9, "%": Decimal("0.01"), "pp": Decimal("0.01")}


@pytest.mark.parametrize("path", [path for path, _ in PAGES.values()])
def test_a_table_says_what_the_figure_says(small_bank, monkeypatch, path):
    """Each number, multiplied by the unit in the head of its column, is the figure's, to half of its last digit."""
    written = []

    def noting(page, answer, instead=None):
        written.append((answer, readable(page, answer, instead)))
        return written[-1][1]

    monkeypatch.setattr("ui.tables.readable", noting)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["lang"] = ["en"]
    if path != "app.py":
        app.switch_page(path)
    switch_to(app, **{f"view_{name}_{figure}": "table" for name in PAGES for figure in queries.figures()})
    assert not app.exception and written and [table["rows"] for table in tables(app)] == [t["rows"] for _, t in written]
    compared = 0
    for answer, table in written:
        names = shown_columns(AS_SHOWN, answer)
        assert len(names) == len(table["columns"]) and len(table["rows"]) == answer.table.num_rows
        for at, (name, column) in enumerate(zip(names, table["columns"])):
            if not column["isNumber"]:
                continue
            words = re.findall(r"\((\S+)(?: CNY)?\)$", column["head"])
            divisor = DIVIDED.get(words[0], 1) if words else 1
            for row, value in zip(table["rows"], answer.table[name].to_pylist(), strict=True):
                compared += 1
                if value is None or value != value:
                    assert row[at] == "–", (answer.name, name)
                    continue
                number = Decimal(row[at].replace(",", "").replace("−", "-"))
                last = Decimal(1).scaleb(number.as_tuple().exponent) * divisor
                assert abs(number * divisor - Decimal(str(value))) <= last / 2, (answer.name, name, row[at], value)
    assert compared > 10
