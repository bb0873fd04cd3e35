"""The dateline at the beginning of a paragraph: from where, when and by which agency a report was sent.

Takes the text of a paragraph and gives the length of its dateline with the fields read off it. Whether a paragraph stands where datelines
stand is decided in `read.page`.
"""

import re
from typing import Any

from onrecord.read.calendar_days import find_day

__all__ = ["split_dateline"]

_UPPER_PLACE = r"[A-Z][A-Z.'’ -]{2,30}(?:/[A-Z][A-Z.'’ -]{2,30})*"
_PLACE = r"[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|de|of|the|al|el|la)){0,3}(?:/[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,2})*"
_AGENCY = r"(?:[A-Z][\w.&’'-]*(?:[ /][A-Z][\w.&’'-]*){0,4}|dpa)"
_DAY = r"(?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}\.?)(?:,? \d{4})?"
# The press of South Asia sets a colon; only these, for in an interview a speaker stands before a colon in capitals too.
_COLON_PLACES = (
    r"(?:NEW DELHI|ISLAMABAD|KARACHI|LAHORE|PESHAWAR|QUETTA|RAWALPINDI|KABUL|DHAKA|COLOMBO|KATHMANDU|MUMBAI|SRINAGAR|CHENNAI|KOLKATA"
    r"|BENGALURU|WASHINGTON|LONDON"
    r"|UNITED NATIONS|BEIJING|MOSCOW|TEHRAN|RIYADH|DUBAI|GENEVA|BRUSSELS|KUALA LUMPUR|SINGAPORE|JAKARTA|MANILA|NEW YORK|PARIS|BERLIN"
    r"|ANKARA|JERUSALEM|CAIRO|BEIRUT|BAGHDAD)"
)
_DASH = r"\s*(?:—|–|--|-)\s*"
_DATELINES = tuple(
    re.compile(p)
    for p in (
        rf"(?P<place>{_PLACE}(?:, {_PLACE}){{0,2}})(?:,? (?P<date>{_DAY}))?,? ?\((?P<agency>{_AGENCY})\)(?:{_DASH}|\s+(?=[A-Z“\"‘]))",
        rf"(?P<date>{_DAY})\s?\((?P<agency>{_AGENCY})\){_DASH}",
        rf"(?P<place>{_UPPER_PLACE}(?:, {_PLACE}){{0,2}}),? (?P<date>{_DAY})\.? /(?P<agency>{_AGENCY})/\.?(?:{_DASH}|\s+)",
        rf"(?P<place>{_PLACE})(?: \[[^\]]{{2,30}}\])?,? (?P<date>{_DAY}) ?\((?P<agency>{_AGENCY})\): ",
        rf"\((?P<agency>Reuters|AP|AFP|CNN|Bloomberg|UPI|Xinhua|TASS|IRNA|dpa)\)(?:{_DASH}|\s+(?=[A-Z“\"‘]))",
        rf"(?P<place>{_UPPER_PLACE}(?:, {_PLACE}){{0,2}}),? (?P<date>{_DAY})(?:{_DASH}|: )",
        rf"(?P<place>{_UPPER_PLACE}(?:, {_PLACE}){{0,2}})(?:\s+(?:—|–|--?)\s*|(?:—|–|--))(?=[A-Z“\"‘\d])",
        rf"(?P<place>{_COLON_PLACES}): (?=[A-Z“\"‘\d])",
        rf"(?P<place>{_PLACE}(?:, {_PLACE}){{0,2}}),? (?P<date>{_DAY})\s(?:—|–|--?)\s",
        rf"(?P<place>{_PLACE}(?:, {_PLACE})?)\s(?:—|–|--?)\s(?=(?:The|A|An|In|US|U\.S\.|Two|Three|Thousands|Hundreds)\s)",
    )
)
_NO_PLACE = re.compile(
    r"(?:updated?|advertisement|breaking|exclusive|watch|note|correction|analysis|opinion|read|more|live|video|photos?|file|just in"
    r"|editor.s note"
    r"|factbox|explainer|q|a"
    r"|cnn|fox news|nbc|yes|no|well|and|but|also|still)\b",
    re.IGNORECASE,
)


def split_dateline(paragraph: str) -> tuple[int, dict[str, Any]] | None:
    """How many characters of the paragraph are its dateline, with place, date and agency; None where it has none.

    A date without a year is given as XXXX-MM-DD (EDTF): the year is not on the words.

    >>> split_dateline("GENEVA, March 3 (Reuters) — The talks ended.")
    (27, {'place': 'GENEVA', 'date': 'XXXX-03-03', 'agency': 'Reuters'})
    """
    head = paragraph[:160]
    for pattern in _DATELINES:
        m = pattern.match(head)
        if m and len(m[0]) < len(paragraph) and not _NO_PLACE.match(head):
            found = m.groupdict()
            date = find_day(found["date"]) if found.get("date") else None
            if found.get("date") and not date:
                continue
            fields = {
                "place": (found.get("place") or "").rstrip(". ") or None,
                "date": date.value if date else None,
                "agency": found.get("agency"),
            }
            return len(m[0].rstrip()), fields
    return None
