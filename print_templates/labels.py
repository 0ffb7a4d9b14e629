"""The fixed words of a printed document, in the three languages. A document may replace any of them."""

from collections.abc import Mapping

DEFAULT = "zh-Hans"

LABELS: Mapping[str, Mapping[str, str]] = {
    "zh-Hans": {
        "number": "编号",
        "date": "日期",
        "parties": "双方信息",
        "lines": "产品明细",
        "in_words": "金额大写",
        "clauses": "条款",
        "clause": "第{number}条",
        "notes": "备注",
        "signatures": "签署",
        "signatory": "授权代表（签字）",
        "signed_on": "签署日期",
        "day": "　　　　年　　月　　日",
        "seal": "盖章处",
        "page": "第 {page} 页 共 {pages} 页",
    },
    "zh-Hant": {
        "number": "編號",
        "date": "日期",
        "parties": "雙方資訊",
        "lines": "產品明細",
        "in_words": "金額大寫",
        "clauses": "條款",
        "clause": "第{number}條",
        "notes": "備註",
        "signatures": "簽署",
        "signatory": "授權代表（簽字）",
        "signed_on": "簽署日期",
        "day": "　　　　年　　月　　日",
        "seal": "蓋章處",
        "page": "第 {page} 頁 共 {pages} 頁",
    },
    "en": {
        "number": "No.",
        "date": "Date",
        "parties": "Parties",
        "lines": "Items",
        "in_words": "Amount in words",
        "clauses": "Terms and conditions",
        "clause": "Article {number}",
        "notes": "Notes",
        "signatures": "Signatures",
        "signatory": "Authorised signature",
        "signed_on": "Date",
        "day": "",
        "seal": "Company seal",
        "page": "Page {page} of {pages}",
    },
}


def labels_of(locale: str, replaced: Mapping[str, str]) -> dict[str, str]:
    """Give every label in `locale` (Chinese when unknown), with the document's own words on top."""
    return {**LABELS.get(locale, LABELS[DEFAULT]), **replaced}


def clause_number(position: int, locale: str) -> str:
    """Number a clause, from 1: 第十二条 needs 十二, Article 12 needs 12."""
    return chinese_numeral(position) if locale != "en" and position < 10_000 else str(position)


def chinese_numeral(number: int) -> str:
    """Write 1 to 9999 as Chinese numerals, with 十 rather than 一十 for the teens."""
    words, gap, figures = "", False, str(number)
    for place, figure in zip(("", "十", "百", "千")[len(figures) - 1 :: -1], figures, strict=True):
        if figure != "0":
            words += ("零" if gap else "") + "零一二三四五六七八九"[int(figure)] + place
        gap = figure == "0"
    return words.removeprefix("一") if words.startswith("一十") else words
