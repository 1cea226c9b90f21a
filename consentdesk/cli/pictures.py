"""`add-photo` and `assess`: what is on a picture, and whether a situation may be shown."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.cli.answers import UNDECIDED, Answer, shown, table
from consentdesk.cli.desk import Desk
from consentdesk.cli.facts import Typed, judged_lines, photo_of, release_facts
from consentdesk.cli.findings import skipped_facts, skipped_note
from consentdesk.cli.gate import nothing_here
from consentdesk.cli.grammar import Command, argument, command, option
from consentdesk.cli.usage import WrongUsage
from consentdesk.cli.values import file, named, number, one_of, place
from consentdesk.domain.acts import Described
from consentdesk.domain.photos import Destination, PhotoId, PhotoKind, Question, Region
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.wording import listed, match_word

if TYPE_CHECKING:
    from consentdesk.domain.photos import Photo
    from consentdesk.services.gathering import Skipped
    from consentdesk.services.photographs import AddedPhoto, AddedPhotos
    from consentdesk.storage.reading import Reader

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
        argument("files", file(), _("The pictures, and folders with some."), many=True),
        option("--recursive", says=_("Folders within folders too.")),
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
        option("--event", kind=named("album"), says=_("The same as --album.")),
        option(
            "--group",
            "groups",
            kind=named("group"),
            many=True,
            says=_("A group that was at the event; its names are found first."),
        ),
        option("--photographer", kind=named("name"), says=_("Who took them.")),
        option("--rights", kind=named("text"), says=_("By what right they are used.")),
        option(
            "--same-as",
            kind=number("photo", 1, 999_999_999),
            says=_("The file is the same picture as this registered one."),
        ),
        option(
            "--different",
            kind=number("photo", 1, 999_999_999),
            many=True,
            says=_("The files are another picture than this registered one; you looked at both."),
        ),
        more=_(
            "A file that looks like a registered picture is left out where what you say of it "
            "would let it go sooner than that picture. Exit status 3 then; look at both, and say "
            "--same-as or --different with its number. Whom you name on one file alone is taken "
            "as said, unless one of two pictures that look alike would be left with only some of "
            "the people of the other. Where a file itself names somebody registered whom you left "
            "out, nothing is registered (exit status 1), unless --visible says how many there are."
        ),
    )


def add_photo(
    desk: Desk,
    files: Sequence[Path],
    recursive: bool,
    kind: str,
    shows: Sequence[str],
    visible: int | None,
    regions: Sequence[tuple[str, Region]],
    album: str | None,
    event: str | None,
    groups: Sequence[str],
    photographer: str | None,
    rights: str | None,
    same_as: int | None,
    different: Sequence[int],
) -> Answer:
    """Register, describe, name and attest."""
    from consentdesk.services import photographs
    from consentdesk.services.gathering import gather, harmless_raws
    from consentdesk.services.suggesting import check_files
    from consentdesk.services.telling import check_groups, tell_groups

    album = _event(album, event, groups)
    if different and same_as is not None:
        raise WrongUsage(_("A file is the same picture or another. Give one of the two."))
    typed = Typed()
    gathered = gather(files, recursive=recursive)
    if not gathered.files:
        raise nothing_here(gathered.left_out)
    with desk.open() as register, typed.repeated():
        with register.read() as reader:
            check_groups(reader, groups)
            before = reader.head().number
            named = tuple(dict.fromkeys(typed.find(reader, one) for one in shows))
            placed = {typed.find(reader, who): region for who, region in regions}
        if not placed.keys() <= set(named):
            raise WrongUsage(_("A --region is of somebody not named. Add --shows for that person."))
        if visible is None and (named or kind == PhotoKind.NOBODY):
            check_files(register, gathered.files, named)
        with desk.progress(_("Registering")) as progress:
            added = photographs.add_photos(
                register,
                desk.clerk,
                desk.at,
                gathered.files,
                kind=PhotoKind(kind),
                shows=named,
                visible=visible,
                places=placed,
                album=album or "",
                photographer=photographer or "",
                rights=rights or "",
                same_as=None if same_as is None else PhotoId(same_as),
                different=[PhotoId(one) for one in different],
                # Whoever names people on one file alone has looked at it, and portraits of a class
                # look alike.
                alone=bool(named) and len(files) == len(gathered.files) == 1,
                progress=progress,
            )
        if groups and album and added.photos:
            tell_groups(register, desk.clerk, desk.at, event=album, groups=groups)
        with register.read() as reader:
            likes = reader.photos(like for one in added.left_open for like in one.photos)
            news = [_news(reader, one, before) for one in added.photos if one.known.is_sure]
    return _added(added, kind, likes, news, harmless_raws(gathered.left_out))


def _event(album: str | None, event: str | None, groups: Sequence[str]) -> str | None:
    """The one name of the event, whichever option said it."""
    if album and event and album != event:
        raise WrongUsage(_("--event and --album are the same. Give one of the two."))
    if groups and not (album or event):
        raise WrongUsage(_("A --group was at an event. Add --event with its name."))
    return album or event


def _news(reader: "Reader", one: "AddedPhoto", before: int) -> str:
    """What a file that was no news has brought to its photo."""
    acts = reader.acts_on((one.photo,))[one.photo]
    told = [act for act in acts if isinstance(act.body, Described)]
    named = [frozenset(act.body.shows) for act in told if isinstance(act.body, Described)]
    new = named[-1] - named[-2] if len(named) > 1 and told[-1].number > before else frozenset()
    if new:
        people = reader.subjects(new)
        text = _("{path} is known already, as photo {number}. Named on it now as well: {names}.")
        names = listed([people[subject].name for subject in sorted(new)])
    elif any(act.number > before for act in acts):
        text, names = (
            _("{path} is known already, as photo {number}. What you said of it was added."),
            "",
        )
    else:
        text, names = _("{path} is known already, as photo {number}. Nothing was added."), ""
    return text.format(path=shown(one.path), number=one.photo, names=names)


def _added(
    added: "AddedPhotos",
    kind: str,
    likes: Mapping[PhotoId, "Photo"],
    news: Sequence[str],
    skipped: Sequence["Skipped"],
) -> Answer:
    """What was added, and which files wait for somebody to look at two pictures."""
    photos = [
        {"path": one.path, "id": one.photo, "known": one.known, "kind": kind, "shows": one.shows}
        for one in added.photos
    ]
    left = [
        {"path": one.path, "looks_like": one.photos[0], "look_alikes": list(one.photos)}
        for one in added.left_open
    ]
    rows = [(one.photo, one.path, match_word(one.known)) for one in added.photos]
    head = (_("Photo"), _("File"), _("Known before"))
    lines = table(head, rows) if rows else []
    for one in added.left_open:
        text = _("{path} looks like photo {number}, {name}. It was left out.")
        for like in (likes[photo] for photo in one.photos):
            lines.append(text.format(path=shown(one.path), number=like.id, name=shown(like.name)))
    return Answer(
        data={"photos": photos, "left_out": left, "skipped": skipped_facts(skipped)},
        lines=lines,
        status=UNDECIDED if left or any(one.may_show for one in skipped) else 0,
        note="\n".join([*news, *([_left_out(len(left))] if left else []), skipped_note(skipped)]),
    )


def _left_out(count: int) -> str:
    text = ngettext(
        "{count} file looks like a registered picture, and nobody has said whether it is the same. "
        "Look at both, then add it again with --same-as and the photo's number, or with "
        "--different and the number of each photo that it is not.",
        "{count} files look like registered pictures, and nobody has said whether they are the "
        "same. Look at each pair, then add the file again with --same-as and the photo's number, "
        "or with --different and the number of each photo that it is not.",
        count,
    )
    return text.format(count=format_number(count))


def assess_command() -> Command:
    """Declare `assess`."""
    return command(
        "assess",
        assess,
        _("Record whether a situation photo may be shown at a destination, and why."),
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
        option(
            "--different",
            kind=number("photo", 1, 999_999_999),
            many=True,
            says=_("It looks like this photo, and somebody has looked at both: they are two."),
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
    different: Sequence[int],
) -> Answer:
    """Assess one situation photo."""
    from consentdesk.services import assessing, resembling, taking_down

    to = Destination(destination)
    with desk.open() as register:
        with register.read() as reader:
            photo = photo_of(reader, file)
        act = assessing.assess(
            register,
            desk.clerk,
            desk.at,
            photo=photo,
            destination=to,
            publish=outcome == "publish",
            reason=reason,
            sensitive=sensitive,
            yes=[Question(one) for one in yes],
            different=[PhotoId(one) for one in different],
        )
        with register.read() as reader:
            out = taking_down.judged_against(reader, [photo])
            held = outcome == "withhold"
            alike = resembling.still_published(reader, [photo], [to]) if held else ()
            alike = tuple(one for one in alike if one not in different)
    concerned = [(one, places) for one, places in out if one.destination == destination]
    said = _("The assessment is recorded as line {number}.").format(number=act.number)
    doubt = outcome == "publish" and not _AGAINST.isdisjoint(yes)
    return Answer(
        note=_doubt() if doubt else _still_published(alike),
        data={
            "photo": photo,
            "destination": destination,
            "outcome": outcome,
            "act": act.number,
            "releases": [release_facts(one) for one, _places in concerned],
            "look_alikes": list(alike),
        },
        lines=[said, *judged_lines(concerned)],
    )


def _still_published(alike: Sequence[int]) -> str:
    if not alike:
        return ""
    said = ngettext(
        "Photo {numbers} looks the same and may still go there. Assess it too, unless they are two "
        "pictures.",
        "Photos {numbers} look the same and may still go there. Assess them too, unless they are "
        "other pictures.",
        len(alike),
    )
    return said.format(numbers=", ".join(map(str, alike)))


def _doubt() -> str:
    """Recorded as it was said: whoever judges answers for it, and may know better (R18)."""
    return _(
        "Something about the picture speaks against showing it, and yet it may be published. If "
        "that is not what you meant, assess it again."
    )
