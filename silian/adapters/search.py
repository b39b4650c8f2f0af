"""Full text in SQLite and PostgreSQL: the same tokens, the same answers.

A text is indexed by pairs of neighboring Chinese characters and by whole Latin words and numbers,
in order; a phrase of pairs is then an exact piece of text, and two characters are enough. SQLite's
own ``trigram`` finds no word of two characters, and PostgreSQL has no Chinese parser.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import rjieba
from django.db import connection
from django.db.models.expressions import RawSQL

from silian.domain.documents.view import normalize

# Made by a migration of store/documents, in the form that each engine has.
INDEX = "documents_searchindex"

_HAN = r"\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Runs of Chinese characters, or a Latin word or number with its inner points.
_RUN = re.compile(rf"[{_HAN}]+|(?:(?![{_HAN}])[^\W_]){{1,60}}(?:\.\d{{1,60}})*")
_CHINESE = re.compile(rf"[{_HAN}]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that must stand one after the other. ``is_open``: the last one may go on."""

    tokens: tuple[str, ...]
    is_open: bool


def spelling(text: str) -> str:
    """``text`` as it is compared: normalized and in lower case, character for character."""
    view = normalize(text)
    lower = view.lower()
    return lower if len(lower) == len(view) else view


def tokens_of(text: str) -> tuple[str, ...]:
    """The tokens of a text, in order; the last character of a Chinese run is one as well."""
    found: list[str] = []
    for run in _RUN.findall(spelling(text)):
        if _CHINESE.match(run):
            found.extend(run[index : index + 2] for index in range(len(run)))
        else:
            found.append(run)
    return tuple(found)


def phrase_of(words: str) -> Phrase | None:
    """The phrase that finds exactly ``words``; ``None`` where they hold no letter or digit."""
    found: list[str] = []
    is_open = False
    for run in _RUN.findall(spelling(words)):
        if _CHINESE.match(run):
            found.extend(run[index : index + 2] for index in range(max(len(run) - 1, 1)))
        else:
            found.append(run)
        is_open = len(run) == 1 or not _CHINESE.match(run)
    return Phrase(tuple(found), is_open) if found else None


def split_words(words: str) -> tuple[str, ...]:
    """The pieces that must all stand in a passage: by spaces, as a person typed them."""
    return tuple(piece for piece in spelling(words).split() if phrase_of(piece))


def looser_words(words: str) -> tuple[str, ...]:
    """The dictionary's words of at least two characters in ``words``."""
    cut = rjieba.cut(spelling(words))
    return tuple(dict.fromkeys(word.strip() for word in cut if len(word.strip()) > 1))


def matching(pieces: Sequence[str]) -> RawSQL:
    """Ids of the passages in which every piece stands, for a filter ``pk__in``."""
    phrases = [phrase for piece in pieces if (phrase := phrase_of(piece))]
    if connection.vendor == "postgresql":
        return RawSQL(  # noqa: S611 - the words are a parameter
            f"SELECT passage_id FROM {INDEX} WHERE tokens @@ %s::tsquery",  # noqa: S608
            [" & ".join(_postgres_phrase(phrase) for phrase in phrases)],
        )
    return RawSQL(  # noqa: S611 - the words are a parameter
        f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s",  # noqa: S608
        [" AND ".join(_sqlite_phrase(phrase) for phrase in phrases)],
    )


def index(passages: Iterable[tuple[int, str]]) -> None:
    """Add passages (id, text) to the index."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                f"INSERT INTO {INDEX} (passage_id, tokens) VALUES (%s, %s::tsvector) "  # noqa: S608
                "ON CONFLICT (passage_id) DO UPDATE SET tokens = excluded.tokens",
                [(key, _postgres_vector(text)) for key, text in passages],
            )
        else:
            cursor.executemany(
                f"INSERT OR REPLACE INTO {INDEX} (rowid, tokens) VALUES (%s, %s)",  # noqa: S608
                [(key, " ".join(tokens_of(text))) for key, text in passages],
            )


def forget(passage_ids: Sequence[int]) -> None:
    """Take passages out of the index."""
    column = "passage_id" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.executemany(
            f"DELETE FROM {INDEX} WHERE {column} = %s",  # noqa: S608
            [(key,) for key in passage_ids],
        )


def _sqlite_phrase(phrase: Phrase) -> str:
    # Tokens hold letters, digits and points only, so that no quote can break out.
    return f'"{" ".join(phrase.tokens)}"{" *" if phrase.is_open else ""}'


def _postgres_phrase(phrase: Phrase) -> str:
    quoted = [f"'{token}'" for token in phrase.tokens]
    if phrase.is_open:
        quoted[-1] += ":*"
    return f"({' <-> '.join(quoted)})"


def _postgres_vector(text: str) -> str:
    return " ".join(f"'{token}':{place}" for place, token in enumerate(tokens_of(text), 1))
