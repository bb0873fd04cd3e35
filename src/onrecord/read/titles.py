"""What the words beside a person's name say of its bearer: the title before it, the apposition behind it; a helper of `names`."""

import re

from onrecord.knowledge import Knowledge, key
from onrecord.knowledge.descriptions import describe
from onrecord.models import Annotation
from onrecord.spans import Span, trim

__all__ = ["HONORIFIC", "apposition_behind", "phrase_start", "title_before"]

HONORIFIC = re.compile(
    r"^(?:Pres|Mr|Mrs|Ms|Miss|Dr|Sir|Lord|Lady|Dame|Prof|Rep|Sen|Sec|Gen|Lt|Col|Maj|Sgt|Capt|Adm|Brig|St|President|"
    r"Prime Minister|Sheikh|Ayatollah|Maulana|Baroness|Rev)\.?\s+"
)
_BLOCKS_TITLE = {"reporters", "journalists", "that", "but"}
_TITLE_TAGS = {"NN", "NNP", "NNPS", "JJ", "POS", "HYPH", "VBN", "NNS", "CD", "AFX", "JJR", "JJS"}
_LINKS = {"of", "for", "and", "&", "the", "to", "on"}
_APPOSITION = re.compile(
    r"(?:,\s*\d{1,3}(?=,))?(?:\s?,|\s+[–—(])\s*(?P<words>(?:[^,;.()\n“”\"–—]|\([A-Z][A-Za-z]{1,6}\)){3,140}(?:\.[^,;.()\n“”\"–—\s][^,;.()\n“”\"–—]*)*)"
)
_WHO = re.compile(
    r",\s+who\s+(?:\w+\s+)?(?:is|was|served as|serves as|works as|works for|heads|headed|led|leads|runs|"
    r"has been)\s+(?P<words>[^,;.()\n“”\"–—]{3,120})"
)
_AFFILIATED = re.compile(r"\s+(?P<words>(?:of|from|at|with)\s+(?:the\s+)?[A-Z][^,;.()\n“”\"–—]{2,100})")


def phrase_start(text: str, annotation: Annotation, token: int, *, limit: int = 0) -> int:
    """The first token of the noun phrase that ends with the token: leftwards over adjectives, nouns, possessives and "of"."""
    sentence = annotation.sentences[annotation.sentence_of[token]][0]
    at = token
    while at > sentence:
        left = annotation.tokens[at - 1]
        word = text[left.start : left.end].lower()
        if left.start < limit or "\n" in text[left.end : annotation.tokens[at].start]:
            break
        if left.tag == "PRP$" or (left.tag == "DT" and word != "no"):
            at -= 1
            break
        if left.tag in _TITLE_TAGS or (word in _LINKS and left.tag in ("IN", "CC") and _links(text, annotation, at - 1)):
            at -= 1
            continue
        break
    while at < token and (
        annotation.tokens[at].tag in ("CC", "IN", "POS", "HYPH")
        or text[annotation.tokens[at].start : annotation.tokens[at].end] in ("'s", "’s")
    ):
        at += 1
    return at


def _links(text: str, annotation: Annotation, at: int) -> bool:
    """Does the small word stand inside a title ("Secretary of State", "Foreign and Commonwealth Affairs")? Both neighbours are
    capitalised.
    """
    if at == 0 or at + 1 >= len(annotation.tokens):
        return False
    left, right = annotation.tokens[at - 1], annotation.tokens[at + 1]
    return text[left.start].isupper() and text[right.start].isupper()


def title_before(text: str, annotation: Annotation, name: Span, limit: int, knowledge: Knowledge) -> Span | None:
    """The title before a name: "Russian Foreign Minister", "Turkey's president,", "army spokesman Lt. Col."."""
    inside = annotation.tokens_in(name)
    if not inside or inside[0] == 0:
        return None
    first = inside[0]
    if text[annotation.tokens[first - 1].start : annotation.tokens[first - 1].end] == ",":
        first -= 1
        if not re.match(r"\s*(?:[,.;)]|$|said|told|has|have|was|and|who|\n)", text[name.end :]):
            return None
    if first == 0 or annotation.sentence_of[first - 1] != annotation.sentence_of[inside[0]]:
        return None
    start = phrase_start(text, annotation, first, limit=limit)
    if start >= first:
        return None
    span = trim(Span(annotation.tokens[start].start, annotation.tokens[first - 1].end), text)
    if span.end <= span.start:
        return None
    words = text[span.start : span.end]
    if HONORIFIC.fullmatch(words + " "):
        return span
    said = describe(words, knowledge=knowledge)
    if said.role is None or said.role.form != "person" or said.plural or key(words).lower() in _BLOCKS_TITLE:
        return None
    return span


def apposition_behind(text: str, annotation: Annotation, name: Span, knowledge: Knowledge) -> Span | None:
    """What follows the name to describe its bearer: ", a spokesman for the SDF", " of the Begin-Sadat Center"."""
    found = _WHO.match(text, name.end) or _APPOSITION.match(text, name.end)
    if found:
        span = _clipped(text, annotation, Span(*found.span("words")))
        if span and re.search(r"\.[A-Z]$", text[span.start : span.end]) and text[span.end : span.end + 1] == ".":
            span = Span(span.start, span.end + 1)
        if span:
            words = text[span.start : span.end]
            said = describe(words, knowledge=knowledge)
            if (
                said.role
                and said.role.form == "person"
                and not said.plural
                and not re.search(rf"\b{re.escape(said.head.rsplit(' ', 1)[-1])}['’]", words, re.I)  # "…, the regime's use of gas"
                and not re.match(r"(?:and|but|or|while|after|as|when|in|on|at|with|for|to)\b", words)
            ):
                return span
    found = _AFFILIATED.match(text, name.end)
    if found:
        return _clipped(text, annotation, Span(*found.span("words")))
    return None


def _clipped(text: str, annotation: Annotation, span: Span) -> Span | None:
    """The span up to its first finite verb or "who"; None where nothing is left."""
    for i in annotation.tokens_in(span):
        token = annotation.tokens[i]
        if token.tag in ("VBD", "VBZ", "VBP", "MD", "WP", "WDT") and text[token.start : token.end].lower() not in ("based",):
            span = trim(Span(span.start, token.start), text, also=",")
            break
    return span if span.end - span.start > 2 else None
