"""Every page under every kind of filter: it runs, and says something."""

import re
import shutil
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from queries.database import published

ROOT = Path(__file__).parent.parent
PAGES = (
    "app.py",
    *(f"pages/{name}.py" for name in ("tiers", "concentration", "attrition", "coverage", "data", "clients")),
)
CHOICES = {
    "nothing": {},
    "one branch": {"branch": ["b:B02"]},
    "one product": {"product": ["p:P3"]},
    "an early month": {"month": ["2026-03"]},
    "Chinese": {"lang": ["zh"]},
}


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_runs(small_bank, path, choice):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if path != "app.py":
        app.switch_page(path)
    for key, values in CHOICES[choice].items():
        app.query_params[key] = values
    app.run()
    assert not app.exception
    assert app.header[0].value


def damage(data, sql: str) -> None:
    """Change the published database behind the product's back."""
    with duckdb.connect(published(data)) as con:
        con.execute(sql)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_database_that_does_not_answer_is_a_sentence(small_bank, tmp_path, language, monkeypatch, caplog):
    data = shutil.copytree(small_bank, tmp_path / "data")
    damage(data, "drop table client_months")
    monkeypatch.setenv("CLIENTELE_DATA", str(data))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.query_params["lang"] = language
    app.run()
    assert not app.exception
    (said,) = [error.value for error in app.error]
    number = re.search(r"\b[0-9a-f]{8}\b", said)[0]
    assert number in caplog.text and "client_months" in caplog.text
    assert ("数据库未能回答" in said) == (language == "zh")


def test_data_loaded_under_other_definitions_are_named(small_bank, tmp_path, monkeypatch):
    data = shutil.copytree(small_bank, tmp_path / "data")
    damage(data, "update loads set definitions = 'before'")
    monkeypatch.setenv("CLIENTELE_DATA", str(data))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()
    assert any("The definitions have changed since these data were loaded" in warning.value for warning in app.warning)
    assert not app.exception and not app.error
