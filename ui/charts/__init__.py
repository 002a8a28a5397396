"""Pictures: one pure function per query, from its rows to a figure. No numbers are computed here, only placed.

A figure is the plain dict that plotly.js draws, {"data": [traces], "layout": {…}}: building it costs nothing. A point
that opens clients carries the place of its row as `customdata`.
"""

from ui.charts.attrition import attrition_by_branch, attrition_by_month, attrition_by_tier
from ui.charts.concentration import concentration_by_branch, lorenz_curve, whale_curve
from ui.charts.coverage import MOST_RMS, contact_states, coverage_by_tier, rm_load, uncovered_clients
from ui.charts.data import NEARLY_ALL, data_completeness, data_feeds, data_fields, data_loads
from ui.charts.lists import near_threshold, things_to_act_on
from ui.charts.parts import MOST_BRANCHES, Figure, Look, height_of
from ui.charts.tiers import TIER_MEASURES, tier_distribution, tier_migration, tiers_by_branch, tiers_over_time

__all__ = [
    "Figure",
    "Look",
    "MOST_BRANCHES",
    "MOST_RMS",
    "NEARLY_ALL",
    "TIER_MEASURES",
    "attrition_by_branch",
    "attrition_by_month",
    "attrition_by_tier",
    "concentration_by_branch",
    "contact_states",
    "coverage_by_tier",
    "data_completeness",
    "data_feeds",
    "data_fields",
    "data_loads",
    "height_of",
    "lorenz_curve",
    "near_threshold",
    "rm_load",
    "things_to_act_on",
    "tier_distribution",
    "tier_migration",
    "tiers_by_branch",
    "tiers_over_time",
    "uncovered_clients",
    "whale_curve",
]
