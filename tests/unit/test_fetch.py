"""Documents from files, archives and standard input; every failure named. All texts are made up."""

import gzip
import io
import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import DocumentError
from onrecord.read.page import find_page
from onrecord.records import Document
from onrecord.run import fetch
from onrecord.run.fetch import Taken, documents, samples
from onrecord.run.http import Fetched

PAGE = (
    b"<!doctype html><html><head><title>Talks end</title></head><body><article><p>The Veldanian foreign minister said on Tuesday that the "
    b"talks in the capital had ended without an agreement.</p><p>She added that nobody knew when they would begin again.</p>"
    b"</article></body></html>"
)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, content: bytes) -> str:
    Path(name).write_bytes(content)
    return name


def taken(*paths: str, **more: Any) -> list[Taken]:
    return list(documents(paths, **more))


def one(*paths: str, **more: Any) -> Document:
    (found,) = taken(*paths, **more)
    assert isinstance(found, Document), found
    return found


def reason(*paths: str, **more: Any) -> str:
    (found,) = taken(*paths, **more)
    assert isinstance(found, DocumentError), found
    return str(found)


# --- files ------------------------------------------------------------------------------------------------------------------------


def test_a_text_file_is_kept_as_it_is() -> None:
    document = one(write("a.txt", "The talks ended.\r\nNobody knew why. “So”".encode()))
    assert (document.id, document.text, document.media) == ("a.txt", "The talks ended.\r\nNobody knew why. “So”", "text")
    assert document.raw == document.text.encode()
    assert document.extra == {}


def test_text_that_is_not_utf8_is_read_and_the_loss_recorded() -> None:
    document = one(write("a.txt", b"The caf\xe9 \x93closed\x94"))
    assert (document.text, document.extra, document.raw) == ("The café “closed”", {"charset": "cp1252"}, b"The caf\xe9 \x93closed\x94")
    assert one(write("b.txt", b"caf\xe9 \x81")).extra == {"undecodable": 2}


def test_a_byte_order_mark_is_no_text_but_is_kept() -> None:
    document = one(write("a.txt", b"\xef\xbb\xbfThe talks ended."))
    assert (document.text, document.raw) == ("The talks ended.", b"\xef\xbb\xbfThe talks ended.")


@pytest.mark.parametrize("name", ["a.html", "a.HTM", "a.xhtml", "a", "a.txt", "a.page"])
def test_a_page_is_known_by_its_name_or_its_beginning(name: str) -> None:
    document = one(write(name, PAGE))
    assert (document.id, document.title, document.html) == (name, "Talks end", PAGE)
    assert document.text.startswith("The Veldanian foreign minister")


def test_the_id_of_a_file_is_its_path_as_given() -> None:
    Path("folder").mkdir()
    write("folder/a.txt", b"The talks ended.")
    assert [one(p).id for p in ("folder/a.txt", "./folder/../folder/a.txt")] == ["folder/a.txt"] * 2


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b" \n\r\n", "is empty"),
        (b"The \x00 talks", "is a binary file"),
        (b"%PDF-1.7 ...", "is a PDF file"),
        (b"\x1f\x8b\x08rest", "is a gzip file"),
        (b"\x89PNG\r\n", "is a PNG image"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.html", "a"])
def test_files_that_are_no_text(content: bytes, why: str, name: str) -> None:
    assert reason(write(name, content)).startswith(f"{name}: {why}")


def test_utf16_is_text_though_it_holds_null_bytes() -> None:
    assert one(write("a.txt", "The talks ended.".encode("utf-16"))).text == "The talks ended."


def test_a_file_beyond_the_limit_is_refused_without_being_held(monkeypatch: pytest.MonkeyPatch) -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            buffer[:] = b"a" * len(buffer)
            self.given += len(buffer)
            return len(buffer)

    monkeypatch.setattr(fetch, "MAX_BYTES", 200_000)
    endless = Endless()
    assert reason("-", stdin=io.BufferedReader(endless)) == "stdin: more than 0.2 MB; a document is one page"
    assert endless.given < 400_000


def test_paths_that_cannot_be_read_do_not_stop_the_others() -> None:
    Path("folder").mkdir()
    write("a.txt", b"The talks ended.")
    found = taken("nowhere.txt", "folder", "ftp://example.org/a", "", "a.txt", "a" * 500)
    assert [str(f) if isinstance(f, DocumentError) else f.id for f in found] == [
        "nowhere.txt: does not exist",
        "folder: is a directory; name its files",
        "ftp://example.org/a: does not exist",
        "'': names no file",
        "a.txt",
        f"{'a' * 500}: cannot be read: File name too long",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission() -> None:
    Path(write("a.txt", b"The talks ended.")).chmod(0)
    assert reason("a.txt") == "a.txt: cannot be read: Permission denied"


def test_links_that_lead_round_or_nowhere_are_named(here: Path) -> None:
    (here / "a.txt").symlink_to("b.txt")
    (here / "b.txt").symlink_to("a.txt")
    (here / "c.txt").symlink_to("nowhere.txt")
    assert reason("a.txt") == "a.txt: cannot be read: Too many levels of symbolic links"
    assert reason("c.txt") == "c.txt: does not exist"


def test_a_pipe_is_read_and_one_that_nobody_writes_to_is_named(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(here / "pipe")
    with ThreadPoolExecutor() as pool:
        written = pool.submit((here / "pipe").write_text, "Words.")
        assert one("pipe").text == "Words."
        assert written.result() == 6
    monkeypatch.setattr(fetch, "WAIT", 0.05)
    assert reason("pipe") == "pipe: is a pipe that nothing was written to in 0.05 seconds"


def test_a_null_byte_in_a_path_is_no_crash() -> None:
    assert "a\x00b" in reason("a\x00b")


def test_documents_are_taken_only_when_asked_for() -> None:
    paths: Iterator[str] = iter([write("a.txt", b"The talks ended."), "b.txt"])
    found = documents(paths)
    assert isinstance(next(found), Document)
    assert next(paths) == "b.txt"


# --- JSON Lines -------------------------------------------------------------------------------------------------------------------


def test_objects_of_the_contract() -> None:
    line = b'{"id": "a", "text": "The talks ended.", "published": "2024-03-03", "url": "u", "title": "t", '
    line += b'"topic": {"k": [1]}, "outlet": null}\n'
    document = one(write("a.jsonl", b"\xef\xbb\xbf" + line))
    assert document == Document(
        id="a", text="The talks ended.", published="2024-03-03", url="u", title="t", extra={"topic": {"k": [1]}, "outlet": None}
    )


def test_an_object_may_hold_the_source_of_a_page_instead_of_its_text() -> None:
    html = PAGE.decode()
    found = taken(
        write(
            "a.jsonl",
            b"\n".join(
                json.dumps(row).encode()
                for row in (
                    {"id": "a", "html": html, "topic": "x"},
                    {"id": "b", "html": html, "title": "Given", "published": "2024"},
                    {"id": "c", "html": html, "text": "Given."},
                )
            ),
        )
    )
    a, b, c = (f for f in found if isinstance(f, Document))
    assert (a.title, a.html, a.extra) == ("Talks end", PAGE, {"topic": "x"})
    assert a.text.startswith("The Veldanian")
    assert (b.title, b.published) == ("Given", "2024")
    assert (c.text, c.html) == ("Given.", PAGE)


def test_a_broken_line_is_named_and_the_others_are_read() -> None:
    lines = [
        b'{"id": "a", "text": "The talks ended."}',
        b'{"id": "b", "text": ',
        b"",
        b'["id", "text"]',
        b'{"id": "c"}',
        b'{"id": 5, "text": "x"}',
        b'{"id": "d", "text": ["x"]}',
        b'{"id": "d", "text": "x", "published": 2024}',
        b'{"id": "d", "text": "x", "published": "soon"}',
        b'{"id": "d", "text": "x", "published": "2024-02-30"}',
        b'{"id": "d", "text": "x", "title": true}',
        b'{"id": "d", "text": "\\ud83d"}',
        b'{"id": "d", "text": "\xff"}',
        b"[" * 100_000,
        b'{"id": "a", "text": "Again."}',
        b'{"text": "No id."}',
        b'{"id": "e", "text": ""}',
    ]
    found = taken(write("a.jsonl", b"\n".join(lines)))
    assert [f.id for f in found if isinstance(f, Document)] == ["a", "a.jsonl:16", "e"]
    named = [str(f) for f in found if isinstance(f, DocumentError)]
    assert [n.split(":")[1] for n in named] == ["2", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"]
    assert named[0].startswith("a.jsonl:2: not JSON: ")
    assert named[1:5] == [
        "a.jsonl:4: not a JSON object",
        "a.jsonl:5: 'text' is missing",
        "a.jsonl:6: 'id' must be a string, not a number",
        "a.jsonl:7: 'text' must be a string, not an array",
    ]
    assert named[6] == "a.jsonl:9: 'published' must be a date (YYYY-MM-DD), not 'soon'"
    assert named[10] == "a.jsonl:13: not UTF-8 (byte 22 of the line)"
    assert named[12] == "a.jsonl:15: the id 'a' is that of line 1 too"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b'{"id": "a", "text":', "not JSON: Expecting value (character 20 of the line)"),
        (b'{"id": "a", "text": "x", "n": NaN}', "not JSON: NaN is no number of JSON, or out of range"),
        (b'{"id": "a", "text": "x", "n": ' + b"9" * 5000 + b"}", "not JSON: a number of 5000 digits"),
        (b'{"id": "a", "text": "x", "n": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "not JSON that can be read: too deeply nested"),
        (b'{"id": "a", "text": "x", "n": 1e999}', "not JSON: 1e999 is no number of JSON, or out of range"),
    ],
)
def test_a_broken_line_is_named_with_its_place(line: bytes, why: str) -> None:
    (found,) = taken(write("a.jsonl", line + b"\n"))
    assert str(found) == f"a.jsonl:1: {why}"


def test_a_line_that_is_too_long_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MAX_BYTES", 100)
    found = taken(write("a.jsonl", b'{"id": "a", "text": "' + b"x" * 1000 + b'"}\n{"id": "b", "text": "The talks ended."}'))
    assert str(found[0]) == "a.jsonl:1: line of more than 0.0001 MB"
    assert isinstance(found[1], Document)


def test_lines_in_a_gzip_file() -> None:
    packed = gzip.compress(b'{"id": "a", "text": "The talks ended."}\n' * 1)
    assert one(write("a.jsonl.gz", packed)).id == "a"
    assert reason(write("b.jsonl.gz", b"no gzip")).startswith("b.jsonl.gz: ")
    assert "damaged gzip file" in reason(write("c.jsonl.gz", packed[:20]))


# --- standard input ---------------------------------------------------------------------------------------------------------------


def test_standard_input_is_told_by_its_beginning() -> None:
    lines = b'{"id": "a", "text": "One."}\n{"id": "b"}\n'
    a, b = taken("-", stdin=io.BytesIO(lines))
    assert isinstance(a, Document)
    assert str(b) == "stdin:2: 'text' is missing"
    assert one("-", stdin=io.BytesIO(PAGE)).html == PAGE
    assert one("-", stdin=io.BytesIO(b"{The talks} ended.")).text == "{The talks} ended."
    assert one("-", stdin=io.BytesIO(b"The talks ended.")).id == "stdin"


def test_a_first_line_without_end_of_brackets_is_named_and_the_others_are_read() -> None:
    a, b = taken("-", stdin=io.BytesIO(b'{"id": ' + b"[" * 100_000 + b'\n{"id": "b", "text": "The talks ended."}\n'))
    assert str(a) == "stdin:1: not JSON that can be read: too deeply nested"
    assert isinstance(b, Document)


def test_a_first_line_longer_than_what_is_looked_at_is_still_json() -> None:
    line = b'{"id": "a", "text": "' + b"x" * 100_000 + b'"}\n{"id": "b", "text": "y"}'
    assert [f.id for f in taken("-", stdin=io.BytesIO(line)) if isinstance(f, Document)] == ["a", "b"]


# --- archives ---------------------------------------------------------------------------------------------------------------------


def warc(*records: tuple[str, str, str, bytes], packed: bool = True) -> bytes:
    """An archive of responses: address, status, Content-Type, body."""
    out = b""
    for url, status, kind, body in records:
        http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2022-11-18T09:00:00Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        )
        record = head.encode() + http + b"\r\n\r\n"
        out += gzip.compress(record) if packed else record
    return out


@pytest.mark.parametrize("packed", [True, False])
def test_pages_of_an_archive(packed: bool) -> None:
    content = warc(
        ("https://example.org/a", "200 OK", "text/html; charset=windows-1252", PAGE.replace(b"talks", b"t\xe4lks")),
        ("https://example.org/b.png", "200 OK", "image/png", b"\x89PNG"),
        ("https://example.org/c", "404 Not Found", "text/html", PAGE),
        ("https://example.org/d", "200 OK", "text/html", b"%PDF-1.7"),
        ("https://example.org/e", "200 OK", "text/html", PAGE),
        packed=packed,
    )
    a, d, e = taken(write("a.warc.gz" if packed else "a.warc", content))
    assert isinstance(a, Document)
    assert isinstance(e, Document)
    assert (a.id, a.url, e.id) == ("https://example.org/a", "https://example.org/a", "https://example.org/e")
    assert "tälks" in a.text
    assert (a.extra["fetched"], a.extra["charset"]) == ("2022-11-18T09:00:00Z", "cp1252")
    assert str(d) == "https://example.org/d: is a PDF file, not text or HTML"


def test_archives_that_are_none() -> None:
    assert reason(write("a.warc", b"no archive")) == "a.warc: is not a WARC file"
    assert reason(write("b.warc", b"")) == "b.warc: is empty"
    assert "damaged gzip file" in reason(write("c.warc.gz", b"\x1f\x8bno"))


@pytest.mark.parametrize("packed", [True, False])
def test_a_page_that_is_cut_off_is_named_and_what_stands_before_is_read(packed: bool) -> None:
    noise = bytes(range(33, 120)) * 300
    content = warc(
        ("https://example.org/a", "200 OK", "text/html", PAGE),
        ("https://example.org/b", "200 OK", "text/html", PAGE + noise),
        packed=packed,
    )
    a, b = taken(write("a.warc.gz" if packed else "a.warc", content[:-40]))
    assert isinstance(a, Document)
    assert str(b).startswith(f"https://example.org/b: cut off in a.warc{'.gz' if packed else ''}: ")


def test_damage_in_an_archive_is_named() -> None:
    content = warc(("https://example.org/a", "200 OK", "text/html", PAGE))
    a, damage = taken(write("a.warc.gz", content + b"garbage" * 30))
    assert isinstance(a, Document)
    assert str(damage).startswith("a.warc.gz: damaged after response 1: ")


@pytest.mark.parametrize("packed", [True, False])
def test_an_archive_that_ends_anywhere_inside_its_last_record_does_not_end_silently(packed: bool) -> None:
    """Inside the record's header or the member's it would just seem to be shorter."""
    first = warc(("https://example.org/a.png", "200 OK", "image/png", b"\x89PNG"), packed=packed)
    whole = first + warc(("https://example.org/b", "200 OK", "text/html", PAGE), packed=packed)
    name = "a.warc.gz" if packed else "a.warc"
    for end in [*range(len(first) + 1, len(first) + 260), len(whole) - 20]:
        damage = taken(write(name, whole[:end]))
        assert [type(d) for d in damage] == [DocumentError], f"{end - len(first)} bytes of the second record"
    assert [type(d) for d in taken(write(name, whole))] == [Document]


def test_a_header_that_is_cut_off_in_a_member_that_is_whole_is_named() -> None:
    first, second = (warc((f"https://example.org/{n}", "200 OK", "text/html", PAGE), packed=False) for n in "ab")
    a, damage = taken(write("a.warc.gz", gzip.compress(first) + gzip.compress(second[:60])))
    assert isinstance(a, Document)
    assert str(damage) == "a.warc.gz: damaged after response 1: a record's header is cut off, or without Content-Length"


def test_records_that_share_a_member_are_whole() -> None:
    content = warc(*((f"https://example.org/{n}", "200 OK", "text/html", PAGE) for n in "ab"), packed=False)
    assert [type(d) for d in taken(write("a.warc.gz", gzip.compress(content)))] == [Document, Document]


# --- the web ----------------------------------------------------------------------------------------------------------------------


def web(raw: bytes, content_type: str, url: str = "https://example.org/final") -> Any:
    return lambda _: Fetched(raw, url, content_type)


def test_a_page_of_the_web() -> None:
    document = one("https://example.org/a", fetch=web(PAGE, "text/html; charset=utf-8"))
    assert (document.id, document.url, document.html) == ("https://example.org/a", "https://example.org/final", PAGE)
    assert len(document.extra["fetched"]) == 10


def test_other_kinds_of_the_web() -> None:
    assert one("https://example.org/a", fetch=web(b"The talks ended.", "text/plain")).text == "The talks ended."
    assert one("https://example.org/a", fetch=web(PAGE, "")).media == "html"
    assert (
        reason("https://example.org/a", fetch=web(b"%PDF", "application/pdf"))
        == "https://example.org/a: is application/pdf, not text or HTML"
    )


# --- the pages that ship ----------------------------------------------------------------------------------------------------------


def test_the_sample_pages_are_articles_in_english() -> None:
    found = taken(*map(str, samples()))
    assert len(found) >= 4
    for document in found:
        assert isinstance(document, Document)
        assert document.id.startswith("samples/")
        page = find_page(document)
        assert (page.unread, page.language) == (None, "en")
    repost = find_page(next(d for d in found if isinstance(d, Document) and d.id == "samples/cable-repost.txt"))
    assert {"chrome", "credit", "source_link", "related", "form"} <= {b.kind for b in repost.blocks}
    assert "headline" not in {b.kind for b in repost.blocks}
