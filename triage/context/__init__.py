"""Who writes, and what do the books hold about it? From message and reading to the case file."""

from triage.context.gathering import gather

__all__ = ["gather"]
