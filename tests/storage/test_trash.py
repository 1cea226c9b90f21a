"""The trash: drafts leave every list and every answer, come back as they were, or are gone."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from consentdesk.domain.acts import (
    ActKind,
    Assessed,
    Attested,
    Channel,
    Objected,
    Protected,
)
from consentdesk.domain.consent import protected
from consentdesk.domain.people import Guardianship, SubjectId
from consentdesk.domain.photos import (
    Depiction,
    Destination,
    Fingerprint,
    Match,
    Photo,
    PhotoId,
    PhotoKind,
    Region,
)
from consentdesk.errors import ConsentDeskError, Problem, RegisterError, RuleRefusal
from consentdesk.storage import schema
from consentdesk.storage.keeping import rows_in
from consentdesk.storage.order import order_key
from consentdesk.storage.reading_looks import CANDIDATES
from consentdesk.storage.reading_trash import item_in
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import backup, verify
from consentdesk.storage.values import PhotoFilter, SubjectFilter, Tampering
from consentdesk.storage.writing import Writer
from tests.factories import DAY, NOW
from tests.storage.desk import (
    CLERK,
    GREY,
    child,
    family,
    form,
    portrait,
    print_of,
    released,
    writing,
)

LATER = NOW + timedelta(days=3)
HASH = 0x0F0F_1234_5678_9ABC
EVERYBODY = SubjectFilter(left=True)


def _photo(writer: Writer, number: int = 7, *shows: SubjectId, looks: bool = False) -> PhotoId:
    """A photo just added, with names nobody has vouched for."""
    picture = Photo(id=PhotoId(0), name=f"IMG_{number}.jpg", kind=PhotoKind.PORTRAIT, album="Zoo")
    file = print_of(number, hashes=(HASH,) if looks else ())
    photo = writer.register_photo(picture, file)
    writer.set_depictions(photo, [Depiction(photo, s, Region(0.1, 0.1, 0.2, 0.2)) for s in shows])
    return photo


def _refusal(register: Register, work: Callable[[Writer], object]) -> Problem:
    with pytest.raises(ConsentDeskError) as caught, writing(register) as writer:
        work(writer)
    return caught.value.problem


def test_whoever_is_thrown_away_is_in_no_list_and_can_not_be_named(register: Register) -> None:
    with writing(register) as writer:
        noah, mette = family(writer)
        photo = _photo(writer)
        writer.find_subjects(EVERYBODY, DAY)
    with writing(register, LATER) as writer:
        writer.throw_away_subject(noah)
        assert writer.find_subjects(EVERYBODY, DAY) == ()
    with register.read() as reader:
        assert reader.find_subjects(EVERYBODY, DAY) == ()
        assert reader.find_subjects(SubjectFilter(text="noah", left=True), DAY) == ()
        assert reader.groups() == ()
        assert reader.counts(DAY).subjects == 0
        assert not reader.subjects([noah])
        assert not reader.guardians([mette])
        (one,) = reader.trash()
        assert (one.item.name, one.at, reader.clerks([one.clerk])) == (
            "Noah Lund",
            LATER,
            {one.clerk: CLERK},
        )
        assert reader.trash_count() == 1
    named = [Depiction(photo, noah)]
    assert _refusal(register, lambda w: w.set_depictions(photo, named)) is Problem.UNKNOWN_SUBJECT
    assert _refusal(register, lambda w: form(w, noah)) is Problem.UNKNOWN_SUBJECT
    guarding = Guardianship(guardian=mette, subject=noah)
    assert _refusal(register, lambda w: w.set_guardianship(guarding)) is Problem.UNKNOWN_SUBJECT
    said = Objected(subject=noah, channel=Channel.PHONE, by=None)
    assert _refusal(register, lambda w: w.append(said)) is Problem.UNKNOWN_SUBJECT
    assert _refusal(register, lambda w: w.append(Protected(subject=noah))) is (
        Problem.UNKNOWN_SUBJECT
    )
    assert verify(register).problems == ()


def test_who_is_put_back_is_as_before(register: Register) -> None:
    with writing(register) as writer:
        noah, mette = family(writer)
        writer.change_subject(replace(writer.subject(noah), group="3.B", left_on=DAY))
        writer.append(Protected(subject=noah))
        before = writer.subject(noah), writer.guardianships([noah]), writer.guardians([mette])
    for _again in range(2):
        with writing(register, LATER) as writer:
            writer.throw_away_subject(noah)
        assert verify(register).problems == ()
        with writing(register, LATER) as writer:
            assert writer.put_back(subject=noah) == 0
        assert verify(register).problems == ()
    with writing(register, LATER) as writer:
        writer.throw_away_subject(noah)
        writer.put_back(subject=noah)
        writer.throw_away_subject(noah)
        writer.put_back(subject=noah)
    with register.read() as reader:
        now = reader.subject(noah), reader.guardianships([noah]), reader.guardians([mette])
        assert now == before
        assert reader.subject_on(noah, DAY).group == "3.B"
        assert protected(reader.acts([noah])[noah], noah, reader.policy, LATER.date())
        assert reader.trash() == ()
        assert reader.find_subjects(EVERYBODY, DAY) == (noah,)
    assert verify(register).problems == ()


def test_a_guardian_of_a_sibling_stays(register: Register) -> None:
    with writing(register) as writer:
        noah, mette = family(writer)
        ella = child(writer, "Ella Lund")
        writer.set_guardianship(Guardianship(guardian=mette, subject=ella, custody=False))
        writer.throw_away_subject(noah)
        assert set(writer.guardians([mette])) == {mette}
        writer.throw_away_subject(ella)
        assert writer.guardians([mette]) == {}
    assert verify(register).problems == ()
    with writing(register) as writer:
        writer.put_back(subject=ella)
        writer.put_back(subject=noah)
        assert [g.custody for s in (noah, ella) for g in writer.guardianships([s])[s]] == [
            True,
            False,
        ]
    assert verify(register).problems == ()


def _asked(writer: Writer, noah: SubjectId) -> None:
    form(writer, noah)


def _objecting(writer: Writer, noah: SubjectId) -> None:
    writer.append(Objected(subject=noah, channel=Channel.PHONE, by=None))


def _depicted(writer: Writer, noah: SubjectId) -> None:
    _photo(writer, 7, noah)


def _covered(writer: Writer, noah: SubjectId) -> None:
    ella = child(writer, "Ella Holm")
    released(writer, portrait(writer, 9, ella), ella, covered=(noah,))


def _vouched_for_once(writer: Writer, noah: SubjectId) -> None:
    photo = portrait(writer, 9, noah)
    writer.set_depictions(photo, [])


def _judged_once(writer: Writer, noah: SubjectId) -> None:
    photo = _photo(writer, 8)
    writer.append(
        Assessed(
            photo=photo,
            destination=Destination("website"),
            publish=True,
            sensitive=False,
            yes=(),
            reason=writer.digest_text("fine"),
            kind=PhotoKind.SITUATION,
            shows=(noah,),
        )
    )


@pytest.mark.parametrize(
    "happens", [_asked, _objecting, _depicted, _covered, _vouched_for_once, _judged_once]
)
def test_who_has_a_history_is_never_thrown_away(
    register: Register, happens: Callable[[Writer, SubjectId], None]
) -> None:
    with writing(register) as writer:
        noah, _ = family(writer)
        happens(writer, noah)
    with register.read() as reader:
        head = reader.head()
    with pytest.raises(RuleRefusal) as caught, writing(register) as writer:
        writer.throw_away_subject(noah)
    assert caught.value.problem is Problem.SUBJECT_HAS_HISTORY
    with register.read() as reader:
        assert reader.head() == head


def test_a_photo_thrown_away_is_unknown(register: Register) -> None:
    with writing(register) as writer:
        noah = child(writer)
        photo = _photo(writer, 7, noah, looks=True)
        writer.find_photos(PhotoFilter())
    alike = print_of(8, hashes=(HASH,), grey=GREY)
    with register.read() as reader:
        reader.learn_photo_names()
        assert [r.match for r in reader.recognise([print_of(7), alike])] == [
            Match.EXACT,
            Match.NEAR,
        ]
    with writing(register, LATER) as writer:
        writer.throw_away_photo(photo)
    with register.read() as reader:
        known = reader.recognise([print_of(7), alike, replace(print_of(7), sha256=bytes(32))])
        assert [(r.match, r.photo) for r in known] == [(Match.NONE, None)] * 3
        assert reader.find_photos(PhotoFilter()) == reader.photos_of(noah) == ()
        assert reader.albums() == ()
        assert reader.counts(DAY).photos == reader.counts(DAY).photos_unattested == 0
        assert not reader.photos([photo])
        assert not reader.pictured([photo], DAY)
    said = Attested(photo=photo, kind=PhotoKind.PORTRAIT, shows=(noah,), visible=1)
    assert _refusal(register, lambda w: w.append(said)) is Problem.UNKNOWN_PHOTO
    assert _refusal(register, lambda w: w.set_depictions(photo, [])) is Problem.UNKNOWN_PHOTO
    assert _refusal(register, lambda w: w.add_alias(photo, print_of(9))) is Problem.UNKNOWN_PHOTO
    assert verify(register).problems == ()


def test_a_photo_put_back_is_as_before_and_known_by_all_it_was_known_by(
    register: Register,
) -> None:
    alike = print_of(8, hashes=(HASH,), grey=GREY)
    with writing(register) as writer:
        noah = child(writer)
        photo = _photo(writer, 7, noah, looks=True)
        writer.add_alias(photo, print_of(9))
        before = writer.photo(photo), writer.depicted([photo])
    with register.read() as reader:
        assert reader.recognise([alike])[0].match is Match.NEAR
        assert reader.registered(photo) == replace(print_of(7), perceptual=None)
    with writing(register, LATER) as writer:
        writer.throw_away_photo(photo)
    with register.read() as reader:
        assert reader.recognise([alike])[0].match is Match.NONE
    with writing(register, LATER) as writer:
        assert writer.put_back(photo=photo) == 0
    assert verify(register).problems == ()
    with register.read() as reader:
        assert (reader.photo(photo), reader.depicted([photo])) == before
        assert [r.photo for r in reader.recognise([print_of(7), print_of(9), alike])] == [photo] * 3
        assert set(reader.pictured([photo], DAY)) == {photo}
        assert reader.registered(photo) == replace(print_of(7), perceptual=None)
    with writing(register, LATER) as writer:
        writer.append(Attested(photo=photo, kind=PhotoKind.PORTRAIT, shows=(noah,), visible=1))
    assert verify(register).problems == ()


def test_many_thrown_away_hide_no_photo_that_looks_alike(register: Register) -> None:
    """R21: only so many candidates are looked at closely, and those are in the register."""
    asked = print_of(1, hashes=(HASH,), grey=GREY)
    with writing(register) as writer:
        kept = writer.register_photo(
            Photo(id=PhotoId(0), name="kept.jpg"), print_of(2, hashes=(HASH ^ 1,), grey=GREY)
        )
        others = [_photo(writer, 100 + number, looks=True) for number in range(CANDIDATES)]
    with register.read() as reader:
        assert reader.recognise([asked])[0].match is Match.NEAR
    with writing(register) as writer:
        for photo in others:
            writer.throw_away_photo(photo)
    with register.read() as reader:
        assert reader.recognise([asked])[0].photo == kept


def _attested(writer: Writer, photo: PhotoId) -> None:
    writer.append(Attested(photo=photo, kind=PhotoKind.PORTRAIT, shows=(), visible=1))


def _let_out(writer: Writer, photo: PhotoId) -> None:
    released(writer, photo)


@pytest.mark.parametrize("happens", [_attested, _let_out])
def test_a_photo_with_a_history_is_never_thrown_away(
    register: Register, happens: Callable[[Writer, PhotoId], None]
) -> None:
    with writing(register) as writer:
        photo = _photo(writer)
        happens(writer, photo)
    assert _refusal(register, lambda w: w.throw_away_photo(photo)) is Problem.PHOTO_HAS_HISTORY


def test_a_photo_comes_back_without_the_names_of_who_is_gone(register: Register) -> None:
    with writing(register) as writer:
        noah, ella = child(writer), child(writer, "Ella Holm")
        photo = _photo(writer, 7, noah, ella)
        writer.throw_away_photo(photo)
        writer.throw_away_subject(noah)
    with writing(register) as writer:
        assert writer.put_back(photo=photo) == 1
        assert [d.subject for d in writer.depicted([photo])[photo]] == [ella]
        assert writer.photos_of(noah) == ()
    with register.read() as reader:
        kinds = [a.kind for a in reader.acts_on([photo])[photo]]
        assert kinds[-1] is ActKind.DESCRIBED
        assert set(reader.pictured([photo], DAY)) == {photo}
    assert verify(register).problems == ()


@pytest.mark.parametrize("anew", [print_of(7), replace(print_of(7), sha256=bytes(32))])
def test_the_same_picture_added_since_is_not_put_back_beside_it(
    register: Register, anew: Fingerprint
) -> None:
    """Neither the very file, nor another with the same image data."""
    with writing(register) as writer:
        photo = _photo(writer, 7)
        writer.throw_away_photo(photo)
        writer.register_photo(Photo(id=PhotoId(0), name="again.jpg"), anew)
    assert _refusal(register, lambda w: w.put_back(photo=photo)) is Problem.ADDED_SINCE
    assert verify(register).problems == ()


def test_what_is_really_deleted_leaves_no_name_behind(file: Path) -> None:
    with Register.open(str(file)) as register:
        with writing(register) as writer:
            noah, _ = family(writer, "Zacharias Quist")
            writer.change_subject(replace(writer.subject(noah), name="Zacharias Qvist"))
            photo = _photo(writer, 7)
            writer.set_photo(replace(writer.photo(photo), name="Zacharias.jpg", album="Quizzen"))
            keys = order_key("Zacharias", "dk")
        with writing(register) as writer:
            writer.throw_away_photo(photo)
            writer.throw_away_subject(noah)
        with writing(register) as writer:
            assert writer.empty_trash([one.id for one in writer.trash()]) == 2
            assert writer.trash() == ()
        assert verify(register).problems == ()
        assert _refusal(register, lambda w: w.put_back(subject=noah)) is Problem.NOT_IN_TRASH
    held = b"".join(f.read_bytes() for f in file.parent.glob(f"{file.name}*"))
    for trace in (b"Zacharias", b"zacharias", b"Mette Lund", b"mette", b"Quizzen", b"quizzen"):
        assert trace not in held
    assert keys not in held


def test_numbers_of_the_deleted_are_never_given_again(register: Register) -> None:
    with writing(register) as writer:
        noah, _ = family(writer)
        photo = _photo(writer)
        writer.throw_away_photo(photo)
        writer.throw_away_subject(noah)
        writer.empty_trash([one.id for one in writer.trash()])
    with writing(register) as writer:
        assert child(writer) > noah
        assert _photo(writer) > photo
    assert verify(register).problems == ()


def test_what_was_altered_in_the_trash_is_noticed_and_not_put_back(register: Register) -> None:
    with writing(register) as writer:
        noah = child(writer)
        writer.throw_away_subject(noah)
    with register.connected(writes=True) as connection:
        connection.execute(
            sa.update(schema.trash).values(kept=sa.func.replace(schema.trash.c.kept, "Lund", "Bo"))
        )
        connection.commit()
    assert [p.code for p in verify(register).problems] == [Tampering.TRASH_MISMATCH]
    with pytest.raises(RegisterError) as caught, writing(register) as writer:
        writer.put_back(subject=noah)
    assert caught.value.problem is Problem.REGISTER_DAMAGED


def test_what_was_taken_out_past_the_program_is_noticed(register: Register) -> None:
    with writing(register) as writer:
        photo = _photo(writer)
    with register.connected(writes=False) as connection:
        row = dict(connection.execute(sa.select(schema.photo)).mappings().one())
        file = dict(connection.execute(sa.select(schema.fingerprint)).mappings().one())
    with writing(register) as writer:
        writer.throw_away_photo(photo)
    with register.connected(writes=True) as connection:
        connection.execute(sa.insert(schema.photo), row)
        connection.execute(sa.insert(schema.fingerprint), file)
        connection.commit()
    codes = {p.code for p in verify(register).problems}
    assert codes == {Tampering.FINGERPRINT_MISMATCH, Tampering.PHOTO_MISMATCH}
    with pytest.raises(RegisterError), register.read() as reader:
        reader.pictured([photo], DAY)


def test_a_backup_holds_the_trash(register: Register, tmp_path: Path) -> None:
    with writing(register) as writer:
        noah, _ = family(writer)
        photo = _photo(writer, looks=True)
        writer.throw_away_photo(photo)
        writer.throw_away_subject(noah)
    copy = tmp_path / "copy.db"
    backup(register, copy)
    with Register.open(str(copy)) as restored:
        assert verify(restored).problems == ()
        with writing(restored) as writer:
            writer.put_back(subject=noah)
            writer.put_back(photo=photo)
        assert verify(restored).problems == ()


def test_what_is_not_in_the_trash_is_not_put_back(register: Register) -> None:
    with writing(register) as writer:
        noah = child(writer)
    assert _refusal(register, lambda w: w.put_back(subject=noah)) is Problem.NOT_IN_TRASH
    assert _refusal(register, lambda w: w.put_back()) is Problem.NOT_IN_TRASH


def _kept(register: Register) -> str:
    """What is kept of a child thrown away."""
    with writing(register) as writer:
        noah, _mette = family(writer)
    with writing(register, LATER) as writer:
        writer.throw_away_subject(noah)
    with register.connected(writes=False) as connection:
        return str(connection.execute(sa.select(schema.trash.c.kept)).scalar_one())


def test_a_column_that_came_later_has_its_default_in_what_was_thrown_away(
    register: Register,
) -> None:
    rows = json.loads(_kept(register))
    for later in ("here_since", "ordered"):
        del rows["subject"][0][later]
    (person,) = rows_in(json.dumps(rows))["subject"]
    assert (person["here_since"], person["ordered"]) == (None, b"")
    assert item_in(rows_in(json.dumps(rows))).name == "Noah Lund"


def test_what_lacks_a_column_without_a_default_is_told_as_damage(register: Register) -> None:
    rows = json.loads(_kept(register))
    del rows["subject"][0]["born"]
    with pytest.raises(TypeError, match="born"):
        rows_in(json.dumps(rows))
