"""The check: every file gets a verdict for every destination, and nothing is changed."""

import hashlib
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from consentdesk.domain.photos import Destination, Match, PhotoKind
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.errors import BadInput, Cancelled, Problem
from consentdesk.services import checking, intake
from consentdesk.storage.register import Register
from tests.services.office import CLERK, FACEBOOK, WEBSITE, Office, picture
from tests.services.refusing import refused


def _check(
    office: Office, *paths: Path, recursive: bool = False, on: date | None = None
) -> checking.CheckReport:
    return checking.check_files(office.register, paths, at=office.at, recursive=recursive, on=on)


def test_every_destination_is_judged_unless_some_are_named(office: Office) -> None:
    path = office.draw()
    with office.register.read() as reader:
        every = tuple(reader.policy.destinations)
    report = _check(office, path)
    assert tuple(v.destination for v in report.findings[0].verdicts) == report.destinations == every
    twice = checking.check_files(
        office.register, [path], at=office.at, destinations=[FACEBOOK, WEBSITE, FACEBOOK]
    )
    assert [v.destination for v in twice.findings[0].verdicts] == [FACEBOOK, WEBSITE]
    for wrong in ([Destination("billboard")], []):
        with refused(office, Problem.UNKNOWN_DESTINATION, BadInput):
            checking.check_files(office.register, [path], at=office.at, destinations=wrong)


def test_a_finding_says_how_the_file_was_recognised(office: Office) -> None:
    noah = office.family()
    exact = office.portrait(noah, looks=True)
    captioned = office.folder / "captioned.jpg"
    data = exact.read_bytes()
    captioned.write_bytes(data[:2] + b"\xff\xfe\x00\x07hello" + data[2:])
    near, unknown = office.shrunk(exact), office.draw()
    report = _check(office, exact, captioned, near, unknown)
    assert [f.match for f in report.findings] == [
        Match.EXACT,
        Match.PICTURE,
        Match.NEAR,
        Match.NONE,
    ]
    assert [f.photo for f in report.findings] == [office.photo(exact)] * 3 + [None]
    assert [f.kind for f in report.findings] == [PhotoKind.PORTRAIT] * 3 + [None]
    assert report.findings[0].sha256 is not None
    assert report.findings[2].outcome is Outcome.UNDECIDED


def test_every_file_counts_once_by_its_worst_outcome(office: Office) -> None:
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    office.answer(ella)
    clear, withheld, unknown = office.portrait(noah), office.portrait(ella), office.draw()
    broken = office.folder / "broken.jpg"
    broken.write_text("nothing")
    report = _check(office, clear, withheld, unknown, broken, clear)
    assert (report.clear, report.withheld, report.undecided, report.unreadable) == (2, 1, 1, 1)


def test_order_and_repetitions_are_kept_over_many_batches(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    clear, unknown = office.portrait(noah), office.draw()
    paths = [clear, unknown, *[clear] * 150, unknown, clear]
    seen: list[tuple[int, int]] = []
    report = checking.check_files(
        office.register,
        paths,
        at=office.at,
        destinations=[WEBSITE],
        progress=lambda done, total: seen.append((done, total)),
    )
    assert [f.path for f in report.findings] == paths
    wanted = [Outcome.UNDECIDED if p == unknown else Outcome.CLEAR for p in paths]
    assert [f.outcome for f in report.findings] == wanted
    # Said again while unknown pictures are looked at more closely, and never less than before.
    assert sorted(seen) == seen
    assert sorted(set(seen)) == [(n, len(paths)) for n in range(1, len(paths) + 1)]


def test_the_first_findings_are_there_before_the_last_file_is_read(office: Office) -> None:
    seen: list[int] = []
    findings = checking.check_each(
        office.register,
        [office.draw()] * 200,
        at=office.at,
        progress=lambda done, _: seen.append(done),
    )
    assert next(findings).match is Match.NONE
    assert seen[-1] < 200
    findings.close()


def test_stopping_ends_the_check_and_its_threads(office: Office) -> None:
    def stop(done: int, _total: int) -> None:
        if done == 5:
            raise Cancelled

    with pytest.raises(Cancelled):
        checking.check_files(office.register, [office.draw()] * 50, at=office.at, progress=stop)


def test_a_check_can_be_stopped_while_unknown_pictures_are_decoded(office: Office) -> None:
    told: list[int] = []

    def stop(done: int, total: int) -> None:
        told.append(done)
        if told.count(total) > 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        checking.check_files(office.register, [office.draw()] * 4, at=office.at, progress=stop)
    assert told == [1, 2, 3, 4, 4]


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("empty.jpg", b"", Problem.UNREADABLE_EMPTY),
        ("text.jpg", b"Dear parents", Problem.UNREADABLE_UNKNOWN),
        ("cut.jpg", picture(1)[:-400], Problem.UNREADABLE_DAMAGED),
        ("svg.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", Problem.UNREADABLE_KIND),
        ("form.jpg", b"%PDF-1.7\n%%EOF", Problem.UNREADABLE_KIND),
    ],
)
def test_what_can_not_be_read_is_unreadable_and_hurts_nothing(
    office: Office, name: str, data: bytes, problem: Problem
) -> None:
    noah = office.family()
    office.permit(noah)
    good, bad = office.portrait(noah), office.folder / name
    bad.write_bytes(data)
    report = _check(office, bad, good)
    assert [v.reasons[0].code for v in report.findings[0].verdicts] == [
        ReasonCode.UNREADABLE
    ] * len(report.destinations)
    assert report.findings[0].problem is not None
    assert report.findings[0].problem.problem is problem
    assert report.findings[0].problem.facts["path"] == bad
    assert report.findings[1].outcome is Outcome.CLEAR


def test_a_file_that_is_not_there_is_told_of(office: Office) -> None:
    link = office.folder / "link.jpg"
    link.symlink_to("gone.jpg")
    report = _check(office, office.folder / "gone.jpg", link)
    assert [f.problem and f.problem.problem for f in report.findings] == [
        Problem.UNREADABLE_MISSING
    ] * 2


def test_nothing_but_plain_files_is_ever_waited_for(office: Office) -> None:
    pipe = office.folder / "pipe.jpg"
    os.mkfifo(pipe)
    report = _check(office, pipe, Path("/dev/zero"))
    assert [f.problem and f.problem.problem for f in report.findings] == [
        Problem.UNREADABLE_NOT_A_FILE
    ] * 2


def test_a_link_that_leads_to_itself_does_not_hide_the_rest(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    album = office.folder / "album"
    album.mkdir()
    office.portrait(noah, path=office.draw("album/a.jpg"))
    (album / "loop.jpg").symlink_to("loop.jpg")
    (album / "loop.txt").symlink_to("loop.txt")
    far = office.folder / ("x" * 300 + ".jpg")
    report = checking.check_files(
        office.register, [album, far], at=office.at, destinations=[WEBSITE]
    )
    assert [f.path for f in report.findings] == [album / "a.jpg", album / "loop.jpg", far]
    assert [f.outcome for f in report.findings] == [
        Outcome.CLEAR,
        Outcome.UNDECIDED,
        Outcome.UNDECIDED,
    ]
    assert report.skipped == (album / "loop.txt",)


def test_a_folder_is_opened_up(office: Office) -> None:
    day = office.folder / "day"
    deep = day / "card" / "100"
    deep.mkdir(parents=True)
    hidden = day / ".thumbnails"
    hidden.mkdir()
    for place in (
        day / "b.jpg",
        day / "A.JPG",
        day / "no_extension",
        deep / "c.jpg",
        hidden / "d.jpg",
    ):
        place.write_bytes(picture(1))
    for name in ("b.xmp", "film.mp4", "notes.txt", ".hidden.jpg", "Thumbs.db"):
        (day / name).write_text("x")
    (day / "broken.jpg").write_text("x")
    os.mkfifo(day / "pipe.jpg")
    (day / "loop").symlink_to(day)
    (day / "away.jpg").symlink_to(deep / "c.jpg")
    report = _check(office, day)
    names = ["A.JPG", "away.jpg", "b.jpg", "broken.jpg", "no_extension"]
    assert [f.path.name for f in report.findings] == names
    assert {p.name for p in report.skipped} == {
        "b.xmp",
        "film.mp4",
        "notes.txt",
        "Thumbs.db",
        "pipe.jpg",
        "loop",
    }
    assert report.unreadable == 1
    deeper = _check(office, day, recursive=True)
    assert [f.path for f in deeper.findings][len(names) :] == [deep / "c.jpg"]


def test_a_file_named_outright_is_always_judged(office: Office) -> None:
    notes = office.folder / ".notes.txt"
    notes.write_text("x")
    assert _check(office, notes).unreadable == 1


def test_a_past_day_is_judged_by_what_was_known_then(office: Office) -> None:
    """R30."""
    noah = office.family()
    photo = office.portrait(noah)
    first = office.today
    office.later(days=5)
    office.permit(noah)
    office.later(days=5)
    intake.withdraw(*office.desk, subject=noah)
    days = {first: Outcome.WITHHELD, first + timedelta(days=7): Outcome.CLEAR}
    for day, outcome in days.items():
        finding = _check(office, photo, on=day).findings[0]
        assert finding.outcome is outcome
    assert office.why(photo) == {ReasonCode.WITHDRAWN}


def test_a_verdict_flips_at_local_midnight(office: Office) -> None:
    """R4: at 22:00 UTC in summer, 23:00 in winter."""
    ida = office.child("Ida Lund", date(2011, 12, 1))
    office.guardian(ida)
    office.permit(ida)
    photo = office.portrait(ida)
    office.at = office.at.replace(month=11, day=30, hour=22, minute=59)
    assert office.check(photo) == [Outcome.CLEAR]
    office.later(minutes=1)
    assert office.why(photo) == {ReasonCode.CAME_OF_AGE}


def test_a_clock_set_back_brings_nothing_back_to_life(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    photo = office.portrait(noah)
    office.later(days=800)
    office.child("Somebody New")
    office.later(days=-800)
    assert office.why(photo) == {ReasonCode.LAPSED}


def test_the_check_changes_nothing(office: Office) -> None:
    noah = office.family()
    paths = [office.portrait(noah), office.draw(), office.draw(kind="PNG")]
    before = [(p.read_bytes(), p.stat().st_mtime_ns) for p in paths]
    with office.register.read() as reader:
        head = reader.head()
    _check(office, *paths)
    assert [(p.read_bytes(), p.stat().st_mtime_ns) for p in paths] == before
    with office.register.read() as reader:
        assert reader.head() == head


def test_a_registered_photo_is_judged_without_its_file(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    photo = office.photo(path)
    path.unlink()
    with office.register.read() as reader:
        (verdict,) = checking.judge_photo(reader, photo, office.today, [WEBSITE])
        assert verdict.outcome is Outcome.CLEAR
        assert len(checking.judge_photo(reader, photo, office.today)) == 7
        with pytest.raises(BadInput) as caught:
            checking.judge_photos(reader, [type(photo)(99)], office.today)
    assert caught.value.problem is Problem.UNKNOWN_PHOTO


def test_two_institutions_know_nothing_of_each_others_pictures(
    office: Office, tmp_path: Path
) -> None:
    noah = office.family()
    office.permit(noah)
    photo = office.portrait(noah)
    place = str(tmp_path / "register" / "other.consentdesk")
    made = Register.create(place, institution="Another", policy="dk", clerk=CLERK, at=office.at)
    with made as register:
        assert Office(register, office.folder).why(photo) == {ReasonCode.UNKNOWN_PHOTO}


def test_a_file_changed_between_two_looks_is_judged_by_what_is_seen_last(office: Office) -> None:
    """What is CLEAR is the bytes whose digest stands beside the verdict, and no others."""
    noah = office.family()
    office.permit(noah)
    permitted, other = office.portrait(noah), office.draw()

    def swap(done: int, total: int) -> None:
        if done == total:
            other.write_bytes(permitted.read_bytes())

    report = checking.check_files(
        office.register, [other], at=office.at, destinations=[WEBSITE], progress=swap
    )
    finding = report.findings[0]
    assert finding.outcome is Outcome.CLEAR
    assert finding.sha256 == hashlib.sha256(permitted.read_bytes()).digest()


def test_a_check_can_be_stopped_while_folders_are_listed(office: Office) -> None:
    """Nobody waits for a hundred thousand names on a slow share to come in."""
    for _number in range(5):
        office.draw()
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if len(told) == 3:
            raise Cancelled

    with refused(office, Problem.CANCELLED, Cancelled):
        checking.check_files(office.register, [office.folder], at=office.at, progress=stop)
    assert told == [(0, 0)] * 3
