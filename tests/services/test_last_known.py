"""What a server last said: never better than it was, for its own day, sealed, and gone on wish."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from consentdesk.domain.acts import Channel
from consentdesk.domain.photos import Match
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.paths import last_known_dir
from consentdesk.services import intake
from consentdesk.services.check_pack.checking import check_again, check_each
from consentdesk.services.checking import check_files
from consentdesk.services.last_known import keeping
from consentdesk.services.last_known.making import LastKnown, read_last_known
from consentdesk.storage.places import parse
from tests.services.office import Office
from tests.services.rings import Ring, chosen

HERE = parse("postgresql+psycopg://anna:secret@db.example.org/consentdesk")
ELSEWHERE = parse("postgresql+psycopg://anna@db.example.org/other")


@pytest.fixture
def ring() -> Iterator[Ring]:
    """A computer with a keyring."""
    made = Ring()
    with chosen(made):
        yield made


def read(office: Office, ticked: float = 0.0) -> LastKnown:
    found = read_last_known(office.register, office.at, ticked, lambda _done, _total: None)
    assert found is not None
    return found


def files() -> list[Path]:
    return sorted(last_known_dir().glob("*"))


def outcomes(known: LastKnown, *paths: Path) -> list[Outcome]:
    return [finding.outcome for finding in check_each(known.pack, paths)]


def test_it_says_what_the_register_said_and_of_people_initials_alone(office: Office) -> None:
    noah, ida = office.family(), office.family("Ida Holm")
    office.permit(noah)
    paths = [office.portrait(noah), office.portrait(ida), office.portrait(noah, ida)]
    paths += [office.situation(noah), office.draw()]
    before = office.check(*paths)
    known = read(office)
    assert outcomes(known, *paths) == before
    assert {Outcome.CLEAR, Outcome.WITHHELD, Outcome.UNDECIDED} == set(before)
    assert known.pack.people == ("I.H.",)
    codes = {r.code for f in check_each(known.pack, paths) for v in f.verdicts for r in v.reasons}
    assert ReasonCode.NEVER_ASKED not in codes
    assert ReasonCode.NO_PERMISSION in codes


def test_a_withdrawal_is_in_the_next(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    assert outcomes(read(office), path) == [Outcome.CLEAR]
    intake.withdraw(*office.desk, subject=noah, channel=Channel.PHONE)
    assert outcomes(read(office), path) == [Outcome.WITHHELD]


def test_findings_of_the_register_are_judged_by_it_without_their_files(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    known = read(office)
    new = office.portrait(noah, path=office.draw("new.jpg", size=(300, 240)))
    broken = office.folder / "broken.jpg"
    broken.write_bytes(b"no picture")
    found = check_files(office.register, [path, new, broken], at=office.at).findings
    path.unlink()
    again = check_again(known.pack, found)
    assert [f.match for f in again] == [Match.EXACT, Match.NONE, Match.NONE]
    assert [f.outcome for f in again] == [Outcome.CLEAR, Outcome.UNDECIDED, Outcome.UNDECIDED]
    assert [f.photo for f in again] == [None, None, None]
    assert again[2].problem is not None


def test_what_ends_that_night_is_not_answered_by_afterwards(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    known = read(office)
    assert outcomes(known, path) == [Outcome.CLEAR]
    hours = (known.pack.day(office.at + timedelta(hours=n)) for n in range(24))
    assert len(set(hours)) == 2
    for hour in range(24):
        at = office.at + timedelta(hours=hour)
        same_day = known.pack.day(at) == known.pack.as_of
        assert known.counts(at, hour * 3600.0) is same_day
    assert not known.counts(office.at + timedelta(days=1), 0.0)


def test_a_clock_set_back_prolongs_nothing(office: Office) -> None:
    known = read(office, ticked=5.0)
    a_day = timedelta(days=1).total_seconds()
    assert known.counts(office.at, 5.0)
    assert not known.counts(office.at, 5.0 + a_day)
    assert not known.counts(office.at - timedelta(hours=1), 5.0)
    assert known.counts(office.at - timedelta(minutes=5), 5.0)


def test_nothing_is_read_by_a_clock_behind_the_journal(office: Office) -> None:
    office.later(hours=3)
    office.family()
    at = office.at - timedelta(hours=1)
    assert read_last_known(office.register, at, 0.0, lambda _d, _t: None) is None


def test_it_is_as_of_the_last_time_the_server_said_that_nothing_had_changed(
    office: Office,
) -> None:
    known = read(office)
    seen, later = (known.revision, office.today), office.at + timedelta(minutes=40)
    assert known.confirmed(seen, later, 9.0).pack.made_at == later
    assert known.confirmed((known.revision + 1, office.today), later, 9.0) == known
    next_day = office.at + timedelta(days=1)
    assert known.confirmed(seen, next_day, 9.0) == known
    assert known.confirmed(seen, office.at - timedelta(hours=1), 9.0) == known


def test_it_is_kept_sealed_and_found_again_at_the_next_start(office: Office, ring: Ring) -> None:
    ida = office.family("Ida Holm")
    path = office.portrait(ida)
    known = read(office)
    assert keeping.keep(HERE, known)
    (file,) = files()
    data = file.read_bytes()
    for plain in (b"Skovskolen", b"I.H.", b"website", path.read_bytes()[:40]):
        assert plain not in data
    assert "example" not in file.name
    assert file.stat().st_mode & 0o077 == 0
    again = keeping.kept(HERE, None, office.at + timedelta(hours=1), 3600.0)
    assert again is not None
    assert again.pack == known.pack
    assert not again.counts(office.at, 3600.0 + 24 * 3600)
    assert keeping.kept(HERE, "Skovskolen", office.at + timedelta(hours=2), 0.0) is not None
    assert keeping.kept(HERE, "Another", office.at + timedelta(hours=2), 0.0) is None
    assert keeping.kept(ELSEWHERE, None, office.at + timedelta(hours=2), 0.0) is None
    assert len(ring.secrets) == 1


def test_what_was_written_before_can_be_opened_by_nobody(office: Office, ring: Ring) -> None:
    keeping.keep(HERE, read(office))
    (file,) = files()
    old, secrets = file.read_bytes(), dict(ring.secrets)
    keeping.keep(HERE, read(office))
    assert len(ring.secrets) == 1
    assert ring.secrets != secrets
    file.write_bytes(old)
    assert keeping.kept(HERE, None, office.at, 0.0) is None
    assert (files(), ring.secrets) == ([], {})


def test_a_file_that_was_cut_changed_or_moved_answers_nothing(office: Office, ring: Ring) -> None:
    office.portrait(office.family())
    for spoilt in ("cut", "empty", "mark", "version", "byte", "tag", "moved", "key"):
        keeping.keep(HERE, read(office))
        (file,) = files()
        data = file.read_bytes()
        at = {"mark": 3, "version": 17, "byte": len(data) // 2, "tag": len(data) - 1}.get(spoilt)
        if at is not None:
            file.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        elif spoilt == "cut":
            file.write_bytes(data[:-20])
        elif spoilt == "empty":
            file.write_bytes(b"")
        elif spoilt == "key":
            ring.secrets.clear()
        else:
            (name,) = ring.secrets
            other = file.with_name(f"{file.name[:24]}-another.known")
            file.rename(other)
            ring.secrets[name[0], name[1].replace(file.stem, other.stem)] = ring.secrets[name]
        assert keeping.kept(HERE, None, office.at, 0.0) is None, spoilt
        assert files() == [], spoilt


def test_one_that_was_made_to_count_longer_answers_nothing(office: Office, ring: Ring) -> None:
    known = read(office)
    pack = replace(known.pack, good_until=known.pack.good_until + timedelta(days=3))
    keeping.keep(HERE, replace(known, pack=pack))
    assert keeping.kept(HERE, None, office.at, 0.0) is None
    assert (files(), ring.secrets) == ([], {})


def test_what_has_run_out_or_comes_from_the_future_is_removed(office: Office, ring: Ring) -> None:
    for later in (timedelta(days=1), timedelta(hours=-2)):
        keeping.keep(HERE, read(office))
        assert keeping.kept(HERE, None, office.at + later, 0.0) is None
        assert (files(), ring.secrets) == ([], {})


def test_a_clock_set_back_between_two_starts_is_noticed(office: Office, ring: Ring) -> None:
    keeping.keep(HERE, read(office))
    assert keeping.kept(HERE, None, office.at + timedelta(hours=3), 0.0) is not None
    assert keeping.kept(HERE, None, office.at + timedelta(hours=1), 0.0) is None
    assert (files(), ring.secrets) == ([], {})


def test_without_a_keyring_there_is_no_file(office: Office, ring: Ring) -> None:
    known = read(office)
    keeping.keep(HERE, known)
    ring.locked = True
    assert not keeping.keep(HERE, known)
    assert files() == []


def test_of_two_institutions_at_one_address_the_one_named_is_meant(
    office: Office, ring: Ring
) -> None:
    known = read(office)
    other = replace(known, house="b", pack=replace(known.pack, institution="Engskolen"))
    keeping.keep(HERE, known)
    keeping.keep(HERE, other)
    assert keeping.kept(HERE, None, office.at, 0.0) is None
    found = keeping.kept(HERE, "Engskolen", office.at, 0.0)
    assert found is not None
    assert found.pack.institution == "Engskolen"
    keeping.forget_house("b")
    assert keeping.kept(HERE, None, office.at, 0.0) is not None
    assert len(ring.secrets) == 1
    keeping.forget_all()
    assert (files(), ring.secrets) == ([], {})


def test_what_nobody_asked_for_is_swept_away(office: Office, ring: Ring) -> None:
    keeping.keep(HERE, read(office))
    keeping.keep(ELSEWHERE, read(office))
    day = office.at.timestamp()
    for path, hours in zip(files(), (1, 30), strict=True):
        os.utime(path, (day - hours * 3600, day - hours * 3600))
    keeping.forget_old(office.at)
    assert len(files()) == len(ring.secrets) == 1
