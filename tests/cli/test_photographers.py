"""What docs/photographers.md tells photographers to type and install works as it stands there."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal
from tests.cli.test_check import class_
from tests.source import ROOT

__all__ = ["class_"]
PAGE = (ROOT / "docs" / "photographers.md").read_text("utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def desk(class_: Terminal, shell: dict[str, str]) -> dict[str, str]:
    """A shell at that register, with `may-go` where programs are looked for."""
    (script,) = [block for block in BLOCKS if block.startswith("#!")]
    program = Path(shell["PATH"].split(os.pathsep)[0]) / "may-go"
    program.write_text(script)
    program.chmod(0o755)
    return {**shell, "CONSENTDESK_REGISTER": str(class_.register)}


def ran(words: list[str], env: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, env=env, cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )


def test_the_step_after_an_export_says_whether_all_may_go(
    class_: Terminal, desk: dict[str, str]
) -> None:
    clear, withheld = class_.portrait("Noah Lund"), class_.portrait("Ida Dal")
    unknown = class_.draw("-a b's.jpg")
    for files, status, said in (
        ((clear,), 0, "All of them may be shown."),
        ((clear, withheld), 1, "Ida Dal has never been asked"),
        ((clear, unknown), 3, "open them in ConsentDesk"),
        ((class_.folder / "gone.jpg",), 2, "Nothing was checked"),
    ):
        # As relative names, of which one begins with a hyphen.
        names = [path.name if path.exists() else str(path) for path in files]
        done = ran(["may-go", "website", *names], desk, class_.folder / "pictures")
        assert done.returncode == status, done
        assert said in done.stdout
    nowhere = {**desk, "CONSENTDESK_REGISTER": str(class_.folder / "none.db")}
    done = ran(["may-go", "website", str(clear)], nowhere, class_.folder)
    assert done.returncode == 4
    assert "Post nothing." in done.stdout


def test_a_custom_script_of_digikam_copies_only_what_may_go(
    class_: Terminal, desk: dict[str, str]
) -> None:
    (line,) = re.findall(r"`(may-go website \"\$INPUT\" && .*?)`", PAGE)
    out = class_.folder / "out.jpg"
    for path, copied in ((class_.portrait("Ida Dal"), False), (class_.portrait("Noah Lund"), True)):
        ran(["sh", "-c", line], {**desk, "INPUT": str(path), "OUTPUT": str(out)}, class_.folder)
        assert out.exists() is copied


def test_a_card_is_checked_from_a_shell(class_: Terminal, desk: dict[str, str]) -> None:
    (block,) = [block for block in BLOCKS if "find card" in block]
    (class_.folder / "pictures").mkdir()
    (class_.folder / "pictures").rename(class_.folder / "card")
    class_.portrait("Noah Lund").rename(class_.folder / "card" / "a b.jpg")
    for line in block.splitlines():
        done = ran(["sh", "-c", line], desk, class_.folder)
        assert done.returncode == 0, (line, done)
    assert (class_.folder / "names").read_bytes() == b"card/a b.jpg\0"


def test_the_statuses_told_are_those_of_the_command_line() -> None:
    told = set(re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE))
    promised = (ROOT / "docs" / "command-line.md").read_text("utf-8").split("## Exit status")[1]
    # Nothing is ever partly done by a check.
    assert told == set(re.findall(r"^\| (\d+) \|", promised, re.MULTILINE)) - {"5"}


@pytest.mark.usefixtures("heavy_keys")
def test_the_cost_and_the_places_in_the_file_are_those_written_down() -> None:
    from consentdesk.services.check_pack import content, envelope
    from consentdesk.storage import keys

    assert f"`{envelope.MARK.decode()}`" in PAGE
    assert f"The {envelope.HEADER} bytes before" in PAGE
    assert f"version {envelope.VERSION}" in PAGE
    assert f"after {content.DAYS} days unless said otherwise, after {content.MOST_DAYS} at" in PAGE
    assert keys.COST == 2**17
    assert "N = 2¹⁷" in PAGE


def test_the_menus_are_laid_and_taken_away_by_the_command(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    data = tmp_path / "my data"
    monkeypatch.setenv("XDG_DATA_HOME", str(data))
    trial = terminal.does("integrate", "--dry-run")
    assert trial["dry_run"] is True
    assert not data.exists()
    laid = terminal.does("integrate")["files"]
    assert [one["path"] for one in laid] == [one["path"] for one in trial["files"]]
    assert {one["state"] for one in laid} == {"written"}
    assert {one["state"] for one in terminal.does("integrate")["files"]} == {"unchanged"}
    said = terminal.run("integrate", "--remove")
    assert said.out.count("removed") == len(laid)
    assert terminal.does("integrate", "--remove")["files"] == []
    assert terminal.refuses(2, "integrate", "everything") == "USAGE"
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    assert terminal.refuses(2, "integrate") == "PLACE_UNWRITABLE"
