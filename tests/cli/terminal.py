"""A terminal for the tests: types commands, and keeps what they print and how they end."""

import io
import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from consentdesk.cli import main
from consentdesk.domain.people import SubjectId
from consentdesk.services import roster, ruling
from consentdesk.storage.reading import Reader
from consentdesk.storage.register import Register
from tests.services.office import picture

CLERK = "Anna Holm"


@dataclass(frozen=True, slots=True)
class Ran:
    """What one command printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on standard output, which is all there is."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        assert found["schema"] == 1
        assert self.out.count("\n") == 1
        return found


@dataclass
class Terminal:
    """One folder, one register in it, and commands typed at it."""

    folder: Path
    drawn: int = field(default=0)

    @property
    def register(self) -> Path:
        return self.folder / "register" / "school.db"

    @property
    def today(self) -> date:
        """The day the commands run on, in Danish time."""
        with self.reading() as reader:
            return reader.today(datetime.now(UTC))

    def day(self, back: int = 0) -> str:
        """Some days ago, as it is typed."""
        return (self.today - timedelta(days=back)).isoformat()

    def run(self, *words: object, stdin: bytes = b"") -> Ran:
        """Type a command; nothing is added to it."""
        with _streams(stdin) as (out, err):
            status = main([str(word) for word in words])
            sys.stdout.flush()
            sys.stderr.flush()
        return Ran(status, out.getvalue().decode(), err.getvalue().decode())

    def __call__(self, *words: object, stdin: bytes = b"") -> Ran:
        """Type a command at this register."""
        return self.run("--register", self.register, "--as", CLERK, *words, stdin=stdin)

    def does(self, *words: object, status: int = 0, stdin: bytes = b"") -> dict[str, Any]:
        """Type a command that succeeds; its JSON object."""
        ran = self(*words, "--json", stdin=stdin)
        assert ran.status == status, ran
        return ran.json

    def refuses(self, status: int, *words: object, stdin: bytes = b"") -> str:
        """Type a command that may not succeed: one sentence, nothing printed, nothing written.

        With `--json` as well, whose one object names the error; returns its code.
        """
        before = self.fingerprint()
        ran = self(*words, stdin=stdin)
        assert ran.status == status, ran
        assert ran.out == ""
        assert_sentence(ran.err)
        again = self(*words, "--json", stdin=stdin)
        assert again.status == status
        assert again.json["error"]["message"] in again.err
        assert self.fingerprint() == before
        code = again.json["error"]["code"]
        assert isinstance(code, str)
        return code

    def fingerprint(self) -> tuple[object, ...]:
        """All that must not change: the register's revision and the files in the folder."""
        files = sorted(
            str(path.relative_to(self.folder))
            for path in self.folder.rglob("*")
            if not path.name.endswith(("-wal", "-shm"))
        )
        if not self.register.is_file():
            return (None, files)
        with self.reading() as reader:
            return (reader.revision(), files)

    def draw(self, name: str = "") -> Path:
        """A picture unlike any other."""
        self.drawn += 1
        path = self.folder / "pictures" / (name or f"IMG_{self.drawn:04d}.jpg")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture(self.drawn))
        return path

    def child(self, name: str = "Noah Lund", born: str = "2019-05-03") -> int:
        """A child of 2.A with a mother called Mette and the child's last name."""
        words = ("add-subject", name, "--born", born, "--group", "2.A")
        subject = int(self.does(*words)["id"])
        self.does("add-guardian", f"Mette {name.split()[-1]}", "--of", subject)
        return subject

    def form(self, subject: object) -> str:
        """The serial of a form just printed."""
        pdf = self.folder / "forms.pdf"
        printed = self.does("print-forms", "--subject", subject, "-o", pdf)
        return str(printed["forms"][0]["serial"])

    def answered(self, name: str = "Noah Lund", *answers: str) -> str:
        """A form for that child, signed by the mother today: yes to everything if not told."""
        serial = self.form(name)
        said = answers or ("website=yes", "social_media=yes", "print=yes", "press=yes")
        words = [word for answer in said for word in ("--answer", answer)]
        mother = f"Mette {name.split()[-1]}"
        self.does("record", serial, *words, "--signer", mother, "--signed-on", self.day())
        return serial

    def permitted(self, name: str = "Noah Lund", *answers: str) -> str:
        """The same, journaled."""
        serial = self.answered(name, *answers)
        self.does("journal", serial, "--paper-at", "binder 3")
        return serial

    def grown(self, name: str) -> None:
        """Somebody who has just become fifteen, with a guardian's journaled yes from before."""
        birthday = self.today - timedelta(days=2)
        birthday -= timedelta(days=birthday.month == 2 and birthday.day == 29)
        self.child(name, birthday.replace(year=birthday.year - 15).isoformat())
        serial = self.form(name)
        signed = ("--signer", f"Mette {name.split()[-1]}", "--signed-on", self.day(back=9))
        self.does("record", serial, "--answer", "website=yes", *signed)
        self.does("journal", serial, "--paper-at", "binder 3")

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """The register itself, for what no command tells."""
        with Register.open(str(self.register)) as register, register.read() as reader:
            yield reader

    def leaves(self, subject: int) -> None:
        """Somebody left yesterday, which is said in the window only."""
        with Register.open(str(self.register)) as register:
            with register.read() as reader:
                person = reader.subject(SubjectId(subject))
            gone = replace(person, left_on=self.today - timedelta(days=1))
            roster.change(register, CLERK, datetime.now(UTC), gone)

    def rules(self, settings: Mapping[str, object]) -> None:
        """Set the institution's rules, which is done in the window only."""
        with Register.open(str(self.register)) as register:
            ruling.set_rules(register, CLERK, datetime.now(UTC), settings)

    def portrait(
        self,
        *shown: str,
        kind: str = "portrait",
        visible: int | None = None,
        credited: bool = False,
    ) -> Path:
        """A registered picture that shows these people; `credited`: with the right to use it."""
        path = self.draw()
        words: list[object] = [word for one in shown for word in ("--shows", one)]
        if visible is not None:
            words += ["--visible", visible]
        if credited:
            words += ["--photographer", "Line Holm", "--rights", "Taken at work"]
        self.does("add-photo", path, "--kind", kind, *words)
        return path


def assert_sentence(text: str) -> None:
    """One line that is whole sentences, and no traceback."""
    assert text.count("\n") == 1, text
    assert text.rstrip("\n").endswith((".", "?")), text
    assert "Traceback" not in text
    # An ellipsis of its own stands where a sentence lacks a fact; [FILES…] is part of the usage.
    assert not re.search(r"(?<![A-Z])…", text), text


@contextmanager
def _streams(stdin: bytes) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    out, err = io.BytesIO(), io.BytesIO()
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(out, encoding="utf-8")
    sys.stderr = io.TextIOWrapper(err, encoding="utf-8")
    try:
        yield out, err
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        for stream in (sys.stdin, sys.stdout, sys.stderr):
            stream.detach()
        sys.stdin, sys.stdout, sys.stderr = before
