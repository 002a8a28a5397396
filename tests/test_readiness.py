"""What the first reader sees was asked for before he came."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

import queries
from ui.readiness import ask_first_page

APP = Path(__file__).parent.parent / "app.py"


def test_the_first_page_finds_its_answers(small_bank):
    queries._answer.cache_clear()
    ask_first_page()
    asked = queries._answer.cache_info().misses
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not app.exception and app.header[0].value
    assert asked > 0
    assert queries._answer.cache_info().misses == asked


def test_without_a_bank_there_is_nothing_to_ask(tmp_path, monkeypatch):
    monkeypatch.setenv("CLIENTELE_DATA", str(tmp_path))
    ask_first_page()
