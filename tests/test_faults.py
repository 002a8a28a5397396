"""Faults of a delivery: what is said, how severe each is, and that nothing else comes of it.

Every fault is one change to the small delivery. What stops the load is the only sentence of the refusal, and leaves
what was published untouched. What is set aside or noted is the only new row of `findings`, and everything else loads;
of these a delivery has several, each in files of its own.
"""

import gzip
import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest
from conftest import SMALL, fingerprint

from queries.contract import NOTE, OF_FILES, SET_ASIDE, STOP, rules
from queries.database import cursor, published
from queries.load import Refused, load

WORKERS = 2
CASE = "test_the_fault_"
LATER = date.today() + timedelta(days=400)
NEXT_YEAR = f"{LATER:%Y-%m}"
TRADITIONAL = str.maketrans("东汇广华", "東匯廣華")


@dataclass(frozen=True)
class Fault:
    """A change to the delivery, and what has to be said of it.

    `rule` is the rule of the contract that it breaks, empty where the file itself cannot be understood. `row` is a
    table and a condition that picks the faulty row: it is loaded when it is noted, and not when it is set aside.
    """

    name: str
    rule: str
    severity: str
    change: Callable[[Path], None]
    sentence: str
    row: tuple[str, str] | None = None


def edit(name: str, *pairs: tuple[str, str]) -> Callable[[Path], None]:
    """Replace each old text by the new one, once, in a file."""

    def change(folder: Path) -> None:
        text = (folder / f"{name}.csv").read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new, 1)
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")

    return change


def append(name: str, *lines: str) -> Callable[[Path], None]:
    """Add lines at the end of a file."""

    def change(folder: Path) -> None:
        with (folder / f"{name}.csv").open("a", encoding="utf-8") as out:
            out.writelines(f"{line}\n" for line in lines)

    return change


def remove(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / f"{name}.csv").unlink()


def write(file: str, content: str | bytes) -> Callable[[Path], None]:
    """A whole file, new or in place of the old one."""
    return lambda folder: (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())


def rewrite(name: str, made: Callable[[str], str | bytes], ending: str = "csv") -> Callable[[Path], None]:
    """The file with a text made from its own."""

    def change(folder: Path) -> None:
        old = folder / f"{name}.csv"
        content = made(old.read_text(encoding="utf-8"))
        old.unlink()
        (folder / f"{name}.{ending}").write_bytes(content if isinstance(content, bytes) else content.encode())

    return change


def rename(old: str, new: str) -> Callable[[Path], None]:
    return lambda folder: (folder / old).rename(folder / new)


def parquet(name: str, **columns: Callable[[str], object]) -> Callable[[Path], None]:
    """The file as Parquet, all columns text but those given: each cell of theirs is made by a function."""

    def change(folder: Path) -> None:
        old = folder / f"{name}.csv"
        text = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(_head(old), pa.string()), strings_can_be_null=True)
        table = pyarrow.csv.read_csv(old, convert_options=text)
        for column, made in columns.items():
            cells = pa.array([made(cell) for cell in table[column].to_pylist()])
            table = table.set_column(table.schema.get_field_index(column), column, cells)
        pyarrow.parquet.write_table(table, folder / f"{name}.parquet")
        old.unlink()

    return change


def negative_balance(folder: Path) -> None:
    """A balance under zero, and a control total that knows it."""
    edit("holdings", ("2026-03-01,C01,P01,600000.00,600000.00,", "2026-03-01,C01,P01,-600000.00,,"))(folder)
    edit("totals", ("2026-03-01,P01,23000000.00", "2026-03-01,P01,21800000.00"))(folder)


def twice_in_parquet(folder: Path) -> None:
    """The holdings with another column BALANCE before their own."""
    parquet("holdings")(folder)
    table = pyarrow.parquet.read_table(folder / "holdings.parquet")
    other = pa.array(["1.00"] * table.num_rows)
    pyarrow.parquet.write_table(table.add_column(0, "BALANCE", other), folder / "holdings.parquet")


def _head(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n", 1)[0].split(",")


def both(*changes: Callable[[Path], None]) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        for one in changes:
            one(folder)

    return change


def packed(text: str) -> bytes:
    return gzip.compress(text.encode(), mtime=0)


def in_gb18030(text: str) -> bytes:
    return text.encode("gb18030")


def without_a_branch(month: str) -> Callable[[str], str]:
    """The holdings without those of the clients of B03 in a month."""

    def made(text: str) -> str:
        clients = (SMALL / "clients.csv").read_text(encoding="utf-8").splitlines()
        gone = {f"{month}-01,{line.split(',')[0]}" for line in clients if ",B03," in line}
        return "\n".join(line for line in text.split("\n") if ",".join(line.split(",")[:2]) not in gone)

    return made


FAULTS = [
    Fault(
        "branches is missing",
        "",
        STOP,
        remove("branches"),
        ("branches.csv or branches.parquet is missing; it holds the branches of the bank, each in a city of a region"),
    ),
    Fault(
        "clients is missing",
        "",
        STOP,
        remove("clients"),
        ("clients.csv or clients.parquet is missing; it holds every client with at least one month of holdings"),
    ),
    Fault(
        "products is missing",
        "",
        STOP,
        remove("products"),
        "products.csv or products.parquet is missing; it holds the products, each in a family",
    ),
    Fault(
        "holdings is missing",
        "",
        STOP,
        remove("holdings"),
        ("holdings.csv or holdings.parquet is missing; it holds what each client holds and what it earns the bank"),
    ),
    Fault(
        "misspelt name of a required file",
        "",
        STOP,
        rename("holdings.csv", "holding.csv"),
        (
            "holdings.csv or holdings.parquet is missing; it holds what each client holds and what"
            " it earns the bank; holding.csv is no file of the contract; is it holdings.csv?"
        ),
    ),
    Fault(
        "misspelt name of another file",
        "file_unknown",
        NOTE,
        write("contact.csv", "contact_id\nK1\n"),
        (
            "contact.csv: is no file of the contract; is it contacts.csv?; give it the name of a"
            " file of the contract, or take it away"
        ),
    ),
    Fault(
        "a misspelt column that may be left out",
        "column_unknown",
        NOTE,
        edit("contacts", ("channel", "chanel (渠道)")),
        (
            "contacts.csv: column chanel (渠道) is not in the contract; is it channel?; give it the name of the column"
            " of the contract, if it is meant"
        ),
    ),
    Fault(
        "a file that may be left out, with a head alone",
        "file_empty",
        NOTE,
        rewrite("claims", lambda text: text.split("\n")[0] + "\n"),
        "claims.csv: has a head and no rows; deliver its rows, or leave the file out",
    ),
    Fault(
        "a misspelt folder of another file",
        "file_unknown",
        NOTE,
        both(lambda f: (f / "contact").mkdir(), rename("contacts.csv", "contact/2026-10.csv")),
        (
            "contact/2026-10.csv: is no file of the contract; is it a part of contacts, in a folder contacts?; give"
            " it the name of a file of the contract, or take it away"
        ),
    ),
    Fault(
        "a part of a file with a hyphen",
        "file_unknown",
        NOTE,
        write("contacts-2026-10.csv", "contact_id\nK1\n"),
        (
            "contacts-2026-10.csv: is no file of the contract; is it contacts.csv?; give it the name of a"
            " file of the contract, or take it away"
        ),
    ),
    Fault(
        "a file with another ending",
        "file_unknown",
        NOTE,
        rename("contacts.csv", "contacts.txt"),
        (
            "contacts.txt: is neither CSV nor Parquet; is it contacts? Save it as .csv, .csv.gz or .parquet; give it"
            " the name of a file of the contract, or take it away"
        ),
    ),
    Fault(
        "a part with another ending",
        "file_unknown",
        NOTE,
        both(lambda f: (f / "totals").mkdir(), write("totals/october.csv.zip", b"PK\3\4")),
        (
            "totals/october.csv.zip: is neither CSV nor Parquet; is it totals? Save it as .csv, .csv.gz or .parquet;"
            " give it the name of a file of the contract, or take it away"
        ),
    ),
    Fault(
        "a workbook instead of a required file",
        "",
        STOP,
        rename("clients.csv", "clients.xlsx"),
        (
            "clients.csv or clients.parquet is missing; it holds every client with at least one"
            " month of holdings; clients.xlsx is a workbook; save the sheet as CSV"
        ),
    ),
    Fault(
        "a workbook beside the files",
        "file_unknown",
        NOTE,
        write("costs.xlsx", b"PK\3\4"),
        (
            "costs.xlsx: is a workbook; save the sheet as CSV; give it the name of a file of the"
            " contract, or take it away"
        ),
    ),
    Fault(
        "a file of something else",
        "file_unknown",
        NOTE,
        write("cheques.csv", "a,b\n1,2\n"),
        ("cheques.csv: is no file of the contract; give it the name of a file of the contract, or take it away"),
    ),
    Fault(
        "a required column is missing",
        "",
        STOP,
        edit("holdings", ("average_balance", "average"), (",balance", ",saldo")),
        "holdings.csv: column balance is missing; it holds balance on the last day of the month",
    ),
    Fault(
        "a required column of a file that need not be there",
        "",
        STOP,
        edit("contacts", ("contacted_on", "day")),
        "contacts.csv: column contacted_on is missing; it holds day",
    ),
    Fault("an empty file", "", STOP, write("contacts.csv", ""), "contacts.csv cannot be read: it is empty"),
    Fault(
        "a file of blank lines", "", STOP, write("contacts.csv", "\n\n\n"), "contacts.csv cannot be read: it is empty"
    ),
    Fault(
        "a head without rows",
        "",
        STOP,
        rewrite("holdings", lambda text: text.split("\n")[0] + "\n"),
        "holdings.csv has no rows; it holds what each client holds and what it earns the bank",
    ),
    Fault(
        "a head that names a column twice",
        "",
        STOP,
        edit("clients", ("industry", "phone")),
        "clients.csv cannot be read: its head names phone twice",
    ),
    Fault(
        "a head with two empty names",
        "",
        STOP,
        edit("clients", ("industry,client_groups", ",")),
        "clients.csv cannot be read: its head names an empty name twice",
    ),
    Fault(
        "no head",
        "",
        STOP,
        rewrite("branches", lambda text: text.split("\n", 1)[1]),
        ("branches.csv names no column of the contract; its head has to name branch_id, branch_name, city, region"),
    ),
    Fault(
        "both kinds of a file",
        "",
        STOP,
        both(lambda f: shutil.copy(f / "flows.csv", f / "kept"), parquet("flows"), rename("kept", "flows.csv")),
        "flows: both flows.csv and flows.parquet are there; leave one of them",
    ),
    Fault(
        "a file and the same packed",
        "",
        STOP,
        both(
            lambda f: shutil.copy(f / "flows.csv", f / "kept"),
            rewrite("flows", packed, "csv.gz"),
            rename("kept", "flows.csv"),
        ),
        "flows: both flows.csv and flows.csv.gz are there; leave one of them",
    ),
    Fault(
        "the same month in two parts",
        "holdings_twice",
        STOP,
        write("holdings_2026-10.csv", "month,client_id,product_id,balance\n2026-10,C01,P01,0\n"),
        (
            "holdings_2026-10.csv line 2: month 2026-10, client_id C01, product_id P01 is there"
            " already in holdings.csv line 275; keep one of them"
        ),
    ),
    Fault(
        "broken bytes",
        "",
        STOP,
        rewrite("clients", lambda text: text.encode().replace("张示例三".encode(), b"\xff\xfe\xfd")),
        ("clients.csv cannot be read: line 4 is neither UTF-8 nor GB18030; write it in UTF-8 or GB18030"),
    ),
    Fault(
        "GB18030 with a broken byte",
        "",
        STOP,
        rewrite("clients", lambda text: in_gb18030(text).replace(in_gb18030("张示例三"), b"\xff\xff")),
        ("clients.csv cannot be read: line 4 is neither UTF-8 nor GB18030; write it in UTF-8 or GB18030"),
    ),
    Fault(
        "names in Big5, which GB18030 would read as others",
        "",
        STOP,
        rewrite("branches", lambda text: text.translate(TRADITIONAL).encode("big5")),
        "branches.csv cannot be read: it seems to be Big5; write it in UTF-8",
    ),
    Fault(
        "UTF-16 that is cut off",
        "",
        STOP,
        rewrite("clients", lambda text: text.encode("utf-16")[:-1]),
        ("clients.csv cannot be read: it begins like UTF-16 and is not UTF-16; write it in UTF-8 or GB18030"),
    ),
    Fault(
        "a corrupt packed file",
        "",
        STOP,
        rewrite("flows", lambda text: packed(text)[:-20], "csv.gz"),
        "flows.csv.gz cannot be read: it is cut off; deliver it again",
    ),
    Fault(
        "a packed file that is not packed",
        "",
        STOP,
        rename("flows.csv", "flows.csv.gz"),
        "flows.csv.gz cannot be read: it is not packed with gzip; pack it, or call it flows.csv",
    ),
    Fault(
        "a packed file under the name of a text",
        "",
        STOP,
        rewrite("flows", packed),
        "flows.csv cannot be read: it is packed with gzip; call it flows.csv.gz",
    ),
    Fault(
        "a Parquet file under the name of a text",
        "",
        STOP,
        write("claims.csv", b"PAR1" + bytes(100) + b"PAR1"),
        "claims.csv cannot be read: it is a Parquet file; call it claims.parquet",
    ),
    Fault(
        "a workbook under the name of a text",
        "",
        STOP,
        write("assignments.csv", b"PK\x03\x04" + bytes(100)),
        "assignments.csv cannot be read: it is a workbook under another name; save the sheet as CSV",
    ),
    Fault(
        "a packed file with wrong content",
        "",
        STOP,
        rewrite("flows", lambda text: packed(text)[:-8] + bytes(8), "csv.gz"),
        "flows.csv.gz cannot be read: it is damaged; deliver it again",
    ),
    Fault(
        "an unclosed quotation mark",
        "",
        STOP,
        edit("clients", ("张示例三", '"张示例三')),
        "clients.csv line 4: the line has a quotation mark that is not closed, or text behind one",
    ),
    Fault(
        "text behind a quotation mark",
        "",
        STOP,
        edit("clients", ("张示例三", '"张"示例三')),
        "clients.csv line 4: the line has a quotation mark that is not closed, or text behind one",
    ),
    Fault(
        "a line with too few cells",
        "",
        STOP,
        append("contacts", "K98,C01"),
        "contacts.csv line 19: the line has too few cells; the head has 11 columns",
    ),
    Fault(
        "a line with too many cells",
        "",
        STOP,
        append("contacts", "K98,C01,R01,2026-06-15,,,,,,,,more"),
        "contacts.csv line 19: the line has too many cells; the head has 11 columns",
    ),
    Fault(
        "a comma that is not quoted",
        "",
        STOP,
        edit("branches", ("Pudong branch", "Pudong, branch")),
        "branches.csv line 2: the line has too many cells; the head has 7 columns",
    ),
    Fault(
        "line ends of two kinds",
        "",
        STOP,
        rewrite("clients", lambda text: text.replace("\n", "\r\n", 3)),
        (
            "clients.csv cannot be read: its lines end in different ways, as in Windows and in Unix;"
            " save it with one kind of line end"
        ),
    ),
    Fault(
        "quoted line ends of two kinds",
        "",
        STOP,
        rewrite("branches", lambda text: text.replace("华东", '"华东"').replace("\n", "\r\n", 2)),
        (
            "branches.csv cannot be read: its lines end in different ways, as in Windows and in"
            " Unix; save it with one kind of line end"
        ),
    ),
    Fault(
        "blank lines before the head",
        "",
        STOP,
        rewrite("clients", lambda text: "\n" + text),
        "clients.csv cannot be read: its first line is empty; begin with the names of the columns",
    ),
    Fault(
        "a line with empty cells behind: a comma may have moved what stands before them",
        "",
        STOP,
        edit("contacts", ("true,5,false,\n", "true,5,false,,,\n")),
        "contacts.csv line 2: the line has too many cells; the head has 11 columns",
    ),
    Fault(
        "thousands separators without quotation marks, where the last cells are empty",
        "",
        STOP,
        rewrite("totals", lambda text: "month,product_id,balance,note,more\n2026-03-01,P01,23,000,000.00,,\n"),
        "totals.csv line 2: the line has too many cells; the head has 5 columns",
    ),
    Fault(
        "a head once more",
        "",
        STOP,
        rewrite("branches", lambda text: text + text.split("\n")[0] + "\n"),
        "branches.csv line 5: the line repeats the head; leave it out",
    ),
    Fault(
        "a wrong cell below a quoted line break, and no line end at the end",
        "",
        STOP,
        rewrite(
            "clients", lambda text: text.replace("王示例一", '"王示例\n一"').replace("2018-03-02", "soon").rstrip("\n")
        ),
        'clients.csv line 4, joined_on: "soon" is not a day such as 2026-10-31',
    ),
    Fault(
        "a quotation mark that is not closed, below a quoted line break",
        "",
        STOP,
        edit("clients", ("王示例一", '"王示例\n一"'), ("张示例三", '"张示例三')),
        "clients.csv line 5: the line has a quotation mark that is not closed, or text behind one",
    ),
    Fault(
        "NUL characters",
        "",
        STOP,
        edit("clients", ("张示例三", "张\0示例三")),
        ("clients.csv cannot be read: line 4 holds a NUL character, which no text does; write it in UTF-8 or GB18030"),
    ),
    Fault(
        "thousands: 3,000,000.00",
        "",
        STOP,
        edit("holdings", ("C02,P01,3000000.00,", 'C02,P01,"3,000,000.00",')),
        'holdings.csv line 5, balance: "3,000,000.00" has thousands separators; write 3000000.00',
    ),
    Fault(
        "no thousands: 0,125",
        "",
        STOP,
        edit("holdings", ("C02,P01,3000000.00,", 'C02,P01,"0,125",')),
        'holdings.csv line 5, balance: "0,125" has another decimal mark than the rest of the file; write 0.125',
    ),
    Fault(
        "thousands: 3.000.000,00",
        "",
        STOP,
        edit("holdings", ("C02,P01,3000000.00,", 'C02,P01,"3.000.000,00",')),
        'holdings.csv line 5, balance: "3.000.000,00" has thousands separators; write 3000000.00',
    ),
    Fault(
        "thousands: 3'000'000.00",
        "",
        STOP,
        edit("holdings", ("C02,P01,3000000.00,", "C02,P01,3'000'000.00,")),
        "holdings.csv line 5, balance: \"3'000'000.00\" has thousands separators; write 3000000.00",
    ),
    Fault(
        "thousands: 3 000 000.00",
        "",
        STOP,
        edit("holdings", ("C02,P01,3000000.00,", "C02,P01,3 000 000.00,")),
        'holdings.csv line 5, balance: "3 000 000.00" has thousands separators; write 3000000.00',
    ),
    Fault(
        "thousands: 3 000 000 with hard blanks",
        "",
        STOP,
        edit("holdings", ("C02,P01,3000000.00,", "C02,P01,3\xa0000\xa0000,")),
        'holdings.csv line 5, balance: "3\xa0000\xa0000" has thousands separators; write 3000000',
    ),
    Fault(
        "thousands: 3 000 000 with narrow blanks",
        "",
        STOP,
        edit("holdings", ("C02,P01,3000000.00,", "C02,P01,3\u202f000\u202f000,")),
        'holdings.csv line 5, balance: "3\u202f000\u202f000" has thousands separators; write 3000000',
    ),
    Fault(
        "thousands: 600,000",
        "",
        STOP,
        edit("holdings", ("C01,P01,600000.00,", 'C01,P01,"600,000",')),
        'holdings.csv line 4, balance: "600,000" has thousands separators; write 600000',
    ),
    Fault(
        "thousands: 3.000.000",
        "",
        STOP,
        edit("holdings", ("C02,P01,3000000.00,", "C02,P01,3.000.000,")),
        'holdings.csv line 5, balance: "3.000.000" has thousands separators; write 3000000',
    ),
    Fault(
        "thousands: 3’000’000",
        "",
        STOP,
        edit("holdings", ("C02,P01,3000000.00,", "C02,P01,3’000’000,")),
        'holdings.csv line 5, balance: "3’000’000" has thousands separators; write 3000000',
    ),
    Fault(
        "thousands or decimals: 600.000",
        "",
        STOP,
        edit("holdings", ("C01,P01,600000.00,", "C01,P01,600.000,")),
        (
            'holdings.csv line 4, balance: "600.000" can be read as 600000 or as 600.000; write one'
            " of them with 2 decimals"
        ),
    ),
    Fault(
        "thousands or decimals: 1,200 in a file of commas",
        "",
        STOP,
        rewrite("totals", lambda text: text.replace(",", ";").replace(".", ",").replace("23000000,00", "23,000")),
        ('totals.csv line 2, balance: "23,000" can be read as 23000 or as 23,000; write one of them with 2 decimals'),
    ),
    Fault(
        "thousands or decimals: 1.970",
        "",
        STOP,
        edit("clients", ("1970,manufacturing", "1.970,manufacturing")),
        ('clients.csv line 2, birth_year: "1.970" can be read as 1970 or as 1.970; write one of them with 2 decimals'),
    ),
    Fault(
        "thousands: full-width comma",
        "",
        STOP,
        edit("holdings", ("C02,P01,3000000.00,", "C02,P01,3，000，000,")),
        'holdings.csv line 5, balance: "3，000，000" has thousands separators; write 3000000',
    ),
    Fault(
        "digits of double width",
        "",
        STOP,
        edit("claims", ("C12,R02,2026-10-09", "C12,R02,２０２６-10-09")),
        'claims.csv line 2, claimed_on: "２０２６-10-09" has other digits than 0 to 9; write 2026-10-09',
    ),
    Fault(
        "decimal comma in a file of points",
        "",
        STOP,
        edit("holdings", ("C01,P01,600000.00,", 'C01,P01,"600000,00",')),
        (
            'holdings.csv line 4, balance: "600000,00" has another decimal mark than the rest of the'
            " file; write 600000.00"
        ),
    ),
    Fault(
        "decimal point in a file of commas",
        "",
        STOP,
        rewrite("totals", lambda text: text.replace(",", ";").replace(".", ",").replace("23000000,00", "23000000.00")),
        (
            'totals.csv line 2, balance: "23000000.00" has another decimal mark than the rest of the'
            " file; write 23000000,00"
        ),
    ),
    Fault(
        "three decimals",
        "",
        STOP,
        edit("holdings", ("C01,P01,600000.00,", "C01,P01,600000.001,")),
        ('holdings.csv line 4, balance: "600000.001" has more than 2 decimals; round it to the cent'),
    ),
    Fault(
        "a spreadsheet's 1.5E+07",
        "",
        STOP,
        edit("holdings", ("C01,P01,600000.00,", "C01,P01,6E+05,")),
        (
            'holdings.csv line 4, balance: "6E+05" is a number that a spreadsheet has shortened;'
            " format the column as a number"
        ),
    ),
    Fault(
        "a currency sign",
        "",
        STOP,
        edit("holdings", ("C01,P01,600000.00,", "C01,P01,¥600000.00,")),
        'holdings.csv line 4, balance: "¥600000.00" is not an amount such as 1234.56',
    ),
    Fault(
        "an amount in brackets",
        "",
        STOP,
        edit("flows", ("-200000.00", "(200000.00)")),
        'flows.csv line 2, amount: "(200000.00)" is not an amount such as 1234.56',
    ),
    Fault(
        "a minus behind",
        "",
        STOP,
        edit("flows", ("-200000.00", "200000.00-")),
        'flows.csv line 2, amount: "200000.00-" is not an amount such as 1234.56',
    ),
    Fault(
        "a percentage",
        "",
        STOP,
        write("policies.csv", "policy_id,value\nsilent_share,30%\n"),
        'policies.csv line 2, value: "30%" is not an amount such as 1234.56',
    ),
    Fault(
        "a word for an amount",
        "",
        STOP,
        edit("holdings", ("C01,P01,600000.00,", "C01,P01,ten,")),
        'holdings.csv line 4, balance: "ten" is not an amount such as 1234.56',
    ),
    Fault(
        "a line break in an amount",
        "",
        STOP,
        edit("holdings", ("C01,P01,600000.00,", 'C01,P01,"600\n000.00",')),
        'holdings.csv line 4, balance: "600 000.00" is not an amount such as 1234.56',
    ),
    Fault(
        "an essay for an amount",
        "",
        STOP,
        edit("holdings", ("C01,P01,600000.00,", "C01,P01," + "see the other sheet " * 9 + ",")),
        (
            'holdings.csv line 4, balance: "see the other sheet see the other sheet see the other'
            ' sheet …" is not an amount such as 1234.56'
        ),
    ),
    Fault(
        "#N/A",
        "",
        STOP,
        edit("holdings", ("C01,P01,600000.00,", "C01,P01,#N/A,")),
        'holdings.csv line 4, balance: "#N/A" is not an amount such as 1234.56',
    ),
    Fault(
        "nan for an amount",
        "",
        STOP,
        edit("holdings", ("C01,P01,600000.00,", "C01,P01,nan,")),
        'holdings.csv line 4, balance: "nan" is not an amount such as 1234.56',
    ),
    Fault(
        "an amount with twenty digits",
        "",
        STOP,
        edit("holdings", ("C01,P01,600000.00,", "C01,P01,60000000000000000000,")),
        'holdings.csv line 4, balance: "60000000000000000000" is more than any amount can be',
    ),
    Fault(
        "a whole number with a fraction",
        "",
        STOP,
        edit("clients", ("1970,manufacturing", "1970.5,manufacturing")),
        'clients.csv line 2, birth_year: "1970.5" is not a whole number',
    ),
    Fault(
        "a whole number beyond all",
        "",
        STOP,
        edit("clients", ("1970,manufacturing", "19700000000,manufacturing")),
        'clients.csv line 2, birth_year: "19700000000" is not a whole number',
    ),
    Fault(
        "a whole number in thousands",
        "",
        STOP,
        edit("clients", ("1970,manufacturing", '"1,970",manufacturing')),
        'clients.csv line 2, birth_year: "1,970" has thousands separators; write 1970',
    ),
    Fault(
        "a word for a number",
        "",
        STOP,
        edit("clients", ("1970,manufacturing", "MCMLXX,manufacturing")),
        'clients.csv line 2, birth_year: "MCMLXX" is not a whole number',
    ),
    Fault(
        "a shortened identifier",
        "",
        STOP,
        edit("clients", ("0062260000001234567,吴", "6.22848E+18,吴")),
        (
            'clients.csv line 12, client_id: "6.22848E+18" is an identifier that a spreadsheet has'
            " shortened; export the column as text"
        ),
    ),
    Fault(
        "a spreadsheet's day number",
        "",
        STOP,
        edit("clients", ("2020-05-11", "45231")),
        (
            'clients.csv line 2, joined_on: "45231" is a day as a spreadsheet counts it; format the'
            " column as a date, such as 2026-10-31"
        ),
    ),
    Fault(
        "a spreadsheet's month number",
        "",
        STOP,
        edit("holdings", ("2026-03-01,C03", "46082,C03")),
        (
            'holdings.csv line 7, month: "46082" is a day as a spreadsheet counts it; format the'
            " column as a date, such as 2026-10-31"
        ),
    ),
    Fault(
        "a day of seven digits",
        "",
        STOP,
        edit("contacts", ("2026-10-12", "2026112")),
        'contacts.csv line 3, contacted_on: "2026112" is not a day such as 2026-10-31',
    ),
    Fault(
        "a year of two digits",
        "",
        STOP,
        edit("contacts", ("2026-10-12", "26-10-12")),
        'contacts.csv line 3, contacted_on: "26-10-12" is not a day such as 2026-10-31',
    ),
    Fault(
        "31.10.2026",
        "",
        STOP,
        edit("contacts", ("2026-10-12", "12.10.2026")),
        'contacts.csv line 3, contacted_on: "12.10.2026" is not a day such as 2026-10-31',
    ),
    Fault(
        "10/31/2026",
        "",
        STOP,
        edit("contacts", ("2026-10-12", "10/12/2026")),
        'contacts.csv line 3, contacted_on: "10/12/2026" is not a day such as 2026-10-31',
    ),
    Fault(
        "12-Oct-26",
        "",
        STOP,
        edit("contacts", ("2026-10-12", "12-Oct-26")),
        'contacts.csv line 3, contacted_on: "12-Oct-26" is not a day such as 2026-10-31',
    ),
    Fault(
        "2026年10月12日",
        "",
        STOP,
        edit("contacts", ("2026-10-12", "2026年10月12日")),
        'contacts.csv line 3, contacted_on: "2026年10月12日" is not a day such as 2026-10-31',
    ),
    Fault(
        "the 30th of February",
        "",
        STOP,
        edit("clients", ("2020-05-11", "2020-02-30")),
        'clients.csv line 2, joined_on: "2020-02-30" is not a day such as 2026-10-31',
    ),
    Fault(
        "the 29th of February of another year",
        "",
        STOP,
        edit("clients", ("2020-05-11", "20250229")),
        'clients.csv line 2, joined_on: "20250229" is not a day such as 2026-10-31',
    ),
    Fault(
        "month 13",
        "",
        STOP,
        edit("holdings", ("2026-03-01,C03", "2026-13,C03")),
        'holdings.csv line 7, month: "2026-13" is not a month such as 2026-10',
    ),
    Fault(
        "a month in words",
        "",
        STOP,
        edit("holdings", ("2026-03-01,C03", "Mar 2026,C03")),
        'holdings.csv line 7, month: "Mar 2026" is not a month such as 2026-10',
    ),
    Fault(
        "a month where a day is needed",
        "",
        STOP,
        edit("contacts", ("2026-10-12", "2026-10")),
        'contacts.csv line 3, contacted_on: "2026-10" is not a day such as 2026-10-31',
    ),
    Fault(
        "0000-00-00",
        "",
        STOP,
        edit("clients", ("2026-07-15", "0000-00-00")),
        'clients.csv line 5, closed_on: "0000-00-00" is not a day such as 2026-10-31',
    ),
    Fault(
        "an empty key",
        "",
        STOP,
        edit("contacts", ("K01,", ",")),
        "contacts.csv line 2, contact_id: is empty; it must be given: the bank's own code",
    ),
    Fault(
        "an empty cell in a row that breaks a rule too",
        "",
        STOP,
        edit("tiers", ("premier,4,Premier,高端客户,2000000,", "premier,,Premier,高端客户,100,")),
        "tiers.csv line 5, tier_rank: is empty; it must be given: 1 is the lowest",
    ),
    Fault(
        "NULL for a key",
        "",
        STOP,
        edit("contacts", ("K01,", "NULL,")),
        "contacts.csv line 2, contact_id: is empty; it must be given: the bank's own code",
    ),
    Fault(
        "an empty amount",
        "",
        STOP,
        edit("holdings", ("C01,P01,600000.00,", "C01,P01,,")),
        ("holdings.csv line 4, balance: is empty; it must be given: balance on the last day of the month"),
    ),
    Fault(
        "an amount of blanks",
        "",
        STOP,
        edit("holdings", ("C01,P01,600000.00,", "C01,P01, \u3000,")),
        ("holdings.csv line 4, balance: is empty; it must be given: balance on the last day of the month"),
    ),
    Fault(
        "an identifier with what nobody sees in it",
        "",
        STOP,
        edit("holdings", ("2026-03-01,C03", "2026-03-01,C\u200b03")),
        ('holdings.csv line 7, client_id: "C<U+200B>03" is not in clients.csv; add it there, or correct it here'),
    ),
    Fault(
        "an empty month",
        "",
        STOP,
        edit("holdings", ("2026-03-01,C03", "\\N,C03")),
        ("holdings.csv line 7, month: is empty; it must be given: calendar month, 2026-10 or any day in it"),
    ),
    Fault(
        "an empty day",
        "",
        STOP,
        edit("clients", ("2020-05-11", "")),
        ("clients.csv line 2, joined_on: is empty; it must be given: day on which the relationship began"),
    ),
    Fault(
        "an empty word of true or false",
        "",
        STOP,
        edit("products", ("存款,true", "存款,")),
        (
            "products.csv line 2, counts_as_aum: is empty; it must be given: whether its balance is"
            " part of a client's AUM"
        ),
    ),
    Fault(
        "neither true nor false",
        "",
        STOP,
        edit("products", ("存款,true", "存款,perhaps")),
        'products.csv line 2, counts_as_aum: "perhaps" is not true or false',
    ),
    Fault(
        "2 for true",
        "",
        STOP,
        edit("contacts", ("true,5", "2,5")),
        'contacts.csv line 2, is_effective: "2" is not true or false',
    ),
    Fault(
        "bytes that are no Parquet",
        "",
        STOP,
        both(remove("flows"), write("flows.parquet", b"no Parquet at all")),
        (
            "flows.parquet cannot be read: it is no Parquet file, is damaged, or holds text that is"
            " not UTF-8; write it again"
        ),
    ),
    Fault(
        "an empty Parquet file",
        "",
        STOP,
        both(remove("flows"), write("flows.parquet", b"")),
        (
            "flows.parquet cannot be read: it is no Parquet file, is damaged, or holds text that is"
            " not UTF-8; write it again"
        ),
    ),
    Fault(
        "a Parquet file that is cut off",
        "",
        STOP,
        both(parquet("flows"), lambda f: (f / "flows.parquet").write_bytes((f / "flows.parquet").read_bytes()[:-30])),
        (
            "flows.parquet cannot be read: it is no Parquet file, is damaged, or holds text that is"
            " not UTF-8; write it again"
        ),
    ),
    Fault(
        "Parquet without a column",
        "",
        STOP,
        both(edit("flows", ("kind", "sort")), parquet("flows")),
        ("flows.parquet: column kind is missing; it holds external, internal, interest, market or fx"),
    ),
    Fault(
        "Parquet: three decimals as text",
        "",
        STOP,
        both(edit("flows", ("-200000.00", "-200000.001")), parquet("flows")),
        ('flows.parquet row 1, amount: "-200000.001" has more than 2 decimals; round it to the cent'),
    ),
    Fault(
        "Parquet: floats of three decimals",
        "",
        STOP,
        parquet("flows", amount=lambda cell: float(cell) + (0.005 if cell == "-900000.00" else 0)),
        ('flows.parquet row 2, amount: "-899999.995" has more than 2 decimals; round it to the cent'),
    ),
    Fault(
        "Parquet: decimals of three places",
        "",
        STOP,
        both(
            edit("flows", ("-200000.00", "-200000.001")),
            parquet("flows", amount=lambda cell: Decimal(cell).quantize(Decimal("0.001"))),
        ),
        ('flows.parquet row 1, amount: "-200000.001" has more than 2 decimals; round it to the cent'),
    ),
    Fault(
        "Parquet: not a number for an amount that is needed",
        "",
        STOP,
        parquet("flows", amount=lambda cell: float("nan") if cell == "-200000.00" else float(cell)),
        "flows.parquet row 1, amount: is empty; it must be given: into the product is positive",
    ),
    Fault(
        "Parquet: endless",
        "",
        STOP,
        parquet("flows", amount=lambda cell: float("inf") if cell == "-200000.00" else float(cell)),
        'flows.parquet row 1, amount: "inf" is not an amount such as 1234.56',
    ),
    Fault(
        "Parquet: identifiers as floats",
        "",
        STOP,
        both(
            append("flows", "2026-09-05,6225880000001234567,P02,-1.00,external"),
            parquet("flows", client_id=lambda cell: float(cell.replace("C", ""))),
        ),
        (
            "flows.parquet: column client_id holds numbers with decimals (DOUBLE), which identifiers"
            " are not; write it as text"
        ),
    ),
    Fault(
        "Parquet: months as whole numbers that are none",
        "",
        STOP,
        parquet("service_costs", month=lambda cell: 202613 if cell == "2026-03-01" else int(cell[:7].replace("-", ""))),
        'service_costs.parquet row 1, month: "202613" is not a month such as 2026-10',
    ),
    Fault(
        "Parquet: days as seconds",
        "",
        STOP,
        parquet("flows", flowed_on=lambda cell: 1_780_000_000 if cell == "2026-09-05" else int(cell.replace("-", ""))),
        'flows.parquet row 14, flowed_on: "1780000000" is not a day such as 2026-10-31',
    ),
    Fault(
        "Parquet: floats of three decimals under a thousand",
        "",
        STOP,
        parquet("flows", amount=lambda cell: 100.005 if cell == "-900000.00" else float(cell)),
        'flows.parquet row 2, amount: "100.005" has more than 2 decimals; round it to the cent',
    ),
    Fault(
        "Parquet: floats of single precision",
        "",
        STOP,
        parquet("flows", amount=lambda cell: np.float32(cell)),
        (
            "flows.parquet: column amount holds numbers of single precision (FLOAT), which lose cents; write it as"
            " DOUBLE or DECIMAL"
        ),
    ),
    Fault(
        "Parquet: whole numbers with fractions",
        "",
        STOP,
        parquet("contacts", satisfaction=lambda cell: float(cell) + 0.5 if cell == "2" else None),
        'contacts.parquet row 4, satisfaction: "2.5" is not a whole number',
    ),
    Fault(
        "Parquet: 2 for true",
        "",
        STOP,
        parquet("products", counts_as_aum=lambda cell: 1 if cell == "true" else 2),
        'products.parquet row 5, counts_as_aum: "2" is not true or false',
    ),
    Fault(
        "Parquet: moments of a time zone",
        "",
        STOP,
        parquet("flows", flowed_on=lambda cell: datetime.fromisoformat(f"{cell}T00:00+08:00")),
        (
            "flows.parquet: column flowed_on holds moments of a time zone (TIMESTAMP WITH TIME"
            " ZONE), whose day depends on the place; write it as a day"
        ),
    ),
    Fault(
        "Parquet: an empty column that is needed",
        "",
        STOP,
        parquet("bank", bank_name=lambda cell: None),
        "bank.parquet row 1, bank_name: is empty; it must be given: name shown in the frame",
    ),
    Fault(
        "Parquet: lists",
        "",
        STOP,
        parquet("flows", amount=lambda cell: [float(cell)]),
        ("flows.parquet: column amount is of the type DOUBLE[]; write it as text, a number or a day"),
    ),
    Fault(
        "Parquet: structs",
        "",
        STOP,
        parquet("flows", flowed_on=lambda cell: {"day": cell}),
        ('flows.parquet: column flowed_on is of the type STRUCT("day" VARCHAR); write it as text, a number or a day'),
    ),
    Fault(
        "Parquet: text that is not UTF-8",
        "",
        STOP,
        parquet("flows", kind=lambda cell: "外部".encode("gb18030")),
        (
            "flows.parquet cannot be read: it is no Parquet file, is damaged, or holds text that is"
            " not UTF-8; write it again"
        ),
    ),
    Fault(
        "Parquet: time of day",
        "",
        STOP,
        parquet("flows", flowed_on=lambda cell: datetime.fromisoformat(cell).time()),
        "flows.parquet: column flowed_on is of the type TIME; write it as text, a number or a day",
    ),
    Fault(
        "branches_twice",
        "branches_twice",
        STOP,
        append("branches", "B01,Again,,Shanghai,,East China,"),
        "branches.csv line 5: branch_id B01 is there already in line 2; keep one of them",
    ),
    Fault(
        "clients_twice",
        "clients_twice",
        STOP,
        append("clients", "C01,Another,B01,2020-05-11,,,,,,,"),
        "clients.csv line 32: client_id C01 is there already in line 2; keep one of them",
    ),
    Fault(
        "products_twice",
        "products_twice",
        STOP,
        append("products", "P05,Again,,loans,,false,,,"),
        "products.csv line 7: product_id P05 is there already in line 6; keep one of them",
    ),
    Fault(
        "holdings_twice",
        "holdings_twice",
        STOP,
        append("holdings", "2026-03-15,C01,P01,0,1,0,0,0,0"),
        (
            "holdings.csv line 311: month 2026-03, client_id C01, product_id P01 is there already in"
            " line 4; keep one of them"
        ),
    ),
    Fault(
        "tiers_twice",
        "tiers_twice",
        STOP,
        append("tiers", "ultra,7,Ultra,,90000000,true,6,,,,,"),
        "tiers.csv line 8: tier_id ultra is there already in line 7; keep one of them",
    ),
    Fault(
        "relationship_managers_twice",
        "relationship_managers_twice",
        STOP,
        append("relationship_managers", "R06,Again,B01,,,,,,"),
        "relationship_managers.csv line 8: rm_id R06 is there already in line 7; keep one of them",
    ),
    Fault(
        "assignments_twice",
        "assignments_twice",
        STOP,
        append("assignments", "C01,R01,adviser,2020-05-11,"),
        (
            "assignments.csv line 29: client_id C01, rm_id R01, assigned_on 2020-05-11 is there"
            " already in line 2; keep one of them"
        ),
    ),
    Fault(
        "branch_moves_twice",
        "branch_moves_twice",
        STOP,
        append("branch_moves", "C08,B02,2026-07"),
        ("branch_moves.csv line 4: client_id C08, month 2026-07 is there already in line 3; keep one of them"),
    ),
    Fault(
        "contacts_twice",
        "contacts_twice",
        STOP,
        append("contacts", "K17,C30,R01,2026-10-16,,,,,,,"),
        "contacts.csv line 19: contact_id K17 is there already in line 18; keep one of them",
    ),
    Fault(
        "service_costs_twice",
        "service_costs_twice",
        STOP,
        append("service_costs", "2026-10-31,C09,airport lounge,1"),
        (
            "service_costs.csv line 15: month 2026-10, client_id C09, service airport lounge is"
            " there already in line 14; keep one of them"
        ),
    ),
    Fault(
        "totals_twice",
        "totals_twice",
        STOP,
        append("totals", "2026-10-31,P05,1000000.00"),
        ("totals.csv line 42: month 2026-10, product_id P05 is there already in line 41; keep one of them"),
    ),
    Fault(
        "policies_twice",
        "policies_twice",
        STOP,
        write("policies.csv", "policy_id,value\ndue_days,10\ndue_days,20\n"),
        "policies.csv line 3: policy_id due_days is there already in line 2; keep one of them",
    ),
    Fault(
        "clients -> branches",
        "clients_unknown_branch_id",
        STOP,
        edit("clients", ("王示例一,B01", "王示例一,B99")),
        ('clients.csv line 2, branch_id: "B99" is not in branches.csv; add it there, or correct it here'),
    ),
    Fault(
        "holdings -> clients",
        "holdings_unknown_client_id",
        STOP,
        append("holdings", "2026-10,C99,P01,0,1,0,0,0,0"),
        ('holdings.csv line 311, client_id: "C99" is not in clients.csv; add it there, or correct it here'),
    ),
    Fault(
        "holdings -> products",
        "holdings_unknown_product_id",
        STOP,
        append("holdings", "2026-10,C01,P99,0,1,0,0,0,0"),
        ('holdings.csv line 311, product_id: "P99" is not in products.csv; add it there, or correct it here'),
    ),
    Fault(
        "relationship_managers -> branches",
        "relationship_managers_unknown_branch_id",
        STOP,
        append("relationship_managers", "R07,X,B99,,,,,,"),
        ('relationship_managers.csv line 8, branch_id: "B99" is not in branches.csv; add it there, or correct it here'),
    ),
    Fault(
        "branch_moves -> clients",
        "branch_moves_unknown_client_id",
        STOP,
        append("branch_moves", "C99,B01,2026-07"),
        ('branch_moves.csv line 4, client_id: "C99" is not in clients.csv; add it there, or correct it here'),
    ),
    Fault(
        "branch_moves -> branches",
        "branch_moves_unknown_branch_id",
        STOP,
        append("branch_moves", "C08,B99,2026-05"),
        ('branch_moves.csv line 4, branch_id: "B99" is not in branches.csv; add it there, or correct it here'),
    ),
    Fault(
        "assignments -> clients",
        "assignments_unknown_client_id",
        SET_ASIDE,
        append("assignments", "C99,R01,primary,2026-01-01,"),
        'assignments.csv line 29: "C99" is not in clients.csv; add it there, or correct it here',
        ("assignments", "client_id = 'C99'"),
    ),
    Fault(
        "assignments -> relationship_managers",
        "assignments_unknown_rm_id",
        SET_ASIDE,
        append("assignments", "C12,R99,primary,2026-01-01,"),
        ('assignments.csv line 29: "R99" is not in relationship_managers.csv; add it there, or correct it here'),
        ("assignments", "rm_id = 'R99'"),
    ),
    Fault(
        "claims -> clients",
        "claims_unknown_client_id",
        SET_ASIDE,
        append("claims", "C99,R01,2026-01-01"),
        'claims.csv line 4: "C99" is not in clients.csv; add it there, or correct it here',
        ("claims", "client_id = 'C99'"),
    ),
    Fault(
        "claims -> relationship_managers",
        "claims_unknown_rm_id",
        SET_ASIDE,
        append("claims", "C12,R99,2026-01-01"),
        ('claims.csv line 4: "R99" is not in relationship_managers.csv; add it there, or correct it here'),
        ("claims", "rm_id = 'R99'"),
    ),
    Fault(
        "contacts -> clients",
        "contacts_unknown_client_id",
        SET_ASIDE,
        append("contacts", "K98,C99,R01,2026-06-15,,,,,,,"),
        'contacts.csv line 19: "C99" is not in clients.csv; add it there, or correct it here',
        ("contacts", "contact_id = 'K98'"),
    ),
    Fault(
        "contacts -> relationship_managers",
        "contacts_unknown_rm_id",
        SET_ASIDE,
        append("contacts", "K98,C01,R99,2026-06-15,,,,,,,"),
        ('contacts.csv line 19: "R99" is not in relationship_managers.csv; add it there, or correct it here'),
        ("contacts", "contact_id = 'K98'"),
    ),
    Fault(
        "flows -> clients",
        "flows_unknown_client_id",
        SET_ASIDE,
        append("flows", "2026-09-05,C99,P02,-1.00,external"),
        'flows.csv line 16: "C99" is not in clients.csv; add it there, or correct it here',
        ("flows", "client_id = 'C99'"),
    ),
    Fault(
        "flows -> products",
        "flows_unknown_product_id",
        SET_ASIDE,
        append("flows", "2026-09-05,C01,P99,-1.00,external"),
        'flows.csv line 16: "P99" is not in products.csv; add it there, or correct it here',
        ("flows", "product_id = 'P99'"),
    ),
    Fault(
        "service_costs -> clients",
        "service_costs_unknown_client_id",
        SET_ASIDE,
        append("service_costs", "2026-10,C99,golf,1"),
        'service_costs.csv line 15: "C99" is not in clients.csv; add it there, or correct it here',
        ("service_costs", "client_id = 'C99'"),
    ),
    Fault(
        "totals -> products",
        "totals_unknown_product_id",
        SET_ASIDE,
        append("totals", "2026-10,P99,0"),
        'totals.csv line 42: "P99" is not in products.csv; add it there, or correct it here',
        ("totals", "product_id = 'P99'"),
    ),
    Fault(
        "assignment_after_rm_left",
        "assignment_after_rm_left",
        SET_ASIDE,
        append("assignments", "C12,R04,primary,2026-07-01,2026-07-02"),
        (
            "assignments.csv line 29: RM R04 left on 2026-06-30, before assigned_on 2026-07-01;"
            " assign another RM, or correct left_on"
        ),
        ("assignments", "client_id = 'C12'"),
    ),
    Fault(
        "assignment_ends_before_start",
        "assignment_ends_before_start",
        SET_ASIDE,
        append("assignments", "C12,R01,primary,2026-07-02,2026-07-01"),
        ("assignments.csv line 29: ended_on 2026-07-01 is before assigned_on 2026-07-02; correct one of the two days"),
        ("assignments", "client_id = 'C12'"),
    ),
    Fault(
        "assignment_to_rm_who_left",
        "assignment_to_rm_who_left",
        NOTE,
        append("assignments", "C12,R04,adviser,2026-06-01,"),
        (
            "assignments.csv line 29: client C12 is still assigned to RM R04, who left on"
            " 2026-06-30; end the assignment, and assign another RM"
        ),
        ("assignments", "client_id = 'C12'"),
    ),
    Fault(
        "assignments_overlap",
        "assignments_overlap",
        NOTE,
        append("assignments", "C01,R02,primary,2026-09-01,"),
        (
            "assignments.csv line 29: client C01 has another primary RM on 2026-09-01: line 2; end"
            " the earlier assignment; the later one, or the RM whose role fits the tier, counts"
        ),
        ("assignments", "client_id = 'C01' and rm_id = 'R02'"),
    ),
    Fault(
        "assignments_overlap, in capitals",
        "assignments_overlap",
        NOTE,
        append("assignments", "C01,R02,Primary,2026-09-01,"),
        (
            "assignments.csv line 29: client C01 has another primary RM on 2026-09-01: line 2; end"
            " the earlier assignment; the later one, or the RM whose role fits the tier, counts"
        ),
        ("assignments", "client_id = 'C01' and rm_id = 'R02'"),
    ),
    Fault(
        "average_far_from_month_end",
        "average_far_from_month_end",
        NOTE,
        edit("holdings", ("2026-10-01,C28,P01,700000.00,700000.00", "2026-10-01,C28,P01,700000.00,7000000000.00")),
        (
            "holdings.csv line 307: average_balance 7000000000.00 and balance 700000.00 are far"
            " apart; see whether one of the two is in another unit"
        ),
        ("holdings", "average_balance = 7000000000"),
    ),
    Fault(
        "average_negative",
        "average_negative",
        SET_ASIDE,
        edit("holdings", ("2026-10-01,C28,P01,700000.00,700000.00", "2026-10-01,C28,P01,700000.00,-700000.00")),
        (
            "holdings.csv line 307: average_balance -700000.00 is negative; correct average_balance;"
            " a loan belongs to a product that does not count as AUM"
        ),
        ("holdings", "client_id = 'C28' and month = '2026-10-01'"),
    ),
    Fault(
        "averages_in_another_unit",
        "averages_in_another_unit",
        STOP,
        rewrite("holdings", lambda text: re.sub(r"(2026-10-01,.*,P01,.*?,)(\d+)0000\.00,", r"\1\2.00,", text)),
        (
            "holdings.csv line 273: in 2026-10 the averages of P01 are 0.0001 times the balances;"
            " write both in the currency's own unit"
        ),
    ),
    Fault(
        "balances_in_another_unit",
        "balances_in_another_unit",
        NOTE,
        both(
            rewrite(
                "holdings",
                lambda text: re.sub(r"(2026-10-01,.*,P01,)(\d+)0000\.00,(\d+)0000\.00,", r"\1\2.00,\3.00,", text),
            ),
            edit("totals", ("2026-10-01,P01,18230000.00", "2026-10-01,P01,1823.00")),
        ),
        (
            "holdings.csv line 273: in 2026-10 the mean balance of P01 is 0.0001 times that of the month before; write"
            " every month in the currency's own unit, if one is in another"
        ),
    ),
    Fault(
        "bank_of_many_rows",
        "bank_of_many_rows",
        STOP,
        append("bank", "Another,,"),
        "bank.csv line 3: is a second row; leave one row",
    ),
    Fault(
        "birth_year_implausible",
        "birth_year_implausible",
        NOTE,
        edit("clients", ("1970,manufacturing", "1870,manufacturing")),
        "clients.csv line 2: birth_year 1870 cannot be; correct birth_year",
        ("clients", "birth_year = 1870"),
    ),
    Fault(
        "branch_moves_end_elsewhere",
        "branch_moves_end_elsewhere",
        NOTE,
        append("branch_moves", "C01,B03,2026-05"),
        (
            "branch_moves.csv line 4: client C01 moved to B03 last, its branch is B01; correct"
            " branch_id of the client, or the move"
        ),
        ("branch_moves", "client_id = 'C01'"),
    ),
    Fault(
        "city_in_two_regions",
        "city_in_two_regions",
        NOTE,
        append("branches", "B04,Jingan,,Shanghai,,South China,"),
        ("branches.csv line 5: city Shanghai lies in South China here, and in East China in line 2; correct region"),
        ("branches", "branch_id = 'B04'"),
    ),
    Fault(
        "claim_in_future",
        "claim_in_future",
        SET_ASIDE,
        append("claims", f"C12,R01,{LATER}"),
        f"claims.csv line 4: claimed_on {LATER} is in the future; correct claimed_on",
        ("claims", "rm_id = 'R01'"),
    ),
    Fault(
        "client_closed_before_joined",
        "client_closed_before_joined",
        STOP,
        edit("clients", ("2023-01-16,2026-07-15", "2026-07-16,2026-07-15")),
        ("clients.csv line 5: closed_on 2026-07-15 is before joined_on 2026-07-16; correct one of the two days"),
    ),
    Fault(
        "client_joined_in_future",
        "client_joined_in_future",
        NOTE,
        both(append("clients", f"C31,X,B01,{LATER},,,,,,,"), append("holdings", "2026-10,C31,P01,0,0,0,0,0,0")),
        f"clients.csv line 32: joined_on {LATER} is in the future; correct joined_on",
        ("clients", "client_id = 'C31'"),
    ),
    Fault(
        "client_without_holdings",
        "client_without_holdings",
        NOTE,
        append("clients", "C31,X,B01,2026-01-01,,,,,,,"),
        ("clients.csv line 32: client C31 holds nothing in any month; leave the client out, or deliver what it holds"),
        ("clients", "client_id = 'C31'"),
    ),
    Fault(
        "complaint_resolved_before_made",
        "complaint_resolved_before_made",
        SET_ASIDE,
        edit("contacts", ("2026-04-20", "2026-04-02")),
        ("contacts.csv line 5: resolved_on 2026-04-02 is before contacted_on 2026-04-09; correct one of the two days"),
        ("contacts", "contact_id = 'K04'"),
    ),
    Fault(
        "contact_before_joined",
        "contact_before_joined",
        SET_ASIDE,
        append("contacts", "K98,C18,R01,2026-06-09,,,,,,,"),
        (
            "contacts.csv line 19: contacted_on 2026-06-09 is before client C18 joined on"
            " 2026-06-10; correct contacted_on, or joined_on of the client"
        ),
        ("contacts", "contact_id = 'K98'"),
    ),
    Fault(
        "contact_by_nobody",
        "contact_by_nobody",
        NOTE,
        append("contacts", "K98,C01,,2026-06-15,,,,,,,"),
        (
            "contacts.csv line 19: rm_id is empty; name the RM who made it; the contact counts for"
            " the client, and for no RM"
        ),
        ("contacts", "contact_id = 'K98'"),
    ),
    Fault(
        "contact_by_rm_who_left",
        "contact_by_rm_who_left",
        NOTE,
        append("contacts", "K98,C01,R04,2026-07-15,,,,,,,"),
        (
            "contacts.csv line 19: RM R04 left on 2026-06-30, before contacted_on 2026-07-15; name"
            " the RM who made it, or correct left_on"
        ),
        ("contacts", "contact_id = 'K98'"),
    ),
    Fault(
        "contact_in_future",
        "contact_in_future",
        SET_ASIDE,
        append("contacts", f"K98,C01,R01,{LATER},,,,,,,"),
        f"contacts.csv line 19: contacted_on {LATER} is in the future; correct contacted_on",
        ("contacts", "contact_id = 'K98'"),
    ),
    Fault(
        "cost_before_holdings",
        "cost_before_holdings",
        NOTE,
        append("service_costs", "2026-04-01,C18,medical,100.00", "2026-04-01,C18,airport lounge,20.00"),
        (
            "service_costs, 2026-04: costs of 120.00 are of 1 client who had held nothing yet; deliver what these"
            " clients held in that month; until then the costs count in no contribution"
        ),
        ("service_costs", "client_id = 'C18' and cost = 100"),
    ),
    Fault(
        "cost_in_future",
        "cost_in_future",
        SET_ASIDE,
        append("service_costs", f"{NEXT_YEAR},C01,golf,1"),
        f"service_costs.csv line 15: month {NEXT_YEAR} has not begun; correct the month",
        ("service_costs", "service = 'golf'"),
    ),
    Fault(
        "cost_too_large",
        "cost_too_large",
        STOP,
        append("service_costs", "2026-10,C01,golf,1000000000000"),
        (
            "service_costs.csv line 15: cost 1000000000000.00 is more than any service costs;"
            " correct the amount; amounts are in the currency's own unit"
        ),
    ),
    Fault(
        "family_missing",
        "family_missing",
        STOP,
        both(
            remove("totals"),
            rewrite(
                "holdings",
                lambda text: "\n".join(
                    line for line in text.split("\n") if not re.match("2026-10-01,.*,P0[12],", line)
                ),
            ),
        ),
        (
            "holdings.csv line 273: of the family deposits 0 clients were delivered for 2026-10, 28"
            " the month before; deliver the rows of this family for the month, with 0 for who holds"
            " none any more"
        ),
    ),
    Fault(
        "feed_stopped",
        "feed_stopped",
        NOTE,
        both(remove("totals"), rewrite("holdings", without_a_branch("2026-06"))),
        (
            "holdings, 2026-06: 0 of 10 clients of branch B03 were delivered: the feed stopped;"
            " deliver the rows that are missing, with --add; until then the month is withheld for"
            " this branch"
        ),
        ("feeds", "is_stopped"),
    ),
    Fault(
        "first_month_short",
        "first_month_short",
        NOTE,
        both(remove("totals"), rewrite("holdings", without_a_branch("2026-03"))),
        (
            "holdings, 2026-03: 0 of 10 clients of branch B03, delivered the month after and joined before, were"
            " delivered; deliver the rows that are missing, with --add, or leave the month out; its rates are of those"
            " delivered"
        ),
    ),
    Fault(
        "nobody_in_register",
        "nobody_in_register",
        NOTE,
        rewrite("tiers", lambda text: re.sub(r",(\d+),true", r",\g<1>00000,true", text)),
        (
            "holdings, 2026-10: of 30 clients none reaches 20000000000.00; the largest holds 40000000.00; write amounts"
            " in the currency's own unit, yuan and not ten thousand yuan, or correct min_aum in tiers"
        ),
    ),
    Fault(
        "flow_in_future",
        "flow_in_future",
        SET_ASIDE,
        append("flows", f"{LATER},C01,P01,1,external"),
        f"flows.csv line 16: flowed_on {LATER} is in the future; correct flowed_on",
        ("flows", "amount = 1"),
    ),
    Fault(
        "flow_of_unknown_kind",
        "flow_of_unknown_kind",
        SET_ASIDE,
        append("flows", "2026-10-01,C01,P01,1,cheque"),
        "flows.csv line 16: kind cheque is not known; correct kind",
        ("flows", "amount = 1"),
    ),
    Fault(
        "a kind of flow with a line break",
        "flow_of_unknown_kind",
        SET_ASIDE,
        append("flows", '2026-10-01,C01,P01,1,"by\r\ncheque"'),
        "flows.csv line 16: kind by cheque is not known; correct kind",
        ("flows", "amount = 1"),
    ),
    Fault(
        "flow_too_large",
        "flow_too_large",
        STOP,
        append("flows", "2026-10-01,C01,P01,-1000000000000,external"),
        (
            "flows.csv line 16: amount -1000000000000.00 is more than any client moves; correct the"
            " amount; amounts are in the currency's own unit"
        ),
    ),
    Fault(
        "holding_after_closing",
        "holding_after_closing",
        SET_ASIDE,
        append("holdings", "2026-08,C04,P01,0,1,0,0,0,0"),
        (
            "holdings.csv line 311: client C04 holds in 2026-08, after it was closed on 2026-07-15;"
            " correct closed_on of the client, or leave the row out"
        ),
        ("holdings", "client_id = 'C04' and month = '2026-08-01'"),
    ),
    Fault(
        "holding_before_joined",
        "holding_before_joined",
        NOTE,
        append("holdings", "2026-05,C18,P01,0,1,0,0,0,0"),
        (
            "holdings.csv line 311: client C18 holds in 2026-05, before it joined on 2026-06-10;"
            " correct joined_on of the client"
        ),
        ("holdings", "client_id = 'C18' and month = '2026-05-01'"),
    ),
    Fault(
        "holding_in_future",
        "holding_in_future",
        STOP,
        append("holdings", f"{NEXT_YEAR},C01,P01,0,1,0,0,0,0"),
        (f"holdings.csv line 311: month {NEXT_YEAR} has not begun; correct the month, or leave these rows out"),
    ),
    Fault(
        "holding_too_early",
        "holding_too_early",
        STOP,
        append("holdings", "1979-12,C01,P01,0,0,0,0,0,0"),
        ("holdings.csv line 311: month 1979-12 is before 1980; correct the month, or leave these rows out"),
    ),
    Fault(
        "holding_far_before",
        "holding_far_before",
        STOP,
        append("holdings", "1981-01,C01,P01,0,0,0,0,0,0"),
        (
            "holdings.csv line 311: month 1981-01 lies 45 years before the next month of holdings; correct the month,"
            " or leave these rows out"
        ),
    ),
    Fault(
        "holding_too_large",
        "holding_too_large",
        STOP,
        append("holdings", "2026-10,C01,P02,0,1000000000000,0,0,0,0"),
        (
            "holdings.csv line 311: an amount of 1000000000000.00 is more than any client has;"
            " correct the amount; amounts are in the currency's own unit"
        ),
    ),
    Fault(
        "no row that can be loaded",
        "",
        STOP,
        both(
            remove("totals"),
            edit("products", ("贷款,false", "贷款,true")),
            rewrite("holdings", lambda text: re.sub(r"(\n.*?,.*?,.*?,.*?,)", r"\1-", text)),
        ),
        (
            "holdings.csv has no row that can be loaded; an average balance that counts as AUM is"
            " not negative: correct average_balance; a loan belongs to a product that does not count"
            " as AUM"
        ),
    ),
    Fault(
        "identity_check_digit",
        "identity_check_digit",
        NOTE,
        edit("clients", ("990000197001010018", "990000197001010019")),
        (
            "clients.csv line 2: the last character of identity_number of client C01 does not fit"
            " the others; correct identity_number"
        ),
        ("clients", "identity_number = '990000197001010019'"),
    ),
    Fault(
        "month_of_zeros",
        "month_of_zeros",
        STOP,
        both(
            remove("totals"),
            rewrite("holdings", lambda text: re.sub(r"(2026-10-01,.*,P0\d),[\d.]+,[\d.]+", r"\1,0,0", text)),
        ),
        (
            "holdings.csv line 273: 38 of 38 rows of 2026-10 are zero; deliver the month again, or"
            " leave it out: a month that is missing is known as missing"
        ),
    ),
    Fault(
        "phone_implausible",
        "phone_implausible",
        NOTE,
        edit("clients", ("19900000001", "12345")),
        "clients.csv line 2: phone 12345 of client C01 is no telephone number; correct phone",
        ("clients", "phone = '12345'"),
    ),
    Fault(
        "policy_out_of_range",
        "policy_out_of_range",
        STOP,
        write("policies.csv", "policy_id,value\nsilent_share,30\n"),
        "policies.csv line 2: value 30.0000 of silent_share cannot be; correct value",
    ),
    Fault(
        "a policy that lets nobody carry anything",
        "policy_out_of_range",
        STOP,
        write("policies.csv", "policy_id,value\nrm_capacity,0\n"),
        "policies.csv line 2: value 0.0000 of rm_capacity cannot be; correct value",
    ),
    Fault(
        "product_none_counts",
        "product_none_counts",
        STOP,
        rewrite("products", lambda text: text.replace(",true,", ",false,")),
        (
            "products.csv line 2: no product has counts_as_aum true; set counts_as_aum to true for the products whose"
            " balances are AUM"
        ),
    ),
    Fault(
        "balance_negative",
        "balance_negative",
        NOTE,
        negative_balance,
        (
            "holdings.csv line 4: balance -600000.00 is negative, and counts as AUM; deliver average_balance, or"
            " correct balance; a loan or an overdraft belongs to a product that does not count as AUM"
        ),
        ("holdings", "balance = -600000"),
    ),
    Fault(
        "an identity number that a spreadsheet has shortened",
        "",
        STOP,
        edit("clients", ("990000197001010018", "9.9E+17")),
        (
            'clients.csv line 2, identity_number: "9.9E+17" is an identifier that a spreadsheet has shortened; export'
            " the column as text"
        ),
    ),
    Fault(
        "two columns of a Parquet file that differ in their case",
        "",
        STOP,
        twice_in_parquet,
        "holdings.parquet cannot be read: its head names balance twice",
    ),
    Fault(
        "policy_unknown",
        "policy_unknown",
        NOTE,
        write("policies.csv", "policy_id,value\nsilence,30\n"),
        ("policies.csv line 2: policy_id silence is not known; see the list in queries/sources/defaults/policies.csv"),
        ("policies", "policy_id = 'silence'"),
    ),
    Fault(
        "product_of_unknown_tier",
        "product_of_unknown_tier",
        NOTE,
        edit("products", ("private,P03", "royal,P03")),
        "products.csv line 5: exclusive_tier royal is not in the tiers; correct exclusive_tier",
        ("products", "exclusive_tier = 'royal'"),
    ),
    Fault(
        "product_of_unknown_twin",
        "product_of_unknown_twin",
        NOTE,
        edit("products", ("private,P03", "private,P13")),
        "products.csv line 5: ordinary_twin P13 is not in the products; correct ordinary_twin",
        ("products", "ordinary_twin = 'P13'"),
    ),
    Fault(
        "rm_left_before_joined",
        "rm_left_before_joined",
        STOP,
        edit("relationship_managers", ("2019-09-02,2026-06-30", "2026-07-01,2026-06-30")),
        (
            "relationship_managers.csv line 5: left_on 2026-06-30 is before joined_on 2026-07-01;"
            " correct one of the two days"
        ),
    ),
    Fault(
        "role_of_no_rm",
        "role_of_no_rm",
        NOTE,
        edit("relationship_managers", ("private_banker", "Private banker")),
        (
            "relationship_managers: no RM has the role private_banker, which is promised to private, ultra; write the"
            " role in relationship_managers as it stands in tiers; until then nobody of these tiers is dedicated"
        ),
        ("relationship_managers", "role = 'Private banker'"),
    ),
    Fault(
        "rm_without_capacity",
        "rm_without_capacity",
        NOTE,
        edit("relationship_managers", ("trade,400,2026", "trade,0,2026")),
        (
            "relationship_managers.csv line 6: capacity 0.00 of RM R05 is not above 0; correct"
            " capacity; where it is empty the default counts"
        ),
        ("relationship_managers", "capacity = 0"),
    ),
    Fault(
        "satisfaction_out_of_range",
        "satisfaction_out_of_range",
        NOTE,
        edit("contacts", ("true,5,false", "true,6,false")),
        "contacts.csv line 2: satisfaction 6 is not 1 to 5; correct satisfaction",
        ("contacts", "satisfaction = 6"),
    ),
    Fault(
        "tier_ladder_out_of_order",
        "tier_ladder_out_of_order",
        STOP,
        edit("tiers", ("500000,true", "200000,true")),
        (
            "tiers.csv line 4: tier_rank 3 (wealth) begins at 200000.00, not above the rank under it"
            " (200000.00); number the tiers from the lowest threshold up"
        ),
    ),
    Fault(
        "tier_called_like_a_state",
        "tier_called_like_a_state",
        STOP,
        edit("tiers", ("select,2,", "new,2,")),
        (
            "tiers.csv line 3: tier_id new is the name of a state; give it another tier_id; who moves between tiers is"
            " counted beside who is new, lost, below or elsewhere"
        ),
    ),
    Fault(
        "tier_ladder_without_register",
        "tier_ladder_without_register",
        STOP,
        rewrite("tiers", lambda text: text.replace("true", "false")),
        (
            "tiers.csv line 2: no tier has in_register true; set in_register to true for the tiers"
            " whose clients stand in the register"
        ),
    ),
    Fault(
        "tier_out_of_range",
        "tier_out_of_range",
        STOP,
        edit("tiers", ("50000,false,3", "50000,false,-1")),
        "tiers.csv line 2: grace_months -1 cannot be; correct the number",
    ),
    Fault(
        "intervals, weights and budgets of a tier that cannot be",
        "tier_out_of_range",
        STOP,
        edit("tiers", ("true,3,92,366,relationship_manager,2,200", "true,3,-30,0,relationship_manager,-2,-100")),
        (
            "tiers.csv line 4: contact_days -30, visit_days 0, load_weight -2.00, service_floor -100.00 cannot be;"
            " correct the number"
        ),
    ),
    Fault(
        "tier_above_outside",
        "tier_above_outside",
        STOP,
        edit("tiers", ("2000000,true", "2000000,false")),
        (
            "tiers.csv line 5: tier premier is not in the register, and a lower one is; set in_register to true, or"
            " give the tier a lower rank and threshold"
        ),
    ),
    Fault(
        "tier_rank_twice",
        "tier_rank_twice",
        STOP,
        edit("tiers", ("premier,4,Premier,高端客户,2000000,true,3", "premier,3,Premier,高端客户,2000000,true,3")),
        ("tiers.csv line 5: tier_rank 3 is there already in line 4; number the tiers from the lowest threshold up"),
    ),
    Fault(
        "total_far_from_control",
        "total_far_from_control",
        STOP,
        edit("totals", ("2026-10-01,P01,18230000.00", "2026-10-01,P01,19230000.00")),
        (
            "totals.csv line 37: the holdings of P01 in 2026-10 add up to 18230000.00, the control"
            " total is 19230000.00; deliver the rows that are missing, correct the control total, or add"
            " it when the rest of the month comes"
        ),
    ),
    Fault(
        "total_off_control",
        "total_off_control",
        NOTE,
        edit("totals", ("23000000.00", "23000001.00")),
        (
            "totals.csv line 2: the holdings of P01 in 2026-03 add up to 23000000.00, the control"
            " total is 23000001.00; find the difference; the rows are loaded as they are"
        ),
        ("totals", "balance = 23000001"),
    ),
    Fault(
        "two_records_of_one_person_by_identity",
        "two_records_of_one_person_by_identity",
        NOTE,
        edit("clients", ("990000196301010269", "990000196601010308")),
        (
            "clients.csv line 31: client C30 has the identity number of line 27; join the two"
            " records, or correct the number"
        ),
        ("clients", "client_id = 'C30'"),
    ),
    Fault(
        "two_records_of_one_person_by_phone",
        "two_records_of_one_person_by_phone",
        NOTE,
        edit("clients", ("1988,technology,internet,19900000003", "1965,technology,internet,19900000002")),
        (
            "clients.csv line 4: client C03 has the telephone number and the year of birth of line"
            " 3; see whether they are one person, and join the two records"
        ),
        ("clients", "client_id = 'C03'"),
    ),
]


@dataclass(frozen=True)
class Outcome:
    """What came of a delivery with these faults: the sentences of a refusal, or what the loaded database says."""

    faults: list[Fault]
    refused: list[str] = field(default_factory=list)
    is_unchanged: bool = False
    findings: frozenset[tuple[str, str, str]] = frozenset()
    aside: dict[str, int] = field(default_factory=dict)
    picked: dict[str, int] = field(default_factory=dict)


@pytest.fixture(scope="module")
def outcomes(request, small_bank, tmp_path_factory):
    """The outcome of each fault that is asked for, by name; two deliveries are loaded at a time."""
    asked = [
        item.callspec.params["fault"]
        for item in request.session.items
        if item.path == Path(__file__) and CASE in item.name
    ]
    in_force = SimpleQueue()
    for worker in range(WORKERS):
        in_force.put(shutil.copytree(small_bank, tmp_path_factory.mktemp("in_force") / str(worker)))
    pool = ThreadPoolExecutor(WORKERS)
    found = {}
    for faults in together([fault for fault in asked if fault.severity != STOP]):
        found |= dict.fromkeys([fault.name for fault in faults], pool.submit(loaded, faults))
    stops = [fault for fault in asked if fault.severity == STOP]
    for faults in together([fault for fault in stops if not fault.rule]) + together([f for f in stops if f.rule]):
        found |= dict.fromkeys([fault.name for fault in faults], pool.submit(refused, faults, in_force))
    yield found
    pool.shutdown(cancel_futures=True)


def together(faults: list[Fault]) -> list[list[Fault]]:
    """The faults in as few deliveries as can be, none of which has two faults in one file."""
    groups: list[tuple[set[str], list[Fault]]] = []
    for fault in faults:
        own = changed_by(fault)
        files, group = next((group for group in groups if not group[0] & own), (set(), []))
        if not group:
            groups.append((files, group))
        files |= own
        group.append(fault)
    return [group for _, group in groups]


def changed_by(fault: Fault) -> set[str]:
    """The names, without their ending, of the files that a fault changes, adds or takes away."""
    with delivered([fault]) as delivery:
        was, now = ({p.relative_to(f): p.read_bytes() for p in f.rglob("*.*")} for f in (SMALL, delivery))
    return {path.stem.partition(".")[0] for path in was.keys() | now.keys() if was.get(path) != now.get(path)}


@contextmanager
def delivered(faults: list[Fault]) -> Iterator[Path]:
    """The small delivery with these faults."""
    with TemporaryDirectory() as folder:
        delivery = shutil.copytree(SMALL, Path(folder) / "delivery")
        for fault in faults:
            fault.change(delivery)
        yield delivery


def refused(faults: list[Fault], in_force: SimpleQueue) -> Outcome:
    """Load faults that stop, beside the bank in force."""
    data = in_force.get()
    try:
        with delivered(faults) as delivery:
            before = fingerprint(data)
            load(delivery, data)
    except Refused as error:
        return Outcome(faults, error.faults, fingerprint(data) == before)
    finally:
        in_force.put(data)
    return Outcome(faults)


def loaded(faults: list[Fault]) -> Outcome:
    """Load faults that do not stop, into an empty folder."""
    rows = {fault.name: fault.row for fault in faults if fault.row}
    with (
        delivered(faults) as delivery,
        TemporaryDirectory() as data,
        duckdb.connect(load(delivery, Path(data)), read_only=True) as con,
    ):
        findings, aside = found_in(con)
        picked = {
            name: con.execute(f"select count(*) from {table} where {condition}").fetchone()[0]
            for name, (table, condition) in rows.items()
        }
    return Outcome(faults, findings=findings, aside=aside, picked=picked)


def found_in(con: duckdb.DuckDBPyConnection) -> tuple[frozenset[tuple[str, str, str]], dict[str, int]]:
    """Findings as (rule, severity, sentence), and the rows set aside by file, as both tables of the load count them."""
    said = "place || ': ' || found || '; ' || fix"
    findings = con.execute(f"select rule, findings.severity, {said} from findings join rules using (rule)").fetchall()
    aside = dict(con.execute("select file, sum(rows_set_aside) from load_files group by file").fetchall())
    (counts,) = con.execute("select rows_in, rows_set_aside, rows_loaded, findings from loads").fetchall()
    assert counts == (counts[0], sum(aside.values()), counts[0] - sum(aside.values()), len(findings))
    return frozenset(findings), {file: rows for file, rows in aside.items() if rows}


def each(severity: str) -> pytest.MarkDecorator:
    chosen = [fault for fault in FAULTS if fault.severity == severity]
    return pytest.mark.parametrize("fault", chosen, ids=[fault.name for fault in chosen])


@pytest.fixture(scope="module")
def known(small_bank):
    """What is found in the small delivery without a fault."""
    with cursor(published(small_bank)) as cur:
        return found_in(cur)[0]


@each(STOP)
def test_the_fault_stops_the_load_and_changes_nothing(fault, outcomes):
    outcome = outcomes[fault.name].result()
    assert sorted(outcome.refused) == sorted(other.sentence for other in outcome.faults)
    assert outcome.is_unchanged


def as_expected(fault: Fault, outcome: Outcome, known: frozenset) -> bool:
    """Whether what is found has changed by this fault, and beside it by nothing but the others of its delivery."""
    said = {other: (other.rule, other.severity, other.sentence) for other in outcome.faults}
    aside = {other.row[0]: 1 for other in outcome.faults if other.severity == SET_ASIDE}
    changed = outcome.findings ^ known
    return said[fault] in changed and changed <= set(said.values()) and outcome.aside == aside


@each(SET_ASIDE)
def test_the_fault_sets_its_row_aside(fault, outcomes, known):
    outcome = outcomes[fault.name].result()
    assert as_expected(fault, outcome, known), (outcome.findings ^ known, outcome.aside)
    assert outcome.picked[fault.name] == 0


@each(NOTE)
def test_the_fault_is_noted_and_its_row_is_loaded(fault, outcomes, known):
    outcome = outcomes[fault.name].result()
    assert as_expected(fault, outcome, known), (outcome.findings ^ known, outcome.aside)
    assert outcome.picked.get(fault.name) == (1 if fault.row else None)


def test_every_rule_has_its_fault():
    severities = {rule.name: rule.severity for rule in (*OF_FILES, *rules())}
    assert {fault.rule: fault.severity for fault in FAULTS if fault.rule} == severities


def test_every_fault_has_a_name_of_its_own():
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
