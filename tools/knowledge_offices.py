"""Offices and their holders, from five sources in order of trust; `build_knowledge.py` calls `holdings`.

A hand-made list of one office takes over from its first row on. In an office that one person holds at a time a row without an end ends
where the next one begins.
"""

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from onrecord.knowledge.names import key, office_slug
from onrecord.knowledge.tables import Country, Holding, read_rows
from onrecord.read.people import alike, name_parts, same_person

__all__ = ["holdings"]

HAND_SEEN = "2025-06"  # the hand-made rows are known up to here
FROM = "2000"  # offices that ended before are left out
REPOS = {
    "us": "USA",
    "united-kingdom": "GBR",
    "saudi": "SAU",
    "swiss-federal-council": "CHE",
    "czech": "CZE",
    "uae": "ARE",
    "congo-kinshasa": "COD",
}
SINGLE = {
    "president",
    "prime minister",
    "chancellor",
    "foreign minister",
    "defence minister",
    "interior minister",
    "finance minister",
    "king",
    "queen",
    "monarch",
    "emperor",
    "sultan",
    "emir",
    "supreme leader",
    "white house press secretary",
    "secretary-general",
    "director-general",
    "high representative",
    "special envoy for syria",
    "vice president",
    "national security adviser",
    "leader",
}
SECTORS = (
    (
        "MIL",
        r"chief of (?:the )?(?:general |defen[cs]e |naval |air |army )?(?:staff|defence)|joint chiefs|"
        r"commander|naval operations|chief of army|chief of navy|general staff",
    ),
    ("SPY", r"\bcia\b|intelligence|security service|\bfsb\b|mossad|shin bet|\bmi[56]\b"),
    ("COP", r"police|\bfbi\b|federal bureau of investigation"),
    ("JUD", r"justice of the|chief justice|supreme court|\bjudge\b|prosecutor"),
    (
        "LEG",
        r"speaker|president of the (?:senate|national assembly|chamber|federal council|parliament|congress)|"
        r"leader of the house|member of parliament|senator|chairman of the (?:state duma|standing committee)",
    ),
    ("OPP", r"leader of the opposition"),
)
TITLES = (
    "Prime Minister",
    "Interim Prime Minister",
    "Acting Prime Minister",
    "Caretaker Prime Minister",
    "President",
    "Acting President",
    "Interim President",
    "Transitional President",
    "President Elect",
    "Transition President",
    "King",
    "Queen",
    "Emperor",
    "Sultan",
    "Amir",
    "Emir",
    "Chancellor",
    "Taoiseach",
    "Premier",
    "Chief Executive",
    "Chief Minister",
    "Supreme Leader",
    "Crown Prince",
    "Governor",
    "Governor General",
    "Sultan and Prime Minister",
    "State Counsellor",
    "Acting Chancellor",
    "Grand Duke",
    "Prince",
    "Pope",
    "Administrator",
)
RANKS = re.compile(
    r"^(?:(?:Lt|Gen|Col|Sr|Jr|Brig|Maj|Adm|Capt|Field Mar|Dr|Sheikh|Ayatollah|Vice Sen)\.? )+|(?:, Jr\.?|, Sr\.?| Jr\.?| II\b)$"
)
NICK = re.compile(r'\s*["“(][^"”)]*["”)]')
INITIAL = re.compile(r"\b[A-Z]\.\s*")


def sector_of(title: str) -> str:
    words = title.lower()
    return next((s for s, pattern in SECTORS if re.search(pattern, words)), "GOV")


def latin(name: str) -> bool:
    return all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or c in "’ʻ‘" for c in name) and any(c.isalpha() for c in name)


def holdings(data: Path, hand: Path, countries: Iterable[Country]) -> list[Holding]:
    """All rows, sorted by country, office and start."""
    names = {key(n): c.iso3 or "" for c in countries for n in (c.name, *c.names) if c.kind in ("state", "territory")}
    base = _main_titles(list(_holders21(data / "holders21_all.csv", names)))
    known = _Known(base)
    states = {c.iso3 for c in countries if c.kind == "state"} | {"HKG", "MAC"}
    fips = {r["FIPS"].lower(): r["ISO3166-1-Alpha-3"] for r in csv.DictReader((data / "country-codes.csv").open(encoding="utf-8"))} | {
        "kv": "XKX",
        "gz": "PSE",
        "we": "PSE",
    }
    rows = base + [known.spelled(h) for h in _factbook(data / "factbook_leaders.csv", fips) if h.country in states]
    rows += [known.spelled(h) for h in _foreign_ministers(data / "foreign_ministers_2023_wikidata.csv", names)]
    rows += list(_snapshot(data / "2026-08-22_leaders.json", names))
    by_hand = [known.identified(h) for h in _hand(hand / "offices.tsv")]
    return _leaders(_merged(rows, by_hand), hand / "leading_offices.tsv")


def _holders21(path: Path, names: dict[str, str]) -> Iterator[Holding]:
    for row in csv.DictReader(path.open(encoding="utf-8")):
        person = row["person"].split(", ")[0].strip()
        if not latin(person) or (row["end"] and row["end"] < FROM):
            continue
        repo = re.sub(r"-(cabinet|ministers)$", "", row["country_repo"])
        country = "" if repo == "world" else REPOS.get(repo) or names[key(repo.replace("-", " "))]
        title = re.sub(r"\s+", " ", row["position"].strip(' "'))
        body = _body(title) if not country else ""
        if not country and not body:
            continue
        yield Holding(
            person,
            row["wikidata"],
            office_slug(re.sub(r" of the United Nations$", "", title) if body else title, country=country),
            title,
            country,
            body,
            row["start"],
            row["end"],
            "2022-12",
            "IGO" if body else sector_of(title),
            "holders of office 2000-2022 (Wikidata)",
        )


def _main_titles(rows: list[Holding]) -> list[Holding]:
    """One-holder offices keep the rows of their main title; what is held beside it (a province's, a junior minister's) goes by its own."""
    groups: dict[tuple[str, str], list[Holding]] = defaultdict(list)
    for h in rows:
        if h.office in SINGLE:
            groups[h.country or h.body, h.office].append(h)
    lesser: set[int] = set()
    for group in groups.values():
        months: dict[str, int] = defaultdict(int)
        for h in group:
            months[h.title] += _month(h.end or "2022-12") - _month(h.start)
        for h in group:
            beside = [k for k in group if k.person != h.person and months[k.title] > months[h.title] and _months_shared(h, k) > 1]
            if beside:
                lesser.add(id(h))
    return [replace(h, office=h.title.lower()) if id(h) in lesser else h for h in rows]


def _months_shared(a: Holding, b: Holding) -> int:
    return min(_month(a.end or "2022-12"), _month(b.end or "2022-12")) - max(_month(a.start), _month(b.start))


def _body(title: str) -> str:
    for body in (
        "United Nations General Assembly",
        "United Nations",
        "World Trade Organization",
        "International Court of Justice",
        "Council of Europe",
    ):
        if title.endswith(body) and "Permanent Representative" not in title:
            return body
    return ""


def _factbook(path: Path, fips: dict[str, str]) -> Iterator[Holding]:
    for row in csv.DictReader(path.open(encoding="utf-8")):
        country = fips.get(row["gec"])
        title, person = _split_title(row["title_name"])
        if (
            not country
            or not person
            or not row["since"]
            or (country != "GBR" and "III" in person.split() and title == "King")
            or person.startswith("Elizabeth Ii")
        ):
            continue
        if title in ("Governor", "Governor General", "Administrator"):
            continue
        yield Holding(
            person,
            "",
            office_slug(title, country=country),
            title,
            country,
            "",
            row["since"],
            "",
            row["last_snapshot"][:7],
            "GOV",
            "CIA World Factbook leaders",
        )


def _split_title(words: str) -> tuple[str, str]:
    """Title and name: "Prime Minister Keir STARMER" -> ("Prime Minister", "Keir Starmer"); ("", "") where the title is none of TITLES."""
    words = NICK.sub("", words).strip()
    title = max((t for t in TITLES if words.startswith(t + " ")), key=len, default="")
    name = re.split(r" (?:resigned|remains|is|was|has|since|until)\b", words[len(title) :].strip(" ,"))[0]
    if (
        not title
        or "," in RANKS.sub("", name)
        or " of the " in name
        or " and " in name.lower()
        or re.match(r"(?:of|and|Presidential)\b", name)
    ):
        return "", ""
    name = INITIAL.sub("", RANKS.sub("", RANKS.sub("", name))).strip(" ,")
    return title, " ".join(_cased(w) for w in name.split())


def _cased(word: str) -> str:
    return (
        "-".join(p.capitalize() if len(p) > 1 and p.isupper() else p for p in word.split("-"))
        if any(c.isupper() for c in word[1:])
        else word
    )


def _foreign_ministers(path: Path, names: dict[str, str]) -> Iterator[Holding]:
    for row in csv.DictReader(path.open(encoding="utf-8", errors="replace")):
        country = names.get(key(row["countryLabel"]), "")
        if country and row["name"] and latin(row["name"]) and row["start"]:
            yield Holding(
                row["name"],
                row["person"],
                "foreign minister",
                "Minister of Foreign Affairs",
                country,
                "",
                row["start"],
                "",
                "2023-03",
                "GOV",
                "foreign ministers in March 2023 (Wikidata)",
            )


def _snapshot(path: Path, names: dict[str, str]) -> Iterator[Holding]:
    for place in json.loads(path.read_text("utf-8"))["countries"].values():
        country = names.get(key(place["country"]["name_en"]), "")
        for position in place["positions"].values():
            holder = position.get("current_holder") or {}
            title = re.sub(r" \(.*|(?<=Sultan) and .*", "", position.get("title_en") or "")
            if country and holder.get("name_en") and holder.get("since") and title not in ("Monarch", "King", "Yang di-Pertuan Agong"):
                yield Holding(
                    holder["name_en"],
                    holder["wikidata_id"],
                    office_slug(title),
                    title,
                    country,
                    "",
                    holder["since"],
                    "",
                    "2026-08",
                    "GOV",
                    "leaders snapshot 2026-08-22, not checked",
                )


def _hand(path: Path) -> Iterator[Holding]:
    for _, (country, title, person, start, end, sector, source) in read_rows(path):
        state = country if len(country) == 3 and country.isupper() else ""
        yield Holding(
            person,
            "",
            office_slug(title, country=state),
            title,
            state,
            "" if state else country,
            start,
            end,
            HAND_SEEN,
            sector or sector_of(title),
            source,
        )


class _Known:
    """People of the most trusted source, to give the others' rows one spelling and their Wikidata id."""

    def __init__(self, rows: Iterable[Holding]) -> None:
        self.people: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
        self.of_country: dict[str, set[tuple[tuple[str, ...], str]]] = defaultdict(set)
        for h in rows:
            self.of_country[h.country].add((name_parts(h.person), h.wikidata))
            for word in key(h.person).split():
                self.people[h.country, word].add((h.person, h.wikidata))

    def identified(self, row: Holding) -> Holding:
        """The row with the Wikidata id of the only person of that country whose name is a spelling of the same."""
        parts = name_parts(row.person)
        ids = {w for p, w in self.of_country[row.country] if p[0][:1] == parts[0][:1] and _spelling(parts, p)}
        return replace(row, wikidata=ids.pop()) if len(ids) == 1 else row

    def spelled(self, row: Holding) -> Holding:
        """The row with the name the trusted source gives the person, where first and last word agree."""
        words = key(row.person).split()
        both = self.people[row.country, words[0]] & self.people[row.country, words[-1]]
        if len(both) != 1 and len(words) > 2:
            both = self.people[row.country, words[-1]] & self.people[row.country, words[1]]
        if len(both) != 1:
            return row
        person, wikidata = next(iter(both))
        return replace(row, person=person, wikidata=wikidata)


def _merged(rows: list[Holding], by_hand: list[Holding]) -> list[Holding]:
    ids = {(h.country, key(h.person)): h.wikidata for h in rows if h.wikidata}
    groups: dict[tuple[str, str], list[Holding]] = defaultdict(list)
    for h in rows:
        groups[h.country or h.body, h.office].append(h)
    mine: dict[tuple[str, str], list[Holding]] = defaultdict(list)
    for h in by_hand:
        mine[h.country or h.body, h.office].append(h if h.wikidata else replace(h, wikidata=ids.get((h.country, key(h.person)), "")))
    out: list[Holding] = []
    for group in sorted(groups.keys() | mine.keys()):
        office = _one_source_each(groups[group], single=group[1] in SINGLE)
        if hand := [_seen(h, groups[group]) for h in mine[group]]:
            first = min(h.start for h in hand)
            office = [_until(h, first) for h in office if h.start < first] + sorted(hand, key=lambda h: h.start)
        office.sort(key=lambda h: (h.start, h.person))
        out += _closed(office) if group[1] in SINGLE else office
    return out


def _one_source_each(rows: list[Holding], *, single: bool) -> list[Holding]:
    """Without rows of less trusted sources that tell again, or otherwise, what a more trusted one tells."""
    out: list[Holding] = []
    for h in rows:  # in order of trust
        same = [k for k in out if _same(k.person, h.person) and k.source != h.source]
        if any(abs(_month(k.start) - _month(h.start)) <= 4 or (k.start <= h.start and (not k.end or h.start < k.end)) for k in same):
            out = [replace(k, seen=max(k.seen, h.seen)) if k in same and not k.end else k for k in out]
            continue
        if single and any(
            k.source != h.source and k.start <= h.start and (h.start < k.end or _month(h.start) - _month(k.start) < 1) for k in out
        ):
            continue
        if any(k.source == h.source and _same(k.person, h.person) and abs(_month(k.start) - _month(h.start)) <= 1 for k in out):
            out = [replace(k, seen=max(k.seen, h.seen)) if _same(k.person, h.person) and not k.end else k for k in out]
            continue
        out.append(h)
    return out


def _spelling(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """The same first and last name, allowing for transliteration."""
    return len(a) > 1 and len(b) > 1 and (a == b or (alike(a[-1], b[-1]) and (alike(a[0], b[0]) or a[0][:3] == b[0][:3])))


def _same(a: str, b: str) -> bool:
    """Two spellings of one holder, as far as the holders of one office go?"""
    first, second = name_parts(a), name_parts(b)
    return key(a) == key(b) or same_person(first, second) or alike(first[-1], second[-1])


def _month(date: str) -> int:
    return int(date[:4]) * 12 + int(date[5:7] or 1)


def _seen(row: Holding, others: Iterable[Holding]) -> Holding:
    """A hand-made row without an end is known as long as another source knows the same holder, and at least at its start."""
    if row.end:
        return row
    later = [h.seen for h in others if key(h.person) == key(row.person) and not h.end]
    return replace(row, seen=max([row.seen, row.start[:7], *later]))


def _until(row: Holding, day: str) -> Holding:
    return replace(row, end=day) if not row.end or row.end > day else row


def _closed(rows: list[Holding]) -> list[Holding]:
    out = []
    for i, h in enumerate(rows):
        later = next((k for k in rows[i + 1 :] if k.person != h.person and k.start > h.start), None)
        if later and not h.end:
            out.append(replace(h, end=later.start))
        else:
            out.append(h)
    return out


def _leaders(rows: list[Holding], path: Path) -> list[Holding]:
    """Adds rows of the office "leader": copies of the office that leads the state (leading_offices.tsv), within the dates given there."""
    by_office: dict[tuple[str, str], list[Holding]] = defaultdict(list)
    for h in rows:
        by_office[h.country or h.body, h.office].append(h)
    out = list(rows)
    for _, (country, office, start, end, _source) in read_rows(path):
        for h in by_office[country, office]:
            begin, until = max(h.start, start), min(h.end or "9999", end or "9999")
            if begin < until:
                out.append(replace(h, office="leader", start=begin, end="" if until == "9999" else until))
    return sorted(out, key=lambda h: (h.country or h.body, h.office, h.start, h.person))
