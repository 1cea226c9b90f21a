"""Pictures that look alike: the arithmetic of hashes and grey copies."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consentdesk.storage.near import ALIKE, Looks, likeness, pack

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


def _grey(scene: np.ndarray[tuple[int, int], np.dtype[np.uint8]]) -> bytes:
    """Its grey copy: the mean of each of 32 by 32 blocks."""
    side = scene.shape[0] // 32
    blocks = scene.reshape(32, side, 32, side).mean(axis=(1, 3))
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
    scene = np.kron(_scene(seed), np.ones((5, 5), dtype=np.uint8))
    crop = scene[0:288, 16:304]
    assert likeness(_grey(crop), _grey(scene)) > ALIKE


def test_unlike_pictures_are_not_alike() -> None:
    greys = [_grey(_scene(seed)) for seed in range(100, 112)]
    alike = [likeness(a, b) for i, a in enumerate(greys) for b in greys[:i]]
    assert sum(value > ALIKE for value in alike) <= len(alike) // 10


def test_a_picture_without_contrast_is_like_nothing() -> None:
    plain = bytes([90]) * 1024
    assert likeness(plain, plain) == 0
    assert likeness(plain, _grey(_scene(1))) == 0
