"""Statements by rule and from the tagger's parts. Parses are written by hand or recorded: no model is loaded."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from factory import Marked, annotated, marked, paragraphs, shown, tagged
from hard_sentences import DOCUMENT, HARD, RECORDED, as_marked, document, prepared, read, texts

from onrecord.knowledge import Knowledge, load_knowledge
from onrecord.models import Annotation, Link, Recorded
from onrecord.read.decoding import decoded
from onrecord.read.pieces import Marks
from onrecord.read.quotations import find_quotations
from onrecord.read.statements import find_statements
from onrecord.records import StatementDraft


def find(text: str, annotation: Annotation) -> tuple[StatementDraft, ...]:
    readable = paragraphs(text)
    return find_statements(text, annotation, find_quotations(text, readable), readable=readable)


def lines(text: str, annotation: Annotation) -> list[str]:
    return [shown(text, d) for d in find(text, annotation)]


# --- rules ------------------------------------------------------------------------------------------------------------------------

SAID = "Holt/NNP/nsubj/1 said=say/VBD/ROOT/1 that/IN/mark/6 the/DT/det/4 port/NN/nsubj/6 was=be/VBD/aux/6 safe/JJ/ccomp/1 ././punct/1"


@pytest.mark.parametrize(
    ("text", "parse", "statement"),
    [
        ("Holt said that the port was safe.", SAID, "Holt | said | that the port was safe"),
        (
            "Paris and Berlin accused Veldania of lies.",
            "Paris/NNP/nsubj/3 and/CC/cc/0 Berlin/NNP/conj/0 accused=accuse/VBD/ROOT/3 Veldania/NNP/dobj/3 of/IN/prep/3 "
            "lies=lie/NNS/pobj/5 "
            "././punct/3",
            "Paris and Berlin | accused | Veldania of lies",
        ),
        (
            "The minister did not say whether he knew.",
            "The/DT/det/1 minister/NN/nsubj/4 did=do/VBD/aux/4 not/RB/neg/4 say/VB/ROOT/4 whether/IN/mark/7 "
            "he/PRP/nsubj/7 knew=know/VBD/ccomp/4 "
            "././punct/4",
            "The minister | did not say | whether he knew",
        ),
        (
            "The talks are expected to resume.",
            "The/DT/det/1 talks=talk/NNS/nsubjpass/3 are=be/VBP/auxpass/3 expected=expect/VBN/ROOT/3 to/TO/aux/5 "
            "resume/VB/xcomp/3 ././punct/3",
            " | are expected | The talks … to resume",
        ),
        (
            "They called for new elections.",
            "They/PRP/nsubj/1 called=call/VBD/ROOT/1 for/IN/prep/1 new/JJ/amod/4 elections=election/NNS/pobj/2 ././punct/1",
            "They | called for | new elections",
        ),
        (
            "They called on Holt to leave.",
            "They/PRP/nsubj/1 called=call/VBD/ROOT/1 on/IN/prep/1 Holt/NNP/pobj/2 to/TO/aux/5 leave/VB/xcomp/1 ././punct/1",
            "They | called on | Holt to leave",
        ),
        (
            "They still say: no inspections.",
            "They/PRP/nsubj/2 still/RB/advmod/2 say/VBP/ROOT/2 :/:/punct/2 no/DT/det/5 inspections=inspection/NNS/dobj/2 ././punct/2",
            "They | say | no inspections",
        ),
        (
            "Osk’s claim that it sank spread.",
            "Osk/NNP/poss/2 ’s/POS/case/0 claim/NN/nsubj/6 that/IN/mark/5 it/PRP/nsubj/5 sank=sink/VBD/acl/2 spread/VBD/ROOT/6 ././punct/6",
            "Osk | claim | that it sank",
        ),
        (
            "According to Holt, the port is shut.",
            "According=accord/VBG/prep/6 to/IN/prep/0 Holt/NNP/pobj/1 ,/,/punct/6 the/DT/det/5 port/NN/nsubj/6 "
            "is=be/VBZ/ROOT/6 shut/JJ/acomp/6 "
            "././punct/6",
            "Holt | According to | the port is shut",
        ),
        (
            "He reportedly fled.",
            "He/PRP/nsubj/2 reportedly/RB/advmod/2 fled=flee/VBD/ROOT/2 ././punct/2",
            " | reportedly | He … fled",
        ),
    ],
)
def test_constructions(text: str, parse: str, statement: str) -> None:
    assert lines(text, annotated(text, parse)) == [statement]


def test_two_cues_of_one_subject() -> None:
    text = "Holt said it sank and warned he knew."
    parse = (
        "Holt/NNP/nsubj/1 said=say/VBD/ROOT/1 it/PRP/nsubj/3 sank=sink/VBD/ccomp/1 and/CC/cc/3 warned=warn/VBD/conj/3 "
        "he/PRP/nsubj/7 knew=know/VBD/ccomp/5 ././punct/1"
    )
    assert lines(text, annotated(text, parse)) == ["Holt | said | it sank", "Holt | warned | he knew"]


def test_a_relative_pronoun_is_resolved_to_the_words_it_stands_for() -> None:
    text = "The envoy, who said he knew, left."
    parse = (
        "The/DT/det/1 envoy/NN/nsubj/8 ,/,/punct/1 who/WP/nsubj/4 said=say/VBD/relcl/1 he/PRP/nsubj/6 knew=know/VBD/ccomp/4 "
        ",/,/punct/1 left=leave/VBD/ROOT/8 ././punct/8"
    )
    assert lines(text, annotated(text, parse)) == ["The envoy | said | he knew"]


QUOTED = "“/``/punct/5 It/PRP/nsubj/2 sank=sink/VBD/ccomp/5 ,/,/punct/5 ”/''/punct/5 said=say/VBD/ROOT/5 Holt/NNP/nsubj/5 ././punct/5"


def test_a_quotation_is_content_with_its_marks_and_goes_on_behind_the_cue() -> None:
    text = "“It sank,” said Holt. “Nobody came to help us.”"
    more = "“/``/punct/2 Nobody/NN/nsubj/2 came=come/VBD/ROOT/2 to/TO/aux/4 help/VB/advcl/2 us=we/PRP/dobj/4 ././punct/2 ”/''/punct/2"
    (statement,) = find(text, annotated(text, QUOTED, more))
    assert shown(text, statement) == "Holt | said | “It sank,” … “Nobody came to help us.”"
    assert statement.mode == "direct"


def test_a_paragraph_that_is_all_quotation_goes_on_with_the_one_before() -> None:
    text = "“It sank,” said Holt.\n“Nobody came to help us.”\nThe “Star of Orrel Bay” was old."
    more = "“/``/punct/2 Nobody/NN/nsubj/2 came=come/VBD/ROOT/2 to/TO/aux/4 help/VB/advcl/2 us=we/PRP/dobj/4 ././punct/2 ”/''/punct/2"
    title = (
        "The/DT/det/2 “/``/punct/2 Star/NNP/nsubj/7 of/IN/prep/2 Orrel/NNP/compound/5 Bay/NNP/pobj/3 ”/''/punct/2 was=be/VBD/ROOT/7 "
        "old/JJ/acomp/7 ././punct/7"
    )
    assert lines(text, annotated(text, QUOTED, more, title)) == ["Holt | said | “It sank,” … “Nobody came to help us.”"]


def test_a_paragraph_quoted_behind_a_colon_is_content_whoever_is_quoted_in_it() -> None:
    text = "The paper adds:\n“Holt said that the port was safe.”"
    first = "The/DT/det/1 paper/NN/nsubj/2 adds=add/VBZ/ROOT/2 :/:/punct/2"
    quoted = (
        "“/``/punct/2 Holt/NNP/nsubj/2 said=say/VBD/ROOT/2 that/IN/mark/7 the/DT/det/5 port/NN/nsubj/7 was=be/VBD/aux/7 safe/JJ/ccomp/2 "
        "././punct/2 ”/''/punct/2"
    )
    assert lines(text, annotated(text, first, quoted)) == [
        "The paper | adds | “Holt said that the port was safe.”",
        "Holt | said | that the port was safe",
    ]


def test_posts_and_transcripts_are_somebodys_very_words() -> None:
    text = "Great day in Orrel! — Lena Brandt (@lena) March 3, 2023\nOSK: I never signed it.\nRead more: the whole story"
    found = find(text, Annotation())
    assert [shown(text, d) for d in found] == ["Lena Brandt (@lena) |  | Great day in Orrel!", "OSK | : | I never signed it."]
    assert {d.mode for d in found} == {"direct"}


def test_inside_names_the_smallest_statement_around() -> None:
    text = "Holt said he hoped she knew."
    parse = "Holt/NNP/nsubj/1 said=say/VBD/ROOT/1 he/PRP/nsubj/3 hoped=hope/VBD/ccomp/1 she/PRP/nsubj/5 knew=know/VBD/ccomp/3 ././punct/1"
    found = find(text, annotated(text, parse))
    assert [shown(text, d) for d in found] == ["Holt | said | he hoped she knew", "he | hoped | she knew"]
    assert [d.inside for d in found] == [None, 0]


# --- the tagger's parts -------------------------------------------------------------------------------------------------------------


def decode(m: Marked, links: Sequence[tuple[str, str, float]], layers: dict[str, int] | None = None) -> list[str]:
    """Statements of the marked spans, linked by label."""
    parts = tagged(m, layers=layers)
    number = {t.span: n for n, t in enumerate(parts)}
    joined = tuple(Link(number[m.one(cue)], number[m.one(other)], score) for cue, other, score in links)
    marks = Marks(find_quotations(m.text, paragraphs(m.text)))
    return [shown(m.text, d) for d in decoded(m.text, Annotation(tagged=parts, links=joined), marks).drafts]


def test_each_content_goes_to_its_likeliest_cue_and_may_be_in_pieces() -> None:
    m = marked(
        "[content_a|It sank], [source|Holt] [cue|said], [content_b|and nobody came], while [source2|Osk] [cue2|denied] [content2|it]."
    )
    links = [
        ("cue", "source", 0.9),
        ("cue", "content_a", 0.8),
        ("cue", "content_b", 0.6),
        ("cue2", "content_b", 0.3),
        ("cue2", "content2", 0.9),
        ("cue2", "source2", 0.9),
        ("cue2", "source", 0.1),
    ]
    assert decode(m, links) == ["Holt | said | It sank … and nobody came", "Osk | denied | it"]


def test_sources_are_several_or_none() -> None:
    m = marked("[source_a|Paris] and then [source_b|Berlin] [cue|warned] [content|it sank].")
    two = [("cue", "source_a", 0.5), ("cue", "source_b", 0.45), ("cue", "content", 0.9)]
    assert decode(m, two) == ["Paris … Berlin | warned | it sank"]
    assert decode(m, [("cue", "source_a", 0.1), ("cue", "content", 0.9)]) == [" | warned | it sank"]


def test_one_source_speaks_through_two_cues() -> None:
    m = marked("[source|Holt] [cue_a|said] [content_a|it sank] and [cue_b|warned] [content_b|of more].")
    links = [("cue_a", "source", 0.9), ("cue_b", "source", 0.9), ("cue_a", "content_a", 0.9), ("cue_b", "content_b", 0.9)]
    assert decode(m, links) == ["Holt | said | it sank", "Holt | warned | of more"]


def test_borders_are_put_right_by_quotation_marks() -> None:
    m = marked("“[content|It sank], and how,” [source|Holt] [cue|said].")
    assert decode(m, [("cue", "source", 0.9), ("cue", "content", 0.9)]) == ["Holt | said | “It sank, and how,”"]


def test_content_inside_a_quotation_does_not_leave_it() -> None:
    m = marked("“[source|They] [cue|say] [content|it sank,” Holt said].")
    assert decode(m, [("cue", "source", 0.9), ("cue", "content", 0.9)]) == ["They | say | it sank"]


def test_a_content_does_not_run_on_into_a_paragraph_that_begins_without_a_mark() -> None:
    m = marked(
        "[source|Holt] [cue|spoke of] [content_a|the weather].\n\n[content_b|The ship “did not drift, it was steered,”] Osk told us."
    )
    links = [("cue", "source", 0.9), ("cue", "content_a", 0.8), ("cue", "content_b", 0.8)]
    assert decode(m, links) == ["Holt | spoke of | the weather"]


def test_a_quotation_that_begins_the_next_paragraph_goes_on() -> None:
    m = marked("“[content_a|It sank],” [source|Holt] [cue|said].\n“[content_b|Nobody came].”")
    links = [("cue", "source", 0.9), ("cue", "content_a", 0.9), ("cue", "content_b", 0.9)]
    assert decode(m, links) == ["Holt | said | “It sank,” … “Nobody came.”"]


def test_a_cue_without_content_is_none_and_a_content_without_cue_is_loose() -> None:
    m = marked("[source|Holt] [cue|said]. [content|It sank].")
    parts = tagged(m)
    outcome = decoded(m.text, Annotation(tagged=parts, links=(Link(1, 0, 0.9), Link(1, 2, 0.2))), Marks(()))
    assert outcome.drafts == ()
    assert [t.role for t in outcome.loose] == ["content"]


def test_a_cue_left_without_a_source_takes_that_of_the_parse() -> None:
    m = marked("[content|The port was shut], [cue|according to] Holt.")
    parse = (
        "The/DT/det/1 port/NN/nsubj/2 was=be/VBD/ROOT/2 shut/JJ/acomp/2 ,/,/punct/2 according=accord/VBG/prep/2 to/IN/prep/5 "
        "Holt/NNP/pobj/6 ././punct/2"
    )
    a = annotated(m.text, parse, tagged=tagged(m), links=[Link(1, 0, 0.9)])
    assert lines(m.text, a) == ["Holt | according to | The port was shut"]


def test_rules_add_what_is_said_within_a_content_that_the_tagger_passed_over() -> None:
    m = marked("[source|Holt] [cue|said] [content|Brandt hoped that it sank].")
    parse = (
        "Holt/NNP/nsubj/1 said=say/VBD/ROOT/1 Brandt/NNP/nsubj/3 hoped=hope/VBD/ccomp/1 that/IN/mark/6 it/PRP/nsubj/6 "
        "sank=sink/VBD/ccomp/3 ././punct/1"
    )
    a = annotated(m.text, parse, tagged=tagged(m), links=[Link(1, 0, 0.9), Link(1, 2, 0.9)])
    assert [(shown(m.text, d), d.inside) for d in find(m.text, a)] == [
        ("Holt | said | Brandt hoped that it sank", None),
        ("Brandt | hoped | that it sank", 0),
    ]


def test_rules_add_a_third_partys_statement_inside_a_quotation_and_no_second_one_of_the_speaker() -> None:
    m = marked("[content|“They say it sank and I think it floats,”] [source|Holt] [cue|said].")
    parse = (
        "“/``/punct/14 They/PRP/nsubj/2 say/VBP/ccomp/13 it/PRP/nsubj/4 sank=sink/VBD/ccomp/2 and/CC/cc/2 I/PRP/nsubj/7 think/VBP/conj/2 "
        "it/PRP/nsubj/9 floats=float/VBZ/ccomp/7 ,/,/punct/13 ”/''/punct/13 Holt/NNP/nsubj/13 said=say/VBD/ROOT/13 ././punct/13"
    ).replace("/14", "/13")
    annotation = annotated(m.text, parse, tagged=tagged(m), links=[Link(2, 1, 0.9), Link(2, 0, 0.9)])
    assert lines(m.text, annotation) == ["Holt | said | “They say it sank and I think it floats,”", "They | say | it sank"]


def test_a_quotation_the_tagger_passed_over_is_joined_to_the_cue_beside_it_with_its_particle() -> None:
    m = marked("“Nobody came to help us,” Holt went on. [source|Rao] [cue|said] [content|that it rained].")
    parses = (
        "“/``/punct/2 Nobody/NN/nsubj/2 came=come/VBD/ccomp/9 to/TO/aux/4 help/VB/advcl/2 us=we/PRP/dobj/4 ,/,/punct/9 ”/''/punct/9 "
        "Holt/NNP/nsubj/9 went=go/VBD/ROOT/9 on/RP/prt/9 ././punct/9",
        "Rao/NNP/nsubj/1 said=say/VBD/ROOT/1 that/IN/mark/4 it/PRP/nsubj/4 rained=rain/VBD/ccomp/1 ././punct/1",
    )
    annotation = annotated(m.text, *parses, tagged=tagged(m), links=[Link(1, 0, 0.9), Link(1, 2, 0.9)])
    assert lines(m.text, annotation) == ["Holt | went on | “Nobody came to help us,”", "Rao | said | that it rained"]


# --- twenty hard sentences, recorded ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="module")
def answers() -> Recorded:
    return Recorded.load(RECORDED)


def test_the_page_of_hard_sentences_is_what_the_reader_gives(answers: Recorded, knowledge: Knowledge) -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(answers, knowledge), "run python tests/hard_sentences.py"


def test_of_twenty_hard_sentences_eighteen_are_read_as_marked(answers: Recorded, knowledge: Knowledge) -> None:
    right = [as_marked(m, read(m.text, answers.annotate([prepared(m.text)])[0], knowledge)) for m in texts()]
    assert len(HARD) == 20
    assert sum(right) >= 18


def test_the_recorded_sentences_are_those_of_the_page(root: Path, answers: Recorded) -> None:
    assert RECORDED.is_relative_to(root)
    assert len(answers.answers) == len(HARD)
