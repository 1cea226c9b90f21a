"""The gate: what leaves, what stays, and what the ledger says about it."""

import hashlib
import time
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from consentdesk.domain.acts import ActKind, Released
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination, Fingerprint, PhotoKind, Region, ReleaseId
from consentdesk.domain.releases import Release
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.errors import BadInput, Cancelled, Problem, RuleRefusal
from consentdesk.services import exporting, intake, photographs, planning, roster, taking_down
from consentdesk.services.pictures.fingerprint import picture_digest
from consentdesk.services.pictures.residue import residue
from consentdesk.storage.upkeep import verify
from tests.services.office import FACEBOOK, Office, picture
from tests.services.pictures import crafted
from tests.services.refusing import refused

FACE = Region(0.4, 0.2, 0.1, 0.15)


def _release(
    office: Office,
    *paths: Path,
    covered: tuple[SubjectId, ...] = (),
    max_edge: int | None = None,
    event: str = "",
) -> exporting.Exported:
    return exporting.release(
        *office.desk,
        office.plan(*paths, covered=covered),
        office.target(),
        max_edge=max_edge,
        event=event,
    )


def _names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def _last_release(office: Office) -> Release:
    with office.register.read() as reader:
        return reader.releases(limit=1)[0]


def test_what_is_clear_leaves_and_the_rest_stays(office: Office) -> None:
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    clear, withheld, unknown = office.portrait(noah), office.portrait(noah, ella), office.draw()
    broken = office.folder / "broken.jpg"
    broken.write_text("x")
    done = _release(office, clear, withheld, unknown, broken)
    assert [f.path for f in done.released] == [clear]
    assert [f.path for f in done.withheld] == [withheld, unknown, broken]
    assert _names(office.target()) == ["sommerfest-2026-001.jpg"]
    assert verify(office.register).ok


def test_the_ledger_says_what_left_and_what_it_rests_on(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    done = exporting.release(
        *office.desk, office.plan(path), office.target(), link="https://skovskolen.dk/1"
    )
    (file,) = done.released
    assert file.sha256_in == hashlib.sha256(path.read_bytes()).digest()
    assert file.sha256_out == hashlib.sha256(file.output.read_bytes()).digest()
    release = _last_release(office)
    assert (release.id, release.folder) == (done.release, str(office.target()))
    assert release.link == "https://skovskolen.dk/1"
    (copy,) = release.copies
    assert (copy.output, copy.shows, copy.covered) == (file.output.name, (noah,), ())
    assert (copy.sha256_in, copy.sha256_out) == (file.sha256_in, file.sha256_out)
    with office.register.read() as reader:
        link, left = reader.ledger(limit=2)
        body = left.body
        relied_on = [reader.act(n).body for n in copy.permissions]
    assert (link.kind, left.kind) == (ActKind.POSTED, ActKind.RELEASED)
    assert isinstance(body, Released)
    assert body.permissions == copy.permissions
    assert [getattr(b, "purpose", "") for b in relied_on] == ["website"]


def test_a_copy_carries_the_pixels_and_nothing_else(office: Office) -> None:
    """R24."""
    noah = office.family()
    office.permit(noah)
    path = office.draw()
    data = path.read_bytes()
    path.write_bytes(data[:2] + b"\xff\xfe\x00\x0bNoah Lund" + data[2:] + b"trailing Noah Lund")
    office.portrait(noah, path=path)
    (file,) = _release(office, path).released
    out = file.output.read_bytes()
    assert residue(out) == ()
    assert b"Noah" not in out
    with Image.open(BytesIO(out)) as copy, Image.open(BytesIO(data)) as original:
        assert copy.tobytes() == original.tobytes()


def test_rows_below_a_lowered_height_stay_behind(office: Office) -> None:
    """R24: it was seen when the picture came in that it holds more than it shows."""
    paths = [office.draw(size=(320, 480)) for _ in range(2)]
    paths[1].write_bytes(crafted.lowered(paths[1].read_bytes()))
    for path in paths:
        apart = office.every()
        photographs.add_photos(*office.desk, [path], kind=PhotoKind.NOBODY, different=apart)
    plain, lowered = _release(office, *paths).released
    assert picture_digest(plain.output.read_bytes()) == picture_digest(paths[0].read_bytes())
    with Image.open(BytesIO(crafted.raised(lowered.output.read_bytes(), 480))) as image:
        assert len(image.crop((0, 288, 320, 480)).getcolors() or ()) == 1


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_every_kind_of_picture_leaves_as_a_clean_jpeg(office: Office, kind: str) -> None:
    path = office.draw(kind=kind)
    photographs.add_photos(*office.desk, [path], kind=PhotoKind.NOBODY)
    (file,) = _release(office, path).released
    assert file.output.suffix == ".jpg"
    assert residue(file.output.read_bytes()) == ()


def test_a_large_picture_is_made_smaller(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    (file,) = _release(office, path, max_edge=100).released
    with Image.open(file.output) as copy:
        assert max(copy.size) == 100
    for edge in (0, -5):
        with refused(office, Problem.NOT_AN_EDGE, BadInput):
            _release(office, path, max_edge=edge)


def test_nothing_is_released_where_nothing_is_clear(office: Office) -> None:
    path = office.portrait(office.family())
    before = office.acts()
    done = exporting.release(*office.desk, office.plan(path), office.folder / "new")
    assert (done.release, done.released) == (None, ())
    assert [f.path for f in done.withheld] == [path]
    assert office.acts() == before
    assert not (office.folder / "new").exists()


def test_a_file_named_twice_leaves_once(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    assert len(_release(office, path, path).released) == 1


def test_names_are_neutral_and_go_on_counting(office: Office) -> None:
    """R25: and nothing that lies there is overwritten."""
    noah = office.family()
    office.permit(noah)
    target = office.target()
    (target / "sommerfest-2026-007.png").write_text("mine")
    (target / "SOMMERFEST-2026-008.JPG").write_text("mine")
    _release(office, office.portrait(noah), office.portrait(noah))
    _release(office, office.portrait(noah), office.portrait(noah, album="Sankt Hans på Ærø"))
    assert _names(target) == [
        "SOMMERFEST-2026-008.JPG",
        "sankt-hans-paa-aeroe-001.jpg",
        "sommerfest-2026-007.png",
        "sommerfest-2026-009.jpg",
        "sommerfest-2026-010.jpg",
        "sommerfest-2026-011.jpg",
    ]
    assert (target / "sommerfest-2026-007.png").read_text() == "mine"


def test_without_an_event_destination_and_day_name_the_file(office: Office) -> None:
    """R25: as where the event is the name of somebody shown."""
    hans = office.family("Hans Lund")
    office.permit(hans)
    album = office.portrait(hans, album="Sankt Hans")
    none = office.portrait(hans, album="")
    scripts = office.portrait(hans, album="新年")
    done = _release(office, album, none, scripts)
    assert [f.output.name for f in done.released] == [
        f"website-2026-09-14-{n:03d}.jpg" for n in (1, 2, 3)
    ]
    (file,) = _release(office, album, event="Fest").released
    assert file.output.name == "fest-001.jpg"


@pytest.mark.parametrize(
    "album",
    [
        "Ella Holm",
        "ella-marie holm, portræt",
        "Fødselsdag HOLM ella",
        "Ella Holms fødselsdag",
        "EllaHolm2026",
        "Sag 030519-1234",
    ],
)
def test_a_name_never_gets_into_a_file_name(office: Office, album: str) -> None:
    """R25."""
    noah = office.family()
    office.child("Ella Marie Holm")
    office.permit(noah)
    path = office.portrait(noah)
    with refused(office, Problem.NAME_IN_TARGET, RuleRefusal):
        _release(office, path, event=album)
    assert _names(office.target()) == []


@pytest.mark.parametrize("album", ["Noahs fødselsdag", "Noah2026", "noah's dag", "FestNoah"])
def test_a_word_that_tells_the_name_of_somebody_shown_is_left_out(
    office: Office, album: str
) -> None:
    """R25: most albums of one child are called like that."""
    noah = office.family()
    office.permit(noah)
    (file,) = _release(office, office.portrait(noah, album=album)).released
    assert file.output.name == "website-2026-09-14-001.jpg"


def test_an_event_too_long_for_any_album_is_refused(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    with refused(office, Problem.TEXT_TOO_LONG, BadInput):
        _release(office, path, event="fest " * 30_000)
    assert _names(office.target()) == []


def test_a_withdrawal_between_plan_and_release_holds_the_photo_back(office: Office) -> None:
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    office.permit(ella)
    his, hers = office.portrait(noah), office.portrait(ella)
    plan = office.plan(his, hers)
    intake.withdraw(*office.desk, subject=noah)
    done = exporting.release(*office.desk, plan, office.target())
    assert [f.path for f in done.released] == [hers]
    assert [f.path for f in done.withheld] == [his]
    assert {r.code for r in done.withheld[0].verdicts[0].reasons} == {ReasonCode.WITHDRAWN}
    assert len(_names(office.target())) == 1
    assert _last_release(office).copies[0].shows == (ella,)


def test_a_withdrawal_while_copies_are_made_holds_the_photo_back(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    plan = office.plan(office.portrait(noah))

    def withdraw(_done: int, _total: int) -> None:
        intake.withdraw(*office.desk, subject=noah)

    done = exporting.release(*office.desk, plan, office.target(), progress=withdraw)
    assert (done.release, done.released) == (None, ())
    assert _names(office.target()) == []
    assert _names(office.folder) == ["IMG_0001.jpg", "out"]


def test_r25_whoever_is_named_while_copies_are_made_is_not_in_their_names(office: Office) -> None:
    noah, ella = office.family(), office.family("Ella Holm")
    for child in (noah, ella):
        office.permit(child)
    path = office.portrait(noah)
    plan = office.plan(path)

    def name_her_too(_done: int, _total: int) -> None:
        photo = office.photo(path)
        photographs.name(*office.desk, photo=photo, shows={noah: None, ella: None})
        photographs.attest(*office.desk, photo=photo)

    target = office.target()
    done = exporting.release(*office.desk, plan, target, event="Ella", progress=name_her_too)
    assert [f.shows for f in done.released] == [(noah, ella)]
    assert not [name for name in _names(target) if "ella" in name]
    assert done.unnamed == ("Ella",)


def test_r25_no_folder_is_made_that_tells_who_was_named_while_copies_were_made(
    office: Office,
) -> None:
    noah, ella = office.family(), office.family("Ella Holm")
    for child in (noah, ella):
        office.permit(child)
    path = office.portrait(noah)
    plan = office.plan(path)
    target = office.folder / "Ellas fest"

    def name_her_too(_done: int, _total: int) -> None:
        photo = office.photo(path)
        photographs.name(*office.desk, photo=photo, shows={noah: None, ella: None})
        photographs.attest(*office.desk, photo=photo)

    with pytest.raises(RuleRefusal) as caught:
        exporting.release(*office.desk, plan, target, progress=name_her_too)
    assert caught.value.problem is Problem.NAME_IN_TARGET
    assert not target.exists()


@pytest.mark.parametrize("change", ["protect", "object", "rename", "kind", "retag"])
def test_whatever_changes_after_the_plan_is_looked_at_again(office: Office, change: str) -> None:
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    path = office.portrait(noah)
    plan = office.plan(path)
    photo = office.photo(path)
    match change:
        case "protect":
            roster.protect(*office.desk, subject=noah)
        case "object":
            intake.object_to(*office.desk, subject=noah)
        case "rename":
            photographs.attest(*office.desk, photo=photo, visible=2)
        case "kind":
            photographs.set_kind(*office.desk, photo=photo, kind=PhotoKind.SITUATION)
        case _:
            photographs.name(*office.desk, photo=photo, shows={ella: None})
    done = exporting.release(*office.desk, plan, office.target())
    assert done.released == ()
    assert done.withheld[0].outcome is not Outcome.CLEAR
    assert _names(office.target()) == []


def test_midnight_may_pass_between_plan_and_release(office: Office) -> None:
    """R4: the birthday counts on the day of the release."""
    ida = office.child("Ida Lund", office.today.replace(year=2011, day=15))
    office.guardian(ida)
    office.permit(ida)
    plan = office.plan(office.portrait(ida))
    office.at = office.at.replace(hour=22, minute=1)
    done = exporting.release(*office.desk, plan, office.target())
    assert {r.code for r in done.withheld[0].verdicts[0].reasons} == {ReasonCode.CAME_OF_AGE}


def test_midnight_may_pass_while_the_computer_sleeps(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R4: then the steady clock stands still, and the wall clock has gone on."""
    ida = office.child("Ida Lund", office.today.replace(year=2011, day=15))
    office.guardian(ida)
    office.permit(ida)
    office.at = office.at.replace(hour=21, minute=0)
    plan = office.plan(office.portrait(ida))
    awake = time.time

    def sleep(_done: int, _total: int) -> None:
        monkeypatch.setattr(time, "time", lambda: awake() + 3600)

    done = exporting.release(*office.desk, plan, office.target(), progress=sleep)
    assert {r.code for r in done.withheld[0].verdicts[0].reasons} == {ReasonCode.CAME_OF_AGE}
    assert done.release is None


def test_a_release_bears_the_moment_in_which_it_left(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    noah = office.family()
    office.permit(noah)
    plan = office.plan(office.portrait(noah))
    awake = time.time

    def sleep(_done: int, _total: int) -> None:
        monkeypatch.setattr(time, "time", lambda: awake() + 3600)

    done = exporting.release(*office.desk, plan, office.target(), progress=sleep)
    assert done.release is not None
    with office.register.read() as reader:
        (release,) = reader.releases(id=done.release)
    assert release.at >= office.at + timedelta(hours=1)


def test_a_file_changed_after_the_plan_is_not_exported(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    changed, gone, same = (office.portrait(noah) for _ in range(3))
    plan = office.plan(changed, gone, same)
    changed.write_bytes(picture(77))
    gone.unlink()
    done = exporting.release(*office.desk, plan, office.target())
    assert [f.path for f in done.released] == [same]
    assert [f.path for f in done.withheld] == [changed, gone]
    assert [f.problem and f.problem.problem for f in done.withheld] == [
        Problem.FILE_CHANGED,
        Problem.UNREADABLE_MISSING,
    ]
    assert [f.outcome for f in done.withheld] == [Outcome.UNDECIDED] * 2


def test_even_a_permitted_other_picture_is_not_slipped_in(office: Office) -> None:
    """The bytes judged are the bytes written."""
    noah = office.family()
    office.permit(noah)
    one, two = office.portrait(noah), office.portrait(noah)
    plan = office.plan(one)
    one.write_bytes(two.read_bytes())
    assert exporting.release(*office.desk, plan, office.target()).released == ()


def test_a_plan_made_by_hand_opens_nothing(office: Office) -> None:
    """Not even one that passes an unknown file off as a permitted picture with another caption."""
    noah = office.family()
    office.permit(noah)
    path, unknown = office.portrait(noah), office.draw()
    plan = office.plan(path)
    (finding,) = plan.clear
    digest = hashlib.sha256(unknown.read_bytes()).digest()
    for made_up in (
        Fingerprint(digest, picture_digest(path.read_bytes())),
        Fingerprint(digest, picture_digest(unknown.read_bytes())),
        Fingerprint(digest),
        finding.fingerprint,
        None,
    ):
        forged = replace(finding, path=unknown, fingerprint=made_up)
        done = exporting.release(*office.desk, replace(plan, clear=(forged,)), office.target())
        assert done.released == ()
    assert _names(office.target()) == []


def test_stopping_leaves_nothing_behind(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    plan = office.plan(*(office.portrait(noah) for _ in range(4)))
    before = _names(office.folder)

    def stop(done: int, total: int) -> None:
        assert total == 4
        if done == 3:
            raise Cancelled

    with refused(office, Problem.CANCELLED, Cancelled):
        exporting.release(*office.desk, plan, office.folder / "new", progress=stop)
    assert _names(office.folder) == before


def _colour(path: Path, x: float, y: float) -> tuple[int, ...]:
    with Image.open(path) as image:
        found = image.convert("RGB").getpixel((int(x * image.width), int(y * image.height)))
    assert isinstance(found, tuple)
    return found


def test_a_covered_person_needs_no_permission(office: Office) -> None:
    """R22: and the ledger says who was covered."""
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    path = office.draw(size=(800, 600))
    office.portrait(noah, ella, path=path)
    office.mark(path, **{f"s{ella}": FACE})
    assert office.why(path) == {ReasonCode.NEVER_ASKED}
    (file,) = _release(office, path, covered=(ella,)).released
    assert (file.shows, file.covered) == ((noah,), (ella,))
    copy = _last_release(office).copies[0]
    assert (copy.shows, copy.covered) == ((noah,), (ella,))
    assert residue(file.output.read_bytes()) == ()
    face, body, aside = (0.45, 0.27), (0.45, 0.7), (0.33, 0.3)
    shades = {_colour(file.output, *spot) for spot in (face, body, aside)}
    assert len(shades) == 1, "one solid shape over face, hair, shoulders and clothes"
    assert _colour(file.output, 0.05, 0.05) != next(iter(shades))
    assert intake.withdraw(*office.desk, subject=ella) == ()


def test_two_people_are_covered_in_one_copy(office: Office) -> None:
    noah, ella, ida = office.family(), office.family("Ella Holm"), office.family("Ida Friis")
    office.permit(noah)
    path = office.draw(size=(800, 600))
    office.portrait(noah, ella, ida, path=path)
    office.mark(path, **{f"s{ella}": Region(0.1, 0.2, 0.05, 0.08)})
    office.mark(path, **{f"s{ida}": Region(0.85, 0.2, 0.05, 0.08)})
    (file,) = _release(office, path, covered=(ella, ida)).released
    assert file.covered == (ella, ida)
    assert _colour(file.output, 0.12, 0.24) == _colour(file.output, 0.87, 0.24)


def test_a_protected_person_may_leave_covered(office: Office) -> None:
    """R10, R22."""
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    path = office.portrait(noah, ella)
    office.mark(path, **{f"s{ella}": FACE})
    roster.protect(*office.desk, subject=ella)
    intake.object_to(*office.desk, subject=ella)
    assert len(_release(office, path, covered=(ella,)).released) == 1


def test_a_cover_needs_a_place(office: Office) -> None:
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    path = office.portrait(noah, ella)
    with refused(office, Problem.COVER_NEEDS_REGION, BadInput):
        office.plan(path, covered=[ella])
    ida = office.child("Ida Friis")
    with refused(office, Problem.COVER_NOT_SHOWN, BadInput):
        office.plan(path, covered=[ida])
    with refused(office, Problem.UNKNOWN_SUBJECT, BadInput):
        office.plan(path, covered=[SubjectId(99)])


def test_a_cover_is_only_put_on_the_very_file_that_was_registered(office: Office) -> None:
    """A copy that is turned or cut has the face somewhere else."""
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    path = office.portrait(noah, ella, looks=True)
    office.mark(path, **{f"s{ella}": FACE})
    turned = office.folder / "turned.jpg"
    data = path.read_bytes()
    block = (
        b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06"
        + bytes(7)
    )
    turned.write_bytes(
        data[:2] + b"\xff\xe1" + (len(block) + 2).to_bytes(2, "big") + block + data[2:]
    )
    small = office.shrunk(path)
    photographs.same_picture(*office.desk, path=small, photo=office.photo(path))
    for other in (turned, small):
        assert office.why(other) == {ReasonCode.NEVER_ASKED}
        with refused(office, Problem.COVER_NEEDS_ORIGINAL, BadInput):
            office.plan(other, covered=[ella])


def test_a_place_moved_after_the_plan_stops_the_copy(office: Office) -> None:
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    path = office.portrait(noah, ella)
    office.mark(path, **{f"s{ella}": FACE})
    plan = office.plan(path, covered=[ella])

    def move(_done: int, _total: int) -> None:
        office.mark(path, **{f"s{ella}": Region(0.1, 0.2, 0.1, 0.15)})

    done = exporting.release(*office.desk, plan, office.target(), progress=move)
    assert done.released == ()
    assert _names(office.target()) == []


def test_a_picture_with_others_uncovered_stays(office: Office) -> None:
    noah, ella = office.family(), office.family("Ella Holm")
    path = office.portrait(noah, ella)
    office.mark(path, **{f"s{ella}": FACE})
    plan = office.plan(path, covered=[ella])
    assert [r.subject for r in plan.withheld[0].verdicts[0].reasons] == [noah]


def test_a_situation_photo_rests_on_no_answers(office: Office) -> None:
    noah = office.family()
    path = office.situation(noah)
    office.assess(path)
    (file,) = _release(office, path).released
    assert (file.shows, file.permissions) == ((noah,), ())


def test_each_destination_is_released_for_itself(office: Office) -> None:
    noah = office.family()
    serial = office.form(noah)
    intake.record(
        *office.desk,
        serial=serial,
        answers={office.purposes[0]: True},
        signer="Mette Lund",
        signed_on=office.today,
    )
    office.file(serial)
    path = office.portrait(noah)
    assert office.plan(path).clear
    there = planning.plan(office.register, office.at, [path], FACEBOOK)
    assert not there.clear
    with refused(office, Problem.UNKNOWN_DESTINATION, BadInput):
        planning.plan(office.register, office.at, [path], Destination("billboard"))


def test_taking_down_and_linking_are_on_record(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    number = _release(office, office.portrait(noah)).release
    assert number is not None
    taking_down.set_link(*office.desk, number, " https://skovskolen.dk/2 ")
    assert _last_release(office).link == "https://skovskolen.dk/2"
    taking_down.take_down(*office.desk, number, note="The page is gone")
    assert _last_release(office).taken_down_at is not None
    with refused(office, Problem.ALREADY_TAKEN_DOWN, BadInput):
        taking_down.take_down(*office.desk, number)
    with refused(office, Problem.NOT_A_LINK, BadInput):
        taking_down.set_link(*office.desk, number, "skovskolen")
    with refused(office, Problem.UNKNOWN_RELEASE, BadInput):
        taking_down.take_down(*office.desk, ReleaseId(99))
    with refused(office, Problem.UNKNOWN_RELEASE, BadInput):
        taking_down.set_link(*office.desk, ReleaseId(99), "https://a.dk")
