"""How a value of each unit is written: in a sentence, in a column, on an axis; in English and in Chinese.

A column or an axis has one scale, named in its head, so that its numbers can be compared at a glance; a
sentence picks the scale of its one value. Chinese counts large amounts in 万 and 亿 only.
"""

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from numbers import Integral
from typing import Any

UNITS = (
    "count",
    "money",
    "share",
    "points",
    "ratio",
    "number",
    "month",
    "date",
    "days",
    "months",
    "text",
    "flag",
)
LANGUAGES = ("en", "zh")
NOTHING = "–"
MINUS = "\N{MINUS SIGN}"
THIN = "\N{NARROW NO-BREAK SPACE}"

NUMERIC = ("count", "money", "share", "points", "ratio", "number", "days", "months")
_DECIMALS = {"count": 0, "share": 1, "points": 1, "ratio": 3, "number": 1}
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_FLAGS = {"en": ("no", "yes"), "zh": ("否", "是")}
_SUFFIXES = {
    "en": {"share": "%", "points": "pp", "days": "days", "months": "months"},
    "zh": {"share": "%", "points": "百分点", "days": "天", "months": "月"},
}
_CHINESE_WORDS = {"share": "%", "points": "个百分点", "days": "天", "months": "个月"}
# Wide enough for the 38 digits of a database decimal.
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Step:
    """Amounts from `start` on are divided by `divisor` and written with `suffix`."""

    start: int
    divisor: int
    suffix: str


_STEPS = {
    "en": (Step(0, 1, ""), Step(10**4, 10**3, "k"), Step(10**6, 10**6, "m"), Step(10**9, 10**9, "bn")),
    "zh": (Step(0, 1, ""), Step(10**4, 10**4, "万"), Step(10**8, 10**8, "亿")),
}


@dataclass(frozen=True)
class Scale:
    """The one scale of a column or an axis: value / divisor with `decimals`; `suffix` stands in the head."""

    divisor: float
    suffix: str
    decimals: int


UNSCALED = Scale(1, "", 0)
"""Values as they are, for the heads of a file: money in whole currency units, shares from 0 to 1."""


def write(value: Any, unit: str, language: str, currency: str = "CNY") -> str:
    """One value as a sentence or a headline number says it: `1.2 m`, `820 CNY`, `120万`, `18.3 %`.

    Shares and points are given as 0–1. A value that does not exist (None, NaN, infinite) is an en dash.
    Raises ValueError for an unknown unit or language and for a value that is not of the unit.
    """
    _check(unit, language)
    if _is_missing(value):
        return NOTHING
    if unit in NUMERIC:
        return _quantity(_decimal(value, unit), unit, language, currency)
    return _WORDS[unit](value, language)


def change(value: Any, unit: str, language: str, currency: str = "CNY") -> str:
    """A difference with its sign, `+1.2 m` or `−3`; what rounds to zero has no sign.

    The difference of two shares is written in percentage points. Raises ValueError for a unit without
    differences.
    """
    _check(unit, language)
    if unit not in NUMERIC:
        raise ValueError(f"values of unit {unit} have no difference; use one of {', '.join(NUMERIC)}")
    text = write(value, "points" if unit == "share" else unit, language, currency)
    is_unsigned = text.startswith((MINUS, NOTHING)) or not re.search("[1-9]", text)
    return text if is_unsigned else f"+{text}"


def scale(values: Iterable[Any], unit: str, language: str) -> Scale:
    """The scale that fits all `values` of a column or an axis, chosen by the largest absolute one.

    Missing values are passed over; without any value the scale is the smallest one.
    """
    _check(unit, language)
    if unit not in NUMERIC:
        return UNSCALED
    numbers = [abs(_decimal(value, unit)) for value in values if not _is_missing(value)]
    if unit == "money":
        return _money_scale(max(numbers, default=Decimal(0)), language)
    decimals = _DECIMALS.get(unit, int(not all(map(_is_whole, numbers))))
    return Scale(0.01 if unit in ("share", "points") else 1, _SUFFIXES[language].get(unit, ""), decimals)


def cell(value: Any, unit: str, language: str, scale: Scale) -> str:
    """One value of a column in the column's scale, without the suffix that stands in its head.

    Months are `2026-10` and dates `2026-10-05` in both languages.
    """
    _check(unit, language)
    if _is_missing(value):
        return NOTHING
    if unit in NUMERIC:
        return _digits(_EXACT.divide(_decimal(value, unit), Decimal(str(scale.divisor))), scale.decimals)
    if unit in ("month", "date"):
        return _day(value).isoformat()[: 7 if unit == "month" else 10]
    return _WORDS[unit](value, language)


def column_head(label: str, unit: str, scale: Scale, language: str, currency: str = "CNY") -> str:
    """The head of a column or the title of an axis, with its unit: `AUM (m CNY)`, `AUM（万元）`, `Share (%)`."""
    _check(unit, language)
    named = _money_name(scale.suffix, language, currency) if unit == "money" else scale.suffix
    if not named:
        return label
    return f"{label} ({named})" if language == "en" else f"{label}（{named}）"


def tick_format(unit: str, scale: Scale) -> str:
    """The format of an axis whose values are already divided by the scale; trailing zeros are left out."""
    _check(unit, "en")
    if unit in NUMERIC:
        return f",.{scale.decimals}~f"
    return {"month": "%Y-%m", "date": "%Y-%m-%d"}.get(unit, "")


def _check(unit: str, language: str) -> None:
    if unit not in UNITS:
        raise ValueError(f"there is no unit called {unit}; use one of {', '.join(UNITS)}")
    if language not in LANGUAGES:
        raise ValueError(f"there is no language called {language}; use one of {', '.join(LANGUAGES)}")


def _is_missing(value: Any) -> bool:
    if value is None:
        return True
    if isinstance(value, Decimal):
        return not value.is_finite()
    try:
        return isinstance(value, float) and not float("-inf") < value < float("inf") or bool(value != value)
    except TypeError:  # what pandas calls NA is neither equal to itself nor not
        return True


def _decimal(value: Any, unit: str) -> Decimal:
    """The exact decimal that the value prints as. Raises ValueError for what is not a number."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, Integral):
        return Decimal(int(value))
    if isinstance(value, str) or not hasattr(value, "__float__"):
        raise ValueError(f"a value of unit {unit} must be a number, found {value!r}")
    return Decimal(repr(float(value)))


def _is_whole(number: Decimal) -> bool:
    return number == number.to_integral_value()


def _round(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), context=_EXACT)


def _digits(number: Decimal, decimals: int) -> str:
    """Rounded half up, with thousands separators and a true minus; zero has no sign."""
    rounded = _round(number, decimals)
    return f"{rounded if rounded else abs(rounded):,f}".replace("-", MINUS)


def _quantity(number: Decimal, unit: str, language: str, currency: str) -> str:
    if unit == "money":
        return _money(number, language, currency)
    percent = number * 100 if unit in ("share", "points") else number
    digits = _digits(percent, _DECIMALS.get(unit, int(not _is_whole(number))))
    if unit not in _CHINESE_WORDS:
        return digits
    if language == "zh":
        return digits + _CHINESE_WORDS[unit]
    word = _SUFFIXES["en"][unit]
    return f"{digits}{THIN}{word[:-1] if abs(number) == 1 and word.endswith('s') else word}"


def _money(number: Decimal, language: str, currency: str) -> str:
    step = _step(abs(number), language, lambda step, _: _sentence_decimals(step))
    digits = _digits(_EXACT.divide(number, step.divisor), _sentence_decimals(step))
    digits = digits.removesuffix(".0") if language == "zh" else digits
    name = step.suffix or _money_name("", language, currency)  # an amount in full could be a count
    if language == "zh":
        return digits + (name if not re.match("[A-Z]", name) else f" {name}")
    return f"{digits}{THIN}{name}"


def _sentence_decimals(step: Step) -> int:
    return 0 if step.suffix in ("", "k") else 1


def _money_scale(largest: Decimal, language: str) -> Scale:
    step = _step(largest, language, _column_decimals)
    return Scale(step.divisor, step.suffix, _column_decimals(step, largest))


def _column_decimals(step: Step, largest: Decimal) -> int:
    """Two decimals for small numbers, one for larger ones, none for full amounts of three digits and more."""
    shown = _EXACT.divide(largest, step.divisor)
    if step.suffix:
        return 2 if shown < 10 else 1
    return 2 if shown < 100 else 0


def _step(amount: Decimal, language: str, decimals: Callable[[Step, Decimal], int]) -> Step:
    """The step for an amount; what rounding lifts to the next step is written there: 1.0 m, not 1,000 k."""
    lowest, *higher = _STEPS[language]
    fitting = lowest
    for above in higher:
        shown = _round(_EXACT.divide(amount, fitting.divisor), decimals(fitting, amount))
        if shown * fitting.divisor < above.start:
            break
        fitting = above
    return fitting


def _money_name(suffix: str, language: str, currency: str) -> str:
    if language == "zh" and currency == "CNY":
        return f"{suffix}元"
    return f"{suffix} {currency}".strip()


def _day(value: Any) -> datetime.date:
    try:
        return datetime.date.fromisoformat(f"{value}-01"[:10])
    except ValueError:
        raise ValueError(f"expected a date or a month like 2026-10, found {value!r}") from None


def _month_words(value: Any, language: str) -> str:
    day = _day(value)
    return f"{_MONTHS[day.month - 1]} {day.year}" if language == "en" else f"{day.year}年{day.month}月"


def _date_words(value: Any, language: str) -> str:
    day = _day(value)
    month = _month_words(day, language)
    return f"{day.day} {month}" if language == "en" else f"{month}{day.day}日"


_WORDS: dict[str, Callable[[Any, str], str]] = {
    "month": _month_words,
    "date": _date_words,
    "text": lambda value, _: str(value),
    "flag": lambda value, language: _FLAGS[language][bool(value)],
}
