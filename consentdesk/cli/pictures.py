"""`add-photo` and `assess`: what is on a picture, and whether a situation may be shown."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.cli.answers import Answer, table
from consentdesk.cli.desk import Desk
from consentdesk.cli.facts import Typed, photo_of
from consentdesk.cli.grammar import Command, argument, command, option
from consentdesk.cli.usage import WrongUsage
from consentdesk.cli.values import file, named, number, one_of, place
from consentdesk.domain.photos import Destination, PhotoId, PhotoKind, Question, Region
from consentdesk.i18n import _
from consentdesk.wording import match_word

if TYPE_CHECKING:
    from consentdesk.services.photographs import AddedPhoto

_AGAINST = frozenset({Question.EXPOSED, Question.PRIVATE})
"""Questions whose yes asks for a no; with the others, other rules decide."""
MOST_VISIBLE = 10_000
"""People recognisable on one picture."""


def add_photo_command() -> Command:
    """Declare `add-photo`."""
    return command(
        "add-photo",
        add_photo,
        _("Register pictures, say who is on them, and that nobody else is recognisable."),
        argument("files", file(), _("The pictures."), many=True),
        option(
            "--kind",
            kind=one_of("kind", *PhotoKind),
            required=True,
            says=_("A portrait, a situation, or nobody recognisable."),
        ),
        option("--shows", kind=named("subject"), many=True, says=_("A person on all of them.")),
        option(
            "--visible",
            kind=number("n", 0, MOST_VISIBLE),
            says=_("How many are recognisable (else as many as named)."),
        ),
        option("--region", "regions", kind=place(), many=True, says=_("Where a person is.")),
        option("--album", kind=named("album"), says=_("The event or album.")),
        option("--photographer", kind=named("name"), says=_("Who took them.")),
        option("--rights", kind=named("text"), says=_("By what right they are used.")),
        option(
            "--same-as",
            kind=number("photo", 1, 999_999_999),
            says=_("The file is the same picture as this registered one."),
        ),
    )


def add_photo(
    desk: Desk,
    files: Sequence[Path],
    kind: str,
    shows: Sequence[str],
    visible: int | None,
    regions: Sequence[tuple[str, Region]],
    album: str | None,
    photographer: str | None,
    rights: str | None,
    same_as: int | None,
) -> Answer:
    """Register, describe, name and attest."""
    from consentdesk.services import photographs

    typed = Typed()
    with desk.open() as register, typed.repeated():
        with register.read() as reader:
            named = tuple(dict.fromkeys(typed.find(reader, one) for one in shows))
            placed = {typed.find(reader, who): region for who, region in regions}
        if not placed.keys() <= set(named):
            raise WrongUsage(_("A --region is of somebody not named. Add --shows for that person."))
        with desk.progress(_("Registering")) as progress:
            added = photographs.add_photos(
                register,
                desk.clerk,
                desk.at,
                files,
                kind=PhotoKind(kind),
                shows=named,
                visible=visible,
                places=placed,
                album=album or "",
                photographer=photographer or "",
                rights=rights or "",
                same_as=None if same_as is None else PhotoId(same_as),
                progress=progress,
            )
    return _added(added, kind)


def _added(added: Sequence["AddedPhoto"], kind: str) -> Answer:
    photos = [
        {"path": one.path, "id": one.photo, "known": one.known, "kind": kind, "shows": one.shows}
        for one in added
    ]
    rows = [(one.photo, one.path, match_word(one.known)) for one in added]
    head = (_("Photo"), _("File"), _("Known before"))
    return Answer(data={"photos": photos}, lines=table(head, rows))


def assess_command() -> Command:
    """Declare `assess`."""
    return command(
        "assess",
        assess,
        _("Record whether a situation photo may go to a destination, and why."),
        argument("file", file(), _("The picture, as it is registered.")),
        option("--destination", kind=named("destination"), required=True, says=_("Where to.")),
        option(
            "--outcome",
            kind=one_of("outcome", "publish", "withhold"),
            required=True,
            says=_("May it go there?"),
        ),
        option("--reason", kind=named("text"), required=True, says=_("One sentence of why.")),
        option("--sensitive", says=_("Health, religion or the like: the portrait rule applies.")),
        option(
            "--yes",
            kind=one_of("question", *Question),
            many=True,
            says=_("A question of the assessment that is answered with yes."),
        ),
    )


def assess(
    desk: Desk,
    file: Path,
    destination: str,
    outcome: str,
    reason: str,
    sensitive: bool,
    yes: Sequence[str],
) -> Answer:
    """Assess one situation photo."""
    from consentdesk.services import assessing

    with desk.open() as register:
        with register.read() as reader:
            photo = photo_of(reader, file)
        act = assessing.assess(
            register,
            desk.clerk,
            desk.at,
            photo=photo,
            destination=Destination(destination),
            publish=outcome == "publish",
            reason=reason,
            sensitive=sensitive,
            yes=[Question(one) for one in yes],
        )
    said = _("The assessment is recorded as entry {number}.").format(number=act.number)
    doubt = outcome == "publish" and not _AGAINST.isdisjoint(yes)
    return Answer(
        note=_doubt() if doubt else "",
        data={"photo": photo, "destination": destination, "outcome": outcome, "act": act.number},
        lines=[said],
    )


def _doubt() -> str:
    """Recorded as it was said: whoever judges answers for it, and may know better (R18)."""
    return _(
        "Something about the picture speaks against showing it, and yet it may be published. If "
        "that is not what you meant, assess it again."
    )
