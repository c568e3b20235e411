"""What is lost, and what is left over, in the newest words of mails that other projects test with?"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from triage.inbound.newest import cut

DATA = Path(__file__).parents[3] / "shared" / "data" / "reply"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data/reply is not on this machine")


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def lost(row: dict[str, Any], reply: str) -> list[str]:
    """List what the customer wrote and we do not have."""
    if row["compare"] == "regex_hints":
        return [hint for hint in row.get("must_match", []) if not re.search(hint, reply)]
    expected = row["raw"] if row["compare"] == "whole" else row.get("expected_reply", "")
    return [line for line in lines(expected) if " ".join(line.split()) not in " ".join(reply.split())]


def left_over(row: dict[str, Any], reply: str) -> list[str]:
    """List what is history or signature and stands in our reply."""
    if row["compare"] == "regex_hints":
        return [hint for hint in row.get("must_not_match", []) if re.search(hint, reply, re.MULTILINE)]
    if row["compare"] in ("whole", "time_limit_1s"):
        return []
    expected = " ".join(row.get("expected_reply", "").split())
    return [line for line in lines(reply) if line not in expected]


@pytest.mark.parametrize("name", ["zapier_reply_parser.jsonl", "github_reply_parser.jsonl"])
def test_nothing_is_lost_and_nothing_left_over_in_replies(name: str) -> None:
    found = {row["id"]: cut(row["raw"]).reply for row in rows(name)}
    assert not [row["id"] for row in rows(name) if lost(row, found[row["id"]])]
    assert not [row["id"] for row in rows(name) if left_over(row, found[row["id"]])]


def test_nothing_is_lost_before_signatures_and_seven_of_ten_leave_nothing_over() -> None:
    mails = rows("forge_enron_signatures.jsonl")
    found = {row["id"]: cut(row["raw"]).reply for row in mails}
    assert not [row["id"] for row in mails if lost(row, found[row["id"]])]
    # what is left over are names alone on the last line: harmless, and not told from a word by form
    assert sum(not left_over(row, found[row["id"]]) for row in mails) >= 0.7 * len(mails)
