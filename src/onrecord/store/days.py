"""Days as users write them: YYYY, YYYY-MM or YYYY-MM-DD, each an interval of days."""

import calendar
import re
from datetime import date

__all__ = ["interval"]

_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def interval(day: str) -> tuple[str, str]:
    """The first and the last day that are meant. ValueError, with a reason to show, for what is no day.

    >>> interval("2024-02")
    ('2024-02-01', '2024-02-29')
    """
    match = _DAY.fullmatch(day.strip())
    try:
        if not match:
            raise ValueError
        year, month, number = (int(part) if part else None for part in match.groups())
        if year is None or year < 1:
            raise ValueError
        if month is None:
            return f"{year:04}-01-01", f"{year:04}-12-31"
        last = calendar.monthrange(year, month)[1]
        first, end = (number, number) if number is not None else (1, last)
        return date(year, month, first).isoformat(), date(year, month, end).isoformat()
    except ValueError:
        raise ValueError(f"{day!r} is not a day (YYYY-MM-DD), a month (YYYY-MM) or a year (YYYY)") from None
