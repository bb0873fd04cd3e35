"""Hard sentences of our own, with the statements that a careful reader finds in them; tests read them from recorded annotations.

`python tests/hard_sentences.py` (from the checkout, with the models installed) asks the models again and writes
tests/data/hard_sentences.json and docs/statements.md. All people, places and papers but the great agencies and platforms are made up.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from factory import Marked, marked, paragraphs

from onrecord.knowledge import Knowledge, load_knowledge
from onrecord.models import Annotation, Recorded
from onrecord.read import readable_text
from onrecord.read.chains import link_chains
from onrecord.read.quotations import find_quotations
from onrecord.read.statements import find_statements
from onrecord.records import StatementDraft
from onrecord.spans import Span

ROOT = Path(__file__).resolve().parent.parent
RECORDED = ROOT / "tests" / "data" / "hard_sentences.json"
DOCUMENT = ROOT / "docs" / "statements.md"


class Hard(NamedTuple):
    """A title, why it is hard, and the text with its statements marked: `source1`, `cue1`, `content1`, `relay1` … for the first one."""

    title: str
    why: str
    source: str


HARD = (
    Hard(
        "According to an agency",
        "the agency is no speaker: it is the chain of the official's statement",
        "[content1|The two sides will meet again in Orrel next week], [source1|a senior Veldanian official] [cue1|said], "
        "according to [relay1|Reuters].",
    ),
    Hard(
        "A statement inside a quotation",
        "the inner speaker is only quoted by the outer one",
        "[content1|“We asked for one thing, and [source2|they] still [cue2|say]: [content2|no inspections],”] "
        "[source1|Holt] [cue1|told] reporters.",
    ),
    Hard(
        "A quotation that is split",
        "two pieces, one statement",
        "[content1|“The bridge will open in May,”] [source1|Mayor Lena Brandt] [cue1|said]. [content1|“Nobody will pay for it twice.”]",
    ),
    Hard(
        "A quotation over paragraphs",
        "the first paragraph is opened and not closed, the second has no cue",
        "[source1|Holt] [cue1|said] on Monday: [content1|“Our patience is not endless.]\n"
        "[content1|“If the attacks go on, we will leave the talks.”]",
    ),
    Hard(
        "Two cues of one subject",
        "the second cue has no subject of its own",
        "[source1|[source2|The minister]] [cue1|said] [content1|that the port was safe] and [cue2|warned] "
        "[content2|that foreign ships should keep away].",
    ),
    Hard(
        "Two sources",
        "both accuse",
        "[source1|Paris and Berlin] [cue1|accused] [content1|Veldania of hiding the reports].",
    ),
    Hard(
        "Nobody is named",
        "an empty source is kept, not dropped",
        "[content1|The president] [cue1|is expected] [content1|to sign the treaty on Friday].",
    ),
    Hard(
        "Told to a medium",
        "the broadcaster is addressee and chain, and he goes on",
        "[content1|“We are ready,”] [source1|General Osk] [cue1|told] [relay1|[relay2|CNN]]. "
        "[source2|He] [cue2|added] [content2|that no order had come].",
    ),
    Hard(
        "Written on a platform",
        "the platform is the venue",
        "[source1|Holt] [cue1|wrote] on [relay1|Telegram] [content1|that her delegation had left Geneva].",
    ),
    Hard(
        "Quoted as saying",
        "the agency's own verb passes the statement on",
        "[relay1|TASS] quoted [source1|the governor] [cue1|as saying] [content1|that two drones had been shot down].",
    ),
    Hard(
        "A wish",
        "nothing was said, something is wanted",
        "[source1|Veldania] [cue1|wants] [content1|the alliance to withdraw its troops from the border].",
    ),
    Hard(
        "A denial",
        "negation belongs to the cue",
        "[source1|The ministry] [cue1|did not say] [content1|how many soldiers had been wounded].",
    ),
    Hard(
        "Described as",
        "object and description are one content",
        "[source1|Osk] [cue1|described] [content1|the raid as “a mistake of the first order”].",
    ),
    Hard(
        "A post with its signature",
        "no cue at all",
        "[content1|Great meeting in Orrel today. More to come!] — [source1|Lena Brandt ([relay1|@lenabrandt])] March 3, 2023",
    ),
    Hard(
        "A transcript",
        "the colon is the cue",
        "[source1|BRANDT][cue1|:] [content1|I never signed that letter, and I never will].",
    ),
    Hard(
        "The writer's own addition",
        "what stands after the comma is not the speaker's",
        "[source1|Holt] [cue1|said] [content1|the port would be closed], although ships could be seen there on Sunday.",
    ),
    Hard(
        "A claim as a noun",
        "the possessor speaks",
        "[source1|Diplomats] [cue1|doubt] [content1|[source2|Osk’s] [cue2|claim] [content2|that the bridge was never mined]].",
    ),
    Hard(
        "An unnamed relay",
        "an official is no medium: his statement holds the other",
        "[source1|An official] [cue1|said] [content1|[source2|Brandt] [cue2|had promised] [content2|to reopen the school]].",
    ),
    Hard(
        "Straight marks and apostrophes",
        "the apostrophes are no marks",
        "[content1|\"It's the workers' money, not yours,\"] [source1|Brandt] [cue1|replied].",
    ),
    Hard(
        "A description after the name",
        "it belongs to the source, its last comma does not",
        "[content1|The harbour is empty], [cue1|said] [source1|Jan Orrel, a spokesman for the dockers’ union], on Tuesday.",
    ),
)


def texts() -> Iterator[Marked]:
    """The texts without their marks."""
    return (marked(h.source) for h in HARD)


def read(text: str, annotation: Annotation, knowledge: Knowledge) -> tuple[StatementDraft, ...]:
    """What the statement stages make of a text."""
    readable = paragraphs(text)
    drafts = find_statements(text, annotation, find_quotations(text, readable), readable=readable)
    return link_chains(text, annotation, drafts, knowledge=knowledge)


def prepared(text: str) -> str:
    """The text as `read_many` hands it to the model."""
    return readable_text(text, paragraphs(text))


def document(answers: Recorded, knowledge: Knowledge) -> str:
    """docs/statements.md."""
    out = [
        "# Twenty hard sentences, and what OnRecord makes of them",
        "",
        "Our own sentences: people, places and papers are made up. Written by `python tests/hard_sentences.py` with the model that ships",
        "with the package, and checked by the tests: what stands here is what the reader gives, right or wrong. A row that is not what we",
        "would mark by hand says so.",
    ]
    for number, (hard, m) in enumerate(zip(HARD, texts(), strict=True), start=1):
        (annotation,) = answers.annotate([prepared(m.text)])
        drafts = read(m.text, annotation, knowledge)
        out += ["", f"## {number}. {hard.title}", "", *(f"> {line}  " for line in m.text.split("\n")), "", f"Hard because {hard.why}.", ""]
        out += ["| | source | cue | content | mode | chain | to | inside |", "|---|---|---|---|---|---|---|---|"]
        out += [_row(m.text, n, d) for n, d in enumerate(drafts, start=1)]
        if not as_marked(m, drafts):
            out += ["", "Not as we would mark it: " + "; ".join(_by_hand(m)) + "."]
    return "\n".join(out) + "\n"


def _row(text: str, number: int, draft: StatementDraft) -> str:
    inside = "" if draft.inside is None else f"s{draft.inside + 1}"
    cells = [f"s{number}", *(_words(text, x) for x in (draft.source, draft.cue, draft.content)), draft.mode]
    return "| " + " | ".join([*cells, _words(text, draft.relays), _words(text, draft.to), inside]) + " |"


def _words(text: str, spans: Sequence[Span]) -> str:
    return " … ".join(text[s.start : s.end] for s in spans).replace("|", "\\|").replace("\n", " ")


def _numbers(m: Marked) -> list[str]:
    return [n for n in "123" if m["content" + n]]


def _by_hand(m: Marked) -> list[str]:
    return [" | ".join(_words(m.text, m[role + n]) or "–" for role in ("source", "cue", "content")) for n in _numbers(m)]


def as_marked(m: Marked, drafts: Sequence[StatementDraft]) -> bool:
    """Are these the marked statements, with their relays, and no others?"""
    want = {tuple(m[role + n] for role in ("source", "cue", "content", "relay")) for n in _numbers(m)}
    return want == {(d.source, d.cue, d.content, d.relays) for d in drafts}


def main() -> None:
    """Asks the models again."""
    from onrecord.models.onnx_tagger import Joined, Tagger
    from onrecord.models.spacy_parser import SpacyParser

    answers = Recorded.of(Joined(SpacyParser(), Tagger("small")), [prepared(m.text) for m in texts()])
    RECORDED.parent.mkdir(exist_ok=True)
    answers.save(RECORDED)
    DOCUMENT.write_text(document(answers, load_knowledge()), encoding="utf-8")


if __name__ == "__main__":
    main()
