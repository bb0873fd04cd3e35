"""Persons of a document: short names to full ones, and what the tables and the words beside a name say of its bearer. A helper of
`actors`.
"""

import re
from collections.abc import Iterable, Sequence

from onrecord.knowledge import FAMILY_FIRST, Holding, Knowledge, Medium, key, office_slug
from onrecord.knowledge.descriptions import Description, describe, names_in
from onrecord.read.clusters import Cluster, Clusters
from onrecord.records import MentionDraft
from onrecord.spans import contains

__all__ = ["People"]

TOP = frozenset(
    (
        "president|prime minister|chancellor|leader|foreign minister|defence minister|interior minister|finance minister|"
        "supreme leader|king|secretary-general|vice president|national security adviser|white house press secretary|"
        "high representative|un envoy|special envoy|emir|crown prince|sultan|queen|permanent representative to the united nations|"
        "kremlin spokesman|foreign ministry spokesman|state department spokesman|government spokesman|presidential spokesman|"
        "ambassador to the united nations|chairman of the joint chiefs of staff"
    ).split("|")
)
LEADING = frozenset(("leader", "president", "prime minister", "chancellor", "supreme leader", "king"))
YEARS_AFTER = 12  # how long after an office its holder is still looked for under a full name
_FOR_HIRE = re.compile(r"\b(?:lawyer|attorney|counsel|barrister|solicitor|biographer|critic|opponent|rival)s?\b", re.I)
EMPLOYER = 40  # characters before a name in which the medium whose reporter it is may be named
_MALE = re.compile(
    r"\b(?:Mr|Sir|King|Prince|Lord|spokesman|chairman|father|businessman|congressman|cleric|Sheikh|Ayatollah|brother|son|husband)\b"
)
_FEMALE = re.compile(
    r"\b(?:Mrs|Ms|Miss|Queen|Princess|Lady|Baroness|spokeswoman|chairwoman|mother|congresswoman|sister|"
    r"daughter|wife|businesswoman|actress|widow)\b"
)


class People:
    """Clusters of persons. `gather` takes all person mentions of the document first, so that a surname finds a full name that comes
    later.
    """

    def __init__(self, clusters: Clusters, knowledge: Knowledge, *, on: str | None) -> None:
        self.clusters, self.knowledge, self.on = clusters, knowledge, on
        self.full: list[tuple[tuple[str, ...], Cluster]] = []
        self.of_mention: dict[int, Cluster] = {}
        self.gathered: tuple[MentionDraft, ...] = ()

    def words(self, mention: MentionDraft) -> str:
        span = mention.name or mention.span
        return self.clusters.text[span.start : span.end]

    def gather(self, mentions: Sequence[MentionDraft]) -> None:
        self.gathered = tuple(mentions)
        groups: list[tuple[tuple[str, ...], list[MentionDraft]]] = []
        short: list[MentionDraft] = []
        for m in mentions:
            parts = name_parts(self.words(m))
            if len(parts) < 2:
                short.append(m)
                continue
            for i, (known, members) in enumerate(groups):
                if same_person(parts, known):
                    members.append(m)
                    if len(parts) > len(known):
                        groups[i] = (parts, members)
                    break
            else:
                groups.append((parts, [m]))
        attached: dict[int, list[MentionDraft]] = {i: list(g[1]) for i, g in enumerate(groups)}
        lone: dict[str, list[MentionDraft]] = {}
        for m in short:
            word = name_parts(self.words(m))[0]
            group = self._group_of(word, m, groups)
            if group is None:
                lone.setdefault(word, []).append(m)
            else:
                attached[group].append(m)
        for number, (parts, full) in enumerate(groups):
            self._cluster(max((self.words(m) for m in full), key=lambda w: (len(name_parts(w)), len(w))), parts, attached[number])
        for word, members in lone.items():
            self._cluster(self.words(members[0]), (word,), members)

    def _group_of(self, word: str, mention: MentionDraft, groups: Sequence[tuple[tuple[str, ...], list[MentionDraft]]]) -> int | None:
        """The group whose name holds the word, as last name first; of several the one named last before the mention."""
        led = self.leads(word)
        for place in (slice(-1, None), slice(0, 1), slice(None)):
            fits = [
                i
                for i, (parts, m) in enumerate(groups)
                if (word in parts[place] and (place.start == -1 or not led)) or (parts[0] == word and self._family_first(m[0]))
            ]
            if fits:
                before = [(max((m.span for m in groups[i][1] if m.span < mention.span), default=None), i) for i in fits]
                seen = [(s, i) for s, i in before if s is not None]
                return max(seen)[1] if seen else min((groups[i][1][0].span, i) for i in fits)[1]
        return None

    def leads(self, word: str) -> bool:
        """Is it the surname of a head of state or government, in whatever country, and no first name?"""
        return word not in self.knowledge.given_names and any(
            h.office in LEADING and key(h.person).rsplit(" ", 1)[-1] == word for h in self.knowledge.people(word)
        )

    def _family_first(self, mention: MentionDraft) -> bool:
        """Is it the full name of a holder whose people put the family name first ("Kim Jong Un")?"""
        return any(h.country in FAMILY_FIRST for h in self.knowledge.people(self.words(mention)))

    def _cluster(self, name: str, parts: tuple[str, ...], members: list[MentionDraft]) -> None:
        said = [d for m in sorted(members, key=lambda m: m.span) for d in self._descriptions(m)]
        country = next((d.country for d in said if d.country), None)
        holding, person = self._holding(name, parts, said, country)
        cluster = Cluster(person or name, "person")
        first = said[0] if said else None
        self._fill(cluster, said, country, holding)
        cluster.torn = any(d.torn for d in said) or (not country and any(self._names_state(m) for m in members))
        cluster.gender = self._gender(members, parts)
        cluster.words |= {d.head for d in said if d.head} | {d.head.rsplit(" ", 1)[-1] for d in said if d.head}
        cluster.words |= {d.head.split(" of ")[0] for d in said if " of " in d.head}
        if not country and not cluster.sector and (medium := next(filter(None, map(self._employer, members)), None)):
            cluster.country, cluster.sector = medium.country or None, "JRN"
            cluster.words |= {"reporter", "correspondent", "journalist"}
        if first and not cluster.office:
            cluster.office = next((d.office for d in said if d.office), "")
        made = self.clusters.make("person", cluster.name, cluster)
        if made is not cluster:
            made.words |= cluster.words
            made.country = made.country or cluster.country
        self.full.append((parts, made))
        for m in members:
            self.of_mention[id(m)] = made

    def _names_state(self, mention: MentionDraft) -> bool:
        """Do the words beside the name speak of a state ("a supporter of Israel", "an expert on Syria")?"""
        named = (n for d in mention.described for n in names_in(self.clusters.text[d.start : d.end], knowledge=self.knowledge))
        return any(e.sense in ("country", "demonym") for n in named for e in n.entries)

    def served_country(self, mention: MentionDraft) -> str | None:
        """The country of the person somebody serves by his title: "Obama's adviser", "a spokesman for Erdoğan"; a lawyer serves anybody."""
        for span in mention.described:
            if not _FOR_HIRE.search(self.clusters.text[span.start : span.end]):
                for other, served in self.mentions:
                    if other is not mention and contains(span, other.span) and served.country:
                        return served.country
        return None

    def _employer(self, mention: MentionDraft) -> Medium | None:
        """The medium whose a person is: "Reuters' Ana Moor"."""
        before = self.clusters.text[max(0, mention.span.start - EMPLOYER) : mention.span.start]
        if not (owned := re.search(r"['’](?:s\s+|\s+)$", before)):
            return None
        last = next((n for n in reversed(names_in(before, knowledge=self.knowledge)) if n.end >= owned.start()), None)
        return next((e.record for e in last.entries if isinstance(e.record, Medium)), None) if last else None

    def _fill(self, cluster: Cluster, said: Sequence[Description], country: str | None, holding: Holding | None) -> None:
        """Country, sector and role: of the words beside the name first, of the table where they are silent."""
        body = next((d.body for d in said if d.body), None)
        cluster.body = body.name if body else ""
        cluster.country = country
        cluster.settled = holding is not None or any(d.torn for d in said) or not said
        cluster.sector = next((d.sector for d in said if d.sector), None)
        international = body is not None and not body.country
        if holding:
            if not international or self._holds(holding):
                cluster.country = country or holding.country or None
            cluster.sector = cluster.sector if cluster.sector and not self._holds(holding) else (cluster.sector or holding.sector)
            cluster.wikidata = holding.wikidata or None
            cluster.office = holding.office
            cluster.role = self._role(holding)
            cluster.words |= (
                {holding.office, holding.office.rsplit(" ", 1)[-1], "leader"}
                if holding.office in TOP
                else {holding.office.rsplit(" ", 1)[-1]}
            )
        elif said:
            d = next((d for d in said if d.head), said[0])
            cluster.office = d.office
            cluster.role = d.head or None

    def _holds(self, holding: Holding) -> bool:
        return self.on is not None and holding.covers(self.on)

    def _role(self, holding: Holding) -> str:
        state = self.knowledge.country(holding.country)
        of = state.in_a_phrase if state else holding.body
        former = "" if self.on is None or holding.covers(self.on) else "former "
        return f"{former}{holding.title} of {of}" if of and " of " not in holding.title else f"{former}{holding.title}"

    def _descriptions(self, mention: MentionDraft) -> list[Description]:
        out = []
        for span in mention.described:
            words = self.clusters.text[span.start : span.end]
            if re.match(r"(?:of|from|at|with)\s", words):
                words = "member " + words
            out.append(describe(words, knowledge=self.knowledge))
        return out

    # --- the tables -------------------------------------------------------------------------------------------------------------------

    def _holding(
        self, name: str, parts: tuple[str, ...], said: Sequence[Description], country: str | None
    ) -> tuple[Holding | None, str | None]:
        """The office row that tells most of the person, and the person's usual name; (None, None) where the tables do not say who it is."""
        rows = self._rows(name, parts)
        if not rows:
            return self._by_office(parts, said, country)
        if country:
            rows = [h for h in rows if not h.country or h.country == country] or ([] if any(d.country for d in said) else rows)
        offices = {d.office for d in said if d.office and d.role}
        if len(parts) == 1:
            rows = self._lone(rows, offices, country, international=any(d.body is not None and not d.body.country for d in said))
        else:
            rows = [h for h in rows if self._near(h)]
        persons = {h.wikidata or h.person for h in rows}
        if len(persons) > 1 and offices:
            titled = [h for h in rows if h.office in offices]
            rows = titled or rows
            persons = {h.wikidata or h.person for h in rows}
        if len(persons) > 1:
            current = [h for h in rows if self._holds(h)]
            persons = {h.wikidata or h.person for h in current}
            rows = current
        if len(persons) != 1:
            return None, None
        best = max(
            rows,
            key=lambda h: (
                self._holds(h),
                h.office in offices,
                h.office in TOP,
                h.office != "leader",
                h.start <= (self.on or "9999"),
                h.start,
            ),
        )
        return best, best.person

    def _rows(self, name: str, parts: tuple[str, ...]) -> list[Holding]:
        rows = list(self.knowledge.people(name))
        if not rows and len(parts) > 1:
            rows = [h for h in self.knowledge.people(parts[-1]) if same_person(parts, name_parts(h.person))]
            rows += [h for h in self.knowledge.people(parts[0]) if same_person(parts, name_parts(h.person))] if not rows else []
        # "Aaron David Miller" is no David Miller: who goes by a second name is known by it in the tables of his time
        return [h for h in rows if h.office in TOP or parts[-2:] != name_parts(h.person) or len(parts) < 3]

    def _lone(self, rows: Iterable[Holding], offices: set[str], country: str | None, *, international: bool) -> list[Holding]:
        """For a surname alone: the office and country told beside it, or a high office on the day; nothing else identifies."""
        rows = [h for h in rows if (not h.country) == international or not international]
        if offices:
            return [h for h in rows if h.office in offices and self._near(h)]
        if self.on is None:
            fits = [h for h in rows if h.office in LEADING and (h.country == country if country else self._told_of(h))]
        elif country:
            fits = [h for h in rows if h.covers(self.on) and h.country == country]
        else:
            fits = [h for h in rows if h.office in TOP and h.covers(self.on) and self._told_of(h)]
            fits = fits or [h for h in rows if h.office in LEADING and h.start <= self.on and self._since(h) and self._told_of(h)]
        several = len({h.wikidata or h.person for h in fits}) > 1
        return [h for h in fits if h.office in LEADING] if several else fits

    def _since(self, h: Holding) -> bool:
        """Did the office end so few years before the document that its holder is still called by the surname alone?"""
        return self.on is not None and int((h.end or h.seen)[:4] or 0) >= int(self.on[:4]) - YEARS_AFTER

    def _told_of(self, h: Holding) -> bool:
        """Does the text speak of the country or organisation the office belongs to?"""
        state = self.knowledge.country(h.country)
        names = (*state.names, *state.demonyms, *state.capitals) if state else (h.body,)
        return any(n and n in self.clusters.text for n in names)

    def _by_office(self, parts: tuple[str, ...], said: Sequence[Description], country: str | None) -> tuple[Holding | None, str | None]:
        """The holder of the office told beside the name, if the name agrees: another spelling of the same person."""
        if self.on is None:
            return None, None
        for d in said:
            side = d.country or (d.body.name if d.body and not d.body.country else None)
            if side and d.office:
                holder = self.knowledge.holder(d.office, side, on=self.on)
                if holder and alike(parts[-1], name_parts(holder.person)[-1]):
                    return holder, holder.person
        return None, None

    def _near(self, h: Holding) -> bool:
        if self.on is None:
            return True
        year = int(self.on[:4])
        return int(h.start[:4] or 0) <= year + 1 and int((h.end or "9999")[:4]) >= year - (
            4 * YEARS_AFTER if h.office in TOP else YEARS_AFTER
        )

    def gender_of(self, parts: tuple[str, ...]) -> str:
        """ "f" or "m" by a first name that only women or only men bear; "" where that says nothing."""
        return self.knowledge.first_names.get(parts[0], "") if len(parts) > 1 else ""

    # --- look-ups ---------------------------------------------------------------------------------------------------------------------

    def of(self, mention: MentionDraft) -> Cluster:
        """The cluster of a person mention."""
        return self.of_mention[id(mention)]

    @property
    def mentions(self) -> Iterable[tuple[MentionDraft, Cluster]]:
        """Every person mention of the document with its cluster."""
        return [(m, self.of_mention[id(m)]) for m in self.gathered]

    def short(self, mention: MentionDraft) -> Cluster | None:
        """The person a name of unknown sort is a short form of."""
        parts = name_parts(self.words(mention))
        if len(parts) != 1:
            return None
        fits = list(dict.fromkeys(c for known, c in self.full if parts[0] in (known[-1], known[0], name_parts(c.name)[-1])))
        if len(fits) > 1:
            fits = [c for _, c in self.clusters.recent(mention.span.start) if c in fits][:1]
        return fits[0] if len(fits) == 1 else None

    def holder(self, office: str, side: str, *, former: bool = False) -> Cluster | None:
        """The person who held an office on the document's day, as a cluster of the document; None where the tables do not say."""
        if self.on is None:
            return None
        slug = office_slug(office, country=side)
        holder = self.knowledge.holder(slug, side, on=self.on)
        if former or holder is None:
            return None
        known = self.clusters.get("person", holder.person)
        if known:
            return known
        cluster = Cluster(
            holder.person, "person", holder.country or None, holder.sector, self._role(holder), holder.wikidata or None, holder.office
        )
        cluster.words = {holder.office, holder.office.rsplit(" ", 1)[-1], "leader"}
        cluster.gender = self.gender_of(name_parts(holder.person))
        self.full.append((name_parts(holder.person), cluster))
        return self.clusters.make("person", holder.person, cluster)

    def named_holder(self, office: str, side: str) -> Cluster | None:
        """The one person named anywhere in the document whom the tables know in that office, whenever it was; None where two fit."""
        fits = list(dict.fromkeys(c for parts, c in self.full if any(self._once(h, office, side) for h in self._rows(c.name, parts))))
        return fits[0] if len(fits) == 1 else None

    def _once(self, holding: Holding, office: str, side: str) -> bool:
        return holding.office == office and side in (holding.country, holding.body)

    def _gender(self, members: Sequence[MentionDraft], parts: tuple[str, ...]) -> str:
        for m in members:
            around = " ".join(
                [self.clusters.text[max(0, m.span.start - 12) : m.span.start], *(self.clusters.text[s.start : s.end] for s in m.described)]
            )
            if _FEMALE.search(around):
                return "f"
            if _MALE.search(around):
                return "m"
        return self.gender_of(parts)


def name_parts(name: str) -> tuple[str, ...]:
    """The parts of a person's name as they are compared; "al-" and initials go."""
    words = re.sub(r"\b(?:al|el|ul)-", "", key(name).lower()).replace("-", " ").replace("'", "").split()
    kept = [w for w in words if len(w.strip(".")) > 1 and w not in ("jr", "sr", "ii", "iii", "the")]
    return tuple(kept or words or (name.lower(),))


def same_person(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """May two full names be one person's? The parts of the shorter all stand in the longer, or first and last agree."""
    small, large = (a, b) if len(a) <= len(b) else (b, a)
    if len(set(small)) < 2:
        return len(small) > 1 and small == large
    if set(small) <= set(large):
        return True
    return alike(small[-1], large[-1]) and (
        alike(small[0], large[0]) or _NICKNAMES.get(small[0]) == large[0] or _NICKNAMES.get(large[0]) == small[0]
    )


def alike(a: str, b: str) -> bool:
    """The same word in two transliterations: equal without vowels, doubled letters, and k/q/c, y/i, g/j told apart."""
    return a == b or (len(a) > 4 and len(b) > 4 and _skeleton(a) == _skeleton(b))


def _skeleton(word: str) -> str:
    out = word.translate(str.maketrans("qckyjgwvzs", "kkkiggvvss"))
    out = re.sub(
        r"(.)\1", r"\1", out.replace("kh", "k").replace("gh", "g").replace("dh", "d").replace("th", "t").replace("sh", "s").replace("h", "")
    )
    return out[:1] + re.sub(r"[aeiou]", "", out[1:])


_NICKNAMES = {
    "ash": "ashton",
    "joe": "joseph",
    "mike": "michael",
    "bill": "william",
    "bob": "robert",
    "jim": "james",
    "tom": "thomas",
    "dan": "daniel",
    "ted": "edward",
    "dick": "richard",
    "liz": "elizabeth",
    "chuck": "charles",
    "tony": "antony",
    "antonio": "antony",
    "jeb": "john",
    "jack": "john",
    "steve": "steven",
    "dave": "david",
    "ben": "benjamin",
    "binyamin": "benjamin",
    "sam": "samuel",
    "alex": "alexander",
    "danny": "daniel",
    "chris": "christopher",
    "ken": "kenneth",
    "nick": "nicholas",
    "matt": "matthew",
    "rick": "richard",
    "jeff": "jeffrey",
    "bibi": "benjamin",
    "larry": "lawrence",
    "pete": "peter",
    "jen": "jennifer",
    "ron": "ronald",
    "tim": "timothy",
    "ed": "edward",
}
