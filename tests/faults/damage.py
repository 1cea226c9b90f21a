"""A flipped bit on every page of a small register, plain and encrypted.

Opening or verifying names it, or it changed nothing that the register says; never a traceback, and
never a picture that may be shown for it.
"""

import shutil
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from consentdesk.errors import ConsentDeskError
from consentdesk.storage.database import driver_error, raw_file
from consentdesk.storage.upkeep import encrypt
from tests.faults.figures import Figures
from tests.faults.school import Run, School, make_school

_PAGE = 4096


def flipped(run: Run) -> Figures:
    """One bit on each page in the long form, on some in the short one."""
    figures = Figures("e. a flipped bit on every page")
    plain = make_school(run.folder / "plain")
    secret = plain.again(run.folder / "secret")
    encrypt(str(secret.register), "four small grey ducks")
    for name, school, most in (("plain", plain, 6), ("encrypted", secret, 4)):
        pages = school.register.stat().st_size // _PAGE
        says = _says(school.register)
        figures.told[f"pages, {name}"] = pages
        wanted = range(pages) if run.long else sorted(run.dice.sample(range(pages), most))
        for page in wanted:
            spoilt = school.again(run.place("spoilt"))
            place = page * _PAGE + run.dice.randrange(_PAGE)
            _flip(spoilt.register, place, 1 << run.dice.randrange(8))
            wrong = _judge(figures, name, spoilt, says)
            figures.add(f"{name}, page {page + 1}, byte {place % _PAGE}", wrong)
    return figures


def _flip(path: Path, place: int, bit: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= bit
    path.write_bytes(data)


def _judge(figures: Figures, name: str, school: School, says: list[str] | None) -> list[str]:
    checked = school.types("check", school.withheld, "--destination", "website")
    out = school.types("export", school.withheld, "--destination", "website", "--to", school.out)
    # Neither may have made it worse, nor better, for the last word.
    verified = school.types("verify")
    wrong = checked.faults() + out.faults() + verified.faults()
    if checked.status == 0 or any(school.out.iterdir()):
        wrong.append("a picture nobody may see is clear")
    if verified.status == 4:
        figures.told[f"{name}: named"] += 1
    elif _says(school.register) == says:
        figures.told[f"{name}: changed nothing"] += 1
    else:
        wrong.append(f"not named: verify ends with {verified.status} {verified.out}")
    return wrong


def _says(path: Path) -> list[str] | None:
    """Everything in the tables, as text; None where it can't be read."""
    copy = path.with_name("read.db")
    shutil.copyfile(path, copy)
    try:
        with closing(raw_file(copy)) as raw:
            names = [row[0] for row in raw.execute("SELECT name FROM sqlite_master ORDER BY name")]
            tables = raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            rows = [raw.execute(_all_of(name)).fetchall() for (name,) in tables]
        return [*names, *(repr(sorted(map(repr, found))) for found in rows)]
    except (driver_error(), ConsentDeskError, UnicodeDecodeError):
        return None
    finally:
        copy.unlink()


def _all_of(table: str) -> str:
    return str(sa.select(sa.text("*")).select_from(sa.table(table)))
