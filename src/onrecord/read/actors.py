"""Who is meant: mentions to actors, as of the document's date. Within a document one actor has one id.

Names by the tables and by each other (short names to full ones), titles to the holder on the day, descriptions and pronouns to what was
mentioned before. What the words do not decide stays null; nobody is taken for being famous.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from onrecord.knowledge import Country, Entry, Knowledge, Medium, Metonym, Organisation, key
from onrecord.knowledge.descriptions import describe
from onrecord.models import Annotation
from onrecord.read.allegiance import Allegiances
from onrecord.read.clusters import Cluster, Clusters
from onrecord.read.people import People
from onrecord.read.reference import Reference
from onrecord.records import Actor, Mention, MentionDraft, Place, Published
from onrecord.spans import Span

__all__ = ["Resolution", "resolve_actors"]

_CONTINENTS = {"Africa", "Asia", "Balkans", "Caucasus", "Europe", "Gulf", "Latin America", "Middle East", "South America"}
_OF_ALL = re.compile(r"(?:The )?(?:International|World|Global|United Nations|U\.?N\.?)\s")  # in the name of a body of no single state
_PRESS_NAME = re.compile(  # how papers and stations call themselves
    r"\w (?:News|Times|Herald|Tribune|Gazette|Telegraph|Zeitung|TV|Television|Broadcasting|Newspaper|News Agency|Daily)$"
)
_KEEP = ("person", "country", "organisation", "media", "bloc")
_OF_ANY_STATE = {"IGO", "UAF", "JRN", "EDU"}  # those who act, write or teach far from home
_LARGE = 100_000  # people of a place whose name may be its people's government where no model said that it is a place
_LOCATIVE = {"in", "at", "near", "inside", "outside", "across", "through", "throughout", "around", "within", "into", "over"}


class Resolution:
    """The actors of a document and who answers for which span."""

    def __init__(
        self,
        actors: tuple[Actor, ...],
        answers: dict[Span, tuple[str, ...]],
        places: "Places",
        evidence: Mapping[str, Mapping[str, list[str]]],
    ) -> None:
        self.actors = actors
        self.evidence = evidence  # of each actor whose country is guessed, what speaks for each candidate
        self._answers = answers
        self._places = places

    def actors_of(self, spans: Iterable[Span]) -> tuple[str, ...]:
        """Ids of the actors the party spans name, each once; a coordination gives several, words for nobody in particular none."""
        return tuple(dict.fromkeys(a for span in spans for a in self._answers.get(Span(*span), ())))

    def place_of(self, span: Span) -> Place | None:
        """The place the words name; its country only where the tables or the words around leave no doubt. None for a blank span."""
        return self._places.place(Span(*span))


def resolve_actors(
    text: str,
    annotation: Annotation,
    mentions: Sequence[MentionDraft],
    *,
    parties: Sequence[Span],
    published: Published | None,
    knowledge: Knowledge,
) -> Resolution:
    """Actors numbered in the order of their first mention. `published` dates the offices; without it no holder is looked up."""
    on = published.end if published else None
    clusters = Clusters(text, annotation)
    people = People(clusters, knowledge, on=on)
    resolver = _Resolver(text, annotation, clusters, people, knowledge, on=on, parties=parties, mentions=mentions)
    people.gather([m for m in mentions if m.label == "person"])
    resolver.reference.hear(resolver.spoken(mentions))
    for mention in mentions:
        resolver.resolve(mention)
    resolver.later()
    kept = [c for c in clusters.all if c.mentions and resolver.kept(c)]
    kept.sort(key=lambda c: min(m.span for m in c.mentions))
    allegiances = Allegiances(text, clusters, resolver.reference.spoken)
    evidence = {id(c): allegiances.evidence(c) for c in kept if c.guessed is not None}
    if classifier := knowledge.plover.classifiers.get("country"):
        for cluster in kept:
            if cluster.guessed is not None:
                allegiances.settle(cluster, evidence[id(cluster)], classifier)
    same = _merged(kept)
    kept = [c for c in kept if id(c) not in same]
    ids = {id(c): f"a{n}" for n, c in enumerate(kept, start=1)}
    ids |= {gone: ids[id(c)] for gone, c in same.items()}
    answers: dict[Span, tuple[str, ...]] = {}
    for number, party in enumerate(parties):
        found = [ids[id(c)] for c in resolver.answers.get(number, ()) if id(c) in ids]
        answers[Span(*party)] = tuple(dict.fromkeys(found))
    told = {ids[i]: e for i, e in evidence.items() if i not in same}
    return Resolution(tuple(_actor(c, ids[id(c)]) for c in kept), answers, Places(text, kept, knowledge), told)


def _merged(kept: Sequence[Cluster]) -> dict[int, Cluster]:
    """Organisations that turn out to be one that stands before them, by their id; that one takes their mentions."""
    first: dict[tuple[str, str | None], Cluster] = {}
    gone: dict[int, Cluster] = {}
    for cluster in kept:
        if cluster.kind == "organisation" and (one := first.setdefault((cluster.name, cluster.country), cluster)) is not cluster:
            one.mentions += cluster.mentions
            gone[id(cluster)] = one
    return gone


def _actor(cluster: Cluster, name: str) -> Actor:
    return Actor(
        id=name,
        name=cluster.name,
        kind=cluster.kind,  # type: ignore[arg-type]
        country=cluster.country or None,
        sector=cluster.sector or None,
        role=cluster.role or None,
        wikidata=cluster.wikidata or None,
        mentions=tuple(Mention(span=s, form=f) for s, f in sorted({m.span: m.form for m in cluster.mentions}.items())),
    )


class _Resolver:
    """Takes the mentions in the order of the text and says which actors each names."""

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
        mentions: Sequence[MentionDraft],
    ) -> None:
        self.text, self.annotation, self.clusters, self.people, self.knowledge = text, annotation, clusters, people, knowledge
        names = [m for m in mentions if m.name and m.label not in ("person", "demonym-adjective", "place", "seat")]
        self.reference = Reference(
            text, annotation, clusters, people, knowledge, on=on, parties=parties, names=names, named=self._clusters_of
        )
        self.answers: dict[int, list[Cluster]] = {}
        self.waiting: list[MentionDraft] = []
        self.placed_only: dict[int, bool] = {}

    def words(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def spoken(self, mentions: Sequence[MentionDraft]) -> Iterable[tuple[int, str]]:
        """Where which country is spoken of: by its name, its people, its places, its bodies, or somebody who acts for it."""
        for mention in mentions:
            if mention.label == "person":
                country = self.people.of(mention).country
            elif mention.name:
                country = self._told(self.words(mention.name))
            else:
                continue
            if country:
                yield mention.span.start, country

    def _told(self, words: str) -> str | None:
        entries = self.knowledge.entries(words)
        if not entries:
            return self._of_place(words)
        record = entries[0].record
        if isinstance(record, Medium):
            return None
        return (record.iso3 if isinstance(record, Country) else record.country) or None

    def resolve(self, mention: MentionDraft) -> None:
        if mention.label in ("demonym-adjective", "place", "seat"):
            return
        if mention.form == "pronoun" and self.reference.pronouns.is_first_person(mention):
            self.waiting.append(mention)
            return
        self._set(mention, self._clusters_of(mention))

    def later(self) -> None:
        """First-person pronouns: their speaker may stand behind the quotation."""
        for mention in self.waiting:
            self._set(mention, self.reference.pronouns.speaker(mention))

    def _set(self, mention: MentionDraft, found: Sequence[Cluster]) -> None:
        for cluster in found:
            self.clusters.note(mention, cluster)
            if cluster.kind == "country":
                self.placed_only[id(cluster)] = self.placed_only.get(id(cluster), True) and self._locative(mention) and not mention.parties
        for number in mention.parties:
            known = self.answers.setdefault(number, [])
            known += [c for c in found if c not in known]

    def _clusters_of(self, mention: MentionDraft) -> Sequence[Cluster]:
        if mention.form == "pronoun":
            return self.reference.pronoun(mention)
        if mention.form == "nominal":
            return self.reference.description(mention)
        if mention.label == "person":
            person = self.people.of(mention)
            if person.country is None and not person.mentions and not person.wikidata:
                person.country, person.guessed = self._persons_country(mention, person)
            return (person,)
        words = self.text[max(0, mention.span.start - 10) : mention.span.end]
        if re.search(r"\bNorth and South Koreas?$", words):
            return [self._country(c, c.name, demonym=False) for c in map(self.knowledge.country, ("PRK", "KOR")) if c]
        named = self._named(mention)
        return (named,) if named else ()

    def _persons_country(self, mention: MentionDraft, person: Cluster) -> tuple[str | None, str | None]:
        """Whose side a person is on whose words and tables name none: by whom he serves, else by the country spoken of around him, and
        then the rule that guessed it.
        """
        if not person.settled:
            if any(re.search(r"\bKurd", self.words(d)) for d in mention.described) and (kurds := self.reference.kurdish_country(mention)):
                return kurds, None
            if found := self.reference.possessor_country(mention) or self.people.served_country(mention):
                return found, None
            if found := self.reference.official_country(mention, person.sector, person.body):
                return found, "official"
        if " " not in person.name and self.people.leads(key(person.name)):
            return None, None  # a leader's surname where the tables do not say that it is the leader
        if person.torn:
            return None, None
        if person.body or person.sector in _OF_ANY_STATE:
            return None, "stateless"
        return self.reference.country_around(mention), "around"

    def _locative(self, mention: MentionDraft) -> bool:
        inside = self.annotation.tokens_in(mention.span)
        before = self.annotation.tokens[inside[0] - 1] if inside and inside[0] else None
        if before and self.words(before.span).lower() == "the" and inside[0] > 1:
            before = self.annotation.tokens[inside[0] - 2]
        return before is not None and self.words(before.span).lower() in _LOCATIVE

    def kept(self, cluster: Cluster) -> bool:
        """Parties and named actors; descriptions nobody needs only where they say whose they are. A country that is only a place is
        none.
        """
        if cluster.is_party:
            return True
        if cluster.kind == "country":
            return not self.placed_only.get(id(cluster), False)
        if cluster.kind == "person":
            return True
        return bool(cluster.country or cluster.body or (cluster.kind in _KEEP and cluster.sector) or cluster.kind == "bloc")

    # --- names the tables know, and other names ---------------------------------------------------------------------------------------

    def _named(self, mention: MentionDraft) -> Cluster | None:
        name = mention.name or mention.span
        words = self.words(name)
        entries = self.knowledge.entries(words)
        short = " " not in words and not any(e.sense in ("country", "demonym", "capital", "metonym") for e in entries)
        longer = self.reference.ends_with(key(words), mention.span.start) if short else None
        if longer and longer.kind == "media":
            return longer
        record = self._record(entries, mention.label)
        if isinstance(record, Country):
            return self._country(record, words, demonym=mention.label == "demonym")
        if isinstance(record, Metonym):
            if record.kind == "country" and (state := self.knowledge.country(record.country)):
                return self._country(state, words, demonym=False)
            return self._organisation(Organisation(record.name, record.kind, (), record.country, record.sector, "", (), record.source))
        if isinstance(record, (Organisation, Medium)):
            made = self._organisation(record) if isinstance(record, Organisation) else self._medium(record)
            made.words.add(key(words).lower().rsplit(" ", 1)[-1])
            return made
        return self._unknown(mention, words)

    def _of_place(self, words: str, *, least: int = 0) -> str | None:
        """The country of a place: the only one that has it, or that with by far the largest of that name. `least`: people it must have,
        unless it is a region.
        """
        places = [p for p in self.knowledge.places(words) if p.population == 0 or p.population >= least]
        others = [p.population for p in places if p.country != places[0].country]
        return places[0].country if places and (not others or places[0].population > 5 * max(others)) else None

    def _record(self, entries: Sequence[Entry], label: str) -> Country | Organisation | Medium | Metonym | None:
        order = {
            "country": ("country",), "demonym": ("demonym", "country"), "metonym": ("metonym", "capital"),
            "organisation": ("organisation", "media"), "media": ("media", "organisation"),
        }.get(label, ())  # fmt: skip
        for sense in order:
            for e in entries:
                if e.sense == sense:
                    return e.record
        return None

    def _country(self, record: Country, words: str, *, demonym: bool) -> Cluster:
        if demonym:
            noun = key(words).capitalize() if words.islower() else words
            return self.clusters.make("group", noun, Cluster(noun, "group", record.iso3, plural=True, words={"people"}))
        return self.clusters.make(
            "country",
            record.iso3 if record.iso3 and record.kind in ("state", "territory") else record.name,
            Cluster(record.name, "country", record.iso3, words={"country", "state", "nation"}),
        )

    def _organisation(self, record: Organisation) -> Cluster:
        words = (
            {"group", "organisation", "organization", "movement"}
            if record.kind != "bloc"
            else {"alliance", "bloc", "organisation", "organization", "group"}
        )
        return self.clusters.make(
            "organisation",
            record.name,
            Cluster(record.name, record.kind, record.country or None, record.sector or None, wikidata=record.wikidata or None, words=words),
        )

    def _medium(self, record: Medium) -> Cluster:
        record = self.knowledge.medium_in(record.name, self.text) or record
        words = {
            "agency",
            "news agency",
            "newspaper",
            "paper",
            "broadcaster",
            "network",
            "channel",
            "outlet",
            "magazine",
            "daily",
            "website",
            "station",
        }
        return self.clusters.make(
            "media",
            record.name,
            Cluster(record.name, "media", record.country or None, "JRN", wikidata=record.wikidata or None, words=words),
        )

    def _unknown(self, mention: MentionDraft, words: str) -> Cluster | None:
        """A name no table has: an organisation as far as its own words say (country, sector); a place that acts is its people's
        government.
        """
        if cluster := self.people.short(mention):
            return cluster
        if (" " not in words or mention.label == "organisation") and (longer := self.reference.ends_with(key(words), mention.span.start)):
            return longer
        phrase = self.reference.phrase_of(mention)
        said = describe(phrase, knowledge=self.knowledge)
        country = said.country
        if country is None and not said.torn and mention.label in ("place", "metonym") and words not in _CONTINENTS:
            country = self._of_place(words) or self.reference.country_nearby(mention)
        if country is None and not said.torn and mention.label in ("organisation", "unknown"):
            country = self._of_place(words, least=_LARGE)
        told = country is not None
        if country is None and re.match(r"(?:the|that|his|her|its|their) country['’]s\b", phrase, re.I):
            country = self.reference.country_nearby(mention)
        if country is None and key(words).startswith("kurd"):
            country = self.reference.kurdish_country(mention)
        sector = said.sector or (said.role.sector if said.role else "")
        media = (said.role is not None and said.role.sector == "JRN" and said.role.form == "people") or bool(_PRESS_NAME.search(words))
        if country is None and said.role and not said.torn and sector in ("GOV", "MIL", "COP", "LEG", "JUD", ""):
            country = self.reference.country_nearby(mention) if said.role.form == "people" else None
        of_a_state = sector not in ("NGO", "UAF", "IGO") and not media and not _OF_ALL.match(words)
        local = mention.label in ("organisation", "unknown") and of_a_state
        if country is None and local and not said.torn and said.body is None and self.text[mention.span.end :][:3] != " (@":
            country = self.reference.country_around(mention)
        made = Cluster(_named_as(words), "media" if media else "organisation", country, sector or None, words=_called(said.head))
        made.guessed = None if told or media or said.torn or words in _CONTINENTS else "around"
        return self.clusters.make("name", f"{words} {country or ''}", made)


def _called(head: str) -> set[str]:
    """What a body of that sort is called for short: a "ministry of foreign affairs" also the "foreign ministry" or the "ministry"."""
    found = re.fullmatch(r"(ministry) of (foreign|defen[cs]e|interior|health|finance)( affairs)?", head)
    return {head, f"{found[2]} ministry", "ministry"} if found else {head} if head else set()


def _named_as(words: str) -> str:
    return " ".join(words.split())


class Places:
    """Countries of places: by name where only one country has it or one place of that name is by far the largest, else by the text
    around.
    """

    def __init__(self, text: str, actors: Sequence[Cluster], knowledge: Knowledge) -> None:
        self.text, self.knowledge = text, knowledge
        self.countries = {c.country for c in actors if c.country}

    def place(self, span: Span) -> Place | None:
        words = " ".join(self.text[span.start : span.end].split()).strip(" ,.")
        if not words:
            return None
        name = words[4:] if words.lower().startswith("the ") else words
        return Place(name=name, country=self._country(name, span), span=span)

    def _country(self, name: str, span: Span) -> str | None:
        head, _, tail = name.rpartition(", ")
        if head and (country := self._of(tail)):
            return country
        behind = self.text[span.end : span.end + 40]
        if behind.startswith(", ") and (country := self.knowledge.country_of(behind[2:].split(",")[0].split(".")[0].strip())):
            return country
        return self._of(name)

    def _of(self, name: str) -> str | None:
        if country := self.knowledge.country_of(name):
            return country
        if country := self.knowledge.capital_of(name):
            return country
        found = self.knowledge.places(name)
        states = list(dict.fromkeys(p.country for p in found))
        if len(states) == 1:
            return states[0]
        if found and (
            found[0].population == 0 or found[0].population > 5 * max(p.population for p in found if p.country != found[0].country)
        ):
            return found[0].country
        here = [s for s in states if s in self.countries]
        if len(here) == 1:
            return here[0]
        if not found:
            said = describe(name, knowledge=self.knowledge)
            return said.country
        return None
