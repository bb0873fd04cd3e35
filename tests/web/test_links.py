"""Addresses of the desk survive any name, addresses of others are http or nothing."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.records import Actor
from onrecord.web.links import actor_href, key_of, outside, page_href, pair_href, wikidata_href, with_query


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_an_actor_of_any_name_has_an_address_that_leads_back(name: str) -> None:
    parts = urlsplit(actor_href(name))
    if parts.path == "/actor":
        assert parse_qs(parts.query, keep_blank_values=True)["name"] == [name]
    else:
        step = parts.path.removeprefix("/actor/")
        assert unquote(step) == name
        assert "/" not in step
        assert step not in (".", "..")
        assert not parts.query
        assert not parts.fragment


@pytest.mark.parametrize("name", ["a/b", ".", "..", "list.json", "", "line\nbreak"])
def test_what_a_path_cannot_carry_goes_into_the_query(name: str) -> None:
    assert actor_href(name).startswith("/actor?")
    assert pair_href(name, "Norway").startswith("/pair?")
    assert pair_href("Norway", name).startswith("/pair?")


def test_addresses_of_pages_and_pairs() -> None:
    assert page_href("ab12", "s3") == "/page/ab12#s3"
    assert page_href("a/b?c#d") == "/page/a%2Fb%3Fc%23d"
    assert pair_href("Côte d’Ivoire", "Q20") == "/pair/C%C3%B4te%20d%E2%80%99Ivoire/Q20"
    assert with_query("/", {"q": "a b", "sheet": 2, "outlet": None}, sheet=3) == "/?q=a+b&sheet=3"
    assert with_query("/", {"q": ""}) == "/"


def test_an_actor_is_known_by_wikidata_else_by_name() -> None:
    assert key_of(Actor(id="a1", name="Norway", kind="country", wikidata="Q20")) == "Q20"
    assert key_of(Actor(id="a1", name="Norway", kind="country")) == "Norway"


@pytest.mark.parametrize("url", ["https://example.org/a?b=c#d", "http://example.org:8080/", "HTTPS://example.org/"])
def test_web_addresses_are_links(url: str) -> None:
    assert outside(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None, "", "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x",
        "vbscript:x", "file:///etc/passwd", "//example.org/", "example.org", "https:", "https:///path", "http://[::1", "mailto:a@b.c",
        "https://example.org/\x00", " https://example.org/", "ftp://example.org/",
    ],
)  # fmt: skip
def test_others_are_not(url: str | None) -> None:
    assert outside(url) is None


def test_wikidata_addresses_are_built_from_items_only() -> None:
    assert wikidata_href("Q42") == "https://www.wikidata.org/wiki/Q42"
    assert [wikidata_href(x) for x in ("", "Q", "P31", "Q4/../x", "Q٤", "q42")] == [None] * 6
