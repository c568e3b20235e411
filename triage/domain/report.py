"""What is a report made of? Tables of plain values, some drawn as charts; the same for page, file, CSV and XLSX."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

Value = str | int | float | Decimal | None


class Kind(StrEnum):
    """How the values of a column are shown and sorted."""

    TEXT = "text"
    NUMBER = "number"
    SHARE = "share"  # 0 to 1, shown in percent
    MONEY = "money"  # in the currency that the row or the column's name tells
    DAY = "day"  # a moment in UTC, in ISO form


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Cell:
    """One value; `href` leads to what is behind it, `note` says how sure it is, `mark` is good or bad."""

    value: Value
    href: str = ""
    note: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Which columns of the table are drawn against which."""

    kind: str  # bar, stacked or line
    label: int  # place of the column that names the bars or points
    values: tuple[int, ...]  # places of the columns that are drawn
    most: int = 15  # rows that are drawn; the table shows all


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns, with what they say in one sentence."""

    id: str
    title: str
    says: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    nothing: str = "Nothing yet."
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to know first; a good one says that all is well."""

    text: str
    mark: str = "bad"


@dataclass(frozen=True, slots=True)
class Report:
    """One page of figures. `period` is told under the title."""

    name: str
    title: str
    says: str
    tables: tuple[Table, ...]
    alerts: tuple[Alert, ...] = ()
    period: str = ""

    def table(self, table_id: str) -> Table | None:
        """Find a table by its id."""
        return next((table for table in self.tables if table.id == table_id), None)

    def without_links(self) -> "Report":
        """Return the report as it can stand alone, where no link of ours leads anywhere."""
        bare = tuple(
            replace(table, rows=tuple(tuple(replace(cell, href="") for cell in row) for row in table.rows))
            for table in self.tables
        )
        return replace(self, tables=bare)


def table_of(
    head: tuple[str, str, str],
    columns: Sequence[tuple[str, Kind]],
    rows: Sequence[Sequence[Value | Cell]],
    *,
    chart: Chart | None = None,
    nothing: str = "Nothing yet.",
) -> Table:
    """Return a table; `head` is its id, its title and what it says. Plain values become cells."""
    cells = tuple(tuple(v if isinstance(v, Cell) else Cell(v) for v in row) for row in rows)
    return Table(*head, tuple(Column(*column) for column in columns), cells, nothing, chart)
