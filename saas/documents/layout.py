"""The layout itself, run in a process apart: see `saas.documents.press`."""

import logging

import weasyprint  # type: ignore[import-untyped]  # noqa: F401 - loaded once, before processes are forked

from print_templates.document import Document, Letterhead
from print_templates.render import render_pdf

logging.getLogger("weasyprint").setLevel(logging.ERROR)


class Layout:
    """One document being laid out."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def pdf(self) -> bytes:
        """Write the document as PDF."""
        return render_pdf(self._document)


def _practise() -> None:
    """Lay out a few words once: styles are parsed and fonts found before processes are forked."""
    for template in ("quote", "contract"):
        render_pdf(
            Document(template, "报价合同", "1", "2026", "zh-Hans", Letterhead("公司"), clauses=(("条款", "金额"),))
        )


_practise()
