"""Does the sandbox keep the contract of books and desk?"""

import pytest
from contract import BooksContract, DeskContract
from office import Office

from triage.odoo.sandbox import WORLD_NOW
from triage.odoo.sandbox.compiler import compile_world
from triage.odoo.sandbox.library import packaged_world
from triage.odoo.sandbox.transport import SandboxTransport


@pytest.fixture
def office() -> Office:
    transport = SandboxTransport(compile_world(packaged_world()), clock=lambda: WORLD_NOW)
    return Office(transport, transport.search_read)


class TestBooks(BooksContract):
    pass


class TestDesk(DeskContract):
    pass
