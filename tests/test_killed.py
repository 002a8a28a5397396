"""A load killed at any moment: what is published is whole, as before or as after, and nothing of the load stays."""

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from test_publish import ENVIRONMENT, OCTOBER, ROOT, add, named_in, names, richer_delivery

import queries
from queries.database import cursor, published, verify
from queries.load import load

MOMENTS = int(os.environ.get("MOMENTS", "24"))
WHOLE = 10
# Runs `python -m queries.load FOLDER` and kills it before its n-th step in the data folder; with -1 it lists them.
STEPWISE = """
import os, runpy, signal, sys
place, left, sys.argv = os.environ["CLIENTELE_DATA"], int(sys.argv[1]), ["load", *sys.argv[2:]]
def step(event, what):
    global left
    if event in ("open", "os.mkdir", "os.remove", "os.rename", "os.rmdir") and str(what[0]).startswith(place):
        if left == 0:
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
        left -= 1
        print("STEP", event)
sys.addaudithook(step)
runpy.run_module("queries.load", run_name="__main__")
"""


@pytest.fixture(scope="module")
def richer(brief, tmp_path_factory):
    return richer_delivery(brief, tmp_path_factory.mktemp("killed") / "delivery")


def aum(data: Path):
    """What the published database answers; it is read as a whole before."""
    verify(published(data))
    with cursor(published(data)) as con:
        return con.execute(queries.header("client_totals").sql, {"filters": OCTOBER.as_struct()}).fetchone()[1]


def process(data: Path, arguments: list[str]) -> subprocess.Popen:
    environment = ENVIRONMENT | {"CLIENTELE_DATA": str(data), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def run_whole(data: Path, delivery: Path) -> tuple[int, float]:
    """The steps of a load in the data folder, and the seconds from its first word to its end."""
    with process(data, ["-c", STEPWISE, "-1", str(delivery)]) as whole:
        said = whole.stdout.read()
    with process(data, ["-m", "queries.load", str(delivery)]) as whole:
        whole.stdout.read(1)
        start = time.monotonic()
        whole.stdout.read()
    assert whole.wait() == 0
    return said.count("STEP "), time.monotonic() - start


def kill_before_step(data: Path, delivery: Path, step: int) -> None:
    with process(data, ["-c", STEPWISE, str(step), str(delivery)]) as killed:
        killed.stdout.read()
    assert killed.wait() != 0


def kill_after(data: Path, delivery: Path, seconds: float) -> None:
    with process(data, ["-m", "queries.load", str(delivery)]) as killed:
        killed.stdout.read(1)
        time.sleep(seconds)
        killed.kill()


def publish_next(data: Path, brief: Path, is_whole: bool) -> None:
    """The next load; one that is not whole publishes a copy of what is in force instead of reading a delivery."""
    if is_whole:
        load(brief, data)
    else:
        add(data, 1)


def test_a_load_killed_at_any_moment_leaves_the_load_before_or_the_new_one_whole(brief, brief_bank, richer, tmp_path):
    before = aum(brief_bank)
    steps, seconds = run_whole(shutil.copytree(brief_bank, tmp_path / "whole"), richer)
    rest = MOMENTS - steps
    assert rest > 4
    kills = [(kill_before_step, step) for step in range(steps)]
    kills += [(kill_after, seconds * place / rest) for place in range(rest)]

    def outcome(place: int):
        kill, moment = kills[place]
        data = shutil.copytree(brief_bank, tmp_path / str(place))
        kill(data, richer, moment)
        left, found = names(data), aum(data)
        publish_next(data, brief, is_whole=place % WHOLE == 0)
        assert names(data) == {"published", *named_in(data)}, (kill, moment)
        verify(published(data))
        shutil.rmtree(data)
        return found, left

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = list(pool.map(outcome, range(MOMENTS)))
    assert {found for found, _ in outcomes} == {before, before + 10_000}
    leftovers = [name for _, left in outcomes for name in left]
    for kind in ("building-", "published-"):
        assert any(name.startswith(kind) for name in leftovers), kind
