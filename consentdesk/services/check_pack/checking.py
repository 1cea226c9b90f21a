"""The check against a pack, without any register: a file it doesn't know is never clear.

As `services.checking`, in three looks; how a file looks only ever makes it undecided.
"""

from collections.abc import Callable, Generator, Sequence
from itertools import islice
from pathlib import Path

from consentdesk.domain.photos import Destination, Fingerprint, Match, PhotoId, Recognition
from consentdesk.domain.verdict import ReasonCode, Verdict, reason, unreadable
from consentdesk.errors import BadInput, Problem
from consentdesk.services.abreast import abreast
from consentdesk.services.check_pack.content import Pack, outcome_of
from consentdesk.services.checking import BATCH, Finding
from consentdesk.services.recognising import Seen, first_look, is_missed, look_closer

Progress = Callable[[int, int], None]


class Known:
    """A pack ready to be asked for files."""

    def __init__(self, pack: Pack) -> None:
        from consentdesk.storage.near import Looks
        from consentdesk.storage.near import pack as packed

        self.pack = pack
        self._files: dict[bytes, list[int]] = {}
        self._pictures: dict[bytes, list[int]] = {}
        self._looks = Looks()
        for place, entry in enumerate(pack.entries, 1):
            for digest in entry.files:
                self._files.setdefault(digest, []).append(place)
            for digest in entry.pictures:
                self._pictures.setdefault(digest, []).append(place)
        self._looks.extend([(n, packed(e.hashes)) for n, e in enumerate(pack.entries, 1)])

    def recognise(self, asked: Fingerprint) -> Recognition:
        """How the pack knows it; the number is a place in the pack, counted from 1."""
        places = self._places(asked)
        if places:
            match = Match.EXACT if asked.sha256 in self._files else Match.PICTURE
            return Recognition(match, PhotoId(places[0]))
        if asked.perceptual is not None:
            near = self._looks.within(asked.perceptual.hashes, self.pack.near_distance)
            if near:
                return Recognition(Match.NEAR, PhotoId(near[0]))
        return Recognition(Match.NONE)

    def recognised(self, batch: Sequence[Seen]) -> tuple[Recognition, ...]:
        """The same for files, in order; one that can't be read isn't known."""
        return tuple(
            Recognition(Match.NONE) if s.fingerprint is None else self.recognise(s.fingerprint)
            for s in batch
        )

    def verdict(self, seen: Seen, match: Match, destination: Destination) -> Verdict:
        """What the pack says of it; of two photos with the same digest, both."""
        if seen.fingerprint is None:
            return unreadable(destination)
        if not match.is_sure:
            code = ReasonCode.NEAR_MATCH if match is Match.NEAR else ReasonCode.UNKNOWN_PHOTO
            return Verdict(destination, outcome_of([reason(code)]), (reason(code),))
        at = self.pack.destinations.index(destination)
        said = [self.pack.entries[n - 1].verdicts[at] for n in self._places(seen.fingerprint)]
        reasons = tuple(dict.fromkeys(why for one in said for why in one.reasons))
        warnings = tuple(dict.fromkeys(why for one in said for why in one.warnings))
        return Verdict(destination, outcome_of(reasons), reasons, warnings)

    def _places(self, asked: Fingerprint) -> list[int]:
        if asked.sha256 in self._files:
            return self._files[asked.sha256]
        return [] if asked.picture is None else self._pictures.get(asked.picture, [])


def check_each(
    pack: Pack,
    files: Sequence[Path],
    *,
    destinations: Sequence[Destination] | None = None,
    progress: Progress | None = None,
) -> Generator[Finding, None, None]:
    """The findings one after the other; `photo` and `kind` are never told.

    Whether the pack counts today is asked when it is opened. Raises
    BadInput(UNKNOWN_DESTINATION), and what `progress` does.
    """
    from consentdesk.services.pictures.decoding import Decoder

    wanted = _wanted(pack, destinations)
    known = Known(pack)
    done = 0

    def heed() -> None:
        if progress is not None:
            progress(done, len(files))

    with Decoder() as decoder, abreast(first_look, files, ahead=BATCH) as looks:
        while batch := tuple(islice(looks, BATCH)):
            if any(map(is_missed, batch, known.recognised(batch))):
                batch = look_closer(known.recognised, batch, decoder, heed)
            for seen, how in zip(batch, known.recognised(batch), strict=True):
                done += 1
                heed()
                yield Finding(
                    path=seen.path,
                    fingerprint=seen.fingerprint,
                    match=how.match,
                    verdicts=tuple(known.verdict(seen, how.match, place) for place in wanted),
                    problem=seen.problem,
                )


def check_again(pack: Pack, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The same files, in order, judged by the pack without opening them.

    For all its destinations; unreadable ones stay unreadable, and `photo` and `kind` are not told.
    """
    known = Known(pack)
    seen = [Seen(f.path, f.fingerprint, problem=f.problem) for f in findings]
    return tuple(
        Finding(
            path=one.path,
            fingerprint=one.fingerprint,
            match=how.match,
            verdicts=tuple(known.verdict(one, how.match, place) for place in pack.destinations),
            problem=one.problem,
        )
        for one, how in zip(seen, known.recognised(seen), strict=True)
    )


def _wanted(pack: Pack, destinations: Sequence[Destination] | None) -> tuple[Destination, ...]:
    wanted = pack.destinations if destinations is None else tuple(dict.fromkeys(destinations))
    unknown = tuple(one for one in wanted if one not in pack.destinations)
    if unknown or not wanted:
        raise BadInput(
            Problem.UNKNOWN_DESTINATION, given=unknown or ("–",), choices=pack.destinations
        )
    return wanted
