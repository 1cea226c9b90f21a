"""The completion scripts: read by the shells themselves, and knowing every command."""

import shutil
import subprocess
from pathlib import Path

import pytest

from consentdesk.cli.commands import WHERE
from tests.cli.terminal import Terminal


def bash(script: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        ["/bin/bash", "--noprofile", "--norc", "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


def completed(bare: Terminal, environment: dict[str, str], *words: str) -> set[str]:
    """What bash offers after these words."""
    source = bare.run("completion", "bash").out
    line = " ".join(f"'{word}'" for word in ("consentdesk", *words))
    script = f"{source}\nCOMP_WORDS=({line})\nCOMP_CWORD={len(words)}\n"
    script += '_consentdesk_completion consentdesk\nprintf "%s\\n" "${COMPREPLY[@]}"\n'
    return set(bash(script, environment).split())


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_the_script_can_be_read_by_its_shell(bare: Terminal, name: str, tmp_path: Path) -> None:
    ran = bare.run("completion", name)
    assert (ran.status, ran.err) == (0, "")
    assert "_CONSENTDESK_COMPLETE" in ran.out
    assert bare.run("completion", name, "--json").json["script"].strip() == ran.out.strip()
    program = shutil.which(name)
    if program is not None:
        script = tmp_path / "completion"
        script.write_text(ran.out)
        subprocess.run([program, "-n", str(script)], check=True, timeout=60)


def test_every_command_is_offered(bare: Terminal, shell: dict[str, str]) -> None:
    assert completed(bare, shell, "") == set(WHERE)


def test_options_and_choices_are_offered(bare: Terminal, shell: dict[str, str]) -> None:
    offered = completed(bare, shell, "check", "--")
    assert {"--destination", "--recursive", "--files-from", "--who", "--json"} <= offered
    assert completed(bare, shell, "add-photo", "x.jpg", "--kind", "p") == {"portrait"}
    assert completed(bare, shell, "completion", "") == {"bash", "fish", "zsh"}
