"""How a figure gets onto the screen: as a picture that plotly.js draws in the browser, or as a table. Both are changed
in place with their rows, and filled when they are near the window.
"""

from pathlib import Path
from typing import TypedDict

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.charts import Figure

FILE = Path(__file__).parent / "plotly-basic-4.1.1.min.js"


def address_of(name: str) -> str:
    """The path at which the server has something of that name."""
    base = st.get_option("server.baseUrlPath").strip("/")
    return f"/{base}/{name}" if base else f"/{name}"


LIBRARY = address_of(FILE.name)


class Column(TypedDict):
    """A column of a table: its head with the unit, what it means, and whether it is one of numbers."""

    head: str
    tip: str
    isNumber: bool


class Table(TypedDict):
    """The columns, and each row as the words of its cells, which are sorted as those of the language are, or by `keys`:
    the values of each column of numbers; `isWide`: the first column stays in sight.
    """

    columns: list[Column]
    rows: list[list[str]]
    keys: list[list[float | None] | None]
    isWide: bool
    language: str


def script(*names: str) -> str:
    """The code of a component, from the files that it is made of."""
    return "".join((Path(__file__).parent / name).read_text(encoding="utf-8") for name in names)


_picture = st.components.v2.component(
    "picture",
    html="<div class='place picture' role='figure'></div>",
    js=script("drawing.js", "near.js"),
    isolate_styles=False,
)
_table = st.components.v2.component(
    "table",
    html="<div class='place rows' role='region' tabindex='0'></div>",
    js=script("table.js", "element.js", "near.js"),
    isolate_styles=False,
)


async def library(request: Request) -> FileResponse:
    """The part of plotly.js that draws bars, lines and areas; a browser keeps it."""
    return FileResponse(FILE, media_type="text/javascript", headers={"Cache-Control": "max-age=31536000, immutable"})


def draw(figure: Figure, height: int, alt: str, key: str, mark: str) -> tuple[int | None, str | None]:
    """Draw the figure; returns the place of the row whose point the reader has just clicked, and the column where the
    point is of one. `mark`: of its rows; a click on those before them, while they came, is none.
    """
    figure["layout"]["height"] = height
    seen = _picture(
        # in a list: in a dictionary Streamlit looks for data frames, and imports pandas for that at the first picture
        data=[{"figure": figure, "alt": alt, "height": height, "library": LIBRARY, "mark": mark}],
        key=key,
        height=height,
        on_picked_change=lambda: None,
    )
    return _picked(seen.picked, mark)


def write(table: Table, height: int, alt: str, key: str, mark: str, opens: bool, sorts: bool) -> int | None:
    """Write the table; returns the place of the row that the reader has just clicked, where clients open from it.
    `mark` as of a picture; `sorts`: whether a click on a head sorts its rows.
    """
    seen = _table(
        data=[{**table, "height": height, "alt": alt, "mark": mark, "opens": opens, "sorts": sorts}],
        key=key,
        height=height,
        on_picked_change=lambda: None,
    )
    place, _ = _picked(seen.picked, mark)
    return place


def _picked(picked: list | None, mark: str) -> tuple[int | None, str | None]:
    """The place and the column of what was clicked, if it is of the rows with this mark."""
    if not picked or picked[0] != mark:
        return None, None
    _, place, *column = picked
    return place, column[0] if column else None


class Announced:
    """Tells the browser of plotly.js with the very page, so that it comes while Streamlit itself starts."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def announced(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("link", f"<{LIBRARY}>; rel=preload; as=script")
            await send(message)

        await self._app(scope, receive, announced if scope["type"] == "http" else send)
