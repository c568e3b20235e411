"""Does a message that was made to hurt stay cheap, keep its words, and say what was wrong with it?"""

import importlib
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.inbound.hostile_mails import HOSTILE, TOO_DEEP

SECONDS = 5.0
MIB = 300.0
PROJECT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", HOSTILE)
def test_five_seconds_and_300_mib_are_enough_and_the_words_are_kept(name: str, tmp_path: Path) -> None:
    path = tmp_path / "hostile.eml"
    path.write_bytes(HOSTILE[name]())
    ran = subprocess.run(
        [sys.executable, "-m", "tests.inbound.measure", str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=PROJECT,
    )
    assert ran.returncode == 0, ran.stderr[-2_000:]
    found = json.loads(ran.stdout)
    assert found["seconds"] < SECONDS
    assert found["peak"] < MIB
    if name in TOO_DEEP:
        assert "deep_nesting" in found["defects"]
    else:
        assert "2 of 10 cartons" in found["reply"]
    assert set(DEFECTS.get(name, ())) <= set(found["defects"])


DEFECTS = {
    "nested_parts": ["too_many_parts"],
    "nested_messages_beside_words": ["deep_nesting"],
    "many_headers": ["too_many_headers"],
    "one_long_line": ["long_line"],
    "one_long_header": ["long_header"],
    "nul_bytes": ["nul_bytes"],
    "unknown_charset": ["charset"],
    "wrong_charset": ["charset"],
    "truncated_base64": ["truncated_base64"],
    "quoted_lines": ["long_text"],
    "empty_lines": ["too_many_lines"],
    "nested_tags": ["deep_nesting"],
    "many_attributes": ["long_tag"],
    "many_cells": ["too_many_tags"],
    "nested_hidden": ["hidden_text"],
    "sheet_that_unpacks_to_a_gigabyte": ["attachment_bomb"],
    "sheet_that_hides_its_size": ["attachment_bomb"],
    "sheet_with_entities": ["attachment_unreadable"],
    "pdf_that_unpacks_to_much": ["attachment_unreadable"],
    "long_csv": ["large_attachment"],
}

PIECES = (
    "a", "a ", " \t", "-", "_", ">", "> ", "1", "1.", "a@", "@a.", "<a ", "<meta ", "On Am Le ", "a schrieb am ",
    "A a escreveu ", "x napisał(a) w dniu ", "this message ", "este mensaje ", "From: a Sent: ", "Sent from my ",
    "A.'", "- A", "_" * 12 + "\n", "delivery ", "message delayed ", "display : ", "color : ", "=?", "ich bin bis ",
    "has been received ", "+49 ", "tel ", "boundary ", "X" * 99 + ":", "(",
)  # fmt: skip
MIB_OF_TEXT = "".join((piece * 30_000)[:30_000] for piece in PIECES)
ROOMS = ("marks", "noise", "html", "body", "entry", "mime", "addresses", "authentication", "attachments")
PATTERNS = {
    f"{room}.{name}": value
    for room in ROOMS
    for name, value in vars(importlib.import_module(f"triage.inbound.{room}")).items()
    if isinstance(value, re.Pattern)
}


@pytest.mark.parametrize("name", PATTERNS)
def test_every_pattern_reads_a_hostile_megabyte_in_seconds(name: str) -> None:
    pattern = PATTERNS[name]
    text = MIB_OF_TEXT.encode() if isinstance(pattern.pattern, bytes) else MIB_OF_TEXT
    assert len(text) > 1_000_000
    start = time.process_time()
    for _ in pattern.finditer(text):
        pass
    assert time.process_time() - start < SECONDS
