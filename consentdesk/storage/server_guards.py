"""What keeps rows on a server from going or coming without an act: the triggers, as statements.

What they ask for is decided in `rights/keeping.sql` and `rights/rows.sql`. None looks at what the
owner does: restoring and upgrading change tables in transactions that have changed rows before.
"""

from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from consentdesk.storage import schema
from consentdesk.storage.row_forms import columns

_BY_STATEMENT = ("text", "guardian")
"""Of which many go at once; their acts are always written before."""
_DERIVED: Mapping[str, tuple[str, ...]] = {"photo": ("attested",)}
"""Columns that are worked out from acts, and may change by themselves."""
_CHANGED: Mapping[str, tuple[str, ...]] = {
    "subject": (),
    "photo": (),
    "institution": (),
    "form": ("subject", "state", "scan"),
    "journal_entry": (),
    "release": ("link", "taken_down_at"),
    "release_copy": ("taken_down_at",),
}
"""Where changing a row takes an act too: these columns, or all that aren't derived."""
_REMOVED = (
    "subject",
    "guardianship",
    "form",
    "photo",
    "fingerprint",
    "depiction",
    "look",
    "grey",
    "seat",
)
"""Where removing a row takes an act."""
_ADDED = (
    "guardianship",
    "fingerprint",
    "look",
    "grey",
    "release",
    "release_copy",
    "release_subject",
)
"""Where adding a row takes an act that says what it says."""


def triggers(at: str) -> Iterator[str]:
    """The statements that make them, for the schema `at`, quoted."""
    others = f"NOT {at}.consentdesk_is_owner()"
    for table in _BY_STATEMENT:
        yield from _made(
            f"{at}.{table}",
            "consentdesk_keeps",
            "TRIGGER consentdesk_keeps AFTER DELETE",
            "REFERENCING OLD TABLE AS removed FOR EACH STATEMENT",
            f"{at}.consentdesk_keeps()",
        )
    for table in _REMOVED:
        yield from _deferred(at, table, "removed", "DELETE", others)
    for table, looked_at in columns().items():
        named = ", ".join(f'"{column}"' for column in looked_at)
        yield from _made(
            f"{at}.{table}",
            "consentdesk_reads",
            f"TRIGGER consentdesk_reads BEFORE INSERT OR UPDATE OF {named}",
            f"FOR EACH ROW WHEN ({others})",
            f"{at}.consentdesk_row_reads()",
        )
    for table in _ADDED:
        yield from _deferred(at, table, "added", "INSERT", others, "comes")
    for table, told in _CHANGED.items():
        differs = _differs(schema.metadata.tables[table], told)
        yield from _deferred(at, table, "changed", "UPDATE", f"{differs} AND {others}")


def _differs(table: sa.Table, columns: tuple[str, ...]) -> str:
    derived = {"id", "institution", *_DERIVED.get(table.name, ())}
    told = columns or tuple(c.name for c in table.c if c.name not in derived)
    return "(" + " OR ".join(f'OLD."{one}" IS DISTINCT FROM NEW."{one}"' for one in told) + ")"


def _deferred(
    at: str, table: str, what: str, verb: str, condition: str, asks: str = "follows"
) -> Iterator[str]:
    # Whether the owner does it is asked at once: what waits for the end of a transaction keeps
    # tables from being altered in it.
    yield from _made(
        f"{at}.{table}",
        f"consentdesk_{what}",
        f"CONSTRAINT TRIGGER consentdesk_{what} AFTER {verb}",
        f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ({condition})",
        f"{at}.consentdesk_{asks}()",
    )


def _made(table: str, name: str, what: str, how: str, does: str) -> Iterator[str]:
    yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
    yield f"CREATE {what} ON {table} {how} EXECUTE FUNCTION {does}"
