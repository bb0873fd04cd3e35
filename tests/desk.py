"""Pages with readings made by hand, for the tests of the desk: a wire story, a repost of it with page furniture, a hostile page."""

from collections.abc import Mapping
from pathlib import Path

from factory import Marked, marked

from onrecord.records import (
    Actor,
    Block,
    BlockKind,
    Document,
    Event,
    EventDate,
    Mention,
    Place,
    Published,
    Reader,
    Reading,
    Relay,
    Statement,
    check,
    digest,
)
from onrecord.spans import Span
from onrecord.store import open_store

__all__ = ["filled", "hostile", "repost", "right_to_left", "story"]

READER = Reader(version="0", model="by hand", digest="0" * 64)

STORY = """\
[headline|Northland and Ostria trade blame after border talks collapse]

[byline|By Mara Linden]

[dateline|GENEVA, 14 May 2024]

[body|[s1|[a2_1|Northland’s foreign minister Ilse Varga]] [cue1|said] on Tuesday [content1|that [a3_1|Ostria] “[e1|had walked out] of \
[e2|talks] in [geneva|Geneva] [date2|last week]” and that [a2_2|she] would [e3|demand] a return to the table], \
according to [relay1|[a4_1|the Halden News Agency]].]

[body|[content2|“[s3|[a3_2|They]] [cue3|still say]: [content3|no inspection, no treaty]. [s4|[a2_3|We]] [cue4|say]: [content4|[e4|sign] it \
first].”] [s2|[a2_4|Varga]] [cue2|told] [to2|[a5_1|Radio Meridian]].]

[body|[s5|[a3_3|Ostria’s] [a6_1|defence ministry]] [cue5|denied] [content5|that [a6_2|its] troops [e5|had shelled] \
the village of [place5|Karst] [date5|on Sunday]]. \
[cue6|Reportedly], [content6|two companies [e6|crossed] the river during the night].]

[body|Both governments [e7|signed] a ceasefire [date7|in 2019].]
"""

FURNITURE = """\
[form|0 5 min 11 mths]

{story}
[credit|Photo: Halden News Agency]

[source_link|Source link]

[related|Read more: Harvest festival opens in Karst]

[form|Leave a Reply. Your email address will not be published.]
"""

ACTORS = (
    ("a1", "Northland", "country", "NLD", None, None, None),
    ("a2", "Ilse Varga", "person", "NLD", "GOV", "foreign minister of Northland", "Q1042"),
    ("a3", "Ostria", "country", "AUT", None, None, "Q40"),
    ("a4", "Halden News Agency", "media", None, "JRN", None, None),
    ("a5", "Radio Meridian", "media", None, "JRN", None, None),
    ("a6", "Defence ministry of Ostria", "organisation", "AUT", "MIL", None, None),
)


def story(*, id: str = "wire", source: str = STORY, title: str | None = "Northland and Ostria trade blame") -> tuple[Document, Reading]:
    """The wire story: direct, indirect and unnamed statements, one inside another, a chain, events of each factuality."""
    m = marked(source)
    published = Published(start="2024-05-14", end="2024-05-14", precision="day", origin="metadata")
    url = f"https://{id}.example.org/2024/05/14/talks"
    document = Document(id=id, text=m.text, published="2024-05-14", url=url, title=title)
    reading = Reading(
        id=id,
        text_sha256=digest(m.text.encode()),
        reader=READER,
        language="en",
        published=published,
        blocks=_blocks(m),
        actors=tuple(
            Actor(id=i, name=name, kind=kind, country=country, sector=sector, role=role, wikidata=item, mentions=_mentions(m, i))  # type: ignore[arg-type]
            for i, name, kind, country, sector, role, item in ACTORS
        ),
        statements=_statements(m),
        events=_events(m),
        extra={"url": url} | ({"title": title} if title else {}),
    )
    return document, check(reading, m.text)


def repost(*, id: str = "repost") -> tuple[Document, Reading]:
    """The same story as another site has it: furniture around it, no title."""
    return story(id=id, source=FURNITURE.replace("{story}", STORY.partition("\n\n")[2]), title=None)


HOSTILE_URL = "javascript:alert(document.domain)"
HOSTILE_TITLE = "<script>alert('title')</script> \"><img src=x onerror=alert(1)> {{ 7*7 }}"


def hostile(*, id: str = "hostile") -> tuple[Document, Reading]:
    """A page whose every string tries to break out: of text, attributes, addresses and templates."""
    m = marked(
        "[source|</p><script>alert('text')</script>] [cue|\"onmouseover=alert(1) x='] "
        "[content|&lt;b&gt;<!-- \u202e\x00\r\n{{ 7*7 }}{% raw %}] \U0001f469\u200d\U0001f467 end"
    )
    party, evil = '"><script>', "<script>alert('name')</script>'\"/../x"
    act = Event(id="</aside>", type="ACCUSE", mode="<u>mode</u>", contexts=("<s>context</s>",), actor=(party,), trigger=m.one("cue"))
    reading = Reading(
        id=id,
        text_sha256=digest(m.text.encode()),
        reader=READER,
        language='en" onload="alert(1)',
        published=Published(start="2024-05-13", end="2024-05-13", precision="day", origin="page"),
        blocks=(Block(kind="form", span=Span(0, 4), fields={"<b>comments</b>": "<script>alert('field')</script>"}),),
        actors=(Actor(id=party, name=evil, kind="person", role="<i>role</i>", mentions=(Mention(span=m.one("source"), form="name"),)),),
        statements=(Statement(id="' onclick='x", actors=(party,), source=m["source"], cue=m["cue"], content=m["content"]),),
        events=(act,),
        extra={"title": HOSTILE_TITLE, "url": HOSTILE_URL},
    )
    return Document(id=id, text=m.text, url=HOSTILE_URL, title=HOSTILE_TITLE), check(reading, m.text)


def right_to_left(*, id: str = "rtl") -> tuple[Document, Reading]:
    """Arabic and emoji, kept and not read."""
    text = "قالت الوزيرة إن المحادثات انهارت 🕊️🇨🇭\n\nGeneva\n"
    url, title = f"https://{id}.example.org/", "انهيار المحادثات 🕊️"
    passed = {"url": url, "title": title}
    reading = Reading(id=id, text_sha256=digest(text.encode()), reader=READER, unread="language", language="ar", extra=passed)
    return Document(id=id, text=text, url=url, title=title), reading


def _blocks(m: Marked) -> tuple[Block, ...]:
    fields: Mapping[str, dict[str, object]] = {"byline": {"author": "Mara Linden"}, "credit": {"credit": "Halden News Agency"}}
    kinds: tuple[BlockKind, ...] = ("headline", "byline", "dateline", "body", "caption", "credit", "source_link", "related", "form")
    found = [Block(kind=kind, span=span, fields=fields.get(kind, {})) for kind in kinds for span in m[kind]]
    return tuple(sorted(found, key=lambda b: b.span))


def _mentions(m: Marked, actor: str) -> tuple[Mention, ...]:
    spans = sorted(span for label, spans in m.spans.items() if label.startswith(actor + "_") for span in spans)
    words = {"she", "They", "its", "We"}
    return tuple(Mention(span=s, form="pronoun" if m.text[s.start : s.end] in words else "name") for s in spans)


def _statements(m: Marked) -> tuple[Statement, ...]:
    def one(n: int, **fields: object) -> Statement:
        return Statement(id=f"s{n}", source=m[f"s{n}"], cue=m[f"cue{n}"], content=m[f"content{n}"], **fields)  # type: ignore[arg-type]

    return (
        one(1, actors=("a2",), mode="mixed", chain=(Relay(actor="a4", span=m.one("relay1")),), confidence=0.93),
        one(2, actors=("a2",), mode="direct", to=("a5",), chain=(Relay(actor="a5", span=m.one("to2")),), confidence=0.88),
        one(3, actors=("a3",), mode="direct", inside="s2", confidence=0.71),
        one(4, actors=("a2",), mode="direct", inside="s2"),
        one(5, actors=("a6",), mode="indirect", confidence=0.95),
        one(6, mode="indirect", confidence=0.6),
    )


def _events(m: Marked) -> tuple[Event, ...]:
    def when(n: int, start: str | None, end: str | None, precision: str | None) -> EventDate:
        return EventDate(start=start, end=end, precision=precision, span=m.one(f"date{n}"))  # type: ignore[arg-type]

    def one(n: int, type: str, **fields: object) -> Event:
        return Event(id=f"e{n}", type=type, trigger=m.one(f"e{n}"), **fields)  # type: ignore[arg-type]

    talks, carried = ("diplomatic",), {"factuality": "attributed", "statement": "s1"}
    week, years = when(2, "2024-05-06", "2024-05-12", "week"), when(7, "2019-01-01", "2019-12-31", "year")
    geneva, karst = Place(name="Geneva", country="CHE", span=m.one("geneva")), Place(name="Karst", country=None, span=m.one("place5"))
    shelling = {
        "contexts": ("military", "territory"),
        "date": when(5, "2024-05-12", "2024-05-12", "day"),
        "place": karst,
        "confidence": 0.9,
    }
    return (
        one(1, "SANCTION", mode="discontinue", contexts=talks, actor=("a3",), confidence=0.8, **carried),
        one(2, "CONSULT", mode="meet", contexts=talks, actor=("a2", "a3"), date=week, place=geneva, **carried),
        one(3, "REQUEST", mode="meet", contexts=talks, actor=("a2",), recipient=("a3",), factuality="future", statement="s1"),
        one(4, "SUPPORT", actor=("a3",), factuality="hypothetical", statement="s4"),
        one(5, "ASSAULT", actor=("a6",), recipient=("a1",), factuality="negated", statement="s5", **shelling),
        one(6, "MOBILIZE", mode="troops", contexts=("military",), factuality="hedged", statement="s6"),
        one(7, "AGREE", contexts=talks, actor=("a1", "a3"), date=years, factuality="historical"),
    )


def filled(path: Path) -> str:
    """A new ledger with the wire story, a changed version of it, its repost, the hostile page and one in Arabic; gives its address."""
    with open_store(path, create=True) as store, store.session() as session:
        earlier = story(source=STORY.replace("Both governments", "The two sides"))
        for document, reading in (earlier, story(), repost(), hostile(), right_to_left()):
            session.add(document, reading)
    return str(path)
