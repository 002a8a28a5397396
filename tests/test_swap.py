"""A new load under open sessions: old numbers, at the next click new numbers and the new date, and never an error."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SMALL, choose, serving
from streamlit.testing.v1 import AppTest
from test_publish import ENVIRONMENT, ROOT
from test_screen import WAIT, opened, settled
from tiny_bank import named

import queries
from queries import Filters, answers
from queries.database import published, roll_back
from queries.load import load

MONTH = "?lang=en&month=2026-09"
OLD, NEW = "Data as of September 2026", "Data as of October 2026"
PICKED = "&of=tier_distribution&origin=tiers&column=clients&pick_tier_id=select"


@pytest.fixture(scope="module")
def deliveries(tmp_path_factory):
    """The small bank until September, and until October, with 1,000,000 more in September."""
    folder = tmp_path_factory.mktemp("swap")
    old, new = (shutil.copytree(SMALL, folder / name) for name in ("old", "new"))
    for delivery in (old, new):
        (delivery / "totals.csv").unlink()  # they are of the bank as it was
    lines = (SMALL / "holdings.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (old / "holdings.csv").write_text("".join(x for x in lines if x[:7] != "2026-10"), encoding="utf-8")
    row = next(line for line in lines if line.startswith("2026-09-01,C01,P01,"))
    cells = row.split(",")
    cells[3] = cells[4] = str(float(cells[3]) + 1_000_000)
    (new / "holdings.csv").write_text("".join(lines).replace(row, ",".join(cells)), encoding="utf-8")
    return old, new


@pytest.fixture(scope="module")
def loaded(deliveries, tmp_path_factory):
    """A data folder with the old delivery published, which no test changes."""
    data = tmp_path_factory.mktemp("loaded") / "data"
    load(deliveries[0], data)
    return data


@pytest.fixture
def old_bank(loaded, tmp_path):
    """A data folder with the old delivery published."""
    return shutil.copytree(loaded, tmp_path / "data")


@pytest.fixture
def sessions(browser):
    """Two readers' windows."""
    contexts = [browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US") for _ in range(2)]
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()


def load_in_a_process(delivery: Path, data: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "queries.load", str(delivery)],
        cwd=ROOT,
        env=ENVIRONMENT | {"CLIENTELE_DATA": str(data)},
        check=True,
        capture_output=True,
    )


def foot(page) -> str:
    return page.locator("p.foot").first.inner_text()


def databases_open_in(process: subprocess.Popen) -> set[str]:
    """Names of the database files that a process has open."""
    links = Path(f"/proc/{process.pid}/fd")
    if not links.is_dir():
        pytest.skip("only Linux says which files another process has open")
    names = {Path(os.readlink(link)).name for link in links.iterdir() if link.is_symlink()}
    return {name for name in names if name.startswith("clientele-")}


def compare(page, how: str, heading: str) -> None:
    """One click of a reader: another month of comparison."""
    page.get_by_role("combobox", name="Compared with").click()
    page.get_by_role("option", name=how).click()
    page.locator("p.scope", has_text="compared with").first.wait_for(timeout=WAIT)
    settled(page, heading)


def test_open_sessions_take_up_a_new_load_at_their_next_click(old_bank, deliveries, sessions, tmp_path):
    reader, analyst = sessions
    log = tmp_path / "log.txt"
    with serving(old_bank, log) as (address, process):
        opened(reader, f"{address}/{MONTH}", "Overview")
        opened(analyst, f"{address}/clients{MONTH}{PICKED}", "Clients")
        lead, answer = reader.locator("p.lead").inner_text(), analyst.locator("p.answer").inner_text()
        first = published(old_bank).name
        assert OLD in foot(reader)
        assert OLD in foot(analyst)
        assert databases_open_in(process) == {first}

        load_in_a_process(deliveries[1], old_bank)
        second = published(old_bank).name
        assert second != first
        assert (OLD in foot(reader), reader.locator("p.lead").inner_text()) == (True, lead)

        compare(reader, "Month before", "Overview")
        reader.locator("p.foot", has_text=NEW).wait_for(timeout=WAIT)
        assert reader.locator("p.lead").inner_text() != lead
        assert "September 2026, compared with August 2026" in reader.locator("p.scope").first.inner_text()
        assert databases_open_in(process) == {second}

        assert (OLD in foot(analyst), analyst.locator("p.answer").inner_text()) == (True, answer)
        compare(analyst, "Month before", "Clients")
        analyst.locator("p.foot", has_text=NEW).wait_for(timeout=WAIT)
        assert "Select" in analyst.locator("p.lead").inner_text()
        assert analyst.locator("p.answer").inner_text() != answer
        assert databases_open_in(process) == {second}
    assert "Traceback" not in log.read_text(encoding="utf-8")


def app_on(data: Path, language: str, **choice: str) -> AppTest:
    with named(data):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for key, value in {"lang": language, **choice}.items():
            app.query_params[key] = [value]
        return app.run()


def test_a_choice_that_the_database_now_in_force_does_not_know_falls_back_and_the_rest_stays(old_bank, deliveries):
    load(deliveries[1], old_bank)
    app = app_on(old_bank, "en", month="2026-10", vs="month", branch="b:B01")
    assert "October 2026, compared with September 2026 · Pudong branch" in scope(app)
    roll_back(old_bank)
    with named(old_bank):
        app.run()
    assert not app.exception
    assert "2026-10" in app.warning[0].value
    assert "September 2026, compared with August 2026 · Pudong branch" in scope(app)


def test_whoever_reads_a_database_that_newer_loads_took_away_is_asked_to_begin_again(old_bank, deliveries, monkeypatch):
    app = app_on(old_bank, "en")
    with named(old_bank):
        bank = queries.bank()
        load(deliveries[1], old_bank, keep=2)
        load(deliveries[1], old_bank, keep=2)
        assert queries.bank().path != bank.path and not bank.path.exists()  # another reader has come
        filters = Filters(bank.months[-1])
        with pytest.raises(queries.Replaced):
            queries.ask("tier_distribution", filters, of=bank)
        monkeypatch.setattr("ui.frame.queries.bank", lambda: bank)
        answers._table.cache_clear()
        app.run()
    assert not app.exception and not app.error
    assert app.info[0].value.startswith("Newer data have replaced those of this page")


def test_a_choice_made_in_the_click_that_meets_a_new_load_is_kept(old_bank, deliveries):
    app = app_on(old_bank, "en", month="2026-08")
    load(deliveries[1], old_bank)
    with named(old_bank):
        choose(app, month=["2026-07"])
    assert not app.exception
    assert "July 2026" in scope(app)


def scope(app: AppTest) -> str:
    return next(block.proto.body for block in app.get("html") if "class='scope'" in block.proto.body)


@pytest.mark.parametrize(("language", "said"), [("en", "cannot be read"), ("zh", "无法读取")])
def test_a_database_that_cannot_be_read_is_said_with_what_to_do(old_bank, language, said):
    path = published(old_bank)
    os.truncate(path, 20_000)
    app = app_on(old_bank, language)
    assert not app.exception
    (message,) = (error.value for error in app.error)
    assert said in message
    assert path.name in message
    assert "python -m queries.load --rollback" in message
    assert "python -m queries.load FOLDER" in message


@pytest.mark.parametrize(("language", "said"), [("en", "No bank has been loaded yet"), ("zh", "尚未加载任何银行数据")])
def test_without_a_bank_the_page_says_how_to_load_one(tmp_path, language, said):
    app = app_on(tmp_path, language)
    assert not app.exception
    assert said in app.info[0].value


def test_a_database_damaged_under_an_open_page_is_said_too(old_bank, monkeypatch):
    def damaged(path, *_):
        raise queries.Damaged(path, OSError("a block"))

    app = app_on(old_bank, "en")
    with named(old_bank), monkeypatch.context() as patch:
        answers._table.cache_clear()
        patch.setattr(answers, "asking", damaged)
        app.run()
    assert not app.exception
    assert "cannot be read" in app.error[0].value
