"""What is said about seats: the roles, what each may do, and what is refused for want of a right.

`wording` hands the problems on.
"""

from consentdesk.domain.roles import Right, Role
from consentdesk.errors import Problem
from consentdesk.i18n import _


def role_word(role: Role) -> str:
    """A role as people are called."""
    match role:
        case Role.CLERK:
            return _("clerk")
        case Role.PHOTOGRAPHER:
            return _("photographer")
        case Role.HEAD:
            return _("head")
        case Role.OFFICER:
            return _("data protection officer")


def role_sentence(role: Role) -> str:
    """What somebody in that role may do, and may not."""
    match role:
        case Role.CLERK:
            return _(
                "Does the daily work: people, forms, photos, exports. Gives no seats, changes no "
                "rules and erases nobody."
            )
        case Role.PHOTOGRAPHER:
            return _(
                "Adds and names photos, covers, and exports what may be shown. Sees who may be "
                "shown, but no scans, no birth dates and no reasons."
            )
        case Role.HEAD:
            return _("May do everything, and gives the seats.")
        case Role.OFFICER:
            return _(
                "Reads everything, checks the journal and erases. Files no forms and exports "
                "nothing."
            )


def right_word(right: Right) -> str:
    """A right as what somebody does with it."""
    return {
        Right.SEE_SCANS: _("looking at signed forms"),
        Right.SEE_BIRTH_DATES: _("seeing birth dates"),
        Right.SEE_REASONS: _("seeing why somebody may not be shown"),
        Right.KEEP_PEOPLE: _("keeping the list of people"),
        Right.ASK: _("printing forms"),
        Right.FILE: _("recording what came back"),
        Right.NAME: _("adding and naming photos"),
        Right.ASSESS: _("assessing situation photos"),
        Right.SECOND: _("agreeing as the second person"),
        Right.RELEASE: _("exporting photos"),
        Right.MAKE_PACKS: _("making check packs"),
        Right.SET_RULES: _("changing the rules"),
        Right.GIVE_SEATS: _("giving seats"),
        Right.ERASE: _("erasing somebody"),
        Right.VERIFY: _("checking the journal"),
        Right.BACK_UP: _("backing up the register"),
        Right.RESTORE: _("restoring a backup"),
        Right.LOCK: _("setting the passphrase"),
    }[right]


def seat_word(value: Role | Right) -> str:
    """A role or a right as it stands in a sentence."""
    return role_word(value) if isinstance(value, Role) else right_word(value)


def seat_sentences() -> dict[Problem, str]:
    """The sentence for each code about seats."""
    return {
        Problem.LAST_HEAD: _(
            "{login} can't sit there: somebody must be the head, or nobody could give seats any "
            "more. Nothing was saved. Give another one the seat of the head first."
        ),
        Problem.LOGIN_MISSING: _(
            "A seat belongs to a login, and none was given. Nothing was saved. Type the name with "
            "which that person logs in."
        ),
        Problem.NOT_YOUR_ROLE: _(
            "Your seat here is that of the {role}, and {right} is not part of it. Nothing was "
            "saved. Ask somebody who may: {who}."
        ),
        Problem.NO_SEAT: _(
            "The register {path} opens for people with a seat there, and {login} has none. Ask "
            "the head of the institution for one. Where no head gets in any more, a new one takes "
            "the seat: consentdesk take-seat."
        ),
        Problem.SEAT_OF_SERVER: _(
            "The register lies on a server, where nobody takes a seat. Have whoever owns its "
            "database give one: consentdesk add-seat."
        ),
        Problem.SEATS_NONE: _(
            "Nobody has a seat here, so everybody may do everything, and there is none to take."
        ),
        Problem.SEAT_UNKNOWN: _("{login} has no seat here. These have: {known}."),
        Problem.SETTING_LAID_DOWN: _(
            "The municipality has laid that down for this computer: {setting}. Nothing was saved. "
            "Ask the IT department to change it."
        ),
    }
