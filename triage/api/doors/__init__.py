"""Which doors are there? One file for each subject; a new one is a file and a line in `DOORS`."""

from collections.abc import Callable

from fastapi import APIRouter

from triage.api.doors import cases, dead_letters, decisions, events, health, mail, odoo
from triage.api.services import ApiServices

DOORS: tuple[Callable[[ApiServices], APIRouter], ...] = (
    health.create_metrics,
    mail.create_door,
    events.create_door,
    decisions.create_door,
    odoo.create_door,
    cases.create_door,
    dead_letters.create_door,
)
