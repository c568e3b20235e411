"""What could not be finished, and what is done with it? Listed, sent again one by one or many at once, or given up."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from triage.api.access import Client
from triage.api.gate import needs
from triage.api.services import ApiServices
from triage.domain.dead_letters import Choice, span_of
from triage.domain.failures import Refused


def chosen(
    failed_at: Annotated[str, Query(max_length=20)] = "",
    reason: Annotated[str, Query(max_length=200)] = "",
    intent: Annotated[str, Query(max_length=40)] = "",
    older_than: Annotated[str, Query(max_length=8, description="such as 90m, 36h or 3d")] = "",
) -> Choice:
    """Return which dead letters a caller means."""
    return Choice(failed_at=failed_at, reason=reason, intent=intent, older_than=span_of(older_than))


def create_door(services: ApiServices) -> APIRouter:
    """Return the doors for dead letters."""
    router = APIRouter()
    _add_many(router, services)
    _add_one(router, services)
    return router


def _add_many(router: APIRouter, services: ApiServices) -> None:
    @router.get("/v1/dead-letters")
    def list_dead(
        _client: Annotated[Client, Depends(needs("operate"))],
        choice: Annotated[Choice, Depends(chosen)],
        limit: Annotated[int, Query(ge=1, le=500)] = 500,
        after: Annotated[str, Query(max_length=40)] = "",
    ) -> dict[str, list[dict[str, Any]]]:
        """List cases that could not be finished, oldest first, with step, reason and age."""
        return {"dead_letters": services.list_dead(choice, limit, after)}

    @router.post("/v1/dead-letters/replay", status_code=HTTPStatus.ACCEPTED)
    def replay_many(
        client: Annotated[Client, Depends(needs("operate"))],
        choice: Annotated[Choice, Depends(chosen)],
        step: Annotated[str | None, Query(max_length=20)] = None,
        every: Annotated[bool, Query(description="really all of them, where no filter is given")] = False,
    ) -> dict[str, int]:
        """Send all dead letters of this choice down the road again, in the order in which their mails came in."""
        if choice.is_open and not every:
            raise Refused("say which dead letters, or every=true for all of them")
        return {"replayed": services.replay_many(choice, step, client.name)}


def _add_one(router: APIRouter, services: ApiServices) -> None:
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
