"""The road in: what a bank can get wrong in its files, each fault with its sentence, and what a load leaves behind."""

import csv
import os
import shutil
import sys
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from conftest import fingerprint
from tiny_bank import named

import queries
from queries import Filters, answers
from queries.database import cursor, published
from queries.load import Refused, load, main

SMALL = Path(__file__).parent.parent / "sample_data" / "small"
OCTOBER = Filters(date(2026, 10, 1))
OPTIONAL = (
    "assignments",
    "bank",
    "branch_moves",
    "claims",
    "contacts",
    "flows",
    "relationship_managers",
    "service_costs",
    "tiers",
)


class Delivery:
    """A copy of the small delivery in which one thing after another goes wrong."""

    def __init__(self, folder: Path):
        self.folder = folder

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.csv"

    def replace(self, name: str, old: str, new: str) -> None:
        """Once, in the text of a file."""
        text = self.path(name).read_text(encoding="utf-8")
        assert old in text
        self.path(name).write_text(text.replace(old, new, 1), encoding="utf-8")

    def spoil(self, cases: list[tuple[str, str, str, str]]) -> None:
        """Each (file, old text, new text, sentence) in turn."""
        for name, old, new, _ in cases:
            self.replace(name, old, new)

    def append(self, name: str, line: str) -> int:
        """Adds a line and says which it is."""
        text = self.path(name).read_text(encoding="utf-8")
        self.path(name).write_text(text + line + "\n", encoding="utf-8")
        return text.count("\n") + 1

    def faults(self, data: Path) -> list[str]:
        with pytest.raises(Refused) as refused:
            load(self.folder, data)
        return refused.value.faults


def findings(data: Path, rule: str) -> list[tuple]:
    """What a loaded database says of a rule: severity, place, found."""
    with cursor(published(data)) as cur:
        sql = "select severity, place, found from findings where rule = ? order by all"
        return cur.execute(sql, [rule]).fetchall()


@pytest.fixture
def delivery(tmp_path):
    return Delivery(shutil.copytree(SMALL, tmp_path / "delivery"))


@pytest.fixture
def brief_delivery(brief, tmp_path):
    return Delivery(shutil.copytree(brief, tmp_path / "delivery"))


@pytest.fixture
def data(tmp_path):
    """A data folder that does not exist yet."""
    return tmp_path / "data"


@pytest.fixture
def published_data(small_bank, tmp_path):
    """A data folder with the small bank published."""
    return shutil.copytree(small_bank, tmp_path / "data")


def test_the_small_delivery_loads(delivery, data, monkeypatch, capsys):
    monkeypatch.setenv("CLIENTELE_DATA", str(data))
    assert main([str(delivery.folder)]) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[-1] == f"Published {published(data)}."
    assert sum(row["clients"] for row in queries.ask("tier_distribution", OCTOBER).table.to_pylist()) == 24


def test_what_is_published_is_said_to_be_where_its_findings_cannot_be_said(delivery, data, monkeypatch, capsys):
    monkeypatch.setenv("CLIENTELE_DATA", str(data))
    monkeypatch.setattr("queries.load.findings_in_words", lambda path: (_ for _ in ()).throw(OSError("closed")))
    assert main([str(delivery.folder)]) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[-1] == f"Published {published(data)}." and "Nothing was" not in said


def test_an_unknown_folder_is_refused(tmp_path, data):
    with pytest.raises(Refused) as refused:
        load(tmp_path / "nothing", data)
    assert refused.value.faults == [
        f"{tmp_path / 'nothing'} is not a folder; name the folder that holds the bank's files"
    ]


@pytest.mark.parametrize(
    ("name", "column", "what"),
    [
        ("holdings", "balance", "balance on the last day of the month"),
        ("clients", "branch_id", "branch that looks after the client now"),
        ("clients", "client_id", "the bank's identifier of the person"),
        ("products", "counts_as_aum", "whether its balance is part of a client's AUM"),
        ("assignments", "assigned_on", "first day"),
    ],
)
def test_a_missing_column_is_named_and_nothing_is_blamed_on_the_others(delivery, data, name, column, what):
    delivery.replace(name, column, f"{column}_2")
    assert delivery.faults(data) == [f"{name}.csv: column {column} is missing; it holds {what}"]


WRONG_CELLS = [
    (
        "holdings",
        "C01,P01,600000.00,",
        "C01,P01,ten,",
        'holdings.csv line 4, balance: "ten" is not an amount such as 1234.56',
    ),
    (
        "holdings",
        "C02,P01,3000000.00,",
        'C02,P01,"3,000,000.00",',
        'holdings.csv line 5, balance: "3,000,000.00" has thousands separators; write 3000000.00',
    ),
    (
        "holdings",
        "2026-03-01,C03",
        "2026-13-01,C03",
        'holdings.csv line 7, month: "2026-13-01" is not a month such as 2026-10',
    ),
    (
        "clients",
        "2020-05-11",
        "2020-02-30",
        'clients.csv line 2, joined_on: "2020-02-30" is not a day such as 2026-10-31',
    ),
    (
        "clients",
        "1970,manufacturing",
        "MCMLXX,manufacturing",
        'clients.csv line 2, birth_year: "MCMLXX" is not a whole number',
    ),
    ("products", "存款,true", "存款,perhaps", 'products.csv line 2, counts_as_aum: "perhaps" is not true or false'),
]


def test_a_cell_that_is_not_what_is_expected(delivery, data):
    delivery.spoil(WRONG_CELLS)
    assert sorted(delivery.faults(data)) == sorted(sentence for *_, sentence in WRONG_CELLS)


EMPTY_CELLS = [
    (
        "holdings",
        "C01,P01,600000.00,",
        "C01,P01,,",
        "holdings.csv line 4, balance: is empty; it must be given: balance on the last day of the month",
    ),
    (
        "holdings",
        "2026-03-01,C03",
        " ,C03",
        "holdings.csv line 7, month: is empty; it must be given: calendar month, 2026-10 or any day in it",
    ),
    ("contacts", "K01,", ",", "contacts.csv line 2, contact_id: is empty; it must be given: the bank's own code"),
]


def test_an_empty_cell_that_must_be_given(delivery, data):
    delivery.spoil(EMPTY_CELLS)
    assert sorted(delivery.faults(data)) == sorted(sentence for *_, sentence in EMPTY_CELLS)


def test_empty_keys_are_not_called_the_same(delivery, data):
    for number in (1, 2):
        delivery.replace("contacts", f"K0{number},", ",")
    assert delivery.faults(data) == [
        f"contacts.csv line {line}, contact_id: is empty; it must be given: the bank's own code" for line in (2, 3)
    ]


KEYS_TWICE = [
    (
        "holdings",
        "2026-03-15,C01,P01,1,1,0,0,0,0",
        "holdings.csv line {n}: month 2026-03, client_id C01, product_id P01 is there already in line 4;"
        " keep one of them",
    ),
    (
        "clients",
        "C01,Another,B01,2020-01-01,,,,,,,",
        "clients.csv line {n}: client_id C01 is there already in line 2; keep one of them",
    ),
    (
        "branches",
        "B01,Again,,Shanghai,,East China,",
        "branches.csv line {n}: branch_id B01 is there already in line 2; keep one of them",
    ),
    (
        "products",
        "P05,Again,,loans,,false,,,",
        "products.csv line {n}: product_id P05 is there already in line 6; keep one of them",
    ),
    (
        "assignments",
        "C01,R01,primary,2020-05-11,",
        "assignments.csv line {n}: client_id C01, rm_id R01, assigned_on 2020-05-11 is there already in line 2;"
        " keep one of them",
    ),
]


def test_a_key_twice(delivery, data):
    expected = [sentence.format(n=delivery.append(name, line)) for name, line, sentence in KEYS_TWICE]
    assert sorted(delivery.faults(data)) == sorted(expected)


CORRECT = "add it there, or correct it here"
UNKNOWN = [
    (
        "clients",
        "C98,Somebody,B99,2020-01-01,,,,,,,",
        'clients.csv line {n}, branch_id: "B99" is not in branches.csv; ' + CORRECT,
    ),
    (
        "holdings",
        "2026-10,C01,P99,1,1,0,0,0,0",
        'holdings.csv line {n}, product_id: "P99" is not in products.csv; ' + CORRECT,
    ),
    (
        "holdings",
        "2026-10,C97,P01,1,1,0,0,0,0",
        'holdings.csv line {n}, client_id: "C97" is not in clients.csv; ' + CORRECT,
    ),
    (
        "relationship_managers",
        "R07,Somebody,B99,,,,,,",
        'relationship_managers.csv line {n}, branch_id: "B99" is not in branches.csv; ' + CORRECT,
    ),
]


def test_an_unknown_branch_product_client_or_rm(delivery, data):
    expected = [sentence.format(n=delivery.append(name, line)) for name, line, sentence in UNKNOWN]
    assert sorted(delivery.faults(data)) == sorted(expected)


def test_a_file_whose_name_is_a_word_of_the_rules_is_only_named(delivery, data):
    delivery.path("branches").rename(delivery.path("branches_earlier_row"))
    delivery.append("clients", "C99,,B99,2020-01-01,,,,,,,")
    (said,) = delivery.faults(data)
    assert '"B99" is not in branches_earlier_row.csv' in said


def test_an_unknown_client_in_many_rows_is_one_sentence(delivery, data):
    n = delivery.append("holdings", "2026-09,C99,P01,1,1,0,0,0,0")
    delivery.append("holdings", "2026-10,C99,P01,1,1,0,0,0,0")
    assert delivery.faults(data) == [
        f'holdings.csv line {n}, client_id: "C99" is not in clients.csv (2 rows); {CORRECT}'
    ]


def test_assignments_without_a_file_of_rms(delivery, data):
    for name in ("relationship_managers", "contacts", "claims"):
        delivery.path(name).unlink()
    load(delivery.folder, data)
    assert findings(data, "assignments_unknown_rm_id") == [
        ("note", "assignments.csv", "relationship_managers was not delivered; rm_id is not checked")
    ]


WRONG_WAY_ROUND = [
    (
        "clients",
        "2023-01-16,2026-07-15",
        "2026-07-16,2026-07-15",
        "clients.csv line 5: closed_on 2026-07-15 is before joined_on 2026-07-16; correct one of the two days",
    ),
    (
        "relationship_managers",
        "2019-09-02,2026-06-30",
        "2019-09-02,2019-06-30",
        "relationship_managers.csv line 5: left_on 2019-06-30 is before joined_on 2019-09-02;"
        " correct one of the two days",
    ),
]


def test_dates_the_wrong_way_round(delivery, data):
    delivery.spoil(WRONG_WAY_ROUND)
    assert sorted(delivery.faults(data)) == sorted(sentence for *_, sentence in WRONG_WAY_ROUND)


def test_a_ladder_out_of_order(delivery, data):
    delivery.replace("tiers", "500000,true", "200000,true")
    assert delivery.faults(data) == [
        "tiers.csv line 4: tier_rank 3 (wealth) begins at 200000.00, not above the rank under it (200000.00);"
        " number the tiers from the lowest threshold up"
    ]


def test_a_line_with_too_few_or_too_many_cells(delivery, data):
    few = delivery.append("holdings", "2026-10,C01")
    many = delivery.append("holdings", "2026-10,C15,P02,1,1,0,0,0,0,0,0")
    assert delivery.faults(data) == [
        f"holdings.csv line {few}: the line has too few cells; the head has 9 columns",
        f"holdings.csv line {many}: the line has too many cells; the head has 9 columns",
    ]


def test_an_empty_file(delivery, data):
    delivery.path("contacts").write_text("", encoding="utf-8")
    assert delivery.faults(data) == ["contacts.csv cannot be read: it is empty"]


@pytest.mark.skipif(sys.platform == "win32", reason="on Windows only an administrator may make such a link")
def test_a_link_to_nothing(delivery, data):
    delivery.path("contacts").unlink()
    delivery.path("contacts").symlink_to(delivery.folder / "gone.csv")
    assert delivery.faults(data) == [
        "contacts.csv cannot be read: it is a link to a file that is not there; deliver the file itself"
    ]


def test_the_same_file_in_two_formats(delivery, data):
    (delivery.folder / "contacts.parquet").write_bytes(b"")
    assert delivery.faults(data) == ["contacts: both contacts.csv and contacts.parquet are there; leave one of them"]


PARQUET_DAMAGE = "holdings.parquet cannot be read: it is no Parquet file, is damaged, or holds text that is not UTF-8"


@pytest.mark.parametrize(("first", "last"), [(-60, -8), (-200, -150), (4, 60)], ids=["schema", "metadata", "rows"])
def test_a_damaged_parquet_file_is_named(brief_delivery, data, first, last):
    pq.write_table(pa_csv.read_csv(brief_delivery.path("holdings")), brief_delivery.folder / "holdings.parquet")
    brief_delivery.path("holdings").unlink()
    content = bytearray((brief_delivery.folder / "holdings.parquet").read_bytes())
    content[first:last] = b"\xc7" * (last - first)
    (brief_delivery.folder / "holdings.parquet").write_bytes(content)
    assert brief_delivery.faults(data) == [f"{PARQUET_DAMAGE}; write it again"]


@pytest.mark.parametrize(
    "error",
    [duckdb.Error("TProtocolException: Invalid data"), OSError("Invalid flatbuffers message."), pa.ArrowInvalid("no")],
    ids=str,
)
def test_whatever_is_found_in_a_damaged_parquet_file_it_is_named(brief_delivery, data, monkeypatch, error):
    def fail(*_, **__):
        raise error

    pq.write_table(pa_csv.read_csv(brief_delivery.path("holdings")), brief_delivery.folder / "holdings.parquet")
    brief_delivery.path("holdings").unlink()
    monkeypatch.setattr("queries.fitting.pq.read_schema", fail)
    assert brief_delivery.faults(data) == [f"{PARQUET_DAMAGE}; write it again"]


def test_all_faults_are_reported_at_once(delivery, data):
    delivery.path("products").unlink()
    delivery.replace("service_costs", "cost", "price")
    delivery.replace("holdings", "C01,P01,600000.00,", "C01,P01,ten,")
    delivery.replace("clients", "王示例一,B01", "王示例一,B99")
    delivery.replace("clients", "2023-01-16,2026-07-15", "2026-07-16,2026-07-15")
    n = delivery.append("branches", "B01,Again,,Shanghai,,East China,")
    assert sorted(delivery.faults(data)) == sorted(
        [
            "products.csv or products.parquet is missing; it holds the products, each in a family",
            "service_costs.csv: column cost is missing; it holds cost of the month",
            'holdings.csv line 4, balance: "ten" is not an amount such as 1234.56',
            f'clients.csv line 2, branch_id: "B99" is not in branches.csv; {CORRECT}',
            "clients.csv line 5: closed_on 2026-07-15 is before joined_on 2026-07-16; correct one of the two days",
            f"branches.csv line {n}: branch_id B01 is there already in line 2; keep one of them",
        ]
    )


def test_of_many_faults_of_a_kind_five_are_shown(delivery, data):
    text = delivery.path("clients").read_text(encoding="utf-8")
    delivery.path("clients").write_text(text.replace(",B02,", ",B99,"), encoding="utf-8")
    wrong = text.count(",B02,")
    # one branch is one sentence, however many clients; 30 days are 30 faults
    assert delivery.faults(data) == [
        f'clients.csv line 9, branch_id: "B99" is not in branches.csv ({wrong} rows); {CORRECT}'
    ]
    delivery.path("clients").write_text(text.replace(",20", ",x20"), encoding="utf-8")
    faults = [fault for fault in delivery.faults(data) if "joined_on" in fault]
    assert faults[-1] == "clients.csv, joined_on: … and 25 more of the same kind"
    assert len(faults) == 5 + 1


def test_a_failed_load_leaves_what_was_published(delivery, published_data, monkeypatch, capsys):
    data = published_data
    monkeypatch.setenv("CLIENTELE_DATA", str(data))
    before, rows = fingerprint(data), queries.ask("tier_distribution", OCTOBER).table
    delivery.replace("clients", "王示例一,B01", "王示例一,B99")
    assert main([str(delivery.folder)]) == 1
    assert capsys.readouterr().out.splitlines()[-2:] == [
        f'clients.csv line 2, branch_id: "B99" is not in branches.csv; {CORRECT}',
        "Nothing was published: 1 fault. What was published before stays.",
    ]
    assert fingerprint(data) == before
    answers._table.cache_clear()
    assert queries.ask("tier_distribution", OCTOBER).table == rows


def test_a_load_that_breaks_off_leaves_what_was_published(delivery, published_data, monkeypatch):
    before = fingerprint(published_data)
    monkeypatch.setattr("queries.load.record", None)
    with pytest.raises(TypeError):
        load(delivery.folder, published_data)
    assert fingerprint(published_data) == before


def test_a_second_load_is_what_readers_see_next(delivery, published_data):
    with named(published_data):
        (before,) = queries.ask("client_totals", OCTOBER).table.to_pylist()
        delivery.replace("holdings", "2026-10-01,C01,P01,400000.00,400000.00", "2026-10-01,C01,P01,400000.00,410000.00")
        load(delivery.folder, published_data)
        (after,) = queries.ask("client_totals", OCTOBER).table.to_pylist()
    assert after["aum"] - before["aum"] == 10_000


def test_line_breaks_in_quotes_keep_the_line_numbers_right(delivery, data):
    delivery.replace("clients", "王示例一", '"王\n示例\n一"')  # line 2 is now 2, 3 and 4
    delivery.replace("clients", "李示例二", '"李, ""示例""\n二"')  # 5 and 6
    delivery.replace("clients", "张示例三,B01,2024-09-20", "张示例三,B99,soon")
    assert delivery.faults(data) == [
        'clients.csv line 7, joined_on: "soon" is not a day such as 2026-10-31',
        f'clients.csv line 7, branch_id: "B99" is not in branches.csv; {CORRECT}',
    ]


def test_a_short_line_after_line_breaks_in_quotes(delivery, data):
    delivery.replace("contacts", "phone,service", '"phone\nagain","serv\nice"')  # line 2 is now 2, 3 and 4
    n = delivery.append("contacts", "K98,C01")
    assert delivery.faults(data) == [f"contacts.csv line {n}: the line has too few cells; the head has 11 columns"]


def test_a_short_line_before_does_not_shift_the_line_of_a_fault(delivery, data):
    delivery.replace("contacts", "K02,C02,R03,2026-10-12", "K97,C01\nK02,C02,R03,soon")
    assert delivery.faults(data) == [
        "contacts.csv line 3: the line has too few cells; the head has 11 columns",
        'contacts.csv line 4, contacted_on: "soon" is not a day such as 2026-10-31',
    ]


@pytest.mark.parametrize(
    ("place", "other"),
    [("month=2026-03/part[1]", "month=2026-03/part1"), ("branch_id=B01/a*b?", "branch_id=B01/a to b.")],
)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_what_a_folder_is_called_changes_no_row_and_no_other_is_read(tmp_path, data, brief, brief_bank, place, other):
    folder = shutil.copytree(brief, tmp_path / place)
    (shutil.copytree(brief, tmp_path / other) / "clients.csv").write_text("nothing\n", encoding="utf-8")
    table = pa_csv.read_csv(folder / "holdings.csv")
    (folder / "holdings.csv").unlink()
    pq.write_table(table, folder / "holdings.parquet")
    load(folder, data)
    with cursor(published(data)) as cur, cursor(published(brief_bank)) as known:
        for table in ("clients", "holdings", "branches"):
            assert cur.execute(f"from {table}").fetchall() == known.execute(f"from {table}").fetchall()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_parts_whose_names_look_like_patterns_are_each_read_once(brief_delivery, data, brief_bank):
    head, *rows = brief_delivery.path("holdings").read_text(encoding="utf-8").splitlines()
    brief_delivery.path("holdings").unlink()
    for name, some in (("holdings_1", rows[:2]), ("holdings_[1]", rows[2:])):
        brief_delivery.path(name).write_text("\n".join([head, *some, ""]), encoding="utf-8")
    load(brief_delivery.folder, data)
    with cursor(published(data)) as cur, cursor(published(brief_bank)) as known:
        assert cur.execute("from holdings").fetchall() == known.execute("from holdings").fetchall()


@pytest.fixture
def short_cells():
    """No cell may be longer than 5,000 characters."""
    longest = csv.field_size_limit(5_000)
    yield
    csv.field_size_limit(longest)


def test_a_quotation_mark_that_is_not_closed_in_a_file_longer_than_any_cell(delivery, data, short_cells):
    line = delivery.append("clients", '"C99,B01')
    for _ in range(50):
        delivery.append("clients", "C98,long,B01,2020-01-01" + " " * 200)
    said = f"clients.csv line {line}: the line has a quotation mark that is not closed, or text behind one"
    assert delivery.faults(data) == [said]
    delivery.append("clients", 'late"late')
    delivery.append("clients", "C97,late,B01,soon,,,,,,,")
    assert said in delivery.faults(data) and 'joined_on: "soon" is not a day' in delivery.faults(data)[-1]


def test_a_first_line_that_is_empty_before_a_quotation_mark_that_is_not_closed(delivery, data, short_cells):
    delivery.path("clients").write_text('\n"' + "client_id" * 1_000, encoding="utf-8")
    assert delivery.faults(data)[0].startswith("clients.csv cannot be read: its first line is not a head (")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_not_utf_8_is_said_where_the_file_is_of_the_contract(brief_delivery, data):
    folder, strange = brief_delivery.folder, os.fsdecode("甲乙.csv".encode("gb18030"))
    (folder / strange).write_text("a,b\n", encoding="utf-8")
    load(folder, data)
    assert findings(data, "file_unknown") == [("note", "????.csv", "is no file of the contract")]
    brief_delivery.path("holdings").rename(folder / f"holdings_{strange}")
    assert brief_delivery.faults(data)[0] == (
        "holdings_????.csv cannot be read: its name is not UTF-8, as of a file packed on another system; rename it"
    )
    folder.rename(folder.with_name(strange))
    with pytest.raises(Refused) as refused:
        load(folder.with_name(strange), data)
    (said,) = refused.value.faults
    assert said.endswith("/????.csv is a path that is not UTF-8; rename the folder that holds the bank's files")


def test_only_of_a_file_with_several_kinds_of_line_ends_they_are_said(brief_delivery, data, monkeypatch):
    def fail(*_):
        raise duckdb.InvalidInputException("no")

    monkeypatch.setattr("queries.fitting._insert", fail)
    text = brief_delivery.path("clients").read_text(encoding="utf-8")
    brief_delivery.path("clients").write_bytes(text.replace("\n", "\r\n", 5).encode())
    said = brief_delivery.faults(data)
    assert "branches.csv cannot be read: it is damaged; deliver it again" in said
    assert [fault.split(" ")[0] for fault in said if "its lines end in different ways" in fault] == ["clients.csv"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_what_a_terminal_would_obey_in_a_name_is_not_said(brief_delivery, data, monkeypatch, capsys):
    monkeypatch.setenv("CLIENTELE_DATA", str(data))
    path = brief_delivery.path("holdings").rename(brief_delivery.folder / "holdings_\x1b[2J.csv")
    path.with_name("other\x1b[2J.csv").write_text("a,b\n", encoding="utf-8")
    head, rest = path.read_text(encoding="utf-8").split("\n", 1)
    path.write_text(f"{head},\x1b[1m\n" + rest.replace("\n", ",\n"), encoding="utf-8")
    assert main([str(brief_delivery.folder)]) == main(["--report"]) == 0
    brief_delivery.append("holdings_\x1b[2J", "soon,C01,P01,1,,,")
    shutil.copy(brief_delivery.path("branches"), brief_delivery.folder / "\x1bbranches.csv")
    assert main([str(brief_delivery.folder)]) == 1
    said = capsys.readouterr().out
    assert "holdings_ [2J.csv line " in said and "other [2J.csv" in said and "\x1b" not in said


def test_the_same_flows_in_two_parts_are_refused(delivery, data):
    shutil.copy(delivery.path("flows"), delivery.path("flows_again"))
    said = "flows_again.csv is the same file as flows.csv; leave it out, or its rows would count twice"
    assert delivery.faults(data) == [said]


def test_a_data_folder_whose_path_no_database_can_be_written_to_is_said(delivery, tmp_path):
    data = tmp_path / "a?b"
    said = f'the path of the data folder, {data}, has a "?" in it; name another one (CLIENTELE_DATA)'
    assert delivery.faults(data) == [said]
    assert not data.exists()


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), RuntimeError("Query interrupted")], ids=["python", "duckdb"])
def test_a_load_that_is_stopped_by_hand_says_so_and_leaves_nothing(delivery, data, monkeypatch, capsys, stop):
    def stopped(*_):
        raise stop

    monkeypatch.setattr("queries.load.record", stopped)
    monkeypatch.setenv("CLIENTELE_DATA", str(data))
    assert main([str(delivery.folder)]) == 130
    assert "Stopped. Nothing was published" in capsys.readouterr().out
    assert [path.name for path in data.iterdir()] == ["loading.lock"]


@pytest.mark.parametrize("given", ["abc", "0", "-5GB", "8"])
def test_an_amount_of_memory_that_is_none_is_said(delivery, data, monkeypatch, given):
    monkeypatch.setenv("CLIENTELE_MEMORY", given)
    said = f'CLIENTELE_MEMORY is "{given}", which is no amount of memory; write it as 8GB, say'
    assert delivery.faults(data) == [said]


def names_of(data: Path) -> list:
    with named(data):
        bank = queries.bank()
        register = queries.ask("client_register", OCTOBER).table.to_pylist()
        return [
            bank.branches,
            bank.products,
            bank.facts["bank_name_zh"],
            register,
        ]


@pytest.mark.parametrize("encodings", [("gb18030",) * 4, ("utf-16", "utf-8-sig", "gb18030", "utf-16")], ids=str)
def test_a_file_in_another_encoding_loads_like_utf_8(brief_delivery, data, brief_bank, encodings):
    for name, encoding in zip(("clients", "branches", "products", "bank"), encodings, strict=True):
        text = brief_delivery.path(name).read_text(encoding="utf-8")
        brief_delivery.path(name).write_text(text, encoding=encoding)
    load(brief_delivery.folder, data)
    assert names_of(data) == names_of(brief_bank)


def test_faults_in_another_encoding_have_their_line_too(delivery, data):
    delivery.replace("clients", "王示例一", '"王示例\n一"')
    delivery.replace("clients", "李示例二,B01", "李示例二,东")
    text = delivery.path("clients").read_text(encoding="utf-8")
    delivery.path("clients").write_text(text, encoding="gb18030")
    assert delivery.faults(data) == [f'clients.csv line 4, branch_id: "东" is not in branches.csv; {CORRECT}']


def test_other_delimiters_and_windows_line_ends_load_the_same(brief_delivery, data, brief_bank):
    for name, delimiter in (("clients", ";"), ("branches", "\t"), ("products", ";"), ("bank", "|")):
        text = brief_delivery.path(name).read_text(encoding="utf-8").replace(",", delimiter)
        brief_delivery.path(name).write_text(text, encoding="utf-8", newline="\r\n")
    load(brief_delivery.folder, data)
    assert names_of(data) == names_of(brief_bank)


def test_columns_outside_the_contract_and_what_nobody_sees_in_a_head_are_ignored(brief_delivery, data, brief_bank):
    head, *lines = brief_delivery.path("clients").read_text(encoding="utf-8").splitlines()
    unseen = head.replace("client_id", "client_id\u200b")  # a joiner of no width
    wider = [f"favourite,{unseen},file_row", *(f"blue,{line},x" for line in lines)]
    brief_delivery.path("clients").write_text("\n".join(wider) + "\n", encoding="utf-8")
    load(brief_delivery.folder, data)
    assert names_of(data) == names_of(brief_bank)


def test_without_optional_files_the_figures_that_need_them_say_so(delivery, data):
    for name in OPTIONAL:
        delivery.path(name).unlink()
    load(delivery.folder, data)
    with named(data):
        missing = {
            name: queries.ask(name, OCTOBER).missing
            for name in queries.figures()
            if queries.header(name).takes == ("filters",)
        }
        assert {name: files for name, files in missing.items() if files} == {
            "contact_states": ("contacts",),
            "coverage_by_tier": ("assignments", "relationship_managers"),
            "rm_load": ("assignments", "relationship_managers"),
            "uncovered_clients": ("assignments", "relationship_managers"),
        }
        tiers = {row["tier_id"]: row["clients"] for row in queries.ask("tier_distribution", OCTOBER).table.to_pylist()}
        assert tiers == {"select": 9, "wealth": 8, "premier": 4, "private": 2, "ultra": 1}
        assert queries.bank().facts["currency"] == "CNY"


def test_with_every_file_nothing_is_missing(small_bank):
    asked = [queries.ask(name, OCTOBER) for name in queries.figures() if queries.header(name).takes == ("filters",)]
    assert {answer.name for answer in asked if answer.missing} == set()


def test_identifiers_keep_their_zeros(small_bank):
    ids = queries.ask("client_register", OCTOBER).table["client_id"].to_pylist()
    assert "0062260000001234567" in ids


def test_without_a_loaded_bank_the_command_is_named(data):
    with named(data), pytest.raises(queries.NotPublished, match="Load one: python -m queries.load FOLDER"):
        queries.bank()
