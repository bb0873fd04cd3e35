"""Chains, by parses written by hand; the knowledge is a handful of media."""

import pytest
from factory import annotated, draft, marked, paragraphs, shown

from onrecord.knowledge import Knowledge, Medium
from onrecord.models import Annotation
from onrecord.read import _outlet
from onrecord.read.chains import link_chains
from onrecord.read.quotations import find_quotations
from onrecord.read.statements import find_statements
from onrecord.records import Document, StatementDraft
from onrecord.spans import Span


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    names = {"Reuters": (), "CNN": (), "TASS": ("Tass",), "Telegram": (), "Twitter": (), "Orrel Herald": ("the Herald",)}
    return Knowledge(
        media=[
            Medium(name=n, aliases=a, country="", ownership="", domain=f"{n.lower()}.com", wikidata="", source="test")
            for n, a in names.items()
        ]
    )


def linked(text: str, annotation: Annotation, knowledge: Knowledge) -> tuple[StatementDraft, ...]:
    readable = paragraphs(text)
    drafts = find_statements(text, annotation, find_quotations(text, readable), readable=readable)
    return link_chains(text, annotation, drafts, knowledge=knowledge)


def chains(text: str, annotation: Annotation, knowledge: Knowledge) -> list[tuple[str, list[str], list[str]]]:
    """Each statement with the words of its relays and addressees."""
    return [
        (shown(text, d), [text[s.start : s.end] for s in d.relays], [text[s.start : s.end] for s in d.to])
        for d in linked(text, annotation, knowledge)
    ]


TOLD = "Osk/NNP/nsubj/1 told=tell/VBD/ROOT/1 {}/NNP/dobj/1 it/PRP/nsubj/4 sank=sink/VBD/ccomp/1 ././punct/1"


def test_a_medium_told_is_addressee_and_chain(knowledge: Knowledge) -> None:
    text = "Osk told CNN it sank."
    assert chains(text, annotated(text, TOLD.format("CNN")), knowledge) == [("Osk | told | it sank", ["CNN"], ["CNN"])]


def test_the_pages_own_outlet_is_addressee_only(knowledge: Knowledge) -> None:
    text = "Osk told CNN it sank."
    annotation = annotated(text, TOLD.format("CNN"))
    for outlet in ("CNN", "www.cnn.com", "CNN (Web News)", "CNN Online News"):
        (statement,) = link_chains(
            text, annotation, find_statements(text, annotation, (), readable=paragraphs(text)), knowledge=knowledge, outlet=outlet
        )
        assert statement.relays == ()
        assert [text[s.start : s.end] for s in statement.to] == ["CNN"]


def test_people_told_are_addressees_only(knowledge: Knowledge) -> None:
    text = "Osk told Brandt it sank."
    assert chains(text, annotated(text, TOLD.format("Brandt")), knowledge) == [("Osk | told | it sank", [], ["Brandt"])]


def test_what_was_told_to_a_medium_goes_on_with_the_same_speaker_until_another_speaks(knowledge: Knowledge) -> None:
    text = "Osk told CNN it sank.\nHe added it burned.\nLena said it floats.\nShe said it burned."
    said = "{}/{}/nsubj/1 {}/VBD/ROOT/1 it/PRP/nsubj/3 {}/VBD/ccomp/1 ././punct/1"
    annotation = annotated(
        text,
        TOLD.format("CNN"),
        said.format("He", "PRP", "added=add", "burned=burn"),
        said.format("Lena", "NNP", "said=say", "floats=float"),
        said.format("She", "PRP", "said=say", "burned=burn"),
    )
    assert [(w.split(" |")[0], r) for w, r, _ in chains(text, annotation, knowledge)] == [
        ("Osk", ["CNN"]),
        ("He", ["CNN"]),
        ("Lena", []),
        ("She", []),
    ]


@pytest.mark.parametrize(
    ("after", "relays"),
    [
        ("Osk/NNP/nsubj/1 added=add/VBD/ROOT/1 it/PRP/nsubj/3 burned=burn/VBD/ccomp/1 ././punct/1", ["CNN"]),
        # another party with the name in it, and words said to somebody else
        ("Osk/NNP/compound/1 aides=aide/NNS/nsubj/2 added=add/VBD/ROOT/2 it/PRP/nsubj/4 burned=burn/VBD/ccomp/2 ././punct/2", []),
        ("Osk/NNP/nsubj/1 told=tell/VBD/ROOT/1 Brandt/NNP/dobj/1 it/PRP/nsubj/4 burned=burn/VBD/ccomp/1 ././punct/1", []),
    ],
)
def test_it_goes_on_with_the_same_name_and_not_to_another_addressee(knowledge: Knowledge, after: str, relays: list[str]) -> None:
    text = "Osk told CNN it sank. " + " ".join(w.split("/")[0].split("=")[0] for w in after.split()).replace(" .", ".")
    assert chains(text, annotated(text, TOLD.format("CNN"), after), knowledge)[1][1] == relays


@pytest.mark.parametrize(
    ("text", "parse", "relays"),
    [
        (
            "Speaking to CNN, Osk said it sank.",
            "Speaking=speak/VBG/advcl/5 to/IN/prep/0 CNN/NNP/pobj/1 ,/,/punct/5 Osk/NNP/nsubj/5 said=say/VBD/ROOT/5 it/PRP/nsubj/7 "
            "sank=sink/VBD/ccomp/5 ././punct/5",
            ["CNN"],
        ),
        (
            "Osk said on CNN's Morning it sank.",
            "Osk/NNP/nsubj/1 said=say/VBD/ROOT/1 on/IN/prep/1 CNN/NNP/poss/5 's/POS/case/3 Morning/NNP/pobj/2 it/PRP/nsubj/7 "
            "sank=sink/VBD/ccomp/1 ././punct/1",
            ["CNN"],
        ),
        (
            "Osk said in a television address it sank.",
            "Osk/NNP/nsubj/1 said=say/VBD/ROOT/1 in/IN/prep/1 a/DT/det/5 television/NN/compound/5 address/NN/pobj/2 it/PRP/nsubj/7 "
            "sank=sink/VBD/ccomp/1 ././punct/1",
            [],
        ),
        (
            "Osk told Tass, the state agency, it sank.",
            "Osk/NNP/nsubj/1 told=tell/VBD/ROOT/1 Tass/NNP/dobj/1 ,/,/punct/2 the/DT/det/6 state/NN/compound/6 agency/NN/appos/2 "
            ",/,/punct/2 "
            "it/PRP/nsubj/9 sank=sink/VBD/ccomp/1 ././punct/1",
            ["Tass"],
        ),
        (
            'Speaking on CNN\' "Osk Hour", Osk said it sank.',  # the parse hangs it on the programme
            "Speaking=speak/VBG/dep/6 on/IN/prep/0 CNN/NNP/pobj/1 '/''/punct/0 \"/``/punct/0 Osk/NNP/compound/6 Hour/NNP/dep/0 "
            "\"/''/punct/6 ,/,/punct/9 Osk/NNP/nsubj/10 said=say/VBD/ROOT/10 it/PRP/nsubj/12 sank=sink/VBD/ccomp/10 ././punct/10",
            ["CNN"],
        ),
        (
            "Speaking in Oslo after CNN reported it, Osk said it sank.",  # the parse hangs it on nothing
            "Speaking=speak/VBG/dep/0 in/IN/prep/0 Oslo/NNP/pobj/1 after/IN/mark/5 CNN/NNP/nsubj/5 reported=report/VBD/advcl/0 "
            "it/PRP/dobj/5 ,/,/punct/9 Osk/NNP/nsubj/9 said=say/VBD/ROOT/9 it/PRP/nsubj/11 sank=sink/VBD/ccomp/9 ././punct/9",
            [],
        ),
        (
            "Osk told the media it sank.",
            "Osk/NNP/nsubj/1 told=tell/VBD/ROOT/1 the/DT/det/3 media/NNS/dobj/1 it/PRP/nsubj/5 sank=sink/VBD/ccomp/1 ././punct/1",
            [],
        ),
    ],
)
def test_where_it_was_said(knowledge: Knowledge, text: str, parse: str, relays: list[str]) -> None:
    assert chains(text, annotated(text, parse), knowledge)[0][1] == relays


def test_a_medium_named_before_may_go_by_the_last_word_of_its_name() -> None:
    media = [Medium(name="Veld Journal", aliases=(), country="", ownership="", domain="", wikidata="", source="test")]
    text = "Veld Journal came out. Osk told the Journal it sank."
    first = "Veld/NNP/compound/1 Journal/NNP/nsubj/2 came=come/VBD/ROOT/2 out/RP/prt/2 ././punct/2"
    second = "Osk/NNP/nsubj/1 told=tell/VBD/ROOT/1 the/DT/det/3 Journal/NNP/dobj/1 it/PRP/nsubj/5 sank=sink/VBD/ccomp/1 ././punct/1"
    annotation = annotated(text, first, second, entities=[("Veld Journal", "ORG")])
    assert [c[1] for c in chains(text, annotation, Knowledge(media=media))] == [["the Journal"]]


def test_a_post_goes_on_in_the_words_right_behind_it(knowledge: Knowledge) -> None:
    post = "Osk/NNP/nsubj/1 wrote=write/VBD/ROOT/1 on/IN/prep/1 Telegram/NNP/pobj/2 it/PRP/nsubj/5 sank=sink/VBD/ccomp/1 ././punct/1"
    plain = "The/DT/det/1 port/NN/nsubj/2 burned=burn/VBD/ROOT/2 for/IN/prep/2 hours=hour/NNS/pobj/3 ././punct/2"
    added = "He/PRP/nsubj/1 added=add/VBD/ROOT/1 it/PRP/nsubj/3 burned=burn/VBD/ccomp/1 ././punct/1"
    near = "Osk wrote on Telegram it sank. He added it burned."
    far = "Osk wrote on Telegram it sank. " + "The port burned for hours. " * 3 + "He added it burned."
    assert chains(near, annotated(near, post, added), knowledge)[1][1] == ["Telegram"]
    assert chains(far, annotated(far, post, plain, plain, plain, added), knowledge)[1][1] == []


def test_a_platform_is_the_venue(knowledge: Knowledge) -> None:
    text = "Osk wrote on Telegram that it sank."
    parse = (
        "Osk/NNP/nsubj/1 wrote=write/VBD/ROOT/1 on/IN/prep/1 Telegram/NNP/pobj/2 that/IN/mark/6 it/PRP/nsubj/6 sank=sink/VBD/ccomp/1 "
        "././punct/1"
    )
    assert chains(text, annotated(text, parse), knowledge) == [("Osk | wrote | that it sank", ["Telegram"], ["Telegram"])]


ACCORDING = (
    "It/PRP/nsubj/1 sank=sink/VBD/ccomp/4 ,/,/punct/4 Osk/NNP/nsubj/4 said=say/VBD/ROOT/4 ,/,/punct/4 according=accord/VBG/prep/4 "
    "to/IN/prep/6 {}/NNP/pobj/7 ././punct/4"
)


def test_an_agency_behind_according_to_is_chain_and_no_statement_of_its_own(knowledge: Knowledge) -> None:
    text = "It sank, Osk said, according to Reuters."
    assert chains(text, annotated(text, ACCORDING.format("Reuters")), knowledge) == [("Osk | said | It sank", ["Reuters"], [])]


def test_an_agency_is_relay_of_the_words_right_before_according_to(knowledge: Knowledge) -> None:
    m = marked("[source1|Osk] [cue1|said] [content1|that it sank], [cue2|according to] [source2|Reuters][content2|, though nobody knew].")
    drafts = (draft(m, "1"), draft(m, "2"))
    parse = (
        "Osk/NNP/nsubj/1 said=say/VBD/ROOT/1 that/IN/mark/4 it/PRP/nsubj/4 sank=sink/VBD/ccomp/1 ,/,/punct/1 according=accord/VBG/prep/1 "
        "to/IN/prep/6 Reuters/NNP/pobj/7 ,/,/punct/1 though/IN/mark/12 nobody/NN/nsubj/12 knew=know/VBD/advcl/1 ././punct/1"
    )
    (statement,) = link_chains(m.text, annotated(m.text, parse), drafts, knowledge=knowledge)
    assert (shown(m.text, statement), [m.text[s.start : s.end] for s in statement.relays]) == ("Osk | said | that it sank", ["Reuters"])


def test_an_unnamed_or_personal_relay_stays_an_outer_statement(knowledge: Knowledge) -> None:
    text = "It sank, Osk said, according to Brandt."
    found = linked(text, annotated(text, ACCORDING.format("Brandt")), knowledge)
    assert [(shown(text, d), d.inside) for d in found] == [("Brandt | according to | It sank, Osk said", None), ("Osk | said | It sank", 0)]


def test_an_agency_that_says_something_itself_is_a_source(knowledge: Knowledge) -> None:
    text = "According to Reuters, the port is shut."
    parse = (
        "According=accord/VBG/prep/6 to/IN/prep/0 Reuters/NNP/pobj/1 ,/,/punct/6 the/DT/det/5 port/NN/nsubj/6 is=be/VBZ/ROOT/6 "
        "shut/JJ/acomp/6 ././punct/6"
    )
    assert chains(text, annotated(text, parse), knowledge) == [("Reuters | According to | the port is shut", [], [])]


def test_two_relays_come_with_the_one_nearest_the_reader_first(knowledge: Knowledge) -> None:
    m = marked(
        "[content1|[source2|Tass] [cue2|reported] [content2|[source3|Osk] [cue3|said] [content3|it sank]]], "
        "[cue1|according to] [source1|Reuters]."
    )
    drafts = (draft(m, "1"), draft(m, "2", inside=0), draft(m, "3", inside=1))
    parse = (
        "Tass/NNP/nsubj/1 reported=report/VBD/ROOT/1 Osk/NNP/nsubj/3 said=say/VBD/ccomp/1 it/PRP/nsubj/5 sank=sink/VBD/ccomp/3 ,/,/punct/1 "
        "according=accord/VBG/prep/1 to/IN/prep/7 Reuters/NNP/pobj/8 ././punct/1"
    )
    outer, inner = link_chains(m.text, annotated(m.text, parse), drafts, knowledge=knowledge)
    assert [shown(m.text, d) for d in (outer, inner)] == ["Tass | reported | Osk said it sank", "Osk | said | it sank"]
    assert [m.text[s.start : s.end] for s in outer.relays] == ["Reuters"]
    assert [m.text[s.start : s.end] for s in inner.relays] == ["Reuters", "Tass"]
    assert (outer.inside, inner.inside) == (None, 0)


def test_what_a_medium_says_itself_is_its_statement_and_relays_the_one_within(knowledge: Knowledge) -> None:
    text = "Reuters reports that Osk said it sank."
    parse = (
        "Reuters/NNP/nsubj/1 reports=report/VBZ/ROOT/1 that/IN/mark/4 Osk/NNP/nsubj/4 said=say/VBD/ccomp/1 it/PRP/nsubj/6 "
        "sank=sink/VBD/ccomp/4 ././punct/1"
    )
    assert chains(text, annotated(text, parse), knowledge) == [
        ("Reuters | reports | that Osk said it sank", [], []),
        ("Osk | said | it sank", ["Reuters"], []),
    ]


def test_what_an_agency_quotes_is_the_quoted_persons(knowledge: Knowledge) -> None:
    m = marked("[source|TASS] [cue|quoted] [content|Osk as saying it sank].")
    parse = (
        "TASS/NNP/nsubj/1 quoted=quote/VBD/ROOT/1 Osk/NNP/dobj/1 as/IN/prep/1 saying=say/VBG/pcomp/3 it/PRP/nsubj/6 sank=sink/VBD/ccomp/4 "
        "././punct/1"
    )
    (statement,) = link_chains(m.text, annotated(m.text, parse), (draft(m),), knowledge=knowledge)
    assert shown(m.text, statement) == "Osk | as saying | it sank"
    assert [m.text[s.start : s.end] for s in statement.relays] == ["TASS"]


def test_who_is_cited_in_a_medium_is_the_source_of_what_the_medium_is_found_to_describe(knowledge: Knowledge) -> None:
    m = marked("Osk was cited in [source|TASS] [cue|describing] [content|that it sank].")
    parse = (
        "Osk/NNP/nsubjpass/2 was=be/VBD/auxpass/2 cited=cite/VBN/ROOT/2 in/IN/prep/2 TASS/NNP/pobj/3 describing=describe/VBG/acl/4 "
        "that/IN/mark/8 it/PRP/nsubj/8 sank=sink/VBD/ccomp/5 ././punct/2"
    )
    (statement,) = link_chains(m.text, annotated(m.text, parse), (draft(m),), knowledge=knowledge)
    assert shown(m.text, statement) == "Osk | describing | that it sank"
    assert [m.text[s.start : s.end] for s in statement.relays] == ["TASS"]


def test_a_post_has_its_handle_for_venue(knowledge: Knowledge) -> None:
    text = "Great day in Orrel! — Lena Brandt (@lena) March 3, 2023"
    assert chains(text, Annotation(), knowledge) == [("Lena Brandt (@lena) |  | Great day in Orrel!", ["@lena"], ["@lena"])]


def test_an_introduction_gives_its_media_to_the_statement_that_follows(knowledge: Knowledge) -> None:
    text = "More according to the Orrel Herald:\n“It sank,” said Holt."
    first = "More/RBR/ROOT/0 according=accord/VBG/prep/0 to/IN/prep/1 the/DT/det/5 Orrel/NNP/compound/5 Herald/NNP/pobj/2 :/:/punct/0"
    quoted = "“/``/punct/5 It/PRP/nsubj/2 sank=sink/VBD/ccomp/5 ,/,/punct/5 ”/''/punct/5 said=say/VBD/ROOT/5 Holt/NNP/nsubj/5 ././punct/5"
    assert chains(text, annotated(text, first, quoted), knowledge) == [("Holt | said | “It sank,”", ["the Orrel Herald"], [])]


@pytest.mark.parametrize(
    ("document", "outlet"),
    [
        (Document(id="d", text="", url="https://www.example.org/a"), "www.example.org"),
        (Document(id="d", text="", url="https://www.example.org/a", extra={"outlet": "The Example"}), "The Example"),
        (Document(id="d", text="", url="http://[broken"), None),
        (Document(id="d", text="", extra={"outlet": 7}), None),
    ],
)
def test_the_outlet_is_what_the_document_says_or_the_host_of_its_address(document: Document, outlet: str | None) -> None:
    assert _outlet(document) == outlet


def spanned(text: str, source: str, cue: str, content: str) -> StatementDraft:
    """A draft whose parts are the first places of these words; a source of no words is none."""
    parts = [tuple(Span(text.index(w), text.index(w) + len(w)) for w in [words] if w) for words in (source, cue, content)]
    return StatementDraft(source=parts[0], cue=parts[1], content=parts[2], mode="indirect")


SANK = "Osk/NNP/nsubj/1 said=say/VBD/ROOT/1 it/PRP/nsubj/3 sank=sink/VBD/ccomp/1 ,/,/punct/1 "


def test_a_named_medium_may_be_called_a_service(knowledge: Knowledge) -> None:
    text = "Osk said it sank, according to the Reuters news service."
    parse = SANK + (
        "according=accord/VBG/prep/1 to/IN/prep/5 the/DT/det/10 Reuters/NNP/compound/10 news/NN/compound/10 service/NN/pobj/6 ././punct/1"
    )
    annotation = annotated(text, parse, entities=[("Reuters", "ORG")])
    assert chains(text, annotation, knowledge) == [("Osk | said | it sank", ["the Reuters"], [])]


def test_a_medium_before_a_cue_without_a_source_is_its_source(knowledge: Knowledge) -> None:
    text = "Osk said it sank, Reuters reports."
    parse = SANK + "Reuters/NNP/nsubj/6 reports=report/VBZ/ccomp/1 ././punct/1"
    inner = spanned(text, "Osk", "said", "it sank")
    outer = spanned(text, "", "reports", "Osk said it sank")
    found = link_chains(text, annotated(text, parse), (outer, inner), knowledge=knowledge)
    assert [(shown(text, d), [text[r.start : r.end] for r in d.relays]) for d in found] == [("Osk | said | it sank", ["Reuters"])]


def test_the_only_statement_in_what_a_medium_passes_on_is_found_by_rule(knowledge: Knowledge) -> None:
    text = "Osk said it sank, Reuters reported."
    parse = (
        "Osk/NNP/nsubj/1 said=say/VBD/ccomp/6 it/PRP/nsubj/3 sank=sink/VBD/ccomp/1 ,/,/punct/6 Reuters/NNP/nsubj/6 "
        "reported=report/VBD/ROOT/6 ././punct/6"
    )
    outer = spanned(text, "Reuters", "reported", "Osk said it sank")
    found = link_chains(text, annotated(text, parse), (outer,), knowledge=knowledge)
    assert [(shown(text, d), [text[r.start : r.end] for r in d.relays]) for d in found] == [("Osk | said | it sank", ["Reuters"])]
