"""What does a person see in a browser? Pages behind a login, templates and nothing clever."""

from triage.web.login import install
from triage.web.operations import OperationsServices, create_operations
from triage.web.pages import PageServices, create_pages
from triage.web.rendering import POLICY
from triage.web.reports import ReportServices, create_reports
from triage.web.sessions import Sessions
from triage.web.visiting import VisitServices

__all__ = [
    "POLICY",
    "OperationsServices",
    "PageServices",
    "ReportServices",
    "Sessions",
    "VisitServices",
    "create_operations",
    "create_pages",
    "create_reports",
    "install",
]
