"""The ordered changes of the recorded tables; `upgrade` runs those that a ledger has not seen, inside the caller's transaction."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

__all__ = ["known_revisions", "upgrade"]


def upgrade(connection: Connection) -> None:
    """Brings the recorded tables to the newest schema; the caller commits."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def known_revisions() -> tuple[str, ...]:
    """The schemas this version can read and bring up to date, the oldest first."""
    return tuple(reversed([script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]))


def _config() -> Config:
    config = Config()
    # A percent sign in the path of the installation would be an interpolation to the reader of the configuration.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
