"""The grammar of time expressions: patterns, and what each match means. A helper of `dates`.

A rule is a regular expression and a function that gives the time its match tells in a scene (publication day, tense, the time before).
Values as in TimeML 1.2.1.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from onrecord.read.time_values import (
    FINENESS,
    HOLIDAYS,
    ONES,
    ORDINALS,
    PARTS,
    SEASONS,
    TENS,
    WEEKDAYS,
    Kind,
    Scene,
    Time,
    day_of,
    edged,
    length_of,
    month_number,
    moved,
    number_of,
    quarter_in,
    season_in,
    week_from,
    whole,
)
from onrecord.read.time_words import (
    ABOUT,
    CALENDAR,
    DASH,
    DAY,
    DAY2,
    EDGE,
    LAST,
    MO,
    MO2,
    NUM,
    ONE,
    PART,
    UNIT,
    VAGUE,
    WD,
    YEAR,
)
from onrecord.records import Precision
from onrecord.spans import Span

__all__ = ["RULES", "Resolve", "meant"]

Resolve = Callable[[re.Match[str], Scene], Time | None]


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(r"(?<![\w$€£#])(?:" + pattern + r")(?!\w)", re.IGNORECASE)


# --- the rules: each gives what its match means ------------------------------------------------------------------------------------


def _weekday(m: re.Match[str], scene: Scene) -> Time:
    today = scene.day()
    part = m.groupdict().get("part")
    kind: Kind = "TIME" if part else "DATE"
    if today is None:
        return Time(kind, None)
    number = WEEKDAYS.index(m["weekday"].lower() + "day")
    back = (today.weekday() - number) % 7
    which = (m.groupdict().get("which") or "").lower()
    if which in ("last", "past", "previous", "this past"):
        day = today - timedelta(days=back or 7)
    elif which in ("next", "coming", "following", "this coming"):
        day = today + timedelta(days=(7 - back) % 7 or 7)
    elif back == 6 or (back > 1 and scene.tense(Span(*m.span())) == "future"):
        # Ruling 9: the day may have begun at the dateline before it did by the outlet's clock; six days back is "last Thursday". One day
        # back is never six days ahead: "said on Tuesday it would vote" tells when it was said.
        day = today + timedelta(days=7 - back)
    else:
        day = today - timedelta(days=back)
    value = day.isoformat() + (f"T{PARTS[part.lower()]}" if part else "")
    return Time(kind, value, day, day)


def _day_of_month(m: re.Match[str], scene: Scene) -> Time | None:
    """`March 3, 2017`, `3 March`, `Aug. 7`, `June 7-8`: without a year the nearest one, looking forward where the tense does."""
    groups = m.groupdict()
    month, day = month_number(m["month"]), int(m["day"])
    today = scene.day("year")
    if groups.get("last"):
        year = today.year - 1 if today else None
    else:
        year = int(groups["year"]) if groups.get("year") else _year_for(month, day, scene, Span(*m.span()))
    if year is None:
        return Time("DATE", f"XXXX-{month:02}-{day:02}") if 1 <= day <= 31 else None
    first = day_of(year, month, day)
    last_month = month_number(groups["month2"]) if groups.get("month2") else month
    last = day_of(year, last_month, int(groups["day2"])) if groups.get("day2") else first
    if first is None or last is None:
        return Time("DATE", None)
    return Time("DATE", first.isoformat(), first, max(first, last))


SOON_DAYS, SOON_MONTHS = 60, 1  # a day or month without a year that comes so soon is the coming one; what is longer past has its year


def _year_for(month: int, day: int | None, scene: Scene, span: Span) -> int | None:
    """The year of a month, or a day of a month, told without one."""
    today = scene.day("month")
    if today is None:
        return today.year if (today := scene.day("year")) and scene.fineness == FINENESS["year"] else None
    ahead = (month - today.month) % 12
    if scene.tense(span) == "future" or (0 < ahead <= SOON_MONTHS and day is None):
        return today.year + (today.month + ahead > 12)
    if day is None:
        return today.year - (month > today.month)
    here = [d for y in (-1, 0, 1) if (d := day_of(today.year + y, month, day))]
    past = [d for d in here if (d - today).days <= SOON_DAYS]
    return max(past).year if past else today.year


def _month(m: re.Match[str], scene: Scene) -> Time | None:
    """`January`, `late April`, `March 2015`, `last September`, `May last year`, `April and May`."""
    groups = m.groupdict()
    month, which, relative = month_number(m["month"]), (groups.get("which") or "").lower(), (groups.get("year_word") or "").lower()
    today = scene.day("month")
    year: int | None
    if groups.get("year"):
        year = int(groups["year"])
    elif relative:
        year = today.year + {"last": -1, "this": 0, "next": 1, "the previous": -1, "the following": 1}[relative] if today else None
    elif which and today:
        near = today.month - 1 or 1  # the month before this one is "last month": "last August" in September is that of the year before
        before, after = today.year - (month >= near), today.year + (month <= today.month)
        year = before if which in ("last", "past", "previous", "this past") else after if which in ("next", "coming") else today.year
    else:
        year = _year_for(month, None, scene, Span(*m.span()))
    if year is None:
        return Time("DATE", f"XXXX-{month:02}")
    time = whole(date(year, month, 1), "month")
    if groups.get("month2"):
        second = month_number(groups["month2"])
        end = whole(date(year + (second < month), second, 1), "month").last
        return time._replace(last=end)
    return edged(groups.get("edge"), time)


def _year(m: re.Match[str], scene: Scene) -> Time | None:
    groups = m.groupdict()
    time = whole(date(int(m["year"]), 1, 1), "year")
    if groups.get("year2"):
        second = groups["year2"]
        last = int(second) if len(second) == 4 else int(m["year"][: 4 - len(second)] + second)
        if last < int(m["year"]):
            return None
        return time._replace(last=date(last, 12, 31), value=m["year"])
    return edged(groups.get("edge"), time)


_STRETCH = re.compile(r"\b(?:over|in|during|for|throughout|within)\s$", re.IGNORECASE)


def _relative(m: re.Match[str], scene: Scene) -> Time:
    """`last week`, `this month`, `next year`, `earlier this year`, `the end of the year`: units of the calendar."""
    groups = m.groupdict()
    unit, which, edge = m["unit"].lower(), (groups.get("which") or "this").lower(), groups.get("edge")
    if which in ("last", "past") and _STRETCH.search(m.string, max(0, m.start() - 12), m.start()) and m[0].lower().startswith("the"):
        return _span_to_now(m, scene)
    today = scene.day(unit)
    if unit == "decade" or today is None:
        return Time("DATE", None)
    step = (
        -1
        if which in ("last", "past", "previous", "the previous")
        else 1
        if which in ("next", "coming", "following", "the following")
        else 0
    )
    there = moved(today, unit, step)
    if there is None:
        return Time("DATE", None)
    if unit == "quarter":
        return quarter_in(there.year, (there.month + 2) // 3)
    if unit == "week" and today.weekday() == 6 and (step < 0 or (step == 0 and scene.tense(Span(*m.span())) == "future")):
        return week_from(there)  # a Sunday's paper calls the week that ended yesterday the last one
    time = whole(there, "day" if unit == "day" else "week" if unit == "week" else "month" if unit == "month" else "year")
    side = (edge or "").lower().split(" ")[0]
    if side in ("earlier", "later"):
        if time.first and time.last and scene.day():
            return time._replace(last=min(time.last, today)) if side == "earlier" else time._replace(first=max(time.first, today))
        return time
    return edged(edge, time)


def _weekend(m: re.Match[str], scene: Scene) -> Time:
    today, which = scene.day(), (m.groupdict().get("which") or "").lower()
    if today is None:
        return Time("DATE", None)
    saturday = today - timedelta(days=(today.weekday() - 5) % 7)
    if which in ("next", "coming", "this coming") or (which == "this" and scene.tense(Span(*m.span())) == "future" and today.weekday() < 5):
        saturday += timedelta(days=7)
    elif which == "last" and today.weekday() >= 5:
        saturday -= timedelta(days=7)
    return Time("DATE", f"{saturday.isocalendar()[0]}-W{saturday.isocalendar()[1]:02}-WE", saturday, saturday + timedelta(days=1))


def _season_of(m: re.Match[str], scene: Scene) -> Time | None:
    groups, today = m.groupdict(), scene.day("month")
    if groups.get("year"):
        return season_in(m["season"], int(groups["year"]))
    if today is None:
        return Time("DATE", None)
    which, start = (groups.get("which") or "").lower(), SEASONS[m["season"].lower()][1]
    year = today.year
    if which in ("last", "past", "previous", "this past"):
        year -= today.month < start + 3
    elif which in ("next", "coming") or scene.tense(Span(*m.span())) == "future":
        year += today.month >= start + 3
    elif which != "this":
        year -= today.month < start
    return season_in(m["season"], year)


def _quarter_of(m: re.Match[str], scene: Scene) -> Time:
    groups, number, today = m.groupdict(), ORDINALS[m["ordinal"].lower()], scene.day("month")
    if groups.get("year"):
        return quarter_in(int(groups["year"]), number)
    if groups.get("year_word") and today:
        return quarter_in(today.year + {"last": -1, "this": 0, "next": 1}[m["year_word"].lower()], number)
    if today is None:
        return Time("DATE", None)
    ended = (today.month - 1) // 3 >= number
    later = "-" not in m[0] and scene.tense(Span(*m.span())) == "future"
    return quarter_in(today.year + (1 if later and ended else 0 if later or ended or (today.month - 1) // 3 + 1 == number else -1), number)


def _half(m: re.Match[str], scene: Scene) -> Time:
    """`the first half of 1989`, `the second half`: of the year of publication where none is named."""
    today = scene.day("year")
    year = int(m["year"]) if m["year"] else today.year if today else None
    if year is None:
        return Time("DATE", None)
    if m["half"].lower() == "first":
        return Time("DATE", f"{year}-H1", date(year, 1, 1), date(year, 6, 30), "month")
    return Time("DATE", f"{year}-H2", date(year, 7, 1), date(year, 12, 31), "month")


def _decade(m: re.Match[str], scene: Scene) -> Time | None:
    digits = m["decade"]
    year = int(digits) if len(digits) == 4 else (1900 if int(digits) >= 30 else 2000) + int(digits)
    if year % 10:
        return None
    return Time("DATE", f"{year // 10}", date(year, 1, 1), date(year + 9, 12, 31), "year")


def _named_day(m: re.Match[str], scene: Scene) -> Time:
    """`today`, `tonight`, `yesterday`, `tomorrow`, `overnight`, with a part of the day or without."""
    today, word, part = scene.day(), m["word"].lower(), m.groupdict().get("part")
    kind: Kind = "TIME" if part or word in ("tonight", "overnight") else "DATE"
    if today is None:
        return Time(kind, None)
    day = today + timedelta(days={"yesterday": -1, "tomorrow": 1, "overnight": -1, "last": -1}.get(word, 0))
    mark = f"T{PARTS[part.lower()]}" if part else "TNI" if word in ("tonight", "overnight") else ""
    return Time(kind, day.isoformat() + mark, day, today if word == "overnight" else day)


def _ago(m: re.Match[str], scene: Scene) -> Time:
    """`three years ago`: the calendar year (month, week, day) so far back; of unknown number: unresolved."""
    groups, unit = m.groupdict(), m["unit"].lower()
    number, today = number_of(groups.get("number") or groups.get("one")), scene.day(m["unit"].lower())
    if unit in ("second", "minute", "hour"):
        return Time("TIME", today.isoformat() if today else None, today, today) if number else Time("TIME", None)
    if number is None or today is None or number > 3000:
        return Time("DATE", "PAST_REF" if number is None else None)
    if unit == "year" and scene.quarter:
        return _same_quarter(scene.quarter, -int(number))
    there = moved(today, unit, -int(number))
    if there is None:
        return Time("DATE", None)
    if unit == "quarter":
        return quarter_in(there.year, (there.month + 2) // 3)
    precision: Precision = "day" if unit == "day" else "week" if unit == "week" else "month" if unit == "month" else "year"
    time = whole(there, precision)
    return time._replace(first=there, last=there, precision="day") if unit == "week" and number == 1 else time


def _same_quarter(quarter: Time, years: int) -> Time:
    """The same quarter of another year."""
    if quarter.first is None or not 1 <= quarter.first.year + years <= 9998:
        return Time("DATE", None)
    return quarter_in(quarter.first.year + years, (quarter.first.month + 2) // 3)


def _from_anchor(m: re.Match[str], scene: Scene) -> Time:
    """`a day later`, `the following year`, `the same day`, `five days earlier`: counted from the time the text named before."""
    groups, unit = m.groupdict(), m["unit"].lower()
    anchor, number = scene.anchor, number_of(groups.get("number") or groups.get("one"))
    direction = (groups.get("direction") or groups.get("which") or "").lower()
    step = int(number or 1) * (
        -1 if direction in ("earlier", "before", "the previous", "previous") else 0 if "same" in direction or direction == "that" else 1
    )
    if unit == "year" and step < 0 and scene.quarter:
        return _same_quarter(scene.quarter, step)
    if anchor is None or anchor.first is None or unit in ("second", "minute", "hour"):
        return Time("DATE", None)
    unit_precision: Precision = (
        "day" if unit == "day" else "week" if unit == "week" else "month" if unit in ("month", "quarter") else "year"
    )
    if FINENESS[anchor.precision] > FINENESS[unit_precision]:
        return Time("DATE", None)
    there = moved(anchor.first, unit, step)
    return whole(there, unit_precision) if there else Time("DATE", None)


def _span_to_now(m: re.Match[str], scene: Scene) -> Time:
    """`the past two years`, `recent days`, `the coming weeks`: a stretch that ends (or begins) with the publication day."""
    groups, unit = m.groupdict(), m["unit"].lower()
    number, today = number_of(groups.get("number") or groups.get("one")), scene.day()
    which = (groups.get("which") or "past").lower()
    ahead = "next" in which or "coming" in which
    size = number if number is not None else 1 if not groups.get("vague") and not m[0].lower().endswith("s") else None
    value = length_of(size, unit)
    if today is None or unit in ("second", "minute", "hour"):
        return Time("DURATION", value)
    if size is None:
        if unit != "day":
            return Time("DURATION", value)
        step, precision = 6 * (1 if ahead else -1), "week"
        there = today + timedelta(days=step)
    else:
        end = moved(today, unit, int(size) * (1 if ahead else -1)) if size < 3000 else None
        if end is None:
            return Time("DURATION", value)
        there, precision = end, {"quarter": "month", "decade": "year"}.get(unit, unit)
    first, last = sorted((there, today))
    return Time("DURATION", value, first, last, precision)  # type: ignore[arg-type]


def _duration(m: re.Match[str], scene: Scene) -> Time:
    groups = m.groupdict()
    number = 2 if (groups.get("vague") or "").endswith("couple of") else number_of(groups.get("number") or groups.get("one"))
    return Time("DURATION", length_of(number, m["unit"].lower()))


def _months_of(m: re.Match[str], scene: Scene) -> Time | None:
    """`the first four months of 2018`, `the final six months of the year`."""
    number, today = number_of(m["number"]), scene.day("year")
    year = int(m["year"]) if m["year"] else today.year if today else None
    if number is None or not 1 <= number <= 11:
        return None
    if year is None:
        return Time("DATE", None)
    months = int(number)
    first, last = (1, months) if m["side"].lower() == "first" else (13 - months, 12)
    return Time("DATE", f"{year}", date(year, first, 1), date(year, last, monthrange(year, last)[1]), "month")


_ADVERBS = {
    "daily": "day", "nightly": "day", "weekly": "week", "monthly": "month", "yearly": "year", "hourly": "hour",
}  # fmt: skip


def _set(m: re.Match[str], scene: Scene) -> Time:
    adverb = (m.groupdict().get("adverb") or "").lower()
    unit = _ADVERBS.get(adverb) or (m.groupdict().get("unit") or "").lower()
    if unit == "quarter":
        return Time("SET", "P1Q")
    if not unit:
        return Time("SET", f"XXXX-WXX-{WEEKDAYS.index(m['weekday'].lower() + 'day') + 1}")
    return Time("SET", length_of(1, unit))


def _clock(m: re.Match[str], scene: Scene) -> Time:
    groups = m.groupdict()
    hour, minute = int(m["hour"]), int(groups.get("minute") or 0)
    half = (groups.get("half") or "").lower()
    hour = hour % 12 + 12 if half.startswith("p") else 0 if half.startswith("a") and hour == 12 else hour
    if hour > 24 or minute > 59:
        return Time("TIME", None)
    dated = _weekday(m, scene) if groups.get("weekday") else _day_of_month(m, scene) if groups.get("month") else None
    day = dated.first if dated else scene.day()
    return Time("TIME", f"{day.isoformat()}T{hour:02}:{minute:02}" if day else f"T{hour:02}:{minute:02}", day, day)


def _iso(m: re.Match[str], scene: Scene) -> Time:
    day = day_of(int(m["year"]), int(m["m"]), int(m["d"]))
    return whole(day, "day") if day else Time("DATE", None)


def _reference(m: re.Match[str], scene: Scene) -> Time:
    word = m["ref"].lower()
    now = word in ("now", "currently", "current", "presently", "at present", "right now", "at the moment", "nowadays", "these days")
    return Time("DATE", "PRESENT_REF" if now else "FUTURE_REF" if "future" in word or word in ("soon", "shortly") else "PAST_REF")


def _holiday(m: re.Match[str], scene: Scene) -> Time:
    name, groups, today = m["holiday"].lower().replace("’", "'"), m.groupdict(), scene.day("month")
    year = int(groups["year"]) if groups.get("year") else None
    if name.startswith("thanksgiving"):
        month, day = 11, 22
    else:
        month, day = HOLIDAYS[name]
    if year is None:
        year = _year_for(month, None, scene, Span(*m.span())) if today else None
    if year is None:
        return Time("DATE", None)
    if month == 11:
        day = 22 + (3 - date(year, 11, 22).weekday()) % 7
    return whole(date(year, month, day), "day")


def _last_quarter(m: re.Match[str], scene: Scene) -> Time:
    """`the quarter`, `the latest quarter` of a business report: the last that had ended; `the year-ago quarter`: a year before that."""
    today = scene.day("month")
    back = bool(m.groupdict().get("back"))
    if back and scene.quarter:
        return _same_quarter(scene.quarter, -1)
    if back and today and not m[0].lower().endswith(("quarter", "period")):
        return whole(date(today.year - 1, 1, 1), "year") if today.year > 1 else Time("DATE", None)
    ended = moved(today, "quarter", -1) if today else None
    if ended is None:
        return Time("DATE", None)
    return quarter_in(ended.year - back, (ended.month + 2) // 3) if ended.year > 1 else Time("DATE", None)


def _noon(m: re.Match[str], scene: Scene) -> Time:
    day = _weekday(m, scene).first if m["weekday"] else scene.day()
    clock = "T24:00" if m["noon"].lower() == "midnight" else "T12:00"
    return Time("TIME", (day.isoformat() if day else "") + clock, day, day)


def _september_11(m: re.Match[str], scene: Scene) -> Time:
    """`9/11`, `the Sept. 11 attacks`: of 2001, in whatever year they are spoken of."""
    return whole(date(2001, 9, 11), "day")


_CENTURIES = {"eighteen": 1800, "nineteen": 1900, "twenty": 2000, "two thousand": 2000}


def _spoken_year(m: re.Match[str], scene: Scene) -> Time:
    """`nineteen ninety-six`."""
    rest = sum(int(number_of(w) or 0) for w in re.split(r"[\s-]", m["rest"]))
    return whole(date(_CENTURIES[m["tens"].lower()] + rest, 1, 1), "year")


RULES: tuple[tuple[re.Pattern[str], Resolve], ...] = (
    (_rule(r"9/11(?!/)|(?:Sept\.?|September)\s11(?:th)?(?=,?\s(?:terror(?:ist)?\s)?(?:attacks|hijackings|hijackers)\b)"), _september_11),
    (_rule(rf"(?:(?:{WD}),?\s)?{MO}\s{DAY}(?:(?:{DASH}|\s(?:and|to|through)\s)(?:{MO2}\s)?{DAY2})?(?:(?:,\s?|\s){YEAR})?"),
     _day_of_month),
    (_rule(rf"(?:(?:{WD}),?\s)?(?:the\s)?{DAY}(?:(?:{DASH}|\s(?:and|to)\s){DAY2})?(?:\sof)?\s{MO}(?:,?\s{YEAR}|\s(?P<last>last)\syear)?"),
     _day_of_month),
    (_rule(rf"{YEAR}-(?P<m>[01]\d)-(?P<d>[0-3]\d)"), _iso),
    (_rule(rf"(?:{LAST}\s)?{WD}{PART}"), _weekday),
    (_rule(rf"(?:(?:{LAST}|{EDGE})[\s-])?{MO}(?:(?:{DASH}|\s(?:and|to|through)\s){MO2})?"
           rf"(?:,?\s(?:of\s)?{YEAR}|\s(?:of\s)?(?P<year_word>last|this|next)\syear)?"), _month),
    (_rule(rf"(?:{EDGE}[\s-])?{YEAR}(?:{DASH}(?P<year2>\d\d(?:\d\d)?))?"), _year),
    (_rule(rf"(?:(?P<edge>earlier|later|{EDGE[9:]}\s)?(?:the\s)?{CALENDAR}\s(?P<unit>week|month|quarter|year|day)"), _relative),
    (_rule(rf"(?P<edge>later in|earlier in|{EDGE[9:]}\s(?:the|this)\s(?P<unit>week|month|year)"), _relative),
    (_rule(r"(?P<edge>later|earlier)\s(?:in\sthe|that)\s(?P<unit>day)"), _relative),
    (_rule(r"the\s(?:(?:latest|most recent)\s)?(?P<unit>quarter)"), _last_quarter),
    (_rule(r"(?:the\s|a\s)?(?P<back>year)-(?:ago|earlier)(?:\s(?:quarter|period))?"), _last_quarter),
    (_rule(rf"(?:the|{LAST})\sweekend"), _weekend),
    (_rule(rf"(?:(?:the\s)?{LAST}|(?:in|by|this|during|over|since)\sthe)\s(?P<season>spring|summer|autumn|fall|winter)(?:\sof\s{YEAR})?"),
     _season_of),
    (_rule(rf"(?P<season>spring|summer|autumn|winter|fall)(?:\sof)?\s{YEAR}"), _season_of),
    (_rule(rf"(?:the\s)?(?:fiscal\s)?(?P<ordinal>first|second|third|fourth)[\s-]quarter(?:\sof\s|,?\s)?(?:{YEAR})?"), _quarter_of),
    (_rule(rf"the\s(?P<half>first|second|last)\shalf(?:\sof\s(?:{YEAR}|(?:the|this)\syear))?"), _half),
    (_rule(r"(?P<year_word>last|this|next)\syear['’]s\s(?P<ordinal>first|second|third|fourth)[\s-]quarter"), _quarter_of),
    (_rule(rf"{YEAR}(?:'s|’s)?\s(?P<ordinal>first|second|third|fourth)[\s-]quarter"), _quarter_of),
    (_rule(r"(?:(?:the\s)?(?:early|late|mid)[\s-])?(?:the\s)?(?:['’]?(?P<decade>[1-9]0|1[5-9]\d0|20\d0)['’]?s)"), _decade),
    (_rule(rf"(?P<word>today|tonight|yesterday|tomorrow|overnight){PART}"), _named_day),
    (_rule(rf"(?P<word>this){PART.rstrip('?')}"), _named_day),
    (_rule(r"(?P<word>last)\s(?P<part>night)"), _named_day),
    (_rule(rf"{ABOUT}(?:{NUM}|{ONE}|{VAGUE})\s{UNIT}s?\s(?:ago|earlier\sthis)"), _ago),
    (_rule(rf"{ABOUT}(?:{UNIT})s\sago"), _ago),
    (_rule(rf"(?:just\s)?(?:{NUM}|{ONE})\s{UNIT}s?\s(?P<direction>later|earlier|before)"), _from_anchor),
    (_rule(r"(?P<which>the same|that same|that|the following|the previous|the next)\s(?P<unit>day|week|month|year)"), _from_anchor),
    (_rule(rf"(?:the\s)?(?P<which>last|past|next|coming|previous|recent)\s(?:{NUM}|{VAGUE})\s{UNIT}s?"), _span_to_now),
    (_rule(r"(?:the\s)?(?P<which>past)\s(?P<unit>week|month|year|decade|day|quarter)"), _span_to_now),
    (_rule(r"(?:the\s)?(?P<which>last|next|past)\s(?P<unit>decade)"), _span_to_now),
    (_rule(r"(?:the\s)?(?P<which>recent|coming|past|last)\s(?P<unit>day|week|month|year|decade|hour)s"), _span_to_now),
    (_rule(rf"the\s(?P<side>first|last|final)\s{NUM}\smonths\sof\s(?:{YEAR}|(?:the|this)\syear)"), _months_of),
    (_rule(rf"{ABOUT}(?:{NUM}|{ONE}|{VAGUE})(?:\smore)?[\s-]{UNIT}s?(?:[\s-](?:long|old))?"), _duration),
    (_rule(r"(?:many\s|for\s)?(?P<unit>day|week|month|year|decade|hour)s(?:-long)?"), _duration),
    (_rule(r"(?:the\s)?(?P<unit>decade|year|month|week|day|hour)-long"), _duration),
    (_rule(r"(?P<adverb>daily|weekly|monthly|yearly|nightly|hourly)"), _set),
    (_rule(rf"(?:every|each)\s(?:{UNIT}|{WD})"), _set),
    (_rule(rf"(?P<hour>[012]?\d)(?::(?P<minute>[0-5]\d))?\s?(?P<half>[ap]\.?m\.?)(?:\s[A-Z]{{2,4}})?"
           rf"(?:,?\s(?:on\s)?(?:{WD}|{MO}\s{DAY}))?"), _clock),
    (_rule(r"(?P<hour>[012]?\d):(?P<minute>[0-5]\d)(?:\s?(?:GMT|UTC|EST|EDT))?"), _clock),
    (_rule(r"(?P<ref>now|currently|current|recently|recent|the (?:near )?future|the past(?!\s(?:\w+\s)?\w+s\b)|these days|at present"
           r"|right now|at the moment|nowadays)"), _reference),
    (_rule(rf"(?P<noon>noon|midday|midnight)(?:\s(?:on\s)?{WD})?"), _noon),
    (_rule(rf"(?P<tens>{'|'.join(_CENTURIES)})[\s-](?P<rest>(?:{'|'.join(TENS)})(?:[\s-](?:{'|'.join(ONES[:9])}))?)"), _spoken_year),
    (_rule(r"(?:the\syear\s)?(?P<tens>two\sthousand)(?!\s\w+s\b)(?P<rest>)"), _spoken_year),
    (_rule(rf"(?P<holiday>christmas(?: eve| day)?|new year[’']s (?:eve|day)|thanksgiving(?: day)?)(?:,?\s{YEAR})?"),
     _holiday),
)  # fmt: skip

_YEAR_BEFORE = re.compile(
    r"(?:\b(?:in|since|of|by|until|till|from|during|before|after|early|late|mid|through|throughout|around|for|and|to|between|the|a|an|on|"
    r"this|fiscal|year|circa|summer|spring|autumn|fall|winter|[A-Z]\w+|\w+’s|'s|or|its|his|their|as)[\s-]|[(,–—:;-]\s?|^)$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"[\s-](?:people|persons|soldiers|troops|men|women|children|civilians|fighters|militants|refugees|migrants|dead|deaths|wounded|miles|km|"
    r"kilomet|met(?:er|re)s|feet|tons|tonnes|points|shares|dollars|euros|pounds|percent|per\s?cent|million|billion|jobs|words|members|"
    r"workers|employees|others|homes|houses|cases|prisoners|votes|seats|US|GMT|hours)\b",
    re.IGNORECASE,
)
_RATE = re.compile(r"(?:\d|\b(?:million|billion|percent|times|once|twice|shares?|barrels|people|hours|days|dollars|cents|tons))\s$")
_AGE = re.compile(r".*\b(?:years?|months?|weeks?|days?)[\s-]old\b", re.IGNORECASE)
_MAY_BEFORE = re.compile(
    r"\b(?:in|by|since|last|next|early|late|mid|of|this|until|till|from|through|and|to|on|before|after|during|or|between|for)[\s-]$",
    re.IGNORECASE,
)


def meant(text: str, m: re.Match[str], resolve: Resolve) -> bool:
    """Is a bare number a year, and a bare "May", "March" or "Sun" a time? Their neighbours tell."""
    before, after = text[max(0, m.start() - 16) : m.start()], text[m.end() : m.end() + 14]
    if resolve is _year and re.fullmatch(r"\d{4}", m[0]):
        return bool(_YEAR_BEFORE.search(before)) and not _COUNTED.match(after) and not before.endswith(("No. ", "page "))
    if resolve is _month and m[0] in ("May", "March", "may", "march", "Mar", "Sep", "Dec", "Jan", "Jun", "jun", "sep", "dec", "jan"):
        return m[0][0].isupper() and bool(_MAY_BEFORE.search(before))
    if resolve is _duration:
        if m.groupdict().get("one") in ("a", "an") and _RATE.search(before):
            return False
        return not _AGE.match(m[0] + after) and not (m["unit"].lower() == "second" and not m[0][0].isdigit())
    return True
