"""One property for each thing that is promised of pages: of any bytes, and of furniture put round an article."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import TEXTS

from onrecord.read.datelines import split_dateline
from onrecord.read.furniture import classify
from onrecord.read.html import decode, from_html
from onrecord.read.html_dates import page_dates
from onrecord.read.page import find_page
from onrecord.records import Document, Page

PARAGRAPHS = (
    "The Veldanian foreign minister said on Tuesday that the talks in the capital had ended without an agreement.",
    "“We will come back when there is something to come back to,” she told reporters at the airport.",
    "The other side called it regrettable.",
    "“Never.”",
    "According to an official in Orrel, a second round was planned for March 3.",
    "[1] The treaty of 1994 allows either side to leave it within a year.",
)
FURNITURE = (
    "0 5 min 11 mths",
    "By Mira Tolland",
    "File image via Orrel News",
    "Source link",
    "Leave a Reply",
    "Your email address will not be published. Required fields are marked *",
    "Read more: Port of Orrel closed",
    "We use cookies to make this site better.",
    "Sign up for our newsletter",
    "Share on Facebook",
    "© 2024 Orrel Times. All rights reserved.",
    "Advertisement",
)
SCRAPS = st.sampled_from(
    [
        *PARAGRAPHS,
        *FURNITURE,
        "GENEVA, March 3 (Reuters) —",
        "WASHINGTON —",
        "Related stories",
        "Published: 30.2.2024",
        "3 Feb 29, 2023",
        "99999999 years ago 1",
        "\u2028",
        "\r",
        " ",
        "<p>",
        "Source:",
        "By ",
    ]
)
PAGELIKE = st.lists(SCRAPS | TEXTS, max_size=12).flatmap(
    lambda parts: st.sampled_from(["\n\n", "\n", " "]).map(lambda gap: gap.join(parts))
)
TAGS = st.sampled_from(
    [
        b"<html>", b"<head>", b"<meta charset=utf-16>", b"<meta property='article:published_time' content='2024-13-45'>", b"<title>",
        b"<p>", b"</p>",
        b"<script type='application/ld+json'>", b'{"@type": ["NewsArticle", null], "datePublished": {"a": 1}, "author": [[], {"name": 3}]',
        b'"articleBody": "&#xd83d; <p>x', b"}", b"]", b"</script>", b"<time datetime='2024-02-30' itemprop='datePublished'>",
        b"<h1>", b"<!--", b"<svg>",
        PARAGRAPHS[0].encode(), PARAGRAPHS[1].encode("cp1252"), b"\x00", b"\xff\xfe",
    ]
)  # fmt: skip
SOURCES = st.lists(TAGS | st.binary(max_size=30), max_size=15).map(b"".join)


def page(text: str, **more: str | None) -> Page:
    return find_page(Document(id="d", text=text, **more))  # type: ignore[arg-type]


def assert_well_formed(found: Page, text: str) -> None:
    """Every block and every readable span lies inside the text, none is empty, none overlaps another, all are in order."""
    for spans in ([b.span for b in found.blocks], list(found.readable)):
        at = 0
        for span in spans:
            assert at <= span.start < span.end <= len(text)
            at = span.end
    assert set(found.readable) <= {b.span for b in found.blocks}


@given(PAGELIKE, st.none() | st.sampled_from(["2024-02-29", "2024", "soon", ""]) | TEXTS, st.none() | SCRAPS)
@settings(max_examples=300)
def test_any_text_gives_a_well_formed_page(text: str, published: str | None, title: str | None) -> None:
    assert_well_formed(page(text, published=published, title=title), text)


@given(PAGELIKE)
def test_nothing_that_can_be_seen_is_in_no_block(text: str) -> None:
    found = page(text)
    if found.unread == "empty":
        return
    held = [False] * len(text)
    for block in found.blocks:
        held[block.span.start : block.span.end] = [True] * (block.span.end - block.span.start)
    assert all(held[n] or c.isspace() for n, c in enumerate(text))


@given(SOURCES)
@settings(max_examples=200)
def test_any_bytes_give_a_document_and_a_page(raw: bytes) -> None:
    document = from_html(raw, id="d", url="https://example.org/a")
    assert document.html == raw
    assert_well_formed(find_page(document), document.text)


@given(SOURCES)
@settings(max_examples=100)
def test_any_bytes_have_a_day_or_none(raw: bytes) -> None:
    for day in page_dates(raw):
        assert day is None or (len(day) == 10 and day[4] == day[7] == "-")


@given(st.binary(max_size=200), st.none() | st.text(max_size=20))
def test_any_bytes_are_decoded_and_the_loss_counted(raw: bytes, declared: str | None) -> None:
    text, _, lost = decode(raw, declared=declared)
    assert lost <= text.count("\ufffd")


@given(TEXTS | SCRAPS)
def test_a_dateline_is_shorter_than_its_paragraph(line: str) -> None:
    found = split_dateline(line)
    assert found is None or 0 < found[0] < len(line)


@given(
    st.lists(st.sampled_from(PARAGRAPHS), min_size=2, max_size=6),
    st.lists(st.tuples(st.integers(0, 6), st.sampled_from(FURNITURE)), max_size=5),
    st.sampled_from(["\n\n", "\n\n\n", "\r\n\r\n"]),
)
@settings(max_examples=200)
def test_added_furniture_shifts_offsets_and_changes_nothing_else(body: list[str], added: list[tuple[int, str]], gap: str) -> None:
    bare, dressed = gap.join(body), list(body)
    for at, line in sorted(added, reverse=True):
        dressed.insert(at, line)
    text = gap.join(dressed)
    before, after = page(bare), page(text)
    assert [text[s.start : s.end] for s in after.readable] == [bare[s.start : s.end] for s in before.readable] == body
    assert (after.language, after.unread, after.published) == (before.language, before.unread, before.published)


@pytest.mark.parametrize("line", PARAGRAPHS)
def test_the_paragraphs_of_these_tests_are_article(line: str) -> None:
    assert classify(line) is None


@pytest.mark.parametrize(
    "text",
    [
        *("a" * 500_000, "a\n" * 20_000, "By A " * 5_000, "(" * 50_000, "1 " * 10_000, "“" * 50_000),
        *("Share, " * 50, "A, " * 130, "A " * 200),
        "Harbour talks end early\n" + "word " * 40_000,  # under a headline, a paragraph in which no sentence ends
    ],
)
def test_no_text_takes_long(text: str) -> None:
    started = time.process_time()
    assert_well_formed(page(text), text)
    assert time.process_time() - started < 2.0
