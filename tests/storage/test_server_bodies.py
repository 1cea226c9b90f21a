"""No line gets into a server's ledger whose body the domain can't read: nobody could mend that."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import StrEnum
from types import NoneType
from typing import Any, NewType, get_args, get_origin, get_type_hints

import psycopg
import pytest

from consentdesk.domain.acts import KIND_OF, ActKind, Body, Serial
from consentdesk.storage.encoding import canonical, decode, encode
from tests.postgres import Postgres
from tests.storage.bare_lines import append_line, line_of
from tests.storage.seats import Town, make_town

_ODD: tuple[object, ...] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    -(2**31),
    -(2**31) - 1,
    2**31 - 1,
    2**31,
    10**30,
    1.0,
    1.5,
    "",
    "x",
    "1",
    "0000-01-01",
    "0001-01-01",
    "2024-02-29",
    "2100-02-29",
    "2026-02-30",
    "2026-04-31",
    "2026-13-01",
    "20260914",
    "2026-W37-1",
    "2026-09-14T00:00:00",
    "2026-09-14 ",
    [],
    [None],
    [1],
    [1, "x"],
    ["x", True],
    [[]],
    [1.0],
    [-1],
    {},
    {"x": 1},
    {"guardian": 1, "kind": "bogus"},
    {"guardian": "1", "kind": "self"},
)
"""What is put in the place of every value there is."""


@pytest.fixture(scope="module")
def town(postgres: Postgres) -> Iterator[Town]:
    """Two institutions with nothing in them yet."""
    made = make_town(postgres)
    yield made
    postgres.drop(made.url)


def _made(hint: Any, *, whole: bool) -> Any:
    """A value of that type; without anything that may be missing, or with all of it."""
    while isinstance(hint, NewType):
        if hint is Serial:
            return "7K3M9QX7"
        hint = hint.__supertype__
    args = get_args(hint)
    if NoneType in args:
        (inner,) = (one for one in args if one is not NoneType)
        return _made(inner, whole=whole) if whole else None
    if get_origin(hint) is tuple:
        return (_made(args[0], whole=whole),) * whole
    if is_dataclass(hint):
        return _body(hint, whole=whole)
    if issubclass(hint, StrEnum):
        return list(hint)[-1 if whole else 0]
    return {bool: whole, int: 1, str: "a" * 64, date: date(2026, 9, 14)}[hint]


def _body(cls: Any, *, whole: bool) -> Any:
    hints = get_type_hints(cls)
    given = [f for f in fields(cls) if whole or f.default is MISSING]
    return cls(**{f.name: _made(hints[f.name], whole=whole) for f in given})


def _bodies(kind: ActKind) -> tuple[Body, ...]:
    (cls,) = (c for c, k in KIND_OF.items() if k is kind)
    return _body(cls, whole=True), _body(cls, whole=False)


def _spoilt(told: Any) -> Iterator[Any]:
    """The same with one thing different, whichever there is."""
    yield from _ODD
    if isinstance(told, Mapping):
        yield {**told, "more": 1}
        for name, value in told.items():
            yield {one: v for one, v in told.items() if one != name}
            yield {**{one: v for one, v in told.items() if one != name}, "more": value}
            yield from ({**told, name: other} for other in _spoilt(value))
    if isinstance(told, list):
        yield [*told, *told]
        for other in _spoilt("x" if not told else told[0]):
            yield [*told, other]


def _spellings(text: str) -> Iterator[str]:
    """The same with numbers that are whole only to PostgreSQL, and what looks like them."""
    for end in ("e0", ".0", "E0", "e1"):
        for before in (":1", "[1"):
            if before in text:
                yield text.replace(before, f"{before}{end}", 1)
    yield text.replace("a" * 64, "1e1,1.5", 1)
    yield text.replace("a" * 64, 'a\\\\\\":1.0', 1)


def _is_told(kind: ActKind, text: str) -> bool:
    """Whether the domain reads exactly this, with numbers that a table has room for."""
    try:
        body = decode(kind, text)
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
    return encode(body) == text and all(-(2**31) <= n < 2**31 for n in _numbers(text))


def _numbers(text: str) -> list[int]:
    found: list[int] = []

    def kept(sign: str) -> int:
        found.append(int(sign))
        return found[-1]

    json.loads(text, parse_int=kept)
    return found


@pytest.mark.parametrize("kind", ActKind)
def test_a_server_takes_exactly_the_bodies_that_can_be_read(town: Town, kind: ActKind) -> None:
    texts = []
    for body in _bodies(kind):
        texts += [encode(body), *_spellings(encode(body))]
        texts += [canonical(one) for one in _spoilt(deepcopy(json.loads(encode(body))))]
    with town.bare(town.url) as owner:
        asked = b"SELECT consentdesk_readable(%s, one) FROM unnest(%s::text[]) one"
        taken = [row[0] for row in owner.execute(asked, (kind.value, texts)).fetchall()]
    assert taken == [_is_told(kind, text) for text in texts], [
        text
        for text, is_taken in zip(texts, taken, strict=True)
        if is_taken != _is_told(kind, text)
    ]
    assert taken[0]
    assert taken.count(False) > len(taken) / 2


@pytest.mark.parametrize("kind", ActKind)
def test_no_line_with_another_body_is_appended(town: Town, kind: ActKind) -> None:
    """Whoever writes: the owner's program as little as a seat."""
    with town.bare(town.owner) as owner:
        for body in _bodies(kind):
            told = json.loads(encode(body))
            name = sorted(told)[-1]
            for other in ({**told, "more": 1}, {**told, name: [{}]}):
                with pytest.raises(psycopg.Error, match=r"act \d+: body"):
                    append_line(owner, line_of(owner, body, body=canonical(other)))


def test_a_kind_there_is_not_and_text_that_is_none_are_not_taken(town: Town) -> None:
    with town.bare(town.url) as owner:
        asked = b"SELECT consentdesk_readable(%s, %s)"
        assert owner.execute(asked, ("BOGUS", '{"subject":1}')).fetchone() == (False,)
        for text in ("", "{", '{"subject":01}', '{"subject":1}x'):
            with pytest.raises(psycopg.errors.InvalidTextRepresentation):
                owner.execute(asked, ("PROTECTED", text))
