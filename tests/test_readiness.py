"""What the first reader sees was asked for before he came."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from streamlit.testing.v1 import AppTest

import queries
from queries import answers
from queries.written_out import written_out
from ui.frame import first_filters
from ui.readiness import ask_first_page, get_ready

APP = Path(__file__).parent.parent / "app.py"
IMPORTS = "import sys, app, queries.load, ui.register; sys.exit('pandas' in sys.modules)"


def test_neither_the_start_of_the_server_nor_a_load_waits_for_pandas():
    assert subprocess.run([sys.executable, "-c", IMPORTS], cwd=APP.parent, check=False).returncode == 0


def test_the_first_page_finds_its_answers(small_bank):
    answers._answer.cache_clear()
    ask_first_page()
    asked = answers._answer.cache_info().misses
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not app.exception and app.header[0].value
    assert asked > 0
    assert answers._answer.cache_info().misses == asked


def test_a_usual_choice_finds_its_statements_written_out(small_bank):
    written_out.cache_clear()
    get_ready()
    bank = queries.bank()
    filters = first_filters(bank)
    branch, held = bank.branches[0]["branch_id"], bank.products[0]["product_id"]
    written = written_out.cache_info().misses
    for choice in (replace(filters, branches=(branch,)), replace(filters, branches=(branch,), products=(held,))):
        for name in ("basis", "key_numbers", "tier_distribution", "attrition_by_tier"):
            queries.ask(name, choice)
        queries.ask("largest_clients", choice, measure="contribution")
    assert written_out.cache_info().misses == written > 0


def test_without_a_bank_there_is_nothing_to_ask(tmp_path, monkeypatch):
    monkeypatch.setenv("CLIENTELE_DATA", str(tmp_path))
    ask_first_page()
    get_ready()
