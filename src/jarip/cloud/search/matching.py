"""The condition of a query in the language of each database's index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from jarip.cloud.search.documents import Kind
from jarip.cloud.search.request import COLUMNS, Scope, Words
from jarip.cloud.search.tokens import owner_token


@dataclass
class Match:
    """`source` is what to select from, with the documents as `d`; `conditions` are joined by AND.
    `key` is the column to order by: the index's own where it has one."""

    source: str
    key: str
    conditions: list[str]
    values: dict[str, Any] = field(default_factory=dict)


def match_sqlite(organization_id: str, kinds: Sequence[Kind], scope: Scope, words: Words) -> Match:
    """FTS5: trigrams where there is a word of three letters, else pairs; the rest narrows down.

    Rowids are times, so the index yields the newest first by itself, and stops where it may. CROSS
    JOIN keeps SQLite from asking the index once for each of the organization's documents.
    """
    owners = " OR ".join(_quote(owner_token(organization_id, kind)) for kind in kinds)
    columns = COLUMNS[scope]
    if words.long:
        table = "search_words"
        found = " AND ".join(_quote(word) for word in words.long)
        text = f"({{{' '.join(columns)}}} : ({found})) AND owner : ({owners})"
        unsure = (*words.pairs, *words.rest)
    else:
        table = "search_pairs"
        text = " AND ".join(_quote(word) for word in words.pairs) + f" AND ({owners})"
        # Pairs know no columns, and a short word of the index is a whole one.
        unsure = words.rest if scope is Scope.ALL else words.all
    match = Match(
        f"{table} CROSS JOIN search_documents d ON d.id = {table}.rowid",
        f"{table}.rowid",
        [f"{table} MATCH :match", "d.organization_id = :organization_id"],
        {"match": text, "organization_id": organization_id},
    )
    for number, word in enumerate(unsure):
        name = f"w{number}"
        match.conditions.append(
            "(" + " OR ".join(f"instr(lower(d.{column}), :{name})" for column in columns) + ")"
        )
        match.values[name] = word
        if word in words.pairs:
            match.conditions.append(f"instr(' ' || d.pairs || ' ', :{name}p)")
            match.values[f"{name}p"] = f" {word} "
    return match


EVERYTHING = "(d.title || ' ' || d.body || ' ' || d.keywords || ' ' || d.author)"
"""The expression that migration 0015 has an index on."""


def match_postgres(
    organization_id: str, kinds: Sequence[Kind], scope: Scope, words: Words
) -> Match:
    """pg_trgm for words of three letters or more, an array index for pairs."""
    match = Match(
        "search_documents d",
        "d.id",
        ["d.organization_id = :organization_id", "d.kind = ANY(:kinds)"],
        {"organization_id": organization_id, "kinds": [str(kind) for kind in kinds]},
    )
    for number, word in enumerate(words.all):
        name = f"w{number}"
        match.values[name] = f"%{_escape(word)}%"
        if word in words.pairs:
            match.conditions.append(
                f"string_to_array(d.pairs, ' ') @> ARRAY[CAST(:{name}p AS text)]"
            )
            match.values[f"{name}p"] = word
        else:
            match.conditions.append(f"{EVERYTHING} ILIKE :{name}")
        # In everything as one text, only words with a space could lie across two columns.
        if scope is not Scope.ALL or (word not in words.pairs and " " in word):
            columns = " OR ".join(f"d.{column} ILIKE :{name}" for column in COLUMNS[scope])
            match.conditions.append(f"({columns})")
    return match


def _quote(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _escape(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
