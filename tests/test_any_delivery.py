"""Whatever a bank delivers, it is loaded or refused with sentences: deliveries drawn from the contract itself."""

import csv
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_bank import named

import queries
from queries.contract import Source, sources
from queries.load import Refused, load

EXAMPLES = 60
UNLIKELY = ("policies", "totals")
STRANGE = ("None", "Error:", "Traceback", "Binder", "Catalog", "duckdb", "The database stopped")
POOL = ("A", "B", "C")
WORDS = ("", "NULL", "\\N", "0", "-", "北京", 'a"b', "x,y;z|w", "line\nbreak", "'; drop table x; --", " ", "\u3000")
GOOD = {
    "varchar": POOL,
    "month": ("2026-08", "2026-09", "2026-10", "2026/09/15", "20261031"),
    "date": ("2019-03-01", "2026-08-15", "2026/9/5", "20261001"),
    "boolean": ("true", "false", "1", "0", "是", "N"),
    "integer": ("1", "2", "5", "1970"),
    "decimal": ("0", "1000000.00", "250000.5", "7000000", "60000.10", "-12.30"),
}
BAD = {
    "month": ("2025-13", "1979-12", "0001-01", "9999-12", "2999-01-01", "45231", "Okt 2026", "infinity", "epoch"),
    "date": ("2026-02-30", "31.10.2026", "0001-01-01", "9999-12-31", "45231", "today", "-infinity", "2026-10-31 12:00"),
    "boolean": ("perhaps", "2", "tru"),
    "integer": ("1.5", "1e3", "-1", "0", "99999999999", "one", "0x10", "2147483647"),
    "decimal": ("1,234", "1.234,50", "1e7", "1.234", "nan", "inf", "9999999999999999.99", "12345678901234567890"),
}


def kind(source: Source, column: str) -> str:
    return "month" if column == "month" else source.columns[column][0].split("(")[0]


@st.composite
def cell(draw, source: Source, column: str, is_wild: bool) -> str:
    """Mostly a good value; with `is_wild` sometimes anything."""
    what = kind(source, column)
    dice = draw(st.integers(0, 99))
    if is_wild and dice < 6:
        return draw(st.sampled_from((*BAD.get(what, ()), *WORDS)) | st.text(max_size=8))
    if not source.columns[column][1] and dice < 25:
        return ""
    return draw(st.sampled_from(GOOD[what]))


@st.composite
def tame_table(draw, source: Source) -> list[list[str]]:
    """A file that keeps the rules which most files of chance break: its own keys, one row of the bank, a ladder."""
    if source.name == "tiers":
        head = "tier_id,tier_rank,tier_name,min_aum,in_register,grace_months,contact_days"
        return [line.split(",") for line in (head, "A,1,A,50000,true,3,30", "B,2,B,1000000,true,6,")]
    optional = [c for c, (_, needed) in source.columns.items() if not needed and draw(st.booleans())]
    columns = [c for c, (_, needed) in source.columns.items() if needed] + optional
    is_master = len(source.key) == 1
    count = 1 if source.name == "bank" else draw(st.integers(1, 12))
    rows = [[draw(cell(source, c, False)) for c in columns] for _ in (POOL if is_master else range(count))]
    for place, column in enumerate(columns):
        for row, name in zip(rows, POOL * 4, strict=False):
            if is_master and column == source.key[0]:
                row[place] = name
            if column in ("joined_on", "assigned_on"):
                row[place] = "2019-03-01"
    keys = [columns.index(c) for c in source.key]
    return [columns, *({tuple(_plain(row[k]) for k in keys): row for row in rows}.values() if keys else rows)]


def _plain(value: str) -> str:
    """A month is the same in every spelling."""
    digits = "".join(c for c in value if c.isdigit())
    return digits[:6] if len(digits) >= 6 else value


@st.composite
def table(draw, source: Source, is_wild: bool) -> list[list[str]]:
    """Head and rows of one file: needed columns, some of the others, and sometimes columns that nobody knows."""
    optional = [c for c, (_, needed) in source.columns.items() if not needed]
    columns = [c for c, (_, needed) in source.columns.items() if needed] + [c for c in optional if draw(st.booleans())]
    if is_wild and draw(st.integers(0, 19)) == 0:
        columns = columns[1:]
    columns = list(draw(st.permutations(columns)))
    count = draw(st.integers(0 if is_wild else 1, 8))
    rows = [[draw(cell(source, c, is_wild)) for c in columns] for _ in range(count)]
    keys = [columns.index(c) for c in source.key if c in columns]
    if keys and not (is_wild and draw(st.integers(0, 9)) == 0):
        rows = list({tuple(row[k] for k in keys): row for row in rows}.values())
    if draw(st.booleans()):
        return [[*columns, "Extra"], *([*row, "x"] for row in rows)]
    return [columns, *rows]


@st.composite
def way(draw) -> dict:
    """How a file is written."""
    return {
        "encoding": draw(st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "gb18030"))),
        "delimiter": draw(st.sampled_from((",", ";", "\t", "|"))),
        "lineterminator": draw(st.sampled_from(("\n", "\r\n"))),
        "parts": draw(st.sampled_from((1, 1, 1, 2))),
    }


@st.composite
def deliveries(draw) -> dict[str, tuple[list[list[str]], dict]]:
    """Files by name. Half of the deliveries are tame, so that many of them load; in some of those one file is not."""
    is_wild = draw(st.booleans())
    odd = draw(st.sampled_from([None, None, None, *(source.name for source in sources())]))

    def content(source: Source) -> st.SearchStrategy:
        return table(source, is_wild) if is_wild or source.name == odd else tame_table(source)

    return {
        source.name: (draw(content(source)), draw(way()))
        for source in sources()
        if source.is_required or (draw(st.integers(0, 2)) == 0 and (is_wild or source.name not in UNLIKELY))
    }


def write(folder: Path, delivery: dict) -> None:
    for name, ((head, *rows), how) in delivery.items():
        for part in range(how["parts"]):
            path = folder / (f"{name}.csv" if how["parts"] == 1 else f"{name}_{part}.csv")
            with path.open("w", encoding=how["encoding"], errors="replace", newline="") as out:
                writer = csv.writer(out, delimiter=how["delimiter"], lineterminator=how["lineterminator"])
                writer.writerows([head, *rows[part :: how["parts"]]])


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(deliveries())
def test_a_delivery_loads_or_is_refused_in_sentences(delivery):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "delivery").mkdir()
        write(root / "delivery", delivery)
        try:
            load(root / "delivery", root / "data")
        except Refused as refused:
            assert refused.faults
            for said in refused.faults:
                assert said.strip() and not any(word in said for word in STRANGE), said
            return
        ask_everything(root / "data")


def ask_everything(data: Path) -> None:
    """Every figure answers, and its clients are those of the register."""
    with named(data):
        bank = queries.bank()
        filters = queries.Filters(bank.months[-1], bank.months[0] if len(bank.months) > 1 else None)
        for name in queries.figures():
            takes = queries.header(name).takes
            given = {key: "contribution" if key == "measure" else True for key in takes if key != "filters"}
            queries.ask(name, filters, **given)
        tiers = queries.ask("tier_distribution", filters).table.to_pylist()
        (totals,) = queries.ask("client_totals", filters).table.to_pylist()
        assert sum(row["clients"] for row in tiers) == totals["clients_listed"]
        assert sum(row["aum"] for row in tiers) == (totals["aum"] or 0)
