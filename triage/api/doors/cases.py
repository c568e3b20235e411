"""What became of the messages? The cases, one case as its whole story, and the ledger."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from triage.api.access import Client
from triage.api.gate import needs
from triage.api.services import ApiServices
from triage.domain.clients import CONTENT, READ
from triage.domain.content import without_content


def create_door(services: ApiServices) -> APIRouter:
    """Return the doors that tell of cases."""
    router = APIRouter()

    @router.get("/v1/cases")
    def list_cases(
        _client: Annotated[Client, Depends(needs(READ))],
        state: Annotated[str | None, Query(max_length=20)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
        before: Annotated[str | None, Query(max_length=40)] = None,
    ) -> dict[str, list[dict[str, Any]]]:
        """List cases, newest first."""
        return {"cases": services.list_cases(state, limit, before)}

    @router.get("/v1/cases/{case_id}")
    def get_case(case_id: str, client: Annotated[Client, Depends(needs(READ))]) -> dict[str, Any]:
        """Return one case: its whole story with the scope content, its operation alone without."""
        story = services.get_case(case_id)
        if not client.may(CONTENT):
            return without_content(story)
        services.saw(case_id, client.name)
        return story

    @router.get("/v1/ledger")
    def get_ledger(_client: Annotated[Client, Depends(needs(READ))]) -> dict[str, int]:
        """Return received = delivered + waiting + held + dead_lettered + ignored, and the gap."""
        return services.get_ledger()

    @router.get("/v1/operations")
    def get_condition(_client: Annotated[Client, Depends(needs("read"))]) -> dict[str, Any]:
        """Return ledger, alarms, doors, queues, holds, what waits and what died: figures and reasons, never content."""
        return services.get_condition()

    return router
