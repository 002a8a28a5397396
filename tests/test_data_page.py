"""What the page Data says, recomputed from the files of a delivery with pandas alone."""

import csv
import io
import json
import re
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from conftest import headlines, html_of, serving, switch_to, tables
from streamlit.testing.v1 import AppTest
from tiny_bank import named, tiny_bank

import queries
from queries import Filters
from queries.load import load
from ui import charts
from ui.charts import data as data_charts
from ui.look import palette
from ui.names import namer
from ui.text import t

ROOT = Path(__file__).parent.parent
SMALL = ROOT / "sample_data" / "small"
OCTOBER = Filters(date(2026, 10, 1))


def table(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)


def rows(name: str, filters: Filters = OCTOBER) -> list[dict]:
    return queries.ask(name, filters).table.to_pylist()


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    """The small delivery with fields emptied, a row that is set aside and a control total that is off; loaded twice."""
    folder = tmp_path_factory.mktemp("faulty")
    delivery = folder / "delivery"
    shutil.copytree(SMALL, delivery)
    holdings = table(delivery, "holdings")
    october = holdings["month"].str[:7] == "2026-10"
    holdings.loc[october & (holdings.index % 2 == 0), "interest_income"] = ""
    holdings.to_csv(delivery / "holdings.csv", index=False)
    contacts = table(delivery, "contacts")
    late = contacts.iloc[[0]].assign(contact_id="K99", contacted_on="2099-01-01")
    pd.concat([contacts, late]).to_csv(delivery / "contacts.csv", index=False)
    totals = table(delivery, "totals")
    totals.loc[(totals["month"].str[:7] == "2026-10") & (totals["product_id"] == "P01"), "balance"] = "18230010.00"
    totals.to_csv(delivery / "totals.csv", index=False)
    for _ in range(2):
        load(delivery, folder / "data")
    return folder


@pytest.fixture
def bank(faulty):
    with named(faulty / "data"):
        yield faulty / "delivery"


@pytest.fixture
def small(small_bank):
    with named(small_bank):
        yield SMALL


def register(filters: Filters = OCTOBER) -> pd.DataFrame:
    found = queries.ask("client_register", filters).table.select(["client_id", "branch_id", "aum"]).to_pandas()
    return found[found["aum"].notna()].set_index("client_id")


def test_fields_of_holdings_are_counted_client_by_client(bank):
    holdings, clients = table(bank, "holdings"), register()
    october = holdings[holdings["month"].str[:7] == "2026-10"]
    given = october.assign(given=october["interest_income"] != "").groupby("client_id")["given"].all()
    known = clients.join(given)
    expected = {
        "clients": len(known),
        "clients_given": int(known["given"].sum()),
        "aum": sum(known["aum"]),
        "aum_given": sum(known.loc[known["given"], "aum"]),
    }
    (row,) = (row for row in rows("data_fields") if row["field"] == "interest_income")
    assert 0 < expected["clients_given"] < expected["clients"]
    assert {key: row[key] for key in expected} == expected
    assert row["clients_share"] == pytest.approx(expected["clients_given"] / expected["clients"])
    assert row["aum_share"] == pytest.approx(float(expected["aum_given"] / expected["aum"]))


def test_fields_of_clients_are_counted_by_branch(small):
    clients = table(small, "clients").set_index("client_id").join(register()[["aum"]], how="inner")
    expected = {
        branch: (len(some), int((some["client_groups"] != "").sum()), sum(some.loc[some["client_groups"] != "", "aum"]))
        for branch, some in clients.groupby("branch_id")
    }
    found = {
        row["branch_id"]: (row["clients"], row["clients_given"], row["aum_given"])
        for row in rows("data_completeness")
        if row["field"] == "client_groups"
    }
    assert found == expected
    assert any(given < count for count, given, _ in found.values())


def test_a_field_is_short_where_it_is_under_the_policy(bank):
    minimum = Decimal(str(queries.bank().policies["field_share"]))
    found = rows("data_completeness")
    assert [row["is_short_of_clients"] for row in found] == [
        row["clients_given"] < minimum * row["clients"] for row in found
    ]
    assert [row["is_short_of_aum"] for row in found] == [row["aum_given"] < minimum * row["aum"] for row in found]
    assert {row["field"] for row in found if row["is_short_of_clients"]} == {"interest_income"}


def test_every_month_is_compared_with_who_was_there_before(small):
    holdings, clients = table(small, "holdings"), table(small, "clients").set_index("client_id")
    there = holdings.groupby(holdings["month"].str[:7])["client_id"].agg(set)
    months = list(there.index)
    expected = {}
    for before, month in zip(months, months[1:], strict=False):
        still = {c for c in there[before] if not clients["closed_on"][c] or clients["closed_on"][c][:7] > month}
        expected[month] = (len(still), len(still & there[month]))
    found = {}
    for row in rows("data_feeds"):
        month = f"{row['month']:%Y-%m}"
        counted = found.get(month, (0, 0))
        found[month] = (counted[0] + row["expected"], counted[1] + row["delivered"])
    assert {month: found[month] for month in months[-3:]} == {month: expected[month] for month in months[-3:]}
    assert not any(row["is_stopped"] for row in rows("data_feeds"))


def test_suspected_duplicates_are_those_of_the_file(small):
    clients = table(small, "clients")
    same_number = clients[(clients["identity_number"] != "") & clients.duplicated("identity_number")]
    reachable = clients[(clients["phone"] != "") & (clients["birth_year"] != "")]
    same_phone = reachable[reachable.duplicated(["phone", "birth_year"])]
    expected = {("two_records_of_one_person_by_identity", c) for c in same_number["client_id"]}
    expected |= {("two_records_of_one_person_by_phone", c) for c in same_phone["client_id"]}
    found = rows("data_duplicates")
    assert {(row["rule_id"], row["client_id"]) for row in found} == expected
    assert len(found) == len(expected) > 0
    for row in found:
        assert clients["client_id"][int(row["line"]) - 2] == row["client_id"]
    in_file = csv.DictReader(io.StringIO(queries.ask("data_duplicates", OCTOBER).csv().decode("utf-8-sig")))
    assert [(row["client_id"], row["line"]) for row in in_file] == [(r["client_id"], str(r["line"])) for r in found]
    assert {row["rows_found"] for row in found} == {len(expected)}
    assert {row["suspected"] for row in found} == {len({client for _, client in expected})}


def test_of_many_suspected_duplicates_the_hundred_with_the_most_aum_are_listed(tmp_path):
    """150 clients have the telephone number and the year of birth of the first, 20 of them its identity number too."""
    amounts = {f"C{place:03d}": 60 + place * 37 % 151 for place in range(151)}
    identities = {client: "990000197001010018" if client <= "C020" else "-" for client in amounts}
    clients = [f"{client} 19900000001 1970 {identity}" for client, identity in identities.items()]
    tiny_bank(
        tmp_path,
        aum="\n".join(f"{client} {amount}" for client, amount in amounts.items()),
        clients="\n".join(["client_id phone birth_year identity_number", *clients]),
    )
    broken = [(client, "phone") for client in amounts if client != "C000"]
    broken += [(client, "identity") for client in amounts if "C000" < client <= "C020"]
    broken.sort(key=lambda row: (-amounts[row[0]], row))
    with named(tmp_path / "data"):
        month = Filters(date(2025, 1, 1))
        found = rows("data_duplicates", month)
        every = [row["client_id"] for row in rows("data_finding_rows", month) if "two_records" in row["rule_id"]]
        said = {language: html_of(page("pages/data.py", lang=language)) for language in ("en", "zh")}
    assert [(row["client_id"], row["rule_id"].rpartition("_by_")[2]) for row in found] == broken[:100]
    assert {(row["rows_found"], row["suspected"]) for row in found} == {(170, 150)}
    assert sorted(every) == sorted(client for client, _ in broken)
    assert "150 clients may be another record" in said["en"]
    assert "Of 170 rows, the 100 with the most AUM are listed here" in said["en"]
    assert "共170行，此处列出AUM最高的100行" in said["zh"]


def test_the_newest_day_of_a_file_is_compared_with_the_last_month(small):
    newest = {
        "clients": max(table(small, "clients")[["joined_on", "closed_on"]].max()),
        "flows": max(table(small, "flows")["flowed_on"]),
        "claims": max(table(small, "claims")["claimed_on"]),
    }
    found = {row["source_file"]: row for row in rows("data_timeliness")}
    end, loaded = date(2026, 10, 31), queries.bank().facts["loaded_at"].date()
    for name, day in newest.items():
        assert found[name]["newest"] == date.fromisoformat(day)
        assert found[name]["days_behind"] == (end - date.fromisoformat(day)).days
        assert found[name]["days_to_load"] == (loaded - date.fromisoformat(day)).days
        assert found[name]["rows_delivered"] == len(table(small, name))
    assert (found["holdings"]["newest"], found["holdings"]["days_behind"]) == (end, 0)
    assert found["branches"]["newest"] is None
    assert set(found) == {path.stem for path in small.glob("*.csv")}


def test_products_add_up_to_clients_and_to_the_control_totals(bank):
    holdings, totals = table(bank, "holdings"), table(bank, "totals")
    october = holdings[holdings["month"].str[:7] == "2026-10"]
    amounts = october.assign(balance=october["balance"].map(Decimal))
    balances = amounts.groupby("product_id")["balance"].agg(["size", "sum"])
    control = totals[totals["month"].str[:7] == "2026-10"].set_index("product_id")["balance"].map(Decimal)
    found = {row["product_id"]: row for row in rows("data_products")}
    whole = found.pop("all_products")
    assert set(found) == set(balances.index)
    for product, row in found.items():
        assert (row["rows_delivered"], row["delivered_balance"]) == tuple(balances.loc[product])
        assert row["control_total"] == control[product]
        assert row["control_difference"] == row["delivered_balance"] - control[product]
        assert row["delivered_balance"] == row["loaded_balance"] + row["set_aside_balance"]
    assert found["P01"]["control_difference"] == Decimal("-10.00")
    assert whole["control_difference"] == Decimal("-10.00")
    (off,) = [row for row in rows("data_findings") if row["source_file"] == "totals"]
    assert (off["findings"], off["amount"]) == (1, None)  # what is off by 10 is no matter of 18 million
    assert whole["products_aum"] == whole["clients_aum"] > 0
    assert whole["aum_difference"] == 0


def test_rows_set_aside_stay_in_what_was_delivered(tmp_path):
    shutil.copytree(SMALL, tmp_path / "delivery")
    clients, holdings = table(SMALL, "clients"), table(SMALL, "holdings")
    october = holdings[(holdings["month"].str[:7] == "2026-10") & (holdings["product_id"] == "P02")]
    who = october.iloc[0]["client_id"]
    clients.loc[clients["client_id"] == who, "closed_on"] = "2026-09-15"
    clients.to_csv(tmp_path / "delivery" / "clients.csv", index=False)
    load(tmp_path / "delivery", tmp_path / "data")
    with named(tmp_path / "data"):
        (row,) = (row for row in rows("data_products") if row["product_id"] == "P02")
        (rule,) = (row for row in rows("data_findings") if row["rule_id"] == "holding_after_closing")
        listed = [row for row in rows("data_finding_rows") if row["rule_id"] == "holding_after_closing"]
    assert (row["rows_delivered"], row["rows_set_aside"]) == (len(october), 1)
    assert row["set_aside_balance"] == Decimal(october.iloc[0]["balance"])
    assert row["delivered_balance"] == sum(map(Decimal, october["balance"]))
    held = holdings[(holdings["client_id"] == who) & (holdings["month"].str[:7] == "2026-10")]
    assert (rule["treatment"], rule["findings"], rule["clients"]) == ("set aside", len(held), 1)
    assert rule["amount"] == sum(map(Decimal, held["balance"]))
    assert {json.loads(row["content"])["client_id"] for row in listed} == {who}
    assert {int(row["place"].split()[-1]) - 2 for row in listed} == set(held.index)


def test_of_chosen_branches_there_is_no_control_total_and_of_products_no_whole_client(bank):
    branch = Filters(OCTOBER.month, branches=("B02",))
    assert {row["control_total"] for row in rows("data_products", branch)} == {None}
    assert rows("data_products", branch)[0]["aum_difference"] == 0
    product = rows("data_products", Filters(OCTOBER.month, products=("P01",)))
    assert [row["product_id"] for row in product] == ["all_products", "P01"]
    assert product[0]["clients_aum"] is None


def test_findings_are_counted_by_rule_and_listed_row_by_row(bank):
    listed, counted = rows("data_finding_rows"), rows("data_findings")
    assert {row["rule_id"]: row["findings"] for row in counted} == dict(
        pd.Series([row["rule_id"] for row in listed]).value_counts()
    )
    aside = [row for row in listed if row["treatment"] == "set aside"]
    assert [(row["rule_id"], row["source_file"]) for row in aside] == [("contact_in_future", "contacts")]
    assert aside[0]["place"] == f"contacts.csv line {len(table(bank, 'contacts')) + 1}"
    assert json.loads(aside[0]["content"])["contacted_on"] == "2099-01-01"
    assert all(row["rule_says"] and row["remedy"] for row in counted)


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """The small delivery in which three clients, two of them of one branch, hold for months after they have left."""
    folder = tmp_path_factory.mktemp("closed")
    shutil.copytree(SMALL, folder / "delivery")
    clients, holdings = table(SMALL, "clients"), table(SMALL, "holdings")
    held = clients["client_id"].isin(holdings[holdings["month"].str[:7] == "2026-10"]["client_id"])
    for branch, count in (("B01", 2), ("B02", 1)):
        clients.loc[clients[held & (clients["branch_id"] == branch)].index[:count], "closed_on"] = "2026-08-15"
    clients.to_csv(folder / "delivery" / "clients.csv", index=False)
    load(folder / "delivery", folder / "data")
    return folder / "data"


@pytest.mark.parametrize("branches", [None, ("B01",), ("B02", "B03"), ("B01", "B02", "B03")])
def test_what_was_found_adds_up_over_branches_to_the_rows_listed(closed, branches):
    chosen = Filters(OCTOBER.month, branches=branches)
    with named(closed):
        listed, counted = pd.DataFrame(rows("data_finding_rows", chosen)), rows("data_findings", chosen)
    expected = {
        rule: (len(found), found["client_id"].nunique(), sum(found["amount"].dropna()) or None)
        for rule, found in listed.groupby(["rule_id", "treatment", "source_file"], dropna=False)
    }
    assert expected == {
        (row["rule_id"], row["treatment"], row["source_file"]): (row["findings"], row["clients"], row["amount"])
        for row in counted
    }
    clients = {row["rule_id"]: row["clients"] for row in counted}.get("holding_after_closing", 0)
    assert clients == {None: 3, ("B01",): 2, ("B02", "B03"): 1}.get(branches, 3)
    assert not clients or len(listed[listed["rule_id"] == "holding_after_closing"]) > clients


def test_every_load_is_a_row(bank):
    found = rows("data_loads")
    assert len(found) == 2
    delivered = sum(len(table(bank, path.stem)) for path in bank.glob("*.csv"))
    for row in found:
        assert (row["rows_delivered"], row["rows_set_aside"], row["rows_loaded"]) == (delivered, 1, delivered - 1)
        assert (row["clients"], row["aum"]) == (len(register()), sum(register()["aum"]))
        assert row["last_month"] == OCTOBER.month
    assert found[-1]["load_number"] == queries.bank().facts["load_id"]
    assert found[-1]["loaded_on"] == queries.bank().facts["loaded_at"].date()


# ------------------------------------------------------------------------------------------------ on screen


def page(path: str, **address: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.switch_page(path)
    for key, value in address.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def remarks(app: AppTest) -> list[str]:
    """What stands beside the answers of the figures."""
    return re.findall("<p class='remark'>(.*?)</p>", html_of(app))


def test_a_figure_whose_field_is_short_says_what_it_lacks(bank):
    app = page("pages/concentration.py", lang="en")
    assert "Not enough data: Interest income is given for" in html_of(app)
    assert "and this needs 80.0" in html_of(app)
    chinese = page("pages/concentration.py", lang="zh")
    assert "数据不足：利息净收入的完整率" in html_of(chinese)


def test_a_figure_that_lacks_something_is_greyed_in_its_place(faulty, browser, tmp_path):
    with serving(faulty / "data", tmp_path / "log.txt") as (address, _):
        window = browser.new_page(viewport={"width": 1440, "height": 900})
        window.goto(f"{address}/concentration?lang=en&measure=aum")
        figure = window.locator(".st-key-figure_concentration_whale_curve")
        seen = "picture => getComputedStyle(picture.closest('[data-testid=stElementContainer]')).opacity"
        picture = figure.locator("[role=figure]")
        picture.wait_for(timeout=30_000)
        picture.evaluate("picture => picture.scrollIntoView()")
        figure.locator(".main-svg").first.wait_for(timeout=30_000)
        assert picture.evaluate(seen) == "1"
        picture.evaluate("picture => picture.wasHere = true")
        window.locator("[data-testid=stMain] .switch").first.get_by_text("Contribution").click()
        figure.locator("p.lacking").wait_for(timeout=30_000)
        window.wait_for_function(f"picture => ({seen})(picture) === '0.38'", arg=picture.element_handle())
        assert picture.evaluate("picture => picture.wasHere")
        window.close()


def test_the_field_is_not_asked_for_where_the_measure_does_not_need_it(bank):
    app = page("pages/concentration.py", lang="en")
    switch_to(app, concentration_measure="aum")
    assert "Not enough data" not in html_of(app)


def test_a_complete_bank_is_not_greyed(small):
    assert "Not enough data" not in html_of(page("pages/concentration.py", lang="en"))


def test_a_contribution_that_is_not_complete_is_no_number_of_the_overview(bank, small_bank):
    app = page("app.py", lang="en")
    shown = headlines(app)
    assert (shown["Contribution, 8 months"], shown["Top 20 % bring"]) == ("–", "–")
    assert shown["Clients"] == "24"
    assert html_of(app).count("Withheld: interest income is given for too few clients.") == 2
    assert any("Contribution is not complete: Interest income is given for" in remark for remark in remarks(app))
    with named(small_bank):
        whole = page("app.py", lang="en")
    assert headlines(whole)["Contribution, 8 months"] != "–"
    assert [remark for remark in remarks(whole) if "Contribution" in remark] == [
        "Contribution covers 8 of twelve months: the data begin in March 2026."
    ]


def test_a_contribution_without_a_field_says_so(tmp_path):
    delivery = shutil.copytree(SMALL, tmp_path / "delivery")
    table(delivery, "holdings").drop(columns=["interest_income", "expected_loss"]).to_csv(
        delivery / "holdings.csv", index=False
    )
    load(delivery, tmp_path / "data")
    words = {
        "en": "Contribution is counted without what was not delivered: Interest income, Expected loss.",
        "zh": "贡献未计入未交付的字段：",
    }
    with named(tmp_path / "data"):
        for language, start in words.items():
            for path in ("app.py", "pages/concentration.py"):
                assert any(start in remark for remark in remarks(page(path, lang=language)))
                assert "Not enough data" not in html_of(page(path, lang=language))


def test_the_english_words_of_a_finding_are_not_on_the_chinese_page(bank):
    app = page("pages/data.py", lang="zh")
    shown = " ".join(str(table["rows"]) for table in tables(app))
    assert "联系已经发生" in shown
    for row in rows("data_finding_rows"):
        assert row["found"] not in shown
        assert row["place"] not in shown
    assert "is in the future" not in shown


def test_a_figure_says_which_choice_does_not_touch_it(bank):
    plain, filtered = page("pages/data.py", lang="en"), page("pages/data.py", lang="en", product="p:P01")
    words = "The choice of the products does not touch this figure."
    assert words not in remarks(plain)
    assert remarks(filtered).count(words) >= 6


def test_the_file_of_findings_has_every_row(bank):
    content = queries.listing("data_finding_rows", OCTOBER).csv().decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(content)))
    assert len(found) == len(rows("data_finding_rows"))
    assert {"place", "found", "content"} <= set(found[0])


@pytest.mark.parametrize(
    ("language", "words", "rest"),
    [
        ("en", "The first 3 of {} rows; ", "the download has them all"),
        ("zh", "仅显示前3行，共{}行；", "下载文件含全部"),
    ],
)
def test_of_a_long_list_the_first_rows_are_on_screen_and_the_rest_is_named(bank, monkeypatch, language, words, rest):
    every = len(rows("data_products"))
    monkeypatch.setattr("ui.tables.MOST_ROWS", 3)
    app = page("pages/data.py", lang=language)
    assert max(len(table["rows"]) for table in tables(app)) == 3 < every
    assert any(words.format(every) + rest in caption.value for caption in app.caption)
    monkeypatch.undo()
    assert not any(rest in caption.value for caption in page("pages/data.py", lang=language).caption)


def test_where_nothing_is_wrong_it_says_so(tmp_path):
    branches = "branch_id branch_name city region\nB1 First A East\nB2 Second A East"
    tiny_bank(tmp_path, "A 60x3", branches=branches)
    with named(tmp_path / "data"):
        said = [info.value for info in page("pages/data.py", lang="en").info]
        of_branch = [info.value for info in page("pages/data.py", lang="en", branch="b:B1").info]
        chinese = [info.value for info in page("pages/data.py", lang="zh").info]
    nothing = {"No row breaks a rule of the delivery.", "No client has the number of another."}
    assert nothing <= {*said}
    assert of_branch and not nothing & {*of_branch}  # other branches may have such rows
    assert {"没有违反交付规则的行。", "没有客户与其他客户号码相同。"} <= {*chinese}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_stopped_feed_is_marked_by_a_cross_and_in_words(small, language):
    found = queries.ask("data_feeds", OCTOBER).table.to_pylist()
    found[-1] |= {"delivered": 0, "delivered_share": 0.0, "is_stopped": True}
    called = namer(queries.bank(), language)
    look = charts.Look(palette("light"), language, "CNY", called, lambda s, **v: t(s, language, **v), ("T1",))
    (cells,) = charts.data_feeds(found, look)["data"]
    assert cells["text"].count("×") == 1
    assert t("the feed had stopped", language) in cells["hovertext"][-1]


def test_a_cell_has_a_number_where_some_are_missing():
    cells = [(1, False), (0.95, False), (0.94, False), (0.3, False), (0.97, True), (None, False)]
    assert [data_charts._in_cell(*cell, "") for cell in cells] == ["", "", "94", "30", "97", "–"]
    assert [data_charts._in_cell(share, True, "×") for share in (0.0, 0.97)] == ["×", "×"]


def test_a_share_reads_100_only_where_nothing_is_missing():
    assert [data_charts._percent(share) for share in (1, 0.999, 0.504, 0, None)] == ["100", "99", "50", "0", "–"]
