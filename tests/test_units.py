"""How values are written, as a table of examples."""

import datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from queries.header import UNITS
from ui import units
from ui.units import Scale, cell, change, column_head, scale, write


def plain(text: str) -> str:
    """Narrow no-break spaces as ordinary ones, for tables that can be read."""
    return text.replace(units.THIN, " ")


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        (0, "money", "0 CNY", "0元"),
        (-0.4, "money", "0 CNY", "0元"),
        (9_999, "money", "9,999 CNY", "9,999元"),
        (9_999.5, "money", "10 k", "1万"),
        (10_000, "money", "10 k", "1万"),
        (12_345, "money", "12 k", "1.2万"),
        (820_000, "money", "820 k", "82万"),
        (999_499, "money", "999 k", "99.9万"),
        (999_500, "money", "1.0 m", "100万"),
        (999_950, "money", "1.0 m", "100万"),
        (1_200_000, "money", "1.2 m", "120万"),
        (-1_200_000, "money", "−1.2 m", "−120万"),
        (10_000_000, "money", "10.0 m", "1,000万"),
        (99_995_000, "money", "100.0 m", "9,999.5万"),
        (99_999_499, "money", "100.0 m", "9,999.9万"),
        (99_999_999, "money", "100.0 m", "1亿"),
        (100_000_000, "money", "100.0 m", "1亿"),
        (340_000_000, "money", "340.0 m", "3.4亿"),
        (999_950_000, "money", "1.0 bn", "10亿"),
        (3_400_000_000, "money", "3.4 bn", "34亿"),
        (5_678_900_000_000, "money", "5,678.9 bn", "56,789亿"),
        (Decimal("1250000.00"), "money", "1.3 m", "125万"),
        (Decimal("12345678901234567890123456789012345678"), "money",
         "12,345,678,901,234,567,890,123,456,789.0 bn", "123,456,789,012,345,678,901,234,567,890.1亿"),
        (np.int64(18_204), "count", "18,204", "18,204"),
        (-3, "count", "−3", "−3"),
        (0.183, "share", "18.3 %", "18.3%"),
        (0.0005, "share", "0.1 %", "0.1%"),
        (0.1825, "share", "18.3 %", "18.3%"),
        (1, "share", "100.0 %", "100.0%"),
        (-0.012, "points", "−1.2 pp", "−1.2个百分点"),
        (0.61249, "ratio", "0.612", "0.612"),
        (1234.56, "number", "1,234.6", "1,234.6"),
        (1, "days", "1 day", "1天"),
        (30, "days", "30 days", "30天"),
        (1, "months", "1 month", "1个月"),
        (14.5, "months", "14.5 months", "14.5个月"),
        (datetime.date(2026, 10, 1), "month", "October 2026", "2026年10月"),
        ("2026-01", "month", "January 2026", "2026年1月"),
        (pd.Timestamp(2026, 10, 5), "date", "5 October 2026", "2026年10月5日"),
        (np.datetime64("2026-10-05"), "date", "5 October 2026", "2026年10月5日"),
        (True, "flag", "yes", "是"),
        (np.False_, "flag", "no", "否"),
        ("0012", "text", "0012", "0012"),
    ],
)
def test_a_sentence_writes_a_value(value, unit, english, chinese):
    assert plain(write(value, unit, "en")) == english
    assert plain(write(value, unit, "zh")) == chinese


@pytest.mark.parametrize("unit", units.UNITS)
@pytest.mark.parametrize(
    "nothing",
    [None, float("nan"), float("inf"), np.nan, pd.NA, pd.NaT, Decimal("NaN"), np.datetime64("NaT")],
)
def test_what_does_not_exist_is_an_en_dash(unit, nothing):
    assert write(nothing, unit, "en") == "–"
    assert cell(nothing, unit, "zh", units.UNSCALED) == "–"
    assert scale([nothing], unit, "en") == scale([], unit, "en")


def test_a_number_and_its_unit_stay_on_one_line():
    assert write(0.183, "share", "en") == "18.3\u202f%"
    assert write(1_200_000, "money", "en") == "1.2\u202fm"


def test_an_amount_in_full_names_its_currency_since_it_could_be_a_count():
    assert plain(write(820, "money", "en", "CZK")) == "820 CZK"
    assert plain(change(-1235, "money", "en")) == "−1,235 CNY"
    assert write(820, "money", "zh") == "820元"
    assert write(820, "money", "zh", "CZK") == "820 CZK"


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        (1_200_000, "money", "+1.2 m", "+120万"),
        (-820_000, "money", "−820 k", "−82万"),
        (0, "count", "0", "0"),
        (0.3, "money", "0 CNY", "0元"),
        (-0.3, "money", "0 CNY", "0元"),
        (12, "count", "+12", "+12"),
        (0.012, "share", "+1.2 pp", "+1.2个百分点"),
        (-0.00001, "share", "0.0 pp", "0.0个百分点"),
        (-0.05, "ratio", "−0.050", "−0.050"),
        (3, "days", "+3 days", "+3天"),
        (None, "money", "–", "–"),
    ],
)
def test_a_change_carries_its_sign(value, unit, english, chinese):
    assert plain(change(value, unit, "en")) == english
    assert plain(change(value, unit, "zh")) == chinese


@pytest.mark.parametrize(
    ("values", "unit", "english", "chinese"),
    [
        ([], "money", Scale(1, "", 2), Scale(1, "", 2)),
        ([None, 99.5], "money", Scale(1, "", 2), Scale(1, "", 2)),
        ([9_999], "money", Scale(1, "", 0), Scale(1, "", 0)),
        ([10_000, 3], "money", Scale(1_000, "k", 1), Scale(10_000, "万", 2)),
        ([999_900], "money", Scale(1_000, "k", 1), Scale(10_000, "万", 1)),
        ([999_950], "money", Scale(1_000_000, "m", 2), Scale(10_000, "万", 1)),
        ([-2e7, 5], "money", Scale(10**6, "m", 1), Scale(10_000, "万", 1)),
        ([99_995_000], "money", Scale(10**6, "m", 1), Scale(10_000, "万", 1)),
        ([99_999_999], "money", Scale(10**6, "m", 1), Scale(10**8, "亿", 2)),
        ([100_000_000], "money", Scale(10**6, "m", 1), Scale(10**8, "亿", 2)),
        ([Decimal("3.4e9"), None], "money", Scale(10**9, "bn", 2), Scale(10**8, "亿", 1)),
        ([18_204_000], "count", Scale(1, "", 0), Scale(1, "", 0)),
        ([0.2], "share", Scale(0.01, "%", 1), Scale(0.01, "%", 1)),
        ([0.2], "points", Scale(0.01, "pp", 1), Scale(0.01, "百分点", 1)),
        ([0.2], "ratio", Scale(1, "", 3), Scale(1, "", 3)),
        ([1, 2.5], "days", Scale(1, "days", 1), Scale(1, "天", 1)),
        ([1, 2], "months", Scale(1, "months", 0), Scale(1, "月", 0)),
        (["x"], "text", Scale(1, "", 0), Scale(1, "", 0)),
    ],
)
def test_a_column_has_one_scale_that_fits_its_largest_value(values, unit, english, chinese):
    assert scale(values, unit, "en") == english
    assert scale(pd.Series(values, dtype=object), unit, "zh") == chinese


def test_the_cells_of_a_column_share_its_scale():
    amounts = [1_234_567_890, -15_000_000, 0, None]
    for language, written in (("en", ["1.23", "−0.02", "0.00", "–"]), ("zh", ["12.3", "−0.2", "0.0", "–"])):
        shared = scale(amounts, "money", language)
        assert [cell(amount, "money", language, shared) for amount in amounts] == written
    assert cell(0.183, "share", "en", Scale(0.01, "%", 1)) == "18.3"
    assert cell(18_204, "count", "zh", Scale(1, "", 0)) == "18,204"


@pytest.mark.parametrize("language", units.LANGUAGES)
def test_tables_write_months_and_dates_as_numbers(language):
    assert cell(datetime.date(2026, 10, 1), "month", language, units.UNSCALED) == "2026-10"
    assert cell(datetime.date(2026, 10, 5), "date", language, units.UNSCALED) == "2026-10-05"


def test_the_head_of_a_column_names_its_unit():
    million, ten_thousand = Scale(10**6, "m", 1), Scale(10**4, "万", 1)
    assert column_head("AUM", "money", million, "en") == "AUM (m CNY)"
    assert column_head("AUM", "money", units.UNSCALED, "en", "CZK") == "AUM (CZK)"
    assert column_head("AUM", "money", ten_thousand, "zh") == "AUM（万元）"
    assert column_head("AUM", "money", Scale(10**8, "亿", 1), "zh") == "AUM（亿元）"
    assert column_head("AUM", "money", units.UNSCALED, "zh") == "AUM（元）"
    assert column_head("AUM", "money", ten_thousand, "zh", "CZK") == "AUM（万 CZK）"
    assert column_head("AUM", "money", units.UNSCALED, "zh", "CZK") == "AUM（CZK）"
    assert column_head("Share", "share", scale([], "share", "en"), "en") == "Share (%)"
    assert column_head("变化", "points", scale([], "points", "zh"), "zh") == "变化（百分点）"
    assert column_head("Clients", "count", scale([], "count", "en"), "en") == "Clients"


def test_axes_have_formats():
    assert units.tick_format("money", Scale(10**6, "m", 2)) == ",.2~f"
    assert units.tick_format("month", units.UNSCALED) == "%Y-%m"
    assert units.tick_format("text", units.UNSCALED) == ""


@pytest.mark.parametrize(("number", "decimals", "shown"), [
    (-0.04, 1, "0.0"), (-0.0, 1, "0.0"), (0.04, 1, "0.0"), (-0.06, 1, "−0.1"), (-0.4, 0, "0"), (-12.34, 2, "−12.34"),
])
def test_a_table_writes_no_zero_below_zero(number, decimals, shown):
    assert cell(number, "number", "en", Scale(1, "", decimals)) == shown


def test_chinese_never_counts_in_units_that_are_not_used():
    written = "".join(write(10**power, "money", "zh") for power in range(15))
    assert not set(written) - set("0123456789,.万亿元")


@pytest.mark.parametrize("write_it", [write, change, scale])
def test_an_unknown_unit_or_language_is_named(write_it):
    value = [1] if write_it is scale else 1
    with pytest.raises(ValueError, match="there is no unit called percent; use one of count, money"):
        write_it(value, "percent", "en")
    with pytest.raises(ValueError, match="there is no language called de; use one of en, zh"):
        write_it(value, "money", "de")


def test_a_value_that_is_not_of_its_unit_is_named():
    with pytest.raises(ValueError, match="a value of unit money must be a number, found '12'"):
        write("12", "money", "en")
    with pytest.raises(ValueError, match="expected a date or a month like 2026-10, found 'soon'"):
        write("soon", "month", "en")
    with pytest.raises(ValueError, match="values of unit month have no difference"):
        change("2026-10", "month", "en")


def test_queries_and_screen_know_the_same_units():
    assert units.UNITS == UNITS
