"""Who is who as of a date: countries, offices with their holders, organisations, media, metonyms, roles, cities; typed tables from the
files in `tables/`.

`load_knowledge()` reads them (about 0.3 s); the caller keeps the result. What the tables do not know is None or an empty tuple, never a
guess.

>>> known = load_knowledge()
>>> known.country_of("Russians"), known.country_of("Burma")
('RUS', 'MMR')
>>> known.holder("foreign minister", "TUR", on="2016-08-01").person
'Mevlüt Çavuşoğlu'
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from onrecord.knowledge.names import key, office_slug
from onrecord.knowledge.plover import Plover, load_plover
from onrecord.knowledge.tables import City, Country, FirstName, Holding, Medium, Metonym, Organisation, Role, read_table

__all__ = [
    "City",
    "Country",
    "Entry",
    "Holding",
    "Knowledge",
    "Medium",
    "Metonym",
    "Organisation",
    "Role",
    "key",
    "load_knowledge",
    "office_slug",
]

TABLES = Path(__file__).parent / "tables"
FAMILY_FIRST = {"CHN", "HKG", "KHM", "KOR", "MAC", "PRK", "SGP", "TWN", "VNM"}  # where names are written with the family name first


class Entry(NamedTuple):
    """What a name in a text may mean. `sense`: country | demonym | capital | metonym | organisation | media; `record` is the row it
    stands in.
    """

    sense: str
    record: Country | Organisation | Medium | Metonym


class Knowledge:
    """The tables, indexed by name. All look-ups take names as they are written; `key` says which spellings count as one.

    `other_names` are further names of people in `holdings`; `plover` are the tables that events are read with (without them none are);
    `own` is the digest of the rows a user added, None where there are none.
    """

    def __init__(
        self,
        *,
        countries: Iterable[Country] = (),
        holdings: Iterable[Holding] = (),
        organisations: Iterable[Organisation] = (),
        media: Iterable[Medium] = (),
        metonyms: Iterable[Metonym] = (),
        roles: Iterable[Role] = (),
        cities: Iterable[City] = (),
        first_names: Iterable[FirstName] = (),
        other_names: Mapping[str, Sequence[Holding]] | None = None,
        plover: Plover | None = None,
        own: str | None = None,
    ) -> None:
        self.countries = tuple(countries)
        self.holdings = tuple(holdings)
        self.organisations = tuple(organisations)
        self.media = tuple(media)
        self.metonyms = tuple(metonyms)
        self.roles = tuple(roles)
        self.cities = tuple(cities)
        self.first_names = {f.name: f.gender for f in first_names}
        self.plover = plover or Plover()
        self.own = own
        self._other_names = other_names or {}
        self._names: dict[str, tuple[Entry, ...]] = {}
        self._longest: dict[str, int] = {}
        for entry, names in self._entries():
            for name in names:
                self._add(name, entry)
        self._by_iso = {c.iso3: c for c in self.countries if c.iso3 and c.kind in ("state", "territory")}
        self._roles = {key(r.words).lower(): r for r in self.roles}
        self._by_office: dict[tuple[str, str], list[Holding]] = defaultdict(list)
        for h in self.holdings:
            self._by_office[h.office, h.country or h.body].append(h)

    def _entries(self) -> Iterator[tuple[Entry, tuple[str, ...]]]:
        for c in self.countries:
            yield Entry("country", c), (c.name, *c.names)
            yield Entry("demonym", c), c.demonyms
            yield Entry("capital", c), c.capitals
        for m in self.metonyms:
            yield Entry("metonym", m), m.words
        for o in self.organisations:
            yield Entry("organisation", o), (o.name, *o.aliases)
        for d in self.media:
            yield Entry("media", d), (d.name, *d.aliases)

    def with_more(
        self,
        *,
        holdings: Iterable[Holding],
        organisations: Iterable[Organisation],
        media: Iterable[Medium],
        other_names: Mapping[str, Sequence[Holding]],
        own: str,
    ) -> "Knowledge":
        """The same tables with rows put before theirs; on the same name the new ones come first. `own` is the digest of the new rows."""
        return Knowledge(
            countries=self.countries,
            holdings=(*holdings, *self.holdings),
            organisations=(*organisations, *self.organisations),
            media=(*media, *self.media),
            metonyms=self.metonyms,
            roles=self.roles,
            cities=self.cities,
            first_names=(FirstName(n, g, "") for n, g in self.first_names.items()),
            other_names=other_names,
            plover=self.plover,
            own=own,
        )

    def _add(self, name: str, entry: Entry) -> None:
        word = key(name)
        known = self._names.get(word, ())
        if entry in known:
            return
        self._names[word] = (*known, entry)
        first = first_word(word)
        size = len(word)
        if self._longest.get(first, 0) < size:
            self._longest[first] = size

    def entries(self, name: str) -> tuple[Entry, ...]:
        """All that the name may mean, in the order country, demonym, capital, metonym, organisation, media."""
        return self._names.get(key(name), ())

    def longest(self, word: str) -> int:
        """Characters of the longest known name that begins with this word; 0 where none does."""
        first = first_word(key(word)).rstrip(".")
        return max(self._longest.get(first, 0), self._longest.get(first.lower(), 0))  # a short name in capitals may begin a longer one

    def country(self, iso3: str) -> Country | None:
        """The state or territory of an ISO 3166-1 alpha-3 code."""
        return self._by_iso.get(iso3)

    def country_of(self, name: str) -> str | None:
        """ISO alpha-3 for a country's name (also a former one) or a demonym; not for a capital. None where two countries share it
        ("Congolese").
        """
        found = {r.iso3 for s, r in self.entries(name) if s in ("country", "demonym") and isinstance(r, Country)}
        return found.pop() if len(found) == 1 else None

    def capital_of(self, name: str) -> str | None:
        """ISO alpha-3 of the country whose capital this is."""
        return next((r.iso3 for s, r in self.entries(name) if s == "capital" and isinstance(r, Country)), None)

    def medium(self, name: str) -> Medium | None:
        """The news agency, broadcaster, paper or platform of that name."""
        return next((r for _, r in self.entries(name) if isinstance(r, Medium)), None)

    def medium_in(self, name: str, text: str) -> Medium | None:
        """The medium a name means in a text: "NBC" is NBC News where that is named, too."""
        found = self.medium(name)
        if found is None or not re.search(rf"\b{re.escape(found.name)} News\b", text):
            return found
        news = self.medium(f"{found.name} News")
        return news if news is not None and news.country == found.country else found

    def organisation(self, name: str) -> Organisation | None:
        """The organisation, bloc or armed group of that name."""
        return next((r for _, r in self.entries(name) if isinstance(r, Organisation)), None)

    def role(self, word: str) -> Role | None:
        """What kind of people the word names: "spokeswoman", "rebels", "lawmaker"; singular or plural."""
        plain = key(word).lower()
        return self._roles.get(plain) or self._roles.get(_singular(plain))

    def holders(self, office: str, country: str, *, on: str) -> tuple[Holding, ...]:
        """All who held an office on a day (YYYY-MM-DD), latest start first. `country`: ISO alpha-3, or the name of the organisation."""
        rows = self._by_office.get((office_slug(office, country=country), country), ())
        return tuple(sorted((h for h in rows if h.covers(on)), key=lambda h: h.start, reverse=True))

    def holder(self, office: str, country: str, *, on: str) -> Holding | None:
        """Who held an office on a day: on the day of a change the one who came in. None where the tables do not say."""
        return next(iter(self.holders(office, country, on=on)), None)

    def people(self, name: str) -> tuple[Holding, ...]:
        """Every office known of the people of that name: full name, last name alone, or a further name a user gave."""
        return self._people.get(key(name), ())

    @cached_property
    def _people(self) -> dict[str, tuple[Holding, ...]]:
        out: dict[str, list[Holding]] = defaultdict(list)
        for h in self.holdings:
            full = key(h.person)
            last = full.rsplit(" ", 1)[-1]
            family = {full.split(" ", 1)[0]} if h.country in FAMILY_FIRST else set()
            for name in {full, last, last.removeprefix("al-")} | family:
                out[name].append(h)
        for other, rows in self._other_names.items():
            out[key(other)] = list(dict.fromkeys((*rows, *out.get(key(other), ()))))
        return {name: tuple(rows) for name, rows in out.items()}

    @cached_property
    def given_names(self) -> frozenset[str]:
        """Words that begin the names of at least two of the people in the tables and are no role: first names, in lower case."""
        counts = Counter(name.split(" ", 1)[0] for name in self._people if " " in name)
        return frozenset(w for w, n in counts.items() if n > 1 and not self.role(w))

    @cached_property
    def _cities(self) -> dict[str, tuple[City, ...]]:
        out: dict[str, tuple[City, ...]] = {}
        for city in self.cities:
            word = key(city.name)
            out[word] = (*out.get(word, ()), city)
        return out

    def places(self, name: str) -> tuple[City, ...]:
        """Cities and regions of that name, the largest first."""
        return self._cities.get(key(name), ())


def first_word(name: str) -> str:
    """The name up to its first space or hyphen."""
    return name.replace("-", " ").split(" ", 1)[0]


def _singular(word: str) -> str:
    if word.endswith("men"):
        return word[:-3] + "man"
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("es") and word[-3:-2] in ("s", "x", "h"):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


_FILES: tuple[tuple[str, str, type], ...] = (
    ("countries", "countries.tsv", Country),
    ("holdings", "offices.tsv.gz", Holding),
    ("organisations", "organisations.tsv", Organisation),
    ("media", "media.tsv.gz", Medium),
    ("metonyms", "metonyms.tsv", Metonym),
    ("roles", "roles.tsv", Role),
    ("cities", "cities.tsv.gz", City),
    ("first_names", "first_names.tsv", FirstName),
)


def load_knowledge() -> Knowledge:
    """The tables that ship with the package, read afresh; keep the result. KnowledgeError if a file is damaged."""
    rows: dict[str, Any] = {name: read_table(TABLES / file, row) for name, file, row in _FILES if (TABLES / file).exists()}
    return Knowledge(**rows, plover=load_plover())
