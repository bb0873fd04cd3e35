"""The desk: a web application over a ledger, for reading only.

Takes the address of a ledger, gives a Starlette app. Every page is a function of `views` and comes as HTML or, with `.json`, as the
same context in JSON. Fetched text is hostile until escaped: templates escape all, no script or style stands inline, and every answer
carries a Content-Security-Policy that would not run one. The app answers GET and HEAD, and only to the hosts it was told of.
Errors are `{"error": {"status": 404, "reason": "…"}}` where JSON was asked for, a page that says the same elsewhere.
"""

import json
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path

from msgspec import Struct
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.errors import LedgerError
from onrecord.store import Store, open_store
from onrecord.web import views
from onrecord.web.render import as_json, marks_css, render

__all__ = ["HEADERS", "create_app"]

STATIC = Path(__file__).parent / "static"
LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-cache",
}

log = logging.getLogger(__name__)

View = Callable[..., Struct]


def create_app(store_url: str, *, hosts: Iterable[str] = ()) -> Starlette:
    """The desk on that ledger (as `open_store` takes it, read only). LedgerError where it cannot be opened.

    It answers under localhost and its addresses; `hosts` are further names it may be reached by. Any other Host header gets status 400,
    so that no page of another site can read the ledger by pointing its own name here.
    """
    return _app(open_store(store_url, read_only=True), hosts=hosts)


def _app(store: Store, *, hosts: Iterable[str] = ()) -> Starlette:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        store.close()

    app = Starlette(
        routes=[
            *_page("/", views.pages, store, json_path="/pages.json"),
            *_page("/statements", views.statements, store),
            *_page("/events", views.events, store),
            *_page("/actors", views.actors, store),
            *_page("/actor", views.actor, store),
            *_page("/actor/{name}", views.actor, store),
            *_page("/pair", views.pair, store),
            *_page("/pair/{a}/{b}", views.pair, store),
            *_page("/ledger", views.ledger, store),
            Route("/page/{page}/marks.css", partial(_marks, store), methods=["GET"]),
            *_page("/page/{page}", views.page, store),
            Mount("/static", StaticFiles(directory=STATIC)),
            Route("/favicon.ico", _icon, methods=["GET"]),
        ],
        middleware=[Middleware(_Headers), Middleware(_Hosts, allowed=LOCAL | {_bracketed(h.lower()) for h in hosts})],
        exception_handlers={
            HTTPException: _http_error,
            views.BadQuery: partial(_named_error, 400),
            views.Missing: partial(_named_error, 404),
            LedgerError: partial(_named_error, 503),
            Exception: _fault,
        },
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return app


def _page(path: str, view: View, store: Store, *, json_path: str | None = None) -> list[Route]:
    """The two routes of a page: its JSON first, since a path parameter would take the suffix for part of a name."""
    template = view.__name__ + ".html"

    # Not async: Starlette then runs them in threads, where a slow query holds up nobody.
    def html(request: Request) -> Response:
        context = view(store, request.query_params.multi_items(), **request.path_params)
        return Response(render(template, context, request.url.path, request.url.query), media_type="text/html")

    def as_data(request: Request) -> Response:
        return Response(as_json(view(store, request.query_params.multi_items(), **request.path_params)), media_type="application/json")

    return [Route(json_path or path + ".json", as_data, methods=["GET"]), Route(path, html, methods=["GET"])]


def _icon(request: Request) -> Response:
    """JSON names no icon, so browsers ask for this one."""
    return FileResponse(STATIC / "icon.svg")


def _marks(store: Store, request: Request) -> Response:
    context = views.page(store, request.query_params.multi_items(), **request.path_params)
    return Response(marks_css(context.reading), media_type="text/css")


# --- errors ---------------------------------------------------------------------------------------------------------------------


def _error(request: Request, status: int, reason: str, headers: Mapping[str, str] | None = None) -> Response:
    if request.url.path.endswith(".json"):
        body = json.dumps({"error": {"status": status, "reason": reason}}).encode()
        return Response(body, status, headers, media_type="application/json")
    context = views.ErrorContext(status=status, phrase=HTTPStatus(status).phrase, reason=reason)
    return Response(render("error.html", context, request.url.path), status, headers, media_type="text/html")


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    reasons = {404: "there is no such page", 405: "the desk is for reading: GET and HEAD only"}
    return _error(request, error.status_code, reasons.get(error.status_code, error.detail), error.headers)


def _named_error(status: int, request: Request, error: Exception) -> Response:
    return _error(request, status, str(error))


def _fault(request: Request, error: Exception) -> Response:
    """A bug: logged by the server with its traceback, and never shown in the answer. This one response bypasses the middleware."""
    log.error("%s %s failed", request.method, request.url.path)
    return _error(request, 500, "the desk itself failed; its log says where", HEADERS)


# --- middleware -----------------------------------------------------------------------------------------------------------------


class _Headers:
    """Puts the security headers on every answer, also on errors and static files."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, send_with_headers)


class _Hosts:
    """Answers only requests whose Host header is one of ours (the port does not matter)."""

    def __init__(self, app: ASGIApp, *, allowed: frozenset[str]) -> None:
        self.app = app
        self.allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            host = Headers(scope=scope).get("host", "").lower()
            name, colon, port = host.rpartition(":")
            if not (colon and port.isdecimal()):
                name = host
            if name not in self.allowed:
                response = _error(Request(scope), 400, "the desk does not answer under this host name; start it with --host to add one")
                await response(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _bracketed(host: str) -> str:
    """An IPv6 address as it stands in a Host header."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
