"""Who may see and write which rows on a server: the policies and grants, as statements.

One door for all seats, the group `consentdesk_seat`; what lies behind it hangs on the rows of
`seat`, by institution and role, so that one login can be a clerk here and nobody next door. Numbers
that the database gives are never a seat's to choose.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from consentdesk.domain.roles import Role
from consentdesk.storage import schema

DOOR = "consentdesk_seat"
"""The group that every seat's login is a member of; it can't log in itself."""
PHOTOGRAPHERS = "consentdesk_photographer"
"""The schema with what photographers read in place of the tables."""
Roles = tuple[Role, ...]
_ALL: Roles = (Role.CLERK, Role.PHOTOGRAPHER, Role.HEAD, Role.OFFICER)
_DESK: Roles = (Role.CLERK, Role.HEAD, Role.OFFICER)
_HOUSE: Roles = (Role.CLERK, Role.HEAD)
_HEAD: Roles = (Role.HEAD,)
_NOBODY: Roles = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rights:
    """Who reads, adds, changes and removes rows of one table, and under which conditions.

    `changes` are the columns that may be changed. Conditions are SQL about the row.
    """

    reads: Roles
    adds: Roles = _NOBODY
    changes: Mapping[str, Roles] | None = None
    removes: Roles = _NOBODY
    adds_if: str = ""
    changes_if: str = ""
    changed_if: str = ""
    removes_if: str = ""
    or_reads: str = ""


def _any_column(table: sa.Table, roles: Roles) -> dict[str, Roles]:
    kept = {"id", "institution"}
    return {column.name: roles for column in table.c if column.name not in kept}


_PAPER = _Rights(
    reads=_DESK,
    adds=_DESK,
    removes=_DESK,
)
_PICTURES = _Rights(reads=_ALL, adds=_ALL, removes=_ALL)
_SALTED = "digest = encode(sha256(salt || convert_to({}, 'UTF8')), 'hex')"


def _rights(at: str) -> dict[str, _Rights]:
    """The rights by table; `at` is the schema, quoted."""
    photos = f"institution = ANY ((SELECT {_seats(at, (Role.PHOTOGRAPHER,))})::integer[])"
    entered = (
        f"{at}.consentdesk_entered(institution, act, jsonb_strip_nulls(jsonb_build_object("
        "'serial', serial, 'subject', subject, 'received_on', received_on, 'evidence', scan)), "
        "number, system, subject_line)"
    )
    seated = f"{at}.consentdesk_said(institution, act, 'SEAT_SET', '{{}}'::jsonb)"
    issued = (
        f"{at}.consentdesk_said(institution, act, 'EDITION_ISSUED', "
        "jsonb_build_object('edition', name))"
    )
    evidence = (
        f"NOT EXISTS (SELECT FROM {at}.journal_entry e "
        "WHERE e.institution = document.institution AND e.scan = document.digest)"
    )
    return {
        "institution": _Rights(
            reads=_ALL,
            changes=dict.fromkeys(("name", "policy_digest", "controller_digest"), _HOUSE),
        ),
        # The right to change it is what it takes to wait for others there; no row may be changed.
        "head": _Rights(reads=_ALL, changes={"revision": _ALL}, changed_if="false"),
        "clerk": _Rights(reads=_ALL, adds=_ALL, adds_if=_SALTED.format("name")),
        "text": _Rights(
            reads=_DESK,
            adds=_ALL,
            removes=_DESK,
            adds_if=_SALTED.format("text"),
            or_reads=f"{photos} AND digest = ANY ((SELECT {at}.consentdesk_open_texts())::text[])",
        ),
        "ledger": _Rights(reads=_ALL),
        "subject": _Rights(
            reads=_DESK, adds=_DESK, removes=_DESK, changes=_any_column(schema.subject, _DESK)
        ),
        "guardian": _PAPER,
        "guardianship": _Rights(reads=_ALL, adds=_DESK, removes=_DESK),
        "form": _Rights(
            reads=_DESK,
            adds=_DESK,
            removes=_DESK,
            changes=dict.fromkeys(("subject", "state", "scan"), _DESK),
        ),
        "journal_entry": _Rights(
            reads=_DESK,
            adds=_DESK,
            changes=dict.fromkeys(("number", "system", "subject_line", "paper_at", "scan"), _DESK),
            adds_if=entered,
            changes_if=f"{at}.consentdesk_erased(institution, subject)",
        ),
        "document": _Rights(
            reads=_DESK,
            adds=_DESK,
            removes=_DESK,
            adds_if="digest = encode(sha256(data), 'hex')",
            removes_if=evidence,
        ),
        "standing": _PAPER,
        "photo": _Rights(
            reads=_ALL, adds=_ALL, removes=_ALL, changes=_any_column(schema.photo, _ALL)
        ),
        "event": _PICTURES,
        "fingerprint": _PICTURES,
        "look": _PICTURES,
        "grey": _PICTURES,
        "depiction": _PICTURES,
        "release": _Rights(
            reads=_ALL, adds=_ALL, changes=dict.fromkeys(("link", "taken_down_at"), _ALL)
        ),
        "release_copy": _Rights(reads=_ALL, adds=_ALL, changes={"taken_down_at": _ALL}),
        "release_subject": _Rights(reads=_ALL, adds=_ALL),
        "preset": _PICTURES,
        "seat": _Rights(
            reads=_ALL,
            adds=_HEAD,
            changes={"role": _HEAD, "act": _HEAD},
            removes=_HEAD,
            adds_if=seated,
            changed_if=seated,
        ),
        "trash": _Rights(
            reads=_DESK,
            adds=_ALL,
            removes=_ALL,
            or_reads=f"{photos} AND photo IS NOT NULL",
        ),
        "inbox_file": _Rights(reads=_DESK, adds=_DESK, changes={"name": _DESK}),
        "inbox_sheet": _Rights(
            reads=_DESK, adds=_DESK, removes=_DESK, changes=_any_column(schema.inbox_sheet, _DESK)
        ),
        "inbox_page": _Rights(
            reads=_DESK, adds=_DESK, removes=_DESK, changes=_any_column(schema.inbox_page, _DESK)
        ),
        "edition": _Rights(reads=_ALL, adds=_DESK, adds_if=issued),
        "edition_draft": _Rights(
            reads=_ALL,
            adds=_DESK,
            removes=_DESK,
            changes=_any_column(schema.edition_draft, _DESK),
        ),
    }


def statements(at: str, *, door: bool) -> Iterator[str]:
    """All there is to be said, for the schema `at`, quoted; grants only where there is a `door`."""
    rights = _rights(at)
    for table in schema.metadata.sorted_tables:
        yield from _table(at, table, rights[table.name], door=door)
    version = f"{at}.{schema.VERSION_TABLE}"
    yield f"ALTER TABLE {version} ENABLE ROW LEVEL SECURITY"
    yield from _policy(version, "seat_reads", "SELECT USING (true)")
    if door:
        yield f"GRANT SELECT ON {version} TO {DOOR}"
        yield f"GRANT USAGE ON SCHEMA {at}, {PHOTOGRAPHERS} TO {DOOR}"
        yield f"GRANT SELECT ON ALL TABLES IN SCHEMA {PHOTOGRAPHERS} TO {DOOR}"
        # A backup holds the last numbers given, so that none is given again once it is restored.
        yield f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA {at} TO {DOOR}"


def _table(at: str, table: sa.Table, rights: _Rights, *, door: bool) -> Iterator[str]:
    name = f'{at}."{table.name}"'
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
    references = [_reference(at, table, key) for key in _foreign(table)]
    reads = _mine(at, table, rights.reads)
    if rights.or_reads:
        reads = f"({reads}) OR ({rights.or_reads})"
    yield from _policy(name, "seat_reads", f"SELECT USING ({reads})")
    adds = _all_of(_mine(at, table, rights.adds), rights.adds_if, *references)
    yield from _policy(name, "seat_adds", f"INSERT WITH CHECK ({adds})")
    changers = tuple(
        dict.fromkeys(role for some in (rights.changes or {}).values() for role in some)
    )
    before = _all_of(_mine(at, table, changers), rights.changes_if)
    after = _all_of(_mine(at, table, changers), rights.changed_if, *references)
    yield from _policy(name, "seat_changes", f"UPDATE USING ({before}) WITH CHECK ({after})")
    gone = _all_of(_mine(at, table, rights.removes), rights.removes_if)
    yield from _policy(name, "seat_removes", f"DELETE USING ({gone})")
    if door:
        yield from _grants(name, table, rights)


def _grants(name: str, table: sa.Table, rights: _Rights) -> Iterator[str]:
    yield f"REVOKE ALL ON {name} FROM {DOOR}"
    yield f"GRANT SELECT ON {name} TO {DOOR}"
    if rights.adds:
        columns = ", ".join(f'"{c.name}"' for c in table.c if c.name != "id")
        yield f"GRANT INSERT ({columns}) ON {name} TO {DOOR}"
    if rights.changes:
        columns = ", ".join(f'"{column}"' for column in rights.changes)
        yield f"GRANT UPDATE ({columns}) ON {name} TO {DOOR}"
    if rights.removes:
        yield f"GRANT DELETE ON {name} TO {DOOR}"


def _policy(name: str, called: str, what: str) -> Iterator[str]:
    yield f"DROP POLICY IF EXISTS {called} ON {name}"
    yield f"CREATE POLICY {called} ON {name} FOR {what}"


def _all_of(*conditions: str) -> str:
    return " AND ".join(f"({one})" for one in conditions if one)


def _seats(at: str, roles: Roles) -> str:
    return f"{at}.consentdesk_seats('{{{','.join(roles)}}}')"


def _mine(at: str, table: sa.Table, roles: Roles) -> str:
    """That the row belongs to an institution at which the session has one of these roles.

    A scalar sub-select, so that it is worked out once and not for every row.
    """
    if not roles:
        return "false"
    if table is schema.grey:
        return f"EXISTS (SELECT FROM {at}.fingerprint f WHERE f.id = grey.fingerprint)"
    if "institution" not in table.c and table is not schema.institution:
        return f"EXISTS (SELECT FROM {at}.release r WHERE r.id = {table.name}.release)"
    column = "id" if table is schema.institution else "institution"
    return f"{column} = ANY ((SELECT {_seats(at, roles)})::integer[])"


def _foreign(table: sa.Table) -> Iterator[sa.ForeignKey]:
    """What points to a row with a number, other than the institution's own."""
    for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
        target = key.column.table
        if target is not schema.institution and key.column.name == "id":
            yield key


def _reference(at: str, table: sa.Table, key: sa.ForeignKey) -> str:
    """That a row pointed to is the same institution's."""
    column, target = f'"{key.parent.name}"', key.column.table.name
    if "institution" in table.c:
        owner = "institution"
    elif table is schema.grey:
        # Whoever sees the parent may add to it, and sees it only at home.
        return "true"
    else:
        owner = f"{at}.consentdesk_released_at({table.name}.release)"
    owned = f"{at}.consentdesk_owns('{target}', {column}, {owner})"
    return f"{column} IS NULL OR {owned}" if key.parent.nullable else owned


def owned_tables() -> tuple[str, ...]:
    """The tables that others point to by number."""
    found = {key.column.table.name for t in schema.metadata.sorted_tables for key in _foreign(t)}
    return tuple(sorted(found))
