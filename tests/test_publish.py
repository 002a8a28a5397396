"""Publishing: one load at a time, nothing of a killed one stays, nothing damaged is published, one step back."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import duckdb
import pytest
from tiny_bank import named

import queries
from queries import Filters, Picks, answers, asking
from queries.database import Busy, Damaged, NotPublished, loading, publish, published, roll_back
from queries.load import Refused, load, main

ROOT = Path(__file__).parent.parent
OCTOBER = Filters(date(2026, 10, 1))
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}
BLOCK = 262_144
HEAD = 3 * 4096
# A load that says its first line, and goes on when it is told to.
WAITING = (
    "import sys; from pathlib import Path; from queries.load import load\n"
    "def say(text, end=''): print(text, flush=True); sys.stdin.readline()\n"
    "load(Path(sys.argv[1]), Path(sys.argv[2]), say=say)"
)


@pytest.fixture
def data(brief_bank, tmp_path):
    """A data folder with the brief delivery published."""
    return shutil.copytree(brief_bank, tmp_path / "data")


@pytest.fixture(scope="module")
def richer(brief, tmp_path_factory):
    """The brief delivery with 10,000 more in October."""
    return richer_delivery(brief, tmp_path_factory.mktemp("richer") / "delivery")


def richer_delivery(brief: Path, folder: Path) -> Path:
    shutil.copytree(brief, folder)
    holdings = folder / "holdings.csv"
    text = holdings.read_text(encoding="utf-8")
    old, new = "2026-10-01,C01,P01,400000.00,400000.00", "2026-10-01,C01,P01,410000.00,410000.00"
    assert old in text
    holdings.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def names(data: Path) -> set[str]:
    return {path.name for path in data.iterdir()} - {"loading.lock"}


def aum(data: Path):
    """The bank's assets as the database in force answers."""
    with named(data):
        return queries.ask("client_totals", OCTOBER).table["aum"][0].as_py()


@pytest.fixture
def under_way(data, richer):
    """The process of a load into `data` that has begun."""
    command = [sys.executable, "-c", WAITING, str(richer), str(data)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT, text=True
    ) as process:
        assert process.stdout.readline().startswith("reading ")
        yield process
        process.kill()


def run(data: Path, *arguments: object) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "queries.load", *map(str, arguments)]
    environment = ENVIRONMENT | {"CLIENTELE_DATA": str(data)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


# ------------------------------------------------------------------------------------------------ one at a time


def test_of_two_loads_at_once_the_second_is_refused_and_the_first_is_published(data, brief, richer, under_way):
    before = aum(data)
    (workspace,) = data.glob("building-*")
    load_id = workspace.name.removeprefix("building-")
    second = run(data, brief)
    assert (second.returncode, second.stderr) == (1, "")
    day, clock = load_id[:8], load_id[9:15]
    since = f"{day[:4]}-{day[4:6]}-{day[6:]} {clock[:2]}:{clock[2:4]}:{clock[4:]} universal time"
    assert second.stdout.splitlines() == [
        f"Another load is under way in {data}, {load_id}, since {since}."
        " Wait until it has ended, or stop it, and try again; what is published stays in use.",
        "Nothing was changed.",
    ]
    assert run(data, "--rollback").stdout.startswith("Another load is under way")
    under_way.communicate("\n" * 100)
    assert under_way.returncode == 0
    assert aum(data) == before + 10_000


def test_a_killed_load_frees_the_folder_and_the_next_one_removes_what_it_left(data, brief, under_way):
    under_way.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
    under_way.wait()
    (left,) = data.glob("building-*")
    assert any(left.iterdir())
    load(brief, data)
    assert names(data) == {"published", *named_in(data)}


def named_in(data: Path) -> list[str]:
    return (data / "published").read_text(encoding="utf-8").splitlines()


def test_every_kind_of_leftover_is_removed(data):
    in_force = published(data)
    (data / "building-20260101T000000-000001").mkdir()
    (data / "building-20260101T000000-000001" / "temp").write_text("x", encoding="utf-8")
    (data / "clientele-20260101T000000-000001.duckdb.tmp").mkdir()
    (data / "clientele-20260101T000000-000001.duckdb.tmp" / "block").write_text("x", encoding="utf-8")
    (data / f"{in_force.name}.tmp").mkdir()  # of a server that may be asking
    for name in (
        "published-clientele-20260101T000000-000001",
        "clientele-20260101T000000-000001.duckdb",
        "clientele-20260101T000000-000001.duckdb.wal",
    ):
        (data / name).write_text("x", encoding="utf-8")
    with loading(data) as workspace:
        assert names(data) == {"published", in_force.name, f"{in_force.name}.tmp", workspace.name}
        assert list(workspace.iterdir()) == []
    assert names(data) == {"published", in_force.name, f"{in_force.name}.tmp"}


def test_what_is_called_nearly_like_a_leftover_is_somebody_s_own(data):
    own = {"building-plans", "published-accounts.csv", "clientele-backup.duckdb", "clientele-backup.duckdb.wal"}
    for name in own:
        (data / name).write_text("x", encoding="utf-8")
    (data / "building-sites").mkdir()
    with loading(data) as workspace, pytest.raises(Busy) as busy, loading(data):
        pass
    assert f", {workspace.name.removeprefix('building-')}, since " in str(busy.value)
    assert names(data) == {"published", published(data).name, "building-sites", *own}


def test_a_pointer_that_cannot_be_read_is_said(data):
    (data / "published").unlink()
    (data / "published").mkdir()
    with named(data), pytest.raises(Damaged, match="published cannot be read"):
        queries.bank()


def test_a_question_that_found_no_room_on_the_disk_is_no_damage_of_the_database(data):
    in_force = published(data)
    full = duckdb.IOException(f'IO Error: Could not write file "{in_force}.tmp/block": No space left on device')
    with pytest.raises(queries.Unanswered), asking.asking(in_force):
        raise full


@pytest.mark.parametrize("written", [b"clientele-20250101T000000-000000.duckdb\n", b"\xff\xfe"])
def test_with_a_pointer_to_nothing_no_database_is_taken_for_a_leftover(data, brief, written):
    in_force = published(data)
    (data / "published").write_bytes(written)
    with loading(data):
        assert in_force.exists()
    with named(data), pytest.raises(Damaged):
        queries.bank()
    load(brief, data)
    assert published(data).is_file()


def test_without_a_pointer_no_database_is_taken_for_a_leftover(data):
    in_force = published(data)
    (data / "published").unlink()
    with loading(data):
        assert in_force.exists()


def test_a_folder_is_free_after_a_load_that_fails(data):
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), loading(data) as workspace:
            (workspace / "file").write_text("x", encoding="utf-8")
            raise ZeroDivisionError
    assert not list(data.glob("building-*"))


def test_threads_of_one_process_do_not_load_at_once(data):
    with loading(data), pytest.raises(Busy, match="Another load is under way"), loading(data):
        pass


# ------------------------------------------------------------------------------------------------ kept and back


def add(data: Path, count: int, keep: int = 3) -> list[str]:
    """Publishes copies of the database in force; returns the names, oldest first."""
    for _ in range(count):
        with loading(data) as workspace:
            built = shutil.copy(published(data), workspace / "built.duckdb")
            publish(built, data, workspace.name.removeprefix("building-"), keep)
    return named_in(data)[::-1]


@pytest.mark.parametrize(("keep", "stay"), [(2, 2), (3, 3), (10, 6)])
def test_the_last_loads_are_kept(data, keep, stay):
    kept = add(data, 5, keep)
    assert len(kept) == stay
    assert kept == sorted(kept)
    assert names(data) == {"published", *kept}
    assert published(data).name == kept[-1]


def test_how_many_are_kept_can_be_said(data, brief, monkeypatch, capsys):
    monkeypatch.setenv("CLIENTELE_DATA", str(data))
    add(data, 3)
    monkeypatch.setenv("CLIENTELE_KEPT", "4")
    assert main([str(brief)]) == 0
    assert len(named_in(data)) == 4
    assert main([str(brief), "--keep", "2"]) == 0
    assert len(named_in(data)) == 2
    capsys.readouterr()
    assert main([str(brief), "--keep", "1"]) == 1
    assert '"1" databases cannot be kept: keep 2 or more' in capsys.readouterr().out
    monkeypatch.setenv("CLIENTELE_KEPT", "many")
    assert main([str(brief)]) == 1
    assert '"many" databases cannot be kept' in capsys.readouterr().out


def test_a_file_that_cannot_be_removed_now_goes_later(data, monkeypatch):
    first, unlink = published(data), Path.unlink

    def held(path, **options):
        if path == first:
            raise PermissionError(errno.EACCES, "in use", str(path))
        unlink(path, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", held)
        kept = add(data, 3)
    assert names(data) == {"published", first.name, *kept}
    kept = add(data, 1)
    assert names(data) == {"published", *kept}


def test_a_pointer_that_a_reader_has_open_is_swapped_a_little_later(data, monkeypatch):
    replace, refusals = os.replace, [1, 1]

    def busy(old, new):
        if Path(new).name == "published" and refusals:
            refusals.pop()
            raise PermissionError(errno.EACCES, "in use", str(new))
        replace(old, new)

    monkeypatch.setattr(os, "replace", busy)
    kept = add(data, 1)
    assert published(data).name == kept[-1]
    assert refusals == []


def test_a_step_back_leads_to_the_load_before_and_not_back_to_the_one_left(data, richer):
    poor = aum(data)
    load(richer, data)
    assert aum(data) == poor + 10_000
    first, left = named_in(data)[1], named_in(data)[0]
    assert roll_back(data).name == first == published(data).name
    assert aum(data) == poor
    assert (data / left).exists()
    with pytest.raises(NotPublished, match=f"No load before {first} is kept in .*; {first} stays in use"):
        roll_back(data)
    newest = add(data, 1)
    assert newest[0] == first
    assert roll_back(data).name == first


def test_a_step_back_by_the_command(data, monkeypatch, capsys):
    monkeypatch.setenv("CLIENTELE_DATA", str(data))
    first, _ = add(data, 1)
    assert main(["--rollback"]) == 0
    assert capsys.readouterr().out == f"Published {data / first} again.\n"
    assert main(["--rollback"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"No load before {first} is kept in {data}; {first} stays in use.",
        "Nothing was changed.",
    ]


def test_a_step_back_to_a_damaged_database_is_refused(data, monkeypatch, capsys):
    monkeypatch.setenv("CLIENTELE_DATA", str(data))
    first, second = add(data, 1)
    spoil(data / first, HEAD + BLOCK)
    assert main(["--rollback"]) == 1
    assert f"{first} cannot be read (Corrupt database file" in capsys.readouterr().out
    assert published(data).name == second


# ------------------------------------------------------------------------------------------------ damage


def spoil(path: Path, at: int) -> None:
    """Turn one byte over."""
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 0xFF]))


def content(path: Path) -> list:
    with duckdb.connect(path, read_only=True) as con:
        tables = con.execute("select table_name from duckdb_tables() order by 1").fetchall()
        return [con.execute(f"select sum(hash(t)) from {table} as t").fetchone() for (table,) in tables]


def test_whichever_block_is_damaged_the_file_is_not_published(data):
    in_force = published(data)
    whole, size, refused = content(in_force), in_force.stat().st_size, 0
    for place in range(HEAD + 1000, size, BLOCK):
        try:
            with loading(data) as workspace:
                built = shutil.copy(in_force, workspace / "built.duckdb")
                spoil(built, place)
                publish(built, data, "20990101T000000-000000")
        except Damaged as damaged:
            assert "built.duckdb cannot be read" in str(damaged)
            refused += 1
        assert content(published(data)) == whole
    assert refused > 0.8 * size / BLOCK


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.9, 0.99])
def test_a_file_cut_off_is_not_published(data, share):
    in_force, before = published(data), names(data)
    with pytest.raises(Damaged), loading(data) as workspace:
        built = shutil.copy(in_force, workspace / "built.duckdb")
        os.truncate(built, int(share * in_force.stat().st_size))
        publish(built, data, "20990101T000000-000000")
    assert (published(data), names(data)) == (in_force, before)


def test_a_load_whose_file_comes_out_damaged_is_refused(data, brief, monkeypatch, capsys):
    in_force, before = published(data), names(data)
    monkeypatch.setenv("CLIENTELE_DATA", str(data))
    monkeypatch.setattr("queries.load._build", lambda con, *_: con.execute("create table months (month date)"))
    assert main([str(brief)]) == 1
    said = capsys.readouterr().out
    assert "The finished database was not written as it should be" in said
    assert said.endswith("Nothing was published: 1 fault. What was published before stays.\n")
    assert (published(data), names(data)) == (in_force, before)


FULL = os.strerror(errno.ENOSPC)


@pytest.mark.parametrize(
    ("stage", "error", "sentence"),
    [
        ("queries.load._build", duckdb.IOException(f"IO Error: Could not write: {FULL}"), "The disk is full (IO Error"),
        ("queries.load.record", OSError(errno.ENOSPC, FULL), "The disk is full ([Errno"),
        ("queries.database._sync", OSError(errno.ENOSPC, FULL), "The disk is full ([Errno"),
        ("queries.database._point", OSError(errno.EDQUOT, "Disk quota exceeded"), "The disk is full ([Errno"),
        ("queries.load.take_over", PermissionError(errno.EACCES, "no", "x.csv"), "A file or folder cannot be used"),
        ("queries.load._build", duckdb.OutOfMemoryException("Out of Memory"), "The load needs more than 1GB of memory"),
        ("queries.defining.make", duckdb.BinderException("no table"), "The database stopped (BinderException: no"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_load_that_the_machine_ends_is_refused_with_a_sentence(
    data, brief, monkeypatch, capsys, stage, error, sentence
):
    in_force, before = published(data), names(data)

    def fail(*_, **__):
        raise error

    monkeypatch.setenv("CLIENTELE_DATA", str(data))
    with monkeypatch.context() as patch:
        patch.setattr(stage, fail)
        assert main([str(brief)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[-2].startswith(sentence)
    assert said[-2].endswith(("load again", "CLIENTELE_MEMORY=4GB, say")) or "report it" in said[-2]
    assert said[-1] == "Nothing was published: 1 fault. What was published before stays."
    assert published(data) == in_force
    add(data, 1)
    assert names(data) == {"published", *before - {"published"}, published(data).name}


def test_no_room_while_a_file_is_read_is_not_blamed_on_the_file(data, brief, monkeypatch):
    def fail(*_, **__):
        raise duckdb.IOException('Could not write file "clientele.duckdb": No space left on device')

    monkeypatch.setattr("queries.fitting._insert", fail)
    with pytest.raises(Refused) as refused:
        load(brief, data)
    assert [fault.split(" (")[0] for fault in refused.value.faults] == ["The disk is full"]


def test_no_room_while_a_file_is_recoded_is_not_blamed_on_the_file(data, brief, tmp_path, monkeypatch):
    def fail(*_, **__):
        raise OSError(errno.ENOSPC, FULL)

    folder = shutil.copytree(brief, tmp_path / "delivery")
    text = (folder / "branches.csv").read_text(encoding="utf-8")
    (folder / "branches.csv").write_text(text, encoding="utf-16")
    monkeypatch.setattr("queries.reading.recoded", fail)
    with pytest.raises(Refused) as refused:
        load(folder, data)
    assert [fault.split(" (")[0] for fault in refused.value.faults] == ["The disk is full"]


def test_to_a_damaged_database_nothing_is_added(data, brief):
    in_force = published(data)
    in_force.write_bytes(b"x" * 10_000)
    with pytest.raises(Refused) as refused:
        load(brief, data, is_added=True)
    (said,) = refused.value.faults
    assert said.startswith(f"{in_force.name} cannot be read (")
    assert said.endswith("); load all files again instead of adding to it")
    assert load(brief, data) != in_force


def test_a_terminal_that_cannot_show_every_character_stops_no_load(data, brief):
    command = [sys.executable, "-m", "queries.load", str(brief)]
    environment = ENVIRONMENT | {"CLIENTELE_DATA": str(data), "PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode("latin-1").splitlines()[-1] == f"Published {published(data)}."


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of a file that a process writes")
@pytest.mark.parametrize("most", [100, 300_000, 3_000_000])
def test_a_load_that_may_not_write_more_is_refused_with_a_sentence(data, brief, most):
    import resource

    in_force, before = published(data), names(data)
    done = subprocess.run(
        [sys.executable, "-m", "queries.load", str(brief)],
        cwd=ROOT,
        env=ENVIRONMENT | {"CLIENTELE_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines()[-1] == "Nothing was published: 1 fault. What was published before stays."
    assert (published(data), names(data)) == (in_force, before)


def test_refusals_are_counted_in_words():
    assert str(Refused(["one"])) == "1 fault"
    assert str(Refused(["one", "two"])) == "2 faults"


# ------------------------------------------------------------------------------------------------ readers


def test_a_reader_who_asks_all_the_time_gets_whole_answers_of_one_load_or_the_other(data, brief, richer):
    poor = aum(data)
    seen, wrong, stop = set(), [], threading.Event()

    def read():
        try:
            while not stop.is_set():
                bank = queries.bank()
                answers._table.cache_clear()
                (totals,) = queries.ask("client_totals", OCTOBER, of=bank).table["aum"].to_pylist()
                tiers = sum(queries.ask("tier_distribution", OCTOBER, of=bank).table["aum"].to_pylist())
                rows, sums = queries.clients_behind(Picks("tier_distribution"), OCTOBER, of=bank)
                register = sum(rows.table["aum"].to_pylist())
                seen.add((bank.facts["load_id"], totals))
                if not totals == tiers == register == sums.table["aum"][0].as_py():
                    wrong.append((totals, tiers, register))
        except Exception as error:
            wrong.append(error)

    with named(data):
        readers = [threading.Thread(target=read) for _ in range(2)]
        for reader in readers:
            reader.start()
        for delivery in (richer, brief, richer):
            load(delivery, data)
        stop.set()
        for reader in readers:
            reader.join()
    assert wrong == []
    assert {total for _, total in seen} == {poor, poor + 10_000}
    assert len(seen) == len({load_id for load_id, _ in seen}) > 2


def test_a_page_that_began_before_still_reads_its_own_load_and_does_not_keep_it_open(data, richer):
    with named(data):
        old = queries.bank()
        load(richer, data)
        new = queries.bank()
        asked = [queries.ask("client_totals", OCTOBER, of=bank).table["aum"][0].as_py() for bank in (old, new, old)]
        assert asked == [asked[0], asked[0] + 10_000, asked[0]]
        queries.clients_behind(Picks("tier_distribution"), OCTOBER, of=old)
        assert new.path.name in open_files()
        assert old.path.name not in open_files()


def open_files() -> set[str]:
    """Names of the databases that this process has open."""
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("only Linux says which files a process has open")
    return {Path(os.readlink(link)).name for link in Path("/proc/self/fd").iterdir() if link.is_symlink()}


def test_answers_of_the_load_before_are_forgotten(data, richer):
    with named(data):
        queries.ask("client_totals", OCTOBER)
        queries.clients_behind(Picks("tier_distribution"), OCTOBER)
        assert answers._table.cache_info().currsize > 0 and answers.added_up.cache_info().currsize > 0
        load(richer, data)
        queries.bank()
        assert answers._table.cache_info().currsize == answers.added_up.cache_info().currsize == 0


@pytest.mark.parametrize("damage", ["gone", "cut off", "no database", "a block", "another version"])
def test_a_published_file_that_cannot_be_read_is_named(data, damage):
    whole = aum(data)
    with named(data):
        (other, in_force) = add(data, 1)
        queries.bank()
        path = data / in_force
        if damage == "gone":
            path.unlink()
        elif damage == "cut off":
            os.truncate(path, 20_000)
        elif damage == "a block":
            for place in range(HEAD + 1000, path.stat().st_size, BLOCK):
                spoil(path, place)
        elif damage == "no database":
            path.write_text("nothing", encoding="utf-8")
        else:
            path.unlink()
            with duckdb.connect(data / "other") as con:
                con.execute("create table clients (client_id varchar)")
            (data / "other").rename(path)
        answers._bank.cache_clear()
        queries.database._connection._path = queries.database._connection._con = None  # what a server started now has
        with pytest.raises(queries.Damaged) as damaged:
            queries.ask("tier_distribution", OCTOBER)
        assert damaged.value.file == in_force
        assert roll_back(data).name == other
        assert aum(data) == whole
