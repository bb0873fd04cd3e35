"""Governments, ministries, forces, groups and people without a name: whose they are, by what is told of them and around them; a helper
of `reference`.
"""

import re
from collections.abc import Callable, Sequence

from onrecord.knowledge import Knowledge, Medium
from onrecord.knowledge.descriptions import Description
from onrecord.models import Annotation
from onrecord.read.clusters import Cluster, Clusters
from onrecord.read.people import People
from onrecord.read.pronouns import Pronouns
from onrecord.read.states import States
from onrecord.records import MentionDraft
from onrecord.spans import Span, contains

__all__ = ["ARTICLE", "BODIES", "Bodies", "DEFINITE", "INDEFINITE"]

DEFINITE = re.compile(r"(?:the|this|that|these|those|both)\b", re.I)
INDEFINITE = re.compile(r"(?:an?|another|one|some|several|two|three|four|five|six|many|few|other|a few|a number of)\b", re.I)
ARTICLE = re.compile(r"^(?:the|an?|this|that|these|those|his|her|its|their|our|my|both|all)\s+(?=\S)", re.I)
BODIES = frozenset(
    (
        "government|administration|authorities|regime|leadership|cabinet|presidency|ministry|military|army|parliament|police|forces|"
        "troops|foreign ministry|defence ministry|defense ministry|interior ministry|foreign office|opposition|armed forces|navy|"
        "air force|security forces|central bank|embassy|supreme court|state media|state television|state news agency"
    ).split("|")
)
_COUNTRY_HEADS = {"country", "nation", "state", "republic", "kingdom", "superpower", "neighbour", "neighbor", "island"}
_PEOPLE = {"CVL", "UAF", "CRM", "REL", "HLH", "NGO", ""}  # of no state by their office, but of the place told of
_NO_STATE = re.compile(
    (
        r"\b(?:european|western|arab|gulf|regional|foreign|international|nato|eu|un|african|asian|latin|allied|"
        r"muslim|islamic|world|other|kurdish|kurds?|current and former|middle eastern|"
        r"observers?|critics?|terrorists?|experts?|analysts?|diplomats?|diplomatic|coalition)\b"
    ),
    re.I,
)
_COUNTED = re.compile(r"^(?:some|several|one|another)\s+(?=\w+)(?!of\b)", re.I)
_OWNER = re.compile(r"^(?:his|her|its|their|our|my)\b", re.I)
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
_SERVING = {"spokesman", "spokeswoman", "spokesperson", "aide", "aides", "adviser", "advisers", "lawyer", "lawyers", "deputy"}
_SPOKESMEN = {"spokesman", "spokeswoman", "spokesperson", "spokesmen", "spokespeople"}
_UNBOUND = {"friend", "friends"}
_OF_A_BODY = frozenset(
    (
        "group movement organisation organization militia forces fighters leadership party network agency newspaper government "
        "administration military militants side officials"
    ).split()
)

_ADMINISTRATION = re.compile(
    r"(?:(?:former|senior|current|top|other|some|several|two|three) )*administration (?:officials?|sources?|aides?)$", re.I
)


class Bodies(States):
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

    def _body(self, mention: MentionDraft, said: Description, owner: Cluster | None) -> Cluster | None:
        """A government, ministry, force or office: of the country named, of its owner, else of the one country spoken of."""
        words = self.words(mention.span)
        if DEFINITE.match(words) and not said.country and not said.body and (found := self._mentioned(mention, said)):
            return found[0]
        if said.body is not None and said.head.rsplit(" ", 1)[-1] in _OF_A_BODY:
            return self._cluster_of_body(said)
        known = self.knowledge.organisation(ARTICLE.sub("", words))
        if known and not said.country and owner is None:
            return self._cluster_of_body(said._replace(body=known))
        country = self._bodys_country(mention, said, owner)
        return self._of_state(said, country, owner, plural=mention.plural) if country else None

    def _bodys_country(self, mention: MentionDraft, said: Description, owner: Cluster | None) -> str | None:
        """The country told, that of the owner, else for public bodies the one spoken of nearby."""
        country = said.country or (owner.country if owner else None) or self._persons_country(mention)
        public = said.head in BODIES or said.head.rsplit(" ", 1)[-1] in BODIES
        if country or said.torn or said.body is not None or not public or INDEFINITE.match(self.words(mention.span)):
            return country
        return self.country_nearby(mention)

    def _of_state(self, said: Description, country: str, owner: Cluster | None, *, plural: bool) -> Cluster | None:
        """The body of that sort of a state, or of the person it is called after."""
        head = said.head.rsplit(" ", 1)[-1]
        if owner and owner.kind == "person":
            name = f"{head.capitalize()} of {owner.name}"
            return self.clusters.make("owned", f"{head} {owner.name}", Cluster(name, "organisation", country, owner.sector, words={head}))
        state = self.knowledge.country(country)
        if state is None or head in _COUNTRY_HEADS or not said.head:
            return None
        of = state.demonyms[0] if state.demonyms else state.name
        title = f"Government of {state.in_a_phrase}" if head in _GOVERNING else f"{of} {said.head}"
        sector = said.sector or ("GOV" if head in _GOVERNING or "ministry" in head else "")
        sort, kind = ("media", "media") if sector == "JRN" else ("body", "organisation")
        words = {said.head, head}
        return self.clusters.make(sort, title, Cluster(title, kind, country, sector or None, words=words, plural=plural and sort == "body"))

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
        plain = ARTICLE.sub("", " ".join(words.split()))
        role = said.role
        last = said.head.rsplit(" ", 1)[-1]
        is_people = mention.plural or said.plural or (role is not None and role.form == "people")
        kind = "group" if is_people and role is not None and role.sector not in ("GOV", "SPY", "JRN", "EDU", "") else "unnamed"
        if not is_people and role is not None and role.form == "people":
            kind = "organisation"
        country = said.country or self._served_country(mention, words, said)
        told = country is not None
        if country is None and said.body is None and not said.torn:
            country = self._local_country(mention, plain, said, is_people=is_people)
        plain = _COUNTED.sub("", plain)
        if last in _COLLECTIVE:
            kind = "media" if role is not None and role.sector == "JRN" else "group"
        called = said.country is not None or last in _COLLECTIVE
        name = f"{plain} (unnamed)" if kind == "unnamed" or (kind == "group" and not called) else plain
        cluster = Cluster(
            name, kind, country, said.sector or None, said.head or None, body=said.body.name if said.body else "", plural=is_people
        )
        cluster.words = {said.head, last} if said.head else {plain.lower()}
        nobody = role is None and country is None  # "the mackerel" and "6 October" act for no state
        cluster.guessed = None if told or said.torn or nobody else "around"
        cluster.human = role is not None and role.form == "person"
        cluster.gender = "f" if said.head.endswith("woman") else "m" if said.head.endswith("man") else ""
        again = f"{plain} {len(self.clusters.all)}" if re.match(r"(?:an?|another) ", words, re.I) and not is_people else plain
        return self.clusters.make("unnamed", again, cluster)

    def _served_country(self, mention: MentionDraft, words: str, said: Description) -> str | None:
        """The country of whom the unnamed belong to, work for or speak for."""
        if said.body is not None:
            return None
        last = said.head.rsplit(" ", 1)[-1]
        country = None
        if not said.torn and (owner := self._owner(mention, words)):
            country = owner.country
        if country is None and last in BODIES | {"officials", "official"}:
            country = self._persons_country(mention)
        if country is None and last in _SERVING:
            country = next((c.country for n in mention.parties for c in self._named_later(self.parties[n])), None)
        return country

    def _local_country(self, mention: MentionDraft, plain: str, said: Description, *, is_people: bool) -> str | None:
        """The state unnamed officials act for, or the country bystanders are of, by what is spoken of around them."""
        role, last = said.role, said.head.rsplit(" ", 1)[-1]
        if role is not None and re.search(r"\bkurd", plain, re.I):
            return self.kurdish_country(mention)
        if _NO_STATE.search(plain):
            return None
        if _ADMINISTRATION.match(plain) and any(c == "USA" for _, c in self.spoken):
            return "USA"  # nobody else's government is called so without a name
        if role is None:
            return self.country_nearby(mention) if mention.plural and mention.form != "pronoun" else None
        local = is_people or said.sector == "CVL" or last in _SPOKESMEN
        if (
            local
            and role.form != "paper"
            and said.sector in _PEOPLE
            and mention.form != "pronoun"
            and last not in _COLLECTIVE
            and last not in _UNBOUND
        ):
            return self.country_nearby(mention)
        return self.official_country(mention, said.sector, "")
