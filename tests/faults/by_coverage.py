"""The readers that are Python throughout, fed by what atheris makes of whole files; by hand.

`pip install atheris`, then `python -m tests.faults.by_coverage [pictures|texts] [SECONDS]`. It
follows which of our lines a file reaches and goes on from there; what stops it is left in the
folder it names. Decoders, PDF and workbooks are C, which it can't see into: they are for
`test_fuzz`, in a process that may die.
"""

import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

_PICTURES: Mapping[str, Sequence[str]] = {
    "services.pictures.anatomy": ("dissect", "pages_of", "whole_pages", "header"),
    "services.pictures.fingerprint": ("fingerprint", "look"),
    "services.pictures.metadata": ("named_people",),
    "services.pictures.previews": ("stand_in",),
    "services.pictures.residue": ("residue",),
}
_SECONDS = 180
_MOST_BYTES = 20_000
_Tried = tuple[Callable[[bytes], None], Sequence[bytes]]
"""What tries the readers, and whole files for it to begin with."""


def main(words: Sequence[str]) -> None:
    """Try the readers of pictures, or of texts, for so many seconds; never returns."""
    atheris: Any = import_module("atheris")
    texts = "texts" in words
    seconds = next((int(word) for word in words if word.isdigit()), _SECONDS)
    # Whatever is loaded before it is watched is never seen; some is loaded by the first file only.
    with atheris.instrument_imports(include=["consentdesk"]):
        tries, whole = _texts() if texts else _pictures()
        for data in whole:
            tries(data)
    folder = Path(tempfile.mkdtemp(prefix="cd-coverage-"))
    (folder / "corpus").mkdir()
    for number, data in enumerate(whole):
        (folder / "corpus" / str(number)).write_bytes(data)
    sys.stdout.write(f"{folder}\n")
    sys.stdout.flush()
    options = (
        f"-artifact_prefix={folder}/",
        f"-max_total_time={seconds}",
        f"-max_len={_MOST_BYTES}",
        "-timeout=20",
    )
    atheris.Setup([sys.argv[0], str(folder / "corpus"), *options], tries)
    atheris.Fuzz()


def _pictures() -> _Tried:
    readers = [
        getattr(import_module(f"consentdesk.{module}"), name)
        for module, names in _PICTURES.items()
        for name in names
    ]
    refusal = import_module("consentdesk.services.pictures.unreadable").PictureError

    def tries(data: bytes) -> None:
        for read in readers:
            try:
                read(data)
            except refusal:
                continue

    return tries, import_module("tests.faults.spoiling").PICTURES


def _texts() -> _Tried:
    lists = import_module("consentdesk.services.class_list.delimited")
    policy = import_module("consentdesk.domain.policy")
    pack = import_module("consentdesk.services.check_pack.content")
    payloads = import_module("consentdesk.services.scanning.payloads")
    refusal = import_module("consentdesk.errors").ConsentDeskError
    readers: tuple[Callable[[bytes], object], ...] = (
        lambda data: list(lists.records(lists.decoded(data), 1000)),
        lambda data: policy.parse_policy(data.decode("utf-8", "replace")),
        lambda data: pack.read(data, Path("pack")),
        lambda data: payloads.parse_payload(data.decode("utf-8", "replace")),
    )

    def tries(data: bytes) -> None:
        for read in readers:
            try:
                read(data)
            except (refusal, lists.NotTextError, policy.PolicyError):
                continue

    spoiling = import_module("tests.faults.spoiling")
    rules = import_module("consentdesk.paths").policy_file("dk").read_bytes()
    return tries, (spoiling.ROSTER, spoiling.PACK, rules)


if __name__ == "__main__":
    main(sys.argv[1:])
