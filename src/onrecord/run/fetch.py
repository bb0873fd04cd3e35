"""Documents from where they are: files, archives, standard input, the web.

Takes paths as a user gives them and yields documents in order, one at a time, so that a month of an archive needs no more memory than its
largest page. What cannot be read comes out in its place as a DocumentError naming document and reason; the others go on.

| path | gives |
|---|---|
| `.html`, `.htm`, `.xhtml` | the page; id is the path |
| `.jsonl`, `.ndjson` (also `.gz`) | a document a line, the contract's input object (`html` for a page's source); id is its own |
| `.warc`, `.warc.gz` | every HTML page served with status 200; id is its address |
| `http://…`, `https://…` | the page; id is the address |
| `-` | standard input, by what it begins with |
| any other | text; or a page or JSON Lines, where it begins so; id is the path |

The id of a file is its path as given, without "./" and with forward slashes: reading it again from the same place gives the same id, so a
changed file is a new version of the same document.
"""

import gzip
import io
import json
import math
import os
import re
import select
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path, PurePath
from typing import Any, BinaryIO

from msgspec.structs import replace

from onrecord.errors import DocumentError
from onrecord.read.html import decode, from_html
from onrecord.records import Document
from onrecord.run.http import MAX_BYTES, Fetched, Fetcher

__all__ = ["Taken", "documents", "samples"]

Taken = Document | DocumentError

LONGEST_NUMBER = 1_000  # digits
WAIT = 20  # seconds for the writer of a pipe
_SNIFF = 65_536  # bytes; browsers look for a character set in the first 1,024, sites put comments and scripts before it
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article)\b", re.IGNORECASE | re.DOTALL
)
_MAGIC = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or office file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old office file"),
)
_MARKS = (b"\xff\xfe", b"\xfe\xff")  # of UTF-16 and UTF-32, the only texts with null bytes
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2}(?:[T ].*)?)?)?")


def documents(
    paths: Iterable[str | PurePath], *, stdin: BinaryIO | None = None, fetch: Callable[[str], Fetched] | None = None
) -> Iterator[Taken]:
    """The documents of all paths in order, each a Document or the DocumentError that says why not. Lazy.

    `stdin` stands in for standard input and `fetch` for the web (by default a Fetcher made at the first address).
    """
    with ExitStack() as stack:
        for path in paths:
            name = str(path)
            try:
                if not name:
                    raise DocumentError("''", "names no file")
                if re.match(r"https?://", name, re.IGNORECASE):
                    fetch = fetch or stack.enter_context(Fetcher()).fetch
                    yield _from_web(name, fetch)
                elif name == "-":
                    yield from _from_stream(stdin or sys.stdin.buffer, name="stdin", id="stdin")
                else:
                    yield from _from_file(Path(path), name=name)
            except DocumentError as e:
                yield e
            except OSError as e:
                yield DocumentError(name, f"cannot be read: {e.strerror or e}")


def samples() -> list[Path]:
    """The pages that ship with the project, to try it on; their ids are "samples/…"."""
    folder = Path(str(files("onrecord") / "samples"))
    return sorted(p for p in folder.iterdir() if p.suffix in (".html", ".txt"))


# --- files ----------------------------------------------------------------------------------------------------------------------


def _from_file(path: Path, *, name: str) -> Iterator[Taken]:
    if path.is_dir():
        raise DocumentError(name, "is a directory; name its files")
    try:
        opened = _pipe(path, name=name) if path.is_fifo() else path.open("rb")
    except (FileNotFoundError, ValueError):  # a null byte is in no name
        raise DocumentError(name, "does not exist") from None
    with opened as stream:
        if re.search(r"\.warc(?:\.gz)?$", path.name, re.IGNORECASE):
            yield from _from_warc(stream, name=name)
        elif re.search(r"\.(?:jsonl|ndjson)\.gz$", path.name, re.IGNORECASE):
            yield from _from_gzip(stream, name=name)
        else:
            yield from _from_stream(stream, name=name, id=_file_id(path), suffix=path.suffix.lower())


def _pipe(path: Path, *, name: str) -> BinaryIO:
    """A named pipe to read from, as `<(…)` of a shell is one. Opening it would wait for a writer for ever."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    waiting = select.poll()
    waiting.register(descriptor, select.POLLIN)
    if not waiting.poll(WAIT * 1000):
        os.close(descriptor)
        raise DocumentError(name, f"is a pipe that nothing was written to in {WAIT} seconds")
    os.set_blocking(descriptor, True)
    return os.fdopen(descriptor, "rb")


def _file_id(path: Path) -> str:
    folder = Path(str(files("onrecord")))
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else Path(os.path.normpath(path)).as_posix()


def _from_gzip(stream: BinaryIO, *, name: str) -> Iterator[Taken]:
    try:
        with gzip.open(stream) as lines:
            yield from _from_lines(lines, name=name)  # type: ignore[arg-type]
    except (EOFError, gzip.BadGzipFile) as e:
        raise DocumentError(name, f"damaged gzip file: {e}") from None


def _from_stream(stream: BinaryIO, *, name: str, id: str, suffix: str = "") -> Iterator[Taken]:
    head = stream.read(_SNIFF)
    whole = io.BufferedReader(_Rejoined(head, stream))
    if suffix in (".jsonl", ".ndjson") or (suffix not in (".html", ".htm", ".xhtml", ".txt") and _is_json_lines(head)):
        yield from _from_lines(whole, name=name)
        return
    raw = whole.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise DocumentError(name, f"more than {MAX_BYTES / 1e6:g} MB; a document is one page")
    is_html = suffix in (".html", ".htm", ".xhtml") or bool(_HTML.match(head))
    yield _page(raw, name=name, id=id) if is_html else _text(raw, name=name, id=id)


class _Rejoined(io.RawIOBase):
    """A stream with the bytes that were read from it to look at put back before it."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        chunk, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        chunk = chunk or self._rest.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)


def _is_json_lines(head: bytes) -> bool:
    """An object with a text or an html key on the first line (or the beginning of one, where the line is longer than was looked at)."""
    line, _, rest = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    if not line.startswith(b"{"):
        return False
    try:
        row = json.loads(line)
    except ValueError:
        return not rest and len(head) >= _SNIFF and bool(re.match(rb'\{\s*"\w+"\s*:', line))
    except RecursionError:
        return True  # reading the line names what is wrong with it
    return isinstance(row, dict) and bool({"text", "html"} & row.keys())


def _page(raw: bytes, *, name: str, id: str, url: str | None = None, charset: str | None = None) -> Document:
    _refuse_unreadable(raw, name=name)
    return from_html(raw, id=id, url=url, charset=charset)


def _text(raw: bytes, *, name: str, id: str, url: str | None = None, charset: str | None = None) -> Document:
    _refuse_unreadable(raw, name=name)
    text, used, lost = decode(raw, declared=charset)
    extra = {"charset": used} if used != "utf-8" else {}
    return Document(id=id, text=text, url=url, raw=raw, media="text", extra=extra | ({"undecodable": lost} if lost else {}))


def _refuse_unreadable(raw: bytes, *, name: str) -> None:
    if not raw.strip():
        raise DocumentError(name, "is empty")
    for magic, what in _MAGIC:
        if raw.startswith(magic):
            raise DocumentError(name, f"is {what}, not text or HTML")
    if b"\x00" in raw and not raw.startswith(_MARKS):
        raise DocumentError(name, "is a binary file, not text or HTML")


# --- JSON Lines -----------------------------------------------------------------------------------------------------------------


def _from_lines(stream: BinaryIO, *, name: str) -> Iterator[Taken]:
    """A broken line is named `file:line` and the others are read; so is an id that an earlier line of the file has."""
    seen: dict[str, int] = {}
    for number, line in _lines(stream):
        where = f"{name}:{number}"
        try:
            if line is None:
                raise DocumentError(where, f"line of more than {MAX_BYTES / 1e6:g} MB")
            document = _from_object(_parsed(line, where), where)
            if document.id in seen:
                raise DocumentError(where, f"the id {document.id!r} is that of line {seen[document.id]} too")
        except DocumentError as e:
            yield e
            continue
        seen[document.id] = number
        yield document


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines that are not blank; None for one that is too long, which is passed over without being held."""
    number = 0
    while line := stream.readline(MAX_BYTES + 1):
        number += 1
        if len(line) > MAX_BYTES:
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_BYTES)
            yield number, None
        elif line.strip():
            yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line


def _parsed(line: bytes, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8").rstrip("\r\n"), parse_float=_finite, parse_int=_whole, parse_constant=_finite)
    except UnicodeDecodeError as e:
        raise DocumentError(where, f"not UTF-8 (byte {e.start + 1} of the line)") from None
    except json.JSONDecodeError as e:
        raise DocumentError(where, f"not JSON: {e.msg} (character {e.pos + 1} of the line)") from None
    except RecursionError:
        raise DocumentError(where, "not JSON that can be read: too deeply nested") from None
    except ValueError as e:
        raise DocumentError(where, f"not JSON: {e}") from None
    if not isinstance(row, dict):
        raise DocumentError(where, "not a JSON object")
    return row


def _whole(words: str) -> int:
    """Python reads no numbers of thousands of digits, and says so at length."""
    if len(words) > LONGEST_NUMBER:
        raise ValueError(f"a number of {len(words)} digits")
    return int(words)


def _finite(words: str) -> float:
    """JSON has no NaN and no infinity, so a reading could not be written with one."""
    number = float(words)
    if not math.isfinite(number):
        raise ValueError(f"{words[:40]} is no number of JSON, or out of range")
    return number


def _from_object(row: dict[str, Any], where: str) -> Document:
    """The contract's input object as a document. A document without an id is named by its place in the file."""
    for key, needed in (
        ("id", False),
        ("text", "html" not in row),
        ("html", False),
        ("published", False),
        ("url", False),
        ("title", False),
    ):
        value = row.get(key)
        if value is None and needed:
            raise DocumentError(where, f"{key!r} is missing")
        if value is not None and not isinstance(value, str):
            raise DocumentError(where, f"{key!r} must be a string, not {_JSON_NAMES.get(type(value), 'a number')}")
        if isinstance(value, str) and re.search("[\ud800-\udfff]", value):
            raise DocumentError(where, f"{key!r} holds half a surrogate pair, which is no character")
    id = row.get("id") or where
    published = row.get("published")
    if published is not None and not _is_date(published):
        raise DocumentError(where, f"'published' must be a date (YYYY-MM-DD), not {published[:40]!r}")
    extra = {k: v for k, v in row.items() if k not in ("id", "text", "html", "published", "url", "title")}
    if row.get("text") is None:
        document = from_html(row["html"].encode(), id=id, url=row.get("url"), published=published)
        return replace(document, title=row.get("title") or document.title, extra=document.extra | extra)
    html = row.get("html")
    return Document(
        id=id,
        text=row["text"],
        published=published,
        url=row.get("url"),
        title=row.get("title"),
        raw=html.encode() if html else None,
        media="html" if html else "text",
        extra=extra,
    )


_JSON_NAMES = {dict: "an object", list: "an array", bool: "true or false"}


def _is_date(words: str) -> bool:
    if not _DATE.fullmatch(words):
        return False
    try:
        date(int(words[:4]), int(words[5:7] or 1), int(words[8:10] or 1))
    except ValueError:
        return False
    return True


# --- archives -------------------------------------------------------------------------------------------------------------------


def _from_warc(stream: BinaryIO, *, name: str) -> Iterator[Taken]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    _check_warc(stream, name=name)
    count, last, failed = 0, None, False
    try:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.any_type, parse_http=False):
            last, failed = record.stream_pos, False
            if not (record.headers.get("Content-Length") or "").strip():
                raise ValueError("a record's header is cut off, or without Content-Length")
            if record.record_type != WarcRecordType.response:
                continue
            count += 1
            try:
                document = _from_record(record, name=name)
            except DocumentError as e:
                failed = True
                yield e
                continue
            if document:
                yield document
        if last is None:
            raise ValueError("it holds no record")
        if not failed:
            _check_end(stream, last)
    except (OSError, ValueError, EOFError) as e:
        raise DocumentError(name, f"damaged after response {count}: {e}") from None


def _check_warc(stream: BinaryIO, *, name: str) -> None:
    begins = stream.read(5)
    if begins.startswith(b"\x1f\x8b"):
        stream.seek(0)
        try:
            with gzip.GzipFile(fileobj=stream) as opened:
                begins = opened.read(5)
        except (EOFError, OSError) as e:
            raise DocumentError(name, f"damaged gzip file: {e}") from None
    stream.seek(0)
    if begins != b"WARC/":
        raise DocumentError(name, "is empty" if not begins else "is not a WARC file")


def _check_end(stream: BinaryIO, last: int) -> None:
    """EOFError or OSError where a packed archive ends inside a gzip member: it would just seem to end.

    `last` is the offset of the last record; it is unpacked once more, and whatever follows it.
    """
    for start in (last, 0):  # a record in the middle of a member has an offset of another kind
        stream.seek(start)
        if stream.read(2) == b"\x1f\x8b":
            stream.seek(start)
            with gzip.GzipFile(fileobj=stream) as opened:
                while opened.read(_SNIFF):
                    pass
            return


def _from_record(record: Any, *, name: str) -> Document | None:
    """The page of a response; None where the response is no page (a picture, an error, a redirect)."""
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
    id = url or record.record_id or name
    length = record.content_length
    if length > 2 * MAX_BYTES:
        raise DocumentError(id, f"more than {MAX_BYTES / 1e6:g} MB; a document is one page")
    record.freeze()
    if record.content_length != length:
        raise DocumentError(id, f"cut off in {name}: {record.content_length:,} of {length:,} bytes are there")
    record.parse_http(auto_decode="all")
    kind = (record.http_content_type or "").lower()
    if record.http_headers is None or record.http_headers.status_code != 200 or kind not in ("text/html", "application/xhtml+xml", ""):
        return None
    raw = record.reader.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise DocumentError(id, f"more than {MAX_BYTES / 1e6:g} MB; a document is one page")
    document = _page(raw, name=id, id=id, url=url or None, charset=record.http_charset)
    fetched = record.headers.get("WARC-Date")
    return replace(document, title=document.title, extra=document.extra | ({"fetched": fetched} if fetched else {}))


# --- the web --------------------------------------------------------------------------------------------------------------------


def _from_web(url: str, fetch: Callable[[str], Fetched]) -> Document:
    found = fetch(url)
    kind, _, rest = found.content_type.partition(";")
    kind = kind.strip().lower()
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", rest, re.IGNORECASE)
    is_html = kind in ("text/html", "application/xhtml+xml") or (not kind and _HTML.match(found.raw[:_SNIFF]))
    if not is_html and kind not in ("text/plain", ""):
        raise DocumentError(url, f"is {kind}, not text or HTML")
    take = _page if is_html else _text
    document = take(found.raw, name=url, id=url, url=found.url, charset=charset[1] if charset else None)
    return replace(document, title=document.title, extra=document.extra | {"fetched": datetime.now(UTC).date().isoformat()})
