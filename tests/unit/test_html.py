"""HTML to documents, and the dates pages state. All pages are made up."""

import json
from typing import Any

import pytest

from onrecord.read.html import decode, from_html
from onrecord.read.html_dates import page_dates
from onrecord.records import Document

BODY = (
    "<p>The Veldanian foreign minister said on Tuesday that the talks in the capital had ended without an agreement.</p>"
    "<p>“We will come back when there is something to come back to,” she told reporters at the airport on her way home.</p>"
    "<p>The other side called the statement regrettable and said that its own offer was still on the table until the summer.</p>"
)


def html(*, head: str = "", body: str = BODY, ld: Any = None) -> bytes:
    script = "" if ld is None else f'<script type="application/ld+json">{ld if isinstance(ld, str) else json.dumps(ld)}</script>'
    return f"<html><head><meta charset='utf-8'>{head}{script}</head><body><article>{body}</article></body></html>".encode()


def read(raw: bytes, **more: Any) -> Document:
    return from_html(raw, id="d", **more)


# --- text -------------------------------------------------------------------------------------------------------------------------


def test_the_article_is_taken_and_the_navigation_left() -> None:
    page = html(
        body=f"<nav><ul><li><a href='/a'>Politics</a></li><li><a href='/b'>Sport</a></li></ul></nav>{BODY}<footer>© Orrel Times</footer>"
    )
    document = read(page, url="https://example.org/talks")
    assert document.text.count("\n") == 2
    assert document.text.startswith("The Veldanian foreign minister")
    assert "Sport" not in document.text
    assert (document.raw, document.html, document.media, document.url) == (page, page, "html", "https://example.org/talks")


def test_the_stated_article_stands_in_where_the_page_is_drawn_by_script() -> None:
    sentence = "The minister said that the talks had ended and that nobody knew when they would begin again &amp; where. "
    ld = {"@type": "NewsArticle", "articleBody": f"<p>{sentence * 4}</p><p>{sentence * 4}</p>"}
    document = read(html(body="<div id='root'>Loading the page of the day</div>", ld=ld))
    assert document.text == "\n".join([" ".join([sentence.replace("&amp;", "&").strip()] * 4)] * 2)


def test_a_stated_teaser_does_not_stand_in() -> None:
    assert "regrettable" in read(html(ld={"@type": "NewsArticle", "articleBody": "The talks ended."})).text


@pytest.mark.parametrize(
    "raw", [b"", b"\x00\xff\xfe", b"<", b"<html>", b"<html><body></body></html>", "<p>й".encode("utf-16"), b"<!--" * 50]
)
def test_pages_without_an_article_have_no_text_or_little(raw: bytes) -> None:
    assert len(read(raw).text) < 10


# --- character set ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "declared", "expected"),
    [
        ("“café”".encode(), None, ("“café”", "utf-8", 0)),
        ("“café”".encode(), "iso-8859-1", ("“café”", "utf-8", 0)),
        ("“café”".encode("cp1252"), None, ("“café”", "cp1252", 0)),
        ("“café”".encode("cp1252"), "latin-1", ("“café”", "cp1252", 0)),
        ("Путин".encode("cp1251"), "windows-1251", ("Путин", "windows-1251", 0)),
        ("Путин".encode("cp1251"), "no-such-set", ("Ïóòèí", "cp1252", 0)),
        ("Путин".encode("utf-16"), None, ("Путин", "utf-16", 0)),
        (b"\xef\xbb\xbfa", "cp1252", ("a", "utf-8", 0)),
        (b"caf\xe9 \x81", None, ("caf\ufffd \ufffd", "utf-8", 2)),
        (b"a\xff", "unicode_escape", ("aÿ", "cp1252", 0)),
    ],
)
def test_character_sets(raw: bytes, declared: str | None, expected: tuple[str, str, int]) -> None:
    assert decode(raw, declared=declared) == expected


def test_the_set_a_page_declares_is_used_and_recorded() -> None:
    page = html(body="<p>Министр сказал, что переговоры завершились.</p>" * 3).decode().replace("utf-8", "windows-1251").encode("cp1251")
    document = read(page)
    assert "Министр" in document.text
    assert document.extra == {"charset": "windows-1251"}


def test_what_cannot_be_decoded_is_counted() -> None:
    assert read(html().replace(b"reporters", b"rep\xffort\x81ers")).extra["undecodable"] == 2


# --- what the page says of itself ---------------------------------------------------------------------------------------------------


def test_title_outlet_and_author_of_json_ld() -> None:
    ld = {
        "@graph": [
            {"@type": "WebPage", "headline": "Orrel Times"},
            {
                "@type": ["NewsArticle"],
                "headline": "Talks &amp; no deal",
                "author": [{"name": "Mira Tolland"}, {"name": "https://example.org/jon"}, "Jon Vries"],
                "publisher": {"name": "Orrel Times"},
            },
        ]
    }
    document = read(html(ld=ld))
    assert (document.title, document.extra) == ("Talks & no deal", {"outlet": "Orrel Times", "author": "Mira Tolland, Jon Vries"})


def test_title_outlet_and_author_of_meta_elements() -> None:
    head = "<meta property='og:title' content='Talks end'><meta property='og:site_name' content='Orrel Times'>"
    head += "<meta name='author' content='M. Tolland'>"
    document = read(html(head=head))
    assert (document.title, document.extra) == ("Talks end", {"outlet": "Orrel Times", "author": "M. Tolland"})


def test_the_first_heading_is_the_title_before_the_title_element() -> None:
    assert read(html(head="<title>Talks end | Orrel Times</title>", body=f"<h1>Talks end</h1>{BODY}")).title == "Talks end"
    assert read(html(head="<title>Talks end | Orrel Times</title>")).title == "Talks end | Orrel Times"
    assert read(html()).title is None


# --- dates ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ld",
    [
        {"@type": "NewsArticle", "dateModified": "2024-03-05", "datePublished": "2024-03-03T23:30:00-05:00"},
        [{"@type": "BreadcrumbList"}, {"@type": "Article", "datePublished": "2024-03-03"}],
        {"@graph": [{"@type": "WebPage", "datePublished": "2023-01-01"}, {"@type": "NewsArticle", "datePublished": "2024-03-03"}]},
        '<!-- {"@type": "NewsArticle", "datePublished": "2024-03-03",} -->',
        '{"@type": "NewsArticle", "headline": "a "broken" one", "datePublished": "2024-03-03T10:00:00Z", "dateModified": "2024-03-09"',
        {"@type": "NewsArticle", "datePublished": "March 3, 2024 10:00 AM"},
    ],
)
def test_json_ld_states_the_day_in_its_own_zone(ld: Any) -> None:
    assert page_dates(html(ld=ld)) == ("2024-03-03", None)


@pytest.mark.parametrize(
    "head",
    [
        "<meta name='dcterms.modified' content='2024-03-05'><meta property='article:published_time' content='2024-03-03T10:00:00Z'>",
        "<meta itemprop='datePublished' content='2024-03-03'>",
        "<meta name='date' content='Sun, 03 Mar 2024 10:00:00 GMT'>",
    ],
)
def test_meta_elements_state_the_day(head: str) -> None:
    assert page_dates(html(head=head)) == ("2024-03-03", None)


def shown(line: str, *, published: str, modified: str = "") -> tuple[str | None, str | None]:
    ld = {"@type": "NewsArticle", "headline": "Talks end", "datePublished": published, "dateModified": modified}
    return page_dates(html(body=f"<h1>Talks end</h1><div>{line}</div>{BODY}", ld=ld))


def test_the_day_shown_by_the_headline_moves_a_moment_in_utc_to_the_zone_of_the_page() -> None:
    assert shown("December 22, 2023 10:22 PM EST", published="2023-12-23T03:22:00Z") == ("2023-12-22", None)
    assert shown("December 22, 2023", published="2023-12-23T03:22:00+02:00") == ("2023-12-23", None)
    assert shown("December 20, 2023", published="2023-12-23T03:22:00Z") == ("2023-12-23", None)


def test_a_later_version_is_the_day_only_where_the_page_shows_no_other() -> None:
    assert shown("Updated December 26, 2023", published="2023-12-22", modified="2023-12-26") == (None, "2023-12-26")
    both = "Updated: Dec. 26, 2023 First published: Dec. 22, 2023"
    assert shown(both, published="2023-12-22", modified="2023-12-26") == ("2023-12-22", None)


def test_a_page_that_states_nothing_is_asked_for_what_it_shows() -> None:
    assert page_dates(html(body=f"<h1>Talks end</h1><small>posted on 2024-03-03 23:30 EST</small>{BODY}")) == (None, "2024-03-03")
    assert page_dates(html(body=f"<time itemprop='datePublished' datetime='2024-03-03T09:00'>yesterday</time>{BODY}")) == (
        None,
        "2024-03-03",
    )
    assert page_dates(html(), url="https://example.org/2024/03/03/talks.html") == (None, "2024-03-03")


def test_days_in_the_article_and_in_scripts_date_nothing() -> None:
    text = "The treaty of the two countries was signed on March 3, 2004 in the capital after talks that went on for half a year."
    page = html(body=f"<h1>Talks end</h1><script>var day = 'March 4, 2024'</script><p>{text}</p>{BODY}")
    assert page_dates(page)[0] is None
    assert page_dates(page)[1] != "2024-03-04"


def test_a_day_that_is_none_or_out_of_range_is_not_taken() -> None:
    for value in ("2024-02-30", "0001-01-01", "2999-01-01", "soon", ""):
        assert page_dates(html(ld={"@type": "NewsArticle", "datePublished": value})) == (None, None)


def test_a_page_of_deep_elements_or_deep_json_does_not_crash() -> None:
    assert read(b"<div>" * 3000 + b"x").media == "html"
    assert page_dates(html(ld="[" * 100_000)) == (None, None)
