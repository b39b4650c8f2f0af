"""Parties: taken in, changed, looked at as of a day, found twice, merged, imported.

Shells import this package: ``from silian.services import parties``. A subject that knows more
of a party adds a section to its file with ``parties.section``.
"""

from silian.services.parties.changing import change, create_party
from silian.services.parties.duplicates import (
    find_duplicates,
    find_duplicates_of,
    find_next_duplicates,
)
from silian.services.parties.exporting import export_parties
from silian.services.parties.files import Opened, party_file, section, section_codes
from silian.services.parties.importing import (
    get_import,
    get_returned,
    get_sheet,
    list_imports,
    list_rows,
    open_sheet,
    run_import,
    start_import,
)
from silian.services.parties.merging import list_merges, merge, undo_merge
from silian.services.parties.reading import find_by_identifier, get_party, lines_of, list_parties
from silian.services.parties.turning import refresh_shown

__all__ = [
    "Opened",
    "change",
    "create_party",
    "export_parties",
    "find_by_identifier",
    "find_duplicates",
    "find_duplicates_of",
    "find_next_duplicates",
    "get_import",
    "get_party",
    "get_returned",
    "get_sheet",
    "lines_of",
    "list_imports",
    "list_merges",
    "list_parties",
    "list_rows",
    "merge",
    "open_sheet",
    "party_file",
    "refresh_shown",
    "run_import",
    "section",
    "section_codes",
    "start_import",
    "undo_merge",
]
