"""Do Prometheus's own tools accept the alert rules, and is each alert raised when it should be?"""

import shutil
import subprocess
from pathlib import Path

import yaml

FOLDER = Path(__file__).parents[2] / "deploy" / "prometheus"


def promtool(*words: str) -> str:
    found = shutil.which("promtool")
    assert found, "promtool is not installed: bash deploy/machine.sh live"
    done = subprocess.run([found, *words], cwd=FOLDER, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_promtool_finds_no_fault_in_the_twelve_rules() -> None:
    assert "12 rules found" in promtool("check", "rules", "alerts.yml")


def test_each_alert_is_raised_when_it_should_be() -> None:
    assert "SUCCESS" in promtool("test", "rules", "alerts_test.yml")


def test_no_alert_is_without_a_test() -> None:
    rules = yaml.safe_load((FOLDER / "alerts.yml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    tests = yaml.safe_load((FOLDER / "alerts_test.yml").read_text(encoding="utf-8"))["tests"]
    tried = {one["alertname"] for test in tests for one in test["alert_rule_test"] if one.get("exp_alerts")}
    assert tried == {rule["alert"] for rule in rules}
