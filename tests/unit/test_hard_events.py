"""The twenty hard sentences of docs/events.md: the page is what the reader makes of them today."""

from hard_events import DOCUMENT, HARD, page, readings


def test_the_page_is_what_the_reader_makes_of_them() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == page(), "write it again: python tests/hard_events.py"


def test_what_must_hold_whatever_the_weights() -> None:
    told = dict(zip((h.text for h in HARD), readings(), strict=True))

    def found(start: str) -> set[tuple[str, str]]:
        (text,) = [t for t in told if t.startswith(start)]
        return {(e.type, e.factuality) for e in told[text].events}

    assert len(HARD) == 20
    assert ("ACCUSE", "asserted") in found("Russia accused")
    assert ("SANCTION", "historical") in found("Japan imposed")
    assert ("COERCE", "hedged") in found("Police reportedly")
    assert {f for _, f in found("Israel did not")} == {"negated"}
    assert {f for _, f in found("If Moscow attacks")} <= {"hypothetical", "future"}
    assert ("REJECT", "attributed") in found("“We will not accept")
    assert found("Add the onions") == set()
