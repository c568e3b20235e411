"""Which world do we show where there is no Odoo? One that stands still on a Monday, described in `worlds/`."""

from datetime import UTC, datetime

WORLD_NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)  # the `now` of worlds/house.yaml; a test holds them equal
