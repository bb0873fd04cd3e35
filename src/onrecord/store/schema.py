"""The tables of the ledger.

`RECORDED` are append-only: what was fetched, what was read, what a person judged. Each row carries the hash of its fields and of the
row before it (`store.chain`), and `heads` says where each chain ends; the ordered migrations beside this file make these tables.
`DERIVED` can be dropped and made again from them at any time, so they have no migrations: `recipe` in `ledger` says how they were made.

Text as it was read is stored as bytes (UTF-8, lone surrogates kept): its SHA-256 is that of the column, and a database's notion of text
(no NUL, no surrogates) does not change it. Text columns of derived tables are for searching and show.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint

__all__ = ["CHAINED", "DERIVED", "RECORDED", "SCHEMA"]

SCHEMA = "0001"  # the newest migration
RECORDED = MetaData()
DERIVED = MetaData()


def _chained(name: str, *columns: Column[object] | UniqueConstraint | CheckConstraint) -> Table:
    """A table whose rows are numbered 1, 2, 3 … and bound each to the one before."""
    number = Column("number", Integer, primary_key=True, autoincrement=False)
    return Table(name, RECORDED, number, *columns, Column("before", Text, nullable=False), Column("hash", Text, nullable=False))


pages = _chained(
    "pages",
    Column("id", Text, nullable=False, unique=True),
    Column("document", Text, nullable=False),
    Column("url", Text),
    Column("added", Text, nullable=False),
)
versions = _chained(
    "versions",
    Column("page", ForeignKey("pages.number"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("added", Text, nullable=False),
    Column("media", Text, nullable=False),
    Column("raw_sha256", Text, nullable=False),
    Column("text_sha256", Text, nullable=False),
    Column("published", Text),
    Column("title", Text),
    Column("extra", Text, nullable=False),
    Column("raw", LargeBinary),  # null: the same bytes as `text`
    Column("text", LargeBinary, nullable=False),
    UniqueConstraint("page", "ordinal"),
)
readings = _chained(
    "readings",
    Column("version", ForeignKey("versions.number"), nullable=False),
    Column("added", Text, nullable=False),
    Column("reader", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("body_sha256", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
judgements = _chained(
    "judgements",
    Column("kind", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("added", Text, nullable=False),
)
heads = Table(
    "heads",
    RECORDED,
    Column("name", Text, primary_key=True),
    Column("rows", Integer, nullable=False),
    Column("hash", Text, nullable=False),
)
ledger = Table("ledger", RECORDED, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

Index("readings_version", readings.c.version)
CHAINED = (pages, versions, readings, judgements)

# --- derived --------------------------------------------------------------------------------------------------------------------

listing = Table(
    "listing",
    DERIVED,
    Column("page", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("reading", Integer, nullable=False),
    Column("report", Integer, nullable=False, index=True),
    Column("title", Text),
    Column("outlet", Text, index=True),
    Column("url", Text),
    Column("published_start", Text, index=True),
    Column("published_end", Text),
    Column("published_precision", Text),
    Column("published_from", Text),
    Column("language", Text),
    Column("unread", Text),
    Column("runs", LargeBinary),
    Column("statements", Integer, nullable=False),
    Column("events", Integer, nullable=False),
)
bands = Table(
    "bands",
    DERIVED,
    Column("page", Integer, primary_key=True, autoincrement=False),
    Column("band", Integer, primary_key=True, autoincrement=False),
    Column("value", BigInteger, nullable=False),
    Index("bands_value", "value", "band"),
)
copies = Table(
    "copies",
    DERIVED,
    Column("a", Integer, primary_key=True, autoincrement=False),
    Column("b", Integer, primary_key=True, autoincrement=False, index=True),
)
actors = Table(
    "actors",
    DERIVED,
    Column("page", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, primary_key=True),
    Column("key", Text, nullable=False, index=True),
    Column("identity", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("country", Text, index=True),
    Column("sector", Text),
    Column("role", Text),
    Column("wikidata", Text, index=True),
)
merges = Table("merges", DERIVED, Column("key", Text, primary_key=True), Column("identity", Text, nullable=False))
mentions = Table(
    "mentions",
    DERIVED,
    Column("page", Integer, primary_key=True, autoincrement=False),
    Column("actor", Text, primary_key=True),
    Column("start", Integer, primary_key=True, autoincrement=False),
    Column("end", Integer, primary_key=True, autoincrement=False),
    Column("form", Text, primary_key=True),
    Column("words", Text, nullable=False),
    Column("folded", Text, nullable=False, index=True),
)
statements = Table(
    "statements",
    DERIVED,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("page", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("id", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("cue", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("record", Text, nullable=False),
    Index("statements_page", "page", "id"),
)
events = Table(
    "events",
    DERIVED,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("page", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("id", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("type", Text, nullable=False, index=True),
    Column("mode", Text),
    Column("factuality", Text, nullable=False),
    Column("statement", Text),
    Column("place", Text),
    Column("place_country", Text),
    Column("day_start", Text, index=True),
    Column("day_end", Text),
    Column("trigger", Text, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("record", Text, nullable=False),
    Index("events_page", "page", "id"),
)
parties = Table(
    "parties",
    DERIVED,
    Column("page", Integer, primary_key=True, autoincrement=False),
    Column("part", Text, primary_key=True),
    Column("record", Text, primary_key=True),
    Column("actor", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Index("parties_actor", "page", "actor"),
)
