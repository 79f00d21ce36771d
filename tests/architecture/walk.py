"""Which object each address is opened with, and who opens it."""

from collections.abc import Callable, Mapping

from django.urls import reverse

from accounts.roles import Role
from programmes.models import Message
from sessions.links import answer_link
from sessions.models import CarOnDay
from surveys.models import PaperSheet, SetAside
from tests.architecture.doors import Address
from tests.cast_world import World, membership_of

Arguments = Mapping[str, object]

_BY_SESSION = (
    "sessions:edit sessions:call_off sessions:reopen sessions:plan sessions:book sessions:seat "
    "sessions:note sessions:repair sessions:rehearse "
    "sessions:answer sessions:accept sessions:decline sessions:leave sessions:come_back "
    "sessions:attendance sessions:showing surveys:gauge surveys:remind_day reporting:day"
).split()
_BY_BOOKING = (
    "sessions:change_booking sessions:release_booking sessions:places sessions:add_pupil "
    "sessions:consents surveys:class_list surveys:code_cards surveys:paper_sheets"
).split()
_BY_PLACE = "sessions:mark sessions:withdraw_place sessions:restore_place".split()
_OTHERS: dict[str, Callable[[World], Arguments]] = {
    "programmes:partner_edit": lambda w: {"pk": w.coach.partner_id},
    "programmes:airfield_edit": lambda w: {"pk": w.session.airfield_id},
    "programmes:closure_add": lambda w: {"pk": w.closure.airfield_id},
    "programmes:closure_remove": lambda w: {"pk": w.closure.pk},
    "programmes:car_edit": lambda w: {"pk": CarOnDay.objects.filter(session=w.session)[0].car_id},
    "programmes:person_remove": lambda w: {"pk": membership_of(w, Role.EVALUATOR).pk},
    "programmes:coach_edit": lambda w: {"pk": w.coach.pk},
    "programmes:message": lambda w: {"pk": _message(w)},
    "programmes:message_again": lambda w: {"pk": _message(w)},
    "schools:detail": lambda w: {"pk": w.contact.school_id},
    "schools:contact_add": lambda w: {"pk": w.contact.school_id},
    "schools:contact_link": lambda w: {"pk": w.contact.pk},
    "schools:contact_remove": lambda w: {"pk": w.contact.pk},
    "sessions:unseat": lambda w: {"pk": w.seat.pk},
    "sessions:accept_for": lambda w: {"pk": w.seat.pk},
    "sessions:withdraw_for": lambda w: {"pk": w.seat.pk},
    "sessions:pin": lambda w: {"pk": w.seat.pk},
    "sessions:roster": lambda w: {"pk": w.proposal.pk},
    "sessions:roster_progress": lambda w: {"pk": w.proposal.pk},
    "sessions:roster_stop": lambda w: {"pk": w.proposal.pk},
    "sessions:roster_accept": lambda w: {"pk": w.proposal.pk},
    "sessions:roster_discard": lambda w: {"pk": w.proposal.pk},
    "sessions:roster_pin": lambda w: {"pk": w.proposal.pk},
    "sessions:asked": lambda w: {"token": answer_link(w.seat).rstrip("/").rpartition("/")[2]},
    "sessions:feed": lambda w: {"key": w.coach.calendar_key},
    "sessions:coach_when": lambda w: {"coach": w.coach.pk},
    "sessions:coach_pattern": lambda w: {"coach": w.coach.pk},
    "sessions:coach_shift_calendar": lambda w: {"coach": w.coach.pk},
    "sessions:coach_limits": lambda w: {"coach": w.coach.pk},
    "surveys:enter": lambda w: {"link": w.before.link},
    "surveys:question": lambda w: {"link": w.before.link, "n": 1},
    "surveys:send": lambda w: {"link": w.before.link},
    "surveys:receipt": lambda w: {"link": w.before.link},
    "surveys:wave_edit": lambda w: {"pk": w.before.pk},
    "surveys:wave_qr": lambda w: {"pk": w.before.pk},
    "surveys:instrument": lambda w: {"pk": w.before.version_id},
    "surveys:instrument_changes": lambda w: {"pk": w.draft.pk},
    "surveys:instrument_copy": lambda w: {"pk": w.before.version_id},
    "surveys:instrument_csv": lambda w: {"pk": w.before.version_id},
    "surveys:instrument_xlsform": lambda w: {"pk": w.before.version_id},
    "surveys:instrument_phone": lambda w: {"pk": w.draft.pk, "kind": "BEFORE"},
    "surveys:instrument_phone_question": lambda w: {"pk": w.draft.pk, "kind": "BEFORE", "n": 1},
    "surveys:instrument_name": lambda w: {"pk": w.draft.pk},
    "surveys:instrument_delete": lambda w: {"pk": w.draft.pk},
    "surveys:question_add": lambda w: {"pk": w.draft.pk},
    "surveys:question_edit": lambda w: {"pk": w.draft.pk, "code": "att1"},
    "surveys:question_move": lambda w: {"pk": w.draft.pk, "code": "att1"},
    "surveys:question_remove": lambda w: {"pk": w.draft.pk, "code": "att1"},
    "surveys:scale_edit": lambda w: {"pk": w.draft.pk, "code": "ATT"},
    "surveys:translation": lambda w: {"pk": w.draft.pk, "language": "gd"},
    "reporting:release": lambda w: {"pk": w.release.pk},
    "surveys:group": lambda w: {"pk": w.group.pk},
    "surveys:group_codes": lambda w: {"pk": w.group.pk},
    "surveys:group_move": lambda w: {"pk": w.group.pk},
    "surveys:group_remove": lambda w: {"pk": w.group.pk},
    "surveys:remind_group": lambda w: {"pk": w.group.pk},
    "surveys:group_cards": lambda w: {"pk": w.group.pk},
    "surveys:group_paper": lambda w: {"pk": w.group.pk},
    "surveys:paper_preview": lambda w: {"pk": w.before.version_id},
    "surveys:paper_key": lambda w: {"pk": w.before.pk},
    "surveys:paper_waiting": lambda w: {"pk": w.before.pk},
    "surveys:paper_sheet": lambda w: {"pk": _sheet(w)},
    "surveys:paper_discard": lambda w: {"pk": _sheet(w)},
    "surveys:aside_one": lambda w: {"pk": _aside(w)},
    "reporting:download": lambda w: {"pk": w.release.pk},
    "reporting:file": lambda w: {"pk": w.release.pk, "name": "README.txt"},
    "reporting:progress": lambda w: {"pk": w.freezing.pk},
    "reporting:stop": lambda w: {"pk": w.freezing.pk},
    "reporting:token_revoke": lambda w: {"pk": w.token.pk},
    "api:get_release": lambda w: {"number": w.release.number},
    "api:list_files": lambda w: {"number": w.release.number},
    "api:get_bundle": lambda w: {"number": w.release.number},
    "api:get_file": lambda w: {"number": w.release.number, "name": "README.txt"},
    "api:get_results": lambda w: {"number": w.release.number},
    "api:get_table": lambda w: {"number": w.release.number, "table": "wide"},
    "api:nothing": lambda w: {"rest": "nothing"},
}


def _message(world: World) -> int:
    """Asking the world's coach for his seat has written to him."""
    found: Message = Message.objects.filter(programme=world.of).earliest("pk")
    return found.pk


def _sheet(world: World) -> int:
    """The canary's sheet, keyed twice, and differing."""
    found: PaperSheet = PaperSheet.objects.get(wave=world.before)
    return found.pk


def _aside(world: World) -> int:
    found: SetAside = SetAside.objects.get(wave=world.before)
    return found.pk


# The register of schools and the questions are everybody's; pupils' pages have no owner, and a
# coach's message and calendar open to whoever has the address.
OF_ALL = {
    "schools:detail",
    "schools:contact_add",
    "sessions:asked",
    "sessions:feed",
    "surveys:instrument",
    "surveys:paper_preview",
    "surveys:instrument_changes",
    "surveys:instrument_copy",
    "surveys:instrument_csv",
    "surveys:instrument_xlsform",
    "surveys:instrument_phone",
    "surveys:instrument_phone_question",
    "surveys:enter",
    "surveys:question",
    "surveys:send",
    "surveys:receipt",
}


def arguments(address: Address, world: World) -> Arguments:
    """What stands in the address, for things of ``world``; KeyError where nobody thought of it."""
    if "<" not in address.path:
        return {}
    if address.name in _BY_SESSION:
        return {"pk": world.session.pk}
    if address.name in _BY_BOOKING:
        return {"pk": world.booking.pk}
    if address.name in _BY_PLACE:
        return {"pk": world.place.pk}
    return _OTHERS[address.name](world)


def path_of(address: Address, world: World) -> str:
    return reverse(address.name, kwargs=dict(arguments(address, world)))


def is_owned(address: Address) -> bool:
    """Whether the address names a thing that belongs to one programme."""
    return "<" in address.path and address.name not in OF_ALL
