"""Who does it to whom: the parties of an event, found from its trigger in the dependency tree.

Takes the scene, the trigger's token and the PLOVER type; gives the head tokens of actors and recipients, and the spans of words that
name them. Rules: coordination gives all who are joined; of reciprocal types all sides are actors (PLOVER manual, compound and
reciprocal actors). It does not resolve who they are.
"""

from collections.abc import Sequence

from onrecord.read.triggers import Scene, word_set
from onrecord.spans import Span

__all__ = ["parties_of", "party_span"]

_PARTY_LABELS = frozenset(("GPE", "NORP", "PERSON", "ORG"))
_GROUPS = word_set(
    "government regime army military troop force soldier police militant rebel insurgent fighter protester demonstrator activist "
    "opposition official authority president minister parliament court judge prosecutor senator lawmaker party coalition group ally "
    "country nation state administration leader people civilian refugee migrant company firm bank gunman bomber attacker terrorist "
    "extremist jihadist militia journalist reporter diplomat ambassador envoy prisoner detainee hostage spokesman spokeswoman general "
    "commander king prince queen pope critic supporter voter worker union student side partner neighbour neighbor counterpart rival "
    "enemy lawyer suspect agent spy hacker agency ministry council committee congress senate commission alliance bloc team family "
    "victim man woman child resident citizen republican democrat politician mayor governor chancellor premier secretary mp delegation "
    "inspector investigator expert"
)
_RECIPROCAL = frozenset(("CONSULT", "COOPERATE", "AGREE"))
_TOWARD = (
    "against",
    "on",
    "to",
    "with",
    "toward",
    "towards",
    "at",
    "from",
    "over",
    "upon",
    "for",
    "of",
    "in",
    "into",
    "by",
    "between",
    "among",
)
_LIGHT_TO = word_set("ask urge order force allow help tell invite persuade warn press push call want expect encourage pressure let get")
_NO_PARTY = word_set("it this that these those which what there")


def parties_of(scene: Scene, trigger: int, type_: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The head tokens of actors and recipients, by rules over the tree; of reciprocal types all sides are actors."""
    if scene.parts[trigger] == "noun":
        actors, recipients = _noun_parties(scene, trigger, type_)
    else:
        actors, recipients = _verb_parties(scene, trigger)
    if type_ in _RECIPROCAL and (type_ != "AGREE" or not recipients):
        actors, recipients = _unique([*actors, *recipients]), []
    return tuple(actors), tuple(r for r in recipients if r not in actors)


def _verb_parties(scene: Scene, verb: int) -> tuple[list[int], list[int]]:
    subject, passive = _subject(scene, verb)
    objects = _kids(scene, verb, ("dobj", "dative", "oprd"))
    told = [p for o in objects for p in _party_in(scene, o)]
    after = _after_prepositions(scene, verb)
    if passive:
        agent = [g for a in _kids(scene, verb, ("agent",)) for g in _kids(scene, a, ("pobj",))]
        return [p for g in agent for p in _party_in(scene, g)], [p for s in subject for p in _party_in(scene, s)] or after
    complement = [p for c in _kids(scene, verb, ("ccomp", "xcomp")) for s in _subject_here(scene, c)[0] for p in _party_in(scene, s)]
    return [p for s in subject for p in _party_in(scene, s)], told or complement or after


def _noun_parties(scene: Scene, noun: int, type_: str) -> tuple[list[int], list[int]]:
    """ "Turkey's offensive against …", "Israeli airstrikes on Gaza", "X imposed sanctions on Y", "talks between X and Y"."""
    tokens = scene.annotation.tokens
    owners = [p for c in _kids(scene, noun, ("poss", "compound", "amod", "nmod")) for p in _conjuncts(scene, c) if _is_party(scene, p)]
    by = [p for p in _kids(scene, noun, ("prep", "agent")) if scene.lemmas[p] == "by"]
    actors = owners + [q for p in by for g in _kids(scene, p, ("pobj",)) for q in _party_in(scene, g)]
    recipients = [r for r in _after_prepositions(scene, noun) if r not in actors]
    head = tokens[noun].head
    if not actors and tokens[noun].dep == "dobj" and scene.parts[head] == "verb":
        actors = [p for s in _subject(scene, head)[0] for p in _party_in(scene, s)]
        recipients = recipients or [r for r in _after_prepositions(scene, head) if r not in actors]
    elif not actors and tokens[noun].dep == "nsubjpass":
        agents = [g for a in _kids(scene, head, ("agent",)) for g in _kids(scene, a, ("pobj",))]
        actors = [p for g in agents for p in _party_in(scene, g)]
        recipients = recipients or _after_prepositions(scene, head)
    elif not actors and tokens[noun].dep == "pobj" and tokens[head].dep == "prep":
        verb = tokens[head].head
        if scene.parts[verb] == "verb":
            actors = [p for s in _subject(scene, verb)[0] for p in _party_in(scene, s)]
    return _unique(actors), _unique(recipients)


def _kids(scene: Scene, token: int, deps: tuple[str, ...]) -> list[int]:
    return [c for c in scene.annotation.children[token] if scene.annotation.tokens[c].dep in deps]


def _subject_here(scene: Scene, verb: int) -> tuple[list[int], bool]:
    subject = _kids(scene, verb, ("nsubj", "csubj"))
    passive = _kids(scene, verb, ("nsubjpass",))
    return (passive, True) if passive else (subject, False)


def _subject(scene: Scene, verb: int, steps: int = 0) -> tuple[list[int], bool]:
    """The subject of a verb, its own or the one it shares with the verb above it; and whether it is the one acted on."""
    tokens = scene.annotation.tokens
    own, passive = _subject_here(scene, verb)
    token = tokens[verb]
    if own and scene.lemmas[own[0]] in ("who", "which", "that") and token.dep == "relcl":
        return [token.head], passive
    if own or steps > 4 or token.head == verb:
        return own, passive
    head, dep = token.head, token.dep
    if dep == "acl" and token.tag == "VBN":
        return [head], True
    if dep in ("acl", "relcl") and scene.parts[head] != "verb":
        if token.tag == "VBG":
            return [head], False
        if owners := _kids(scene, head, ("poss",)):
            return owners, False
        return _subject(scene, tokens[head].head, steps + 1) if scene.parts[tokens[head].head] == "verb" else ([], False)
    if dep == "xcomp" and scene.lemmas[head] in _LIGHT_TO and (objects := _kids(scene, head, ("dobj",))):
        return objects, False
    if dep == "pcomp":
        holder = tokens[head].head
        objects = _kids(scene, holder, ("dobj",))
        if objects and scene.lemmas[head] in ("of", "for", "from"):
            return objects, False
        return _subject(scene, holder, steps + 1) if scene.parts[holder] == "verb" else ([], False)
    if dep in ("conj", "xcomp", "advcl", "ccomp", "dep", "prep", "pcomp") and scene.parts[head] == "verb":
        above, was_passive = _subject(scene, head, steps + 1)
        own_passive = any(tokens[c].dep == "auxpass" for c in scene.annotation.children[verb])
        return above, own_passive if dep != "conj" else was_passive and token.tag == "VBN"
    return [], False


def _after_prepositions(scene: Scene, token: int) -> list[int]:
    found: dict[str, list[int]] = {}
    for p in _kids(scene, token, ("prep", "dative", "agent")):
        for g in _kids(scene, p, ("pobj",)):
            found.setdefault(scene.lemmas[p], []).extend(_party_in(scene, g))
    return next((found[p] for p in _TOWARD if found.get(p)), [])


def _is_party(scene: Scene, token: int) -> bool:
    if scene.labels[token] in _PARTY_LABELS:
        return True
    lemma, tag = scene.lemmas[token], scene.annotation.tokens[token].tag
    if tag in ("PRP", "PRP$", "WP"):
        return lemma not in _NO_PARTY
    return lemma in _GROUPS or tag in ("NNP", "NNPS")


def _party_in(scene: Scene, token: int, steps: int = 0) -> list[int]:
    """The parties a noun phrase names: itself and what is joined to it, or else whose it is: "the attack by Israel", "Trump's decision"."""
    joined = _conjuncts(scene, token)
    named = [t for t in joined if _is_party(scene, t)]
    if named or steps > 2:
        return named
    inside = [c for c in _kids(scene, token, ("poss", "compound", "amod", "nmod")) if _is_party(scene, c)]
    if inside:
        return [p for c in inside for p in _conjuncts(scene, c)]
    for p in _kids(scene, token, ("prep", "agent")):
        if scene.lemmas[p] in _TOWARD:
            deeper = [q for g in _kids(scene, p, ("pobj",)) for q in _party_in(scene, g, steps + 1)]
            if deeper:
                return deeper
    return []


def _conjuncts(scene: Scene, token: int) -> list[int]:
    out, todo = [], [token]
    while todo:
        at = todo.pop(0)
        out.append(at)
        todo.extend(c for c in _kids(scene, at, ("conj",)) if scene.parts[c] != "verb")
    return out


def _unique(items: Sequence[int]) -> list[int]:
    return list(dict.fromkeys(items))


def party_span(scene: Scene, token: int) -> Span:
    """The words that name a party: the head with its name's parts, title and possessor before it; without what follows or is joined."""
    tokens = scene.annotation.tokens
    first = last = token
    for c in scene.annotation.children[token]:
        if c < token and tokens[c].dep in ("compound", "amod", "poss", "nmod", "det", "nummod", "quantmod") and scene.parts[token] != "":
            first = min(first, scene.annotation.subtree(c)[0])
    label = scene.labels[token]
    while label and last + 1 < len(tokens) and scene.labels[last + 1] == label and tokens[last + 1].head in range(first, last + 2):
        last += 1
    return Span(tokens[first].start, tokens[last].end)
