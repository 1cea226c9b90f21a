"""The invented class of the practice register: who is in it, what came back, which pictures.

Data only. Each person stands for one thing that happens in a real school office; each picture for
one answer of the gate. `demo` brings them to life. Names are made up and say so: *øvelse*, *prøve*,
*eksempel*, *przykład*, *mithal* and *tajriba* all mean exercise, trial or example.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from consentdesk.domain.photos import PhotoKind
from consentdesk.i18n import LANGUAGES, _, said_in

CLASS, TEENS = "2.A", "9.B"
EXPORTS = ("website", "facebook")
"""Where the pictures are released to."""
EVERYTHING = ("website", "social_media", "print", "press", "internal")
HOUSE_ONLY = ("website", "internal")
FIRST_NAMES = (
    *("Alma", "Anton", "Asta", "August", "Clara", "Ella", "Emil", "Esther", "Frida", "Hugo"),
    *("Johan", "Karla", "Laura", "Liva", "Lucas", "Magnus", "Malthe", "Marie", "Nora", "Otto"),
    *("Theo", "Valdemar", "Villads", "William", "Amir", "Fatima", "Olena", "Piotr", "Mila"),
)
LAST_NAMES = (
    *("Prøvegaard", "Øvebjerg", "Testholm", "Skitsedal", "Kladdesen", "Eksempelby"),
    *("Mønsterlund", "Tegneborg", "Papirsgaard", "Modellund", "Forsøgsen", "Udkastrup"),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One signed form that came back: the purposes with a yes; the others have a no."""

    yes: tuple[str, ...]
    journaled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """Somebody invented; one sheet for each guardian, in their order, as far as they came back.

    `days` are added to the age of `years`, so that birthdays don't all fall on one day.
    """

    key: str
    name: str
    years: int
    days: int
    group: str
    guardians: tuple[str, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    staff: bool = False
    protected: bool = False
    objects: bool = False
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the office says about a situation photo for one place."""

    destination: str
    publish: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One drawn picture: who stands on it from the left, and what the office says about it.

    `unnamed` more people stand right of them. A `copy` is never registered: the same seed again,
    with other metadata or, if `small`, as somebody's phone would send it on.
    """

    file: str
    seed: int
    people: tuple[str, ...] = ()
    unnamed: int = 0
    kind: PhotoKind = PhotoKind.PORTRAIT
    judgements: tuple[Judgement, ...] = ()
    copy: bool = False
    small: bool = False


def school_name() -> str:
    """What the invented school is called in the language spoken now."""
    return _("Practice School (made up)")


def is_practice(institution: str) -> bool:
    """Whether an institution of that name is the invented school, in whatever language."""
    return institution in {said_in(language, school_name) for language in LANGUAGES}


def practice_word(language: str) -> str:
    """What marks a sheet in that language as practice; English where we don't speak it."""
    return said_in(language, lambda: _("PRACTICE"))


def players() -> tuple[Player, ...]:
    """The class, three of the older ones and a teacher."""
    yes, house, no = Sheet(EVERYTHING), Sheet(HOUSE_ONLY), Sheet(())
    not_filed = Sheet(EVERYTHING, journaled=False)
    both = ("Amina Tajriba", "Karim Tajriba")
    return (
        _child("ida", "Ida Øvelund", 40, ("Mette Øvelund",), (yes,)),
        _child("noah", "Noah Prøvesen", 131, ("Jonas Prøvesen",), (house,)),
        _child("zofia", "Zofia Przykładowa", 310, ("Agnieszka Przykładowa",), (no,)),
        _child("oskar", "Oskar Testrup", 201, ("Line Testrup",), (yes,)),
        _child("freja", "Freja Eksempelgaard", 88, ("Søren Eksempelgaard",), (not_filed,)),
        _child("yusuf", "Yusuf Tajriba", 277, both, (yes,)),
        _child("elias", "Elias Skitsebjerg", 12, ("Pia Skitsebjerg",)),
        replace(_child("layla", "Layla al-Mithal", 165, ("Salma al-Mithal",)), protected=True),
        replace(_child("astrid", "Astrid Kladdelund", 240, ("Bo Kladdelund",)), objects=True),
        replace(_child("viggo", "Viggo Modelsen", 5, ("Karen Modelsen",)), asked=False),
        _teen("mikkel", "Mikkel Tegnebjerg", 15, 60, "Ulla Tegnebjerg"),
        _teen("nadia", "Nadia Papirsdal", 14, 330, "Tove Papirsdal"),
        _teen("sofus", "Sofus Kopidal", 14, 348, "Ejnar Kopidal"),
        Player(
            key="signe",
            name="Signe Lærkesen",
            years=38,
            days=20,
            group=CLASS,
            staff=True,
            sheets=(house,),
        ),
    )


def _child(
    key: str, name: str, days: int, guardians: tuple[str, ...], sheets: tuple[Sheet, ...] = ()
) -> Player:
    return Player(
        key=key, name=name, years=8, days=days, group=CLASS, guardians=guardians, sheets=sheets
    )


def _teen(key: str, name: str, years: int, days: int, guardian: str) -> Player:
    return Player(
        key=key,
        name=name,
        years=years,
        days=days,
        group=TEENS,
        guardians=(guardian,),
        sheets=(Sheet(EVERYTHING),),
    )


def shots() -> tuple[Shot, ...]:
    """The pictures, in the order in which they were taken."""
    situation = PhotoKind.SITUATION
    fine = _("Playing in the yard, nobody stands out.")
    yes = tuple(Judgement(place, True, fine) for place in EXPORTS)
    no = (Judgement("website", False, _("A child is crying; that is nobody else's business.")),)
    return (
        Shot(file="IMG_0401.jpg", seed=401, people=("ida",)),
        Shot(file="IMG_0402.jpg", seed=402, people=("noah",)),
        Shot(file="IMG_0403.jpg", seed=403, people=("zofia",)),
        Shot(file="IMG_0404.jpg", seed=404, people=("oskar",)),
        Shot(file="IMG_0405.jpg", seed=405, people=("freja",)),
        Shot(file="IMG_0406.jpg", seed=406, people=("yusuf",)),
        Shot(file="IMG_0407.jpg", seed=407, people=("elias", "viggo")),
        Shot(file="IMG_0408.jpg", seed=408, people=("mikkel", "nadia")),
        Shot(file="IMG_0409.jpg", seed=409, people=("signe", "ida")),
        Shot(file="IMG_0410.jpg", seed=410, people=("ida", "oskar", "noah")),
        Shot(file="IMG_0411.jpg", seed=411, people=("ida", "zofia")),
        Shot(file="IMG_0412.jpg", seed=412, people=("oskar",), unnamed=1),
        Shot(file="IMG_0413.jpg", seed=413, unnamed=6, kind=situation, judgements=yes),
        Shot(file="IMG_0414.jpg", seed=414, people=("astrid",), kind=situation, judgements=yes),
        Shot(file="IMG_0415.jpg", seed=415, unnamed=3, kind=situation, judgements=no),
        Shot(file="IMG_0416.jpg", seed=416, people=("layla",), kind=situation),
        Shot(file="IMG_0417.jpg", seed=417, kind=PhotoKind.NOBODY),
        Shot(file="IMG_0418.jpg", seed=418, people=("sofus",)),
        Shot(file="IMG_0419.jpg", seed=419, unnamed=2, copy=True),
        Shot(file="IMG_0401-2.jpg", seed=401, people=("ida",), copy=True),
        Shot(file="IMG_0401-3.jpg", seed=401, people=("ida",), copy=True, small=True),
    )


def more_names(classes: int, size: int) -> Sequence[tuple[str, str]]:
    """Names and groups for whole classes more, all different, for a practice register of size."""
    return [
        (
            f"{FIRST_NAMES[child % len(FIRST_NAMES)]} {LAST_NAMES[number % len(LAST_NAMES)]}",
            f"{number % 10}.{'CDE'[number // 10 % 3]}",
        )
        for number in range(classes)
        for child in range(size)
    ]
