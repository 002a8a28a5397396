"""What leaves the product is complete, exact and harmless."""

import csv
import datetime
import io
import sys
import time
import unicodedata
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest

from queries.lines import FORMULA, csv_bytes
from ui.export import about_bytes, file_name

MARK = b"\xef\xbb\xbf"


def lines(table: pa.Table, **options) -> list[str]:
    """The file without its mark, split at its line ends."""
    content = csv_bytes(table, **options)
    assert content.startswith(MARK) and content.endswith(b"\r\n")
    return content.removeprefix(MARK).decode().removesuffix("\r\n").split("\r\n")


def one(values: list, kind: pa.DataType) -> list[str]:
    """The lines of a table of one column, without its head."""
    return lines(pa.table({"x": pa.array(values, kind)}))[1:]


def test_the_bytes_of_a_file():
    table = pa.table({
        "client_id": pa.array(["0012", None], pa.string()),
        "aum": pa.array([Decimal("-500.10"), None], pa.decimal128(18, 2)),
        "is_covered": pa.array([True, None], pa.bool_()),
        "opened_on": pa.array([datetime.date(2026, 10, 5), None], pa.date32()),
    })
    assert csv_bytes(table, {"client_id": "客户号"}) == (
        MARK + '"客户号","aum","is_covered","opened_on"\r\n"0012",-500.10,true,2026-10-05\r\n,,,\r\n'.encode())


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", '"\'=1+1"'),
        ("+86 21", '"\'+86 21"'),
        ("-500", '"\'-500"'),
        ("@SUM(A1)", '"\'@SUM(A1)"'),
        (" =1", '"\' =1"'),
        ("\xa0=1", '"\'\xa0=1"'),
        ("\u3000=1", '"\'\u3000=1"'),
        ("\u200b=1", '"\'\u200b=1"'),
        ("\ufeff=1", '"\'\ufeff=1"'),
        ("\uff1d1", '"\'\uff1d1"'),
        ("\uff0b1", '"\'\uff0b1"'),
        ("\uff0d1", '"\'\uff0d1"'),
        ("\uff201", '"\'\uff201"'),
        ("\ufe661", '"\'\ufe661"'),
        ("\u207a1", '"\'\u207a1"'),
        ("\u2a751", '"\'\u2a751"'),
        ("\tx", '"\'\tx"'),
        ("\rx", '"\'\rx"'),
        ("\nx", '"\'\nx"'),
        ("=\"a\"", '"\'=""a"""'),
        ("a=1", '"a=1"'),
        ("'=1", '"\'=1"'),
        ("1-2", '"1-2"'),
        ("−5", '"−5"'),
        ("–", '"–"'),
        (" x", '" x"'),
        ("", '""'),
        ("6217000000000000019", '"6217000000000000019"'),
        ("007", '"007"'),
        ('say "yes", please', '"say ""yes"", please"'),
        ("two\nlines", '"two\nlines"'),
        ("张三", '"张三"'),
        (None, ""),
    ],
)
@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())], ids=str
)
def test_a_text_is_quoted_and_harmless(cell, written, kind):
    table = pa.table({"x": pa.array([cell], pa.string()).cast(kind)})
    assert csv_bytes(table) == MARK + f'"x"\r\n{written}\r\n'.encode()


def test_every_sign_that_reads_as_the_beginning_of_a_formula_is_known():
    everything = map(chr, (*range(0xD800), *range(0xE000, sys.maxunicode + 1)))
    assert sorted(FORMULA) == [c for c in everything if unicodedata.normalize("NFKC", c)[0] in "=+-@"]


def test_a_head_is_harmless_too():
    assert lines(pa.table({"a": [1], "=b": [2]}), heads={"a": "＋1"}) == ['"\'＋1","\'=b"', "1,2"]


@pytest.mark.parametrize(
    ("values", "kind", "written"),
    [
        ([-500, 12_345_678, None], pa.int64(), ["-500", "12345678", ""]),
        ([9_223_372_036_854_775_807], pa.int64(), ["9223372036854775807"]),
        ([0.1, -2.5, 1e6, float("nan"), float("inf")], pa.float64(), ["0.1", "-2.5", "1000000", "", ""]),
        ([Decimal("-0.01"), Decimal("0")], pa.decimal128(18, 2), ["-0.01", "0.00"]),
        ([Decimal("-123456789012345678901234567890123456.78")], pa.decimal128(38, 2),
         ["-123456789012345678901234567890123456.78"]),
        ([Decimal("0.000001"), Decimal("0")], pa.decimal128(18, 6), ["0.000001", "0.000000"]),
        ([Decimal("0.00000001"), Decimal("0"), None], pa.decimal128(18, 8), ["0.00000001", "0.00000000", ""]),
        ([True, False, None], pa.bool_(), ["true", "false", ""]),
        ([datetime.datetime(2026, 10, 5, 9, 30)], pa.timestamp("s"), ["2026-10-05 09:30:00"]),
        ([None, None], pa.null(), ["", ""]),
        ([3, None], pa.dictionary(pa.int8(), pa.int64()), ["3", ""]),
    ],
)
def test_what_is_no_text_is_written_plain_and_exact(values, kind, written):
    assert one(values, kind) == written


@pytest.mark.parametrize("kind", [pa.list_, pa.large_list], ids=["list", "large_list"])
def test_a_list_is_one_text(kind):
    products = [["Funds", None, "Wealth"], None, [], ["=1"]]
    assert one(products, kind(pa.string())) == ['"Funds |  | Wealth"', "", '""', '"\'=1"']
    assert one([[Decimal("1.50"), Decimal("2.00")]], kind(pa.decimal128(9, 2))) == ['"1.50 | 2.00"']
    sliced = pa.table({"x": pa.array(products, kind(pa.string()))}).slice(2)
    assert lines(sliced)[1:] == ['""', '"\'=1"']


def test_months_are_written_without_their_day():
    table = pa.table({"month": [datetime.date(2026, 10, 1), None], "n": [1, 2]})
    assert lines(table, months={"month"})[1:] == ["2026-10,1", ",2"]


@pytest.mark.parametrize("name", ["line", "given", "select", 'a "name"'])
def test_a_column_may_have_any_name(name):
    quoted = name.replace('"', '""')
    assert lines(pa.table({name: [7], "client": ["C1"]})) == [f'"{quoted}","client"', '7,"C1"']


def test_a_table_without_rows_has_its_heads():
    tiers = pa.dictionary(pa.int8(), pa.string())
    empty = pa.schema([("a", pa.string()), ("b", pa.list_(pa.int64())), ("c", tiers)])
    assert csv_bytes(empty.empty_table()) == MARK + b'"a","b","c"\r\n'


def test_what_has_no_text_form_is_named():
    with pytest.raises(ValueError, match="column x of type STRUCT\\(a BIGINT\\) cannot be exported"):
        csv_bytes(pa.table({"x": [{"a": 1}]}))
    with pytest.raises(ValueError, match="column x of type BLOB cannot be exported"):
        csv_bytes(pa.table({"x": [b"a"]}))
    with pytest.raises(ValueError, match="a table without columns cannot be exported"):
        csv_bytes(pa.table({}))


def register(rows: int) -> pa.Table:
    """Text, amounts, days and flags of a register, 25 columns, with every kind of awkward cell."""
    awkward = ["0012", "6217000000000000019", 'say "yes"', "two\r\nlines", "a,b", "张三", None, "", "x"]
    texts = pa.array((awkward * (rows // len(awkward) + 1))[:rows], pa.string())
    amounts = pa.array([Decimal(n - 500).scaleb(-2) for n in range(rows)], pa.decimal128(18, 2))
    days = pa.array([datetime.date(2026, 1, 1) + datetime.timedelta(n % 300) for n in range(rows)])
    columns = [texts, texts.dictionary_encode(), amounts, days, pa.array([n % 2 == 0 for n in range(rows)])]
    return pa.table({f"c{n}": columns[n % 5] for n in range(25)})


def test_other_readers_find_the_same_table():
    table = register(100)
    content = csv_bytes(table)
    expected = [["" if v is None else str(v).lower() if isinstance(v, bool) else str(v) for v in row.values()]
                for row in table.to_pylist()]
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows == [table.column_names, *expected]
    frame = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
    assert [list(frame), *frame.values.tolist()] == [table.column_names, *expected]


def test_all_rows_leave_in_well_under_a_second():
    table = register(26_000)
    start = time.perf_counter()
    content = csv_bytes(table)
    assert time.perf_counter() - start < 1
    assert len(pd.read_csv(io.BytesIO(content), dtype=str)) == 26_000


def test_a_table_longer_than_one_batch_keeps_every_row_once():
    table = pa.concat_tables([pa.table({"n": range(70_000)}), pa.table({"n": range(70_000, 140_000)})])
    assert [int(n) for n in lines(table)[1:]] == list(range(140_000))


def test_the_companion_tells_what_the_file_holds():
    facts = [("scope", "October 2026"), ("definition", '-"x"')]
    assert about_bytes(facts) == (
        MARK + b'"what","value"\r\n"scope","October 2026"\r\n"definition","\'-""x"""\r\n')
    assert about_bytes([], ("项目", "内容")) == MARK + '"项目","内容"\r\n'.encode()


def test_files_are_named_by_figure_and_month():
    assert file_name("tier_distribution", datetime.date(2026, 10, 1)) == "tier_distribution_2026-10.csv"
    assert file_name("tier_distribution", "2026-10") == "tier_distribution_2026-10.csv"
    assert file_name("tier_distribution", "2026-10-31", about=True) == "tier_distribution_2026-10_about.csv"
    assert file_name("data_checks", None, "png") == "data_checks.png"


@pytest.mark.parametrize(("figure", "month"), [("../x", "2026-10"), ("x", "soon"), ("x", "")])
def test_a_name_that_is_no_file_name_is_refused(figure, month):
    with pytest.raises(ValueError, match="expected (the name of a figure|a month like 2026-10), found"):
        file_name(figure, month)
