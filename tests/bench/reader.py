"""A reader at a real browser: opens pages, clicks, and says how long it took until the last thing was painted.

From the trusted click to the last change of the page before it was quiet for 0.9 s; a page that is quiet only because
it still waits for its answers is waited for. Each time the page must name the right number of clients, which was asked
of the database by this process beforehand.
"""

import re
import time
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator

from tests.bench.choices import Choice, named
from tests.bench.server import Server
from ui.frame import PAGES

SCRIPT = Path(__file__).parent / "painted.js"
QUIET, STILL, OFTEN = 900, 300, 100
PATIENCE = 120_000
MAIN, SIDEBAR = "[data-testid=stMain]", "[data-testid=stSidebar]"


class Reader:
    """One window on one server. `expected` are the numbers of clients of the choices that will be made."""

    def __init__(self, context: BrowserContext, server: Server, expected: dict[Choice, int]) -> None:
        context.add_init_script(path=SCRIPT)
        context.set_default_timeout(PATIENCE)
        self._server, self._expected = server, expected
        self._window = context.new_page()
        self._page = ""
        self.choice: Choice | None = None

    def open(self, page: str, choice: Choice) -> float:
        """Go to the address of a page; milliseconds until it is painted."""
        self._page, self.choice = page, choice
        path = "" if page == "overview" else page
        begin = time.time()
        self._window.goto(f"{self._server.address}/{path}?{choice.query}", wait_until="commit")
        self._wait()
        return self._window.evaluate("performance.timeOrigin + bench.changed") - begin * 1000

    def choose(self, label: str, words: str, choice: Choice | None = None) -> float:
        """Choose an option of a filter; milliseconds from the click on it. `choice` is what it amounts to."""
        self.choice = choice or self.choice
        scope = self.scope
        self._window.get_by_role("combobox", name=label, exact=True).click()
        self._window.keyboard.press("Control+A")
        self._window.keyboard.type(words)
        option = self._window.get_by_role("option").filter(has_text=re.compile(rf"^\s*{re.escape(words)}\s*$"))
        spent = self._click(option.first, scopeBefore=scope)
        self._window.keyboard.press("Escape")
        return spent

    def rest(self) -> None:
        """Wait until the server does nothing more."""
        self._server.rest()

    def turn_to(self, page: str) -> float:
        """Change the page by its link in the menu."""
        link = self._window.locator(f"{SIDEBAR} a").filter(has_text=re.compile(f"^{PAGES[page][1]}$"))
        self._page = page
        return self._click(link)

    def flip(self, key: str, place: int) -> float:
        """Press the button at this place of the first switch whose key begins so, pointed at for a moment before."""
        button = self._control(key).get_by_role("radio").nth(place)
        button.hover()
        self._window.wait_for_timeout(STILL)
        spent = self._click(button)
        if not button.is_checked():
            raise RuntimeError(f"the button {place} of {key} was pressed, and is not")
        return spent

    def scroll_down(self) -> float:
        """Scroll to the end of the page; milliseconds until what stands there is painted, 0 where it was before."""
        begin = self._window.evaluate(
            f"() => {{ const main = document.querySelector('{MAIN}'); const now = performance.now();"
            " main.scrollTo(0, main.scrollHeight); return now }"
        )
        self._wait()
        return max(0.0, self._window.evaluate("bench.changed") - begin)

    def has(self, key: str) -> bool:
        return self._control(key).count() > 0

    @property
    def can_drill_down(self) -> bool:
        return self._opener.count() > 0

    def drill_down(self) -> float:
        """Open the clients behind the first figure that has some."""
        self._page = "clients"
        return self._click(self._opener)

    @property
    def _opener(self) -> Locator:
        return self._window.locator(MAIN).get_by_role("button", name="Clients", exact=True).first

    @property
    def scope(self) -> str:
        return self._window.locator("p.scope").first.inner_text()

    @property
    def is_right(self) -> bool:
        """Whether the page names the number of clients that its choice has."""
        return named(self.scope) == self._expected[self.choice]

    def _control(self, key: str) -> Locator:
        return self._window.locator(f"{MAIN} .switch:has([name^={key}])").first

    def _click(self, what: Locator, **until: str) -> float:
        """Milliseconds from the click to the last change; what opened before it has come to rest. A page that is quiet
        because the click has changed nothing yet is waited for.
        """
        what.scroll_into_view_if_needed()
        what.hover()
        self._window.wait_for_function(f"performance.now() - bench.changed > {STILL}", polling=OFTEN)
        self._window.evaluate("bench.clicked = NaN")
        what.click()
        self._window.wait_for_function("bench.clicked > 0 && bench.changes", polling=OFTEN)
        self._wait(**until)
        return self._window.evaluate("bench.changed - bench.clicked")

    def _wait(self, **until: str) -> None:
        asked = {"quiet": QUIET, "heading": PAGES[self._page][1], **until}
        self._window.wait_for_function("(asked) => window.bench?.stands(asked)", arg=asked, polling=OFTEN)
