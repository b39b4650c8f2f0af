"""How much a file may ask of the machine that reads it."""

from dataclasses import dataclass, replace

from silian.adapters.readers.failures import TooLarge

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one reading. The defaults are those of the security guide; all are settings."""

    file_bytes: int = 100 * MIB
    text_characters: int = 105_000_000
    """As many as a plain text of 100 MiB can have."""

    zip_entries: int = 5_000
    zip_total_bytes: int = 300 * MIB
    zip_part_bytes: int = 100 * MIB
    zip_ratio: int = 200
    zip_ratio_from_bytes: int = 16 * MIB
    """Ten thousand equal tables (9 MiB) shrink 202 : 1; below this size swelling is harmless."""
    zip_name_characters: int = 512

    xml_tags: int = 6_000_000
    xml_depth: int = 256

    html_nodes: int = 1_000_000
    html_depth: int = 512
    table_squares: int = 2_000_000

    pdf_pages: int = 3_000
    pdf_page_points: float = 5_000.0
    pdf_objects: int = 500_000
    image_pixels: int = 40_000_000

    sheets: int = 100
    sheet_cells: int = 5_000_000
    sheet_extent: int = 50_000_000

    cpu_seconds: int = 60
    wall_seconds: float = 90.0
    address_bytes: int = 1 * GIB
    output_bytes: int = 200 * MIB
    open_files: int = 32
    recognize: bool = False
    """Whether pictures of text may be recognized; needs the extra ``[ocr]`` and minutes."""

    def for_recognition(self) -> "Limits":
        """These limits, widened for character recognition: about 8 s and some GiB a page."""
        return replace(
            self,
            recognize=True,
            cpu_seconds=self.cpu_seconds * 60,
            wall_seconds=self.wall_seconds * 40,
            address_bytes=max(self.address_bytes, 8 * GIB),
            open_files=max(self.open_files, 256),
        )


def require(limit: str, found: float, allowed: float, name: str) -> None:
    """Pass when ``found`` is within ``allowed``.

    Raises:
        TooLarge: otherwise, naming the limit and both figures.
    """
    if found > allowed:
        raise TooLarge(
            f"{name}: {limit} is {found}, allowed are {allowed}",
            name=name,
            limit=limit,
            found=found,
            allowed=allowed,
        )
