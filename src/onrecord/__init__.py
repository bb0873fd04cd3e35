"""OnRecord: who said and did what to whom, when, and on whose word.

Importing this package loads no model, no database and no web framework; the names below are fetched from their modules when first used.

>>> import onrecord
>>> onrecord.Span(0, 5).end
5
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onrecord.read import read_many
    from onrecord.records import Document, Reading, check, from_json, to_json
    from onrecord.spans import Span

__all__ = ["Document", "Reading", "Span", "check", "from_json", "read_many", "to_json"]

_HOME = {
    "Document": "onrecord.records",
    "Reading": "onrecord.records",
    "Span": "onrecord.spans",
    "check": "onrecord.records",
    "from_json": "onrecord.records",
    "read_many": "onrecord.read",
    "to_json": "onrecord.records",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'onrecord' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return __all__
