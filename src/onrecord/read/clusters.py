"""Actors while they are being resolved: what is known of each, and where it was mentioned. A helper of `actors`."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from onrecord.knowledge import key
from onrecord.models import Annotation
from onrecord.records import MentionDraft

__all__ = ["Cluster", "Clusters", "inside_quotes"]

SUBJECT = {"nsubj", "nsubjpass", "agent", "csubj"}


@dataclass(eq=False)
class Cluster:
    """One actor. `words` are the words it is called by (heads of its descriptions, lower case), by which "the spokesman" finds it again."""

    name: str
    kind: str
    country: str | None = None
    sector: str | None = None
    role: str | None = None
    wikidata: str | None = None
    office: str = ""
    gender: str = ""
    plural: bool = False
    body: str = ""
    torn: bool = False  # its words name two states, or one that is not said to be its own
    settled: bool = False  # its country is known to be none, or known not to be told
    guessed: str | None = None  # the rule that took its country from what is spoken of around it; None where it was told
    words: set[str] = field(default_factory=set)
    mentions: list[MentionDraft] = field(default_factory=list)
    is_party: bool = False
    human: bool = True  # false where an unnamed actor's words are for no person ("the move")

    @property
    def is_person(self) -> bool:
        return self.kind == "person" or (self.kind == "unnamed" and self.human and not self.plural)


class Clusters:
    """All actors of a document, found again by key, and the sentence and rank of every mention."""

    def __init__(self, text: str, annotation: Annotation) -> None:
        self.text, self.annotation = text, annotation
        self.all: list[Cluster] = []
        self.by_key: dict[tuple[str, str], Cluster] = {}
        self.quoted = inside_quotes(text)
        self.history: list[tuple[MentionDraft, Cluster]] = []

    def get(self, sort: str, name: str) -> Cluster | None:
        return self.by_key.get((sort, key(name)))

    def make(self, sort: str, name: str, cluster: Cluster) -> Cluster:
        """The cluster of that key; the one given where there is none yet."""
        found = self.by_key.setdefault((sort, key(name)), cluster)
        if found is cluster:
            self.all.append(cluster)
        return found

    def note(self, mention: MentionDraft, cluster: Cluster) -> None:
        """Records that the cluster is mentioned there."""
        cluster.mentions.append(mention)
        cluster.is_party = cluster.is_party or bool(mention.parties)
        self.history.append((mention, cluster))

    def sentence(self, mention: MentionDraft) -> int:
        return self.sentence_at(mention.head.start)

    def sentence_at(self, offset: int) -> int:
        """The number of the sentence a character stands in, or of the last one before it."""
        return max(0, bisect_right(self._sentence_starts, offset) - 1)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [self.annotation.tokens[first].start for first, _ in self.annotation.sentences]

    def dependency(self, mention: MentionDraft) -> str:
        inside = self.annotation.tokens_in(mention.head)
        if not inside:
            return ""
        token = self.annotation.tokens[inside[0]]
        for _ in range(4):
            if token.dep not in ("conj", "compound", "appos"):
                break
            token = self.annotation.tokens[token.head]
        return token.dep

    def recent(self, before: int, *, within: int = 40) -> Iterable[tuple[MentionDraft, Cluster]]:
        """Mentions before a character, the nearest first, of the last sentences."""
        here = self.sentence_at(before)
        for mention, cluster in reversed(self.history):
            if mention.span.start >= before:
                continue
            if here - self.sentence(mention) > within:
                break
            yield mention, cluster


def inside_quotes(text: str) -> bytearray:
    """For each character 1 where it stands inside quotation marks; a mark left open ends with its paragraph."""
    out = bytearray(len(text) + 1)
    is_open = False
    for i, c in enumerate(text):
        if c == "\n":
            is_open = False
        elif c == "“":
            is_open = True
        elif c == "”":
            is_open = False
        elif c == '"':
            is_open = not is_open
        out[i] = is_open
    return out
