"""Are the embedded writer and a configured model told side by side?"""

from pathlib import Path

import pytest

from evaluation import results, shape
from triage.commands import evaluating
from triage.settings import Settings


def test_with_a_model_configured_proposals_are_told_for_the_embedded_writer_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []

    def run(_evaluation: object, settings: Settings) -> str:
        asked.append(settings.openai_base_url)
        return settings.openai_base_url or "none"

    settings = Settings(home=tmp_path, openai_base_url="http://127.0.0.1:9/v1", openai_model="small")
    monkeypatch.setattr(evaluating, "load_settings", lambda: settings)
    monkeypatch.setattr(shape, "run", run)
    monkeypatch.setattr(shape, "table", lambda result: f"table of {result}")
    monkeypatch.setattr(results, "stamped", lambda _result, _at: {"evaluation": "proposals", "at": "2026-11-16"})
    assert evaluating.run_evaluation("proposals", str(tmp_path / "out"), hold=False) == 0
    told = capsys.readouterr().out
    assert asked == ["", "http://127.0.0.1:9/v1"]
    assert told.index("the embedded writer\ntable of none") < told.index("small\ntable of http://127.0.0.1:9/v1")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"proposals-embedded.json", "proposals.json"}
