"""The controls of a figure in a browser: what a click sends, and what can be seen and pressed without a mouse."""

import pytest
from conftest import CALLS, component

from ui.drawing import script

PLACE = """<div data-testid='stVerticalBlock'>
  <div style='height: 700px'></div><div id='parent'><div class='controls'></div></div><div id='below'></div>
</div>"""
WORDS = [
    ["definition", "Definition", "", True],
    ["clients", "Clients", "", False],
    ["mark", "✓ Reconciles", "quiet", True],
]


def data(chosen="chart", opened="", words=WORDS, options=(("chart", "Chart"), ("table", "Table"))) -> dict:
    """What the server gives."""
    return {
        "line": "a", "name": "view_a", "label": "View", "options": [list(option) for option in options],
        "chosen": chosen, "words": words, "opened": opened,
    }  # fmt: skip


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


def test_a_click_says_what_is_chosen_and_shows_it_at_once(page):
    table = page.get_by_role("radiogroup", name="View").get_by_role("radio", name="Table")
    table.click()
    assert sent(page) == [["chosen", "table"]] and table.is_checked()


def test_what_is_chosen_is_what_the_server_says(page):
    page.evaluate("call", data("table"))
    assert page.get_by_role("radio", name="Table").is_checked() and sent(page) == []


def test_an_arrow_chooses_the_next(page):
    page.get_by_role("radio", name="Chart").focus()
    page.keyboard.press("ArrowRight")
    assert sent(page) == [["chosen", "table"]]


@pytest.mark.parametrize(("code", "words"), [(code, words) for code, words, *_ in WORDS])
def test_a_word_says_that_it_was_pressed(page, code, words):
    button(page, words).click()
    assert sent(page) == [["pressed", code]]


def test_a_word_that_opens_something_says_whether_it_is_open_and_one_that_leads_elsewhere_does_not(page):
    page.evaluate("call", data(opened="mark"))
    states = [button(page, words).get_attribute("aria-expanded") for _, words, *_ in WORDS]
    assert states == ["false", None, "true"]


def test_escape_closes_what_is_open_and_opens_nothing(page):
    button(page, "Definition").focus()
    page.keyboard.press("Escape")
    assert sent(page) == []
    page.evaluate("call", data(opened="definition"))
    page.keyboard.press("Escape")
    assert sent(page) == [["pressed", "definition"]]


def test_a_line_keeps_its_place_and_its_focus_while_its_words_stay(page):
    button(page, "Definition").focus()
    page.evaluate("call", data("table", "definition"))
    assert page.evaluate("document.activeElement.textContent") == "Definition"


def test_other_words_take_the_place_of_those_before(page):
    page.evaluate("call", data(words=[["mark", "≠ Does not reconcile", "loud", True]], options=()))
    assert page.get_by_role("button").all_inner_texts() == ["≠ Does not reconcile"]
    assert page.get_by_role("radio").count() == 0 and page.locator(".loud").count() == 1


def test_what_opens_below_the_window_is_brought_into_it_once(page):
    page.evaluate("call", data(opened="definition"))
    page.evaluate("below.outerHTML = `<div class='st-key-behind_a' style='height: 500px'>said</div>`")
    page.wait_for_function("document.querySelector('.st-key-behind_a').getBoundingClientRect().bottom <= innerHeight")
    page.evaluate("scrollTo(0, 0)")
    page.evaluate("call", data("table", "definition"))
    page.wait_for_timeout(200)
    assert page.evaluate("scrollY") == 0
