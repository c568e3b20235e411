"""Where OCA's base_tier_validation is installed, does a financial step need its tier reviews as well?"""

import subprocess
import sys
import zipfile
from pathlib import Path

from odoo_addon import ADDONS, MODULES
from odoo_lab import OdooLab

WHEEL = "odoo-addon-base-tier-validation==19.0.1.4.6"
GLUE = "triage_suggestion_tier_validation"


def _oca(folder: Path) -> Path:
    """Return a folder of addons with OCA's; without its dependencies, because `odoo` is not on PyPI."""
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder), WHEEL]
    subprocess.run(command, check=True, timeout=120)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder)
    return folder / "odoo" / "addons"


def test_the_glue_to_tier_validation_holds_in_a_real_odoo(odoo_lab: OdooLab, tmp_path: Path) -> None:
    addons = [ADDONS, _oca(tmp_path)]
    db = odoo_lab.database("tiers")
    modules = (*MODULES, "base_tier_validation", GLUE)
    # the approvals as well: with the glue and no definition nothing of them changes
    run = odoo_lab.run_tests(db, addons, f"/{GLUE},/triage_suggestion:TestApprovals", modules=modules)
    print(f"\n{run.tests} tests with tier reviews inside Odoo")  # noqa: T201
    assert run.is_green, run.log[-6000:]
    assert run.tests > 25
