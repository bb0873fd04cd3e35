"""What descriptions refer to, by the tables and by what was mentioned before them; a helper of `actors`.

Salience is plain: the nearer sentence, the subject, the speaker. Where nothing fits the answer is empty, or a new actor without a name.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from onrecord.knowledge import Country, Knowledge, Medium, Organisation, key, office_slug
from onrecord.knowledge.descriptions import Description, Named, describe, names_in
from onrecord.models import Annotation
from onrecord.read.clusters import SUBJECT, Cluster, Clusters
from onrecord.read.people import LEADING, TOP, People
from onrecord.read.pronouns import Pronouns
from onrecord.read.states import CLEARLY, OFFICIAL, States
from onrecord.records import MentionDraft
from onrecord.spans import Span, contains, cover

__all__ = ["Reference"]

_PEOPLE = {"CVL", "UAF", "CRM", "REL", "HLH", "NGO", ""}  # of no state by their office, but of the place told of
_NO_STATE = re.compile(
    (
        r"\b(?:european|western|arab|gulf|regional|foreign|international|nato|eu|un|african|asian|latin|allied|"
        r"muslim|islamic|world|other|kurdish|kurds?|current and former|middle eastern|"
        r"observers?|critics?|terrorists?|experts?|analysts?|diplomats?|diplomatic|coalition)\b"
    ),
    re.I,
)

_DEFINITE = re.compile(r"(?:the|this|that|these|those|both)\b", re.I)
_INDEFINITE = re.compile(r"(?:an?|another|one|some|several|two|three|four|five|six|many|few|other|a few|a number of)\b", re.I)
_LEADING = re.compile(r"^(?:the|an?|this|that|these|those|his|her|its|their|our|my|both|all)\s+(?=\S)", re.I)
_TIMES = frozenset(
    (
        "january february march april may june july august september october november december monday tuesday wednesday "
        "thursday friday saturday sunday year week month day decade today yesterday tomorrow"
    ).split()
)
_COUNTED = re.compile(r"^(?:some|several|one|another)\s+(?=\w+)(?!of\b)", re.I)
_OWNER = re.compile(r"^(?:his|her|its|their|our|my)\b", re.I)
_BODIES = frozenset(
    (
        "government|administration|authorities|regime|leadership|cabinet|presidency|ministry|military|army|parliament|police|forces|"
        "troops|foreign ministry|defence ministry|defense ministry|interior ministry|foreign office|opposition|armed forces|navy|"
        "air force|security forces|central bank|embassy|supreme court|state media|state television|state news agency"
    ).split("|")
)
_GOVERNING = {"government", "administration", "authorities", "regime", "leadership", "cabinet"}
_MEDIA_HEADS = frozenset(
    (
        "agency|news agency|newspaper|paper|broadcaster|network|channel|magazine|daily|tabloid|station|outlet|website|news website|"
        "radio|television|weekly"
    ).split("|")
)
_BLOC_HEADS = {"alliance", "bloc", "coalition"}
_ORG_HEADS = frozenset(
    (
        "group|organisation|organization|movement|militia|party|faction|agency|body|institution|watchdog|company|firm|ngo|charity|"
        "council|committee|court|commission|union|rights group|monitoring group|think tank|terrorist group|militant group|armed group|"
        "rebel group|coalition|alliance|wing|service|force"
    ).split("|")
)
_COLLECTIVE = frozenset(
    "agencies allies countries governments groups markets media nations organisations organizations powers press states".split()
)
_FIGHTERS = {"fighters", "militants", "jihadists", "extremists", "forces", "troops", "terrorists", "gunmen", "insurgents"}
_SERVING = {"spokesman", "spokeswoman", "spokesperson", "aide", "aides", "adviser", "advisers", "lawyer", "lawyers", "deputy"}
_SPOKESMEN = {"spokesman", "spokeswoman", "spokesperson", "spokesmen", "spokespeople"}
_UNBOUND = {"friend", "friends"}
_SIDES = re.compile(
    r"(?:(?:both|the two|two|each|the|the three|all three) "
    r"(?:side\b|sides|countries|leaders|presidents|men|parties|nations|ministers|governments)\b|the pair$|both$)",
    re.I,
)
_COUNTRY_HEADS = {"country", "nation", "state", "republic", "kingdom", "superpower", "neighbour", "neighbor", "island"}
_AGED = re.compile(r"^the (?:[\w-]+ )?\d+-(?:year-old|something)|^the \d\w*-something leader", re.I)


class Reference(States):
    """Answers for one document; it reads the clusters' history as it grows."""

    def __init__(
        self,
        text: str,
        annotation: Annotation,
        clusters: Clusters,
        people: People,
        knowledge: Knowledge,
        *,
        on: str | None,
        parties: Sequence[Span],
        names: Sequence[MentionDraft],
        named: Callable[[MentionDraft], Sequence[Cluster]],
    ) -> None:
        self.parties = parties
        self.names, self.named = names, named
        super().__init__(text, clusters, Pronouns(text, annotation, clusters))
        self.annotation, self.people, self.knowledge, self.on = annotation, people, knowledge, on

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
            re.search(r"\b(?:re)?tweet|^@\w+$", words, re.I)
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
        bare = not _LEADING.match(words) and not said.country and not said.body
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
        one = said.role.form == "person" and not mention.plural and not _INDEFINITE.match(words)
        if one and (holder := self._office_holder(mention, said, owner)):
            return (holder,)
        if said.role.form == "person" and not mention.plural and owner and said.head in ("spokesman", "spokeswoman", "spokesperson"):
            return ()
        if mention.plural and isinstance(said.body, Organisation) and not said.body.country and said.head.rsplit(" ", 1)[-1] in _FIGHTERS:
            return [c for c in (self._cluster_of_body(said),) if c]
        is_body = (said.role.form == "people" and not mention.plural) or said.head in _BODIES
        if is_body and (body := self._body(mention, said, owner)):
            return (body,)
        if (_DEFINITE.match(words) and not said.country and not said.body) or _AGED.match(words):
            return self._mentioned(mention, said)
        return ()

    def _aged(self, mention: MentionDraft, words: str) -> Sequence[Cluster]:
        return (
            self.pronouns.salient(mention, "m")[:1]
            if _AGED.match(words) or re.match(r"the (?:former )?[A-Z]\w+ (?:Democrat|Republican)$", words)
            else ()
        )

    def _persons_country(self, mention: MentionDraft) -> str | None:
        """The country of the person a body is called after: "the Merkel government"."""
        return next((c.country for m, c in self.people.mentions if contains(mention.span, m.span)), None)

    def _owner(self, mention: MentionDraft, words: str) -> Cluster | None:
        """Whose: the person or body named in the genitive before the head, or meant by "his", "their"."""
        if _OWNER.match(words):
            sort = {"his": "m", "her": "f", "its": "it", "their": "they"}.get(words.split()[0].lower())
            found = self.pronouns.salient(mention, sort) if sort else ()
            return found[0] if found else None
        for other, cluster in self.clusters.recent(mention.head.start, within=0):
            if contains(mention.span, other.span) and re.match(r"['’]s?\b|['’]", self.text[other.span.end : other.span.end + 2]):
                return cluster
        return None

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
        if side is None and not said.torn and said.body is None and office in TOP and _DEFINITE.match(self.words(mention.span)):
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
            and _DEFINITE.match(self.words(mention.span))
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

    def _body(self, mention: MentionDraft, said: Description, owner: Cluster | None) -> Cluster | None:
        """A government, ministry, force or office: of the country named, of its owner, else of the one country spoken of."""
        head = said.head.rsplit(" ", 1)[-1]
        definite = bool(_DEFINITE.match(self.words(mention.span)))
        if definite and not said.country and not said.body and (found := self._mentioned(mention, said)):
            return found[0]
        if said.body is not None and head in (
            "group",
            "movement",
            "organisation",
            "organization",
            "militia",
            "forces",
            "fighters",
            "leadership",
            "party",
            "network",
            "agency",
            "newspaper",
            "government",
            "administration",
            "military",
            "militants",
            "side",
            "officials",
        ):
            return self._cluster_of_body(said)
        known = self.knowledge.organisation(_LEADING.sub("", self.words(mention.span)))
        if known and not said.country and owner is None:
            return self._cluster_of_body(said._replace(body=known))
        country = said.country or (owner.country if owner else None) or self._persons_country(mention)
        if (
            country is None
            and not said.torn
            and said.body is None
            and (said.head in _BODIES or head in _BODIES)
            and not _INDEFINITE.match(self.words(mention.span))
        ):
            country = self.country_nearby(mention)
        if country is None:
            return None
        if owner and owner.kind == "person":
            return self.clusters.make(
                "owned",
                f"{head} {owner.name}",
                Cluster(f"{head.capitalize()} of {owner.name}", "organisation", country, owner.sector, words={head}),
            )
        state = self.knowledge.country(country)
        if state is None:
            return None
        if head in _COUNTRY_HEADS or not said.head:
            return None
        title = (
            f"Government of {state.name}" if head in _GOVERNING else f"{state.demonyms[0] if state.demonyms else state.name} {said.head}"
        )
        sector = said.sector or ("GOV" if head in _GOVERNING or "ministry" in head else "")
        if sector == "JRN":
            return self.clusters.make("media", title, Cluster(title, "media", country, sector, words={said.head, head}))
        return self.clusters.make(
            "body", title, Cluster(title, "organisation", country, sector or None, words={said.head, head}, plural=mention.plural)
        )

    def _cluster_of_body(self, said: Description) -> Cluster | None:
        body = said.body
        if body is None:
            return None
        kind = getattr(body, "kind", "media")
        sort = "media" if kind == "media" else "organisation"
        return self.clusters.make(
            sort,
            body.name,
            Cluster(
                body.name,
                kind,
                body.country or None,
                getattr(body, "sector", "JRN") or None,
                words={"group", "organisation", "organization", "movement"},
            ),
        )

    def _mentioned(self, mention: MentionDraft, said: Description) -> Sequence[Cluster]:
        """The nearest actor before that the bare description fits: called so before, or of the right kind."""
        head = said.head
        last = head.rsplit(" ", 1)[-1]
        single = last if not last.endswith("s") else last[:-1]
        for _, cluster in self.clusters.recent(mention.span.start, within=30):
            called = head in cluster.words or (last in cluster.words and said.role is not None and said.role.form == "person")
            if called and (cluster.plural == mention.plural or cluster.kind not in ("unnamed", "person")):
                return (cluster,)
            if mention.plural and cluster.plural and single in {w.rstrip("s") for w in cluster.words}:
                return (cluster,)
            if mention.plural:
                continue
            if head in _COUNTRY_HEADS and cluster.kind == "country":
                return (cluster,)
            if head in _BLOC_HEADS and cluster.kind == "bloc":
                return (cluster,)
            if (head in _MEDIA_HEADS and cluster.kind == "media") or (
                head in _ORG_HEADS and cluster.kind == "organisation" and cluster.sector not in ("MIL", "GOV", "LEG")
            ):
                return (cluster,)
        return ()

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
        if mention.plural and not _LEADING.match(words):
            return (self._unnamed(mention, words, said),)
        if giver := self._giver(mention):
            return (giver,)
        if _DEFINITE.match(words):
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

    def _state(self, iso3: str, name: str) -> Cluster:
        return self.clusters.make("country", iso3, Cluster(name, "country", iso3, words={"country", "state", "nation"}))

    def _medium(self, medium: Medium) -> Cluster:
        return self.clusters.make(
            "media", medium.name, Cluster(medium.name, "media", medium.country or None, "JRN", wikidata=medium.wikidata or None)
        )

    def _named_later(self, party: Span) -> Sequence[Cluster]:
        """Actors named inside the party, though behind the words being resolved ("a statement issued by Haniyeh")."""
        persons = [c for m, c in self.people.mentions if contains(party, m.span)]
        return persons or [c for m in self.names if contains(party, m.span) for c in self.named(m)]

    def _unnamed(self, mention: MentionDraft, words: str, said: Description) -> Cluster:
        """An actor the text does not name, called by its words; the same words again are the same actor, a second "an official" is
        another.
        """
        plain = _LEADING.sub("", " ".join(words.split()))
        role = said.role
        is_people = mention.plural or said.plural or (role is not None and role.form == "people")
        kind = "group" if is_people and role is not None and role.sector not in ("GOV", "SPY", "JRN", "EDU", "") else "unnamed"
        if not is_people and role is not None and role.form == "people":
            kind = "organisation"
        country = said.country
        last = said.head.rsplit(" ", 1)[-1]
        if country is None and not said.torn and said.body is None and (owner := self._owner(mention, words)):
            country = owner.country
        if country is None and said.body is None and last in _BODIES | {"officials", "official"}:
            country = self._persons_country(mention)
        if country is None and said.body is None and last in _SERVING:
            country = next((c.country for n in mention.parties for c in self._named_later(self.parties[n])), None)
        if country is None and not said.torn and said.body is None and role is not None:
            if re.search(r"\bkurd", plain, re.I):
                country = self.kurdish_country(mention)
            elif not _NO_STATE.search(plain):
                country = self.official_country(mention, said.sector, "")
                if (
                    (is_people or said.sector == "CVL" or last in _SPOKESMEN)
                    and role.form != "paper"
                    and said.sector in _PEOPLE
                    and mention.form != "pronoun"
                    and last not in _COLLECTIVE
                    and last not in _UNBOUND
                ):
                    country = self.country_nearby(mention)
        if country is None and role is None and mention.plural and said.body is None and not said.torn and not _NO_STATE.search(plain):
            country = self.country_nearby(mention) if mention.form != "pronoun" else None
        plain = _COUNTED.sub("", plain)
        if last in _COLLECTIVE:
            kind = "media" if role is not None and role.sector == "JRN" else "group"
        called = said.country is not None or last in _COLLECTIVE
        name = f"{plain} (unnamed)" if kind == "unnamed" or (kind == "group" and not called) else plain
        cluster = Cluster(
            name, kind, country, said.sector or None, said.head or None, body=said.body.name if said.body else "", plural=is_people
        )
        cluster.words = {said.head, said.head.rsplit(" ", 1)[-1]} if said.head else {plain.lower()}
        cluster.human = role is not None and role.form == "person"
        cluster.gender = "f" if said.head.endswith("woman") else "m" if said.head.endswith("man") else ""
        again = f"{plain} {len(self.clusters.all)}" if re.match(r"(?:an?|another) ", words, re.I) and not is_people else plain
        return self.clusters.make("unnamed", again, cluster)


def _is_state(named: Named) -> bool:
    return any(e.sense in ("country", "demonym") for e in named.entries)
