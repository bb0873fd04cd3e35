"""Pieces of the grammar of time expressions: regular expressions for weekdays, months, numbers and the like. A helper of `time_rules`.

A piece names its group after what it holds; one that may stand twice in a rule has a second form with another name.
"""

from onrecord.read.time_values import ONES, TENS

__all__ = [
    "ABOUT",
    "CALENDAR",
    "DASH",
    "DAY",
    "DAY2",
    "EDGE",
    "LAST",
    "MO",
    "MO2",
    "NUM",
    "ONE",
    "PART",
    "UNIT",
    "VAGUE",
    "WD",
    "YEAR",
]

WD = r"(?:(?P<weekday>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
MO = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
MO2 = MO.replace("<month>", "<month2>")
DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![\d%]|:\d|\.\d|,\d{3})"
DAY2 = DAY.replace("<day>", "<day2>")
YEAR = r"(?P<year>(?:1[0-9]|20)\d\d)(?![\d%]|,\d{3}|\.\d)"
NUM = (
    r"(?P<number>\d[\d,]{0,14}(?:\.\d{1,9})?(?: 1/2)?|(?:"
    + "|".join(TENS) + r")(?:-(?:" + "|".join(ONES[:9]) + r"))?|" + "|".join(reversed(ONES))
    + r"|a hundred|hundred)"
)  # fmt: skip
VAGUE = r"(?P<vague>several|a few|few|some|many|a couple of|couple of|two or three|dozens of|hundreds of)"
UNIT = r"(?P<unit>second|minute|hour|day|week|month|quarter|year|decade)"
ABOUT = r"(?:(?P<about>about|around|nearly|almost|some|roughly|approximately|more than|over|less than|at least|up to|just|only|at most)\s)?"
LAST = (
    r"(?P<which>last|past|previous|next|this|coming|following|current|this past|this coming|the same|that same|the previous|the following)"
)
CALENDAR = r"(?P<which>last|past|this|next|coming|current|this past|this coming)"
PART = r"(?:\s(?P<part>morning|afternoon|evening|night))?"
EDGE = r"(?P<edge>early|late|mid|the beginning of|the start of|the end of|the middle of|beginning of|start of|end of)"
DASH = r"\s?[-–—]\s?"
ONE = r"(?P<one>an?|one|another)"
