"""A check pack says what the register said, no more and never better, for some days."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from consentdesk import paths
from consentdesk.domain.acts import Channel, Digest, PackMade
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Match, PhotoKind
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.errors import BadInput, ConsentDeskError, Problem, RegisterError, RuleRefusal
from consentdesk.services import intake, photographs, roster, ruling, upkeep, withdrawing
from consentdesk.services.check_pack import content, envelope
from consentdesk.services.check_pack.checking import check_each
from consentdesk.services.check_pack.content import DAYS, MOST_DAYS, Pack
from consentdesk.services.check_pack.making import Made, Wanted, make_pack
from consentdesk.services.check_pack.opening import check_day, is_pack, open_pack
from consentdesk.services.check_pack.passphrases import new_passphrase, passphrase_in
from consentdesk.services.check_pack.telling import initials
from consentdesk.services.checking import Finding
from consentdesk.storage.encoding import encode
from consentdesk.storage.values import Tampering
from tests.services.office import FACEBOOK, WEBSITE, Office
from tests.services.refusing import refused
from tests.storage.tampering import guards_down

WORDS = "correct horse battery staple"
NOWHERE = Path("gone.cdpack")
COMMENT = b"\xff\xfe\x00\x07hello"


def made(office: Office, name: str = "week.cdpack", words: str = WORDS, **wanted: Any) -> Made:
    """A pack beside the pictures; for the website unless told otherwise."""
    asked = replace(Wanted(destinations=(WEBSITE,)), **wanted)
    return make_pack(*office.desk, office.folder.parent / name, words, asked)


def checked(office: Office, pack: Pack, *files: Path) -> list[Finding]:
    check_day(pack, office.at)
    return list(check_each(pack, files))


def outcomes(office: Office, pack: Pack, *files: Path) -> list[Outcome]:
    return [finding.outcome for finding in checked(office, pack, *files)]


def codes(finding: Finding) -> set[ReasonCode]:
    return {why.code for verdict in finding.verdicts for why in verdict.reasons}


@pytest.fixture
def noah(office: Office) -> SubjectId:
    """A child who may be shown everywhere."""
    child = office.family()
    office.permit(child)
    return child


def test_a_pack_says_what_the_register_says_without_the_register(
    office: Office, noah: SubjectId
) -> None:
    ida = office.family("Ida Holm")
    files = [office.portrait(noah), office.portrait(ida), office.portrait(noah, ida)]
    files += [office.situation(noah), office.draw()]
    before = office.check(*files)
    path = made(office).path
    office.register.close()
    pack = open_pack(path, WORDS, office.at)
    assert outcomes(office, pack, *files) == before
    assert Outcome.CLEAR in before
    assert pack.institution == "Skovskolen"
    assert pack.as_of == date(2026, 9, 14)
    assert pack.good_until == date(2026, 9, 14) + timedelta(days=DAYS)


@pytest.mark.parametrize(
    "name",
    ["Noah Lund.cdpack", "noah-lunds-uge.cdpack", "for_Noah.cdpack", "030519-1234.cdpack"],
)
def test_no_pack_is_named_after_somebody_in_it(office: Office, noah: SubjectId, name: str) -> None:
    """R25: what is encrypted in it helps little where its name says it."""
    office.portrait(noah)
    place = office.folder.parent / name
    with refused(office, Problem.NAME_IN_PACK, RuleRefusal):
        make_pack(*office.desk, place, WORDS, Wanted(destinations=(WEBSITE,)))
    assert not place.exists()


def test_a_pack_may_be_named_after_the_school_and_somebody_not_in_it(
    office: Office, noah: SubjectId
) -> None:
    """As far as one name goes, which may be anything: two of somebody's are theirs."""
    office.portrait(noah)
    office.family("Skov Krag")
    for name in ("Skovskolen.cdpack", "Skov 2026-09-14.cdpack"):
        make_pack(*office.desk, office.folder.parent / name, WORDS, Wanted())
    with refused(office, Problem.NAME_IN_PACK, RuleRefusal):
        make_pack(*office.desk, office.folder.parent / "skov.krag.cdpack", WORDS, Wanted())


def test_the_journal_s_head_stands_in_the_pack_and_one_line_tells_of_it(
    office: Office, noah: SubjectId
) -> None:
    office.portrait(noah)
    with office.register.read() as reader:
        before = reader.head()
    done = made(office)
    assert (done.pack.acts, done.pack.head) == (before.number, before.digest)
    with office.register.read() as reader:
        (act,) = reader.ledger(limit=1)
        assert reader.clerks([act.clerk])[act.clerk] == office.desk[1]
    assert (act.number, act.at) == (before.number + 1, office.at)
    assert act.number == done.act
    assert act.body == PackMade(
        photos=1,
        events=(),
        destinations=(WEBSITE,),
        initials=True,
        good_until=done.pack.good_until,
        pack=Digest(sha256(done.path.read_bytes()).hexdigest()),
    )
    assert upkeep.verify(office.register).ok


def test_the_journal_s_line_holds_no_name_of_an_event_and_verify_knows_it(
    office: Office, noah: SubjectId
) -> None:
    photographs.add_photos(
        *office.desk, [office.draw()], shows=(noah,), album="Noahs fest", kind=PhotoKind.PORTRAIT
    )
    made(office, events=("Noahs fest",), initials=False)
    with office.register.read() as reader:
        (act,) = reader.ledger(limit=1)
        assert isinstance(act.body, PackMade)
        assert list(reader.texts(act.body.events).values()) == ["Noahs fest"]
    assert "Noah" not in encode(act.body)
    assert upkeep.verify(office.register).ok
    with guards_down(Path(office.register.location)) as raw:
        raw.execute("UPDATE text SET text = 'Another' WHERE text = 'Noahs fest'")
        more = "UPDATE ledger SET body = replace(body, '\"photos\":1', '\"photos\":2')"
        assert raw.execute(more + " WHERE kind = 'PACK_MADE'").rowcount == 1
    wrong = {problem.code for problem in upkeep.verify(office.register).problems}
    assert wrong == {Tampering.TEXT_MISMATCH, Tampering.CHAIN_BROKEN}


def test_what_was_withdrawn_while_a_pack_was_made_is_in_it(office: Office, noah: SubjectId) -> None:
    path = office.portrait(noah)

    def withdraw(done: int, total: int) -> None:
        if done == total:
            intake.withdraw(*office.desk, subject=noah, channel=Channel.PHONE)

    asked = Wanted(destinations=(WEBSITE,))
    place = office.folder.parent / "week.cdpack"
    calls: list[int] = []

    def once(done: int, total: int) -> None:
        calls.append(done)
        if len(calls) == 2:
            withdraw(done, total)

    done = make_pack(*office.desk, place, WORDS, asked, once)
    assert outcomes(office, open_pack(place, WORDS, office.at), path) == [Outcome.WITHHELD]
    assert done.act == done.pack.acts + 1


def test_a_pack_that_can_t_be_journaled_is_not_there(office: Office, noah: SubjectId) -> None:
    office.portrait(noah)
    office.register.bar(BadInput(Problem.CLOCK_AHEAD, day=office.today))
    assert problem_of(lambda: made(office)) is Problem.CLOCK_AHEAD
    assert not (office.folder.parent / "week.cdpack").exists()


def test_a_copy_with_a_caption_is_known_and_a_smaller_or_unknown_one_is_undecided(
    office: Office, noah: SubjectId
) -> None:
    path = office.portrait(noah, looks=True)
    caption, data = office.folder / "caption.jpg", path.read_bytes()
    caption.write_bytes(data[:2] + COMMENT + data[2:])
    broken = office.folder / "broken.jpg"
    broken.write_bytes(data[:400])
    files = [path, caption, office.shrunk(path), office.draw(), broken]
    found = checked(office, made(office).pack, *files)
    assert [f.match for f in found] == [
        *(Match.EXACT, Match.PICTURE, Match.NEAR, Match.NONE, Match.NONE)
    ]
    assert [f.outcome for f in found] == [Outcome.CLEAR, Outcome.CLEAR, *3 * [Outcome.UNDECIDED]]
    assert [codes(f) for f in found[2:]] == [
        {ReasonCode.NEAR_MATCH},
        {ReasonCode.UNKNOWN_PHOTO},
        {ReasonCode.UNREADABLE},
    ]


def test_looks_alone_never_make_anything_better(office: Office, noah: SubjectId) -> None:
    """R21: without its hashes the pack knows the small copy not at all, and says no more."""
    small = office.shrunk(office.portrait(noah, looks=True))
    pack = made(office).pack
    blind = replace(pack, entries=tuple(replace(one, hashes=()) for one in pack.entries))
    assert outcomes(office, pack, small) == outcomes(office, blind, small) == [Outcome.UNDECIDED]


def test_what_ends_while_the_pack_is_good_is_withheld_from_the_first_day(office: Office) -> None:
    """So nothing in the pack tells on which day somebody comes of age."""
    young = office.child("Liv Holm", date(2011, 9, 20))
    office.guardian(young, "Mette Holm")
    office.permit(young)
    path = office.portrait(young)
    assert office.check(path) == [Outcome.CLEAR]
    long, short = made(office).pack, made(office, "short.cdpack", days=3).pack
    (found,) = checked(office, long, path)
    assert codes(found) == {ReasonCode.NO_PERMISSION}
    assert found.outcome is Outcome.WITHHELD
    assert outcomes(office, short, path) == [Outcome.CLEAR]


def test_a_withdrawal_does_not_reach_a_pack_so_it_runs_out(office: Office, noah: SubjectId) -> None:
    path = office.portrait(noah)
    pack = open_pack(made(office).path, WORDS, office.at)
    office.later(days=DAYS)
    check_day(pack, office.at)
    assert outcomes(office, pack, path) == [Outcome.CLEAR]
    office.later(days=1)
    with pytest.raises(RegisterError) as refused:
        check_day(pack, office.at)
    assert refused.value.problem is Problem.PACK_EXPIRED


def test_the_last_day_is_over_at_the_institution_s_midnight(
    office: Office, noah: SubjectId
) -> None:
    office.portrait(noah)
    pack = made(office, days=1).pack
    # In Denmark it is two hours later in September.
    check_day(pack, datetime(2026, 9, 15, 21, 59, tzinfo=UTC))
    with pytest.raises(RegisterError):
        check_day(pack, datetime(2026, 9, 15, 22, 0, tzinfo=UTC))


def test_a_pack_from_the_future_one_that_ran_out_and_a_clock_set_back_are_refused(
    office: Office, noah: SubjectId
) -> None:
    office.portrait(noah)
    path = made(office).path
    at = office.at
    cases = [
        (at - timedelta(hours=1), Problem.PACK_FROM_FUTURE),
        (at + timedelta(days=10), None),
        (at + timedelta(days=9, hours=1), None),
        (at + timedelta(days=8), Problem.PACK_CLOCK_BACK),
        (at + timedelta(days=DAYS, hours=20), Problem.PACK_EXPIRED),
        (at + timedelta(days=DAYS), Problem.PACK_EXPIRED),
        (at + timedelta(days=DAYS - 1), Problem.PACK_CLOCK_BACK),
        (at + timedelta(days=10), Problem.PACK_CLOCK_BACK),
    ]
    for when, wanted in cases:
        assert problem_of(partial(open_pack, path, WORDS, when)) == wanted, when


def problem_of(work: Callable[[], object]) -> Problem | None:
    try:
        work()
    except ConsentDeskError as error:
        return error.problem
    return None


@pytest.mark.parametrize("spoilt", [b"", b"{", b"[1]", b'{"a":"b"}', b"\xff"])
def test_what_is_remembered_of_packs_may_be_lost(
    office: Office, noah: SubjectId, spoilt: bytes
) -> None:
    office.portrait(noah)
    path = made(office).path
    paths.packs_file().parent.mkdir(parents=True, exist_ok=True)
    paths.packs_file().write_bytes(spoilt)
    open_pack(path, WORDS, office.at)
    told = paths.packs_file().read_text("ascii")
    assert len(json.loads(told)) == 1
    assert "week" not in told


@pytest.mark.parametrize("lost", ["protect", "object", "withdraw"])
def test_why_a_person_is_not_to_be_shown_is_nobody_s_business_outside(
    office: Office, noah: SubjectId, lost: str
) -> None:
    """R10: who is protected can't be told from who has no permission."""
    ida = office.family("Ida Holm")
    refused, path = office.portrait(ida), office.portrait(noah)
    if lost == "protect":
        roster.protect(*office.desk, subject=noah)
    elif lost == "object":
        withdrawing.object_to(*office.desk, subject=noah)
    else:
        withdrawing.withdraw(*office.desk, subject=noah, by="Mette", channel=Channel.PHONE)
    pack = made(office).pack
    one, other = checked(office, pack, path, refused)
    if lost != "object":
        assert codes(one) == codes(other) == {ReasonCode.NO_PERMISSION}
        assert [r.rule for v in one.verdicts for r in v.reasons] == ["R1"]
    assert not codes(one) & {ReasonCode.PROTECTED, ReasonCode.WITHDRAWN, ReasonCode.OBJECTED}


@pytest.mark.parametrize("wanted", [["protected"], ["protected", "website"]])
def test_that_two_people_are_wanted_does_not_tell_who_is_protected(
    office: Office, noah: SubjectId, wanted: list[str]
) -> None:
    """R10, R31: where a second person must agree since somebody is protected, no pack says so."""
    ruling.set_rules(*office.desk, {"two_people": wanted})
    never, also = office.family("Ida Holm"), office.family("Bo Ek")
    roster.protect(*office.desk, subject=noah)
    roster.protect(*office.desk, subject=also)
    files = [office.portrait(one) for one in (never, noah, also)]
    situations = [office.situation(one) for one in (never, noah)]
    assert ReasonCode.SECOND_PERSON_MISSING in office.why(files[1])
    found = checked(office, made(office).pack, *files)
    assert [codes(one) for one in found] == [{ReasonCode.NO_PERMISSION}] * 3
    assert {one.outcome for one in found} == {Outcome.WITHHELD}
    for one in checked(office, made(office, "more.cdpack").pack, *situations):
        assert ReasonCode.SECOND_PERSON_MISSING not in codes(one)
        assert one.outcome is not Outcome.CLEAR


def test_a_pack_tells_that_nothing_but_the_second_person_is_missing(
    office: Office, noah: SubjectId
) -> None:
    ruling.set_rules(*office.desk, {"two_people": ["website"]})
    path = office.portrait(noah)
    (found,) = checked(office, made(office).pack, path)
    assert codes(found) == {ReasonCode.SECOND_PERSON_MISSING}
    assert found.outcome is Outcome.UNDECIDED


def test_who_objects_to_a_situation_photo_is_not_told_by_initials(office: Office) -> None:
    """Nobody else on it needs a permission, so the initials would say who objects (R10, R19)."""
    ida = office.family("Ida Holm")
    path = office.situation(ida)
    office.assess(path)
    assert office.check(path) == [Outcome.CLEAR]
    withdrawing.object_to(*office.desk, subject=ida)
    assert office.why(path) >= {ReasonCode.OBJECTED}
    pack = made(office).pack
    (found,) = checked(office, pack, path)
    assert ReasonCode.NO_PERMISSION in codes(found)
    assert {why.subject for v in found.verdicts for why in v.reasons} == {None}
    assert pack.people == ()


def test_nothing_in_a_pack_tells_who_anybody_is(office: Office) -> None:
    ida = office.child("Ida Victoria Øvelund", date(2013, 4, 17))
    office.guardian(ida, "Margrethe Øvelund")
    office.answer(ida, dict.fromkeys(office.purposes, False))
    path = office.portrait(ida, path=office.draw("Ida Øvelund 3B.jpg"), looks=True)
    office.situation(ida)
    pack = made(office)
    text = envelope.unsealed(pack.path.read_bytes(), WORDS, pack.path)
    told = json.loads(text)
    assert told["people"] == ["I.Ø."]
    whole = json.dumps(told, ensure_ascii=False)
    for word in (
        *("Ida", "Victoria", "velund", "Margrethe", "2013", "04-17", "Sommerfest", "Line Holm"),
        *(path.name, str(office.folder), ".jpg", "Folder 3", "2.A", "Anna"),
    ):
        assert word not in whole, word
    assert set(told) == {
        *("institution", "made_at", "good_until", "zone", "acts", "head"),
        *("near_distance", "destinations", "people", "photos"),
    }
    assert all(set(one) == {"files", "pictures", "hashes", "verdicts"} for one in told["photos"])
    # Nothing of it can be read without the passphrase, the school's name included.
    assert b"Skovskolen" not in pack.path.read_bytes()
    nobody = made(office, "nobody.cdpack", initials=False).pack
    assert nobody.people == ()
    assert {r.subject for e in nobody.entries for v in e.verdicts for r in v.reasons} == {None}


def test_initials_are_two_letters_at_most() -> None:
    told = {name: initials(name) for name in ("Ida Victoria Øvelund", "Bo", "åse d'Arc", "(x) -")}
    assert told == {"Ida Victoria Øvelund": "I.Ø.", "Bo": "B.", "åse d'Arc": "Å.D.", "(x) -": ""}


def test_only_the_events_and_places_asked_for_are_in_it(office: Office, noah: SubjectId) -> None:
    party, trip = office.portrait(noah), office.portrait(noah, album="Skovtur")
    pack = made(office, events=("Skovtur",), destinations=(FACEBOOK, WEBSITE)).pack
    assert pack.destinations == (FACEBOOK, WEBSITE)
    assert outcomes(office, pack, party, trip) == [Outcome.UNDECIDED, Outcome.CLEAR]
    chosen = made(office, "one.cdpack", photos=(office.photo(party),)).pack
    assert outcomes(office, chosen, party, trip) == [Outcome.CLEAR, Outcome.UNDECIDED]


@pytest.mark.parametrize(
    ("words", "wanted", "problem"),
    [
        ("short", {}, Problem.PACK_PHRASE_SHORT),
        ("   " * 9, {}, Problem.PACK_PHRASE_SHORT),
        (" four small grey ducks", {}, Problem.PHRASE_SPACED),
        ("four small grey ducks ", {}, Problem.PHRASE_SPACED),
        (WORDS, {"days": 0}, Problem.PACK_DAYS),
        (WORDS, {"days": MOST_DAYS + 1}, Problem.PACK_DAYS),
        (WORDS, {"events": ("Julefest",)}, Problem.UNKNOWN_EVENT),
        (WORDS, {"photos": ()}, Problem.PACK_EMPTY),
        (WORDS, {"destinations": ("moon",)}, Problem.UNKNOWN_DESTINATION),
    ],
)
def test_a_pack_that_can_t_be_made_is_refused_and_nothing_is_written(
    office: Office, noah: SubjectId, words: str, wanted: dict[str, Any], problem: Problem
) -> None:
    office.portrait(noah)
    assert problem_of(lambda: made(office, words=words, **wanted)) is problem
    assert not (office.folder.parent / "week.cdpack").exists()


def test_no_file_is_written_over(office: Office, noah: SubjectId) -> None:
    office.portrait(noah)
    there = office.folder.parent / "week.cdpack"
    there.write_text("mine")
    assert problem_of(lambda: made(office)) is Problem.PACK_EXISTS
    assert there.read_text() == "mine"
    assert problem_of(lambda: made(office, "no/such/folder")) is Problem.PACK_UNWRITABLE
    place = office.register.place.path
    assert place is not None
    with pytest.raises(BadInput):
        make_pack(*office.desk, place, WORDS, Wanted())


def test_whatever_is_changed_in_a_pack_it_does_not_open(office: Office, noah: SubjectId) -> None:
    office.portrait(noah)
    path = made(office).path
    data = path.read_bytes()
    size, mark = len(data), len(envelope.MARK)
    spoilt = office.folder / "spoilt.cdpack"
    for at, problem in (
        (0, Problem.PACK_UNREADABLE),
        (mark - 1, Problem.PACK_UNREADABLE),
        (mark, Problem.PACK_TOO_NEW),
        (mark + 1, Problem.PACK_TOO_NEW),
        (mark + 2, Problem.PACK_LOCKED),
        (mark + 17, Problem.PACK_LOCKED),
        (envelope.HEADER - 1, Problem.PACK_LOCKED),
        (envelope.HEADER, Problem.PACK_LOCKED),
        (size // 2, Problem.PACK_LOCKED),
        (size - 1, Problem.PACK_LOCKED),
    ):
        spoilt.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert problem_of(lambda: open_pack(spoilt, WORDS, office.at)) is problem, at
    for cut, problem in (
        (b"", Problem.PACK_UNREADABLE),
        (data[:20], Problem.PACK_UNREADABLE),
        (data[: envelope.HEADER + 15], Problem.PACK_UNREADABLE),
        (data[: size // 2], Problem.PACK_LOCKED),
        (data[:-1], Problem.PACK_LOCKED),
        (data + b"\0", Problem.PACK_LOCKED),
    ):
        spoilt.write_bytes(cut)
        assert problem_of(lambda: open_pack(spoilt, WORDS, office.at)) is problem, len(cut)
    assert problem_of(lambda: open_pack(path, WORDS + " ", office.at)) is Problem.PACK_LOCKED
    assert problem_of(lambda: open_pack(path, WORDS, office.at)) is None


def test_a_file_too_large_is_refused_without_being_read(tmp_path: Path) -> None:
    huge, gone = tmp_path / "huge.cdpack", tmp_path / "gone.cdpack"
    with huge.open("wb") as file:
        file.write(envelope.MARK)
        file.truncate(20 * envelope.LARGEST)
    at = datetime(2026, 9, 14, tzinfo=UTC)
    assert problem_of(lambda: open_pack(huge, WORDS, at)) is Problem.PACK_TOO_LARGE
    assert problem_of(lambda: open_pack(gone, WORDS, at)) is Problem.PACK_MISSING
    assert problem_of(lambda: open_pack(tmp_path, WORDS, at)) is Problem.PACK_UNREADABLE


def spoil(told: Any, path: str, value: object) -> bytes:
    """The content with one thing changed."""
    whole = json.loads(json.dumps(told))
    keys: list[Any] = [int(k) if k.isdigit() else k for k in path.split(".")]
    place = whole
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = value
    return json.dumps(whole).encode()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("institution", 7),
        ("institution", "x" * 999),
        ("made_at", "2026-09-14T08:00:00"),
        ("made_at", None),
        ("good_until", "someday"),
        ("good_until", "2026-09-13"),
        ("good_until", "2026-10-16"),
        ("made_at", "0001-01-01T00:00:00+14:00"),
        ("made_at", "9999-12-31T23:59:59-12:00"),
        ("zone", "Mars/Olympus"),
        ("zone", "../../etc/passwd"),
        ("zone", "Europe"),
        ("zone", ""),
        ("acts", "many"),
        ("near_distance", 64),
        ("near_distance", -1),
        ("destinations", []),
        ("destinations", ["website", "website"]),
        ("destinations", ["website", "facebook"]),
        ("people", "IH"),
        ("photos", {}),
        ("photos.0", 1),
        ("photos.0.files.0", "AAAA"),
        ("photos.0.files.0", "?"),
        ("photos.0.hashes", "AAAA"),
        ("photos.0.verdicts", []),
        ("photos.0.verdicts.0.0", "clear"),
        ("photos.0.verdicts.0.0", "yes"),
        ("photos.0.verdicts.0.1", []),
        ("photos.0.verdicts.0.1.0.0", "NEAR_MATCH"),
        ("photos.0.verdicts.0.1.0.0", "GREAT"),
        ("photos.0.verdicts.0.1.0.1", 2),
        ("photos.0.verdicts.0.1.0.1", 0),
        ("photos.0.verdicts.0.1.0.1", "1"),
    ],
)
def test_content_that_does_not_fit_together_is_no_pack(
    office: Office, path: str, value: object
) -> None:
    """A verdict better than its reasons above all."""
    office.portrait(office.family("Ida Holm"))
    text = content.written(made(office).pack)
    assert content.read(text, NOWHERE).people == ("I.H.",)
    with pytest.raises(RegisterError) as refused:
        content.read(spoil(json.loads(text), path, value), NOWHERE)
    assert refused.value.problem is Problem.PACK_UNREADABLE


@pytest.mark.parametrize("text", [b"", b"[" * 100_000, b"null", b"{}", b'{"a":NaN}', b"\xff\xfe"])
def test_content_that_is_something_else_is_no_pack(text: bytes) -> None:
    with pytest.raises(RegisterError):
        content.read(text, NOWHERE)


def test_what_is_sealed_comes_out_as_it_went_in_and_twice_never_looks_alike() -> None:
    one, other = (envelope.sealed(b"content", WORDS) for _again in range(2))
    assert one != other
    assert [envelope.unsealed(data, WORDS, NOWHERE) for data in (one, other)] == 2 * [b"content"]
    # Composed or not, it is the same passphrase.
    words = "Blåbærgrød 77"
    assert words != normalize("NFD", words)
    assert envelope.unsealed(envelope.sealed(b"x", normalize("NFD", words)), words, NOWHERE) == b"x"


def test_of_two_photos_with_one_digest_both_count(office: Office, noah: SubjectId) -> None:
    path, ida = office.portrait(noah), office.family("Ida Holm")
    other = office.portrait(ida)
    pack = made(office).pack
    (clear,) = [e for e in pack.entries if not e.verdicts[0].reasons]
    twice = tuple(replace(e, files=(*e.files, *clear.files)) for e in pack.entries)
    assert outcomes(office, pack, path, other) == [Outcome.CLEAR, Outcome.WITHHELD]
    assert outcomes(office, replace(pack, entries=twice), path) == [Outcome.WITHHELD]


def test_a_pack_is_told_by_name_or_by_its_first_bytes(office: Office, noah: SubjectId) -> None:
    path = office.portrait(noah)
    renamed = made(office, "holiday.jpg").path
    assert is_pack(renamed)
    assert is_pack(Path("gone.CDPACK"))
    assert not is_pack(path)
    assert not is_pack(office.folder)
    assert not is_pack(office.folder / "gone.jpg")


def test_a_made_up_passphrase_is_long_and_another_each_time(tmp_path: Path) -> None:
    one, other = new_passphrase(), new_passphrase()
    assert one != other
    assert len(one.replace("-", "")) == 16
    file = tmp_path / "words"
    file.write_bytes("\ufeffBlåbær\r\nmore\n".encode())
    assert passphrase_in(file) == "Blåbær"
    for data in (b"", b"\xff\xff", b"x" * 2000):
        file.write_bytes(data)
        assert problem_of(lambda: passphrase_in(file)) is Problem.PHRASE_FILE_UNREADABLE
