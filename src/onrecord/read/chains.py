"""Chains: through whom a statement reached this page, and to whom it was said. Takes drafts, gives drafts with `relays` and `to`.

A statement whose source is a medium and whose content is another's statement ("…, a Kremlin official said, according to Reuters"; "TASS
quoted him as saying …") is no statement of its own: it becomes a link in the chain of the one it holds. Relays found beside the cue
("told CNN", "wrote on Telegram", "in an interview with Bild") are addressees as well, and go on with the same speaker's next statements.
Unnamed relays ("an official said that Erdoğan had replied") stay outer statements, and so does what a medium says itself ("Reuters reports
that …"), which relays the statement in it. Who a relay is, is for `actors` to say.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from onrecord.knowledge import Knowledge, Medium
from onrecord.models import Annotation
from onrecord.read.attribution import Tree, attributions, subject_of
from onrecord.read.media_names import MediaNames
from onrecord.read.pieces import nested
from onrecord.read.relays import RelayScene, choose_relays
from onrecord.records import StatementDraft
from onrecord.spans import Span, contains, cover, overlap, size, subtract, touches, trim

__all__ = ["link_chains"]

_TOLD = frozenset("tell inform assure remind brief notify".split())
_URGED = frozenset("ask urge order warn instruct invite press beg implore encourage call_on direct".split())
_SAID_TO = frozenset("say write speak add complain explain admit confess reply respond announce describe confirm".split())
_VENUE = frozenset("on in to with through by via for at during".split())
_TOWARDS = frozenset("on to with via".split())  # a venue behind these is an addressee, one behind "in", "by" or "through" only a relay
_SPOKEN_ON = frozenset("on to with in during".split())  # "speaking on CNN", not "speaking after the Post reported …"
_REASONS = frozenset("because since after before about of against when as following while".split())
_MET = frozenset("interview speaking told telling".split())
_WRITES_ON = frozenset(["tweet"])
_POSTS = frozenset("tweet tweets tweeted tweeting twitter facebook telegram".split())
_FEED = re.compile(r"(?:[\s(-]+(?:web|online|news)\b\)?)+$|\.com$", re.IGNORECASE)
_TAIL = 60  # characters at the end of an outlet's name that may say which feed of it this is
_CITES = frozenset("accord quote cite".split())
_TRAILS = _CITES | frozenset("report".split())
_NEAR = 1_500  # characters between statements of the same speaker through the same medium
_COMMA = 2  # characters between a content and the "according to" behind it
_SAME_POST = 60  # between statements from one post, which is short
_EMPTY = 25  # characters of content that a mere introduction may have ("Here's more")
_SPILL = 1.05  # of a statement's content: how little "according to X" may add to it and still speak of the same words
_NEAREST = 3  # statements of media looked at in which another may stand
_MANY = 50  # statements looked at within one; bounds the work on texts that only nest
_WHOLE = 0.5  # of the content of a medium's statement that must be another's statement for it to be a relay
_PRONOUNS = frozenset("he she they it".split())


def link_chains(
    text: str, annotation: Annotation, drafts: Sequence[StatementDraft], *, knowledge: Knowledge, outlet: str | None = None
) -> tuple[StatementDraft, ...]:
    """The drafts with chain and addressees; those that only relay another are gone, and `inside` is renumbered.

    `outlet` is the name or the domain of the page's own outlet, which is never in the chain ("told us" and "told Bild" in Bild).
    """
    scene = relay_scene(text, annotation, drafts, knowledge=knowledge, outlet=outlet)
    classifier = knowledge.plover.classifiers.get("relay")
    return tuple(scene.ruled if classifier is None else _answered(scene, choose_relays(scene, classifier)))


def relay_scene(
    text: str, annotation: Annotation, drafts: Sequence[StatementDraft], *, knowledge: Knowledge, outlet: str | None = None
) -> RelayScene:
    """The drafts that are left when those that only relay another are gone, with the relays that the rules found."""
    own = _own(knowledge, outlet)
    linker = _Linker(Tree(text, annotation), knowledge, own)
    cues = {c for d in drafts for c in d.cue}
    quoted = [(d, linker.requoted(d)) for d in map(linker.sourced, drafts)]
    # where the words of the one quoted were found as a statement already, the agency's only relays it
    linked = [linker.linked(d if new.cue != d.cue and cues & {*new.cue} else new) for d, new in quoted]
    found, only_media = linker.with_media(linked)
    linked = _collapsed(linker, _introduced(linker, found))
    linked = _without_gaps(linked, [None if d.cue in only_media else d for d in linked])
    names = _names_of(knowledge, own)
    kept = [replace(d, relays=tuple(r for r in d.relays if linker.identity(r) not in names)) for d in linked]
    return RelayScene(linker, kept, _carried(text, kept), names)


def _answered(scene: RelayScene, chosen: Sequence[Mapping[str, Span]]) -> list[StatementDraft]:
    """The drafts with the relays chosen; what was told to a medium is told to it where it goes on, too."""
    told = {s for d in scene.ruled for s in d.to}
    out = []
    for draft, relays in zip(scene.drafts, chosen, strict=True):
        spans = tuple(dict.fromkeys(relays.values()))
        out.append(replace(draft, relays=tuple(map(scene.words, spans)), to=draft.to or tuple(s for s in spans if s in told)))
    return out


def _own(knowledge: Knowledge, outlet: str | None) -> Medium | None:
    if outlet is None:
        return None
    domain = outlet.lower().removeprefix("www.")
    bare = outlet[:-_TAIL] + _FEED.sub("", outlet[-_TAIL:])  # "Times - News", "Times Online"
    return knowledge.medium(outlet) or knowledge.medium(bare) or next((m for m in knowledge.media if m.domain and m.domain == domain), None)


def _names_of(knowledge: Knowledge, own: Medium | None) -> frozenset[str]:
    """The names of an outlet, with those that its news desk or its other rows of the same domain go by."""
    if own is None:
        return frozenset()
    bare = own.name.removesuffix(" News")
    return frozenset((own.name, bare, f"{bare} News", *(m.name for m in knowledge.media if own.domain and m.domain == own.domain)))


class _Linker(MediaNames):
    """Relays and addressees of statements, by the parse."""

    def with_media(self, drafts: Sequence[StatementDraft]) -> tuple[Sequence[StatementDraft], set[tuple[Span, ...]]]:
        """The drafts with what the tagger passed over and the chain needs: media's attributions ("…, according to Reuters"), the cues of
        which are given too, since they are wanted for the chain's sake alone, and the only statement in what a medium merely passes on.
        """
        tree = self.tree
        cued = sorted((c, n) for n, d in enumerate(drafts) for c in d.cue)
        passed = [d for d in drafts if d.source and d.cue and self.only_relays(d) and self.is_medium(d.source)]
        passed.sort(key=lambda d: d.content[0].start)
        kept = list(drafts)
        added: list[StatementDraft] = []
        only_media = set()
        for found in attributions(tree):
            source, cue, content = (tuple(Span(tree.tokens[a].start, tree.tokens[b].end) for a, b in r) for r in found[1:4])
            at = bisect_left(cued, (cue[0],))
            same = [n for c, n in cued[max(0, at - 1) : at + 1] if touches(c, cue[0])]
            if not source or any(drafts[n].source for n in same) or (same and not self.is_medium(source)):
                continue
            pieces = tuple(p for piece in content for p in subtract(piece, [*cue, *source]) if self.text[p.start : p.end].strip(" .,;:"))
            if not pieces:
                continue
            if same:
                kept[same[0]] = replace(drafts[same[0]], source=source)
                continue
            new = StatementDraft(source=source, cue=cue, content=pieces, mode="indirect", confidence=found.confidence)
            last = bisect_right(passed, cue[0].start, key=lambda d: d.content[0].start)
            if self._relays(source, cue):
                added.append(new)
                only_media.add(cue)
            elif any(_alone_in(new, d, cued) for d in passed[max(0, last - _NEAREST) : last]):
                added.append(self.linked(new))
        return (nested([*kept, *added]), only_media) if added or kept != list(drafts) else (drafts, only_media)

    def sourced(self, draft: StatementDraft) -> StatementDraft:
        """With the medium that stands right before its cue for source, where it was found without one ("…, Reuters reports")."""
        head = self.tree.annotation.head_of(draft.cue[0]) if draft.cue and not draft.source else None
        if head is None or self.tree.tokens[head].lemma not in _TRAILS:
            return draft
        first = self.tree.annotation.tokens_in(draft.cue[0]).start
        start = self.tree.annotation.sentences[self.tree.annotation.sentence_of[head]][0]
        before = list(self.media(max(start, first - 8), first - 1)) if first > start else []
        return replace(draft, source=(before[-1],)) if before and before[-1].end == self.tree.tokens[first - 1].end else draft

    def _relays(self, source: Sequence[Span], cue: Sequence[Span]) -> bool:
        """Is it a medium, or words of introduction that name one ("according to a translation in state media:")?"""
        end = cover((*source, *cue)).end
        introduces = self.text[end : end + 1] == ":" and self.text[cue[0].start : cue[-1].end].lower() == "according to"
        return bool(self.is_medium(source)) or introduces

    def only_relays(self, draft: StatementDraft) -> bool:
        """Is it a mere reference ("…, Reuters reported", "according to Reuters"), and nothing that a medium says itself?"""
        head = self.tree.annotation.head_of(draft.cue[0]) if draft.cue else None
        lemma = "" if head is None else self.tree.tokens[head].lemma
        return lemma in _CITES or (lemma in _TRAILS and draft.content[0].start < draft.cue[0].start)

    def requoted(self, draft: StatementDraft) -> StatementDraft:
        """ "TASS quoted Osk as saying …", "Osk was cited in TASS describing …" as Osk's statement, when it was found as the agency's."""
        tree = self.tree
        verb = tree.annotation.head_of(draft.cue[-1]) if draft.cue else None
        if verb is None or not self.is_medium(draft.source):
            return draft
        if (cited := self._cited_in(verb)) is not None and not any(touches(cited, s) for s in (*draft.source, *draft.content)):
            return replace(draft, source=(cited,))
        if tree.tokens[verb].lemma not in ("quote", "cite"):
            return draft
        quoted = tree.child(verb, "dobj")
        saying = next((c for p in tree.kids(verb, "prep") if tree.word(p) == "as" for c in tree.kids(p, "pcomp")), None)
        if quoted is None or not any(contains(p, tree.tokens[quoted].span) for p in draft.content):
            return draft
        source, cue = self._phrase(quoted), draft.cue
        if saying is not None:
            cue = (Span(tree.tokens[tree.tokens[saying].head].start, tree.tokens[saying].end),)
        pieces = (trim(p, self.text, also=" ,:") for piece in draft.content for p in subtract(piece, [source, *cue]))
        content = tuple(p for p in pieces if any(c.isalnum() for c in self.text[p.start : p.end]))
        return replace(draft, source=(source,), cue=cue, content=content) if content else draft

    def _cited_in(self, saying: int) -> Span | None:
        """Of "X was cited in TASS describing …" and its last verb: X."""
        tree = self.tree
        medium = tree.tokens[saying].head
        preposition = tree.tokens[medium].head
        verb = tree.tokens[preposition].head
        if tree.tokens[saying].dep != "acl" or tree.tokens[medium].dep != "pobj" or tree.tokens[verb].lemma not in ("quote", "cite"):
            return None
        return next((self._phrase(c) for c in tree.kids(verb, "nsubjpass")), None)

    def linked(self, draft: StatementDraft) -> StatementDraft:
        """With relays and addressees; nobody is a relay of his own words."""
        relays, to = self.beside(draft)
        return replace(
            draft, relays=tuple(r for r in relays if not any(contains(s, r) and r.start == s.start for s in draft.source)), to=to
        )

    def beside(self, draft: StatementDraft) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """Relays and addressees that the words beside the cue and in the source name."""
        tree = self.tree
        relays, to = self._in_source(draft)
        handle = [
            Span(s.start + m.start(1), s.start + m.end(1))
            for s in draft.source
            if (m := re.search(r"\((@\w+)\)", self.text[s.start : s.end]))
        ]
        if not draft.cue:
            return (*relays, *handle), (*to, *handle)
        head = tree.annotation.head_of(cover(draft.cue))
        if head is None:
            return tuple(relays), tuple(to)
        lemma = tree.tokens[head].lemma.lower()
        if lemma in _WRITES_ON:
            relays.append(tree.tokens[head].span)
            to.append(tree.tokens[head].span)
        relays += self._quoting(head)
        for target in self._addressees(head, lemma):
            if any(touches(target, s) for s in draft.source):
                continue
            to.append(target)
            relays += self.is_medium([target])
        for group in (*self._venues(head, draft), *self._between(head, draft), *self._opening(head, draft)):
            for medium in self.apart(self.media(*group)):
                if not any(touches(medium, s) for s in (*draft.content, *draft.source, *relays)):
                    relays.append(medium)
                    if self.tree.word(group[0]) in _TOWARDS | _MET or any(self.tree.word(i).startswith("interview") for i in range(*group)):
                        to.append(medium)
        return tuple(dict.fromkeys(relays)), tuple(dict.fromkeys(to))

    def _in_source(self, draft: StatementDraft) -> tuple[list[Span], list[Span]]:
        """ "an official quoted by AP", "a source speaking to the Telegraph"."""
        relays: list[Span] = []
        to: list[Span] = []
        for span in draft.source:
            for i in self.tree.annotation.tokens_in(span):
                if self.tree.tokens[i].tag in ("VBN", "VBG") and self.tree.tokens[i].lemma in ("quote", "cite", "speak", "interview"):
                    found = list(self.media(i + 1, min(self.tree.last[i], self.tree.annotation.tokens_in(span).stop - 1)))
                    relays += found
                    to += found if self.tree.tokens[i].lemma == "speak" else []
        return relays, to

    def _quoting(self, head: int) -> tuple[Span, ...]:
        """ "TASS quoted him as saying …", "Reuters cited officials saying": the medium is the subject of the verb above."""
        tree, at = self.tree, head
        for _ in range(3):
            if tree.tokens[at].lemma in ("quote", "cite") and (subject := subject_of(tree, at)) is not None:
                return self.is_medium([self._phrase(subject)])
            if tree.tokens[at].dep not in ("pcomp", "prep", "acl", "xcomp", "ccomp", "advcl") or tree.tokens[at].head == at:
                break
            at = tree.tokens[at].head
        return ()

    def _addressees(self, head: int, lemma: str) -> Iterator[Span]:
        tree = self.tree
        if lemma in _TOLD:
            targets = tree.kids(head, "dobj", "dative", "nsubjpass")[:1]
        elif lemma in _URGED:
            infinitives = [c for c in tree.kids(head, "ccomp") if any(tree.word(a) == "to" for a in tree.kids(c, "aux", "mark"))]
            targets = tree.kids(head, "dobj")[:1] or [s for c in infinitives for s in tree.kids(c, "nsubj") if s > head][:1]
        elif lemma in _SAID_TO:
            targets = [g for c in tree.kids(head, "prep", "dative") if tree.word(c) == "to" for g in tree.kids(c, "pobj")][:1]
        else:
            targets = []
        for target in targets:
            yield self._phrase(target)

    def _phrase(self, head: int) -> Span:
        """The noun phrase without the clauses that hang on it."""
        tree = self.tree
        first, last = tree.first[head], tree.last[head]
        cut = [
            c
            for c in tree.children[head]
            if c > head and tree.tokens[c].dep in ("relcl", "ccomp", "acl", "advcl", "parataxis", "punct", "prep")
        ]
        cut = [c for c in cut if tree.tokens[c].dep != "prep" or tree.word(c) not in ("of",)]
        if cut:
            last = max(head, min(tree.first[c] for c in cut) - 1)
        return Span(tree.tokens[first].start, tree.tokens[last].end)

    def _venues(self, head: int, draft: StatementDraft) -> Iterator[tuple[int, int]]:
        """Token ranges in which a medium may stand: prepositional phrases of the cue, and "as Reuters reported"."""
        tree = self.tree
        heads = [head]
        governor = tree.tokens[head].head
        if tree.tokens[head].dep in ("advcl", "conj", "xcomp", "pcomp") and tree.is_verb(governor):
            heads.append(governor)
        if (
            tree.tokens[head].dep == "acl"
            and tree.tokens[governor].dep == "pobj"
            and not any(contains(s, tree.tokens[governor].span) for s in draft.source)
        ):
            yield tree.first[governor], tree.first[head] - 1  # "X was cited in the media as saying"
        for at in heads:
            for c in tree.children[at]:
                token = tree.tokens[c]
                beside = token.dep in ("prep", "agent", "dative") and tree.word(c) in _VENUE
                if (beside and not any(contains(p, token.span) for p in draft.content)) or (token.dep == "advcl" and tree.word(c) in _MET):
                    yield c, self._before_clause(c)
                elif token.dep == "advcl" and tree.word(tree.first[c]) == "as" and token.lemma in ("report", "quote", "note", "cite"):
                    yield tree.first[c], tree.last[c]

    def _between(self, head: int, draft: StatementDraft) -> Iterator[tuple[int, int]]:
        """ "X, in an interview with Y, said": the words between source and cue."""
        inside = self.tree.annotation.tokens_in(draft.source[-1]) if draft.source else range(0)
        first, last = (inside.stop, head - 1) if inside else (head, head - 1)
        at = next((i for i in range(first, min(last, first + 25) + 1) if self.tree.word(i) in _MET), None)
        if at is not None and last - first <= 25:
            yield at, last
        # "welcomed the move on Twitter: …": what stands between cue and content may hang on the object
        start, stop = self.tree.annotation.tokens_in(draft.cue[-1]).stop, self.tree.annotation.tokens_in(draft.content[0]).start
        at = next((i for i in range(start, min(stop, start + 12)) if self.tree.word(i) in _TOWARDS), None) if stop - start <= 12 else None
        if at is not None:
            yield at, stop - 1

    def _opening(self, head: int, draft: StatementDraft) -> Iterator[tuple[int, int]]:
        """ "Speaking on X, Y said": the words before the speaker, wherever the parse has hung them."""
        first = self.tree.annotation.sentences[self.tree.annotation.sentence_of[head]][0]
        speaker = self.tree.annotation.tokens_in(draft.source[0]).start if draft.source else first
        if self.tree.word(first) == "speaking" and first + 2 < speaker < min(head, first + 25) and self.tree.word(first + 1) in _SPOKEN_ON:
            yield first, self._before_reason(first, speaker - 1)

    def _before_reason(self, first: int, last: int) -> int:
        """Without what tells when, why or of what ("after the Post reported it")."""
        return next((i - 1 for i in range(first + 1, last + 1) if self.tree.word(i) in _REASONS), last)

    def _before_clause(self, preposition: int) -> int:
        tree, last = self.tree, self.tree.last[preposition]
        for i in range(preposition, min(last, preposition + 40) + 1):
            if tree.tokens[i].dep == "relcl" or (tree.tokens[i].dep in ("ccomp", "advcl") and i > preposition + 1):
                return max(preposition, tree.first[i] - 1)
        return min(last, preposition + 40)


def _alone_in(new: StatementDraft, outer: StatementDraft, cued: Sequence[tuple[Span, int]]) -> bool:
    """Is a statement by rule most of what another says, in which no cue was found?"""
    if not all(any(contains(p, s) for p in outer.content) for s in (*new.source, *new.cue)) or not _passes_on(outer, [new]):
        return False
    span = cover(outer.content)
    return not any(touches(c, span) for c, _ in cued[bisect_left(cued, (Span(span.start, 0),)) :][:1])


# --- statements that only pass another on -----------------------------------------------------------------------------------------


def _collapsed(linker: _Linker, drafts: Sequence[StatementDraft]) -> list[StatementDraft]:
    out: list[StatementDraft | None] = list(drafts)
    inner: dict[int, list[int]] = {}
    for k, d in enumerate(drafts):
        if d.inside is not None:
            inner.setdefault(d.inside, []).append(k)
    heads = sorted((d.cue[0].start, k) for k, d in enumerate(drafts) if d.cue)
    # from the outside in, so that a chain comes out with the relay nearest the reader first
    for n in sorted(range(len(drafts)), key=lambda k: -size(drafts[k].content)):
        draft = out[n]
        if draft is None or not draft.source:
            continue
        held = _held(drafts, heads, n)
        passed = held if _passes_on(draft, [drafts[k] for k in held]) else []
        if not passed and draft.cue and linker.text[draft.cue[0].start : draft.cue[-1].end].lower() == "according to":
            passed = _qualified(out, n)
        relays = linker.is_medium(draft.source) if passed else ()
        if not relays:
            continue
        gone = linker.only_relays(draft)
        for k in {*passed, *inner.get(n, ())}:
            child = out[k]
            if child is None:
                continue
            content = tuple(p for piece in child.content for p in _without(linker.text, piece, draft)) if k in passed else child.content
            chain = (*draft.relays, *relays, *(r for r in child.relays if r not in relays)) if k in passed else child.relays
            inside = draft.inside if gone and child.inside == n else child.inside
            out[k] = replace(child, relays=chain, content=content, inside=inside)
        if gone:
            out[n] = None
    return _without_gaps(drafts, out)


def _held(drafts: Sequence[StatementDraft], heads: Sequence[tuple[int, int]], n: int) -> list[int]:
    """The statements whose cue stands in the content of this one, and not in that of another of them; their content may go on beyond it."""
    span = cover(drafts[n].content)
    near = [k for _, k in heads[bisect_left(heads, (span.start,)) : bisect_left(heads, (span.end,))][:_MANY]]
    held = [k for k in near if k != n and any(contains(p, drafts[k].cue[0]) for p in drafts[n].content)]
    return [k for k in held if drafts[k].inside not in held]


def _passes_on(outer: StatementDraft, inner: Sequence[StatementDraft]) -> bool:
    """Is what the outer statement says, for the most part, that the inner ones were said?"""
    own = [Span(max(a.start, b.start), min(a.end, b.end)) for d in inner for a in (*d.source, *d.cue, *d.content) for b in outer.content]
    return size([s for s in own if s.start < s.end]) >= _WHOLE * size(outer.content)


def _qualified(drafts: Sequence[StatementDraft | None], n: int) -> list[int]:
    """The statement in whose content "according to X" stands, when it is said of the same words."""
    draft = drafts[n]
    assert draft is not None
    whole = (*draft.content, *draft.cue, *draft.source)
    for k in range(max(0, n - 3), min(len(drafts), n + 4)):
        other = drafts[k]
        if k == n or other is None or not other.source:
            continue
        shared = size([*other.content, *draft.content])
        right_before = 0 <= draft.cue[0].start - other.content[-1].end <= _COMMA
        if overlap(other.content, whole) >= _WHOLE or shared <= size(other.content) * _SPILL or right_before:
            return [k]
    return []


def _without(text: str, piece: Span, draft: StatementDraft) -> tuple[Span, ...]:
    """A piece of content without "according to X" in it."""
    if not any(touches(piece, c) for c in draft.cue):
        return (piece,)
    parts = (trim(p, text, also=" ,;—–") for p in subtract(piece, [cover((*draft.cue, *draft.source))]))
    return tuple(p for p in parts if any(c.isalnum() for c in text[p.start : p.end])) or (piece,)


def _without_gaps(drafts: Sequence[StatementDraft], kept: Sequence[StatementDraft | None]) -> list[StatementDraft]:
    """What is kept of the drafts, `inside` counted anew; what stood inside one that is gone stands inside the next one out."""
    numbers = {old: new for new, old in enumerate(k for k, d in enumerate(kept) if d is not None)}
    out = []
    for draft in kept:
        if draft is None:
            continue
        at = draft.inside
        while at is not None and at not in numbers:
            at = drafts[at].inside
        out.append(replace(draft, inside=None if at is None else numbers[at]))
    return out


def _introduced(linker: _Linker, drafts: Sequence[StatementDraft]) -> list[StatementDraft]:
    """ "More, according to a translation in state media:" says nothing itself: its media are relays of the statement that follows."""
    out: list[StatementDraft | None] = list(drafts)
    for k, draft in enumerate(drafts):
        end = cover((*draft.cue, *draft.source, *draft.content)).end
        if not draft.source or linker.text[end : end + 1] != ":" or size(draft.content) > _EMPTY:
            continue
        relays = tuple(m for s in draft.source for r in [linker.tree.annotation.tokens_in(s)] for m in linker.media(r.start, r.stop - 1))
        after = range(k + 1, min(len(drafts), k + 20))
        follower = next((j for j in after if drafts[j].inside is None and drafts[j].content[0].start >= end), None)
        if relays and follower is not None and not linker.text[end + 1 : min(drafts[follower].content[0].start, end + _NEAR)].strip():
            other = drafts[follower]
            out[follower] = replace(other, relays=(*relays, *other.relays))
            out[k] = None
    return _without_gaps(drafts, out)


# --- the same speaker goes on -----------------------------------------------------------------------------------------------------


def _carried(text: str, drafts: Sequence[StatementDraft]) -> list[StatementDraft]:
    """Gives relays and addressees of a medium on to the same speaker's next statements, until somebody else speaks."""
    out = list(drafts)
    last: StatementDraft | None = None
    name = ""
    for k, draft in enumerate(out):
        if draft.inside is not None or not draft.source:
            continue
        speaker = text[draft.source[0].start : draft.source[-1].end].lower()
        if (
            last is not None
            and last.relays
            and not draft.relays
            and not draft.to
            and _goes_on(text, last, draft)
            and _same(name, speaker, last, draft, text)
        ):
            out[k] = replace(draft, relays=last.relays, to=last.to)
        last = out[k]
        name = name if speaker in _PRONOUNS else speaker
    return out


def _goes_on(text: str, before: StatementDraft, after: StatementDraft) -> bool:
    """Is it near enough, and not behind a post on a platform, which ends with itself?"""
    apart = cover(after.source).start - cover((*before.source, *before.cue, *before.content)).end
    posts = any(text[r.start : r.end].lower().removeprefix("a ") in _POSTS or text[r.start] == "@" for r in before.relays)
    return apart <= (_SAME_POST if posts else _NEAR)


def _same(name: str, speaker: str, before: StatementDraft, after: StatementDraft, text: str) -> bool:
    """Does the same speaker go on: by pronoun, or by (part of) the name used last? What was told to a medium goes on over paragraphs;
    what is known "according to" it only by pronoun."""
    if speaker in _PRONOUNS:
        return True
    end = cover((*before.source, *before.cue, *before.content)).end
    told = bool(set(before.relays) & set(before.to)) or "\n" not in text[end : cover(after.source).start]
    head = speaker.partition(",")[0].split()[-1:]
    return told and bool(head) and head[0] in re.findall(r"\w+", name)
