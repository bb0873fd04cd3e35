"""Whose papers are: statements, reports, tweets, promises speak for who gave them; a helper of `reference`."""

from collections.abc import Sequence

from onrecord.knowledge.descriptions import describe
from onrecord.read.bodies import ARTICLE, DEFINITE, Bodies
from onrecord.read.clusters import Cluster
from onrecord.records import MentionDraft
from onrecord.spans import contains, cover

__all__ = ["Papers"]


class Papers(Bodies):
    """Answers for one document; it reads the clusters' history as it grows."""

    def _issuer(self, mention: MentionDraft) -> Sequence[Cluster]:
        """Who a document speaks for: the actor named with it; for "the statement" the one whose paper was told of last. None for the
        rest.
        """
        words = self.words(mention.span)
        if inside := self._named_in(mention):
            return (inside[0],)
        said = describe(words, knowledge=self.knowledge)
        if said.body:
            found = self._cluster_of_body(said)
            return (found,) if found else ()
        if said.country and (state := self.knowledge.country(said.country)):
            return (self.clusters.make("country", said.country, Cluster(state.name, "country", said.country)),)
        if mention.plural and not ARTICLE.match(words):
            return (self._unnamed(mention, words, said),)
        if giver := self._giver(mention):
            return (giver,)
        if DEFINITE.match(words):
            return self._issuer_before(mention, said.head)
        return ()

    def _giver(self, mention: MentionDraft) -> Cluster | None:
        """The subject of the verb whose object the paper is: "Japan issued a white paper"."""
        tokens = self.annotation.tokens
        at = self.annotation.head_of(mention.head)
        if at is None or tokens[at].dep != "dobj":
            return None
        verb = tokens[at].head
        for _ in range(3):
            subject = next((c for c in self.annotation.children[verb] if tokens[c].dep in ("nsubj", "agent")), None)
            if subject is not None:
                return next(
                    (c for o, c in self.clusters.recent(mention.span.start, within=0) if contains(o.span, tokens[subject].span)), None
                )
            if tokens[verb].dep not in ("conj", "xcomp", "advcl"):
                return None
            verb = tokens[verb].head
        return None

    def _issuer_before(self, mention: MentionDraft, head: str) -> Sequence[Cluster]:
        """Whose paper "the statement" is: of those in the sentence that told of such a paper last, else of whoever spoke last."""
        if head in ("report", "article", "story"):
            for other, cluster in self.clusters.recent(mention.span.start, within=12):
                if other.parties and cluster.kind == "media":
                    return (cluster,)
        for other, cluster in self.clusters.recent(mention.span.start, within=2):
            if other.parties and cluster.kind != "media":
                return (cluster,)
        return ()

    def _named_in(self, mention: MentionDraft) -> Sequence[Cluster]:
        """Actors named within the mention or the parties it answers for."""
        whole = cover([mention.span, *(self.parties[n] for n in mention.parties)])
        inside = [c for o, c in self.clusters.history if contains(whole, o.span) and c.kind != "unnamed"]
        return inside or [c for n in mention.parties for c in self._named_later(self.parties[n])]

    def _owners(self, mention: MentionDraft, words: str) -> Sequence[Cluster]:
        """For words that name no people ("Trump's speech", "his promise"): whose they are."""
        owner = self._owner(mention, words)
        return (owner,) if owner else self._named_in(mention)[:1]
