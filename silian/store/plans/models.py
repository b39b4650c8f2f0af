"""Plans: versions, readings of their documents, the items read, and the review of them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from silian.store.documents.models import Document, Text
from silian.store.kernel.ids import new_id
from silian.store.kernel.scoped import ScopedManager

STATES = [("draft", _("draft")), ("reviewed", _("reviewed")), ("published", _("published"))]
VERDICTS = [
    ("accepted", _("accepted")),
    ("false_alarm", _("false alarm")),
    ("corrected", _("corrected in a version")),
]
READING_STATES = [
    ("waiting", _("waiting")),
    ("reading", _("being read")),
    ("read", _("read")),
    ("failed", _("failed")),
]


class Plan(models.Model):
    """A plan (规划) of a region; its content stands in its versions."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    region = models.CharField(_("region"), max_length=6)
    title = models.CharField(_("title"), max_length=500)
    is_demo = models.BooleanField(_("invented data"), default=False)
    created_at = models.DateTimeField(_("created at"))

    objects = ScopedManager()

    class Meta:
        indexes = [models.Index(fields=["region", "created_at"], name="plan_by_region")]

    def __str__(self) -> str:
        return self.title


class PlanVersion(models.Model):
    """A version of a plan (版本): draft, reviewed, or published and then unchangeable."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    region = models.CharField(_("region"), max_length=6)
    number = models.PositiveIntegerField(_("number"))
    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    state = models.CharField(_("state"), max_length=10, choices=STATES, default="draft")
    reading_state = models.CharField(max_length=10, choices=READING_STATES, default="waiting")
    reading = models.ForeignKey(
        "Reading", models.PROTECT, null=True, blank=True, related_name="current_of"
    )
    title = models.CharField(_("title"), max_length=500)
    doc_type = models.CharField(max_length=50, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    period_start = models.PositiveSmallIntegerField(null=True, blank=True)
    period_end = models.PositiveSmallIntegerField(null=True, blank=True)
    job_id = models.CharField(max_length=36, blank=True)
    failure_code = models.CharField(max_length=60, blank=True)
    failure_values = models.JSONField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(_("created at"))
    created_by_name = models.CharField(max_length=150)
    changed_at = models.DateTimeField(_("changed at"))
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by_name = models.CharField(max_length=150, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by_name = models.CharField(max_length=150, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"], name="version_number_once_in_a_plan"
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False)
                | (~Q(state="published") & Q(published_at__isnull=True)),
                name="version_published_with_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(reading__isnull=False, reading_state="read"),
                name="version_reviewed_after_reading",
            ),
        ]
        indexes = [models.Index(fields=["region", "state", "changed_at"], name="version_by_state")]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"


class Reading(models.Model):
    """One run of the reading engine over a version's document; a draft can have newer ones.

    ``is_whole`` becomes true in the transaction that makes it the version's reading.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="readings")
    region = models.CharField(max_length=6)
    text = models.ForeignKey(Text, models.PROTECT, related_name="readings")
    reader_version = models.CharField(max_length=40)
    rules_sha256 = models.CharField(max_length=64)
    facts = models.JSONField()
    replay = models.JSONField(null=True, blank=True)
    is_whole = models.BooleanField(default=False)
    started_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        indexes = [models.Index(fields=["version", "started_at"], name="reading_by_version")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.reader_version}"


class Section(models.Model):
    """A heading with its body (章节)."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="sections", db_index=False)
    region = models.CharField(max_length=6)
    key = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=500)
    parent = models.CharField(max_length=40, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    body_start = models.PositiveIntegerField()
    body_end = models.PositiveIntegerField()

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reading", "key"], name="section_key_once_in_a_reading"
            ),
        ]
        indexes = [models.Index(fields=["reading", "start"], name="section_by_place")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Table(models.Model):
    """A table that the engine understood: caption, columns, note. Its rows are items."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="tables", db_index=False)
    region = models.CharField(max_length=6)
    key = models.CharField(max_length=40)
    number = models.CharField(max_length=100, blank=True)
    caption = models.CharField(max_length=500, blank=True)
    section = models.CharField(max_length=40, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    columns = models.JSONField(default=list)
    note = models.TextField(blank=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reading", "key"], name="table_key_once_in_a_reading"),
        ]
        indexes = [models.Index(fields=["reading", "start", "end"], name="table_by_place")]

    def __str__(self) -> str:
        return f"{self.number} {self.caption}"


class Item(models.Model):
    """Something that was read or added: a target, baseline, table row, task, box, name or flag.

    ``data`` is the record as the engine gave it and never changes; ``edits`` are the fields that
    people changed. The columns hold what results, so that lists can filter and sort.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="items", db_index=False)
    region = models.CharField(max_length=6)
    kind = models.CharField(max_length=10)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    nth = models.PositiveSmallIntegerField(default=0)
    quote = models.TextField()
    key = models.CharField(max_length=40, blank=True)
    data = models.JSONField(default=dict)
    edits = models.JSONField(default=dict)
    flags = models.JSONField(default=list)
    band = models.CharField(max_length=1, blank=True)
    state = models.CharField(max_length=10, default="open")
    part = models.CharField(max_length=10, default="confident")
    turn = models.PositiveSmallIntegerField(default=1)
    is_added = models.BooleanField(default=False)
    is_doubtful = models.BooleanField(default=False)
    is_queued = models.BooleanField(default=False)
    reason = models.CharField(max_length=40, blank=True)
    revision = models.PositiveIntegerField(default=0)
    decided_by_name = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    section = models.CharField(max_length=40, blank=True)
    box = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=500)
    group = models.CharField(max_length=250, blank=True)
    indicator_key = models.CharField(max_length=100, blank=True)
    value_text = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=100, blank=True)
    comparator = models.CharField(max_length=10, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    attribute = models.CharField(max_length=100, blank=True)
    owner = models.CharField(max_length=500, blank=True)
    type = models.CharField(max_length=60, blank=True)
    rank = models.IntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reading", "kind", "start", "end", "nth"], name="item_once_at_an_address"
            ),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="item_ends_after_start"),
        ]
        indexes = [
            models.Index(fields=["reading", "start", "end"], name="item_by_place"),
            models.Index(fields=["reading", "is_queued", "turn", "start"], name="item_by_queue"),
            models.Index(fields=["reading", "kind", "group"], name="item_by_group"),
            models.Index(fields=["reading", "key"], name="item_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.start}-{self.end}"


class Value(models.Model):
    """A value of an indicator (值) that an item states, with its year and its own place."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="values")
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="values", db_index=False)
    region = models.CharField(max_length=6)
    group = models.CharField(max_length=250)
    name = models.CharField(max_length=500)
    role = models.CharField(max_length=10)
    label = models.CharField(max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=80, blank=True)
    number_max = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=100, blank=True)
    comparator = models.CharField(max_length=10, blank=True)
    per = models.CharField(max_length=20, blank=True)
    is_cumulative = models.BooleanField(default=False)
    is_typed = models.BooleanField(default=False)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()

    objects = ScopedManager()

    class Meta:
        indexes = [
            models.Index(fields=["reading", "group"], name="value_by_group"),
            models.Index(fields=["reading", "role", "year"], name="value_by_year"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}: {self.text}"


class Mention(models.Model):
    """A place where a name (名称) stands in the text."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="mentions")
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="mentions", db_index=False)
    region = models.CharField(max_length=6)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    objects = ScopedManager()

    class Meta:
        indexes = [models.Index(fields=["reading", "start"], name="mention_by_place")]

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"


class Decision(models.Model):
    """One step of a review (审定), kept by the document and the place; only ever appended."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    region = models.CharField(max_length=6)
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="decisions")
    document_sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    nth = models.PositiveSmallIntegerField(default=0)
    quote = models.TextField()
    is_added = models.BooleanField(default=False)
    action = models.CharField(max_length=10)
    edits = models.JSONField(default=list)
    note = models.CharField(max_length=500, blank=True)
    revision = models.PositiveIntegerField()
    by_id = models.CharField(max_length=64, blank=True)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "kind", "start", "end", "nth", "revision"],
                name="decision_once_for_a_revision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.kind} {self.start}-{self.end}"


class FindingAnswer(models.Model):
    """What a person said to a finding of the check (体检答复).

    ``anchor`` is the finding's id, which stays as long as its rule and its quotes stay; so an
    answer holds for later readings and versions of the same plan.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    region = models.CharField(max_length=6)
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="finding_answers")
    anchor = models.CharField(max_length=60)
    rule = models.CharField(max_length=20)
    verdict = models.CharField(max_length=12, choices=VERDICTS)
    reason = models.CharField(max_length=500)
    by_id = models.CharField(max_length=64, blank=True)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "anchor"], name="answer_once_for_a_finding_of_a_version"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="answer_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.anchor} {self.verdict}"


class PlanLink(models.Model):
    """How the districts bear on an indicator of a plan above (上下级关系), as a person declared it.

    ``link`` "" leaves it to the words of the text. ``baseline`` is what all districts had, as a
    decimal string, with its year; "" where nobody stated it. ``shares`` is the part that each
    district is to make up, in percent, by code: ``990101=25;990103=12.5``.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    region = models.CharField(max_length=6)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="links")
    key = models.CharField(max_length=250)
    link = models.CharField(max_length=10, blank=True)
    baseline = models.CharField(max_length=80, blank=True)
    baseline_year = models.PositiveSmallIntegerField(null=True, blank=True)
    shares = models.CharField(max_length=2000, blank=True, default="", db_default="")
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="link_once_for_an_indicator"),
            models.CheckConstraint(
                condition=Q(baseline="", baseline_year__isnull=True)
                | (~Q(baseline="") & Q(baseline_year__isnull=False)),
                name="link_baseline_with_a_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.link}"
