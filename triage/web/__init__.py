"""What does a person see in a browser? Read-only pages over the same services as the API."""

from triage.web.pages import PageServices, create_pages

__all__ = ["PageServices", "create_pages"]
