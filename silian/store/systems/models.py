"""The versions of manifests that somebody worked under; each is kept for ever."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from silian.store.kernel.ids import new_id


class SystemVersion(models.Model):
    """A manifest as it stood (事项版本). A byte changed makes another one; none changes."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    system = models.CharField(_("system"), max_length=100)
    version = models.PositiveIntegerField(_("version"))
    sha256 = models.CharField(_("hash of the content"), max_length=64, unique=True)
    body = models.JSONField(_("content"))
    kept_at = models.DateTimeField(_("first used"))

    class Meta:
        indexes = [models.Index(fields=["system", "version"], name="system_version_by_name")]

    def __str__(self) -> str:
        return f"{self.system}/{self.version}"
