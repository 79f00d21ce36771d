"""Tests of printing sheets: who may, what is in the file, and that no name is."""

import io
import re
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from accounts.models import AuditEvent
from accounts.roles import Role
from sessions.actions.places import Consents, record_consents
from sessions.models import Booking, Place
from surveys.choices import WaveKind
from surveys.models import ComparisonGroup, InstrumentVersion, Participant, Wave
from surveys.rules.codes import show_code
from tests import cast, cast_days, cast_surveys
from tests.reading import words
from tests.sessions.people import contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def booking() -> Booking:
    return cast_days.booking(places=5, school=cast.school("Tain Royal Academy"))


@pytest.fixture
def wave(booking: Booking) -> Wave:
    return cast_surveys.wave(booking.session.programme)


@pytest.fixture
def client(booking: Booking) -> Client:
    made = booking.session.programme
    return cast.signed_in(cast.coordinator(made), made)


def address(booking: Booking) -> str:
    return f"/bookings/{booking.pk}/paper/"


def printings() -> list[int]:
    lines = AuditEvent.objects.filter(verb="looked at study codes on paper sheets").order_by("id")
    return list(lines.values_list("count", flat=True))


def reader(response: Any) -> PdfReader:
    assert response["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(response.content))


def text(response: Any) -> str:
    return "\n".join(page.extract_text() for page in reader(response).pages)


# --- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.COACH, Role.EVALUATOR, Role.FUNDER])
def test_sheets_with_codes_are_not_for_others(booking: Booking, wave: Wave, role: Role) -> None:
    made = booking.session.programme
    cast_surveys.coded(booking, 1)
    user = cast.coach(made, account=True).user if role == Role.COACH else cast.person(made, role)
    assert user is not None
    browser = cast.signed_in(user, made)
    assert browser.get(address(booking)).status_code == 403
    assert browser.post(address(booking), {"wave": wave.pk}).status_code == 403
    assert printings() == []


def test_contact_prints_for_his_own_school_and_no_other(booking: Booking, wave: Wave) -> None:
    made = booking.session.programme
    [pupil] = cast_surveys.coded(booking, 1)
    own = cast.signed_in(contact(made, booking.school), made)
    other = cast.signed_in(contact(made, cast.school()), made)
    assert show_code(pupil.code) in text(own.post(address(booking), {"wave": wave.pk}))
    assert other.post(address(booking), {"wave": wave.pk}).status_code == 404


def test_coordinator_of_another_programme_finds_nothing(booking: Booking, wave: Wave) -> None:
    other = cast.programme()
    browser = cast.signed_in(cast.coordinator(other), other)
    assert browser.get(address(booking)).status_code == 404


@pytest.mark.parametrize("asked", ["", "999", "x"])
def test_a_wave_that_is_not_there_is_not_printed(
    client: Client, booking: Booking, asked: str
) -> None:
    cast_surveys.coded(booking, 1)
    assert client.post(address(booking), {"wave": asked}).status_code == 404


def test_a_wave_of_another_programme_is_not_printed(client: Client, booking: Booking) -> None:
    cast_surveys.coded(booking, 1)
    other = cast_surveys.wave(cast.programme())
    assert client.post(address(booking), {"wave": other.pk}).status_code == 404


# --- the file -------------------------------------------------------------------------------------


def test_each_pupil_has_a_sheet_with_his_code_on_both_sides(
    client: Client, booking: Booking, wave: Wave
) -> None:
    pupils = cast_surveys.coded(booking, 3)
    answer = client.post(address(booking), {"wave": wave.pk})
    pages = [page.extract_text() for page in reader(answer).pages]
    assert len(pages) == 6
    # in the order of the code cards, by name
    by_name = Participant.objects.order_by(
        "codekey__place__pupil__family_name", "codekey__place__pupil__given_name"
    )
    wanted = [show_code(one.code) for one in by_name for _ in range(2)]
    found = [re.findall(r"[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}", page) for page in pages]
    assert found == [[code] for code in wanted]
    assert [f"Page {1 + n % 2} of 2" in page for n, page in enumerate(pages)] == [True] * 6
    assert len(pupils) == printings()[0] == 3


def test_no_name_stands_in_the_file(client: Client, booking: Booking, wave: Wave) -> None:
    cast_surveys.coded(booking, 5)
    answer = client.post(address(booking), {"wave": wave.pk})
    said = text(answer)
    for place in Place.objects.select_related("pupil"):
        assert place.pupil is not None
        assert place.pupil.family_name not in said
        assert place.pupil.family_name.encode() not in answer.content
        assert place.pupil.given_name not in said
    assert booking.school.name not in said


def test_the_file_has_title_language_and_embedded_fonts(
    client: Client, booking: Booking, wave: Wave
) -> None:
    cast_surveys.coded(booking, 1)
    answer = client.post(address(booking), {"wave": wave.pk})
    found = reader(answer)
    assert found.metadata is not None
    assert found.metadata.title == "Before your day: Cars and me 0.1"
    assert str(found.root_object["/Lang"]) == "en-GB"
    every: list[Any] = [found.get_object(n) for n in range(1, len(found.xref[0]) + 1)]
    used = {
        thing["/BaseFont"].split("+")[-1]: "/FontFile2" in thing["/FontDescriptor"].get_object()
        for thing in every
        if isinstance(thing, dict) and thing.get("/Type") == "/Font"
    }
    assert used == {"Roboto-Regular": True, "Roboto-Bold": True}
    assert answer["Content-Disposition"] == (
        'attachment; filename="runway-sheets-before-2026-12-07.pdf"'
    )
    assert answer["Cache-Control"] == "no-store"


def test_printing_freezes_the_questions(client: Client, booking: Booking, wave: Wave) -> None:
    cast_surveys.coded(booking, 1)
    client.get(address(booking))
    assert InstrumentVersion.objects.get(pk=wave.version_id).frozen_on is None
    client.post(address(booking), {"wave": wave.pk, "language": "\0"})
    assert InstrumentVersion.objects.get(pk=wave.version_id).frozen_on == cast.TODAY


# --- who gets one ---------------------------------------------------------------------------------


def test_pupil_who_may_not_answer_gets_no_sheet(
    client: Client, booking: Booking, wave: Wave
) -> None:
    cast_surveys.coded(booking, 2)
    place = Place.objects.order_by("pk")[0]
    record_consents(
        booking=booking,
        consents={place.pk: Consents("YES", "NO", "NO")},
        by=cast.coordinator(booking.session.programme),
    )
    assert len(reader(client.post(address(booking), {"wave": wave.pk})).pages) == 2


def test_pupil_who_has_answered_gets_one_too(client: Client, booking: Booking, wave: Wave) -> None:
    cast_surveys.answer(cast_surveys.coded(booking, 2)[0], wave)
    assert len(reader(client.post(address(booking), {"wave": wave.pk})).pages) == 4


def test_nobody_to_print_for_is_said(client: Client, booking: Booking, wave: Wave) -> None:
    assert "nobody here has one yet" in words(client.get(address(booking)))
    page = client.post(address(booking), {"wave": wave.pk}, follow=True)
    assert "no pupil on the list has a study code" in words(page)
    assert printings() == []


def test_page_without_a_survey_says_so(client: Client, booking: Booking) -> None:
    assert "No survey is set up" in words(client.get(address(booking)))


def test_page_offers_each_survey_that_asks_the_day(client: Client, booking: Booking) -> None:
    made = booking.session.programme
    cast_surveys.coded(booking, 2)
    for kind in (WaveKind.BEFORE, WaveKind.AFTER):
        cast_surveys.wave(made, kind)
    Wave.objects.filter(kind=WaveKind.AFTER).update(asks_day=False)
    page = client.get(address(booking))
    assert [paper.name for paper in page.context["papers"]] == ["Before the day"]
    assert "Print 2 sheets" in words(page)


def test_page_asks_the_same_for_one_and_for_three(
    client: Client, booking: Booking, wave: Wave, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for n, first in ((1, 0), (2, 1)):
        cast_surveys.coded(booking, n, first=first)
        client.get(address(booking))  # keeps the words of the version
        for send in (client.get, lambda at: client.post(at, {"wave": wave.pk})):
            with django_assert_max_num_queries(20) as counted:
                send(address(booking))
            counts.append(len(counted))
    assert counts[:2] == counts[2:]


# --- comparison groups ----------------------------------------------------------------------------


@pytest.fixture
def group(booking: Booking) -> ComparisonGroup:
    made: ComparisonGroup = ComparisonGroup.objects.create(
        programme=booking.session.programme,
        school=booking.school,
        year_group="S5",
        counts_from=cast_days.SOON,
    )
    for code in ("K7P2XQ9R7", "000000000"):
        Participant.objects.create(
            programme=made.programme, group=made, school=made.school, code=code, year_group="S5"
        )
    return made


def test_a_group_has_a_sheet_for_each_code(
    client: Client, wave: Wave, group: ComparisonGroup
) -> None:
    page = f"/surveys/groups/{group.pk}/paper/"
    assert "Print 2 sheets" in words(client.get(page))
    answer = client.post(page, {"wave": wave.pk})
    assert (
        re.findall(r"\w{3}-\w{3}-\w{3}", text(answer)) == ["K7P-2XQ-9R7"] * 2 + ["000-000-000"] * 2
    )
    assert printings() == [2]


def test_a_group_is_for_organisers_and_its_school(wave: Wave, group: ComparisonGroup) -> None:
    made, page = group.programme, f"/surveys/groups/{group.pk}/paper/"
    own = cast.signed_in(contact(made, group.school), made)
    other = cast.signed_in(contact(made, cast.school()), made)
    evaluator = cast.signed_in(cast.person(made, Role.EVALUATOR), made)
    found = [browser.get(page).status_code for browser in (own, other, evaluator)]
    assert found == [200, 404, 403]


# --- without a code -------------------------------------------------------------------------------


def preview(wave: Wave, role: Role, **asked: str) -> Any:
    made = wave.programme
    user = cast.coordinator(made) if role == Role.COORDINATOR else cast.person(made, role)
    return cast.signed_in(user, made).get(f"/surveys/instruments/{wave.version_id}/paper/", asked)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.EVALUATOR])
def test_a_specimen_has_no_code(wave: Wave, role: Role) -> None:
    answer = preview(wave, role, kind="AFTER")
    said = text(answer)
    assert "Specimen without code" in said
    assert re.findall(r"\w{3}-\w{3}-\w{3}", said) == []
    assert "One thing I will do because of today" in said
    assert len(reader(answer).pages) == 2
    assert printings() == []
    assert InstrumentVersion.objects.get(pk=wave.version_id).frozen_on is None


def test_a_specimen_is_of_the_wave_before_unless_another_is_asked(wave: Wave) -> None:
    assert "How do you describe yourself?" in text(preview(wave, Role.EVALUATOR))
    assert preview(wave, Role.EVALUATOR, kind="NEVER").status_code == 404
    assert preview(wave, Role.FUNDER).status_code == 403
