"""Is the budget of a model held over processes, per case and per day?"""

import datetime as dt
import threading
from pathlib import Path

from triage.llm.budget import Book, Limits, Memory, Purse
from triage.store.database import Database
from triage.store.spending import SpendingBook

TODAY = dt.date(2026, 11, 16)
BOUNDS = {"per_case": 100, "per_day": 250}


def books(tmp_path: Path) -> list[Book]:
    """Return the book in memory, and the one in a database."""
    return [Memory(), SpendingBook(Database(f"sqlite:///{tmp_path / 'state.sqlite3'}"))]


def test_a_case_and_a_day_hold_so_many_tokens_and_what_was_not_used_comes_back(tmp_path: Path) -> None:
    for book in books(tmp_path):
        assert book.take("a", TODAY, 80, **BOUNDS)
        assert not book.take("a", TODAY, 30, **BOUNDS)
        book.add("a", TODAY, -60)
        assert book.take("a", TODAY, 80, **BOUNDS)
        assert book.take("b", TODAY, 100, **BOUNDS)
        assert not book.take("c", TODAY, 60, **BOUNDS)  # 200 of the day's 250 are gone
        assert book.take("c", TODAY, 50, **BOUNDS)
        assert book.take("a", TODAY + dt.timedelta(days=1), 100, **BOUNDS)


def test_two_processes_never_spend_the_same_tokens(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'state.sqlite3'}"
    Database(url)
    taken: list[bool] = []

    def process(name: str) -> None:
        book = SpendingBook(Database(url))  # an engine of its own, as another process has
        for number in range(20):
            taken.append(book.take(f"{name}{number}", TODAY, 10, per_case=100, per_day=250))

    threads = [threading.Thread(target=process, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(taken), sum(taken)) == (40, 25)


def test_days_that_are_over_are_forgotten(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    book = SpendingBook(database)
    for day in range(5):
        assert book.take("a", TODAY + dt.timedelta(days=day), 100, **BOUNDS)
    with database.transaction(write=False) as connection:
        assert len(connection.exec_driver_sql("SELECT day FROM triage_spending").all()) == 2


def test_a_purse_sets_aside_before_a_call_and_settles_after_it() -> None:
    purse = Purse(Limits(tokens_per_case=100, tokens_per_day=1000))
    assert purse.take("a", 90)
    purse.settle("a", 90, 20)
    assert purse.take("a", 80)
    assert not purse.take("a", 1)
