"""Quotation marks paired: kinds, nesting, paragraphs, what is no quotation."""

import time

import pytest
from factory import paragraphs

from onrecord.read.quotations import find_quotations


def found(text: str) -> list[str]:
    """The quotations of a text, an unclosed one with `~` behind it."""
    return [text[q.span.start : q.span.end] + ("" if q.closed else "~") for q in find_quotations(text, paragraphs(text))]


@pytest.mark.parametrize(
    ("text", "quotations"),
    [
        ("He said: “We go.”", ["“We go.”"]),
        ('"We go," he said. "Now."', ['"We go,"', '"Now."']),
        ("‘We go,’ he said.", ["‘We go,’"]),
        ("He said 'we go now' and left.", ["'we go now'"]),
        ("«Oui», dit-elle, „Nein“, sagt er, »doch«.", ["«Oui»", "„Nein“", "»doch«"]),
        ("``We go,'' he said.", ["``We go,''"]),
        ("“They told us ‘no’,” she said.", ["“They told us ‘no’,”", "‘no’"]),
        (
            "“As he wrote: ‘The workers’ rights are safe.’”",
            ["“As he wrote: ‘The workers’ rights are safe.’”", "‘The workers’ rights are safe.’"],
        ),
        ('Opened “so and closed like this".', ['“so and closed like this"']),
    ],
)
def test_every_kind_of_mark(text: str, quotations: list[str]) -> None:
    assert found(text) == quotations


@pytest.mark.parametrize(
    "text",
    [
        "It’s the workers’ money.",
        "It's the workers' money.",
        "back in the '90s and 'til now",
        "He is 6'2\" tall.",
        "“”",
        '" "',
        "“ … ”",
        "",
    ],
)
def test_apostrophes_inches_and_empty_marks_are_no_quotations(text: str) -> None:
    assert found(text) == []


def test_each_paragraph_of_a_long_quotation_is_one_and_only_the_last_is_closed() -> None:
    assert found("“One.\n“Two.\n“Three,” she said.") == ["“One.~", "“Two.~", "“Three,”"]


def test_a_quotation_that_goes_on_without_a_new_mark_is_closed_in_the_next_paragraph() -> None:
    assert found("“One and more.\nIt goes on,” she said. “Two.”") == ["“One and more.~", "It goes on,”", "“Two.”"]


def test_a_mark_never_closed_ends_with_its_sentence_unless_it_begins_the_paragraph() -> None:
    assert found("He called it “a shame. Then he left.") == ["“a shame.~"]
    assert found("“It is a shame. Then he left.") == ["“It is a shame. Then he left.~"]


def test_two_paragraphs_run_together_are_two_quotations() -> None:
    assert found("“We were here. “We are still here,” he said.") == ["“We were here.~", "“We are still here,”"]


def test_a_straight_mark_right_before_a_word_opens_however_many_follow() -> None:
    assert found('"We left. "We came back. "We stay."') == ['"We left.~', '"We came back.~', '"We stay."']
    assert found('"They call it a "port" here," she said.') == ['"They call it a "port" here,"', '"port"']


def test_quotations_do_not_run_over_what_is_not_read() -> None:
    text = "“One\nADVERTISEMENT\ntwo”"
    readable = (paragraphs(text)[0], paragraphs(text)[2])
    assert [text[q.span.start : q.span.end] for q in find_quotations(text, readable)] == ["“One", "two”"]


@pytest.mark.parametrize("unit", ['"', "“", "”", "’", "‘", "'", "“a ", '"a "', "s' a ", "«»", "``"])
def test_nothing_but_marks_takes_linear_time_and_no_depth(unit: str) -> None:
    text = unit * 20_000
    began = time.process_time()
    assert all(0 <= q.span.start < q.span.end <= len(text) for q in find_quotations(text, paragraphs(text)))
    assert time.process_time() - began < 10


def test_a_row_of_dots_behind_an_open_mark_takes_no_time() -> None:
    text = "He said “well" + "." * 50_000 + "x and left."
    began = time.process_time()
    assert [q.closed for q in find_quotations(text, paragraphs(text))] == [False]
    assert time.process_time() - began < 2
