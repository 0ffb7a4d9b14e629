"""Compare company names as a person would: without the legal form, or a contact added in brackets."""

import re
import unicodedata

from saas.kit.text import INVISIBLE, all_chinese
from saas.kit.traditional import TABLE, to_simplified

TITLES = "总|总监|总经理|经理|老板|先生|女士|小姐|老师|主任|主管|厂长|店长|会计|董|工"
_annotation = re.compile(rf"\([^()]{{1,4}}(?:{TITLES})\)$")
_legal_form = re.compile(
    r"(?:\((?:有限责任公司|股份有限公司|有限公司)\)|股份有限责任公司|有限责任公司|股份有限公司|有限公司|股份公司|分公司|公司|股份|有限责任|有限"
    r"|(?:co|company)[.,]*(?:ltd|limited)\.?|(?:inc|ltd|limited|llc|corp|gmbh)\.?)$"
)
_folded = {**TABLE, **str.maketrans("[]{}【】〔〕〈〉《》「」", "()()()()()()()")}
_closing = re.compile("[*。.,、;!?~·#_-]+$")
_marks = re.compile("[()\"'“”‘’·•,.。，_&-]")


def company_key(name: str) -> str:
    """Reduce a company's name to what counts for equality; never empty for a name that is not."""
    core = company_core(name)
    return _marks.sub("", core) or core


def company_core(name: str) -> str:
    """Fold a name and drop a contact in brackets (唐总) and the legal form at its end."""
    if all_chinese(name):
        text = to_simplified(name)
        return _legal_form.sub("", text) or text
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", name))
    text = "".join(text.casefold().translate(_folded).split())
    text = _closing.sub("", text) or text
    text = _annotation.sub("", text) or text
    return _legal_form.sub("", text).rstrip(",.") or text
