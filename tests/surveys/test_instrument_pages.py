"""Tests of instruments on pages: the list, one version, drafts, files, comparing, the preview."""

import io
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from surveys.actions.drafting import (
    change_question,
)
from surveys.actions.instruments import (
    ASKED,
    NOT_OURS,
    copy_version,
    shipped_version,
)
from surveys.actions.translations import keep_words
from surveys.choices import WaveKind
from surveys.models import InstrumentVersion, Item
from surveys.models.instruments import FROZEN
from surveys.questionnaire import instrument_of
from surveys.readers.instrument_upload import read_upload
from surveys.rules.instrument_file import item_cells, write_instrument_csv
from surveys.rules.translations import ItemWords
from tests import cast, cast_surveys
from tests.surveys.instruments import CARS_AND_ME, SMALL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST = "/surveys/instruments/"
CODES = ["att1", "att2", "att3", "feel", "who", "plan"]
FORM = {
    "text": "Seven",
    "kind": "CHOICE",
    "options": "1=No\n 2=Yes \n\n",
    "waves": ["BEFORE", "AFTER"],
    "code": "new1",
    "place": "2",
    "use": "DAY",
}


@pytest.fixture
def of():
    return cast.programme()


@pytest.fixture
def by(of):
    return cast.coordinator(of)


@pytest.fixture
def client(of):
    return cast.signed_in(cast.person(of, Role.EVALUATOR), of)


@pytest.fixture
def draft(of):
    return cast_surveys.draft(of)


def text(client, address):
    answer = client.get(address)
    assert answer.status_code == HTTPStatus.OK
    return answer.content.decode()


def order(version):
    return list(
        Item.objects.filter(version=version).order_by("position").values_list("code", flat=True)
    )


# --- the list and one version ---------------------------------------------------------------------


def test_an_empty_list_says_what_can_be_done_and_brings_in_what_ships(client):
    page = text(client, LIST)
    assert ("No instrument yet" in page, "Bring it in now" in page) == (True, True)
    answer = client.post(f"{LIST}bring/")
    made = InstrumentVersion.objects.get()
    assert answer.headers["Location"] == f"{LIST}{made.pk}/"
    assert (str(made), made.is_validated, made.programme_id) == ("Cars and me 0.1", False, None)
    page = text(client, LIST)
    assert ("Bring it in now" in page, "not validated" in page) == (False, True)


def test_the_list_says_state_languages_waves_and_whose(client, of, by, draft):
    words = {item.code: ItemWords("x", tuple("x" for _ in item.options)) for item in SMALL.items}
    keep_words(version=draft, language="gd", words=words, by=by)
    keep_words(version=draft, language="pl", words={"plan": ItemWords("x")}, by=by)
    asked = cast_surveys.wave(of).version
    InstrumentVersion.objects.filter(pk=asked.pk).update(frozen_on=cast.TODAY)
    cast_surveys.wave(of, WaveKind.AFTER, version=cast_surveys.draft(of, "0.5"))
    cast_surveys.draft(cast.programme(), "0.6")
    page = text(client, LIST)
    for phrase in (
        "English, Gàidhlig, Polski (1 of 6)",
        "frozen since",
        "before the day",
        "came with Runway",
        "this programme",
        "another programme",
        "asked by a survey",
        ">draft<",
    ):
        assert phrase in page


def test_a_list_of_three_asks_no_more_than_one(client, of):
    counted = []
    for numbers in (["1"], ["2", "3"]):
        for number in numbers:
            cast_surveys.draft(of, number)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            text(client, LIST)
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert counted[0] <= 12


def test_a_draft_offers_changes_and_a_frozen_version_says_why_it_does_not(client, of, draft):
    address = f"{LIST}{draft.pk}/"
    page = text(client, address)
    for words in ("Add a question", "questions/att1/move/", "Delete the draft", "0 of 6", "-99"):
        assert words in page
    cast_surveys.wave(of, version=draft)
    page = text(client, address)
    assert ("Add a question" in page, ASKED in page) == (False, True)
    assert "asked before the day" in page
    InstrumentVersion.objects.filter(pk=draft.pk).update(frozen_on=cast.TODAY)
    page = text(client, address)
    assert ("Add a question" in page, FROZEN in page) == (False, True)
    assert "Make a new version" in page
    assert NOT_OURS in text(client, f"{LIST}{shipped_version(by=None).pk}/")


def test_who_may_only_look_is_offered_no_change_and_has_none(of, draft, by):
    looker = cast.signed_in(cast.person(of, Role.FUNDER), of)
    assert looker.get(f"{LIST}{draft.pk}/").status_code == HTTPStatus.FORBIDDEN
    assert looker.get(LIST).status_code == HTTPStatus.FORBIDDEN
    assert looker.post(f"{LIST}bring/").status_code == HTTPStatus.FORBIDDEN


def test_drafts_of_others_are_read_and_never_changed(client):
    other = cast_surveys.draft(cast.programme(), "0.7")
    assert "Add a question" not in text(client, f"{LIST}{other.pk}/")
    for name in ("name", "delete", "add", "questions/att1", "scales/ATT", "languages/gd"):
        answer = client.post(f"{LIST}{other.pk}/{name}/")
        assert answer.status_code == HTTPStatus.NOT_FOUND
    assert order(other) == CODES


# --- forms ----------------------------------------------------------------------------------------


def test_a_question_is_written_on_a_page(client, draft):
    address = f"{LIST}{draft.pk}/add/"
    assert 'value="7"' in text(client, address)
    answer = client.post(address, FORM)
    assert answer.headers["Location"] == f"{LIST}{draft.pk}/#new1"
    item = instrument_of(draft.pk).by_code["new1"]
    assert (item.position, item.options_text, item.waves_text) == (2, "1=No|2=Yes", "before|after")
    assert item.use == "DAY"


def test_a_new_scale_is_named_next(client, draft):
    sent = FORM | {"kind": "LIKERT", "scale": "NEW", "use": "", "reverse": "on"}
    answer = client.post(f"{LIST}{draft.pk}/add/", sent)
    scale = f"{LIST}{draft.pk}/scales/NEW/"
    assert answer.headers["Location"] == scale
    assert 'value="NEW"' in text(client, scale)
    told = {"scale_name": "Newness", "scale_use": "APART", "code": "NEW"}
    assert client.post(scale, told).status_code == HTTPStatus.FOUND
    assert instrument_of(draft.pk).facts["NEW"].name == "Newness"
    page = client.post(scale, told | {"code": "ATT"}).content.decode()
    assert "There is already a scale of this code." in page
    assert client.get(f"{LIST}{draft.pk}/scales/NONE/").status_code == HTTPStatus.NOT_FOUND


def test_what_is_wrong_stands_beside_its_field(client, draft):
    page = client.post(f"{LIST}{draft.pk}/add/", FORM | {"code": "Q 1", "options": "x"})
    assert page.context["form"].errors == {
        "code": ["Use up to 20 small letters, digits and _, a letter first and no _r at the end."],
        "options": ["“x” is not a number, an equals sign and a label."],
    }
    page = client.post(f"{LIST}{draft.pk}/add/", FORM | {"code": "att1"})
    assert page.context["form"].non_field_errors() == [
        "Question 2, code: att1 is also in question 1."
    ]


def test_a_question_is_changed_moved_and_removed_on_pages(client, draft):
    one = f"{LIST}{draft.pk}/questions/att2/"
    assert "Two" in text(client, one)
    page = client.post(one, FORM | {"code": "Att2"})
    assert list(page.context["form"].errors) == ["code"]
    client.post(one, FORM | {"code": "att2", "place": "1"})
    assert order(draft)[:2] == ["att2", "att1"]
    client.post(f"{one}move/", {"way": "down"})
    assert order(draft)[:2] == ["att1", "att2"]
    assert client.post(f"{one}move/", {"way": "off"}).status_code == HTTPStatus.NOT_FOUND
    assert "Remove att2?" in text(client, f"{one}remove/")
    client.post(f"{one}remove/")
    assert "att2" not in order(draft)
    assert client.get(one).status_code == HTTPStatus.NOT_FOUND


def test_the_page_warns_where_other_words_will_go(client, draft, by):
    keep_words(version=draft, language="gd", words={"plan": ItemWords("Plana")}, by=by)
    assert "They go when" in text(client, f"{LIST}{draft.pk}/questions/plan/")
    assert "They go when" not in text(client, f"{LIST}{draft.pk}/questions/who/")


def test_forms_of_a_fixed_version_lead_back_or_say_why(client, of, draft):
    cast_surveys.wave(of, version=draft)
    here = f"{LIST}{draft.pk}/"
    for page in ("add/", "questions/att1/", "scales/ATT/"):
        assert client.get(here + page).headers["Location"] == here
    answer = client.post(f"{here}questions/att1/move/", {"way": "down"}, follow=True)
    assert ASKED in answer.content.decode()
    assert ASKED in client.post(f"{here}questions/att1/remove/").content.decode()
    assert ASKED in client.post(f"{here}delete/").content.decode()
    named = {"name": "A", "number": "1"}
    assert ASKED in client.post(f"{here}name/", named).content.decode()
    assert order(draft) == CODES


def test_an_instrument_is_begun_on_a_page(client):
    address = f"{LIST}start/"
    assert 'value="0.1"' in text(client, address)
    page = client.post(address, FORM | {"name": "Ours", "number": "0.1", "code": "B"})
    assert list(page.context["form"].errors) == ["code"]
    client.post(address, FORM | {"name": "Ours", "number": "0.1"})
    made = InstrumentVersion.objects.get()
    assert (str(made), order(made)) == ("Ours 0.1", ["new1"])
    page = client.post(address, FORM | {"name": "Ours", "number": "0.1"})
    assert page.context["form"].non_field_errors() == ["There is already a version of this number."]


def test_a_version_is_copied_named_and_deleted_on_pages(client, draft):
    here = f"{LIST}{draft.pk}/"
    assert 'value="Draft"' in text(client, f"{here}copy/")
    assert (
        "already"
        in client.post(f"{here}copy/", {"name": "Draft", "number": "0.2"}).content.decode()
    )
    client.post(f"{here}copy/", {"name": "Draft", "number": "0.3"})
    made = InstrumentVersion.objects.get(version="0.3")
    assert made.made_from == draft
    assert 'value="0.2"' in text(client, f"{here}name/")
    client.post(f"{here}name/", {"name": "Draft", "number": "0.4", "is_validated": "on"})
    assert InstrumentVersion.objects.get(version="0.4").is_validated
    assert "Delete Draft 0.4?" in text(client, f"{here}delete/")
    client.post(f"{here}delete/")
    assert list(InstrumentVersion.objects.all()) == [made]


# --- what changed ---------------------------------------------------------------------------------


def test_a_new_version_shows_what_changed_and_any_two_are_compared(client, draft, of, by):
    made = copy_version(version=draft, name="Draft", number="0.3", programme=of, by=by)
    here = f"{LIST}{made.pk}/changes/"
    assert "Nothing differs" in text(client, here)
    held = instrument_of(made.pk)
    cells = item_cells(held.by_code["plan"], held, {}) | {"text": "Six or seven"}
    change_question(version=made, code="plan", cells=cells, by=by)
    page = text(client, here)
    assert "plan: text was “Six” and is “Six or seven”." in page
    assert "<ins>or seven</ins>" in page
    other = cast_surveys.draft(of, "0.9")
    assert "1 difference from Draft 0.9" in text(client, f"{here}?from={other.pk}")
    assert "Nothing differs" not in text(client, f"{here}?from=none")


def test_the_only_version_has_nothing_to_be_compared_with(client, draft):
    assert "Nothing to compare with" in text(client, f"{LIST}{draft.pk}/changes/")


# --- files ----------------------------------------------------------------------------------------


def upload(client, body, name="items.csv", **more):
    sent = {"name": "Cars and me", "number": "0.2", "file": SimpleUploadedFile(name, body)} | more
    return client.post(f"{LIST}file/", sent)


def test_a_file_is_shown_first_and_stored_only_when_it_is_accepted(client, of):
    assert "Columns of an item list" in text(client, f"{LIST}file/")
    answer = upload(client, write_instrument_csv(CARS_AND_ME).encode())
    page = answer.content.decode()
    assert ("29 questions read from items.csv" in page, "Nothing is stored yet" in page) == (
        True,
        True,
    )
    assert InstrumentVersion.objects.count() == 0
    client.post(f"{LIST}file/", {"carried": answer.context["carried"]})
    made = InstrumentVersion.objects.get()
    assert (str(made), made.programme, made.is_validated) == ("Cars and me 0.2", of, False)
    assert instrument_of(made.pk).items == CARS_AND_ME.items
    again = client.post(f"{LIST}file/", {"carried": answer.context["carried"]}).content.decode()
    assert "There is already a version of this number." in again


def test_a_file_of_a_known_name_shows_its_differences_and_is_made_from_it(client):
    old = shipped_version(by=None)
    changed = write_instrument_csv(CARS_AND_ME).replace("A quick look", "One look")
    answer = upload(client, changed.encode())
    assert "1 difference from Cars and me 0.1" in answer.content.decode()
    client.post(f"{LIST}file/", {"carried": answer.context["carried"]})
    assert InstrumentVersion.objects.get(version="0.2").made_from == old
    same = upload(client, write_instrument_csv(CARS_AND_ME).encode(), number="0.3")
    assert "1 difference from Cars and me 0.2" in same.content.decode()


@pytest.mark.parametrize(
    ("body", "name", "problem"),
    [
        (b"order,code\n1,a\n", "items.csv", "Row 1: the column scale is missing."),
        (b"PK\x03\x04", "items.xlsx", "items.xlsx is damaged or cut short."),
        (b"%PDF-1.7", "items.csv", "items.csv is not a spreadsheet."),
        (b"", "items.csv", "This file is empty."),
        (b"x", "items.doc", "Choose a file ending in .xlsx or .csv."),
    ],
)
def test_a_bad_file_is_told_and_nothing_is_stored(client, body, name, problem):
    page = upload(client, body, name).content.decode()
    assert problem in page
    assert 'value="0.2"' in page
    assert (InstrumentVersion.objects.count(), Item.objects.count()) == (0, 0)


def test_a_preview_of_somebody_else_or_changed_is_refused(client, of, by):
    carried = upload(client, write_instrument_csv(SMALL).encode()).context["carried"]
    other = cast.signed_in(by, of)
    assert (
        "did not come back whole"
        in other.post(f"{LIST}file/", {"carried": carried}).content.decode()
    )
    assert (
        "did not come back whole"
        in client.post(f"{LIST}file/", {"carried": carried[:-3]}).content.decode()
    )
    assert InstrumentVersion.objects.count() == 0


def test_a_version_is_downloaded_and_read_back(client, draft, by):
    keep_words(version=draft, language="uk", words={"plan": ItemWords("План")}, by=by)
    here = f"{LIST}{draft.pk}/"
    listed, form = client.get(f"{here}items.csv"), client.get(f"{here}xlsform.xlsx")
    assert listed.headers["Content-Disposition"] == 'attachment; filename="draft_0.2.csv"'
    for answer, name in ((listed, "items.csv"), (form, "form.xlsx")):
        read = read_upload(io.BytesIO(answer.content), name)
        assert read.instrument == instrument_of(draft.pk)
        assert read.words == {"uk": {"plan": ItemWords("План")}}


# --- as pupils see it -----------------------------------------------------------------------------


def test_the_preview_shows_each_question_in_a_frame_of_its_own_pages(client, draft):
    here = f"{LIST}{draft.pk}/phone/BEFORE/"
    page = text(client, here)
    assert f'src="{here}1/?language=en"' in page
    answer = client.get(f"{here}2/")
    page = answer.content.decode()
    assert ("“Two”" in page, f'action="{here}3/"' in page, f'href="{here}1/' in page) == (
        True,
        True,
        True,
    )
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert "<title>Question 2 of 4" in page
    assert "The end of the questions" in text(client, f"{here}5/")
    for address in (f"{here}0/", f"{here}6/", here.replace("BEFORE", "NEVER")):
        assert client.get(address).status_code == HTTPStatus.NOT_FOUND
    assert "<textarea" in text(client, f"{LIST}{draft.pk}/phone/AFTER/5/")


def test_the_preview_speaks_every_complete_language(client, draft, by):
    words = {i.code: ItemWords("Слово", tuple("так" for _ in i.options)) for i in SMALL.items}
    keep_words(version=draft, language="uk", words=words, by=by)
    here = f"{LIST}{draft.pk}/phone/BEFORE/"
    assert "Українська" in text(client, here)
    assert "paper/?kind=BEFORE&amp;language=uk" in text(client, f"{LIST}{draft.pk}/")
    page = text(client, f"{here}1/?language=uk")
    assert ("“Слово”" in page, '<html lang="uk">' in page) == (True, True)
    assert "“One”" in text(client, f"{here}1/?language=pl")
