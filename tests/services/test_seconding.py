"""R31 end to end: nothing leaves for the website until two people have agreed to it."""

from dataclasses import replace
from pathlib import Path

import pytest

from consentdesk.domain.acts import ActKind, Seconded
from consentdesk.domain.covers import Drawn, rectangle
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId, PhotoKind, Region
from consentdesk.domain.policy import PROTECTED
from consentdesk.domain.roles import Role
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.services import (
    correcting,
    exporting,
    hiding,
    intake,
    photographs,
    roster,
    ruling,
)
from consentdesk.services.judging import Facts
from consentdesk.services.pictures.fingerprint import fingerprint
from consentdesk.services.seconding import Looked, looked, second, waiting_copies, waiting_for
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from tests.services.office import CLERK, WEBSITE, Office
from tests.services.refusing import refused

BENT = "Bent Dahl"
CARLA = "Carla Munk"
MISSING = {ReasonCode.SECOND_PERSON_MISSING}
LEFT = Region(0.05, 0.1, 0.3, 0.5)


@pytest.fixture
def press(office: Office) -> Office:
    """An office where nothing goes to the website but by two people."""
    ruling.set_rules(*office.desk, {"two_people": ["website", PROTECTED]})
    return office


def permitted(office: Office) -> tuple[SubjectId, Path]:
    noah = office.family()
    office.permit(noah)
    return noah, office.portrait(noah)


def permitted_with_looks(office: Office) -> tuple[SubjectId, Path]:
    """The same, and its like is known again."""
    noah = office.family()
    office.permit(noah)
    return noah, office.portrait(noah, looks=True)


def agree(office: Office, path: Path, *, clerk: str = BENT, seen: Looked | None = None) -> None:
    photo = office.photo(path)
    looked_at = None if seen is None else {photo: seen}
    second(
        office.register,
        clerk,
        office.at,
        photos=(photo,),
        destination=WEBSITE,
        seen=looked_at,
    )


def look_at(office: Office, path: Path) -> Looked:
    photo = office.photo(path)
    with office.register.read() as reader:
        return looked(Facts(reader, (photo,), reader.today(office.at)).scene(photo))


def release(office: Office, path: Path, *, clerk: str = CLERK) -> exporting.Exported:
    plan = office.plan(path)
    return exporting.release(office.register, clerk, office.at, plan, office.target())


def test_nothing_leaves_until_another_one_has_agreed(press: Office) -> None:
    _noah, path = permitted(press)
    assert press.why(path) == MISSING
    assert press.check(path) == [Outcome.UNDECIDED]
    assert release(press, path).released == ()
    agree(press, path)
    assert press.why(path) == set()
    done = release(press, path)
    assert len(done.released) == 1 and len(list(press.target().iterdir())) == 1
    assert verify(press.register).ok


def test_whoever_agreed_lets_nothing_out_though_the_plan_says_it_may(press: Office) -> None:
    _noah, path = permitted(press)
    agree(press, path)
    plan = press.plan(path)
    assert len(plan.clear) == 1
    done = exporting.release(press.register, BENT, press.at, plan, press.target())
    assert done.released == () and list(press.target().iterdir()) == []
    assert {r.code for f in done.withheld for v in f.verdicts for r in v.reasons} == MISSING
    assert len(release(press, path).released) == 1


@pytest.mark.parametrize("name", [CLERK, CLERK.lower(), CLERK.replace(" ", "  ")])
def test_whoever_named_them_is_no_second_person_however_the_name_is_spelled(
    press: Office, name: str
) -> None:
    """Else one person alone could have it said by `check` that the picture may leave."""
    _noah, path = permitted(press)
    with refused(press, Problem.SECOND_IS_FIRST, RuleRefusal):
        agree(press, path, clerk=name)
    assert press.why(path) == MISSING


def test_whoever_named_somebody_on_a_situation_another_judged_is_no_second(press: Office) -> None:
    noah, path = press.family(), press.situation()
    photographs.name(press.register, BENT, press.at, photo=press.photo(path), shows={noah: None})
    press.assess(path)
    assert press.why(path) == MISSING
    with refused(press, Problem.SECOND_IS_FIRST, RuleRefusal):
        agree(press, path)
    agree(press, path, clerk=CARLA)


def test_whoever_drew_anything_is_no_second_whatever_another_draws_then(press: Office) -> None:
    """Of all that is drawn nobody can tell whose it is."""
    noah, ida = press.family(), press.family("Ida Dal")
    press.permit(noah)
    path = press.portrait(noah, ida)
    press.mark(path, **{f"s{ida}": LEFT})
    roster.protect(*press.desk, subject=ida)
    photo, seen = press.photo(path), fingerprint(path.read_bytes())

    def draw(clerk: str, before: Drawn, after: Drawn) -> None:
        hiding.hide_all(
            press.register, clerk, press.at, {photo: after}, {photo: seen}, before={photo: before}
        )

    drawn = Drawn(covers=((ida, rectangle(Region(0.0, 0.0, 0.5, 0.8))),))
    larger = Drawn(covers=((ida, rectangle(Region(0.0, 0.0, 0.6, 0.9))),))
    draw(BENT, Drawn(), drawn)
    draw(CLERK, drawn, larger)
    draw(CLERK, larger, drawn)
    with refused(press, Problem.SECOND_IS_FIRST, RuleRefusal):
        agree(press, path)
    agree(press, path, clerk=CARLA)
    assert len(release(press, path).released) == 1


def test_whoever_took_another_file_for_the_photo_is_no_second(press: Office) -> None:
    _noah, path = permitted_with_looks(press)
    smaller = press.shrunk(path)
    photographs.same_picture(press.register, BENT, press.at, path=smaller, photo=press.photo(path))
    with refused(press, Problem.SECOND_IS_FIRST, RuleRefusal):
        agree(press, path)
    agree(press, path, clerk=CARLA)


def test_a_face_marked_while_somebody_is_taken_off_is_no_second_s_work(press: Office) -> None:
    noah, ola = press.family(), press.family("Ola Dal")
    press.permit(noah)
    path = press.portrait(noah, ola)
    photographs.name(
        press.register,
        BENT,
        press.at,
        photo=press.photo(path),
        shows={noah: Region(0.8, 0.8, 0.1, 0.1)},
        seen=fingerprint(path.read_bytes()),
    )
    photographs.attest(*press.desk, photo=press.photo(path))
    with refused(press, Problem.SECOND_IS_FIRST, RuleRefusal):
        agree(press, path)


def test_whoever_said_where_a_face_is_is_no_second(press: Office) -> None:
    """A cover in the wrong place is what the second person looks for."""
    noah, ida = press.family(), press.family("Ida Dal")
    press.permit(noah)
    path = press.portrait(noah, ida)
    roster.protect(*press.desk, subject=ida)
    photographs.name(
        press.register,
        BENT,
        press.at,
        photo=press.photo(path),
        shows={noah: None, ida: Region(0.8, 0.8, 0.1, 0.1)},
        seen=fingerprint(path.read_bytes()),
    )
    for clerk, refusal in ((BENT, Problem.SECOND_IS_FIRST), (CLERK, Problem.SECOND_IS_FIRST)):
        with refused(press, refusal, RuleRefusal):
            second(
                press.register,
                clerk,
                press.at,
                photos=(press.photo(path),),
                destination=WEBSITE,
                covered=(ida,),
            )


def test_who_vouched_first_is_no_second_after_another_vouched_once_more(press: Office) -> None:
    noah, path = press.family(), press.draw()
    press.permit(noah)
    photographs.add_photos(
        press.register, CARLA, press.at, [path], kind=PhotoKind.PORTRAIT, shows=[noah]
    )
    photographs.attest(press.register, BENT, press.at, photo=press.photo(path))
    photographs.attest(*press.desk, photo=press.photo(path))
    for first in (BENT, CARLA, CLERK):
        with refused(press, Problem.SECOND_IS_FIRST, RuleRefusal):
            agree(press, path, clerk=first)
    agree(press, path, clerk="Dorte Friis")


def test_who_only_took_the_picture_in_may_be_the_second(press: Office) -> None:
    noah, path = press.family(), press.draw()
    press.permit(noah)
    photographs.add_photos(press.register, BENT, press.at, [path], attest=False)
    photo = press.photo(path)
    photographs.set_kind(*press.desk, photo=photo, kind=PhotoKind.PORTRAIT)
    photographs.name(*press.desk, photo=photo, shows={noah: None})
    photographs.attest(*press.desk, photo=photo)
    agree(press, path)
    assert len(release(press, path).released) == 1


def test_one_who_is_named_anew_ends_it(press: Office) -> None:
    noah, path = permitted(press)
    ida = press.family("Ida Dal")
    press.permit(ida)
    agree(press, path)
    photo = press.photo(path)
    photographs.name(*press.desk, photo=photo, shows={noah: None, ida: None})
    photographs.attest(*press.desk, photo=photo)
    assert press.why(path) == MISSING
    assert release(press, path).released == ()


def test_a_face_marked_elsewhere_ends_it(press: Office) -> None:
    """The copy would be covered in another place than was looked at."""
    noah, path = permitted(press)
    agree(press, path)
    press.mark(path, **{f"s{noah}": LEFT})
    assert press.why(path) == MISSING


def test_what_is_drawn_afterwards_ends_it(press: Office) -> None:
    noah, path = permitted(press)
    ida = press.family("Ida Dal")
    photo, seen = press.photo(path), fingerprint(path.read_bytes())
    photographs.name(*press.desk, photo=photo, shows={noah: None, ida: LEFT}, seen=seen)
    photographs.attest(*press.desk, photo=photo)
    before = Drawn()
    over = Drawn(covers=((ida, rectangle(Region(0.0, 0.0, 0.5, 0.9))),))
    hiding.hide_all(*press.desk, {photo: over}, {photo: seen}, before={photo: before})
    agree(press, path)
    assert len(press.plan(path).clear) == 1
    less = Drawn(covers=((ida, rectangle(Region(0.0, 0.05, 0.45, 0.8))),))
    hiding.hide_all(*press.desk, {photo: less}, {photo: seen}, before={photo: over})
    plan = press.plan(path)
    assert {r.code for f in plan.withheld for v in f.verdicts for r in v.reasons} == MISSING


def test_a_protected_person_under_a_cover_takes_two(office: Office) -> None:
    ruling.set_rules(*office.desk, {"two_people": [PROTECTED]})
    noah, path = permitted(office)
    assert office.why(path) == set()
    ida = office.family("Ida Dal")
    roster.protect(*office.desk, subject=ida)
    photo, seen = office.photo(path), fingerprint(path.read_bytes())
    photographs.name(*office.desk, photo=photo, shows={noah: None, ida: LEFT}, seen=seen)
    photographs.attest(*office.desk, photo=photo)
    over = Drawn(covers=((ida, rectangle(Region(0.0, 0.0, 0.5, 0.9))),))
    hiding.hide_all(*office.desk, {photo: over}, {photo: seen}, before={photo: Drawn()})
    assert release(office, path).released == ()
    agree(office, path)
    (left,) = release(office, path).released
    assert left.covered == (ida,)


def test_nobody_agrees_to_what_may_not_leave_anyway(press: Office) -> None:
    ida = press.family("Ida Dal")
    path = press.portrait(ida)
    with refused(press, Problem.SECOND_TOO_EARLY, RuleRefusal):
        agree(press, path)
    press.permit(ida)
    agree(press, path)
    with refused(press, Problem.SECOND_NOT_NEEDED, BadInput):
        agree(press, path)


def test_who_was_looked_at_must_still_be_on_it(press: Office) -> None:
    noah, path = permitted(press)
    seen = look_at(press, path)
    ida = press.family("Ida Dal")
    press.permit(ida)
    photo = press.photo(path)
    photographs.name(*press.desk, photo=photo, shows={noah: None, ida: None})
    photographs.attest(*press.desk, photo=photo)
    with refused(press, Problem.PHOTO_CHANGED_MEANWHILE, RuleRefusal):
        agree(press, path, seen=seen)


def test_an_agreement_that_was_a_mistake_is_taken_back(press: Office) -> None:
    _noah, path = permitted(press)
    agree(press, path)
    with press.register.read() as reader:
        (act,) = reader.ledger(kinds=frozenset({ActKind.SECONDED}))
    assert isinstance(act.body, Seconded)
    correcting.correct(*press.desk, number=act.number, reason="The wrong picture")
    assert press.why(path) == MISSING


def test_a_withdrawal_after_the_agreement_withholds(press: Office) -> None:
    noah, path = permitted(press)
    agree(press, path)
    intake.withdraw(*press.desk, subject=noah)
    assert press.why(path) == {ReasonCode.WITHDRAWN, *MISSING}


def test_it_is_told_which_copies_wait_for_nothing_else(press: Office) -> None:
    _noah, path = permitted(press)
    lacking = press.portrait(press.family("Ida Dal"))
    photos: list[PhotoId] = [press.photo(path), press.photo(lacking)]
    with press.register.read() as reader:
        waiting = waiting_copies(reader, photos, press.at)
    assert waiting == {photos[0]: (WEBSITE,), photos[1]: ()}


def test_the_setting_is_journaled_and_kept(press: Office) -> None:
    with press.register.read() as reader:
        assert reader.policy.two_people == ("protected", "website")
    ruling.set_rules(*press.desk, {"two_people": None})
    with press.register.read() as reader:
        assert reader.policy.two_people == ()
    assert verify(press.register).ok


def test_a_yes_taken_back_never_counts_again(press: Office) -> None:
    """Nobody but who agreed may make a no a yes."""
    _noah, path = permitted(press)
    agree(press, path)
    with press.register.read() as reader:
        (act,) = reader.ledger(kinds=frozenset({ActKind.SECONDED}))
    taken = correcting.correct(
        press.register, BENT, press.at, number=act.number, reason="The wrong picture"
    )
    correcting.correct(*press.desk, number=taken.number, reason="It was the right one")
    assert press.why(path) == MISSING
    assert release(press, path).released == ()


def test_what_was_said_since_and_taken_back_ends_it_all_the_same(press: Office) -> None:
    _noah, path = permitted(press)
    agree(press, path)
    more = photographs.attest(*press.desk, photo=press.photo(path), visible=2)
    correcting.correct(*press.desk, number=more.number, reason="Nobody else is on it")
    assert press.why(path) == MISSING


def test_a_yes_to_everybody_in_sight_is_none_to_a_cover_that_nobody_saw(press: Office) -> None:
    noah = press.family()
    ida = press.family("Ida Dal")
    for one in (noah, ida):
        press.permit(one)
    path = press.portrait(noah, ida)
    press.mark(path, **{f"s{ida}": LEFT})
    agree(press, path)
    plan = press.plan(path, covered=[ida])
    assert {r.code for f in plan.withheld for v in f.verdicts for r in v.reasons} == MISSING
    roster.protect(*press.desk, subject=ida)
    done = exporting.release(
        press.register, CLERK, press.at, press.plan(path, covered=[ida]), press.target()
    )
    assert done.released == ()


def test_a_no_in_between_ends_it(press: Office) -> None:
    noah, path = permitted(press)
    agree(press, path)
    press.later(days=1)
    intake.withdraw(*press.desk, subject=noah)
    press.later(days=1)
    press.permit(noah)
    assert press.why(path) == MISSING


def test_another_file_taken_for_the_photo_ends_it(press: Office) -> None:
    noah = press.family()
    press.permit(noah)
    path = press.portrait(noah, looks=True)
    agree(press, path)
    small = press.shrunk(path)
    photographs.same_picture(*press.desk, path=small, photo=press.photo(path))
    assert press.why(small) == press.why(path) == MISSING


def test_one_login_is_not_two_people_whatever_name_is_typed(press: Office) -> None:
    """Neither to agree to what was said at the same seat, nor to let out what was agreed to."""
    _noah, path = permitted(press)
    photo, place = press.photo(path), press.register.location
    with Register.open(place, login="anna") as register, register.write(CLERK, press.at) as writer:
        writer.set_seat("bent", Role.CLERK)
    with Register.open(place, login="anna") as anna, Register.open(place, login="bent") as bent:
        at_hers = replace(press, register=anna)
        at_his = replace(press, register=bent)
        photographs.attest(anna, CLERK, press.at, photo=photo, visible=1)
        with refused(at_hers, Problem.SECOND_IS_FIRST, RuleRefusal):
            agree(at_hers, path, clerk=BENT)
        with refused(at_his, Problem.SECOND_IS_FIRST, RuleRefusal):
            agree(at_his, path, clerk=CLERK)
        agree(at_his, path, clerk="Carl Vig")
        # At the second one's seat under a third name, or in his name elsewhere.
        assert release(at_his, path, clerk="Dorte Lund").released == ()
        assert release(at_hers, path, clerk="Carl Vig").released == ()
        assert len(release(at_hers, path, clerk=CLERK).released) == 1
        assert verify(anna).ok


def waits(office: Office, clerk: str, at: Register | None = None) -> tuple[PhotoId, ...]:
    with (at or office.register).read() as reader:
        return waiting_for(reader, clerk, office.at)


def test_what_waits_is_told_to_who_may_agree_and_to_nobody_else(press: Office) -> None:
    _noah, path = permitted(press)
    ida = press.family("Ida Dal")
    later = press.portrait(ida)
    assert waits(press, BENT) == (press.photo(path),)
    assert waits(press, CLERK) == ()
    press.permit(ida)
    assert waits(press, BENT) == (press.photo(later), press.photo(path))
    agree(press, path)
    assert waits(press, BENT) == (press.photo(later),)
    ruling.set_rules(*press.desk, {"two_people": None})
    assert waits(press, BENT) == ()


def test_what_waits_is_told_by_seat_and_to_no_photographer(press: Office) -> None:
    _noah, path = permitted(press)
    photo, place = press.photo(path), press.register.location
    with Register.open(place, login="anna") as register, register.write(CLERK, press.at) as writer:
        writer.set_seat("bent", Role.CLERK)
        writer.set_seat("foto", Role.PHOTOGRAPHER)
    with Register.open(place, login="anna") as anna:
        photographs.attest(anna, CLERK, press.at, photo=photo, visible=1)
        assert waits(press, BENT, anna) == ()
    with Register.open(place, login="bent") as bent:
        assert waits(press, BENT, bent) == (photo,)
    with Register.open(place, login="foto") as foto:
        assert waits(press, "Fie Bro", foto) == ()
