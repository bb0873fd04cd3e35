"""What descriptions refer to, by the tables and by what was mentioned before them; a helper of `actors`.

Salience is plain: the nearer sentence, the subject, the speaker. Where nothing fits the answer is empty, or a new actor without a name.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from onrecord.knowledge import Country, Medium, Organisation, key, office_slug
from onrecord.knowledge.descriptions import Description, Named, describe, names_in
from onrecord.read.bodies import ARTICLE, BODIES, DEFINITE, INDEFINITE
from onrecord.read.clusters import SUBJECT, Cluster
from onrecord.read.papers import Papers
from onrecord.read.people import LEADING, TOP
from onrecord.read.states import CLEARLY, OFFICIAL
from onrecord.records import MentionDraft

__all__ = ["Reference"]

_TIMES = frozenset(
    (
        "january february march april may june july august september october november december monday tuesday wednesday "
        "thursday friday saturday sunday year week month day decade today yesterday tomorrow"
    ).split()
)
_FIGHTERS = {"fighters", "militants", "jihadists", "extremists", "forces", "troops", "terrorists", "gunmen", "insurgents"}
_SIDES = re.compile(
    r"(?:(?:both|the two|two|each|the|the three|all three) "
    r"(?:side\b|sides|countries|leaders|presidents|men|parties|nations|ministers|governments)\b|the pair$|both$)",
    re.I,
)
_AGED = re.compile(r"^the (?:[\w-]+ )?\d+-(?:year-old|something)|^the \d\w*-something leader", re.I)


class Reference(Papers):
    """Answers for one document; it reads the clusters' history as it grows."""

    def pronoun(self, mention: MentionDraft) -> Sequence[Cluster]:
        """Whom a pronoun means: somebody mentioned before, or people without a name ("some")."""
        if (word := self.words(mention.span).lower()) in ("both", "each"):
            return self._last(mention, word)
        found = self.pronouns.pronoun(mention)
        if found is None:
            words = self.words(mention.span).lower()
            return (self._unnamed(mention, words, describe(words, knowledge=self.knowledge)),)
        return found

    def ends_with(self, word: str, before: int) -> Cluster | None:
        """An organisation or medium named before whose name ends with the words: "the Journal", "the Postal Service"."""
        for _, cluster in self.clusters.recent(before, within=60):
            name = key(cluster.name)
            if cluster.kind in ("media", "organisation") and name.endswith(f" {word}"):
                return cluster
        return None

    # --- descriptions -------------------------------------------------------------------------------------------------------------

    def phrase_of(self, mention: MentionDraft) -> str:
        """The noun phrase around a name that says more of it ("Egypt's Foreign Ministry", "the Turkish company Baykar")."""
        start = self.text.rfind("\n", 0, mention.span.start) + 1
        before = self.text[max(start, mention.span.start - 60) : mention.span.start]
        found = re.search(r"(?:\b(?:the|a|an)\s+)?(?:[\w.’'-]+\s+){0,4}$", before)
        words = found.group() if found else ""
        cut = re.split(r"(?<=[a-z]{2})[.!?]\s+|[,;:“”\"()]|\b(?:in|at|by|to|from|with|that|and|said|on|for|of|as|told|against)\b", words)[
            -1
        ]
        return cut + self.words(mention.span)

    def description(self, mention: MentionDraft) -> Sequence[Cluster]:
        """Whom a noun phrase means: its owner for papers, the holder of an office, one mentioned before, else an actor without a name."""
        words = self.words(mention.span)
        said = describe(words, knowledge=self.knowledge)
        if key(words).lower() in _TIMES or not any(c.isalpha() for c in words):
            return ()
        if (
            re.search(r"\b(?:re)?tweet|^(?:\w+ )?twitter\b|^@\w+$|\btwitter\.com/|\bt\.co/", words, re.I)
            and (twitter := self.knowledge.medium("Twitter"))
            and not self._named_in(mention)
        ):
            return (self._medium(twitter),)
        if (side := re.fullmatch(r"(?:the )?(north|south)(?:['’]s)?", words, re.I)) and f"{side[1].capitalize()} Korea" in self.text:
            state = self.knowledge.country("PRK" if side[1].lower() == "north" else "KOR")
            return (self._state(state.iso3 or "", state.name),) if state else ()
        if said.role and said.role.form == "paper":
            return self._issuer(mention)
        if words.lower() == "the west" and (west := self.knowledge.organisation("The West")):
            return [c for c in (self._cluster_of_body(said._replace(body=west)),) if c]
        if mention.plural and (sides := self._sides(mention, words) or self._holders(mention, said)):
            return sides
        if said.role is None and mention.parties and (owners := self._owners(mention, words)):
            return owners
        if _SIDES.match(words) and not said.country and (sides := self._last(mention, words)):
            return sides
        if found := self._among_parties(mention, said, words):
            return found
        bare = not ARTICLE.match(words) and not said.country and not said.body
        if mention.plural and bare and " " not in words and said.role and (again := self._mentioned(mention, said)):
            return again
        if said.role is None and not mention.parties:
            return ()
        return (self._unnamed(mention, words, said),) if mention.parties or said.country or said.body else ()

    def _last(self, mention: MentionDraft, words: str) -> Sequence[Cluster]:
        """The two (or three) states or leaders spoken of: those mentioned last, else the only ones nearby."""
        found = self.pronouns.last_two(mention)
        number = 3 if re.match(r"(?:the |all )three\b", words, re.I) else 2
        if number == 2 and found:
            return found
        states: list[str] = []
        for _, c in self.clusters.recent(mention.span.start, within=6):
            if c.country and c.kind in ("country", "group", "person") and c.country not in states:
                states.append(c.country)
        if len(states) != number:
            ranked = self.ranked(mention.span.start)
            clear = len(ranked) == number or (len(ranked) > number and ranked[number - 1][1] >= CLEARLY * ranked[number][1])
            states = [c for c, _ in ranked[:number]] if clear else []
        if re.search(r"leaders|presidents|\bmen\b|pair", words):
            holders = [self.people.holder("leader", s) for s in states]
            return [h for h in holders if h] if all(holders) else ()
        return [self._state(s, state.name) for s in states if (state := self.knowledge.country(s))]

    def _holders(self, mention: MentionDraft, said: Description) -> Sequence[Cluster]:
        """ "The leaders of North and South Korea": the holder for each state named behind the office."""
        office = said.head.removesuffix("s")
        if office not in TOP or not mention.parties:
            return ()
        party = max((self.parties[n] for n in mention.parties), key=lambda p: p.end)
        behind = self.text[mention.head.end : party.end].replace("North and South Korea", "North Korea and South Korea")
        if not behind.startswith(" of "):
            return ()
        states = [e.record.iso3 for n in names_in(behind, knowledge=self.knowledge) for e in n.entries[:1] if isinstance(e.record, Country)]
        found = [self.people.holder(office, s) for s in states if s]
        return [h for h in found if h] if len(found) > 1 and all(found) else ()

    def _sides(self, mention: MentionDraft, words: str) -> Sequence[Cluster]:
        """ "Lebanese and Jordanian governments": one actor for each adjective before the head."""
        named = names_in(words, knowledge=self.knowledge)
        if len(named) < 2 or not all(re.fullmatch(r",? (?:and|or) |, ", words[a.end : b.start]) for a, b in pairwise(named)):
            return ()
        rest = words[named[-1].end :]
        if not re.match(r" (?!and\b|or\b)\w", rest):
            return ()
        out: list[Cluster] = []
        for one in named:
            phrase = words[one.start : one.end] + rest
            said = describe(phrase, knowledge=self.knowledge)
            if said.role is None or not (said.country or said.body):
                return ()
            if said.head in ("officials", "diplomats", "sources") and all(_is_state(n) for n in named):
                return ()
            office = said.head.removesuffix("s")
            holder = self.people.holder(office, said.country) if said.country and office in TOP else None
            out.append(holder or self._unnamed(mention, phrase, said))
        return out

    def _among_parties(self, mention: MentionDraft, said: Description, words: str) -> Sequence[Cluster]:
        if said.role is None:
            return self._aged(mention, words)
        if isinstance(said.body, Medium) and said.sector == "JRN" and (found := self._cluster_of_body(said)):
            return (found,)
        if said.head.endswith("counterpart"):
            return self._counterpart(mention, said)
        owner = self._owner(mention, words)
        one = said.role.form == "person" and not mention.plural and not INDEFINITE.match(words)
        if one and (holder := self._office_holder(mention, said, owner)):
            return (holder,)
        if said.role.form == "person" and not mention.plural and owner and said.head in ("spokesman", "spokeswoman", "spokesperson"):
            return ()
        if mention.plural and isinstance(said.body, Organisation) and not said.body.country and said.head.rsplit(" ", 1)[-1] in _FIGHTERS:
            return [c for c in (self._cluster_of_body(said),) if c]
        is_body = (said.role.form == "people" and not mention.plural) or said.head in BODIES
        if is_body and (body := self._body(mention, said, owner)):
            return (body,)
        if (DEFINITE.match(words) and not said.country and not said.body) or _AGED.match(words):
            return self._mentioned(mention, said)
        return ()

    def _aged(self, mention: MentionDraft, words: str) -> Sequence[Cluster]:
        return (
            self.pronouns.salient(mention, "m")[:1]
            if _AGED.match(words) or re.match(r"the (?:former )?[A-Z]\w+ (?:Democrat|Republican)$", words)
            else ()
        )

    def _office_holder(self, mention: MentionDraft, said: Description, owner: Cluster | None) -> Cluster | None:
        """The person meant by an office: one the document has named in it, else the holder on the document's day."""
        side = said.country or (said.body.name if said.body and not said.body.country else None) or (owner.country if owner else None)
        if said.body and side and said.head.endswith("envoy") and (sent := self._envoy(self.words(mention.span), side)):
            return sent
        office = (
            "leader"
            if said.head == "leader" or (said.office.endswith(" leader") and said.office.split()[0] in ("top", "longtime", "country's"))
            else said.office
        )
        if side is None and said.body is None and office in LEADING and (own := self._own_head(mention, office)):
            return own
        for _, cluster in self.clusters.recent(mention.span.start):
            if cluster.kind != "person" or (side and cluster.country and cluster.country != side and cluster.body != side):
                continue
            titled = office and (office == cluster.office or (office in cluster.words and (side or office in TOP)))
            if titled and (side is None or side in (cluster.country, cluster.body)):
                return cluster
        if side is None and not said.torn and said.body is None and office in TOP and DEFINITE.match(self.words(mention.span)):
            side = self.country_nearby(mention)
        if side and not said.former and office in TOP:
            slug = office_slug(office, country=side)
            found = self.people.holder(office, side) if self.on else self.people.named_holder(slug, side)
            if found:
                return found
        if (
            side is None
            and not said.torn
            and said.body is None
            and not said.former
            and office in TOP
            and DEFINITE.match(self.words(mention.span))
        ):
            named = {id(c): c for _, c in self.people.full if c.office == office}
            if len(named) == 1:
                return next(iter(named.values()))
        if side and not said.former and office == "ruler" and (found := self.people.holder("leader", side)):
            return found
        return None

    def _own_head(self, mention: MentionDraft, office: str) -> Cluster | None:
        """ "The president" in the mouth of an official: the head of his own state, where he has that office."""
        if not re.fullmatch(rf"(?:the|our|my) {office}", self.words(mention.span), re.I):
            return None
        speaker = self._speaker(mention)
        if speaker is None or not speaker.country or speaker.office in LEADING or speaker.sector not in OFFICIAL:
            return None
        return self.people.holder(office, speaker.country)

    def _speaker(self, mention: MentionDraft) -> Cluster | None:
        """Who says the words the mention stands in: of a quotation its speaker, else the subject before it in its sentence."""
        if self.clusters.quoted[mention.span.start]:
            return next(iter(self.pronouns.speaker(mention)), None)
        for other, cluster in self.clusters.recent(mention.span.start, within=0):
            if other.parties and cluster.is_person and self.clusters.dependency(other) in SUBJECT:
                return cluster
        return None

    def _envoy(self, words: str, body: str) -> Cluster | None:
        """An organisation's envoy for a country: "the UN's Syria envoy"."""
        for named in names_in(words, knowledge=self.knowledge):
            for entry in named.entries:
                if entry.sense == "country" and (found := self.people.holder(f"special envoy for {entry.record.name}", body)):
                    return found
        return None

    def _counterpart(self, mention: MentionDraft, said: Description) -> Sequence[Cluster]:
        if said.country is None:
            return ()
        for _, cluster in self.clusters.recent(mention.span.start, within=2):
            if cluster.kind == "person" and cluster.office and cluster.country != said.country:
                found = self.people.holder(cluster.office, said.country)
                return (found,) if found else ()
        return ()


def _is_state(named: Named) -> bool:
    return any(e.sense in ("country", "demonym") for e in named.entries)
