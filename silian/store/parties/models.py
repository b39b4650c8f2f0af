"""Parties, the dated facts that are known of them, merges, and imports from spreadsheets."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from silian.domain.parties.dates import EVER
from silian.domain.parties.party import PartyKind
from silian.store.kernel.ids import new_id
from silian.store.kernel.scoped import ScopedManager


class Party(models.Model):
    """A party (主体): a person, organization, consortium, body or team.

    ``region`` is the district that took it in and keeps it; where it is registered on a day is
    a dated place. From ``name`` to ``turns_on`` the columns repeat what the facts say today, so
    that lists can sort and filter; ``turns_on`` is the day on which a fact begins or ends next.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    region = models.CharField(_("region"), max_length=6)
    kind = models.CharField(_("kind"), max_length=12)
    number = models.CharField(_("number"), max_length=16, blank=True)
    is_demo = models.BooleanField(_("invented data"), default=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("created at"))
    changed_at = models.DateTimeField(_("changed at"))
    changed_by_name = models.CharField(max_length=150)
    name = models.CharField(_("name"), max_length=200, blank=True)
    sort_key = models.CharField(max_length=120, blank=True)
    uscc = models.CharField(max_length=18, blank=True)
    district = models.CharField(max_length=6, blank=True)
    section = models.CharField(max_length=1, blank=True)
    division = models.CharField(max_length=3, blank=True)
    industry = models.CharField(max_length=5, blank=True)
    turns_on = models.DateField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "number"], condition=~Q(number=""), name="party_number_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in PartyKind]),
                name="party_has_a_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="person") | Q(number=""), name="party_number_is_a_persons"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="party_not_merged_into_itself",
            ),
        ]
        indexes = [
            models.Index(fields=["region", "sort_key", "id"], name="party_by_name"),
            models.Index(fields=["region", "created_at", "id"], name="party_by_age"),
            models.Index(fields=["region", "kind", "sort_key", "id"], name="party_by_kind"),
            models.Index(fields=["region", "district", "sort_key", "id"], name="party_by_district"),
            models.Index(fields=["region", "section", "sort_key", "id"], name="party_by_section"),
            models.Index(fields=["region", "division", "sort_key", "id"], name="party_by_division"),
            models.Index(
                fields=["turns_on"], condition=Q(turns_on__isnull=False), name="party_by_turn"
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.id


class DatedFact(models.Model):
    """What all facts share: whose, from when until when, noted when and by whom.

    A row is written once. When it no longer stands it is struck, once; nothing else changes.
    ``source`` is "" for what a person typed (手工), else the import with its row.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    region = models.CharField(max_length=6)
    party = models.ForeignKey(Party, models.PROTECT, related_name="%(class)s_facts", db_index=False)
    starts_on = models.DateField(_("from"), default=EVER)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(max_length=60, blank=True)
    noted_at = models.DateTimeField()
    noted_by_name = models.CharField(max_length=150)
    struck_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="%(class)s_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["party", "starts_on"], name="%(class)s_of_party")]

    def __str__(self) -> str:
        return f"{self.party_id} {self.starts_on}–{self.ends_on or ''}"

    @property
    def since(self) -> date | None:
        """The first day, or None where nobody knows since when."""
        return None if self.starts_on == EVER else self.starts_on


class PartyName(DatedFact):
    """A name (名称). ``salt`` hides a person's name in the log; erasing empties both."""

    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=200)
    normal = models.CharField(max_length=200)
    core = models.CharField(max_length=200)
    opening = models.CharField(max_length=3)
    ending = models.CharField(max_length=3)
    salt = models.CharField(max_length=32, blank=True)

    objects = ScopedManager()

    class Meta(DatedFact.Meta):
        indexes = [
            *DatedFact.Meta.indexes,
            models.Index(fields=["region", "normal"], name="partyname_by_normal"),
            models.Index(fields=["region", "core"], name="partyname_by_core"),
            models.Index(fields=["region", "opening"], name="partyname_by_opening"),
            models.Index(fields=["region", "ending"], name="partyname_by_ending"),
        ]


class Identifier(DatedFact):
    """A code (代码): 统一社会信用代码, our own number and others."""

    scheme = models.CharField(max_length=20)
    value = models.CharField(max_length=40)

    objects = ScopedManager()

    class Meta(DatedFact.Meta):
        constraints = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["region", "scheme", "value"],
                condition=Q(ends_on=None, struck_at=None),
                name="identifier_held_once",
            ),
        ]
        indexes = [
            *DatedFact.Meta.indexes,
            models.Index(fields=["region", "scheme", "value"], name="identifier_by_value"),
        ]


class Affiliation(DatedFact):
    """A person's place in an organization (任职)."""

    organization = models.ForeignKey(Party, models.PROTECT, related_name="members")
    role = models.CharField(max_length=100, blank=True)

    objects = ScopedManager()


class Place(DatedFact):
    """Where a party is registered (注册地); a move to another district is the next one."""

    district = models.CharField(max_length=6)
    address = models.CharField(max_length=300, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True, blank=True)

    objects = ScopedManager()


class Industry(DatedFact):
    """The industry (行业) by GB/T 4754."""

    code = models.CharField(max_length=5)

    objects = ScopedManager()


class Attribute(DatedFact):
    """A single word that is known: day of founding, nature, registration type, size."""

    name = models.CharField(max_length=20)
    value = models.CharField(max_length=40)

    objects = ScopedManager()


class Merge(models.Model):
    """Two parties were made one (合并); taking it back is noted here as well."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    region = models.CharField(max_length=6)
    kept = models.ForeignKey(Party, models.PROTECT, related_name="merges")
    other = models.ForeignKey(Party, models.PROTECT, related_name="merges_away")
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=150)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by_name = models.CharField(max_length=150, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["other"], condition=Q(undone_at=None), name="party_merged_once"
            ),
            models.CheckConstraint(condition=~Q(kept=F("other")), name="merge_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.kept_id} ← {self.other_id}"


class Numbering(models.Model):
    """The last number given in a region, by prefix; locked while the next one is given."""

    region = models.CharField(max_length=6)
    prefix = models.CharField(max_length=4)
    last = models.PositiveBigIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "prefix"], name="numbering_once"),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.prefix}{self.last}"


class ColumnMapping(models.Model):
    """Which column means what (列对应), kept for the next file with the same heads."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    region = models.CharField(max_length=6)
    kind = models.CharField(max_length=12)
    heads_sha256 = models.CharField(max_length=64)
    columns = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by_name = models.CharField(max_length=150)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "kind", "heads_sha256"], name="mapping_once_for_heads"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.heads_sha256[:8]}"


class PartyImport(models.Model):
    """A spreadsheet that is taken in (导入). ``next_row`` is where a run that was cut goes on."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    region = models.CharField(_("region"), max_length=6)
    kind = models.CharField(max_length=12)
    file_name = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64)
    columns = models.JSONField()
    as_of = models.DateField()
    is_dry = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="waiting")
    next_row = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    returned_sha256 = models.CharField(max_length=64, blank=True)
    job_id = models.CharField(max_length=26, blank=True)
    asked_at = models.DateTimeField()
    asked_by_name = models.CharField(max_length=150)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        indexes = [models.Index(fields=["region", "-asked_at"], name="partyimport_by_age")]

    def __str__(self) -> str:
        return self.file_name


class ImportLine(models.Model):
    """A row that was not taken in, with what is wrong with it; or that changed a party.

    ``cells`` hold the row as it came, for the file of bad rows; they go with the import.
    """

    batch = models.ForeignKey(PartyImport, models.CASCADE, related_name="lines", db_index=False)
    region = models.CharField(max_length=6)
    row = models.PositiveIntegerField()
    outcome = models.CharField(max_length=8)
    party_id = models.CharField(max_length=26, blank=True)
    problems = models.JSONField(default=list)
    cells = models.JSONField(default=list)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "row"], name="importline_once_for_a_row"),
        ]

    def __str__(self) -> str:
        return f"{self.row} {self.outcome}"
