"""The gate against a second reading of the rules: whatever clerks do, both let out the same.

Random days at the office go through the services into a real register; after every step the files
that the check finds CLEAR must be exactly those that `tests.domain.naive` permits when it goes
through the ledger from its beginning.
"""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count, pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from consentdesk.domain.acts import (
    Act,
    Assessed,
    Attested,
    Described,
    Granted,
    Objected,
    ObjectionLifted,
    Protected,
    ProtectionLifted,
    Purpose,
    Refused,
    Serial,
)
from consentdesk.domain.consent import Permission
from consentdesk.domain.people import GuardianId, SubjectId
from consentdesk.domain.photos import (
    Assessment,
    Attestation,
    Destination,
    Match,
    PhotoId,
    PhotoKind,
)
from consentdesk.domain.verdict import Outcome, Scene
from consentdesk.errors import ConsentDeskError
from consentdesk.services import (
    checking,
    correcting,
    exporting,
    intake,
    photographs,
    roster,
    trash,
)
from consentdesk.storage.reading import Reader
from consentdesk.storage.register import Register
from tests.domain.naive import NaivePermission, naive_codes, naive_outcome
from tests.services.office import CLERK, FACEBOOK, MONDAY, WEBSITE, Office

ZONE = ZoneInfo("Europe/Copenhagen")
EVERYTHING = 1_000_000
NOAH, ELLA, IDA, KAREN = (SubjectId(n) for n in (1, 2, 3, 4))
FOLDERS = count(1)

people = st.sampled_from([NOAH, NOAH, ELLA, ELLA, IDA, KAREN])
crowds = st.sets(st.sampled_from([NOAH, ELLA, IDA, KAREN]), max_size=2)
photos = st.integers(0, 4)
places = st.sampled_from([WEBSITE, WEBSITE, FACEBOOK])


def school(folder: Path) -> None:
    """A register with four people and five photos, for every story to begin with.

    Noah has two guardians, Ida comes of age within days, Karen is staff. All photos may go out, so
    that whatever happens next shows.
    """
    pictures = folder / "pictures"
    pictures.mkdir(parents=True)
    place = str(folder / "school.consentdesk")
    with Register.create(
        place, institution="Skovskolen", policy="dk", clerk=CLERK, at=MONDAY
    ) as register:
        office = Office(register, pictures)
        noah, ella = office.family("Noah Lund"), office.family("Ella Holm")
        office.guardian(noah, "Jørgen Lund")
        ida = office.child("Ida Friis", date(2011, 9, 20))
        office.guardian(ida, "Mette Friis")
        karen = office.child("Karen Dam", date(1980, 1, 1), staff=True)
        assert (noah, ella, ida, karen) == (NOAH, ELLA, IDA, KAREN)
        for shown in ((noah,), (noah, ella), (ida, karen)):
            office.portrait(*shown)
            for person in shown:
                if not office.answered(person):
                    office.permit(person)
        situation = office.situation(ella, ida)
        for place in (WEBSITE, FACEBOOK):
            office.assess(situation, place)
        path = office.portrait()
        photographs.set_kind(*office.desk, photo=office.photo(path), kind=PhotoKind.NOBODY)


class DaysAtTheOffice(RuleBasedStateMachine):
    """One story; refusals on the way are part of it."""

    def __init__(self, template: Path) -> None:
        super().__init__()
        folder = template.with_name(f"story-{next(FOLDERS)}")
        shutil.copytree(template, folder)
        register = Register.open(str(folder / "school.consentdesk"))
        self.office = Office(register, folder / "pictures")
        self.files = sorted(self.office.folder.iterdir())
        self.ids = [self.office.photo(path) for path in self.files]
        self.recorded: list[Serial] = []

    def teardown(self) -> None:
        """What leaves in the end is what the second reading permits, too."""
        try:
            permitted = self.permitted(WEBSITE)
            plan = self.office.plan(*self.files)
            done = exporting.release(*self.office.desk, plan, self.office.target())
            assert {f.path for f in done.released} == permitted
            assert len(list(self.office.target().iterdir())) == len(permitted)
        finally:
            self.office.register.close()

    @rule(
        who=people,
        yes=st.sampled_from([True, True, True, False]),
        signer=st.integers(0, 2),
        late=st.sampled_from([0, 0, 0, 1, 3]),
        filed=st.sampled_from([True, True, False]),
    )
    def a_form_comes_back(
        self, who: SubjectId, yes: bool, signer: int, late: int, filed: bool
    ) -> None:
        with self.office.register.read() as reader:
            guardians = [str(g.guardian) for g in reader.guardianships([who])[who]]
        signers = [*guardians, "self", "self"]
        serial = self.office.form(who)
        signed_on = self.office.today
        self.office.later(days=late)
        answers = dict.fromkeys(self.office.purposes, yes)
        try:
            intake.record(
                *self.office.desk,
                serial=serial,
                answers=answers,
                signer=signers[signer % len(signers)],
                signed_on=signed_on,
            )
        except ConsentDeskError:
            return
        self.recorded.append(serial)
        if filed:
            self.office.file(serial)

    @rule(number=st.integers(0, 5))
    def a_form_is_journaled(self, number: int) -> None:
        if number < len(self.recorded):
            self.tried(lambda: self.office.file(self.recorded[-1 - number]))

    @rule(number=st.integers(0, 5), yes=st.booleans(), filed=st.booleans())
    def a_sheet_is_corrected_and_recorded_anew(self, number: int, yes: bool, filed: bool) -> None:
        if number >= len(self.recorded):
            return
        serial = self.recorded[-1 - number]
        with self.office.register.read() as reader:
            was = list(reader.answers(serial).values())
        if not was or not isinstance(was[0].body, Granted | Refused):
            return
        body = was[0].body
        signer = str(body.signer.guardian or "self")
        answers = dict.fromkeys(self.office.purposes, yes)
        self.tried(
            lambda: correcting.correct_form(*self.office.desk, serial=serial, reason="a slip")
        )
        try:
            intake.record(
                *self.office.desk,
                serial=serial,
                answers=answers,
                signer=signer,
                signed_on=body.signed_on,
            )
        except ConsentDeskError:
            return
        if filed:
            self.office.file(serial)

    @rule(
        who=people,
        by=st.sampled_from(["", "self", "1", "2", "3", "the aunt"]),
        mistaken=st.booleans(),
    )
    def somebody_withdraws(self, who: SubjectId, by: str, mistaken: bool) -> None:
        intake.withdraw(*self.office.desk, subject=who, by=by)
        if mistaken:
            number = self.office.acts()
            intake.correct(*self.office.desk, number=number, reason="the wrong child")

    @rule(who=people, then=st.sampled_from(["", "lift", "lift", "correct"]))
    def somebody_objects_perhaps_not_for_long(self, who: SubjectId, then: str) -> None:
        intake.object_to(*self.office.desk, subject=who)
        if then == "lift":
            intake.lift_objection(*self.office.desk, subject=who)
        if then == "correct":
            number = self.office.acts()
            intake.correct(*self.office.desk, number=number, reason="a mistake")

    @rule(who=people)
    def an_objection_is_lifted(self, who: SubjectId) -> None:
        self.tried(lambda: intake.lift_objection(*self.office.desk, subject=who))

    @rule(who=people, lifted=st.sampled_from([True, True, False]))
    def somebody_is_protected_or_no_longer(self, who: SubjectId, lifted: bool) -> None:
        if lifted:
            self.tried(lambda: roster.lift_protection(*self.office.desk, subject=who))
        else:
            roster.protect(*self.office.desk, subject=who)

    @rule(which=photos, shown=crowds)
    def a_photo_is_named_anew(self, which: int, shown: set[SubjectId]) -> None:
        photographs.name(
            *self.office.desk, photo=self.ids[which], shows=dict.fromkeys(sorted(shown))
        )

    @rule(which=photos, others=st.sampled_from([0, 0, 0, 1]))
    def a_photo_is_attested(self, which: int, others: int) -> None:
        photo = self.ids[which]
        with self.office.register.read() as reader:
            visible = len(reader.depicted([photo])[photo]) + others
        self.tried(lambda: photographs.attest(*self.office.desk, photo=photo, visible=visible))

    @rule(which=photos, kind=st.sampled_from(PhotoKind))
    def a_photo_changes_its_kind(self, which: int, kind: PhotoKind) -> None:
        self.tried(
            lambda: photographs.set_kind(*self.office.desk, photo=self.ids[which], kind=kind)
        )

    @rule(
        which=photos,
        place=places,
        publish=st.sampled_from([True, True, False]),
        sensitive=st.sampled_from([False, False, True]),
    )
    def a_photo_is_assessed(
        self, which: int, place: Destination, publish: bool, sensitive: bool
    ) -> None:
        path = self.files[which]
        with self.office.register.read() as reader:
            if self.ids[which] not in reader.photos(self.ids):
                return
        self.tried(lambda: self.office.assess(path, place, publish=publish, sensitive=sensitive))

    @rule(back=st.integers(0, 12))
    def something_is_corrected(self, back: int) -> None:
        number = max(1, self.office.acts() - back)
        self.tried(lambda: intake.correct(*self.office.desk, number=number, reason="a mistake"))

    @rule(who=st.sampled_from([NOAH, ELLA]), guardian=st.integers(1, 3), ago=st.integers(-2, 3))
    def custody_ends(self, who: SubjectId, guardian: int, ago: int) -> None:
        self.tried(
            lambda: roster.end_custody(
                *self.office.desk,
                guardian=GuardianId(guardian),
                subject=who,
                until=self.office.today - timedelta(days=ago),
            )
        )

    @rule(who=st.sampled_from([NOAH, ELLA]), guardian=st.integers(1, 3), held=st.booleans())
    def custody_is_said_to_be_otherwise(self, who: SubjectId, guardian: int, held: bool) -> None:
        said = {GuardianId(guardian): held}
        self.tried(lambda: roster.change_family(*self.office.desk, who, custody=said))

    @rule(who=people, ago=st.sampled_from([None, None, -2, 0, 1, 5]), slip=st.booleans())
    def somebody_leaves_or_comes_back(self, who: SubjectId, ago: int | None, slip: bool) -> None:
        last = None if ago is None else self.office.today - timedelta(days=ago)
        self.tried(
            lambda: roster.change_all(
                *self.office.desk, [who], lambda s: replace(s, left_on=last), mistaken=slip
            )
        )

    @rule(which=photos, who=crowds, back=st.sampled_from([True, True, True, False]))
    def a_photo_or_somebody_is_thrown_away(
        self, which: int, who: set[SubjectId], back: bool
    ) -> None:
        photo = [self.ids[which]]
        self.tried(lambda: trash.throw_away(*self.office.desk, subjects=who, photos=photo))
        if back:
            self.tried(lambda: trash.put_back(*self.office.desk, subjects=who, photos=photo))

    @rule(
        needed=st.sampled_from(["one", "all"]),
        lapse=st.sampled_from(["lapse", "notify", "continue"]),
    )
    def the_policy_changes(self, needed: str, lapse: str) -> None:
        with self.office.register.write(CLERK, self.office.at) as writer:
            writer.set_settings({"guardians_needed": needed, "lapse_mode": lapse})

    @rule(days=st.sampled_from([1, 1, 2, 6, 400]), hours=st.integers(0, 14))
    def time_passes(self, days: int, hours: int) -> None:
        self.office.later(days=days, hours=hours)

    @invariant()
    def the_check_and_the_second_reading_agree(self) -> None:
        report = checking.check_files(
            self.office.register,
            self.files,
            at=self.office.at,
            destinations=[WEBSITE, FACEBOOK],
        )
        for place in (WEBSITE, FACEBOOK):
            clear = {
                f.path
                for f in report.findings
                for v in f.verdicts
                if v.destination == place and v.outcome is Outcome.CLEAR
            }
            assert clear == self.permitted(place)

    def tried(self, step: Callable[[], object]) -> None:
        """A step that may be refused; then it has changed nothing."""
        before = self.office.acts()
        try:
            step()
        except ConsentDeskError:
            assert self.office.acts() == before

    def permitted(self, place: Destination) -> set[Path]:
        """The files that may go there, by the second reading."""
        with self.office.register.read() as reader:
            reading = SecondReading(reader, self.office.at)
            # What lies in the trash is unknown.
            there = reader.photos(self.ids)
            return {
                path
                for path, photo in zip(self.files, self.ids, strict=True)
                if photo in there and reading.outcome(photo, place) is Outcome.CLEAR
            }


class SecondReading:
    """The ledger from its beginning, one photo and place at a time, every act looked at again."""

    def __init__(self, reader: Reader, at: datetime) -> None:
        self.reader = reader
        self.acts = reader.ledger(limit=EVERYTHING)[::-1]
        self.on = max(at, self.acts[-1].at).astimezone(ZONE).date()
        self.everybody = reader.subjects([NOAH, ELLA, IDA, KAREN])
        anybody = self._person(min(self.everybody), reader.policy.purposes[0])
        self.counting: list[Act] = [a for a in anybody.known if anybody.counts(a)]

    def _person(self, who: SubjectId, purpose: Purpose) -> NaivePermission:
        custody = self.reader.guardianships([who])[who]
        policy = self.reader.policy
        return NaivePermission(self.everybody[who], custody, self.acts, purpose, policy, self.on)

    def last(self, who: SubjectId, *kinds: type) -> Act | None:
        mine = [
            a
            for a in self.counting
            if isinstance(a.body, kinds) and getattr(a.body, "subject", None) == who
        ]
        return mine[-1] if mine else None

    def is_now(self, who: SubjectId, begun: type, ended: type) -> bool:
        act = self.last(who, begun, ended)
        return act is not None and isinstance(act.body, begun)

    def scene(self, photo: PhotoId) -> Scene:
        shows = frozenset(d.subject for d in self.reader.depicted([photo])[photo])
        attestation = None
        assessments = {}
        for act in self.counting:
            body = act.body
            if isinstance(body, Attested) and body.photo == photo:
                said = frozenset(body.shows)
                attestation = Attestation(act.number, body.kind, said, body.visible)
            if isinstance(body, Assessed) and body.photo == photo:
                assessments[body.destination] = Assessment(
                    act.number,
                    body.destination,
                    body.publish,
                    body.sensitive,
                    body.kind,
                    frozenset(body.shows),
                )
        objections = [self.last(who, Objected) for who in shows]
        return Scene(
            photo=self.reader.photo(photo),
            shows=shows,
            attestation=attestation,
            assessments=assessments,
            protected=frozenset(s for s in shows if self.is_now(s, Protected, ProtectionLifted)),
            objecting=frozenset(s for s in shows if self.is_now(s, Objected, ObjectionLifted)),
            objected=max((a.number for a in objections if a), default=0),
            changed=self.changed(photo),
        )

    def changed(self, photo: PhotoId) -> int:
        """R20: the act that last said another kind or other people than the one before it."""
        said = [
            (act.number, act.body.kind, set(act.body.shows))
            for act in self.counting
            if isinstance(act.body, Described) and act.body.photo == photo
        ]
        return max((b[0] for a, b in pairwise(said) if a[1:] != b[1:]), default=0)

    def outcome(self, photo: PhotoId, place: Destination) -> Outcome:
        scene = self.scene(photo)
        purpose = self.reader.policy.destinations[place]
        given = {}
        for who in scene.shows:
            state, lack = self._person(who, purpose).state()
            given[who] = Permission(subject=who, purpose=purpose, state=state, lack=lack)
        codes = naive_codes(Match.EXACT, scene, place, given, self.reader.policy, frozenset())
        return naive_outcome(codes)


def test_whatever_happens_the_gate_and_a_second_reading_agree(tmp_path: Path) -> None:
    template = tmp_path / "template"
    school(template)

    class Story(DaysAtTheOffice):
        def __init__(self) -> None:
            super().__init__(template)

    run_state_machine_as_test(
        Story,
        settings=settings(max_examples=60, stateful_step_count=12, deadline=None, database=None),
    )
