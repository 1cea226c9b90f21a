"""The invented class of the practice register: who is in it, what came back, which pictures.

Data only. Each person stands for one thing that happens in a real school office; each picture for
one answer of the gate. `demo` brings them to life. Names are made up and say so: *øvelse*, *prøve*,
*eksempel*, *przykład*, *mithal* and *tajriba* all mean exercise, trial or example.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from consentdesk.domain.photos import PhotoKind
from consentdesk.i18n import _

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


def players() -> tuple[Player, ...]:
    """The class, three of the older ones and a teacher."""
    class_, teens = "2.A", "9.B"
    return (
        Player(
            key="ida",
            name="Ida Øvelund",
            years=8,
            days=40,
            group=class_,
            guardians=("Mette Øvelund",),
            sheets=(Sheet(EVERYTHING),),
        ),
        Player(
            key="noah",
            name="Noah Prøvesen",
            years=8,
            days=131,
            group=class_,
            guardians=("Jonas Prøvesen",),
            sheets=(Sheet(HOUSE_ONLY),),
        ),
        Player(
            key="zofia",
            name="Zofia Przykładowa",
            years=7,
            days=310,
            group=class_,
            guardians=("Agnieszka Przykładowa",),
            sheets=(Sheet(()),),
        ),
        Player(
            key="oskar",
            name="Oskar Testrup",
            years=8,
            days=201,
            group=class_,
            guardians=("Line Testrup",),
            sheets=(Sheet(EVERYTHING),),
        ),
        Player(
            key="freja",
            name="Freja Eksempelgaard",
            years=8,
            days=88,
            group=class_,
            guardians=("Søren Eksempelgaard",),
            sheets=(Sheet(EVERYTHING, journaled=False),),
        ),
        Player(
            key="yusuf",
            name="Yusuf Tajriba",
            years=7,
            days=277,
            group=class_,
            guardians=("Amina Tajriba", "Karim Tajriba"),
            sheets=(Sheet(EVERYTHING),),
        ),
        Player(
            key="elias",
            name="Elias Skitsebjerg",
            years=8,
            days=12,
            group=class_,
            guardians=("Pia Skitsebjerg",),
        ),
        Player(
            key="layla",
            name="Layla al-Mithal",
            years=8,
            days=165,
            group=class_,
            guardians=("Salma al-Mithal",),
            protected=True,
        ),
        Player(
            key="astrid",
            name="Astrid Kladdelund",
            years=8,
            days=240,
            group=class_,
            guardians=("Bo Kladdelund",),
            objects=True,
        ),
        Player(
            key="viggo",
            name="Viggo Modelsen",
            years=8,
            days=5,
            group=class_,
            guardians=("Karen Modelsen",),
            asked=False,
        ),
        Player(
            key="mikkel",
            name="Mikkel Tegnebjerg",
            years=15,
            days=60,
            group=teens,
            guardians=("Ulla Tegnebjerg",),
            sheets=(Sheet(EVERYTHING),),
        ),
        Player(
            key="nadia",
            name="Nadia Papirsdal",
            years=14,
            days=330,
            group=teens,
            guardians=("Tove Papirsdal",),
            sheets=(Sheet(EVERYTHING),),
        ),
        Player(
            key="sofus",
            name="Sofus Kopidal",
            years=14,
            days=348,
            group=teens,
            guardians=("Ejnar Kopidal",),
            sheets=(Sheet(EVERYTHING),),
        ),
        Player(
            key="signe",
            name="Signe Lærkesen",
            years=38,
            days=20,
            group=class_,
            staff=True,
            sheets=(Sheet(HOUSE_ONLY),),
        ),
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
