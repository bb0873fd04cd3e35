"""The same actor on different pages: one key for what a reading knows of an actor, and judgements that join or part keys.

A key says only what is certain: the Wikidata item; the state; else the name with its kind and country. Actors without a name ("an
official") are never the same across pages. What the key cannot see a person judges: `merge` and `split` name two keys, and the newest
judgement on a pair holds. Two of one name are one key until a person sets the one of a page apart: then that page's has a key of its own.
"""

import unicodedata
from collections.abc import Iterable

from onrecord.ledger.copies import reports
from onrecord.records import Actor, digest

__all__ = ["fold", "identity_key", "key_apart", "merged"]


def fold(name: str) -> str:
    """A name as it is compared: without case, diacritics and doubled spaces.

    >>> fold("Recep  Tayyip ERDOĞAN")
    'recep tayyip erdogan'
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


def identity_key(actor: Actor, *, page: str) -> str:
    """SHA-256 of what makes the actor the same on another page; of the page's id too where nothing does."""
    if actor.kind == "unnamed":
        return digest({"page": page, "actor": actor.id})
    if actor.kind == "country" and actor.country:
        return digest({"country": actor.country})
    if actor.wikidata:
        return digest({"wikidata": actor.wikidata})
    return digest({"name": fold(actor.name), "kind": actor.kind, "country": actor.country})


def key_apart(key: str, *, page: str) -> str:
    """The key of the actor of one page that is judged to be another than the others of its key."""
    return digest({"apart": key, "page": page})


def merged(judgements: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """For each key that judgements join to others, its identity: the least key of those joined.

    Takes (`merge` or `split`, one key, other key), oldest first. A split parts only the pair it names: keys still joined through a third
    stay together.

    >>> merged([("merge", "b", "a"), ("merge", "c", "b"), ("split", "a", "b")])
    {'b': 'b', 'c': 'b'}
    """
    newest = {tuple(sorted((a, b))): kind for kind, a, b in judgements}
    pairs = [pair for pair, kind in newest.items() if kind == "merge"]
    numbers = {key: n for n, key in enumerate(sorted({key for pair in pairs for key in pair}))}
    keys = list(numbers)
    first = reports(numbers.values(), [(numbers[a], numbers[b]) for a, b in pairs])
    return {key: keys[first[n]] for key, n in numbers.items()}
