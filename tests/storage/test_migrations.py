"""The schema's history: it ends at the tables the program uses, and older registers come along."""

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from consentdesk.domain.acts import ActKind, Attested
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId, ReleaseId
from consentdesk.errors import Cancelled, Problem, RegisterError
from consentdesk.storage import migrating, schema
from consentdesk.storage.database import raw_file
from consentdesk.storage.indexes import whole_schema
from consentdesk.storage.order import order_key
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import upgrade, verify
from consentdesk.storage.values import SubjectFilter
from tests.factories import NOW
from tests.storage.desk import released, writing
from tests.storage.older import DATA, make_older

NOW_HERE = schema.VERSION
NEXT = f"{int(NOW_HERE) + 1:04}"
LATER = datetime(2026, 12, 24, 17, 30, tzinfo=UTC)
ODD_STEP = '''
"""A step of the future, for the tests."""
import sqlalchemy as sa
revision = "{next}"
down_revision = "{now}"

def upgrade(op):
    op.add_column("subject", sa.Column("nickname", sa.Text(), server_default="", nullable=False))
    {trouble}
'''


def test_the_migrations_end_at_the_schema(register: Register) -> None:
    with register.connected(writes=False) as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": schema.VERSION_TABLE}
        )
        assert compare_metadata(context, whole_schema(connection.dialect.name)) == []
        assert context.get_current_revision() == schema.VERSION


def test_every_version_is_known_in_order() -> None:
    script = ScriptDirectory(str(migrating.FOLDER))
    revisions = [step.revision for step in script.walk_revisions()]
    assert tuple(reversed(revisions)) == schema.VERSIONS
    assert script.get_current_head() == schema.VERSION


def test_two_registers_made_at_once_do_not_write_into_each_other(tmp_path: Path) -> None:
    ready = Barrier(2)

    def make(name: str) -> bool:
        made = []
        for number in range(4):
            ready.wait()
            path = str(tmp_path / f"{name}{number}.db")
            one = Register.create(path, institution=name, policy="dk", clerk="Anna", at=NOW)
            with one as register, register.read() as reader:
                made.append(verify(register).ok and reader.institution.name == name)
        return all(made)

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(make, ("Solen", "Skoven"))) == [True, True]


def test_a_current_register_needs_no_upgrade(location: str) -> None:
    done = upgrade(location, at=LATER)
    assert (done.before, done.after, done.backup) == (schema.VERSION, schema.VERSION, None)


@pytest.fixture
def future(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A program one version ahead: what there is now is the past."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrating.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    step = folder / "versions" / "v9999_future.py"
    step.write_text(_odd_step(""))
    monkeypatch.setattr(migrating, "FOLDER", folder)
    monkeypatch.setattr(schema, "VERSIONS", (*schema.VERSIONS, NEXT))
    monkeypatch.setattr(schema, "VERSION", NEXT)
    yield step


def _odd_step(trouble: str) -> str:
    return ODD_STEP.format(next=NEXT, now=NOW_HERE, trouble=trouble)


def _version(location: str) -> str:
    with _past_the_guards(location) as connection:
        return str(
            connection.execute(sa.text("SELECT version_num FROM consentdesk_version")).scalar()
        )


def _past_the_guards(location: str) -> sa.Connection:
    """A connection past every guard."""
    url = location if "://" in location else f"sqlite:///{location}"
    return sa.create_engine(url, poolclass=sa.NullPool).connect()


def test_an_older_register_is_not_opened(location: str, future: Path) -> None:
    assert future.exists()
    with pytest.raises(RegisterError) as caught:
        Register.open(location)
    assert caught.value.problem is Problem.REGISTER_TOO_OLD


def test_an_older_register_is_upgraded_with_all_it_holds(location: str, future: Path) -> None:
    assert future.exists()
    with _past_the_guards(location) as connection:
        before = connection.execute(sa.text("SELECT digest FROM head")).scalar()
    done = upgrade(location, at=LATER)
    assert (done.before, done.after) == (NOW_HERE, NEXT)
    with Register.open(location) as register:
        with register.read() as reader:
            assert reader.head().digest == before
        with register.connected(writes=False) as connection:
            columns = {c["name"] for c in sa.inspect(connection).get_columns("subject")}
        assert "nickname" in columns
    assert _version(location) == NEXT


def test_a_file_is_backed_up_beside_itself_before_it_is_upgraded(file: Path, future: Path) -> None:
    assert future.exists()
    done = upgrade(str(file), at=LATER)
    assert done.backup == file.with_name(f"register.db.version-{NOW_HERE}-20261224T173000Z")
    assert _version(str(done.backup)) == NOW_HERE
    assert done.backup.stat().st_mode & 0o777 == 0o600
    file.unlink()
    shutil.copy(done.backup, file)
    second = upgrade(str(file), at=LATER)
    assert second.backup == file.with_name(f"register.db.version-{NOW_HERE}-20261224T173000Z-2")


def test_a_step_that_fails_leaves_the_register_as_it_was(location: str, future: Path) -> None:
    future.write_text(_odd_step('op.execute("SELECT * FROM no_such_table")'))
    with pytest.raises(RegisterError):
        upgrade(location, at=LATER)
    assert _version(location) == NOW_HERE
    with _past_the_guards(location) as connection:
        columns = {c["name"] for c in sa.inspect(connection).get_columns("subject")}
    assert "nickname" not in columns


def test_a_step_that_fails_leaves_no_copy_behind(file: Path, future: Path) -> None:
    future.write_text(_odd_step('op.execute("SELECT * FROM no_such_table")'))
    with pytest.raises(RegisterError):
        upgrade(str(file), at=LATER)
    assert list(file.parent.glob("*.version-*")) == []


def test_who_stops_the_upgrade_finds_the_register_as_it_was(file: Path, future: Path) -> None:
    assert future.exists()

    def stop(done: int, total: int) -> None:
        assert total == 2
        if done == total:
            raise Cancelled

    with pytest.raises(Cancelled):
        upgrade(str(file), at=LATER, progress=stop)
    assert _version(str(file)) == NOW_HERE
    assert list(file.parent.glob("*.version-*")) == []


def test_a_register_that_is_open_somewhere_is_not_upgraded(file: Path, future: Path) -> None:
    """A program of the older version would go on writing into tables it doesn't know."""
    assert future.exists()
    with closing(raw_file(file)) as another:
        another.execute("SELECT count(*) FROM subject").fetchone()
        with pytest.raises(RegisterError) as caught:
            upgrade(str(file), at=LATER)
    assert caught.value.problem is Problem.REGISTER_IN_USE
    assert _version(str(file)) == NOW_HERE
    assert upgrade(str(file), at=LATER).after == NEXT


def test_a_newer_register_is_not_upgraded(location: str) -> None:
    with _past_the_guards(location) as connection:
        connection.execute(sa.text("UPDATE consentdesk_version SET version_num = '9999'"))
        connection.commit()
    with pytest.raises(RegisterError) as caught:
        upgrade(location, at=LATER)
    assert caught.value.problem is Problem.REGISTER_TOO_NEW


def test_what_is_missing_is_not_upgraded(tmp_path: Path) -> None:
    with pytest.raises(RegisterError) as caught:
        upgrade(str(tmp_path / "none.db"), at=LATER)
    assert caught.value.problem is Problem.REGISTER_MISSING


@pytest.mark.parametrize("version", schema.VERSIONS[:-1])
def test_every_version_comes_along_with_data(empty: str, version: str) -> None:
    make_older(empty, version)
    assert upgrade(empty, at=LATER).before == version
    with Register.open(empty) as register:
        found = verify(register)
        assert found.problems == ()
        with register.read() as reader:
            head = reader.head()
        # Nothing was put into the chain, and nobody's revision moved.
        then = _row(version, "head")
        assert (found.acts, found.head) == (head.number, head.digest)
        assert (head.number, head.digest, head.revision) == (
            then["number"],
            then["digest"],
            then["revision"],
        )


def _row(version: str, table: str) -> dict[str, Any]:
    kept = json.loads((DATA / f"register-{version}.json").read_text())[table]
    return dict(zip(kept["columns"], kept["rows"][0], strict=True))


@pytest.mark.parametrize("version", schema.VERSIONS[:-1])
def test_forms_from_before_it_was_known_speak_to_whoever_signed_that_day(
    empty: str, version: str
) -> None:
    make_older(empty, version)
    upgrade(empty, at=LATER)
    with Register.open(empty) as register, register.read() as reader:
        forms = reader.forms()
    assert forms
    assert not any(form.own for form in forms)


@pytest.mark.parametrize("version", ["0001", "0003"])
def test_what_was_taken_down_before_copies_were_is_down_as_a_whole(
    empty: str, version: str
) -> None:
    """The first release was; the second is out, in one of them after a mistake."""
    make_older(empty, version)
    upgrade(empty, at=LATER)
    with Register.open(empty) as register, register.read() as reader:
        out, down = reader.releases()
    assert (out.taken_down_at, out.out()) == (None, (0,))
    assert down.taken_down_at == down.copies[0].taken_down_at == NOW + timedelta(days=1)


@pytest.mark.parametrize("version", schema.VERSIONS[:-1])
def test_people_from_before_there_was_an_order_come_in_that_of_their_alphabet(
    empty: str, version: str
) -> None:
    make_older(empty, version)
    with _past_the_guards(empty) as connection:
        names = connection.execute(sa.text("SELECT name FROM subject")).scalars().all()
    upgrade(empty, at=LATER)
    with Register.open(empty) as register, register.read() as reader:
        ids = reader.find_subjects(SubjectFilter(left=True), LATER.date())
        known = reader.subjects(ids)
    assert [known[s].name for s in ids] == sorted(names, key=lambda n: order_key(n, "dk"))


def test_an_older_photo_is_bound_as_soon_as_somebody_speaks_of_it(empty: str) -> None:
    make_older(empty, "0001")
    upgrade(empty, at=LATER)
    photo, noah, ella = PhotoId(2), SubjectId(1), SubjectId(2)
    with Register.open(empty) as register:
        with writing(register, LATER) as writer:
            writer.append(Attested(photo=photo, kind=None, shows=(noah, ella), visible=2))
        with register.read() as reader:
            kinds = [act.kind for act in reader.acts_on([photo])[photo]]
        assert kinds == [ActKind.REGISTERED, ActKind.ATTESTED, ActKind.DESCRIBED]
        assert verify(register).ok
        _by_hand(empty, "UPDATE photo SET salt = NULL, faces = 9")
        assert [p.detail for p in verify(register).problems] == ["facts of photo 2"]


def test_an_older_release_is_bound_where_something_is_said_of_it(empty: str) -> None:
    make_older(empty, "0001")
    upgrade(empty, at=LATER)
    with Register.open(empty) as register:
        with writing(register, LATER) as writer:
            writer.set_link(ReleaseId(1), "https://example.org/other")
            released(writer, PhotoId(1), SubjectId(1))
        assert verify(register).ok
        _by_hand(empty, "UPDATE release SET folder = '/elsewhere', link = 'https://example.com'")
        assert [p.detail for p in verify(register).problems] == [
            "link of release 1",
            "folder of release 3",
            "link of release 3",
        ]


def _by_hand(location: str, statement: str) -> None:
    with _past_the_guards(location) as connection:
        connection.execute(sa.text(statement))
        connection.commit()
