"""Covers over people without a name: a copy goes only where somebody vouches for all of them."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from consentdesk.domain.covers import Cover, Drawn, Form, rectangle, unknown
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Fingerprint, PhotoId, PhotoKind, Region
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.errors import BadInput, Problem, RegisterError, RuleRefusal
from consentdesk.services import erasing, exporting, hiding, photographs, planning, resuming
from consentdesk.services.judging import judge_photo
from consentdesk.services.pictures.fingerprint import fingerprint
from consentdesk.services.seeing import Seen
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import Tampering
from tests.services.office import WEBSITE, Office, picture
from tests.services.refusing import refused
from tests.storage.tampering import guards_down

LEFT = rectangle(Region(0.05, 0.1, 0.25, 0.5))
RIGHT = Cover(Form.ELLIPSE, ((0.6, 0.1), (0.95, 0.7)))
BESIDE_LEFT = rectangle(Region(0.1, 0.15, 0.25, 0.5))
SIZE = (800, 600)


@dataclass
class Street:
    """One photo of Noah, who may be shown, and of people whom nobody knows; one is red."""

    office: Office
    path: Path
    noah: SubjectId
    photo: PhotoId

    @property
    def seen(self) -> Fingerprint:
        return fingerprint(self.path.read_bytes())

    @property
    def drawn(self) -> Drawn:
        with self.office.register.read() as reader:
            return hiding.drawn_on(reader, self.photo)

    def attest(self, visible: int) -> None:
        photographs.attest(*self.office.desk, photo=self.photo, visible=visible)

    def draw(self, *covers: Cover | None) -> None:
        """Draw over the first person without a name, the second …; None for none."""
        wanted = Drawn(covers=tuple((unknown(n), c) for n, c in enumerate(covers, 1) if c))
        hiding.hide_all(
            *self.office.desk,
            {self.photo: wanted},
            {self.photo: self.seen},
            before={self.photo: self.drawn},
        )

    def vouch(self, unknown: int, *shows: SubjectId, drawn: Drawn | None = None) -> None:
        looked_at = Seen(PhotoKind.PORTRAIT, frozenset(shows or (self.noah,)), unknown)
        hiding.vouch_covered(*self.office.desk, self.photo, drawn or self.drawn, looked_at)

    def plan(self) -> planning.Plan:
        return self.office.plan(self.path)

    def why(self) -> set[ReasonCode]:
        """Why no copy goes; empty where one does."""
        plan = self.plan()
        again = planning.plan_again(
            self.office.register, self.office.at, (*plan.clear, *plan.withheld), WEBSITE
        )
        found = {r.code for f in plan.withheld for v in f.verdicts for r in v.reasons}
        assert found == {r.code for f in again.withheld for v in f.verdicts for r in v.reasons}
        assert bool(plan.clear) == bool(again.clear) == (not found)
        return found

    def release(self, plan: planning.Plan | None = None) -> exporting.Exported:
        return exporting.release(*self.office.desk, plan or self.plan(), self.office.target("out"))


@pytest.fixture
def street(office: Office) -> Street:
    noah = office.family()
    office.permit(noah)
    path = office.folder / "street.png"
    pixels = np.random.default_rng(4).integers(60, 200, (SIZE[1], SIZE[0], 3)).astype(np.uint8)
    pixels[..., 0] = 40
    pixels[120:210, 80:160] = (230, 20, 20)
    Image.fromarray(pixels, "RGB").save(path)
    added = photographs.add_photos(
        *office.desk,
        [path],
        kind=PhotoKind.PORTRAIT,
        shows=(noah,),
        photographer="Line Holm",
        rights="own",
    )
    return Street(office, path, noah, added.photos[0].photo)


MORE = {ReasonCode.MORE_VISIBLE_THAN_NAMED}


def test_r22_who_has_no_name_and_is_covered_lets_the_copy_out(street: Street) -> None:
    street.attest(2)
    assert street.why() == MORE
    street.draw(LEFT)
    assert street.why() == MORE, "a shape alone vouches for nothing (R16)"
    street.vouch(1)
    assert street.why() == set()
    (file,) = street.release().released
    with Image.open(file.output) as image:
        red, green, _blue = (np.asarray(c).astype(int) for c in image.split())
    assert not (red - green > 60).any()
    with street.office.register.read() as reader:
        (copy,) = reader.releases()[0].copies
        (verdict, *_others) = judge_photo(reader, street.photo, street.office.today)
    assert (copy.unknown, copy.covered, copy.shows) == ((LEFT,), (), (street.noah,))
    assert verdict.outcome is Outcome.WITHHELD, "the file still shows everybody"
    assert verify(street.office.register).ok


def test_r16_two_without_a_name_and_one_cover_stay(street: Street) -> None:
    street.attest(3)
    street.draw(LEFT)
    with refused(street.office, Problem.UNKNOWN_NOT_COVERED, BadInput):
        street.vouch(2)
    assert street.why() == MORE
    street.draw(LEFT, RIGHT)
    assert street.why() == MORE
    street.vouch(2)
    assert street.why() == set()
    street.draw(None, RIGHT)
    assert street.why() == MORE
    street.draw(LEFT, RIGHT)
    assert street.why() == MORE, "put back, it is to be looked at again"


def test_r16_two_covers_over_one_person_are_refused(street: Street) -> None:
    street.attest(3)
    street.draw(LEFT)
    with refused(street.office, Problem.COVERS_MEET, BadInput):
        street.draw(LEFT, BESIDE_LEFT)
    with refused(street.office, Problem.COVER_TOO_SMALL, BadInput):
        street.draw(LEFT, rectangle(Region(0.6, 0.1, 0.005, 0.4)))


def test_r20_a_name_for_the_covered_one_uncovers_the_other(street: Street) -> None:
    """Two are unknown; the one who is covered gets a name, so that the other is still seen."""
    street.attest(3)
    street.draw(LEFT)
    ella = street.office.family("Ella Holm")
    street.office.permit(ella)
    shows = {street.noah: None, ella: None}
    photographs.name(*street.office.desk, photo=street.photo, shows=shows)
    street.attest(3)
    assert street.why() == MORE


def test_r20_what_was_vouched_for_ends_with_any_change(street: Street) -> None:
    street.attest(2)
    street.draw(LEFT)
    street.vouch(1)
    street.attest(2)
    assert street.why() == set(), "the same said once more takes nothing back"
    street.attest(3)
    assert street.why() == MORE
    street.attest(2)
    assert street.why() == MORE, "whoever says otherwise in between is to look again"
    street.vouch(1)
    assert street.why() == set()
    street.draw(RIGHT)
    assert street.why() == MORE
    street.attest(2)
    assert street.why() == MORE, "said without looking at the new cover"
    street.vouch(1)
    for shows in ((), (street.noah,)):
        named = dict.fromkeys(shows)
        photographs.name(*street.office.desk, photo=street.photo, shows=named)
    assert street.why() == MORE | {ReasonCode.NOT_ATTESTED}
    street.attest(2)
    assert street.why() == MORE


def test_a_photo_of_nobody_but_covered_people_may_leave(street: Street) -> None:
    photographs.name(*street.office.desk, photo=street.photo, shows={})
    street.attest(1)
    street.draw(LEFT)
    assert street.why() == MORE | {ReasonCode.NOT_ATTESTED}
    with pytest.raises(RuleRefusal):
        street.vouch(1)
    looked_at = Seen(PhotoKind.PORTRAIT, frozenset(), 1)
    hiding.vouch_covered(*street.office.desk, street.photo, street.drawn, looked_at)
    assert street.why() == set()


def test_nobody_vouches_for_what_another_desk_has_changed(street: Street) -> None:
    street.attest(2)
    street.draw(LEFT)
    with refused(street.office, Problem.PHOTO_CHANGED_MEANWHILE, RuleRefusal):
        street.vouch(1, drawn=Drawn(covers=((unknown(1), RIGHT),)))
    with refused(street.office, Problem.PHOTO_CHANGED_MEANWHILE, RuleRefusal):
        street.vouch(1, street.noah, SubjectId(99))
    with refused(street.office, Problem.PHOTO_CHANGED_MEANWHILE, RuleRefusal):
        street.vouch(2)


@pytest.mark.parametrize("change", ["other", "gone"])
def test_a_cover_changed_while_copies_are_made_holds_them_back(street: Street, change: str) -> None:
    street.attest(2)
    street.draw(LEFT)
    street.vouch(1)
    plan = street.plan()
    street.draw(RIGHT if change == "other" else None)
    if change == "other":
        street.vouch(1)
    done = street.release(plan)
    if change == "other":
        assert len(done.released) == 1, "made as it is drawn now"
    else:
        assert done.released == ()


def test_going_on_takes_no_copy_for_done_on_which_somebody_else_was_covered(street: Street) -> None:
    street.attest(2)
    street.draw(LEFT)
    street.vouch(1)
    street.release()

    def left() -> int:
        target = street.office.target("out")
        return len(resuming.already_there(street.office.register, street.plan(), target))

    assert left() == 1
    street.draw(RIGHT)
    street.vouch(1)
    assert left() == 0


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE photo SET unknown_covers = NULL",
        "UPDATE photo SET unknown_covers = '[]'",
        "UPDATE photo SET unknown_covers = '[[1,null]]'",
        "UPDATE photo SET unknown_covers = replace(unknown_covers, '0.05', '0.06')",
    ],
)
def test_a_cover_changed_past_the_program_lets_nothing_out(street: Street, sql: str) -> None:
    street.attest(2)
    street.draw(LEFT)
    street.vouch(1)
    assert street.plan().clear
    with guards_down(Path(street.office.register.location)) as raw:
        raw.execute(sql)
    with pytest.raises(RegisterError) as caught:
        street.plan()
    assert caught.value.problem is Problem.REGISTER_DAMAGED
    assert not verify(street.office.register).ok


def test_how_somebody_unknown_was_covered_can_not_be_changed(street: Street) -> None:
    street.attest(2)
    street.draw(LEFT)
    street.vouch(1)
    assert street.release().released
    with guards_down(Path(street.office.register.location)) as raw:
        raw.execute("UPDATE release_copy SET unknown_covers = NULL")
    found = {problem.code for problem in verify(street.office.register).problems}
    assert Tampering.RELEASE_MISMATCH in found


def test_two_desks_draw_over_different_people_and_both_stand(street: Street) -> None:
    before = street.drawn
    for number, shape in ((1, LEFT), (2, RIGHT)):
        hiding.hide_all(
            *street.office.desk,
            {street.photo: Drawn(covers=((unknown(number), shape),))},
            {street.photo: street.seen},
            before={street.photo: before},
        )
    assert dict(street.drawn.covers) == {unknown(1): LEFT, unknown(2): RIGHT}
    with refused(street.office, Problem.PHOTO_CHANGED_MEANWHILE, RuleRefusal):
        hiding.hide_all(
            *street.office.desk,
            {street.photo: Drawn(covers=((unknown(1), replace(RIGHT, form=Form.RECTANGLE)),))},
            {street.photo: street.seen},
            before={street.photo: before},
        )


def test_a_look_alike_with_more_on_it_is_asked_about_here_too(office: Office) -> None:
    noah = office.family()
    path, twin = office.folder / "field.jpg", office.folder / "twin.jpg"
    path.write_bytes(picture(7, size=SIZE))
    with Image.open(path) as image:
        image.resize((400, 300)).save(twin)
    said = photographs.add_photos(*office.desk, [path], kind=PhotoKind.PORTRAIT, shows=[noah])
    street = Street(office, path, noah, said.photos[0].photo)
    street.attest(2)
    photographs.add_photos(
        *office.desk,
        [twin],
        kind=PhotoKind.PORTRAIT,
        shows=[noah],
        visible=3,
        different=[street.photo],
    )
    street.draw(LEFT)
    with refused(office, Problem.FEWER_THAN_ITS_LIKE, RuleRefusal):
        street.vouch(1)


def test_faces_counted_since_are_asked_about_here_too(street: Street) -> None:
    office = street.office
    street.attest(2)
    with office.register.write(*office.desk[1:]) as writer:
        writer.set_settings({"counting_aid": True})
    street.draw(LEFT)
    with office.register.write(*office.desk[1:]) as writer:
        writer.set_photo(replace(writer.photo(street.photo), faces=5))
    with refused(office, Problem.FACES_COUNTED_MEANWHILE, RuleRefusal):
        street.vouch(1)


def test_who_had_no_name_hides_nobody_erased(street: Street) -> None:
    """R16, R28: a cover over one of the two is not one over both."""
    office = street.office
    ida = office.family("Ida Dal")
    shows: dict[SubjectId, Region | None] = {street.noah: None, ida: None}
    photographs.name(*office.desk, photo=street.photo, shows=shows, seen=street.seen)
    street.attest(3)
    before = street.drawn
    both = Drawn(covers=((unknown(1), RIGHT), (ida, LEFT)))
    hiding.hide_all(
        *office.desk,
        {street.photo: both},
        {street.photo: street.seen},
        before={street.photo: before},
    )
    street.vouch(1, street.noah, ida)
    assert street.why() == set()
    erasing.erase(*office.desk, subject=ida, confirm="Ida Dal")
    with pytest.raises(BadInput) as caught:
        street.vouch(2)
    assert caught.value.problem is Problem.UNKNOWN_NOT_COVERED
    assert ReasonCode.MORE_VISIBLE_THAN_NAMED in street.why()
    street.draw(RIGHT, LEFT)
    street.vouch(2)
    assert street.why() == set()
