"""Does the README tell the road as it is?"""

import re
from pathlib import Path

from triage.pipeline import ROAD

ROOT = Path(__file__).parents[2]


def test_the_readme_lists_the_same_steps_as_the_pipeline() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = text.split("| step | makes |")[1].split("\n\n")[0]
    listed = re.findall(r"^\| (\w+) \| (\w+) \|$", table, re.MULTILINE)
    assert listed == [(stage.verb, stage.makes) for stage in ROAD]
