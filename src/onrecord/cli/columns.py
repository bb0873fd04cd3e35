"""Events as a table: the columns of POLECAT, under its names and in its order, then what only OnRecord knows.

Several values of a cell are parted by "; ", those of the parties in their order, "None" where one is not known. Each row is one line. What
the columns mean stands in docs/events.md; those of POLECAT that OnRecord cannot fill are empty.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from onrecord.cli.show import plain

if TYPE_CHECKING:
    from onrecord.store.rows import EventRow, Party

__all__ = ["COLUMNS", "event_table"]

POLECAT = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
    "Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector", "Recipient Sectors", "Recipient Title",
    "Recipient Name Raw", "Wikipedia Recipient ID",
    "Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type",
    "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version",
)  # fmt: skip
OURS = (
    "PLOVER Version", "CAMEO Root", "CAMEO Lossy", "Factuality", "Statement", "On Whose Word", "Date Start", "Date End", "Date Precision",
    "Actor Kind", "Actor Wikidata", "Actor Identity", "Recipient Kind", "Recipient Wikidata", "Recipient Identity",
    "Trigger", "Sentence", "Confidence", "Copies", "Page", "URL", "Title",
)  # fmt: skip
COLUMNS = (*POLECAT, *OURS)


def event_table(rows: Iterable["EventRow"]) -> Iterator[str]:
    """The lines of the table, the one with the names of the columns first."""
    yield _line(COLUMNS)
    for row in rows:
        cells = _cells(row)
        yield _line([plain(cells.get(name) or "") for name in COLUMNS])


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


def _cells(row: "EventRow") -> Mapping[str, str | None]:
    from onrecord.knowledge.plover import QUADS

    e, page = row.event, row.page
    return {
        "Event ID": f"{page.id[:12]}:{e.id}",
        "Event Date": row.day,
        "Event Type": e.type,
        "Event Mode": e.mode,
        "Quad Code": QUADS[e.type],
        "Contexts": _joined(e.contexts),
        **_parties("Actor", row.actor),
        **_parties("Recipient", row.recipient),
        "Placename": e.place.name if e.place else None,
        "Country": e.place.country if e.place else None,
        "Source": page.outlet,
        "Publication Date": page.published,
        "PLOVER Version": row.plover,
        "CAMEO Root": _joined(row.cameo),
        "CAMEO Lossy": "yes" if row.cameo_lossy else "no",
        "Factuality": e.factuality,
        "Statement": e.statement,
        "On Whose Word": _joined(p.name for p in row.said_by),
        "Date Start": e.date.start if e.date else None,
        "Date End": e.date.end if e.date else None,
        "Date Precision": e.date.precision if e.date else None,
        "Trigger": row.trigger,
        "Sentence": row.sentence,
        "Confidence": None if e.confidence is None else str(e.confidence),
        "Copies": str(row.pages),
        "Page": page.id,
        "URL": page.url,
        "Title": page.title,
    }


def _parties(side: str, parties: "Sequence[Party]") -> dict[str, str]:
    return {
        f"{side} Name": _joined(p.name for p in parties),
        f"{side} Country": _joined(p.country for p in parties),
        f"Primary {side} Sector": _joined(p.sector for p in parties),
        f"{side} Sectors": _joined(p.sector for p in parties),
        f"{side} Title": _joined(p.role for p in parties),
        f"{side} Kind": _joined(p.kind for p in parties),
        f"{side} Wikidata": _joined(p.wikidata for p in parties),
        f"{side} Identity": _joined(p.identity for p in parties),
    }


def _joined(values: Iterable[str | None]) -> str:
    """The values of a cell; a separator inside one becomes a comma, and what is not known of a party is POLECAT's "None"."""
    return "; ".join((value or "None").replace(";", ",") for value in values)
