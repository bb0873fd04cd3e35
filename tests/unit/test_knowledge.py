"""The tables: names and spellings, offices on a day, descriptions, users' own tables."""

import bz2
import gzip
import json
from pathlib import Path

import pytest

from onrecord.errors import KnowledgeError
from onrecord.knowledge import Holding, Knowledge, key, load_knowledge, office_slug
from onrecord.knowledge.descriptions import describe, names_in
from onrecord.knowledge.tables import City, read_table, write_table
from onrecord.knowledge.user_tables import HEADER, add_names, kept_names, read_names, shown, with_names


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return load_knowledge()


# --- names ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("the U.S.", "US"),
        ("Recep Tayyip Erdoğan", "Recep Tayyip Erdogan"),
        ("Turkey’s", "Turkey"),
        ("UNITED Nations", "united nations"),
        ("Łódź", "Lodz"),
        ("Reu\u00adters", "Reuters"),
        ("Zarif\u200b", "Zarif"),
    ],
)
def test_spellings_that_count_as_one(a: str, b: str) -> None:
    assert key(a) == key(b)


def test_short_capitals_keep_their_case() -> None:
    assert key("US") != key("us")
    assert key("WHO") != key("who")


@pytest.mark.parametrize(
    ("title", "country", "slug"),
    [
        ("Minister of Foreign Affairs", "FRA", "foreign minister"),
        ("Secretary of State", "USA", "foreign minister"),
        ("acting Defense Secretary", "USA", "defence minister"),
        ("Chancellor of the Exchequer", "GBR", "finance minister"),
        ("Deputy Prime Minister", "TUR", "deputy prime minister"),
        ("Deputy Minister of Foreign Affairs", "RUS", "deputy minister of foreign affairs"),
        ("Home Secretary", "GBR", "interior minister"),
    ],
)
def test_offices_by_whatever_title(title: str, country: str, slug: str) -> None:
    assert office_slug(title, country=country) == slug


# --- countries ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "iso3"),
    [
        ("Russians", "RUS"),
        ("Burma", "MMR"),
        ("the U.K.", "GBR"),
        ("Ivory Coast", "CIV"),
        ("Kosovo", "XKX"),
        ("Gaza", "PSE"),
        ("Saudi", "SAU"),
        ("Swaziland", "SWZ"),
    ],
)
def test_countries_by_name_and_demonym(known: Knowledge, name: str, iso3: str) -> None:
    assert known.country_of(name) == iso3


def test_a_demonym_of_two_countries_is_of_neither(known: Knowledge) -> None:
    assert known.country_of("Congolese") is None


def test_states_that_are_no_more_have_no_code(known: Knowledge) -> None:
    assert known.country_of("Soviet Union") is None
    assert known.entries("Soviet Union")[0].sense == "country"


def test_capitals_in_both_spellings(known: Knowledge) -> None:
    assert known.capital_of("Kyiv") == known.capital_of("Kiev") == "UKR"
    assert known.country_of("Kyiv") is None


def test_media_know_their_country_and_owner(known: Knowledge) -> None:
    xinhua = known.medium("Xinhua")
    assert xinhua is not None
    assert (xinhua.name, xinhua.country, xinhua.ownership) == ("Xinhua News Agency", "CHN", "state")


def test_organisations_and_their_members(known: Knowledge) -> None:
    nato = known.organisation("North Atlantic Treaty Organization")
    assert nato is not None
    assert (nato.name, nato.kind) == ("NATO", "bloc")
    assert "TUR" in nato.members
    assert "RUS" not in nato.members


def test_every_row_names_its_source(known: Knowledge) -> None:
    for table in (known.countries, known.holdings, known.organisations, known.media, known.metonyms, known.roles, known.cities):
        assert table
        assert all(row.source for row in table)


# --- offices on a day ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("office", "side", "on", "person"),
    [
        ("president", "RUS", "2010-01-01", "Dmitry Medvedev"),
        ("foreign minister", "TUR", "2016-08-01", "Mevlüt Çavuşoğlu"),
        ("secretary of state", "USA", "2018-05-01", "Mike Pompeo"),
        ("leader", "TUR", "2014-01-01", "Recep Tayyip Erdoğan"),
        ("prime minister", "TUR", "2015-01-01", "Ahmet Davutoğlu"),
        ("chancellor", "DEU", "2022-02-01", "Olaf Scholz"),
        ("secretary-general", "United Nations", "2016-12-01", "Ban Ki-moon"),
        ("home secretary", "GBR", "2023-01-01", "Suella Braverman"),
    ],
)
def test_holders(known: Knowledge, office: str, side: str, on: str, person: str) -> None:
    found = known.holder(office, side, on=on)
    assert found is not None
    assert found.person == person


def test_on_the_day_of_a_change_it_is_the_one_who_came_in(known: Knowledge) -> None:
    before, day = known.holder("president", "USA", on="2017-01-19"), known.holder("president", "USA", on="2017-01-20")
    assert before is not None
    assert day is not None
    assert (before.person, day.person) == ("Barack Obama", "Donald Trump")


def holding(**fields: str) -> Holding:
    empty = dict.fromkeys(("person", "wikidata", "office", "title", "country", "body", "start", "end", "seen", "sector", "source"), "")
    return Holding(**(empty | fields))


def test_partial_dates_cover_all_of_their_month_or_year() -> None:
    row = holding(start="2002-05", end="2010-02", seen="2022-12")
    assert row.covers("2002-05-10")
    assert row.covers("2010-02-28")
    assert not row.covers("2010-03-01")


def test_an_open_office_is_known_for_a_year_more() -> None:
    row = holding(start="2020-01-01", seen="2022-12")
    assert row.covers("2023-06-01")
    assert not row.covers("2025-01-01")


def test_nobody_is_known_before_the_first_holder(known: Knowledge) -> None:
    assert known.holder("president", "USA", on="1901-01-01") is None


# --- descriptions -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "country", "sector", "office"),
    [
        ("a spokesman for the SDF", "SYR", "REB", "spokesman"),
        ("Russian Foreign Minister", "RUS", "GOV", "foreign minister"),
        ("a Kremlin official", "RUS", "GOV", "official"),
        ("UN special envoy for Syria", None, "IGO", "special envoy"),
        ("the Israeli ambassador to Ireland", "ISR", "GOV", "ambassador"),
        ("an Iran expert at the Central Party School in Beijing", "CHN", "EDU", "expert"),
        ("US-backed Syrian rebels", "SYR", "REB", "rebels"),
        ("the then-US secretary of state", "USA", "GOV", "foreign minister"),
        ("a Syrian Democratic Forces (SDF) spokesman", "SYR", "REB", "spokesman"),
        ("officials in Washington", "USA", "GOV", "officials"),
        ("an Idlib resident", "SYR", "CVL", "idlib resident"),
        ("Federal law enforcement official", None, "GOV", "federal law enforcement official"),
        ("a resident of Lebanon, Ohio,", "USA", "CVL", "resident"),
        ("a resident of Beirut, Lebanon", "LBN", "CVL", "resident"),
        ("a resident of London, New York, and Tokyo", "GBR", "CVL", "resident"),
    ],
)
def test_descriptions(known: Knowledge, words: str, country: str | None, sector: str, office: str) -> None:
    said = describe(words, knowledge=known)
    assert (said.country, said.sector, said.office) == (country, sector, office)


def test_two_countries_are_no_country(known: Knowledge) -> None:
    said = describe("British and US officials", knowledge=known)
    assert said.country is None
    assert said.torn


def test_former_holders_are_told(known: Knowledge) -> None:
    assert describe("the former French president", knowledge=known).former
    assert not describe("the French president", knowledge=known).former


def test_a_name_ends_before_its_genitive(known: Knowledge) -> None:
    words = "Japan's foreign minister"
    (named,) = names_in(words, knowledge=known)
    assert words[named.start : named.end] == "Japan"


def test_papers_called_the_need_their_article(known: Knowledge) -> None:
    assert not [n for n in names_in("the Deputy National Adviser", knowledge=known) if n.entries[0].sense == "media"]
    assert [n for n in names_in("told the Guardian", knowledge=known) if n.entries[0].sense == "media"]


# --- files --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cities.tsv", "cities.tsv.gz"])
def test_tables_come_back_as_written(tmp_path: Path, name: str) -> None:
    rows = [City("Geneva", "CHE", 201_741, "made up"), City("Genève", "CHE", 0, "made up")]
    write_table(tmp_path / name, City, rows)
    assert read_table(tmp_path / name, City) == rows


def test_a_bad_row_is_named_by_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "cities.tsv"
    path.write_text("name\tcountry\tpopulation\tsource\nBern\tCHE\tmany\tx\n")
    with pytest.raises(KnowledgeError, match=r"cities\.tsv: line 2"):
        read_table(path, City)


# --- users' own tables --------------------------------------------------------------------------------------------------------------

ROW = ["u1", "person", "Mara Vell", "Vell", "FRA", "GOV", "Minister of Defence", "2025-01-03", "", "our desk"]


def table(path: Path, *rows: list[str], header: tuple[str, ...] = HEADER) -> Path:
    path.write_text("\n".join("\t".join(r) for r in (list(header), *rows)) + "\n", encoding="utf-8")
    return path


def test_a_users_names_are_found_first(tmp_path: Path, known: Knowledge) -> None:
    more = with_names(known, read_names(table(tmp_path / "mine.tsv", ROW), knowledge=known))
    assert [h.person for h in more.people("Mara Vell")] == ["Mara Vell"]
    found = more.people("Mara Vell")[0]
    assert (found.office, found.country, found.source) == ("defence minister", "FRA", "our desk")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({1: "robot"}, "the kind 'robot'"),
        ({4: "XYZ"}, "'XYZ' is no ISO"),
        ({5: "KING"}, "no PLOVER sector"),
        ({7: "2025-02-30"}, "is no date"),
        ({8: "2024-12-31"}, "before it starts"),
        ({2: ""}, "must not be empty"),
    ],
)
def test_bad_rows_say_line_and_reason(tmp_path: Path, known: Knowledge, change: dict[int, str], reason: str) -> None:
    bad = [change.get(i, c) for i, c in enumerate(ROW)]
    path = table(tmp_path / "mine.tsv", ["u0", *ROW[1:]], bad)
    with pytest.raises(KnowledgeError, match="line 3") as error:
        add_names(path, tmp_path / "kept", knowledge=known)
    assert reason in str(error.value)
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_wrong_header_is_named(tmp_path: Path, known: Knowledge) -> None:
    with pytest.raises(KnowledgeError, match="line 1: the header"):
        list(read_names(table(tmp_path / "mine.tsv", header=("name", "id")), knowledge=known))


def test_the_same_row_twice_is_refused(tmp_path: Path, known: Knowledge) -> None:
    with pytest.raises(KnowledgeError, match="line 3: the id u1"):
        list(read_names(table(tmp_path / "mine.tsv", ROW, ROW), knowledge=known))


def test_one_id_for_two_names_is_refused(tmp_path: Path, known: Knowledge) -> None:
    with pytest.raises(KnowledgeError, match="already stands for another name"):
        list(read_names(table(tmp_path / "mine.tsv", ROW, [*ROW[:2], "Someone Else", *ROW[3:]]), knowledge=known))


def test_mixed_encodings_are_named_by_line(tmp_path: Path, known: Knowledge) -> None:
    path = table(tmp_path / "mine.tsv", ROW)
    path.write_bytes(path.read_bytes() + "u2\tperson\tJosé".encode("latin-1") + b"\t\t\t\t\t\t\tx\n")
    with pytest.raises(KnowledgeError, match="line 3: not UTF-8"):
        list(read_names(path, knowledge=known))


ENTITY = {
    "id": "Q1",
    "labels": {"en": {"value": "Mara Vell"}},
    "descriptions": {"en": {"value": "French politician"}},
    "aliases": {"en": [{"value": "M. Vell"}]},
    "claims": {p: [{"mainsnak": {"datavalue": {"value": {"id": v}}}}] for p, v in (("P31", "Q5"), ("P27", "Q142"))},
}


@pytest.mark.parametrize(("suffix", "pack"), [("", bytes), (".gz", gzip.compress), (".bz2", bz2.compress)])
def test_lines_of_a_wikidata_dump(tmp_path: Path, known: Knowledge, suffix: str, pack: type) -> None:
    path = tmp_path / f"dump.json{suffix}"
    path.write_bytes(pack(("[\n" + json.dumps(ENTITY) + ",\n" + json.dumps({"id": "Q2", "claims": {}}) + "\n]\n").encode()))
    kept, count = add_names(path, tmp_path / "kept", knowledge=known)
    assert count == 1
    (row,) = read_names(kept, knowledge=known)
    assert (row.id, row.name, row.country, row.aliases) == ("Q1", "Mara Vell", "FRA", ("M. Vell",))


def test_damaged_compression_is_a_clear_error(tmp_path: Path, known: Knowledge) -> None:
    path = tmp_path / "dump.json.gz"
    path.write_bytes(gzip.compress(b"[\n" * 5000)[:20])
    with pytest.raises(KnowledgeError, match="compressed data is damaged"):
        list(read_names(path, knowledge=known))


def test_a_missing_file_and_a_directory(tmp_path: Path, known: Knowledge) -> None:
    with pytest.raises(KnowledgeError, match="no such file"):
        list(read_names(tmp_path / "none.tsv", knowledge=known))
    with pytest.raises(KnowledgeError, match="is a directory"):
        list(read_names(tmp_path, knowledge=known))


def test_show_tells_offices_of_a_day(known: Knowledge) -> None:
    rows = shown("Mike Pompeo", knowledge=known, on="2017-06-01")
    assert [r["office"] for r in rows if r["sense"] == "person"] == ["Director of the CIA"]


def test_show_gives_every_row_the_same_keys_and_null_for_what_it_does_not_say(known: Knowledge) -> None:
    rows = [row for name in ("Kremlin", "Mike Pompeo", "NATO", "Xinhua") for row in shown(name, knowledge=known)]
    assert {tuple(row) for row in rows} == {("sense", "name", "country", "sector", "office", "start", "end", "wikidata", "source")}
    assert "" not in {value for row in rows for value in row.values()}


def test_another_name_leads_to_the_same_person(tmp_path: Path, known: Knowledge) -> None:
    path = table(tmp_path / "mine.tsv", [*ROW[:3], "Johnny Vex|Vell", *ROW[4:]])
    more = with_names(known, read_names(path, knowledge=known))
    assert {h.person for name in ("Johnny Vex", "Vell", "Mara Vell") for h in more.people(name)} == {"Mara Vell"}


def test_names_make_another_digest_and_none_make_none(tmp_path: Path, known: Knowledge) -> None:
    one = with_names(known, read_names(table(tmp_path / "one.tsv", ROW), knowledge=known))
    two = with_names(known, read_names(table(tmp_path / "two.tsv", [*ROW[:9], "another desk"]), knowledge=known))
    assert len({known.own, one.own, two.own}) == 3
    assert with_names(known, kept_names(tmp_path / "nothing", knowledge=known)) is known


def test_files_kept_must_agree_and_one_of_the_same_name_takes_the_place(tmp_path: Path, known: Knowledge) -> None:
    kept = tmp_path / "kept"
    add_names(table(tmp_path / "a.tsv", ROW), kept, knowledge=known)
    with pytest.raises(KnowledgeError, match=r"b\.tsv: line 2: the id u1 already stands for another name"):
        add_names(table(tmp_path / "b.tsv", [*ROW[:2], "Someone Else", *ROW[3:]]), kept, knowledge=known)
    add_names(table(tmp_path / "a.tsv", [*ROW[:2], "Mara Vell-Orne", *ROW[3:]]), kept, knowledge=known)
    assert [row.name for row in kept_names(kept, knowledge=known)] == ["Mara Vell-Orne"]
    assert [p.name for p in kept.iterdir()] == ["a.tsv"]


def test_a_bad_file_makes_no_directory(tmp_path: Path, known: Knowledge) -> None:
    with pytest.raises(KnowledgeError, match="no rows"):
        add_names(table(tmp_path / "mine.tsv"), tmp_path / "kept", knowledge=known)
    assert not (tmp_path / "kept").exists()


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path, known: Knowledge) -> None:
    (tmp_path / "kept").write_text("a file")
    with pytest.raises(KnowledgeError, match="kept: cannot be written"):
        add_names(table(tmp_path / "mine.tsv", ROW), tmp_path / "kept", knowledge=known)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("[" * 100_000, "not JSON"),
        (json.dumps(ENTITY | {"claims": [1]}), "not shaped as a Wikidata entity"),
        (json.dumps(ENTITY | {"aliases": {"en": ["bare"]}}), "not shaped as a Wikidata entity"),
    ],
)
def test_odd_lines_of_a_dump_are_named(tmp_path: Path, known: Knowledge, line: str, reason: str) -> None:
    path = tmp_path / "dump.json"
    path.write_text("[\n" + json.dumps(ENTITY | {"id": "Q9"}) + ",\n" + line + "\n")
    with pytest.raises(KnowledgeError, match=f"line 3: {reason}"):
        add_names(path, tmp_path / "kept", knowledge=known)
    assert list(tmp_path.rglob("*.tsv*")) == []


def test_what_would_part_a_row_of_a_dump_is_taken_out(tmp_path: Path, known: Knowledge) -> None:
    path = tmp_path / "dump.json"
    odd = {"descriptions": {"en": {"value": "French\npolitician\t\ud800"}}, "aliases": {"en": [{"value": "M|V\t"}, {"value": 7}]}}
    path.write_text(json.dumps(ENTITY | odd))
    kept, _ = add_names(path, tmp_path / "kept", knowledge=known)
    (row,) = read_names(kept, knowledge=known)
    assert (row.office, row.aliases) == ("French politician \N{REPLACEMENT CHARACTER}", ("M V", "7"))


def test_a_flipped_byte_of_a_gzip_file_is_a_clear_error(tmp_path: Path, known: Knowledge) -> None:
    data = bytearray(gzip.compress("\n".join(json.dumps(ENTITY | {"id": f"Q{n}"}) for n in range(500)).encode()))
    data[40:60] = b"\xff" * 20
    (tmp_path / "dump.json.gz").write_bytes(data)
    with pytest.raises(KnowledgeError, match="compressed data is damaged"):
        list(read_names(tmp_path / "dump.json.gz", knowledge=known))


@pytest.mark.parametrize(("iso3", "words"), [("USA", "the United States"), ("PHL", "the Philippines"), ("CYP", "Cyprus")])
def test_a_country_in_a_phrase(known: Knowledge, iso3: str, words: str) -> None:
    state = known.country(iso3)
    assert state is not None
    assert state.in_a_phrase == words
