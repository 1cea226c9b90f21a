"""Each option does what it says: a run with it leaves something else behind than one without.

Options whose effect another test of this folder is about are not repeated here.
"""

import ast
from pathlib import Path
from typing import Any

import click
import pytest
from PIL import Image

from consentdesk.cli.commands import WHERE, Commands
from consentdesk.cli.grammar import COMMON
from consentdesk.domain.acts import Act, ActKind, Channel, Objected, TakenDown, Withdrawn
from consentdesk.domain.journal import JournalEntry
from consentdesk.domain.people import SELF, SignerKind, SubjectId
from consentdesk.domain.serials import parse_serial
from consentdesk.storage.values import PhotoFilter
from tests.cli.terminal import Terminal

WEBSITE = ("--destination", "website")


@pytest.fixture
def class_(terminal: Terminal) -> Terminal:
    """Noah, with a mother, a form and a journaled yes to everything; Ida, never asked."""
    terminal.child("Noah Lund")
    terminal.child("Ida Dal")
    terminal.permitted("Noah Lund")
    return terminal


def typed() -> list[str]:
    """The functions of this folder that type commands which work."""
    folder = Path(__file__).parent
    wrong = {"test_bad_input.py", "test_wrong_words.py"}
    return [
        ast.unparse(node)
        for path in folder.glob("*.py")
        if path.name not in wrong
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]


def test_no_option_is_without_a_test_that_types_it() -> None:
    lines = typed()
    with click.Context(Commands()) as context:
        commands = {name: Commands().get_command(context, name) for name in WHERE}
    untried = [
        (name, param.opts[-1])
        for name, command in commands.items()
        if command is not None
        for param in command.params
        if isinstance(param, click.Option) and param.name not in COMMON
        if not any(f"'{name}'" in line and f"'{o}'" in line for o in param.opts for line in lines)
    ]
    assert untried == []


def last(terminal: Terminal, kind: ActKind) -> Act:
    """The latest act of that kind."""
    with terminal.reading() as reader:
        return reader.ledger(limit=1, kinds=frozenset({kind}))[0]


def told(terminal: Terminal, digest: Any) -> str:
    """The text behind a digest in the ledger."""
    with terminal.reading() as reader:
        return reader.texts([digest])[digest]


def entry(terminal: Terminal, serial: str) -> JournalEntry:
    """The journal entry of a form."""
    known = parse_serial(serial)
    assert known is not None
    with terminal.reading() as reader:
        return reader.entries([known])[known]


def found(terminal: Terminal, *words: object) -> list[int]:
    """The people a list names."""
    return [one["id"] for one in terminal.does(*words)["subjects"]]


def test_somebody_is_enrolled_in_a_group_with_a_language(terminal: Terminal) -> None:
    enrol = ("add-subject", "--born", "2019-05-03")
    plain = terminal.does(*enrol, "Noah Lund")["id"]
    given = terminal.does(*enrol, "Ida Dal", "--group", "3.B", "--speaks", "so")["id"]
    with terminal.reading() as reader:
        people = [reader.subject(SubjectId(one)) for one in (plain, given)]
    assert [(p.group, p.language) for p in people] == [("", "da"), ("3.B", "so")]
    assert [(p.staff, str(p.born)) for p in people] == [(False, "2019-05-03")] * 2
    assert [terminal.does("show", one)["protected"] for one in (plain, given)] == [False, False]


def test_custody_begins_and_ends_on_the_days_given(terminal: Terminal) -> None:
    noah = terminal.child()
    first, until = terminal.day(back=20), terminal.day(back=10)
    days = ("--since", first, "--until", until)
    terminal.does("add-guardian", "Bo Lund", "--of", noah, *days)
    told = {g["name"]: (g["since"], g["until"]) for g in terminal.does("show", noah)["guardians"]}
    assert told == {"Mette Lund": (None, None), "Bo Lund": (first, until)}
    record = ("record", terminal.form(noah), "--answer", "website=yes", "--signer", "Bo Lund")
    for back in (21, 9):
        signed = ("--signed-on", terminal.day(back=back))
        assert terminal.refuses(1, *record, *signed) == "NO_CUSTODY"
    terminal.does(*record, "--signed-on", until)


def test_a_list_is_narrowed_by_each_of_its_options(class_: Terminal) -> None:
    class_.does("add-subject", "Bo Krag", "--born", "2018-01-01", "--group", "3.B")
    assert set(found(class_, "subjects")) == {1, 2, 3}
    assert found(class_, "subjects", "--search", "noah") == [1]
    assert found(class_, "subjects", "--group", "3.B") == [3]
    assert set(found(class_, "subjects", "--lacking", "website")) == {2, 3}
    class_.leaves(3)
    assert set(found(class_, "subjects")) == {1, 2}
    assert set(found(class_, "subjects", "--left")) == {1, 2, 3}


@pytest.mark.parametrize(
    ("words", "people"),
    [
        (("--group", "3.B"), [3]),
        (("--subject", "Noah Lund", "--subject", "Ida Dal"), [1, 2]),
        (("--lacking", "website"), [2, 3]),
        (("--blank", 2), [None, None]),
    ],
    ids=lambda words: str(words[0]),
)
def test_forms_are_for_whom_the_option_says(
    class_: Terminal, words: tuple[object, ...], people: list[int | None]
) -> None:
    class_.does("add-subject", "Bo Krag", "--born", "2018-01-01", "--group", "3.B")
    printed = class_.does("print-forms", *words, "-o", class_.folder / "other.pdf")
    assert sorted(form["subject"] or 0 for form in printed["forms"]) == [one or 0 for one in people]


def test_forms_are_in_the_language_asked_for(class_: Terminal) -> None:
    ask = ("print-forms", "--subject", "Ida Dal", "-o", class_.folder / "forms.pdf")
    with_option, without = (class_.does(*ask, *more) for more in (("--language", "en"), ()))
    with class_.reading() as reader:
        forms = {f"{f.serial[:4]}-{f.serial[4:]}": f.wording for f in reader.forms()}
    languages = [forms[one["forms"][0]["serial"]].language for one in (with_option, without)]
    assert languages == ["en", "da"]


def test_a_scan_is_kept_with_the_form_and_is_evidence_enough(class_: Terminal) -> None:
    serial, scan = class_.form("Ida Dal"), class_.draw("scan.jpg")
    signed = ("--answer", "website=yes", "--signer", "Mette Dal", "--signed-on", class_.day())
    recorded = class_.does("record", serial, *signed, "--scan", scan)
    class_.does("journal", serial)
    filed = entry(class_, serial)
    assert (filed.scan, filed.paper_at) == (recorded["scan"], "")
    with class_.reading() as reader:
        assert reader.document(recorded["scan"]).data == scan.read_bytes()


def test_a_journal_entry_bears_what_each_option_says(class_: Terminal) -> None:
    plain, given = class_.answered("Ida Dal"), class_.answered("Ida Dal", "website=no")
    class_.does("journal", plain, "--paper-at", "binder 3")
    options = ("--number", "26/117", "--system", "SBSYS", "--subject-line", "Billeder, 2.A")
    filed = class_.does("journal", given, *options, "--paper-at", "box 9")
    assert filed["journaled"] == [{"serial": given, "number": "26/117"}]
    one = entry(class_, given)
    assert (one.number, one.system, one.subject_line) == ("26/117", "SBSYS", "Billeder, 2.A")
    assert one.paper_at == "box 9"
    other = entry(class_, plain)
    assert other.system == "ConsentDesk"
    assert other.subject_line.endswith(plain)
    assert (other.paper_at, other.received_on) == ("binder 3", class_.today)


def test_a_form_came_in_on_the_day_given(class_: Terminal) -> None:
    serial = class_.form("Ida Dal")
    signed = ("--signer", "Mette Dal", "--signed-on", class_.day(back=5))
    class_.does("record", serial, "--answer", "website=yes", *signed)
    class_.does("journal", serial, "--paper-at", "x", "--received-on", class_.day(back=2))
    assert str(entry(class_, serial).received_on) == class_.day(back=2)


def test_who_took_a_permission_back_and_how_is_kept(class_: Terminal) -> None:
    class_.does("withdraw", "Noah Lund", "--purpose", "website", "--purpose", "press")
    bare = last(class_, ActKind.WITHDRAWN).body
    assert isinstance(bare, Withdrawn)
    assert (bare.purposes, bare.channel, bare.by) == (("website", "press"), Channel.OTHER, None)
    class_.does("withdraw", "Noah Lund", "--by", "Mette Lund", "--channel", "phone")
    body = last(class_, ActKind.WITHDRAWN).body
    assert isinstance(body, Withdrawn)
    assert len(body.purposes) == 5
    assert (body.channel, body.signer.kind) == (Channel.PHONE, SignerKind.GUARDIAN)
    class_.does("withdraw", "Noah Lund", "--by", "self")
    body = last(class_, ActKind.WITHDRAWN).body
    assert isinstance(body, Withdrawn)
    assert body.signer == SELF


def test_who_objected_and_how_is_kept(class_: Terminal) -> None:
    class_.does("object", "Noah Lund", "--by", "his grandmother", "--channel", "mail")
    body = last(class_, ActKind.OBJECTED).body
    assert isinstance(body, Objected)
    assert body.channel is Channel.MAIL
    assert told(class_, body.by) == "his grandmother"


def test_what_is_said_of_a_picture_is_kept(class_: Terminal) -> None:
    path = class_.draw()
    add = ("add-photo", path, "--kind", "portrait", "--shows", "Noah Lund")
    says = ("--album", "Summer party", "--photographer", "Line Holm", "--rights", "Taken at work")
    number = class_.does(*add, *says)["photos"][0]["id"]
    with class_.reading() as reader:
        photo = reader.photo(number)
    said = (photo.album, photo.photographer, photo.rights)
    assert said == ("Summer party", "Line Holm", "Taken at work")
    left = class_.does("export", path, *WEBSITE, "--to", class_.folder / "out")["released"]
    assert Path(left[0]["output"]).name == "summer-party-001.jpg"
    assert left[0]["warnings"] == []


def test_an_assessment_keeps_its_reason_and_what_was_answered_with_yes(class_: Terminal) -> None:
    path = class_.portrait(kind="situation")
    assess = ("assess", path, *WEBSITE, "--outcome", "publish", "--reason")
    class_.does(*assess, "Children at play", "--yes", "campaign")
    body: Any = last(class_, ActKind.ASSESSED).body
    assert (told(class_, body.reason), body.yes) == ("Children at play", ("campaign",))
    assert not body.sensitive
    like = path.with_name("small.jpg")
    with Image.open(path) as image:
        image.resize((image.width * 2 // 3, image.height * 2 // 3)).save(like, quality=85)
    with class_.reading() as reader:
        (photo,) = reader.find_photos(PhotoFilter(text=path.name))
    other = ("--kind", "situation", "--shows", "Noah Lund", "--different", photo)
    (small,) = class_.does("add-photo", like, *other)["photos"]
    assert class_.refuses(1, *assess, "Play") == "FEWER_THAN_ITS_LIKE"
    assert f"{like.name} (number {small['id']})" in class_(*assess, "Play").err
    assert class_.refuses(1, *assess, "Play", "--different", photo) == "FEWER_THAN_ITS_LIKE"
    class_.does(*assess, "Play", "--different", small["id"])
    held = ("assess", like, *WEBSITE, "--outcome", "withhold", "--reason", "She cries")
    assert class_.does(*held)["look_alikes"] == [photo], "it may still go there"
    assert class_.does(*held, "--different", photo)["look_alikes"] == []


def test_a_copy_is_no_larger_than_asked_and_says_where_it_is_posted(class_: Terminal) -> None:
    export = ("export", class_.portrait("Noah Lund"), *WEBSITE, "--to", class_.folder / "out")
    whole = class_.does(*export)["released"][0]["output"]
    link = ("--link", "https://example.org/1")
    small = class_.does(*export, "--max-edge", 100, *link)["released"][0]["output"]
    sizes = []
    for output in (whole, small):
        with Image.open(output) as image:
            sizes.append(max(image.size))
    assert sizes == [320, 100]
    assert [r["link"] for r in class_.does("releases")["releases"]] == [link[1], ""]


def test_releases_are_narrowed_by_person_and_by_picture(class_: Terminal) -> None:
    class_.permitted("Ida Dal")
    paths = [class_.portrait("Noah Lund"), class_.portrait("Ida Dal")]
    his, hers = (
        class_.does("export", path, *WEBSITE, "--to", class_.folder / "out")["release"]
        for path in paths
    )

    def listed(*words: object) -> list[int]:
        return [one["id"] for one in class_.does("releases", *words)["releases"]]

    assert listed() == [hers, his]
    assert listed("--subject", "Noah Lund") == [his]
    assert listed("--photo", paths[1]) == [hers]


def test_what_was_done_about_a_release_is_kept(class_: Terminal) -> None:
    export = ("export", class_.portrait("Noah Lund"), *WEBSITE, "--to", class_.folder / "out")
    number = class_.does(*export)["release"]
    class_.does("taken-down", number, "--note", "Deleted from the website")
    body = last(class_, ActKind.TAKEN_DOWN).body
    assert isinstance(body, TakenDown)
    assert told(class_, body.note) == "Deleted from the website"


def test_whoever_is_at_the_desk_signs(terminal: Terminal) -> None:
    terminal.does("add-subject", "Ida Dal", "--born", "2019-05-03", "--as", "Bent Bro")
    terminal.does("add-subject", "Bo Krag", "--born", "2019-05-03")
    with terminal.reading() as reader:
        acts = reader.ledger(limit=2)
        names = reader.clerks(act.clerk for act in acts)
    assert [names[act.clerk] for act in acts] == ["Anna Holm", "Bent Bro"]


@pytest.mark.parametrize(
    ("spoken", "said"), [("da", "Ingen passer."), ("sv", "Ingen passar."), ("en", "Nobody fits.")]
)
def test_an_answer_is_in_the_language_asked_for(terminal: Terminal, spoken: str, said: str) -> None:
    assert terminal("subjects", "--lang", spoken).out == f"{said}\n"
