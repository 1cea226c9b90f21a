"""`add-subject`, `add-guardian`, `subjects` and `show`: who is at the institution."""

from datetime import date

from consentdesk.cli.answers import Answer, shown, table
from consentdesk.cli.desk import Desk
from consentdesk.cli.facts import (
    Page,
    Typed,
    known_purpose,
    page_facts,
    page_of,
    person_facts,
    release_lines,
)
from consentdesk.cli.grammar import Command, argument, command, option
from consentdesk.cli.values import day, named
from consentdesk.domain.people import Subject
from consentdesk.domain.roles import UNTOLD, Right
from consentdesk.i18n import _, format_date, ngettext
from consentdesk.wording import purpose_word, state_word


def add_subject_command() -> Command:
    """Declare `add-subject`."""
    return command(
        "add-subject",
        add_subject,
        _("Enrol a child, a young person or a member of staff."),
        argument("name", named("name"), _("The full name.")),
        option("--born", kind=day(), required=True, says=_("The birth date.")),
        option("--group", kind=named("group"), says=_("The class or room.")),
        option("--adult-staff", "staff", says=_("A member of staff, who signs alone.")),
        option("--protected", "protect", says=_("The identity is protected: never shown.")),
        option("--speaks", kind=named("language"), says=_("The language to write to the home in.")),
        option("--twin", says=_("There really are two people of this name and birth date.")),
    )


def add_subject(
    desk: Desk,
    name: str,
    born: date,
    group: str | None,
    staff: bool,
    protect: bool,
    speaks: str | None,
    twin: bool,
) -> Answer:
    """Enrol one subject."""
    from consentdesk.services import roster

    with desk.open() as register:
        subject = roster.enrol(
            register,
            desk.clerk,
            desk.at,
            name=name,
            born=born,
            group=group or "",
            staff=staff,
            language=speaks or "da",
            protect=protect,
            twin=twin,
        )
    said = _("Enrolled as number {number}.").format(number=subject)
    return Answer(data={"id": subject}, lines=[said])


def add_guardian_command() -> Command:
    """Declare `add-guardian`."""
    return command(
        "add-guardian",
        add_guardian,
        _("Say who may sign for somebody."),
        argument("name", named("name"), _("The guardian's full name.")),
        option("--of", "subject", kind=named("subject"), required=True, says=_("For whom.")),
        option("--no-custody", says=_("A contact who may not sign.")),
        option("--since", kind=day(), says=_("The first day of the custody.")),
        option("--until", kind=day(), says=_("The last day of the custody.")),
    )


def add_guardian(
    desk: Desk,
    name: str,
    subject: str,
    no_custody: bool,
    since: date | None,
    until: date | None,
) -> Answer:
    """Add one guardian to one subject."""
    from consentdesk.services import roster

    typed = Typed()
    with desk.open() as register, typed.repeated():
        with register.read() as reader:
            found = typed.find(reader, subject)
        guardian = roster.add_guardian(
            register,
            desk.clerk,
            desk.at,
            name=name,
            subject=found,
            custody=not no_custody,
            since=since,
            until=until,
        )
    said = _("Guardian number {number} was added.").format(number=guardian)
    return Answer(data={"id": guardian, "subject": found}, lines=[said])


def subjects_command() -> Command:
    """Declare `subjects`."""
    return command(
        "subjects",
        subjects,
        _("List people and how far their permissions have come."),
        option("--search", kind=named("text"), says=_("Part of a name.")),
        option("--group", kind=named("group"), says=_("Only this class or room.")),
        option(
            "--lacking", kind=named("purpose"), says=_("Only those without a journaled permission.")
        ),
        option("--left", says=_("Also those who have left.")),
        writes=False,
    )


def subjects(
    desk: Desk, search: str | None, group: str | None, lacking: str | None, left: bool
) -> Answer:
    """List subjects with the stored copy of their permissions."""
    from consentdesk.storage.values import SubjectFilter

    with desk.open(reading=True) as register, register.read() as reader:
        tells = reader.may(Right.SEE_REASONS)
        if lacking:
            reader.must(Right.SEE_REASONS)
        purpose = known_purpose(reader, lacking) if lacking else None
        wanted = SubjectFilter(text=search or "", group=group, lacking=purpose, left=left)
        ids = reader.find_subjects(wanted, reader.today(desk.at))
        people, standing = reader.subjects(ids), reader.standing(ids)
        purposes = reader.policy.purposes if tells else ()
    found = [
        {
            **person_facts(people[i]),
            "permissions": {p: standing[i][p].state for p in purposes},
        }
        for i in ids
    ]
    rows = [
        (
            people[i].id,
            people[i].name,
            people[i].group,
            *(state_word(standing[i][p].state) for p in purposes),
        )
        for i in ids
    ]
    head = ("", _("Name"), _("Group"), *(purpose_word(p) for p in purposes))
    lines = table(head, rows) or [_("Nobody fits.")]
    return Answer(data={"subjects": found}, lines=lines)


def show_command() -> Command:
    """Declare `show`."""
    return command(
        "show",
        show,
        _("Show one person: permissions, guardians, photos and exports."),
        argument("subject", named("subject"), _("A number, “Name” or “Name/YYYY-MM-DD”.")),
        option("--on", kind=day(), says=_("As it was on that day.")),
        writes=False,
    )


def show(desk: Desk, subject: str, on: date | None) -> Answer:
    """Show one subject as of a day, worked out from the ledger; RuleRefusal NOT_YOUR_ROLE."""
    from consentdesk.services import roster

    with desk.open(reading=True) as register, register.read() as reader:
        reader.must(Right.SEE_REASONS)
        found = roster.find_subject(reader, subject)
        page = page_of(reader, found, on or reader.today(desk.at))
    return Answer(data=page_facts(page), lines=_told(page))


def _who(person: Subject) -> str:
    name = shown(person.name)
    if person.born == UNTOLD:
        return _("{name}, number {number}").format(name=name, number=person.id)
    return _("{name}, born {born}, number {number}").format(
        name=name, born=format_date(person.born), number=person.id
    )


def _told(page: Page) -> list[str]:
    """A person as a page of text."""
    person = page.person
    lines = [_who(person)]
    if page.protected:
        lines.append(_("May never be shown."))
    if page.objecting:
        lines.append(_("Does not want to be shown, in situation photos either."))
    lines += ["", *_permission_table(page)]
    lines += ["", *_guardian_lines(page)]
    count = len(page.photos)
    lines += ["", ngettext("On {count} photo.", "On {count} photos.", count).format(count=count)]
    return lines + (release_lines(page.releases) or [_("On no exported picture.")])


def _permission_table(page: Page) -> list[str]:
    head = (_("Purpose"), _("Permission"), _("Signed"), _("Holds until"), _("Journal number"))
    rows = [
        (
            purpose_word(p.purpose),
            state_word(p.state),
            format_date(p.signed_on) if p.signed_on else "",
            format_date(p.valid_until) if p.valid_until else "",
            page.numbers.get(p.serial, "") if p.serial and p.journaled else "",
        )
        for p in page.permissions
    ]
    return table(head, rows)


def _guardian_lines(page: Page) -> list[str]:
    if page.person.staff:
        return []
    if not page.guardians:
        return [_("No guardian is known.")]
    may, may_not = _("Guardian: {name}"), _("Contact, may not sign: {name}")
    return [
        (may if held.custody and held.holds(page.on) else may_not).format(name=shown(g.name))
        for g, held in page.guardians
    ]
