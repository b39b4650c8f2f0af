"""Words of files: how they are kept, why one cannot be read, what was noticed in it."""

from django.utils.translation import gettext_lazy as _

from silian.labels.words import Words

DOCUMENTS: dict[str, Words] = {
    "documents.storage_full": _("The server has no room left."),
    "documents.too_large": _(
        "The file has %(size_bytes)s bytes; at most %(limit_bytes)s are read."
    ),
    "documents.empty": _("The file is empty: it has 0 bytes."),
    "documents.key_reused": _(
        "This form was sent before with other files; the first answer stands."
    ),
    "documents.file_missing": _("The original file is no longer in the store."),
    "readers.failed": _("“%(name)s” could not be read."),
    "readers.empty": _("“%(name)s” is empty: there is nothing in it to read."),
    "readers.truncated": _(
        "“%(name)s” ends too early: the copy or download broke off. Fetch it again."
    ),
    "readers.damaged": _(
        "“%(name)s” is damaged inside. Open it in the program that made it and save it again."
    ),
    "readers.encrypted": _(
        "“%(name)s” is locked with a password. Take the password off and upload it again."
    ),
    "readers.mislabelled": _(
        "“%(name)s” is not what its name says: inside it is %(found)s. Give it the right ending "
        "and upload it again."
    ),
    "readers.unsupported": _(
        "“%(name)s” is %(found)s; it is not read. Save it as docx, pdf with text, html or txt."
    ),
    "readers.undecodable": _(
        "The characters of “%(name)s” cannot be told. Save it as UTF-8 or GB18030."
    ),
    "readers.too_large": _(
        "“%(name)s” passes a limit (%(limit)s): %(found)s, allowed are %(allowed)s."
    ),
    "readers.bomb": _(
        "“%(name)s” unpacks to far more than it shows (%(reason)s). It was not opened."
    ),
    "readers.no_text_layer": _(
        "“%(name)s” holds pictures of pages and no text. Upload the Word file, or install the "
        "extra for recognition."
    ),
    "readers.timeout": _(
        "Reading “%(name)s” took longer than it may. Split it and upload the parts."
    ),
    "readers.crashed": _(
        "The reader stopped at “%(name)s”. The file is kept; tell the system administrator."
    ),
}

NOTICES: dict[str, Words] = {
    "readers.read_as": _("It is named .%(extension)s and was read as %(kind)s."),
    "readers.charset_guessed": _("The charset was not stated; %(charset)s fits."),
    "readers.characters_lost": _("%(count)s characters could not be decoded."),
    "readers.cut_character": _("The last character was cut off."),
    "readers.scripts_left_out": _("The page has scripts; they were left out."),
    "readers.macro": _("The file has macros; none was run."),
    "readers.embedded_object": _("%(count)s embedded objects were left closed."),
    "readers.external_link": _("It links to other files; none was fetched."),
    "readers.remote_template": _("Its template lies elsewhere; it was not fetched."),
    "readers.dde_field": _("It has fields that call other programs; none was run."),
    "readers.tracked_changes": _(
        "It has tracked changes: insertions were read, deletions left out."
    ),
    "readers.hidden_text_left_out": _("Hidden text was left out."),
    "readers.hidden_sheet_left_out": _("The hidden sheet “%(name)s” was left out."),
    "readers.foreign_part_left_out": _("A part in another format was left out."),
    "readers.picture_left_out": _("%(count)s pictures were left out."),
    "readers.footnote": _("Footnote %(number)s stands at the end of the text."),
    "readers.endnote": _("Endnote %(number)s stands at the end of the text."),
    "readers.formula_without_value": _(
        "Sheet “%(sheet)s” has %(count)s formulas without a stored value."
    ),
    "readers.number_formats_lost": _("An old sheet: numbers stand as stored, not as printed."),
    "readers.page_numbers_left_out": _("%(count)s page numbers were left out."),
    "readers.running_line_left_out": _("The running line “%(text)s” was left out %(count)s times."),
    "readers.page_without_text": _("%(count)s pages are pictures without text: %(pages)s."),
    "readers.recognized": _(
        "The text of %(pages)s pages was recognized from pictures: compare it with them."
    ),
    "readers.characters_missing": _("%(count)s characters went missing in conversion: %(sample)s"),
    "readers.tables_flattened": _("Its tables could only be read as lines."),
    "readers.not_opened": _("“%(name)s” could not be opened."),
    "engines.spark_missing": _("Spark is not installed on this machine."),
}
