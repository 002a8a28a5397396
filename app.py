"""The server: `streamlit run app.py`. The pages are overview.py and pages/; beside them it hands out plotly.js."""

import streamlit as st
from starlette.routing import Route

from ui import drawing

app = st.App("overview.py", routes=[Route(drawing.LIBRARY, drawing.library)])
