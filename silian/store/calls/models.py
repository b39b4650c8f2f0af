"""Calls (征集), the cases that answer them (办件), their steps, clocks, papers and reviews."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from silian.store.kernel.ids import new_id
from silian.store.kernel.images import Replayed
from silian.store.kernel.scoped import ScopedManager
from silian.store.systems.models import SystemVersion


class Case(Replayed):
    """One run of a procedure (办件), pinned to the manifest that it was opened under.

    ``party`` is the id of the party that it is about or that answers; ``parent`` the case that
    it came from: the agreement of an obligation, the application of an agreement.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    region = models.CharField(_("region"), max_length=6)
    system = models.CharField(_("system"), max_length=100)
    version = models.ForeignKey(SystemVersion, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=300)
    party = models.CharField(_("party"), max_length=26, blank=True)
    call = models.ForeignKey(
        "calls.Call", models.PROTECT, null=True, blank=True, related_name="answers"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    state = models.CharField(_("state"), max_length=40)
    state_since = models.DateTimeField(_("since"))
    stage = models.CharField(_("stage"), max_length=40, blank=True)
    data = models.JSONField(_("answers"), default=dict)
    is_complete = models.BooleanField(_("handed in"), default=False)
    seals_open = models.BooleanField(_("seals open"), default=False)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    opened_by = models.CharField(max_length=26, blank=True)
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed"))
    is_demo = models.BooleanField(_("invented data"), default=False)
    revision = models.PositiveIntegerField(default=0)

    hashed_columns = ("data",)
    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "system", "number"], name="case_number_once_in_a_system"
            ),
        ]
        indexes = [
            models.Index(fields=["region", "system", "state", "id"], name="case_by_state"),
            models.Index(fields=["region", "party", "id"], name="case_by_party"),
            models.Index(
                fields=["region", "due_at"], name="case_by_due", condition=Q(closed_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.number}"


class Call(Replayed):
    """An ask (征集): which system it asks for, on what terms, and in which window.

    Its own course is the case ``id``, in the system of calls.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="own_call")
    region = models.CharField(_("region"), max_length=6)
    system = models.CharField(_("system"), max_length=100)
    version = models.ForeignKey(SystemVersion, models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=300)
    terms = models.JSONField(_("terms"), default=dict)
    parameters = models.JSONField(_("parameters"), default=dict)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="call_closes_after_it_opens",
            ),
        ]
        indexes = [models.Index(fields=["region", "system"], name="call_by_system")]

    def __str__(self) -> str:
        return self.title


class Step(Replayed):
    """A step that was taken in a case (经过): who did what, from where to where, and why.

    A step with a ``result`` is a decision; the last one stands.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    region = models.CharField(max_length=6)
    seq = models.PositiveIntegerField()
    do = models.CharField(_("step"), max_length=40)
    source = models.CharField(_("from"), max_length=40, blank=True)
    to = models.CharField(_("to"), max_length=40)
    role = models.CharField(_("as"), max_length=40, blank=True)
    by = models.CharField(max_length=26, blank=True)
    by_name = models.CharField(_("who"), max_length=150)
    office = models.CharField(max_length=26, blank=True)
    at = models.DateTimeField(_("at"))
    given = models.JSONField(_("given"), default=dict)
    traces = models.JSONField(_("rules"), default=list)
    effects = models.JSONField(_("effects"), default=list)
    result = models.CharField(_("result"), max_length=40, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="step_once_in_a_case"),
        ]
        indexes = [models.Index(fields=["region", "-at"], name="step_by_time")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.seq} {self.do}"


class Deadline(Replayed):
    """A clock that runs in a case (时限): what is due, by when, counted with which calendar.

    ``latest_at`` is later than ``due_at`` while the holidays of a year are not known.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="deadlines")
    region = models.CharField(max_length=6)
    clock = models.CharField(_("clock"), max_length=40)
    starts_at = models.DateTimeField(_("from"))
    due_at = models.DateTimeField(_("due"))
    latest_at = models.DateTimeField(_("due at the latest"))
    calendar = models.CharField(_("calendar"), max_length=40, blank=True)
    told_at = models.DateTimeField(_("expiry told"), null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "clock"], name="clock_runs_once_in_a_case"),
        ]
        indexes = [models.Index(fields=["latest_at"], name="deadline_by_time")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.clock}"


class Paper(Replayed):
    """A version of what a case was given (材料): its answers or a record, never changed."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="papers")
    region = models.CharField(max_length=6)
    record = models.CharField(_("record"), max_length=40, blank=True)
    data = models.JSONField(_("content"))
    sha256 = models.CharField(max_length=64)
    by = models.CharField(max_length=26, blank=True)
    by_name = models.CharField(_("who"), max_length=150)
    at = models.DateTimeField(_("at"))

    hashed_columns = ("data",)
    objects = ScopedManager()

    class Meta:
        indexes = [models.Index(fields=["case", "record", "id"], name="paper_by_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.record}"


class Attachment(Replayed):
    """A file that belongs to a case (附件). The bytes stand in the file store under their hash."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments")
    region = models.CharField(max_length=6)
    field = models.CharField(_("field"), max_length=120)
    name = models.CharField(_("file name"), max_length=150)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField(_("size in bytes"))
    by = models.CharField(max_length=26, blank=True)
    at = models.DateTimeField(_("at"))

    objects = ScopedManager()

    def __str__(self) -> str:
        return self.name


class Review(Replayed):
    """An expert's review inside a case (评审)."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="reviews")
    region = models.CharField(max_length=6)
    reviewer = models.CharField(_("reviewer"), max_length=26)
    state = models.CharField(_("state"), max_length=20)
    data = models.JSONField(_("scores and opinion"), default=dict)
    recused_because = models.CharField(_("recused because"), max_length=200, blank=True)
    invited_at = models.DateTimeField(_("invited"))
    changed_at = models.DateTimeField(_("changed"))
    revision = models.PositiveIntegerField(default=0)

    hashed_columns = ("data",)
    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "reviewer"], name="reviewer_once_in_a_case"),
        ]
        indexes = [models.Index(fields=["reviewer", "state"], name="review_by_reviewer")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.reviewer}"


class Proposal(Replayed):
    """A step that a rule proposes and a person decides (建议). Ended when taken or outdated."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="proposals")
    region = models.CharField(max_length=6)
    do = models.CharField(_("step"), max_length=40)
    rule = models.CharField(_("rule"), max_length=60)
    traces = models.JSONField(_("rules"), default=list)
    made_at = models.DateTimeField(_("made"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "do"], condition=Q(ended_at=None), name="proposed_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.do}"
