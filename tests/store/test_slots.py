"""Does a queue keep its room in a process, whichever way a case comes to its leg?"""

from triage.store.slots import Queue, Slots


def test_a_case_that_walks_on_finds_no_room_where_two_legs_run() -> None:
    slots = Slots([Queue("odoo", 2)])
    with slots.wait_for("odoo"), slots.try_for("odoo") as second, slots.try_for("odoo") as third:
        assert (second, third) == (True, False)
    with slots.try_for("odoo") as has_room:
        assert has_room


def test_nobody_walks_into_a_queue_with_a_limit_over_all_workers() -> None:
    slots = Slots([Queue("model", 2, everywhere=3)])
    with slots.try_for("model") as has_room:
        assert not has_room
