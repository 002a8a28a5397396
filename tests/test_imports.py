"""Who may know whom: the database in queries/ only, the screen in app.py, pages/ and ui/, no drawing library."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED = {
    "duckdb": ("queries/",),
    "streamlit": ("app.py", "pages/", "ui/"),
    "plotly": (),
    "ui": ("app.py", "pages/", "ui/"),
    "pages": (),
    "app": (),
}
SOURCES = sorted(
    path
    for place in ("*.py", "pages/**/*.py", "queries/**/*.py", "sample_data/**/*.py", "ui/**/*.py")
    for path in ROOT.glob(place)
)


def imported(text: str) -> set[str]:
    """The packages that a source text imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module.split(".")[0])
    return found


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def breaches(place: str, text: str) -> set[str]:
    return {package for package in imported(text) & set(ALLOWED) if not place.startswith(ALLOWED[package] or "\0")}


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_file_imports_only_what_its_place_allows(path):
    assert breaches(name(path), path.read_text(encoding="utf-8")) == set()


def test_every_place_is_looked_at():
    places = {"app.py", "pages", "queries", "sample_data", "ui"}
    assert {name(path).split("/")[0] for path in SOURCES} == places


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("pages/tiers.py", "import duckdb"),
        ("ui/panel.py", "def f():\n    import plotly.express as px"),
        ("queries/load.py", "from streamlit import cache_data"),
        ("queries/load.py", "from ui.text import t"),
    ],
)
def test_a_breach_is_seen(place, text):
    assert len(breaches(place, text)) == 1
