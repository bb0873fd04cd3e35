"""Calendar days written in full, as pages print them: ISO, "March 3, 2024", "3 March 2024", "Mar. 3", "03.03.2024".

Only what is absolute; "Tuesday" and "last week" are the business of `read.dates`. A day and month in figures with slashes is taken only
where one reading is possible, for 03/04/2024 is two different days on the two sides of the Atlantic.

>>> find_day("Published: Dec. 22, 2023 08:15").value
'2023-12-22'
"""

import re
from datetime import date
from typing import NamedTuple

__all__ = ["Day", "find_day"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)\.?"
)
_FORMS = tuple(
    re.compile(p, re.IGNORECASE)
    for p in (
        r"(?<!\d)(?P<year>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)",
        rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})\b",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -]{_MONTH},?[ -](?P<year>\d{{4}})\b",
        r"(?<!\d)(?P<day>\d{1,2})\.(?P<m>\d{1,2})\.(?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<year>\d{4})(?!\d)",
        rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH}(?!\w)",
    )
)
_LEAP_YEAR = 2000  # in which every day of the calendar exists, to test a day that has no year


class Day(NamedTuple):
    """A day found at [start, end) of the words; `value` is YYYY-MM-DD, or XXXX-MM-DD (EDTF) where no year is written."""

    start: int
    end: int
    value: str


def find_day(words: str) -> Day | None:
    """The first day of the fullest form that the words hold; None where there is none, or none that exists."""
    for form in _FORMS:
        for m in form.finditer(words):
            value = _value(m.groupdict())
            if value:
                return Day(m.start(), m.end(), value)
    return None


def _value(parts: dict[str, str | None]) -> str | None:
    if parts.get("a"):
        a, b = int(parts["a"] or 0), int(parts["b"] or 0)
        if a <= 12 and b <= 12 and a != b:
            return None
        month, day = (a, b) if b > 12 else (b, a)
    else:
        name = parts.get("month")
        month = _MONTHS.index(name[:3].lower()) + 1 if name else int(parts["m"] or 0)
        day = int(parts["day"] or 0)
    year_words = parts.get("year")
    year = int(year_words) if year_words else None
    try:
        found = date(year or _LEAP_YEAR, month, day)
    except ValueError:
        return None
    return found.isoformat() if year else f"XXXX-{found.month:02}-{found.day:02}"
