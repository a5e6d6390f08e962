"""PDF: laid out and tagged here, put together by pydyf, fonts subset by fontTools (docs/adr has the measurements)."""

from tracker.documents.pdf.write import write_pdf

__all__ = ["write_pdf"]
