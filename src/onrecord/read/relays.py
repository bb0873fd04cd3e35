"""Which media a statement came through: of all media named near it, and of those of the statements before, the links of its chain.

A helper of `chains`. Takes the drafts with the relays that its rules found; gives for each draft the media that may be links, with the
evidence, and the relays chosen. Read by a linear classifier in the order of the text: what was answered for the statements before is
evidence for the next ("he added" goes on in the interview named two paragraphs above).
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from onrecord.knowledge.plover import Classifier
from onrecord.read.media_names import MediaNames
from onrecord.records import StatementDraft
from onrecord.spans import Span, contains, cover, touches

__all__ = ["Answers", "RelayScene", "choose_relays", "relay_features"]

LIKELY = 0.3  # a medium is a relay above this chance; best F1 on four folds of the hand readings is from 0.25 to 0.35
AROUND = 3  # sentences before and after a statement in which a medium named still counts as near
BACK = 6  # statements looked back upon for media that may be carried on
FAR = 4_000  # characters
PLACES = 4  # places where a medium is named that are looked at
LONGEST = 6  # steps of a way in the tree that are told apart
BESIDE = 8  # drafts to either side in whose words a medium is looked for
_PRONOUNS = frozenset("he she they it".split())
_RELATIVE = frozenset("who which that i we".split())
_WORD = re.compile(r"\w+")
_BREAK = re.compile(r"\n+")


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
    `ruled` the same with what was carried on by rule; `own` are the names of the page's own outlet, which is never a relay.
    """

    def __init__(self, names: MediaNames, before: Sequence[StatementDraft], ruled: Sequence[StatementDraft], own: Set[str]) -> None:
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
        self.counts = Counter(m.name for m in self.media)

    def words(self, span: Span) -> Span:
        """The name itself of a medium that is described ("the Turkish newspaper Hurriyet")."""
        return self.names.bare(span) or span

    def _all_media(self) -> Iterator[Named]:
        for number, (first, end) in enumerate(self.annotation.sentences):
            for span in self.names.apart(self.names.everything(first, end - 1)):
                head = self.annotation.head_of(span)
                if head is not None:
                    yield Named(span, self.names.identity(span), head, number)

    def _cue_head(self, draft: StatementDraft) -> int | None:
        return self.annotation.head_of(cover(draft.cue) if draft.cue else draft.content[0])

    def cue_lemma(self, k: int) -> str:
        """The head of a draft's cue."""
        head = self.head[k]
        return self.tree.tokens[head].lemma.lower() if head is not None and self.drafts[k].cue else ""

    def step(self, token: int) -> str:
        """A token as a step of a way in the tree."""
        label = self.tree.tokens[token].dep
        return f"{label}:{self.tree.tokens[token].lemma.lower()}" if label in ("prep", "agent") else label

    def source(self, k: int) -> str:
        """The words for the source of a draft, in lower case; "" without one."""
        source = self.drafts[k].source
        return self.tree.text[source[0].start : source[-1].end].lower() if source else ""

    def _speakers(self) -> list[str]:
        """Who speaks in each draft; a pronoun is whoever spoke last."""
        out = [""] * len(self.drafts)
        name = ""
        for k in self.order:
            words = self.source(k)
            out[k] = name if words in _PRONOUNS else words
            if out[k] and self.drafts[k].inside is None:
                name = out[k]
        return out

    def same_speaker(self, a: int, b: int) -> bool:
        """Is the last word of one's name part of the other's?"""
        one, two = self.speaker[a], self.speaker[b]
        last = [x.partition(",")[0].split()[-1:] for x in (one, two)]
        return bool(one and two) and (one == two or set(last[1]) <= set(_WORD.findall(one)) or set(last[0]) <= set(_WORD.findall(two)))


def choose_relays(scene: RelayScene, classifier: Classifier, *, likely: float = LIKELY) -> list[dict[str, Span]]:
    """For each draft its relays: name -> the words that say so. What the rules found stays; the classifier adds what they do not reach."""
    answers = Answers()
    yes = classifier.classes.index("yes")
    for k in scene.order:
        found = relay_features(scene, k, answers)
        ruled = scene.carried[k]
        chosen = {
            name: span for name, (features, span) in found.items() if name in ruled or float(classifier.chances(features)[yes]) > likely
        }
        answers.add(k, chosen)
    return [answers.of[k] for k in range(len(scene.drafts))]


def relay_features(scene: RelayScene, k: int, answers: Answers) -> dict[str, tuple[list[str], Span]]:
    """For each medium that may be a relay of draft `k`, the evidence and the words: those that the rules found, those named near it, and
    the relays of the statements before."""
    near = _near(scene, k)
    words = dict((*scene.carried[k].items(), *scene.beside[k].items()))
    for name, found in near.items():
        words.setdefault(name, found[0].span)
    for j in answers.last:
        if scene.whole[k].start - scene.whole[j].end < FAR:
            for name, span in answers.of[j].items():
                words.setdefault(name, span)
    out = {}
    for name, span in words.items():
        if name not in scene.own:
            features = [
                *_rules(scene, k, name, len(near)),
                *_places(scene, k, near.get(name, ())),
                *_history(scene, k, name, answers, near),
            ]
            out[name] = (features, span)
    return out


def _near(scene: RelayScene, k: int) -> dict[str, list[Named]]:
    """The media named in the sentences around a draft, per name the nearest to its cue first."""
    tokens, head = scene.annotation.tokens_in(scene.whole[k]), scene.head[k]
    if not tokens or head is None:
        return {}
    number = scene.annotation.sentence_of
    first, last = max(0, number[tokens.start] - AROUND), min(len(scene.annotation.sentences) - 1, number[tokens.stop - 1] + AROUND)
    low, high = scene.annotation.sentence_span(first).start, scene.annotation.sentence_span(last).end
    out: dict[str, list[Named]] = defaultdict(list)
    for m in scene.media[bisect_left(scene.starts, low) : bisect_left(scene.starts, high)]:
        out[m.name].append(m)
    return {name: sorted(found, key=lambda m: (abs(m.sentence - number[head]), abs(m.head - head))) for name, found in out.items()}


def _rules(scene: RelayScene, k: int, name: str, rivals: int) -> Iterator[str]:
    """What the rules say of it, and what sort of statement this is."""
    rule = "beside" if name in scene.beside[k] else "carried" if name in scene.carried[k] else "no"
    other = "beside" if scene.beside[k] else "carried" if scene.carried[k] else "none"
    sort = name if name == "Twitter" else "known" if name[:1].isupper() else name.split()[-1]
    source = scene.source(k)
    said = source if source in _PRONOUNS | _RELATIVE else "noun" if source else "-"
    yield from (f"rule={rule}", f"rule={rule}|{other}", f"count={min(scene.counts[name], 4)}|{rule}", f"rivals={min(rivals, 4)}|{rule}")
    yield from (f"name={sort}|{rule}", f"cue={scene.cue_lemma(k)}|{rule}", f"source={said}|{rule}")


def _places(scene: RelayScene, k: int, found: Sequence[Named]) -> Iterator[str]:
    """Where the medium is named, as seen from the statement; the nearest place counts once more by itself."""
    if not found:
        yield "near=none"
    seen: dict[str, None] = {}
    for n, m in enumerate(found[:PLACES]):
        features = list(_place(scene, k, m))
        seen.update(dict.fromkeys(features))
        if n == 0:
            seen.update(dict.fromkeys(f"1{f}" for f in features))
    yield from seen


def _place(scene: RelayScene, k: int, m: Named) -> Iterator[str]:
    head, text = scene.head[k], scene.tree.text
    assert head is not None
    away = min(abs(m.sentence - scene.annotation.sentence_of[head]), 3)
    where, side = _where(scene, k, m), "after" if m.head > head else "before"
    yield from (f"at={where}|{away}|{side}", f"at={where}|{_governor(scene, m.head)}")
    if away:
        apart = "\n" in text[min(m.span.end, scene.whole[k].end) : max(m.span.start, scene.whole[k].start)]
        yield f"paragraph={apart}|{side}|{where}|{away}"
    else:
        path = _path(scene, m.head, head)
        yield from (f"path={path}", f"path={path}|{scene.cue_lemma(k)}", f"far={min(abs(m.head - head) // 5, 6)}|{side}|{where}")


def _where(scene: RelayScene, k: int, m: Named) -> str:
    """In whose words a medium is named, as seen from draft `k`."""
    draft, head = scene.drafts[k], scene.head[k]
    if any(contains(s, m.span) for s in draft.source):
        return "self" if scene.annotation.head_of(draft.source[0]) == m.head else "own-source"
    if any(touches(s, m.span) for s in draft.cue):
        return "own-cue"
    others = [j for j in range(max(0, k - BESIDE), min(len(scene.drafts), k + BESIDE + 1)) if j != k]
    for j in others:
        other = scene.drafts[j]
        if any(contains(s, m.span) for s in other.source):
            if head is not None and any(contains(p, scene.tree.tokens[head].span) for p in other.content):
                return "outer-source"
            return "next-source" if scene.whole[j].start > scene.whole[k].start else "last-source"
        if any(touches(s, m.span) for s in other.cue):
            return "other-cue"
    if any(contains(s, m.span) for s in draft.content):
        return "own-content"
    return "other-content" if any(contains(s, m.span) for j in others for s in scene.drafts[j].content) else "page"


def _governor(scene: RelayScene, token: int) -> str:
    """The label of a token and the words above it, up to a verb: "pobj with interview"."""
    tokens = scene.tree.tokens
    out, at = [tokens[token].dep], token
    for _ in range(2):
        if tokens[at].head == at:
            break
        at = tokens[at].head
        out.append(tokens[at].lemma.lower())
        if scene.tree.is_verb(at):
            break
    return " ".join(out)


def _path(scene: RelayScene, start: int, end: int) -> str:
    """The way in the tree from token to token: labels up, "^", labels down; prepositions with their word; long ways not told apart."""
    up, down = _above(scene, start), _above(scene, end)
    meet = next((t for t in up if t in down), None)
    if meet is None:
        return "none"
    steps = [*map(scene.step, up[: up.index(meet)]), "^", *map(scene.step, reversed(down[: down.index(meet)]))]
    return " ".join(steps) if len(steps) <= LONGEST else "long"


def _above(scene: RelayScene, token: int) -> list[int]:
    """The token and those above it."""
    out = [token]
    while len(out) <= LONGEST and scene.tree.tokens[out[-1]].head != out[-1]:
        out.append(scene.tree.tokens[out[-1]].head)
    return out


def _history(scene: RelayScene, k: int, name: str, answers: Answers, near: Mapping[str, object]) -> Iterator[str]:
    """What was answered for the statement that holds this one, and for the nearest one before that came through the medium."""
    outer = scene.drafts[k].inside
    if outer is not None:
        yield f"outer={name in answers.of.get(outer, {})}|{bool(answers.of.get(outer))}"
    before = next((n for n, j in enumerate(answers.last) if name in answers.of[j]), None)
    if before is None:
        yield from (f"told=no|{name in near}", f"told=no|{name in near}|{bool(scene.beside[k])}|{bool(scene.source(k))}")
        return
    j = answers.last[before]
    between = [i for i in answers.last[:before] if scene.drafts[i].inside is None and not scene.same_speaker(i, k)]
    others = min(len({scene.speaker[i] for i in between}), 3)
    text = scene.tree.text[scene.whole[j].end : max(scene.whole[j].end, scene.whole[k].start)]
    breaks = min(len(_BREAK.findall(text)), 4)
    base = f"told={scene.same_speaker(j, k)}|{name == 'Twitter'}"
    yield from (base, f"{base}|others={others}", f"{base}|breaks={breaks}", f"{base}|size={min(len(text) // 250, 6)}|{min(others, 2)}")
    yield from (
        f"{base}|n={before}",
        f"{base}|near={name in near}|{bool(scene.beside[k])}",
        f"{base}|first={name in scene.beside[j]}|{breaks}",
    )
    yield from (f"{base}|cue={scene.cue_lemma(k)}", f"{base}|before={scene.cue_lemma(j)}")
    yield f"{base}|pronoun={scene.source(k) in _PRONOUNS}|{breaks}"
