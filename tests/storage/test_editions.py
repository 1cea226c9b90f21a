"""Own editions of the form as they are stored: drafts change, what was issued never does."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from consentdesk.domain.acts import ActKind, EditionIssued
from consentdesk.errors import BadInput, Problem, RegisterError, RuleRefusal
from consentdesk.storage import schema
from consentdesk.storage.reading_editions import files_digest, files_text
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import Tampering
from tests.storage.desk import writing

FILES = {"OWN-1/edition.toml": 'name = "OWN-1"\n', "OWN-1/da.toml": 'name = "Æbleskoven"\n'}
CHANGES: tuple[Callable[[sa.Connection], object], ...] = (
    lambda c: c.execute(sa.update(schema.edition).values(files="{}")),
    lambda c: c.execute(sa.delete(schema.edition)),
)


def issued(register: Register) -> None:
    with writing(register) as writer:
        writer.add_edition_draft("OWN-1", "{}")
        writer.issue_edition("OWN-1", FILES)


def test_an_edition_issued_is_recorded_with_its_digest_and_no_draft_any_more(
    register: Register,
) -> None:
    issued(register)
    with register.read() as reader:
        (act,) = reader.ledger(kinds=frozenset({ActKind.EDITION_ISSUED}))
        assert act.body == EditionIssued(edition="OWN-1", files=files_digest(files_text(FILES)))
        found = reader.issued_edition("OWN-1")
        assert found is not None
        assert (found.files, found.at) == (FILES, act.at)
        assert reader.edition_draft("OWN-1") is None
        assert reader.issued_edition("OWN-2") is None
    assert verify(register).problems == ()


@pytest.mark.parametrize("change", CHANGES, ids=["update", "delete"])
def test_the_database_refuses_to_change_an_issued_edition(
    register: Register, change: Callable[[sa.Connection], object]
) -> None:
    issued(register)
    with pytest.raises(RegisterError), register.connected(writes=True) as connection:
        change(connection)
        connection.commit()
    assert verify(register).problems == ()


def test_an_edition_changed_past_the_guards_is_reported_and_not_read(register: Register) -> None:
    issued(register)
    _past_the_guards(
        register,
        sa.update(schema.edition).values(
            files=sa.func.replace(schema.edition.c.files, "OWN-1/da", "OWN-1/sv")
        ),
    )
    found = [p.code for p in verify(register).problems]
    assert Tampering.EDITION_MISMATCH in found
    with register.read() as reader, pytest.raises(RegisterError) as caught:
        reader.issued_edition("OWN-1")
    assert caught.value.problem is Problem.REGISTER_DAMAGED


def test_an_edition_taken_away_past_the_guards_is_reported_and_missed(register: Register) -> None:
    issued(register)
    _past_the_guards(register, sa.delete(schema.edition))
    assert Tampering.EDITION_MISMATCH in [p.code for p in verify(register).problems]
    with register.read() as reader, pytest.raises(RegisterError):
        reader.issued_edition("OWN-1")


def test_an_edition_put_in_by_hand_is_reported_and_not_read(register: Register) -> None:
    issued(register)
    here = register.institution_id
    with register.connected(writes=True) as connection:
        connection.execute(
            sa.insert(schema.edition).values(institution=here, name="OWN-2", act=1, files="{}")
        )
        connection.commit()
    assert [p.code for p in verify(register).problems] == [Tampering.EDITION_MISMATCH]
    with register.read() as reader, pytest.raises(RegisterError):
        reader.issued_edition("OWN-2")


def test_guards_that_were_taken_off_are_missed(register: Register) -> None:
    with register.connected(writes=True) as connection:
        _drop(connection, "edition_no_update")
        connection.commit()
    assert [p.code for p in verify(register).problems] == [Tampering.GUARD_MISSING]


def test_two_who_change_one_draft_do_not_overwrite_each_other(register: Register) -> None:
    with writing(register) as writer:
        writer.add_edition_draft("OWN-1", "one")
    with writing(register) as writer:
        assert writer.set_edition_draft("OWN-1", 1, "two") == 2
    with pytest.raises(RuleRefusal) as caught, writing(register) as writer:
        writer.set_edition_draft("OWN-1", 1, "three")
    assert caught.value.problem is Problem.EDITION_DRAFT_MOVED
    with register.read() as reader:
        assert [(d.content, d.version) for d in reader.edition_drafts()] == [("two", 2)]


def test_a_name_is_given_once_to_drafts_and_issued_editions_alike(register: Register) -> None:
    issued(register)
    with writing(register) as writer:
        writer.add_edition_draft("OWN-2", "{}")
    for name in ("OWN-1", "OWN-2"):
        with pytest.raises(BadInput) as caught, writing(register) as writer:
            writer.add_edition_draft(name, "{}")
        assert caught.value.problem is Problem.EDITION_EXISTS


def test_a_draft_is_thrown_away_once(register: Register) -> None:
    with writing(register) as writer:
        writer.add_edition_draft("OWN-1", "{}")
        writer.drop_edition_draft("OWN-1")
    with pytest.raises(BadInput) as caught, writing(register) as writer:
        writer.drop_edition_draft("OWN-1")
    assert caught.value.problem is Problem.EDITION_UNKNOWN


def _past_the_guards(register: Register, statement: sa.Executable) -> None:
    with register.connected(writes=True) as connection:
        for name in ("edition_no_update", "edition_no_delete"):
            _drop(connection, name)
        connection.execute(statement)
        connection.commit()


def _drop(connection: sa.Connection, trigger: str) -> None:
    on = "" if connection.dialect.name == "sqlite" else " ON edition"
    connection.exec_driver_sql(f"DROP TRIGGER {trigger}{on}")
