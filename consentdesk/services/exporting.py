"""The export gate: the only way out for a picture, and its default answer is no.

`planning` judges; `release` opens every clear file once, compares the very bytes it copies with
those judged, makes the clean copies beside the target, judges again within the write that puts the
release into the ledger, and only then puts the copies in place. A crash leaves a ledger that says
too much, never a picture that left unrecorded. There is no way round it.

The verdict is `judging`'s, copies in the making `copying_out`'s, folders and locks `outgoing`'s.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId, ReleaseId
from consentdesk.domain.presets import Preset
from consentdesk.domain.releases import Release, ReleasedCopy
from consentdesk.domain.verdict import Verdict
from consentdesk.errors import BadInput, PartlyDone, Problem
from consentdesk.services.checking import Finding, Progress
from consentdesk.services.copying_out import Copy, Order, held_back, make_copies
from consentdesk.services.covering import Hiding, hidden, hiding
from consentdesk.services.judging import Facts, is_clear
from consentdesk.services.naming import (
    event_slug,
    is_named_after,
    next_number,
    numbered,
    refuse_folder,
)
from consentdesk.services.outgoing import (
    WaitingRoom,
    clear_dead_rooms,
    is_same_folder,
    refuse_within,
    waiting_room,
)
from consentdesk.services.planning import Plan
from consentdesk.services.stamping import Stamp, refuse_words, stamp
from consentdesk.services.texts import LINE_LIMIT, link_address

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register
    from consentdesk.storage.writing import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedFile:
    """One picture that left: where it came from, where it went, and what it rests on.

    `verdict` is the one under which it left; its warnings are still to be seen.
    """

    path: Path
    output: Path
    photo: PhotoId
    sha256_in: bytes
    sha256_out: bytes
    shows: tuple[SubjectId, ...]
    covered: tuple[SubjectId, ...]
    permissions: tuple[int, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The result: `release` is None where nothing left.

    `withheld` holds what the plan withheld, then what was held back while releasing, with the
    reason (a withdrawal that came in meanwhile) or the problem (the file was changed). `unnamed`
    are the events that no file was named after, because they tell who is on the pictures (R25).
    `rest` are the files it did not come to because it was stopped.
    """

    release: ReleaseId | None
    released: tuple[ReleasedFile, ...]
    withheld: tuple[Finding, ...]
    unnamed: tuple[str, ...] = ()
    rest: tuple[Path, ...] = ()


def release(
    register: Register,
    clerk: str,
    at: datetime,
    plan: Plan,
    target: Path,
    *,
    max_edge: int | None = None,
    how: Preset | None = None,
    link: str = "",
    event: str = "",
    progress: Progress | None = None,
    enough: Callable[[], bool] | None = None,
) -> Exported:
    """Let out what is clear, as clean copies in the folder `target`.

    `how` says how copies are made, by default whole and with nothing beside the pixels; `max_edge`
    is the longest edge in pixels all the same, larger pictures are made smaller; `link` says where
    they are posted; `event` names the files, by default each photo's album does. `progress` is told
    of each copy made and may stop the export until the ledger has it; then nothing is left behind.
    `enough` is asked after each copy whether to stop there and let out what is made.
    Raises BadInput (nothing left): NOT_AN_EDGE, TEXT_TOO_LONG, NOT_A_LINK, TARGET_IS_REGISTER,
    TARGET_IS_SOURCE, TARGET_AMONG_PICTURES and what `waiting_room` refuses; RuleRefusal:
    NAME_IN_TARGET, NAME_IN_CREDIT; PartlyDone: EXPORT_STOPPED where the room was full after some
    copies, which have left, and EXPORT_UNFINISHED where the ledger has the release but not every
    copy could be put in place.
    """
    how = in_effect(how or Preset(destination=plan.destination), max_edge)
    if how.max_edge is not None and how.max_edge < 1:
        raise BadInput(Problem.NOT_AN_EDGE, given=how.max_edge)
    if len(event) > LINE_LIMIT:
        raise BadInput(Problem.TEXT_TOO_LONG, field="name", limit=LINE_LIMIT)
    clear_dead_rooms(target)
    posted = link_address(link)
    _check_target(register, plan, target)
    if not plan.clear:
        return Exported(release=None, released=(), withheld=plan.withheld)
    clock = _Clock(at)
    is_new = not os.path.lexists(target)
    orders = _orders(register, plan, target, event, at, how)
    with waiting_room(target) as room:
        room.reserve(len(orders))
        made = make_copies(orders, plan.destination, room, how, progress, enough)
        number, leaving, dropped = _commit(
            register, clerk, clock, plan, how, made.copies, room, posted, is_new=is_new
        )
        failed = room.put([(one.copy.place, one.name) for one in leaving])
    done = Exported(
        release=number,
        released=tuple(_released_file(room, one) for one in leaving if one.name not in failed),
        withheld=(*plan.withheld, *made.held_back, *dropped),
        unnamed=_unnamed(leaving),
        rest=tuple(order.finding.path for order in made.rest),
    )
    if failed:
        raise PartlyDone(
            Problem.EXPORT_UNFINISHED, path=target, release=number, files=failed, done=done
        )
    if made.stopped is not None:
        count = len(done.released)
        raise PartlyDone(
            Problem.EXPORT_STOPPED, path=target, count=count, total=len(orders), done=done
        )
    return done


def in_effect(how: Preset, max_edge: int | None) -> Preset:
    """How copies are made where a longest edge was given beside it."""
    return how if max_edge is None else replace(how, max_edge=max_edge)


@dataclass(frozen=True, slots=True)
class _Leaving:
    """A copy that was judged clear within the write."""

    copy: Copy
    name: str
    shows: tuple[SubjectId, ...]
    covered: tuple[SubjectId, ...]
    permissions: tuple[int, ...]
    verdict: Verdict


class _Clock:
    """Goes on from the moment the caller gave, so that midnight may pass while copies are made."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._wall, self._steady = time.time(), time.monotonic()

    def now(self) -> datetime:
        # The steady clock stands still while a computer sleeps; the other may be set back.
        passed = max(time.time() - self._wall, time.monotonic() - self._steady)
        return self._at + timedelta(seconds=passed)


def _check_target(register: Register, plan: Plan, target: Path) -> None:
    """No copy is put beside the register, where a backup of the folder would take it along.

    Nor among the pictures, where the next export of that folder would let out copies of copies.
    """
    own = register.place.path
    if own is not None and is_same_folder(target, own.parent):
        raise BadInput(Problem.TARGET_IS_REGISTER, path=target)
    given = [finding.path for finding in (*plan.clear, *plan.withheld)]
    sources = {path.parent for path in (*given, *(one.path for one in plan.same))}
    if any(is_same_folder(target, source) for source in sources):
        raise BadInput(Problem.TARGET_IS_SOURCE, path=target)
    refuse_within(target, plan.folders)


def _orders(
    register: Register, plan: Plan, target: Path, event: str, at: datetime, how: Preset
) -> tuple[Order, ...]:
    """What to copy, a file named twice once; refuses names that tell who is on the picture."""
    with register.read() as reader:
        reader.check_chain()
        on = reader.today(at)
        findings = {f.path: f for f in plan.clear if f.photo is not None}
        facts = Facts(reader, [f.photo for f in findings.values() if f.photo is not None], on)
        shown: set[SubjectId] = set()
        albums: dict[str, None] = {}
        for finding in findings.values():
            if finding.photo is not None:
                albums[event or facts.photo(finding.photo).album] = None
                shown |= facts.scene(finding.photo).shows
        whole = _whole(reader, findings)
        # All who go out together: one album may be named after somebody on another's pictures.
        slugs = {a: event_slug(reader, a, plan.destination, on, shown) for a in albums}
        if not os.path.lexists(target):
            refuse_folder(reader, target.name, shown)
        refuse_words(reader, how, shown)
        return tuple(
            Order(
                finding,
                finding.photo,
                _hiding(facts, finding, finding.photo, plan.covered),
                event or facts.photo(finding.photo).album,
                slugs[event or facts.photo(finding.photo).album],
                finding.path in whole,
                _stamp(facts, finding, plan, how),
            )
            for finding in findings.values()
            if finding.photo is not None
        )


def _stamp(facts: Facts, finding: Finding, plan: Plan, how: Preset) -> Stamp:
    """What is to be written into the copy, by what the register says now."""
    if finding.photo is None or finding.sha256 is None:
        return Stamp()
    who = hidden(facts, finding.photo, plan.covered)
    return stamp(facts, finding.photo, plan.destination, who, finding.sha256, how)


def _hiding(
    facts: Facts, finding: Finding, photo: PhotoId, covered: Sequence[SubjectId]
) -> Hiding | BadInput:
    """How the copy hides whom; what can't be made any more stops no other copy."""
    try:
        return hiding(facts, photo, finding.fingerprint, covered)
    except BadInput as error:
        return error


def _whole(reader: Reader, findings: Mapping[Path, Finding]) -> frozenset[Path]:
    """The files whose image data were found to end with the picture when it came in."""
    files = {path: f.fingerprint for path, f in findings.items() if f.fingerprint is not None}
    known = reader.recognise([replace(file, perceptual=None) for file in files.values()])
    return frozenset(path for path, one in zip(files, known, strict=True) if one.whole)


def _commit(
    register: Register,
    clerk: str,
    clock: _Clock,
    plan: Plan,
    how: Preset,
    copies: Sequence[Copy],
    room: WaitingRoom,
    link: str,
    *,
    is_new: bool,
) -> tuple[ReleaseId | None, tuple[_Leaving, ...], tuple[Finding, ...]]:
    """Judge again and write the release down, in one write: nothing can come in between.

    `is_new`: the folder is made by this export. RuleRefusal NAME_IN_TARGET or NAME_IN_CREDIT where
    it, or what is written into the copies, would tell who has been named meanwhile.
    """
    if not copies:
        return None, (), ()
    with register.write(clerk, clock.now()) as writer:
        # Somebody else may have kept the register for a while.
        writer.move_on(clock.now())
        leaving, dropped = _judged_again(writer, plan, how, copies)
        if not leaving:
            return None, (), dropped
        if is_new:
            refuse_folder(writer, room.target.name, _named_on(leaving))
        refuse_words(writer, how, _named_on(leaving))
        names = room.hold(lambda taken: _names(leaving, taken, how.figures))
        leaving = tuple(replace(one, name=n) for one, n in zip(leaving, names, strict=True))
        number = writer.add_release(
            Release(
                id=ReleaseId(0),
                destination=plan.destination,
                at=writer.at,
                clerk=clerk,
                folder=str(room.target),
                link=link,
                copies=tuple(map(_released_copy, leaving)),
            ),
            how,
        )
    return number, leaving, dropped


def _judged_again(
    writer: Writer, plan: Plan, how: Preset, copies: Sequence[Copy]
) -> tuple[tuple[_Leaving, ...], tuple[Finding, ...]]:
    """Which copies may leave by what the register says now, and which no longer."""
    findings = [c.order.finding for c in copies]
    known = writer.recognise([f.fingerprint for f in findings if f.fingerprint is not None])
    facts = Facts(writer, [r.photo for r in known if r.photo is not None], writer.today(writer.at))
    leaving: list[_Leaving] = []
    dropped: list[Finding] = []
    for copy, seen in zip(copies, known, strict=True):
        who = hidden(facts, seen.photo, plan.covered)
        verdict = facts.verdict(
            seen.match, seen.photo, plan.destination, who, copied=True, by=writer.clerk
        )
        finding = replace(
            copy.order.finding, match=seen.match, photo=seen.photo, verdicts=(verdict,)
        )
        if not is_clear(verdict) or seen.photo is None:
            dropped.append(finding)
        elif seen.photo != copy.order.photo:
            why = BadInput(Problem.FILE_CHANGED, path=finding.path)
            dropped.append(held_back(finding.path, plan.destination, why))
        elif not _hides_the_same(facts, copy, plan.covered):
            why = BadInput(Problem.COVER_CHANGED, path=finding.path)
            dropped.append(held_back(finding.path, plan.destination, why))
        elif copy.order.stamp != _stamp(facts, finding, plan, how):
            why = BadInput(Problem.FILE_CHANGED, path=finding.path)
            dropped.append(held_back(finding.path, plan.destination, why))
        else:
            leaving.append(_leaving(facts, copy, plan, verdict))
    return _named_anew(writer, plan, leaving), tuple(dropped)


def _named_anew(writer: Writer, plan: Plan, leaving: Sequence[_Leaving]) -> tuple[_Leaving, ...]:
    """With names that tell of nobody who was named on a picture while the copies were made."""
    shown = _named_on(leaving)
    on = writer.today(writer.at)
    events = {one.copy.order.event for one in leaving}
    slugs = {e: event_slug(writer, e, plan.destination, on, shown) for e in events}

    def anew(one: _Leaving) -> _Leaving:
        order = replace(one.copy.order, slug=slugs[one.copy.order.event])
        return replace(one, copy=replace(one.copy, order=order))

    return tuple(map(anew, leaving))


def _hides_the_same(facts: Facts, copy: Copy, covered: Sequence[SubjectId]) -> bool:
    """Whether the copy hides whom it should, where and as they now are said to be hidden."""
    order = copy.order
    try:
        return hiding(facts, order.photo, order.finding.fingerprint, covered) == copy.hiding
    except BadInput:
        return False


def _leaving(facts: Facts, copy: Copy, plan: Plan, verdict: Verdict) -> _Leaving:
    photo = copy.order.photo
    shows = facts.scene(photo).shows
    away = hidden(facts, photo, plan.covered)
    return _Leaving(
        copy=copy,
        name="",
        shows=tuple(sorted(shows - away)),
        covered=tuple(sorted(shows & away)),
        permissions=facts.relied_on(photo, plan.destination, away),
        verdict=verdict,
    )


def _named_on(leaving: Sequence[_Leaving]) -> set[SubjectId]:
    """Everybody on these pictures, covered or not."""
    return {s for one in leaving for s in (*one.shows, *one.covered)}


def _unnamed(leaving: Sequence[_Leaving]) -> tuple[str, ...]:
    """The events that could not stand in the names of these copies."""
    orders = [one.copy.order for one in leaving]
    left = (o.event for o in orders if o.event.strip() and not is_named_after(o.slug, o.event))
    return tuple(dict.fromkeys(left))


def _names(leaving: Sequence[_Leaving], taken: Sequence[str], figures: int) -> tuple[str, ...]:
    """Neutral names that go on counting where the folder stopped (R25)."""
    next_one: dict[str, int] = {}
    names = []
    for one in leaving:
        slug = one.copy.order.slug
        number = next_one.get(slug) or next_number(slug, taken)
        next_one[slug] = number + 1
        names.append(numbered(slug, number, one.copy.suffix, figures))
    return tuple(names)


def _released_copy(one: _Leaving) -> ReleasedCopy:
    finding = one.copy.order.finding
    return ReleasedCopy(
        photo=one.copy.order.photo,
        output=one.name,
        sha256_in=finding.sha256 or b"",
        sha256_out=one.copy.sha256,
        shows=one.shows,
        covered=one.covered,
        covers=one.copy.hiding.places,
        drawn=one.copy.hiding.drawn,
        crop=one.copy.hiding.crop,
        unknown=one.copy.hiding.unknown,
        permissions=one.permissions,
    )


def _released_file(room: WaitingRoom, one: _Leaving) -> ReleasedFile:
    return ReleasedFile(
        path=one.copy.order.finding.path,
        output=room.target / one.name,
        photo=one.copy.order.photo,
        sha256_in=one.copy.order.finding.sha256 or b"",
        sha256_out=one.copy.sha256,
        shows=one.shows,
        covered=one.covered,
        permissions=one.permissions,
        verdict=one.verdict,
    )
