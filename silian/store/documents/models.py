"""Documents: the bytes that came, the text they hold, and the map of its pieces."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from silian.store.kernel.ids import new_id
from silian.store.kernel.scoped import ScopedManager


class Document(models.Model):
    """A file as it came (文件). The bytes stand in the file store under their hash."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    region = models.CharField(_("region"), max_length=6)
    sha256 = models.CharField(_("hash of the bytes"), max_length=64)
    name = models.CharField(_("file name"), max_length=150)
    size_bytes = models.BigIntegerField(_("size in bytes"))
    is_demo = models.BooleanField(_("invented data"), default=False)
    uploaded_by = models.CharField(max_length=26, blank=True)
    uploaded_by_name = models.CharField(_("uploaded by"), max_length=150)
    uploaded_at = models.DateTimeField(_("uploaded at"))

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "sha256"], name="document_once_in_a_region"),
            models.CheckConstraint(condition=Q(size_bytes__gt=0), name="document_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name


class Receipt(models.Model):
    """The answer to one use of a form's hidden key, so that a second press changes nothing."""

    region = models.CharField(max_length=6)
    person = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    body_sha256 = models.CharField(max_length=64)
    answer = models.JSONField()
    made_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="receipt_once_for_a_key"),
        ]

    def __str__(self) -> str:
        return self.key


class Text(models.Model):
    """The canonical text of a document (文本). ``file_sha256`` finds it in the file store.

    ``is_whole`` becomes true when all its passages, places and grids are there.
    """

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    region = models.CharField(max_length=6)
    document = models.ForeignKey(Document, models.PROTECT, related_name="texts")
    sha256 = models.CharField(_("hash of the text"), max_length=64)
    file_sha256 = models.CharField(max_length=64)
    chars = models.PositiveIntegerField(_("characters"))
    media_type = models.CharField(max_length=100, blank=True)
    charset = models.CharField(max_length=40, blank=True)
    page_count = models.PositiveIntegerField(default=0)
    notices = models.JSONField(default=list)
    is_whole = models.BooleanField(default=False)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "sha256"], name="text_once_in_a_document"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.chars}"


class Passage(models.Model):
    """A stretch of whole lines (one line is cut only when it is very long); what search finds."""

    text = models.ForeignKey(Text, models.CASCADE, related_name="passages", db_index=False)
    region = models.CharField(max_length=6)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["text", "start"], name="passage_once_at_a_place"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="passage_has_length"),
        ]

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"


class Place(models.Model):
    """From ``start`` on the text stands on this page or sheet."""

    text = models.ForeignKey(Text, models.CASCADE, related_name="places", db_index=False)
    region = models.CharField(max_length=6)
    start = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200)

    objects = ScopedManager()

    class Meta:
        indexes = [models.Index(fields=["text", "start"], name="place_by_start")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Grid(models.Model):
    """A real table of the file: squares and the places of their cells.

    ``cells`` is a list of [row, column, row_span, column_span, start, end].
    """

    text = models.ForeignKey(Text, models.CASCADE, related_name="grids", db_index=False)
    region = models.CharField(max_length=6)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    columns = models.PositiveIntegerField()
    cells = models.JSONField()

    objects = ScopedManager()

    class Meta:
        indexes = [models.Index(fields=["text", "start", "end"], name="grid_by_place")]

    def __str__(self) -> str:
        return f"{self.rows} x {self.columns}"
