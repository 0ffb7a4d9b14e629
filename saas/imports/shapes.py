"""Tell columns of text apart by what their values look like: companies, people, or neither."""

import re
from collections.abc import Callable, Collection
from typing import Any

from saas.kit.text import clean_line

PEOPLE_HEADINGS = ("联系人", "姓名", "聯絡人", "contact", "contact person", "contact name", "full name")
"""Headings that tell of a text field that it holds people's names."""
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚"
    "卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常"
    "温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂"
    "成苗谷盛曲翁冉骆蓝路游辛靳阳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤时阿穆农司卓古吉缪简车项連張劉陳楊黃趙吳孫馬"
    "鄭謝許韓馮鄧蕭葉蘇呂盧鐘鍾譚陸範賈韋鄒閻賀顧龔萬錢嚴湯龐顏莊聶魯單喬駱藍饒繆簡項明丛从仇兴冷勾卜卞原叢巩"
    "巫席应戚揭撒晏晋景桂桑楚楼欒沙洪湛滑濮烏牧狄班甄畅皮盖相瞿祖竇竺粟糜练羊胥臧荆荣莘虞蔚蔺衡裘褚谈豆贝费赖"
    "边连逄郁都郎郜鄂酆钮闵阚隋隆隗靖鞠韶鲜麦麻"
)

_company = re.compile(
    r"公司|集团|集團|股份|有限|中心|工作室|合作社|[厂廠店行社院校局馆館所](?:[(（].*)?$"
    r"|\b(?:co|ltd|inc|llc|gmbh|corp)\b",
    re.IGNORECASE,
)
_person = re.compile(rf"(?:[{SURNAMES}]|欧阳|司马|诸葛|上官|司徒|东方|皇甫|尉迟|夏侯)[\u4e00-\u9fff]{{1,2}}")
_title = re.compile(r"(?:先生|女士|小姐|总|经理|老师|主任)$")
_english = re.compile(r"[A-Z][a-z'’-]+(?: [A-Z]\.?)?(?: [A-Z][a-z'’-]+){1,2}")


def is_company(cell: Any) -> bool:
    """Tell a company's name."""
    return isinstance(cell, str) and len(cell) >= 4 and _company.search(cell) is not None


def is_person(cell: Any) -> bool:
    """Tell a person's name, with or without a form of address."""
    if not isinstance(cell, str):
        return False
    text = clean_line(cell)
    chinese = _title.sub("某", text).replace(" ", "")
    return _person.fullmatch(chinese) is not None or _english.fullmatch(text) is not None


def share(cells: Collection[Any], test: Callable[[Any], bool]) -> float:
    """Tell which share of some cells passes a test; 0 of none."""
    return sum(map(test, cells)) / len(cells) if cells else 0.0
