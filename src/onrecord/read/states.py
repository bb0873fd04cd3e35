"""Which state those act for whose words name none: the one the text speaks of around them, else none; a helper of `bodies`."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from math import exp

from onrecord.read.clusters import Clusters
from onrecord.read.pronouns import Pronouns
from onrecord.records import MentionDraft
from onrecord.spans import Span

__all__ = ["CLEARLY", "OFFICIAL", "States"]

CLEARLY = 1.5  # a country is spoken of clearly more than another when it is mentioned so many times as often
SHARE = 0.4  # of all that is said of countries around somebody: as much must be of one for it to be his
REACH = 300.0  # characters over which what is said of a country fades to a third
FAR = 12_000  # characters beyond which a mention counts as one anywhere: what has not faded is less than a number tells
ANYWHERE = 0.05  # what a mention counts however far away it is
OFFICIAL = {"GOV", "MIL", "COP", "LEG", "JUD", "SPY", "OPP", "REB"}


class States:
    """Answers for one document; it reads the clusters' history as it grows."""

    def __init__(self, text: str, clusters: Clusters, pronouns: Pronouns) -> None:
        self.text, self.clusters, self.pronouns = text, clusters, pronouns
        self.spoken: Sequence[tuple[int, str]] = ()  # where which country is spoken of, in order
        self._often: Counter[str] = Counter()

    def hear(self, spoken: Iterable[tuple[int, str]]) -> None:
        """Takes where which country is spoken of, in any order; to be told once the persons are known."""
        self.spoken = sorted(spoken)
        self._often = Counter(country for _, country in self.spoken)

    def words(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def country_nearby(self, mention: MentionDraft) -> str | None:
        """The one country whose actors stand in the sentence before the mention, or in one of the three before that; where there are
        several, the one spoken of most around it.
        """
        here = self.clusters.sentence(mention)
        for apart in (0, 1, 2, 3):
            found = {
                c.country
                for o, c in self.clusters.recent(mention.span.start, within=apart)
                if c.country
                and self.clusters.sentence(o) == here - apart
                and (c.kind in ("country", "organisation", "person", "group", "unnamed"))
            }
            if len(found) == 1:
                return found.pop()
            if found:
                break
        return self.country_around(mention)

    def country_around(self, mention: MentionDraft) -> str | None:
        """The country spoken of most around the mention, before and behind it, the nearer the more; None where none has a clear share."""
        here = mention.span.start
        first = bisect_left(self.spoken, (here - FAR, ""))
        weights: dict[str, float] = {}
        near: Counter[str] = Counter()
        for at, country in self.spoken[first : bisect_left(self.spoken, (here + FAR, ""), lo=first)]:
            weights[country] = weights.get(country, 0.0) + exp(-abs(at - here) / REACH) + ANYWHERE
            near[country] += 1
        for country, number in self._often.items():
            if number > near[country]:
                weights[country] = weights.get(country, 0.0) + ANYWHERE * (number - near[country])
        best = max(weights, key=lambda c: (weights[c], c), default=None)
        return best if best and weights[best] >= SHARE * sum(weights.values()) else None

    def ranked(self, before: int) -> list[tuple[str, int]]:
        """Countries of the actors mentioned before, the most mentioned first."""
        counts: dict[str, int] = {}
        for _, c in self.clusters.recent(before, within=200):
            if c.country and c.kind != "media":
                counts[c.country] = counts.get(c.country, 0) + 1
        return sorted(counts.items(), key=lambda x: (-x[1], x[0]))

    def official_country(self, mention: MentionDraft, sector: str | None, body: str) -> str | None:
        """The state an official acts for whose words name none: the one country spoken of. None for those who are no officials."""
        if sector in ("OPP", "REB") and not body:
            ranked = self.ranked(len(self.text))
            return ranked[0][0] if ranked and (len(ranked) == 1 or ranked[0][1] >= CLEARLY * ranked[1][1]) else None
        return self.country_nearby(mention) if sector in OFFICIAL and not body else None

    def possessor_country(self, mention: MentionDraft) -> str | None:
        """The country of whom a title belongs to: "Mr. Vell's chief of staff, Ana Moor"."""
        for span in (*mention.described, mention.span):
            if (his := re.match(r"(his|her)\b", self.words(span), re.I)) and (
                whose := self.pronouns.salient(mention, "m" if his[1].lower() == "his" else "f")
            ):
                return whose[0].country
            for other, cluster in self.clusters.recent(span.end, within=0):
                if re.fullmatch(r"['’]s?\s+", self.text[other.span.end : max(span.start, other.span.end + 3)]):
                    return cluster.country
        return None

    def kurdish_country(self, mention: MentionDraft) -> str | None:
        """Kurdish forces and leaders act in Syria or Iraq: the one the text speaks of clearly more."""
        ranked = [(c, n) for c, n in self.ranked(len(self.text)) if c in ("SYR", "IRQ")]
        return ranked[0][0] if ranked and (len(ranked) == 1 or ranked[0][1] >= CLEARLY * ranked[1][1]) else None
