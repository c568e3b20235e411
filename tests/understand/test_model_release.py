"""Is the model in use the one that was released, and does the code still make it?"""

import json
import shutil
from pathlib import Path

import pytest

from triage.domain.codes import Intent
from triage.domain.failures import Broken
from triage.inbound import newest_words
from triage.understand.intent import release
from triage.understand.intent.encoder import SentenceEncoder
from triage.understand.intent.model import IntentModel
from triage.understand.intent.releasing import train

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "models" / "intent"
DATA = ROOT / "evaluation" / "datasets" / "reading"


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return IntentModel.load(MODELS, encoder=SentenceEncoder.where_installed())


def copy_of_the_release(tmp_path: Path) -> Path:
    return Path(shutil.copytree(release.find_newest(MODELS), tmp_path / "copy"))


def test_the_released_model_names_its_data_its_libraries_and_its_figures(model: IntentModel) -> None:
    manifest = model.manifest
    assert set(manifest.labels) == {intent.value for intent in Intent}
    assert manifest.data["mails"] >= 2500
    assert set(manifest.data["by_language"]) == {"en", "de", "fr", "nl", "es", "it", "pt", "pl"}
    assert manifest.libraries["scikit-learn"]
    assert manifest.metrics["macro_f1"] > 0.7
    assert (release.find_newest(MODELS) / "CARD.md").read_text(encoding="utf-8").count("|") > 20


def test_the_probabilities_of_the_primary_intent_add_up_to_one(model: IntentModel) -> None:
    prediction = model.predict("Rechnung 4711", "Es kamen nur 8 von 10 Kartons an.")
    assert sum(prediction.primary.values()) == pytest.approx(1.0, abs=1e-4)
    assert prediction.ranked()[0][0] is Intent.SHORT_SHIPMENT


def test_without_the_encoder_the_model_still_works() -> None:
    plain = IntentModel.load(MODELS, encoder=None)
    assert "+" not in plain.version
    assert plain.predict("", "We received only 8 of the 10 cartons.").ranked()[0][0] is Intent.SHORT_SHIPMENT


def test_will_pay_and_will_not_pay_are_told_apart(model: IntentModel) -> None:
    pays = model.predict("Invoice 4711", "We will pay invoice 4711 on Friday.").primary[Intent.PROMISE]
    refuses = model.predict("Invoice 4711", "We will not pay invoice 4711, nothing was delivered.").primary
    assert pays > 0.5 > refuses[Intent.PROMISE]


def test_words_that_name_the_reason_are_given(model: IntentModel) -> None:
    words = model.explain("", "three bottles arrived broken", Intent.DAMAGED_GOODS)
    assert "broken" in " ".join(words)


@pytest.mark.parametrize("name", [release.WEIGHTS, release.TERMS])
def test_a_changed_file_is_refused(tmp_path: Path, name: str) -> None:
    folder = copy_of_the_release(tmp_path)
    (folder / name).write_bytes((folder / name).read_bytes() + b" ")
    with pytest.raises(Broken, match="is not the file that was released"):
        release.load(folder)


def test_a_manifest_of_another_taxonomy_is_refused(tmp_path: Path) -> None:
    folder = copy_of_the_release(tmp_path)
    manifest = json.loads((folder / release.MANIFEST).read_text(encoding="utf-8"))
    (folder / release.MANIFEST).write_text(json.dumps(manifest | {"taxonomy": "2"}), encoding="utf-8")
    with pytest.raises(Broken, match="another schema or taxonomy"):
        release.load(folder)


def test_a_folder_without_a_model_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(Broken, match="triage train"):
        release.load(tmp_path)


def test_training_on_a_slice_makes_a_model_that_reads_and_repeats_its_figures(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for kind, step in (("short", 9), ("phrases", 15)):
        (data / kind).mkdir(parents=True)
        lines = (DATA / kind / "en.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        by_code: dict[str, list[str]] = {}
        for row, line in zip(rows, lines, strict=True):
            by_code.setdefault(row["primary"], []).append(line)
        chosen = [line for group in by_code.values() for line in group[: 6 if kind == "short" else step]]
        (data / kind / "en.jsonl").write_text("\n".join(chosen), encoding="utf-8")
    (data / "train").mkdir()
    marked = [
        line for line in (DATA / "train" / "en.jsonl").read_text(encoding="utf-8").splitlines() if "fields" in line
    ]
    (data / "train" / "en.jsonl").write_text("\n".join(marked[::3]), encoding="utf-8")
    first = train(data, tmp_path / "out", name="1", newest=newest_words)
    again = train(data, tmp_path / "out", name="2", newest=newest_words)
    assert first.metrics == again.metrics
    assert first.metrics["macro_f1"] > 0.3
    made = IntentModel.load(tmp_path / "out" / "1", encoder=SentenceEncoder.where_installed())
    assert made.predict("", "Please send us a copy of invoice 4711").ranked()[0][0] is Intent.INVOICE_COPY
    with pytest.raises(Broken, match="exists already"):
        train(data, tmp_path / "out", name="1", newest=newest_words)
