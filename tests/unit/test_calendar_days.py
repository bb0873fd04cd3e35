"""Days written in full."""

import pytest

from onrecord.read.calendar_days import find_day


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("2024-03-03T10:00", "2024-03-03"),
        ("2024/3/3", "2024-03-03"),
        ("March 3, 2024", "2024-03-03"),
        ("Sept. 3rd 2024", "2024-09-03"),
        ("3 March 2024", "2024-03-03"),
        ("3rd of March, 2024", "2024-03-03"),
        ("03-Mar-2024", "2024-03-03"),
        ("3.12.2024", "2024-12-03"),
        ("12/25/2024", "2024-12-25"),
        ("25/12/2024", "2024-12-25"),
        ("3/3/2024", "2024-03-03"),
        ("Feb 29", "XXXX-02-29"),
        ("3 Mar", "XXXX-03-03"),
        ("posted Monday, may 5, 2024 at 9", "2024-05-05"),
    ],
)
def test_days(words: str, value: str) -> None:
    found = find_day(words)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    "words", ["", "Tuesday", "last week", "03/04/2024", "February 30, 2024", "2023-02-29", "may 2024 come", "12024-03-03", "March 10:30"]
)
def test_what_is_no_day_or_two(words: str) -> None:
    assert find_day(words) is None


def test_the_span_of_the_words() -> None:
    found = find_day("Published: Dec. 22, 2023 08:15")
    assert found is not None
    assert "Published: Dec. 22, 2023 08:15"[found.start : found.end] == "Dec. 22, 2023"
