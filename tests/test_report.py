"""What a load leaves on record, and the command that says it."""

import getpass
import hashlib
import shutil
from pathlib import Path

import duckdb
import pytest
from conftest import SMALL

import queries
from queries import contract
from queries.contract import fingerprint
from queries.database import cursor, published
from queries.load import load, main


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A folder with a delivery and its data: GB18030 clients with a further column, a contact set aside."""
    folder = tmp_path_factory.mktemp("loaded")
    delivery = shutil.copytree(SMALL, folder / "delivery")
    head, *lines = (SMALL / "clients.csv").read_text(encoding="utf-8").splitlines()
    wider = "\n".join([f"{head};colour".replace(",", ";"), *(f"{line};blue".replace(",", ";") for line in lines)])
    (delivery / "clients.csv").write_text(wider + "\n", encoding="gb18030")
    with (delivery / "contacts.csv").open("a", encoding="utf-8") as contacts:
        contacts.write("K99,C99,R01,2026-10-01,,,,,,,\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLIENTELE_DATA", str(folder / "data"))
        assert main([str(delivery)]) == 0
    return folder


@pytest.fixture
def data(loaded, tmp_path, monkeypatch):
    """A copy of its data folder, beside the delivery, named as the one in use."""
    copy = shutil.copytree(loaded, tmp_path, dirs_exist_ok=True) / "data"
    monkeypatch.setenv("CLIENTELE_DATA", str(copy))
    return copy


def one(data, sql: str) -> dict:
    with cursor(published(data)) as cur:
        (row,) = cur.sql(sql).to_arrow_table().to_pylist()
        return row


def test_each_file_is_on_record(data):
    clients = one(data, "from load_files where file = 'clients'")
    content = (data.parent / "delivery" / "clients.csv").read_bytes()
    assert clients["sha256"] == hashlib.sha256(content).hexdigest() and clients["bytes"] == len(content)
    assert (clients["encoding"], clients["delimiter"], clients["ignored"]) == ("GB18030", ";", ["colour"])
    contacts = one(data, "from load_files where file = 'contacts'")
    assert (contacts["rows_in"], contacts["rows_set_aside"]) == (18, 1)
    assert str(contacts["newest"]) == "2026-10-25"


@pytest.mark.parametrize("change", [Path.unlink, lambda path: path.write_text("another", encoding="utf-8")])
def test_a_file_is_on_record_as_it_was_when_it_was_read(brief, tmp_path, change):
    folder = shutil.copytree(brief, tmp_path / "delivery")
    content = (folder / "clients.csv").read_bytes()

    def say(text: str, end: str = "") -> None:
        if text.startswith("taking over"):
            change(folder / "clients.csv")

    load(folder, tmp_path / "data", say=say)
    clients = one(tmp_path / "data", "from load_files where file = 'clients'")
    assert (clients["bytes"], clients["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())


def test_each_load_is_on_record(data):
    load = one(data, "from loads")
    counted = one(data, "select sum(rows_in)::bigint as rows_in, sum(rows_set_aside)::bigint as aside from load_files")
    assert (load["rows_in"], load["rows_set_aside"]) == (counted["rows_in"], counted["aside"])
    assert load["rows_loaded"] == load["rows_in"] - 1
    assert load["loaded_by"] == getpass.getuser() and load["folder"] == "delivery"
    assert load["definitions"] == fingerprint() and load["load_id"] in published(data).name
    assert (load["clients"], load["aum"]) == (24, 72_610_000)


@pytest.mark.parametrize(("changed", "is_same"), [
    ("coverage_by_tier.sql", True),
    ("models/feeds.sql", False),
    ("models/macros/in_scope.sql", False),
    ("checks/feed_stopped.sql", False),
    ("sources/holdings.sql", False),
    ("sources/defaults/policies.csv", False),
])
def test_data_are_outdated_where_what_the_load_ran_has_changed(changed, is_same, tmp_path, monkeypatch):
    """The SQL of a figure runs when it is asked: it is no reason to load again."""
    before, copied = fingerprint(), shutil.copytree(contract.FOLDER, tmp_path / "queries")
    with (copied / changed).open("a") as file:
        file.write("\n-- changed\n")
    monkeypatch.setattr(contract, "FOLDER", copied)
    assert (fingerprint.__wrapped__() == before) == is_same


def test_the_last_load_is_the_last_that_was_written_whatever_the_clock_said(data, capsys):
    with duckdb.connect(published(data)) as con:
        con.execute(
            "insert into loads by name select * replace ('later' as load_id, loaded_at - interval 1 hour as loaded_at)"
            " from loads"
        )
    assert queries.bank().facts["load_id"] == "later"
    assert main(["--report"]) == 0
    assert "load later" in capsys.readouterr().out


def test_the_row_that_was_set_aside_is_kept(data):
    found = one(data, "from findings where severity = 'set aside'")
    assert (found["rule"], found["place"]) == ("contacts_unknown_client_id", "contacts.csv line 19")
    assert '"contact_id":"K99"' in found["content"]
    assert one(data, "select count(*) as n from contacts where contact_id = 'K99'")["n"] == 0


def test_the_report_says_it(data, capsys):
    capsys.readouterr()
    assert main(["--report"]) == 0
    said = capsys.readouterr().out
    for line in (
        "register in the last month: 24 clients, 72,610,000.00 CNY",
        "rows: 476 delivered, 1 set aside, 475 loaded",
        f"definitions: {fingerprint()}",
        "    columns left out, they are not in the contract: colour",
        '      contacts.csv line 19: "C99" is not in clients.csv',
        "  set aside, contacts_unknown_client_id: 1 row",
    ):
        assert line in said.splitlines()
    assert "  clients.csv: 30 rows, 0 set aside; newest 2026-07-15; GB18030, semicolon between cells" in said


def test_of_a_rule_that_could_not_be_asked_the_report_says_what_it_is(data, capsys):
    (data.parent / "delivery" / "relationship_managers.csv").unlink()
    assert main([str(data.parent / "delivery")]) == 0
    said = capsys.readouterr().out
    assert "  note, contacts_unknown_rm_id: 1 row\n    rule: what a row refers to is there; to do: add it" in said


def test_without_a_bank_there_is_nothing_to_report(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("CLIENTELE_DATA", str(tmp_path / "nothing"))
    assert main(["--report"]) == 1
    assert "No bank has been loaded into" in capsys.readouterr().out


def test_a_folder_is_added_by_the_command(data, tmp_path, capsys):
    (tmp_path / "late").mkdir()
    (tmp_path / "late" / "claims.csv").write_text(
        "client_id,rm_id,claimed_on\nC01,R01,2026-10-30\n", encoding="utf-8"
    )
    assert main(["--add", str(tmp_path / "late")]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"Published {published(data)}."
    assert one(data, "select count(*) as n from claims")["n"] == 3
    assert one(data, "select count(*) as n from loads")["n"] == 2
    assert main(["--report"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert "rows of this load: 1 delivered, 0 set aside, 1 loaded" in said
    first, second = (said.index(line) for line in said if line.startswith("Files of load "))
    assert said[first].endswith(", from delivery") and said[second].endswith(", from late")
    places = [place for place, line in enumerate(said) if line.startswith("  claims.csv: ")]
    assert first < places[0] < second < places[1]


def test_a_database_that_another_version_made_is_said_to_be_unreadable(data, tmp_path, monkeypatch, capsys):
    other = shutil.copytree(data, tmp_path / "other")
    with duckdb.connect(published(other)) as con:
        con.execute("drop table loads")
    monkeypatch.setenv("CLIENTELE_DATA", str(other))
    assert main(["--report"]) == 1
    assert "cannot be read (Catalog Error" in capsys.readouterr().out
