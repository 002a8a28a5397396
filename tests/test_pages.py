"""Every page under every kind of filter: it runs, and says something."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parent.parent
PAGES = ("app.py", "pages/tiers.py", "pages/concentration.py", "pages/attrition.py", "pages/coverage.py", "pages/data.py",
         "pages/clients.py")
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
