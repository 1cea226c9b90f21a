"""The notation in which docs/command-line.md writes down the keys of an answer, and its comparison.

`{"id","shows":[…],"copies":[{"photo","output"}]}` is an object with just these keys, `{PURPOSE:…}`
one with keys of its own, `[…]` a list of plain values or, under a name that is explained elsewhere,
what is explained there.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[2] / "docs" / "command-line.md"
ANY = "*"
"""The key of a mapping whose keys are values."""
_TOKEN = re.compile(r'[{}\[\]:,]|"[^"]*"|[^{}\[\]:,"\s]+')


def documented() -> tuple[dict[str, Any], dict[str, Any]]:
    """The keys of every command's answer by command, and of what answers share by name."""
    text = PAGE.read_text("utf-8")
    commands: dict[str, Any] = {}
    for part in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
        said = re.search(r"JSON: `(\{[^`]*\})`", part)
        if said is not None:
            commands[part.split("\n")[0]] = read(said[1])
    check = text.split("\n### check\n")[1]
    skipped = re.search(r"`skipped` is `(\[[^`]*\])`", check)
    file = re.search(r"```text\n(\{.*?\})\n```", check, re.DOTALL)
    failed = re.search(r"`\{\"schema\":1,(\"error\":[^`]*\})`", text)
    assert skipped is not None
    assert file is not None
    assert failed is not None
    shared: dict[str, Any] = {"FILE": read(file[1]), "skipped": read(skipped[1])}
    shared["failure"] = read("{" + failed[1])
    shared["warnings"] = shared["FILE"]["verdicts"][0]["warnings"]
    shared["summary"] = shared["summary_after_withdrawal"] = commands["check"]["summary"]
    shared["releases"] = commands["releases"]["releases"]
    return commands, shared


def read(text: str) -> Any:
    """What a text in the notation says: mappings, lists of one, and words for plain values."""
    tokens = _TOKEN.findall(text)
    found = _value(tokens)
    assert not tokens, tokens
    return found


def _value(tokens: list[str]) -> Any:
    first = tokens.pop(0)
    if first == "{":
        return dict(_items(tokens))
    if first == "[":
        inner = _value(tokens)
        assert tokens.pop(0) == "]"
        return [inner]
    while tokens and tokens[0] not in {",", "}", "]"}:
        first += tokens.pop(0)
    return first.removesuffix("…") or "…"


def _items(tokens: list[str]) -> Iterator[tuple[str, Any]]:
    while True:
        key = tokens.pop(0)
        name = key.strip('"') if key.startswith('"') else "…" if key == "…" else ANY
        value: Any = ""
        if tokens[0] == ":":
            tokens.pop(0)
            value = _value(tokens)
        yield name, value
        if tokens.pop(0) == "}":
            return


@dataclass
class Comparison:
    """Holds answers against what is written down, and knows what it has not seen yet."""

    shared: Mapping[str, Any]
    seen: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def compare(self, spec: Any, value: object, path: str) -> None:
        """Note every key too many or too few, here and within."""
        spec = self.resolved(spec, path)
        match spec, value:
            case {"*": inner}, dict():
                self.seen.add(path)
                for one in value.values():
                    self.compare(inner, one, f"{path}.*")
            case dict(), dict():
                self.seen.add(path)
                if spec.keys() != value.keys():
                    self.wrong.append(f"{path}: {sorted(spec.keys() ^ value.keys())}")
                for key in spec.keys() & value.keys():
                    self.compare(spec[key], value[key], f"{path}.{key}")
            case [inner], list():
                for one in value:
                    self.compare(inner, one, f"{path}[]")
            case dict(), None:
                pass
            case str(), str() | int() | float() | None:
                pass
            case str(), list() if not any(isinstance(one, dict | list) for one in value):
                pass
            case _:
                self.wrong.append(f"{path}: {value!r} is not as written down")

    def unseen(self, spec: Any, path: str) -> list[str]:
        """The objects written down of which no answer held one."""
        match self.resolved(spec, path):
            case dict() as keys:
                within = [u for key, one in keys.items() for u in self.unseen(one, f"{path}.{key}")]
                return within if path in self.seen else [path]
            case [inner]:
                return self.unseen(inner, f"{path}[]")
            case _:
                return []

    def resolved(self, spec: Any, path: str) -> Any:
        """What is explained elsewhere."""
        name = path.rpartition(".")[2]
        if spec in ("…", ["…"], {"…": ""}) and name in self.shared and "[]" not in name:
            return self.shared[name]
        return self.shared["FILE"] if spec == "FILE" else spec
