"""The article told from the furniture of its page. All texts are made up."""

import json
from pathlib import Path

import pytest

from onrecord.read.page import MAX_CHARACTERS, find_page
from onrecord.records import Document, Page
from onrecord.spans import Span

FIRST = "The Veldanian foreign minister said on Tuesday that the talks in the capital had ended without an agreement."
SECOND = "“We will come back when there is something to come back to,” she told reporters at the airport."
ARTICLE = f"{FIRST}\n\n{SECOND}"


def page(text: str, **more: object) -> Page:
    return find_page(Document(id="d", text=text, **more))  # type: ignore[arg-type]


def blocks(text: str, **more: object) -> list[tuple[str, str]]:
    return [(b.kind, text[b.span.start : b.span.end]) for b in page(text, **more).blocks]


def furniture(text: str, **more: object) -> list[tuple[str, str, dict[str, object]]]:
    return [(b.kind, text[b.span.start : b.span.end], b.fields) for b in page(text, **more).blocks if b.kind != "body"]


def readable(text: str, **more: object) -> list[str]:
    return [text[s.start : s.end] for s in page(text, **more).readable]


# --- a repost, as it is found -----------------------------------------------------------------------------------------------------


def test_a_repost_keeps_its_article_and_loses_its_furniture() -> None:
    text = (
        f"2 7 min 3 mths\n\n\n{FIRST}\n\nFile image via Orrel News\n\n{SECOND}\n\n\nSource link\n\nLeave a Reply\n\n"
        "Your email address will not be published. Required fields are marked *"
    )
    assert furniture(text) == [
        ("chrome", "2 7 min 3 mths", {"comments": 2, "reading_minutes": 7, "age_months": 3}),
        ("credit", "File image via Orrel News", {"credit": "Orrel News"}),
        ("source_link", "Source link", {"copy_of_another_page": True}),
        ("form", "Leave a Reply", {}),
        ("form", "Your email address will not be published. Required fields are marked *", {}),
    ]
    assert readable(text) == [FIRST, SECOND]


def test_a_plain_article_is_all_body() -> None:
    assert blocks(ARTICLE) == [("body", FIRST), ("body", SECOND)]


def test_short_quotations_and_numbered_notes_are_no_furniture() -> None:
    text = f"{FIRST}\n\n“Never.”\n\n[1] The treaty was signed in 1994.\n\n{SECOND}"
    assert [kind for kind, _ in blocks(text)] == ["body"] * 4


# --- headline and names over the story --------------------------------------------------------------------------------------------


def test_the_title_on_the_first_line_is_the_headline_however_it_is_punctuated() -> None:
    text = f"Talks end: no deal!\n\n{ARTICLE}"
    assert blocks(text, title="Talks end – no deal")[0] == ("headline", "Talks end: no deal!")


def test_a_short_first_line_without_a_full_stop_is_the_headline_and_the_title() -> None:
    text = f"Veldania leaves the talks in the capital\n\n{ARTICLE}"
    assert blocks(text)[0] == ("headline", "Veldania leaves the talks in the capital")
    assert page(text).title == "Veldania leaves the talks in the capital"


@pytest.mark.parametrize("line", ["The talks ended.", "A long day:", "• Will the talks go on?", "The talks…"])
def test_a_first_line_that_reads_on_is_no_headline(line: str) -> None:
    assert blocks(f"{line}\n\n{ARTICLE}")[0][0] == "body"


def test_bare_names_over_the_story_are_bylines_and_below_it_are_not() -> None:
    text = f"Mira Tolland\n\nORREL TODAY\n\n{ARTICLE}\n\nMira Tolland"
    assert [kind for kind, _ in blocks(text)] == ["byline", "byline", "body", "body", "body"]


# --- datelines --------------------------------------------------------------------------------------------------------------------


def test_a_dateline_is_cut_from_its_paragraph() -> None:
    text = f"GENEVA, March 3 (Reuters) — {FIRST}\n\n{SECOND}"
    assert furniture(text) == [("dateline", "GENEVA, March 3 (Reuters) —", {"place": "GENEVA", "date": "XXXX-03-03", "agency": "Reuters"})]
    assert readable(text) == [FIRST, SECOND]


def test_the_year_of_a_dateline_is_the_one_nearest_the_day_of_publication() -> None:
    text = f"GENEVA, Dec. 30 (Reuters) — {FIRST}"
    assert furniture(text, published="2023-01-02")[0][2]["date"] == "2022-12-30"


def test_a_leap_day_has_only_the_years_that_have_it() -> None:
    text = f"GENEVA, Feb. 29 (Reuters) — {FIRST}"
    assert furniture(text, published="2025-03-01")[0][2]["date"] == "2024-02-29"
    assert furniture(text, published="2022-03-01")[0][2]["date"] == "XXXX-02-29"


def test_a_dateline_stands_at_the_top_only() -> None:
    text = "\n\n".join([FIRST] * 3 + [f"GENEVA — {FIRST}"])
    assert furniture(text) == []


def test_a_dateline_with_nothing_after_it_is_body() -> None:
    assert readable(f"{FIRST}\n\nGENEVA (AP) —") == [FIRST, "GENEVA (AP) —"]


# --- lists of links and sources ---------------------------------------------------------------------------------------------------


def test_titles_under_related_stories_are_links_until_a_sentence_comes() -> None:
    text = f"{FIRST}\n\nRelated stories\n\nPort of Orrel closed\n\nWhat the treaty says\n\n{SECOND}"
    assert [kind for kind, _ in blocks(text)] == ["body", "related", "related", "related", "body"]


def test_a_source_named_inside_the_article_credits_a_picture_and_at_its_end_the_page() -> None:
    kinds = [kind for kind, _ in blocks(f"{FIRST}\n\nSource: Orrel Statistics\n\n{SECOND}\n\nSource: Orrel Times")]
    assert kinds == ["body", "credit", "body", "source_link"]
    assert furniture(f"{ARTICLE}\n\nSource: Orrel Times")[0][2] == {"copy_of_another_page": True, "outlet": "Orrel Times"}


# --- paragraphs -------------------------------------------------------------------------------------------------------------------

WRAPPED = """The Veldanian foreign minister said on Tuesday that the
talks in the capital had ended without an agreement, and
that she would not return to them before the summer.

“We will come back when there is something to come back
to,” she told reporters at the airport.

The other side had no comment."""


def test_lines_broken_at_a_width_are_one_paragraph() -> None:
    assert [text.count("\n") for text in readable(WRAPPED)] == [2, 1, 0]


def test_a_wrapped_text_without_blank_lines_is_parted_where_a_line_is_not_full() -> None:
    assert [text.count("\n") for text in readable(WRAPPED.replace("\n\n", "\n"))] == [2, 1, 0]


def test_a_wrapped_text_with_indented_paragraphs_is_parted_at_the_indent() -> None:
    text = WRAPPED.replace("before the summer.", "before that summer ends").replace("\n\n", "\n    ")
    assert [text.count("\n") for text in readable(text)] == [2, 1, 0]


def test_furniture_under_a_wrapped_text_is_not_joined_to_it() -> None:
    assert blocks(f"{WRAPPED}\nSource link\nLeave a Reply")[-2:] == [("source_link", "Source link"), ("form", "Leave a Reply")]


def test_one_paragraph_a_line_is_not_taken_for_wrapped() -> None:
    text = f"{FIRST}\n{SECOND}\nThe port stayed closed.\nNobody was hurt."
    assert len(readable(text)) == 4


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_every_line_end_ends_a_paragraph(end: str) -> None:
    assert readable(FIRST + end + SECOND) == [FIRST, SECOND]


# --- when it was published --------------------------------------------------------------------------------------------------------


def published(text: str = ARTICLE, **more: object) -> tuple[str, str, str, str] | None:
    found = page(text, **more).published
    return (found.start, found.end, found.precision, found.origin) if found else None


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2021-12-23", ("2021-12-23", "2021-12-23", "day", "metadata")),
        ("2021-12-23T23:30:00+03:00", ("2021-12-23", "2021-12-23", "day", "metadata")),
        ("2020-02", ("2020-02-01", "2020-02-29", "month", "metadata")),
        ("9999-12", ("9999-12-01", "9999-12-31", "month", "metadata")),
        ("2021", ("2021-01-01", "2021-12-31", "year", "metadata")),
    ],
)
def test_the_date_given_is_an_interval_of_days(given: str, expected: tuple[str, str, str, str]) -> None:
    assert published(published=given) == expected


def test_a_date_that_is_none_gives_way_to_the_page() -> None:
    assert published(f"Published March 3, 2024\n\n{ARTICLE}", published="soon") == ("2024-03-03", "2024-03-03", "day", "text")
    assert published(published="2023-02-30") is None


@pytest.mark.parametrize(
    "line", ["Published: 3 March 2024 10:15 GMT", "March 3, 2024", "By Mira Tolland | March 3, 2024", "Posted on 2024-03-03 at 9:00 am"]
)
def test_a_date_line_dates_the_page(line: str) -> None:
    assert published(f"{line}\n\n{ARTICLE}") == ("2024-03-03", "2024-03-03", "day", "text")


def test_the_day_of_publication_comes_before_that_of_an_update() -> None:
    assert published(f"Updated March 5, 2024\n\nPublished March 3, 2024\n\n{ARTICLE}") == ("2024-03-03", "2024-03-03", "day", "text")


def test_a_dateline_with_a_year_dates_the_page_and_one_without_does_not() -> None:
    assert published(f"MOSCOW, 5 April 2021 (TASS) - {FIRST}") == ("2021-04-05", "2021-04-05", "day", "text")
    assert published(f"MOSCOW, 5 April (TASS) - {FIRST}") is None


def test_a_date_in_the_article_dates_nothing() -> None:
    assert published(f"{FIRST} They began on March 3, 2024.") is None


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        ("11 mths", ("2021-12-01", "2021-12-31", "month", "age")),
        ("2 years ago", ("2020-01-01", "2020-12-31", "year", "age")),
        ("3 weeks ago", ("2022-10-24", "2022-10-30", "week", "age")),
        ("4 days ago", ("2022-11-14", "2022-11-14", "day", "age")),
        ("5 hours ago", ("2022-11-18", "2022-11-18", "day", "age")),
    ],
)
def test_an_age_dates_the_page_from_the_day_of_capture(age: str, expected: tuple[str, str, str, str]) -> None:
    text = f"0 5 min {age}\n\n{ARTICLE}"
    assert published(text, extra={"fetched": "2022-11-18T09:00:00Z"}) == expected
    assert published(text) is None


def test_an_age_beyond_the_calendar_dates_nothing() -> None:
    for age in ("999999999 mths", "999999999 years ago", "999999999 weeks ago", "999999999 days ago"):
        assert published(f"0 5 min {age}\n\n{ARTICLE}", extra={"fetched": "2022-11-18"}) is None


# --- what is not read -------------------------------------------------------------------------------------------------------------


def test_an_empty_text_is_empty() -> None:
    for text in ("", " \n\t\u00a0\n"):
        found = page(text, published="2021-12-23")
        assert (found.unread, found.blocks, found.readable) == ("empty", (), ())
        assert found.published is not None


def test_a_text_beyond_the_limit_is_too_long() -> None:
    assert page("a" * (MAX_CHARACTERS + 1)).unread == "too_long"


def test_another_language_is_kept_and_not_read() -> None:
    text = "Министр иностранных дел заявил во вторник, что переговоры в столице завершились без соглашения и не будут продолжены летом."
    found = page(text)
    assert (found.language, found.unread, found.blocks[0].span) == ("ru", "language", Span(0, len(text)))


def test_english_with_foreign_furniture_is_read() -> None:
    assert page(f"Поделиться\n\n{ARTICLE}").unread is None


def test_furniture_alone_is_no_article() -> None:
    found = page("Leave a Reply\n\nYour email address will not be published.\n\nShare on Facebook")
    assert (found.unread, found.readable, {b.kind for b in found.blocks}) == ("not_an_article", (), {"form", "chrome"})


def test_html_that_leaves_no_sentence_is_no_article_but_a_flash_is() -> None:
    html = b"<html><body><p>x</p></body></html>"
    assert page("Page not found", raw=html, media="html").unread == "not_an_article"
    assert page("", raw=html, media="html").unread == "not_an_article"
    assert page("The minister resigned late on Tuesday.", raw=html, media="html").unread is None


def test_the_seed_page_gives_its_five_furniture_blocks(shared: Path) -> None:

    seed = shared / "seed"
    text = (seed / "article.txt").read_text(encoding="utf-8")
    gold = json.loads((seed / "gold.json").read_text(encoding="utf-8"))["blocks"]
    found = [{"kind": b.kind, "span": list(b.span), "fields": b.fields} for b in page(text).blocks if b.kind != "body"]
    assert found == gold
