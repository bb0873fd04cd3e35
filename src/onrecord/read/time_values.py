"""Units of the calendar and the words for them: what the rules of `time_rules` count with. Pure; a helper of `dates`."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal, NamedTuple

from onrecord.records import Precision
from onrecord.spans import Span

__all__ = [
    "FINENESS",
    "HOLIDAYS",
    "Kind",
    "MONTHS",
    "NUMBERS",
    "ONES",
    "ORDINALS",
    "PARTS",
    "SEASONS",
    "Scene",
    "TENS",
    "Tense",
    "Time",
    "UNIT_LETTER",
    "WEEKDAYS",
    "day_of",
    "edged",
    "length_of",
    "month_number",
    "moved",
    "number_of",
    "quarter_in",
    "season_in",
    "week_from",
    "whole",
]

Kind = Literal["DATE", "TIME", "DURATION", "SET"]
Tense = Literal["past", "future"]
FINENESS = {"day": 0, "week": 1, "month": 2, "year": 3}
UNIT_LETTER = {
    "second": "S",
    "minute": "M",
    "hour": "H",
    "day": "D",
    "week": "W",
    "month": "M",
    "quarter": "Q",
    "year": "Y",
    "decade": "E",
}


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SEASONS = {"spring": ("SP", 3), "summer": ("SU", 6), "autumn": ("FA", 9), "fall": ("FA", 9), "winter": ("WI", 12)}
HOLIDAYS = {
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "christmas": (12, 25),
    "new year's eve": (12, 31),
    "new year's day": (1, 1),
}
PARTS = {"morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI"}
ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBERS = {w: i for i, w in enumerate(ONES, start=1)} | {w: 10 * i for i, w in enumerate(TENS, start=2)}
NUMBERS |= {"a": 1, "an": 1, "another": 1, "hundred": 100, "a hundred": 100}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}


class Time(NamedTuple):
    """One resolved (or unresolved) expression: type, TIMEX3 value, first and last day with precision."""

    kind: Kind
    value: str | None
    first: date | None = None
    last: date | None = None
    precision: Precision = "day"


class Scene(NamedTuple):
    """What an expression is read against: the publication day (None where unknown), how fine it is, the tense at the expression,
    the last day or longer interval that the text named before, and the last quarter (a business report's "a year ago" means that
    quarter of the year before)."""

    today: date | None
    fineness: int
    tense: Callable[[Span], Tense]
    anchor: Time | None
    quarter: Time | None = None

    def day(self, unit: str = "day") -> date | None:
        """Today, where the publication date is fine enough to count in this unit."""
        return self.today if self.fineness <= FINENESS.get(unit, 0) else None


# --- the calendar ----------------------------------------------------------------------------------------------------------------


def day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def whole(day: date, precision: Precision) -> Time:
    """The day, or the calendar week (Monday to Sunday), month or year that holds it."""
    if precision == "day":
        return Time("DATE", day.isoformat(), day, day)
    if precision == "week":
        monday = day - timedelta(days=day.weekday())
        year, week, _ = day.isocalendar()
        return Time("DATE", f"{year}-W{week:02}", monday, monday + timedelta(days=6), "week")
    if precision == "month":
        return Time("DATE", f"{day:%Y-%m}", day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]), "month")
    return Time("DATE", f"{day:%Y}", date(day.year, 1, 1), date(day.year, 12, 31), "year")


def week_from(sunday: date) -> Time:
    """The week from a Sunday to the Saturday after it, with the value of the calendar week that shares six days with it."""
    monday = sunday + timedelta(days=1)
    return whole(monday, "week")._replace(first=sunday, last=monday + timedelta(days=5))


def moved(day: date, unit: str, by: int) -> date | None:
    """The day so many units later; the last of the month where the month is shorter. None outside of the calendar."""
    try:
        if unit in ("day", "week"):
            return day + timedelta(days=by * (7 if unit == "week" else 1))
        months = day.year * 12 + day.month - 1 + by * {"month": 1, "quarter": 3, "year": 12, "decade": 120}[unit]
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        return None


def month_number(name: str) -> int:
    return MONTHS.index(name.lower()[:3]) + 1


def number_of(words: str | None) -> float | None:
    """`twenty-five`, `3,000`, `5 1/2`, `a` as a number."""
    if words is None:
        return None
    words = words.lower().replace(",", "")
    if words in NUMBERS:
        return NUMBERS[words]
    if "-" in words and all(w in NUMBERS for w in words.split("-")):
        return sum(NUMBERS[w] for w in words.split("-"))
    whole, _, half = words.partition(" ")
    return float(whole) + (0.5 if half else 0) if re.fullmatch(r"\d{1,7}(\.\d{1,3})?", whole) else None


def season_in(name: str, year: int) -> Time:
    letters, month = SEASONS[name.lower()]
    first = date(year, month, 1)
    last = moved(first, "month", 3)
    return Time("DATE", f"{year}-{letters}", first, last - timedelta(days=1) if last else None, "month")


def quarter_in(year: int, number: int) -> Time:
    first = date(year, 3 * number - 2, 1)
    return Time("DATE", f"{year}-Q{number}", first, date(year, 3 * number, monthrange(year, 3 * number)[1]), "month")


def edged(edge: str | None, time: Time) -> Time:
    """The part that `early`, `mid` or `late` picks; `the end of` takes the last month or day.

    Hand readings date "early June" and "early 2015" by the whole of it, "late June" from the middle on."""
    if not edge or not time.first or not time.last:
        return time
    edge, first, last = edge.lower(), time.first, time.last
    whole_year = time.precision == "year"
    if edge.startswith("the ") or edge.endswith(" of"):
        if "middle" in edge:
            return time
        if not whole_year:
            return time._replace(first=last, precision="day") if "end" in edge else time
        if "end" in edge:
            return time._replace(precision="month", first=date(last.year, 12, 1))
        return time._replace(precision="month", last=date(first.year, 1, 31))
    if edge == "early":
        return time
    if whole_year and first.year == last.year:
        spans = {"mid": (5, 8), "late": (10, 12)}[edge]
        return time._replace(first=date(first.year, spans[0], 1), last=date(first.year, spans[1], monthrange(first.year, spans[1])[1]))
    if time.precision == "month" and first.month == last.month and first.day == 1:
        days = {"mid": (11, 20), "late": (15, last.day)}[edge]
        return time._replace(first=first.replace(day=days[0]), last=first.replace(day=days[1]))
    return time


def length_of(number: float | None, unit: str) -> str:
    """A TIMEX3 duration: P3D, PT16H, PXY."""
    letter = UNIT_LETTER[unit]
    if number is not None and unit == "decade":
        number, letter = number * 10, "Y"
    elif number is not None and unit == "quarter":
        number, letter = number * 3, "M"
    if number is not None and number % 1 and unit in ("hour", "year"):
        return f"PT{int(number)}H{round(number % 1 * 60)}M" if unit == "hour" else f"P{int(number)}Y{round(number % 1 * 12)}M"
    amount = "X" if number is None else f"{number:g}"
    return f"P{'T' if unit in ('second', 'minute', 'hour') else ''}{amount}{letter}"
