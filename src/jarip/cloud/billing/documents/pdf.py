"""Lays an invoice out as PDF (A4), with its font embedded."""

from __future__ import annotations

import logging

from fpdf import FPDF, XPos, YPos
from fpdf.enums import Align

from jarip.cloud.billing.documents.document import InvoiceDocument
from jarip.cloud.billing.documents.fonts import find_font

FONT = "NanumGothic"
logging.getLogger("fontTools.subset").setLevel(logging.ERROR)  # it reports tables it leaves out
MARGIN = 18.0
WIDTH = 210.0 - 2 * MARGIN
COLUMNS = (("description", 62.0), ("period", 44.0), ("quantity", 26.0), ("rate", 18.0))
AMOUNT_WIDTH = WIDTH - sum(width for _, width in COLUMNS)
INK, GREY, RULE, ACCENT = (24, 28, 36), (106, 114, 128), (222, 226, 232), (37, 84, 199)


class _Page(FPDF):
    """A page with its number at the foot."""

    def __init__(self, document: InvoiceDocument) -> None:
        super().__init__(format="A4")
        self.document = document
        font = find_font()
        self.add_font(FONT, "", font.regular)
        self.add_font(FONT, "B", font.bold)
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.c_margin = 0  # text begins where the rules do
        self.set_auto_page_break(True, margin=24)
        self.set_title(f"{document.title} {document.facts[0][1]}")
        self.set_lang(document.locale)

    def footer(self) -> None:
        """The number and the page."""
        self.set_y(-16)
        self.write_text(8, GREY)
        text = f"{self.document.facts[0][1]}   ·   {self.page_no()} / {{nb}}"
        self.cell(WIDTH, 5, text, align=Align.C)

    def write_text(self, size: float, color: tuple[int, int, int], style: str = "") -> None:
        """Choose font size, colour and weight."""
        self.set_font(FONT, style, size)
        self.set_text_color(*color)

    def rule(self) -> None:
        """A thin line across the page."""
        self.set_draw_color(*RULE)
        self.set_line_width(0.2)
        self.line(MARGIN, self.get_y(), MARGIN + WIDTH, self.get_y())


def make_pdf(document: InvoiceDocument) -> bytes:
    """The invoice as a PDF file. ConflictError if the font is not installed."""
    page = _Page(document)
    page.add_page()
    _head(page, document)
    _parties(page, document)
    _lines(page, document)
    _sums(page, document)
    return bytes(page.output())


def _head(page: _Page, document: InvoiceDocument) -> None:
    page.write_text(24, INK, "B")
    page.cell(WIDTH / 2, 12, document.title)
    page.write_text(10, ACCENT, "B")
    page.cell(WIDTH / 2, 12, document.state, align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    page.ln(2)
    for name, value in document.facts:
        page.write_text(9, GREY)
        page.cell(26, 5.5, name)
        page.write_text(9, INK)
        page.cell(60, 5.5, value, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    page.ln(6)


def _parties(page: _Page, document: InvoiceDocument) -> None:
    top, bottom = page.get_y(), page.get_y()
    sides = ((MARGIN, "from", document.seller), (MARGIN + WIDTH / 2, "to", document.buyer))
    for left, word, lines in sides:
        page.set_xy(left, top)
        page.write_text(8.5, GREY)
        page.cell(WIDTH / 2, 5, document.word(word), new_x=XPos.LEFT, new_y=YPos.NEXT)
        for number, text in enumerate(lines):
            page.write_text(10 if number == 0 else 9, INK, "B" if number == 0 else "")
            page.multi_cell(WIDTH / 2 - 6, 5.2, text, new_x=XPos.LEFT, new_y=YPos.NEXT)
        bottom = max(bottom, page.get_y())
    page.set_xy(MARGIN, bottom + 8)


def _lines(page: _Page, document: InvoiceDocument) -> None:
    page.write_text(8.5, GREY)
    for number, (word, width) in enumerate(COLUMNS):
        page.cell(width, 6, document.word(word), align=Align.R if number > 1 else Align.L)
    amount = document.word("amount")
    page.cell(AMOUNT_WIDTH, 6, amount, align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    page.rule()
    for line in document.lines:
        page.ln(1.6)
        if page.will_page_break(12):
            page.add_page()
        top = page.get_y()
        page.write_text(9, INK)
        description = COLUMNS[0][1]
        page.multi_cell(description - 2, 5, line.description, align=Align.L)
        bottom = page.get_y()
        page.set_xy(MARGIN + description, top)
        page.write_text(8.5, GREY)
        page.cell(COLUMNS[1][1], 5, line.period)
        page.cell(COLUMNS[2][1], 5, line.quantity, align=Align.R)
        page.cell(COLUMNS[3][1], 5, line.rate, align=Align.R)
        page.write_text(9, INK)
        page.cell(AMOUNT_WIDTH, 5, line.amount, align=Align.R)
        page.set_xy(MARGIN, max(bottom, top + 5) + 1.6)
        page.rule()


def _sums(page: _Page, document: InvoiceDocument) -> None:
    page.ln(4)
    if page.will_page_break(34):
        page.add_page()
    left, name_width, value_width = MARGIN + WIDTH - 84, 46.0, 38.0
    for name, value in document.sums:
        page.set_x(left)
        page.write_text(9, GREY)
        page.cell(name_width, 6, name)
        page.write_text(9, INK)
        page.cell(value_width, 6, value, align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    page.set_x(left)
    page.write_text(13, INK, "B")
    page.cell(name_width, 9, document.total[0])
    page.cell(value_width, 9, document.total[1], align=Align.R)
    page.ln(16)
    page.write_text(9, GREY)
    page.multi_cell(WIDTH, 5, document.note)
