"""The scoping point: rows of a region cannot be asked for without saying whose eyes look."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from django.db import models
from django.db.models import Manager, QuerySet

if TYPE_CHECKING:
    from silian.domain.parties.offices import Reach

ACROSS = "1 = 1 /* across regions */"
Row = TypeVar("Row", bound=models.Model, covariant=True)


class UnscopedQuery(RuntimeError):
    """A query on rows of a region was about to run without ``within(reach)``: a mistake here."""


class ScopedQuerySet(QuerySet[Row], Generic[Row]):
    """Rows with a ``region``; refuses to run until ``within`` was called."""

    _is_scoped = False

    def within(self, reach: Reach) -> Self:
        """Only rows of the regions that the reach holds."""
        field = getattr(self.model, "region_path", "region")
        scoped = self.filter(**{f"{field}__in": reach.regions})
        scoped._is_scoped = True
        return scoped

    def across_regions(self, reason: str) -> Self:
        """All rows, for the system's own work. ``reason`` says why; the tests list the callers."""
        if not reason:
            raise UnscopedQuery("a reason is needed to look across regions")
        # The comment tells the tests that watch all SQL that this one is meant.
        scoped: Self = self.extra(where=[ACROSS])  # type: ignore[assignment]  # noqa: S610
        scoped._is_scoped = True
        return scoped

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]  # the stubs leave it out
        clone._is_scoped = self._is_scoped
        return clone

    def _check_scope(self) -> None:
        if not self._is_scoped:
            raise UnscopedQuery(f"{self.model.__name__}: call .within(reach) first")

    def _fetch_all(self) -> None:
        self._check_scope()
        super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Iterator[Row]:
        """As in Django, once scoped."""
        self._check_scope()
        return super().iterator(chunk_size) if chunk_size else super().iterator()

    def count(self) -> int:
        """As in Django, once scoped."""
        self._check_scope()
        return super().count()

    def exists(self) -> bool:
        """As in Django, once scoped."""
        self._check_scope()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:  # Any: as Django has it
        """As in Django, once scoped."""
        self._check_scope()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:  # Any: as Django has it
        """As in Django, once scoped."""
        self._check_scope()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As in Django, once scoped."""
        self._check_scope()
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]  # what Django's templates look at
    delete.queryset_only = True  # type: ignore[attr-defined]  # managers do not offer it
    update.alters_data = True  # type: ignore[attr-defined]  # what Django's templates look at

    def explain(self, *, format: str | None = None, **options: Any) -> str:  # Any: as Django
        """As in Django, once scoped."""
        self._check_scope()
        return super().explain(format=format, **options)


class ScopedManager(Manager[Row], Generic[Row]):
    """The manager of rows with a region. ``create`` works as ever; reading needs a reach."""

    def get_queryset(self) -> ScopedQuerySet[Row]:
        """Rows that cannot be read yet."""
        return ScopedQuerySet(self.model, using=self._db)

    def within(self, reach: Reach) -> ScopedQuerySet[Row]:
        """Only rows of the regions that the reach holds."""
        return self.get_queryset().within(reach)

    def across_regions(self, reason: str) -> ScopedQuerySet[Row]:
        """All rows, for the system's own work; see the query set."""
        return self.get_queryset().across_regions(reason)
