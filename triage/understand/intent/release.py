"""Is this the model that was released? A folder of arrays, words and a manifest, checked before it is used."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from triage.domain.codes import TAXONOMY_VERSION
from triage.domain.failures import Broken
from triage.domain.noun import Noun
from triage.understand.intent.weights import Matrix, Weights

SCHEMA = 2
WEIGHTS, TERMS, MANIFEST, CARD = "weights.npz", "terms.txt", "manifest.json", "CARD.md"


class Thresholds(Noun):
    """From which probability on a reading is trusted, all measured on mails the model had not seen."""

    abstain_below: float  # confidence of the primary intent
    further: float  # probability from which a further intent is said
    temperature: float  # divides the logits, so that confidence means what it says


class Manifest(Noun):
    """What the folder holds, what it was made from, and how well it did."""

    name: str = "intent"
    version: str
    model_schema: int = SCHEMA
    taxonomy: str = TAXONOMY_VERSION
    labels: tuple[str, ...]
    thresholds: Thresholds
    files: dict[str, str]  # name: sha256
    encoder: str
    data: dict[str, Any]  # counts and a hash of the training rows
    libraries: dict[str, str]
    seed: int
    metrics: dict[str, Any]


def find_newest(folder: Path) -> Path:
    """Return the folder of the newest version below `folder`, or itself where it is one; raises `Broken`."""
    if (folder / MANIFEST).is_file():
        return folder
    versions = sorted((p.parent for p in folder.glob(f"*/{MANIFEST}")), key=lambda p: _order_of(p.name))
    if not versions:
        raise Broken(f"there is no intent model below {folder.name}; `triage train` makes one")
    return versions[-1]


def _order_of(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in name.split(".") if part.isdigit())


def digest_of(path: Path) -> str:
    """Return the sha256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def load(folder: Path) -> tuple[Manifest, tuple[str, ...], Weights]:
    """Return manifest, words and arrays; raises `Broken` where a file is missing, changed or of another schema."""
    folder = find_newest(folder)
    try:
        manifest = Manifest.from_json(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise Broken(f"the manifest of model {folder.name} cannot be read ({type(error).__name__})") from None
    if manifest.model_schema != SCHEMA or manifest.taxonomy != TAXONOMY_VERSION:
        raise Broken(f"model {folder.name} is of another schema or taxonomy")
    for name, digest in manifest.files.items():
        if not (folder / name).is_file() or digest_of(folder / name) != digest:
            raise Broken(f"{name} of model {folder.name} is not the file that was released")
    with np.load(folder / WEIGHTS, allow_pickle=False) as kept:
        if set(kept.files) != set(Weights.names()):
            raise Broken(f"model {folder.name} does not hold the arrays it should")
        weights = Weights(**{name: kept[name].astype(np.float32) for name in kept.files})
    terms = tuple((folder / TERMS).read_text(encoding="utf-8").split("\n"))
    if len(terms) != len(weights.idf):
        raise Broken(f"model {folder.name} has words without weights")
    return manifest, terms, weights


def save(folder: Path, weights: Weights, terms: tuple[str, ...], *, manifest: dict[str, Any], card: str) -> Manifest:
    """Write a release; arrays are kept at half precision. Raises `Broken` where the version exists already."""
    if (folder / MANIFEST).exists():
        raise Broken(f"model {folder.name} exists already: a release is never changed")
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / WEIGHTS, **{name: _halved(getattr(weights, name)) for name in Weights.names()})
    (folder / TERMS).write_text("\n".join(terms), encoding="utf-8")
    files = {name: digest_of(folder / name) for name in (WEIGHTS, TERMS)}
    made = Manifest(files=files, **manifest)
    text = json.dumps(made.as_json(), indent=2, ensure_ascii=False, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    (folder / CARD).write_text(card, encoding="utf-8")
    return made


def _halved(values: Matrix) -> Any:
    return values.astype(np.float16)
