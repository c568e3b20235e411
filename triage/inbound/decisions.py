"""Is this a decision of a person, as Odoo tells it? Read strictly, and told what is wrong."""

from pydantic import ValidationError

from triage.domain.decisions import Decision
from triage.domain.failures import Refused
from triage.inbound.cloud_events import told
from triage.inbound.json_text import read_json


def read_decision(body: bytes) -> Decision:
    """Return the decision in a JSON text (`contract/decision.schema.json`); raises `Refused` for anything else."""
    try:
        return Decision.model_validate(read_json(body))
    except ValidationError as error:
        raise Refused(told(error)) from None
