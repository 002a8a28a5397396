"""How a figure gets onto the screen: plotly.js draws it in the browser, and changes it in place with its rows."""

from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.charts import Figure

FILE = Path(__file__).parent / "plotly-basic-4.1.1.min.js"
_base = st.get_option("server.baseUrlPath").strip("/")
LIBRARY = f"/{_base}/{FILE.name}" if _base else f"/{FILE.name}"
_picture = st.components.v2.component(
    "picture",
    html="<div class='picture' role='figure'></div>",
    js=(Path(__file__).parent / "drawing.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


async def library(request: Request) -> FileResponse:
    """The part of plotly.js that draws bars, lines and areas; a browser keeps it."""
    return FileResponse(FILE, media_type="text/javascript", headers={"Cache-Control": "max-age=31536000, immutable"})


def draw(figure: Figure, height: int, alt: str, key: str) -> tuple[int | None, str | None]:
    """Draw the figure; returns the place of the row whose point the reader has just clicked, and the column where the
    point is of one.
    """
    figure["layout"]["height"] = height
    seen = _picture(
        # in a list: in a dictionary Streamlit looks for data frames, and imports pandas for that at the first picture
        data=[{"figure": figure, "alt": alt, "library": LIBRARY}],
        key=key,
        height=height,
        on_picked_change=lambda: None,
    )
    place, column = seen.picked if isinstance(seen.picked, list) else (seen.picked, None)
    return place, column


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
