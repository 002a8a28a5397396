"""Raw files become a delivery, whole or not at all, and what is wrong is said in sentences."""

import pytest

from queries.reshape import Refused, main, reshape

RAW = "it's raw"
UNDER = "bank.sql: each select has to stand under a comment like -- file: holdings"
ONE = "bank.sql, bank: exactly one select has to stand under the comment"
GOOD = """-- a bank of one branch
-- file: bank
-- what: its name
select 'One' as bank_name; -- nothing raw in it

-- file: branches
select id as branch_id, name as branch_name -- both text
from read_csv($raw || '/places.txt', delim = ';', header = true, all_varchar = true)
order by id desc;
"""


@pytest.fixture
def place(tmp_path):
    raw = tmp_path / RAW
    raw.mkdir()
    (raw / "places.txt").write_text("id;name\n01;Oxford\n02;it's -- no comment\n")
    return tmp_path


def run(place, sql: str) -> dict[str, int]:
    (place / "bank.sql").write_text(sql)
    return reshape(place / "bank.sql", place / RAW, place / "new/delivery")


def faults(place, sql: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        run(place, sql)
    assert not (place / "new/delivery").exists()
    assert not list((place / "new").glob("*"))
    return refused.value.faults


def test_each_select_becomes_its_file(place):
    assert run(place, GOOD) == {"bank": 1, "branches": 2}
    delivery = place / "new/delivery"
    assert sorted(p.name for p in delivery.iterdir()) == ["bank.csv", "branches.csv"]
    assert (delivery / "branches.csv").read_text().split("\n") == [
        "branch_id,branch_name", "02,it's -- no comment", "01,Oxford", ""]
    assert [p.name for p in delivery.parent.iterdir()] == ["delivery"]


def test_an_earlier_delivery_is_replaced_whole(place):
    run(place, GOOD)
    run(place, GOOD.split("-- file: branches")[0])
    assert [p.name for p in (place / "new/delivery").iterdir()] == ["bank.csv"]


def test_an_earlier_delivery_stays_when_the_new_one_fails(place):
    run(place, GOOD)
    with pytest.raises(Refused):
        run(place, GOOD.replace("places", "nowhere").replace("'One'", "'Two'"))
    assert "One" in (place / "new/delivery/bank.csv").read_text()
    assert [p.name for p in (place / "new").iterdir()] == ["delivery"]


def test_a_folder_with_other_files_is_left_alone(place):
    (place / "new/delivery").mkdir(parents=True)
    (place / "new/delivery/thesis.doc").write_text("years of work")
    with pytest.raises(Refused, match=r"holds thesis.doc, which is no file of a delivery; name a new folder"):
        run(place, GOOD)
    assert (place / "new/delivery/thesis.doc").read_text() == "years of work"


def test_raw_folder_is_missing(place):
    (place / RAW).rename(place / "elsewhere")
    assert faults(place, GOOD) == [f"{place / RAW} is not a folder; name the folder that holds the raw files"]


def test_every_failing_select_is_named(place):
    found = faults(place, GOOD.replace("'One'", "nothing").replace("places", "nowhere"))
    assert [f.split(":")[0] for f in found] == ["bank.sql, bank", "bank.sql, branches"]
    assert "nothing" in found[0] and "nowhere.txt" in found[1]


@pytest.mark.parametrize(("sql", "sentence"), [
    ("select 1 as x", UNDER),
    ("select 1;\n" + GOOD, UNDER),
    ("-- file: bank\nselect 1; select 2", ONE),
    ("-- file: bank\n", ONE),
    ("-- file: bank\ncreate table t (i int)", ONE),
    ("-- file: bank\nselect $other as x", "bank.sql, bank: $other is not known; only $raw is"),
    (GOOD + GOOD, "bank.sql: bank is made 2 times; leave one of them"),
])
def test_what_is_wrong_is_said(place, sql, sentence):
    assert faults(place, sql)[0] == sentence


def test_an_unknown_file_is_named(place):
    found = faults(place, "-- file: banks\nselect 1")
    assert found[0].startswith("bank.sql: a delivery has no file called banks; it may have assignments, ")


def test_a_missing_sql_file_is_named(place):
    with pytest.raises(Refused, match=r"none.sql cannot be read: No such file or directory"):
        reshape(place / "none.sql", place, place / "new/delivery")


def test_the_command(place, capsys):
    (place / "bank.sql").write_text(GOOD)
    words = [str(place / "bank.sql"), str(place / RAW), str(place / "delivery")]
    assert main(words) == 0
    assert f"Load it: python -m queries.load {place / 'delivery'}" in capsys.readouterr().out
    words[1] = str(place / "nowhere")
    assert main(words) == 1
    assert capsys.readouterr().out.endswith("Nothing was written.\n")
