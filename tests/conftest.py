"""What tests share: the small bank as a published database, the product as a server, and a browser."""

import hashlib
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
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from streamlit.testing.v1 import AppTest

from queries.load import load

ROOT = Path(__file__).parent.parent
SMALL = ROOT / "sample_data" / "small"
HOST = "127.0.0.1"
PATIENCE = 60
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for the browser can be left out: `-m "not browser"`."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def small_bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder with sample_data/small published; CLIENTELE_DATA names it from then on."""
    data = tmp_path_factory.mktemp("small_bank")
    load(SMALL, data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLIENTELE_DATA", str(data))
        yield data


@pytest.fixture(scope="session")
def server(small_bank: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the product on the small bank, without a slash at its end."""
    with serving(small_bank, tmp_path_factory.mktemp("server") / "log.txt") as (address, _):
        yield address


@contextmanager
def serving(data: Path, log: Path) -> Iterator[tuple[str, subprocess.Popen]]:
    """The product on a data folder while it runs: its address and its process; what it says goes to `log`."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = os.environ | {"CLIENTELE_DATA": str(data)}
    with (
        log.open("wb") as out,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT) as process,
    ):
        try:
            _wait(process, port, log)
            yield f"http://{HOST}:{port}", process
        finally:
            _stop(process)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium without a window; each test opens, and closes, a context of its own."""
    with sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=_chromium(driver.chromium.executable_path), args=ARGUMENTS
        )
        yield started
        started.close()


def headlines(app: AppTest) -> dict[str, str]:
    """The headline numbers of a page: label and value."""
    said = "".join(html.proto.body for html in app.get("html"))
    return dict(re.findall("<dt>(.*?)</dt><dd class='value'>(.*?)</dd>", said))


def fingerprint(data: Path) -> dict[str, str]:
    """The SHA-256 of each file of a data folder: the same before and after where nothing was changed."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(data.iterdir())}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _wait(process: subprocess.Popen, port: int, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _is_healthy(port):
        if process.poll() is not None or time.monotonic() > deadline:
            text = log.read_text(encoding="utf-8", errors="replace")
            raise RuntimeError(f"the server did not answer within {PATIENCE} s, it said:\n{text[-4000:]}")
        time.sleep(0.1)


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


def _chromium(own: str) -> str:
    """The browser to start; `own` is where Playwright keeps the one that it brings."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None and not Path(own).exists():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
    return found or own
