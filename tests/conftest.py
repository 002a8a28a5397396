"""What tests share: the small bank as a published database, the product as a server, and a browser."""

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from streamlit.testing.v1 import AppTest

from queries.load import load
from tests.bench.server import chromium
from tests.bench.server import serving as started
from ui.controls import CHOSEN
from ui.filters import PICKED

ROOT = Path(__file__).parent.parent
SMALL = ROOT / "sample_data" / "small"
CALLS = """async code => {
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }))
  const run = (await import(url)).default
  window.sent = []
  window.call = data => run({
    parentElement: document.querySelector("#parent"),
    data: [data],
    setTriggerValue: (name, value) => sent.push([name, JSON.parse(JSON.stringify(value))]),
  })
}"""
"""Calls a component as Streamlit does, by `call` with what it is given; what it sends is in `sent`."""
LONG = ["feeds", "screen", "promises", "publish", "add", "load", "faults", "killed", "swap", "any_delivery", "pages"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for the browser can be left out: `-m "not browser"`. Long files begin first, the longest before the
    others, so that none is alone at the end.
    """
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    places = {f"test_{name}.py": place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path.name, len(LONG)))


@pytest.fixture(scope="session")
def small_bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder with sample_data/small published; CLIENTELE_DATA names it from then on."""
    data = tmp_path_factory.mktemp("small_bank")
    load(SMALL, data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLIENTELE_DATA", str(data))
        yield data


@pytest.fixture(scope="session")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A delivery that loads in half the time: the files that are needed and the bank's name, and the small bank's last
    two months."""
    folder = tmp_path_factory.mktemp("brief")
    for name in ("bank", "branches", "products", "clients"):
        shutil.copy(SMALL / f"{name}.csv", folder)
    head, *rows = (SMALL / "holdings.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    late = [row for row in rows if row.startswith(("2026-09", "2026-10"))]
    (folder / "holdings.csv").write_text("".join([head, *late]), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def brief_bank(brief: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder with the brief delivery published."""
    data = tmp_path_factory.mktemp("brief_bank")
    load(brief, data)
    return data


@pytest.fixture(scope="session")
def server(small_bank: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the product on the small bank, without a slash at its end."""
    with serving(small_bank, tmp_path_factory.mktemp("server") / "log.txt") as (address, _):
        yield address


@contextmanager
def serving(data: Path, log: Path) -> Iterator[tuple[str, subprocess.Popen]]:
    """The product on a data folder while it runs: its address and its process; what it says goes to `log`."""
    with started(data, log) as running:
        yield running.address, running.process


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium without a window; each test opens, and closes, a context of its own."""
    with chromium(is_light=True) as opened:
        yield opened


@contextmanager
def component(browser: Browser, place: str, calls: str, code: str) -> Iterator[Page]:
    """A window with one place for a component, which is called as Streamlit does by what `calls` puts there."""
    context = browser.new_context()
    page = context.new_page()
    page.set_content(place)
    page.evaluate(calls, code)
    yield page
    context.close()


def choose(app: AppTest, **picked: list[str]) -> AppTest:
    """A click on the filters, run: what is chosen by it, under the keys of a choice."""
    app.session_state[PICKED] = picked
    return app.run()


def html_of(app: AppTest) -> str:
    """What a page says in paragraphs and headline numbers."""
    return "\n".join(element.proto.body for element in app.get("html"))


def headlines(app: AppTest) -> dict[str, str]:
    """The headline numbers of a page: label and value."""
    return dict(re.findall("<dt>(.*?)</dt><dd class='value'>(.*?)</dd>", html_of(app)))


def tables(app: AppTest) -> list[dict]:
    """The tables of a page, as the browser is given them."""
    return _given(app, "table")


def _given(app: AppTest, component: str) -> list[dict]:
    """What the browser is given for each component of this name."""
    shown = (element.proto for element in app.get("bidi_component"))
    return [json.loads(one.json)[0] for one in shown if one.component_name == component]


def controls_of(app: AppTest, line: str) -> dict:
    """A line of controls, as the browser is given it."""
    (found,) = (one for one in _given(app, "controls") if one["line"] == line)
    return found


def words_of(app: AppTest) -> list[tuple[str, str]]:
    """The words of a page that can be pressed, and of which kind they are."""
    return [(words, kind) for one in _given(app, "controls") for _, words, kind, _ in one["words"]]


def switch_to(app: AppTest, **chosen: str) -> AppTest:
    """Clicks on switches, run: of each the code that is chosen by it."""
    app.session_state[CHOSEN] = (app.session_state[CHOSEN] if CHOSEN in app.session_state else {}) | chosen
    return app.run()


def cells(table: dict, head: str) -> list[str]:
    """The cells of the column with this head."""
    (place,) = (place for place, column in enumerate(table["columns"]) if column["head"] == head)
    return [row[place] for row in table["rows"]]


def fingerprint(data: Path) -> dict[str, str]:
    """The SHA-256 of each file of a data folder: the same before and after where nothing was changed."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(data.iterdir())}
