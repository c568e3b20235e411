"""Is the part of n8n's catalogue that we keep what npm has? Fetched anew and compared; without npm this fails."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

DEPLOY = Path(__file__).parents[2] / "deploy" / "n8n"


def test_the_kept_catalogue_is_that_of_n8n_nodes_base_2_41_1(tmp_path: Path) -> None:
    npm = shutil.which("npm")
    assert npm, "npm is needed; deploy/machine.sh installs it"
    words = [npm, "pack", "--silent", "n8n-nodes-base@2.41.1"]
    subprocess.run(words, cwd=tmp_path, check=True, timeout=120, stdout=subprocess.DEVNULL)
    (archive,) = tmp_path.glob("*.tgz")
    made = subprocess.run([sys.executable, str(DEPLOY / "catalogue.py"), str(archive)], check=True, capture_output=True)
    assert json.loads(made.stdout) == json.loads((DEPLOY / "catalogue.json").read_text(encoding="utf-8"))
