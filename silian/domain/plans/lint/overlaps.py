"""Whether parts that are listed side by side can share a member: kinds do not, titles may."""

import re
from collections.abc import Sequence

from silian.domain.documents.view import normalize

_GRADE = re.compile(
    r"^(国家级|国际级|省部级|省级|市级|区级|县级|第一产业|第二产业|第三产业)(?!以上|及)"
)
_LABELS = re.compile(
    r"高新技术企业|科技型|科技中小|专精特新|小巨人|单项冠军|瞪羚|独角兽|雏鹰|上市|挂牌|规上|规模以上|龙头|领军企业|链主"
    r"|创新型|民营|外资|外商|重大项目|重点项目|国际|产学研|PCT|有效|高价值|人才计划|以上|新增|新培育|女性|少数民族|党员"
    r"|院士|教授|研究员|职称|在校|留学|海归|专利转化|获奖"
)
"""What one thing may be beside anything else: titles, sizes and marks, not kinds."""
_AXES = (
    re.compile(r"博士|硕士|研究生|本科|专科|大专|学士|学历|学位"),
    re.compile(r"高级|中级|初级|工程师$|专家"),
    re.compile(r"岁|青年|中年|男|以下$"),
    re.compile(r"在建|续建|新建|竣工|投产|储备"),
    re.compile(r"[东西南北中]部|[省市区县镇乡]内|[省市区县镇]外|境[内外]"),
    re.compile(r"上半年|下半年|[一二三四]季度|[一二三四五]期"),
)
_BOTH = re.compile(r"兼|同时|交叉|重复|重叠|含")
"""Words by which a sentence says that some are counted twice."""


def are_beside(one: str, other: str) -> bool:
    """Whether two names are of two grades, so that neither can be a part of the other."""
    grades = [_GRADE.match(normalize(name)) for name in (one, other)]
    return all(grades) and len({found[1] for found in grades if found}) == 2


def _axis(name: str) -> int:
    """By what a part is told from others: 0 for its kind, 1 for its grade, else another way."""
    if _GRADE.match(name):
        return 1
    return next((k for k, axis in enumerate(_AXES, 2) if axis.search(name)), 0)


def are_apart(names: Sequence[str], said: str = "") -> bool:
    """Whether no thing can be in two of the parts; ``said`` is the sentence that lists them.

    Parts told apart in one way (all by kind, by grade or by degree) exclude each other. Titles and
    marks do not, nor do parts told apart in several ways: a doctor may be a senior engineer.
    """
    bare = [normalize(name) for name in names]
    if _BOTH.search(said) or len(set(bare)) < len(bare):
        return False
    grades = [found[1] for name in bare if (found := _GRADE.match(name))]
    if len(grades) == len(bare):
        is_one_kind = (
            len({name[len(grade) :] for name, grade in zip(bare, grades, strict=True)}) == 1
        )
        return is_one_kind or len(set(grades)) == len(grades) or not _within(bare)
    if any(_LABELS.search(name) for name in bare):
        return False
    talents = all(name.endswith(("人才", "工程师")) for name in bare)
    if talents:
        return not _within(bare)
    return len({_axis(name) for name in bare}) == 1 and not _within(bare)


def _within(names: Sequence[str]) -> bool:
    """Whether a name is a part of another: 技术中心, 企业技术中心."""
    return any(one != other and (one in other) for k, one in enumerate(names) for other in names)
