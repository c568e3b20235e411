"""Which database objects belong to us? The one list that all table definitions write themselves into."""

import sqlalchemy as sa

METADATA = sa.MetaData()
