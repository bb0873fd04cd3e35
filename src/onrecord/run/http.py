"""One page from the web, fetched as a guest should: robots.txt asked, addresses checked, size, time and redirects limited.

Takes an http(s) address and gives the bytes of one page. Every connection goes to an address that was looked up and checked here, so a name
that resolves to this machine or its network (or does so only the second time it is asked) is refused, in redirects too. Proxies and
credentials of the environment are not used.
"""

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from types import TracebackType
from typing import Any, NamedTuple, Self

import httpcore2
import httpx2
from protego import Protego

from onrecord.errors import DocumentError

__all__ = ["Fetched", "Fetcher", "MAX_BYTES", "is_public"]

MAX_BYTES = 20_000_000  # of one page; the largest of 162 news pages has 3 MB
MAX_REDIRECTS = 5  # a sixth is a loop in practice
SECONDS = 60.0  # for one page altogether
_STEP_SECONDS = 20.0  # for each connection and each read
_ROBOTS_BYTES = 500 * 1024  # RFC 9309 § 2.5: at least 500 KiB must be read

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Fetched(NamedTuple):
    """A page as it came: bytes, the address they came from after redirects, and the Content-Type header ("" where there was none)."""

    raw: bytes
    url: str
    content_type: str


def is_public(address: Address) -> bool:
    """May a page be fetched from there? Also asks what is inside addresses that only wrap an IPv4 one.

    >>> is_public(ipaddress.ip_address("::ffff:127.0.0.1")), is_public(ipaddress.ip_address("64:ff9b::a00:1"))
    (False, False)
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Fetcher:
    """Fetches pages over one pool of connections; a context manager. `allow` decides which addresses may be connected to."""

    def __init__(self, *, allow: Callable[[Address], bool] = is_public) -> None:
        self._client = httpx2.Client(
            transport=_Transport(allow),
            follow_redirects=False,
            trust_env=False,
            timeout=_STEP_SECONDS,
            headers={"User-Agent": _agent(), "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9", "Accept-Language": "en"},
        )
        self._robots: dict[str, Protego | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._client.close()

    def fetch(self, url: str) -> Fetched:
        """The page at an address. DocumentError naming it where it cannot, may not or should not be fetched."""
        deadline = time.monotonic() + SECONDS
        at = url
        for _ in range(MAX_REDIRECTS + 1):
            self._ask_robots(at, document=url, deadline=deadline)
            status, headers, raw = self._get(at, document=url, limit=MAX_BYTES, deadline=deadline)
            if status in (301, 302, 303, 307, 308) and headers.get("location"):
                at = _joined(at, headers["location"], document=url)
                continue
            if status != 200:
                raise DocumentError(url, f"the server answered {status}")
            return Fetched(raw, at, headers.get("content-type", ""))
        raise DocumentError(url, f"more than {MAX_REDIRECTS} redirects")

    def _get(self, at: str, *, document: str, limit: int, deadline: float) -> tuple[int, httpx2.Headers, bytes]:
        """Status, headers and body; the body of a redirect or an error is left unread."""
        try:
            with self._client.stream("GET", at) as response:
                raw = bytearray()
                for chunk in response.iter_bytes() if response.status_code == 200 else ():
                    raw += chunk
                    if len(raw) > limit:
                        raise DocumentError(document, f"more than {limit / 1e6:g} MB")
                    if time.monotonic() > deadline:
                        raise DocumentError(document, f"not fetched within {SECONDS:g} seconds")
                return response.status_code, response.headers, bytes(raw)
        except httpx2.InvalidURL as e:
            raise DocumentError(document, f"not an address: {e}") from None
        except httpx2.UnsupportedProtocol:
            raise DocumentError(document, "only http and https addresses are fetched") from None
        except httpx2.TimeoutException:
            raise DocumentError(document, f"no answer within {_STEP_SECONDS:g} seconds") from None
        except httpx2.HTTPError as e:
            raise DocumentError(document, f"cannot be fetched: {e or type(e).__name__}") from None

    def _ask_robots(self, at: str, *, document: str, deadline: float) -> None:
        """RFC 9309: no robots.txt (4xx) allows all, a server error or no answer forbids all."""
        try:
            parts = httpx2.URL(at)
        except httpx2.InvalidURL as e:
            raise DocumentError(document, f"not an address: {e}") from None
        if parts.scheme not in ("http", "https") or not parts.host:
            raise DocumentError(document, "only http and https addresses are fetched")
        origin = f"{parts.scheme}://{parts.netloc.decode('ascii')}"
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(origin, document=document, deadline=deadline)
        rules = self._robots[origin]
        if rules is not None and not rules.can_fetch(at, _agent()):
            raise DocumentError(document, "robots.txt of the site forbids it")

    def _read_robots(self, origin: str, *, document: str, deadline: float) -> Protego | None:
        at = f"{origin}/robots.txt"
        for _ in range(MAX_REDIRECTS + 1):
            try:
                status, headers, raw = self._get(at, document=document, limit=_ROBOTS_BYTES, deadline=deadline)
            except DocumentError as e:
                raise DocumentError(document, f"robots.txt of the site: {e.reason}") from None
            if status in (301, 302, 303, 307, 308) and headers.get("location"):
                at = _joined(at, headers["location"], document=document)
                continue
            if status >= 500:
                raise DocumentError(document, f"robots.txt of the site: the server answered {status}")
            return Protego.parse(raw.decode("utf-8", "replace")) if status == 200 else None
        return None


def _agent() -> str:
    return f"OnRecord/{version('onrecord')}"


def _joined(at: str, location: str, *, document: str) -> str:
    try:
        return str(httpx2.URL(at).join(location))
    except httpx2.InvalidURL as e:
        raise DocumentError(document, f"redirected to what is no address: {e}") from None


# --- connections only to checked addresses --------------------------------------------------------------------------------------


class _Checked(httpcore2.SyncBackend):
    """Looks a name up once, refuses it if any of its addresses is not allowed, and connects to the address looked up."""

    def __init__(self, allow: Callable[[Address], bool]) -> None:
        self._allow = allow

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None, socket_options: Any = None
    ) -> httpcore2.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as e:
            raise httpcore2.ConnectError(f"{host} cannot be looked up ({e})") from None
        addresses = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
        for address in addresses:
            if not self._allow(ipaddress.ip_address(address)):
                raise httpcore2.ConnectError(f"{host if host == address else f'{host} ({address})'} is not a public address")
        failure: Exception = httpcore2.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore2.ConnectError as e:
                failure = e
        raise failure

    def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: Any = None) -> httpcore2.NetworkStream:
        raise httpcore2.ConnectError("no page is fetched from a socket of this machine")


class _Body(httpx2.SyncByteStream):
    def __init__(self, stream: Iterable[bytes]) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._stream
        except httpcore2.TimeoutException as e:
            raise httpx2.ReadTimeout(str(e)) from None
        except (httpcore2.NetworkError, httpcore2.ProtocolError) as e:
            raise httpx2.ReadError(str(e)) from None

    def close(self) -> None:
        if hasattr(self._stream, "close"):
            self._stream.close()


class _Transport(httpx2.BaseTransport):
    """The client's way to the network, with the checked backend in it."""

    def __init__(self, allow: Callable[[Address], bool]) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(trust_env=False), max_connections=4, network_backend=_Checked(allow)
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        url = request.url
        target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        try:
            answer = self._pool.handle_request(
                httpcore2.Request(request.method, target, headers=request.headers.raw, extensions=request.extensions)
            )
        except httpcore2.TimeoutException as e:
            raise httpx2.ConnectTimeout(str(e)) from None
        except httpcore2.UnsupportedProtocol as e:
            raise httpx2.UnsupportedProtocol(str(e)) from None
        except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.ConnectionNotAvailable) as e:
            raise httpx2.ConnectError(str(e)) from None
        if not isinstance(answer.stream, Iterable):
            raise httpx2.ReadError("the answer cannot be read")
        return httpx2.Response(answer.status, headers=answer.headers, stream=_Body(answer.stream), extensions=answer.extensions)

    def close(self) -> None:
        self._pool.close()
