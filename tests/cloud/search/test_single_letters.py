"""Documents of before revision 0019 are found by one Korean letter after it."""

from __future__ import annotations

from tests.cloud.search.test_search import add, document, refs

from jarip.cloud.db.database import Database
from jarip.cloud.db.migrate import downgrade_database, upgrade_database


def test_what_was_there_before_is_found_by_one_letter(database: Database) -> None:
    add(database, document("a", "대학"), document("b", "v2 x", "학습률"), document("c", "plain"))
    downgrade_database(database, "0018")
    assert refs(database, "학") == []
    assert refs(database, "대학") == ["a"]
    upgrade_database(database)
    assert refs(database, "학") == ["a", "b"]
    assert refs(database, "률") == ["b"]
    assert refs(database, "습률 v2") == ["b"]
    add(database, document("d", "이학"))
    assert refs(database, "학") == ["a", "b", "d"]
