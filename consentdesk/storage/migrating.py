"""Making and upgrading the schema, step by step, with Alembic.

Only imported where a register is made or upgraded: Alembic takes longer to load than opening a
register does.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection

FOLDER = Path(__file__).resolve().parent / "migrations"


def config(connection: Connection) -> Config:
    """Alembic's settings; there is no alembic.ini."""
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


def migrate(connection: Connection, to: str = "head") -> None:
    """Bring the schema to that version within the caller's transaction."""
    command.upgrade(config(connection), to)
