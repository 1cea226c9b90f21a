"""Two desks at one register: what one hands over never replaces what the other decided unseen."""

from dataclasses import replace
from datetime import timedelta

import pytest

from consentdesk.domain.photos import PhotoId, PhotoKind, Region
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.services import assessing, photographs, roster, ruling
from consentdesk.services.photographs import Details
from consentdesk.services.pictures.fingerprint import fingerprint
from consentdesk.services.seeing import Seen
from tests.services.office import WEBSITE, Office
from tests.services.refusing import refused


def test_a_rule_set_at_one_desk_leaves_those_that_another_has_set(office: Office) -> None:
    """R5: a changed term must not do away with the signature of the second guardian."""
    noah = office.family()
    office.guardian(noah, "Per Lund")
    office.permit(noah)
    path = office.portrait(noah)
    assert office.check(path) == [Outcome.CLEAR]
    ruling.set_rules(*office.desk, {"guardians_needed": "all"})
    ruling.change(*office.desk, rules={"validity_months": 12})
    assert office.why(path) == {ReasonCode.SECOND_GUARDIAN_MISSING}
    with office.register.read() as reader:
        assert reader.institution.settings == {"guardians_needed": "all", "validity_months": 12}


def test_a_rule_is_taken_back_to_what_the_policy_file_says(office: Office) -> None:
    ruling.set_rules(*office.desk, {"age_limit": 13, "validity_months": 12})
    ruling.set_rules(*office.desk, {"age_limit": None})
    with office.register.read() as reader:
        assert reader.institution.settings == {"validity_months": 12}
        assert reader.policy.age_limit == 15


@pytest.mark.parametrize(
    ("officer", "rules", "why"),
    [
        ("Lis 010180-1234", {"validity_months": 12}, Problem.CPR_IN_TEXT),
        ("dpo@skovskolen.dk", {"validity_months": 0}, Problem.SETTING_UNUSABLE),
    ],
)
def test_name_asker_and_rules_are_written_together_or_not_at_all(
    office: Office, officer: str, rules: dict[str, object], why: Problem
) -> None:
    with office.register.read() as reader:
        before = reader.institution
    acts = office.acts()
    with pytest.raises(BadInput) as refused:
        ruling.change(*office.desk, name="Skovskolen Syd", officer=officer, rules=rules)
    assert refused.value.problem is why
    with office.register.read() as reader:
        assert reader.institution == before
    assert office.acts() == acts


def test_another_album_brings_back_no_right_to_use_that_was_removed(office: Office) -> None:
    """R23: each desk changes what it speaks of, and nothing beside."""
    ruling.set_rules(*office.desk, {"require_rights": True})
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    photo = office.photo(path)
    photographs.describe(*office.desk, photo=photo, rights="")
    photographs.describe_all(*office.desk, {photo: Details(album="Summer")})
    assert office.why(path) == {ReasonCode.NO_RIGHTS}


def test_a_detail_that_is_not_what_was_seen_is_not_replaced(office: Office) -> None:
    """R23: on the way back too, and for all the photos or none."""
    paths = office.portrait(office.family()), office.portrait(office.family("Ida Holm"))
    first, second = (office.photo(path) for path in paths)
    photographs.describe(*office.desk, photo=second, rights="")
    seen, said = Details(rights="own"), Details(rights="bought")
    with refused(office, Problem.PHOTO_CHANGED_MEANWHILE, RuleRefusal):
        photographs.describe_all(
            *office.desk, dict.fromkeys((first, second), said), dict.fromkeys((first, second), seen)
        )
    photographs.describe_all(*office.desk, {first: said}, {first: seen})
    photographs.describe_all(*office.desk, {first: said}, {first: seen})
    with office.register.read() as reader:
        assert [reader.photo(p).rights for p in (first, second)] == ["bought", ""]


FACE = Region(0.4, 0.2, 0.2, 0.25)
THERE = Region(0.1, 0.2, 0.2, 0.25)


def _seen(office: Office, *photos: PhotoId) -> dict[PhotoId, Seen]:
    with office.register.read() as reader:
        shown = reader.depicted(photos)
        kinds = {p: reader.photo(p).kind for p in photos}
    return {p: Seen(kinds[p], frozenset(d.subject for d in shown[p])) for p in photos}


def _shown(office: Office, photo: PhotoId) -> dict[int, Region | None]:
    with office.register.read() as reader:
        return {d.subject: d.region for d in reader.depicted([photo])[photo]}


def test_nobody_vouches_for_a_photo_from_which_another_desk_has_taken_a_name(
    office: Office,
) -> None:
    """R16, R20: of several photos none is vouched for, and none goes out."""
    ida, bo = office.family("Ida Holm"), office.family("Bo Lund")
    office.permit(ida)
    paths = office.portrait(ida, bo), office.portrait(ida, bo)
    photos = tuple(office.photo(path) for path in paths)
    seen = _seen(office, *photos)
    photographs.name_all(*office.desk, {photos[1]: {ida: None}})
    with refused(office, Problem.PHOTO_CHANGED_MEANWHILE, RuleRefusal):
        photographs.attest_all(*office.desk, photos, seen=seen)
    assert ReasonCode.NOT_ATTESTED in office.why(paths[1])
    photographs.attest_all(*office.desk, photos, seen=_seen(office, *photos))
    assert office.check(paths[1]) == [Outcome.CLEAR]


def test_nobody_vouches_for_a_photo_of_another_kind_than_was_seen(office: Office) -> None:
    """R20: a situation that another desk has found to be a portrait."""
    photo = office.photo(office.situation(office.family()))
    seen = _seen(office, photo)
    photographs.set_kind(*office.desk, photo=photo, kind=PhotoKind.PORTRAIT)
    with refused(office, Problem.PHOTO_CHANGED_MEANWHILE, RuleRefusal):
        photographs.attest_all(*office.desk, (photo,), seen=seen)


def test_a_situation_is_not_judged_with_somebody_on_it_who_was_not_seen(office: Office) -> None:
    """R18, R20: the judgement would count for whoever was named meanwhile."""
    path = office.situation()
    photo = office.photo(path)
    seen = _seen(office, photo)
    photographs.name(*office.desk, photo=photo, shows={office.family("Bo Lund"): None})
    with refused(office, Problem.PHOTO_CHANGED_MEANWHILE, RuleRefusal):
        assessing.assess_all(
            *office.desk,
            photos=(photo,),
            destinations=(WEBSITE,),
            publish=True,
            reason="A happy game",
            seen=seen,
        )
    assert office.why(path) == {ReasonCode.NOT_ASSESSED}


def test_a_name_added_at_one_desk_leaves_those_that_another_has_added(office: Office) -> None:
    """R16: and a name taken off at another desk does not come back."""
    ida, bo, eva = office.family("Ida Holm"), office.family("Bo Lund"), office.family("Eva Dal")
    photo = office.photo(office.portrait(ida))
    photographs.name_all(*office.desk, {photo: {bo: None}})
    before, after = {ida: None}, {ida: None, eva: None}
    photographs.name_all(*office.desk, {photo: after}, before={photo: before})
    assert _shown(office, photo) == {bo: None, eva: None}
    photographs.name_all(*office.desk, {photo: before}, before={photo: after})
    assert _shown(office, photo) == {bo: None}


def test_a_place_marked_at_another_desk_stays_unless_it_is_marked_anew(office: Office) -> None:
    """R22: what is covered is where somebody marked it last."""
    ida, eva = office.family("Ida Holm"), office.family("Eva Dal")
    path = office.draw(size=(640, 480))
    photographs.add_photos(*office.desk, [path], kind=PhotoKind.PORTRAIT, shows=[ida])
    photo, print_ = office.photo(path), fingerprint(path.read_bytes())
    photographs.name_all(*office.desk, {photo: {ida: FACE}}, {photo: print_})
    bare = {ida: None}
    photographs.name_all(*office.desk, {photo: {**bare, eva: None}}, before={photo: bare})
    assert _shown(office, photo) == {ida: FACE, eva: None}
    photographs.name_all(*office.desk, {photo: {ida: THERE}}, {photo: print_}, before={photo: bare})
    assert _shown(office, photo) == {ida: THERE, eva: None}


def test_a_kind_said_at_another_desk_is_not_replaced_by_who_saw_none(office: Office) -> None:
    """R15, R18: a situation held back must not become a portrait in passing."""
    photo = office.photo(office.portrait(office.family()))
    photographs.set_kind(*office.desk, photo=photo, kind=PhotoKind.SITUATION)
    with refused(office, Problem.PHOTO_CHANGED_MEANWHILE, RuleRefusal):
        photographs.set_kinds(*office.desk, {photo: PhotoKind.PORTRAIT}, {photo: None})
    photographs.set_kinds(*office.desk, {photo: PhotoKind.SITUATION}, {photo: None})


def test_a_file_described_at_another_desk_is_not_described_by_who_saw_it_bare(
    office: Office,
) -> None:
    """R16: the check window looked at a file that nobody knew yet."""
    ida, bo = office.family("Ida Holm"), office.family("Bo Lund")
    office.permit(ida)
    path = office.portrait(ida, bo)
    with refused(office, Problem.PHOTO_CHANGED_MEANWHILE, RuleRefusal):
        photographs.add_photos(
            *office.desk,
            [path],
            kind=PhotoKind.PORTRAIT,
            shows=[ida],
            visible=1,
            seen=Seen(None, frozenset()),
        )
    assert office.check(path) == [Outcome.WITHHELD]


def test_custody_taken_and_given_back_ends_on_the_day_it_ended(office: Office) -> None:
    """R3: nobody signs for a child whose custody ended with August."""
    noah = office.family()
    since, until = office.today - timedelta(days=90), office.today - timedelta(days=14)
    per = roster.add_guardian(*office.desk, name="Per Lund", subject=noah, since=since, until=until)
    for custody in (False, True):
        roster.change_family(*office.desk, noah, custody={per: custody})
    with office.register.read() as reader:
        (held,) = [g for g in reader.guardianships([noah])[noah] if g.guardian == per]
    assert (held.custody, held.since, held.until) == (True, since, until)
    with pytest.raises(RuleRefusal) as caught:
        office.answer(noah, signer=str(per))
    assert caught.value.problem is Problem.NO_CUSTODY
    ella = office.child("Ella Holm")
    with refused(office, Problem.NOT_A_GUARDIAN, BadInput):
        roster.change_family(*office.desk, ella, custody={per: True})


def test_nobody_vouches_past_a_name_that_stands_in_the_file(office: Office) -> None:
    """R16: the service asks once, whatever window it is; said again, it is taken as said."""
    ida, bo = office.family("Ida Holm"), office.family("Bo Lund")
    photo = office.photo(office.portrait(ida))
    one = frozenset({bo})
    seen = Seen(PhotoKind.PORTRAIT, frozenset({ida}), 0, suggested=frozenset({one}))
    with refused(office, Problem.NAMED_IN_FILES, RuleRefusal) as caught:
        photographs.attest_all(*office.desk, (photo,), seen={photo: seen})
    assert caught.value.facts["names"] == ("Bo Lund",)
    said = replace(seen, passed_over=frozenset({one}))
    photographs.attest_all(*office.desk, (photo,), seen={photo: said})
    photographs.name_all(*office.desk, {photo: {ida: None, bo: None}})
    named = replace(seen, shows=frozenset({ida, bo}))
    photographs.attest_all(*office.desk, (photo,), seen={photo: named})


def test_of_several_whom_a_name_in_the_file_may_mean_one_is_enough(office: Office) -> None:
    ida, bo, other = (office.family(n) for n in ("Ida Holm", "Bo Lund", "Bo Krag"))
    photo = office.photo(office.portrait(ida, other))
    both = frozenset({frozenset({bo, other})})
    seen = Seen(PhotoKind.PORTRAIT, frozenset({ida, other}), 0, suggested=both)
    photographs.attest_all(*office.desk, (photo,), seen={photo: seen})


def test_a_count_of_faces_that_came_in_unseen_is_looked_at_first(office: Office) -> None:
    """R17: but for a count that speaks against nothing nobody is asked twice."""
    ruling.set_rules(*office.desk, {"counting_aid": True})
    ida = office.family("Ida Holm")
    photo = office.photo(office.portrait(ida))
    seen = Seen(PhotoKind.PORTRAIT, frozenset({ida}), 0)
    for faces, problem in ((1, None), (3, Problem.FACES_COUNTED_MEANWHILE)):
        with office.register.write(*office.desk[1:]) as writer:
            writer.set_photo(replace(writer.photo(photo), faces=faces))
        if problem is None:
            photographs.attest_all(*office.desk, (photo,), seen={photo: seen})
        else:
            with refused(office, problem, RuleRefusal):
                photographs.attest_all(*office.desk, (photo,), seen={photo: seen})
    told = replace(seen, faces=3)
    photographs.attest_all(*office.desk, (photo,), seen={photo: told}, looked_again=True)
