"""Words that can't be read: one sentence, exit status 2, in the language asked for."""

import click
import pytest

from consentdesk.cli.commands import WHERE, Commands
from tests.cli.terminal import Terminal, assert_sentence

WRONG = {
    "no such command": ("bakup",),
    "neither asked for nor answered": ("access-pack", "1"),
    "erasing without the name": ("erase", "1"),
    "an option of a later version": ("init", "--encrypt"),
    "no such option": ("subjects", "--serach", "Ida"),
    "an option without its value": ("subjects", "--search"),
    "a flag with a value": ("subjects", "--left=yes"),
    "a missing option": ("add-subject", "Ida Dal"),
    "a missing argument": ("show",),
    "too many words": ("show", "Ida", "Dal"),
    "a choice that isn't there": ("init", "--policy", "no"),
    "an empty name": ("add-subject", " ", "--born", "2019-05-03"),
    "a day that doesn't exist": ("add-subject", "Ida Dal", "--born", "2019-02-29"),
    "a day written another way": ("add-subject", "Ida Dal", "--born", "03-05-2019"),
    "a day without its hyphens": ("add-subject", "Ida Dal", "--born", "20190503"),
    "a day by its week": ("add-subject", "Ida Dal", "--born", "2019-W18-5"),
    "no serial": ("journal", "NOT-A-SERIAL"),
    "a serial with one sign wrong": ("journal", "1111-1112"),
    "an answer without its purpose": ("record", "11111111", "--answer", "yes"),
    "an answer that is neither": ("record", "11111111", "--answer", "website=maybe"),
    "no number": ("print-forms", "--blank", "three", "-o", "x.pdf"),
    "a number out of bounds": ("print-forms", "--blank", "0", "-o", "x.pdf"),
    "a number of another script": ("print-forms", "--blank", "٣", "-o", "x.pdf"),
    "a place off the picture": ("add-photo", "x.jpg", "--region", "Ida=0.8,0,0.4,0.4"),
    "a place that is nowhere": ("add-photo", "x.jpg", "--region", "Ida=nan,0,0.4,0.4"),
    "two ways to say for whom": ("print-forms", "--group", "2.A", "--blank", "2", "-o", "x.pdf"),
    "no way to say for whom": ("print-forms", "-o", "x.pdf"),
    "nothing to check": ("check",),
    "a list that isn't there": ("check", "--files-from", "missing.txt"),
    "NUL without a list": ("check", "x.jpg", "-0"),
    "a shell we don't know": ("completion", "tcsh"),
    "a language we don't speak": ("--lang", "de", "subjects"),
    "two places to export to": (
        *("export", "x.jpg", "--to", "out"),
        *("--destination", "website", "--destination", "press"),
    ),
    "two days": ("show", "1", "--on", "2026-01-01", "--on=2026-01-02"),
    "an option by both its names": ("seal", "-o", "a.seal", "--output", "b.seal"),
    "two registers": ("--register", "a.db", "--register", "b.db", "subjects"),
}


@pytest.mark.parametrize("words", WRONG.values(), ids=WRONG.keys())
@pytest.mark.parametrize("language", ["en", "da", "sv"])
def test_wrong_words_get_a_sentence(
    bare: Terminal, words: tuple[str, ...], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", f"{language}_XX.UTF-8")
    ran = bare.run(*words)
    assert ran.status == 2
    assert ran.out == ""
    assert_sentence(ran.err)


def test_what_is_wrong_with_the_words_is_said(bare: Terminal) -> None:
    assert "command takes: extra." in bare.run("init", "extra").err
    assert "command takes: Y." in bare.run("add-subject", "X", "Y", "--born", "2019-05-03").err
    assert "--search lacks its value" in bare.run("subjects", "--search").err
    assert "--left takes no value" in bare.run("subjects", "--left=yes").err
    assert "consentdesk subjects --help" in bare.run("subjects", "--left=yes").err
    assert not list(bare.folder.iterdir())


@pytest.mark.parametrize("name", WHERE)
def test_an_option_that_counts_once_is_refused_twice_and_one_that_may_be_repeated_is_not(
    bare: Terminal, name: str
) -> None:
    """What comes last must not win unseen: the copies would go to another place than was asked."""
    with click.Context(Commands()) as context:
        declared = Commands().get_command(context, name)
    assert declared is not None
    for param in declared.params:
        if isinstance(param, click.Option) and not param.is_flag:
            twice = [word for _time in (1, 2) for word in (param.opts[0], "1")]
            said = bare.run(name, *twice).err
            assert ("given more than once" in said) != param.multiple, param.name
            if not param.multiple:
                assert said.startswith(f"{param.opts[0]}: ")
                assert bare.refuses(2, name, *twice) == "USAGE"


def test_a_flag_says_the_same_however_often_it_is_given(terminal: Terminal) -> None:
    assert terminal.does("subjects", "--left", "--left", "--json") == terminal.does("subjects")


def test_a_likely_name_is_offered(bare: Terminal) -> None:
    assert "“backup”" in bare.run("bakup").err
    assert "--search" in bare.run("subjects", "--serach", "Ida").err


def test_with_json_a_wrong_word_is_one_object_too(bare: Terminal) -> None:
    ran = bare.run("show", "--json")
    assert ran.status == 2
    assert ran.json["error"]["code"] == "USAGE"
    assert ran.json["error"]["message"] == ran.err.rstrip("\n")
    assert bare.run("--jsonl", "--", "--json").out.count("\n") == 1


def test_one_object_or_one_a_line_but_not_both(bare: Terminal) -> None:
    ran = bare.run("check", "a.jpg", "--json", "--jsonl")
    assert ran.status == 2
    assert ran.out.count("\n") == 1
    assert ran.json["error"]["code"] == "USAGE"


@pytest.mark.parametrize(
    ("spoken", "said"), [("da", "Brug:"), ("sv", "Användning:"), ("en", "Usage:")]
)
def test_help_speaks_the_language_asked_for(bare: Terminal, spoken: str, said: str) -> None:
    assert said in bare.run("--lang", spoken, "check", "--help").out
    assert said in bare.run("check", f"--lang={spoken}", "--help").out
    other = "da" if spoken == "en" else "en"
    assert said in bare.run("--lang", other, "check", "--lang", spoken, "--help").out
    needed = bare.run("--lang", spoken, "record", "--help").out
    assert {"da": "[skal angives]", "sv": "[måste anges]", "en": "[required]"}[spoken] in needed


def test_the_system_language_is_spoken_where_none_is_asked_for(
    bare: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for locale, said in (("da_DK.UTF-8", "Brug:"), ("C", "Usage:"), ("de_DE", "Usage:")):
        monkeypatch.setenv("LC_ALL", locale)
        assert said in bare.run("--help").out


def test_every_command_explains_itself_and_its_options(bare: Terminal) -> None:
    listed = bare.run("--help").out
    for name in ("check", "export", "verify", "completion"):
        assert name in listed
        helped = bare.run(name, "--help")
        assert helped.status == 0
        assert "--json" in helped.out
        assert helped.err == ""


def test_options_of_every_command_stand_before_or_after_it(terminal: Terminal) -> None:
    terminal.child()
    before = terminal.run("--register", terminal.register, "--json", "subjects")
    after = terminal.run("subjects", "--register", terminal.register, "--json")
    other = terminal.run(
        "--register", "x.db", "--json", "subjects", "--register", terminal.register
    )
    assert before.json == after.json == other.json


def test_the_register_and_the_clerk_come_from_the_environment(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONSENTDESK_REGISTER", str(terminal.register))
    monkeypatch.setenv("CONSENTDESK_CLERK", "Bent Bro")
    terminal.child()
    path = terminal.portrait(kind="nobody")
    out = terminal.folder / "out"
    assert terminal.run("export", path, "--destination", "website", "--to", out).status == 0
    assert terminal.run("releases", "--json").json["releases"][0]["clerk"] == "Bent Bro"


def test_the_version_is_told_in_words_and_in_json(bare: Terminal) -> None:
    from consentdesk import __version__

    assert bare.run("--version").out == f"consentdesk {__version__}\n"
    assert bare.run("--version", "--json").json == {"schema": 1, "version": __version__}


def test_no_window_without_somebody_to_open_it(bare: Terminal) -> None:
    for words in ((), ("gui",), ("gui", "x.jpg")):
        ran = bare.run(*words)
        assert ran.status == 2
        assert_sentence(ran.err)
