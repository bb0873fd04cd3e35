"""The words behind a judgement of factuality: asked for by those who want to see why an event is no plain fact.

Takes the annotation of a text, an event of its reading and the reading's statements; gives the spans of the negation, modal, condition,
hedge, cue or date that speaks for the event's factuality. The judgement itself weighs many features at once (`factuality`); these are the
words in and above the trigger's clause that stand for the label it came to.

>>> from onrecord.models import Annotation, Token
>>> from onrecord.records import Event
>>> parse = [Token(0, 5, "never", "RB", "neg", 1), Token(6, 11, "fire", "VBD", "ROOT", 1)]
>>> fired = Event(id="e1", type="ASSAULT", trigger=Span(6, 11), factuality="negated")
>>> deciding_words(Annotation(tokens=tuple(parse), sentences=((0, 2),)), fired, ())
(Span(start=0, end=5),)
"""

from collections.abc import Iterator, Sequence

from onrecord.models import Annotation
from onrecord.records import Event, Factuality, Statement
from onrecord.spans import Span

__all__ = ["deciding_words"]

_CONDITIONS = "if unless whether lest should would could may might can must provided"
_WISHES = (
    "want urge call demand ask request threaten threat fear hope propose proposal consider seek warn warning risk aim try offer suggest "
    "suggestion possibility prospect potential possible hypothetical proposed threatened invite order"
)
_WORDS: dict[Factuality, frozenset[str]] = {
    "negated": frozenset(
        "not n't n’t no never none nobody nothing neither nor without deny denial refuse refusal reject fail failure prevent cancel".split()
    ),
    "hypothetical": frozenset((_CONDITIONS + " " + _WISHES).split()),
    "future": frozenset(
        "will shall 'll ’ll wo would go plan expect schedule due set slate prepare intend agree promise pledge vow upcoming planned "
        "scheduled expected future imminent coming next soon".split()
    ),
    "hedged": frozenset(
        "reportedly allegedly apparently possibly perhaps probably likely suspect suspected alleged apparent possible purported rumoured "
        "rumored supposedly presumably believe suggest appear seem may might could".split()
    ),
    "historical": frozenset("previous former earlier past last ago once originally formerly historically then".split()),
}
_BESIDE = frozenset("aux auxpass neg mark advmod amod det prt npadvmod".split())  # dependents that say how sure their head is
_HIGHEST = 7  # governors asked; further up is another matter


def deciding_words(annotation: Annotation, event: Event, statements: Sequence[Statement]) -> tuple[Span, ...]:
    """The spans of the words that speak for the factuality of an event, in order of the text.

    `annotation` is the model's of the text that was read; spans count its code points. An asserted event has none. What a statement alone
    vouches for has the statement's cue; so has any other event within a statement whose own clause holds no such word ("urged them to
    leave"). A date stands for "historical" and "future". Empty where no single word decided.
    """
    if event.factuality == "asserted":
        return ()
    found = set(_in_clause(annotation, event))
    if event.date is not None and event.factuality in ("historical", "future"):
        found.add(event.date.span)
    if not found:
        found.update(c for s in statements if s.id == event.statement for c in s.cue)
    return tuple(sorted(found))


def _in_clause(annotation: Annotation, event: Event) -> Iterator[Span]:
    """Words of the label's kind at the trigger, its governors and what depends on them."""
    at, words = annotation.head_of(event.trigger), _WORDS.get(event.factuality, frozenset())
    for step in range(_HIGHEST):
        if at is None:
            return
        own = () if step == 0 else (at,)
        for k in (*own, *(c for c in annotation.children[at] if annotation.tokens[c].dep in _BESIDE)):
            if annotation.tokens[k].lemma.lower() in words:
                yield annotation.tokens[k].span
        head = annotation.tokens[at].head
        at = head if head != at else None
