"""An encrypted register at a terminal: made, unlocked, given another passphrase, recovered."""

import os
import pty
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import zxingcpp

from consentdesk.storage import keys
from tests.cli.terminal import Terminal, assert_sentence
from tests.cli.test_check_pack import answered, rest

PHRASE, OTHER = "fire små grå ænder", "noget ganske andet"
VARIABLE = "CONSENTDESK_PASSPHRASE_FILE"


def _named(desk: Terminal, phrase: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have a file hold the passphrase, as a script does."""
    file = desk.folder / "phrase.txt"
    file.write_text(phrase + "\n", "utf-8")
    monkeypatch.setenv(VARIABLE, str(file))
    return file


def _refused(desk: Terminal, status: int, *words: object) -> str:
    """Type a command that is refused at a register nobody can look into; the error's code."""
    ran = desk(*words, "--json")
    assert ran.status == status, ran
    assert_sentence(ran.err)
    return str(ran.json["error"]["code"])


@pytest.fixture
def secret(bare: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """An encrypted register with a child in it; nothing is unlocked, and nobody is told how."""
    _named(bare, PHRASE, monkeypatch)
    made = bare.does("init", "--institution", "Solsikken", "--encrypt")
    assert made["encrypted"] is True
    bare.does("add-subject", "Ingeborg Thyrring", "--born", "2019-05-03")
    monkeypatch.delenv(VARIABLE)
    keys.forget()
    return bare


def test_a_script_names_the_file_with_the_passphrase(
    secret: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert b"Thyrring" not in secret.register.read_bytes()
    assert _refused(secret, 4, "subjects") == "PHRASE_NEEDED"
    _named(secret, OTHER, monkeypatch)
    assert _refused(secret, 4, "subjects") == "PHRASE_WRONG"
    monkeypatch.setenv(VARIABLE, str(secret.folder / "none.txt"))
    assert _refused(secret, 2, "subjects") == "PHRASE_FILE_UNREADABLE"
    _named(secret, PHRASE, monkeypatch)
    (found,) = secret.does("subjects")["subjects"]
    assert found["name"] == "Ingeborg Thyrring"


def test_whoever_forgot_an_argument_is_told_before_thinking_up_a_passphrase(
    secret: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _refused(secret, 2, "init", "--encrypt") == "REGISTER_EXISTS"
    new = Terminal(secret.folder / "new")
    new.folder.mkdir()
    assert new.refuses(2, "init", "--encrypt") == "PHRASE_MISSING"
    _named(new, "too short", monkeypatch)
    assert new.refuses(2, "init", "--encrypt") == "PACK_PHRASE_SHORT"
    assert not new.register.exists()
    server = "postgresql+psycopg://nobody@localhost/none"
    ran = new.run("--register", server, "init", "--encrypt")
    assert ran.status == 2
    assert "on a server" in ran.err


def _backed_up(terminal: Terminal) -> Path:
    """A backup, in a folder of its own, of a register with somebody in it."""
    terminal.child("Ingeborg Thyrring")
    copy = terminal.folder / "backups" / "consentdesk-20260102-030405.db"
    copy.parent.mkdir()
    terminal.does("backup", copy)
    return copy


def test_the_register_one_has_is_encrypted_with_its_backups(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = _backed_up(terminal)
    before = terminal.does("verify")
    phrase = _named(terminal, PHRASE, monkeypatch)
    done = terminal.does("encrypt", "--backups", copy.parent)
    assert done["copies"] == [str(copy)]
    assert done["left"] == []
    for file in (terminal.register, copy):
        assert b"Thyrring" not in file.read_bytes()
    assert terminal.does("verify") == before
    keys.forget()
    assert terminal.does("restore", copy, "--dry-run")["institution"] == "Solsikken"
    phrase.write_text(OTHER)
    keys.forget()
    assert _refused(terminal, 4, "verify") == "PHRASE_WRONG"


def test_what_may_be_a_backup_and_is_not_encrypted_is_told_of(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _backed_up(terminal)
    stick = terminal.folder / "stick"
    stick.mkdir()
    terminal.does("backup", stick / "a.db")
    stick.rename(terminal.folder / "pulled out")
    half = whole.with_name("half.db")
    half.write_bytes(whole.read_bytes()[:4096])
    own, data = whole.with_name("consentdesk-20260101-010101.db"), bytearray(whole.read_bytes())
    data[100:4096] = bytes(3996)
    own.write_bytes(data)
    _named(terminal, PHRASE, monkeypatch)
    ran = terminal("encrypt", "--backups", whole.parent, "--json")
    assert ran.status == 5
    assert set(ran.json["perhaps_backups"]) == {str(stick / "a.db"), str(half), str(own)}
    assert (ran.json["copies"], ran.json["left"]) == ([str(whole)], [])
    assert "Perhaps backups, but damaged" in ran.err


@pytest.mark.skipif(sys.platform == "win32", reason="a file system may know no hard links")
def test_a_backup_that_has_another_name_elsewhere_is_told_of(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = _backed_up(terminal)
    os.link(copy, terminal.folder / "snapshot")
    _named(terminal, PHRASE, monkeypatch)
    ran = terminal("encrypt", "--backups", copy.parent, "--json")
    assert ran.status == 5
    assert ran.json["other_names"] == [str(copy)]
    assert f"(a hard link), such as in a snapshot of the folder: {copy}." in ran.err


def test_the_folder_of_backups_may_be_named_from_the_folder_one_is_in(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = _backed_up(terminal)
    _named(terminal, PHRASE, monkeypatch)
    monkeypatch.chdir(terminal.folder)
    # Where it was made is remembered, too: one file, not two.
    assert terminal.does("encrypt", "--backups", "backups")["copies"] == [str(copy)]
    assert b"Thyrring" not in copy.read_bytes()


def test_a_copy_under_a_forgotten_passphrase_is_told_of(
    secret: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    phrase = _named(secret, PHRASE, monkeypatch)
    old = secret.register.with_name("consentdesk-20260102-030405.db")
    secret.does("backup", old)
    new = secret.folder / "new.txt"
    new.write_text(OTHER)
    secret.does("encrypt", "--new-passphrase-file", new)
    # The copy went along, so an older one still has to be made unreadable for the test.
    keys.forget()
    phrase.write_text(OTHER)
    damaged = bytearray(old.read_bytes())
    damaged[8] ^= 1
    old.write_bytes(damaged)
    new.write_text(PHRASE)
    done = secret.does("encrypt", "--new-passphrase-file", new, status=5)
    assert done["left"] == [str(old)]


def test_the_recovery_sheet_has_the_key_in_print_and_opens_the_register(
    secret: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    _named(secret, PHRASE, monkeypatch)
    sheet = secret.folder / "sheet.pdf"
    secret.does("recovery-sheet", "-o", sheet)
    assert sheet.stat().st_mode & 0o077 == 0
    page = import_module("pypdfium2").PdfDocument(sheet)[0]
    text = page.get_textpage().get_text_range()
    groups = re.findall(r"^([A-Z2-7]{4})\r?$", text, re.MULTILINE) or re.findall(
        r"\b[A-Z2-7]{4}\b", text
    )
    assert len(groups) == 14
    assert "Solsikken" in text
    keys.forget()
    _named(secret, " ".join(groups).lower(), monkeypatch)
    assert len(secret.does("subjects")["subjects"]) == 1


def test_the_code_on_the_sheet_is_the_key_as_well(
    secret: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    _named(secret, PHRASE, monkeypatch)
    sheet = secret.folder / "sheet.pdf"
    secret.does("recovery-sheet", "-o", sheet)
    picture = import_module("pypdfium2").PdfDocument(sheet)[0].render(scale=3).to_pil()
    (found,) = zxingcpp.read_barcodes(picture)
    keys.forget()
    _named(secret, found.text, monkeypatch)
    assert len(secret.does("subjects")["subjects"]) == 1


def test_a_register_that_is_not_encrypted_has_no_recovery_sheet(terminal: Terminal) -> None:
    sheet = terminal.folder / "sheet.pdf"
    assert terminal.refuses(2, "recovery-sheet", "-o", sheet) == "REGISTER_NOT_ENCRYPTED"
    assert not sheet.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of another kind")
@pytest.mark.usefixtures("heavy_keys")
def test_at_a_terminal_it_is_asked_for_and_a_slip_may_be_mended(secret: Terminal) -> None:
    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "consentdesk", "--register", str(secret.register), "subjects"]
    process = subprocess.Popen(
        words,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "LC_ALL": "en_GB.UTF-8"},
        start_new_session=True,
    )
    os.close(theirs)
    seen = answered(ours, OTHER) + answered(ours, PHRASE)
    out, _none = process.communicate(timeout=60)
    seen += rest(ours)
    os.close(ours)
    assert process.returncode == 0, seen
    assert "Ingeborg Thyrring" in out.decode()
    assert b"That is not it." in seen
    assert PHRASE.encode() not in seen


def test_the_register_s_passphrase_is_never_taken_for_a_pack_that_is_sent_away(
    secret: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    _named(secret, PHRASE, monkeypatch)
    secret.portrait("Ingeborg Thyrring")
    pack = secret.folder / "week.cdpack"
    assert secret.refuses(2, "check-pack", "make", "-o", pack) == "PHRASE_MISSING"
    assert not pack.exists()
    made = secret.does("check-pack", "make", "-o", pack, "--generate")
    assert made["passphrase"] not in ("", PHRASE)


def test_a_backup_alone_is_encrypted_and_comes_back(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.child("Ingeborg Thyrring")
    phrase = terminal.folder / "phrase.txt"
    phrase.write_text("fire små grå ænder\n", "utf-8")
    copy = terminal.folder / "copy.db"
    made = terminal.does("backup", copy, "--encrypt", "--new-passphrase-file", phrase)
    assert made["encrypted"]
    assert b"Thyrring" not in copy.read_bytes()
    assert not terminal.does("backup", terminal.folder / "open.db")["encrypted"]
    assert terminal.refuses(2, "backup", terminal.folder / "x.db", "--new-passphrase-file", phrase)
    monkeypatch.setenv("CONSENTDESK_PASSPHRASE_FILE", str(phrase))
    assert terminal.does("restore", copy, "--dry-run")["lost"] == 0
    keys.forget()
    monkeypatch.chdir(copy.parent)
    assert terminal.does("restore", copy.name, "--dry-run")["lost"] == 0
    keys.forget()
    assert terminal.does("restore", copy.name)["lost"] == 0
