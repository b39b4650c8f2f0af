"""Decode bytes: byte order mark, declared charset, UTF-8, GB18030, UTF-16 without mark."""

import codecs
import re
from dataclasses import dataclass

from silian.adapters.readers.failures import UndecodableText

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030",
    "gb2312-80": "gb18030", "cp936": "gb18030", "utf8": "utf-8", "utf-16": "utf-16-le",
}  # fmt: skip
_META = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE
)
_XML = re.compile(
    rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE
)
_SAMPLE = 200_000
# What Chinese office texts are made of; mojibake and binary data are mostly something else.
_USUAL = re.compile(
    r"[\t\n\r\x20-\x7e\u00a0-\u00ff\u2010-\u203b\u2460-\u24ff\u2500-\u257f\u25a0-\u25ff\u3000-\u303f"
    r"\u4e00-\u9fff\uff00-\uffef]+"
)
_COMMON = frozenset(
    "的一是不了在人有和为大中国上这个到以时要出会可发展科技创新产业企业建设年规划服务工作区市县体系"
    "加强推动提升平台重点项目支持能力高新研究机制、，。；：（）“”《》0123456789 \n\r\t%"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded text and how sure its charset is.

    ``basis`` is mark, declared, strict or guessed. ``lost`` counts characters that could not be
    decoded and stand as U+FFFD. ``is_cut`` says that the last character was incomplete.
    """

    text: str
    charset: str
    basis: str
    lost: int = 0
    is_cut: bool = False


def declared_charset(data: bytes) -> str:
    """The charset that an HTML or XML head names, as Python knows it, or ``""``."""
    head = data[:4096]
    match = _XML.search(head) or _META.search(head)
    if match is None:
        return ""
    label = match.group(1).decode("ascii").lower()
    label = _WIDER.get(label, label)
    try:
        return codecs.lookup(label).name
    except LookupError:
        return ""


def decode(data: bytes, name: str, declared: str = "") -> Decoded:
    """The text of ``data`` without its byte order mark.

    Raises:
        UndecodableText: if no charset makes sense of it.
    """
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], charset, name)
    if declared and (text := _strictly(data, declared)) is not None:
        return Decoded(text, declared, "declared")
    found = _without_mark(data)
    if found is None:
        raise UndecodableText(f"{name}: no charset makes sense of it", name=name)
    return found


def _marked(data: bytes, charset: str, name: str) -> Decoded:
    text = _strictly(data, charset)
    if text is not None:
        return Decoded(text, charset, "mark")
    text = data.decode(charset, "replace")
    lost = text.count("\ufffd")
    is_cut = text.endswith("\ufffd")
    if lost - is_cut > max(1, len(text) // 100):
        raise UndecodableText(f"{name}: not {charset} as its mark says", name=name)
    return Decoded(text[:-1] if is_cut else text, charset, "mark", lost - is_cut, is_cut)


def _without_mark(data: bytes) -> Decoded | None:
    if b"\0" in data[:_SAMPLE]:
        return _wide(data, ("utf-16-le", "utf-16-be"))
    utf8 = _utf8(data)
    if utf8 is not None:
        return utf8
    for text, charset, is_cut in _national(data):
        if looks_like_text(text) and looks_chinese(text):
            return Decoded(text, charset, "guessed", 0, is_cut)
    return _wide(data, ("utf-16-le", "utf-16-be"))


def _utf8(data: bytes) -> Decoded | None:
    """UTF-8 proper, cut in its last character, or with a stray bad byte here and there."""
    text = _strictly(data, "utf-8")
    if text is not None:
        return Decoded(text, "utf-8", "strict") if looks_like_text(text) else None
    for cut in (1, 2, 3):
        if len(data) > 60 and (text := _strictly(data[:-cut], "utf-8")) is not None:
            return Decoded(text, "utf-8", "strict", is_cut=True)
    text = data.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    is_wide = len(data) > len(text) * 1.2
    if is_wide and lost * 200 <= len(text):
        return Decoded(text, "utf-8", "guessed", lost)
    return None


def _national(data: bytes) -> list[tuple[str, str, bool]]:
    for cut in (0, 1, 2, 3):
        part = data[: len(data) - cut]
        if part and (text := _strictly(part, "gb18030")) is not None:
            return [(text, "gb18030", cut > 0)]
    return []


def _wide(data: bytes, charsets: tuple[str, ...]) -> Decoded | None:
    even = data[: len(data) // 2 * 2]
    readings = [(t, c) for c in charsets if (t := _strictly(even, c)) is not None]
    readings = [(t, c) for t, c in readings if looks_like_text(t) and looks_chinese(t)]
    if not readings:
        return None
    text, charset = max(readings, key=lambda r: _share_common(r[0]))
    return Decoded(text, charset, "guessed", is_cut=len(even) != len(data))


def _strictly(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def looks_like_text(text: str) -> bool:
    """Whether ``text`` is not binary data: hardly a control character in it."""
    sample = text[:_SAMPLE]
    controls = sum(1 for c in sample if c < " " and c not in "\t\n\r\f\v")
    return controls * 200 <= len(sample)


def looks_chinese(text: str) -> bool:
    """Whether ``text`` is made of what Chinese texts are made of, and not of mojibake."""
    sample = text[:_SAMPLE]
    if not sample:
        return True
    usual = sum(len(run) for run in _USUAL.findall(sample))
    return usual * 10 >= len(sample) * 8 and _share_common(sample) >= 0.05


def _share_common(text: str) -> float:
    sample = text[:_SAMPLE]
    common = sum(1 for c in sample if c in _COMMON or "a" <= c <= "z" or "A" <= c <= "Z")
    return common / max(1, len(sample))
