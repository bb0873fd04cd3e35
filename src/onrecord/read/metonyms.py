"""Does the name of a place or building stand for those who govern there? By the words around it; a helper of `mentions`.

"Ankara rejected the plan" and "pressure on Ankara" are the state, "in Ankara" and "Ankara airport" the city.
"""

import re
from collections.abc import Sequence

from onrecord.knowledge import Entry, Metonym
from onrecord.models import Annotation
from onrecord.spans import Span

__all__ = ["is_actor_use", "metonym_of"]

_AT = frozenset(
    ("in at near outside around inside across through throughout into within over above beyond off via en leave outskirts").split()
)
_WITH = frozenset(
    ("with against by between among on toward towards upon for versus than without unlike including besides despite via").split()
)
_GOING = frozenset(
    (
        "visit trip flight travel fly return arrive move go come drive road journey march walk way route train bus flee leave head "
        "rush advance relocate tour close next embassy evacuate convoy outskirts mile kilometre kilometer km north south east west "
        "northeast northwest southeast southwest miles run escape summon ambassador envoy delegation report broadcast live die grow "
        "born stay meet gather line bring carry transport transfer deport extradite dispatch pilgrimage stopover suburb city capital "
        "street people resident airport university mayor correspondent"
    ).split()
)
_PLACE_VERBS = frozenset(
    (
        "lie fall wake burn sit stretch sleep shake brace bustle empty swelter grow boast stand experience celebrate bloom freeze "
        "flood host"
    ).split()
)
_HIT_VERBS = frozenset(
    (
        "hit bomb shell strike besiege capture liberate evacuate flood rock attack retake recapture seize surround encircle destroy "
        "devastate bombard paralyse paralyze blanket cover locate situate overrun occupy storm lock shut close"
    ).split()
)
_REACH_VERBS = frozenset(
    (
        "visit leave reach enter tour capture liberate retake bomb shell besiege storm flee hit surround seize recapture overrun "
        "attack encircle defend strike depart quit approach evacuate exit cross occupy rock roam circle pound bombard shake descend "
        "destroy rebuild conquer hold control take"
    ).split()
)
_LOCAL = frozenset(
    (
        "street airport resident suburb mayor metro subway police court hotel hospital university neighbourhood neighborhood district "
        "skyline river square population outskirts centre center station bridge museum weather traffic stadium park cathedral mosque "
        "church market people bureau correspondent apartment restaurant cafe school theatre theater embassy summit conference talk "
        "meeting agreement treaty accord protest rally marathon olympics game film festival zoo opera ballet region area time city "
        "stock exchange underground tube attack bombing protocol declaration convention process forum communique memorandum office "
        "home residence native visit trip stop press studio garden lawn rose wall tower gate dinner reception ceremony newspaper post "
        "times institute"
    ).split()
)
_OF_PLACE = frozenset(
    (
        "city capital mayor outskirts suburb streets street centre center heart north south east west resident people town port fall "
        "siege battle part bishop archbishop university airport rest edge map view liberation capture bombing shelling bombardment "
        "district neighbourhood neighborhood side patriarch province governor end defence defense evacuation"
    ).split()
)
_LOCATIVE_WORDS = re.compile(
    (
        r"\b(?:downtown|central|greater|northern|southern|eastern|western|north|south|east|west|rebel-held|"
        r"government-held|the capital|the city(?: of)?|city of|town of|capital of|old|nearby|inner|occupied|"
        r"besieged|capital,?)\s*,?\s*$"
    ),
    re.I,
)
_BEHIND_PLACE = re.compile(
    r"(?:,\s+(?:[A-Z][\w.]+|the capital|the city|where|home to|a city)|-based\b|-area\b|\s+\((?:Reuters|AP|"
    r"AFP)\)|\s*[-–—]+\s*(?=[A-Z]|\()|,\s*$)"
)
_DEEDS = frozenset(
    (
        "accusation aggression aim allegation allies ally ambassador ambition annexation announcement approval argument army assertion "
        "attempt backing call campaign chief claim commitment concern credibility criticism decision demand denial desire effort enemy "
        "envoy failure fear force foreign friend goal grip hand handling hope influence insistence intention interest intervention "
        "invasion leadership message military move nuclear objection offer partner patience plan pledge policy position pressure "
        "promise proposal reaction recognition refusal relation relationship reluctance request response rhetoric right rival role "
        "sanction silence stance strategy support suspicion threat top treatment troop version veto view warning weapon willing "
        "willingness withdrawal "
    ).split()
)


def is_actor_use(text: str, annotation: Annotation, span: Span, *, seat: bool) -> bool:
    """Does the name of a place or building stand for those who govern there? "Ankara rejected the plan", not "in Ankara", "Ankara airport".

    `seat`: it is a seat of power, not a city ("the Kremlin", "Downing Street"), and stands for its holders unless the words place
    something there.
    """
    head = annotation.head_of(span)
    if head is None:
        return seat
    behind = text[span.end : span.end + 40]
    if not seat and (_LOCATIVE_WORDS.search(text[max(0, span.start - 30) : span.start]) or _BEHIND_PLACE.match(behind)):
        return False
    token = annotation.tokens[head]
    head = _first_conjunct(annotation, head)
    top = annotation.tokens[head]
    governor = annotation.tokens[top.head]
    lemma = governor.lemma.lower()
    if top.dep in ("pobj", "pcomp"):
        return _behind_preposition(annotation, top.head, lemma, seat=seat)
    if top.dep in ("nsubj", "csubj", "agent", "expl"):
        if seat:
            return True
        return lemma not in _PLACE_VERBS and not _located(annotation, top.head)
    if top.dep == "nsubjpass":
        return seat or lemma not in _HIT_VERBS
    if top.dep in ("dobj", "dative", "oprd"):
        return lemma not in (_REACH_VERBS - {"hold", "control", "take", "attack", "hit", "defend", "strike"} if seat else _REACH_VERBS)
    if top.dep == "poss":
        return lemma not in _LOCAL and (seat or lemma in _DEEDS or not _is_concrete(lemma))
    if top.dep in ("compound", "nmod", "amod", "npadvmod"):
        return seat and lemma not in _LOCAL
    if top.dep == "appos":
        return seat
    return seat or (top.dep in ("ROOT", "conj", "attr") and token.dep != "npadvmod")


def _first_conjunct(annotation: Annotation, head: int) -> int:
    """ "between Washington and Tehran": the second stands as the first does."""
    for _ in range(6):
        if annotation.tokens[head].dep != "conj":
            return head
        head = annotation.tokens[head].head
    return head


def _behind_preposition(annotation: Annotation, at: int, word: str, *, seat: bool) -> bool:
    governor = annotation.tokens[annotation.tokens[at].head]
    above = governor.lemma.lower()
    if word in _AT:
        return False
    if word in ("to", "from"):
        return above not in _GOING and (seat or above not in _LOCAL)
    if word == "of":
        return above not in _OF_PLACE
    if word == "on" and above in (
        "march",
        "advance",
        "attack",
        "assault",
        "strike",
        "missile",
        "rain",
        "fire",
        "bomb",
        "walk",
        "descend",
        "raid",
    ):
        return False
    if word == "for" and above in ("leave", "depart", "head", "bind", "set", "flight", "ticket", "train", "battle", "fight"):
        return False
    if word == "by" and above in ("stop", "pass", "drop"):
        return False
    return word in _WITH or seat


def _located(annotation: Annotation, verb: int) -> bool:
    """ "Geneva is home to", "Kyiv was quiet": a copula with a predicate that places or paints."""
    token = annotation.tokens[verb]
    if token.lemma != "be":
        return False
    predicates = {annotation.tokens[c].lemma.lower() for c in annotation.children[verb] if annotation.tokens[c].dep in ("attr", "acomp")}
    return bool(
        predicates
        & {
            "home",
            "city",
            "capital",
            "quiet",
            "calm",
            "cold",
            "hot",
            "beautiful",
            "full",
            "empty",
            "dark",
            "beachfront",
            "town",
            "place",
            "site",
            "host",
            "large",
            "busy",
            "safe",
            "dangerous",
            "expensive",
        }
    )


def _is_concrete(lemma: str) -> bool:
    return lemma in _LOCAL


def metonym_of(entries: Sequence[Entry]) -> Metonym | None:
    """The first metonym among what a name may mean."""
    return next((e.record for e in entries if isinstance(e.record, Metonym)), None)
