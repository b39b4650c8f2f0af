"""The event log: events in chained streams, the heads of the streams, and sealed heads."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from silian.domain.kernel.events import Link
from silian.store.kernel.scoped import ScopedManager


class Event(models.Model):
    """Something that happened (事件). Rows are added; triggers refuse UPDATE and DELETE.

    Persons and offices are kept as text and not as foreign keys, so that nothing that happens
    to another table can touch the log.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.CharField(_("stream"), max_length=100)
    seq = models.PositiveIntegerField(_("number in the stream"))
    at = models.DateTimeField(_("at"))
    actor_id = models.CharField(max_length=26, blank=True)
    actor_name = models.CharField(_("who"), max_length=150)
    office_id = models.CharField(max_length=26, blank=True)
    region = models.CharField(_("region"), max_length=6)
    verb = models.CharField(_("verb"), max_length=60)
    kind = models.CharField(_("kind of object"), max_length=40)
    object_id = models.CharField(_("object"), max_length=80)
    payload = models.TextField(_("what"), help_text=_("canonical JSON"))
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stream", "seq"], name="event_once_at_a_place_of_a_stream"
            ),
            models.CheckConstraint(condition=Q(seq__gt=0), name="event_numbers_start_at_one"),
        ]
        indexes = [
            models.Index(fields=["region", "-id"], name="event_by_region"),
            models.Index(fields=["region", "verb", "-id"], name="event_by_verb"),
            models.Index(fields=["kind", "object_id", "-id"], name="event_by_object"),
            models.Index(fields=["at"], name="event_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.stream}/{self.seq}"

    def to_link(self) -> Link:
        """What the hash covers."""
        return Link(
            self.stream, self.seq, self.at, self.actor_id, self.actor_name, self.office_id,
            self.region, self.verb, self.kind, self.object_id, self.payload, self.prev,
        )  # fmt: skip


class Head(models.Model):
    """The last event of a stream. Locked while one is appended; shows a cut-off end."""

    stream = models.CharField(primary_key=True, max_length=100)
    seq = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.stream}/{self.seq}"


class SealedHead(models.Model):
    """A head that had changed since the seal before (封存). Rows are added, never changed."""

    seal_seq = models.PositiveIntegerField()
    stream = models.CharField(max_length=100)
    seq = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seal_seq", "stream"], name="head_once_in_a_seal"),
        ]

    def __str__(self) -> str:
        return f"{self.seal_seq}: {self.stream}/{self.seq}"
