"""One bank written in many ways: what is taken over is identical, table by table, and everything else is made of it; it
is on record how each file was written.
"""

import csv
import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import SMALL
from test_add import OF_THE_LOAD, content, tables

from queries.contract import sources
from queries.database import SURE, cursor, published
from queries.delivery import read_delivery, settle
from queries.load import load, take_over


def names(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.csv"))


def rows(folder: Path, name: str) -> list[list[str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write(path: Path, content: list[list[str]], **style) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, **{"lineterminator": "\n", **style}).writerows(content)


def encoded(encoding: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        for name in names(folder):
            text = (folder / f"{name}.csv").read_text(encoding="utf-8")
            (folder / f"{name}.csv").write_text(text, encoding=encoding)

    return change


def delimited(delimiter: str, **style) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        for name in names(folder):
            write(folder / f"{name}.csv", rows(folder, name), delimiter=delimiter, **style)

    return change


def each_cell(change: Callable[[str, str], str], delimiter: str = ",") -> Callable[[Path], None]:
    """Rewrites each cell, given its type in the contract."""

    def rewrite(folder: Path) -> None:
        for source in sources():
            head, *content = rows(folder, source.name) if (folder / f"{source.name}.csv").exists() else [[]]
            kinds = ["month" if c == "month" else source.columns[c][0] for c in head]
            changed = [[change(kind, cell) for kind, cell in zip(kinds, line, strict=True)] for line in content]
            if head:
                write(folder / f"{source.name}.csv", [head, *changed], delimiter=delimiter)

    return rewrite


def with_commas(kind: str, cell: str) -> str:
    return f"{float(cell):.2f}".replace(".", ",") if kind.startswith("decimal") and cell else cell


def with_slashes(kind: str, cell: str) -> str:
    return cell.replace("-", "/") if kind in ("date", "month") else cell


def without_dashes(kind: str, cell: str) -> str:
    return cell.replace("-", "") if kind in ("date", "month") else cell


def with_open_ends(kind: str, cell: str) -> str:
    return "9999-12-31" if kind == "date" and not cell else cell


def as_null(kind: str, cell: str) -> str:
    return cell or ("NULL" if kind == "varchar" else "\\N")


def padded(_: str, cell: str) -> str:
    return f"  {cell} \t"


def as_parquet(folder: Path) -> None:
    """With the types of the contract."""
    with duckdb.connect() as con:
        for source in sources():
            path = folder / f"{source.name}.csv"
            if path.exists():
                head = rows(folder, source.name)[0]
                typed = ", ".join(f"{c}: '{source.columns[c][0]}'" for c in head)
                con.execute(
                    f"copy (from read_csv('{path}', header = true, columns = {{{typed}}}, nullstr = ''))"
                    f" to '{path.with_suffix('.parquet')}' (format parquet)"
                )
                path.unlink()


def as_parquet_of_other_types(folder: Path) -> None:
    """Amounts as floating point, days as points in time, months as numbers such as 202610, the rest as text."""
    with duckdb.connect() as con:
        for source in sources():
            path = folder / f"{source.name}.csv"
            if not path.exists():
                continue
            head = rows(folder, source.name)[0]
            typed = {"decimal(18,2)": '"{0}"::double', "date": '"{0}"::timestamp', "integer": '"{0}"::double'}
            columns = [
                "strftime(month::date, '%Y%m')::integer as month"
                if c == "month"
                else typed.get(source.columns[c][0], '"{0}"').format(c) + f' as "{c}"'
                for c in head
            ]
            con.execute(
                f"copy (select {', '.join(columns)} from read_csv('{path}', header = true, all_varchar = true))"
                f" to '{path.with_suffix('.parquet')}' (format parquet)"
            )
            path.unlink()


def packed(folder: Path) -> None:
    for name in names(folder):
        path = folder / f"{name}.csv"
        with gzip.open(f"{path}.gz", "wb") as out:
            out.write(path.read_bytes())
        path.unlink()


def by_month(name_of: Callable[[str], str]) -> Callable[[Path], None]:
    """Holdings in one file per month, each with other columns first."""

    def split(folder: Path) -> None:
        head, *content = rows(folder, "holdings")
        for place, month in enumerate(sorted({line[0][:7] for line in content})):
            path = folder / name_of(month)
            path.parent.mkdir(exist_ok=True)
            turned = [line[place:] + line[:place] for line in [head, *content] if line is head or line[0][:7] == month]
            write(path, turned)
        (folder / "holdings.csv").unlink()

    return split


def wider(folder: Path) -> None:
    """Columns turned round, in capitals, with further ones among them."""
    for name in names(folder):
        head, *content = rows(folder, name)
        changed = [[c.upper() for c in reversed(head)] + ["Colour", "file_row"]]
        write(folder / f"{name}.csv", [*changed, *([*reversed(line), "blue", "7"] for line in content)])


def quoted(folder: Path) -> None:
    for name in names(folder):
        write(folder / f"{name}.csv", rows(folder, name), quoting=csv.QUOTE_ALL, lineterminator="\r\n")


def as_parquet_of_bytes(folder: Path) -> None:
    """As some databases export it: text without a note that it is text; a column without any value has no type."""
    for name in names(folder):
        head, *content = rows(folder, name)
        columns = [[cell.encode() or None for cell in column] for column in zip(*content, strict=True)]
        arrays = [pa.array(column, pa.binary()) if any(column) else pa.nulls(len(column)) for column in columns]
        pq.write_table(pa.Table.from_arrays(arrays, names=head), folder / f"{name}.parquet")
        (folder / f"{name}.csv").unlink()


def chinese_first(folder: Path) -> None:
    """A column of the bank's own in front; the high bytes first, and no mark that says so."""
    for name in names(folder):
        head, *content = rows(folder, name)
        write(folder / f"{name}.csv", [["备注", *head], *(["无", *line] for line in content)])
    encoded("utf-16-be")(folder)


OF_FILES = {
    "GB18030": encoded("gb18030"),
    "UTF-8 with a mark": encoded("utf-8-sig"),
    "UTF-16": encoded("utf-16"),
    "UTF-16 without a mark": encoded("utf-16-le"),
    "UTF-16 with Chinese first": chinese_first,
    "semicolons": delimited(";"),
    "tabs": delimited("\t"),
    "bars": delimited("|", quoting=csv.QUOTE_ALL),
    "packed": packed,
    "parts": by_month(lambda month: f"holdings_{month}.csv"),
    "a folder of parts": by_month(lambda month: f"holdings/{month}.csv"),
    "columns turned round": wider,
    "everything in quotes": quoted,
}
"""Ways that are the same for every file."""
OF_CELLS = {
    "decimal commas": each_cell(with_commas, ";"),
    "decimal commas in quotes": each_cell(with_commas),
    "days with slashes": each_cell(with_slashes),
    "days without dashes": each_cell(without_dashes),
    "open ends": each_cell(with_open_ends),
    "NULL": each_cell(as_null),
    "blanks around": each_cell(padded),
    "Parquet": as_parquet,
    "Parquet of other types": as_parquet_of_other_types,
    "Parquet of bytes": as_parquet_of_bytes,
}
"""Ways that are others for other columns."""


@pytest.fixture(scope="module")
def plain(brief, tmp_path_factory) -> dict[Path, dict[str, list[tuple]]]:
    """The tables of the small bank and of the brief delivery as they are."""
    return {folder: taken_over(folder, tmp_path_factory.mktemp("plain")) for folder in (SMALL, brief)}


def taken_over(folder: Path, workspace: Path) -> dict[str, list[tuple]]:
    """Every row of every table that a load makes its models of; of findings all but where they stand."""
    with duckdb.connect(config=SURE) as con:
        con.execute("attach ':memory:' as building; attach ':memory:' as delivered; use building")
        delivery = read_delivery(con, folder, workspace)
        assert delivery.faults == []
        settle(con, delivery)
        take_over(con)
        names = con.execute("select table_name from duckdb_tables() where database_name = 'building'").fetchall()
        found = {name: con.execute(f"from {name}").fetchall() for (name,) in names}
        findings = con.execute("select rule, severity, client_id, content from findings order by all").fetchall()
        return {**found, "findings": findings}


@pytest.mark.parametrize("way", [*OF_FILES, *OF_CELLS])
def test_the_same_bank_in_another_way_is_taken_over_as_the_same(brief, plain, tmp_path, way):
    bank = brief if way in OF_FILES else SMALL
    delivery = shutil.copytree(bank, tmp_path / "delivery", ignore=shutil.ignore_patterns("README.md"))
    (OF_FILES | OF_CELLS)[way](delivery)
    found = taken_over(delivery, tmp_path)
    assert found.keys() == plain[bank].keys() >= {source.name for source in sources()}
    assert [name for name, content in plain[bank].items() if found[name] != content] == []


def test_what_is_made_of_it_is_the_same_too(small_bank, tmp_path):
    delivery = shutil.copytree(SMALL, tmp_path / "delivery")
    as_parquet_of_other_types(delivery)
    load(delivery, tmp_path / "data")
    assert tables(tmp_path / "data") == tables(small_bank)
    made = [table for table in tables(small_bank) if table not in {*OF_THE_LOAD, "findings"}]
    assert [table for table in made if content(tmp_path / "data", table) != content(small_bank, table)] == []


def test_how_each_file_was_written_is_on_record(tmp_path):
    delivery = shutil.copytree(SMALL, tmp_path / "delivery")
    encoded("gb18030")(delivery)
    head, *content = rows(SMALL, "holdings")
    cells = [[with_commas("decimal", c) if place >= 3 else c for place, c in enumerate(line)] for line in content]
    write(delivery / "holdings.csv", [[*head, "Colour"], *([*line, "blue"] for line in cells)], delimiter=";")
    packed_flows = delivery / "flows.csv"
    with gzip.open(f"{packed_flows}.gz", "wb") as out:
        out.write(packed_flows.read_bytes())
    packed_flows.unlink()
    load(delivery, tmp_path / "data")
    with cursor(published(tmp_path / "data")) as cur:
        found = {
            part: how
            for part, *how in cur.execute(
                "select part, encoding, delimiter, decimal_mark, ignored from load_files"
            ).fetchall()
        }
    assert found["clients.csv"] == ["GB18030", ",", ".", []]
    assert found["holdings.csv"] == ["UTF-8", ";", ",", ["colour"]]
    assert found["flows.csv.gz"] == ["UTF-8", ",", ".", []]  # nothing but ASCII in it
