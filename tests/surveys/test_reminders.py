"""Reminders to school contacts: so many still to come, never whose, and not too often."""

import datetime
from collections.abc import Iterator
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, User
from accounts.roles import Role
from programmes.models import Message, Programme
from schools.models import School, SchoolContact
from sessions.actions.days import call_off
from sessions.actions.places import Consents, record_consents, withdraw_place
from sessions.choices import Consent
from sessions.models import Place, Session
from surveys.actions.erasure import delete_due
from surveys.actions.groups import add_group
from surveys.actions.reminding import AGAIN_AFTER, Reminded, remind_schools
from surveys.awaited import still_to_come
from surveys.choices import WaveKind
from surveys.models import ComparisonGroup, Participant, Wave
from surveys.rules.codes import show_code
from surveys.rules.windows import USUAL_WINDOWS, late_dates
from surveys.views.reminding import said
from tests import cast, cast_days, cast_surveys
from tests.sessions.people import contact
from tests.sessions.recorded import Lines

pytestmark = pytest.mark.django_db

MORNING = datetime.datetime.combine(cast_days.SOON, datetime.time(8), datetime.UTC)
TEMPLATE = "surveys/still_to_come"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """The morning of the day itself."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def of() -> Programme:
    return cast.programme()


@pytest.fixture
def school() -> School:
    return cast.school("Alness Academy")


def a_day(of: Programme, school: School, n: int = 4) -> tuple[Session, list[Participant]]:
    session = cast_days.session_day(of, cars=1)
    return session, cast_surveys.coded(cast_days.booking(session, n, school=school), n)


def remind(of: Programme, at: datetime.datetime = MORNING, **only: object) -> Reminded:
    return remind_schools(
        programme=of,
        by=cast.coordinator(of),
        now=at,
        **only,  # type: ignore[arg-type]
    )


def letters() -> list[tuple[str, str]]:
    found = Message.objects.filter(template=TEMPLATE).order_by("pk")
    return list(found.values_list("address", "subject"))


def body() -> str:
    last: Message = Message.objects.filter(template=TEMPLATE).latest("pk")
    return last.body


# --- what is written ----------------------------------------------------------------------------


def test_a_contact_learns_how_many_are_to_come_and_not_whose(of, school, settings):
    settings.SITE_URL = "https://runway.example.org"
    wave = cast_surveys.wave(of)
    _, pupils = a_day(of, school)
    cast_surveys.answer(pupils[0], wave)
    user = contact(of, school)
    lines = Lines()
    assert remind(of) == Reminded(schools=1, lately=0, without=())
    assert letters() == [
        (user.email, "Survey answers to come: before the day, Alness Academy"),
    ]
    text = body()
    booking = Place.objects.all()[0].booking_id
    for words in (
        f"Hello {user.name},",
        "answers to the survey before the day are still to come from Alness Academy.",
        "Monday 7 December: 3 of 4 still to come, until Monday 7 December.",
        f"https://runway.example.org/bookings/{booking}/codes/",
        f"https://runway.example.org/s/{wave.link}/",
    ):
        assert words in text
    for pupil in pupils:
        assert pupil.code not in text
        assert show_code(pupil.code) not in text
    for name in (*cast_days.GIVEN_NAMES[:4], cast_days.FAMILY_NAMES[0]):
        assert name not in text
    by = cast.coordinator(of)
    assert lines.read() == [(of.pk, by.pk, "reminded schools", "programme", of.pk, 1)]


def test_days_and_groups_of_a_school_come_in_one_message_for_each_survey(of, school):
    cast_surveys.wave(of)
    cast_surveys.wave(of, WaveKind.AFTER)
    a_day(of, school)
    late = cast_days.session_day(of, date=cast_days.SOON + datetime.timedelta(days=3))
    cast_surveys.coded(cast_days.booking(late, 2, school=school), 2, first=10)
    past = cast_days.session_day(of, date=cast_days.SOON - datetime.timedelta(days=2))
    cast_surveys.coded(cast_days.booking(past, 1, school=school), 1, first=20)
    a_group(of, school)
    contact(of, school)
    assert remind(of).schools == 2
    before = Message.objects.get(subject__contains="before the day").body
    order = [before.index(words) for words in ("4 of 4", "3 of 3", "2 of 2")]
    assert order == sorted(order)
    assert "S5, who have no day yet: 3 of 3 still to come" in before
    assert "Saturday 5 December: 1 of 1 still to come, until Saturday 19 December." in body()


def a_group(of: Programme, school: School) -> ComparisonGroup:
    return add_group(
        programme=of,
        school=school,
        year_group="S5",
        codes=3,
        counts_from=cast_days.SOON,
        by=cast.coordinator(of),
    )


def test_only_those_who_are_asked_are_counted(of, school):
    wave = cast_surveys.wave(of)
    session, _ = a_day(of, school)
    refused, gone, *_ = Place.objects.order_by("pk")
    record_consents(
        booking=refused.booking,
        consents={refused.pk: Consents(Consent.YES, Consent.NO, Consent.YES)},
        by=cast.founder(),
    )
    withdraw_place(place=gone, by=cast.founder(), now=cast.NOW)
    cast_days.enrolled(cast_days.booking(session, 1), first=30)  # named, and without a code
    awaited = still_to_come([wave], today=cast_days.SOON)
    assert [[(line.missing, line.expected) for line in one.lines] for one in awaited] == [
        [(2, 2)],
        [(1, 1)],
    ]


def test_whose_data_are_deleted_is_not_to_come(of, school):
    wave = cast_surveys.wave(of, window=(-14, 400))
    a_day(of, school)
    today = datetime.date(2027, 9, 1)
    assert len(still_to_come([wave], today=today)) == 1
    delete_due(today=today)
    assert still_to_come([wave], today=today) == []


def test_a_wave_that_does_not_ask_them_awaits_nobody(of, school):
    wave = cast_surveys.wave(of)
    a_day(of, school)
    a_group(of, school)
    wave.asks_waiting = False
    assert [len(one.lines) for one in still_to_come([wave], today=cast_days.SOON)] == [1]
    wave.asks_day, wave.asks_waiting = False, True
    [one] = still_to_come([wave], today=cast_days.SOON)
    assert [line.what for line in one.lines] == ["S5, who have no day yet"]


def test_a_day_that_is_called_off_awaits_nobody(of, school):
    wave = cast_surveys.wave(of)
    session, _ = a_day(of, school)
    call_off(session=session, reason="Snow", by=cast.coordinator(of), now=cast.NOW)
    assert still_to_come([wave], today=cast_days.SOON) == []


@pytest.mark.parametrize(
    ("kind", "days"),
    [(WaveKind.BEFORE, (0, 14)), (WaveKind.AFTER, (-14, -1)), (WaveKind.FOLLOW_UP, (-120, -75))],
)
def test_on_the_day_itself_answers_after_it_are_not_late(kind, days):
    first, last = (cast_days.SOON + datetime.timedelta(days=n) for n in days)
    assert late_dates(kind, *USUAL_WINDOWS[kind], cast_days.SOON) == (first, last)


# --- to whom, and how often ---------------------------------------------------------------------


def test_a_school_is_reminded_of_a_survey_once_in_three_days(of, school):
    cast_surveys.wave(of, window=(-14, 14))
    a_day(of, school)
    contact(of, school)
    assert remind(of).schools == 1
    lines = Lines()
    assert remind(of, MORNING + AGAIN_AFTER - datetime.timedelta(minutes=1)) == Reminded(0, 1, ())
    assert lines.read() == []
    assert remind(of, MORNING + AGAIN_AFTER).schools == 1
    assert len(letters()) == 2


def test_another_survey_another_school_and_another_programme_are_reminded_by_themselves(of, school):
    kinds = (WaveKind.BEFORE, WaveKind.FOLLOW_UP)
    waves = [cast_surveys.wave(of, kind, window=(-14, 14)) for kind in kinds]
    session, _ = a_day(of, school)
    user = contact(of, school)
    elsewhere = cast.programme()
    cast_surveys.wave(elsewhere)
    a_day(elsewhere, school, 2)
    link(elsewhere, school, user)
    assert remind(elsewhere).schools == 1
    wick = cast.school("Wick High School")
    cast_surveys.coded(cast_days.booking(session, 1, school=wick), 1, first=40)
    link(of, wick, user)
    assert remind(of) == Reminded(schools=4, lately=0, without=())
    assert len(waves) * 2 + 1 == len(letters())


def link(of: Programme, school: School, user: User) -> None:
    """The person also speaks for the school in a programme."""
    SchoolContact.objects.create(
        programme_number=of.pk, school=school, user=user, name=user.name, email=user.email
    )


def test_each_contact_with_an_account_gets_the_message_and_without_one_it_is_said(of, school):
    cast_surveys.wave(of)
    session, _ = a_day(of, school)
    first, second, gone = (contact(of, school) for _ in range(3))
    gone.is_active = False
    gone.save()
    nobody = cast.school("Wick High School")
    cast_surveys.coded(cast_days.booking(session, 1, school=nobody), 1, first=40)
    assert remind(of) == Reminded(1, 0, ("Wick High School",))
    assert [address for address, _ in letters()] == [first.email, second.email]


def test_a_day_or_a_group_is_reminded_alone(of, school):
    cast_surveys.wave(of)
    session, _ = a_day(of, school)
    group = a_group(of, cast.school("Wick High School"))
    contact(of, school)
    contact(of, group.school)
    lines = Lines()
    assert remind(of, session=session).schools == 1
    assert remind(of, group=group).schools == 1
    assert [subject.rpartition(", ")[2] for _, subject in letters()] == [
        "Alness Academy",
        "Wick High School",
    ]
    assert [(kind, pk) for _, _, _, kind, pk, _ in lines.read()] == [
        ("session", session.pk),
        ("comparison group", group.pk),
    ]


def test_nobody_is_reminded_where_all_have_answered(of, school):
    wave = cast_surveys.wave(of)
    _, pupils = a_day(of, school, 2)
    contact(of, school)
    for pupil in pupils:
        cast_surveys.answer(pupil, wave)
    lines = Lines()
    assert remind(of) == Reminded(0, 0, ())
    assert (letters(), lines.read()) == ([], [])


# --- buttons and command ------------------------------------------------------------------------


def pages(of: Programme, school: School) -> list[str]:
    session, _ = a_day(of, school)
    group = a_group(of, school)
    return [
        "/surveys/remind/",
        f"/surveys/days/{session.pk}/remind/",
        f"/surveys/groups/{group.pk}/remind/",
    ]


def test_the_buttons_remind_and_lead_back(of, school):
    cast_surveys.wave(of)
    contact(of, school)
    client = cast.signed_in(cast.coordinator(of))
    for page in pages(of, school):
        back = page.removesuffix("remind/")
        assert f'action="{page}"' in client.get(back).content.decode()
        assert client.post(page).headers["Location"] == back
    assert len(letters()) == 1
    assert client.get("/surveys/remind/").status_code == 405


def told(client: Client, page: str) -> list[str]:
    shown = client.get(client.post(page).headers["Location"])
    return [str(message) for message in shown.context["messages"]]


def test_a_button_says_what_became_of_it(of, school):
    cast_surveys.wave(of)
    contact(of, school)
    client = cast.signed_in(cast.coordinator(of))
    assert told(client, "/surveys/remind/") == [
        "No school has to be reminded: no answer is late today."
    ]
    a_day(of, school)
    assert told(client, "/surveys/remind/") == ["1 reminder to schools on the way."]
    assert told(client, "/surveys/remind/") == [
        "1 school has been reminded in the last 3 days, and not again now."
    ]


def test_schools_that_nobody_can_write_to_are_named_up_to_five():
    one = Reminded(1, 0, ("Wick High School",))
    assert list(said(one)) == ["Wick High School has no contact with an account: phone instead."]
    many = Reminded(0, 0, tuple("ABCDEFG"))
    assert list(said(many)) == [
        "A, B, C, D, E and 2 more schools have no contact with an account: phone instead."
    ]


def test_others_remind_nobody(of, school):
    cast_surveys.wave(of)
    user = contact(of, school)
    found = pages(of, school)
    other = cast.signed_in(cast.coordinator(cast.programme()))
    assert [other.post(page).status_code for page in found] == [302, 404, 404]
    for person in (cast.person(of, Role.EVALUATOR), cast.person(of, Role.FUNDER), user):
        client = cast.signed_in(person)
        assert [client.post(page).status_code for page in found] == [403] * 3
    evaluator = cast.signed_in(cast.person(of, Role.EVALUATOR))
    for page in found:
        assert "remind/" not in evaluator.get(page.removesuffix("remind/")).content.decode()
    assert letters() == []


def test_the_command_reminds_all_programmes_and_may_be_run_again(of, school):
    for one in (of, cast.programme()):
        cast_surveys.wave(one)
        cast_surveys.wave(one, WaveKind.AFTER)
        a_day(one, school)
    contact(of, school)
    said = []
    for _ in range(2):
        out = StringIO()
        call_command("remind_schools", stdout=out)
        said.append(out.getvalue().splitlines())
    nobody = "Alness Academy has no contact with an account."
    assert said == [["1 reminder to schools.", nobody], ["0 reminders to schools.", nobody]]
    line = AuditEvent.objects.get(verb="reminded schools")
    assert (line.by, line.count, line.at) == (None, 1, timezone.now())


@pytest.mark.parametrize("schools", [1, 3])
def test_finding_what_is_to_come_asks_as_often_for_three_schools_as_for_one(
    of, schools, django_assert_num_queries
):
    waves = [cast_surveys.wave(of, kind) for kind in (WaveKind.BEFORE, WaveKind.AFTER)]
    session = cast_days.session_day(of)
    for n in range(schools):
        cast_surveys.coded(cast_days.booking(session, 2), 2, first=5 * n)
    with django_assert_num_queries(4):
        assert len(still_to_come(waves, today=cast_days.SOON)) == schools


def test_a_long_name_of_a_school_is_found_again_in_the_log(of):
    cast_surveys.wave(of)
    school = cast.school("The Very Long-Named " * 5 + "Academy")
    a_day(of, school)
    contact(of, school)
    assert remind(of).schools == 1
    assert remind(of).lately == 1


def test_the_link_of_the_wave_is_where_pupils_answer(of, school):
    wave = cast_surveys.wave(of)
    a_day(of, school)
    contact(of, school)
    remind(of)
    assert f"/s/{Wave.objects.get().link}/" in body()
    assert Client().get(f"/s/{wave.link}/").status_code == 200
