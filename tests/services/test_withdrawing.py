"""Taking back (R7) and objecting (R19), and what must come down because of it."""

from datetime import timedelta

from consentdesk.domain.acts import Channel, Purpose, Withdrawn
from consentdesk.domain.people import SELF, UNSTATED, SignerKind, SubjectId
from consentdesk.domain.photos import Region
from consentdesk.domain.releases import StillOut
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.errors import BadInput, Problem
from consentdesk.services import (
    correcting,
    exporting,
    intake,
    photographs,
    planning,
    taking_down,
    withdrawing,
)
from consentdesk.storage.upkeep import verify
from tests.services.office import FACEBOOK, ON_THE_WEB, SOCIAL, WEBSITE, Office
from tests.services.refusing import refused


def test_a_withdrawal_counts_at_once_for_everything(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    photo = office.portrait(noah)
    assert office.check(photo, destination=FACEBOOK) == [Outcome.CLEAR]
    assert intake.withdraw(*office.desk, subject=noah) == ()
    assert office.why(photo) == {ReasonCode.WITHDRAWN}
    assert office.why(photo, FACEBOOK) == {ReasonCode.WITHDRAWN}


def test_a_withdrawal_may_be_for_one_purpose(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    photo = office.portrait(noah)
    intake.withdraw(*office.desk, subject=noah, purposes=[SOCIAL])
    assert office.check(photo) == [Outcome.CLEAR]
    assert office.why(photo, FACEBOOK) == {ReasonCode.WITHDRAWN}


def test_a_late_form_does_not_undo_a_withdrawal(office: Office) -> None:
    """R8."""
    noah = office.family()
    old = office.form(noah)
    signed = office.today
    office.later(days=3)
    intake.withdraw(*office.desk, subject=noah)
    office.later(days=3)
    intake.record(
        *office.desk,
        serial=old,
        answers=dict.fromkeys(office.purposes, True),
        signer="Mette Lund",
        signed_on=signed,
    )
    office.file(old)
    photo = office.portrait(noah)
    assert office.why(photo) == {ReasonCode.WITHDRAWN}
    office.permit(noah)
    assert office.check(photo) == [Outcome.CLEAR]


def _last(office: Office) -> Withdrawn:
    with office.register.read() as reader:
        body = reader.ledger(limit=1)[0].body
    assert isinstance(body, Withdrawn)
    return body


def test_whoever_says_so_may_withdraw(office: Office) -> None:
    """R7: any channel, no reason, no right to be shown."""
    noah = office.child()
    mette = office.guardian(noah)
    office.guardian(noah, "Jørgen Lund", custody=False)
    said = {"": SignerKind.UNSTATED, "self": SignerKind.SELF, "mette lund": SignerKind.GUARDIAN}
    said |= {"Jørgen Lund": SignerKind.GUARDIAN, "the aunt": SignerKind.UNSTATED}
    for by, kind in said.items():
        intake.withdraw(*office.desk, subject=noah, by=by, channel=Channel.PHONE)
        assert _last(office).signer.kind is kind
        assert _last(office).channel is Channel.PHONE
    digest = _last(office).by
    assert digest is not None
    with office.register.read() as reader:
        assert reader.texts([digest]) == {digest: "the aunt"}
    intake.withdraw(*office.desk, subject=noah, by=str(mette))
    assert _last(office).signer.guardian == mette
    intake.withdraw(*office.desk, subject=noah, by="self")
    assert (_last(office).signer, _last(office).by) == (SELF, None)


def test_a_name_two_guardians_have_is_kept_as_it_was_said(office: Office) -> None:
    noah = office.family()
    with office.register.write("Anna Holm", office.at) as writer:
        from tests.factories import a_guardianship

        writer.set_guardianship(a_guardianship(writer.add_guardian("Mette Lund"), noah))
    intake.withdraw(*office.desk, subject=noah, by="Mette Lund")
    assert _last(office).signer == UNSTATED
    assert _last(office).by is not None


def test_r5_a_first_name_means_the_only_guardian_who_has_it(office: Office) -> None:
    noah = office.family()
    father = office.guardian(noah, "Jørgen Lund")
    office.permit(noah)
    photo = office.portrait(noah)
    intake.withdraw(*office.desk, subject=noah, by="jorgen")
    assert _last(office).signer.guardian == father
    office.at += timedelta(days=1)
    office.permit(noah)
    assert office.why(photo) == {ReasonCode.WITHDRAWN}, "his no stands beside her new yes"
    for said in ("Jørgen (far)", "far Jørgen", "Jørgen L.", "Lund, Jørgen"):
        intake.withdraw(*office.desk, subject=noah, by=said)
        assert _last(office).signer.guardian == father, said
    intake.withdraw(*office.desk, subject=noah, by="lund")
    assert _last(office).signer == UNSTATED, "both are called that"


def test_what_can_not_be_withdrawn_is_refused(office: Office) -> None:
    noah = office.family()
    with refused(office, Problem.UNKNOWN_SUBJECT, BadInput):
        intake.withdraw(*office.desk, subject=SubjectId(99))
    for purposes in ([Purpose("billboards")], [ON_THE_WEB, Purpose("x")], []):
        with refused(office, Problem.UNKNOWN_PURPOSE, BadInput):
            intake.withdraw(*office.desk, subject=noah, purposes=purposes)
    with refused(office, Problem.CPR_IN_TEXT, BadInput):
        intake.withdraw(*office.desk, subject=noah, by="mother 030588-1234")


def test_every_release_that_shows_the_subject_is_listed_until_it_is_down(office: Office) -> None:
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    office.permit(ella)
    both, hers, his = office.portrait(noah, ella), office.portrait(ella), office.portrait(noah)
    done = [
        exporting.release(*office.desk, office.plan(photo), office.target()).release
        for photo in (both, hers, his)
    ]
    facebook = exporting.release(
        *office.desk,
        planning.plan(office.register, office.at, [his], FACEBOOK),
        office.target(),
        link="https://facebook.com/1",
    ).release
    listed = intake.withdraw(*office.desk, subject=noah)
    assert [r.id for r in listed] == [facebook, done[2], done[0]]
    assert facebook is not None
    taking_down.take_down(*office.desk, facebook)
    only_web = intake.withdraw(*office.desk, subject=noah, purposes=[ON_THE_WEB])
    assert [r.id for r in only_web] == [done[2], done[0]]
    assert intake.withdraw(*office.desk, subject=noah, purposes=[SOCIAL]) == ()


def test_one_childs_copies_down_do_not_hide_anothers(office: Office) -> None:
    """R7: what is out there counts for each copy."""
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    office.permit(ella)
    photos = [office.portrait(noah), office.portrait(ella), office.portrait(noah, ella)]
    done = exporting.release(*office.desk, office.plan(*photos), office.target()).release
    assert done is not None
    (his,) = intake.withdraw(*office.desk, subject=noah)
    left = taking_down.take_down(*office.desk, done, copies=his.out_showing((noah,)))
    assert (left.taken_down_at, [c.photo for c in left.copies if c.taken_down_at]) == (
        None,
        [his.copies[0].photo, his.copies[2].photo],
    )
    assert intake.withdraw(*office.desk, subject=noah) == ()
    (hers,) = intake.withdraw(*office.desk, subject=ella)
    assert hers.out_showing((ella,)) == (1,)
    down = taking_down.take_down(*office.desk, done)
    assert down.taken_down_at is not None
    assert intake.withdraw(*office.desk, subject=ella) == ()


def test_an_objection_holds_back_situation_photos_too(office: Office) -> None:
    """R19, R20."""
    noah = office.family()
    photo = office.situation(noah)
    office.assess(photo)
    done = exporting.release(*office.desk, office.plan(photo), office.target())
    listed = intake.object_to(*office.desk, subject=noah, by="Mette Lund", channel=Channel.MAIL)
    assert [r.id for r in listed] == [done.release]
    assert ReasonCode.OBJECTED in office.why(photo)
    intake.lift_objection(*office.desk, subject=noah)
    assert office.why(photo) == {ReasonCode.NOT_ASSESSED}
    office.assess(photo)
    assert office.check(photo, destination=WEBSITE) == [Outcome.CLEAR]
    with refused(office, Problem.NO_OBJECTION, BadInput):
        intake.lift_objection(*office.desk, subject=noah)


def test_a_withdrawal_is_of_the_local_day(office: Office) -> None:
    noah = office.family()
    office.at = office.at.replace(hour=22, minute=30)
    intake.withdraw(*office.desk, subject=noah)
    assert _last(office).on == office.at.date() + timedelta(days=1)


def test_a_withdrawal_lists_what_was_released_under_the_purpose_taken_back(
    office: Office,
) -> None:
    """R7: judged by what the permissions were for; what may stay is counted, not denied."""
    noah = office.family()
    office.permit(noah)
    photo = office.portrait(noah)
    web = exporting.release(*office.desk, office.plan(photo), office.target()).release
    assert intake.withdraw(*office.desk, subject=noah, purposes=[SOCIAL]) == ()
    with office.register.read() as reader:
        assert withdrawing.still_out(reader, noah) == StillOut(due=0, rest=1)
    assert [r.id for r in intake.withdraw(*office.desk, subject=noah)] == [web]
    assert intake.withdraw(*office.desk, subject=noah, purposes=[SOCIAL]) == ()
    with office.register.read() as reader:
        assert withdrawing.still_out(reader, noah) == StillOut(due=1, rest=0)


def test_whoever_is_named_after_the_export_is_listed_when_the_mother_phones(
    office: Office,
) -> None:
    """R19: the picture shows the child, whenever that was written down."""
    ida, bo = office.family("Ida Holm"), office.family("Bo Lund")
    photo = office.situation(ida)
    office.assess(photo)
    done = exporting.release(*office.desk, office.plan(photo), office.target()).release
    shows = {ida: None, bo: None}
    photographs.name(*office.desk, photo=office.photo(photo), shows=shows)
    listed = withdrawing.object_to(*office.desk, subject=bo, channel=Channel.PHONE)
    assert [r.id for r in listed] == [done]
    assert listed[0].out_showing((bo,)) == (0,)
    assert [r.id for r in withdrawing.withdraw(*office.desk, subject=bo)] == [done]
    with office.register.read() as reader:
        assert reader.counts(office.today).open_takedowns == 1
    assert verify(office.register).ok


def test_a_form_voided_after_the_export_takes_down_what_it_let_out(office: Office) -> None:
    """R14: a yes that was never that child's let nothing out lawfully."""
    noah = office.family()
    serial = office.permit(noah)
    done = exporting.release(*office.desk, office.plan(office.portrait(noah)), office.target())
    correcting.correct_form(*office.desk, serial=serial, reason="The form of another Noah")
    with office.register.read() as reader:
        assert [r.id for r in reader.releases(to_take_down=True, subject=noah)] == [done.release]
    office.permit(noah)
    with office.register.read() as reader:
        assert reader.releases(to_take_down=True) == ()


def test_r22_who_was_covered_in_the_wrong_place_is_found_once_it_is_put_right(
    office: Office,
) -> None:
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(ella)
    photo = office.portrait(noah, ella)
    left, right = Region(0.1, 0.1, 0.1, 0.13), Region(0.7, 0.1, 0.1, 0.13)
    office.mark(photo, **{f"s{noah}": right, f"s{ella}": left})
    plan = planning.plan(office.register, office.at, [photo], WEBSITE, covered=(noah,))
    done = exporting.release(*office.desk, plan, office.target())
    assert withdrawing.object_to(*office.desk, subject=noah) == ()
    office.mark(photo, **{f"s{noah}": left, f"s{ella}": right})
    (due,) = withdrawing.object_to(*office.desk, subject=noah)
    assert due.id == done.release
    with office.register.read() as reader:
        assert withdrawing.still_out(reader, noah) == StillOut(due=1, rest=0)
    assert verify(office.register).ok
