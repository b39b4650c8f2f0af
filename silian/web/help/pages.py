"""The guide as pages: Markdown files of a language, rendered without raw HTML."""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from silian.domain.kernel.errors import Kind, SilianError

LANGUAGES = {"zh": "zh-Hans", "en": "en"}
FIRST = "README"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}|README")
_LINK = re.compile(r"(?:\./)?([A-Za-z0-9-]+)\.md(#.*)?")


class NoHelpPage(SilianError):
    """There is no help page of that name."""

    code = "help.not_found"
    kind = Kind.NOT_FOUND


@dataclass(frozen=True, slots=True)
class HelpLink:
    """A line of the list of help pages."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class HelpHit:
    """A help page in which words stand, with a passage around them."""

    name: str
    title: str
    before: str
    hit: str
    after: str


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A help page. ``html`` is safe: raw HTML of the source is shown as text."""

    name: str
    title: str
    html: str
    tag: str


def guide_folder() -> Path:
    """Where the guide lies: in the package once installed, else beside it in the checkout."""
    package = Path(str(files("silian")))
    installed = package / "docs" / "guide"
    return installed if installed.is_dir() else package.parent / "docs" / "guide"


def list_pages(language: str) -> tuple[HelpLink, ...]:
    """All help pages in the order of the first one; without a translation, the Chinese title."""
    sources = {path.stem: path for path in sorted((guide_folder() / "zh").glob("*.md"))}
    sources |= {path.stem: path for path in sorted((guide_folder() / language).glob("*.md"))}
    links = [HelpLink(name, title_of(path.read_text("utf-8"))) for name, path in sources.items()]
    order = _order_of(sources.get(FIRST))
    return tuple(sorted(links, key=lambda link: (order.get(link.name, len(order)), link.name)))


def _order_of(first: Path | None) -> dict[str, int]:
    """The order in which the first page leads to the others; it stands before them."""
    led_to = _LINK.findall(first.read_text("utf-8")) if first else []
    names = dict.fromkeys([FIRST, *(name for name, _anchor in led_to)])
    return {name: place for place, name in enumerate(names)}


def get_page(name: str, language: str) -> HelpPage:
    """A help page in a language, or in Chinese where that language has none.

    Raises:
        NoHelpPage: if no language has it.

    """
    if not _NAME.fullmatch(name):
        raise NoHelpPage(name)
    for folder in (language, "zh"):
        path = guide_folder() / folder / f"{name}.md"
        if path.is_file():
            source = path.read_text("utf-8")
            return HelpPage(name, title_of(source), render(source), LANGUAGES[folder])
    raise NoHelpPage(name)


def find_pages(words: str, language: str) -> tuple[HelpHit, ...]:
    """Help pages in which the words stand, title first."""
    needle = words.casefold()
    hits = []
    for link in list_pages(language):
        text = plain(link.name, language)
        at = text.casefold().find(needle)
        if at >= 0:
            end = at + len(words)
            hits.append(
                HelpHit(
                    link.name,
                    link.title,
                    text[max(0, at - 40) : at],
                    text[at:end],
                    text[end : end + 60],
                )
            )
    return tuple(sorted(hits, key=lambda hit: needle not in hit.title.casefold()))


def plain(name: str, language: str) -> str:
    """The words of a page without its marks."""
    for folder in (language, "zh"):
        path = guide_folder() / folder / f"{name}.md"
        if path.is_file():
            return re.sub(r"[#*`|>\[\]]+|\(\S+?\)|\s+", " ", path.read_text("utf-8"))
    return ""


def title_of(source: str) -> str:
    """The first heading."""
    return next((line[2:].strip() for line in source.splitlines() if line.startswith("# ")), "")


@lru_cache(maxsize=64)
def render(source: str) -> str:
    """HTML of a page: headings have addresses, links to other pages lead within the product."""
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    tokens = parser.parse(source)
    for k, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag != "h1":
            token.attrSet("id", anchor(tokens[k + 1].content))
        for child in token.children or ():
            _lead_within(child)
    return str(parser.renderer.render(_without_title(tokens), parser.options, {}))


def _without_title(tokens: list[Token]) -> list[Token]:
    """The page shows the title in its head, so the text begins below it."""
    for k, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h1":
            return tokens[:k] + tokens[k + 3 :]
    return tokens


def _lead_within(token: Token) -> None:
    match = _LINK.fullmatch(str(token.attrGet("href") or "")) if token.type == "link_open" else None
    if match:
        token.attrSet("href", f"../{match[1]}/{match[2] or ''}")


def anchor(heading: str) -> str:
    """The address of a heading within its page."""
    return re.sub(r"[^\w]+", "-", heading.casefold()).strip("-")
