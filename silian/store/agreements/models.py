"""What agreements and obligations have beside the course of their cases."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.store.calls.models import Case
from silian.store.kernel.ids import new_id
from silian.store.kernel.images import Replayed
from silian.store.kernel.scoped import ScopedManager


class Side(Replayed):
    """A party to an agreement (协议方) and its role in it."""

    agreement = models.ForeignKey(Case, models.PROTECT, related_name="sides")
    region = models.CharField(max_length=6)
    role = models.CharField(_("role"), max_length=40)
    party = models.CharField(_("party"), max_length=26)
    name = models.CharField(_("name"), max_length=300)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "role", "party"], name="side_once_in_an_agreement"
            ),
        ]
        indexes = [models.Index(fields=["party"], name="side_by_party")]

    def __str__(self) -> str:
        return f"{self.role} {self.name}"


class Obligation(Replayed):
    """What somebody owes by a day (应办事项). Its course is the case ``id``."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="obligation")
    region = models.CharField(max_length=6)
    kind = models.CharField(_("kind"), max_length=40)
    template = models.CharField(_("template"), max_length=60, blank=True)
    owner = models.CharField(_("owner"), max_length=26, blank=True)
    owner_name = models.CharField(_("owner"), max_length=300)
    due_on = models.DateField(_("due"))
    first_due_on = models.DateField(_("first due"))
    evidence = models.CharField(_("kind of evidence"), max_length=40, blank=True)
    pay_fen = models.BigIntegerField(_("paid when verified, in fen"), default=0)
    anchor = models.CharField(_("place in a text"), max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        indexes = [models.Index(fields=["region", "due_on"], name="obligation_by_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}"


class Amendment(Replayed):
    """A change of an agreement (变更): what it was, what it is, who allowed it. Only added."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    agreement = models.ForeignKey(Case, models.PROTECT, related_name="amendments")
    region = models.CharField(max_length=6)
    kind = models.CharField(_("kind"), max_length=20)
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))
    reason = models.CharField(_("reason"), max_length=500)
    asked_by = models.CharField(max_length=26)
    asked_at = models.DateTimeField(_("asked"))
    allowed_by = models.CharField(max_length=26, blank=True)
    allowed_by_name = models.CharField(_("allowed by"), max_length=150, blank=True)
    allowed_at = models.DateTimeField(_("allowed"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20)

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"{self.kind} {self.agreement_id}"
