"""The three kinds of file that a report becomes, and what each is called."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import ManntallError
from ingest.reporting.report import Report


class ReportNotWrittenError(ManntallError):
    """The folder for the report cannot be written to."""


@dataclass(frozen=True, slots=True)
class Writer:
    """One kind of file: its media type, and the function that makes it."""

    mime: str
    write: Callable[[Report], bytes]


def _pptx(report: Report) -> bytes:
    from ingest.reporting.as_pptx import pptx_bytes

    return pptx_bytes(report)


def _pdf(report: Report) -> bytes:
    from ingest.reporting.as_pdf import pdf_bytes

    return pdf_bytes(report)


def _html(report: Report) -> bytes:
    from ingest.reporting.as_html import html_bytes

    return html_bytes(report)


# Imported when used: python-pptx and reportlab take half a second.
WRITERS = {
    "pptx": Writer("application/vnd.openxmlformats-officedocument.presentationml.presentation", _pptx),
    "pdf": Writer("application/pdf", _pdf),
    "html": Writer("text/html", _html),
}


def file_name(report: Report, ending: str) -> str:
    return f"statusrapport-{report.day:%Y-%m-%d}.{ending}"


def write_all(report: Report, folder: Path) -> list[Path]:
    """Write every kind into a folder, which is made when it is not there.

    Raises:
        ReportNotWrittenError: the folder or a file cannot be written.
    """
    files = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for ending, writer in WRITERS.items():
            files.append(folder / file_name(report, ending))
            files[-1].write_bytes(writer.write(report))
    except OSError:
        raise ReportNotWrittenError(f"The report cannot be written to {folder}.") from None
    return files
