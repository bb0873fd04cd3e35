"""Attributions by rule, sentence by sentence: a cue word of `knowledge.cues`, the dependent that carries the content, and the subject.

Takes text, annotation and quotations, gives `Attribution`s in token ranges (numbers of first and last token). It sees one sentence at
a time: quotations that run over sentences, continuations and nesting are the business of `statements`. Used where no tagger has spoken.
"""

from collections.abc import Sequence
from typing import NamedTuple

from onrecord.knowledge import cues
from onrecord.models import Annotation

__all__ = ["Attribution", "Tree", "attributions", "subject_of"]

Run = tuple[int, int]  # first and last token, both inside
Parts = tuple[str, list[Run], list[int]]

# Share of statements of each construction with source, cue and content right by half, on our training readings.
_PRECISION = {"that": 0.81, "to": 0.6, "obl": 0.7, "obj": 0.48, "as": 0.7, "of": 0.7, "noun": 0.48, "hedge": 0.8, "passive": 0.7}
_OTHER = 0.48  # a preposition not named above


class Attribution(NamedTuple):
    """One cue with what depends on it; `head` is the token that attributes."""

    head: int
    source: tuple[Run, ...]
    cue: tuple[Run, ...]
    content: tuple[Run, ...]
    confidence: float


class Tree:
    """The parse with what the rules ask of it at every step: leftmost and rightmost descendant of each token, dependents by label."""

    def __init__(self, text: str, annotation: Annotation) -> None:
        self.text = text
        self.annotation = annotation
        self.tokens = annotation.tokens
        self.children = annotation.children
        self.first, self.last = _edges(annotation)

    def run(self, token: int) -> Run:
        """All that depends on a token, as a run (English parses are nearly always projective)."""
        return self.first[token], self.last[token]

    def word(self, token: int) -> str:
        return self.text[self.tokens[token].start : self.tokens[token].end].lower()

    def child(self, token: int, *labels: str) -> int | None:
        """The first dependent with one of these labels."""
        return next((c for c in self.children[token] if self.tokens[c].dep in labels), None)

    def kids(self, token: int, *labels: str) -> list[int]:
        return [c for c in self.children[token] if self.tokens[c].dep in labels]

    def is_verb(self, token: int) -> bool:
        return self.tokens[token].tag[:1] in "VM"


def _edges(annotation: Annotation) -> tuple[list[int], list[int]]:
    tokens, children = annotation.tokens, annotation.children
    first, last = list(range(len(tokens))), list(range(len(tokens)))
    waiting = [len(c) for c in children]
    ready = [i for i, n in enumerate(waiting) if not n]
    while ready:
        i = ready.pop()
        head = tokens[i].head
        if head == i:
            continue
        first[head], last[head] = min(first[head], first[i]), max(last[head], last[i])
        waiting[head] -= 1
        if not waiting[head]:
            ready.append(head)
    return first, last


def attributions(tree: Tree) -> list[Attribution]:
    """All of a text, in order of their heads."""
    verbs, nouns = cues.verbs(), cues.nouns()
    out = []
    for i, token in enumerate(tree.tokens):
        kind = token.tag[:1]
        found = None
        if kind == "V":
            key = _verb_key(tree, i)
            if token.lemma == "accord" or tree.word(i) == "according":
                found = _according(tree, i)
            elif key in verbs:
                found = _verb(tree, i, key, verbs[key])
        elif kind == "N" and token.lemma in nouns:
            found = _noun(tree, i, nouns[token.lemma])
        elif kind == "J" and f"be_{token.lemma}" in verbs:
            found = _adjective(tree, i, verbs[f"be_{token.lemma}"])
        elif kind == "R" and token.lemma in cues.HEDGES:
            found = _hedge(tree, i)
        if found and found.content:
            out.append(found)
    return out


# --- verbs ----------------------------------------------------------------------------------------------------------------------


def _verb_key(tree: Tree, i: int) -> str:
    lemma = {"hop": "hope", "criticis": "criticise"}.get(tree.tokens[i].lemma.lower(), tree.tokens[i].lemma.lower())
    if lemma == "like" and any(tree.word(c) in ("would", "’d", "'d") for c in tree.kids(i, "aux")):
        return "would_like"
    for c in tree.children[i]:
        if tree.tokens[c].dep in ("prt", "advmod", "prep", "acomp", "oprd") and c == i + 1 and f"{lemma}_{tree.word(c)}" in cues.verbs():
            return f"{lemma}_{tree.word(c)}"
    return lemma


def _verb(tree: Tree, i: int, key: str, constructions: frozenset[str]) -> Attribution | None:
    passive = tree.child(i, "nsubjpass", "csubjpass")
    parts = _parts(tree, i, key, constructions)
    by = next((c for c in tree.kids(i, "agent", "prep") if tree.word(c) == "by"), None)
    participle = tree.tokens[i].dep in ("acl", "relcl") and tree.tokens[i].tag == "VBN" and tree.child(i, "aux", "auxpass") is None
    if passive is not None or (participle and by is not None):
        return _passive(tree, i, key, parts, passive, by)
    source = subject_of(tree, i)
    if not parts and "that" in constructions and source is not None:
        parts = _after_colon(tree, i) or _put_after(tree, i, source)
    if not parts:
        return None
    name, runs, extra = parts
    if name == "obj" and tree.tokens[i].tag == "VBN" and tree.tokens[i].dep == "amod":
        return None
    if name != "that" and source is None and key not in ("call_on", "call"):
        return None
    if source is not None and tree.tokens[i].dep == "xcomp" and name != "that" and not _carried(tree, i):
        return None
    return Attribution(i, _source_runs(tree, source, i), _cue(tree, i, extra), tuple(runs), _PRECISION.get(name, _OTHER))


def _parts(tree: Tree, i: int, key: str, constructions: frozenset[str]) -> Parts | None:
    """The construction in use, the runs of its content, and tokens that belong to the cue beside the verb; None where there is none."""
    objects = tree.kids(i, "dobj")
    if key == "call_on":
        return _called_on(tree, i)
    found = _clausal(tree, i, constructions, objects) or _prepositional(tree, i, constructions, objects)
    if found is None and "obj" in constructions and objects and key not in ("tell", "inform", "assure"):
        return "obj", [tree.run(objects[0])], []
    return found


def _called_on(tree: Tree, i: int) -> Parts | None:
    """ "called on X to Y"."""
    infinitives = [c for c in tree.kids(i, "xcomp", "advcl") if _has_to(tree, c)]
    named = tree.kids(i + 1, "pobj")
    return ("to", [(tree.first[named[0]], tree.last[i + 1]), *map(tree.run, infinitives)], [i + 1]) if infinitives and named else None


def _clausal(tree: Tree, i: int, constructions: frozenset[str], objects: list[int]) -> Parts | None:
    clauses = tree.kids(i, "ccomp", "pcomp", "parataxis")
    if "that" in constructions and (found := clauses or _hung_lower(tree, i)):
        return "that", [_without_tail(tree, c) if c > i else tree.run(c) for c in found], []
    if "obl" in constructions and (complements := tree.kids(i, "oprd") or clauses):
        return "obl", [tree.run(c) for c in sorted([*objects, *complements])], []
    if "to" in constructions:
        infinitives = [c for c in tree.kids(i, "xcomp", "ccomp", "advcl") if tree.tokens[c].tag in _INFINITIVE and _has_to(tree, c)]
        if infinitives or clauses:
            return "to", [tree.run(c) for c in (sorted([*objects, *infinitives]) if infinitives else clauses)], []
    return None


def _prepositional(tree: Tree, i: int, constructions: frozenset[str], objects: list[int]) -> Parts | None:
    prepositions = [c for c in tree.kids(i, "prep", "dative") if tree.word(c) in constructions and c > i]
    if not prepositions:
        low = [c for o in objects for c in tree.kids(o, "prep") if tree.word(c) in constructions & _OBJECTIVE]
        return (tree.word(low[0]), [tree.run(objects[0])], []) if low else None
    p = prepositions[0]
    if objects:
        return tree.word(p), [tree.run(c) for c in [*objects, p]], []
    inner = tree.kids(p, "pobj", "pcomp")
    return (tree.word(p), [(tree.first[inner[0]], tree.last[p])], [p]) if inner else None


_INFINITIVE = frozenset(["VB", "VBG", "VBN", "JJ"])
_OBJECTIVE = frozenset(["of", "for", "as", "with"])  # parsers may hang "of Y" in "accused X of Y" on X
_AFTERWARDS = frozenset(["say", "tell", "report", "announce", "add", "note", "write", "warn"])
_DEEP = 40  # steps down the right edge of a clause; bounds the work on a sentence that only nests
_OTHERS = frozenset(["say", "tell", "add", "insist", "warn"])  # "said he would go but Y said …"
_TAIL_MARKS = frozenset(["although", "though", "but", "while", "whereas"])


def _without_tail(tree: Tree, clause: int) -> Run:
    """The clause without what the writer adds after a comma: ", which …", ", saying …", ", although …", "but Y said …"."""
    first, end = tree.run(clause)
    at = clause
    for _ in range(_DEEP):
        last = next((c for c in reversed(tree.children[at]) if tree.last[c] == tree.last[at] and c > at), None)
        if last is None:
            return first, end
        start = tree.first[last]
        if start > at and (_added(tree, last) or (at == clause and _another(tree, last))):
            return first, start - 1 - (tree.word(start - 1) in ("and", "but", "while"))
        at = last
    return first, end


def _added(tree: Tree, c: int) -> bool:
    """A relative, participial or concessive clause after a comma."""
    token, start = tree.tokens[c], tree.first[c]
    if tree.word(start - 1) not in (",", "—", "–"):
        return False
    if token.dep == "relcl":
        return tree.word(start) in ("which", "who", "whose", "where", "when")
    if token.dep in ("advcl", "acl") and token.tag == "VBG":
        return token.lemma in cues.verbs()
    return token.dep == "advcl" and tree.word(start) in _TAIL_MARKS


def _another(tree: Tree, c: int) -> bool:
    """A coordinated verb that is no part of what was said: "but Y said …", "and announced …"."""
    token = tree.tokens[c]
    return token.dep == "conj" and ((token.lemma in _OTHERS and tree.child(c, "nsubj") is not None) or _matrix(tree, c) is not None)


def _hung_lower(tree: Tree, i: int) -> list[int]:
    """ "told X that …", "describing to X that …": a clause that the parser has hung on the person told."""
    told = tree.kids(i, "dobj", "dative") + [
        g for c in tree.kids(i, "prep", "dative") if tree.word(c) == "to" for g in tree.kids(c, "pobj")
    ]
    clauses = [c for t in told for c in tree.kids(t, "relcl", "acl", "ccomp") if c > t and tree.is_verb(c)]
    return [c for c in clauses if any(tree.word(m) == "that" and tree.tokens[m].dep == "mark" for m in tree.children[c])][:1]


def _after_colon(tree: Tree, i: int) -> Parts | None:
    """ "they say: no inspections": the rest of the sentence, clause or not."""
    stop = tree.annotation.sentences[tree.annotation.sentence_of[i]][1]
    return ("that", [(i + 2, stop - 1)], []) if i + 2 < stop and tree.word(i + 1) == ":" else None


def _put_after(tree: Tree, i: int, source: int) -> Parts | None:
    """ "…, he said": where the parse has lost the clause, all of the sentence before the comma."""
    start = min(tree.first[source], i)
    first, stop = tree.annotation.sentences[tree.annotation.sentence_of[i]]
    if tree.tokens[i].lemma not in _AFTERWARDS or start - 2 <= first + 2 or tree.word(start - 1) != "," or stop - i > 10:
        return None
    if tree.tokens[first].tag in ("IN", "TO", "VBG", "RB", "WRB") or not any(tree.is_verb(k) for k in range(first, start - 1)):
        return None
    return "that", [(first, start - 2)], []


def _has_to(tree: Tree, verb: int) -> bool:
    return any(tree.word(c) == "to" and tree.tokens[c].dep in ("aux", "mark") for c in tree.children[verb]) or tree.tokens[verb].tag == "JJ"


def _passive(tree: Tree, i: int, key: str, parts: Parts | None, subject: int | None, by: int | None) -> Attribution | None:
    """ "is expected to", "it is believed that", "was described as … by": the subject is content unless it was told something."""
    source = _agent(tree, by)
    expletive = subject is not None and tree.word(subject) == "it" and parts is not None and parts[0] == "that"
    runs = list(parts[1]) if parts else []
    if by is not None:
        runs = [r for r in runs if not r[0] <= by <= r[1]]
    if parts is None and (source is None or "obj" not in cues.verbs()[key]):
        return None
    if parts is not None and parts[0] != "that" and key not in cues.PASSIVE_CLAUSE and source is None:
        return None
    if subject is None:
        noun = tree.tokens[i].head
        if not parts:
            runs = [(tree.first[noun], i - 1)] if tree.first[noun] < i else []
    elif not expletive and not (parts and parts[0] == "that" and key in cues.ADDRESSED):
        runs = [tree.run(subject), *runs]
    return Attribution(i, _source_runs(tree, source, i), _cue(tree, i, parts[2] if parts else []), tuple(runs), _PRECISION["passive"])


def _agent(tree: Tree, by: int | None) -> int | None:
    return None if by is None else tree.child(by, "pobj")


def _carried(tree: Tree, i: int) -> bool:
    """Is this infinitive the second half of "went on to say", "refused to comment on"?"""
    token = tree.tokens[i]
    return token.dep in ("xcomp", "advcl") and tree.tokens[token.head].lemma.lower() in cues.CARRIED_ON


def _cue(tree: Tree, i: int, extra: Sequence[int] = ()) -> tuple[Run, ...]:
    """The verb with auxiliaries, negation, particle and the verb that governs it ("went on to say"); gaps of adverbs are filled."""
    wanted = {i, *extra}
    wanted.update(c for c in tree.children[i] if tree.tokens[c].dep in ("aux", "auxpass", "neg", "prt") and abs(c - i) < 8)
    if _carried(tree, i) and tree.tokens[i].head < i:
        head = tree.tokens[i].head
        wanted |= {head, *(c for c in tree.children[head] if tree.tokens[c].dep in ("aux", "auxpass", "neg", "prt") or c == head + 1 < i)}
    elif (
        tree.tokens[i].tag == "VBG"
        and tree.tokens[i].dep == "pcomp"
        and tree.word(tree.tokens[i].head) == "as"
        and tree.tokens[i].head == i - 1
    ):
        wanted.add(i - 1)
    filled = set(wanted)
    for c in tree.children[i]:
        if tree.tokens[c].dep == "advmod" and tree.first[c] == tree.last[c] and min(wanted) < c < i:
            filled.add(c)
    return runs_of(filled)


def runs_of(numbers: set[int]) -> tuple[Run, ...]:
    """Token numbers as runs."""
    out: list[Run] = []
    for n in sorted(numbers):
        if out and out[-1][1] == n - 1:
            out[-1] = (out[-1][0], n)
        else:
            out.append((n, n))
    return tuple(out)


# --- nouns, adjectives, phrases ---------------------------------------------------------------------------------------------------


def _noun(tree: Tree, i: int, constructions: frozenset[str]) -> Attribution | None:
    """ "Trump's suggestion that …", "calls for …": the possessor (or the subject of its verb) speaks."""
    clause = next((c for c in tree.kids(i, "acl", "ccomp", "relcl") if c > i and tree.is_verb(c)), None)
    runs: list[Run] = []
    extra: list[int] = []
    if clause is not None:
        marks = {tree.word(c) for c in tree.children[clause] if tree.tokens[c].dep in ("mark", "aux") and c < clause}
        name = "that" if "that" in marks else "to" if "to" in marks else None
        if name in constructions and tree.tokens[clause].dep != "relcl":
            runs = [tree.run(clause)]
    if not runs:
        p = next((c for c in tree.kids(i, "prep") if tree.word(c) in constructions), None)
        if p is None or not (inner := tree.kids(p, "pobj", "pcomp")):
            return None
        runs, extra = [(tree.first[inner[0]], tree.last[p])], [p]
    owner = tree.child(i, "poss")
    if owner is None:
        owner = next((g for c in tree.kids(i, "prep") if tree.word(c) in ("by", "from") for g in tree.kids(c, "pobj")), None)
    if owner is None and extra:
        return None
    source = _source_runs(tree, owner, i)
    return Attribution(i, source, runs_of({i, *extra}), tuple(runs), _PRECISION["noun"])


def _adjective(tree: Tree, i: int, constructions: frozenset[str]) -> Attribution | None:
    """ "is confident that", "are not sure that"."""
    verb = tree.tokens[i].head
    clause = next((c for c in [*tree.kids(i, "ccomp", "xcomp", "prep"), *tree.kids(verb, "ccomp")] if c > i), None)
    if tree.tokens[i].dep not in ("acomp", "ROOT") or clause is None or tree.tokens[verb].lemma != "be":
        return None
    name = {"ccomp": "that", "xcomp": "to"}.get(tree.tokens[clause].dep, tree.word(clause))
    source = subject_of(tree, verb)
    if name not in constructions or source is None:
        return None
    cue = {verb, i, *(c for c in tree.children[verb] if tree.tokens[c].dep in ("aux", "neg") and c < i)}
    return Attribution(i, _source_runs(tree, source, i), runs_of(cue), (tree.run(clause),), _PRECISION["to"])


def _hedge(tree: Tree, i: int) -> Attribution | None:
    """ "reportedly": what its verb governs is content, and nobody is named."""
    verb = tree.tokens[i].head
    if not tree.is_verb(verb):
        return None
    first, last = tree.run(verb)
    runs = [r for r in ((first, i - 1), (i + 1, last)) if r[0] <= r[1]]
    return Attribution(i, (), ((i, i),), tuple(runs), _PRECISION["hedge"])


def _according(tree: Tree, i: int) -> Attribution | None:
    """ "according to X": the clause it hangs on is content."""
    to = next((c for c in tree.children[i] if tree.word(c) == "to"), None)
    who = tree.child(to, "pobj") if to is not None else None
    if to is None or who is None:
        return None
    head, climbed = tree.tokens[i].head, 0
    while not tree.is_verb(head) and tree.tokens[head].head != head and climbed < 12:
        head, climbed = tree.tokens[head].head, climbed + 1
    first, last = tree.run(head)
    a, b = tree.run(i)
    runs = [
        r
        for r in ((first, a - 1), (b + 1, last))
        if r[0] <= r[1] and any(tree.text[tree.tokens[k].start].isalnum() for k in range(r[0], min(r[1], r[0] + 4) + 1))
    ]
    if head == i:
        runs = []
    return Attribution(i, _source_runs(tree, who, i), ((i, to),) if to == i + 1 else ((i, i), (to, to)), tuple(runs), _PRECISION["that"])


# --- who speaks -------------------------------------------------------------------------------------------------------------------


def subject_of(tree: Tree, verb: int) -> int | None:
    """The head of the words that name who speaks: the subject, also that of the verb it is joined to or depends on; None if unnamed."""
    at, last = _matrix(tree, verb) or verb, False
    for _ in range(8):
        subject = tree.child(at, "nsubj", "csubj") if at == verb else tree.child(at, "nsubj", "csubj", "nsubjpass")
        if subject is not None:
            return None if tree.tokens[subject].dep == "csubj" else subject
        above, last = _above(tree, at)
        if above is None or last:
            return above
        at = above
    return None


def _above(tree: Tree, verb: int) -> tuple[int | None, bool]:
    """Where the subject of a verb without one is to be looked for, and whether that is the speaker already."""
    token = tree.tokens[verb]
    governor = token.head
    if token.dep == "acl" and token.tag == "VBG":
        return _cited(tree, governor) or governor, True
    if token.dep == "pcomp":
        preposition, governor = governor, tree.tokens[governor].head
        if tree.word(preposition) == "as" and (said := tree.child(governor, "dobj", "nsubjpass")) is not None:
            return said, True
        if not tree.is_verb(governor):
            return (governor, True) if tree.tokens[governor].dep in ("nsubj", "nsubjpass") else (None, True)
        return governor, False
    passive = tree.child(verb, "auxpass") is not None
    if token.dep not in ("conj", "xcomp", "advcl", "dep") or governor == verb or (token.dep == "conj" and passive):
        return None, True
    if tree.word(verb) == "saying" and token.dep == "xcomp" and (said := tree.child(governor, "dobj")) is not None:
        return said, True
    if not tree.is_verb(governor):
        return (governor, True) if tree.tokens[governor].tag[:1] == "N" and token.tag == "VBG" else (None, True)
    return governor, False


def _cited(tree: Tree, noun: int) -> int | None:
    """Who is quoted in "X was cited in the media as saying": the participle belongs to X, not to the media."""
    preposition = tree.tokens[noun].head
    verb = tree.tokens[preposition].head
    return tree.child(verb, "nsubjpass") if tree.tokens[noun].dep == "pobj" and tree.tokens[verb].lemma in ("cite", "quote") else None


def _antecedent(tree: Tree, pronoun: int) -> Run | None:
    """The words a relative pronoun stands for, without the relative clause."""
    clause = tree.tokens[pronoun].head
    for _ in range(4):
        if tree.tokens[clause].dep == "relcl":
            break
        clause = tree.tokens[clause].head
    noun = tree.tokens[clause].head
    if tree.tokens[clause].dep != "relcl" or not tree.first[noun] <= noun < tree.first[clause]:
        return None
    last = tree.first[clause] - 1
    while last > noun and not any(ch.isalnum() for ch in tree.word(last)):
        last -= 1
    return tree.first[noun], last


def _matrix(tree: Tree, verb: int) -> int | None:
    """The verb of saying above "said that …, adding that …" and "said that … and warned that …": parsers hang the second cue on the clause
    that was said, though it is the same speaker's."""
    token = tree.tokens[verb]
    head = tree.tokens[token.head]
    above = tree.tokens[head.head]
    if head.dep != "ccomp" or tree.first[verb] <= token.head or head.head >= token.head or above.lemma not in cues.verbs():
        return None
    participle = token.dep == "advcl" and token.tag == "VBG"
    again = (
        token.dep == "conj"
        and token.tag == above.tag
        and token.tag in ("VBD", "VBZ", "VBP")
        and tree.child(verb, "nsubj", "nsubjpass") is None
    )
    return head.head if participle or (again and "that" in cues.verbs().get(token.lemma, ())) else None


def _parenthesis(tree: Tree, c: int) -> bool:
    """Does this dependent of a name tell what its bearer was doing ("X, signalling a rift, said"), and not who it is?"""
    token, start = tree.tokens[c], tree.first[c]
    comma = tree.word(start - 1) == "," if start else False
    return token.dep in ("ccomp", "parataxis", "advcl") or (comma and (token.dep == "prep" or (token.dep == "acl" and token.tag == "VBG")))


def _source_runs(tree: Tree, head: int | None, cue: int) -> tuple[Run, ...]:
    """The name with its description; a possessive mark, a leading "by" and outer punctuation are no part of it."""
    if head is not None and tree.tokens[head].tag in ("WDT", "WP") and (named := _antecedent(tree, head)) is not None:
        return (named,)
    if head is None or tree.tokens[head].tag in ("EX",) or (tree.word(head) == "it" and tree.tokens[head].dep == "expl"):
        return ()
    first, last = tree.run(head)
    clause = next((c for c in tree.children[head] if c > head and (_parenthesis(tree, c) or tree.first[c] <= cue <= tree.last[c])), None)
    if clause is not None:
        last = max(head, tree.first[clause] - 1)
    while last > head and (tree.tokens[last].tag == "POS" or not any(ch.isalnum() or ch in ")]" for ch in tree.word(last))):
        last -= 1
    while first < head and not any(ch.isalnum() or ch in "([@" for ch in tree.word(first)):
        first += 1
    return ((first, last),)
