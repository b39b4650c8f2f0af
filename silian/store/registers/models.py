"""Memberships: who or what stands in a register, in which stage, from when to when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from silian.store.calls.models import Case
from silian.store.kernel.ids import new_id
from silian.store.kernel.images import Replayed
from silian.store.kernel.scoped import ScopedManager


class Membership(Replayed):
    """A span in a register (在库记录), in one stage; half-open ``[starts_on, ends_on)``.

    ``key`` tells entries of one party apart where a register holds several: the rung of a
    ladder, or the case for registers of things. ``data`` is what the case held at the start.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    region = models.CharField(_("region"), max_length=6)
    system = models.CharField(_("register"), max_length=100)
    case = models.ForeignKey(Case, models.PROTECT, related_name="memberships")
    party = models.CharField(_("party"), max_length=26, blank=True)
    key = models.CharField(max_length=60, blank=True)
    name = models.CharField(_("name"), max_length=300)
    stage = models.CharField(_("stage"), max_length=40, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    is_suspended = models.BooleanField(_("suspended"), default=False)
    begun_by = models.PositiveIntegerField(_("step that began it"))
    ended_by = models.PositiveIntegerField(_("step that ended it"), null=True, blank=True)
    ground = models.CharField(_("ground"), max_length=300, blank=True)
    data = models.JSONField(_("as it stood"), default=dict)
    is_demo = models.BooleanField(_("invented data"), default=False)

    hashed_columns = ("data",)
    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "system", "party", "key"],
                condition=Q(ends_on=None),
                name="member_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_it_starts",
            ),
        ]
        indexes = [
            models.Index(fields=["region", "system", "starts_on", "ends_on"], name="member_by_day"),
            models.Index(fields=["region", "system", "name", "id"], name="member_by_name"),
            models.Index(fields=["region", "party"], name="member_by_party"),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.name}"
