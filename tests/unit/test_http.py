"""Fetching as a guest should, against a server of this machine that the tests allow, and the addresses that are refused without them."""

import gzip
import ipaddress
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from onrecord.errors import DocumentError
from onrecord.run import http
from onrecord.run.http import Fetched, Fetcher, is_public

Answer = tuple[int, dict[str, str], bytes]


class Site:
    """A server whose answers a test writes; `asked` are the paths asked for, `agents` who asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | Callable[[], Answer]] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                site.agents.add(self.headers["User-Agent"])
                status, headers, body = site.answers.get(self.path, (404, {}, b""))  # type: ignore[misc]
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    self.wfile.write(body)
                except OSError:
                    self.close_connection = True

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(allow=lambda _: True) as fetcher:
        yield fetcher


def reason(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(DocumentError) as caught:
        fetcher.fetch(url)
    assert caught.value.document == url
    return caught.value.reason


HTML = {"Content-Type": "text/html; charset=utf-8"}


def test_a_page_is_fetched_with_its_kind(site: Site, fetcher: Fetcher) -> None:
    site.answers["/a"] = (200, HTML, b"<p>x")
    assert fetcher.fetch(f"{site.url}/a") == Fetched(b"<p>x", f"{site.url}/a", "text/html; charset=utf-8")
    assert site.asked == ["/robots.txt", "/a"]
    assert all(agent.startswith("OnRecord/") for agent in site.agents)


def test_robots_are_asked_once_a_site_and_obeyed(site: Site, fetcher: Fetcher) -> None:
    site.answers |= {"/robots.txt": (200, {}, b"User-agent: *\nDisallow: /private\nDisallow: /*.pdf$"), "/a": (200, HTML, b"<p>x")}
    assert reason(fetcher, f"{site.url}/private/a") == "robots.txt of the site forbids it"
    assert reason(fetcher, f"{site.url}/a.pdf") == "robots.txt of the site forbids it"
    assert fetcher.fetch(f"{site.url}/a").raw == b"<p>x"
    assert site.asked == ["/robots.txt", "/a"]


def test_a_site_whose_robots_cannot_be_read_is_left_alone(site: Site, fetcher: Fetcher) -> None:
    site.answers |= {"/robots.txt": (503, {}, b""), "/a": (200, HTML, b"<p>x")}
    assert reason(fetcher, f"{site.url}/a") == "robots.txt of the site: the server answered 503"


def test_errors_of_the_server(site: Site, fetcher: Fetcher) -> None:
    site.answers["/b"] = (500, HTML, b"<p>x")
    assert reason(fetcher, f"{site.url}/nowhere") == "the server answered 404"
    assert reason(fetcher, f"{site.url}/b") == "the server answered 500"


def test_redirects_are_followed_to_a_limit(site: Site, fetcher: Fetcher) -> None:
    site.answers |= {"/a": (301, {"Location": "b?x=1"}, b""), "/b?x=1": (200, HTML, b"<p>x"), "/loop": (302, {"Location": "/loop"}, b"")}
    assert fetcher.fetch(f"{site.url}/a").url == f"{site.url}/b?x=1"
    assert reason(fetcher, f"{site.url}/loop") == "more than 5 redirects"


def test_a_redirect_leads_to_the_web_only(site: Site, fetcher: Fetcher) -> None:
    site.answers |= {"/a": (302, {"Location": "file:///etc/hosts"}, b""), "/b": (302, {"Location": "http://a:x/"}, b"")}
    assert reason(fetcher, f"{site.url}/a") == "only http and https addresses are fetched"
    assert reason(fetcher, f"{site.url}/b").startswith("redirected to what is no address")


def test_a_redirect_to_an_address_that_is_not_public_is_refused(site: Site) -> None:
    site.answers["/a"] = (302, {"Location": "http://10.0.0.1/"}, b"")
    with Fetcher(allow=lambda address: address == ipaddress.ip_address("127.0.0.1")) as fetcher:
        assert reason(fetcher, f"{site.url}/a").endswith("10.0.0.1 is not a public address")


def test_a_page_beyond_the_limit_is_not_held(site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MAX_BYTES", 100_000)
    site.answers["/a"] = (200, HTML, b"x" * 1_000_000)
    assert reason(fetcher, f"{site.url}/a") == "more than 0.1 MB"


def test_a_page_that_takes_too_long_is_given_up(site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    site.answers["/a"] = (200, HTML, b"x")
    monkeypatch.setattr(http, "SECONDS", -1.0)
    site.answers["/robots.txt"] = (404, {}, b"")
    assert "not fetched within" in reason(fetcher, f"{site.url}/a")


def test_a_connection_that_breaks_off_is_named(site: Site, fetcher: Fetcher) -> None:
    site.answers["/a"] = (200, HTML | {"Content-Length": "100", "Connection": "close"}, b"x")
    assert reason(fetcher, f"{site.url}/a").startswith("cannot be fetched: ")


def test_packed_pages_are_unpacked(site: Site, fetcher: Fetcher) -> None:
    packed = gzip.compress(b"<p>x")
    site.answers |= {"/a": (200, HTML | {"Content-Encoding": "gzip"}, packed), "/b": (200, HTML | {"Content-Encoding": "gzip"}, b"no gzip")}
    assert fetcher.fetch(f"{site.url}/a").raw == b"<p>x"
    assert reason(fetcher, f"{site.url}/b").startswith("cannot be fetched: ")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "0x7f.1",
        "2130706433",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "10.1.2.3",
        "169.254.169.254",
        "[fe80::1]",
    ],
)
def test_this_machine_and_its_network_are_refused(host: str) -> None:
    with Fetcher() as fetcher:
        assert "is not a public address" in reason(fetcher, f"http://{host}:9/a") or "cannot be looked up" in reason(
            fetcher, f"http://{host}:9/a"
        )


@pytest.mark.parametrize("url", ["http://", "http://[x", "https:///a", "http://\x00/"])
def test_what_is_no_address(url: str) -> None:
    with Fetcher() as fetcher:
        assert reason(fetcher, url)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("0.0.0.0", False),
        ("::", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_addresses(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public
