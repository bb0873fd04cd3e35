"""How many events are read where there are none: `python benchmarks/quiet.py [FILE] [--json] [--told]`.

FILE has one document a line as `onrecord read` takes them; without it the twenty texts of our own beside this script: sport, recipes,
weather, reviews, markets, gardening and the like, written so that hardly a sentence tells a political act and many sound like one ("laid
siege to the penalty area"). One rule was measured on them when it was made (`sides.is_of_public_life`), so
expect more events in other texts. Prints how many `texts` and `words` there are, how many `events` were read in them and
`events_per_1000_words`, how many of these are `asserted`, and how many texts have none (`texts_without`); with `--told` each event.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from onrecord.knowledge import load_knowledge
from onrecord.models.onnx_tagger import Joined, Tagger
from onrecord.models.spacy_parser import SpacyParser
from onrecord.read import read_many
from onrecord.records import Document, Reading
from onrecord.run.fetch import documents

__all__ = ["score"]

TEXTS = Path(__file__).with_suffix(".jsonl")


def score(texts: Sequence[Document], readings: Iterable[Reading]) -> dict[str, float]:
    """The measures over some documents and what was read in them."""
    events = [reading.events for reading in readings]
    words = sum(len(document.text.split()) for document in texts)
    total = sum(map(len, events))
    return {
        "texts": len(texts),
        "words": words,
        "events": total,
        "events_per_1000_words": round(1000 * total / max(1, words), 2),
        "asserted": sum(e.factuality == "asserted" for some in events for e in some),
        "texts_without": sum(not some for some in events),
    }


def told(document: Document, reading: Reading) -> Iterable[str]:
    """A line an event: where, what, who, and the words around its trigger."""
    names = {a.id: a.name for a in reading.actors}
    for e in reading.events:
        sides = " → ".join(", ".join(names[i] for i in ids) or "?" for ids in (e.actor, e.recipient))
        around = " ".join(document.text[max(0, e.trigger.start - 40) : e.trigger.end + 30].split())
        word = document.text[e.trigger.start : e.trigger.end]
        yield f"{document.id}: {e.type} {e.mode or '-'} “{word}” {e.factuality}, {sides} ({e.confidence}): … {around} …"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?", default=TEXTS)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--told", action="store_true", help="print every event, too")
    arguments = parser.parse_args()
    texts = [d for d in documents([arguments.file]) if isinstance(d, Document)]
    readings = list(read_many(texts, model=Joined(SpacyParser(), Tagger()), knowledge=load_knowledge()))
    if arguments.told:
        print("\n".join(line for pair in zip(texts, readings, strict=True) for line in told(*pair)))
    result = score(texts, readings)
    print(json.dumps(result) if arguments.json else "\n".join(f"{name:22} {value}" for name, value in result.items()))


if __name__ == "__main__":
    main()
