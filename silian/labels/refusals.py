"""Words of what a reader refused: its limits, what was built to harm, what was found instead."""

from django.utils.translation import gettext_lazy as _

from silian.labels.words import Words

LIMITS: dict[str, Words] = {
    "limit.file_bytes": _("size of the file in bytes"),
    "limit.text_characters": _("characters of text"),
    "limit.zip_entries": _("entries of the archive"),
    "limit.zip_total_bytes": _("unpacked size in bytes"),
    "limit.zip_part_bytes": _("size of one unpacked part in bytes"),
    "limit.zip_ratio": _("how many times larger it unpacks"),
    "limit.zip_ratio_from_bytes": _("size from which swelling counts, in bytes"),
    "limit.zip_name_characters": _("length of a name in the archive"),
    "limit.xml_tags": _("number of XML tags"),
    "limit.xml_depth": _("depth of nested XML tags"),
    "limit.html_nodes": _("number of elements of the page"),
    "limit.html_depth": _("depth of nested elements of the page"),
    "limit.table_squares": _("cells of one table"),
    "limit.pdf_pages": _("number of pages"),
    "limit.pdf_page_points": _("edge of a page in points"),
    "limit.pdf_objects": _("number of PDF objects"),
    "limit.image_pixels": _("pixels of one picture"),
    "limit.sheets": _("number of sheets"),
    "limit.sheet_cells": _("filled cells of all sheets"),
    "limit.sheet_extent": _("extent of one sheet in cells"),
    "limit.cpu_seconds": _("computing time in seconds"),
    "limit.wall_seconds": _("waiting time in seconds"),
    "limit.address_bytes": _("memory in bytes"),
    "limit.output_bytes": _("size of the extracted text in bytes"),
    "limit.open_files": _("files open at once"),
    "limit.recognize": _("recognition of pictures of text"),
    "limit.memory": _("memory of the machine"),
}

BOMBS: dict[str, Words] = {
    "bomb.entries": _("too many files inside"),
    "bomb.duplicate": _("the same name stands in it twice"),
    "bomb.path": _("a name in it leads outside"),
    "bomb.link": _("it holds a link"),
    "bomb.nested_archive": _("an archive inside an archive"),
    "bomb.total": _("far too large when unpacked"),
    "bomb.ratio": _("it swells too much when unpacked"),
    "bomb.overlap": _("parts of it lie over one another"),
    "bomb.depth": _("nested too deep"),
    "bomb.dtd": _("it declares entities that no Office program writes"),
}

FORMATS: dict[str, Words] = {
    "found.unknown": _("of an unknown format"),
    "found.program": _("a program"),
    "found.word95": _("a Word file from before 1997"),
    "found.ole": _("an old Office container"),
    "found.zip": _("a zip archive"),
    "found.gzip": _("a gzip archive"),
    "found.rar": _("a rar archive"),
    "found.7z": _("a 7z archive"),
    "found.word_xml": _("a Word file in XML"),
    "found.txt": _("plain text"),
    "found.html": _("a web page"),
    "found.mhtml": _("a saved web page"),
}
