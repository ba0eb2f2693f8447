"""The status report: its figures are the marts', the same in every kind of file, as of a day; nothing is fetched."""

import io
import json
import re
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import polars as pl
import pytest
from pptx import Presentation
from typer.testing import CliRunner

from ingest.reporting import marts, status, words, writers
from ingest.reporting.marts import NoFiguresError
from ingest.reporting.scale import counts_up_to
from orchestration.cli import app
from tests import usage_marts, usage_world
from tests.usage_marts import publish_usage
from tests.usage_world import MONTHS, PER_DATO, in_use, kommuner, last_day, rung_of

NOW = len(MONTHS) - 1


@pytest.fixture(scope="module")
def read():
    return usage_marts.marts().__getitem__


@pytest.fixture(scope="module")
def report(read):
    return status.build(read, None, "nb")


@pytest.fixture(scope="module")
def files(report):
    """The report as each kind of file."""
    return {ending: writer.write(report) for ending, writer in writers.WRITERS.items()}


@pytest.fixture(scope="module")
def slides(files):
    return Presentation(io.BytesIO(files["pptx"]))


class Texts(HTMLParser):
    """Every text of a page, and what it would fetch."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[str] = []
        self.fetched: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.fetched += [value for name, value in attrs if name in ("src", "href", "xlink:href", "action")]

    def handle_data(self, data):
        self.texts.append(data.strip())


def section(report, key: str):
    heading = words.Words(report.language)(f"{key}.heading")
    return next(one for one in report.sections if one.heading == heading)


def texts_of(slides) -> list[str]:
    found = []
    for slide in slides.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                found.append(shape.text_frame.text)
            if shape.has_table:
                found += [cell.text for row in shape.table.rows for cell in row.cells]
    return found


def test_the_first_figures_are_those_counted_by_hand(report):
    first = report.sections[0].figures[0]
    month, quarter = (in_use(NOW) - in_use(NOW - back) for back in (1, 3))
    assert first.value == str(in_use(NOW))
    assert first.note == f"\u2212{-month} siden forrige måned, +{quarter} på tre måneder"


def test_sums_are_of_the_last_month_that_is_over(report):
    rows = {row[0]: row[1:] for row in report.sections[1].table.rows}
    assert rows["Oppslag"] == ("13\u00a0000", "+1\u00a0000", "+3\u00a0000")
    assert rows["Kommuner i bruk"][0] == str(in_use(NOW))
    assert "april 2026" in report.sections[1].note


def test_the_map_has_every_municipality_at_its_stage(report):
    drawn = section(report, "map").drawing
    tiles = [shape.text for shape in drawn.shapes if getattr(shape, "text", "") and hasattr(shape, "edge")]
    legend, land = tiles[-6:], tiles[:-6]
    assert legend == list("012345")
    assert sorted(land) == sorted(str(rung_of(place, NOW)) for place in range(len(kommuner())))


def test_who_waits_stands_longest_first(report):
    waits = [place for place in range(len(kommuner())) if 0 < rung_of(place, NOW) < 4]
    found = section(report, "waiting")
    assert found.lead.startswith(f"{len(waits)} kommuner")
    assert len(found.table.rows) == min(20, len(waits))
    assert {row[0] for row in found.table.rows} <= {kommuner()[place]["kommunenavn"] for place in waits}


def test_the_vendor_that_holds_up_most_is_named(report):
    assert section(report, "vendors").lead == "IST holder opp flest kommuner: 6."


def test_the_six_themes_and_the_state_of_0_16_are_there(report):
    assert len(section(report, "themes").table.rows) == 6
    assert {row[0] for row in section(report, "oppvekst").table.rows} == set(usage_world.VENDORS) - {"Sikri"}


def test_a_report_of_an_earlier_day_has_the_figures_of_then(read):
    earlier = status.build(read, date(2025, 9, 30), "nb")
    assert earlier.day == last_day(MONTHS[5])
    assert earlier.sections[0].figures[0].value == str(in_use(5))
    assert "nyere enn rapportens dato" in section(earlier, "vendors").note
    assert "stiplet" not in section(earlier, "growth").drawing.alt


def test_in_the_middle_of_a_month_the_last_whole_one_counts(read):
    assert status.build(read, date(2025, 9, 29), "nb").day == last_day(MONTHS[4])


def test_a_day_before_all_figures_is_refused(read):
    with pytest.raises(NoFiguresError):
        status.build(read, date(2020, 1, 1), "nb")


@pytest.mark.parametrize("ending", list(writers.WRITERS))
def test_the_same_report_is_the_same_file(report, files, ending):
    assert writers.WRITERS[ending].write(report) == files[ending]


def test_the_slides_say_what_the_page_says(report, files, slides):
    page = Texts(files["html"]).texts
    told = "\n".join(texts_of(slides))
    for section_ in report.sections:
        assert any(section_.heading in text for text in texts_of(slides))
        for row in section_.table.rows if section_.table else ():
            assert all(cell in told for cell in row)
            assert all(cell in page for cell in row)


def test_the_map_on_a_slide_is_shapes_with_words_for_those_who_do_not_see_them(slides):
    groups = [shape for slide in slides.slides for shape in slide.shapes if shape.shape_type == 6]
    descriptions = [group._element.nvGrpSpPr.cNvPr.get("descr") for group in groups]
    assert len(groups) == 2 and all(descriptions)
    assert max(len(group.shapes) for group in groups) >= 357
    assert not [shape for slide in slides.slides for shape in slide.shapes if shape.shape_type == 13]


def test_the_page_fetches_nothing_and_runs_nothing(files):
    page = Texts(files["html"])
    assert page.fetched == []
    assert not {"script", "iframe", "link", "img"} & set(page.tags)


def test_a_name_with_markup_stays_a_name(read):
    vendors = read("leverandoerer").with_columns(leverandoer=pl.lit("<script>alert(1)</script> & Co"))
    spoiled = status.build(lambda what: vendors if what == "leverandoerer" else read(what), None, "nb")
    page = Texts(writers.WRITERS["html"].write(spoiled))
    assert "script" not in page.tags
    assert "<script>alert(1)</script> & Co" in page.texts
    assert writers.WRITERS["pdf"].write(spoiled).startswith(b"%PDF")


def test_the_pdf_has_a_page_for_each_section_and_holds_its_own_letters(report, files):
    pdf = files["pdf"]
    assert len(re.findall(rb"/Type /Page\b", pdf)) >= 1 + len(report.sections)
    assert b"/FontFile2" in pdf
    assert b"/Lang" in pdf


def test_marts_without_rows_still_give_a_report(read):
    empty = {"leverandoerer", "funn", "prognose", "tilgangsutvikling"}
    built = status.build(lambda what: read(what).clear() if what in empty else read(what), None, "en")
    assert section(built, "vendors").table.rows[0][0] == "None."
    assert writers.WRITERS["pdf"].write(built).startswith(b"%PDF")


def test_both_languages_have_the_same_keys_and_name_the_same_values():
    fields = [
        {
            f"{table}.{key}": set(re.findall(r"{(\w+)}", text))
            for table, texts in words.load(language).items()
            for key, text in texts.items()
        }
        for language in words.LANGUAGES
    ]
    assert fields[0] == fields[1]


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        *(
            (4, "antall", "+4"),
            (-1234, "antall", "\u22121\u00a0234"),
            (0, "antall", "0"),
            (None, "antall", "–"),
        ),
        *((0.034, "andel", "+3 prosentpoeng"), (0.001, "andel", "0 prosentpoeng")),
    ],
)
def test_a_change_has_its_sign(value, unit, expected):
    assert words.Words("nb").change(value, unit) == expected


@pytest.mark.parametrize("highest", [0, 1, 3, 7, 49, 100, 357, 99_999])
def test_an_axis_reaches_its_highest_value_in_a_few_even_steps(highest):
    lines = counts_up_to(highest)
    assert lines[0] == 0 and lines[-1] >= highest and 2 <= len(lines) <= 7
    assert len({after - before for before, after in pairwise(lines)}) == 1


def test_the_command_writes_three_files_of_what_is_published(tmp_path, monkeypatch, files):
    monkeypatch.setenv("MANNTALL_HOME", str(tmp_path))
    publish_usage(tmp_path)
    result = CliRunner().invoke(
        app, ["report", "--date", "2026-05-20", "--out", str(tmp_path / "ut"), "--json"]
    )
    told = json.loads(result.stdout)
    assert told["per_dato"] == PER_DATO.isoformat()
    for ending, content in files.items():
        file = tmp_path / "ut" / f"statusrapport-2026-05-20.{ending}"
        assert str(file) in told["files"]
        assert file.read_bytes() == content


def test_without_figures_the_command_says_what_to_run(tmp_path):
    with pytest.raises(NoFiguresError, match="manntall usage refresh"):
        marts.published(tmp_path)


def test_a_damaged_mart_is_told_without_what_it_holds(tmp_path):
    folder = publish_usage(tmp_path)
    (folder / "mart_utbredelse__noekkeltall.parquet").write_bytes(b"PAR1 hemmelig")
    with pytest.raises(NoFiguresError) as caught:
        status.build(marts.published(tmp_path), None, "nb")
    assert "hemmelig" not in str(caught.value)
    assert caught.value.__cause__ is None
