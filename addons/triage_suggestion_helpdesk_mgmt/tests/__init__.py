from . import test_door, test_tickets
