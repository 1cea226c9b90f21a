"""Translations: collects our texts from the source, carries them into the .po files, compiles them.

Run by `messages.sh`; the build hook, the two set-up scripts and the tests use `compile_stale`.
"""

import re
import sys
import tomllib
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("da", "sv")
_HEADER = """\
# Translations of ConsentDesk. Under the same licence as ConsentDesk itself.
# Brought up to date by packaging/messages.sh; only the msgstr lines are written by hand."""


def po_file(language: str, root: Path = ROOT) -> Path:
    """The translations into one language, as people edit them."""
    return root / "resources" / "locale" / language / "LC_MESSAGES" / "consentdesk.po"


def read(language: str, root: Path = ROOT) -> Catalog:
    """The translations into one language; empty where there are none yet."""
    path = po_file(language, root)
    if not path.exists():
        return Catalog(locale=language, project="ConsentDesk", version="1", charset="utf-8")
    with path.open("rb") as source:
        return read_po(source, locale=language)


def extract(root: Path = ROOT) -> Catalog:
    """Every text in the source and in the policy files, with the files it stands in."""
    found = Catalog(charset="utf-8")
    texts = extract_from_dir(
        root / "consentdesk",
        method_map=[("**.py", "python")],
        keywords={"_": None, "ngettext": (1, 2)},
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    )
    for name, _line, message, comments, context in texts:
        found.add(
            message,
            locations=[(f"consentdesk/{Path(name).as_posix()}", 0)],
            auto_comments=comments,
            context=context,
        )
    for path in sorted((root / "resources" / "policy").glob("*.toml")):
        for rule in tomllib.loads(path.read_text("utf-8"))["rules"].values():
            found.add(rule["source"], locations=[(f"resources/policy/{path.name}", 0)])
    return found


def update(root: Path = ROOT, *, tidy: bool = False) -> None:
    """Bring the .po files up to date; nothing is guessed, and `tidy` drops what is out of use."""
    template = extract(root)
    for language in LANGUAGES:
        catalogue = read(language, root)
        # A text that is back in use finds its translation again; Babel would leave it out of use.
        for unused in tuple(catalogue.obsolete.values()):
            catalogue[unused.id] = unused
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.header_comment = _HEADER
        catalogue.fuzzy = False
        path = po_file(language, root)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as target:
            write_po(
                target,
                catalogue,
                width=100,
                sort_by_file=True,
                ignore_obsolete=tidy,
                include_lineno=False,
            )
        # Babel stamps the hour; the history of the file is git's.
        stamps = (
            "POT-Creation-Date|PO-Revision-Date|Report-Msgid-Bugs-To|Last-Translator"
            "|Language-Team|Generated-By"
        )
        unwanted = rf'"({stamps}): .*\n'
        text = re.sub(unwanted, "", path.read_text("utf-8"))
        path.write_text(text, "utf-8")


def compile_stale(root: Path = ROOT) -> None:
    """Compile every .po file that is newer than its .mo file."""
    for language in LANGUAGES:
        source = po_file(language, root)
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        fresh = target.with_suffix(".mo.new")
        with fresh.open("wb") as out:
            write_mo(out, read(language, root))
        fresh.replace(target)


def lacking(language: str, root: Path = ROOT) -> list[str]:
    """The texts without a translation, in the order of the file."""
    catalogue = read(language, root)
    found = []
    for message in extract(root):
        if not message.id:
            continue
        known = catalogue.get(message.id, message.context)
        given = known.string if known is not None and not known.fuzzy else ""
        if not given or (isinstance(given, list | tuple) and not all(given)):
            found.append(message.id if isinstance(message.id, str) else message.id[0])
    return found


def main(arguments: list[str]) -> int:
    """`compile`, or `update [--tidy]`, which compiles too and lists what lacks a translation."""
    if arguments[:1] == ["update"]:
        update(tidy="--tidy" in arguments)
        for language in LANGUAGES:
            missing = lacking(language)
            sys.stdout.write(f"{language}: {len(missing)} without a translation\n")
            sys.stdout.writelines(f"  {text}\n" for text in missing)
    elif arguments != ["compile"]:
        sys.stderr.write("usage: catalogues.py compile | update [--tidy]\n")
        return 2
    compile_stale()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
