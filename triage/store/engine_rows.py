"""Which rows of the engine are done with? Deleted by its own client; unfinished work is never touched."""

from datetime import datetime

from dbos import DBOSClient, DBOSPortableJSONSerializer

BATCH = 500
DONE = ["SUCCESS", "CANCELLED", "ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]  # failed ones are our dead letters by then


def purge_engine_rows(url: str, before: datetime) -> int:
    """Delete the engine's rows of legs that ended before this moment; returns how many."""
    client = DBOSClient(
        system_database_url=url,
        application_name="triage",
        serializer=DBOSPortableJSONSerializer(),
        retry_connection_errors=False,
    )
    purged = 0
    try:
        while True:
            rows = client.list_workflows(
                status=DONE, completed_before=before.isoformat(), limit=BATCH, load_input=False, load_output=False
            )
            if not rows:
                return purged
            client.delete_workflows([row.workflow_id for row in rows])
            purged += len(rows)
    finally:
        client.destroy()
