"""Photos come in: recognised, named, attested (R15, R16, R20, R21, R23)."""

from pathlib import Path

import pytest
from PIL import Image

from consentdesk.domain.acts import Attested
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Match, PhotoId, PhotoKind, Region
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.errors import BadInput, Cancelled, Problem
from consentdesk.services import photographs, suggesting
from consentdesk.services.pictures.fingerprint import fingerprint
from tests.services.office import Office, picture
from tests.services.refusing import refused

FACE = Region(0.4, 0.2, 0.1, 0.15)


def _add(
    office: Office,
    *paths: Path,
    kind: PhotoKind | None = PhotoKind.PORTRAIT,
    shows: tuple[SubjectId, ...] = (),
    visible: int | None = None,
    album: str = "",
    attest: bool = True,
    same_as: PhotoId | None = None,
    different: bool = False,
) -> tuple[photographs.AddedPhoto, ...]:
    """The photos they are; nothing may be left open."""
    done = photographs.add_photos(
        *office.desk,
        paths,
        kind=kind,
        shows=shows,
        visible=visible,
        album=album,
        attest=attest,
        same_as=same_as,
        different=office.every() if different else (),
    )
    assert done.left_open == ()
    return done.photos


def _burst(office: Office, frames: int) -> list[Path]:
    """The same scene again and again, the camera moved a little between two frames."""
    first = office.draw()
    paths = [first]
    for number in range(1, frames):
        paths.append(office.folder / f"burst_{number}.jpg")
        with Image.open(first) as image:
            image.crop((number, 0, 320, 240 - number)).resize((320, 240)).save(paths[-1])
    return paths


def _captioned(
    path: Path, names: dict[str, Region | None], *, of: tuple[int, int] = (320, 240)
) -> None:
    """Write names into a picture as a photographer's software does (MWG regions).

    `of` is the size of the picture that was before the photographer's eyes.
    """
    size = f"stDim:w='{of[0]}' stDim:h='{of[1]}' stDim:unit='pixel'"
    faces = "".join(
        f'<rdf:li rdf:parseType="Resource"><mwg-rs:Name>{name}</mwg-rs:Name>'
        f"<mwg-rs:Type>Face</mwg-rs:Type><mwg-rs:Area stArea:unit='normalized' "
        f"stArea:x='{r.x + r.w / 2}' stArea:y='{r.y + r.h / 2}' stArea:w='{r.w}' stArea:h='{r.h}'/>"
        "</rdf:li>"
        for name, r in names.items()
        if r is not None
    )
    people = "".join(f"<rdf:li>{name}</rdf:li>" for name in names)
    xmp = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
        'xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/" '
        'xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#" '
        'xmlns:stDim="http://ns.adobe.com/xap/1.0/sType/Dimensions#">'
        f"<Iptc4xmpExt:PersonInImage><rdf:Bag>{people}</rdf:Bag></Iptc4xmpExt:PersonInImage>"
        '<mwg-rs:Regions rdf:parseType="Resource">'
        f"<mwg-rs:AppliedToDimensions {size}/><mwg-rs:RegionList><rdf:Bag>"
        f"{faces}</rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    body = b"http://ns.adobe.com/xap/1.0/\x00" + xmp.encode()
    data = path.read_bytes()
    segment = b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body
    path.write_bytes(data[:2] + segment + data[2:])


def test_a_new_photo_is_known_from_then_on(office: Office) -> None:
    path = office.draw()
    assert office.why(path) == {ReasonCode.UNKNOWN_PHOTO}
    (added,) = _add(office, path, kind=None)
    assert (added.path, added.known) == (path, Match.NONE)
    assert office.why(path) == {ReasonCode.KIND_UNSET, ReasonCode.NOT_ATTESTED}
    with office.register.read() as reader:
        photo = reader.photo(added.photo)
    assert (photo.name, photo.width, photo.height) == (path.name, 320, 240)


def test_the_same_file_is_the_same_photo_whatever_its_name(office: Office) -> None:
    noah = office.family()
    first = office.portrait(noah)
    copy = office.folder / "copy.png"
    copy.write_bytes(first.read_bytes())
    (again,) = _add(office, copy, album="Skovtur")
    assert (again.photo, again.known) == (office.photo(first), Match.EXACT)
    with office.register.read() as reader:
        photo = reader.photo(again.photo)
        assert [d.subject for d in reader.depicted([again.photo])[again.photo]] == [noah]
    assert (photo.album, photo.photographer) == ("Skovtur", "Line Holm")


def test_a_file_given_twice_is_registered_once(office: Office) -> None:
    path = office.draw()
    one, two = _add(office, path, path)
    assert (one.photo, one.known, two.known) == (two.photo, Match.NONE, Match.EXACT)


def test_another_caption_does_not_make_another_photo(office: Office) -> None:
    """R21."""
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    other = office.folder / "captioned.jpg"
    other.write_bytes(path.read_bytes())
    _captioned(other, {"Noah Lund": FACE})
    assert office.check(other) == [Outcome.CLEAR]
    (again,) = _add(office, other)
    assert (again.photo, again.known) == (office.photo(path), Match.PICTURE)


def test_a_burst_described_in_one_go_is_many_photos(office: Office) -> None:
    """R21: nobody is asked about frames that are all said to show the same."""
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    first, two, three = _burst(office, 3)
    done = _add(office, first, two, shows=(noah,))
    assert [one.known for one in done] == [Match.NONE, Match.NEAR]
    assert done[0].photo != done[1].photo
    more = photographs.add_photos(
        *office.desk, [three], kind=PhotoKind.PORTRAIT, shows=(noah, ella)
    )
    assert [one.path for one in more.left_open] == [three], "somebody more than on its look-alikes"
    (later,) = _add(office, three, shows=(noah, ella), different=True)
    assert office.check(first, two, three) == [Outcome.CLEAR, Outcome.CLEAR, Outcome.WITHHELD]
    assert later.shows == (noah, ella)


def test_a_card_of_which_nothing_is_said_is_taken_in_whole(office: Office) -> None:
    """R21: and what is then said of all of it holds, frames alike or not."""
    frames = _burst(office, 3)
    _add(office, *frames, kind=None)
    _add(office, *frames, kind=PhotoKind.NOBODY)
    assert office.check(*frames) == [Outcome.CLEAR] * 3


@pytest.mark.parametrize("turn", [None, Image.Transpose.ROTATE_90, Image.Transpose.FLIP_LEFT_RIGHT])
def test_a_copy_never_fares_better_than_the_picture_it_looks_like(
    office: Office, turn: Image.Transpose | None
) -> None:
    """R16, R21: what is said of many files at once tells no two pictures apart."""
    noah, ella = office.child(), office.family("Ella Holm")
    office.permit(ella)
    portrait = office.portrait(noah, ella, looks=True)
    small = office.shrunk(portrait, turn=turn)
    other = office.draw()
    for kind, shows, visible in (
        (PhotoKind.NOBODY, (), None),
        (PhotoKind.PORTRAIT, (ella,), None),
        (PhotoKind.PORTRAIT, (), None),
        (PhotoKind.SITUATION, (ella, noah), None),
        (None, (), None),
    ):
        done = photographs.add_photos(
            *office.desk, [small, other], kind=kind, shows=shows, visible=visible
        )
        assert done.left_open == (photographs.LookAlike(small, (office.photo(portrait),)),)
        assert [one.path for one in done.photos] == [other]
        assert office.why(small) == {ReasonCode.NEAR_MATCH}
        other = office.draw()
    _add(office, small, kind=PhotoKind.NOBODY, different=True)
    assert office.check(small) == [Outcome.CLEAR]


def test_nobody_left_unnamed_goes_missing_on_a_copy(office: Office) -> None:
    """R16, R21."""
    noah = office.family()
    office.permit(noah)
    crowd, unsure = office.draw(), office.draw()
    _add(office, crowd, shows=(noah,), visible=3)
    _add(office, unsure, shows=(noah,), attest=False)
    for like in (crowd, unsure):
        small = office.shrunk(like)
        for visible in (None, 2):
            other = office.draw()
            done = photographs.add_photos(
                *office.desk,
                [small, other],
                kind=PhotoKind.PORTRAIT,
                shows=(noah,),
                visible=visible,
            )
            assert [one.path for one in done.photos] == [other]
        assert office.why(small) == {ReasonCode.NEAR_MATCH}
    _add(office, office.shrunk(crowd), office.draw(), shows=(noah,), visible=3)


def test_a_copy_that_came_in_unseen_is_asked_about_once_the_other_is_known(
    office: Office,
) -> None:
    """R21: both lay on one card of which nothing was said."""
    noah = office.child()
    large = office.draw()
    small = office.shrunk(large)
    _add(office, large, small, kind=None)
    _add(office, large, shows=(noah,), different=True)
    done = photographs.add_photos(*office.desk, [small], kind=PhotoKind.NOBODY)
    assert done.left_open == (photographs.LookAlike(small, (office.photo(large),)),)
    assert office.why(small) == {ReasonCode.KIND_UNSET, ReasonCode.NOT_ATTESTED}
    _add(office, small, kind=PhotoKind.NOBODY, different=True)
    assert office.check(small) == [Outcome.CLEAR]


def test_a_person_may_say_that_it_is_the_same_picture(office: Office) -> None:
    """R21."""
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah, looks=True)
    alike = office.shrunk(path)
    (added,) = _add(office, alike, same_as=office.photo(path))
    assert (added.photo, added.known) == (office.photo(path), Match.NEAR)
    assert office.check(alike) == [Outcome.CLEAR]
    before = office.acts()
    photographs.same_picture(*office.desk, path=alike, photo=office.photo(path))
    assert office.acts() == before


def test_no_other_picture_can_be_passed_off_as_a_permitted_one(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    photo = office.photo(office.portrait(noah))
    other, known = office.draw(), office.portrait(office.child("Ella Holm"))
    for path, problem in (
        (other, Problem.NOT_A_NEAR_MATCH),
        (known, Problem.PICTURE_OF_ANOTHER),
    ):
        with refused(office, problem, BadInput):
            photographs.same_picture(*office.desk, path=path, photo=photo)
        with refused(office, problem, BadInput):
            _add(office, path, same_as=photo)
    with refused(office, Problem.UNKNOWN_PHOTO, BadInput):
        photographs.same_picture(*office.desk, path=other, photo=PhotoId(99))


def test_one_file_that_can_not_be_read_keeps_all_of_them_out(office: Office) -> None:
    broken, text = office.folder / "broken.jpg", office.folder / "notes.jpg"
    broken.write_bytes(picture(1)[:-400])
    text.write_text("not a picture")
    for bad, problem in (
        (broken, Problem.UNREADABLE_DAMAGED),
        (text, Problem.UNREADABLE_UNKNOWN),
        (office.folder / "gone.jpg", Problem.UNREADABLE_MISSING),
        (office.folder, Problem.UNREADABLE_NOT_A_FILE),
    ):
        with refused(office, problem, BadInput) as caught:
            _add(office, office.draw(), bad)
        assert caught.value.facts["path"] == bad


def test_stopping_registers_nothing(office: Office) -> None:
    def stop(done: int, total: int) -> None:
        assert total == 3
        if done == 2:
            raise Cancelled

    with refused(office, Problem.CANCELLED, Cancelled):
        photographs.add_photos(*office.desk, [office.draw() for _ in range(3)], progress=stop)


def test_as_many_are_visible_as_are_named_unless_said_otherwise(office: Office) -> None:
    """R16."""
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    office.permit(ella)
    both, crowd = office.draw(), office.draw()
    _add(office, both, shows=(noah, ella))
    assert office.check(both) == [Outcome.CLEAR]
    _add(office, crowd, shows=(noah, ella), visible=3)
    assert office.why(crowd) == {ReasonCode.MORE_VISIBLE_THAN_NAMED}
    with refused(office, Problem.VISIBLE_TOO_FEW, BadInput):
        _add(office, crowd, shows=(noah, ella), visible=1)
    with refused(office, Problem.UNKNOWN_SUBJECT, BadInput):
        _add(office, crowd, shows=(SubjectId(99),))


def test_a_folder_tagged_anew_drops_nobody_unseen(office: Office) -> None:
    """R20: only who has counted can say that somebody named before is not on it."""
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    both, his = office.portrait(noah, ella), office.draw()
    added = _add(office, both, his, shows=(noah,))
    assert [one.shows for one in added] == [(noah, ella), (noah,)]
    assert office.check(both, his) == [Outcome.WITHHELD, Outcome.CLEAR]
    (counted,) = _add(office, both, shows=(noah,), visible=1)
    assert counted.shows == (noah,)
    assert office.check(both) == [Outcome.CLEAR]


def test_more_visible_than_named_stays_so_until_somebody_counts(office: Office) -> None:
    """R16."""
    noah = office.family()
    office.permit(noah)
    path = office.draw()
    _add(office, path, shows=(noah,), visible=2)
    _add(office, path, shows=(noah,), album="Skovtur")
    assert office.why(path) == {ReasonCode.MORE_VISIBLE_THAN_NAMED}
    _add(office, path, shows=(noah,), visible=1)
    assert office.check(path) == [Outcome.CLEAR]


def test_a_portrait_of_nobody_named_is_not_attested(office: Office) -> None:
    """R16."""
    path = office.draw()
    _add(office, path)
    assert office.why(path) == {ReasonCode.NOT_ATTESTED}
    with refused(office, Problem.NOTHING_TO_ATTEST, BadInput):
        photographs.attest(*office.desk, photo=office.photo(path))
    photographs.attest(*office.desk, photo=office.photo(path), visible=2)
    assert ReasonCode.MORE_VISIBLE_THAN_NAMED in office.why(path)


def test_a_picture_without_people_needs_nobody(office: Office) -> None:
    path = office.draw()
    _add(office, path, kind=PhotoKind.NOBODY)
    assert office.check(path) == [Outcome.CLEAR]
    noah = office.child()
    for shows, visible in (((noah,), None), ((), 1)):
        with refused(office, Problem.NOBODY_BUT_NAMED, BadInput):
            _add(office, path, kind=PhotoKind.NOBODY, shows=shows, visible=visible)
    named = office.portrait(noah)
    with refused(office, Problem.NOBODY_BUT_NAMED, BadInput):
        photographs.set_kind(*office.desk, photo=office.photo(named), kind=PhotoKind.NOBODY)


def test_who_is_on_it_can_be_left_for_later(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    path = office.draw()
    _add(office, path, shows=(noah,), attest=False)
    assert office.why(path) == {ReasonCode.NOT_ATTESTED}
    photographs.attest(*office.desk, photo=office.photo(path))
    assert office.check(path) == [Outcome.CLEAR]


def test_a_change_of_people_or_kind_opens_the_question_again(office: Office) -> None:
    """R20."""
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    office.permit(ella)
    path = office.portrait(noah)
    photo = office.photo(path)
    seen = fingerprint(path.read_bytes())
    photographs.name(*office.desk, photo=photo, shows={noah: None, ella: FACE}, seen=seen)
    assert office.why(path) == {ReasonCode.NOT_ATTESTED}
    photographs.attest(*office.desk, photo=photo)
    photographs.set_kind(*office.desk, photo=photo, kind=PhotoKind.SITUATION)
    assert office.why(path) == {ReasonCode.NOT_ASSESSED}
    photographs.set_kind(*office.desk, photo=photo, kind=PhotoKind.PORTRAIT)
    assert office.why(path) == {ReasonCode.NOT_ATTESTED}
    photographs.attest(*office.desk, photo=photo)
    assert office.check(path) == [Outcome.CLEAR]


@pytest.mark.parametrize(
    "region",
    [
        Region(1.2, 0.1, 0.2, 0.2),
        Region(0.1, 0.1, 0, 0.2),
        Region(0.1, 0.1, -0.1, 0.2),
        Region(float("nan"), 0.1, 0.2, 0.2),
        Region(0.1, 0.1, float("inf"), 0.2),
    ],
)
def test_a_place_off_the_picture_is_refused(office: Office, region: Region) -> None:
    noah = office.family()
    path = office.portrait(noah)
    seen = fingerprint(path.read_bytes())
    with refused(office, Problem.REGION_OFF_THE_PICTURE, BadInput):
        photographs.name(*office.desk, photo=office.photo(path), shows={noah: region}, seen=seen)


def test_a_count_of_more_faces_is_settled_by_looking_again(office: Office) -> None:
    """R17."""
    noah = office.family()
    photo = office.photo(office.portrait(noah))
    with office.register.write("Anna Holm", office.at) as writer:
        from dataclasses import replace

        writer.set_photo(replace(writer.photo(photo), faces=2))
    photographs.attest(*office.desk, photo=photo)
    with office.register.read() as reader:
        assert reader.photo(photo).faces == 2
    photographs.attest(*office.desk, photo=photo, looked_again=True)
    with office.register.read() as reader:
        assert reader.photo(photo).faces is None


def test_names_in_a_file_are_suggestions(office: Office) -> None:
    noah = office.family()
    one, two = office.child("Ida Holm"), office.child("Ida Holm", born=office.today)
    path = office.draw()
    _captioned(path, {"noah lund": FACE, "Ida Holm": None, "Somebody Else": None})
    found = {s.name: s for s in suggesting.suggestions(office.register, path)}
    assert found["noah lund"].subjects == (noah,)
    assert found["noah lund"].region is not None
    assert found["Ida Holm"].subjects == (one, two)
    assert found["Somebody Else"].subjects == ()
    assert office.why(path) == {ReasonCode.UNKNOWN_PHOTO}


def test_a_place_is_what_somebody_says_and_not_what_the_file_does(office: Office) -> None:
    noah, ella = office.family(), office.family("Ella Holm")
    path = office.draw()
    _captioned(path, {"Noah Lund": FACE, "Ella Holm": Region(0.1, 0.1, 0.1, 0.1)})
    done = photographs.add_photos(
        *office.desk, [path], shows=(noah, ella), places={ella: Region(0.7, 0.1, 0.1, 0.1)}
    )
    (added,) = done.photos
    with office.register.read() as reader:
        places = {d.subject: d.region for d in reader.depicted([added.photo])[added.photo]}
    assert places == {noah: None, ella: Region(0.7, 0.1, 0.1, 0.1)}
    _add(office, path, shows=(ella,))
    with office.register.read() as reader:
        assert {d.region for d in reader.depicted([added.photo])[added.photo]} == {*places.values()}


def test_a_place_from_before_the_picture_was_cropped_is_no_suggestion(office: Office) -> None:
    """Many programs crop and leave the regions as they were: the name is all that is left."""
    noah = office.family()
    path = office.draw()
    _captioned(path, {"Noah Lund": FACE}, of=(640, 480))
    (suggested,) = suggesting.suggestions(office.register, path)
    assert (suggested.subjects, suggested.region) == ((noah,), None)


def test_photographer_and_right_to_use_are_recorded(office: Office) -> None:
    """R23."""
    path = office.draw()
    _add(office, path)
    photographs.describe(
        *office.desk, photo=office.photo(path), photographer=" Line  Holm ", rights="own"
    )
    with office.register.read() as reader:
        photo = reader.photo(office.photo(path))
    assert (photo.photographer, photo.rights, photo.album) == ("Line Holm", "own", "")
    with refused(office, Problem.CPR_IN_TEXT, BadInput):
        photographs.describe(*office.desk, photo=photo.id, album="Noah 030519-1234")


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_other_kinds_of_picture_files_come_in_too(office: Office, kind: str) -> None:
    path = office.draw(kind=kind)
    _add(office, path, kind=PhotoKind.NOBODY)
    assert office.check(path) == [Outcome.CLEAR]
    with Image.open(path) as image:
        assert image.format == kind


def _kinds(office: Office, *paths: Path) -> list[PhotoKind | None]:
    with office.register.read() as reader:
        return [reader.photo(office.photo(p)).kind for p in paths]


def test_several_photos_are_named_and_vouched_for_together_or_not_at_all(office: Office) -> None:
    noah, ida = office.family(), office.family("Ida Friis")
    paths = [office.draw(), office.draw()]
    photographs.add_photos(*office.desk, paths, kind=PhotoKind.PORTRAIT, attest=False)
    first, second = (office.photo(p) for p in paths)
    photographs.name_all(
        *office.desk,
        {first: {noah: None}, second: {noah: FACE, ida: None}},
        {second: fingerprint(paths[1].read_bytes())},
    )
    acts = photographs.attest_all(*office.desk, (first, second))
    assert [a.body.visible for a in acts if isinstance(a.body, Attested)] == [1, 2]
    unnamed = office.draw()
    photographs.add_photos(*office.desk, [unnamed], attest=False)
    with refused(office, Problem.NOTHING_TO_ATTEST, BadInput):
        photographs.attest_all(*office.desk, (first, office.photo(unnamed)))
    with refused(office, Problem.UNKNOWN_PHOTO, BadInput):
        photographs.name_all(*office.desk, {first: {}, PhotoId(999): {}})
    with office.register.read() as reader:
        assert [d.subject for d in reader.depicted([first])[first]] == [noah]


def test_a_kind_said_by_mistake_is_unsaid_again(office: Office) -> None:
    """Taking back a step must lead to exactly what was before."""
    noah = office.family()
    named, bare = office.draw(), office.draw()
    photographs.add_photos(*office.desk, [named], shows=[noah], attest=False)
    photographs.add_photos(*office.desk, [bare])
    both = (office.photo(named), office.photo(bare))
    photographs.set_kinds(*office.desk, dict.fromkeys(both, PhotoKind.SITUATION))
    assert _kinds(office, named, bare) == [PhotoKind.SITUATION] * 2
    photographs.set_kinds(*office.desk, dict.fromkeys(both))
    assert _kinds(office, named, bare) == [None, None]
    assert ReasonCode.KIND_UNSET in office.why(bare)
    with refused(office, Problem.NOBODY_BUT_NAMED, BadInput):
        photographs.set_kinds(*office.desk, dict.fromkeys(both[::-1], PhotoKind.NOBODY))
    assert _kinds(office, bare) == [None]


def test_details_of_several_photos_change_together(office: Office) -> None:
    paths = [office.draw(), office.draw()]
    photographs.add_photos(*office.desk, paths, album="Party")
    first, second = (office.photo(p) for p in paths)
    given = photographs.Details(album=" Summer  party ", photographer="Line Holm", rights="own")
    bare = photographs.Details(album="", photographer="")
    photographs.describe_all(*office.desk, {first: given, second: bare})
    with office.register.read() as reader:
        photos = reader.photos((first, second))
    assert (photos[first].album, photos[first].rights) == ("Summer party", "own")
    assert (photos[second].album, photos[second].photographer) == ("", "")
    with refused(office, Problem.CPR_IN_TEXT, BadInput):
        photographs.describe_all(
            *office.desk, {first: given, second: photographs.Details(album="0305191234")}
        )
