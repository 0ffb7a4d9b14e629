"""How much a contract's PDF costs over bare WeasyPrint on the same HTML. Run: `python tests/bench/bench_pdf.py`."""

import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).parents[2]))

from PIL import Image
from pypdf import PdfReader
from weasyprint import HTML

from print_templates.document import Column, Document, Letterhead, Party
from print_templates.render import render_html, render_pdf

CEILING = 1.3
ROUNDS = 15
CLAUSE = "甲方应于收到货物后七个工作日内按照附件一技术协议进行验收，逾期未提出书面异议的，视为验收合格。" * 3


def main() -> int:
    """Measure both in turn, so that a busy moment falls on both; exit 1 above the ceiling."""
    document = contract()
    html = render_html(document)
    ours, bare = (lambda: render_pdf(document)), (lambda: bytes(HTML(string=html).write_pdf()))
    pages, size = len(PdfReader(BytesIO(ours())).pages), len(bare()) // 1024
    pairs = [(timed(ours), timed(bare)) for _ in range(ROUNDS)]
    ratios = []
    for clock, name in enumerate(("wall", "cpu")):
        mine, floor = (median(pair[side][clock] for pair in pairs) * 1000 for side in (0, 1))
        ratios.append(median(pair[0][clock] / pair[1][clock] for pair in pairs))
        print(f"{name:4}  render_pdf {mine:5.0f} ms   bare WeasyPrint {floor:5.0f} ms   ratio {ratios[-1]:.2f}")
    print(f"{pages} pages, {size} KB, {ROUNDS} rounds; the wall ratio may reach {CEILING}")
    return int(ratios[0] > CEILING)


def timed(render: Callable[[], bytes]) -> tuple[float, float]:
    wall, cpu = perf_counter(), process_time()
    render()
    return perf_counter() - wall, process_time() - cpu


def contract() -> Document:
    """Make a contract of three to four pages, with a logo as large as people upload."""
    logo = BytesIO()
    Image.linear_gradient("L").resize((600, 240)).convert("RGB").save(logo, "PNG")
    details = (("地址", "苏州市工业园区星湖街 328 号"), ("电话", "139****1180"), ("税号", "91320505MA1X8KQ24T"))
    heads = ("产品", "规格型号", "数量", "单价", "金额")
    return Document(
        template="contract",
        title="产品购销合同",
        number="HT-2026-0046",
        date="2026年11月18日",
        locale="zh-Hans",
        letterhead=Letterhead("苏州华东精工集团有限公司", ("江苏省苏州市虎丘区锦峰路 158 号",), logo.getvalue()),
        parties=(
            Party("甲方", "苏州恒泽精密五金有限公司", details),
            Party("乙方", "苏州华东精工集团有限公司", details),
        ),
        columns=tuple(Column(head, numeric=n > 1, share=3 - n / 3) for n, head in enumerate(heads)),
        rows=tuple(("精密冲压件", f"HJ-{n:04}", f"{n * 120:,}", "¥37.50", f"¥{n * 4500:,}.00") for n in range(1, 21)),
        totals=(("小计", "¥1,150,000.00"), ("合计", "¥1,280,000.00")),
        amount_in_words="人民币壹佰贰拾捌万元整",
        clauses=tuple((f"标题{n}", CLAUSE) for n in range(1, 13)),
    )


if __name__ == "__main__":
    sys.exit(main())
