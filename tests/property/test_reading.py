"""One property for each sentence of the contract, over the whole reader.

With `Scrambled` (any well-formed annotation) the stages meet trees and tags that no parser would give; with the real parser, real ones.
"""

import random
from collections.abc import Iterable
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import NEWSLIKE, TEXTS, Scrambled

from onrecord.knowledge import Knowledge, load_knowledge
from onrecord.models import Model
from onrecord.models.spacy_parser import SpacyParser
from onrecord.read import read_many
from onrecord.records import Document, Reading, check, from_json, to_json

# Made up. Every line is a paragraph of an article, long enough to be told from furniture.
ARTICLE = """Veldanian Foreign Minister Mira Holt said on Tuesday that her country would not return to the talks in Geneva this year.

“We asked for one thing, and they still say: no inspections,” Holt told Reuters after meeting Russian President Vladimir Putin in Moscow.

The Kremlin denied that Russia had attacked the port of Orrel last week, and accused the United States of spreading false reports about it.

According to an official in Washington, the White House will impose sanctions on two Russian banks if the attacks continue in March."""
TOP = "0 5 min 11 mths\n\n\n"
BOTTOM = "\n\nSource link\n\nLeave a Reply\n\nYour email address will not be published. Required fields are marked *"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def document(text: str, name: str = "d", **more: Any) -> Document:
    return Document(id=name, text=text, published="2023-02-07", **more)


def read(documents: Iterable[Document], model: Model, knowledge: Knowledge) -> list[Reading]:
    return list(read_many(documents, model=model, knowledge=knowledge))


@given(text=TEXTS | NEWSLIKE, seed=st.integers(0, 2**32))
def test_any_text_and_any_annotation_give_a_reading_that_keeps_the_contract(text: str, seed: int, knowledge: Knowledge) -> None:
    (reading,) = read([document(text)], Scrambled(seed), knowledge)
    assert check(reading, text) is reading
    assert from_json(to_json(reading).encode("utf-8")) == reading


@pytest.mark.model
@settings(max_examples=30)
@given(text=TEXTS | NEWSLIKE)
def test_any_text_is_read_with_the_real_parser(text: str, parser: SpacyParser, knowledge: Knowledge) -> None:
    (reading,) = read([document(text)], parser, knowledge)
    assert check(reading, text) is reading


@given(texts=st.lists(NEWSLIKE, min_size=2, max_size=20), seed=st.integers(0, 2**32))
@settings(max_examples=20)
def test_the_size_and_order_of_a_batch_change_nothing(texts: list[str], seed: int, knowledge: Knowledge) -> None:
    model = Scrambled(0)
    documents = [document(text, str(n)) for n, text in enumerate(texts)]
    together = {r.id: r for r in read(documents, model, knowledge)}
    random.Random(seed).shuffle(documents)
    assert {d.id: read([d], model, knowledge)[0] for d in documents} == together


@pytest.mark.model
def test_the_size_of_a_batch_changes_nothing_with_the_real_parser(parser: SpacyParser, knowledge: Knowledge) -> None:
    documents = [document(p, str(n)) for n, p in enumerate([ARTICLE, *ARTICLE.split("\n\n"), "", TOP + ARTICLE])]
    assert [read([d], parser, knowledge)[0] for d in documents] == read(documents, parser, knowledge)


def moved(value: Any, by: int) -> Any:
    """Plain values with every span moved: a span is a list of two numbers."""
    if isinstance(value, dict):
        return {k: moved(v, by) for k, v in value.items()}
    if isinstance(value, list) and len(value) == 2 and all(type(x) is int for x in value):
        return [value[0] + by, value[1] + by]
    return [moved(v, by) for v in value] if isinstance(value, list) else value


@pytest.mark.model
@pytest.mark.parametrize(("top", "bottom"), [(TOP, ""), ("", BOTTOM), (TOP, BOTTOM)])
def test_furniture_around_an_article_moves_its_records_and_changes_nothing_else(
    top: str, bottom: str, parser: SpacyParser, knowledge: Knowledge
) -> None:
    bare, dressed = read([document(ARTICLE, "a"), document(top + ARTICLE + bottom, "b")], parser, knowledge)
    assert bare.statements and bare.actors
    for part in ("actors", "statements", "events"):
        want = moved(msgspec.json.decode(msgspec.json.encode(getattr(bare, part))), len(top))
        assert msgspec.json.decode(msgspec.json.encode(getattr(dressed, part))) == want
    assert dressed.published == bare.published


@pytest.mark.model
def test_reading_twice_gives_the_same(parser: SpacyParser, knowledge: Knowledge) -> None:
    first, second = (to_json(read([document(ARTICLE)], parser, knowledge)[0]) for _ in range(2))
    assert first == second
