"""The last chapter, on the next day: data for the evaluator, a report for the funder."""

import csv
import datetime
import hashlib
import io
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from openpyxl import load_workbook
from pypdf import PdfReader

from tests.journeys.conftest import MORNING
from tests.journeys.files import PUPILS
from tests.journeys.pages import Visitor, sign_in
from tests.journeys.story import COORDINATOR, EVALUATOR, FUNDER, PASSWORD, Story, accept_invitation

# What nobody may find outside the school and the co-ordinator's pages.
NAMES = sorted({str(line[0]).split(",")[0] for line in PUPILS if line} - {"Ross", "Munro", "Bain"})
DELETE_BY = datetime.date(2028, 7, 31)


def next_day(story: Story) -> None:
    """The day is past: reports count only days that have been held."""
    story.clock.move_to(MORNING + datetime.timedelta(days=1))


def evaluator_freezes(story: Story) -> None:
    who = accept_invitation(story, EVALUATOR, "Ewan Firth")
    who.look("Surveys, for the evaluator")
    who.follow("Data")
    who.look("Research data, no release yet")
    who.follow("Freeze a release", "main")
    who.look("Freeze a release")
    who.press("Freeze this release")
    who.reads("Tick the box when you have read what freezing means.")
    who.look("Freeze a release, with problems")
    who.fill(
        {
            "Who takes": "Firth Evaluation",
            "What the data are for": "First look at pairs.",
            "Which data agreement": "Agreement 7 of 1 August 2026",
            "The copy is deleted by": (MORNING + datetime.timedelta(days=700)).date(),
        }
    )
    who.choose_box("Whoever takes the data has agreed")
    who.choose_box("I know that a release")
    who.press("Freeze this release")
    who.reads("Release 1", "Firth Evaluation")
    who.look("Research data")
    check_release(who.take("Download", story.folder), story)
    evaluator_sees_results(who)
    for path in ("/sessions/", "/bookings/1/places/", "/bookings/1/codes/", "/programme/people/"):
        assert (path, who.status(path)) == (path, 403)
    pages = ["/surveys/", "/releases/", "/reports/", "/results/", "/surveys/days/1/"]
    assert_no_names(who, pages)
    who.close()


def evaluator_sees_results(who: Visitor) -> None:
    """The results of the release are there with it; few pairs are said to be few."""
    who.go("/results/")
    who.reads("What changed", "Change on each scale", "Harms", "Flow of participants")
    who.look("Results")


def check_release(path: Path, story: Story) -> None:
    """The file opens, its checksums hold, and nobody in it has a name or a code."""
    with zipfile.ZipFile(path) as bundle:
        files = {name.rsplit("/", 1)[-1]: bundle.read(name) for name in bundle.namelist()}
    sums = dict(line.split("  ")[::-1] for line in _text(files, "manifest-sha256.txt").splitlines())
    assert {name.rsplit("/", 1)[-1]: found for name, found in sums.items()} == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files.items()
        if name != "manifest-sha256.txt"
    }
    wide = list(csv.DictReader(io.StringIO(_text(files, "responses_wide.csv"))))
    long = list(csv.DictReader(io.StringIO(_text(files, "responses_long.csv"))))
    assert (len(wide), len(long)) == (story.participants, story.responses)
    assert opened(files, story.folder) == {
        "responses.xlsx": (story.participants, story.responses),
        "sav": (story.participants, story.responses),
        "dta": (story.participants, story.responses),
        "parquet": (story.participants, story.responses),
    }
    assert "att1" in _text(files, "codebook.csv")
    ElementTree.fromstring(files["codebook-ddi.xml"])
    assert json.loads(files["datapackage.json"])["resources"]
    hidden = [*NAMES, *(code.replace("-", "") for code in story.pupil_codes.values())]
    packed = b"\n".join(files.values())
    words = [*hidden, *story.pupil_codes.values()]
    assert [word for word in words if word.encode() in packed] == []


def opened(files: dict[str, bytes], folder: Path) -> dict[str, tuple[int, int]]:
    """How many rows the wide and the long file have in each form, as other programs read them."""
    import pyarrow.parquet
    import pyreadstat

    book = load_workbook(io.BytesIO(files["responses.xlsx"]))
    found = {"responses.xlsx": (book["wide"].max_row - 1, book["long"].max_row - 1)}
    readers = {
        "sav": lambda path: pyreadstat.read_sav(path)[0],
        "dta": lambda path: pyreadstat.read_dta(path)[0],
        "parquet": lambda path: pyarrow.parquet.read_table(path).to_pandas(),
    }
    for ending, read in readers.items():
        rows = []
        for name in ("responses_wide", "responses_long"):
            path = folder / f"{name}.{ending}"
            path.write_bytes(files[path.name])
            rows.append(len(read(path)))
        found[ending] = (rows[0], rows[1])
    return found


def _text(files: dict[str, bytes], name: str) -> str:
    return files[name].decode("utf-8-sig")


def funder_reads(story: Story) -> None:
    who = accept_invitation(story, FUNDER, "Fiona Kerr")
    assert who.path == "/reports/"
    who.reads("Harms", "Limits", "Evidence of change")
    who.look("Report")
    pdf = "\n".join(page.extract_text() for page in PdfReader(take_pdf(who, story)).pages)
    assert "Highland pre-driver days" in pdf
    book = load_workbook(who.take("Take it as Excel", story.folder))
    assert book.sheetnames == ["Delivered", "Coach hours", "Change", "Definitions"]
    sheets = "\n".join(str(cell.value) for sheet in book for row in sheet.rows for cell in row)
    assert [name for name in NAMES if name in pdf + sheets + who.text] == []
    for path in ("/sessions/", "/surveys/", "/releases/", "/bookings/1/places/", "/coaches/"):
        assert (path, who.status(path)) == (path, 403)
    who.close()


def take_pdf(who: Visitor, story: Story) -> Path:
    return who.take("Take it as PDF", story.folder)


def coordinator_looks_back(story: Story) -> None:
    """The co-ordinator signs in again: done days, the record of who did what, the report."""
    who = story.coordinator
    who.go("/")
    who.reads("Sign in")  # the login of yesterday is over
    sign_in(who, COORDINATOR, PASSWORD)
    who.reads("Done")
    for path, name in [
        ("/programme/record/", "Record"),
        (story.day, "Day that is past"),
        ("/reports/", "Report, for the co-ordinator"),
        ("/coaches/?fit=no", "Coaches who are not fit"),
        ("/programme/choose/", "Choose a programme"),
        ("/accounts/password/change/", "Change password"),
        ("/accounts/logout/", "Sign out"),
    ]:
        who.go(path)
        who.look(name)
    assert who.status("/releases/") == 403
    who.look("A page that is not for the co-ordinator")
    assert who.status("/nowhere/") == 404
    who.look("A page that is not there")


def assert_no_names(who: Visitor, paths: list[str]) -> None:
    for path in paths:
        who.go(path)
        assert [name for name in NAMES if name in who.text] == []
