"""How is a live Odoo 19 filled with the worked world? `python -m evaluation.worlds.seed --url … --database …`."""

import argparse
import json
import time
from collections.abc import Sequence

from evaluation.worlds.house import seed_customer, seed_house
from evaluation.worlds.ledger import seed_ledger
from evaluation.worlds.rpc import Rpc
from evaluation.worlds.trade import seed_trade
from triage.odoo.sandbox.description import World
from triage.odoo.sandbox.library import packaged_world
from triage.odoo.sandbox.story import Story


def seed(rpc: Rpc, world: World, only: Sequence[str] = ()) -> list[str]:
    """Make the world's records that are not there yet; returns the ids of the situations told.

    `only`: these situations, with the customers they need. Running it again makes nothing new.
    """
    told = [s for s in world.situations if not only or s.id in only]
    needed = {s.customer for s in told}
    needed |= {world.customers[key].parent for key in needed} - {""}
    seed_house(rpc, world)
    for key in world.customers:
        if key in needed:
            seed_customer(rpc, world, key)
    for situation in told:
        story = Story(world, situation)
        try:
            seed_trade(rpc, story)
            seed_ledger(rpc, story)
        except Exception as error:
            raise RuntimeError(f"{situation.id} cannot be seeded: {error}") from error
    return [s.id for s in told]


def main(argv: Sequence[str] | None = None) -> None:
    """Seed from the command line; prints one JSON object with what was done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--login", default="admin")
    parser.add_argument("--password", default="admin")
    parser.add_argument("--only", nargs="*", default=())
    given = parser.parse_args(argv)
    began = time.perf_counter()
    rpc = Rpc(given.url, given.database, given.login, given.password)
    told = seed(rpc, packaged_world(), given.only)
    seconds = round(time.perf_counter() - began, 1)
    print(json.dumps({"situations": len(told), "made": rpc.made, "calls": rpc.calls, "seconds": seconds}))


if __name__ == "__main__":
    main()
