"""Where things lie and what the surroundings say: paths, settings, the start of the program."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from consentdesk import __version__, paths, settings
from consentdesk.__main__ import main
from tests.source import ROOT


def test_a_checkout_reads_its_own_data() -> None:
    assert paths.resources_dir() == ROOT / "resources"
    assert paths.forms_dir() == ROOT / "forms"
    assert paths.policy_file("dk").is_file()


def test_the_users_folders_follow_the_system(home: Path) -> None:
    assert paths.default_register().is_relative_to(home)
    assert paths.cache_dir().is_relative_to(home)


def test_the_register_given_beats_the_environment_and_that_beats_the_default(home: Path) -> None:
    named = {settings.REGISTER: "other.db"}
    assert settings.register_location("mine.db", named) == "mine.db"
    assert settings.register_location(None, named) == "other.db"
    assert Path(settings.register_location(None, {})).is_relative_to(home)


def test_the_clerk_is_named_or_is_the_account() -> None:
    named = {settings.CLERK: " Anna "}
    assert settings.clerk_name("Bo", named) == "Bo"
    assert settings.clerk_name(None, named) == "Anna"
    assert settings.clerk_name("  ", {}) == settings.clerk_name(None, {}) != ""


def test_the_version_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.split() == ["consentdesk", __version__]


@pytest.mark.parametrize("arguments", [(), ("gui",)])
def test_without_a_screen_the_window_says_so(arguments: tuple[str, ...], tmp_path: Path) -> None:
    screens = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    done = subprocess.run(
        [sys.executable, "-m", "consentdesk", *arguments],
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if name not in screens},
            settings.REGISTER: str(tmp_path / "r.db"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "there is no screen" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "r.db").exists()


NO_QT = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name == "PySide6.QtWidgets":
            raise ImportError("libGL.so.1: no such file", name="Qt", path="/x/PySide6/QtWidgets.so")
sys.meta_path.insert(0, Missing())
from consentdesk.__main__ import main
sys.exit(main([]))
"""


def test_without_a_system_library_the_window_names_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", NO_QT], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "a system library is missing (libGL.so.1: no such file)" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_packaged_program_decodes_pictures_in_a_copy_of_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It gets as far as reading its limits; what the child does is tried with the pictures."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(ValueError, match="no number"):
        main(["--picture-child", "no number", "1"])
