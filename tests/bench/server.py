"""The product as a server of its own, started as `make run` does, what it takes of the machine, and a browser."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent.parent
HOST = "127.0.0.1"
PATIENCE = 60
BETWEEN = 0.02
WHILE, BUSY = 0.3, 0.03  # seconds, and how much of them a server that does nothing may work
LIGHT = "chromium-headless-shell"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", LIGHT)
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


@dataclass(frozen=True)
class Server:
    """A server that answers: where, since when (seconds of the clock), and after how many seconds it did."""

    port: int
    process: subprocess.Popen
    log: Path
    begun: float
    healthy_after: float

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def memory(self) -> float:
        """Megabytes that it holds now; NaN where the system does not say."""
        status = Path(f"/proc/{self.process.pid}/status")
        found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text()) if status.exists() else None
        return int(found[1]) / 1024 if found else float("nan")

    def rest(self) -> None:
        """Wait until it does nothing: what it asks ahead of its readers is no part of a click on another server."""
        spent, before = self._spent(), -BUSY
        while spent - before >= BUSY:
            time.sleep(WHILE)
            spent, before = self._spent(), spent

    def _spent(self) -> float:
        """Seconds of processor time so far; 0 where the system does not say."""
        stat = Path(f"/proc/{self.process.pid}/stat")
        fields = stat.read_text().rpartition(")")[2].split() if stat.exists() else []
        return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


@contextmanager
def serving(data: Path, log: Path, *program: str) -> Iterator[Server]:
    """The product on a data folder while it runs: as `make run` starts it, or by a module that changes it before."""
    port = _free_port()
    program = program or ("streamlit",)
    command = [sys.executable, "-m", *program, "run", "app.py", "--server.port", str(port)]
    begun = time.time()
    with (
        log.open("wb") as out,
        subprocess.Popen(
            command, cwd=ROOT, env=os.environ | {"CLIENTELE_DATA": str(data)}, stdout=out, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            _wait(process, port, log)
            yield Server(port, process, log, begun, time.time() - begun)
        finally:
            _stop(process)


@contextmanager
def chromium(is_light: bool = False) -> Iterator[Browser]:
    """A Chromium without a window: that of the system, else the one that Playwright brings. With `is_light` rather one
    that can have no window: it draws the same in less time, and a reader has another.
    """
    with sync_playwright() as driver:
        own = driver.chromium.executable_path
        browser = driver.chromium.launch(executable_path=_found(own, is_light), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _wait(process: subprocess.Popen, port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while not _is_healthy(port):
        if process.poll() is not None or time.monotonic() > end:
            text = log.read_text(encoding="utf-8", errors="replace")
            raise RuntimeError(f"the server did not answer within {PATIENCE} s, it said:\n{text[-4000:]}")
        time.sleep(BETWEEN)


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _stop(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()


def _found(own: str, is_light: bool) -> str:
    """The browser to start; `own` is where Playwright keeps the one that it brings."""
    found = next(filter(None, map(shutil.which, [LIGHT, *BROWSERS] if is_light else BROWSERS)), None)
    if found is None and not Path(own).exists():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
    return found or own
