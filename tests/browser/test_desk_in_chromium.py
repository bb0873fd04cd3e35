"""The desk in a real Chromium: the same with scripts and without, on a wide screen and a narrow one."""

import json
import re
from collections.abc import Iterator

import desk
import pytest
from browser.serving import CHROMIUM, FLAGS, Server

from onrecord.store import open_store

sync_api = pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request, expect  # noqa: E402

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium")]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> str:
    return desk.filled(tmp_path_factory.mktemp("browser") / "desk.db")


@pytest.fixture(scope="module")
def url(ledger: str) -> Iterator[str]:
    server = Server(ledger)
    server.start()
    yield server.url
    server.stop()


@pytest.fixture(scope="module")
def ids(ledger: str) -> dict[str, str]:
    with open_store(ledger, read_only=True) as store:
        return {row.document: row.id for row in store.pages().rows}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Each launch has a fresh user data directory of its own."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Tab:
    """A page that remembers what Chromium complained of."""

    def __init__(self, context: BrowserContext) -> None:
        context.set_default_timeout(8000)
        self.context = context
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", self.failed)
        self.page.on("dialog", self.dialog)

    def failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # left for the next page before it was there
            self.complaints.append(f"{request.url}: {request.failure}")

    def dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog {dialog.message}")
        dialog.dismiss()


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def tab(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Tab]:
    tab = Tab(browser.new_context(java_script_enabled=request.param, viewport={"width": 1280, "height": 800}))
    yield tab
    tab.context.close()
    assert tab.complaints == []


@pytest.fixture
def scripted(browser: Browser) -> Iterator[Tab]:
    tab = Tab(browser.new_context(viewport={"width": 1280, "height": 800}))
    yield tab
    tab.context.close()
    assert tab.complaints == []


def test_from_the_list_to_a_record_beside_its_words(tab: Tab, url: str) -> None:
    page = tab.page
    page.goto(url)
    page.get_by_role("link", name="Northland and Ostria trade blame", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Northland and Ostria trade blame")
    card = page.locator("#s5")
    expect(card).to_be_hidden()
    words = page.locator(".s5-cue")
    words.click()
    expect(card).to_be_visible()
    for fact in ("Defence ministry of Ostria", "denied", "that its troops had shelled the village of Karst", "indirect", "0.95"):
        expect(card).to_contain_text(fact)
    beside, marked = card.bounding_box(), words.bounding_box()
    assert beside and marked
    assert beside["x"] > marked["x"] + marked["width"], "the record stands to the right of its words"
    assert abs(beside["y"] - marked["y"]) < 60, "and at their height"
    assert page.url.endswith("#s5")


def test_the_words_of_the_open_record_light_up(tab: Tab, url: str, ids: dict[str, str]) -> None:
    page = tab.page
    page.goto(f"{url}/page/{ids['wire']}")

    def shade() -> str:
        return str(page.locator(".s1-source").evaluate("x => getComputedStyle(x).backgroundColor"))

    before = shade()
    page.locator("a.chip[href='#s1']").click()
    assert shade() != before
    page.locator("#s1 .close").click()
    expect(page.locator("#s1")).to_be_hidden()
    assert shade() == before


def test_an_event_leads_to_the_statement_on_whose_word_it_stands(tab: Tab, url: str, ids: dict[str, str]) -> None:
    page = tab.page
    page.goto(f"{url}/page/{ids['wire']}")
    page.locator(".e4-trigger").first.click()
    expect(page.locator("#e4")).to_contain_text("hypothetical")
    page.locator("#e4 .fact-on-whose-word a").click()
    expect(page.locator("#e4")).to_be_hidden()
    page.locator("#s4 .fact-said-inside a").click()
    expect(page.locator("#s2")).to_contain_text("Radio Meridian")


def test_an_address_opens_one_record_on_its_words(tab: Tab, url: str, ids: dict[str, str]) -> None:
    page = tab.page
    page.goto(f"{url}/page/{ids['repost']}#e6")
    expect(page.locator("#e6")).to_be_in_viewport()
    expect(page.locator(".e6-trigger")).to_be_in_viewport()


def test_an_actor_opens_where_the_reader_is(tab: Tab, url: str, ids: dict[str, str]) -> None:
    page = tab.page
    page.goto(f"{url}/page/{ids['wire']}")
    page.locator(".a6-mention", has_text="its").click()
    expect(page.locator("#a6")).to_be_in_viewport()
    expect(page.locator(".a6-mention", has_text="its")).to_be_in_viewport()
    page.locator("#a6 .fact-name a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Defence ministry of Ostria")


def test_the_article_as_shown_is_the_text_as_stored(scripted: Tab, url: str, ids: dict[str, str]) -> None:
    for name in ("wire", "repost", "hostile", "rtl"):
        scripted.page.goto(f"{url}/page/{ids[name]}")
        shown = scripted.page.evaluate("[...document.querySelectorAll('[data-text]')].map(x => x.textContent).join('')")
        text = scripted.page.request.get(f"{url}/page/{ids[name]}.json").json()["text"]
        assert shown == text.replace("\0", "\ufffd")


def test_search_filters_and_sheets_work_by_form(tab: Tab, url: str) -> None:
    page = tab.page
    page.goto(url)
    page.get_by_role("searchbox").first.fill("ceasefire")
    page.get_by_role("search").get_by_role("button").click()
    expect(page.locator("mark").first).to_have_text("ceasefire")
    page.get_by_role("link", name="Events").click()
    page.get_by_label("Type").select_option("ASSAULT")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.locator("td.words a").click()
    expect(page.locator("#e5")).to_be_visible()
    page.locator("#e5 .fact-between-them a").click()
    expect(page.locator("svg.chart")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_page_scrolls_sideways(width: int, browser: Browser, url: str, ids: dict[str, str]) -> None:
    tab = Tab(browser.new_context(viewport={"width": width, "height": 800}, is_mobile=width < 700, has_touch=width < 700))
    paths = ["/", "/?q=ceasefire", "/statements", "/events", "/actors", "/actor/Ostria", "/pair/Q1042/Ostria", "/ledger", "/nothing"]
    for path in [*paths, *(f"/page/{ids[name]}{at}" for name in ids for at in ("", "#s1", "#e1", "#a1"))]:
        tab.page.goto(url + path)
        scroll, inner = tab.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert scroll <= inner, path
    tab.context.close()
    assert [c for c in tab.complaints if "404" not in c] == []


def test_on_a_narrow_screen_the_record_opens_below_its_words(browser: Browser, url: str, ids: dict[str, str]) -> None:
    tab = Tab(browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True))
    tab.page.goto(f"{url}/page/{ids['wire']}")
    tab.page.locator(".s5-cue").tap()
    card, words = tab.page.locator("#s5").bounding_box(), tab.page.locator(".s5-cue").bounding_box()
    assert card and words
    assert card["y"] > words["y"]
    expect(tab.page.locator(".s5-cue")).to_be_in_viewport()
    tab.context.close()
    assert tab.complaints == []


def test_keys_step_through_the_records(scripted: Tab, url: str, ids: dict[str, str]) -> None:
    page = scripted.page
    page.goto(f"{url}/page/{ids['wire']}")
    page.keyboard.press("j")
    expect(page.locator("#s1")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("#e1")).to_be_visible()
    page.keyboard.press("k")
    expect(page.locator("#s1")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".card:visible")).to_have_count(0)
    page.get_by_role("searchbox").focus()
    page.keyboard.type("jk")
    expect(page.locator(".card:visible")).to_have_count(0)


def test_opening_a_record_does_not_move_the_page(scripted: Tab, url: str, ids: dict[str, str]) -> None:
    page = scripted.page
    page.goto(f"{url}/page/{ids['repost']}")
    before = page.locator(".e6-trigger").bounding_box()
    page.locator(".e6-trigger").click()
    expect(page.locator("#e6")).to_be_visible()
    page.wait_for_timeout(100)
    after = page.locator(".e6-trigger").bounding_box()
    assert before and after
    assert abs(before["y"] - after["y"]) < 250
    expect(page.locator(".e6-trigger")).to_be_in_viewport()


def test_everything_is_reached_by_keyboard_with_the_focus_in_sight(tab: Tab, url: str, ids: dict[str, str]) -> None:
    page = tab.page
    page.goto(f"{url}/page/{ids['wire']}")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.locator("a.chip[href='#e5']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#e5")).to_be_visible()
    page.keyboard.press("Tab")
    focused = page.locator("#e5 a:focus")
    expect(focused).to_have_count(1)
    assert focused.evaluate("x => getComputedStyle(x).outlineStyle") != "none"


CONTRAST = """
() => {
  const parse = (c) => (c.match(/[\\d.]+/g) || []).map(Number);
  const channel = (v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ground = (x) => {
    for (; x; x = x.parentElement) {
      const c = parse(getComputedStyle(x).backgroundColor);
      if (c.length === 3 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const low = {};
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const x = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !x.checkVisibility()) continue;
    const [a, b] = [light(parse(getComputedStyle(x).color)), light(ground(x))].sort((m, n) => n - m);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) low[x.tagName + "." + x.className] = ratio.toFixed(2);
  }
  return low;
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_the_contrast_of_wcag_aa(scheme: str, browser: Browser, url: str, ids: dict[str, str]) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1 for text, in both colour schemes, also on the lit words of an open record."""
    tab = Tab(browser.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 800}))  # type: ignore[arg-type]
    for path in ("/", "/?q=ceasefire", "/events", "/pair/Q1042/Ostria", *(f"/page/{ids['repost']}#{x}" for x in ("s1", "s2", "e5", "a3"))):
        tab.page.goto(url + path)
        assert tab.page.evaluate(CONTRAST) == {}, path
    tab.context.close()


def test_hostile_text_does_nothing(scripted: Tab, url: str, ids: dict[str, str]) -> None:
    """No dialog, no request to elsewhere, no violation of the policy reported: the tab's complaints are checked at its end."""
    asked: list[str] = []
    scripted.page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/statements", "/events", "/actors", f"/page/{ids['hostile']}#s1", "/?q=%3Cscript%3Ealert(1)%3C/script%3E"):
        scripted.page.goto(url + path)
    assert [x for x in asked if not x.startswith(url + "/")] == []


def test_an_inline_script_would_not_run(browser: Browser, url: str) -> None:
    """The policy itself, not only the escaping: markup that did get through would still be dead."""
    tab = Tab(browser.new_context())
    tab.page.goto(url)
    tab.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title = `run`\">')")
    tab.page.evaluate("const s = document.createElement('script'); s.textContent = 'document.title = `run`'; document.body.append(s)")
    assert tab.page.title() != "run"
    assert any("Content Security Policy" in c for c in tab.complaints)
    tab.context.close()


def test_every_landmark_and_heading_is_there(scripted: Tab, url: str, ids: dict[str, str]) -> None:
    page = scripted.page
    page.goto(f"{url}/page/{ids['wire']}")
    for role in ("banner", "navigation", "search", "main", "contentinfo", "article"):
        expect(page.get_by_role(role).first).to_be_attached()
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3')].filter(x => x.checkVisibility()).map(x => +x.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1


def test_print_hides_the_frame(scripted: Tab, url: str, ids: dict[str, str]) -> None:
    page = scripted.page
    page.goto(f"{url}/page/{ids['wire']}#s1")
    page.emulate_media(media="print")
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.locator("#s1")).to_be_visible()
    assert re.search(r"Northland", page.locator("article").inner_text())


def test_the_json_link_gives_json(tab: Tab, url: str, ids: dict[str, str]) -> None:
    tab.page.goto(f"{url}/page/{ids['wire']}")
    tab.page.get_by_role("link", name="This page as JSON").click()
    assert json.loads(tab.page.locator("body").inner_text())["page"]["id"] == ids["wire"]
