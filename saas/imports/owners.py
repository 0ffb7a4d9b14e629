"""Whose records a file brings: the colleague whom its name names, unless somebody chooses another."""

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any

import orjson

from saas.imports.model import ImportFile
from saas.kit.errors import Invalid, Refusal
from saas.kit.i18n import _
from saas.kit.pinyin import full
from saas.kit.text import fold
from saas.people.directory import Directory, Member
from saas.people.viewer import Viewer
from saas.records.giving import may_give_to
from saas.records.view import FormView

BY_FILE_NAME = "by_file_name"
FAMILIES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖"
    "贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤張劉陳楊黃趙吳孫馬鄭許韓馮鄧蕭蔣葉蘇魏呂盧鍾"
    "譚陸範賈韋鄒龍陶賀顧龔萬錢嚴湯欧歐施洪翟颜顏倪牛温溫芦俞章鲁魯葛伍申柯柳阮单單殷詹樊"
)
"""The characters of the usual family names, simplified and traditional."""
PLACES = re.compile(
    "江[苏蘇西阴陰门門]|金[华華]|[温溫]州|[苏蘇][州北南]|徐州|[郑鄭]州|[黄黃][山石]|石家[庄莊]|白[山城]|唐山|[韩韓]城|安[阳陽]|高雄"
    "|[马馬]鞍山|武[汉漢]|秦皇[岛島]|柳州|[阳陽]江|[龙龍][岩巖]|雷州|[贺賀]州|汤阴|[陆陸]家嘴"
).fullmatch
"""Places that begin with a family name: a file named after one is nobody's."""
_chinese_word = re.compile(r"[\u4e00-\u9fff]+")
_name = re.compile(rf"[{FAMILIES}][\u4e00-\u9fff]{{1,2}}").fullmatch
_letters = re.compile(r"[a-z]+")


class OwnerGone(Refusal):
    """%(name)s can no longer be given the records of “%(file)s”. Choose somebody else, then start again."""

    code = "owner_gone"


def may_own(view: FormView, viewer: Viewer, directory: Directory) -> list[Member]:
    """List the colleagues to whom somebody may give the records of an import."""
    tree = directory.tree(viewer.department_id)
    return [member for member in directory.active() if may_give_to(view, viewer, member, tree)]


def named_by(file: str, members: Iterable[Member]) -> Member | None:
    """Find the colleague whom the name of a file names: in characters, or in pinyin or letters as a word of its own.

    Nobody when there are several: 张伟 twice in a company, or 张伟 and 李娜 in one name.
    """
    stem = fold(PurePath(file).stem)
    words = set(_letters.findall(stem))
    found = [member for member in members if (name := fold(member.name)) and _says(stem, words, name)]
    # 张伟 is also in 张伟明.
    longest = [one for one in found if not any(one.name in other.name and one.name != other.name for other in found)]
    return longest[0] if len(longest) == 1 else None


def _says(stem: str, words: set[str], name: str) -> bool:
    if len(name) < 2:
        return False
    if _chinese_word.fullmatch(name):
        return name in stem or full(name) in words
    return re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", stem) is not None


def person_in(file: str) -> str:
    """Find what looks like a person's name in the name of a file, between its other words; empty when there is none."""
    words = _chinese_word.findall(PurePath(file).stem)
    found = [word for word in words if _name(word) and not PLACES(word)]
    return found[0] if len(found) == 1 else ""


def read_owners(view: FormView, viewer: Viewer, directory: Directory, given: Mapping[int, str]) -> dict[str, int]:
    """Read whose the sheets are, by number: ids, names or e-mail addresses; blank is the importer. Raise Invalid."""
    allowed = may_own(view, viewer, directory)
    owners: dict[str, int] = {}
    errors: dict[str, str] = {}
    for n, said in given.items():
        wanted = fold(said)
        found = [m for m in allowed if wanted and wanted in (str(m.id), fold(m.name), fold(m.email))]
        if len(found) == 1:
            owners[str(n)] = found[0].id
        elif wanted:
            several = _("Several people are called so.")
            errors[f"owner.{n}"] = several if found else _("You cannot create records for this person.")
    if errors:
        raise Invalid(errors)
    return owners


def owners_by_file_name(
    view: FormView, viewer: Viewer, directory: Directory, names: Mapping[int, str]
) -> dict[str, int]:
    """Guess whose the sheets are by the names of their files; who is not named is left out."""
    allowed = may_own(view, viewer, directory)
    guessed = {n: named_by(name, allowed) for n, name in names.items()}
    return {str(n): member.id for n, member in guessed.items() if member}


def owners_given(
    view: FormView, viewer: Viewer, directory: Directory, text: str, names: Mapping[int, str]
) -> dict[str, int]:
    """Read whose the files are as a program says it: `by_file_name`, or an object of file names and people.

    `names` are the files' names by the number of the sheet. Raise Invalid.
    """
    if not text:
        return {}
    if text == BY_FILE_NAME:
        return owners_by_file_name(view, viewer, directory, names)
    try:
        given = orjson.loads(text)
    except orjson.JSONDecodeError:
        given = None
    if not isinstance(given, dict):
        raise Invalid({"owners": _("Owners are an object of file names and people, or the word by_file_name.")})
    if strange := given.keys() - set(names.values()):
        raise Invalid({"owners": _("No file is named “%(name)s”.", name=sorted(strange)[0][:80])})
    try:
        chosen = {n: str(given[name]) for n, name in names.items() if given.get(name) is not None}
        return read_owners(view, viewer, directory, chosen)
    except Invalid as invalid:
        raise Invalid({"owners": next(iter(invalid.errors.values()))}) from None


def owner_of(
    view: FormView, viewer: Viewer, directory: Directory, settings: Mapping[str, Any], source: ImportFile, name: str
) -> tuple[int, int] | None:
    """Give a sheet's owner and their department, or None where nobody was chosen. Raise OwnerGone."""
    id = settings.get("owners", {}).get(str(source.n))
    if id is None:
        return None
    member = directory.members.get(id)
    if member is None or member not in may_own(view, viewer, directory):
        raise OwnerGone(name=member.name if member else _("Someone who left"), file=name)
    return member.id, member.department_id
