"""onrecord.read: how the stages are put together. What each stage finds is tested beside it."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version

import pytest
from factory import annotated, marked, paragraphs
from hypothesis import given
from strategies import NEWSLIKE, TEXTS

from onrecord.knowledge import Knowledge, load_knowledge
from onrecord.models import Annotation
from onrecord.read import BATCH, read_many, readable_text
from onrecord.records import Document, digest
from onrecord.spans import Span

ENGLISH = (
    "The ministers of both countries met in the capital on Tuesday and talked for three hours about the border, the river and the trade "
    "between them, and their spokesmen were careful with every word after the meeting."
)
RUSSIAN = "Министры обеих стран встретились в столице во вторник и три часа говорили о границе, о реке и о торговле между двумя странами."


class Asked:
    """A model that knows some texts by a word in them and remembers what it was asked."""

    name = "asked"
    digest = "d"

    def __init__(self, answers: dict[str, Annotation] | None = None) -> None:
        self.answers = answers or {}
        self.calls: list[list[str]] = []

    def annotate(self, texts: Sequence[str]) -> list[Annotation]:
        self.calls.append(list(texts))
        return [next((a for word, a in self.answers.items() if word in text), Annotation()) for text in texts]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def test_the_model_gets_the_text_with_all_else_blank_and_a_paragraph_a_line() -> None:
    text = "chrome\n\nOne\nline.\nTwo.\n\nform"
    assert readable_text(text, [Span(8, 17), Span(18, 22)]) == "        One line.\nTwo.\n     "


@given(NEWSLIKE | TEXTS)
def test_offsets_in_what_the_model_gets_are_those_of_the_text(text: str) -> None:
    spans = paragraphs(text)
    handed = readable_text(text, spans)
    assert len(handed) == len(text)
    assert all(handed[s.start : s.end] == text[s.start : s.end] for s in spans)
    assert [line.strip() for line in handed.split("\n") if line.strip()] == [s for s in (text[s.start : s.end].strip() for s in spans) if s]


def test_the_model_is_asked_once_a_batch_and_only_for_what_is_read(knowledge: Knowledge) -> None:
    model = Asked()
    texts = [ENGLISH, "", RUSSIAN] * BATCH
    readings = list(read_many([Document(id=str(n), text=t) for n, t in enumerate(texts)], model=model, knowledge=knowledge))
    assert [r.id for r in readings] == [str(n) for n in range(len(texts))]
    assert [r.unread for r in readings] == [None, "empty", "language"] * BATCH
    assert len(model.calls) == 3
    assert {text for call in model.calls for text in call} == {ENGLISH}


def test_a_batch_with_nothing_to_read_asks_no_model(knowledge: Knowledge) -> None:
    model = Asked()
    (reading,) = read_many([Document(id="x", text=RUSSIAN, url="page.example")], model=model, knowledge=knowledge)
    assert model.calls == []
    assert (reading.unread, reading.language, reading.statements, reading.extra) == ("language", "ru", (), {"url": "page.example"})


def test_documents_are_taken_a_batch_at_a_time(knowledge: Knowledge) -> None:
    taken: list[int] = []

    def source() -> Iterator[Document]:
        for n in range(3 * BATCH):
            taken.append(n)
            yield Document(id=str(n), text=ENGLISH)

    next(read_many(source(), model=Asked(), knowledge=knowledge))
    assert len(taken) == BATCH


def test_a_reading_says_what_read_which_text(knowledge: Knowledge) -> None:
    (reading,) = read_many([Document(id="x", text=ENGLISH, published="2020-03-05")], model=Asked(), knowledge=knowledge)
    assert (reading.reader.version, reading.reader.model, reading.reader.digest) == (version("onrecord"), "asked", "d")
    assert reading.text_sha256 == digest(ENGLISH.encode())
    assert reading.published is not None
    assert (reading.published.start, reading.published.origin) == ("2020-03-05", "metadata")


def test_other_keys_of_the_document_pass_through_with_url_and_title(knowledge: Knowledge) -> None:
    document = Document(id="x", text=ENGLISH, url="page.example", title="Talks", extra={"outlet": "The Paper", "n": [1]})
    (reading,) = read_many([document], model=Asked(), knowledge=knowledge)
    assert reading.extra == {"url": "page.example", "title": "Talks", "outlet": "The Paper", "n": [1]}


def test_the_stages_meet_in_one_reading(knowledge: Knowledge) -> None:
    """A sentence annotated by hand goes through all stages: its source is resolved, its event stands on its statement."""
    m = marked("[content|Russia bombed the port of Orrel on Monday], [source|Mira Holt] [cue|said].\n" + ENGLISH)
    sentence = annotated(
        m.text,
        "Russia/NNP/nsubj/1 bombed=bomb/VBD/ccomp/11 the/DT/det/3 port/NN/dobj/1 of/IN/prep/3 Orrel/NNP/pobj/4 on/IN/prep/1 "
        "Monday/NNP/pobj/6 ,/,/punct/11 Mira/NNP/compound/10 Holt/NNP/nsubj/11 said=say/VBD/ROOT/11 ././punct/11",
        entities=[("Russia", "GPE"), ("Orrel", "GPE"), ("Monday", "DATE"), ("Mira Holt", "PERSON")],
    )
    (reading,) = read_many([Document(id="x", text=m.text, published="2020-03-05")], model=Asked({"Orrel": sentence}), knowledge=knowledge)
    (statement,) = reading.statements
    names = {a.id: a for a in reading.actors}
    assert (statement.id, statement.source, statement.cue, statement.content) == ("s1", m["source"], m["cue"], m["content"])
    assert [names[a].name for a in statement.actors] == ["Mira Holt"]
    (event,) = reading.events
    assert (event.id, event.type, event.statement) == ("e1", "ASSAULT", "s1")
    assert [names[a].country for a in event.actor] == ["RUS"]
    assert event.date is not None
    assert (event.date.start, event.date.end, event.factuality) == ("2020-03-02", "2020-03-02", "attributed")


HASHED = f"""
from factory import annotated
from onrecord import Document, read_many, to_json
from onrecord.knowledge import load_knowledge

text = {"Iran attacked Turkey and France with missiles in Syria on Monday, Mira Holt said. " + ENGLISH!r}
parse = (
    "Iran/NNP/nsubj/1 attacked=attack/VBD/ccomp/14 Turkey/NNP/dobj/1 and/CC/cc/2 France/NNP/conj/2 with/IN/prep/1 "
    "missiles=missile/NNS/pobj/5 in/IN/prep/1 Syria/NNP/pobj/7 on/IN/prep/1 Monday/NNP/pobj/9 ,/,/punct/14 Mira/NNP/compound/13 "
    "Holt/NNP/nsubj/14 said=say/VBD/ROOT/14 ././punct/14"
)

class Model:
    name = digest = "d"

    def annotate(self, texts):
        return [annotated(t, parse, entities=[("Iran", "GPE"), ("Turkey", "GPE"), ("Mira Holt", "PERSON")]) for t in texts]

print(*map(to_json, read_many([Document(id="x", text=text)], model=Model(), knowledge=load_knowledge())))
"""


def test_a_reading_does_not_hang_on_the_hash_seed() -> None:
    """Sets of words have another order in each process; none of it shows."""
    told = [
        subprocess.run(
            [sys.executable, "-c", HASHED],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert told[0] == told[1]
    assert '"events": [{' in told[0] and '"statements": [{' in told[0]
