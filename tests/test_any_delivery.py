"""Any delivery made from the contract loads, and every figure answers; or it is refused in sentences.

A delivery is drawn in two steps: first what a bank means (rows whose references mostly hold), then how it writes it
(spellings, encodings, delimiters, kinds, parts, orders of columns). Three of four are sound but for what the rules set
aside or note; in the others some columns hold cells of the wrong sort, and rows refer to nothing.

`DELIVERIES=3000 pytest tests/test_any_delivery.py` draws so many others.
"""

import csv
import gzip
import io
import os
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st
from tiny_bank import named

import queries
from queries import Filters
from queries.cells import kind
from queries.contract import DEFAULTS, Source, sources
from queries.load import Refused, load

EXAMPLES = int(os.environ.get("DELIVERIES", 14))
NO_SENTENCE = re.compile(r"Error|Exception|Traceback|Binder|stopped|\n|^\s*$")
EARLY, LATE = date(2015, 1, 1), date(2024, 1, 1)
MONTHS = [date(2026, number, 1) for number in range(4, 9)]
BEFORE = [date(2025, number, 1) for number in (11, 12)]
FILES = [source.name for source in sources()]
POLICIES = [line.split(",")[0] for line in (DEFAULTS / "policies.csv").read_text(encoding="utf-8").splitlines()[1:]]
WORDS = {
    "kind": ["external", "internal", "interest", "market", "fx"],
    "role": ["primary", "adviser", "relationship_manager", "private_banker", "pool"],
    "rm_role": ["relationship_manager", "private_banker"],
    "channel": ["visit", "phone", "message"],
    "policy_id": POLICIES,
    "exclusive_tier": ["tiers0", "select", "royal"],
    "ordinary_twin": ["products0", "products9"],
    "family": ["deposits", "funds", "loans"],
    "city": ["Shanghai", "广州"],
    "region": ["East", "South"],
    "phone": ["19900000001", "19900"],
    "identity_number": ["99000019720101008X", "990000197201010081"],
}
TEXTS = [
    "平安",
    "a,b",
    "a;b|c",
    'say "x"',
    "two\nlines",
    "a\r\nb",
    "=1+1",
    "é😀",
    "0",
    "-",
    "x" * 200,
    "\x1f",
    "\u2028",
]
SPELLINGS = {
    "date": ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y-%m-%d 00:00:00"],
    "month": ["%Y-%m-%d", "%Y-%m", "%Y/%m", "%Y%m"],
}
TRUE, FALSE = ["true", "TRUE", "1", "yes", "是"], ["false", "f", "0", "No", "否"]
EMPTY = ["", "NULL", "\\N", " "]
WRONG = [
    *EMPTY,
    *[
        "soon",
        "31.10.2026",
        "2026-02-30",
        "45231",
        "0000-00-00",
        "9999-12-31",
        "1700-01",
        "2026-13",
        "209912",
        "9999-12",
    ],
    *[
        "1e5",
        "1.5E+07",
        "1,234",
        "1.234",
        "1.234.567,89",
        "1 000",
        "-0",
        "+7",
        "0.001",
        "9" * 17,
        "9" * 40,
        "-1000000000000",
    ],
    *["nan", "inf", "¥5", "(5)", "5-", "2", "C9", "6.2E+18", '"', "\t", "true", "x\ny", "１２"],
]


@dataclass(frozen=True)
class Style:
    """How one file is written."""

    kind: str
    encoding: str
    delimiter: str
    line_end: str
    decimal_mark: str
    quoting: int
    parts: str

    @property
    def is_typed(self) -> bool:
        return self.kind == "parquet" and self.quoting == csv.QUOTE_MINIMAL


STYLES = st.builds(
    Style,
    st.sampled_from(["csv", "csv", "csv.gz", "parquet"]),
    st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"]),
    st.sampled_from([",", ",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([".", ".", ","]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["whole", "whole", "numbered", "inside"]),
)


def values(source: Source, column: str, place: int, counts: dict[str, int], is_sound: bool) -> st.SearchStrategy:
    """What the cell of a row may mean: a value of the contract's type."""
    target = dict(source.refers).get(column)
    if target:
        return st.integers(0, max(counts.get(target, 3), 1) - (1 if is_sound else 0)).map(lambda n: f"{target}{n}")
    if [column] == source.key:
        own = [f"{source.name}{place}"] if is_sound else [f"{source.name}{n}" for n in range(place + 1)]
        return st.sampled_from(POLICIES if column == "policy_id" else own)
    fixed = FIXED.get((source.name, column))
    if fixed and is_sound:
        return fixed(place)
    if source.columns[column][0] == "decimal(18,2)":
        return AMOUNTS
    return BY_TYPE[kind(source, column)](column)


def days(column: str) -> st.SearchStrategy:
    first = EARLY if column == "joined_on" else LATE
    return st.integers(0, 900).map(lambda n: first + timedelta(days=n))


BY_TYPE = {
    "month": lambda _: st.sampled_from(MONTHS),
    "date": days,
    "boolean": lambda _: st.booleans(),
    "integer": lambda _: st.sampled_from([1, 0, 3, 1980, 12, -1, 2**31 - 1]) | st.integers(0, 2000),
    "decimal": lambda _: st.integers(0, 10**6).map(lambda n: Decimal(n) / 100),
    "varchar": lambda column: st.sampled_from(WORDS.get(column, TEXTS)) | TEXT,
}
AMOUNTS = st.sampled_from([Decimal(n) for n in ("0", "0.01", "-5", "999999.99", "600000", "99999999999.99")])
AMOUNTS |= st.integers(0, 10**9).map(lambda n: Decimal(n) / 100)
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=6)
# what the rules would stop in almost every delivery that is drawn blindly
FIXED = {
    ("tiers", "tier_rank"): lambda place: st.just(place + 1),
    ("tiers", "min_aum"): lambda place: st.integers(0, 999).map(lambda n: Decimal(place * 1000 + n)),
    ("tiers", "in_register"): lambda _: st.just(True),
    ("tiers", "grace_months"): lambda _: st.integers(0, 12),
    ("policies", "value"): lambda _: st.just(Decimal(1)),
    ("totals", "month"): lambda _: st.sampled_from(BEFORE),
    ("clients", "closed_on"): lambda _: st.none() | days(""),
    ("relationship_managers", "left_on"): lambda _: st.none() | days(""),
}


@st.composite
def deliveries(draw: st.DrawFn) -> dict[str, bytes]:
    """The files of a delivery: their names and contents."""
    is_sound = draw(st.sampled_from([True, True, True, False]))
    files, counts = {}, {}
    for source in sources():
        if draw(st.integers(0, 99)) < (99 if source.is_required else 50):
            files |= draw(one_file(source, counts, is_sound))
    return files


@st.composite
def one_file(draw: st.DrawFn, source: Source, counts: dict[str, int], is_sound: bool) -> dict[str, bytes]:
    """One file of the contract, in one part or in two."""
    columns = draw(
        st.permutations([c for c, (_, needed) in source.columns.items() if draw(is_there(needed, is_sound))])
    )
    most = {"holdings": 14, "bank": 1 if is_sound else 2}.get(source.name, 4)
    count = draw(st.integers(1 if source.is_required else 0, most))
    rows: dict[tuple, dict] = {}
    for place in range(count):
        row = {c: draw(values(source, c, place, counts, is_sound)) for c in columns}
        key = tuple(row.get(c) for c in source.key) if is_sound and source.key else (place,)
        rows[key] = row
    counts[source.name] = len(rows)
    style = draw(STYLES)
    wrong = set() if is_sound or draw(st.integers(0, 5)) else {draw(st.sampled_from(list(source.columns)))}
    cells = [[draw(spelled(source, c, row[c], style, c in wrong)) for c in columns] for row in rows.values()]
    head = [draw(st.sampled_from([c, c, c.upper(), c if style.kind == "parquet" else f" {c}"])) for c in columns]
    for extra in draw(
        st.lists(st.sampled_from(["note", "备注", "file_row", "wrong_cells", "select"]), max_size=2, unique=True)
    ):
        head, cells = [extra, *head], [[draw(st.sampled_from(TEXTS)), *line] for line in cells]
    return {name: written(head, lines, style) for name, lines in parts(source.name, cells, style)}


def is_there(needed: bool, is_sound: bool) -> st.SearchStrategy:
    likely = (100 if is_sound else 99) if needed else 70
    return st.integers(0, 99).map(lambda n: (n * 37) % 100 < likely)


@st.composite
def spelled(draw: st.DrawFn, source: Source, column: str, value: object, style: Style, is_wrong: bool) -> object:
    """The cell as it stands in the file: text, or in Parquet at times the value itself."""
    if is_wrong:
        return draw(st.sampled_from(WRONG))
    if style.is_typed:
        return None if not source.columns[column][1] and draw(st.integers(0, 9)) == 0 else typed(value, style)
    if value is None or (not source.columns[column][1] and draw(st.integers(0, 9)) == 0):
        return draw(st.sampled_from(EMPTY))
    what = kind(source, column)
    if what in SPELLINGS:
        return value.strftime(draw(st.sampled_from(SPELLINGS[what])))
    if what == "boolean":
        return draw(st.sampled_from(TRUE if value else FALSE))
    if what == "decimal":
        return draw(st.sampled_from([f"{value}", f"{value:.2f}"])).replace(
            ".", "." if style.kind == "parquet" else style.decimal_mark
        )
    return draw(st.sampled_from([f"{value}", f"{value} "])) if what == "varchar" else str(value)


def typed(value: object, style: Style) -> object:
    """The value as it stands in a Parquet file: amounts as decimals or floating point, days with or without a time."""
    if isinstance(value, Decimal):
        return float(value) if style.line_end == "\n" else value
    return datetime(value.year, value.month, value.day) if isinstance(value, date) and style.line_end == "\n" else value


def parts(name: str, cells: list, style: Style) -> list[tuple[str, list]]:
    if style.parts == "whole":
        return [(f"{name}.{style.kind}", cells)]
    pattern = f"{name}_{{}}.{style.kind}" if style.parts == "numbered" else f"{name}/{{}}.{style.kind}"
    half = len(cells) // 2
    return [(pattern.format(1), cells[:half]), (pattern.format(2), cells[half:])]


def written(head: list[str], cells: list[list], style: Style) -> bytes:
    if style.kind == "parquet":
        columns = [_column([line[place] for line in cells]) for place in range(len(head))]
        out = io.BytesIO()
        pyarrow.parquet.write_table(pa.Table.from_arrays(columns, names=head), out)
        return out.getvalue()
    text = io.StringIO()
    writer = csv.writer(text, delimiter=style.delimiter, lineterminator=style.line_end, quoting=style.quoting)
    writer.writerows([head, *cells])
    content = text.getvalue().encode(style.encoding)
    return gzip.compress(content, mtime=0) if style.kind == "csv.gz" else content


def _column(cells: list) -> pa.Array:
    """The cells as they are; all of them as text where some are."""
    if any(isinstance(cell, str) for cell in cells):
        return pa.array([None if cell in (None, "", "NULL") else str(cell) for cell in cells], pa.string())
    return pa.array(cells)


@settings(
    max_examples=EXAMPLES,
    derandomize="DELIVERIES" not in os.environ,
    database=None,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
@given(deliveries())
def test_any_delivery_loads_or_is_refused_in_sentences(files):
    with TemporaryDirectory() as folder:
        delivery, data = Path(folder) / "delivery", Path(folder) / "data"
        delivery.mkdir()
        for name, content in files.items():
            (delivery / name).parent.mkdir(exist_ok=True)
            (delivery / name).write_bytes(content)
        try:
            load(delivery, data)
        except Refused as refused:
            event("refused")
            assert refused.faults
            assert [fault for fault in refused.faults if NO_SENTENCE.search(fault)] == []
        else:
            event("loaded")
            assert_every_figure_answers(data)


def assert_every_figure_answers(data: Path) -> None:
    with named(data):
        filters = Filters(queries.bank().months[-1])
        answers = {
            name: queries.ask(name, filters, **({"measure": "aum"} if "measure" in queries.header(name).takes else {}))
            for name in queries.figures()
        }
    (totals,) = answers["client_totals"].table.to_pylist()
    assert sum(row["clients"] for row in answers["tier_distribution"].table.to_pylist()) == totals["clients_listed"]
