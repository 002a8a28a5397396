"""The colours can be told apart and read, and the theme of the frame is made of them."""

import tomllib
from pathlib import Path

import pytest

from ui import look
from ui.look import contrast, ink_on, palette, tier_colours, with_opacity

ROOT = Path(__file__).parent.parent
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
themes = pytest.mark.parametrize("theme", ["light", "dark"])


@themes
def test_ink_is_readable_on_paper_and_sidebar(theme):
    colours = palette(theme)
    for ink in (colours.ink, colours.quiet, colours.good, colours.bad):
        assert contrast(ink, colours.paper) >= look.READABLE
    for paper in (CONFIG["theme"][theme]["sidebar"]["backgroundColor"],
                  CONFIG["theme"][theme]["secondaryBackgroundColor"]):
        assert min(contrast(colours.ink, paper), contrast(colours.quiet, paper)) >= look.READABLE


@themes
def test_text_on_every_fill_is_readable(theme):
    colours = palette(theme)
    named = (colours.good, colours.bad, colours.attention, colours.unknown, *colours.families)
    for fill in (*named, *tier_colours(colours, 6), *tier_colours(colours, 12)):
        assert contrast(ink_on(fill), fill) >= look.READABLE


@themes
@pytest.mark.parametrize("n", [*range(1, 14), 30])
def test_tiers_run_evenly_from_the_paper_to_the_ink(theme, n):
    colours = palette(theme)
    chosen = tier_colours(colours, n)
    away_from_paper = [contrast(colour, colours.paper) for colour in chosen]
    assert len(set(chosen)) == n
    assert away_from_paper == sorted(away_from_paper)
    assert n == 1 or chosen[-1] == colours.tiers[-1]


def test_six_tiers_are_the_ramp():
    assert tier_colours(palette("light"), 6) == palette("light").tiers


def test_contrast_follows_the_standard():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


def test_a_colour_can_be_seen_through():
    assert with_opacity("#1B5A8C", 0.45) == "rgba(27,90,140,0.45)"


def test_what_is_no_colour_theme_or_count_is_named():
    with pytest.raises(ValueError, match="there is no theme called blue; use one of light, dark"):
        palette("blue")
    with pytest.raises(ValueError, match="colours for one tier or more, asked for 0"):
        tier_colours(palette("light"), 0)
    for colour in ("blue", "#12345", "#11223344"):
        with pytest.raises(ValueError, match="expected a colour like #1B5A8C"):
            with_opacity(colour, 1)
    with pytest.raises(ValueError, match="a share from 0 to 1, found 45"):
        with_opacity("#1B5A8C", 45)


@themes
def test_the_frame_has_the_colours_of_the_figures(theme):
    colours, frame = palette(theme), CONFIG["theme"][theme]
    assert (frame["backgroundColor"], frame["textColor"], frame["borderColor"]) == (
        colours.paper, colours.ink, colours.hairline)
    assert (frame["redColor"], frame["greenColor"]) == (colours.bad, colours.good)
    assert (frame["orangeColor"], frame["yellowColor"]) == (colours.attention, colours.attention)
    assert frame["grayColor"] == colours.quiet
    assert frame["primaryColor"] in colours.tiers
    assert tuple(frame["chartCategoricalColors"][:7]) == colours.families
    assert tuple(frame["chartSequentialColors"]) == tier_colours(colours, 10)
    assert frame["chartDivergingColors"][0] == colours.bad
    assert frame["chartDivergingColors"][-1] == colours.good


@themes
def test_charts_take_the_colours_of_the_frame(theme):
    frame = CONFIG["theme"][theme]
    assert len(set(frame["chartCategoricalColors"])) >= 10
    assert len(frame["chartSequentialColors"]) == len(frame["chartDivergingColors"]) == 10


def test_the_server_is_closed_and_quiet():
    assert CONFIG["server"]["address"] == "127.0.0.1"
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert CONFIG["client"]["disableDataExport"] is True
    assert CONFIG["browser"]["gatherUsageStats"] is False
