"""`presets`: how copies are made for each destination; listed, changed, or as usual again."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from consentdesk.cli.answers import Answer, table
from consentdesk.cli.desk import Desk
from consentdesk.cli.grammar import Command, argument, command, option
from consentdesk.cli.usage import WrongUsage
from consentdesk.cli.values import named, number, one_of
from consentdesk.domain.photos import Destination
from consentdesk.domain.presets import (
    FEWEST_FIGURES,
    HIGHEST_QUALITY,
    LONGEST_EDGE,
    LOWEST_QUALITY,
    MOST_FIGURES,
    SHORTEST_EDGE,
)
from consentdesk.i18n import _, format_number
from consentdesk.wording import destination_word

if TYPE_CHECKING:
    import click

    from consentdesk.domain.presets import Preset

_EMPTY: Mapping[str, Mapping[str, Any]] = {
    "max-edge": {"max_edge": None},
    "credit": {"credit": ""},
    "terms": {"terms": ""},
    "folder": {"folder": ""},
}
"""What a copy can be made without, and the preset's field then."""
_PLUS: Mapping[str, Mapping[str, Any]] = {
    "none": {"status": False, "ids": False},
    "status": {"status": True, "ids": False},
    "ids": {"status": True, "ids": True},
}
"""How much of what PLUS asks for is written, and the preset's fields then."""


def presets_command() -> Command:
    """Declare `presets`."""
    return command(
        "presets",
        presets,
        _("How copies are made for each destination: list it, change it, or forget a change."),
        argument("destination", named("destination"), _("This one only."), required=False),
        *_changes(),
        option("--usual", says=_("As the program proposes it; what was kept is forgotten.")),
        more=_(
            "“export --preset” makes copies so. A preset opens no gate: who may be seen is decided "
            "as ever, and a credit line that names somebody shown is refused then."
        ),
    )


def _changes() -> tuple["click.Option", ...]:
    return (
        option(
            "--max-edge",
            kind=number("px", SHORTEST_EDGE, LONGEST_EDGE),
            says=_("The longest edge in pixels; larger pictures are made smaller."),
        ),
        option(
            "--quality",
            kind=number("quality", LOWEST_QUALITY, HIGHEST_QUALITY),
            says=_("Of the JPEG, where pixels are made anew: {lowest} to {highest}.").format(
                lowest=LOWEST_QUALITY, highest=HIGHEST_QUALITY
            ),
        ),
        option("--credit", kind=named("text"), says=_("The credit line written into copies.")),
        option("--terms", kind=named("text"), says=_("The terms of use written into copies.")),
        option(
            "--folder",
            kind=named("name"),
            says=_("The name of a folder within the one chosen; no path."),
        ),
        option(
            "--figures",
            kind=number("n", FEWEST_FIGURES, MOST_FIGURES),
            says=_("How many figures the number in a file's name has at least."),
        ),
        option(
            "--plus",
            kind=one_of("fields", *_PLUS),
            says=_("How much of what PLUS asks for is written into copies."),
        ),
        option(
            "--without",
            kind=one_of("field", *_EMPTY),
            many=True,
            says=_("Copies whole, or without that word or folder; may be repeated."),
        ),
    )


def presets(
    desk: Desk,
    destination: str | None,
    max_edge: int | None,
    quality: int | None,
    credit: str | None,
    terms: str | None,
    folder: str | None,
    figures: int | None,
    plus: str | None,
    without: Sequence[str],
    usual: bool,
) -> Answer:
    """List all or one, after what was to be changed in that one."""
    from consentdesk.services import presets as kept

    given: dict[str, Any] = {
        "max_edge": max_edge,
        "quality": quality,
        "credit": credit,
        "terms": terms,
        "folder": folder,
        "figures": figures,
    }
    changes = _changed({name: value for name, value in given.items() if value is not None}, without)
    changes |= _PLUS[plus] if plus is not None else {}
    if destination is None and (changes or usual):
        raise WrongUsage(_("For which destination? Name one before the options."))
    if usual and changes:
        raise WrongUsage(_("--usual forgets every change. Leave the other options out."))
    wanted = None if destination is None else Destination(destination)
    with desk.open(reading=not (changes or usual)) as register:
        if wanted is not None and (changes or usual):
            with register.read() as reader:
                before = kept.preset(reader, wanted)
                after = kept.proposed(reader, wanted) if usual else replace(before, **changes)
            kept.keep(register, desk.clerk, desk.at, after)
        with register.read() as reader:
            found = kept.presets(reader) if wanted is None else (kept.preset(reader, wanted),)
            own = frozenset(reader.presets())
    return _told(found, own)


def _changed(given: dict[str, Any], without: Sequence[str]) -> dict[str, Any]:
    """The fields of a preset that are to be others; nothing may be given and left out at once."""
    for name in without:
        if not given.keys().isdisjoint(_EMPTY[name]):
            raise WrongUsage(
                _("--{name} says what stands there, --without that nothing does. Give one.").format(
                    name=name
                )
            )
        given |= _EMPTY[name]
    return given


def _told(found: Sequence["Preset"], own: frozenset[Destination]) -> Answer:
    head = (
        _("Destination"),
        _("Longest edge"),
        _("Quality"),
        _("Folder"),
        _("Credit line"),
        _("Terms of use"),
        "PLUS",
        "",
    )
    rows = [
        (
            destination_word(one.destination),
            _("full size") if one.max_edge is None else format_number(one.max_edge),
            one.quality,
            one.folder,
            one.credit,
            one.terms,
            _plus_of(one),
            _("changed") if one.destination in own else "",
        )
        for one in found
    ]
    facts = [{**asdict(one), "kept": one.destination in own} for one in found]
    return Answer(data={"presets": facts}, lines=table(head, rows))


def _plus_of(one: "Preset") -> str:
    return next(
        name for name, fields in _PLUS.items() if (one.status, one.ids) == tuple(fields.values())
    )
