"""The keys of every answer are those written down, no more and no less, all the way down."""

from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from consentdesk.cli.commands import WHERE
from consentdesk.domain.covers import Drawn, rectangle
from consentdesk.domain.photos import PhotoKind, Region
from consentdesk.services import hiding
from consentdesk.services.pictures.fingerprint import fingerprint
from consentdesk.services.seeing import Seen
from consentdesk.storage.register import Register
from tests.cli.keys import Comparison, documented, read
from tests.cli.terminal import Terminal
from tests.cli.test_print_letters import coming_of_age
from tests.cli.test_upkeep import opened

SPECS, SHARED = documented()
WEBSITE = ("--destination", "website")
ELSEWHERE = {"gui", "demo"}
"""A window, which answers nothing, and the practice register, whose keys its own tests compare."""

PROMISED = {
    "import-roster": '{"new","existing","changed","problems":[{"line","column","code"}]}',
    "add-subject": '{"id"}',
    "add-guardian": '{"id"}',
    "show": (
        '{"permissions":[{"purpose","state","valid_until","journal_number","edition","signed_on"}],'
        '"guardians":[{"id"}],"photos":[{"id"}],"releases":[{"id"}]}'
    ),
    "print-forms": (
        '{"forms":[{"serial","subject","first_page"}],"pages",'
        '"boxes":[{"page","purpose","answer","x","y","w","h"}],'
        '"fields":[{"page","name","x","y","w","h"}]}'
    ),
    "scan": (
        '{"sheets":[{"serial","page","answers":{PURPOSE:…},"signed","confidence"}],'
        '"unmatched":[{"file","page","code"}]}'
    ),
    "journal": '{"journaled":[{"serial","number"}]}',
    "withdraw": '{"releases":[{"id"}]}',
    "check": (
        '{"files":[{"path","sha256","match","photo","kind","verdicts":'
        '[{"destination","outcome","reasons":[{"code","rule","subject"}]}]}],'
        '"summary":{"clear","withheld","undecided","unreadable"}}'
    ),
    "export": (
        '{"released":[{"path","output","sha256_in","sha256_out","permissions":[…]}],'
        '"withheld":[{"path"}],"release"}'
    ),
    "verify": '{"ok","acts","head","problems":[{"code"}]}',
}
"""What scripts were promised from the first release on; more may come, nothing may go."""


@pytest.mark.parametrize("name", PROMISED)
def test_nothing_that_was_promised_has_gone_from_the_page(name: str) -> None:
    checked = Comparison(SHARED)
    assert lacking(checked, read(PROMISED[name]), SPECS[name], name) == []


def lacking(checked: Comparison, promised: Any, written: Any, path: str) -> list[str]:
    """What is promised and not written down."""
    written = checked.resolved(written, path)
    match promised, written:
        case dict(), dict():
            gone = [f"{path}.{key}" for key in promised.keys() - written.keys()]
            both = promised.keys() & written.keys()
            return gone + [
                one
                for key in both
                for one in lacking(checked, promised[key], written[key], f"{path}.{key}")
            ]
        case [inner], [other]:
            return lacking(checked, inner, other, f"{path}[]")
        case str(), _:
            return []
        case _:
            return [path]


class Answers:
    """Types commands that succeed, and keeps their answers by command."""

    def __init__(self, desk: Terminal) -> None:
        self.desk = desk
        self.kept: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, name: str, *words: object, status: int = 0) -> dict[str, Any]:
        """The answer, without the `schema` that each begins with."""
        answer = self.desk.does(name, *words, status=status)
        del answer["schema"]
        self.kept.append((name, answer))
        return answer


def test_every_answer_has_the_keys_written_down_and_no_other(bare: Terminal) -> None:
    ask = Answers(bare)
    people(ask)
    paper(ask)
    pictures(ask)
    taking_back(ask)
    throwing_away(ask)
    upkeep(ask)
    erasing(ask)
    checked = Comparison(SHARED)
    for name, answer in ask.kept:
        checked.compare(SPECS[name], answer, name)
    assert checked.wrong == []
    asked = {name for name, _answer in ask.kept}
    assert asked == set(WHERE) - ELSEWHERE
    assert [u for name in asked for u in checked.unseen(SPECS[name], name)] == []


def people(ask: Answers) -> None:
    ask("completion", "bash")
    ask("init", "--institution", "Solsikken")
    ask("institution")
    for name in ("Noah Lund", "Ida Dal"):
        ask("add-subject", name, "--born", "2019-05-03", "--group", "2.A")
        ask("add-guardian", f"Mette {name.split()[1]}", "--of", name)
    ask("add-subject", "Liv Holm", "--born", "2019-01-01", "--group", "2.A", "--protected")
    ask("subjects")
    path = ask.desk.folder / "class.csv"
    path.write_text("Navn;CPR;Klasse\nEva Juul;105195123;2.A\nBo Krag;;2.A\n", "utf-8")
    ask("import-roster", path, "--dry-run", status=2)
    ask("import-roster", path, status=2)


def paper(ask: Answers) -> None:
    pdf = ask.desk.folder / "forms.pdf"
    ask("print-forms", "--group", "2.A", "-o", pdf)
    ask("print-letters", "reminder", "-o", ask.desk.folder / "letters.pdf")
    ask("print-letters", "withdrawal", "--subject", "Liv Holm", "-o", ask.desk.folder / "slip.pdf")
    soon = coming_of_age(ask.desk)
    ask("add-subject", "Eva Juul", "--born", soon)
    ask("add-subject", "Bo Krag", "--born", soon, "--protected")
    ask("print-letters", "birthday", "-o", ask.desk.folder / "birthday.pdf")
    scanned(ask)
    serial = ask.desk.form("Noah Lund")
    signed = ("--signer", "Mette Lund", "--signed-on", ask.desk.day())
    ask("record", serial, "--answer", "website=yes", *signed)
    ask("journal", serial, "--paper-at", "binder 3")


def scanned(ask: Answers) -> None:
    """Forms that come back with nothing on them, a white page, and what is no scan."""
    white, roster = ask.desk.folder / "white.png", ask.desk.folder / "class.csv"
    Image.new("L", (827, 1169), 255).save(white)
    ask("scan", ask.desk.folder / "forms.pdf", white, roster, status=5)


def pictures(ask: Answers) -> None:
    desk, out = ask.desk, ask.desk.folder / "out"
    noah, ida, unknown = desk.draw(), desk.draw(), desk.draw()
    ask("add-photo", noah, "--kind", "portrait", "--shows", "Noah Lund")
    ask("add-photo", ida, "--kind", "portrait", "--shows", "Ida Dal")
    small = desk.folder / "small.jpg"
    with Image.open(ida) as image:
        image.resize((200, 150)).save(small, quality=80)
    ask("add-photo", small, "--kind", "nobody", status=3)
    party = desk.folder / "party"
    party.mkdir()
    (party / "IMG_1.jpg").write_bytes(noah.read_bytes())
    (party / "film.mp4").write_text("x")
    ask("add-photo", party, "--kind", "portrait", "--shows", "Noah Lund", status=3)
    play = desk.portrait("Noah Lund", kind="situation")
    ask("assess", play, *WEBSITE, "--outcome", "publish", "--reason", "Play")
    _cover(desk, desk.portrait("Noah Lund"))
    (noah.parent / "film.mp4").write_text("x")
    desk.child("漢字 Lund")
    ask("shoot-sheet", "--group", "2.A", "-o", desk.folder / "sheet.pdf")
    ask("check", noah.parent, status=1)
    ask("check", unknown, status=3)
    twin = desk.folder / "twin.jpg"
    twin.write_bytes(noah.read_bytes())
    ask("export", noah.parent, twin, *WEBSITE, "--to", out, status=1)
    ask("assess", play, *WEBSITE, "--outcome", "withhold", "--reason", "Not play")
    # Once listed as “where pictures went”, and once on each person's page.
    ask("export", noah.parent, *WEBSITE, "--to", out, "--resume", status=1)
    ask("export", noah.parent, *WEBSITE, "--to", out, "--resume", "--max-edge", 200, status=1)
    ask("releases")
    ask("presets", "website", "--quality", "80")
    ask("posted", 1, "--link", "https://school.example/")
    ask("export-list", 1, "-o", desk.folder / "list.csv")
    ask("show", "Noah Lund")
    ask("institution", "--two-people", "website")
    ask("second", noah, *WEBSITE, "--as", "Bent Dahl")
    ask("institution", "--two-people", "none")
    ask("add-seat", "sanne", "--role", "clerk")
    ask("seats")
    ask("take-seat")
    ask("remove-seat", "sanne")


def _cover(desk: Terminal, path: Path) -> None:
    """Draw over whoever is on a photo, as it is done in the window."""
    seen = fingerprint(path.read_bytes())
    with Register.open(str(desk.register)) as register:
        with register.read() as reader:
            photo = reader.photo_with(seen.sha256)
            assert photo is not None
            (shown,) = reader.depicted([photo])[photo]
        over = Drawn(covers=((shown.subject, rectangle(Region(0.3, 0.1, 0.4, 0.6))),))
        now = datetime.now(UTC)
        hiding.hide_all(
            register, "Anna Holm", now, {photo: over}, {photo: seen}, before={photo: Drawn()}
        )
        looked_at = Seen(PhotoKind.PORTRAIT, frozenset({shown.subject}), 0)
        hiding.vouch_covered(register, "Anna Holm", now, photo, over, looked_at)


def taking_back(ask: Answers) -> None:
    serial = ask.desk.form("Noah Lund")
    signed = ("--signer", "Mette Lund", "--signed-on", ask.desk.day())
    ask("record", serial, "--answer", "website=no", *signed)
    ask("withdraw", "Noah Lund")
    ask("object", "Noah Lund")
    ask("lift-objection", "Noah Lund")
    ask("taken-down", 1, "--subject", "Noah Lund")


def throwing_away(ask: Answers) -> None:
    ask("add-subject", "Wrong Child", "--born", "2019-05-03")
    ask("trash", "Wrong Child", "Noah Lund", status=1)
    ask("trash")
    ask("editions")


def _encrypted(ask: Answers) -> None:
    desk = Terminal(ask.desk.folder / "encrypted")
    desk.register.parent.mkdir(parents=True)
    desk.register.write_bytes(ask.desk.register.read_bytes())
    own = Answers(desk)
    phrase = desk.folder / "phrase.txt"
    phrase.write_text("fire små grå ænder\n", "utf-8")
    own("encrypt", "--new-passphrase-file", phrase)
    own("recovery-sheet", "-o", desk.folder / "recovery.pdf")
    ask.kept += own.kept


def upkeep(ask: Answers) -> None:
    desk = ask.desk
    ask("integrate", "--dry-run")
    ask("check-pack", "make", "-o", desk.folder / "week.cdpack", "--generate")
    ask("seal", "-o", desk.folder / "today.seal")
    ask("compact")
    ask("upgrade")
    _encrypted(ask)
    ask("backup", desk.folder / "copy.db")
    ask("restore", desk.folder / "copy.db", "--dry-run")
    ask("verify", "--seal", desk.folder / "today.seal")
    with opened(desk.register) as database:
        database.execute("UPDATE subject SET born = '2001-01-01'")
    ask("verify", status=4)


def test_names_and_problems_are_keys_of_their_own(terminal: Terminal) -> None:
    terminal.child("Ida Dal")
    broken = terminal.folder / "text.jpg"
    broken.write_text("no picture")
    with_names = deepcopy(SHARED)
    verdict = with_names["FILE"]["verdicts"][0]
    for told in ("reasons", "warnings"):
        verdict[told][0]["name"] = ""
    named, unreadable = Comparison(with_names), Comparison(SHARED)
    answer = terminal.does("check", terminal.portrait("Ida Dal"), "--who", status=1)
    for file in answer["files"]:
        named.compare("FILE", file, "check.files[]")
    assert (named.wrong, named.unseen("FILE", "check.files[]")) == ([], [])
    for file in terminal.does("check", broken, status=3)["files"]:
        unreadable.compare("FILE", file, "check.files[]")
    assert unreadable.wrong == ["check.files[]: ['problem']"]


def test_a_failure_has_its_keys(terminal: Terminal) -> None:
    failed = terminal("show", "Nobody", "--json").json
    del failed["schema"]
    checked = Comparison(SHARED)
    checked.compare(SHARED["failure"], failed, "failure")
    assert (checked.wrong, checked.unseen(SHARED["failure"], "failure")) == ([], [])


def test_one_key_more_or_less_is_noticed_wherever_it_is() -> None:
    spec = read('{"id","copies":[{"photo","shows":[…]}],"permissions":{PURPOSE:STATE}}')
    good: dict[str, Any] = {"id": 1, "copies": [{"photo": 2, "shows": []}], "permissions": {}}
    for change, said in (
        ({}, []),
        ({"more": 1}, ["x: ['more']"]),
        ({"copies": [{"photo": 2}]}, ["x.copies[]: ['shows']"]),
        ({"copies": [{"photo": 2, "shows": [{"id": 1}]}]}, ["x.copies[].shows[]: "]),
        ({"permissions": {"website": {"state": 1}}}, ["x.permissions.*: "]),
    ):
        checked = Comparison({"FILE": {}})
        checked.compare(spec, good | change, "x")
        assert [one.split("{")[0] for one in checked.wrong] == said


def erasing(ask: Answers) -> None:
    """Last of all: somebody on exported pictures."""
    pack = ask.desk.folder / "access.zip"
    ask("access-pack", "Noah Lund", "--requested-on", "2026-09-01", "-o", pack)
    ask("erase", "Noah Lund", "--confirm", "noah lund")
