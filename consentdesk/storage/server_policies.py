"""Who may see and write which rows on a server: the policies and grants, as statements.

One door for all seats, the group `consentdesk_seat`; what lies behind it hangs on the rows of
`seat`, by institution and role, so that one login can be a clerk here and nobody next door. Numbers
that the database gives are never a seat's to choose.

Policies filter rows, but a condition of the asker's own may be tried before they are, and a plan
that is explained tells how it came out. So whose row it is is asked in a way that always comes
first (`_mine`), and the tables that no photographer reads are closed to photographers altogether:
only a second group, `consentdesk_desk`, has any right to those.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import sqlalchemy as sa

from consentdesk.domain.roles import Role
from consentdesk.storage import schema

DOOR = "consentdesk_seat"
"""The group that every seat's login is a member of; it can't log in itself."""
DESK = "consentdesk_desk"
"""The group of those among them who are no photographers."""
PHOTOGRAPHERS = "consentdesk_photographer"
"""The schema with what photographers read in place of the tables."""
_SHOWN_OTHERWISE = ("subject", "standing", "text", "trash")
"""What photographers read in another shape, see `rights/photographer.sql`."""
_NO_STATISTICS: Mapping[str, tuple[str, ...]] = {
    "subject": ("name", "folded", "ordered", "born"),
    "guardian": ("name",),
    "form": ("serial",),
    "journal_entry": ("number", "subject_line", "paper_at"),
    "standing": ("signed_on", "valid_until", "changes_on"),
    "text": ("salt", "text"),
    "document": ("data",),
    "trash": ("salt", "kept"),
    "inbox_file": ("name",),
    "inbox_sheet": ("draft",),
    "inbox_page": ("texts", "read"),
}
"""Whose values the server keeps no samples of: what it reckons with, it tells whoever asks how it
would go about a question, and the samples are of all institutions at once."""
_REMOVED_BY: Mapping[str, tuple[str, ...]] = {
    "standing": ("subject",),
    "guardianship": ("subject",),
    "form": ("subject",),
    "guardian": ("id",),
    "subject": ("id",),
    "document": ("digest",),
    "text": ("digest",),
    "look": ("fingerprint",),
    "grey": ("fingerprint",),
    "fingerprint": ("id", "photo"),
    "depiction": ("photo",),
    "photo": ("id",),
    "event": ("name",),
    "preset": ("destination",),
    "seat": ("login",),
    "trash": ("id",),
    "inbox_page": ("id",),
    "inbox_sheet": ("id",),
}
"""Of which tables rows go, and by which column they are told."""
Roles = tuple[Role, ...]
_ALL: Roles = (Role.CLERK, Role.PHOTOGRAPHER, Role.HEAD, Role.OFFICER)
_DESK: Roles = (Role.CLERK, Role.HEAD, Role.OFFICER)
_HOUSE: Roles = (Role.CLERK, Role.HEAD)
_HEAD: Roles = (Role.HEAD,)
_MAKERS: Roles = (Role.CLERK, Role.PHOTOGRAPHER, Role.HEAD)
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

    @property
    def group(self) -> str:
        """Who is let near the table at all."""
        return DOOR if Role.PHOTOGRAPHER in self.reads else DESK


@dataclass(frozen=True, slots=True)
class Grant:
    """One right that a group has: on a table, or on what photographers read in its place (`look`).

    On these `columns` alone, where there are any.
    """

    privilege: str
    name: str
    group: str
    columns: tuple[str, ...] = ()
    look: bool = False

    def said(self, at: str) -> str:
        """The statement that gives it, for the schema `at`, quoted."""
        columns = ", ".join(f'"{column}"' for column in self.columns)
        of = f" ({columns})" if columns else ""
        where = PHOTOGRAPHERS if self.look else at
        return f'GRANT {self.privilege}{of} ON {where}."{self.name}" TO {self.group}'


def _any_column(table: sa.Table, roles: Roles) -> dict[str, Roles]:
    kept = {"id", "institution"}
    return {column.name: roles for column in table.c if column.name not in kept}


# The officer adds nothing: whoever erases takes away, and blanks what must stay.
_PAPER = _Rights(reads=_DESK, adds=_HOUSE, removes=_DESK)
_PICTURES = _Rights(reads=_ALL, adds=_MAKERS, removes=_ALL)
_TOLD = "name || CASE WHEN login = '' THEN '' ELSE chr(10) || login END"
_SALTED = "digest = encode(sha256(salt || convert_to({}, 'UTF8')), 'hex')"


def _rights(at: str) -> dict[str, _Rights]:
    """The rights by table; `at` is the schema, quoted."""
    entered = (
        f"{at}.consentdesk_entered(institution, act, jsonb_strip_nulls(jsonb_build_object("
        "'serial', serial, 'subject', subject, 'received_on', received_on, 'evidence', scan)), "
        "number, system, subject_line)"
    )
    own = f"(login = session_user::text OR {at}.consentdesk_is_owner())"
    seated = f"{at}.consentdesk_seated(institution, act, login, role)"
    issued = (
        f"{at}.consentdesk_said(institution, act, 'EDITION_ISSUED', "
        "jsonb_build_object('edition', name))"
    )
    named = (("journal_entry", "scan"), ("form", "scan"), ("inbox_page", "document"))
    needed = " AND ".join(
        f"NOT EXISTS (SELECT FROM {at}.{table} e WHERE e.institution = document.institution "
        f"AND e.{column} = document.digest)"
        for table, column in named
    )
    fresh = (
        f"EXISTS (SELECT FROM {at}.text t WHERE t.digest = guardian.digest "
        "AND t.institution = guardian.institution AND t.text = guardian.name "
        "AND t.xmin = pg_current_xact_id()::xid)"
    )
    return {
        "institution": _Rights(
            reads=_ALL,
            # Not the name: that no two may have the same would tell of the others'.
            changes=dict.fromkeys(("policy_digest", "controller_digest"), _HOUSE),
            changed_if=f"{at}.consentdesk_rules(id) = policy_digest",
        ),
        # The right to change it is what it takes to wait for others there; no row may be changed.
        "head": _Rights(reads=_ALL, changes={"revision": _ALL}, changed_if="false"),
        "clerk": _Rights(reads=_ALL, adds=_ALL, adds_if=f"{_SALTED.format(_TOLD)} AND {own}"),
        "text": _Rights(
            reads=_DESK,
            adds=_ALL,
            removes=_DESK,
            adds_if=_SALTED.format("text"),
        ),
        "ledger": _Rights(reads=_ALL),
        "subject": _Rights(
            reads=_DESK, adds=_HOUSE, removes=_DESK, changes=_any_column(schema.subject, _HOUSE)
        ),
        "guardian": replace(_PAPER, adds_if=fresh),
        "guardianship": _Rights(reads=_ALL, adds=_HOUSE, removes=_DESK),
        "form": _Rights(
            reads=_DESK,
            adds=_HOUSE,
            removes=_DESK,
            changes=dict.fromkeys(("subject", "state", "scan"), _DESK),
        ),
        "journal_entry": _Rights(
            reads=_DESK,
            adds=_HOUSE,
            changes=dict.fromkeys(("number", "system", "subject_line", "paper_at", "scan"), _DESK),
            adds_if=entered,
            changes_if=f"{at}.consentdesk_erased(institution, subject)",
        ),
        "document": _Rights(
            reads=_DESK,
            adds=_HOUSE,
            removes=_DESK,
            adds_if="digest = encode(sha256(data), 'hex')",
            removes_if=needed,
        ),
        "standing": _PAPER,
        "photo": _Rights(
            reads=_ALL, adds=_MAKERS, removes=_ALL, changes=_any_column(schema.photo, _ALL)
        ),
        "event": _PICTURES,
        "fingerprint": _PICTURES,
        "look": _PICTURES,
        "grey": _PICTURES,
        # Of those who stay on a photo it is said anew when somebody else on it is erased.
        "depiction": _Rights(reads=_ALL, adds=_ALL, removes=_ALL),
        "release": _Rights(
            reads=_ALL, adds=_MAKERS, changes=dict.fromkeys(("link", "taken_down_at"), _MAKERS)
        ),
        "release_copy": _Rights(reads=_ALL, adds=_MAKERS, changes={"taken_down_at": _MAKERS}),
        "release_subject": _Rights(reads=_ALL, adds=_MAKERS),
        "preset": _PICTURES,
        "seat": _Rights(
            reads=_ALL,
            adds=_HEAD,
            changes={"role": _HEAD, "act": _HEAD},
            removes=_HEAD,
            adds_if=seated,
            changed_if=seated,
        ),
        "trash": _PAPER,
        "inbox_file": _Rights(reads=_DESK, adds=_HOUSE, changes={"name": _DESK}),
        "inbox_sheet": _Rights(
            reads=_DESK, adds=_HOUSE, removes=_DESK, changes=_any_column(schema.inbox_sheet, _DESK)
        ),
        "inbox_page": _Rights(
            reads=_DESK, adds=_HOUSE, removes=_DESK, changes=_any_column(schema.inbox_page, _DESK)
        ),
        "edition": _Rights(reads=_ALL, adds=_HOUSE, adds_if=issued),
        "edition_draft": _Rights(
            reads=_ALL,
            adds=_HOUSE,
            changes=_any_column(schema.edition_draft, _HOUSE),
        ),
    }


def statements(at: str, *, door: bool) -> Iterator[str]:
    """All there is to be said, for the schema `at`, quoted; grants only where there is a `door`."""
    rights = _rights(at)
    for table in schema.metadata.sorted_tables:
        yield from _table(at, table, rights[table.name], door=door)
        if rights[table.name].group == DESK and table.name not in _SHOWN_OTHERWISE:
            yield from _closed(at, table)
    for name, columns in _NO_STATISTICS.items():
        for column in columns:
            yield f'ALTER TABLE {at}."{name}" ALTER COLUMN "{column}" SET STATISTICS 0'
    version = f"{at}.{schema.VERSION_TABLE}"
    yield f"ALTER TABLE {version} ENABLE ROW LEVEL SECURITY"
    yield from _policy(version, "seat_reads", "SELECT USING (true)")
    if door:
        for one in grants():
            yield one.said(at)
        yield f"GRANT USAGE ON SCHEMA {at}, {PHOTOGRAPHERS} TO {DOOR}"
        # A backup holds the last numbers given, so that none is given again once it is restored.
        yield f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA {at} TO {DOOR}"


def grants() -> Iterator[Grant]:
    """All that is granted on tables and on what photographers read in their place."""
    rights = _rights("")
    for table in schema.metadata.sorted_tables:
        yield from _grants(table, rights[table.name])
    yield Grant("SELECT", schema.VERSION_TABLE, DOOR)
    for view in shown_otherwise():
        yield Grant("SELECT", view, DOOR, look=True)
    for table in (schema.text, schema.trash):
        yield Grant("INSERT", table.name, DOOR, _given(table), look=True)


def shown_otherwise() -> tuple[str, ...]:
    """What photographers read in place of tables: those in another shape, and empty ones."""
    rights = _rights("")
    return tuple(
        table.name
        for table in schema.metadata.sorted_tables
        if rights[table.name].group == DESK or table.name in _SHOWN_OTHERWISE
    )


def _closed(at: str, table: sa.Table) -> Iterator[str]:
    """What a photographer's program finds in place of a table: nothing, whatever it asks."""
    name, rows = f'{PHOTOGRAPHERS}."{table.name}"', f'{at}."{table.name}"'
    yield f"DROP VIEW IF EXISTS {name}"
    columns = ", ".join(f'"{column.name}"' for column in table.c)
    yield " ".join(("CREATE VIEW", name, "AS SELECT", columns, "FROM", rows, "LIMIT 0"))


def _table(at: str, table: sa.Table, rights: _Rights, *, door: bool) -> Iterator[str]:
    name = f'{at}."{table.name}"'
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
    references = [_reference(at, table, key) for key in _foreign(table)]
    yield from _policy(name, "seat_reads", f"SELECT USING ({_mine(at, table, rights.reads)})")
    adds = _all_of(_mine(at, table, rights.adds), rights.adds_if, *references)
    yield from _policy(name, "seat_adds", f"INSERT WITH CHECK ({adds})")
    changers = tuple(
        dict.fromkeys(role for some in (rights.changes or {}).values() for role in some)
    )
    before = _all_of(_mine(at, table, changers), rights.changes_if)
    after = _all_of(_mine(at, table, changers), rights.changed_if, *references)
    yield from _policy(name, "seat_changes", f"UPDATE USING ({before}) WITH CHECK ({after})")
    # No policy lets anything go: see `removals`.
    yield f"DROP POLICY IF EXISTS seat_removes ON {name}"
    if door:
        yield f"REVOKE ALL ON {name} FROM {DOOR}, {DESK}"


def _grants(table: sa.Table, rights: _Rights) -> Iterator[Grant]:
    yield Grant("SELECT", table.name, rights.group)
    if rights.adds:
        adders = DOOR if Role.PHOTOGRAPHER in rights.adds else DESK
        yield Grant("INSERT", table.name, adders, _given(table))
    if rights.changes:
        yield Grant("UPDATE", table.name, rights.group, tuple(rights.changes))


def _given(table: sa.Table) -> tuple[str, ...]:
    """The columns that whoever adds a row may fill in."""
    return tuple(c.name for c in table.c if c.name != "id")


def removals(at: str) -> str:
    """The branches of a CASE over what is to go: who may, and which rows."""
    rights = _rights(at)
    return "\n".join(
        f"    WHEN '{name}.{key}' THEN\n      {_removal(at, name, key, rights[name])};"
        for name, keys in _REMOVED_BY.items()
        for key in keys
    )


def _removal(at: str, name: str, key: str, rights: _Rights) -> str:
    column = schema.metadata.tables[name].c[key]
    keys = "p_keys::integer[]" if isinstance(column.type, sa.Integer) else "p_keys"
    may = f"v_role = ANY ('{{{','.join(rights.removes)}}}')"
    whose = "institution = p_institution"
    if name == schema.grey.name:
        file = f"SELECT FROM {at}.fingerprint f WHERE f.id = grey.fingerprint"
        whose = f"EXISTS ({file} AND f.{whose})"
    if name == schema.trash.name:
        # What a photographer threw away is pictures.
        may = f"({may} OR v_role = 'photographer' AND photo IS NOT NULL AND subject IS NULL)"
    conditions = (whose, f'"{key}" = ANY ({keys})', may, rights.removes_if)
    return " ".join(("DELETE FROM", f'{at}."{name}"', "WHERE", _all_of(*conditions)))


def _policy(name: str, called: str, what: str) -> Iterator[str]:
    yield f"DROP POLICY IF EXISTS {called} ON {name}"
    yield f"CREATE POLICY {called} ON {name} FOR {what}"


def _all_of(*conditions: str) -> str:
    return " AND ".join(f"({one})" for one in conditions if one)


def _mine(at: str, table: sa.Table, roles: Roles) -> str:
    """That the row belongs to an institution at which the session has one of these roles.

    A scalar sub-select, so that it is worked out once and not for every row. It looks a switch up
    by the institution's number, because the server reckons that to cost nothing at all: of several
    conditions it tries the cheapest first, and one of the asker's own that came before would tell,
    by a plan that is explained, whether it holds of a row that is nobody's business.
    """
    if not roles:
        return "false"
    column, owner = "institution", "institution"
    if table is schema.institution:
        column = "id"
    elif table is schema.grey:
        column = owner = "fingerprint"
    elif "institution" not in table.c:
        column = owner = "release"
    among = ",".join(roles)
    switches = f"{at}.consentdesk_switches('{{{among}}}', '{owner}')"
    return f"((SELECT {switches})::boolean[])[{column}]"


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
