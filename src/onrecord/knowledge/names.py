"""How names are compared: one key for spellings that differ only in case, accents, articles and points; one slug for an office.

>>> key("the U.S."), key("Recep Tayyip Erdoğan"), key("us")
('US', 'recep tayyip erdogan', 'us')
>>> office_slug("Minister for Foreign Affairs"), office_slug("Secretary of State", country="USA")
('foreign minister', 'foreign minister')
"""

import re
import unicodedata
from functools import lru_cache

__all__ = ["key", "office_slug"]

_FOLDS = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "`": "'",
        "´": "'",
        "\x91": "'",
        "\x92": "'",  # Windows marks decoded as Latin-1
        "ı": "i",
        "İ": "I",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ð": "d",
        "ß": "ss",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "ʻ": "'",
        "ʿ": "'",
        "ə": "e",
        "Ə": "E",
        "‑": "-",
        "–": "-",
        "\u00a0": " ",
    }
)
_POINTS = re.compile(r"(?<=\b[A-Za-z])\.")
_ARTICLE = re.compile(r"^(?:the|a|an) (?=.)", re.I)
_POSSESSIVE = re.compile(r"(?:'s|(?<=s)')$")
_SPACES = re.compile(r"\s+")
SHORT = 4  # an upper-case name of at most so many letters keeps its case: "US" is not "us", "WHO" not "who"


@lru_cache(maxsize=65536)
def key(name: str) -> str:
    """What two spellings of one name share. Short names in capitals keep them; articles, points of abbreviations and a final 's go."""
    plain = name.translate(_FOLDS)
    if not plain.isascii():
        # accents, and characters that show nothing: soft hyphens, zero-width spaces
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    plain = _SPACES.sub(" ", plain).strip()
    plain = _ARTICLE.sub("", plain, count=1)
    plain = _POSSESSIVE.sub("", plain)
    if "." in plain:
        plain = _POINTS.sub("", plain)
    if plain.endswith(".") and len(plain) <= SHORT + 1:
        plain = plain[:-1]
    if len(plain) <= SHORT and plain.isupper():
        return plain
    return plain.lower()


_MINISTRIES = (
    ("foreign minister", r"foreign|external|exteriors?\b"),
    ("defence minister", r"defen[cs]e|armed forces|\bwar\b"),
    ("interior minister", r"interior|internal affairs|home affairs|home department|public administration and security"),
    ("finance minister", r"financ|treasury|exchequer|fiscal"),
    ("justice minister", r"justice"),
)
_MINISTER = re.compile(r"\b(minister|secretary of state for|secretary of|chancellor of the exchequer|secretary)\b")
_NOT_FIRST = re.compile(
    r"\b(deputy|vice|vice-minister|state minister|minister of state|parliamentary|under-?secretary|"
    r"assistant|shadow|junior|permanent secretary|state secretary|"
    r"financial secretary|chief secretary|economic secretary|exchequer secretary|private secretary|"
    r"without portfolio|adviser|advisor|attached|ambassador|spokes\w+)\b"
)
_FIXED = {
    "premier": "prime minister",
    "president of the government": "prime minister",
    "taoiseach": "prime minister",
    "president of the council of ministers": "prime minister",
    "chairman of the council of ministers": "prime minister",
    "federal chancellor": "chancellor",
    "president of the republic": "president",
    "federal president": "president",
    "home secretary": "interior minister",
    "foreign secretary": "foreign minister",
    "defence secretary": "defence minister",
    "defense secretary": "defence minister",
    "treasury secretary": "finance minister",
    "chancellor of the exchequer": "finance minister",
    "finance chief": "finance minister",
    "vice-president": "vice president",
    "top diplomat": "foreign minister",
    "chief diplomat": "foreign minister",
    "national security advisor": "national security adviser",
    "us president": "president",
    "defense chief": "defence minister",
    "defence chief": "defence minister",
    "secretary general": "secretary-general",
    "un chief": "secretary-general",
    "foreign policy chief": "high representative",
    "foreign affairs chief": "high representative",
    "secretary-general of the united nations": "secretary-general",
}
_HEADS = (
    (re.compile(r"^(?:acting |interim |caretaker |transitional |federal |first )*prime minister\b(?! of the)"), "prime minister"),
    (re.compile(r"^(?:acting |interim |caretaker |transitional )*president$"), "president"),
    (re.compile(r"^(?:acting |interim |caretaker |transitional )+(?P<rest>.+)$"), ""),
)


@lru_cache(maxsize=16384)
def office_slug(title: str, *, country: str = "") -> str:
    """One word for an office: "foreign minister" for whatever the minister is called; else the title itself in lower case.

    `country` decides titles that mean different offices in different states ("Secretary of State").
    """
    words = key(title).lower().strip(" ,").replace("defense", "defence")
    if words in _FIXED:
        return _FIXED[words]
    for pattern, slug in _HEADS:
        if found := pattern.match(words):
            return slug or office_slug(found["rest"], country=country)
    if words == "secretary of state":
        return "foreign minister" if country in ("USA", "VAT", "") else words
    if _MINISTER.search(words) and not _NOT_FIRST.search(words):
        for slug, field in _MINISTRIES:
            if re.search(field, words):
                return slug
    return words
