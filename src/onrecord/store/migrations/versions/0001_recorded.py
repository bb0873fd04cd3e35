"""The first tables: pages, versions, readings, judgements, the heads of their chains, and what the ledger says of itself."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _table(name: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        *columns,
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable)


def upgrade() -> None:
    _table("pages", sa.Column("id", sa.Text, nullable=False, unique=True), _text("document"), _text("url", nullable=True), _text("added"))
    _table(
        "versions",
        sa.Column("page", sa.Integer, sa.ForeignKey("pages.number"), nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        _text("added"),
        _text("media"),
        _text("raw_sha256"),
        _text("text_sha256"),
        _text("published", nullable=True),
        _text("title", nullable=True),
        _text("extra"),
        sa.Column("raw", sa.LargeBinary),
        sa.Column("text", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("page", "ordinal"),
    )
    _table(
        "readings",
        sa.Column("version", sa.Integer, sa.ForeignKey("versions.number"), nullable=False),
        *(_text(name) for name in ("added", "reader", "model", "digest", "body_sha256")),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("readings_version", "readings", ["version"])
    _table("judgements", *(_text(name) for name in ("kind", "about", "who", "why", "added")))
    heads = op.create_table(
        "heads",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("rows", sa.Integer, nullable=False),
        _text("hash"),
    )
    op.create_table("ledger", sa.Column("key", sa.Text, primary_key=True), _text("value"))
    names = ("pages", "versions", "readings", "judgements")
    op.bulk_insert(heads, [{"name": name, "rows": 0, "hash": ""} for name in names])
    if op.get_bind().dialect.name == "sqlite":
        for name in names:
            for verb in ("UPDATE", "DELETE"):
                refuse = f"SELECT RAISE(ABORT, '{name} is append-only')"
                op.execute(f"CREATE TRIGGER {name}_no_{verb.lower()} BEFORE {verb} ON {name} BEGIN {refuse}; END")
