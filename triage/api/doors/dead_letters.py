"""What could not be finished, and what is done with it? Listed, sent again, or given up."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from triage.api.access import Client
from triage.api.gate import needs
from triage.api.services import ApiServices


def create_door(services: ApiServices) -> APIRouter:
    """Return the doors for dead letters."""
    router = APIRouter()

    @router.get("/v1/dead-letters")
    def list_dead(_client: Annotated[Client, Depends(needs("operate"))]) -> dict[str, list[dict[str, Any]]]:
        """List cases that could not be finished, with step and reason."""
        return {"dead_letters": services.list_cases("dead_lettered", 500, None)}

    @router.post("/v1/dead-letters/{case_id}/replay", status_code=HTTPStatus.ACCEPTED)
    def replay(
        case_id: str,
        client: Annotated[Client, Depends(needs("operate"))],
        step: Annotated[str | None, Query(max_length=20)] = None,
    ) -> dict[str, str]:
        """Send a dead letter down the road again, from the step that failed or from `step`."""
        services.replay(case_id, step, client.name)
        return {"case_id": case_id}

    @router.post("/v1/dead-letters/{case_id}/discard")
    def discard(
        case_id: str,
        client: Annotated[Client, Depends(needs("operate"))],
        reason: Annotated[str, Query(min_length=3, max_length=500)],
    ) -> dict[str, str]:
        """Give a dead letter up, with a reason that is kept."""
        services.discard(case_id, reason, client.name)
        return {"case_id": case_id}

    return router
