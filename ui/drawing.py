"""How a figure gets onto the screen: plotly.js draws it in the browser, and changes it in place with its rows."""

from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import FileResponse

from ui.charts import Figure

LIBRARY = f"/plotly-{version('plotly')}.js"
_FILE = Path(find_spec("plotly").origin).parent / "package_data" / "plotly.min.js"
_picture = st.components.v2.component(
    "picture",
    html="<div class='picture' role='figure'></div>",
    js=(Path(__file__).parent / "drawing.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


async def library(request: Request) -> FileResponse:
    """plotly.js as the installed package brings it; a browser keeps it."""
    return FileResponse(_FILE, media_type="text/javascript", headers={"Cache-Control": "max-age=31536000, immutable"})


def draw(figure: Figure, height: int, alt: str, key: str) -> int | None:
    """Draw the figure; returns the place of the row whose point the reader has just clicked."""
    figure["layout"]["height"] = height
    base = st.get_option("server.baseUrlPath").strip("/")
    address = f"/{base}{LIBRARY}" if base else LIBRARY
    seen = _picture(
        data={"figure": figure, "alt": alt, "library": address}, key=key, height=height, on_picked_change=lambda: None
    )
    return seen.picked
