"""What a description says of whom it describes: country, organisation, office, sector. Takes words and the tables, no parse.

>>> from onrecord.knowledge import load_knowledge
>>> d = describe("a spokesman for the Syrian Democratic Forces", knowledge=load_knowledge())
>>> d.country, d.sector, d.head
('SYR', 'REB', 'spokesman')
"""

import re
from functools import lru_cache
from typing import NamedTuple

from onrecord.knowledge import Entry, Knowledge, Organisation, Role, key, office_slug
from onrecord.knowledge.tables import Country, Medium, Metonym

__all__ = ["Description", "Named", "describe", "names_in"]


class Named(NamedTuple):
    """A known name at [start, end) of the words, and all it may mean."""

    start: int
    end: int
    entries: tuple[Entry, ...]


class Description(NamedTuple):
    """`head` is the word for what they are (singular, lower case; empty where no role word stands in the words), `office` its full
    title as a slug.

    `country` and `body` are those they act for; `torn` says that two countries are named, so that neither is taken.
    """

    head: str
    role: Role | None
    office: str
    country: str | None
    body: Organisation | Medium | None
    sector: str
    former: bool
    plural: bool
    torn: bool


_WORD = re.compile(r"[^\W_]+(?:[.'’-](?=\w)[^\W_]+)*\.?|[@&]", re.UNICODE)
_LEANING = {"supporter", "critic", "opponent", "enemy", "foe", "advocate", "defender", "backer", "friend", "scholar", "historian"}
_TOPIC_PREPOSITIONS = re.compile(
    r"\b(?:to|on|about|against|towards?|over|into|regarding|monitoring|close to|critical of|familiar with|than|"
    r"between|after|before|during)\b"
)
_TARGETED = {
    "envoy",
    "representative",
    "minister",
    "expert",
    "diplomat",
    "coordinator",
    "negotiator",
    "adviser",
    "advisor",
    "specialist",
    "secretary",
    "rapporteur",
    "analyst",
    "undersecretary",
    "director",
}
_PREPOSITIONS = re.compile(
    r"\b(?:close to|critical of|familiar with|to|on|about|against|towards?|over|into|regarding|monitoring|than|"
    r"between|after|before|during|of|for|at|from|with|in)\b"
)
_SERVING = {"adviser", "advisor", "aide", "assistant", "deputy", "counsel", "secretary", "counselor", "counsellor", "consultant"}
_FORMER = re.compile(
    r"\b(?:former|then|then-|ex|ex-|late|ousted|deposed|erstwhile|one-time|onetime|outgoing|longtime former)\b|\bex-", re.I
)
_SHORT_FORM = re.compile(r"\([A-Z][\w.-]{1,7}\)")
_THEN = re.compile(r"(?<=\bthen)-|(?<=\bex)-|(?<=\bThen)-")
_ONE_COUNTRY = {  # titles that one state alone gives, taken only where the words name no state
    "secretary of state": "USA",
    "assistant secretary of state": "USA",
    "undersecretary of state": "USA",
    "under secretary of state": "USA",
    "secretary of defense": "USA",
    "defense secretary": "USA",
    "treasury secretary": "USA",
    "sen": "USA",
    "rep": "USA",
    "congressman": "USA",
    "congresswoman": "USA",
    "house speaker": "USA",
    "senate majority leader": "USA",
    "home secretary": "GBR",
    "chancellor of the exchequer": "GBR",
    "taoiseach": "IRL",
    "special counsel": "USA",
    "house majority leader": "USA",
    "cia director": "USA",
    "fbi director": "USA",
    "director of national intelligence": "USA",
    "house democrat": "USA",
    "house republican": "USA",
    "senate democrat": "USA",
    "senate republican": "USA",
    "assistant secretary": "USA",
    "joint chiefs chairman": "USA",
    "commerce secretary": "USA",
    "state department": "USA",
    "treasury department": "USA",
    "justice department": "USA",
    "home office": "GBR",
}
_CAPITALISED_NEXT = re.compile(r" (?P<word>[A-Z][a-z]+)")
_COMPOUND = re.compile(
    (
        r"[\w.]+-(?:backed|led|based|born|allied|aligned|held|controlled|run|supported|trained|sponsored|funded|"
        r"brokered|affiliated|linked|made|speaking|occupied|dominated|era|style|educated|imposed|installed|"
        r"mediated|designated)\b"
    ),
    re.I,
)
_OWN_SECTOR = {"JRN", "EDU", "CVL", "BUS", "NGO", "REL", "HLH", "LAB", "CRM", "OPP", "LEG", "JUD"}
_SECTOR_WORDS = {
    "military": "MIL",
    "army": "MIL",
    "navy": "MIL",
    "naval": "MIL",
    "air force": "MIL",
    "defense": "MIL",
    "defence": "MIL",
    "police": "COP",
    "intelligence": "SPY",
    "rebel": "REB",
    "separatist": "REB",
    "insurgent": "REB",
    "opposition": "OPP",
    "government": "GOV",
    "foreign ministry": "GOV",
    "diplomatic": "GOV",
    "militant": "UAF",
    "jihadist": "UAF",
    "congressional": "LEG",
    "parliamentary": "LEG",
    "senate": "LEG",
    "house": "LEG",
    "court": "JUD",
    "security services": "COP",
    "human rights": "NGO",
    "rights": "NGO",
    "aid": "NGO",
    "business": "BUS",
    "company": "BUS",
    "administration": "GOV",
    "embassy": "GOV",
    "presidential": "GOV",
    "ministry": "GOV",
    "union": "LAB",
    "hospital": "HLH",
    "church": "REL",
    "medical": "HLH",
    "militia": "UAF",
    "guerrilla": "REB",
    "interior ministry": "GOV",
    "defense ministry": "MIL",
    "defence ministry": "MIL",
    "marine": "MIL",
    "troops": "MIL",
}
_GENERIC = {"", "GOV"}
_BODY_SECTOR_FIRST = {"REB", "UAF", "IGO", "MIL", "SPY", "COP", "LEG", "JUD", "NGO", "EDU", "BUS", "PTY", "OPP", "JRN"}


def names_in(words: str, *, knowledge: Knowledge, any_case: bool = False) -> list[Named]:
    """The known names in the words from left to right, the longest at each place, none inside another; a name begins with a capital or
    holds one.
    """
    out: list[Named] = []
    starts = [m.start() for m in _WORD.finditer(words)]
    ends = sorted({m.end() for m in _WORD.finditer(words)} | {m.end() - 1 for m in _WORD.finditer(words) if m.group().endswith(".")})
    at = -1
    for start in starts:
        if start < at:
            continue
        first = _WORD.match(words, start)
        longest = knowledge.longest(first.group()) if first else 0
        if not longest:
            continue
        for last in reversed([e for e in ends if start < e <= start + longest + 8]):
            end = last - 2 if words[start:last].endswith(("'s", "’s")) else last
            name = words[start:end]
            if (any_case or any(c.isupper() for c in name)) and (entries := _readable(words, start, end, knowledge)):
                out.append(Named(start, end, entries))
                at = end
                break
    return out


_REGION_BEHIND = re.compile(r", (?P<name>[A-Z]\w+(?: [A-Z]\w+)?)(?=[.)]|,(?! (?:and|or|[A-Z])))")  # no list: "London, New York, and Tokyo"
_OF_NAMESAKES = frozenset(("USA", "CAN", "AUS"))


def _is_namesake(words: str, end: int, knowledge: Knowledge) -> bool:
    """Does a region of the new world follow in whose towns Old World names are found again ("Lebanon, Ohio,")?"""
    behind = _REGION_BEHIND.match(words, end)
    return behind is not None and any(p.population == 0 and p.country in _OF_NAMESAKES for p in knowledge.places(behind["name"]))


def _is_person_word(word: str, knowledge: Knowledge) -> bool:
    role = knowledge.role(word)
    return role is not None and role.form == "person"


def _readable(words: str, start: int, end: int, knowledge: Knowledge) -> tuple[Entry, ...]:
    """What the name may mean: without media whose name is one word of a longer one ("the National Theatre"), and without papers that
    are called "The …": their names in one word count only behind their article ("the Guardian", not "National").
    """
    name = words[start:end]
    entries = knowledge.entries(name)
    behind = _CAPITALISED_NEXT.match(words, end)
    if " " not in name and not name.isupper() and behind and not _is_person_word(behind["word"], knowledge):
        entries = tuple(e for e in entries if e.sense != "media")
    if re.search(r"\b(?:Social|Christian|Liberal|Free)[ -]$", words[max(0, start - 10) : start]):
        entries = tuple(e for e in entries if e.sense != "organisation")
    if any(e.sense in ("country", "capital") for e in entries) and _is_namesake(words, end, knowledge):
        return ()
    if " " in name or not any(e.sense == "media" for e in entries) or re.search(r"\b[Tt]he\s+$", words[max(0, start - 5) : start]):
        return entries
    return tuple(e for e in entries if not (isinstance(e.record, Medium) and e.record.name == f"The {name}"))


@lru_cache(maxsize=4096)
def _hyphens_blanked(words: str) -> str:
    """The words with "US-backed" and the like blanked: they describe without saying whom one acts for."""
    return _COMPOUND.sub(lambda m: " " * len(m.group()), words)


def describe(words: str, *, knowledge: Knowledge) -> Description:
    """What the words say; see the fields. `words` is a noun phrase without relative clauses: a title, an apposition, a description."""
    plain = _SHORT_FORM.sub(lambda m: " " * len(m.group()), _THEN.sub(" ", _hyphens_blanked(words)))
    head, role, head_at, head_end = _head(plain, knowledge)
    named = names_in(plain, knowledge=knowledge)
    countries, body = _affiliation(plain, named, head, head_at, head_end, role)
    if body is None and len(set(countries)) > 1:
        countries, torn = [], True
    else:
        torn = False
    country = body.country or None if isinstance(body, (Organisation, Medium)) else (countries[0] if countries else None)
    if isinstance(body, Organisation) and not body.country and not body.sector:
        country = countries[0] if countries else None
    stateless = body is None or (not body.country and getattr(body, "sector", "") in ("NGO", "EDU", "BUS"))
    if country is None and not torn and stateless and role is not None:
        country = _of_place(plain, head_end, knowledge)
    if country is None and not torn and body is None and not countries:
        country = next((c for t, c in _ONE_COUNTRY.items() if re.search(rf"\b{t}s?\b", key(plain).lower())), None)
    return Description(
        head=head,
        role=role,
        office=_office(plain, named, head_at, head_end, country or ""),
        country=country,
        body=body,
        sector=_sector(plain, role, head_at, body, named),
        former=bool(_FORMER.search(words[:head_end])),
        plural=_plural(words[head_at:head_end], role),
        torn=torn,
    )


def _head(words: str, knowledge: Knowledge) -> tuple[str, Role | None, int, int]:
    """The head role word: the last one before the first preposition or comma; its role, start and end."""
    stop = re.search(
        (
            r"\s(?:of|for|at|in|from|with|to|on|by|who|that|which|under|against|near|within|inside|across|familiar|"
            r"close|said|speaking|briefed|involved)\s|,|\s[–—(]"
        ),
        words,
    )
    area = words[: stop.start()] if stop else words
    spans = [m.span() for m in _WORD.finditer(area)]
    for last in range(len(spans) - 1, -1, -1):
        for size in (4, 3, 2, 1):
            if last - size + 1 < 0:
                continue
            start, end = spans[last - size + 1][0], spans[last][1]
            phrase = area[start:end]
            if role := knowledge.role(phrase):
                if stop and stop.group().strip() == "of" and (longer := _of_title(words, start, knowledge)):
                    return longer
                return key(phrase).lower(), role, start, end
    return "", None, len(words), len(words)


def _of_title(words: str, start: int, knowledge: Knowledge) -> tuple[str, Role | None, int, int] | None:
    """Titles with "of" in them: "Secretary of State", "chief of staff", "ministry of foreign affairs"."""
    for pattern in (r"[\w-]+ of [\w-]+ [\w-]+", r"[\w-]+(?: general)? of [\w-]+"):
        found = re.match(pattern, words[start:])
        if found and (role := knowledge.role(found.group())):
            return key(found.group()).lower(), role, start, start + found.end()
    return None


def _affiliation(
    words: str, named: list[Named], head: str, head_at: int, head_end: int, role: Role | None
) -> tuple[list[str | None], Organisation | Medium | None]:
    """The countries and the organisation the words put them with: those named before the head, else behind "of", "for", "at", "from",
    "in".
    """
    before = [n for n in named if n.start < head_at]
    academic = role is not None and role.sector in ("EDU", "BUS", "CVL") and role.form == "person"
    if academic:  # "a North Korea expert": what he knows about; "China's": where he is
        before = [n for n in before if _sense(n) != "country" or words[n.end : n.end + 2] in ("'s", "’s") or _is_adjective(n, words)]
    behind = [n for n in named if n.start >= head_end and not _topical(words[head_end : n.start], head)]
    inside = [n for n in named if head_at <= n.start < head_end and _sense(n) != "media"]  # "Kremlinologist" has none; "house speaker" may
    countries: list[str | None] = []
    body: Organisation | Medium | None = None
    for group in (before, behind or inside):
        for n in group:
            record = _record(n)
            if isinstance(record, (Organisation, Medium)) and body is None:
                body = record
            elif isinstance(record, Metonym) and body is None and not countries:
                countries.append(record.country or None)
                if record.kind != "country":
                    body = Organisation(record.name, record.kind, (), record.country, record.sector, "", (), record.source)
            elif isinstance(record, Country) and (group is before or not countries):
                countries.append(record.iso3)
        if countries or body:
            break
    if isinstance(body, Medium) and role is not None and role.sector not in ("", "JRN"):
        body = None
    if body is None and before and not behind:
        return countries, None
    if body is None and countries and behind:  # "the Syrian head of the IAEA": the organisation counts
        body = next((r for r in map(_record, behind) if isinstance(r, (Organisation, Medium))), None)
        if body is not None and body.country and body.country not in countries:
            body = None
    return countries, body


_CAPITALISED = re.compile(r"[A-Z][\w’'-]+(?: (?:al-)?[A-Z][\w’'-]+)*")


_KNOWN_CITY = 100_000  # people


def _of_place(words: str, head_end: int, knowledge: Knowledge) -> str | None:
    """The country of a city or region named beside the head ("an Idlib resident"), where only one country has a place of that name."""
    for found in _CAPITALISED.finditer(words):
        if found.start() >= head_end and _topical(words[head_end : found.start()], ""):
            continue
        word = found.group()
        led = any(h.office in ("president", "prime minister", "chancellor", "leader") for h in knowledge.people(word))
        places = () if led or knowledge.role(word) else knowledge.places(word)
        if places and found.start() == 0 and 0 < places[0].population < _KNOWN_CITY:
            continue  # the capital may be that of the sentence: Federal is a town in Argentina
        if places and (places[0].population == 0 or len({p.country for p in places}) == 1):
            return places[0].country
    return None


def _topical(between: str, head: str) -> bool:
    """Do the words between head and name say what it is about, not whom it belongs to?"""
    last = head.rsplit(" ", 1)[-1]
    if last in _SERVING and re.fullmatch(r"\s*to(?: the)?\s*", between):
        return False
    if last in _LEANING and re.search(r"\bof\b", between):
        return True
    prepositions = _PREPOSITIONS.findall(between)
    if prepositions and _TOPIC_PREPOSITIONS.search(prepositions[-1] if last not in _TARGETED else between):
        return True
    return last in _TARGETED and bool(re.search(r"\bfor\b", between))


def _record(n: Named) -> Country | Organisation | Medium | Metonym:
    for wanted in ("demonym", "country", "metonym", "organisation", "media", "capital"):
        for sense, record in n.entries:
            if sense == wanted:
                return record
    return n.entries[0].record


def _sense(n: Named) -> str:
    return n.entries[0].sense


def _is_adjective(n: Named, words: str) -> bool:
    return any(e.sense == "demonym" for e in n.entries)


def _office(words: str, named: list[Named], head_at: int, head_end: int, country: str) -> str:
    """The title as a slug: the words from behind the last name before the head up to the head."""
    start = max((n.end for n in named if n.end <= head_at), default=0)
    title = re.sub(r"^['’]s\b|^\W+", "", words[start:head_end]).strip()
    title = re.sub(
        (
            r"^(?:(?:the|a|an|his|her|its|their|former|then|ex|late|new|current|acting|outgoing|longtime|long-time|"
            r"veteran|senior|top|hardline|embattled|newly elected|one|that|this)[ -]+)+"
        ),
        "",
        title,
        flags=re.I,
    )
    return office_slug(title, country=country) if title else ""


def _sector(words: str, role: Role | None, head_at: int, body: Organisation | Medium | None, named: list[Named]) -> str:
    sector = role.sector if role else ""
    if isinstance(body, Medium):
        return "JRN"
    if (
        body is not None
        and body.sector in _BODY_SECTOR_FIRST
        and (sector in _GENERIC or sector == body.sector or body.sector in ("REB", "UAF"))
        and sector not in _OWN_SECTOR
    ):
        return body.sector
    if sector not in ("", "GOV") and role is not None:
        return sector
    before = words[:head_at]
    for n in named:
        if n.end <= head_at:
            before = before[: n.start] + " " * (n.end - n.start) + before[n.end :]
    before = before.lower()
    for modifier, wanted in _SECTOR_WORDS.items():
        if re.search(rf"\b{modifier}\b", before):
            return wanted
    if body is not None and body.sector:
        return body.sector
    if (
        sector == ""
        and role is not None
        and role.form == "person"
        and any(_sense(n) in ("country", "demonym", "metonym", "capital") for n in named)
    ):
        return "GOV"
    return sector


def _plural(head: str, role: Role | None) -> bool:
    word = head.lower()
    return word.endswith(("s", "men", "women", "people", "police", "media")) and not word.endswith(("ss", "'s", "’s")) and bool(role)
