"""What do the live tests share? One lab, one Odoo server, its administrator, and the bot with read-only rights."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from odoo_lab import OdooLab, OdooServer
from odoo_users import Bot, Rpc, create_bot

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all below this folder as live; TRIAGE_LIVE=0 is the only thing that skips them."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.live)
            if os.environ.get("TRIAGE_LIVE") == "0":
                item.add_marker(pytest.mark.skip(reason="TRIAGE_LIVE=0"))


@pytest.fixture(scope="session")
def odoo_lab(request: pytest.FixtureRequest) -> Iterator[OdooLab]:
    """Return the lab of this run, with PostgreSQL running. The first time on a machine it is built in minutes."""
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        lab = OdooLab.prepare()
    yield lab
    lab.stop()


@pytest.fixture(scope="session")
def odoo_server(odoo_lab: OdooLab) -> OdooServer:
    """Return the server that the whole session shares; its database starts without any record of trade."""
    return odoo_lab.serve(odoo_lab.database("session"))


@pytest.fixture(scope="session")
def odoo_login(odoo_server: OdooServer) -> Callable[[str, str], Rpc]:
    """Return what logs a user in: `odoo_login(login, password_or_api_key)`."""
    return lambda login, password: Rpc(odoo_server, login, password)


@pytest.fixture(scope="session")
def odoo_admin(odoo_server: OdooServer) -> Rpc:
    """Return the administrator's calls."""
    return Rpc(odoo_server, odoo_server.admin_login, odoo_server.admin_password)


@pytest.fixture(scope="session")
def bot(odoo_lab: OdooLab, odoo_server: OdooServer, odoo_admin: Rpc) -> Bot:
    """Return a new service user: login, password, API key and id."""
    return create_bot(odoo_lab, odoo_server, odoo_admin)
