"""The words of ``silian read`` in Chinese and English, without loading a web framework."""

import re
from collections.abc import Mapping

from silian.cli.refusal_words import REFUSALS

_QUOTED = re.compile(r"“\{(\w+)\}”")
_FAILURES: dict[str, tuple[str, str]] = {
    "readers.failed": ("{name}：无法读取。", "{name}: cannot be read."),
    "readers.empty": (
        "{name}：文件是空的，没有可读的文字。请检查是否传错了文件。",
        "{name}: there is no text in the file. Was it the right one?",
    ),
    "readers.truncated": (
        "{name}：文件不完整，可能没有下载或复制完。请重新获取原文件。",
        "{name}: the file ends too early, as after a broken download. Fetch it again.",
    ),
    "readers.damaged": (
        "{name}：文件已损坏，内部结构对不上。请用原软件打开后另存一份再读。",
        "{name}: the file is damaged. Open it in its own program, save it anew and try again.",
    ),
    "readers.encrypted": (
        "{name}：文件有密码。请去掉密码后再读。",
        "{name}: the file is locked with a password. Take the password off.",
    ),
    "readers.mislabelled": (
        "{name}：扩展名是 .{extension}，内容却是 {found}。请改正扩展名，或重新导出。",
        "{name}: named .{extension}, but it is {found}. Give it its right name, or export it anew.",
    ),
    "readers.unsupported": (
        "{name}：不读取 {found} 格式。请在 WPS 或 Word 中另存为 .docx，或导出为 PDF。",
        "{name}: {found} is not read. Save it as .docx in Word or WPS, or export a PDF.",
    ),
    "readers.undecodable": (
        "{name}：认不出文字编码。请另存为 UTF-8 文本。",
        "{name}: no charset makes sense of it. Save it as UTF-8.",
    ),
    "readers.too_large": (
        "{name}：超出限制 {limit}（实际 {found}，允许 {allowed}）。请拆分文件。",
        "{name}: over the limit {limit} ({found}, allowed {allowed}). Divide the file.",
    ),
    "readers.bomb": (
        "{name}：文件的内部结构异常（{reason}），为安全起见不予打开。",
        "{name}: the file is built in a way that harms ({reason}); it was not opened.",
    ),
    "readers.no_text_layer": (
        "{name}：这是扫描件（{pages} 页图片），没有文字层。请提供电子原件，"
        "或安装文字识别组件：pip install 'silian[ocr]'。",
        "{name}: {pages} pages of pictures without a text layer. Ask for the original, "
        "or install recognition: pip install 'silian[ocr]'.",
    ),
    "readers.timeout": (
        "{name}：{seconds} 秒内没有读完，已停止。",
        "{name}: not read within {seconds} s, so it was stopped.",
    ),
    "readers.crashed": (
        "{name}：读取进程意外终止（{how}）。其他文件不受影响。",
        "{name}: the reading process died ({how}). Nothing else was harmed.",
    ),
    "readers.not_opened": ("{name}：打不开（{why}）。", "{name}: cannot be opened ({why})."),
    "align.not_a_reading": (
        "{name}：不是 silian read --json 的结果。请给出规划文件，或它的读取结果。",
        "{name}: not what silian read --json prints. Give the plan itself, or its reading.",
    ),
    "engines.spark_missing": (
        "没有安装 Spark：pip install 'silian[spark]'，并需要 Java 17。",
        "Spark is not installed: pip install 'silian[spark]', and Java 17.",
    ),
    "read.folder_done": (
        "共 {count} 个文件，{failed} 个没有读成。",
        "{count} files, {failed} could not be read.",
    ),
}

_NOTICES: dict[str, tuple[str, str]] = {
    "readers.read_as": (
        "扩展名是 .{extension}，按 {kind} 读取",
        "named .{extension}, read as {kind}",
    ),
    "readers.charset_guessed": ("编码按 {charset} 推断", "charset guessed: {charset}"),
    "readers.characters_lost": ("有 {count} 个字符无法解码", "{count} characters were lost"),
    "readers.cut_character": ("文末字符不完整", "the last character was incomplete"),
    "readers.scripts_left_out": ("网页脚本未读取", "scripts were left out"),
    "readers.macro": ("文件含宏，未运行", "the file has macros; none was run"),
    "readers.embedded_object": (
        "内嵌对象 {count} 个，未打开",
        "{count} embedded objects left closed",
    ),
    "readers.external_link": ("含外部链接，未访问", "it links to other files; none was fetched"),
    "readers.remote_template": ("模板在别处，未访问", "its template is elsewhere; not fetched"),
    "readers.dde_field": ("含 DDE 域，未执行", "it has DDE fields; none was run"),
    "readers.tracked_changes": (
        "有修订痕迹：采用插入、略去删除",
        "tracked changes: insertions read, deletions left out",
    ),
    "readers.hidden_text_left_out": ("隐藏文字未读取", "hidden text was left out"),
    "readers.hidden_sheet_left_out": ("隐藏工作表“{name}”未读取", "hidden sheet {name} left out"),
    "readers.foreign_part_left_out": ("内嵌的其他格式未读取", "a part in another format left out"),
    "readers.picture_left_out": ("图片 {count} 张，未读取", "{count} pictures left out"),
    "readers.footnote": ("脚注 {number} 列在文末", "footnote {number} stands at the end"),
    "readers.endnote": ("尾注 {number} 列在文末", "endnote {number} stands at the end"),
    "readers.formula_without_value": (
        "工作表“{sheet}”有 {count} 个公式没有存值",
        "sheet {sheet}: {count} formulas without a stored value",
    ),
    "readers.number_formats_lost": (
        "旧版表格不含显示格式，数字按存储值列出",
        "an old sheet: numbers as stored, not as printed",
    ),
    "readers.page_numbers_left_out": ("页码 {count} 处未读取", "{count} page numbers left out"),
    "readers.running_line_left_out": (
        "页眉页脚“{text}”出现 {count} 次，未读取",
        "running line {text!r} ({count} times) left out",
    ),
    "readers.page_without_text": (
        "{count} 页是图片（第 {pages} 页）",
        "pages of pictures: {pages}",
    ),
    "readers.recognized": (
        "文字由识别得到（{pages} 页），请核对",
        "recognized from pictures ({pages} pages): check it",
    ),
    "readers.characters_missing": (
        "转换时少了 {count} 个字符：{sample}",
        "{count} characters went missing in conversion: {sample}",
    ),
    "readers.tables_flattened": ("表格只读成了文字", "tables could only be read as lines"),
}


_FLAGS: dict[str, tuple[str, str]] = {
    "year_mark_missing": ("疑缺“年”字", "年 is lost"),
    "date_damaged": ("日期残缺", "a damaged date"),
    "date_impossible": ("日期不可能", "an impossible date"),
    "dash_missing": ("两个年份之间缺连接号", "the dash between two years is lost"),
    "unit_missing": ("原文缺单位", "the unit is lost"),
    "separator_missing": ("两项之间缺标点", "a mark is lost between two items"),
    "sentence_end_missing": ("句末缺标点", "the end of a sentence is lost"),
    "quote_unbalanced": ("引号不成对", "a quotation mark has no partner"),
    "bracket_unbalanced": ("括号不成对", "a bracket has no partner"),
    "caption_damaged": ("表题残缺", "a damaged caption"),
    "title_damaged": ("标题残缺", "a damaged title"),
    "title_doubled": ("标题重复", "the title stands twice"),
    "line_broken": ("断行", "a broken line"),
    "characters_lost": ("有字符丢失", "characters are lost"),
    "compat_characters": ("有兼容字", "look-alike characters"),
    "page_furniture": ("网页附件", "page furniture"),
    "subject_ambiguous": ("不清楚属于哪个指标", "which indicator is not clear"),
    "distribution_failed": ("“分别”前后个数不符", "names and numbers differ in count"),
    "owner_missing": ("未写责任单位", "no unit in charge is printed"),
    "deadline_missing": ("未写完成时限", "no deadline is printed"),
    "residual_digits": ("有数未读出含义", "a number without meaning"),
}


class _Blank(dict[str, object]):
    """Gives ``?`` for a value that is not there, so that a message never fails."""

    def __missing__(self, key: str) -> str:
        return "?"


def explain(code: str, values: Mapping[str, object], lang: str) -> str:
    """The sentence for a failure, with the code behind it."""
    words = _FAILURES.get(code)
    if words is None:
        return f"{values.get('name', '')} {code}".strip()
    return _filled(words, values, lang) + f" [{code}]"


def remark(code: str, values: Mapping[str, object], lang: str) -> str:
    """The words for a notice."""
    words = _NOTICES.get(code)
    return code if words is None else _filled(words, values, lang)


def _filled(words: tuple[str, str], values: Mapping[str, object], lang: str) -> str:
    """The sentence with its values: codes in words, quotes between quotes as inner ones."""
    sentence = words[lang == "en"]
    said = {name: _said(name, value, lang) for name, value in values.items()}
    for name in _QUOTED.findall(sentence):
        if name in said:
            said[name] = str(said[name]).replace("“", "‘").replace("”", "’")
    return sentence.format_map(_Blank(said))


def _said(name: str, value: object, lang: str) -> object:
    known = REFUSALS.get(f"{'found' if name == 'kind' else name}.{value}")
    return value if known is None else known[lang == "en"]


def objection(code: str, lang: str) -> str:
    """The words for a flag of the text."""
    words = _FLAGS.get(code)
    return code if words is None else words[lang == "en"]


def known_codes() -> frozenset[str]:
    """All codes that have words here."""
    return frozenset(_FAILURES) | frozenset(_NOTICES)
