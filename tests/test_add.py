"""Adding month by month: the same database as loading everything at once, and what was set aside is judged again."""

import csv
import shutil
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import SMALL

from queries.database import cursor, published
from queries.load import Refused, load

DATED = {
    "holdings": "month",
    "service_costs": "month",
    "totals": "month",
    "flows": "flowed_on",
    "contacts": "contacted_on",
    "claims": "claimed_on",
}
GROWING = ("clients", "assignments", "relationship_managers")
OF_THE_LOAD = {"loads", "load_files"}
STANDING = {"findings": "part, line, place", "suspected_records": "part, line"}
"""Columns that say where a row stands in the files: delivered another way, it stands elsewhere."""
PLANTED = {
    "contacts": (
        "K90,C01,R90,2026-04-10,visit,service,after,true,5,false,",  # its RM comes in August
        "K91,C18,R01,2026-03-10,visit,service,after,true,5,false,",  # before C18 joined in June
        "K92,C99,R01,2026-05-10,visit,service,after,true,5,false,",  # nobody's
    ),
    "assignments": ("C12,R91,primary,2026-03-01,",),  # its RM never comes
    "relationship_managers": ("R90,经理示例庚,B01,relationship_manager,AFP,,300,2020-01-01,",),
}


def rows_of(name: str) -> list[dict[str, str]]:
    with (SMALL / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        head = next(csv.reader(file))
        rows = [dict(zip(head, cells, strict=True)) for cells in csv.reader(file)]
    return rows + [dict(zip(head, line.split(","), strict=True)) for line in PLANTED.get(name, ())]


def write(path: Path, rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def is_known(name: str, row: dict[str, str], month: str) -> bool:
    """Whether a file of that month has the row: the RM R90 is new in August."""
    return name != "relationship_managers" or row["rm_id"] != "R90" or month >= "2026-08"


@pytest.fixture(scope="module")
def banks(tmp_path_factory) -> tuple[Path, Path]:
    return load_both(tmp_path_factory.mktemp("add"), together=4)


def load_both(folder: Path, together: int) -> tuple[Path, Path]:
    """The planted small bank, loaded at once and month by month, so many of the first months together."""
    names = [path.stem for path in sorted(SMALL.glob("*.csv"))]
    months = sorted({row["month"][:7] for row in rows_of("holdings")})[together - 1 :]
    for name in names:
        write(folder / "whole" / f"{name}.csv", rows_of(name))
    for place, month in enumerate(months):
        for name in names:
            rows = [row for row in rows_of(name) if is_known(name, row, month)]
            if name in DATED:
                first = "0" if place == 0 else month
                rows = [row for row in rows if first <= row[DATED[name]][:7] <= month]
            if rows and (name in DATED or name in GROWING or place == 0):
                write(folder / month / f"{name}.csv", rows)
    load(folder / "whole", folder / "at_once")
    for month in months:
        load(folder / month, folder / "by_month", is_added=month != months[0])
    return folder / "at_once", folder / "by_month"


def tables(data: Path) -> list[str]:
    with cursor(published(data)) as cur:
        return [row[0] for row in cur.execute("select table_name from duckdb_tables() order by 1").fetchall()]


def content(data: Path, table: str) -> list[tuple]:
    columns = f"* exclude ({STANDING[table]}) order by all" if table in STANDING else "*"
    with cursor(published(data)) as cur:
        return cur.execute(f"from {table} select {columns}").fetchall()


def test_month_by_month_is_all_at_once_table_by_table(banks):
    at_once, by_month = banks
    assert tables(at_once) == tables(by_month)
    different = [t for t in tables(at_once) if t not in OF_THE_LOAD and content(at_once, t) != content(by_month, t)]
    assert different == []
    assert len(tables(at_once)) > 25 and len(content(at_once, "client_months")) > 200


def test_month_by_month_is_all_at_once_in_files_too_large_to_be_put_in_order(banks, tmp_path, monkeypatch):
    at_once, _ = banks
    monkeypatch.setattr("queries.load.IN_ORDER", -1)
    for other in load_both(tmp_path, together=7):
        names = [table for table in tables(at_once) if table not in OF_THE_LOAD]
        assert names == [table for table in tables(other) if table not in OF_THE_LOAD]
        assert [table for table in names if unordered(at_once, table) != unordered(other, table)] == []


def test_months_that_are_mixed_in_a_large_file_are_put_in_order(tmp_path, monkeypatch):
    monkeypatch.setattr("queries.load.IN_ORDER", -1)
    monkeypatch.setattr("queries.load.ROW_GROUP", 8)
    whole = shutil.copytree(SMALL, tmp_path / "whole")
    by_client = sorted(rows_of("holdings"), key=lambda row: row["client_id"])
    write(whole / "holdings.csv", by_client)
    load(whole, tmp_path / "data")
    months = [month for month, *_ in content(tmp_path / "data", "holdings")]
    assert months == sorted(months) and len(months) == len(by_client)


def unordered(data: Path, table: str) -> list[tuple]:
    """The columns of a table, and its rows in one order."""
    with cursor(published(data)) as cur:
        types = cur.execute(
            "select column_name, data_type, is_nullable from duckdb_columns() where table_name = ? order by 1",
            [table],
        ).fetchall()
    return types + sorted(content(data, table), key=str)


def test_the_defaults_of_an_earlier_load_are_no_policies_of_the_bank(tmp_path):
    whole = shutil.copytree(SMALL, tmp_path / "whole")
    (whole / "policies.csv").write_text("policy_id,value\nsilent_share,0.5\n", encoding="utf-8")
    load(whole, tmp_path / "data")
    with duckdb.connect(published(tmp_path / "data")) as con:  # as a version with other defaults would have left it
        usual = con.execute("select * from policies").fetchall()
        con.execute("update policies set value = 7 where policy_id = 'due_days'")
        con.execute("insert into policies by name select 'of_old' as policy_id, 1 as value")
    write(tmp_path / "more" / "bank.csv", rows_of("bank"))
    load(tmp_path / "more", tmp_path / "data", is_added=True)
    assert content(tmp_path / "data", "policies") == usual
    assert {name: float(value) for name, value, *_ in usual}["silent_share"] == 0.5
    assert not [row for row in content(tmp_path / "data", "findings") if "policy_unknown" in row]


def test_what_was_set_aside_is_loaded_once_it_is_right(banks):
    _, by_month = banks
    with cursor(published(by_month)) as cur:
        loaded = {row[0] for row in cur.execute("select contact_id from contacts").fetchall()}
        aside = cur.execute(
            "select rule, place from findings where severity = 'set aside' order by rule, place"
        ).fetchall()
    assert "K90" in loaded and not {"K91", "K92"} & loaded
    assert [rule for rule, _ in aside] == [
        "assignments_unknown_rm_id",
        "contact_before_joined",
        "contacts_unknown_client_id",
    ]
    assert all(place.split()[0] in ("assignments.csv", "contacts.csv") for _, place in aside)


def test_each_load_is_on_record(banks):
    _, by_month = banks
    with cursor(published(by_month)) as cur:
        sql = "select kind, strftime(last_month, '%Y-%m'), rows_in from loads order by loaded_at, load_id"
        loads = cur.execute(sql).fetchall()
        files = dict(cur.execute("select load_id, count(*) from load_files group by all").fetchall())
    assert [kind for kind, *_ in loads] == ["all", *["add"] * 4]
    assert [month for _, month, _ in loads] == [f"2026-{month:02d}" for month in range(6, 11)]
    assert len(files) == 5 and min(files.values()) >= 5
    assert sum(rows for *_, rows in loads) > 435


def test_a_month_that_is_loaded_already_is_refused(banks, tmp_path):
    _, by_month = banks
    data = shutil.copytree(by_month, tmp_path / "data")
    before = published(data)
    rows = [row for row in rows_of("holdings") if row["month"].startswith("2026-10")]
    write(tmp_path / "again" / "holdings.csv", rows[:2])
    with pytest.raises(Refused) as refused:
        load(tmp_path / "again", data, is_added=True)
    first, second = [fault for fault in refused.value.faults if fault.startswith("holdings")]
    assert first.startswith("holdings.csv line 2: month 2026-10, client_id ")
    assert " is there already in holdings (loaded before) row " in first and first.endswith("; keep one of them")
    assert second.startswith("holdings.csv line 3: ")
    assert published(data) == before


def test_nothing_is_added_to_nothing(tmp_path):
    write(tmp_path / "first" / "holdings.csv", rows_of("holdings"))
    with pytest.raises(Refused) as refused:
        load(tmp_path / "first", tmp_path / "data", is_added=True)
    assert refused.value.faults == [
        f"there is no bank in {tmp_path / 'data'} to add to; load all files first: python -m queries.load FOLDER"
    ]


def test_a_month_of_a_branch_that_comes_late_is_added(tmp_path):
    for name in ("bank", "branches", "products", "clients", "holdings"):
        write(tmp_path / "whole" / f"{name}.csv", rows_of(name))
    whole, rows = tmp_path / "whole", rows_of("holdings")
    branches = {row["client_id"]: row["branch_id"] for row in rows_of("clients")}
    is_late = [row["month"].startswith("2026-05") and branches[row["client_id"]] == "B03" for row in rows]
    write(tmp_path / "late" / "holdings.csv", [row for row, late in zip(rows, is_late, strict=True) if late])
    write(tmp_path / "early" / "holdings.csv", [row for row, late in zip(rows, is_late, strict=True) if not late])
    load(whole, tmp_path / "at_once")
    shutil.copy(tmp_path / "early" / "holdings.csv", whole)
    data = tmp_path / "data"
    load(whole, data)
    missing = len({row["client_id"] for row, late in zip(rows, is_late, strict=True) if late})
    with cursor(published(data)) as cur:
        assert cur.execute("select place, found from findings where rule = 'feed_stopped'").fetchall() == [
            ("holdings, 2026-05", f"0 of {missing} clients of branch B03 were delivered: the feed stopped")
        ]
    load(tmp_path / "late", data, is_added=True)
    assert content(data, "client_months") == content(tmp_path / "at_once", "client_months")
    assert content(data, "feeds") == content(tmp_path / "at_once", "feeds")


def test_a_quote_in_the_path_of_the_data_folder_does_no_harm(brief, tmp_path):
    data = tmp_path / "bank's 'own' data"
    load(brief, data)
    write(tmp_path / "more" / "claims.csv", [{"client_id": "C01", "rm_id": "R01", "claimed_on": "2026-10-30"}])
    load(tmp_path / "more", data, is_added=True)
    assert len(content(data, "claims")) == 1


def test_a_row_set_aside_is_mended_by_adding_it_again(tmp_path):
    """Until then it is named by its row, as a file without lines has none."""
    whole = shutil.copytree(SMALL, tmp_path / "whole")
    rows = rows_of("holdings")
    (whole / "holdings.csv").unlink()
    wrong, other = [place for place, row in enumerate(rows) if row["product_id"] == "P01"][:2]
    mended = [dict(rows[place]) for place in (wrong, other)]
    for place in (wrong, other):
        rows[place]["average_balance"] = "-1.00"
    pq.write_table(pa.Table.from_pylist(rows), whole / "holdings.parquet")
    data = tmp_path / "data"
    load(whole, data)
    places = "select place from findings where rule = 'average_negative' order by line"
    with cursor(published(data)) as cur:
        count = cur.execute("select count(*) from holdings").fetchone()[0]
        assert cur.execute(places).fetchall() == [(f"holdings.parquet row {place + 1}",) for place in (wrong, other)]
    write(tmp_path / "mended" / "holdings.csv", mended[:1])
    load(tmp_path / "mended", data, is_added=True)
    with cursor(published(data)) as cur:
        assert cur.execute("select count(*) from holdings").fetchone()[0] == count + 1
        assert cur.execute(places).fetchall() == [(f"holdings.parquet row {other + 1}",)]


def test_rows_set_aside_on_the_same_line_of_files_of_the_same_name_are_each_kept(brief_bank, tmp_path):
    data = shutil.copytree(brief_bank, tmp_path / "data")
    (client,) = [row for row in rows_of("clients") if row["client_id"] == "C04"]
    for place, new in enumerate(("C71", "C72", "C73")):
        flow = {"flowed_on": f"2026-10-{place + 10}", "client_id": new, "product_id": "P01", "amount": "1.00"}
        write(tmp_path / new / "flows.csv", [flow | {"kind": "external"}])
        load(tmp_path / new, data, is_added=True)
    with cursor(published(data)) as cur:
        aside = cur.execute("select place, client_id from findings where severity = 'set aside' order by all")
        assert aside.fetchall() == [("flows.csv line 2", new) for new in ("C71", "C72", "C73")]
    write(tmp_path / "late" / "clients.csv", [client | {"client_id": new} for new in ("C71", "C72")])
    load(tmp_path / "late", data, is_added=True)
    with cursor(published(data)) as cur:
        loaded = cur.execute("select client_id, flowed_on::varchar from flows order by all").fetchall()
        aside = cur.execute("select place, client_id from findings where severity = 'set aside'").fetchall()
    assert loaded == [("C71", "2026-10-10"), ("C72", "2026-10-11")]
    assert aside == [("flows.csv line 2", "C73")]


def test_a_file_in_the_working_directory_is_not_taken_for_one_loaded_before(brief_bank, tmp_path, monkeypatch):
    data = shutil.copytree(brief_bank, tmp_path / "data")
    flow = {"flowed_on": "2026-10-10", "client_id": "C71", "product_id": "P01", "amount": "1.00", "kind": "external"}
    write(tmp_path / "first" / "flows.csv", [flow])
    write(tmp_path / "second" / "bank.csv", rows_of("bank"))
    monkeypatch.chdir(tmp_path / "first")
    for folder in ("first", "second"):
        load(tmp_path / folder, data, is_added=True)
    with cursor(published(data)) as cur:
        files = cur.execute("select part from load_files where load_id = (select max(load_id) from loads)").fetchall()
    assert files == [("bank.csv",)]


@pytest.mark.parametrize("file", [None, "holding.csv"])
def test_a_folder_without_a_file_of_the_contract_adds_nothing(small_bank, tmp_path, file):
    data = shutil.copytree(small_bank, tmp_path / "data")
    before = published(data)
    (tmp_path / "empty").mkdir()
    if file:
        shutil.copy(SMALL / "holdings.csv", tmp_path / "empty" / file)
    with pytest.raises(Refused) as refused:
        load(tmp_path / "empty", data, is_added=True)
    assert "holds no file of the contract" in refused.value.faults[-1]
    assert published(data) == before


def test_a_row_added_again_keeps_what_its_new_file_has_no_column_for(brief_bank, tmp_path):
    data = shutil.copytree(brief_bank, tmp_path / "data")
    before = {row[0]: row for row in content(data, "clients")}
    (row,) = [row for row in rows_of("clients") if row["client_id"] == "C04"]
    assert row["closed_on"] and row["branch_id"] == "B01"
    kept = ("client_id", "joined_on")
    write(tmp_path / "more" / "clients.csv", [{name: row[name] for name in kept} | {"branch_id": "B02"}])
    write(tmp_path / "more" / "bank.csv", [{"bank_name": "Another"}])
    load(tmp_path / "more", data, is_added=True)
    expected = tuple("B02" if cell == "B01" else cell for cell in before["C04"])
    assert {row[0]: row for row in content(data, "clients")} == before | {"C04": expected}
    assert content(data, "bank") == [("Another", "示例银行（小）", "CNY")]


def test_a_column_delivered_empty_empties_what_was_there(brief_bank, tmp_path):
    data = shutil.copytree(brief_bank, tmp_path / "data")
    (row,) = [row for row in rows_of("clients") if row["client_id"] == "C04"]
    write(tmp_path / "more" / "clients.csv", [row | {"closed_on": "", "closing_reason": ""}])
    load(tmp_path / "more", data, is_added=True)
    with cursor(published(data)) as cur:
        sql = "select closed_on, client_name from clients where client_id = 'C04'"
        assert cur.execute(sql).fetchall() == [(None, row["client_name"])]


def test_the_same_flows_are_not_added_twice(small_bank, tmp_path):
    data = shutil.copytree(small_bank, tmp_path / "data")
    (tmp_path / "more").mkdir()
    shutil.copy(SMALL / "flows.csv", tmp_path / "more" / "flows_2.csv")
    with pytest.raises(Refused) as refused:
        load(tmp_path / "more", data, is_added=True)
    said = "flows_2.csv is the same file as flows.csv of a load before; leave it out, or its rows would count twice"
    assert refused.value.faults == [said]


def test_a_control_total_is_corrected_by_adding_it(brief_bank, tmp_path):
    data = shutil.copytree(brief_bank, tmp_path / "data")
    wrong = [{"month": "2026-09", "product_id": "P01", "balance": "1.00"}]
    write(tmp_path / "wrong" / "totals.csv", wrong)
    load(tmp_path / "wrong", data, is_added=True)
    assert [row[0] for row in content(data, "findings")].count("total_off_control") == 1
    right = [row for row in rows_of("totals") if row["month"].startswith("2026-09") and row["product_id"] == "P01"]
    write(tmp_path / "right" / "totals.csv", right)
    load(tmp_path / "right", data, is_added=True)
    assert "total_off_control" not in [row[0] for row in content(data, "findings")]
    assert len(content(data, "totals")) == 1
