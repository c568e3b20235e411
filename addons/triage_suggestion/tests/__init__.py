from . import test_receive, test_guard, test_decisions, test_approvals, test_acts, test_outbox, test_companies, test_service
