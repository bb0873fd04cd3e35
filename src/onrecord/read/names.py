"""Proper names in a text, and whether a place that can stand for a government does so where it stands.

A helper of `mentions`. A name is what the tables know, what the model labelled, or a run of capitalised nouns. Titles and appositions
beside
a person's name are given with it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from onrecord.knowledge import Entry, Knowledge, key
from onrecord.knowledge.descriptions import names_in
from onrecord.models import Annotation
from onrecord.read.titles import HONORIFIC, apposition_behind, title_before
from onrecord.spans import Span, contains, touches, trim

__all__ = ["Name", "find_names"]

_LABELS = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "demonym",
    "PRODUCT": "",
    "WORK_OF_ART": "",
    "EVENT": "",
    "LAW": "",
}
_PARTICLES = re.compile(
    r"(?:[ -](?:al|el|ul|bin|bint|ben|ibn|abu|de|del|van|von|der|di|da|la|le|dos|ter|"
    r"ould)\b[ -]?)+[A-ZÀ-ÖØ-Þİ]\w+|-[A-ZÀ-ÖØ-Þa-z]\w+(?=\W|$)"
)
_MONTHS = frozenset(
    (
        "january february march april may june july august september october november december monday tuesday wednesday thursday "
        "friday saturday sunday"
    ).split()
)
_NO_NAME = frozenset(
    (
        "i|god|internet|mr|mrs|ms|dr|sir|covid-19|covid|christmas|ramadan|easter|brexit|web|gmt|est|ok|cold war|north|south|east|west|"
        "western|eastern|no|yes"
    ).split("|")
)


_DAY_BEHIND = re.compile(r"\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day$")
_SHORT_MONTH = re.compile(r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?$")
_GIVEN_TOO = {"dean", "prince", "princess", "king", "queen", "pope", "major", "earl", "duke", "judge", "imam", "mullah", "sheikh"}
_NO_SURNAME = frozenset(
    (
        "act award bank bay bridge bureau camp cathedral center centre church clinic college foundation fund games hall hill house "
        "institute island islands jr law library memorial mountains museum park plan post press prize river school sr square street "
        "studios times tower trust university valley"
    ).split()
)
_PORTFOLIOS = frozenset(
    (
        "affairs agriculture commerce culture defence defense deputy economy education energy environment external federal finance "
        "foreign health home homeland information intelligence interior internal justice labor labour national oil petroleum press "
        "security state trade transport treasury"
    ).split()
)
LARGE = 300_000  # people of a city whose name alone is taken for a place where the model saw a person


class Name(NamedTuple):
    """A proper name. `entries` is what the tables know of it; `described` the words beside a person's name that describe its bearer."""

    span: Span
    label: str
    entries: tuple[Entry, ...]
    described: tuple[Span, ...]


def find_names(text: str, annotation: Annotation, *, knowledge: Knowledge) -> tuple[Name, ...]:
    """All names in the order of the text, none inside another."""
    known = list(_of_tables(text, annotation, knowledge))
    labelled = list(_of_model(text, annotation))
    chosen = _chosen(text, known, labelled)
    chosen += _capitalised(text, annotation, [n.span for n in chosen], knowledge)
    chosen = _unheadlined(text, _joined(text, sorted(chosen)))
    chosen += _again(text, annotation, chosen)
    named = list(_with_descriptions(text, annotation, _relabelled(text, sorted(_people(text, chosen, knowledge))), knowledge))
    titles = [d for n in named for d in n.described]
    return tuple(n for n in named if n.entries or not (_of_title(text, n) and any(contains(d, n.span) for d in titles)))


def _of_title(text: str, name: Name) -> bool:
    """May the name be a mere word of somebody's title: one of unknown sort, or a portfolio ("Defense Minister")?"""
    return not name.label or all(word.lower() in _PORTFOLIOS for word in text[name.span.start : name.span.end].split())


def _joined(text: str, names: list[Name]) -> list[Name]:
    """A name of unknown sort and the person's name that follows it are one name ("Recep" + "Tayyip Erdoğan")."""
    out: list[Name] = []
    for name in names:
        before = out[-1] if out else None
        gap = text[before.span.end : name.span.start] if before else ""
        if (
            before
            and gap == " "
            and {before.label, name.label} in ({"", "person"}, {"person"})
            and not before.entries
            and not name.entries
            and text[before.span.start : before.span.end] != text[name.span.start : name.span.end]
        ):
            out[-1] = Name(Span(before.span.start, name.span.end), "person", (), ())
        else:
            out.append(name)
    return out


def _unheadlined(text: str, names: list[Name]) -> list[Name]:
    """In a headline that capitalises every word a run of capitals is no name: of one that stands nowhere else in the text its longest
    beginning that does is kept, and nothing of words that the text writes small ("Migrants Arrive").
    """
    lines = [Span(*m.span()) for m in re.finditer(r"[^\n]+", text) if _is_headline(m.group())]
    if not lines:
        return names
    plain = list(text)
    for line in lines:
        plain[line.start : line.end] = " " * (line.end - line.start)
    body = "".join(plain)
    known = frozenset(re.findall(r"\w+", body))
    starts = [line.start for line in lines]
    out = []
    for name in names:
        words = text[name.span.start : name.span.end]
        line = lines[max(0, bisect_right(starts, name.span.start) - 1)]
        if name.entries or " " not in words or not contains(line, name.span) or words in body:
            out.append(name)
            continue
        parts = list(re.finditer(r"\S+", words))
        kept = next((p.end() for p in reversed(parts[:-1]) if _stands(words[: p.end()], body, known)), 0)
        if kept:
            out.append(name._replace(span=Span(name.span.start, name.span.start + kept)))
        elif not any(_stands(p.group().lower(), body, known) for p in parts):
            out.append(name)
    return out


def _stands(words: str, body: str, known: frozenset[str]) -> bool:
    """Do the words stand in the body as whole words? `known` are all of its words, so that it is seldom searched."""
    single = re.findall(r"\w+", words)
    return known.issuperset(single) and (single == [words] or re.search(rf"\b{re.escape(words)}\b", body) is not None)


def _is_headline(line: str) -> bool:
    """Are all longer words of the line capitalised, and is it no sentence?"""
    long = [w for w in re.findall(r"[^\W\d_]+", line) if len(w) > 3]
    return len(long) > 4 and not re.search(r"[.!?:]\W*$", line) and sum(w[0].isupper() for w in long) >= 0.8 * len(long)


def _again(text: str, annotation: Annotation, chosen: Sequence[Name]) -> list[Name]:
    """Surnames of the persons found, where the model passed over them."""
    full = [w for n in chosen if n.label == "person" and len((w := text[n.span.start : n.span.end].split())[-1]) > 1]
    surnames = {w[-1] for w in full} | {w[0] for w in full if len(w) in (2, 3) and len(w[0]) > 1 and w[0][1:].islower()}
    covered = {i for n in chosen for i in annotation.tokens_in(n.span)}
    return [
        Name(t.span, "person", (), ())
        for i, t in enumerate(annotation.tokens)
        if i not in covered
        and not _is_month(text, t.span)
        and text[t.start : t.end] in surnames
        and text[t.start].isupper()
        and not t.tag.startswith(("DT", "PRP", "IN"))
    ]


def _of_tables(text: str, annotation: Annotation, knowledge: Knowledge) -> Iterable[Name]:
    for number in range(len(annotation.sentences)):
        sentence = annotation.sentence_span(number)
        for named in names_in(text[sentence.start : sentence.end], knowledge=knowledge):
            span = Span(sentence.start + named.start, sentence.start + named.end)
            tokens = annotation.tokens_in(span)
            if re.match(r"-[a-z]", text[span.end : span.end + 2]):
                continue
            if len(tokens) == 1:
                tag = annotation.tokens[tokens[0]].tag
                if not (
                    tag.startswith("NNP")
                    or (
                        text[span.start].isupper()
                        and not tag.startswith(("MD", "DT", "PRP", "IN", "CC", "WP"))
                        and key(text[span.start : span.end]).lower() not in _MONTHS
                    )
                ):
                    continue
                if tokens[0] == annotation.sentences[number][0] and not tag.startswith(("NN", "JJ", "VBZ")):
                    continue
            yield Name(span, "", named.entries, ())


def _of_model(text: str, annotation: Annotation) -> Iterable[Name]:
    for entity in annotation.entities:
        label = _LABELS.get(entity.label)
        if label is None or not label:
            continue
        span = trim(entity.span, text, also="\"“”'’‘,;:()")
        words = text[span.start : span.end]
        if found := re.match(r"(?:[Tt]he|[Aa]n?)\s+(?=\S)", words):
            span = Span(span.start + found.end(), span.end)
        if words.endswith(("'s", "’s")):
            span = Span(span.start, span.end - 2)
        if label == "person":
            while found := HONORIFIC.match(text[span.start : span.end]):
                span = Span(span.start + found.end(), span.end)
            if re.search(r"\b(?:Secretary|Minister|Department|Ministry) of $", text[max(0, span.start - 15) : span.start]) and " " in words:
                span = (
                    Span(span.start + text[span.start : span.end].index(" ") + 1, span.end) if " " in text[span.start : span.end] else span
                )
            if day := _DAY_BEHIND.search(text[span.start : span.end]):
                span = Span(span.start, span.start + day.start())
            rest = _PARTICLES.match(text, span.end)
            if rest and not re.match(r"-[a-z]", rest.group()):
                span = Span(span.start, rest.end())
        span = _uncluttered(text, span)
        words = text[span.start : span.end]
        if _is_pair(words, text) or re.match(r"-(?:backed|led|allied|aligned|supported)\b", text[span.end : span.end + 12]):
            continue
        if HONORIFIC.fullmatch(f"{words}. "):
            continue
        if words == "State" and text[: span.start].endswith("Secretary of "):
            continue
        if (
            len(words) > 1
            and words[0] not in "@#"
            and any(c.isupper() for c in words)
            and not words[0].isdigit()
            and "\n" not in words
            and key(words).lower() not in _NO_NAME | _MONTHS
        ):
            yield Name(span, label, (), ())


def _uncluttered(text: str, span: Span) -> Span:
    """A name without the bracket that opens behind it ("the World Health Organization (WHO") and the verb before it ("Said Macron: …")."""
    words = text[span.start : span.end]
    if words.find("(") > 0 and ")" not in words:
        return trim(Span(span.start, span.start + words.index("(")), text)
    # counted first: a pattern looked for in the whole text at every "Said …" took the square of their number
    again = words.startswith("Said ") and text.count(words[5:]) > text.count(words)
    if again and re.search(rf"(?<!\bSaid ){re.escape(words[5:])}\b", text):
        return Span(span.start + 5, span.end)
    return span


def _is_pair(words: str, text: str) -> bool:
    """Two names joined for the nonce ("the Xi-Putin meeting"), not one double name?"""
    pair = re.fullmatch(r"([A-Z]\w+)[-–]([A-Z]\w+)", words)
    return pair is not None and all(_alone(p, text) for p in pair.groups())


def _is_month(text: str, span: Span) -> bool:
    """Is a word that is also a month or day one here ("in May")?"""
    if key(text[span.start : span.end]).lower() not in _MONTHS:
        return False
    return bool(
        re.search(
            r"\b(?:in|on|since|until|by|before|after|of|last|next|this|late|early|mid|every|from)[ -]$",
            text[max(0, span.start - 8) : span.start],
        )
    )


def _alone(word: str, text: str) -> bool:
    """Does the word stand in the text outside a compound?"""
    return bool(re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text))


def _chosen(text: str, known: list[Name], labelled: list[Name]) -> list[Name]:
    """Of names that share characters the one to believe: the table's, except that a longer one of the model holds it ("Israel Katz")."""
    out: list[Name] = []
    for given in labelled:
        name = given
        inside = [k for k in known if touches(k.span, name.span)]
        wider = next((k for k in inside if contains(k.span, name.span)), None)
        if wider:
            continue
        if name.label == "person" and inside and inside[0].span.start == name.span.start:
            rest = trim(Span(inside[0].span.end, name.span.end), text, also="'’s") if inside[0].entries[0].sense == "demonym" else name.span
            if rest != name.span and text[rest.start : rest.start + 1].isupper():
                name = name._replace(span=rest)
                inside = [k for k in known if touches(k.span, rest)]
        if inside and name.label in ("place", "demonym") and not all(contains(name.span, k.span) for k in inside):
            continue
        if inside and name.label == "organisation" and not all(contains(name.span, k.span) for k in inside):
            continue
        if (
            inside
            and name.label == "organisation"
            and re.search(r"^\S+\s+(?:and|of)\s|\band\s+the\b", text[name.span.start : name.span.end])
            and len(inside) > 1
        ):
            continue
        known = [k for k in known if not touches(k.span, name.span)]
        out.append(name)
    return out + known


def _capitalised(text: str, annotation: Annotation, taken: Sequence[Span], knowledge: Knowledge) -> list[Name]:
    """Runs of proper nouns that neither the tables nor the model named; a run of one word only where the tables know people of that
    name.
    """
    out: list[Name] = []
    covered = bytearray(len(text) + 1)
    for span in taken:
        covered[span.start : span.end] = b"\x01" * (span.end - span.start)
    at, tokens = 0, annotation.tokens
    while at < len(tokens):
        start = at
        while at < len(tokens) and tokens[at].tag in ("NNP", "NNPS") and not covered[tokens[at].start] and text[tokens[at].start].isupper():
            if at > start and text[tokens[at - 1].end : tokens[at].start] not in (" ", "-", ""):
                break
            at += 1
        if at == start:
            at += 1
            continue
        span = Span(tokens[start].start, tokens[at - 1].end)
        if (rest := _PARTICLES.match(text, span.end)) and rest.group().startswith(" "):
            span = Span(span.start, rest.end())
            at = annotation.tokens_in(span)[-1] + 1
        while found := HONORIFIC.match(text[span.start : span.end]):
            span = Span(span.start + found.end(), span.end)
        if day := _DAY_BEHIND.search(text[span.start : span.end]):
            span = Span(span.start, span.start + day.start())
        words = text[span.start : span.end]
        first = words.split()[0] if words else ""
        if (
            len(words) < 2
            or HONORIFIC.fullmatch(words + " ")
            or _is_pair(words, text)
            or re.match(r"-[a-z]", text[span.end : span.end + 2])
            or key(first).lower() in _MONTHS | _NO_NAME
            or _SHORT_MONTH.match(words)
            or key(words).lower() in _NO_NAME
            or knowledge.role(words)
            or knowledge.role(words.rsplit(" ", 1)[-1])
        ):
            continue
        person = bool(knowledge.people(words))
        if " " in words or person:
            out.append(Name(span, "person" if person else "", (), ()))
        else:
            out.append(Name(span, "", (), ()))
    return out


def _people(text: str, names: Iterable[Name], knowledge: Knowledge) -> Iterable[Name]:
    """A full name the tables know as a person's is one, and the name of a large city alone is none, whatever the model took them for."""
    for named in names:
        n = named if named.entries else _untitled(text, named, knowledge)
        words = text[n.span.start : n.span.end]
        once, _, twice = words.partition(" ")
        if n.label == "person" and once == twice and _leads(once, knowledge):  # the end of one link and the beginning of the next
            n = n._replace(span=Span(n.span.end - len(once), n.span.end))
            words = once
        if n.entries:
            yield n
        elif (
            n.label == "person" and " " not in words and not knowledge.people(words) and (knowledge.role(words) or _large(words, knowledge))
        ):
            yield n._replace(label="place")
        elif n.label != "person" and (
            (" " in words and knowledge.people(words))
            or (
                n.label in ("", "organisation")
                and (_leads(words, knowledge) or _full(words, knowledge))
                and not text[: n.span.start].endswith("the ")
            )
        ):
            yield n._replace(label="person")
        else:
            yield n


def _leads(words: str, knowledge: Knowledge) -> bool:
    """Is it the surname of a head of state or government and of no city?"""
    led = any(h.office in ("leader", "president", "prime minister", "chancellor") for h in knowledge.people(words))
    return led and not words.isupper() and not knowledge.places(words)


def _full(words: str, knowledge: Knowledge) -> bool:
    """Does it begin with a first name and go on like a surname ("Regina Ip")?"""
    parts = words.split()
    return (
        len(parts) in (2, 3)
        and key(parts[0]).lower() in knowledge.given_names
        and all(p[0].isupper() and not p.isupper() and p.replace("-", "").replace("’", "").isalpha() for p in parts)
        and not any(knowledge.role(p) or key(p).lower() in _NO_SURNAME for p in parts[1:])
    )


def _untitled(text: str, name: Name, knowledge: Knowledge) -> Name:
    """The name without a title the model took into it ("Presidential Spokesperson Ana Moor")."""
    words = list(re.finditer(r"\S+", text[name.span.start : name.span.end]))
    if name.label not in ("", "person", "organisation") or len(words) < (2 if name.label == "person" else 3):
        return name
    for at in range(len(words) - (2 if name.label == "person" else 3), -1, -1):
        role = knowledge.role(words[at].group().strip("."))
        rest = [key(w.group()).lower().strip(".") for w in words[at + 1 :]]
        if (
            role is not None
            and role.form == "person"
            and role.words not in _GIVEN_TOO
            and (at == 0 or key(words[at - 1].group()).lower() not in knowledge.given_names)
            and not any(knowledge.role(w) or w in _NO_SURNAME for w in rest)
            and all(w.group()[0].isupper() for w in words)
        ):
            return name._replace(span=Span(name.span.start + words[at + 1].start(), name.span.end), label="person")
    return name


def _large(words: str, knowledge: Knowledge) -> bool:
    """Is there a large city or a region of that name?"""
    places = knowledge.places(words)
    return bool(places) and (places[0].population == 0 or places[0].population > LARGE)


def _relabelled(text: str, names: list[Name]) -> list[Name]:
    """One label for one name: a short name is a person where a full name in the text ends (or, of three words, begins) with it."""
    last: dict[str, bool] = {}
    full = {key(text[n.span.start : n.span.end]) for n in names if n.label == "person"}
    last |= {word: True for word in full if " " not in word}
    for n in names:
        words = text[n.span.start : n.span.end].split()
        if n.label == "person" and len(words) > 1:
            last[key(words[-1])] = True
            last[key(words[0])] = last.get(key(words[0]), False) or len(words) > 2
    out = []
    for n in names:
        word = key(text[n.span.start : n.span.end])
        if (
            n.label != "person"
            and " " not in word
            and last.get(word)
            and not any(e.sense in ("country", "demonym", "media", "organisation") for e in n.entries)
        ):
            out.append(n._replace(label="person", entries=()))
        elif n.label in ("", "organisation", "place") and " " in word and not n.entries and any(f.endswith(" " + word) for f in full):
            out.append(n._replace(label="person"))
        else:
            out.append(n)
    return out


def _with_descriptions(text: str, annotation: Annotation, names: list[Name], knowledge: Knowledge) -> Iterable[Name]:
    for i, name in enumerate(names):
        if name.entries or (name.label == "demonym" and " " not in text[name.span.start : name.span.end]):
            yield name
            continue
        limit = next((b.span.end for b in reversed(names[max(0, i - 4) : i]) if b.label == "person"), 0)
        before = title_before(text, annotation, name.span, limit, knowledge)
        behind = apposition_behind(text, annotation, name.span, knowledge) if before is None or name.label == "person" else None
        if behind and any(b.label == "person" and _is_next(text, behind, b.span) for b in names[i + 1 : i + 4]):
            behind = None
        if name.label in ("place", "organisation", "demonym") and before is None and not _may_be_person(text, name.span, behind):
            yield name
            continue
        described = tuple(s for s in (before, behind) if s)
        label = name.label
        if described and label in ("", "place", "organisation", "demonym"):
            label = "person"
        yield name._replace(label=label, described=described)


def _is_next(text: str, apposition: Span, name: Span) -> bool:
    """Is what looks like an apposition the title of the next person in a row ("Ana Moor, Prime Minister Per Holm and …")?"""
    between = text[apposition.start : name.start]
    return (
        contains(apposition, name)
        and not re.search(r"\b(?:of|for|to|in|at|with|by|from|under|on|who)\b|['’]s? ", between)
        and not re.match(r"['’]", text[name.end :])
    )


def _may_be_person(text: str, name: Span, behind: Span | None) -> bool:
    """Is a name of two or three words that the model took for a place or organisation described as a person behind it?"""
    words = text[name.start : name.end].split()
    return (
        behind is not None and len(words) in (2, 3) and all(w[:1].isupper() and not w.isupper() for w in words) and text[name.end] in ",–—"
    )
