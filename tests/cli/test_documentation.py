"""The documentation and the program agree, and its examples run."""

import re
import shlex
import subprocess
from pathlib import Path

import click
import pytest

from consentdesk.cli.commands import WHERE, Commands
from consentdesk.cli.grammar import COMMON
from consentdesk.domain.verdict import ReasonCode
from tests.cli import problem_codes
from tests.cli.terminal import Terminal
from tests.services.office import picture

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "command-line.md"
TEXT = PAGE.read_text("utf-8")
DAY = "2026-09-14"


def declared(name: str) -> click.Command:
    """A command as the program knows it."""
    commands = Commands()
    with click.Context(commands) as context:
        found = commands.get_command(context, name)
    assert found is not None
    return found


def section(name: str) -> str:
    """What the page says of one command."""
    found = re.search(rf"^### {re.escape(name)}\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found is not None, name
    return found.group(1)


def options(command: click.Command) -> set[str]:
    """The options of a command alone."""
    return {
        name
        for param in command.params
        if isinstance(param, click.Option) and param.name not in COMMON
        for name in param.opts
    }


def test_every_command_has_its_section_and_no_other_has() -> None:
    assert set(re.findall(r"^### (\S+)$", TEXT, re.MULTILINE)) == set(WHERE)


@pytest.mark.parametrize("name", WHERE)
def test_every_option_is_described_and_none_that_does_not_exist(name: str) -> None:
    rows = re.findall(r"^\| (`-.*?`) \|", section(name), re.MULTILINE)
    described = {word for row in rows for word in re.findall(r"`(-[-\w]+)", row)}
    assert described == options(declared(name))


def test_the_options_of_every_command_are_described() -> None:
    common = TEXT.split("## Every command")[1].split("## Exit status")[0]
    described = set(re.findall(r"^\| `(--[-a-z]+)", common, re.MULTILINE))
    wanted = {name for p in Commands().params for name in p.opts} | {"--help"}
    assert described == wanted


def test_every_choice_is_described() -> None:
    for name in WHERE:
        for param in declared(name).params:
            if isinstance(param, click.Option) and param.name not in COMMON:
                metavar = param.type.get_metavar(param, click.Context(declared(name))) or ""
                for choice in re.findall(r"[a-z]+", metavar):
                    assert choice in section(name), (name, choice)


def test_every_reason_code_is_described() -> None:
    assert set(re.findall(r"\b[A-Z]+(?:_[A-Z]+)*\b", section("check"))) >= set(ReasonCode)


def test_every_code_of_a_problem_is_described_with_its_sentence() -> None:
    """To renew the page: `python -m tests.cli.problem_codes`."""
    assert problem_codes.PAGE.read_text("utf-8") == problem_codes.page()


def test_every_link_within_the_page_leads_somewhere() -> None:
    headings = re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    anchors = {heading.lower().replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= anchors


def examples(page: Path) -> list[tuple[str, int]]:
    """The commands in a page's `sh` blocks, joined over line ends, and the status of each."""
    found = []
    for block in re.findall(
        r"^```sh\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL
    ):
        for line in block.replace("\\\n", " ").splitlines():
            if line.strip() and not line.startswith("#"):
                status = re.search(r"# exit status (\d+)$", line)
                found.append((line, int(status.group(1)) if status else 0))
    return found


def test_the_examples_run(bare: Terminal, shell: dict[str, str]) -> None:
    pictures = bare.folder / "pictures"
    pictures.mkdir()
    for number in (411, 412):
        (pictures / f"IMG_0{number}.jpg").write_bytes(picture(number))
    script = ["set -u"]
    for line, status in examples(PAGE):
        said = shlex.quote(line)
        script += [
            line,
            f'found=$?; [ "$found" -eq {status} ] || {{ echo $found {said}; exit 9; }}',
        ]
    ran = subprocess.run(
        ["/bin/bash", "--noprofile", "--norc", "-c", "\n".join(script)],
        cwd=bare.folder,
        env=shell,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
    assert [path.suffix for path in (bare.folder / "out").iterdir()] == [".jpg", ".jpg"]


def test_the_commands_in_the_readme_can_be_read() -> None:
    readme = (ROOT / "README.md").read_text("utf-8").replace("\\\n", " ")
    typed = re.findall(r"^consentdesk (.+)$", readme, re.MULTILINE)
    assert len(typed) > 5
    for line in typed:
        name, *words = shlex.split(line.replace("SERIAL", "11111111").replace("DATE", DAY))
        declared(name).make_context(name, words)
