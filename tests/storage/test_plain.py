"""The quick look of verify passes nothing that the thorough one objects to, and what is usual."""

import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId
from consentdesk.storage import schema
from consentdesk.storage.register import Register
from consentdesk.storage.snapshot import Shelf
from consentdesk.storage.values import Tampering, VerifyProblem
from consentdesk.storage.verifying import Verifier
from consentdesk.storage.verifying_course import rows_of
from tests.storage.tampering import guards_down, rewrite_chain
from tests.storage.test_verifying import LEDGER, PLAIN, fill


class Thorough(Verifier):
    """A verifier that finds nothing plain."""

    def _ids(self, table: sa.Table) -> list[int]:
        return list(self._rows(sa.select(table.c.id).order_by(table.c.id)).scalars())

    def photos_in_doubt(self) -> Iterator[PhotoId]:
        yield from map(PhotoId, self._ids(schema.photo))

    def forms_in_doubt(self) -> Iterator[int]:
        yield from self._ids(schema.form)

    def people_in_doubt(self) -> Iterator[SubjectId]:
        yield from map(SubjectId, self._ids(schema.subject))

    def files_are_plain(self, void: Collection[int]) -> bool:
        return len(void) < 0


def _found(path: Path, kind: type[Verifier]) -> set[tuple[Tampering, int | None, str]]:
    """What it finds; of acts that can't be read the first, not in which of the parts.

    Each part stops at the first that it meets, and forms looked at in full are gone through by
    their serials, which are drawn anew for each register.
    """
    with Register.open(str(path)) as register, register.connected(writes=False) as connection:
        verifier = kind(connection, register.institution_id, Shelf(), register.place.shown)
        found = list(verifier.problems(rows_of(connection, register.institution_id)))
    named = {_named(problem) for problem in found}
    unreadable = sorted(n for code, n, _ in named if code is Tampering.ACT_UNREADABLE and n)
    return {one for one in named if one[1] not in unreadable[1:]}


def _named(problem: VerifyProblem) -> tuple[Tampering, int | None, str]:
    if problem.code is not Tampering.DATABASE_DAMAGED:
        return problem.code, problem.number, problem.detail
    _part, _, why = problem.detail.partition(": ")
    if why.startswith("act "):
        return Tampering.ACT_UNREADABLE, int(why.removeprefix("act ")), "body"
    return problem.code, problem.number, why


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, fresh_file: Path) -> Path:
    """A file in which everything has happened, for copies to be made of."""
    path = tmp_path_factory.mktemp("plain") / "register.db"
    shutil.copyfile(fresh_file, path)
    with Register.open(str(path)) as register:
        fill(register)
    return path


ODD: Mapping[str, str] = {
    "another attestation": "UPDATE photo SET attested = 1",
    "an attestation not needed": "UPDATE photo SET attested = 0",
    "no kind": "UPDATE photo SET kind = NULL",
    "a kind that needs no attestation": "UPDATE photo SET kind = 'situation', attested = 0",
    "a kind there is not": "UPDATE photo SET kind = 'odd'",
    "a crop": "UPDATE photo SET crop = '[0.1,0.1,0.5,0.5]'",
    "a crop that is none": "UPDATE photo SET crop = 'odd'",
    "shapes over others": "UPDATE photo SET unknown_covers = '[]'",
    "a raw file's digest": "UPDATE photo SET raw_digest = x'00'",
    "a width that is none": "UPDATE photo SET width = 'wide'",
    "a time that is none": "UPDATE photo SET taken_at = 'soon'",
    "a day that is none": "UPDATE photo SET delete_after = 'soon'",
    "a name that is none": "UPDATE photo SET name = x'00'",
    "a drawn cover": "UPDATE depiction SET cover = 'odd'",
    "half a place": "UPDATE depiction SET x = 0.1",
    "two files exchanged": "UPDATE fingerprint SET act = (SELECT sum(act) FROM fingerprint) - act "
    "WHERE id < 3",
    "two files of one act": "UPDATE fingerprint SET act = (SELECT min(act) FROM fingerprint)",
    "a file of no act": "UPDATE fingerprint SET act = 9999 WHERE id = 1",
    "custody that is neither": "UPDATE guardianship SET custody = 2",
    "a guardianship begun": "UPDATE guardianship SET since = '2026-01-01'",
    "staff": "UPDATE subject SET staff = 1",
    "somebody who left": "UPDATE subject SET left_on = '2026-01-01'",
    "somebody who came back": "UPDATE subject SET here_since = '2030-01-01'",
    "a purpose there is not": "UPDATE standing SET purpose = 'odd' WHERE purpose = 'website'",
    "a permission nobody gave": "INSERT INTO standing SELECT 2, 'press', institution, state, lack, "
    "serial, signed_on, signer, guardian, edition, language, wording, valid_until, decision, "
    "journaled, changes_on, came_of_age, computed_on FROM standing WHERE subject = 1 LIMIT 1",
    "another day": "UPDATE standing SET computed_on = '2040-01-01'",
    "a day there never was": "UPDATE standing SET computed_on = 'soon'",
    "two days": "UPDATE standing SET computed_on = '2026-09-20' WHERE purpose = 'website'",
    "a form nobody got": "UPDATE form SET subject = NULL",
    "a form of no number": "UPDATE form SET serial = 'ODD' WHERE id = 1",
    "purposes that are none": "UPDATE form SET purposes = 'odd'",
    "another scan": "UPDATE form SET scan = 'odd'",
    "a form further on": "UPDATE form SET state = 'journaled'",
}
"""Changes that a look at texts alone might take for something else."""


def _executing(statement: str) -> Callable[[sqlite3.Connection], object]:
    return lambda raw: raw.execute(statement)


def _rewritten(statement: str) -> Callable[[sqlite3.Connection], object]:
    def deed(raw: sqlite3.Connection) -> None:
        raw.execute(statement)
        rewrite_chain(raw)

    return deed


_OF = "UPDATE ledger SET body = replace(body, {!r}, {!r}) WHERE kind = '{}'"
REWRITTEN: Mapping[str, str] = {
    "a file": _OF.format('"sha256":"', '"sha256":"0', "REGISTERED"),
    "a file's photo": _OF.format('"photo":1', '"photo":9', "REGISTERED"),
    "a description": _OF.format('"credited":', '"credited": ', "DESCRIBED"),
    "who is described": _OF.format('"shows":[1]', '"shows":[2]', "DESCRIBED"),
    "an attestation's kind": _OF.format('"portrait"', '"nobody"', "ATTESTED"),
    "an attestation's sum": _OF.format('"visible":1', '"visible":01', "ATTESTED"),
    "hidden for nothing": _OF.format("{", '{"hidden":0,', "ATTESTED"),
    "an answer's day": _OF.format('"signed_on":"2', '"signed_on":"x', "GRANTED"),
    "an answer's wording": _OF.format('"language":"', '"language":"x', "GRANTED"),
    "an entry's scan": _OF.format('"evidence":"', '"evidence":"0', "JOURNALED"),
    "what was asked": _OF.format('"website"', '"press"', "ASKED"),
    "a time": "UPDATE ledger SET at = 'never' WHERE kind = 'ATTESTED'",
}
"""Acts changed by somebody who works out the chain anew."""
_OF_PERMISSIONS: Mapping[str, str] = {
    **dict.fromkeys(("lack", "signer", "edition", "language", "wording"), "'odd'"),
    **dict.fromkeys(("guardian", "decision", "journaled", "came_of_age"), "99"),
    **dict.fromkeys(("signed_on", "valid_until", "changes_on"), "'2026-01-01'"),
    "serial": "''",
    "state": "'NEVER_ASKED'",
}
DEEDS: Mapping[str, Callable[[sqlite3.Connection], object]] = {
    **{
        what: _executing(statement)
        for what, (_code, statement) in PLAIN.items()
        if statement.startswith(("UPDATE", "DELETE", "INSERT"))
    },
    **{what: _executing(statement) for what, statement in ODD.items()},
    **{
        f"a permission's {column}": _executing(
            " ".join(("UPDATE standing SET", column, "=", value))
        )
        for column, value in _OF_PERMISSIONS.items()
    },
    **{f"in the ledger: {what}": deed for what, (_codes, deed) in LEDGER.items()},
    **{f"rewritten: {what}": _rewritten(statement) for what, statement in REWRITTEN.items()},
}


HARMLESS = frozenset(
    {
        "shapes over others",
        "custody that is neither",
        "two days",
        "rewritten: a description",
    }
)
"""What is read as it was meant: no shapes, yes, the same answer on both days, one blank more."""


@pytest.mark.parametrize("what", DEEDS)
def test_a_quick_look_finds_all_that_a_thorough_one_does(
    whole: Path, tmp_path: Path, what: str
) -> None:
    path = tmp_path / "register.db"
    shutil.copyfile(whole, path)
    with guards_down(path) as raw:
        before = raw.total_changes
        DEEDS[what](raw)
        assert raw.total_changes > before
    found = _found(path, Thorough)
    assert _found(path, Verifier) == found
    assert bool(found) is (what not in HARMLESS)


def test_what_is_usual_is_plain(whole: Path) -> None:
    """Else all of it would be looked at in full, and nobody would notice but by the clock."""
    with Register.open(str(whole)) as register, register.connected(writes=False) as connection:
        verifier = Verifier(connection, register.institution_id, Shelf(), register.place.shown)
        assert list(verifier.photos_in_doubt()) == []
        assert list(verifier.people_in_doubt()) == []
        # One was given to nobody yet, and one has an answer that was a mistake.
        assert len(list(verifier.forms_in_doubt())) == 2
        assert verifier.files_are_plain(frozenset())
