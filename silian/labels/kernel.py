"""Words of failures that belong to no subject."""

from django.utils.translation import gettext_lazy as _

from silian.labels.words import Words

KERNEL: dict[str, Words] = {
    "silian.error": _("This cannot be done."),
    "kind.not_found": _("not found"),
    "kind.conflict": _("conflict"),
    "kind.invalid": _("does not fit"),
    "kind.forbidden": _("not allowed"),
    "kind.unavailable": _("not available"),
    "events.not_canonical": _("A value cannot be written into the log."),
}
