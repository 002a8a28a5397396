"""The controls of a figure: in a browser what a click shows and sends, by mouse and by keyboard; what is kept of it."""

from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import CALLS, component

from ui import controls
from ui.drawing import script

PLACE = """<div data-testid='stVerticalBlock'>
  <div style='height: 700px'></div><div id='parent'><div class='controls'></div></div><div id='below'></div>
</div>"""
WORDS = [
    ["definition", "Definition", "", True],
    ["clients", "Clients", "", False],
    ["mark", "✓ Reconciles", "quiet", True],
]


def data(chosen="chart", opened="", presses=7, words=WORDS, options=(("chart", "Chart"), ("table", "Table")),
         pointed="") -> dict:
    """What the server gives."""
    return {
        "line": "a", "name": "view_a", "label": "View", "options": [list(option) for option in options],
        "pointed": pointed, "chosen": chosen, "words": words, "opened": opened, "presses": presses,
    }  # fmt: skip


def pressed(presses: int, chosen="chart", opened="") -> list:
    """What the browser sends of a click."""
    return ["pressed", {"presses": presses, "chosen": chosen, "opened": opened}]


@pytest.fixture
def page(browser):
    with component(browser, PLACE, CALLS, script("controls.js", "switch.js", "element.js")) as opened:
        opened.set_viewport_size({"width": 800, "height": 800})
        opened.evaluate("call", data())
        yield opened


def sent(page) -> list:
    return page.evaluate("sent.splice(0)")


def button(page, words: str):
    return page.get_by_role("button", name=words, exact=True)


def state(page, words: str) -> str | None:
    return button(page, words).get_attribute("aria-expanded")


def test_a_click_says_what_is_chosen_and_shows_it_at_once(page):
    table = page.get_by_role("radiogroup", name="View").get_by_role("radio", name="Table")
    table.click()
    assert sent(page) == [pressed(8, "table")] and table.is_checked()


def test_what_is_chosen_and_open_is_what_the_server_says(page):
    page.evaluate("call", data("table", "mark"))
    assert page.get_by_role("radio", name="Table").is_checked() and sent(page) == []
    assert [state(page, words) for _, words, *_ in WORDS] == ["false", None, "true"]


def test_an_arrow_chooses_the_next(page):
    page.get_by_role("radio", name="Chart").focus()
    page.keyboard.press("ArrowRight")
    assert sent(page) == [pressed(8, "table")]


def test_the_measure_pointed_at_for_a_moment_is_told_with_the_address_and_that_of_no_other_switch(page):
    told = []
    page.route("http://127.0.0.1/**", lambda route: route.fulfill(body=PLACE, content_type="text/html"))
    page.route("**/pointed?*", lambda route: (told.append(parse_qs(urlsplit(route.request.url).query)), route.abort()))
    page.goto("http://127.0.0.1/?branch=b:1&branch=b:2&measure=aum")
    page.evaluate(CALLS, script("controls.js", "switch.js", "element.js"))
    for pointed, expected in (
        ("", []),
        ("/pointed?page=concentration", [{"page": ["concentration"], "branch": ["b:1", "b:2"], "measure": ["table"]}]),
    ):
        page.evaluate("call", data(pointed=pointed))
        for words in ("Chart", "Table"):
            page.mouse.move(0, 0)
            page.get_by_text(words, exact=True).hover()
            page.wait_for_timeout(300)
        assert told == expected
    assert sent(page) == []


def test_a_word_opens_and_closes_at_once_and_one_that_leads_elsewhere_only_says_so(page):
    button(page, "Definition").click()
    assert state(page, "Definition") == "true"
    button(page, "✓ Reconciles").click()
    assert [state(page, words) for _, words, *_ in WORDS] == ["false", None, "true"]
    button(page, "✓ Reconciles").click()
    button(page, "Clients").click()
    opened = [pressed(8, opened="definition"), pressed(9, opened="mark"), pressed(10)]
    assert sent(page) == [*opened, ["led", "clients"]] and state(page, "✓ Reconciles") == "false"


def test_of_quick_clicks_the_last_says_all_and_an_earlier_answer_undoes_none(page):
    page.get_by_role("radio", name="Table").click()
    button(page, "Definition").click()
    assert sent(page)[-1] == pressed(9, "table", "definition")
    page.evaluate("call", data("table", "", presses=8))
    assert state(page, "Definition") == "true"
    page.evaluate("call", data("chart", "", presses=9))
    assert state(page, "Definition") == "false" and page.get_by_role("radio", name="Chart").is_checked()


def test_a_session_that_begins_anew_is_believed(page):
    page.get_by_role("radio", name="Table").click()
    page.evaluate("call", data(presses=1_000))
    assert page.get_by_role("radio", name="Chart").is_checked()
    page.get_by_role("radio", name="Table").click()
    assert sent(page)[-1] == pressed(1_001, "table")


def test_escape_closes_what_is_open_and_opens_nothing(page):
    button(page, "Definition").focus()
    page.keyboard.press("Escape")
    assert sent(page) == []
    page.evaluate("call", data(opened="definition"))
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert sent(page) == [pressed(8)]


def test_a_line_keeps_its_place_and_its_focus_while_its_words_stay(page):
    button(page, "Definition").focus()
    page.evaluate("call", data("table", "definition"))
    assert page.evaluate("document.activeElement.textContent") == "Definition"


def test_other_words_take_the_place_of_those_before(page):
    page.evaluate("call", data(words=[["mark", "≠ Does not reconcile", "loud", True]], options=()))
    assert page.get_by_role("button").all_inner_texts() == ["≠ Does not reconcile"]
    assert page.get_by_role("radio").count() == 0 and page.locator(".loud").count() == 1


COMES = "below.outerHTML = `<div class='st-key-behind_a' style='height: 500px'><button>inside</button></div>`"
IN_WINDOW = "document.querySelector('.st-key-behind_a').getBoundingClientRect().bottom <= innerHeight"


def test_what_opens_is_brought_into_the_window_and_can_be_closed_from_within(page):
    button(page, "Definition").click()
    page.evaluate(COMES)
    page.wait_for_function(IN_WINDOW)
    panel = page.get_by_role("region", name="Definition")
    assert button(page, "Definition").get_attribute("aria-controls") == panel.get_attribute("id")
    button(page, "inside").focus()
    page.keyboard.press("Escape")
    assert sent(page)[-1] == pressed(9)
    assert page.evaluate("document.activeElement.textContent") == "Definition"


def test_the_page_is_not_moved_against_its_reader_nor_for_what_was_open_before(page):
    button(page, "Definition").click()
    page.mouse.wheel(0, 1)
    page.evaluate(COMES)
    page.wait_for_timeout(200)
    assert not page.evaluate(IN_WINDOW)
    page.evaluate("call", data("table", "definition", presses=8))
    page.wait_for_timeout(200)
    assert not page.evaluate(IN_WINDOW)


# ------------------------------------------------------------------------------------------------ what the server keeps


@pytest.fixture
def session(monkeypatch) -> dict:
    kept = {}
    monkeypatch.setattr(controls.st, "session_state", kept)
    return kept


VIEW = controls.Switch("view_a", "View", {"chart": "Chart", "table": "Table"})


def answered(session: dict, said: object) -> tuple:
    """What is chosen and open of a line after a click that says this, and its number."""
    session["controls_a"] = SimpleNamespace(pressed=said)
    controls._pressed("a", VIEW, {"definition"})
    return VIEW.chosen, controls._kept(controls.OPENED).get("a"), controls._kept(controls.PRESSES).get("a")


def test_a_click_is_kept(session):
    assert answered(session, pressed(8, "table", "definition")[1]) == ("table", "definition", 8)
    assert answered(session, pressed(9, "chart")[1]) == ("chart", "", 9)


@pytest.mark.parametrize(
    "said", [None, "table", [], {"chosen": ["table"], "opened": {}, "presses": "8"}, {"chosen": "no such view"}]
)
def test_what_no_click_says_is_not_kept(session, said):
    chosen, opened, presses = answered(session, said)
    assert (chosen, opened or "", presses) == ("chart", "", None)


def test_a_click_on_a_line_that_is_gone_is_none(session):
    controls._pressed("gone", None, {"definition"})
    assert session == {}


def test_a_comparison_is_closed_and_a_definition_is_not(session):
    session[controls.OPENED] = {"a": controls.MARK, "b": "definition"}
    controls.close(controls.MARK)
    assert session[controls.OPENED] == {"b": "definition"}
