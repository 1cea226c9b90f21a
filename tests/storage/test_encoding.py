"""Bodies survive being written down, each as one canonical text."""

import dataclasses
import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consentdesk.domain import acts
from consentdesk.domain.acts import KIND_OF, ActKind, Body
from consentdesk.domain.photos import ReleaseId
from consentdesk.storage.chain import LinesInOrder, genesis, is_written, line_digest, salted
from consentdesk.storage.encoding import canonical, decode, encode, instant, moment
from tests.factories import granted, journaled, withdrawn

bodies: st.SearchStrategy[Body] = st.one_of([st.from_type(kind) for kind in KIND_OF])


@pytest.mark.parametrize("kind", ActKind)
def test_every_kind_has_a_body_that_survives(kind: ActKind) -> None:
    (cls,) = [c for c, k in KIND_OF.items() if k is kind]

    @given(st.from_type(cls))
    def survives(body: Body) -> None:
        text = encode(body)
        assert decode(kind, text) == body
        assert encode(decode(kind, text)) == text

    survives()


@given(bodies)
def test_the_text_is_plain_and_its_keys_are_sorted(body: Body) -> None:
    text = encode(body)
    assert text.isascii()
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))


@given(bodies)
def test_the_text_is_the_one_that_any_json_encoder_writes(body: Body) -> None:
    whole = dataclasses.asdict(body)
    later = {f.name: f.default for f in dataclasses.fields(body)}
    told = {name: value for name, value in whole.items() if value != later[name]}
    assert encode(body) == canonical(json.loads(json.dumps(told, default=date.isoformat)))


@given(bodies, bodies)
def test_unlike_bodies_of_one_kind_have_unlike_texts(one: Body, two: Body) -> None:
    if type(one) is type(two):
        assert (encode(one) == encode(two)) is (one == two)


def test_the_text_of_a_body_never_changes() -> None:
    """What is written is digested for good: a change here breaks every chain there is."""
    assert encode(granted()) == (
        '{"purpose":"website","serial":"7K3M9QX7","signed_on":"2026-09-14",'
        '"signer":{"guardian":1,"kind":"guardian"},"subject":1,"validity_months":24,'
        f'"wording":{{"digest":"{"a" * 64}","edition":"2026-1","language":"da"}}}}'
    )
    assert encode(withdrawn()) == (
        '{"by":null,"channel":"phone","on":"2026-09-14","purposes":["website"],'
        '"signer":{"guardian":null,"kind":"unstated"},"subject":1}'
    )


def test_a_field_that_came_later_is_left_out_where_it_says_nothing() -> None:
    """Acts stored before copies were named mean all of them, and their text stays as it was."""
    whole = acts.TakenDown(release=ReleaseId(3), note=None)
    some = acts.TakenDown(release=ReleaseId(3), note=None, copies=(0, 2))
    assert encode(whole) == '{"note":null,"release":3}'
    assert encode(some) == '{"copies":[0,2],"note":null,"release":3}'
    assert decode(ActKind.TAKEN_DOWN, encode(whole)) == whole
    assert decode(ActKind.TAKEN_DOWN, encode(some)) == some
    with pytest.raises(ValueError, match="copies"):
        decode(ActKind.TAKEN_DOWN, '{"copies":[],"note":null,"release":3}')


def test_the_digest_of_a_line_never_changes() -> None:
    line = [1, "op", "2026-09-14T08:00:00.000000Z", 1, "ASKED", 1, None, None, "{}", None, "p"]
    assert genesis("u") == "f834ff4332939a6484998ed83549730e2b74a95f584ddbfd9a18593972cbe474"
    assert (
        line_digest("u", "c", line)
        == "43ba85240212f7a565f5b174416f0b0d12e895b90cf0c60a9308d08e88868220"
    )
    assert (
        salted(b"salt", "text")
        == "8f40d2c1caea4f10a6375603f18ed44f186066fd94eb7c3f1d115d8dc245527d"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "nonsense",
        encode(granted()).replace('"subject":1', '"subject":"1"'),
        encode(granted()).replace("website", "website\\ud800").replace('"signer"', '"singer"'),
        encode(granted()).replace("2026-09-14", "2026-13-14"),
        encode(granted()).replace('"subject":1', '"subject":true'),
        encode(granted())[:-1] + ',"more":1}',
    ],
)
def test_a_text_nobody_wrote_is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        decode(ActKind.GRANTED, text)


def test_every_body_is_a_frozen_dataclass_with_a_kind() -> None:
    assert {k.value for k in KIND_OF.values()} == {k.value for k in ActKind}
    assert all(dataclasses.is_dataclass(cls) for cls in KIND_OF)
    assert journaled().whole()
    assert acts.Granted in KIND_OF


@given(
    st.datetimes(
        min_value=datetime.fromisoformat("0001-01-02"),
        max_value=datetime.fromisoformat("9998-12-30"),
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=2))]),
    )
)
def test_moments_survive_and_sort_as_text(at: datetime) -> None:
    assert moment(instant(at)) == at
    assert len(instant(at)) == 27
    later = at + timedelta(microseconds=1)
    assert instant(later) > instant(at)


def test_the_text_of_a_moment_never_changes() -> None:
    at = datetime(2026, 9, 14, 8, tzinfo=timezone(timedelta(hours=2)))
    assert instant(at) == "2026-09-14T06:00:00.000000Z"
    assert instant(datetime(7, 1, 2, 3, 4, 5, 6, tzinfo=UTC)) == "0007-01-02T03:04:05.000006Z"
    with pytest.raises(ValueError, match="zone"):
        instant(at.replace(tzinfo=None))


def test_canonical_json_is_one_text() -> None:
    assert canonical({"b": "å", "a": [1, None, True]}) == '{"a":[1,null,true],"b":"\\u00e5"}'


@pytest.mark.parametrize("place", range(11))
@pytest.mark.parametrize("value", [None, 7, 7.5, True, "x", 'a"b', "å\n", b"x"])
def test_a_line_in_order_has_its_digest_exactly_where_it_has_it_alone(
    place: int, value: object
) -> None:
    plain = [3, "op", "2026-09-14", 1, "ASKED", 5, None, "AB", '{"a":"å"}', None, "00"]
    digest = line_digest("u", "c", plain)
    lines = LinesInOrder("u", {1: "c"})
    assert lines.are_written(plain, digest)
    other = [*plain[:place], value, *plain[place + 1 :]]
    who = "c" if other[3] == 1 else ""
    assert lines.are_written(other, digest) is is_written("u", who, other, digest)
    assert lines.are_written(plain, digest)
