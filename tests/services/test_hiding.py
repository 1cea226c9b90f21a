"""Drawn covers and crops at the gate: they let out only copies in which nobody is seen (R22)."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from consentdesk.domain.covers import Cover, Drawn, Fill, Form, rectangle
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Fingerprint, PhotoId, PhotoKind, Region
from consentdesk.domain.verdict import Outcome
from consentdesk.errors import BadInput, Problem, RegisterError, RuleRefusal
from consentdesk.services import exporting, hiding, photographs, planning, resuming, trash
from consentdesk.services.checking import check_files
from consentdesk.services.judging import judge_photo
from consentdesk.services.pictures.fingerprint import fingerprint
from consentdesk.services.seeing import Seen
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import Tampering
from tests.services.office import WEBSITE, Office
from tests.services.pictures import crafted
from tests.services.refusing import refused
from tests.storage.tampering import guards_down

SIZE = (800, 600)
FACE = Region(0.1, 0.2, 0.1, 0.15)
OVER = rectangle(Region(0.05, 0.1, 0.25, 0.5))
ROUND = Cover(Form.ELLIPSE, ((0.02, 0.08), (0.3, 0.5)))
CORNERED = Cover(
    Form.POLYGON, ((0.15, 0.05), (0.3, 0.15), (0.25, 0.5), (0.05, 0.5), (0.05, 0.15)), Fill.MOSAIC
)
RIGHT_HALF = Region(0.5, 0.0, 0.5, 1.0)
"""What a crop leaves that has nothing of Ella."""
ELSEWHERE = Region(0.7, 0.2, 0.1, 0.15)


@dataclass
class Pair:
    """One photo of Noah, who may be shown, and Ella, who may not and has a red face."""

    office: Office
    path: Path
    noah: SubjectId
    ella: SubjectId
    photo: PhotoId

    @property
    def seen(self) -> Fingerprint:
        return fingerprint(self.path.read_bytes())

    def name(self, **places: Region | None) -> None:
        """Name these two where they are said to be, and vouch for it."""
        shows = {{"noah": self.noah, "ella": self.ella}[who]: r for who, r in places.items()}
        photographs.name(*self.office.desk, photo=self.photo, shows=shows, seen=self.seen)
        photographs.attest(*self.office.desk, photo=self.photo)

    def draw(
        self,
        *covers: tuple[SubjectId, Cover],
        crop: Region | None = None,
        before: Drawn | None = None,
        path: Path | None = None,
    ) -> None:
        was = before if before is not None else self.drawn
        seen = fingerprint((path or self.path).read_bytes())
        wanted = Drawn(covers=covers, crop=crop)
        hiding.hide_all(
            *self.office.desk,
            {self.photo: wanted},
            {self.photo: seen},
            before={self.photo: was},
        )

    def vouch(self, *shows: SubjectId) -> None:
        looked_at = Seen(PhotoKind.PORTRAIT, frozenset(shows))
        hiding.vouch_covered(*self.office.desk, self.photo, self.drawn, looked_at)

    @property
    def drawn(self) -> Drawn:
        with self.office.register.read() as reader:
            return hiding.drawn_on(reader, self.photo)

    def plan(self, *paths: Path, covered: tuple[SubjectId, ...] = ()) -> planning.Plan:
        return self.office.plan(*(paths or (self.path,)), covered=covered)

    def withheld(self, *paths: Path) -> Problem | None:
        """Why the copy can't be made, None where that is not the reason; it does not go."""
        plan = self.plan(*paths)
        assert not plan.clear
        (finding,) = plan.withheld
        assert finding.verdicts[0].outcome is not Outcome.CLEAR
        again = planning.plan_again(self.office.register, self.office.at, plan.withheld, WEBSITE)
        assert not again.clear
        problem = finding.problem.problem if finding.problem is not None else None
        told = again.withheld[0].problem
        assert problem == (told.problem if told is not None else None)
        return problem

    def release(self, plan: planning.Plan | None = None) -> exporting.Exported:
        return exporting.release(*self.office.desk, plan or self.plan(), self.office.target("out"))


def _drawn_picture(path: Path) -> Path:
    dice = np.random.default_rng(4)
    pixels = dice.integers(60, 200, (SIZE[1], SIZE[0], 3)).astype(np.uint8)
    pixels[..., 0] = 40
    top, left = round(FACE.y * SIZE[1]), round(FACE.x * SIZE[0])
    pixels[top : top + 90, left : left + 80] = (230, 20, 20)
    path.write_bytes(crafted.written(Image.fromarray(pixels, "RGB"), "PNG"))
    return path


def _reddish(path: Path) -> int:
    with Image.open(path) as image:
        red, green, blue = (np.asarray(c).astype(int) for c in image.convert("RGB").split())
    return int(((red - green > 60) & (red - blue > 60)).sum())


@pytest.fixture
def pair(office: Office) -> Pair:
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    path = _drawn_picture(office.folder / "a.png")
    added = photographs.add_photos(
        *office.desk,
        [path],
        kind=PhotoKind.PORTRAIT,
        shows=(noah, ella),
        places={ella: FACE},
        photographer="Line Holm",
        rights="own",
    )
    return Pair(office, path, noah, ella, added.photos[0].photo)


@pytest.mark.parametrize("shape", [OVER, ROUND, CORNERED, replace(ROUND, fill=Fill.MOSAIC)])
def test_r22_a_drawn_cover_lets_copies_out_and_hides_the_face_in_each(
    pair: Pair, shape: Cover
) -> None:
    assert pair.withheld() is None
    pair.draw((pair.ella, shape))
    for number in (1, 2):
        done = pair.release()
        (file,) = done.released
        assert (file.covered, file.shows) == ((pair.ella,), (pair.noah,))
        if shape.fill is Fill.SOLID:
            assert _reddish(file.output) == 0, "also when exported again"
        with pair.office.register.read() as reader:
            copy = reader.releases()[0].copies[0]
            assert len(reader.releases()) == number
        assert (copy.covered, copy.shows, copy.named_since) == ((pair.ella,), (pair.noah,), ())
        assert copy.drawn == ((pair.ella, shape),)
    assert verify(pair.office.register).ok


def test_the_file_itself_is_judged_as_before_for_it_still_shows_everybody(pair: Pair) -> None:
    pair.draw((pair.ella, OVER), crop=RIGHT_HALF)
    report = check_files(pair.office.register, [pair.path], at=pair.office.at)
    assert {v.outcome for v in report.findings[0].verdicts} == {Outcome.WITHHELD}
    with pair.office.register.read() as reader:
        verdicts = judge_photo(reader, pair.photo, pair.office.today)
        told = hiding.foreseen(reader, pair.photo, pair.drawn, pair.office.today)
    assert {v.outcome for v in verdicts} == {Outcome.WITHHELD}
    assert {v.outcome for v in told.verdicts} == {Outcome.CLEAR}
    assert told.problem is None


def test_r22_a_crop_lets_out_only_what_is_left(pair: Pair) -> None:
    pair.draw(crop=RIGHT_HALF)
    (file,) = pair.release().released
    assert file.covered == (pair.ella,)
    with Image.open(file.output) as image:
        assert image.size == (400, 600)
    assert _reddish(file.output) == 0
    with pair.office.register.read() as reader:
        (copy,) = reader.releases()[0].copies
    assert (copy.crop, copy.drawn, copy.named_since) == (RIGHT_HALF, (), ())
    pair.name(noah=None, ella=ELSEWHERE)
    with pair.office.register.read() as reader:
        (copy,) = reader.releases()[0].copies
    assert copy.named_since == (pair.ella,), "there nobody had covered her"
    assert verify(pair.office.register).ok


@pytest.mark.parametrize(
    "crop",
    [
        Region(0.2, 0.0, 0.8, 1.0),
        Region(0.25, 0.0, 0.7, 1.0),
        Region(0.31, 0.0, 0.69, 1.0),
        Region(0.0, 0.7, 1.0, 0.3),
        Region(0.0, 0.0, 1.0, 0.1),
    ],
)
def test_r22_a_crop_that_leaves_anything_of_what_the_usual_cover_takes_hides_nobody(
    pair: Pair, crop: Region
) -> None:
    """Hair, shoulders and clothes tell who it is; and a border is blurred by a few pixels."""
    pair.draw(crop=crop)
    assert pair.withheld() is None


def test_r22_who_is_nowhere_marked_is_not_cropped_out(pair: Pair) -> None:
    pair.name(noah=None, ella=None)
    pair.draw(crop=RIGHT_HALF)
    assert pair.withheld() is None


def test_r22_a_cover_that_does_not_hide_the_whole_face_is_refused(pair: Pair) -> None:
    tight = Cover(Form.ELLIPSE, ((FACE.x, FACE.y), (FACE.x + FACE.w, FACE.y + FACE.h)))
    beside = rectangle(Region(0.15, 0.1, 0.25, 0.5))
    for shape in (tight, beside):
        with refused(pair.office, Problem.COVER_MISSES_FACE, BadInput):
            pair.draw((pair.ella, shape))
    for shape in (rectangle(Region(0.1, 0.2, 0.4, 0.001)), rectangle(Region(0.1, 0.2, 0.01, 0.01))):
        with refused(pair.office, Problem.COVER_TOO_SMALL, BadInput):
            pair.draw((pair.noah, shape))
    with refused(pair.office, Problem.CROP_UNUSABLE, BadInput):
        pair.draw(crop=Region(0.5, 0.5, 0.001, 0.5))
    for crop in (Region(0.5, 0.5, 0.8, 0.2), Region(-0.1, 0.0, 0.5, 0.5), Region(0, 0, 0, 0)):
        with refused(pair.office, Problem.CROP_UNUSABLE, BadInput):
            pair.draw(crop=crop)


def test_r22_a_place_drawn_too_small_is_hidden_as_a_face_would_be(pair: Pair) -> None:
    tiny = Region(0.12, 0.22, 0.0105, 0.014)
    pair.name(noah=None, ella=tiny)
    with refused(pair.office, Problem.COVER_MISSES_FACE, BadInput):
        pair.draw((pair.ella, rectangle(Region(0.1195, 0.2, 0.021, 0.4))))


def test_a_cover_drawn_before_the_face_was_moved_lets_nothing_out(pair: Pair) -> None:
    pair.draw((pair.ella, OVER))
    assert pair.plan().clear
    pair.name(noah=None, ella=ELSEWHERE)
    assert pair.drawn.covers == ((pair.ella, OVER),), "it stays until somebody draws another"
    assert pair.withheld() is Problem.COVER_MISSES_FACE
    with pair.office.register.read() as reader:
        told = hiding.foreseen(reader, pair.photo, pair.drawn, pair.office.today)
    assert Outcome.CLEAR not in {v.outcome for v in told.verdicts}
    assert told.problem is not None


def test_a_cover_goes_with_whom_it_covered(pair: Pair) -> None:
    pair.draw((pair.ella, OVER))
    pair.name(noah=None)
    assert pair.drawn == Drawn()
    pair.name(noah=None, ella=FACE)
    assert pair.drawn == Drawn()
    assert pair.withheld() is None


def test_taking_a_name_off_and_on_again_brings_the_cover_back(pair: Pair) -> None:
    pair.draw((pair.ella, ROUND))
    drawn, both = pair.drawn, {pair.noah: None, pair.ella: FACE}
    alone = {pair.noah: None}
    step = {pair.photo: alone}
    gone = photographs.name_all(*pair.office.desk, step, before={pair.photo: both})
    assert {s: d.cover for s, d in gone[pair.photo].items()} == {pair.ella: ROUND}
    assert pair.drawn == Drawn()
    photographs.name_all(
        *pair.office.desk,
        {pair.photo: both},
        {pair.photo: pair.seen},
        before=step,
        covers=gone,
    )
    assert pair.drawn == drawn


def test_r20_whoever_is_named_later_counts_until_covered_too(pair: Pair) -> None:
    pair.draw((pair.ella, OVER))
    bo = pair.office.family("Bo Krag")
    shows = {pair.noah: None, pair.ella: FACE, bo: None}
    photographs.name(*pair.office.desk, photo=pair.photo, shows=shows, seen=pair.seen)
    assert pair.withheld() is None
    photographs.attest(*pair.office.desk, photo=pair.photo)
    assert pair.withheld() is None
    pair.draw((pair.ella, OVER), (bo, rectangle(Region(0.6, 0.1, 0.3, 0.6))))
    assert not pair.plan().clear, "Bo's face is nowhere marked"
    pair.vouch(pair.noah, pair.ella, bo)
    (file,) = pair.release().released
    assert file.covered == tuple(sorted((pair.ella, bo)))


def test_r20_drawing_re_opens_nothing_and_vouches_for_nothing(pair: Pair) -> None:
    photographs.set_kind(*pair.office.desk, photo=pair.photo, kind=PhotoKind.SITUATION)
    photographs.set_kind(*pair.office.desk, photo=pair.photo, kind=PhotoKind.PORTRAIT)
    pair.draw((pair.ella, OVER))
    assert pair.withheld() is None, "nobody has vouched for it since"
    photographs.attest(*pair.office.desk, photo=pair.photo)
    pair.draw((pair.ella, ROUND))
    assert pair.plan().clear


@pytest.mark.parametrize("orientation", [2, 3, 4, 5, 6, 7, 8])
def test_covers_and_crops_are_only_made_on_a_file_laid_out_like_the_registered_one(
    pair: Pair, orientation: int
) -> None:
    exif = Image.Exif()
    exif[0x112] = 1
    jpeg = pair.office.folder / "b.jpg"
    with Image.open(pair.path) as image:
        jpeg.write_bytes(crafted.written(image.copy(), "JPEG", exif=exif, quality=90))
    exif[0x112] = orientation
    old, new = (crafted.segment(0xE1, e.tobytes()) for e in (Image.Exif(), exif))
    exif[0x112] = 1
    old = crafted.segment(0xE1, exif.tobytes())
    turned = pair.office.folder / "turned.jpg"
    turned.write_bytes(jpeg.read_bytes().replace(old, new))
    assert turned.read_bytes() != jpeg.read_bytes()
    added = photographs.add_photos(
        *pair.office.desk,
        [jpeg],
        kind=PhotoKind.PORTRAIT,
        shows=(pair.noah, pair.ella),
        places={pair.ella: FACE},
        different=pair.office.every(),
    )
    mine = replace(pair, path=jpeg, photo=added.photos[0].photo)
    for covers, crop in (((pair.ella, OVER), None), (None, RIGHT_HALF)):
        mine.draw(*((covers,) if covers else ()), crop=crop)
        assert mine.plan().clear
        assert mine.withheld(turned) is Problem.COVER_NEEDS_ORIGINAL
        with refused(pair.office, Problem.REGION_NEEDS_ORIGINAL, BadInput):
            mine.draw((pair.ella, ROUND), path=turned)
        mine.draw()


def test_a_crop_holds_for_whoever_may_be_shown_as_well(pair: Pair) -> None:
    """It was drawn for all copies: no version that can't be cropped so goes whole."""
    pair.office.permit(pair.ella)
    pair.draw(crop=Region(0.0, 0.0, 0.6, 1.0))
    (file,) = pair.release().released
    with Image.open(file.output) as image:
        assert image.size == (480, 600)
    assert file.covered == ()


@pytest.mark.parametrize("change", ["other", "none", "crop", "place", "person"])
def test_what_is_changed_while_copies_are_made_holds_them_back(pair: Pair, change: str) -> None:
    """Ella may be shown, so that nothing but the covers holds the copy back."""
    pair.office.permit(pair.ella)
    pair.draw((pair.ella, OVER))
    plan = pair.plan()
    assert plan.clear

    def meanwhile(_done: int, _all: int) -> None:
        if change == "other":
            pair.draw((pair.ella, ROUND))
        elif change == "none":
            pair.draw()
        elif change == "crop":
            pair.draw((pair.ella, OVER), crop=RIGHT_HALF)
        elif change == "place":
            pair.name(noah=None, ella=ELSEWHERE)
        else:
            pair.name(noah=None)

    done = exporting.release(*pair.office.desk, plan, pair.office.target("out"), progress=meanwhile)
    assert not done.released
    (held,) = done.withheld
    assert held.problem is not None and held.problem.problem is Problem.COVER_CHANGED
    assert held.verdicts[0].outcome is Outcome.UNDECIDED


def test_a_plan_made_before_a_cover_was_taken_off_lets_nothing_out(pair: Pair) -> None:
    pair.draw((pair.ella, OVER))
    plan = pair.plan()
    pair.draw()
    done = pair.release(plan)
    assert not done.released


def test_a_plan_made_before_a_cover_was_changed_makes_the_new_one(pair: Pair) -> None:
    pair.draw((pair.ella, OVER))
    plan = pair.plan()
    pair.draw((pair.ella, ROUND))
    (file,) = pair.release(plan).released
    assert _reddish(file.output) == 0


def test_two_desks_draw_on_different_people_and_both_stand(pair: Pair) -> None:
    before = pair.drawn
    pair.draw((pair.ella, OVER), before=before)
    other = rectangle(Region(0.6, 0.1, 0.3, 0.6))
    pair.draw((pair.noah, other), before=before)
    assert dict(pair.drawn.covers) == {pair.ella: OVER, pair.noah: other}
    with refused(pair.office, Problem.PHOTO_CHANGED_MEANWHILE, RuleRefusal):
        pair.draw((pair.ella, ROUND), before=before)
    pair.draw(*pair.drawn.covers, crop=RIGHT_HALF)
    with refused(pair.office, Problem.PHOTO_CHANGED_MEANWHILE, RuleRefusal):
        pair.draw(crop=Region(0.4, 0.0, 0.6, 1.0), before=before)
    pair.draw(crop=RIGHT_HALF, before=before)
    assert pair.drawn.crop == RIGHT_HALF


def test_nobody_is_covered_who_is_not_named_on_it(pair: Pair) -> None:
    bo = pair.office.family("Bo Krag")
    with refused(pair.office, Problem.NOT_NAMED_ON_IT, BadInput):
        pair.draw((bo, OVER))


def test_a_chosen_cover_takes_the_drawn_shape(pair: Pair) -> None:
    pair.draw((pair.ella, ROUND))
    (file,) = pair.release(pair.plan(covered=(pair.ella,))).released
    with pair.office.register.read() as reader:
        (copy,) = reader.releases()[0].copies
    assert copy.drawn == ((pair.ella, ROUND),)
    assert file.covered == (pair.ella,)


def test_what_is_drawn_goes_to_the_trash_and_comes_back(pair: Pair) -> None:
    path = pair.office.draw(size=SIZE)
    added = photographs.add_photos(
        *pair.office.desk, [path], shows=(pair.ella,), places={pair.ella: FACE}, attest=False
    )
    mine = replace(pair, path=path, photo=added.photos[0].photo)
    mine.draw((pair.ella, CORNERED), crop=RIGHT_HALF)
    drawn = mine.drawn
    trash.throw_away(*pair.office.desk, photos=[mine.photo])
    assert verify(pair.office.register).ok
    trash.put_back(*pair.office.desk, photos=[mine.photo])
    assert mine.drawn == drawn
    assert verify(pair.office.register).ok


def test_a_cover_that_missed_the_face_is_not_saved_by_taking_the_place_back(pair: Pair) -> None:
    pair.draw((pair.ella, OVER))
    pair.name(noah=None, ella=ELSEWHERE)
    pair.name(noah=None, ella=None)
    assert pair.drawn == Drawn()
    assert pair.withheld() is None
    pair.name(noah=None, ella=FACE)
    pair.draw((pair.ella, OVER))
    pair.name(noah=None, ella=None)
    assert pair.drawn.covers == ((pair.ella, OVER),)


def test_r22_where_no_place_is_known_what_was_drawn_counts_and_is_looked_at_later(
    pair: Pair,
) -> None:
    pair.name(noah=None, ella=None)
    pair.draw((pair.ella, ROUND))
    assert not pair.plan().clear, "nothing tells yet that she is under it"
    pair.vouch(pair.noah, pair.ella)
    assert pair.release().released
    pair.name(noah=None, ella=FACE)
    with pair.office.register.read() as reader:
        assert reader.releases()[0].copies[0].named_since == (), "it lies under the shape"
    pair.name(noah=None, ella=ELSEWHERE)
    with pair.office.register.read() as reader:
        assert reader.releases()[0].copies[0].named_since == (pair.ella,)
    assert verify(pair.office.register).ok


def test_one_copy_that_can_not_be_made_any_more_stops_no_other(pair: Pair) -> None:
    office = pair.office
    other = office.portrait(pair.noah)
    pair.draw((pair.ella, OVER))
    plan = pair.plan(pair.path, other)
    assert len(plan.clear) == 2
    pair.name(noah=None, ella=ELSEWHERE)
    done = pair.release(plan)
    assert [one.path for one in done.released] == [other]
    (held,) = done.withheld
    assert held.problem is not None
    assert held.problem.problem is Problem.COVER_MISSES_FACE


def test_a_smaller_version_said_to_be_the_same_goes_with_nothing_drawn_on_it(pair: Pair) -> None:
    """It is known by its bytes, but the same place may show somebody else."""
    office = pair.office
    office.permit(pair.ella)
    small = office.folder / "small.jpg"
    with Image.open(pair.path) as image:
        image.convert("RGB").resize((400, 300)).save(small, quality=92)
    photographs.add_photos(*office.desk, [small], same_as=pair.photo)
    assert pair.plan(small).clear
    pair.draw(crop=RIGHT_HALF)
    assert pair.withheld(small) is Problem.COVER_NEEDS_ORIGINAL


_OTHER = '{"fill":"solid","form":"rectangle","points":[[0.0,0.0],[0.9,0.9]]}'


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("UPDATE depiction SET cover = ?", None),
        ("UPDATE depiction SET cover = ?", _OTHER),
        ("UPDATE depiction SET cover = ?", "{}"),
        ("UPDATE photo SET crop = ?", None),
        ("UPDATE photo SET crop = ?", "[0.0,0.0,1.0,1.0]"),
        ("UPDATE photo SET crop = ?", "[0.0]"),
    ],
)
def test_what_is_changed_past_the_program_lets_nothing_out(
    pair: Pair, sql: str, value: str | None
) -> None:
    pair.office.permit(pair.ella)
    pair.draw((pair.ella, OVER), crop=Region(0.0, 0.0, 0.6, 1.0))
    assert pair.plan().clear
    with guards_down(Path(pair.office.register.location)) as raw:
        raw.execute(sql, (value,))
    with pytest.raises(RegisterError) as caught:
        pair.plan()
    assert caught.value.problem is Problem.REGISTER_DAMAGED
    assert not verify(pair.office.register).ok


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("UPDATE release_subject SET cover = ?", None),
        ("UPDATE release_subject SET cover = ? WHERE covered", _OTHER),
        ("UPDATE release_copy SET crop = ?", None),
        ("UPDATE release_copy SET crop = ?", "[0.0,0.0,1.0,1.0]"),
    ],
)
def test_how_a_copy_that_left_was_covered_can_not_be_changed(
    pair: Pair, sql: str, value: str | None
) -> None:
    pair.draw((pair.ella, OVER), crop=Region(0.0, 0.0, 0.6, 1.0))
    assert pair.release().released
    assert verify(pair.office.register).ok
    with guards_down(Path(pair.office.register.location)) as raw:
        raw.execute(sql, (value,))
    found = {problem.code for problem in verify(pair.office.register).problems}
    assert Tampering.RELEASE_MISMATCH in found


def test_going_on_takes_no_copy_for_done_that_hides_otherwise(pair: Pair) -> None:
    """Ella may be shown, so that every copy might have left."""
    pair.office.permit(pair.ella)
    target = pair.office.target("out")

    def is_done() -> bool:
        return bool(resuming.already_there(pair.office.register, pair.plan(), target))

    assert pair.release().released
    assert is_done()
    pair.draw((pair.ella, OVER))
    assert not is_done()
    assert pair.release().released
    assert is_done()
    pair.draw((pair.ella, ROUND))
    assert not is_done()
    pair.draw((pair.ella, OVER), crop=Region(0.0, 0.0, 0.6, 1.0))
    assert not is_done()
    pair.draw((pair.ella, OVER))
    assert is_done()


def test_a_cover_comes_back_with_the_place_it_was_drawn_for(pair: Pair) -> None:
    """Another desk marked a face that it misses: taking her off and back must not lose that."""
    pair.name(noah=None, ella=None)
    pair.draw((pair.ella, OVER))
    pair.name(noah=None, ella=ELSEWHERE)
    assert pair.withheld() is not None
    step = {pair.photo: {pair.noah: None}}
    looked_at = {pair.photo: {pair.noah: None, pair.ella: None}}
    gone = photographs.name_all(*pair.office.desk, step, before=looked_at)
    photographs.name_all(*pair.office.desk, looked_at, before=step, covers=gone)
    photographs.attest(*pair.office.desk, photo=pair.photo)
    assert pair.withheld() is not None
