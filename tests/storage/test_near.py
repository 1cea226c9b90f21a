"""Pictures that look alike: the arithmetic of hashes and grey copies."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consentdesk.storage.likeness import ALIKE, COPY, likeness
from consentdesk.storage.near import FEW, Looks, pack

hashes = st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=13)


def _scene(seed: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """A picture of soft shapes, 64 by 64."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:64, 0:64] / 64
    waves = sum(
        random.normal() * np.cos(2 * np.pi * (x * random.uniform(0, 3) + y * random.uniform(0, 3)))
        for _ in range(9)
    )
    waves = np.asarray(waves) - np.min(waves)
    return np.asarray(waves / waves.max() * 255, dtype=np.uint8)


def _grey(scene: np.ndarray[tuple[int, int], np.dtype[np.uint8]], edge: int = 64) -> bytes:
    """Its grey copy: the mean of each of that many by that many blocks."""
    side = scene.shape[0] // edge
    blocks = scene.reshape(edge, side, edge, side).mean(axis=(1, 3))
    return bytes(blocks.astype(np.uint8).ravel())


@given(st.lists(hashes, max_size=40), st.integers(0, 2**64 - 1), st.integers(0, 16))
def test_the_search_finds_just_what_is_near(
    stored: list[list[int]], asked: int, distance: int
) -> None:
    looks = Looks()
    for fingerprint, own in enumerate(stored, 1):
        looks.extend([(fingerprint, pack(own))])
    nearest = {f: min((asked ^ h).bit_count() for h in own) for f, own in enumerate(stored, 1)}
    wanted = sorted((bits, f) for f, bits in nearest.items() if bits <= distance)
    assert looks.within([asked], distance) == tuple(f for _, f in wanted)
    assert looks.last == len(stored)


@given(hashes, hashes)
def test_each_of_several_hashes_may_be_the_near_one(known: list[int], asked: list[int]) -> None:
    looks = Looks()
    looks.extend([(7, pack(known))])
    assert looks.within([*asked, known[-1]], 0) == (7,)


def test_the_search_reaches_the_last_of_many() -> None:
    looks = Looks()
    random = np.random.default_rng(1)
    for start in range(0, 9_000, 3_000):
        values = random.integers(0, 2**63, size=(3_000, 13), dtype=np.uint64)
        looks.extend([(start + i + 1, values[i].tobytes()) for i in range(3_000)])
    looks.extend([(9_001, pack([2**64 - 1]))])
    assert looks.within([2**64 - 1], 3) == (9_001,)


def test_of_very_many_only_the_first_hashes_of_each_are_kept() -> None:
    random = np.random.default_rng(2)
    most = 20 * 51
    looks, all_of_them = Looks(most), {}
    for fingerprint in range(1, 51):
        # Every seventh is of an earlier version, or has a single hash.
        size = (13, 1)[fingerprint % 2] if fingerprint % 7 == 0 else 51
        own = [int(h) for h in random.integers(0, 2**63, size, dtype=np.uint64)]
        all_of_them[fingerprint] = own
        looks.extend([(fingerprint, pack(own))])
        if fingerprint == 15:
            assert looks.within([all_of_them[15][50]], 0) == (15,)
    assert looks.last == 50
    for fingerprint, own in all_of_them.items():
        for place, value in enumerate(own):
            assert looks.within([value], 0) == ((fingerprint,) if place < FEW else ())


def test_nothing_is_near_where_nothing_is_stored() -> None:
    assert Looks().within([5], 16) == ()
    looks = Looks()
    looks.extend([])
    assert looks.within([], 16) == ()


@pytest.mark.parametrize("seed", range(8))
def test_a_turned_or_mirrored_picture_is_alike(seed: int) -> None:
    scene = _scene(seed)
    for side in (scene, scene.T):
        for quarter in range(4):
            turned = np.ascontiguousarray(np.rot90(side, quarter))
            assert likeness(_grey(turned), _grey(scene)) > 0.97


@pytest.mark.parametrize("seed", range(8))
def test_a_brighter_or_softer_picture_is_alike(seed: int) -> None:
    scene = _scene(seed)
    soft = (scene * 0.6 + 60).astype(np.uint8)
    assert likeness(_grey(soft), _grey(scene)) > 0.99


@pytest.mark.parametrize("seed", range(8))
def test_a_crop_is_alike(seed: int) -> None:
    scene = np.kron(_scene(seed), np.ones((10, 10), dtype=np.uint8))
    crop = scene[0:576, 32:608]
    assert likeness(_grey(crop), _grey(scene)) > ALIKE


@pytest.mark.parametrize("seed", range(8))
def test_a_crop_between_the_parts_tried_first_is_moved_until_it_fits(seed: int) -> None:
    fine = np.random.default_rng(seed).integers(0, 255, (64, 64), dtype=np.uint8)
    scene = np.kron(fine // 3 + _scene(seed) // 2, np.ones((10, 10), dtype=np.uint8))
    crop = scene[33:545, 64:640]
    stretched = crop[np.arange(576) * 512 // 576]
    as_it_lies = likeness(_grey(stretched), _grey(scene), moved=False)
    assert as_it_lies < ALIKE < likeness(_grey(stretched), _grey(scene))


@pytest.mark.parametrize("seed", range(8))
def test_r21_a_grey_copy_stored_by_an_earlier_version_is_compared_at_its_own_size(
    seed: int,
) -> None:
    scene, other = _scene(seed), _scene(seed + 50)
    for asked, known in ((64, 32), (32, 64), (32, 32)):
        assert likeness(_grey(scene, asked), _grey(scene, known), moved=False) > COPY
        assert likeness(_grey(other, asked), _grey(scene, known), moved=False) < COPY


def test_unlike_pictures_are_not_alike() -> None:
    greys = [_grey(_scene(seed)) for seed in range(100, 112)]
    alike = [likeness(a, b) for i, a in enumerate(greys) for b in greys[:i]]
    assert sum(value > ALIKE for value in alike) <= len(alike) // 10


def test_a_picture_without_contrast_is_like_nothing() -> None:
    plain = bytes([90]) * 64 * 64
    assert likeness(plain, plain) == 0
    assert likeness(plain, _grey(_scene(1))) == 0


def test_a_copy_goes_on_by_itself() -> None:
    looks = Looks(whole=3)
    looks.extend([(7, pack([1, 2]))])
    copy = looks.copied()
    copy.extend([(8, pack([2**64 - 1]))])
    looks.extend([(9, pack([2**63]))])
    assert (copy.within([1], 0), copy.within([2**64 - 1], 0)) == ((7,), (8,))
    assert (looks.last, looks.within([2**64 - 1], 0), copy.within([2**63], 0)) == (9, (), ())
    assert copy.whole == 3
