"""Words that name a party: names, titles, descriptions, pronouns, metonyms; and for each party span the mentions that answer for it.

Takes the text, its annotation and the spans that statements and events need actors for (`parties`); gives mention drafts in the order
of the
text. It does not say who is meant: `actors` does. No party is lost: where nothing better is found, its own words are the mention.
"""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from onrecord.knowledge import Entry, Knowledge
from onrecord.knowledge.descriptions import describe, names_in
from onrecord.models import Annotation
from onrecord.read.metonyms import is_actor_use, metonym_of
from onrecord.read.names import Name, find_names
from onrecord.read.titles import phrase_start
from onrecord.records import MentionDraft, MentionForm
from onrecord.spans import Span, contains, cover, touches, trim

__all__ = ["find_mentions"]

PRONOUNS = frozenset(
    (
        "i me my mine myself we us our ours ourselves he him his himself she her hers herself it its itself they them their theirs "
        "themselves you your yours who whom whose which that this these those some many others both one another most all each neither "
        "either few several none everyone"
    ).split()
)
TRACKED = {"he", "him", "his", "she", "her", "they", "them", "their", "himself", "herself"}
_SENSES = {"country": "country", "demonym": "demonym", "organisation": "organisation", "media": "media"}
_QUANTITIES = frozenset(
    (
        "one some many most several few two three number lot lots majority dozens scores hundreds thousands millions plenty handful "
        "couple half percent minority"
    ).split()
)
_RIGHT = {"of", "for", "in", "at", "from", "with", "to"}


def find_mentions(text: str, annotation: Annotation, *, parties: Sequence[Span], knowledge: Knowledge) -> tuple[MentionDraft, ...]:
    """Every mention, in order; those that answer for a party name its number in `parties`. No two are of the same span."""
    found = _Found(text, annotation, knowledge)
    for name in find_names(text, annotation, knowledge=knowledge):
        found.add_name(name)
    found.add_pronouns()
    found.add_nominals()
    for number, party in enumerate(parties):
        found.answer(number, party)
    return found.done()


class _Found:
    """Mentions found so far; one is known by its place in the list."""

    def __init__(self, text: str, annotation: Annotation, knowledge: Knowledge) -> None:
        self.text, self.annotation, self.knowledge = text, annotation, knowledge
        self.mentions: list[MentionDraft] = []
        self.answers: list[set[int]] = []
        self.at: dict[int, int] = {}  # token -> the mention whose name or head holds it
        self.beside: dict[int, int] = {}  # token of a title or apposition -> the mention of the person

    def words(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def add(self, mention: MentionDraft, *, tokens: Sequence[int]) -> int:
        number = len(self.mentions)
        self.mentions.append(mention)
        self.answers.append(set())
        for t in tokens:
            self.at.setdefault(t, number)
        return number

    def done(self) -> tuple[MentionDraft, ...]:
        out = [replace(m, parties=tuple(sorted(a))) for m, a in zip(self.mentions, self.answers, strict=True)]
        return tuple(sorted(out, key=lambda m: (m.span, m.form)))

    # --- names --------------------------------------------------------------------------------------------------------------------

    def add_name(self, name: Name) -> None:
        form, label = self._sense(name)
        if not label:
            return
        tokens = self.annotation.tokens_in(name.span)
        head = self.annotation.head_of(name.span)
        number = self.add(
            MentionDraft(
                span=name.span,
                form=form,
                head=self.annotation.tokens[head].span if head is not None else name.span,
                label=label,
                name=name.span,
                described=name.described,
                plural=self._plural_name(name, tokens),
            ),
            tokens=tokens,
        )
        for span in name.described:
            for t in self.annotation.tokens_in(span):
                if t not in self.at:
                    self.beside.setdefault(t, number)

    def _plural_name(self, name: Name, tokens: Sequence[int]) -> bool:
        return bool(tokens) and self.annotation.tokens[tokens[-1]].tag in ("NNPS", "NNS")

    def _sense(self, name: Name) -> tuple[MentionForm, str]:
        """Form and label of a name; label "" where it names no party here (an adjective, a place meant as a place)."""
        if not name.entries:
            return "name", name.label or "unknown"
        senses = [e.sense for e in name.entries]
        metonym = metonym_of(name.entries)
        if "country" in senses:
            adjective = "demonym" in senses and self._attributive(name.span)
            return "name", "demonym-adjective" if adjective else "country"
        if "demonym" in senses:
            return "name", "demonym-adjective" if self._attributive(name.span) else "demonym"
        if "organisation" in senses and metonym is None:
            return "name", "organisation"
        if metonym or "capital" in senses:
            seat = metonym is not None and "capital" not in senses and not self._city(name.entries, self.words(name.span))
            actor = is_actor_use(self.text, self.annotation, name.span, seat=seat)
            return "metonym", "metonym" if actor else "seat" if seat else "place"
        return "name", _SENSES.get(senses[0], "")

    def _city(self, entries: Sequence[Entry], words: str) -> bool:
        return bool(self.knowledge.places(words))

    def _attributive(self, span: Span) -> bool:
        """Does the demonym qualify the noun behind it ("Turkish forces")?"""
        tokens = self.annotation.tokens_in(span)
        if not tokens:
            return False
        last = tokens[-1]
        token = self.annotation.tokens[last]
        if token.tag in ("NNS", "NNPS"):
            return token.dep in ("compound",)
        behind = self.annotation.tokens[last + 1] if last + 1 < len(self.annotation.tokens) else None
        if behind is None or self.text[token.end : behind.start].strip() or "\n" in self.text[token.end : behind.start]:
            return False
        return token.dep in ("amod", "compound", "nmod", "npadvmod") or (
            token.tag in ("JJ", "NNP")
            and behind.tag in ("NN", "NNS", "NNP", "NNPS", "JJ")
            and token.dep not in ("nsubj", "pobj", "dobj", "ROOT")
        )

    # --- pronouns -----------------------------------------------------------------------------------------------------------------

    def add_pronouns(self) -> None:
        for i, token in enumerate(self.annotation.tokens):
            if token.tag in ("PRP", "PRP$") and i not in self.at and self.words(token.span).lower() in TRACKED:
                self._pronoun(i)

    def _pronoun(self, i: int) -> int:
        token = self.annotation.tokens[i]
        plural = self.words(token.span).lower() in (
            "they",
            "them",
            "their",
            "we",
            "us",
            "our",
            "these",
            "those",
            "some",
            "many",
            "others",
            "both",
            "most",
            "few",
            "several",
        )
        return self.add(MentionDraft(span=token.span, form="pronoun", head=token.span, label="pronoun", plural=plural), tokens=[i])

    # --- descriptions -------------------------------------------------------------------------------------------------------------

    def add_nominals(self) -> None:
        """Definite descriptions and those that name whom they act for: "the alliance", "Turkish forces"."""
        for i, token in enumerate(self.annotation.tokens):
            if token.tag not in ("NN", "NNS", "NNP", "NNPS") or i in self.at or i in self.beside:
                continue
            role = self.knowledge.role(self.words(token.span))
            if role is None or role.form == "paper" or self._goes_on(i):
                continue
            span = self._phrase(i)
            words = self.words(span)
            if re.match(r"(?:the|that|this|those|these|his|her|its|their|both)\b", words, re.I) or names_in(
                words, knowledge=self.knowledge
            ):
                self._nominal(i, span)

    def _goes_on(self, i: int) -> bool:
        """Is the noun only the first part of a longer one ("government office")?"""
        token = self.annotation.tokens[i]
        if i + 1 >= len(self.annotation.tokens):
            return False
        behind = self.annotation.tokens[i + 1]
        return behind.tag in ("NN", "NNS", "NNP", "NNPS", "HYPH") and token.head > i and token.dep in ("compound", "nmod", "amod", "poss")

    def _phrase(self, i: int) -> Span:
        """The noun phrase of a head noun: what stands before it, and one prepositional phrase behind that names a known party."""
        tokens = self.annotation.tokens
        start = phrase_start(self.text, self.annotation, i)
        span = Span(tokens[start].start, tokens[i].end)
        if (
            i + 1 < len(tokens)
            and self.words(tokens[i + 1].span).lower() in _RIGHT
            and not self.text[tokens[i].end : tokens[i + 1].start].strip()
        ):
            end = self._object_end(i + 1)
            if end is not None:
                tail = self.words(Span(tokens[i + 1].start, end))
                if (
                    self.knowledge.role(f"{self.words(tokens[i].span)} {tail}")
                    or names_in(tail, knowledge=self.knowledge)
                    or (tokens[i].tag == "NN" and tail.lower().startswith("of the "))
                ):
                    span = Span(span.start, end)
        trimmed = trim(span, self.text, also=",")
        return trimmed if trimmed.end > trimmed.start else tokens[i].span

    def _object_end(self, preposition: int) -> int | None:
        """The end of the noun phrase that follows a preposition, without what hangs on it behind."""
        tokens = self.annotation.tokens
        last = None
        for j in range(preposition + 1, min(preposition + 9, len(tokens))):
            if self.annotation.sentence_of[j] != self.annotation.sentence_of[preposition]:
                break
            tag = tokens[j].tag
            if tag in ("NN", "NNS", "NNP", "NNPS"):
                last = j
            elif tag not in ("DT", "JJ", "POS", "HYPH", "PRP$", "CD", "VBN") or (tag == "DT" and last is not None):
                if (
                    self.words(tokens[j].span) in ("of", "and", "&")
                    and j + 1 < len(tokens)
                    and last is not None
                    and j + 1 in self.at
                    and self.at.get(last) == self.at[j + 1]
                ):
                    continue
                break
        return tokens[last].end if last is not None else None

    def _nominal(self, i: int, span: Span) -> int:
        token = self.annotation.tokens[i]
        said = describe(self.words(span), knowledge=self.knowledge)
        plural = token.tag in ("NNS", "NNPS") or said.plural
        return self.add(
            MentionDraft(span=span, form="nominal", head=token.span, label="role" if said.role else "", plural=plural), tokens=[i]
        )

    # --- parties ------------------------------------------------------------------------------------------------------------------

    def answer(self, number: int, party: Span) -> None:
        """Finds, or makes, the mentions that answer for a party span."""
        heads = self._heads(self._unfronted(party))
        if not heads:
            same = next((i for i, m in enumerate(self.mentions) if touches(m.span, party)), None)
            if same is None:
                same = self.add(MentionDraft(span=party, form="nominal", head=party), tokens=())
            self.answers[same].add(number)
            return
        for head in heads:
            self.answers[self._of_head(head, party, alone=len(heads) == 1)].add(number)

    def _unfronted(self, party: Span) -> Span:
        """The party without a place set before it ("At the UN, the ambassador, …")."""
        found = re.match(r"(?:At|In|On)\s[^,]{2,40},\s+(?=(?:the|[A-Z]))", self.words(party))
        return Span(party.start + found.end(), party.end) if found else party

    def _heads(self, party: Span) -> list[int]:
        """The head words of a party: one, or one for each member of a coordination."""
        annotation = self.annotation
        inside = annotation.tokens_in(party)
        content = [i for i in inside if annotation.tokens[i].tag not in (",", ".", "``", "''", ":", "-LRB-", "-RRB-")]
        if not content:
            return []
        named = self._named_heads(party, content)
        if named:
            return named
        head = annotation.head_of(Span(annotation.tokens[content[0]].start, annotation.tokens[content[-1]].end))
        if head is None:
            return []
        if annotation.tokens[head].tag == "DT" and content[-1] != head:
            head = content[-1]
        if annotation.tokens[head].tag == "JJ":  # "current and former officials": the second adjective's noun
            conjoined = (c for c in annotation.children[head] if annotation.tokens[c].dep == "conj" and annotation.tokens[c].tag == "NNS")
            head = next(conjoined, head)
        if annotation.tokens[head].tag == "IN" or annotation.tokens[head].tag.startswith("VB"):
            nouns = [i for i in content if annotation.tokens[i].tag.startswith(("NN", "PRP"))]
            head = nouns[0] if nouns else head
        return self._conjuncts(head, inside)

    def _conjuncts(self, head: int, inside: range) -> list[int]:
        """The head and what is coordinated with it, except second titles of one person ("the president and commander-in-chief")."""
        out, todo = [], [head]
        while todo:  # a list of a thousand names hangs each on the one before
            at = todo.pop()
            out.append(at)
            todo += [c for c in reversed(self.annotation.children[at]) if c in inside and self._joined(at, c)]
        return out

    def _joined(self, head: int, child: int) -> bool:
        token = self.annotation.tokens[child]
        if token.dep != "conj" or not token.tag.startswith(("NN", "PRP", "CD", "DT", "JJ")):
            return False
        if self.at.get(child) is not None and self.at.get(child) == self.at.get(head):
            return False
        bare = child not in self.at and not any(
            self.annotation.tokens[g].tag in ("DT", "PRP$", "POS") or g in self.at for g in self.annotation.children[child]
        )
        return not (bare and token.tag == "NN" and self.annotation.tokens[head].tag == "NN")

    def _named_heads(self, party: Span, content: Sequence[int]) -> list[int]:
        """Where a party is a row of names with their titles and nothing else, one token of each name; the parse is not asked."""
        names = sorted({self.at[i] for i in content if i in self.at and self._stands_alone(self.at[i], party)})
        if not names:
            return []
        only = self.mentions[names[0]]
        if len(names) == 1 and only.label == "person" and self._closes(only.span, party) and self._leads_to(party, only.span):
            return [self.annotation.tokens_in(only.span)[0]]
        last = self.mentions[names[-1]]
        if last.label in ("media", "organisation", "unknown") and self._closes(last.span, party) and self._sort_before(party, last.span):
            return [self.annotation.tokens_in(last.span)[0]]
        spans = [(n, self._with_title(n)) for n in names]
        at = party.start
        out: list[int] = []
        for number, span in spans:
            gap = self.text[at : span.start] if span.start > at else ""
            if not re.fullmatch(r"\W*(?:(?:and|or|both|the|with|as well as|but also|not only|along with)\W*)*", gap, re.I):
                break
            if out and len(spans) == 2 and gap.strip() == ",":
                break
            out.append(number)
            at = max(at, span.end)
        rest = self.text[at : party.end].strip()
        if len(out) == len(names) and re.fullmatch(r"(?:[.,;)\"”’]|['’]s?|\(@\w+\))*", rest):
            return [self.annotation.tokens_in(self.mentions[n].span)[0] for n in out]
        if (
            len(out) >= 1
            and rest
            and spans[0][1].start <= party.start + 4
            and re.match(r"(?:,|\(|[–—-]|who\b|of\b|from\b|at\b|which\b|whose\b)", rest)
            and len(out) < 2
        ):
            return [self.annotation.tokens_in(self.mentions[out[0]].span)[0]]
        return []

    def _stands_alone(self, number: int, party: Span) -> bool:
        """Is it a name of its own in the party: not part of another's title, not a possessor, not a mere adjective?"""
        mention = self.mentions[number]
        if not mention.name or mention.label in ("demonym-adjective", "seat", "place"):
            return False
        if self.text[mention.span.start - 1 : mention.span.start] == "(" and self.text[mention.span.end : mention.span.end + 1] == ")":
            return False
        if re.match(r"['’]s?\s+\w", self.text[mention.span.end : party.end]):
            return False
        return not any(contains(d, mention.span) for m in self.mentions for d in m.described if m is not mention)

    def _closes(self, name: Span, party: Span) -> bool:
        """Does nothing but punctuation follow the name in the party?"""
        return not re.search(r"\w", re.sub(r"['’]s$|\(@\w+\)", "", self.text[name.end : party.end].strip()))

    def _leads_to(self, party: Span, name: Span) -> bool:
        """Are the words of the party before the name a title, however odd, and no phrase of their own?"""
        before = self.annotation.tokens_in(Span(party.start, name.start)) if name.start > party.start else range(0)
        tags = [self.annotation.tokens[i].tag for i in before]
        return not any(t in ("IN", "TO", "CC", "POS", "WP", "WDT", ",") or (t.startswith("VB") and t not in ("VBN", "VBG")) for t in tags)

    def _sort_before(self, party: Span, name: Span) -> bool:
        """Do the words of the party before the name say what sort of body it is ("the Russian news agency Tass")?"""
        before = self.words(Span(party.start, name.start)).rstrip() if name.start > party.start else ""
        if re.search(r",|\b(?:of|for|to|in|at|with|by|from|and|that|who|which)\b", before):
            return False
        word = before.rsplit(" ", 1)[-1]
        role = self.knowledge.role(word)
        return word in ("broadcaster", "channel") or (role is not None and role.form == "people")

    def _with_title(self, number: int) -> Span:
        mention = self.mentions[number]
        return cover([mention.span, *mention.described])

    def _of_head(self, head: int, party: Span, *, alone: bool) -> int:
        if head in self.at:
            number = self.at[head]
            mention = self.mentions[number]
            if mention.form == "nominal" and alone and not contains(party, mention.span) and not contains(mention.span, party):
                return number
            if mention.form == "nominal" and mention.span.start < party.start <= mention.head.start:
                self.mentions[number] = replace(mention, span=Span(party.start, mention.span.end))
            if mention.label in ("demonym-adjective", "seat", "place"):
                self.mentions[number] = self._made_actor(mention)
            return number
        if head in self.beside and self._of_person(head, party):
            return self.beside[head]
        if (noun := self._part_of(head, party)) is not None:
            return self.at[noun] if noun in self.at else self._nominal(noun, self._phrase(noun))
        if (
            self.annotation.tokens[head].tag in ("PRP", "PRP$", "WP", "WDT", "WP$", "DT", "CD")
            and self.words(self.annotation.tokens[head].span).lower() in PRONOUNS
        ):
            return self._pronoun(head)
        apposed = [
            c
            for c in self.annotation.children[head]
            if self.annotation.tokens[c].dep == "appos" and c in self.at and self.mentions[self.at[c]].label == "person"
        ]
        if apposed and touches(self.mentions[self.at[apposed[0]]].span, party):
            return self.at[apposed[0]]
        span = self._phrase(head)
        if span.start < party.start and contains(Span(party.start, party.end), self.annotation.tokens[head].span):
            span = Span(party.start, max(span.end, self.annotation.tokens[head].end))
        return self._nominal(head, span)

    def _part_of(self, head: int, party: Span) -> int | None:
        """The noun of "one of the officials", "some of the rebels"; None for other words."""
        tokens = self.annotation.tokens
        if self.words(tokens[head].span).lower() not in _QUANTITIES:
            return None
        for of in self.annotation.children[head]:
            if self.words(tokens[of].span).lower() == "of":
                for noun in self.annotation.children[of]:
                    if tokens[noun].dep == "pobj" and tokens[noun].tag.startswith("NN") and contains(party, tokens[noun].span):
                        return noun
        return None

    def _of_person(self, head: int, party: Span) -> bool:
        """Does the party that is headed by a title or apposition take in the name it stands beside?"""
        mention = self.mentions[self.beside[head]]
        return touches(mention.span, party) or any(contains(d, party) or touches(d, party) for d in mention.described)

    def _made_actor(self, mention: MentionDraft) -> MentionDraft:
        """A place or adjective that is a party after all stands for those it names: "Palestinian fantasy", "Ankara" as a speaker."""
        label = {"demonym-adjective": "demonym", "seat": "metonym", "place": "metonym"}[mention.label]
        return replace(mention, label=label)
