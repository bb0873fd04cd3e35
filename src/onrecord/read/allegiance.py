"""Whose those actors are whose own words and tables do not tell it: of the countries the text speaks of the one that is theirs, or none.

Takes the resolved actors and where which country is spoken of; gives for each candidate the evidence, and reads it by a linear classifier.
A person's name is no evidence: nobody is taken for being famous. A helper of `actors`.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import exp

from onrecord.knowledge.plover import Classifier
from onrecord.read.clusters import Cluster, Clusters
from onrecord.read.states import FAR as AWAY
from onrecord.read.states import REACH

__all__ = ["Allegiances"]

LIKELY = 0.27  # a country is the actor's when its chance is above this; best on five folds of the hand readings
MOST = 8  # candidates beside the rule's guess: the countries most often spoken of
FAR = 4  # sentences from which on a distance counts as far

Evidence = Mapping[str, Sequence[str]]


class Allegiances:
    """Answers for one document whose actors are resolved."""

    def __init__(self, text: str, clusters: Clusters, spoken: Sequence[tuple[int, str]]) -> None:
        self.text, self.clusters, self.spoken = text, clusters, spoken
        self.often = Counter(country for _, country in spoken)
        self.common = [c for c, _ in self.often.most_common()]
        self.places: dict[str, list[int]] = defaultdict(list)
        for at, country in spoken:
            self.places[country].append(at)

    def settle(self, cluster: Cluster, evidence: Evidence, classifier: Classifier) -> None:
        """Gives the actor the likeliest candidate, or no country where none is likely enough."""
        yes = classifier.classes.index("yes")
        chances = {country: float(classifier.chances(features)[yes]) for country, features in evidence.items()}
        best = max(chances, key=lambda c: (chances[c], c), default=None)
        cluster.country = best if best and chances[best] > LIKELY else None

    def evidence(self, cluster: Cluster) -> dict[str, list[str]]:
        """For each country that may be the actor's what speaks for it and against it: whether a rule guessed it and which, how much it is
        spoken of around the first mention and in all, how near, and the actor's own words."""
        first = min(cluster.mentions, key=lambda m: m.span)
        nearest = self._nearest(first.span.start)
        who = f"{cluster.kind}{'+' if cluster.role else ''}{'s' if cluster.plural else ''}"
        words = self._own_words(cluster)
        guess = cluster.country
        out = {}
        for country in dict.fromkeys([*([guess] if guess else []), *self.common[:MOST]]):
            agrees = "same" if guess == country else "other" if guess else "none"
            near, common = (min(row.index(country), 3) if country in row else 4 for row in (nearest, self.common))
            share = 8 * self.often[country] // (len(self.spoken) or 1)
            features = [f"who={who}|{cluster.sector}", f"rule={agrees}|{who}|{cluster.guessed}", f"rule={agrees}|{who}|{cluster.sector}"]
            features += [f"rank={near}{common}|{who}", f"rank={near}{common}|{cluster.sector}", f"rank={near}{common}|{agrees}"]
            features += [f"share={share}|{who}", f"share={share}|{agrees}", *self._distances(first.span.start, country, who)]
            for word in words:
                features += [f"word={word}|{agrees}", f"word={word}|near{near == 0}", f"word={word}|common{common == 0}"]
                features.append(f"word={word}|{country}")
            out[country] = features
        return out

    def _nearest(self, here: int) -> list[str]:
        """Countries by how much is spoken of them around a character, the nearer the more."""
        near: dict[str, float] = defaultdict(float)
        first = bisect_left(self.spoken, (here - AWAY, ""))
        for at, country in self.spoken[first : bisect_left(self.spoken, (here + AWAY, ""), lo=first)]:
            near[country] += exp(-abs(at - here) / REACH)
        return sorted(near, key=lambda c: (-near[c], c))

    def _distances(self, here: int, country: str, who: str) -> Iterator[str]:
        """Sentences to the nearest word for the country before and behind."""
        places = self.places[country]
        number = self.clusters.sentence_at(here)
        at = bisect_left(places, here)
        before = places[at - 1] if at else None
        behind = places[at] if at < len(places) else None
        for side, place in (("before", before), ("behind", behind)):
            apart = "none" if place is None else min(abs(number - self.clusters.sentence_at(place)), FAR)
            yield f"{side}={apart}|{who}"

    def _own_words(self, cluster: Cluster) -> list[str]:
        """The words said beside the name of a person, and those of which the names of all others are made."""
        spans = {s for m in cluster.mentions for s in m.described}
        if cluster.kind != "person":
            spans |= {m.span for m in cluster.mentions if m.form != "pronoun"}
        return sorted({w for s in spans for w in re.findall(r"[a-z]{3,}", self.text[s.start : s.end].lower())} - {"the", "and"})
