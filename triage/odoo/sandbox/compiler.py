"""How does a world become tables? House, customers, then each situation: orders, deliveries, ledger, tickets."""

from triage.odoo.sandbox.description import World
from triage.odoo.sandbox.drawer import HOUSE, Drawer, Row
from triage.odoo.sandbox.house_tables import add_customer, add_house
from triage.odoo.sandbox.ledger_tables import add_ledger
from triage.odoo.sandbox.order_tables import add_deliveries, add_orders
from triage.odoo.sandbox.story import Story
from triage.odoo.sandbox.ticket_tables import add_tickets


def compile_world(world: World) -> dict[str, list[Row]]:
    """Return the world as Odoo's tables; raises `Broken` where a situation names what nobody described.

    The same description gives the same ids: those of a situation start at a thousand times its number.
    """
    drawer = Drawer(world.now.strftime("%Y-%m-%d 06:00:00"))
    add_house(drawer, world)
    for key, customer in world.customers.items():
        add_customer(drawer, key, customer)
    for situation in world.situations:
        drawer.number = situation.number
        story = Story(world, situation)
        for add in (add_orders, add_deliveries, add_ledger, add_tickets):
            add(drawer, story)
    drawer.number = HOUSE
    return drawer.tables
