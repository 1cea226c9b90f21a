"""Which of the columns about guardians are of one of them, and which of the other."""

from collections.abc import Mapping, Sequence

from consentdesk.services.class_list.fields import GUARDIANS, Field, is_half, plain_words, whose

_NAMES = tuple(named for named, _ in GUARDIANS)
_CUSTODY: Mapping[Field, Field] = dict(GUARDIANS)


def two_guardians(said: Sequence[Field | None], heads: Sequence[str]) -> list[Field | None]:
    """What the headings say, with two people in no column: the second `Værge` is guardian 2.

    A third is left out. Only halves of one name are joined, such as `Værge 1 fornavn` and
    `Værge 1 efternavn`. Custody goes with the guardian whose heading its own repeats.
    """
    fields = list(said)
    if Field.GUARDIAN_2 in fields and Field.GUARDIAN_1 not in fields:
        # A father alone.
        swap = {Field.GUARDIAN_2: Field.GUARDIAN_1, Field.CUSTODY_2: Field.CUSTODY_1}
        fields = [swap.get(one, one) if one else None for one in fields]
    # Whoever has a column we don't know, or is a third, may have one for custody all the same.
    people = [place for place, one in enumerate(fields) if one is None or one in _NAMES]
    _place_names(fields, heads)
    _place_custody(fields, heads, people)
    return fields


def _place_names(fields: list[Field | None], heads: Sequence[str]) -> None:
    both_named = Field.GUARDIAN_2 in fields
    taken: dict[Field, list[str]] = {named: [] for named in _NAMES}
    for place, (one, head) in enumerate(zip(fields, heads, strict=True)):
        if one is None or one not in _NAMES:
            continue
        slots = (one,) if both_named else _NAMES
        free = [slot for slot in slots if not taken[slot] or _goes_on(taken[slot], head)]
        fields[place] = free[0] if free else Field.IGNORED
        if free:
            taken[free[0]].append(head)


def _goes_on(name: Sequence[str], head: str) -> bool:
    """Whether a column holds another half of the name the ones so headed hold."""
    known = [plain_words(one) for one in name]
    return is_half(head) and plain_words(head) not in known and whose(head) == whose(name[0])


def _place_custody(fields: list[Field | None], heads: Sequence[str], people: Sequence[int]) -> None:
    given: set[Field] = set()
    for place, one in enumerate(fields):
        if one not in _CUSTODY.values():
            continue
        words = set(whose(heads[place]))
        meant = [person for person in people if set(whose(heads[person])) <= words]
        meant = [person for person in meant if whose(heads[person])]
        if not meant:
            continue
        longest = max(len(whose(heads[person])) for person in meant)
        closest = [fields[person] for person in meant if len(whose(heads[person])) == longest]
        theirs = [_CUSTODY[who] for who in closest if who is not None and who in _CUSTODY]
        free = [one for one in theirs if one not in given]
        fields[place] = free[0] if free else Field.IGNORED
        given.update(free[:1])
