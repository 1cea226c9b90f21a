"""The real program in a real process: signals, pipes, odd names, poor terminals, start-up."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from consentdesk import __version__
from tests.cli.terminal import Terminal
from tests.services.office import picture

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = (sys.executable, "-m", "consentdesk")
DEADLINE = 60


def environment(**more: str) -> dict[str, str]:
    """The home that is the test's own, and the checkout."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **more}


def typed(
    *words: object, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run the program to its end."""
    return subprocess.run(
        command(*words),
        env=dict(env or environment()),
        capture_output=True,
        timeout=DEADLINE,
        check=False,
    )


def command(*words: object) -> list[str]:
    return [*PROGRAM, *map(str, words)]


@contextmanager
def running(*words: object) -> Iterator[subprocess.Popen[bytes]]:
    """The program at work, killed if a test fails meanwhile."""
    process = subprocess.Popen(
        command(*words), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def test_the_program_starts_and_says_its_version() -> None:
    ran = typed("--version")
    assert (ran.returncode, ran.stdout) == (0, f"consentdesk {__version__}\n".encode())
    assert ran.stderr == b""


def test_a_whole_run_prints_one_object_and_nothing_else(terminal: Terminal) -> None:
    terminal.child("Åse Øvelund")
    ran = typed("--register", terminal.register, "subjects", "--json")
    assert ran.returncode == 0
    assert ran.stderr == b""
    assert json.loads(ran.stdout)["subjects"][0]["name"] == "Åse Øvelund"


def test_a_terminal_without_our_letters_is_no_reason_to_fail(terminal: Terminal) -> None:
    terminal.child("Zofia Przykładowa")
    poor = environment(LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    listed = typed("--register", terminal.register, "--lang", "da", "subjects", env=poor)
    as_json = typed("--register", terminal.register, "subjects", "--json", env=poor)
    assert listed.returncode == as_json.returncode == 0
    assert rb"Przyk\u0142adowa" in listed.stdout
    assert json.loads(as_json.stdout)["subjects"][0]["name"] == "Zofia Przykładowa"


def test_a_file_name_in_no_known_encoding_comes_through(terminal: Terminal) -> None:
    path = terminal.draw()
    odd = path.rename(path.with_name(os.fsdecode(b"b\xe5nd \x1b[31m.jpg")))
    ran = typed("--register", terminal.register, "check", odd, "--json")
    assert ran.returncode == 3
    assert json.loads(ran.stdout)["files"][0]["path"] == str(odd)
    plain = typed("--register", terminal.register, "check", odd)
    assert plain.returncode == 3
    assert b"\x1b" not in plain.stdout


def test_a_bar_is_drawn_on_a_terminal_only(terminal: Terminal) -> None:
    for _number in range(3):
        terminal.draw()
    words = ("--register", terminal.register, "check", terminal.folder / "pictures", "--json")
    ours, theirs = os.openpty()
    with os.fdopen(ours, "rb", buffering=0) as screen, os.fdopen(theirs, "wb") as side:
        ran = subprocess.run(
            command(*words),
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=side,
            timeout=DEADLINE,
            check=False,
        )
        drawn = screen.read(4096)
    assert b"3/3" in drawn
    assert json.loads(ran.stdout)["summary"]["undecided"] == 3
    assert typed(*words).stderr == b""


def test_a_reader_that_goes_away_is_no_error(terminal: Terminal) -> None:
    for number in range(40):
        terminal.draw(f"picture {'x' * 150} {number}.jpg")
    with running("--register", terminal.register, "check", terminal.folder / "pictures") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.wait(DEADLINE) == 3
        assert process.stderr.read() == b""


def test_an_interrupted_check_ends_with_130_and_one_sentence(terminal: Terminal) -> None:
    pipe = terminal.folder / "list"
    os.mkfifo(pipe)
    words = ("--register", terminal.register, "check", "--files-from", pipe, "--json")
    # Opening our end waits until the program has opened its own, so it is at work.
    with running(*words) as process, pipe.open("wb"):
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=DEADLINE)
    assert process.returncode == 130
    assert json.loads(out)["error"]["code"] == "CANCELLED"
    assert err.count(b"\n") == 1
    assert b"Traceback" not in err


def test_an_interrupted_export_leaves_nothing_behind(terminal: Terminal) -> None:
    terminal.child()
    terminal.permitted()
    path = terminal.draw()
    path.write_bytes(picture(7, size=(6000, 4000)))
    terminal.does("add-photo", path, "--kind", "portrait", "--shows", "Noah Lund")
    acts = terminal.does("verify")["acts"]
    out = terminal.folder / "out"
    out.mkdir()
    words = ("export", path, "--destination", "website", "--to", out, "--max-edge", "5000")
    with running("--register", terminal.register, *words) as process:
        until = time.monotonic() + DEADLINE
        while not any(terminal.folder.glob(".consentdesk-export-*")):
            assert process.poll() is None
            assert time.monotonic() < until
            os.sched_yield()
        process.send_signal(signal.SIGINT)
        _out, err = process.communicate(timeout=DEADLINE)
    assert process.returncode == 130
    assert err.count(b"\n") == 1
    assert list(out.iterdir()) == []
    assert not list(terminal.folder.glob(".consentdesk-export-*"))
    assert terminal.does("verify")["acts"] == acts


INTERRUPTED_WHILE_IMPORTING = """
import os, signal, sys
sys.argv = ["consentdesk", "--register", sys.argv[2], "subjects"]
asked = os.environ["ASKED"]

def seen(event, found):
    if event == "import" and found[0] == asked:
        os.kill(os.getpid(), signal.SIGINT)

from consentdesk.__main__ import main
sys.addaudithook(seen)
sys.exit(main())
"""


@pytest.mark.parametrize(
    "module",
    ["consentdesk.cli", "consentdesk.cli.running", "click", "consentdesk.storage.register"],
)
def test_an_early_interrupt_ends_with_130_and_no_traceback(bare: Terminal, module: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_WHILE_IMPORTING, "--", str(bare.register)],
        env=environment(ASKED=module),
        capture_output=True,
        timeout=DEADLINE,
        check=False,
    )
    assert ran.returncode == 130
    assert b"Traceback" not in ran.stderr
    assert ran.stdout == b""


READS = (("subjects",), ("subjects", "--json"), ("--version",), ("--help",), ("check", "--help"))


@pytest.mark.parametrize("words", READS, ids=str)
def test_an_answer_nobody_can_take_is_told(terminal: Terminal, words: tuple[str, ...]) -> None:
    for output in ("/dev/full", "&-"):
        ran = redirected(output, "--register", terminal.register, *words)
        if "--help" in words and output == "&-":
            continue
        assert ran.returncode == 4
        assert ran.stderr.count(b"\n") == 1
        assert b"could not be written" in ran.stderr
        assert b"Nothing was changed" in ran.stderr


def test_what_was_done_stands_when_its_answer_is_lost(terminal: Terminal) -> None:
    words = ("add-subject", "Ida Dal", "--born", "2019-05-03")
    for number, output in enumerate(("/dev/full", "&-"), 1):
        for form in ((), ("--json",)):
            ran = redirected(output, "--register", terminal.register, *words, "--twin", *form)
            assert ran.returncode == 5
            assert ran.stderr.count(b"\n") == 1
            assert b"was done" in ran.stderr
        assert len(terminal.does("subjects")["subjects"]) == 2 * number


def test_a_refusal_keeps_its_status_when_nobody_can_read_it(terminal: Terminal) -> None:
    words = ("--register", terminal.register, "show", "99")
    for output in ("/dev/full", "&-"):
        assert redirected(output, *words, "--json").returncode == 2
        assert redirected(f"{output} 2>{output}", *words, "--json").returncode == 2
        assert redirected(f"/dev/null 2>{output}", *words).returncode == 2


def redirected(output: str, *words: object) -> subprocess.CompletedProcess[bytes]:
    """Run the program with its standard output sent there by a shell."""
    line = f'exec "$@" >{output}'
    return subprocess.run(
        ["sh", "-c", line, "sh", *command(*words)],
        env=environment(),
        capture_output=True,
        timeout=DEADLINE,
        check=False,
    )


def test_words_in_a_poor_locale_are_told_to_be_unreadable(terminal: Terminal) -> None:
    poor = environment(LC_ALL="C", PYTHONUTF8="0")
    ran = typed("--register", terminal.register, "show", "Åse Øvelund", env=poor)
    assert ran.returncode == 2
    assert ran.stderr.count(b"\n") == 1
    assert b"can't be read as text" in ran.stderr


WITHOUT_SPECIAL_RIGHTS = """
import ctypes, os, sys
for right in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    ctypes.CDLL(None).prctl(24, right, 0, 0, 0)
os.execv(sys.executable, [sys.executable, "-m", "consentdesk", *sys.argv[1:]])
"""


def as_anybody(*words: object) -> subprocess.CompletedProcess[bytes]:
    """Run the program as an account that must obey the modes of files; root otherwise needn't."""
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_SPECIAL_RIGHTS, *map(str, words)],
        env=environment(),
        capture_output=True,
        timeout=DEADLINE,
        check=False,
    )


def test_a_folder_one_may_not_open_is_told_as_such(terminal: Terminal) -> None:
    closed = terminal.draw().parent / "closed"
    closed.mkdir()
    closed.chmod(0o000)
    words = ("check", closed.parent, "--recursive", "--json")
    ran = as_anybody("--register", terminal.register, *words)
    closed.chmod(0o700)
    problems = {f["path"]: f.get("problem") for f in json.loads(ran.stdout)["files"]}
    assert problems[str(closed)] == "UNREADABLE_DENIED"


def test_a_register_that_can_only_be_read_is_read(terminal: Terminal) -> None:
    terminal.child()
    folder = terminal.register.parent
    terminal.register.chmod(0o400)
    folder.chmod(0o500)
    listed = as_anybody("--register", terminal.register, "subjects", "--json")
    enrol = ("add-subject", "Ida Dal", "--born", "2019-05-03")
    written = as_anybody("--register", terminal.register, *enrol)
    folder.chmod(0o700)
    assert len(json.loads(listed.stdout)["subjects"]) == 1
    assert written.returncode == 4
    assert b"can't be written" in written.stderr


def test_a_practice_register_needs_a_folder_one_may_write(bare: Terminal) -> None:
    closed = bare.folder / "closed"
    closed.mkdir(mode=0o500)
    for folder in (closed, closed / "new"):
        ran = as_anybody("demo", folder, "--json")
        assert ran.returncode == 2
        assert json.loads(ran.stdout)["error"]["code"] == "PRACTICE_FOLDER_UNUSABLE"
    closed.chmod(0o700)
    assert not list(closed.iterdir())


def test_a_list_from_a_closed_input_is_told_as_such(terminal: Terminal) -> None:
    words = ("--register", terminal.register, "check", "--files-from", "-")
    ran = redirected("/dev/null <&-", *words)
    assert ran.returncode == 2
    assert ran.stderr.count(b"\n") == 1
