"""Whom pronouns mean, by what was mentioned before them; a helper of `actors`.

Salience is plain: the nearer sentence, the subject, the speaker. Where nothing fits the answer is empty.
"""

import re
from collections.abc import Sequence

from onrecord.models import Annotation
from onrecord.read.clusters import SUBJECT, Cluster, Clusters
from onrecord.records import MentionDraft
from onrecord.spans import Span, contains

__all__ = ["Pronouns"]

_FIRST = {"i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"}


class Pronouns:
    """Answers for one document; it reads the clusters' history as it grows."""

    def __init__(self, text: str, annotation: Annotation, clusters: Clusters) -> None:
        self.text, self.annotation, self.clusters = text, annotation, clusters

    def words(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def is_first_person(self, mention: MentionDraft) -> bool:
        return self.words(mention.span).lower() in _FIRST

    def speaker(self, mention: MentionDraft) -> Sequence[Cluster]:
        """Whom "I" and "we" mean: the speaker of the quotation they stand in, named in its sentence or paragraph, else before it."""
        start = self.text.rfind("\n", 0, mention.span.start) + 1
        end = self.text.find("\n", mention.span.start)
        end = len(self.text) if end < 0 else end
        sentence = self.clusters.sentence(mention)
        best: tuple[float, Cluster] | None = None
        for other, cluster in self.clusters.history:
            if not other.parties or self.clusters.quoted[other.span.start] or cluster.kind in ("media",):
                continue
            if other.span.start > end + 400 or (not cluster.is_person and cluster.kind == "country"):
                continue
            apart = abs(self.clusters.sentence(other) - sentence)
            score = (
                -apart
                - (3.0 if not start <= other.span.start < end else 0.0)
                + (1.0 if self.clusters.dependency(other) in SUBJECT else 0.0)
            )
            score += 0.5 if cluster.is_person else 0.0
            score -= 1.5 if other.span.start > mention.span.start and apart > 1 else 0.0
            if best is None or score > best[0]:
                best = (score, cluster)
        return (best[1],) if best else ()

    def pronoun(self, mention: MentionDraft) -> Sequence[Cluster] | None:
        """Whom a third-person or relative pronoun means; None for an indefinite one ("some", "many"), who is nobody mentioned before."""
        word = self.words(mention.span).lower()
        if word in ("who", "whom", "whose", "which", "that"):
            return self._antecedent(mention)
        if word in ("he", "him", "his", "himself"):
            return self.salient(mention, "m")
        if word in ("she", "her", "hers", "herself"):
            return self.salient(mention, "f")
        if word in ("it", "its", "itself"):
            return self.salient(mention, "it")
        if word in ("they", "them", "their", "theirs", "themselves"):
            return self.salient(mention, "they")
        if word in ("both", "neither", "either"):
            return self.last_two(mention)
        if word in ("this", "these", "those", "you", "your", "yours"):
            return ()
        return None

    def _antecedent(self, mention: MentionDraft) -> Sequence[Cluster]:
        inside = self.annotation.tokens_in(mention.head)
        if not inside:
            return ()
        at = inside[0]
        for _ in range(5):
            at = self.annotation.tokens[at].head
            if self.annotation.tokens[at].dep in ("relcl", "ccomp", "acl"):
                break
        noun = self.annotation.tokens[self.annotation.tokens[at].head].span
        human = self.words(mention.span).lower() in ("who", "whom")
        for other, cluster in self.clusters.recent(mention.span.start, within=1):
            if human and not (cluster.is_person or cluster.plural or cluster.kind == "group"):
                continue
            if contains(other.span, noun) or any(contains(d, noun) for d in other.described):
                return (cluster,)
        near = [
            (o, c)
            for o, c in self.clusters.recent(mention.span.start, within=0)
            if not self.text[o.span.end : mention.span.start].strip(" ,—–-")
        ]
        return (near[0][1],) if near else ()

    def salient(self, mention: MentionDraft, sort: str) -> Sequence[Cluster]:
        here = self.clusters.sentence(mention)
        quoted = bool(self.clusters.quoted[mention.span.start])
        scores: dict[int, tuple[float, int, Cluster]] = {}
        for other, cluster in self.clusters.recent(mention.span.start, within=8):
            if not self._fits(cluster, sort, other):
                continue
            apart = here - self.clusters.sentence(other)
            score = -1.0 * apart
            dep = self.clusters.dependency(other)
            score += 1.5 if dep in SUBJECT else -0.5 if dep == "poss" else 0.0
            score += 0.8 if other.parties else 0.0
            other_quoted = bool(self.clusters.quoted[other.span.start])
            if quoted:
                if not other_quoted and other.parties and apart <= 1 and dep in SUBJECT:
                    score -= 2.5  # whoever speaks is "I" within his own quotation
                elif other_quoted:
                    score += 0.7
            elif other_quoted:
                score -= 1.2
            if other.form == "pronoun":
                score += 0.2
            known = scores.get(id(cluster))
            if known is None or score > known[0]:
                scores[id(cluster)] = (score, other.span.start, cluster)
        if not scores:
            return ()
        best = max(scores.values(), key=lambda s: (s[0], s[1]))
        if sort == "they":
            return self._together(mention, best[2])
        return (best[2],)

    def _together(self, mention: MentionDraft, best: Cluster) -> Sequence[Cluster]:
        """All of a coordination of which the best is one: they answered for the same party."""
        for other, cluster in self.clusters.recent(mention.span.start, within=8):
            if cluster is best:
                same = [
                    c
                    for o, c in self.clusters.recent(mention.span.start, within=8)
                    if set(o.parties) & set(other.parties) and c is not best
                ]
                return (best, *dict.fromkeys(same)) if other.parties and not best.plural else (best,)
        return (best,)

    def _fits(self, cluster: Cluster, sort: str, other: MentionDraft) -> bool:
        if sort in ("m", "f"):
            return cluster.is_person and cluster.gender in ("", sort) and other.form != "metonym"
        if sort == "it":
            return not cluster.is_person and not cluster.plural
        return cluster.plural or (not cluster.is_person and cluster.kind != "media") or bool(other.parties and self._coordinated(other))

    def _coordinated(self, other: MentionDraft) -> bool:
        return any(o is not other and set(o.parties) & set(other.parties) for o, _ in self.clusters.history[-12:])

    def last_two(self, mention: MentionDraft) -> Sequence[Cluster]:
        out: list[Cluster] = []
        people = bool(re.search(r"leaders|presidents|men|ministers|pair", self.words(mention.span)))
        for _, cluster in self.clusters.recent(mention.span.start, within=6):
            wanted = "person" if people else "country"
            fits = cluster.kind == wanted and (people or cluster.country)
            if fits and all(c is not cluster and (c.country != cluster.country or not c.country) for c in out):
                out.append(cluster)
            if len(out) == 2:
                return out
        return ()
