"""Headline numbers side by side: what is written, in which colour, and when there is a line."""

import re
from urllib.parse import unquote

import pytest

from ui.look import palette
from ui.numbers import Number, side_by_side

LIGHT = palette("light")
MONTHS = (("September 2026: 1", 1.0), ("October 2026: 3", 3.0), ("November 2026: 2", 2.0))


def line_of(html: str) -> list[tuple[float, float]]:
    return [point for run in runs_of(html) for point in run]


def runs_of(html: str) -> list[list[tuple[float, float]]]:
    """The parts of a line between months that are not known."""
    runs = re.findall("points='(.*?)'", unquote(html))
    return [[tuple(map(float, point.split(","))) for point in run.split()] for run in runs]


def test_a_number_has_its_label_value_change_and_line():
    html = side_by_side([Number("Clients", "3", "+2", 1, 1, MONTHS)], LIGHT)
    assert "<dt>Clients</dt><dd class='value'>3</dd>" in html
    assert "↑ +2" in html
    (x0, low), (x1, high), (x2, middle) = line_of(html)
    assert (x0, x1, x2) == (16.7, 50, 83.3)  # the middles of three strips
    assert low > middle > high  # a picture counts from its top
    assert re.findall("<span title='(.*?)'>", html) == [said for said, _ in MONTHS]
    assert "alt='September 2026: 1 – November 2026: 2'" in html


def test_a_month_that_is_not_known_keeps_its_place_and_breaks_the_line():
    said = [f"month {place}" for place in range(5)]
    html = side_by_side([Number("AUM", "3", "", 0, 0, tuple(zip(said, (None, 1.0, None, 2.0, 3.0))))], LIGHT)
    first, second = runs_of(html)
    assert [x for x, _ in first] == [30] and [x for x, _ in second] == [70, 90]
    assert re.findall("<span title='(.*?)'>", html) == said
    assert "alt='month 1 – month 4'" in html


@pytest.mark.parametrize(("tone", "colour"), [(1, LIGHT.good), (-1, LIGHT.bad), (0, LIGHT.quiet)])
def test_the_colour_is_what_the_change_means_for_the_business(tone, colour):
    html = side_by_side([Number("Attrition", "3 %", "−1 pp", -1, tone, MONTHS)], LIGHT)
    assert f"stroke='{colour}'" in unquote(html)
    assert "↓ −1 pp" in html


def test_a_number_that_never_moved_is_a_straight_line():
    flat = tuple((said, 5.0) for said, _ in MONTHS)
    assert len({y for _, y in line_of(side_by_side([Number("Clients", "5", "", 0, 0, flat)], LIGHT))}) == 1


def test_a_withheld_number_says_why_and_a_single_month_has_no_line():
    html = side_by_side([Number("AUM", "–", "", 0, 0, MONTHS[:1], "Withheld: October 2026")], LIGHT)
    assert "<dd class='note'>Withheld: October 2026</dd>" in html
    assert "<img" not in html and "background" not in html


def test_what_a_bank_calls_things_is_text():
    assert "<b>" not in side_by_side([Number("<b>", "'", "", 0, 0, (("'>", 1.0), ("<b>", 2.0)))], LIGHT)


def test_a_number_without_a_change_takes_no_room_for_it():
    html = side_by_side([Number("Lost AUM", "1.6 bn", note="8.1 % of 20.1 bn")], LIGHT)
    assert "change" not in html and "<img" not in html
    assert "<dd class='note'>8.1 % of 20.1 bn</dd>" in html
