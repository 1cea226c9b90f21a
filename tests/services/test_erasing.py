"""R28: who asks for it is erased; pictures of the person stay shut, and nothing tells the name."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from consentdesk.domain.acts import Channel, Erased
from consentdesk.domain.covers import Drawn, rectangle, unknown
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoKind, Region
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.paths import cache_dir, settings_file
from consentdesk.services import (
    erasing,
    exporting,
    hiding,
    intake,
    originals,
    photographs,
    remembered,
    roster,
    withdrawing,
)
from consentdesk.services.daily import back_up_daily, kept
from consentdesk.services.judging import judge_photo
from consentdesk.services.naming import event_slug
from consentdesk.services.pictures.fingerprint import fingerprint
from consentdesk.services.seeing import Seen
from consentdesk.services.upkeep import backup, restore, verify
from consentdesk.storage.register import Register
from tests.services.office import CLERK, FACEBOOK, WEBSITE, Office

NAME = "Søren Østerlund"
MORE = ReasonCode.MORE_VISIBLE_THAN_NAMED
SMALL = rectangle(Region(0.1, 0.1, 0.4, 0.6))


def erase(office: Office, child: SubjectId, name: str = NAME) -> erasing.Erasure:
    return erasing.erase(*office.desk, subject=child, confirm=name)


def attest(office: Office, path: Path, visible: int) -> None:
    """Somebody vouches for the photo, whatever the truth."""
    photographs.attest(*office.desk, photo=office.photo(path), visible=visible)


def test_r28_a_portrait_stays_shut_whoever_vouches_for_it_afterwards(office: Office) -> None:
    soren, ida = office.family(NAME), office.family("Ida Dal")
    for child in (soren, ida):
        office.permit(child)
    both, alone = office.portrait(soren, ida), office.portrait(ida)
    assert office.check(both, alone) == [Outcome.CLEAR, Outcome.CLEAR]
    done = erase(office, soren)
    assert done.photos == (office.photo(both),)
    assert office.check(both, alone) == [Outcome.WITHHELD, Outcome.CLEAR]
    assert office.why(both) == {MORE, ReasonCode.NOT_ATTESTED}
    attest(office, both, visible=1)
    assert office.why(both) == {MORE}
    attest(office, both, visible=2)
    assert office.why(both) == {MORE}
    assert office.plan(both).clear == ()
    assert verify(office.register).ok


def test_r28_a_picture_of_nobody_any_more_is_none(office: Office) -> None:
    soren = office.family(NAME)
    office.permit(soren)
    path = office.portrait(soren)
    erase(office, soren)
    photographs.set_kind(*office.desk, photo=office.photo(path), kind=PhotoKind.NOBODY)
    attest(office, path, visible=0)
    assert office.check(path) == [Outcome.WITHHELD]


@pytest.mark.parametrize("wish", ["none", "objects", "protected"])
def test_r28_a_situation_stays_shut_though_nobody_knows_of_the_wish_any_more(
    office: Office, wish: str
) -> None:
    soren = office.family(NAME)
    path = office.situation(soren)
    office.assess(path)
    if wish == "objects":
        withdrawing.object_to(*office.desk, subject=soren, channel=Channel.PHONE)
    elif wish == "protected":
        roster.protect(*office.desk, subject=soren)
    erase(office, soren)
    assert office.check(path) == [Outcome.WITHHELD]
    office.assess(path)
    office.assess(path, FACEBOOK)
    for place in (WEBSITE, FACEBOOK):
        assert office.check(path, destination=place) == [Outcome.WITHHELD]
        assert office.why(path, place) == {MORE}


@pytest.mark.parametrize("kind", [PhotoKind.PORTRAIT, PhotoKind.SITUATION])
def test_r28_a_copy_in_which_the_person_is_covered_may_leave(
    office: Office, kind: PhotoKind
) -> None:
    soren, ida = office.family(NAME), office.family("Ida Dal")
    office.permit(ida)
    makes = office.portrait if kind is PhotoKind.PORTRAIT else office.situation
    path = makes(soren, ida)
    photo, seen = office.photo(path), fingerprint(path.read_bytes())
    erase(office, soren)
    if kind is PhotoKind.SITUATION:
        office.assess(path)
    drawn = Drawn(covers=((unknown(1), SMALL),))
    hiding.hide_all(*office.desk, {photo: drawn}, {photo: seen}, before={photo: Drawn()})
    assert office.plan(path).clear == ()
    looked_at = Seen(kind, frozenset({ida}), 1)
    hiding.vouch_covered(*office.desk, photo, drawn, looked_at)
    assert office.check(path) == [Outcome.WITHHELD]
    plan = office.plan(path)
    assert [f.photo for f in plan.clear] == [photo]
    released = exporting.release(*office.desk, plan, office.target())
    assert len(released.released) == 1
    assert verify(office.register).ok


def test_r28_one_cover_does_not_hide_two_who_were_erased(office: Office) -> None:
    soren, ida = office.family(NAME), office.family("Ida Dal")
    path = office.portrait(soren, ida)
    photo, seen = office.photo(path), fingerprint(path.read_bytes())
    erase(office, soren)
    erase(office, ida, "ida  DAL")
    drawn = Drawn(covers=((unknown(1), SMALL),))
    hiding.hide_all(*office.desk, {photo: drawn}, {photo: seen}, before={photo: Drawn()})
    with pytest.raises(BadInput, match=Problem.UNKNOWN_NOT_COVERED):
        hiding.vouch_covered(*office.desk, photo, drawn, Seen(PhotoKind.PORTRAIT, frozenset(), 2))
    assert office.plan(path).clear == ()


def test_r28_a_smaller_copy_is_not_let_out_with_less_said_of_it(office: Office) -> None:
    soren, ida = office.family(NAME), office.family("Ida Dal")
    office.permit(ida)
    path = office.portrait(soren, ida, looks=True)
    erase(office, soren)
    attest(office, path, visible=1)
    small = office.shrunk(path)
    added = photographs.add_photos(*office.desk, [small], kind=PhotoKind.PORTRAIT, shows=[ida])
    assert [one.path for one in added.left_open] == [small]
    assert office.check(small) != [Outcome.CLEAR]


def test_the_name_must_be_typed_as_people_type_it(office: Office) -> None:
    soren = office.family(NAME)
    for wrong in ("Søren", "Ida Dal", "", "Soren Osterlund"):
        with pytest.raises(BadInput, match=Problem.NAME_DOES_NOT_MATCH):
            erase(office, soren, wrong)
    assert isinstance(office_act(office, erase(office, soren, " søren\u00a0 ØSTERLUND ")), Erased)


def office_act(office: Office, done: erasing.Erasure) -> object:
    with office.register.read() as reader:
        return reader.act(done.act).body


def test_what_would_go_and_what_stays_is_told_before(office: Office) -> None:
    soren, ida = office.family(NAME), office.child("Ida Østerlund")
    with office.register.read() as reader:
        (mother,) = (g.guardian for g in reader.guardianships([soren])[soren])
    roster.share_guardian(*office.desk, guardian=mother, subject=ida)
    office.guardian(soren, "Per Krog")
    office.permit(soren, signer=str(mother))
    path = office.portrait(soren)
    (office.folder / NAME).mkdir()
    target = office.target(f"{NAME}/out")
    exporting.release(*office.desk, office.plan(path), target)
    album = f"{NAME} fylder 8"
    photographs.describe(*office.desk, photo=office.photo(path), album=album)
    roster.protect(*office.desk, subject=soren)
    told = erasing.foresee(office.register, office.at, soren)
    assert told.subject.name == NAME
    assert (told.guardians, told.shared) == (("Per Krog",), ("Mette Østerlund",))
    assert (told.forms, told.scans, told.waiting, told.wish) == (1, 0, 0, True)
    assert told.photos == (office.photo(path),)
    assert told.named == (str(target),)
    assert (told.numbers, told.papers) == (("2026-0001",), ("Folder 3",))
    assert len(told.releases) == 1
    assert told.acts > len(office.purposes)
    done = erase(office, soren)
    assert done.releases == told.releases
    assert (done.shared, done.named, done.papers) == (told.shared, told.named, told.papers)
    with office.register.read() as reader:
        assert reader.albums() == (f"({soren}) fylder 8",)


def test_backups_are_told_with_the_day_they_are_gone(office: Office, tmp_path: Path) -> None:
    soren = office.family(NAME)
    folder = tmp_path / "backups"
    folder.mkdir()
    daily = back_up_daily(office.register, folder, office.at)
    by_hand = Path(office.register.location).parent / "consentdesk-20260913-101500.db"
    backup(office.register, by_hand)
    told = erasing.foresee(office.register, office.at, soren, folder=folder).elsewhere
    assert {one.path for one in told.backups} == {daily, by_hand}
    assert [one.path for one in told.by_hand] == [by_hand]
    assert told.gone_by is not None
    for often in (1, 7, 31):
        assert gone_on(office.today, often) <= told.gone_by
    assert gone_on(office.today, 31) == told.gone_by


def gone_on(made: date, often: int) -> date:
    """When a backup is removed if others are made every so many days."""
    there, day = frozenset({made}), made
    while made in there:
        day += timedelta(days=often)
        there = kept({*there, day})
    return day


def test_restoring_an_older_backup_says_that_somebody_comes_back(
    office: Office, tmp_path: Path
) -> None:
    soren = office.family(NAME)
    copy = tmp_path / "before.db"
    backup(office.register, copy)
    erase(office, soren)
    location = office.register.location
    office.register.close()
    told = restore(copy, location, at=office.at, dry_run=True)
    assert told.lost is not None
    assert {kind.value: n for kind, n in told.lost.items()}["ERASED"] == 1
    with pytest.raises(RuleRefusal, match=Problem.RESTORE_LOSES):
        restore(copy, location, at=office.at)


def test_no_file_below_the_home_or_beside_the_register_holds_the_name(
    office: Office, tmp_path: Path
) -> None:
    """The name in every spelling that is stored, and the bytes of the scan; but for backups, told.

    What the windows remembered counts, and what an earlier version of them wrote into their
    settings.
    """
    soren, ida = office.family(NAME), office.family("Ida Dal")
    serial = office.answer(soren)
    sheet = office.draw("scan.png", "PNG")
    scan = sheet.read_bytes()
    intake.journal_recorded(*office.desk, serial=serial, scan=sheet, paper_at=f"Folder {NAME}")
    withdrawing.withdraw(*office.desk, subject=soren, by=f"{NAME} selv")
    path = office.portrait(soren, ida, path=office.draw(f"{NAME}.jpg"))
    other = office.portrait(ida, path=office.draw("IMG_9.jpg"))
    with office.register.read() as reader:
        house = reader.institution.uuid
    photo = office.photo(path)
    originals.note(house, {photo: path, office.photo(other): office.folder / NAME / "x.jpg"})
    originals.keep_preview(house, photo, bytes(32), scan)
    spelt = [NAME.encode(), NAME.encode("utf-16-le"), b"soeren oesterlund", b"soren osterlund"]
    spelt += [NAME.upper().encode(), scan, scan[200:400]]
    remembered.keep(house, {"files/folder": f"/pictures/{NAME}", "alike/0": [f"/{NAME}/1.jpg"]})
    settings = settings_file()
    settings.parent.mkdir(parents=True)
    settings.write_text(f"[intake]\npaper_at=Mappe {NAME}\n\n[desk]\nscheme=dark\n", "utf-8")
    copy = Path(office.register.location).parent / "school-backup.db"
    backup(office.register, copy)
    assert len(traces(tmp_path, spelt, office.folder)) >= 5
    done = erase(office, soren)
    assert done.compacted
    assert [one.path for one in done.elsewhere.backups] == [copy]
    assert traces(tmp_path, spelt, office.folder) == [copy.name]
    assert settings.read_text("utf-8") == "[intake]\n\n[desk]\nscheme=dark\n"
    assert verify(office.register).ok
    with Register.open(office.register.location) as again, again.read() as reader:
        assert not reader.subjects([soren])


TOLD = {
    "Maja Holm Krogsgaard": ("Maja Krogsgaard", "Krogsgaard, Maja", "MajaKrogsgaard2"),
    "Karen-Margrethe Bach": ("Karen M Bach", "Karen Margrete Bach"),
    "Jasmin Al-Mäkinen": ("Jasmin_Mäkinen", "JasminMakinen"),
    "Noah Lundqvist": ("Noahs fest. Alle Lundqvist", "Noah og fru Lundqvist"),
    "Anna Sofie": ("Anna, Sofie og Karl", "Sofie & Anna"),
    "Olena Sjevtjenko": ("O.l.e.n.a Sjevtjenko", "Tur OlenaOgSjevtjenko"),
}
TAKEN = {
    "Jürgen Müller": ("Juergen Mueller", "Jürgen Mueller"),
    "Daryna Luk\u02bcianenko": ("Daryna Luk'ianenko", "Daryna Lukianenko"),
    "Ali Al-Sa\u02bbdi": ("Ali Al-Sa\u2019di", "Ali AlSadi"),
    "Emil Lindqvist": ("Emil%20Lindqvist", "Em\u00adil Lindqvist"),
}
"""Names, and how they may and how they surely stand in what is called after somebody."""


@pytest.mark.parametrize("name", [*TOLD, *TAKEN])
def test_r28_what_may_not_leave_for_the_name_is_gone_or_told(office: Office, name: str) -> None:
    """The rule for names of what is released is the one by which it is told (R25)."""
    child, ida = office.child(name), office.child("Ida Dal")
    texts = (*TOLD.get(name, ()), *TAKEN.get(name, ()))
    photos = [office.photo(office.portrait(ida)) for _text in texts]
    with office.register.write(CLERK, office.at) as writer:
        for photo, text in zip(photos, texts, strict=True):
            named = replace(writer.photo(photo), name=f"{text} - {photo}.jpg", album=text)
            writer.set_photo(named)
            with pytest.raises(RuleRefusal, match=Problem.NAME_IN_TARGET):
                event_slug(writer, text, WEBSITE, office.at.date(), ())
        house = writer.institution.uuid
    originals.note(house, {p: Path(f"/a/{t}.jpg") for p, t in zip(photos, texts, strict=True)})
    foreseen = erasing.foresee(office.register, office.at, child)
    done = erase(office, child, name)
    files = {f"{text} - {photo}.jpg" for photo, text in zip(photos, texts, strict=True)}
    told = {*texts, *files} if name in TOLD else set[str]()
    assert set(foreseen.named) == set(done.named) == told
    with office.register.read() as reader:
        known = [reader.photo(photo) for photo in photos]
    left = {text for photo in known for text in (photo.name, photo.album)}
    assert left & {*texts, *files} == told
    assert not list(cache_dir().rglob("*.other")), "where a file so called was seen"
    assert verify(office.register).ok


def traces(folder: Path, spelt: list[bytes], but: Path) -> list[str]:
    """The files below a folder that hold one of these, other than the photographer's own."""
    files = [p for p in folder.rglob("*") if p.is_file() and not p.is_relative_to(but)]
    return [p.name for p in files if any(w in p.read_bytes() for w in spelt)]


def test_the_file_is_compacted_again_for_a_week(office: Office) -> None:
    assert not erasing.compact_daily(office.register, office.at)
    erase(office, office.family(NAME))
    assert erasing.compact_daily(office.register, office.at)
    assert not erasing.compact_daily(office.register, office.at + timedelta(days=8))


def test_as_of_a_day_before_nothing_is_clear_either(office: Office) -> None:
    soren, ida = office.family(NAME), office.family("Ida Dal")
    for child in (soren, ida):
        office.permit(child)
    path, before = office.portrait(soren, ida), office.today
    office.later(days=3)
    erase(office, soren)
    with office.register.read() as reader:
        (verdict,) = judge_photo(reader, office.photo(path), before, [WEBSITE])
    assert verdict.outcome is Outcome.WITHHELD


def test_a_member_of_staff_who_wrote_stays_named_there_and_not_on_pictures(
    office: Office,
) -> None:
    anna, ida = office.child(CLERK, date(1980, 1, 1), staff=True), office.family("Ida Dal")
    office.permit(ida)
    path = office.portrait(ida)
    photo = office.photo(path)
    photographs.describe(*office.desk, photo=photo, photographer=CLERK, rights="The school's")
    told = erasing.foresee(office.register, office.at, anna)
    assert told.named == (CLERK,)
    assert erase(office, anna, CLERK).named == (CLERK,)
    with office.register.read() as reader:
        assert reader.photo(photo).photographer == f"({anna})"
    assert office.check(path) == [Outcome.CLEAR]
    assert verify(office.register).ok
