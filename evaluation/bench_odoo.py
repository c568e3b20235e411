"""What does a case cost against a real Odoo? Calls and seconds, over the mails of the worked world."""

from odoo_lab import OdooLab  # type: ignore[import-not-found]  # on the path when the live lab is there
from odoo_users import Rpc, create_bot  # type: ignore[import-not-found]

from evaluation.worlds.rpc import Rpc as SeedRpc
from evaluation.worlds.seed import seed
from triage import wiring
from triage.domain.message import RawMessage
from triage.odoo.sandbox.library import packaged_world
from triage.odoo.sandbox.mails import list_mails
from triage.pipeline import Case, travel
from triage.settings import Settings

CASES = 40


def cost_of_cases() -> tuple[list[int], list[float]]:
    """Return the RPC calls and the seconds of the case file for each of the first mails of the world."""
    lab = OdooLab.prepare()
    try:
        server = lab.serve(lab.database("bench"))
        world = packaged_world()
        rpc = SeedRpc(server.url, server.db, server.admin_login, server.admin_password)
        seed(rpc, world)
        bot = create_bot(lab, server, Rpc(server, server.admin_login, server.admin_password))
        known = {"odoo_url": server.url, "odoo_database": server.db, "odoo_login": bot.login, "odoo_key": bot.api_key}
        tools = wiring.open_tools(Settings(books="json2", **known))
        cases = [
            travel(Case(case_id="bench", raw=RawMessage(content=mail, received_at=world.now)), tools, until="gather")
            for _, mail in list_mails(world)[: CASES + 1]
        ]
        files = [case.case_file for case in cases if case.case_file is not None][1:]
        return [file.rpc_calls for file in files], [file.seconds for file in files]
    finally:
        lab.stop()
