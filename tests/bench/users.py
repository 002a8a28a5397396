"""Many readers at once, over the websocket that the browser uses, without browsers.

A user opens a page under a random choice of region, product and month, reads until the script has ended, thinks for
three to five seconds, and goes on; now and then to another page. The server has shown each page once before, so that no
import is counted. An answer is right where the scope of the page names the number of clients that this process has got
from the database beforehand. It fails where the page is another, shows an error, does not end in time, or the
connection breaks.
"""

import asyncio
import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from queries import Bank
from tests.bench.banks import Sample
from tests.bench.choices import Choice, clients, latest, named, products, regions
from tests.bench.results import Line, line
from tests.bench.server import HOST, Server, serving
from ui.frame import PAGES

CROWDS = (10, 50)
SECONDS = 60
THINKING = (3.0, 5.0)
MOVES = 0.25
MONTHS = 2
PATIENCE = 60
SOAKING = 20
SCOPE = re.compile(r"<p class=.scope.>(.*?)</p>")


class Failed(Exception):
    """The page did not come as it should."""


@dataclass
class Served:
    """What the users got: the milliseconds of each page, which named a wrong number, what failed."""

    milliseconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


@dataclass
class Crowd:
    """So many users of one server. `expected` are the choices that they make, and their numbers of clients."""

    server: Server
    users: int
    expected: dict[Choice, int]
    served: Served = field(default_factory=Served)

    async def stay(self, seconds: float) -> float:
        """All users come within a few seconds, and stay until the time is over; the seconds until the last has left."""
        begin = time.monotonic()
        await asyncio.gather(*(self._use(random.Random(number), begin + seconds) for number in range(self.users)))
        return time.monotonic() - begin

    def take(self) -> Served:
        """What has been served since the last time."""
        taken, self.served = self.served, Served()
        return taken

    async def open_each_page(self) -> None:
        choice = next(iter(self.expected))
        async with connected(self.server) as line_open:
            for page in PAGES:
                await shown(line_open, page, choice)

    async def _use(self, chance: random.Random, end: float) -> None:
        """One user; whose connection breaks opens another."""
        await asyncio.sleep(chance.uniform(0, THINKING[1]))
        while time.monotonic() < end:
            try:
                async with connected(self.server) as line_open:
                    await self._read(line_open, chance, end)
            except (Failed, OSError, TimeoutError, WebSocketException) as reason:
                self.served.failures.append(f"{type(reason).__name__}: {reason}"[:200])
                await asyncio.sleep(chance.uniform(*THINKING))

    async def _read(self, line_open: ClientConnection, chance: random.Random, end: float) -> None:
        page = "overview"
        while time.monotonic() < end:
            page = chance.choice(list(PAGES)) if chance.random() < MOVES else page
            choice = chance.choice(list(self.expected))
            begin = time.perf_counter()
            found = await asyncio.wait_for(shown(line_open, page, choice), PATIENCE)
            self.served.milliseconds.append((time.perf_counter() - begin) * 1000)
            if found != self.expected[choice]:
                self.served.wrong.append(f"{page}?{choice.query}: {found} clients instead of {self.expected[choice]}")
            await asyncio.sleep(chance.uniform(*THINKING))


def connected(server: Server) -> connect:
    address = f"ws://{HOST}:{server.port}/_stcore/stream"
    return connect(address, subprotocols=["streamlit"], max_size=None, ping_interval=None)


async def shown(line_open: ClientConnection, page: str, choice: Choice) -> int | None:
    """Ask for a page as the browser does; the number of clients that its scope names, once it is whole."""
    asked = BackMsg()
    asked.rerun_script.query_string = choice.query
    asked.rerun_script.page_name = "" if page == "overview" else page
    await line_open.send(asked.SerializeToString())
    headings, scopes = [], []
    while True:
        message = ForwardMsg.FromString(await line_open.recv())
        kind = message.WhichOneof("type")
        if kind == "script_finished":
            break
        if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            _look(message.delta.new_element, headings, scopes)
    if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY or PAGES[page][1] not in headings:
        raise Failed(f"the page {page} did not come to its end")
    return named(scopes[0]) if scopes else None


def _look(element, headings: list[str], scopes: list[str]) -> None:
    """Keep what tells whether the page is right."""
    kind = element.WhichOneof("type")
    if kind == "exception" or (kind == "alert" and element.alert.format == Alert.ERROR):
        raise Failed("the page shows an error")
    if kind == "heading":
        headings.append(element.heading.body)
    if kind in ("html", "markdown"):
        scopes += SCOPE.findall(getattr(element, kind).body)


def _expected(bank: Bank) -> dict[Choice, int]:
    """Every region and product, one or all of them, in the newest months."""
    months = [month for month in bank.months if month <= latest(bank)][-MONTHS:]
    places = [(), *((region,) for region in regions(bank))]
    held = [(), *((one,) for one in products(bank))]
    choices = [Choice("", *chosen) for chosen in product(months, places, held)]
    return {choice: clients(choice, bank) for choice in choices}


def measure_users(sample: Sample, bank: Bank) -> Iterator[Line]:
    """Ten and fifty users for a minute, each on a server of its own."""
    expected = _expected(bank)
    for users in CROWDS:
        with serving(sample.data, sample.folder / "server.log") as server:
            crowd = Crowd(server, users, expected)
            asyncio.run(crowd.open_each_page())
            before = server.memory
            seconds = asyncio.run(crowd.stay(SECONDS))
            yield _line(sample.size, "users", f"{users} users: page answered", crowd.take(), seconds)
            yield line(sample.size, "users", f"{users} users: memory before", "MB", before)
            yield line(sample.size, "users", f"{users} users: memory after", "MB", server.memory)


def soak(sample: Sample, bank: Bank, minutes: int) -> Iterator[Line]:
    """Twenty users for an hour or so: what they got in each minute, and the memory of the server after it."""
    with serving(sample.data, sample.folder / "server.log") as server:
        crowd = Crowd(server, SOAKING, _expected(bank))
        with asyncio.Runner() as runner:
            runner.run(crowd.open_each_page())
            yield line(sample.size, "soak", "memory before", "MB", server.memory)
            staying = runner.get_loop().create_task(crowd.stay(minutes * 60))
            for minute in range(1, minutes + 1):
                runner.run(asyncio.sleep(60))
                yield _line(sample.size, "soak", f"minute {minute}", crowd.take(), 60, server.memory)
            runner.run(_ended(staying))
        yield line(sample.size, "soak", "memory after", "MB", server.memory)


async def _ended(task: asyncio.Task) -> None:
    await task


def _line(size: str, part: str, what: str, served: Served, seconds: float, memory: float | None = None) -> Line:
    pages, failed = len(served.milliseconds), len(served.failures)
    notes = [f"{pages / seconds:.1f} pages/s"]
    notes += [f"{memory:,.0f} MB"] if memory else []
    notes += [f"{failed} failed ({served.failures[0]})"] if failed else []
    notes += served.wrong[:1]
    return line(
        size,
        part,
        what,
        "ms",
        served.milliseconds,
        wrong=len(served.wrong) + failed,
        note=", ".join(notes),
        memory=memory,
        failures=served.failures,
        named_wrong=served.wrong,
    )
