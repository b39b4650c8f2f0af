"""Parties by words of their names, in SQLite and PostgreSQL: the same tokens, the same answers.

An entry holds the region, then the pairs of characters of a name, as ``silian.adapters.search``
cuts them. Whoever asks looks the parties up within reach afterwards.
"""

from collections.abc import Iterable

from django.db import connection

from silian.adapters.search import phrase_of, split_words, tokens_of

# Made by a migration of store/parties, in the form that each engine has.
INDEX = "parties_nameindex"


def add(names: Iterable[tuple[str, str, str]]) -> None:
    """Add names to the index: (party, region, name)."""
    entries = [(party, [f"r{region}", *tokens_of(name)]) for party, region, name in names]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                f"INSERT INTO {INDEX} (party_id, tokens) VALUES (%s, %s::tsvector)",  # noqa: S608
                [
                    (party, " ".join(f"'{token}':{place}" for place, token in enumerate(tokens, 1)))
                    for party, tokens in entries
                ],
            )
        else:
            cursor.executemany(
                f"INSERT INTO {INDEX} (party_id, tokens) VALUES (%s, %s)",  # noqa: S608
                [(party, " ".join(tokens)) for party, tokens in entries],
            )


def forget(party: str) -> None:
    """Take the names of a party out of the index."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {INDEX} WHERE party_id = %s", [party])  # noqa: S608


def find(words: str, regions: Iterable[str], *, most: int) -> list[str] | None:
    """Parties in one of whose names every word stands; None where there are more than ``most``.

    Words that hold no letter or digit find nothing.
    """
    pieces = split_words(words)
    if not pieces:
        return []
    found: set[str] = set()
    for region in regions:
        with connection.cursor() as cursor:
            cursor.execute(_SELECT[connection.vendor], [_condition(pieces, region), most + 1])
            found.update(row[0] for row in cursor.fetchall())
        if len(found) > most:
            return None
    return sorted(found)


_SELECT = {
    "postgresql": f"SELECT party_id FROM {INDEX} WHERE tokens @@ %s::tsquery LIMIT %s",  # noqa: S608
    "sqlite": f"SELECT party_id FROM {INDEX} WHERE {INDEX} MATCH %s LIMIT %s",  # noqa: S608
}


def _condition(pieces: Iterable[str], region: str) -> str:
    """The query in the engine's language; tokens hold letters, digits and points only."""
    is_postgres = connection.vendor == "postgresql"
    conditions = [f"'r{region}'" if is_postgres else f'"r{region}"']
    for piece in pieces:
        phrase = phrase_of(piece)
        if phrase is None:
            continue
        if is_postgres:
            quoted = [f"'{token}'" for token in phrase.tokens]
            quoted[-1] += ":*" if phrase.is_open else ""
            conditions.append(f"({' <-> '.join(quoted)})")
        else:
            conditions.append(f'"{" ".join(phrase.tokens)}"{" *" if phrase.is_open else ""}')
    return (" & " if is_postgres else " AND ").join(conditions)
