"""Time expressions: which words, which value, which days."""

from datetime import date

import pytest
from factory import annotated

from onrecord.models import Annotation
from onrecord.read.dates import expressions_in, find_dates
from onrecord.records import Published, TimeExpression
from onrecord.spans import Span

TODAY = date(2019, 2, 20)  # a Wednesday
PUBLISHED = Published(start="2019-02-20", end="2019-02-20", precision="day", origin="metadata")


def told(text: str, today: date | None = TODAY) -> list[tuple[str, str | None, str | None]]:
    return [(text[x.span.start : x.span.end], x.value, interval(x)) for x in expressions_in(text, today=today)]


def interval(x: TimeExpression) -> str | None:
    return None if x.date is None else f"{x.date.start}..{x.date.end} {x.date.precision}"


@pytest.mark.parametrize(
    ("text", "words", "value", "days"),
    [
        ("They met on Friday.", "Friday", "2019-02-15", "2019-02-15..2019-02-15 day"),
        ("They met Wednesday.", "Wednesday", "2019-02-20", "2019-02-20..2019-02-20 day"),
        ("They met last Wednesday.", "last Wednesday", "2019-02-13", "2019-02-13..2019-02-13 day"),
        ("They meet next Friday.", "next Friday", "2019-02-22", "2019-02-22..2019-02-22 day"),
        ("It began on Monday night.", "Monday night", "2019-02-18TNI", "2019-02-18..2019-02-18 day"),
        ("He left last week.", "last week", "2019-W07", "2019-02-11..2019-02-17 week"),
        ("He left a week ago.", "a week ago", "2019-W07", "2019-02-13..2019-02-13 day"),
        ("He left two weeks ago.", "two weeks ago", "2019-W06", "2019-02-04..2019-02-10 week"),
        ("He left last month.", "last month", "2019-01", "2019-01-01..2019-01-31 month"),
        ("He left last year.", "last year", "2018", "2018-01-01..2018-12-31 year"),
        ("He left earlier this year.", "earlier this year", "2019", "2019-01-01..2019-02-20 year"),
        ("He comes early next year.", "early next year", "2020", "2020-01-01..2020-12-31 year"),
        ("He left yesterday.", "yesterday", "2019-02-19", "2019-02-19..2019-02-19 day"),
        ("It came overnight.", "overnight", "2019-02-19TNI", "2019-02-19..2019-02-20 day"),
        ("It fell a decade ago.", "a decade ago", "2009", "2009-01-01..2009-12-31 year"),
        ("It fell three months ago.", "three months ago", "2018-11", "2018-11-01..2018-11-30 month"),
        ("It fell days ago.", "days ago", "PAST_REF", None),
        ("They spoke in January.", "January", "2019-01", "2019-01-01..2019-01-31 month"),
        ("They spoke in May last year.", "May last year", "2018-05", "2018-05-01..2018-05-31 month"),
        ("They spoke in late April.", "late April", "2018-04", "2018-04-15..2018-04-30 month"),
        ("They spoke in April and May.", "April and May", "2018-04", "2018-04-01..2018-05-31 month"),
        ("They spoke in early 2015.", "early 2015", "2015", "2015-01-01..2015-12-31 year"),
        ("The war of 2015-16 is over.", "2015-16", "2015", "2015-01-01..2016-12-31 year"),
        ("Sales of the third quarter of 2018 fell.", "the third quarter of 2018", "2018-Q3", "2018-07-01..2018-09-30 month"),
        ("It was signed on March 3, 2017.", "March 3, 2017", "2017-03-03", "2017-03-03..2017-03-03 day"),
        ("It was signed on 3 March 2017.", "3 March 2017", "2017-03-03", "2017-03-03..2017-03-03 day"),
        ("It was signed on Nov. 30.", "Nov. 30", "2018-11-30", "2018-11-30..2018-11-30 day"),
        ("They met on 10 and 11 September.", "10 and 11 September", "2018-09-10", "2018-09-10..2018-09-11 day"),
        ("They met last summer.", "last summer", "2018-SU", "2018-06-01..2018-08-31 month"),
        ("It stood since the 1990s.", "the 1990s", "199", "1990-01-01..2019-02-20 year"),
        ("Since 2015, it stands.", "2015", "2015", "2015-01-01..2019-02-20 year"),
        ("It is the worst since 2015, when he left.", "2015", "2015", "2015-01-01..2015-12-31 year"),
        ("It is the worst since the 2015 flood.", "2015", "2015", "2015-01-01..2015-12-31 year"),
        ("They spoke in early April.", "early April", "2018-04", "2018-04-01..2018-04-30 month"),
        ("They spoke last January.", "last January", "2018-01", "2018-01-01..2018-01-31 month"),
        ("They spoke last night.", "last night", "2019-02-19TNI", "2019-02-19..2019-02-19 day"),
        ("They spoke later in the day.", "later in the day", "2019-02-20", "2019-02-20..2019-02-20 day"),
        ("They spoke over the summer.", "over the summer", "2018-SU", "2018-06-01..2018-08-31 month"),
        ("The 9/11 attacks shook them.", "9/11", "2001-09-11", "2001-09-11..2001-09-11 day"),
        ("It is like the Sept. 11 attacks.", "Sept. 11", "2001-09-11", "2001-09-11..2001-09-11 day"),
        ("They marched on 14 July last year.", "14 July last year", "2018-07-14", "2018-07-14..2018-07-14 day"),
        ("It fell in the first two months of the year.", "the first two months of the year", "2019", "2019-01-01..2019-02-28 month"),
        ("It grew over the past two years.", "the past two years", "P2Y", "2017-02-20..2019-02-20 year"),
        ("He waited for three days.", "three days", "P3D", None),
        ("He waited for 5 1/2 hours.", "5 1/2 hours", "PT5H30M", None),
        ("They meet every day.", "every day", "P1D", None),
        ("It began at 10:35 a.m.", "10:35 a.m", "2019-02-20T10:35", "2019-02-20..2019-02-20 day"),
        ("It began at noon.", "noon", "2019-02-20T12:00", "2019-02-20..2019-02-20 day"),
        ("They voted in nineteen ninety-six.", "nineteen ninety-six", "1996", "1996-01-01..1996-12-31 year"),
        ("It ended by the end of 2018.", "the end of 2018", "2018", "2018-12-01..2018-12-31 month"),
        ("They met at the weekend.", "the weekend", "2019-W07-WE", "2019-02-16..2019-02-17 day"),
        ("He now agrees.", "now", "PRESENT_REF", None),
    ],
)
def test_words_value_and_days(text: str, words: str, value: str | None, days: str | None) -> None:
    found = told(text)
    assert (words.rstrip("."), value, days) in [(w.rstrip("."), v, d) for w, v, d in found]


@pytest.mark.parametrize(
    "text", ["He may go.", "They march on.", "Some 2000 people came.", "a 52-year-old man", "Room 1999%", "a second chance"]
)
def test_what_is_no_time(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize("text", ["on 30 February 2018", "February 31, 2018", "2019-02-30"])
def test_impossible_dates_are_null(text: str) -> None:
    assert [days for _, _, days in told(text)] == [None]


def test_without_a_publication_date_relative_times_stay_open() -> None:
    text = "It began on Thursday, last week, in January, three years ago, today, on March 3 and in 2015."
    assert [days for _, _, days in told(text, None)] == [None] * 6 + ["2015-01-01..2015-12-31 year"]


def test_a_coarse_publication_date_resolves_only_what_is_as_coarse() -> None:
    text = "It fell last year and on Thursday."
    a = annotated(
        text, "It/PRP/nsubj/1 fell=fall/VBD/ROOT/1 last/JJ/amod/3 year/NN/npadvmod/1 and/CC/cc/1 on/IN/prep/1 Thursday/NNP/pobj/5 ./././1"
    )
    year = Published(start="2019-01-01", end="2019-12-31", precision="year", origin="text")
    assert [interval(x) for x in find_dates(text, a, published=year)] == ["2018-01-01..2018-12-31 year", None]


WILL_MEET = "They/PRP/nsubj/2 will/MD/aux/2 meet/VB/ROOT/2 on/IN/prep/2 Friday/NNP/pobj/3 ./././2"


def test_the_future_tense_looks_forward() -> None:
    text = "They will meet on Friday."
    (found,) = find_dates(text, annotated(text, WILL_MEET), published=PUBLISHED)
    assert found.value == "2019-02-22"


def test_the_past_tense_looks_back_also_over_what_was_said_would_come() -> None:
    text = "They met on Friday."
    a = annotated(text, "They/PRP/nsubj/1 met=meet/VBD/ROOT/1 on/IN/prep/1 Friday/NNP/pobj/2 ./././1")
    (found,) = find_dates(text, a, published=PUBLISHED)
    assert found.value == "2019-02-15"


def test_ruling_9_the_nearest_day_may_be_a_day_ahead_of_the_page() -> None:
    text = "They met on Thursday."
    a = annotated(text, "They/PRP/nsubj/1 met=meet/VBD/ROOT/1 on/IN/prep/1 Thursday/NNP/pobj/2 ./././1")
    assert [x.value for x in find_dates(text, a, published=PUBLISHED)] == ["2019-02-21"]


@pytest.mark.parametrize(
    ("text", "parse", "value"),
    [
        (  # the parse gives "on Monday" to the later verb
            "Osk said on Monday they would go.",
            "Osk/NNP/nsubj/1 said=say/VBD/ROOT/1 on/IN/prep/6 Monday/NNP/pobj/2 they/PRP/nsubj/6 would/MD/aux/6 go/VB/ccomp/1 ./././1",
            "2019-02-18",
        ),
        (
            "Talks to be held on Monday are planned.",
            "Talks=talk/NNS/nsubjpass/3 to/TO/aux/3 be/VB/auxpass/3 held=hold/VBN/csubjpass/7 on/IN/prep/3 Monday/NNP/pobj/4"
            " are=be/VBP/auxpass/7 planned=plan/VBN/ROOT/7 ./././7",
            "2019-02-25",
        ),
        (
            "It could come as early as Monday.",
            "It/PRP/nsubj/2 could/MD/aux/2 come/VB/ROOT/2 as/RB/advmod/4 early/RB/advmod/2 as/IN/prep/4 Monday/NNP/pobj/5 ./././2",
            "2019-02-25",
        ),
        (  # no one says "on Tuesday" of a day almost a week ahead
            "They said the talks would go on Tuesday.",
            "They/PRP/nsubj/1 said=say/VBD/ROOT/1 the/DT/det/3 talks=talk/NNS/nsubj/5 would/MD/aux/5 go/VB/ccomp/1 on/IN/prep/5"
            " Tuesday/NNP/pobj/6 ./././1",
            "2019-02-19",
        ),
    ],
)
def test_where_a_weekday_looks(text: str, parse: str, value: str) -> None:
    assert [x.value for x in find_dates(text, annotated(text, parse), published=PUBLISHED)] == [value]


def test_on_a_sunday_the_last_week_ended_the_day_before() -> None:
    sunday = date(2019, 2, 17)
    assert told("He left last week.", sunday) == [("last week", "2019-W07", "2019-02-10..2019-02-16 week")]
    assert told("He left this week.", sunday) == [("this week", "2019-W07", "2019-02-11..2019-02-17 week")]
    published = Published(start="2019-02-17", end="2019-02-17", precision="day", origin="metadata")
    text = "They will meet this week."
    a = annotated(text, "They/PRP/nsubj/2 will/MD/aux/2 meet/VB/ROOT/2 this/DT/det/4 week/NN/npadvmod/2 ./././2")
    assert [interval(x) for x in find_dates(text, a, published=published)] == ["2019-02-17..2019-02-23 week"]


def test_later_and_earlier_count_from_the_time_named_before() -> None:
    assert told("It began in 1947. A year later it ended. The following year they met.")[1:] == [
        ("A year later", "1948", "1948-01-01..1948-12-31 year"),
        ("The following year", "1949", "1949-01-01..1949-12-31 year"),
    ]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("They met on Monday and Tuesday.", ["2019-02-18..2019-02-19 day"] * 2),
        ("They meet from Monday through Wednesday.", ["2019-02-18..2019-02-20 day"] * 2),
        ("They tested in 2012, 2013 and 2014.", ["2012-01-01..2014-12-31 year"] * 3),
        ("They fought from 2004 to 2006.", ["2004-01-01..2006-12-31 year"] * 2),
        ("They voted in 2004 and 2012.", ["2004-01-01..2004-12-31 year", "2012-01-01..2012-12-31 year"]),
        ("They fought in 2008, and in 2009 they met.", ["2008-01-01..2008-12-31 year", "2009-01-01..2009-12-31 year"]),
        ("On Monday, in 2009, they met.", ["2019-02-18..2019-02-18 day", "2009-01-01..2009-12-31 year"]),
        ("On Monday they met and on Tuesday they left.", ["2019-02-18..2019-02-18 day", "2019-02-19..2019-02-19 day"]),
    ],
)
def test_times_of_one_list_tell_one_interval(text: str, days: list[str]) -> None:
    found = expressions_in(text, today=TODAY)
    assert [interval(x) for x in found] == days
    if len(set(days)) == 1:
        assert {x.date.span for x in found if x.date} == {Span(found[0].span.start, found[-1].span.end)}


def test_a_text_without_words_has_no_times() -> None:
    assert find_dates("", Annotation(), published=PUBLISHED) == ()
