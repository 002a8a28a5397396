"""The filters in a browser: what can be chosen, by pointer and by keyboard, and what a click sends."""

from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import CALLS, component

from ui.drawing import script

PLACE = "<div id='parent'><div class='filters'></div></div><button id='after'>after</button>"
BRANCHES = [
    ["r:N", "North", 0],
    ["c:A", "Aston", 1],
    ["b:1", "Aston one", 2],
    ["b:2", "Aston two", 2],
    ["c:B", "Berg", 1],
    ["b:3", "Berg three", 2],
    ["r:S", "South", 0],
    ["c:C", "Cape", 1],
    ["b:4", "Cape four", 2],
]
MONTHS = [["2026-10", "October 2026", 0], ["2026-09", "September 2026", 0], ["2026-08", "August 2026", 0]]


def data(branch=(), month="2026-10", picks=0, words=MONTHS) -> dict:
    """What the server gives: a list of months and a tree of branches."""
    return {
        "title": "Filters",
        "fields": [
            {"key": "month", "label": "As of", "isTree": False, "options": words},
            {"key": "branch", "label": "Branches", "isTree": True, "options": BRANCHES},
        ],
        "languages": [["en", "English"], ["zh", "中文"]],
        "language": "Language", "all": "All", "nothing": "Nothing of this name", "remove": "Leave out",
        "clear": "Choose all", "foot": "Data as of October 2026",
        "choice": {"month": [month], "branch": list(branch), "lang": ["en"]},
        "picks": picks, "page": "overview", "pointed": "http://127.0.0.1/pointed",
    }  # fmt: skip


@pytest.fixture
def page(browser):
    with component(browser, PLACE, CALLS, script("filters.js", "switch.js", "element.js")) as opened:
        call(opened, data())
        yield opened


def call(page, given: dict) -> None:
    page.evaluate("call", given)


def field(page, label: str):
    return page.get_by_role("combobox", name=label, exact=True)


def option(page, words: str):
    return page.get_by_role("option", name=words, exact=True)


def options(page) -> list[str]:
    return page.get_by_role("option").all_inner_texts()


def chips(page) -> list[str]:
    return page.locator(".chip > span").all_inner_texts()


def sent(page, key: str) -> list:
    """What each click made of one key."""
    assert {name for name, _ in page.evaluate("sent")} <= {"picked"}
    return [value["choice"][key] for _, value in page.evaluate("sent")]


def test_a_month_is_chosen_by_one_click(page):
    assert field(page, "As of").input_value() == "October 2026"
    field(page, "As of").click()
    assert options(page) == ["October 2026", "September 2026", "August 2026"]
    assert option(page, "October 2026").get_attribute("aria-selected") == "true"
    option(page, "August 2026").click()
    assert sent(page, "month") == [["2026-08"]] and options(page) == []
    assert field(page, "As of").input_value() == "August 2026"


def test_the_month_that_is_chosen_is_no_click(page):
    field(page, "As of").click()
    option(page, "October 2026").click()
    assert page.evaluate("sent") == [] and options(page) == []


@pytest.mark.parametrize(
    ("before", "clicked", "after"),
    [
        ([], "North", ["r:N"]),
        (["r:N"], "North", []),
        (["b:1", "b:4"], "Aston", ["b:4", "c:A"]),
        (["b:4"], "North", ["b:4", "r:N"]),
        (["c:A"], "Aston one", ["b:2"]),
        (["r:N", "r:S"], "Aston one", ["r:S", "b:2", "c:B"]),
        (["r:N"], "Berg", ["c:A"]),
        (["r:S"], "Cape four", []),
        (["r:N", "b:1", "b:4"], "Aston one", ["b:4", "b:2", "c:B"]),
        (["r:N", "c:A"], "Aston one", ["b:2", "c:B"]),
    ],
)  # fmt: skip
def test_a_click_in_the_tree_takes_what_is_under_it_or_leaves_it_out(page, before, clicked, after):
    call(page, data(before))
    field(page, "Branches").click()
    option(page, clicked).click()
    assert sent(page, "branch") == [after]


def test_what_stands_for_others_shows_them_chosen(page):
    call(page, data(["c:A", "b:4"]))
    field(page, "Branches").click()
    chosen = {words: option(page, words).get_attribute("aria-selected") == "true" for _, words, _ in BRANCHES}
    are_chosen = [words for words, is_chosen in chosen.items() if is_chosen]
    assert are_chosen == ["Aston", "Aston one", "Aston two", "Cape four"]
    partly = page.locator("[role=option].partly").all_inner_texts()
    assert partly == ["North", "South", "Cape"]


def test_quick_clicks_are_sent_with_all_that_was_chosen_before(page):
    field(page, "Branches").click()
    option(page, "Aston").click()
    option(page, "Cape").click()
    assert sent(page, "branch") == [["c:A"], ["c:A", "c:C"]]
    call(page, data(["c:A"], picks=1))  # what the first one came to, while the second is under way
    assert chips(page) == ["Aston", "Cape"]
    call(page, data([], picks=2))
    assert chips(page) == []


def test_a_new_session_is_believed_whatever_was_clicked_before(page):
    """Its numbers begin later than those of any session before it."""
    field(page, "Branches").click()
    option(page, "Aston").click()
    call(page, data(["b:4"], picks=1_000))
    assert chips(page) == ["Cape four"]


def test_an_address_or_a_reset_changes_what_is_shown(page):
    call(page, data(["b:1"], month="2026-09"))
    assert field(page, "As of").input_value() == "September 2026"
    assert chips(page) == ["Aston one"]
    page.get_by_role("button", name="Leave out Aston one").click()
    assert sent(page, "branch") == [[]] and chips(page) == []


def test_all_are_chosen_again_by_one_click(page):
    assert not page.get_by_role("button", name="Choose all").is_visible()
    call(page, data(["b:1", "c:C"]))
    page.get_by_role("button", name="Choose all").locator("visible=true").click()
    assert sent(page, "branch") == [[]]


def test_what_is_typed_finds_options_with_what_is_above_and_below_them(page):
    field(page, "Branches").click()
    page.keyboard.type("asto")
    assert options(page) == ["North", "Aston", "Aston one", "Aston two"]
    page.keyboard.press("Enter")
    assert sent(page, "branch") == [["c:A"]]
    assert len(options(page)) == len(BRANCHES) and field(page, "Branches").input_value() == ""
    page.keyboard.type("one")
    assert options(page) == ["North", "Aston", "Aston one"]
    page.keyboard.press("Control+A")
    page.keyboard.type("four")
    assert options(page) == ["South", "Cape", "Cape four"]
    page.keyboard.press("Control+A")
    page.keyboard.type("nowhere")
    assert options(page) == [] and page.get_by_text("Nothing of this name").is_visible()
    page.keyboard.press("Enter")
    assert len(sent(page, "branch")) == 1


def test_a_month_is_found_by_typing_over_the_one_that_is_chosen(page):
    field(page, "As of").click()
    page.keyboard.type("sep")
    assert options(page) == ["September 2026"]
    page.keyboard.press("Escape")
    assert options(page) == [] and field(page, "As of").input_value() == "October 2026"
    assert page.evaluate("sent") == []


def test_the_keyboard_alone_chooses(page):
    field(page, "Branches").focus()
    assert options(page) == []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert sent(page, "branch") == [["b:1"]]
    assert page.locator("[role=option].at").inner_text() == "Aston one"
    active = field(page, "Branches").get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").inner_text() == "Aston one"
    page.keyboard.press("Backspace")
    assert sent(page, "branch")[-1] == []
    page.keyboard.press("Tab")
    assert options(page) == []


@pytest.fixture
def told(page) -> list[str]:
    """What the server is told that the reader points at: months and branches."""
    said = []

    def heard(route):
        query = parse_qs(urlsplit(route.request.url).query)
        said.append(",".join(query["month"] + query.get("branch", [])))
        assert query["page"] == ["overview"]
        route.fulfill(status=204)

    page.route("**/pointed?*", heard)
    return said


def test_what_is_pointed_at_for_a_moment_is_told_once(page, told):
    call(page, data(["b:4"]))
    field(page, "Branches").click()
    option(page, "Aston one").hover()
    page.wait_for_timeout(300)
    assert told == ["2026-10,b:4,b:1"]
    option(page, "Aston one").click()
    page.wait_for_timeout(300)
    assert told == ["2026-10,b:4,b:1"]
    page.locator("#after").hover()
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(300)
    assert told[1:] == ["2026-10,b:4,b:1,b:2"]


def test_what_is_passed_over_is_not_told(page, told):
    field(page, "As of").click()
    page.evaluate("""() => document.querySelectorAll("[role=option]").forEach(
        option => option.dispatchEvent(new PointerEvent("pointerover", { bubbles: true })))""")
    page.wait_for_timeout(300)
    assert told == ["2026-08"]


def test_another_language_changes_the_words_and_not_the_choice(page):
    field(page, "Branches").click()
    option(page, "Cape").click()
    page.keyboard.press("Escape")
    page.get_by_role("radio", name="中文").check(force=True)
    assert sent(page, "lang") == [["en"], ["zh"]] and sent(page, "branch")[-1] == ["c:C"]
    chinese = [["2026-10", "2026年10月", 0], *MONTHS[1:]]
    choice = {"month": ["2026-10"], "branch": ["c:C"], "lang": ["zh"]}
    call(page, data(picks=2, words=chinese) | {"choice": choice})
    assert field(page, "As of").input_value() == "2026年10月"
    assert page.get_by_role("radio", name="中文").is_checked()
    assert chips(page) == ["Cape"]
