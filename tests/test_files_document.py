"""docs/files.md: every file of the contract with its columns and an example; the examples are a bank that loads."""

import re
from datetime import date
from pathlib import Path

import pytest
from tiny_bank import named

import queries
from queries.contract import sources
from queries.database import cursor, published
from queries.load import load

DOCUMENT = Path(__file__).parent.parent / "docs" / "files.md"
SECTION = re.compile(r"^## (\w+)( \*)?$\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
SECTIONS = {name: (bool(star), text) for name, star, text in SECTION.findall(DOCUMENT.read_text(encoding="utf-8"))}


def example(name: str) -> str:
    return re.search(r"```csv\n(.*?)```", SECTIONS[name][1], re.DOTALL)[1]


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    (folder / "delivery").mkdir()
    for source in sources():
        (folder / "delivery" / f"{source.name}.csv").write_text(example(source.name), encoding="utf-8")
    load(folder / "delivery", folder / "data")
    return folder / "data"


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)
def test_a_file_stands_there_with_its_columns(source):
    is_needed, text = SECTIONS[source.name]
    rows = re.findall(r"^\| `(\w+)`( \*)? \| [\w ]+ \| (.+) \|$", text, re.MULTILINE)
    assert is_needed == source.is_required
    assert {name: bool(star) for name, star, _ in rows} == {c: needed for c, (_, needed) in source.columns.items()}
    assert [meaning.replace("&#124;", "|") for *_, meaning in rows] == [source.meaning(c) for c in source.columns]
    assert example(source.name).splitlines()[0].split(",") == list(source.columns)


def test_the_examples_are_a_bank_without_a_finding(data):
    with cursor(published(data)) as cur:
        assert cur.execute("select place, found from findings").fetchall() == []
    with named(data):
        tiers = queries.ask("tier_distribution", queries.Filters(date(2026, 10, 1))).table.to_pylist()
        assert {row["tier_id"]: row["clients"] for row in tiers} == {"gold": 1, "private": 1}
        assert sum(row["aum"] for row in tiers) == 1_205_000 + 6_500_000 + 315_000
