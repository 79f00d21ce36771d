"""What tests of asking share: messages as they were written, and a crew of one station."""

from collections.abc import Sequence

from accounts.models import User
from programmes.choices import PartnerKind, Service
from programmes.models import Coach, Message
from sessions.actions.crews import seat_coach
from sessions.choices import CrewRole
from sessions.models import CrewSeat, Session
from tests import cast, cast_days


def asked(session: Session, service: Service = Service.POLICE, **more: object) -> CrewSeat:
    """A coach with an account, who is asked for a seat in the first car."""
    return cast_days.seated(session, service, account=True, **more)  # type: ignore[arg-type]


def letters(*templates: str) -> list[tuple[str, str]]:
    """Template and address of the messages in the log, or of those from some templates."""
    found = Message.objects.order_by("pk").values_list("template", "address")
    return [row for row in found if not templates or row[0] in templates]


def body(template: str) -> str:
    """The words of the last message from a template."""
    last: Message = Message.objects.filter(template=template).latest("pk")
    return last.body


def crew(session: Session, n: int) -> Sequence[CrewSeat]:
    """Coaches of one fire station, one in each car."""
    at = cast.partner(session.programme, PartnerKind.FIRE)
    return [
        seat_coach(
            session=session,
            coach=cast.coach(session.programme, Service.FIRE, at=at, account=True),
            role=CrewRole.CAR,
            car=car,
            by=cast.coordinator(session.programme),
            now=cast.NOW,
        )
        for car in cast_days.cars_of(session)[:n]
    ]


def user_of(coach: Coach) -> User:
    """The account of a coach who has one."""
    assert coach.user is not None
    return coach.user
