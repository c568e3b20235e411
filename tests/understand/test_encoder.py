"""Is the encoder's unpacked copy only a copy: made once, and done without where it is broken or cannot be kept?"""

from pathlib import Path

import numpy as np
import pytest

from triage.understand.intent.encoder import SentenceEncoder

TEXTS = ["Two pumps are missing.", "Es fehlen zwei Pumpen."]


def vectors(cache: Path | None) -> np.ndarray:
    encoder = SentenceEncoder.where_installed(cache)
    assert encoder is not None
    return encoder.encode(TEXTS)


@pytest.fixture(scope="module")
def packed() -> np.ndarray:
    return vectors(None)


def test_the_copy_is_made_once_and_says_the_same(tmp_path: Path, packed: np.ndarray) -> None:
    assert np.array_equal(vectors(tmp_path / "cache"), packed)
    (copy,) = (tmp_path / "cache").iterdir()
    made = copy.stat().st_mtime_ns
    assert np.array_equal(vectors(tmp_path / "cache"), packed)
    assert [path.stat().st_mtime_ns for path in (tmp_path / "cache").iterdir()] == [made]


@pytest.mark.parametrize("keep", [0, 1_000, 40_000_000])
def test_a_copy_that_was_cut_off_is_made_anew(tmp_path: Path, packed: np.ndarray, keep: int) -> None:
    vectors(tmp_path)
    (copy,) = tmp_path.iterdir()
    whole = copy.stat().st_size
    copy.write_bytes(copy.read_bytes()[:keep])
    assert np.array_equal(vectors(tmp_path), packed)
    assert copy.stat().st_size == whole


def test_where_nothing_can_be_kept_the_package_serves(tmp_path: Path, packed: np.ndarray) -> None:
    (tmp_path / "file").touch()
    assert np.array_equal(vectors(tmp_path / "file" / "cache"), packed)
