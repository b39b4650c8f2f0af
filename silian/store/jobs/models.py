"""Background work: what was asked for, how far it is, and who holds it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from silian.store.kernel.ids import new_id
from silian.store.kernel.scoped import ScopedManager

STATES = [
    ("waiting", _("waiting")),
    ("running", _("running")),
    ("done", _("done")),
    ("failed", _("failed")),
    ("cancelled", _("cancelled")),
    ("parked", _("parked")),
]


class Job(models.Model):
    """A piece of background work (后台作业). Its row in django-tasks is only the ticket.

    ``token`` names the run that holds the lease; a run whose token is gone may write nothing
    more. ``attempt`` counts the runs begun since it was asked for or retried by hand.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    region = models.CharField(_("region"), max_length=6)
    kind = models.CharField(_("kind"), max_length=60)
    title = models.CharField(_("title"), max_length=300)
    arguments = models.JSONField(help_text=_("ids only"))
    key = models.CharField(max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=STATES, default="waiting")
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    note_code = models.CharField(max_length=60, blank=True)
    note_values = models.JSONField(default=dict, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    token = models.CharField(max_length=26, blank=True)
    worker = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=60, blank=True)
    error_values = models.JSONField(default=dict, blank=True)
    asked_by = models.CharField(max_length=26, blank=True)
    asked_by_name = models.CharField(max_length=150)
    asked_office = models.CharField(max_length=26, blank=True)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "kind", "key"], condition=~Q(key=""), name="job_once_for_a_key"
            ),
            models.CheckConstraint(
                condition=Q(state="running", lease_until__isnull=False)
                | (~Q(state="running") & Q(lease_until__isnull=True, token="")),
                name="job_holds_a_lease_while_it_runs",
            ),
        ]
        indexes = [
            models.Index(fields=["region", "-asked_at"], name="job_by_region"),
            models.Index(fields=["state", "lease_until"], name="job_by_lease"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
