"""HTML -> Document: the main text of a page, its title, outlet and authors, and the dates it states of itself.

Takes bytes and gives a document whose text is what trafilatura finds to be the article; all offsets count in that text from then on, and
the bytes are kept beside it. It does not tell furniture from article (that is `read.page`) and follows no link.
"""

import json
import logging
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from onrecord.records import Document

__all__ = ["declared_charset", "decode", "from_html", "json_ld", "meta", "parse", "strings", "title_of"]

_ARTICLE_BODY_WORDS = 100  # a shorter articleBody is a teaser on many sites, not the article
_AGREES = 0.5  # token F1 with the page's own articleBody under which an extraction took another part of the page
_SAME = 0.98  # token F1 at which two texts differ in a caption or a line of links at most
_MORE_THAN = 1.3  # a second extraction that holds the first and at most this much more has found lost paragraphs; beyond it, furniture

_ARTICLE_TYPES = re.compile(r"Article|BlogPosting|Report|Posting|Review|Recipe|VideoObject|CreativeWork|HowTo", re.IGNORECASE)
_PAGE_TYPES = re.compile(r"(?:Web|Item|About|Profile)Page|MediaObject", re.IGNORECASE)


def from_html(raw: bytes, *, id: str, url: str | None = None, published: str | None = None, charset: str | None = None) -> Document:
    """The document of a page. `charset` is what the HTTP answer said, if any. Never raises on any bytes.

    `text` is empty where no article was found. `extra` gets `outlet` and `author` where the page names them, `charset` where it
    is not UTF-8, and `undecodable` (how many characters could not be read and became U+FFFD) where there are any.
    """
    source, used, lost = decode(raw, declared=charset or declared_charset(raw))
    tree = parse(source)
    nodes = json_ld(tree)
    text = _main_text(source, url=url, article_body=_article_body(nodes))
    about = {
        "outlet": _outlet(tree, nodes),
        "author": _author(tree, nodes),
        "charset": used if used != "utf-8" else None,
        "undecodable": lost or None,
    }
    return Document(
        id=id,
        text=text,
        published=published,
        url=url,
        title=title_of(tree, nodes),
        raw=raw,
        media="html",
        extra={k: v for k, v in about.items() if v is not None},
    )


# --- character set --------------------------------------------------------------------------------------------------------------

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32"),  # before UTF-16, whose mark it begins with
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decode(raw: bytes, *, declared: str | None = None) -> tuple[str, str, int]:
    """Text, character set used, and number of characters that could not be read.

    A byte order mark decides; then what is valid UTF-8 is UTF-8 whatever is declared (few texts of another set are); then the declared
    set; then windows-1252, which is what browsers read an undeclared or "latin-1" page as. What fits nothing is read as UTF-8 with U+FFFD.
    """
    for mark, name in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            text = raw.decode("utf-8-sig" if name == "utf-8" else name, "replace")
            return text, name, text.count("\ufffd")
    candidates = ["utf-8", *([_web_name(declared)] if declared else []), "cp1252"]
    for name in candidates:
        try:
            return raw.decode(name), name, 0
        except (UnicodeError, LookupError, ValueError):
            continue
    text = raw.decode("utf-8", "replace")
    return text, "utf-8", text.count("\ufffd")


def _web_name(declared: str) -> str:
    name = declared.strip().lower()
    if name in ("iso-8859-1", "latin-1", "latin1", "iso8859-1", "ascii", "us-ascii", "windows-1252"):
        return "cp1252"
    return name if re.fullmatch(r"[a-z0-9_.:-]{2,40}", name) and not re.search(r"escape|idna|punycode|undefined", name) else "utf-8"


def declared_charset(raw: bytes) -> str | None:
    m = re.search(rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", raw[:4096], re.IGNORECASE)
    return m[1].decode("ascii") if m else None


# --- main text ------------------------------------------------------------------------------------------------------------------


def _main_text(source: str, *, url: str | None, article_body: str | None) -> str:
    """The article. trafilatura's three extractions are rivals: precision is the first choice; the fast one wins where it holds all of that
    and a little more (paragraphs that the comparison lost); the page's own articleBody decides between those that disagree, and stands in
    where none comes near it (a page that is drawn by script).
    """
    precise = _extract(source, url=url, favor_precision=True)
    fast = _extract(source, url=url, fast=True)
    if article_body:
        found = max((precise, fast, _extract(source, url=url)), key=lambda text: _agreement(text, article_body))
        agreement = _agreement(found, article_body)
        same_but_in_fewer_paragraphs = agreement >= _SAME and found.count("\n") < article_body.count("\n")
        return article_body if agreement < _AGREES or same_but_in_fewer_paragraphs else found
    if not precise:
        return fast or _extract(source, url=url, favor_recall=True)
    return fast if _holds_a_little_more(fast, precise) else precise


def _extract(source: str, *, url: str | None, favor_precision: bool = False, favor_recall: bool = False, fast: bool = False) -> str:
    import trafilatura  # 0.3 s and 40 MB: not for those who read plain text

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its "discarding data" is our empty text
    try:
        found = trafilatura.extract(
            source, url=url, include_comments=False, favor_precision=favor_precision, favor_recall=favor_recall, fast=fast
        )
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, AssertionError, RecursionError, etree.LxmlError):
        return ""  # no article in bytes that the library cannot take; the caller sees an empty text
    return found or ""


def _tokens(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def _agreement(a: str, b: str) -> float:
    """Token F1 of two texts."""
    x, y = _tokens(a), _tokens(b)
    return 2 * (x & y).total() / ((x.total() + y.total()) or 1)


def _holds_a_little_more(more: str, text: str) -> bool:
    x, y = _tokens(more), _tokens(text)
    return y.total() < x.total() <= _MORE_THAN * y.total() and (x & y).total() >= 0.98 * y.total()


# --- what the page says of itself -----------------------------------------------------------------------------------------------


def parse(source: str) -> Any:
    try:
        return lxml_html.document_fromstring(source.encode("utf-8", "replace"), parser=lxml_html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError, AssertionError):
        return lxml_html.document_fromstring("<html><body></body></html>")


def json_ld(tree: Any) -> list[dict[str, Any]]:
    """All objects of the page's JSON-LD, outer before inner. A broken script is left out, the others are read."""
    scripts = (script for script in tree.iter("script") if "ld+json" in (script.get("type") or "").lower())
    queue: list[Any] = [_lenient_json(script.text or "") for script in scripts]
    nodes: list[dict[str, Any]] = []
    at = 0
    while at < len(queue) and len(nodes) < 5_000:
        value = queue[at]
        at += 1
        if isinstance(value, dict):
            nodes.append(value)
            queue.extend(v for v in value.values() if isinstance(v, dict | list))
        elif isinstance(value, list):
            queue.extend(v for v in value if isinstance(v, dict | list))
    return nodes


def _lenient_json(words: str) -> Any:
    """JSON as sites write it: in a comment or CDATA, with raw line breaks in strings, trailing commas, a semicolon at the end."""
    words = re.sub(r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[|/\*.{0,40}?\*/)|(?:-->|//\]\]>|\]\]>|;)\s*$", "", words.strip()).strip()
    for attempt in (words, re.sub(r",\s*([}\]])", r"\1", words)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    # What cannot be parsed still shows its dates: the keys stand beside them.
    pairs = dict(reversed(re.findall(r'"(datePublished|dateModified|headline)"\s*:\s*"([^"\\]{4,300})"', words)))
    return {"@type": "Article", **pairs} if pairs else None


def _is_type(node: dict[str, Any], types: re.Pattern[str]) -> bool:
    kind = node.get("@type")
    return any(isinstance(k, str) and types.search(k) for k in (kind if isinstance(kind, list) else [kind]))


def _values(nodes: list[dict[str, Any]], key: str) -> Iterator[Any]:
    """Values of a key: of articles before those of pages before those of anything else."""
    for types in (_ARTICLE_TYPES, _PAGE_TYPES):
        yield from (node[key] for node in nodes if key in node and _is_type(node, types))


def strings(nodes: list[dict[str, Any]], key: str) -> Iterator[str]:
    for value in _values(nodes, key):
        yield from (v.strip() for v in (value if isinstance(value, list) else [value]) if isinstance(v, str) and v.strip())


def _article_body(nodes: list[dict[str, Any]]) -> str | None:
    body = max(strings(nodes, "articleBody"), key=len, default="")
    if "<" in body and re.search(r"</?(?:p|br|div|a|strong|em)\b", body):
        body = re.sub(r"</(?:p|div|li|h\d)>|<br\s*/?>", "\n", body)
        body = re.sub(r"<[^>]{0,500}>", "", body)
    if "&" in body:
        body = unescape(body)
    body = "\n".join(" ".join(line.split()) for line in re.split(r"[\r\n]+", body) if line.strip())
    whole = re.search(r"[.!?][\"”’')\]]*$", body)
    return body if whole and len(re.findall(r"\w+", body)) >= _ARTICLE_BODY_WORDS else None


def meta(tree: Any, *names: str) -> Iterator[str]:
    """Contents of the meta elements of these names, in the order of the names."""
    held: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = (element.get("content") or element.get("value") or "").strip()
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if content and (name := (element.get(attribute) or "").strip().lower()):
                held.setdefault(name, []).append(content)
    for name in names:
        yield from held.get(name, [])


def title_of(tree: Any, nodes: list[dict[str, Any]]) -> str | None:
    for candidate in (*strings(nodes, "headline"), *meta(tree, "og:title", "twitter:title", "dc.title")):
        return _plain(candidate)
    headings = [" ".join(h.text_content().split()) for h in tree.iter("h1")]
    page_title = " ".join((tree.findtext(".//title") or "").split())
    return next((h for h in headings if h), None) or page_title or None


def _plain(words: str) -> str:
    """Without character references that a site escaped twice, and on one line."""
    if "&" in words:
        words = unescape(words)
    return " ".join(words.split())


def _outlet(tree: Any, nodes: list[dict[str, Any]]) -> str | None:
    names = [*meta(tree, "og:site_name", "application-name"), *_names(_values(nodes, "publisher"))]
    return next((_plain(n) for n in names if n), None)


def _author(tree: Any, nodes: list[dict[str, Any]]) -> str | None:
    """Names of the authors, joined by commas; addresses of profile pages are no names."""
    named = list(_names(_values(nodes, "author")))
    names = named or list(meta(tree, "author", "article:author", "parsely-author", "dc.creator", "sailthru.author"))
    kept = dict.fromkeys(_plain(n) for n in names if not re.match(r"https?://|www\.|@", n))
    return ", ".join(k for k in kept if k) or None


def _names(values: Iterator[Any]) -> Iterator[str]:
    for value in values:
        for item in value if isinstance(value, list) else [value]:
            name = item.get("name") if isinstance(item, dict) else item
            yield from (n.strip() for n in (name if isinstance(name, list) else [name]) if isinstance(n, str) and n.strip())
