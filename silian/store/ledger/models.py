"""The ledger (账): accounts, entries and their postings, closed periods, checkpoints.

``guards`` holds what constraints cannot say: zero sums, closed periods, floors, commitments.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from silian.domain.ledger.model import LARGEST_AMOUNT, Side, Unit
from silian.domain.ledger.model import Account as AccountValue
from silian.store.kernel.ids import new_id
from silian.store.kernel.images import Replayed
from silian.store.kernel.scoped import ScopedManager, ScopedQuerySet

if TYPE_CHECKING:
    from typing import Self

    from silian.domain.parties.offices import Reach


class AccountQuerySet(ScopedQuerySet["Account"]):
    """Filters of accounts."""

    def with_balance_on(self, day: date) -> Self:
        """Each with ``balance``: signed, at the end of a day.

        The last checkpoint up to the day and the postings after it. Each day with postings has
        a checkpoint, so nothing is left to add up; without one the sum is as right, and slower.
        """
        passed = Checkpoint.objects.filter(account=OuterRef("pk"), day__lte=day).order_by("-day")
        later = (
            Posting.objects.filter(account=OuterRef("pk"), effective_on__lte=day)
            .filter(effective_on__gt=OuterRef("checked_on"))
            .order_by()
            .values("account")
            .annotate(total=Sum("amount"))
            .values("total")
        )
        first = Value(date.min, output_field=models.DateField())
        zero = Value(0, output_field=models.BigIntegerField())
        return self.annotate(
            checked_on=Coalesce(Subquery(passed.values("day")[:1]), first),
        ).annotate(
            balance=Coalesce(Subquery(passed.values("balance")[:1]), zero)
            + Coalesce(Subquery(later, output_field=models.BigIntegerField()), zero),
        )


class AccountManager(ScopedManager["Account"]):
    """The manager of accounts."""

    def get_queryset(self) -> AccountQuerySet:
        """Accounts that cannot be read yet."""
        return AccountQuerySet(self.model, using=self._db)

    def within(self, reach: Reach) -> AccountQuerySet:
        """Only accounts of the regions that the reach holds."""
        return self.get_queryset().within(reach)


class Account(Replayed):
    """An account (科目) of a system in a region. Its unit and side never change."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    region = models.CharField(_("region"), max_length=6)
    system = models.CharField(_("system"), max_length=60)
    code = models.CharField(_("code"), max_length=60)
    unit = models.CharField(_("unit"), max_length=20)
    normal = models.CharField(_("normal side"), max_length=6)
    owner = models.CharField(_("owner"), max_length=100, blank=True)
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)
    floor = models.BigIntegerField(_("floor"), null=True, blank=True)
    at_most = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="limits"
    )
    is_closed = models.BooleanField(_("closed"), default=False)
    opened_at = models.DateTimeField()

    objects = AccountManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "system", "code"], name="account_once_in_a_system"
            ),
            models.CheckConstraint(
                condition=Q(unit__in=[unit.value for unit in Unit]),
                name="account_has_a_known_unit",
            ),
            models.CheckConstraint(
                condition=Q(normal__in=[side.value for side in Side]),
                name="account_has_a_known_side",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.code}"

    def to_domain(self, at_most: str = "") -> AccountValue:
        """Hand the account to the pure core; ``at_most`` is the code of its ceiling."""
        return AccountValue(
            self.code, Unit(self.unit), Side(self.normal), self.owner, self.purpose, self.floor,
            at_most, self.is_closed,
        )  # fmt: skip


class Book(models.Model):
    """The last number of a region's entries. Locked while one is written or a period closed."""

    region = models.CharField(max_length=6, unique=True)
    last_number = models.PositiveBigIntegerField(default=0)

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"{self.region}: {self.last_number}"


class Entry(Replayed):
    """An entry (分录), written after its postings and closed by that; triggers refuse changes.

    ``committed`` is what it holds for payments; ``released`` is what it takes from the
    commitment that it ``settles``, below zero where a payment is undone.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    region = models.CharField(_("region"), max_length=6)
    system = models.CharField(_("system"), max_length=60)
    number = models.PositiveBigIntegerField(_("number"))
    at = models.DateTimeField(_("written at"))
    by_name = models.CharField(_("by"), max_length=150)
    effective_on = models.DateField(_("day"))
    template = models.CharField(_("template"), max_length=60, blank=True)
    ground = models.CharField(_("ground"), max_length=300)
    case_id = models.CharField(max_length=26, blank=True)
    decision_id = models.CharField(max_length=26, blank=True)
    agreement_id = models.CharField(max_length=26, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    settles = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="settled_by"
    )
    committed = models.BigIntegerField(default=0)
    released = models.BigIntegerField(default=0)
    key = models.CharField(max_length=100, blank=True)
    hash = models.CharField(max_length=64)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "number"], name="entry_number_once_in_a_region"
            ),
            models.UniqueConstraint(
                fields=["region", "key"], condition=~Q(key=""), name="entry_once_for_a_key"
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="entry_numbers_start_at_one"),
            models.CheckConstraint(condition=Q(committed__gte=0), name="entry_commits_no_debt"),
            models.CheckConstraint(
                condition=Q(settles__isnull=False) | Q(released=0),
                name="entry_releases_from_a_commitment",
            ),
        ]
        indexes = [
            models.Index(fields=["region", "system", "effective_on"], name="entry_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.region}/{self.number}"


class Posting(Replayed):
    """A movement on an account (分录行): debit above zero. Day and number are its entry's."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="postings", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="postings", db_index=False)
    region = models.CharField(max_length=6)
    effective_on = models.DateField()
    number = models.PositiveBigIntegerField()
    amount = models.BigIntegerField()

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "account"], name="posting_once_an_account_in_an_entry"
            ),
            models.CheckConstraint(
                condition=~Q(amount=0) & Q(amount__gte=-LARGEST_AMOUNT, amount__lte=LARGEST_AMOUNT),
                name="posting_moves_something",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "effective_on", "number"], name="posting_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.amount}"


class Period(Replayed):
    """A closed period (结账期间), ``ends_on`` not included; nothing is dated before its end."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    region = models.CharField(_("region"), max_length=6)
    system = models.CharField(_("system"), max_length=60)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    closed_at = models.DateTimeField(_("closed at"))
    closed_by_name = models.CharField(_("closed by"), max_length=150)
    last_number = models.PositiveBigIntegerField(_("last entry"))

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="period_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["region", "system", "ends_on"], name="period_closed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.starts_on}–{self.ends_on}"


class Checkpoint(models.Model):
    """An account's signed balance at the end of a day with postings; kept up by a trigger.

    It is a cache: what postings say counts, and an audit compares the two.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="checkpoints", db_index=False)
    region = models.CharField(max_length=6)
    day = models.DateField()
    balance = models.BigIntegerField()

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "day"], name="checkpoint_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.day}: {self.balance}"
