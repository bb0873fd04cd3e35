"""Which media a statement came through: of all media named near it, and of those of the statements before, the links of its chain.

A helper of `chains`. Takes the drafts with the relays that its rules found; gives for each draft the media that may be links, with the
evidence, and the relays chosen. Read by a linear classifier in the order of the text: what was answered for the statements before is
evidence for the next ("he added" goes on in the interview named two paragraphs above).
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from onrecord.knowledge.plover import Classifier
from onrecord.read.media_names import MediaNames
from onrecord.records import StatementDraft
from onrecord.spans import Span, contains, cover, touches

__all__ = ["Answers", "RelayScene", "choose_relays", "relay_features"]

LIKELY = 0.35  # a medium is a relay above this chance
AROUND = 3  # sentences before and after a statement in which a medium named still counts as near
BACK = 6  # statements looked back upon for media that may be carried on
FAR = 4_000  # characters
BESIDE = 8  # drafts to either side in whose words a medium is looked for
_PRONOUNS = frozenset("he she they it".split())
_OTHER_PRONOUNS = frozenset("who which that i we".split())


class Named(NamedTuple):
    """Words that name a medium; `head` is their head token, `sentence` its number."""

    span: Span
    name: str
    head: int
    sentence: int


class Answers:
    """The relays of the statements answered so far: per number of the draft, name -> words; `last` are the drafts, the nearest first."""

    def __init__(self) -> None:
        self.of: dict[int, dict[str, Span]] = {}
        self.last: list[int] = []

    def add(self, k: int, relays: dict[str, Span]) -> None:
        """The relays of draft `k`, which comes next in the order of the text."""
        self.of[k] = relays
        self.last = [k, *self.last[: BACK - 1]]


class RelayScene:
    """A text's statements and media prepared for looking at each statement. `before` are the drafts as the rules beside the cue left them,
    `ruled` the same with what was carried on by rule."""

    def __init__(self, names: MediaNames, before: Sequence[StatementDraft], ruled: Sequence[StatementDraft], own: str | None) -> None:
        self.names = names
        self.tree = names.tree
        self.annotation = names.tree.annotation
        self.drafts = before
        self.ruled = ruled
        self.own = own
        self.media = sorted(self._all_media(), key=lambda m: m.span)
        self.starts = [m.span.start for m in self.media]
        self.beside = [{names.identity(r): r for r in d.relays} for d in before]
        self.carried = [{names.identity(r): r for r in d.relays} for d in ruled]
        self.whole = [cover((*d.source, *d.cue, *d.content)) for d in before]
        self.order = sorted(range(len(before)), key=lambda k: (self.whole[k].start, -self.whole[k].end))
        self.head = [self._cue_head(d) for d in before]
        self.speaker = self._speakers()
        self.sourced = [(s, k) for k, d in enumerate(before) for s in d.source]
        counts: dict[str, int] = defaultdict(int)
        for m in self.media:
            counts[m.name] += 1
        self.counts = counts

    def words(self, span: Span) -> Span:
        """The name itself of a medium that is described ("the Turkish newspaper Hurriyet") or meant by a word for it ("the paper")."""
        if (bare := self.names.bare(span)) is not None:
            return bare
        name = self.names.identity(span)
        if name == "Twitter":
            return span
        named = [b for m in self.media if m.name == name and (b := self.names.bare(m.span)) is not None]
        return min(named, key=lambda b: (b.start > span.start, abs(b.start - span.start)), default=span)

    def _all_media(self) -> Iterator[Named]:
        for number, (first, end) in enumerate(self.annotation.sentences):
            for span in self.names.apart(self.names.everything(first, end - 1)):
                head = self.annotation.head_of(span)
                if head is not None:
                    yield Named(span, self.names.identity(span), head, number)

    def _cue_head(self, draft: StatementDraft) -> int | None:
        spans = draft.cue or draft.content
        return self.annotation.head_of(cover(spans)) if draft.cue else self.annotation.head_of(draft.content[0])

    def cue_lemma(self, k: int) -> str:
        head = self.head[k]
        return self.tree.tokens[head].lemma.lower() if head is not None and self.drafts[k].cue else ""

    def _speakers(self) -> list[str]:
        """Who speaks in each draft, in lower case; a pronoun is whoever spoke last."""
        out = [""] * len(self.drafts)
        name = ""
        for k in self.order:
            d = self.drafts[k]
            words = self.tree.text[d.source[0].start : d.source[-1].end].lower() if d.source else ""
            if words in _PRONOUNS:
                out[k] = name
            else:
                out[k] = words
                if words and d.inside is None:
                    name = words
        return out

    def same_speaker(self, a: int, b: int) -> bool:
        one, two = self.speaker[a], self.speaker[b]
        if not one or not two:
            return False
        heads = [x.partition(",")[0].split()[-1:] for x in (one, two)]
        return one == two or (bool(heads[1]) and heads[1][0] in re.findall(r"\w+", one)) or (bool(heads[0]) and heads[0][0] in re.findall(r"\w+", two))


def relay_features(scene: RelayScene, k: int, answers: Answers) -> dict[str, tuple[list[str], Span]]:
    """For each medium that may be a relay of draft `k`, the evidence and the words."""
    near = _near(scene, k)
    told: dict[str, Span] = {}
    for j in answers.last:
        if abs(scene.whole[k].start - scene.whole[j].end) < FAR:
            for name, span in answers.of.get(j, {}).items():
                told.setdefault(name, span)
    words: dict[str, Span] = {}
    for name, span in (*scene.beside[k].items(), *scene.carried[k].items()):
        words.setdefault(name, span)
    for name, found in near.items():
        words.setdefault(name, found[0][1].span)
    for name, span in told.items():
        words.setdefault(name, span)
    out = {}
    shared = list(_statement(scene, k))
    for name, span in words.items():
        if name == scene.own:
            continue
        features = list(_rules(scene, k, name, len(near)))
        features += _places(scene, k, name, near.get(name, []))
        features += _history(scene, k, name, answers, bool(near.get(name)))
        out[name] = ([*features, *(f"{s}|{features[0]}" for s in shared)], span)
    return out


def _near(scene: RelayScene, k: int) -> dict[str, list[tuple[tuple[int, int], Named]]]:
    sentences = scene.annotation.sentences
    tokens = scene.annotation.tokens_in(scene.whole[k])
    head = scene.head[k]
    if not tokens or head is None:
        return {}
    number = scene.annotation.sentence_of
    first, last = max(0, number[tokens.start] - AROUND), min(len(sentences) - 1, number[tokens.stop - 1] + AROUND)
    low, high = scene.annotation.sentence_span(first).start, scene.annotation.sentence_span(last).end
    out: dict[str, list[tuple[tuple[int, int], Named]]] = defaultdict(list)
    for m in scene.media[bisect_left(scene.starts, low) : bisect_right(scene.starts, high)]:
        out[m.name].append(((abs(m.sentence - number[head]), abs(m.head - head)), m))
    return {name: sorted(found) for name, found in out.items()}


def _rules(scene: RelayScene, k: int, name: str, rivals: int) -> Iterator[str]:
    rule = "beside" if name in scene.beside[k] else "carried" if name in scene.carried[k] else "no"
    other = "beside" if scene.beside[k] else "carried" if scene.carried[k] else "none"
    yield f"rule={rule}"
    yield f"rule={rule}|{other}"
    yield f"rule={rule}|count={min(scene.counts[name], 4)}"
    yield f"rule={rule}|rivals={min(rivals, 4)}"
    yield f"name={'Twitter' if name == 'Twitter' else 'known' if name[:1].isupper() else name.split()[-1]}|{rule}"


def _statement(scene: RelayScene, k: int) -> Iterator[str]:
    draft = scene.drafts[k]
    head = scene.head[k]
    yield f"cue={scene.cue_lemma(k)}"
    words = scene.tree.text[draft.source[0].start : draft.source[-1].end].lower() if draft.source else "-"
    yield f"source={words if words in _PRONOUNS | _OTHER_PRONOUNS else '-' if words == '-' else 'noun'}"
    yield f"mode={draft.mode}"
    yield f"inside={draft.inside is not None}"


def _places(scene: RelayScene, k: int, name: str, found: Sequence[tuple[tuple[int, int], Named]]) -> Iterator[str]:
    """Where the medium is named, as seen from the statement."""
    if not found:
        yield "near=none"
        return
    head = scene.head[k]
    assert head is not None
    seen = set()
    for n, ((away, tokens), m) in enumerate(found[:4]):
        where, other = _where(scene, k, m)
        after = m.head > head
        side = "after" if after else "before"
        governor = _governor(scene, m.head)
        feats = [f"at={where}|{min(away, 3)}|{side}", f"at={where}|{governor}", f"gov={governor}|{min(away, 3)}|{side}"]
        if away == 0:
            path = _path(scene, m.head, head)
            feats += [f"path={path}", f"path={path}|{scene.tree.tokens[head].lemma.lower()}", f"far={min(tokens // 5, 6)}|{side}|{where}"]
        else:
            paragraph = "\n" in scene.tree.text[min(m.span.end, scene.whole[k].end) : max(m.span.start, scene.whole[k].start)]
            feats.append(f"paragraph={paragraph}|{side}|{where}|{min(away, 3)}")
        if other is not None:
            lemma = scene.cue_lemma(other)
            feats.append(f"says={lemma}|{where}|{min(away, 2)}|{scene.drafts[k].inside == other}")
        if away == 0 and not after:
            first = scene.annotation.sentences[m.sentence][0]
            feats.append(f"open={scene.tree.word(first)}|{where}|{min(m.head - first, 8) // 2}")
        if n == 0:
            feats = [*feats, *(f"1{f}" for f in feats)]
        seen.update(feats)
    yield from sorted(seen)


def _where(scene: RelayScene, k: int, m: Named) -> tuple[str, int | None]:
    """Where a medium is named as seen from draft `k`, and the draft whose source or cue it stands in."""
    draft, head = scene.drafts[k], scene.head[k]
    if any(contains(s, m.span) for s in draft.source):
        return "self" if scene.annotation.head_of(draft.source[0]) == m.head else "own-source", None
    if any(touches(s, m.span) for s in draft.cue):
        return "own-cue", None
    near = range(max(0, k - BESIDE), min(len(scene.drafts), k + BESIDE + 1))
    for j in near:
        other = scene.drafts[j]
        if j != k and any(contains(s, m.span) for s in other.source):
            if head is not None and any(contains(p, scene.tree.tokens[head].span) for p in other.content):
                return "outer-source", j
            return "next-source" if scene.whole[j].start > scene.whole[k].start else "last-source", j
        if j != k and any(touches(s, m.span) for s in other.cue):
            return "other-cue", j
    if any(contains(s, m.span) for s in draft.content):
        return "own-content", None
    return ("other-content" if any(contains(s, m.span) for j in near for s in scene.drafts[j].content) else "page"), None


def _governor(scene: RelayScene, token: int) -> str:
    tokens = scene.tree.tokens
    out = [tokens[token].dep]
    at = token
    for _ in range(2):
        if tokens[at].head == at:
            break
        at = tokens[at].head
        out.append(tokens[at].lemma.lower())
        if tokens[at].tag[:1] == "V":
            break
    return " ".join(out)


def _path(scene: RelayScene, start: int, end: int) -> str:
    tokens = scene.tree.tokens

    def step(t: int) -> str:
        return f"{tokens[t].dep}:{tokens[t].lemma.lower()}" if tokens[t].dep in ("prep", "agent") else tokens[t].dep

    below: dict[int, int] = {}
    at, steps = end, 0
    while steps <= 8:
        below[at] = steps
        if tokens[at].head == at:
            break
        at, steps = tokens[at].head, steps + 1
    up: list[str] = []
    at = start
    while at not in below:
        up.append(step(at))
        if tokens[at].head == at or len(up) > 8:
            return "none"
        at = tokens[at].head
    down: list[str] = []
    top, at = at, end
    while at != top:
        down.append(step(at))
        at = tokens[at].head
    return " ".join([*up, "^", *reversed(down)]) if len(up) + len(down) < 6 else "long"


def _history(scene: RelayScene, k: int, name: str, answers: Answers, near: bool) -> Iterator[str]:
    """What was answered for the statements before."""
    others: set[str] = set()
    outer = scene.drafts[k].inside
    if outer is not None:
        yield f"outer={name in answers.of.get(outer, {})}|{bool(answers.of.get(outer))}"
    found = False
    for n, j in enumerate(answers.last):
        same = scene.same_speaker(j, k)
        if name in answers.of.get(j, {}):
            text = scene.tree.text[scene.whole[j].end : max(scene.whole[j].end, scene.whole[k].start)]
            breaks = min(len(re.findall(r"\n+", text)), 4)
            size = min(len(text) // 250, 6)
            base = f"told={same}|{name == 'Twitter'}"
            yield base
            yield f"{base}|others={min(len(others), 3)}"
            yield f"{base}|breaks={breaks}"
            yield f"{base}|size={size}|{min(len(others), 2)}"
            yield f"{base}|n={n}"
            yield f"{base}|near={near}|{bool(scene.beside[k])}"
            yield f"{base}|cue={scene.cue_lemma(k)}"
            yield f"{base}|before={scene.cue_lemma(j)}"
            yield f"{base}|first={name in scene.beside[j]}|{breaks}"
            yield f"{base}|pron={scene.tree.text[scene.drafts[k].source[0].start : scene.drafts[k].source[-1].end].lower() in _PRONOUNS if scene.drafts[k].source else None}|{breaks}"
            found = True
            break
        if not same and scene.drafts[j].inside is None:
            others.add(scene.speaker[j])
    if not found:
        yield f"told=no|{near}"
    here = scene.drafts[k]
    if answers.last and not found:
        yield f"told=no|{near}|{bool(scene.beside[k])}|{'source' if here.source else '-'}"
    last = answers.last[0] if answers.last else None
    if last is not None:
        yield f"last={name in answers.of.get(last, {})}|{bool(answers.of.get(last))}|{scene.same_speaker(last, k)}"


def choose_relays(scene: RelayScene, classifier: Classifier, *, likely: float = LIKELY) -> list[dict[str, Span]]:
    """For each draft its relays, name -> words."""
    answers = Answers()
    yes = classifier.classes.index("yes")
    for k in scene.order:
        found = relay_features(scene, k, answers)
        answers.add(k, {name: span for name, (features, span) in found.items() if float(classifier.chances(features)[yes]) > likely})
    return [answers.of[k] for k in range(len(scene.drafts))]
