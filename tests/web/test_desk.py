"""The desk in process: every page as HTML and as JSON, its errors, its headers, and text that tries to break out."""

import inspect
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import desk
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from onrecord.errors import LedgerError
from onrecord.records import from_json, to_json
from onrecord.store import Store, open_store
from onrecord.web import HEADERS, create_app, views
from onrecord.web.render import render

BASE = "http://localhost"
PAGES = {
    "/": "/pages.json",
    "/?q=ceasefire": "/pages.json?q=ceasefire",
    "/page/{wire}": "/page/{wire}.json",
    "/page/{wire}?version=1": "/page/{wire}.json?version=1",
    "/page/{repost}": "/page/{repost}.json",
    "/page/{hostile}": "/page/{hostile}.json",
    "/page/{rtl}": "/page/{rtl}.json",
    "/statements": "/statements.json",
    "/statements?actor=Ostria&q=treaty": "/statements.json?actor=Ostria&q=treaty",
    "/events": "/events.json",
    "/events?type=CONSULT&factuality=attributed&since=2024": "/events.json?type=CONSULT&factuality=attributed&since=2024",
    "/actors": "/actors.json",
    "/actor/Ostria": "/actor/Ostria.json",
    "/actor/AUT": "/actor/AUT.json",
    "/actor?name=Ostria": "/actor.json?name=Ostria",
    "/pair/Q1042/Ostria": "/pair/Q1042/Ostria.json",
    "/pair?a=Q1042&b=Ostria&since=2019": "/pair.json?a=Q1042&b=Ostria&since=2019",
    "/ledger": "/ledger.json",
    "/ledger?verify=yes": "/ledger.json?verify=yes",
}
CONTEXTS = {
    "/pages.json": views.PagesContext,
    "/page/{wire}.json": views.PageContext,
    "/statements.json": views.StatementsContext,
    "/events.json": views.EventsContext,
    "/actors.json": views.ActorsContext,
    "/actor/Ostria.json": views.ActorContext,
    "/pair/Q1042/Ostria.json": views.PairContext,
    "/ledger.json": views.LedgerContext,
}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> str:
    return desk.filled(tmp_path_factory.mktemp("desk") / "desk.db")


@pytest.fixture(scope="module")
def ids(ledger: str) -> dict[str, str]:
    with open_store(ledger, read_only=True) as store:
        return {row.document: row.id for row in store.pages().rows}


@pytest.fixture(scope="module")
def client(ledger: str) -> Iterator[TestClient]:
    with TestClient(create_app(ledger), base_url=BASE, follow_redirects=False) as client:
        yield client


class Tree(HTMLParser):
    """Every element with its attributes, and the ids; fails on a tag closed out of turn."""

    VOID = frozenset({"meta", "link", "input", "br", "line"})

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not (tag == "a" and "a" in self.open), "a link inside a link"
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def attributes(self, name: str) -> list[str]:
        return [a[name] or "" for _, a in self.elements if name in a]


# --- pages ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_well_formed_html_that_links_to_its_json(path: str, client: TestClient, ids: dict[str, str]) -> None:
    response = client.get(path.format(**ids))
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    tree = Tree(response.text)
    assert PAGES[path].format(**ids) in tree.attributes("href")
    assert len(set(tree.attributes("id"))) == len(tree.attributes("id")), "an id is used twice"
    for target in (h[1:] for h in tree.attributes("href") if h.startswith("#") and h != "#-"):
        assert target in tree.attributes("id")
    assert [t for t, _ in tree.elements if t in ("main", "h1")].count("main") == 1
    assert any(t == "h1" for t, _ in tree.elements)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_as_json_is_the_context_of_its_html(
    path: str, client: TestClient, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []

    def recording(template: str, context: Any, *rest: str) -> bytes:
        seen.append(context)
        return render(template, context, *rest)

    monkeypatch.setattr("onrecord.web.render", recording)
    client.get(path.format(**ids))
    response = client.get(PAGES[path].format(**ids))
    assert response.headers["content-type"] == "application/json"
    (context,) = seen
    shown = {name: msgspec.to_builtins(getattr(context, name)) for name in context.__struct_fields__ if name != "reading"}
    got = response.json()
    if reading := getattr(context, "reading", None):
        assert from_json(json.dumps(got.pop("reading"))) == reading
    assert got == json.loads(json.dumps(shown))


@pytest.mark.parametrize("path", CONTEXTS)
def test_the_keys_of_the_json_are_those_documented(path: str, client: TestClient, ids: dict[str, str], root: Path) -> None:
    keys = list(client.get(path.format(**ids)).json())
    assert keys == list(CONTEXTS[path].__struct_fields__)
    text = (root / "docs/desk.md").read_text(encoding="utf-8")
    section = text.partition(f"\n### `{CONTEXTS[path].__name__}`\n")[2].partition("\n#")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, flags=re.MULTILINE) == keys


def test_every_route_and_parameter_is_documented(ledger: str, root: Path) -> None:
    text = (root / "docs/desk.md").read_text(encoding="utf-8")
    routes = [re.sub(r"{(\w+)}", r"<\1>", r.path) for r in create_app(ledger).routes if isinstance(r, Route | Mount)]
    assert len(routes) > 15
    assert [path for path in routes if f"`{path}`" not in text] == []
    names = set(re.findall(r'"(\w+)"', "".join(re.findall(r"Query\(items, ([^\n]+)\)", inspect.getsource(views)))))
    assert {"q", "sheet", "verify", "version"} < names
    assert [name for name in sorted(names) if f"`{name}`" not in text] == []


def test_the_reading_in_the_json_is_the_contract_object(client: TestClient, ids: dict[str, str]) -> None:
    got = client.get(f"/page/{ids['wire']}.json").json()
    document, reading = desk.story()
    assert got["text"] == document.text
    assert got["reading"] == json.loads(to_json(reading))


def test_the_list_groups_copies_and_shows_first_words_where_there_is_no_title(client: TestClient, ids: dict[str, str]) -> None:
    html = client.get("/").text
    assert html.count("One report in 2 copies") == 1
    assert client.get("/pages.json").json()["openings"][ids["repost"]].startswith("Northland’s foreign minister Ilse Varga said")
    assert "not read: language" in html
    assert client.get(f"/?report={ids['wire']}").text.count("<h2>") == 2


def test_a_search_marks_what_it_found(client: TestClient) -> None:
    assert "<mark>ceasefire</mark>" in client.get("/?q=ceasefire").text
    assert "No page matches" in client.get("/?q=aardvark").text


def test_a_page_shows_each_record_beside_its_words(client: TestClient, ids: dict[str, str]) -> None:
    html = client.get(f"/page/{ids['wire']}").text
    for anchor in (*(f"s{n}" for n in range(1, 7)), *(f"e{n}" for n in range(1, 8)), *(f"a{n}" for n in range(1, 7))):
        assert f'<aside class="card card-{ {"s": "statement", "e": "event", "a": "actor"}[anchor[0]] }" id="{anchor}"' in html
    article = Tree(html[html.index("<article") : html.index("</article>") + 10])
    links = [a for t, a in article.elements if t == "a" and "e5-trigger" in (a.get("class") or "")]
    assert links == [
        {
            "class": "m m-content m-trigger m-vouched s5-content e5-trigger",
            "href": "#e5",
            "data-of": "s5 e5",
            "tabindex": "-1",
            "title": "statement s5: content, event e5: trigger",
        }
    ]
    card = html[html.index('id="e5"') :]
    for words in ("Defence ministry of Ostria", "ASSAULT", "military", "territory", "negated", "2024-05-12", "on Sunday", "Karst", "0.90"):
        assert words in card[: card.index("</aside>")]


def test_versions_and_copies_are_linked(client: TestClient, ids: dict[str, str]) -> None:
    html = client.get(f"/page/{ids['wire']}").text
    assert f"/page/{ids['wire']}?version=1" in html
    assert f"/page/{ids['repost']}" in html
    assert "The two sides" in client.get(f"/page/{ids['wire']}?version=1").text
    assert "The two sides" not in html


def test_page_furniture_is_dimmed_and_named(client: TestClient, ids: dict[str, str]) -> None:
    html = client.get(f"/page/{ids['repost']}").text
    assert html.count("row-dim") == 7
    for name in ("byline", "dateline", "credit", "source link", "related", "comment form"):
        assert f"<b>{name}</b>" in html


def test_the_style_sheet_of_a_page_lights_the_words_of_the_open_record(client: TestClient, ids: dict[str, str]) -> None:
    response = client.get(f"/page/{ids['wire']}/marks.css?version=2")
    assert response.headers["content-type"].startswith("text/css")
    assert "main:has(#s1:target) .s1-content" in response.text
    assert re.fullmatch(
        r"(main:has\(#[sea][0-9]+:target\) \.[sea][0-9]+-[a-z]+[,\s]*|\{ background: var\(--open-[a-z]+\); \}\s*)+", response.text
    )


def test_a_pair_is_drawn_month_by_month(client: TestClient) -> None:
    html = client.get("/pair/Q1042/Ostria").text
    assert "<svg" in html
    assert "title>2024-05: 2</title" in html
    assert " style=" not in html


def test_short_ids_open_pages(client: TestClient, ids: dict[str, str]) -> None:
    assert client.get(f"/page/{ids['wire'][:8]}.json").json()["page"]["id"] == ids["wire"]


def test_a_long_list_comes_in_sheets(tmp_path: Path) -> None:
    with open_store(tmp_path / "many.db", create=True) as store, store.session() as session:
        for n in range(views.SHEET + 1):
            session.add(*desk.right_to_left(id=f"rtl{n:02}"))
    with TestClient(create_app(str(tmp_path / "many.db")), base_url=BASE) as client:
        first, second = client.get("/pages.json").json(), client.get("/pages.json?sheet=2").json()
        assert (first["sheets"], len(first["found"]["rows"]), len(second["found"]["rows"])) == (2, views.SHEET, 1)
        assert not {r["id"] for r in first["found"]["rows"]} & {r["id"] for r in second["found"]["rows"]}
        assert '<a rel="next" href="/?sheet=2">' in client.get("/").text
        html = client.get("/?sheet=2").text
        assert '<a rel="prev" href="/?sheet=1">' in html
        assert 'rel="next"' not in html
        assert client.get("/pages.json?sheet=3").status_code == 404


def test_an_empty_ledger_says_how_to_fill_it(tmp_path: Path) -> None:
    open_store(tmp_path / "new.db", create=True).close()
    with TestClient(create_app(str(tmp_path / "new.db")), base_url=BASE) as client:
        assert "onrecord add" in client.get("/").text
        for path in ("/statements", "/events", "/actors", "/ledger"):
            assert client.get(path).status_code == 200


def test_a_ledger_that_is_not_there_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(LedgerError):
        create_app(str(tmp_path / "missing.db"))


# --- errors ---------------------------------------------------------------------------------------------------------------------

WRONG = [
    ("/nothing", 404, "no such page"),
    ("/nothing.json", 404, "no such page"),
    ("/page/deadbeefdead", 404, "deadbeefdead"),
    ("/page/deadbeefdead.json", 404, "deadbeefdead"),
    ("/page/{wire}.json?version=9", 404, "version 9"),
    ("/page/deadbeefdead/marks.css", 404, "deadbeefdead"),
    ("/actor/Nobody.json", 404, "Nobody"),
    ("/actor.json", 404, "no actor"),
    ("/pair/Ostria/Nobody.json", 404, "Nobody"),
    ("/pair.json?a=Ostria", 400, "two parties"),
    ("/pages.json?sheet=2", 404, "no sheet 2"),
    ("/pages.json?sheet=0", 400, "'sheet'"),
    ("/pages.json?sheet=-1", 400, "'sheet'"),
    ("/pages.json?sheet=1e9", 400, "'sheet'"),
    ("/pages.json?sheet=99999999999999999999", 400, "'sheet'"),
    ("/pages.json?sheet=٣", 400, "'sheet'"),
    ("/pages.json?since=yesterday", 400, "'since'"),
    ("/pages.json?since=2021-13", 400, "'since'"),
    ("/events.json?type=PARTY", 400, "'type'"),
    ("/events.json?factuality=true", 400, "'factuality'"),
    ("/events.json?colour=red", 400, "'colour'"),
    ("/pages.json?q=a&q=b", 400, "twice"),
    ("/pages.json?q=%00", 400, "NUL"),
    ("/pages.json?q=" + "x" * 301, 400, "longer"),
    ("/ledger.json?verify=no", 400, "'verify'"),
    ("/static/../__init__.py", 404, "no such page"),
    ("/static/%2e%2e/__init__.py", 404, "no such page"),
]


@pytest.mark.parametrize(("path", "status", "reason"), WRONG)
def test_an_error_has_one_shape(path: str, status: int, reason: str, client: TestClient, ids: dict[str, str]) -> None:
    response = client.get(path.format(**ids))
    assert response.status_code == status
    if path.partition("?")[0].endswith(".json"):
        assert set(response.json()) == {"error"}
        assert set(response.json()["error"]) == {"status", "reason"}
        assert response.json()["error"]["status"] == status
        assert reason in response.json()["error"]["reason"]
    else:
        tree = Tree(response.text)
        assert str(status) in response.text
        assert reason in "".join(tree.texts)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/ledger.json", "/static/desk.css"])
def test_only_reading_is_allowed(method: str, path: str, client: TestClient) -> None:
    response = client.request(method, path)
    assert response.status_code == 405
    assert response.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


def test_head_is_get_without_a_body(client: TestClient) -> None:
    for path in ("/", "/pages.json", "/static/desk.css"):
        head, get = client.head(path), client.get(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == get.headers["content-length"]


def test_a_bug_is_a_500_that_tells_nothing(ledger: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Store) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr(Store, "stats", broken)
    with TestClient(create_app(ledger), base_url=BASE, raise_server_exceptions=False) as client:
        for path in ("/ledger", "/ledger.json"):
            response = client.get(path)
            assert response.status_code == 500
            assert "secret" not in response.text
            assert response.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
        assert response.json() == {"error": {"status": 500, "reason": "the desk itself failed; its log says where"}}


def test_a_ledger_in_trouble_is_a_503_with_its_reason(ledger: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(self: Store) -> None:
        raise LedgerError("desk.db: is damaged")

    monkeypatch.setattr(Store, "stats", busy)
    with TestClient(create_app(ledger), base_url=BASE) as client:
        assert client.get("/ledger.json").json() == {"error": {"status": 503, "reason": "desk.db: is damaged"}}


# --- hosts and headers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/pages.json", "/static/desk.css", "/static/none", "/nothing", "/page/{hostile}", "/events?type=x"])
def test_every_answer_carries_the_security_headers(path: str, client: TestClient, ids: dict[str, str]) -> None:
    headers = client.get(path.format(**ids)).headers
    assert {name: headers.get(name) for name in HEADERS} == dict(HEADERS)
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert "unsafe" not in headers["content-security-policy"]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]", "[::1]:8000", "desk.example.org:80"])
def test_our_own_hosts_are_answered(host: str, ledger: str) -> None:
    with TestClient(create_app(ledger, hosts=["Desk.example.org"]), base_url=BASE) as client:
        assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["", "evil.example", "localhost.evil.example", "evil.example:localhost", "127.0.0.1.nip.example", "localhost:", "a@localhost"]
)
def test_other_hosts_are_not(host: str, client: TestClient) -> None:
    response = client.get("/pages.json", headers={"host": host})
    assert response.status_code == 400
    assert response.json()["error"]["status"] == 400
    assert response.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


# --- hostile text ---------------------------------------------------------------------------------------------------------------


def test_what_was_judged_of_an_actor_is_told_and_escaped(tmp_path: Path) -> None:
    path = desk.filled(tmp_path / "desk.db")
    with open_store(path) as store, store.session() as session:
        session.judge_named("merge", "Q1042", "Radio Meridian", who="<b>Ada</b>", why="<script>alert('why')</script>")
        session.judge_named("split", "Q1042", "Radio Meridian", who="Bo", why="a slip")
    with TestClient(create_app(path), base_url="http://localhost") as client:
        html, data = client.get("/actor/Q1042").text, client.get("/actor/Q1042.json").json()
        assert "Judged" not in client.get("/actor/Ostria").text
    assert [(j["kind"], j["holds"]) for j in data["actors"][0]["judgements"]] == [("split", True), ("merge", False)]
    assert "are two actors, by <bdi>Bo</bdi>: <bdi>a slip</bdi></li>" in html
    assert "&lt;script&gt;alert(&#39;why&#39;)&lt;/script&gt;</bdi> (undone since)</li>" in html
    assert "<b>Ada" not in html


@pytest.mark.parametrize("path", ["/", "/page/{hostile}", "/statements", "/events", "/actors", "/?q=<script>alert(1)</script>"])
def test_fetched_text_never_becomes_markup(path: str, client: TestClient, ids: dict[str, str]) -> None:
    tree = Tree(client.get(path.format(**ids)).text)
    scripts = [a for t, a in tree.elements if t == "script"]
    assert scripts == [{"src": "/static/desk.js", "defer": None}]
    names = {name for _, attributes in tree.elements for name in attributes}
    assert not [n for n in names if n.startswith("on") or n == "style"]
    assert {t for t, _ in tree.elements}.isdisjoint({"img", "iframe", "object", "embed", "b>", "u", "s", "style", "base"})
    assert "49" not in "".join(t for t in tree.texts if "{{" in t)


def test_addresses_are_links_only_when_they_are_http(client: TestClient, ids: dict[str, str]) -> None:
    hostile = Tree(client.get(f"/page/{ids['hostile']}").text)
    assert [h for h in hostile.attributes("href") if not h.startswith(("/", "#"))] == []
    assert "javascript:alert(document.domain)" in "".join(hostile.texts)
    wire = Tree(client.get(f"/page/{ids['wire']}").text)
    outside = [a for _, a in wire.elements if (a.get("href") or "").startswith("http")]
    assert outside
    assert all(a["rel"] == "noopener noreferrer nofollow" for a in outside)


def test_a_name_that_fits_no_path_is_reached_through_the_query(client: TestClient, ids: dict[str, str]) -> None:
    tree = Tree(client.get(f"/page/{ids['hostile']}").text)
    (href,) = {h for h in tree.attributes("href") if h.startswith("/actor?")}
    assert client.get(href).status_code == 200


@given(st.text(max_size=40), st.sampled_from(["q", "actor", "outlet", "report"]))
def test_no_parameter_is_a_server_error(client: TestClient, value: str, name: str) -> None:
    try:
        response = client.get("/pages.json", params={name: value})
    except UnicodeEncodeError:
        return  # half of a surrogate pair cannot be sent
    assert response.status_code in (200, 400)


@given(st.text(min_size=1, max_size=20))
def test_no_name_is_a_server_error(client: TestClient, name: str) -> None:
    path = quote(name, safe="", errors="replace")
    for address in (f"/actor/{path}", f"/actor/{path}.json", f"/page/{path}", f"/pair/{path}/{path}.json"):
        assert client.get(address).status_code in (200, 400, 404)
