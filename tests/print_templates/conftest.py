"""Documents to print: a quote with as many lines as asked for, and a contract with as many clauses."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from print_templates.document import Column, Document, Letterhead, Party

HEAD = Letterhead("苏州华东精工集团有限公司", ("江苏省苏州市虎丘区锦峰路 158 号", "电话 0512-6688 1200"))
BUYER = Party("甲方", "苏州恒泽精密五金有限公司", (("地址", "苏州市星湖街 328 号"), ("电话", "139****1180")))
SELLER = Party("乙方", "苏州华东精工集团有限公司", (("开户行", "招商银行苏州分行"),))
COLUMNS = (Column("产品", share=40), Column("规格", share=30), Column("金额", numeric=True, share=20))


def make_quote(lines: int = 2, height: int = 4) -> Document:
    """Make a quote whose every line is `height` lines high, so that a careless break would split it."""
    middle = "\n中" * (height - 2) + "\n"
    return Document(
        template="quote",
        title="报价单",
        number="QT-2026-0183",
        date="2026年11月18日",
        locale="zh-Hans",
        letterhead=HEAD,
        parties=(BUYER, SELLER),
        columns=COLUMNS,
        rows=tuple(
            (f"产品{n:03}号", f"上行{n:03}{middle}下行{n:03}", f"¥{n * 1000:,}.00") for n in range(1, lines + 1)
        ),
        totals=(("小计", "¥1,150,000.00"), ("合计", "¥1,280,000.00")),
        amount_in_words="人民币壹佰贰拾捌万元整",
        notes="报价三十日内有效。\n含增值税。",
    )


def make_contract(clauses: int = 12) -> Document:
    """Make a contract whose clauses end with their own number, so that nothing can be lost unseen."""
    text = "双方在履行本合同过程中知悉的对方商业秘密，未经书面同意不得向第三方披露。" * 2
    return Document(
        template="contract",
        title="产品购销合同",
        number="HT-2026-0046",
        date="2026年11月18日",
        locale="zh-Hans",
        letterhead=HEAD,
        parties=(BUYER, SELLER),
        columns=COLUMNS,
        rows=(("精密冲压件", "HJ-0037-A", "¥1,280,000.00"),),
        totals=(("合计", "¥1,280,000.00"),),
        amount_in_words="人民币壹佰贰拾捌万元整",
        clauses=tuple((f"标题{n}", f"{text}完{n}。") for n in range(1, clauses + 1)),
        labels={"number": "合同编号"},
    )


def make_logo(width: int = 200, height: int = 100, kind: str = "PNG") -> bytes:
    """Draw a plain logo."""
    file = BytesIO()
    Image.new("RGB", (width, height), "#b8372b").save(file, kind)
    return file.getvalue()


@pytest.fixture
def quote() -> Callable[..., Document]:
    return make_quote


@pytest.fixture
def contract() -> Callable[..., Document]:
    return make_contract


@pytest.fixture
def logo() -> Callable[..., bytes]:
    return make_logo


@pytest.fixture
def pages_of() -> Callable[[bytes], list[str]]:
    """Give the text of each page as a person would search it: without line ends and spaces."""
    return lambda pdf: ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]
