"""Recording: what is new about a page and its reading goes to the end of the chains, and what is derived from it follows at once."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, select

from onrecord.records import Document, Reader, Reading, canonical, check, digest, to_json
from onrecord.store import derive, schema
from onrecord.store.chain import append, sha256
from onrecord.store.rows import Added

__all__ = ["add", "known", "page_id", "storable"]


def page_id(document: Document) -> str:
    """What a page is known by: SHA-256 of its URL; of the document's id where it has none."""
    return digest({"url": document.url} if document.url else {"document": document.id})


def add(connection: Connection, document: Document, reading: Reading, *, now: str) -> Added:
    """See `Session.add`."""
    check(reading, document.text)
    content, body = _content(document), _body(reading)
    id_ = page_id(document)
    page = connection.execute(select(schema.pages.c.number).where(schema.pages.c.id == id_)).scalar_one_or_none()
    if page is None:
        page = append(connection, schema.pages, {"id": id_, "document": storable(document.id), "url": storable(document.url), "added": now})
        version = _append_version(connection, page, 1, content, now=now)
        return _append_reading(
            connection, Added(page=id_, version=1, outcome="new page", unread=reading.unread), page, version, reading, body, now=now
        )
    last = _newest_version(connection, page)
    newest = _newest_body(connection, last.number)
    if newest is not None and _said(newest) == _said(body) and (content["text_sha256"], content["title"]) == (last.text_sha256, last.title):
        return Added(page=id_, version=last.ordinal, outcome="unchanged", unread=reading.unread)
    if _same(last, content):
        added = Added(page=id_, version=last.ordinal, outcome="new reading", unread=reading.unread)
        return _append_reading(connection, added, page, last.number, reading, body, now=now)
    version = _append_version(connection, page, last.ordinal + 1, content, now=now)
    added = Added(page=id_, version=last.ordinal + 1, outcome="new version", unread=reading.unread)
    return _append_reading(connection, added, page, version, reading, body, now=now)


def known(connection: Connection, document: Document, reader: Reader) -> Added | None:
    """See `Store.known`."""
    id_ = page_id(document)
    page = connection.execute(select(schema.pages.c.number).where(schema.pages.c.id == id_)).scalar_one_or_none()
    if page is None:
        return None
    last = _newest_version(connection, page)
    if not _same(last, _content(document)):
        return None
    r = schema.readings.c
    newest = select(r.reader, r.model, r.digest, r.body).where(r.version == last.number).order_by(r.number.desc()).limit(1)
    found = connection.execute(newest).one_or_none()
    if found is None or found[:3] != (reader.version, reader.model, reader.digest):
        return None
    return Added(page=id_, version=last.ordinal, outcome="unchanged", unread=json.loads(found.body)["unread"])


def _content(document: Document) -> dict[str, Any]:
    """The columns of a version that say what was found."""
    data = document.text.encode("utf-8", "surrogatepass")
    raw = data if document.raw is None else document.raw
    return {
        "media": document.media,
        "raw": None if raw == data else raw,
        "raw_sha256": sha256(raw),
        "text": data,
        "text_sha256": sha256(data),
        "published": storable(document.published),
        "title": storable(document.title),
        "extra": storable(canonical(document.extra).decode("utf-8", "surrogatepass")),
    }


def _same(last: Row[Any], content: Mapping[str, Any]) -> bool:
    """Is this the content of that version? Told by all columns but the large ones, whose hashes are among them."""
    return all(last._mapping[name] == value for name, value in content.items() if name not in ("raw", "text"))


def storable(text: str | None) -> str | None:
    """Text as a database's text column can hold it: a lone surrogate or NUL is written as its escape in JSON."""
    return None if text is None else text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\u0000")


def _body(reading: Reading) -> bytes:
    """The reading as the contract writes it; lone surrogates (only inside strings) as their escapes, which are the same JSON."""
    return to_json(reading).encode("utf-8", "backslashreplace")


def _said(body: bytes) -> dict[str, Any]:
    """What a reading says, without the id of the document that it happened to be read as."""
    return {key: value for key, value in json.loads(body).items() if key != "id"}


def _newest_version(connection: Connection, page: int) -> Row[Any]:
    v = schema.versions.c
    small = [c for c in schema.versions.columns if c.name not in ("raw", "text")]
    return connection.execute(select(*small).where(v.page == page).order_by(v.ordinal.desc()).limit(1)).one()


def _newest_body(connection: Connection, version: int) -> bytes | None:
    r = schema.readings.c
    return connection.execute(select(r.body).where(r.version == version).order_by(r.number.desc()).limit(1)).scalar_one_or_none()


def _append_version(connection: Connection, page: int, ordinal: int, content: Mapping[str, Any], *, now: str) -> int:
    return append(connection, schema.versions, dict(content) | {"page": page, "ordinal": ordinal, "added": now})


def _append_reading(connection: Connection, added: Added, page: int, version: int, reading: Reading, body: bytes, *, now: str) -> Added:
    reader = reading.reader
    row = {"version": version, "added": now, "reader": reader.version, "model": reader.model, "digest": reader.digest}
    number = append(connection, schema.readings, row | {"body_sha256": sha256(body), "body": body})
    derive.put(connection, page=page, version=version, reading=number)
    return added
