"""Hand readings in quotation form to stand-off lines: every quotation becomes characters of the story, no word of the story is kept.

    python -m tools.standoff --data DIR READING.json ... > batch.jsonl

DIR holds `news/` and `readings/`. The quotation form: each span is copied from the text and occurs in it once, or stands in `[[ ]]` inside
words that do. A quotation that is missing or not unique, an unknown label or id, a story that a gold file holds
and one that shares a passage with the dev file stop the run.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from training.readings import ReadingError, load_stories

KINDS = frozenset("person country organisation media bloc group unnamed".split())
SECTORS = frozenset("GOV MIL COP LEG JUD SPY OPP PTY REB UAF CRM BUS JRN NGO IGO EDU LAB HLH REL CVL".split())
FACTUALITY = frozenset("asserted attributed hedged negated future hypothetical historical".split())
CONTEXTS = frozenset(
    "military intelligence executive legislative election political-institutions pro-democracy pro-autocracy economic legal reparations "
    "human-rights rights-freedoms repression human-security gender lgbt religion-ethnicity inequality diplomatic territory peacekeeping "
    "health asylum migration disaster natural-resource environment technology terrorism cbrn cyber misinformation crime corruption "
    "illegal-drugs trafficking".split()
)
MODES = {
    "AGREE": "", "SUPPORT": "", "CONCEDE": "", "COOPERATE": "", "AID": "",
    "CONSULT": "visit third-party multilateral phone",
    "RETREAT": "withdraw release disarm ceasefire access resign",
    "REQUEST": "assist change yield meet",
    "ACCUSE": "disapprove investigate allege",
    "REJECT": "assist change yield meet",
    "THREATEN": "restrict arrest relations expel territory violence",
    "PROTEST": "demo riot strike hunger boycott obstruct vandalize",
    "SANCTION": "convict expel withdraw discontinue",
    "MOBILIZE": "troops weapons police militia",
    "COERCE": "seize restrict ban censor curfew martial-law arrest deport withhold misinformation cyber",
    "ASSAULT": "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial drone heavy-weapons "
    "crowd-control unconventional",
}  # fmt: skip
PROBE = 100  # letters in a row that two different stories do not share


def span_of(quotation: str, text: str) -> list[int]:
    """[start, end) of a quotation in `text`: of the words in `[[ ]]`, or of it all. ReadingError if missing, not unique, badly marked."""
    before, mark, rest = quotation.partition("[[")
    marked, closed, after = rest.partition("]]")
    if not mark:
        before, marked = "", quotation
    elif not closed or "[[" in after or "]]" in after:
        raise ReadingError(f"not one mark: {quotation!r}")
    words = before + marked + after
    count = sum(text.startswith(words, at) for at in range(len(text))) if words else 0
    if count != 1 or not marked:
        raise ReadingError(f"{'not in the text' if not count else f'{count} times in the text'}: {quotation!r}")
    start = text.index(words) + len(before)
    return [start, start + len(marked)]


def alias_of(alias: str, text: str) -> list[int]:
    """[start, end) of the first place where an alias stands: it means its actor wherever it stands."""
    start = text.find(alias)
    if start < 0 or not alias:
        raise ReadingError(f"not in the text: {alias!r}")
    return [start, start + len(alias)]


def stand_off(reading: dict[str, Any], text: str) -> dict[str, Any]:
    """The stand-off object of a reading of `text` in quotation form. ReadingError where it is unsound."""
    ids = [x["id"] for part in ("actors", "statements", "events") for x in reading[part]]
    _all_in(ids, frozenset(ids), "id", unique=True)
    actors = frozenset(a["id"] for a in reading["actors"])
    statements = frozenset(s["id"] for s in reading["statements"])
    return {
        "id": reading["id"],
        "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "published": reading["published"],
        "actors": [_actor(a, text) for a in reading["actors"]],
        "statements": [_statement(s, text, actors=actors, statements=statements) for s in reading["statements"]],
        "events": [_event(e, text, actors=actors, statements=statements) for e in reading["events"]],
    }


def _all_in(values: Iterable[str], known: frozenset[str], what: str, *, unique: bool = False) -> None:
    seen = set()
    for value in values:
        if value not in known:
            raise ReadingError(f"unknown {what}: {value!r}")
        if unique and value in seen:
            raise ReadingError(f"{what} twice: {value!r}")
        seen.add(value)


def _actor(actor: dict[str, Any], text: str) -> dict[str, Any]:
    _all_in([actor["kind"]], KINDS, "kind")
    _all_in([s for s in [actor["sector"]] if s], SECTORS, "sector")
    return {**{k: actor[k] for k in ("id", "name", "kind", "country", "sector")}, "aliases": [alias_of(a, text) for a in actor["aliases"]]}


def _statement(statement: dict[str, Any], text: str, *, actors: frozenset[str], statements: frozenset[str]) -> dict[str, Any]:
    _all_in([*statement["actors"], *statement["to"], *(link["actor"] for link in statement["chain"])], actors, "actor")
    _all_in([statement["mode"]], frozenset({"direct", "indirect", "mixed"}), "mode")
    _all_in([s for s in [statement["inside"]] if s], statements - {statement["id"]}, "statement")
    if not statement["content"]:
        raise ReadingError(f"{statement['id']}: a statement without content")
    return {
        "id": statement["id"],
        "actors": statement["actors"],
        **{part: [span_of(q, text) for q in statement[part]] for part in ("source", "cue", "content")},
        "mode": statement["mode"],
        "chain": [{"actor": link["actor"], "span": span_of(link["quote"], text)} for link in statement["chain"]],
        "inside": statement["inside"],
        "to": statement["to"],
    }


def _event(event: dict[str, Any], text: str, *, actors: frozenset[str], statements: frozenset[str]) -> dict[str, Any]:
    _all_in([event["type"]], frozenset(MODES), "type")
    _all_in([m for m in event["modes"] if m], frozenset(MODES[event["type"]].split()), f"mode of {event['type']}")
    _all_in(event["contexts"], CONTEXTS, "context")
    _all_in([*event["actor"], *event["recipient"]], actors, "actor")
    _all_in([event["factuality"]], FACTUALITY, "factuality")
    _all_in([s for s in [event["statement"]] if s], statements, "statement")
    if not event["modes"] or (event["factuality"] == "attributed" and not event["statement"]):
        raise ReadingError(f"{event['id']}: no mode, or attributed to nobody")
    date, place = event["date"], event["place"]
    return {
        **{k: event[k] for k in ("id", "type", "modes", "contexts", "actor", "recipient")},
        "trigger": span_of(event["trigger"], text),
        "date": date and {**{k: date[k] for k in ("start", "end", "precision")}, "span": span_of(date["quote"], text)},
        "place": place and {**{k: place[k] for k in ("name", "country")}, "span": span_of(place["quote"], text)},
        "factuality": event["factuality"],
        "statement": event["statement"],
    }


def _texts(path: Path) -> list[str]:
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


def in_gold(text: str, gold: Iterable[str]) -> bool:
    """Whether one of the texts `gold` is this story, by its first, middle and last letters, whatever the spaces and marks between."""
    letters = _letters(text)
    middle = max(0, (len(letters) - PROBE) // 2)
    probes = (letters[:PROBE], letters[middle : middle + PROBE], letters[-PROBE:])
    return any(p in g for g in map(_letters, gold) for p in probes)


def shares_passage(text: str, held_out: Iterable[str]) -> bool:
    """Whether one of the texts `held_out` has a passage of this story, be it one quotation: nothing of a dev set may be trained on."""
    letters = _letters(text)
    pieces = [letters[at : at + PROBE] for at in range(0, max(1, len(letters) - PROBE), PROBE // 2)]
    return any(piece in other for other in map(_letters, held_out) for piece in pieces)


def main() -> int:
    """Writes the stand-off lines of the files named on the command line to standard output; 1 and a message where one is unsound."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--data", type=Path, required=True, help="directory with news/ and readings/")
    parser.add_argument("readings", nargs="+", type=Path, help="hand readings in quotation form, one JSON object a file")
    args = parser.parse_args()
    stories = load_stories(args.data / "news")
    train, dev = (_texts(args.data / "readings" / f"gold_{part}.jsonl") for part in ("train", "dev"))
    for path in args.readings:
        try:
            reading = json.loads(path.read_text(encoding="utf-8"))
            story = stories.get(reading["id"])
            if story is None:
                raise ReadingError(f"no story {reading['id']}")
            if in_gold(story["text"], train) or shares_passage(story["text"], dev):
                raise ReadingError(f"{reading['id']} is in a gold file")
            line = json.dumps(stand_off(reading, story["text"]), ensure_ascii=False, separators=(",", ":"))
        except (ReadingError, KeyError, ValueError) as e:
            print(f"{path}: {e}", file=sys.stderr)
            return 1
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
