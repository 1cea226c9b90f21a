"""Reads `edition.toml`: an edition's facts and its places on the paper, and checks both.

Knows what must be true of the places: on the paper, where printers reach, and apart from each
other. Which files count and what they say in words is left to `edition_files`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Never

from consentdesk.domain.acts import Purpose
from consentdesk.errors import BadInput, Problem
from consentdesk.services.editions import (
    CORNERS,
    SHEET_HEIGHT,
    SHEET_WIDTH,
    AnswerBox,
    Codes,
    Column,
    Edition,
    FieldBox,
    FormWording,
    Notes,
    Pair,
    Place,
    PurposeRow,
)

EDGE = 5.0
"""Millimetres along the paper's edge that common printers leave white."""
SMALLEST_BOX = 6.0
QUIET_MODULES = 4
SMALLEST_CODE = 25
"""Modules across the smallest code an edition's payload can need; the clear zone is measured so."""
FIELDS = ("signer", "signature", "signed_on")
AREAS = ("head", "person", "lead", "question", "sign", "foot")
SIDES = ("left", "right", "row_left", "row_right")


class EditionSheet:
    """Walks one parsed edition.toml; every method raises EDITION_BROKEN with the place."""

    def __init__(self, path: Path, data: Mapping[str, Any]) -> None:
        self._path = path
        self._data = data

    def fail(self, place: str) -> Never:
        """Refuse the file with the place."""
        raise BadInput(Problem.EDITION_BROKEN, path=self._path, place=place)

    def text(self, key: str) -> str:
        """A text at the top of the file."""
        value = self._data.get(key)
        if not isinstance(value, str) or not value.strip():
            self.fail(key)
        return value

    def issued(self) -> date:
        """The day of issue."""
        value = self._data.get("issued_on")
        if type(value) is not date:
            self.fail("issued_on")
        return value

    def months(self) -> int:
        """For how many months a yes holds."""
        return self._whole("validity_months", 1, 120)

    def pages(self) -> int:
        """Pages of one form."""
        return self._whole("pages", 1, 9)

    def _whole(self, key: str, low: int, high: int) -> int:
        value = self._data.get(key)
        if type(value) is not int or not low <= value <= high:
            self.fail(key)
        return value

    def _table(self, key: str) -> dict[str, Any]:
        value = self._data.get(key)
        if not isinstance(value, dict):
            self.fail(key)
        return value

    def _tables(self, key: str) -> list[dict[str, Any]]:
        value = self._data.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(v, dict) for v in value):
            self.fail(key)
        return value

    def _length(self, table: Mapping[str, Any], key: str, place: str) -> float:
        value = table.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fail(f"{place}.{key}")
        return float(value)

    def _place(self, table: object, place: str) -> Place:
        """A rectangle; it must lie on a page that exists, within what printers reach."""
        if not isinstance(table, dict):
            self.fail(place)
        page = table.get("page")
        if type(page) is not int or not 1 <= page <= self.pages():
            self.fail(f"{place}.page")
        x, y, w, h = (self._length(table, key, place) for key in "xywh")
        return self._on_paper(Place(page, x, y, w, h), place)

    def _on_paper(self, where: Place, place: str) -> Place:
        if (
            where.w <= 0
            or where.h <= 0
            or where.x < EDGE
            or where.y < EDGE
            or where.right > SHEET_WIDTH - EDGE
            or where.bottom > SHEET_HEIGHT - EDGE
        ):
            raise BadInput(Problem.EDITION_OFF_THE_PAGE, path=self._path, place=place)
        return where

    def rows(self) -> tuple[PurposeRow, ...]:
        """The purposes in the order of the form."""
        text = self._table("answers").get("text")
        if not isinstance(text, dict):
            self.fail("answers.text")
        x, w = (self._length(text, key, "answers.text") for key in "xw")
        found = []
        for entry in self._tables("purposes"):
            name = entry.get("name")
            if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
                self.fail("purposes.name")
            where = self._place({**entry, "x": x, "w": w}, f"purposes.{name}")
            found.append(PurposeRow(Purpose(name), where))
        if len({row.purpose for row in found}) != len(found):
            self.fail("purposes")
        return tuple(found)

    def columns(self) -> tuple[Column, ...]:
        """The columns of explanations in reading order."""
        found = []
        for number, entry in enumerate(self._tables("columns"), 1):
            notes = entry.get("notes")
            if not isinstance(notes, list) or not all(isinstance(n, str) for n in notes):
                self.fail(f"columns.{number}.notes")
            found.append(Column(self._place(entry, f"columns.{number}"), tuple(notes)))
        return tuple(found)

    def pair(self) -> Pair | None:
        """Where texts stand when two languages share a sheet; None for an edition without."""
        table = self._data.get("pair")
        if table is None:
            return None
        if not isinstance(table, dict):
            self.fail("pair")
        areas = table.get("areas")
        if not isinstance(areas, dict):
            self.fail("pair.areas")
        names = (*AREAS, "back") if self.pages() > 1 else AREAS
        sides = {side: self._side(table.get(side), f"pair.{side}") for side in SIDES}
        return Pair(
            **sides,
            areas={name: self._place(areas.get(name), f"pair.areas.{name}") for name in names},
            notes=self._notes(table.get("notes"), (sides["left"], sides["right"])),
        )

    def _side(self, table: object, place: str) -> tuple[float, float]:
        if not isinstance(table, dict):
            self.fail(place)
        return self._length(table, "x", place), self._length(table, "w", place)

    def _notes(self, tables: object, sides: Iterable[tuple[float, float]]) -> tuple[Notes, ...]:
        if not isinstance(tables, list):
            self.fail("pair.notes")
        found = []
        for number, entry in enumerate(tables, 1):
            place = f"pair.notes.{number}"
            notes = entry.get("notes") if isinstance(entry, dict) else None
            if not isinstance(notes, list) or not all(isinstance(n, str) for n in notes):
                self.fail(f"{place}.notes")
            for x, w in sides:
                where = self._place({**entry, "x": x, "w": w}, place)
            found.append(Notes(where.page, where.y, where.h, tuple(notes)))
        told = sorted(note for one in found for note in one.notes)
        if told != sorted(note for column in self.columns() for note in column.notes):
            self.fail("pair.notes")
        return tuple(found)

    def _boxes(self, rows: Iterable[PurposeRow]) -> tuple[AnswerBox, ...]:
        answers = self._table("answers")
        size = self._length(answers, "size", "answers")
        if size < SMALLEST_BOX:
            self.fail("answers.size")
        found = []
        for row in rows:
            page, y = row.place.page, round(row.place.y + (row.place.h - size) / 2, 2)
            for answer in ("yes", "no"):
                x = self._length(answers, answer, "answers")
                self._on_paper(Place(page, x, y, size, size), f"answers.{answer}")
                box = AnswerBox(
                    page=page, purpose=row.purpose, answer=answer, x=x, y=y, w=size, h=size
                )
                found.append(box)
        return tuple(found)

    def _fields(self) -> tuple[FieldBox, ...]:
        table = self._table("fields")
        found = []
        for name in FIELDS:
            p = self._place(table.get(name), f"fields.{name}")
            found.append(FieldBox(page=p.page, name=name, x=p.x, y=p.y, w=p.w, h=p.h))
        return tuple(found)

    def _codes(self) -> Codes:
        table = self._table("codes")
        size = self._length(table, "size", "codes")
        if not 20 <= size <= 30:
            self.fail("codes.size")
        corners = {}
        for corner in CORNERS:
            entry = table.get(corner)
            if not isinstance(entry, dict):
                self.fail(f"codes.{corner}")
            x, y = (self._length(entry, key, f"codes.{corner}") for key in "xy")
            self._on_paper(Place(1, x, y, size, size), f"codes.{corner}")
            corners[corner] = (x, y)
        return Codes(size, corners)

    def edition(
        self,
        rows: tuple[PurposeRow, ...],
        columns: tuple[Column, ...],
        wordings: Mapping[str, FormWording],
        pair: Pair | None = None,
    ) -> Edition:
        """The whole edition, its places checked against each other."""
        areas = self._table("areas")
        made = Edition(
            name=self.text("name"),
            issued_on=self.issued(),
            language=self.text("language"),
            validity_months=self.months(),
            pages=self.pages(),
            rows=rows,
            boxes=self._boxes(rows),
            fields=self._fields(),
            areas={name: self._place(areas.get(name), f"areas.{name}") for name in AREAS},
            columns=columns,
            codes=self._codes(),
            wordings=wordings,
            pair=pair,
        )
        texts = [(f"areas.{name}", where) for name, where in made.areas.items()]
        texts += [(f"columns.{n}", column.place) for n, column in enumerate(made.columns, 1)]
        texts += [(f"purposes.{row.purpose}", row.place) for row in made.rows]
        self._apart(made, texts)
        if pair is not None:
            self._apart(made, _texts_of(pair, made.rows))
        return made

    def _apart(self, made: Edition, texts: Sequence[tuple[str, Place]]) -> None:
        """Nothing a pen or a reader looks at may touch another such place, or a code's clear zone.

        A text area may hold neither a box, nor a field, nor a code.
        """
        quiet = QUIET_MODULES * made.codes.size / SMALLEST_CODE
        zone = made.codes.size + 2 * quiet
        marks: list[tuple[str, Place]] = [
            (f"codes.{corner}", Place(page, x - quiet, y - quiet, zone, zone))
            for page in range(1, made.pages + 1)
            for corner, (x, y) in made.codes.corners.items()
        ]
        marks += [
            (f"{b.purpose} {b.answer}", Place(b.page, b.x, b.y, b.w, b.h)) for b in made.boxes
        ]
        marks += [(f"fields.{f.name}", Place(f.page, f.x, f.y, f.w, f.h)) for f in made.fields]
        for number, (name, where) in enumerate(marks):
            for _, other in [*marks[number + 1 :], *texts]:
                if where.overlaps(other):
                    self.fail(name)
        for number, (name, where) in enumerate(texts):
            if any(where.overlaps(other) for _, other in texts[number + 1 :]):
                self.fail(name)


def _texts_of(pair: Pair, rows: Iterable[PurposeRow]) -> list[tuple[str, Place]]:
    """All places of words on a sheet in two languages, each with its name."""
    texts = [(f"pair.areas.{name}", where) for name, where in pair.areas.items()]
    for side, (x, w) in (("left", pair.left), ("right", pair.right)):
        texts += [
            (f"pair.notes.{number} ({side})", Place(one.page, x, one.y, w, one.h))
            for number, one in enumerate(pair.notes, 1)
        ]
    for side, (x, w) in (("row_left", pair.row_left), ("row_right", pair.row_right)):
        for row in rows:
            where = row.place
            texts.append((f"pair.{side}", Place(where.page, x, where.y, w, where.h)))
    return texts
