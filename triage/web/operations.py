"""What does the operations page show and do? The house's condition; dead letters sent again or given up."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from triage.domain.clients import OPERATE, READ
from triage.domain.dead_letters import Choice, choice_of
from triage.domain.failures import Refused
from triage.web.rendering import page
from triage.web.visiting import Submission, Visit, submits, visits

SHORTEST_REASON = 3
CONDITIONS = tuple(Choice.model_fields)


@dataclass(frozen=True, slots=True)
class OperationsServices:
    """What the page needs; each function may raise the failures of `triage.domain.failures`."""

    get_condition: Callable[[], dict[str, Any]]
    replay: Callable[[str, str | None, str], None]  # case, step or None, actor
    replay_many: Callable[[Choice, str | None, str], int]  # choice, step or None, actor
    discard: Callable[[str, str, str], None]  # case, reason, actor
    steps: tuple[str, ...]


def create_operations(services: OperationsServices) -> APIRouter:
    """Return the page and its forms."""
    router = APIRouter(include_in_schema=False)

    @router.get("/operations")
    def operations(visit: Annotated[Visit, Depends(visits(READ))]) -> Response:
        shown = {"house": services.get_condition(), "steps": services.steps, "may_act": visit.may(OPERATE)}
        return page("operations.html", {"visit": visit, **shown})

    @router.post("/operations/replay")
    async def replay(sent: Annotated[Submission, Depends(submits(OPERATE))]) -> Response:
        step = sent.fields.get("step") or None
        given = [f"{name}={sent.fields[name]}" for name in CONDITIONS if sent.fields.get(name)]
        choice = choice_of(given)
        if choice.is_open and sent.fields.get("every") != "yes":
            raise Refused("say which dead letters, or tick all of them")
        await run_in_threadpool(services.replay_many, choice, step, sent.visit.visitor.name)
        return _back()

    @router.post("/operations/{case_id}/replay")
    async def replay_one(case_id: str, sent: Annotated[Submission, Depends(submits(OPERATE))]) -> Response:
        await run_in_threadpool(services.replay, case_id, sent.fields.get("step") or None, sent.visit.visitor.name)
        return _back()

    @router.post("/operations/{case_id}/discard")
    async def discard(case_id: str, sent: Annotated[Submission, Depends(submits(OPERATE))]) -> Response:
        reason = sent.fields.get("reason", "").strip()[:500]
        if len(reason) < SHORTEST_REASON:
            raise Refused("a dead letter is given up with a reason")
        await run_in_threadpool(services.discard, case_id, reason, sent.visit.visitor.name)
        return _back()

    return router


def _back() -> Response:
    return RedirectResponse("/operations", HTTPStatus.SEE_OTHER)
