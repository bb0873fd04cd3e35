"""Time expressions: the words that tell a time, resolved against the publication date.

Takes the text, its annotation and the publication date; gives `TimeExpression`s in order of the text, with the value of TIMEX3 and, for
intervals of the calendar, the days from first to last. Where an expression counts from the publication date and that is unknown, or
known too coarsely, it stays unresolved: the reading clock is never asked. It does not decide which event a time belongs to.

>>> from datetime import date
>>> [(x.value, x.date.start, x.date.end) for x in expressions_in("They met last week.", today=date(2019, 2, 20))]
[('2019-W07', '2019-02-11', '2019-02-17')]

Rules: contract/GUIDE.md ("a bare weekday is the latest one up to the publication day", rulings 9 and 14); values as in TimeML 1.2.1.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from onrecord.models import Annotation
from onrecord.records import Block, EventDate, Precision, Published, TimeExpression
from onrecord.spans import Span, touches

__all__ = ["expressions_in", "find_dates"]

Kind = Literal["DATE", "TIME", "DURATION", "SET"]
Tense = Literal["past", "future"]
_FINENESS = {"day": 0, "week": 1, "month": 2, "year": 3}
_UNIT_LETTER = {
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

# --- words -----------------------------------------------------------------------------------------------------------------------

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SEASONS = {"spring": ("SP", 3), "summer": ("SU", 6), "autumn": ("FA", 9), "fall": ("FA", 9), "winter": ("WI", 12)}
_HOLIDAYS = {
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "christmas": (12, 25),
    "new year's eve": (12, 31),
    "new year's day": (1, 1),
}
_PARTS = {"morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI"}
_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_NUMBERS = {w: i for i, w in enumerate(_ONES, start=1)} | {w: 10 * i for i, w in enumerate(_TENS, start=2)}
_NUMBERS |= {"a": 1, "an": 1, "another": 1, "hundred": 100, "a hundred": 100}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_FUTURE_HEADS = frozenset(
    "expect schedule plan due set slate intend agree want hope prepare arrange poise aim ask invite order urge call vow pledge promise "
    "ready need have".split()
)
_PRESENT_FUTURE = frozenset("begin start meet open visit travel arrive expire vote hold go return take leave come host run end".split())

# --- pieces of the grammar -------------------------------------------------------------------------------------------------------

_WD = r"(?:(?P<weekday>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_MO = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_MO2 = _MO.replace("<month>", "<month2>")
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![\d%]|:\d|\.\d|,\d{3})"
_DAY2 = _DAY.replace("<day>", "<day2>")
_YEAR = r"(?P<year>(?:1[0-9]|20)\d\d)(?![\d%]|,\d{3}|\.\d)"
_NUM = (
    r"(?P<number>\d[\d,]*(?:\.\d+)?(?: 1/2)?|(?:" + "|".join(_TENS) + r")(?:-(?:" + "|".join(_ONES[:9]) + r"))?|" + "|".join(reversed(_ONES))
    + r"|a hundred|hundred)"
)  # fmt: skip
_VAGUE = r"(?P<vague>several|a few|few|some|many|a couple of|couple of|two or three|dozens of|hundreds of)"
_UNIT = r"(?P<unit>second|minute|hour|day|week|month|quarter|year|decade)"
_ABOUT = (
    r"(?:(?P<about>about|around|nearly|almost|some|roughly|approximately|more than|over|less than|at least|up to|just|only|at most)\s)?"
)
_LAST = (
    r"(?P<which>last|past|previous|next|this|coming|following|current|this past|this coming|the same|that same|the previous|the following)"
)
_PART = r"(?:\s(?P<part>morning|afternoon|evening|night))?"
_EDGE = r"(?P<edge>early|late|mid|the beginning of|the start of|the end of|the middle of|beginning of|start of|end of)"
_DASH = r"\s?[-–—]\s?"


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(r"(?<![\w$€£#])(?:" + pattern + r")(?!\w)", re.IGNORECASE)


class _Time(NamedTuple):
    """One resolved (or unresolved) expression: type, TIMEX3 value, first and last day with precision."""

    kind: Kind
    value: str | None
    first: date | None = None
    last: date | None = None
    precision: Precision = "day"


class _Scene(NamedTuple):
    """What an expression is read against: the publication day (None where unknown), how fine it is, the tense at the expression,
    and the last day or longer interval that the text named before."""

    today: date | None
    fineness: int
    tense: Callable[[Span], Tense]
    anchor: _Time | None
    dateline: bool

    def day(self, unit: str = "day") -> date | None:
        """Today, where the publication date is fine enough to count in this unit."""
        return self.today if self.fineness <= _FINENESS.get(unit, 0) else None


# --- the calendar ----------------------------------------------------------------------------------------------------------------


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _whole(day: date, precision: Precision) -> _Time:
    """The day, or the calendar week (Monday to Sunday), month or year that holds it."""
    if precision == "day":
        return _Time("DATE", day.isoformat(), day, day)
    if precision == "week":
        monday = day - timedelta(days=day.weekday())
        year, week, _ = day.isocalendar()
        return _Time("DATE", f"{year}-W{week:02}", monday, monday + timedelta(days=6), "week")
    if precision == "month":
        return _Time("DATE", f"{day:%Y-%m}", day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]), "month")
    return _Time("DATE", f"{day:%Y}", date(day.year, 1, 1), date(day.year, 12, 31), "year")


def _moved(day: date, unit: str, by: int) -> date | None:
    """The day so many units later; the last of the month where the month is shorter. None outside of the calendar."""
    try:
        if unit in ("day", "week"):
            return day + timedelta(days=by * (7 if unit == "week" else 1))
        months = day.year * 12 + day.month - 1 + by * {"month": 1, "quarter": 3, "year": 12, "decade": 120}[unit]
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        return None


def _month_number(name: str) -> int:
    return _MONTHS.index(name.lower()[:3]) + 1


def _number(words: str | None) -> float | None:
    """`twenty-five`, `3,000`, `5 1/2`, `a` as a number."""
    if words is None:
        return None
    words = words.lower().replace(",", "")
    if words in _NUMBERS:
        return _NUMBERS[words]
    if "-" in words and all(w in _NUMBERS for w in words.split("-")):
        return sum(_NUMBERS[w] for w in words.split("-"))
    whole, _, half = words.partition(" ")
    return float(whole) + (0.5 if half else 0) if re.fullmatch(r"\d{1,7}(\.\d{1,3})?", whole) else None


def _season(name: str, year: int) -> _Time:
    letters, month = _SEASONS[name.lower()]
    first = date(year, month, 1)
    last = _moved(first, "month", 3)
    return _Time("DATE", f"{year}-{letters}", first, last - timedelta(days=1) if last else None, "month")


def _quarter(year: int, number: int) -> _Time:
    first = date(year, 3 * number - 2, 1)
    return _Time("DATE", f"{year}-Q{number}", first, date(year, 3 * number, monthrange(year, 3 * number)[1]), "month")


def _edged(edge: str | None, time: _Time) -> _Time:
    """The part of a month or year that `early`, `mid` or `late` picks: thirds of a month, quarters of a year; `the end of` its last unit."""
    if not edge or not time.first or not time.last:
        return time
    edge, first, last = edge.lower(), time.first, time.last
    whole_year = time.precision == "year"
    if edge.startswith("the ") or edge.endswith(" of"):
        if "middle" in edge or not whole_year:
            return time
        return time._replace(
            precision="month", **({"first": date(last.year, 12, 1)} if "end" in edge else {"last": date(first.year, 1, 31)})
        )
    if whole_year and first.year == last.year:
        spans = {"early": (1, 3), "mid": (5, 8), "late": (10, 12)}[edge]
        return time._replace(first=date(first.year, spans[0], 1), last=date(first.year, spans[1], monthrange(first.year, spans[1])[1]))
    if time.precision == "month" and first.month == last.month and first.day == 1:
        days = {"early": (1, 10), "mid": (11, 20), "late": (21, last.day)}[edge]
        return time._replace(first=first.replace(day=days[0]), last=first.replace(day=days[1]))
    return time


# --- the rules: each gives what its match means ------------------------------------------------------------------------------------


def _weekday(m: re.Match[str], scene: _Scene) -> _Time:
    today = scene.day()
    part = m.groupdict().get("part")
    kind: Kind = "TIME" if part else "DATE"
    if today is None:
        return _Time(kind, None)
    number = _WEEKDAYS.index(m["weekday"].lower() + "day")
    back = (today.weekday() - number) % 7
    which = (m.groupdict().get("which") or "").lower()
    if which in ("last", "past", "previous", "this past"):
        day = today - timedelta(days=back or 7)
    elif which in ("next", "coming", "following", "this coming"):
        day = today + timedelta(days=(7 - back) % 7 or 7)
    elif scene.tense(Span(*m.span())) == "future":
        day = today + timedelta(days=(7 - back) % 7)
    else:
        # Ruling 9: a page dated by the clock of its outlet may tell of a day that had already begun at the dateline.
        day = today + timedelta(days=1) if back == 6 and scene.dateline else today - timedelta(days=back)
    value = day.isoformat() + (f"T{_PARTS[part.lower()]}" if part else "")
    return _Time(kind, value, day, day)


def _day_of_month(m: re.Match[str], scene: _Scene) -> _Time | None:
    """`March 3, 2017`, `3 March`, `Aug. 7`, `June 7-8`: without a year the nearest one, looking forward where the tense does."""
    groups = m.groupdict()
    month, day = _month_number(m["month"]), int(m["day"])
    year = int(groups["year"]) if groups.get("year") else _year_for(month, day, scene, Span(*m.span()))
    if year is None:
        return _Time("DATE", f"XXXX-{month:02}-{day:02}") if 1 <= day <= 31 else None
    first = _date(year, month, day)
    last_month = _month_number(groups["month2"]) if groups.get("month2") else month
    last = _date(year, last_month, int(groups["day2"])) if groups.get("day2") else first
    if first is None or last is None:
        return _Time("DATE", None)
    return _Time("DATE", first.isoformat(), first, max(first, last))


def _year_for(month: int, day: int | None, scene: _Scene, span: Span) -> int | None:
    """The year of a month, or a day of a month, told without one."""
    today = scene.day("month")
    if today is None:
        return today.year if (today := scene.day("year")) and scene.fineness == _FINENESS["year"] else None
    ahead = (month - today.month) % 12
    if scene.tense(span) == "future":
        return today.year + (today.month + ahead > 12)
    if day is None:
        return today.year - (month > today.month)
    here = [d for y in (-1, 0, 1) if (d := _date(today.year + y, month, day))]
    return min(here, key=lambda d: abs((d - today).days)).year if here else today.year


def _month(m: re.Match[str], scene: _Scene) -> _Time | None:
    """`January`, `late April`, `March 2015`, `last September`, `May last year`, `April and May`."""
    groups = m.groupdict()
    month, which, relative = _month_number(m["month"]), (groups.get("which") or "").lower(), (groups.get("year_word") or "").lower()
    today = scene.day("month")
    year: int | None
    if groups.get("year"):
        year = int(groups["year"])
    elif relative:
        year = today.year + {"last": -1, "this": 0, "next": 1, "the previous": -1, "the following": 1}[relative] if today else None
    elif which and today:
        before, after = today.year - (month >= today.month), today.year + (month <= today.month)
        year = before if which in ("last", "past", "previous", "this past") else after if which in ("next", "coming") else today.year
    else:
        year = _year_for(month, None, scene, Span(*m.span()))
    if year is None:
        return _Time("DATE", f"XXXX-{month:02}")
    time = _whole(date(year, month, 1), "month")
    if groups.get("month2"):
        second = _month_number(groups["month2"])
        end = _whole(date(year + (second < month), second, 1), "month").last
        return time._replace(last=end)
    return _edged(groups.get("edge"), time)


def _year(m: re.Match[str], scene: _Scene) -> _Time | None:
    groups = m.groupdict()
    time = _whole(date(int(m["year"]), 1, 1), "year")
    if groups.get("year2"):
        second = groups["year2"]
        last = int(second) if len(second) == 4 else int(m["year"][: 4 - len(second)] + second)
        if last < int(m["year"]):
            return None
        return time._replace(last=date(last, 12, 31), value=m["year"])
    return _edged(groups.get("edge"), time)


def _relative(m: re.Match[str], scene: _Scene) -> _Time:
    """`last week`, `this month`, `next year`, `earlier this year`, `the end of the year`: units of the calendar."""
    groups = m.groupdict()
    unit, which, edge = m["unit"].lower(), (groups.get("which") or "this").lower(), groups.get("edge")
    today = scene.day(unit)
    if unit == "decade" or today is None:
        return _Time("DATE", None)
    step = (
        -1
        if which in ("last", "past", "previous", "the previous")
        else 1
        if which in ("next", "coming", "following", "the following")
        else 0
    )
    there = _moved(today, unit, step)
    if there is None:
        return _Time("DATE", None)
    if unit == "quarter":
        return _quarter(there.year, (there.month + 2) // 3)
    time = _whole(there, "day" if unit == "day" else "week" if unit == "week" else "month" if unit == "month" else "year")
    side = (edge or "").lower().split(" ")[0]
    if side in ("earlier", "later"):
        if time.first and time.last and scene.day():
            return time._replace(last=min(time.last, today)) if side == "earlier" else time._replace(first=max(time.first, today))
        return time
    return _edged(edge, time)


def _weekend(m: re.Match[str], scene: _Scene) -> _Time:
    today, which = scene.day(), (m.groupdict().get("which") or "").lower()
    if today is None:
        return _Time("DATE", None)
    saturday = today - timedelta(days=(today.weekday() - 5) % 7)
    if which in ("next", "coming", "this coming") or (which == "this" and scene.tense(Span(*m.span())) == "future" and today.weekday() < 5):
        saturday += timedelta(days=7)
    elif which == "last" and today.weekday() >= 5:
        saturday -= timedelta(days=7)
    return _Time("DATE", f"{saturday.isocalendar()[0]}-W{saturday.isocalendar()[1]:02}-WE", saturday, saturday + timedelta(days=1))


def _season_of(m: re.Match[str], scene: _Scene) -> _Time | None:
    groups, today = m.groupdict(), scene.day("month")
    if groups.get("year"):
        return _season(m["season"], int(groups["year"]))
    if today is None:
        return _Time("DATE", None)
    which, start = (groups.get("which") or "").lower(), _SEASONS[m["season"].lower()][1]
    year = today.year
    if which in ("last", "past", "previous", "this past"):
        year -= today.month < start + 3
    elif which in ("next", "coming") or scene.tense(Span(*m.span())) == "future":
        year += today.month >= start + 3
    elif which != "this":
        year -= today.month < start
    return _season(m["season"], year)


def _quarter_of(m: re.Match[str], scene: _Scene) -> _Time:
    groups, number, today = m.groupdict(), _ORDINALS[m["ordinal"].lower()], scene.day("month")
    if groups.get("year"):
        return _quarter(int(groups["year"]), number)
    if today is None:
        return _Time("DATE", None)
    ended = (today.month - 1) // 3 >= number
    later = scene.tense(Span(*m.span())) == "future"
    return _quarter(today.year + (1 if later and ended else 0 if later or ended or (today.month - 1) // 3 + 1 == number else -1), number)


def _decade(m: re.Match[str], scene: _Scene) -> _Time | None:
    digits = m["decade"]
    year = int(digits) if len(digits) == 4 else (1900 if int(digits) >= 30 else 2000) + int(digits)
    if year % 10:
        return None
    return _Time("DATE", f"{year // 10}X", date(year, 1, 1), date(year + 9, 12, 31), "year")


def _named_day(m: re.Match[str], scene: _Scene) -> _Time:
    """`today`, `tonight`, `yesterday`, `tomorrow`, `overnight`, with a part of the day or without."""
    today, word, part = scene.day(), m["word"].lower(), m.groupdict().get("part")
    kind: Kind = "TIME" if part or word in ("tonight", "overnight") else "DATE"
    if today is None:
        return _Time(kind, None)
    day = today + timedelta(days={"yesterday": -1, "tomorrow": 1, "overnight": -1}.get(word, 0))
    mark = f"T{_PARTS[part.lower()]}" if part else "TNI" if word in ("tonight", "overnight") else ""
    return _Time(kind, day.isoformat() + mark, day, today if word == "overnight" else day)


def _ago(m: re.Match[str], scene: _Scene) -> _Time:
    """`three years ago`: the calendar year (month, week, day) so far back; of unknown number: unresolved."""
    groups, unit = m.groupdict(), m["unit"].lower()
    number, today = _number(groups.get("number") or groups.get("one")), scene.day(m["unit"].lower())
    if unit in ("second", "minute", "hour"):
        return _Time("TIME", today.isoformat() if today else None, today, today) if number else _Time("TIME", None)
    if number is None or today is None or number > 3000:
        return _Time("DATE", "PAST_REF" if number is None else None)
    there = _moved(today, unit, -int(number))
    if there is None:
        return _Time("DATE", None)
    if unit == "quarter":
        return _quarter(there.year, (there.month + 2) // 3)
    precision: Precision = "day" if unit == "day" else "week" if unit == "week" else "month" if unit == "month" else "year"
    return _whole(there, precision)


def _from_anchor(m: re.Match[str], scene: _Scene) -> _Time:
    """`a day later`, `the following year`, `the same day`, `five days earlier`: counted from the time the text named before."""
    groups, unit = m.groupdict(), m["unit"].lower()
    anchor, number = scene.anchor, _number(groups.get("number") or groups.get("one"))
    direction = (groups.get("direction") or groups.get("which") or "").lower()
    step = int(number or 1) * (
        -1 if direction in ("earlier", "before", "the previous", "previous") else 0 if "same" in direction or direction == "that" else 1
    )
    if anchor is None or anchor.first is None or unit in ("second", "minute", "hour"):
        return _Time("DATE", None)
    unit_precision: Precision = (
        "day" if unit == "day" else "week" if unit == "week" else "month" if unit in ("month", "quarter") else "year"
    )
    if _FINENESS[anchor.precision] > _FINENESS[unit_precision]:
        return _Time("DATE", None)
    there = _moved(anchor.first, unit, step)
    return _whole(there, unit_precision) if there else _Time("DATE", None)


def _span_to_now(m: re.Match[str], scene: _Scene) -> _Time:
    """`the past two years`, `recent days`, `the coming weeks`: a stretch that ends (or begins) with the publication day."""
    groups, unit = m.groupdict(), m["unit"].lower()
    number, today = _number(groups.get("number") or groups.get("one")), scene.day()
    which = (groups.get("which") or "past").lower()
    ahead = "next" in which or "coming" in which
    size = number if number is not None else 1 if not groups.get("vague") and not m[0].lower().endswith("s") else None
    value = _length(size, unit)
    if today is None or unit in ("second", "minute", "hour"):
        return _Time("DURATION", value)
    if size is None:
        if unit != "day":
            return _Time("DURATION", value)
        step, precision = 6 * (1 if ahead else -1), "week"
        there = today + timedelta(days=step)
    else:
        moved = _moved(today, unit, int(size) * (1 if ahead else -1)) if size < 3000 else None
        if moved is None:
            return _Time("DURATION", value)
        there, precision = moved, {"quarter": "month", "decade": "year"}.get(unit, unit)
    first, last = sorted((there, today))
    return _Time("DURATION", value, first, last, precision)  # type: ignore[arg-type]


def _length(number: float | None, unit: str) -> str:
    """A TIMEX3 duration: P3D, PT16H, PXY."""
    letter = _UNIT_LETTER[unit]
    if number is not None and unit == "decade":
        number, letter = number * 10, "Y"
    elif number is not None and unit == "quarter":
        number, letter = number * 3, "M"
    if number is not None and number % 1 and unit == "hour":
        return f"PT{int(number)}H{round(number % 1 * 60)}M"
    amount = "X" if number is None else f"{number:g}"
    return f"P{'T' if unit in ('second', 'minute', 'hour') else ''}{amount}{letter}"


def _duration(m: re.Match[str], scene: _Scene) -> _Time:
    groups = m.groupdict()
    return _Time("DURATION", _length(_number(groups.get("number") or groups.get("one")), m["unit"].lower()))


def _months_of(m: re.Match[str], scene: _Scene) -> _Time | None:
    """`the first four months of 2018`, `the final six months of 2015`."""
    number, year = _number(m["number"]), int(m["year"])
    if number is None or not 1 <= number <= 11:
        return None
    months = int(number)
    first, last = (1, months) if m["side"].lower() == "first" else (13 - months, 12)
    return _Time("DATE", f"{year}", date(year, first, 1), date(year, last, monthrange(year, last)[1]), "month")


def _set(m: re.Match[str], scene: _Scene) -> _Time:
    adverb = (m.groupdict().get("adverb") or "").lower()
    unit = {"daily": "day", "nightly": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "annually": "year", "annual": "year",
            "yearly": "year", "hourly": "hour"}.get(adverb) or (m.groupdict().get("unit") or "").lower()  # fmt: skip
    if unit == "quarter":
        return _Time("SET", "P1Q")
    if not unit:
        return _Time("SET", f"XXXX-WXX-{_WEEKDAYS.index(m['weekday'].lower() + 'day') + 1}")
    return _Time("SET", _length(1, unit))


def _clock(m: re.Match[str], scene: _Scene) -> _Time:
    groups = m.groupdict()
    hour, minute = int(m["hour"]), int(groups.get("minute") or 0)
    half = (groups.get("half") or "").lower()
    hour = hour % 12 + 12 if half.startswith("p") else 0 if half.startswith("a") and hour == 12 else hour
    if hour > 24 or minute > 59:
        return _Time("TIME", None)
    day = _weekday(m, scene).first if groups.get("weekday") else scene.day()
    return _Time("TIME", f"{day.isoformat()}T{hour:02}:{minute:02}" if day else f"T{hour:02}:{minute:02}", day, day)


def _iso(m: re.Match[str], scene: _Scene) -> _Time:
    day = _date(int(m["year"]), int(m["m"]), int(m["d"]))
    return _whole(day, "day") if day else _Time("DATE", None)


def _reference(m: re.Match[str], scene: _Scene) -> _Time:
    word = m["ref"].lower()
    now = word in ("now", "currently", "current", "presently", "at present", "right now", "at the moment", "nowadays", "these days")
    return _Time("DATE", "PRESENT_REF" if now else "FUTURE_REF" if "future" in word or word in ("soon", "shortly") else "PAST_REF")


def _holiday(m: re.Match[str], scene: _Scene) -> _Time:
    name, groups, today = m["holiday"].lower().replace("’", "'"), m.groupdict(), scene.day("month")
    year = int(groups["year"]) if groups.get("year") else None
    if name.startswith("thanksgiving"):
        month, day = 11, 22
    else:
        month, day = _HOLIDAYS[name]
    if year is None:
        year = _year_for(month, None, scene, Span(*m.span())) if today else None
    if year is None:
        return _Time("DATE", None)
    if month == 11:
        day = 22 + (3 - date(year, 11, 22).weekday()) % 7
    return _whole(date(year, month, day), "day")


_ONE = r"(?P<one>an?|one|another)"
_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], _Scene], _Time | None]], ...] = (
    (_rule(rf"(?:(?:{_WD}),?\s)?{_MO}\s{_DAY}(?:(?:{_DASH}|\s(?:and|to|through)\s)(?:{_MO2}\s)?{_DAY2})?(?:(?:,\s?|\s){_YEAR})?"), _day_of_month),
    (_rule(rf"(?:(?:{_WD}),?\s)?(?:the\s)?{_DAY}(?:(?:{_DASH}|\s(?:and|to)\s){_DAY2})?(?:\sof)?\s{_MO}(?:,?\s{_YEAR})?"), _day_of_month),
    (_rule(rf"{_YEAR}-(?P<m>[01]\d)-(?P<d>[0-3]\d)"), _iso),
    (_rule(rf"(?:{_LAST}\s)?{_WD}{_PART}"), _weekday),
    (_rule(rf"(?:(?:{_LAST}|{_EDGE})[\s-])?{_MO}(?:(?:{_DASH}|\s(?:and|to|through)\s){_MO2})?"
           rf"(?:,?\s(?:of\s)?{_YEAR}|\s(?:of\s)?(?P<year_word>last|this|next)\syear)?"), _month),
    (_rule(rf"(?:{_EDGE}[\s-])?{_YEAR}(?:{_DASH}(?P<year2>\d\d(?:\d\d)?))?"), _year),
    (_rule(rf"(?:(?P<edge>earlier|later|early|late|the end of|the beginning of|the start of|the middle of|mid)\s)?(?:the\s)?{_LAST}\s(?P<unit>week|month|quarter|year|day)"), _relative),
    (_rule(r"(?P<edge>the end of|the beginning of|the start of|the middle of|later in|earlier in)\s(?:the|this)\s(?P<unit>week|month|year)"), _relative),
    (_rule(rf"(?:the|{_LAST})\sweekend"), _weekend),
    (_rule(rf"(?:(?:the\s)?{_LAST}|(?:in|by|this|during)\sthe)\s(?P<season>spring|summer|autumn|fall|winter)(?:\sof\s{_YEAR})?"), _season_of),
    (_rule(rf"(?P<season>spring|summer|autumn|winter|fall)(?:\sof)?\s{_YEAR}"), _season_of),
    (_rule(rf"(?:the\s)?(?:fiscal\s)?(?P<ordinal>first|second|third|fourth)[\s-]quarter(?:\sof\s|,?\s)?(?:{_YEAR})?"), _quarter_of),
    (_rule(rf"{_YEAR}(?:'s|’s)?\s(?P<ordinal>first|second|third|fourth)[\s-]quarter"), _quarter_of),
    (_rule(r"(?:(?:the\s)?(?:early|late|mid)[\s-])?(?:the\s)?(?:['’]?(?P<decade>[1-9]0|1[5-9]\d0|20\d0)['’]?s)"), _decade),
    (_rule(rf"(?P<word>today|tonight|yesterday|tomorrow|overnight){_PART}"), _named_day),
    (_rule(rf"(?P<word>this){_PART.rstrip('?')}"), _named_day),
    (_rule(rf"{_ABOUT}(?:{_NUM}|{_ONE}|{_VAGUE})\s{_UNIT}s?\s(?:ago|earlier\sthis)"), _ago),
    (_rule(rf"{_ABOUT}(?:{_UNIT})s\sago"), _ago),
    (_rule(rf"(?:just\s)?(?:{_NUM}|{_ONE})\s{_UNIT}s?\s(?P<direction>later|earlier|before)"), _from_anchor),
    (_rule(r"(?P<which>the same|that same|that|the following|the previous|the next)\s(?P<unit>day|week|month|year)"), _from_anchor),
    (_rule(rf"(?:the\s)?(?P<which>last|past|next|coming|previous|recent)\s(?:{_NUM}|{_VAGUE})\s{_UNIT}s?"), _span_to_now),
    (_rule(r"(?:the\s)?(?P<which>past)\s(?P<unit>week|month|year|decade|day|quarter)"), _span_to_now),
    (_rule(r"(?:the\s)?(?P<which>last|next|past)\s(?P<unit>decade)"), _span_to_now),
    (_rule(r"(?:the\s)?(?P<which>recent|coming|past|last)\s(?P<unit>day|week|month|year|decade|hour)s"), _span_to_now),
    (_rule(rf"the\s(?P<side>first|last|final)\s{_NUM}\smonths\sof\s{_YEAR}"), _months_of),
    (_rule(rf"{_ABOUT}(?:{_NUM}|{_ONE}|{_VAGUE})[\s-]{_UNIT}s?(?:[\s-](?:long|old))?"), _duration),
    (_rule(r"(?:many\s|for\s)?(?P<unit>day|week|month|year|decade|hour)s(?:-long)?"), _duration),
    (_rule(r"(?:the\s)?(?P<unit>decade|year|month|week|day|hour)-long"), _duration),
    (_rule(r"(?P<adverb>daily|weekly|monthly|annually|annual|yearly|quarterly|nightly|hourly)"), _set),
    (_rule(rf"(?:every|each)\s(?:{_UNIT}|{_WD})"), _set),
    (_rule(rf"(?P<hour>[012]?\d)(?::(?P<minute>[0-5]\d))?\s?(?P<half>[ap]\.?m\.?)(?:\s(?:[A-Z]{{2,4}}\s)?(?:on\s)?{_WD})?"), _clock),
    (_rule(r"(?P<hour>[012]?\d):(?P<minute>[0-5]\d)(?:\s?(?:GMT|UTC|EST|EDT))?"), _clock),
    (_rule(r"(?P<ref>now|currently|recently|the (?:near )?future|the past|at present|right now|at the moment|soon|nowadays)"), _reference),
    (_rule(rf"(?P<holiday>christmas eve|christmas day|christmas|new year[’']s (?:eve|day)|thanksgiving(?: day)?)(?:,?\s{_YEAR})?"), _holiday),
)  # fmt: skip

_HINT = re.compile(
    r"\d{2}|\d\s?[ap]\.?m|day|week|month|quarter|year|decade|hour|minute|second|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|spring|summer"
    r"|autumn|fall|winter|tonight|night|morning|afternoon|evening|tomorrow|daily|annual|now|current|recent|future|past|soon|present|moment"
    r"|Christmas|Thanksgiving",
    re.IGNORECASE,
)
_YEAR_BEFORE = re.compile(r"(?:\b(?:in|since|of|by|until|till|from|during|before|after|early|late|mid|through|throughout|around|for|and|to|between|the|a|an|on|"
                          r"this|fiscal|year|circa|summer|spring|autumn|fall|winter|[A-Z]\w+|\w+’s|'s|or|its|his|their|as)[\s-]|[(,–—:;-]\s?|^)$", re.IGNORECASE)  # fmt: skip
_COUNTED = re.compile(
    r"[\s-](?:people|persons|soldiers|troops|men|women|children|civilians|fighters|militants|refugees|migrants|dead|deaths|wounded|miles|km|"
    r"kilomet|met(?:er|re)s|feet|tons|tonnes|points|shares|dollars|euros|pounds|percent|per\s?cent|million|billion|jobs|words|members|"
    r"workers|employees|others|homes|houses|cases|prisoners|votes|seats|US|GMT|hours)\b",
    re.IGNORECASE,
)
_AGE = re.compile(r".*\b(?:years?|months?|weeks?|days?)[\s-]old\b", re.IGNORECASE)
_MAY_BEFORE = re.compile(r"\b(?:in|by|since|last|next|early|late|mid|of|this|until|till|from|through|and|to|on|before|after|during|or|between|for)[\s-]$", re.IGNORECASE)  # fmt: skip


def find_dates(text: str, annotation: Annotation, *, published: Published | None, blocks: Sequence[Block]) -> tuple[TimeExpression, ...]:
    """The time expressions of the readable text, in order. `date` is an interval of days, or None where the words cannot be resolved.

    "on Thursday" in a page published on a Friday is the day before it; without a publication date it is unresolved.
    """
    today = date.fromisoformat(published.end) if published and len(published.end) == 10 else None
    fineness = _FINENESS[published.precision] if published else 0
    dateline = any(b.kind == "dateline" for b in blocks)
    out: list[TimeExpression] = []
    anchor: _Time | None = None
    for n in range(len(annotation.sentences)):
        found, anchor = _in_sentence(text, annotation.sentence_span(n), annotation, today, fineness, dateline, anchor)
        out.extend(found)
    return tuple(out)


def expressions_in(text: str, *, today: date | None) -> tuple[TimeExpression, ...]:
    """The time expressions of a text without annotation: bare weekdays and months are then taken to lie in the past."""
    return tuple(_in_sentence(text, Span(0, len(text)), Annotation(), today, 0, False, None)[0])


def _in_sentence(
    text: str, sentence: Span, annotation: Annotation, today: date | None, fineness: int, dateline: bool, anchor: _Time | None
) -> tuple[list[TimeExpression], _Time | None]:
    """The expressions of one sentence, and the last time named (what "a day later" in the next sentence counts from)."""
    out: list[TimeExpression] = []
    if not _HINT.search(text, sentence.start, sentence.end):
        return out, anchor
    for m, resolve in _matches(text, sentence):
        scene = _Scene(today, fineness, lambda span: _tense(annotation, span), anchor, dateline)
        time = resolve(m, scene)
        if time is None or not _meant(text, m, resolve):
            continue
        if re.search(r"\bsince\s(?:the\s)?$", text[: m.start()][-12:]) and time.first and today and scene.day() and time.first <= today:
            time = time._replace(last=today)
        out.append(_expression(Span(*m.span()), time))
        if time.first and time.kind in ("DATE", "TIME"):
            anchor = time
    return out, anchor


def _matches(text: str, sentence: Span) -> Iterator[tuple[re.Match[str], Callable[[re.Match[str], _Scene], _Time | None]]]:
    """Matches of the rules, the longest first where they overlap, then in order of the text."""
    found = [(m, resolve) for rule, resolve in _RULES for m in rule.finditer(text, sentence.start, sentence.end)]
    found.sort(key=lambda f: (f[0].start() - f[0].end(), f[0].start()))
    kept: list[tuple[re.Match[str], Callable[[re.Match[str], _Scene], _Time | None]]] = []
    for m, resolve in found:
        if not any(touches(Span(*m.span()), Span(*k.span())) for k, _ in kept):
            kept.append((m, resolve))
    return iter(sorted(kept, key=lambda f: f[0].start()))


def _meant(text: str, m: re.Match[str], resolve: Callable[[re.Match[str], _Scene], _Time | None]) -> bool:
    """Is a bare number a year, and a bare "May", "March" or "Sun" a time? Their neighbours tell."""
    before, after = text[max(0, m.start() - 16) : m.start()], text[m.end() : m.end() + 14]
    if resolve is _year and re.fullmatch(r"\d{4}", m[0]):
        return bool(_YEAR_BEFORE.search(before)) and not _COUNTED.match(after) and not before.endswith(("No. ", "page "))
    if resolve is _month and m[0] in ("May", "March", "may", "march", "Mar", "Sep", "Dec", "Jan", "Jun", "jun", "sep", "dec", "jan"):
        return m[0][0].isupper() and bool(_MAY_BEFORE.search(before))
    if resolve is _duration:
        return not _AGE.match(m[0] + after) and not (m["unit"].lower() == "second" and not m[0][0].isdigit())
    return True


def _expression(span: Span, time: _Time) -> TimeExpression:
    when = None
    if time.first and time.last:
        when = EventDate(start=time.first.isoformat(), end=time.last.isoformat(), precision=time.precision, span=span)
    return TimeExpression(span=span, type=time.kind, value=time.value, date=when)


def _tense(annotation: Annotation, span: Span) -> Tense:
    """Does the clause that holds the expression look forward? By "will", "to", present tense of a plan, or a verb of planning above it."""
    inside = annotation.tokens_in(span)
    if not inside:
        return "past"
    tokens, at, steps = annotation.tokens, inside[0], 0
    if any(tokens[c].tag == "POS" for i in inside for c in annotation.children[i]):
        return "past"
    while tokens[at].head != at and steps < 12:
        at, steps = tokens[at].head, steps + 1
        if tokens[at].tag.startswith("VB") or tokens[at].lemma in ("due", "ready", "set"):
            return "future" if _looks_forward(annotation, at) else "past"
    return "past"


def _looks_forward(annotation: Annotation, verb: int) -> bool:
    tokens, token = annotation.tokens, annotation.tokens[verb]
    helpers = {tokens[c].lemma.lower() for c in annotation.children[verb] if tokens[c].dep in ("aux", "auxpass")}
    if helpers & {"will", "shall", "would", "'ll", "’ll", "wo"} and "have" not in helpers:
        return True
    if token.lemma in ("due", "schedule", "slate", "expect", "plan", "set") and token.tag in ("VBN", "JJ", "IN", "VBD"):
        return token.tag != "VBD" or bool(helpers)
    head = tokens[token.head]
    if "to" in helpers and token.tag == "VB":
        return head.lemma in _FUTURE_HEADS or (token.head != verb and token.dep in ("acl", "relcl"))
    if token.tag == "VBG" and helpers & {"be"}:
        return (
            any(tokens[c].tag in ("VBZ", "VBP") for c in annotation.children[verb] if tokens[c].dep == "aux")
            and token.lemma in _PRESENT_FUTURE
        )
    return token.tag in ("VBZ", "VBP") and token.lemma in _PRESENT_FUTURE
