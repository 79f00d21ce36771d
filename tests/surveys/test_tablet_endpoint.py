"""What a tablet hands in is stored once or set aside, and never lost, whatever the line does."""

import datetime
import random
from uuid import UUID

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client

from sessions.actions.places import Consents, record_consents
from sessions.choices import Consent
from sessions.models import Place
from surveys.actions.erasure import delete_due
from surveys.choices import Aside, Matched, Mode
from surveys.models import OpenAnswer, Participant, Response, SetAside, Tablet
from surveys.views import tablet_device
from tests import cast, cast_days, cast_surveys
from tests.surveys.handing_in import ANSWERS, WORDS, Shared, opened, shared

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def reasons() -> list[str]:
    return list(SetAside.objects.order_by("pk").values_list("reason", flat=True))


def who_refuses(beside: Participant) -> Participant:
    """A pupil of the same day who takes part, but not in the survey."""
    [pupil] = cast_surveys.coded(cast_days.booking(beside.session, 1), first=40)
    place = Place.objects.select_related("booking").get(codekey__participant=pupil)
    said = Consents(Consent.YES, Consent.NO, Consent.NO)
    by = cast.coordinator(pupil.programme)
    record_consents(booking=place.booking, consents={place.pk: said}, by=by)
    return pupil


# --- stored -------------------------------------------------------------------------------------


def test_an_answer_is_stored_with_how_it_came() -> None:
    tablet, (pupil, *_) = shared()
    sealed = tablet.sealed(pupil)
    assert tablet.send(sealed) == ["stored"]
    stored = Response.objects.get()
    assert stored.client_id == UUID(sealed["id"])
    assert stored.participant == pupil
    assert stored.codes == cast_surveys.record(tablet.wave)
    assert (stored.mode, stored.matched, stored.language) == (Mode.TABLET, Matched.EXACT, "en")
    assert (stored.answered_on, stored.seconds) == (cast.TODAY, 240)
    assert OpenAnswer.objects.get().text == WORDS
    kept = Tablet.objects.get()
    assert (kept.came, kept.last_came_on) == (1, cast.TODAY)


def test_a_slip_in_the_code_is_corrected_as_on_line() -> None:
    tablet, (pupil, *_) = shared()
    slip = pupil.code[1] + pupil.code[0] + pupil.code[2:]
    if slip == pupil.code:  # two alike: another slip
        slip = ("2" if pupil.code[0] != "2" else "3") + pupil.code[1:]
    assert tablet.send(tablet.sealed(pupil, code=slip)) == ["stored"]
    assert Response.objects.get().matched == Matched.CORRECTED


def test_the_day_of_answering_is_the_devices_but_within_what_can_be(
    clock: time_machine.Traveller,
) -> None:
    tablet, pupils = shared()
    clock.move_to(cast.NOW + datetime.timedelta(days=3))
    days = [one.isoformat() for one in (cast.day(-400), cast.day(1), cast.day(900))]
    for pupil, on in zip(pupils, [*days, "no date", None], strict=True):
        assert tablet.send(tablet.sealed(pupil, on=on)) == ["stored"]
    stored = Response.objects.order_by("participant").values_list("answered_on", flat=True)
    assert list(stored) == [cast.TODAY, cast.day(1), cast.day(3), cast.day(3), cast.day(3)]


def test_answers_that_come_after_the_wave_closed_count_for_the_day_they_were_given(
    clock: time_machine.Traveller,
) -> None:
    tablet, (pupil, late, *_) = shared()
    clock.move_to(cast.NOW + datetime.timedelta(days=20))  # the wave closed after 14
    sent = tablet.send(tablet.sealed(pupil), tablet.sealed(late, on=cast.day(15).isoformat()))
    assert sent == ["stored", "set_aside"]
    assert Response.objects.get().answered_on == cast.TODAY
    assert reasons() == [Aside.CLOSED]


# --- set aside ----------------------------------------------------------------------------------


def test_what_cannot_be_stored_is_set_aside_with_its_reason() -> None:
    tablet, (one, two, three, *_) = shared()
    refuses = [who_refuses(one)]
    cast_surveys.answer(two, tablet.wave, on=cast.TODAY)
    sent = tablet.send(
        tablet.sealed(one, code="000000000"),
        tablet.sealed(one, code="who knows"),
        tablet.sealed(two),
        tablet.sealed(refuses[0]),
        tablet.sealed(three, version=tablet.wave.version_id + 1),
        tablet.sealed(three, codes="1"),
        tablet.seal({"code": one.code}),
        {"id": "3f0e1f6e-6a53-4a5c-9a70-0d5c3f5f6a10", "sealed": "AQID"},
    )
    assert sent == ["set_aside"] * 8
    assert reasons() == [
        Aside.UNKNOWN_CODE,
        Aside.UNKNOWN_CODE,
        Aside.ALREADY,
        Aside.REFUSED,
        Aside.OTHER_VERSION,
        Aside.OTHER_VERSION,
        Aside.UNREADABLE,
        Aside.UNREADABLE,
    ]
    assert Response.objects.count() == 1
    assert Tablet.objects.get().came == 8


def test_what_is_set_aside_keeps_what_was_said() -> None:
    tablet, (pupil, *_) = shared()
    sealed = tablet.sealed(pupil, code="2222-22222", language="pl")
    tablet.send(sealed)
    kept = SetAside.objects.get()
    assert (kept.wave, kept.tablet, str(kept.client_id)) == (
        tablet.wave,
        tablet.tablet,
        sealed["id"],
    )
    assert (kept.typed, kept.codes) == ("2222-22222", cast_surveys.record(tablet.wave))
    assert (kept.own_words, kept.sealed) == (f'{{"plan": "{WORDS}"}}', "")
    assert (kept.mode, kept.language, kept.seconds) == (Mode.TABLET, "pl", 240)
    assert (kept.answered_on, kept.came_on) == (cast.TODAY, cast.TODAY)


def test_what_cannot_be_opened_is_kept_as_it_came() -> None:
    tablet, (pupil, *_) = shared()
    other = opened(tablet.wave, [pupil])
    foreign = other.sealed(pupil)  # sealed to another tablet's key
    assert tablet.send(foreign) == ["set_aside"]
    kept = SetAside.objects.get()
    assert (kept.reason, kept.sealed, kept.codes) == (Aside.UNREADABLE, foreign["sealed"], "")
    assert other.send(foreign) == ["stored"]  # where it belongs


# --- once ---------------------------------------------------------------------------------------


def test_the_same_again_is_the_same() -> None:
    tablet, (pupil, *_) = shared()
    good, unknown = tablet.sealed(pupil), tablet.sealed(pupil, code="000000000")
    for _ in range(3):
        assert tablet.send(good, unknown) == ["stored", "set_aside"]
    assert (Response.objects.count(), SetAside.objects.count()) == (1, 1)
    assert Tablet.objects.get().came == 2


@pytest.mark.parametrize("other", [{"codes": "3-"}, {"words": {"plan": "x"}}, {"code": ""}])
def test_the_same_identifier_with_other_answers_is_set_aside(other: dict[str, object]) -> None:
    tablet, (pupil, second, *_) = shared()
    first = tablet.sealed(pupil)
    tablet.send(first)
    if "codes" in other:
        other = {"codes": cast_surveys.record(tablet.wave, {"att1": 3, "att2": 1})}
    if "code" in other:
        other = {"code": second.code}
    changed = tablet.seal(tablet.told(pupil) | other, UUID(first["id"]))
    assert tablet.send(changed) == ["set_aside"]
    assert tablet.send(changed) == ["set_aside"]
    assert reasons() == [Aside.CHANGED]
    assert Response.objects.get().codes == cast_surveys.record(tablet.wave)


def test_the_same_answers_sealed_again_are_the_same() -> None:
    tablet, (pupil, *_) = shared()
    first = tablet.sealed(pupil)
    again = tablet.seal(tablet.told(pupil), UUID(first["id"]))
    assert first["sealed"] != again["sealed"]
    assert tablet.send(first) == tablet.send(again) == ["stored"]
    assert (Response.objects.count(), SetAside.objects.count()) == (1, 0)


def test_what_was_set_aside_stays_so_when_it_comes_again_and_would_fit() -> None:
    """Else it would be there twice: among the answers, and waiting to be settled by hand."""
    tablet, (pupil, *_) = shared()
    code = pupil.code
    Participant.objects.filter(pk=pupil.pk).update(code="000000000")
    sealed = tablet.seal(tablet.told(pupil) | {"code": code})
    assert tablet.send(sealed) == ["set_aside"]
    Participant.objects.filter(pk=pupil.pk).update(code=code)
    assert tablet.send(sealed) == ["set_aside"]
    assert (Response.objects.count(), SetAside.objects.count()) == (0, 1)


EVENTS = 500


def hand_in_by_a_bad_line(
    tablet: Shared, pupils: list[Participant], *, keeps_identifier: bool
) -> list[str]:
    """Each answer sent 1 to 5 times and on until a receipt arrives; 30 % of replies are lost."""
    chance = random.Random(4)
    told = [tablet.told(pupil) for pupil in pupils]
    sealed = [tablet.seal(one) for one in told]
    queue = [n for n in range(len(told)) for _ in range(chance.randint(1, 5))]
    chance.shuffle(queue)
    receipts: dict[int, str] = {}
    while queue:
        batch, queue = queue[:20], queue[20:]
        bodies = {n: sealed[n] if keeps_identifier else tablet.seal(told[n]) for n in batch}
        heard = tablet.send(*bodies.values())
        if chance.random() < 0.3:
            queue += [n for n in bodies if n not in receipts]  # the reply was lost: again
        else:
            receipts |= dict(zip(bodies, heard, strict=True))
    return [receipts[n] for n in range(len(told))]


def test_a_bad_line_loses_and_doubles_nothing() -> None:
    tablet, pupils = shared(pupils=EVENTS)
    receipts = hand_in_by_a_bad_line(tablet, pupils, keeps_identifier=True)
    assert receipts == ["stored"] * EVENTS
    assert (Response.objects.count(), SetAside.objects.count()) == (EVENTS, 0)
    assert Tablet.objects.get().came == EVENTS


def test_a_bad_line_doubles_what_comes_under_new_identifiers() -> None:
    """The control: without the identifier that is made once, repeats come as something else."""
    tablet, pupils = shared(pupils=30)
    hand_in_by_a_bad_line(tablet, pupils, keeps_identifier=False)
    assert SetAside.objects.count() > 0


# --- refused ------------------------------------------------------------------------------------


def test_an_unknown_token_is_turned_away_and_nothing_is_taken() -> None:
    tablet, (pupil, *_) = shared()
    sealed = [tablet.sealed(pupil)]
    for said in ("Tablet nobody", "Tablet ", f"Bearer {tablet.token}", tablet.token, ""):
        answer = tablet.post(sealed, Authorization=said)
        assert answer.status_code == 401
        assert answer.headers["Cache-Control"] == "no-store"
    assert (Response.objects.count(), SetAside.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"{}",
        b"[1]",
        b"[" * 100_000,
        [{"id": "no uuid", "sealed": "AQ"}],
        [{"id": "3f0e1f6e-6a53-4a5c-9a70-0d5c3f5f6a10"}],
        [{"sealed": "AQ"}],
        [{"id": 3, "sealed": "AQ"}],
        [{"id": "3f0e1f6e-6a53-4a5c-9a70-0d5c3f5f6a10", "sealed": "A" * 60_001}],
    ],
)
def test_what_is_no_list_of_sealed_answers_is_turned_away(body: object) -> None:
    tablet, _ = shared()
    assert tablet.post(body).status_code == 400
    assert SetAside.objects.count() == 0


def test_too_much_at_a_time_is_turned_away() -> None:
    tablet, _ = shared()
    one = {"id": "3f0e1f6e-6a53-4a5c-9a70-0d5c3f5f6a10", "sealed": "AQ"}
    assert tablet.post([one] * 51).status_code == 413
    assert tablet.post("[" + " " * 2**21 + "]").status_code == 413
    assert tablet.post([one] * 50).status_code == 200
    assert SetAside.objects.count() == 1


def test_only_post_hands_in() -> None:
    assert Client().get(ANSWERS).status_code == 405


def test_a_database_that_cannot_write_asks_to_send_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tablet, (pupil, other, *_) = shared()
    sealed, second = tablet.sealed(pupil), tablet.sealed(other)
    busy = [True]

    def broken(execute, sql, params, many, context):
        if busy and sql.startswith("INSERT"):
            busy.clear()
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(broken):
        assert tablet.send(sealed, second) == ["retry", "stored"]
    assert tablet.send(sealed) == ["stored"]
    assert Response.objects.count() == 2
    assert pupil.code not in caplog.text


def test_no_cookie_is_asked_for_and_none_is_set() -> None:
    tablet, (pupil, *_) = shared()
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(
        ANSWERS,
        f"[{str(tablet.sealed(pupil)).replace(chr(39), chr(34))}]",
        content_type="application/json",
        headers={"Authorization": f"Tablet {tablet.token}"},
    )
    assert answer.json()["receipts"] != {}
    assert answer.cookies == {}


# --- the end ------------------------------------------------------------------------------------


def test_a_tablet_is_closed_once_and_still_hands_in() -> None:
    tablet, (pupil, *_) = shared()
    headers = {"Authorization": f"Tablet {tablet.token}"}
    for _ in range(2):
        assert Client().post("/tablet/close/", headers=headers).status_code == 204
    assert Tablet.objects.get().closed_on == cast.TODAY
    assert tablet.send(tablet.sealed(pupil)) == ["stored"]
    assert Client().post("/tablet/close/").status_code == 401


def test_six_weeks_after_the_wave_the_key_goes_and_the_tablet_is_told(
    clock: time_machine.Traveller,
) -> None:
    tablet, (pupil, *_) = shared()
    last = 14 + 42
    delete_due(today=cast.day(last))
    clock.move_to(cast.NOW + datetime.timedelta(days=last))
    assert tablet.send(tablet.sealed(pupil)) == ["stored"]
    delete_due(today=cast.day(last + 1))
    assert Tablet.objects.get().private_key == ""
    assert tablet.post([{"id": str(UUID(int=1)), "sealed": "AQ"}]).status_code == 410
    assert SetAside.objects.count() == 0


def test_no_instant_and_no_address_stand_beside_what_came() -> None:
    kinds = {
        field.get_internal_type()
        for model in (Response, SetAside, Tablet)
        for field in model._meta.concrete_fields
    }
    assert not kinds & {"DateTimeField", "TimeField", "GenericIPAddressField"}


def test_the_files_that_the_worker_keeps_are_there() -> None:
    assert "/tablet/" in Client().get("/tablet/worker.js").text
    assert all(tablet_device._bytes(name) for name in tablet_device.FILES)
