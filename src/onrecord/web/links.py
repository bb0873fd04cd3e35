"""Addresses: of the desk's own pages, and of other sites, which are only ever http or https."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode, urlsplit

from onrecord.records import Actor

__all__ = ["actor_href", "key_of", "outside", "page_href", "pair_href", "wikidata_href", "with_query"]


def key_of(actor: Actor) -> str:
    """What the ledger finds the actor of a reading by: the Wikidata id, else the name."""
    return actor.wikidata or actor.name


def page_href(page: str, anchor: str = "") -> str:
    """A page of the ledger; with an anchor, one record on its words."""
    return f"/page/{quote(page, safe='')}" + (f"#{anchor}" if anchor else "")


def actor_href(name: str) -> str:
    """An actor by identity, Wikidata id or name; what a path cannot carry goes into the query."""
    return f"/actor/{quote(name, safe='')}" if _fits(name) else "/actor?" + urlencode({"name": name}, errors="replace")


def pair_href(a: str, b: str) -> str:
    """What happened between two actors."""
    if _fits(a) and _fits(b):
        return f"/pair/{quote(a, safe='')}/{quote(b, safe='')}"
    return "/pair?" + urlencode({"a": a, "b": b}, errors="replace")


def wikidata_href(item: str) -> str | None:
    """The Wikidata page of Q42; None for what is no such id."""
    return f"https://www.wikidata.org/wiki/{item}" if item[:1] == "Q" and item[1:].isascii() and item[1:].isdecimal() else None


def outside(url: str | None) -> str | None:
    """The address itself where it is safe as a link (http or https, with a host), else None: it is then shown as text.

    >>> outside("https://example.org/a"), outside("javascript:alert(1)")
    ('https://example.org/a', None)
    """
    if url is None or not url.isprintable() or url != url.strip():
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def with_query(path: str, query: Mapping[str, object], **changed: object) -> str:
    """The path with its parameters, some of them changed; None and the empty string are left out."""
    items = {k: v for k, v in {**query, **changed}.items() if v not in (None, "")}
    return path + ("?" + urlencode(items, errors="replace") if items else "")


def _fits(name: str) -> bool:
    """Survives in a path: not read as a step in it, as the suffix of the JSON form, or lost in its encoding."""
    return bool(name) and "/" not in name and name not in (".", "..") and not name.endswith(".json") and name.isprintable()
