"""Pages at national size against an empty page; a survey question against a bare view."""

from functools import partial

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import Role
from benchmarks.measure import interleaved, show, verdict
from config.national.supply import SIGN_IN
from core.dates import today
from programmes.models import Coach, Membership, Programme
from sessions.models import Session
from surveys.models import Wave

ROUNDS = 40
MUST, MUST_SURVEY, MOST_QUERIES = 4.0, 5.0, 12
EMPTY, BARE = "/benchmark/empty/", "/benchmark/signed-in/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def run() -> None:
    """Print queries, CPU and ratio of each main page.

    The empty page has our shell around nothing; the bare view has no template at all.
    """
    planner = _signed_in(User.objects.get(email=SIGN_IN))
    day = _day(Programme.objects.order_by("-school_year")[0])
    coach = _coach_of(day)
    standards = {
        "bare view": (planner, BARE),
        "bare view, coach": (coach, BARE),
        "empty page": (planner, EMPTY),
        "empty page, coach": (coach, EMPTY),
    }
    pages = {
        "season": (planner, "/sessions/"),
        "day": (planner, f"/sessions/{day.pk}/"),
        "schools": (planner, "/schools/"),
        "coaches": (planner, "/coaches/"),
        "attendance, all cars": (planner, f"/sessions/{day.pk}/attendance/"),
        "attendance, own car": (coach, f"/sessions/{day.pk}/attendance/"),
    }
    every = {**standards, **pages}
    spent = interleaved({name: partial(_get, *asked) for name, asked in every.items()}, ROUNDS)
    cpu = {name: figure.cpu for name, figure in spent.items()}
    said = dict.fromkeys(standards, "")
    for name, (client, _) in pages.items():
        said[name] = _compared(cpu, name, ", coach" if client is coach else "")
    show(
        "Pages at national size",
        [
            (name, _counted(_queries(*asked)), f"{cpu[name] * 1000:.2f} ms CPU", said[name])
            for name, asked in every.items()
        ],
    )
    _survey_page()


def _compared(cpu: dict[str, float], name: str, who: str) -> str:
    """A page against the empty page and the bare view of the same person."""
    ratio = cpu[name] / cpu[f"empty page{who}"]
    bare = cpu[name] / cpu[f"bare view{who}"]
    return f"{ratio:.2f} times the empty page {verdict(ratio, MUST)}, {bare:.2f} the bare view"


def _survey_page() -> None:
    """A question against a bare view, both without signing in."""
    from benchmarks.submissions import answering

    wave = Wave.objects.filter(kind="BEFORE").order_by("-programme__school_year")[0]
    pupil = answering(wave, number=0)
    stranger = Client()
    cpu = interleaved(
        {
            "bare view": lambda: _get(stranger, "/benchmark/bare/"),
            "survey question": lambda: _get(pupil.client, f"/s/{wave.link}/3/"),
        },
        ROUNDS * 2,
    )
    ratio = cpu["survey question"].cpu / cpu["bare view"].cpu
    show(
        "Survey question",
        [
            ("bare view", "", f"{cpu['bare view'].cpu * 1000:.2f} ms CPU", ""),
            (
                "question",
                f"{_queries(pupil.client, f'/s/{wave.link}/3/')} queries",
                f"{cpu['survey question'].cpu * 1000:.2f} ms CPU",
                f"{ratio:.2f} times {verdict(ratio, MUST_SURVEY)}",
            ),
        ],
    )


def _counted(queries: int) -> str:
    return f"{queries} queries{'' if queries <= MOST_QUERIES else ' MISSED'}"


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, BACKEND)
    return client


def _day(programme: Programme) -> Session:
    """The newest day that has come: a coach sees his own until the day after."""
    return Session.objects.filter(programme=programme, date__lte=today()).order_by("-date", "id")[0]


def _coach_of(day: Session) -> Client:
    """A coach of that day, with an account for the run."""
    coach = Coach.objects.filter(crewseat__session=day, crewseat__role="CAR").order_by("pk")[0]
    if coach.user is None:
        user = User.objects.create_user(f"coach{coach.pk}@demo.example", str(coach))
        Membership.objects.create(
            programme=day.programme, user=user, role=Role.COACH, partner=coach.partner
        )
        Coach.objects.filter(pk=coach.pk).update(user=user)
        coach.user = user
    return _signed_in(coach.user)


def _get(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        _get(client, address)
    return len(captured)
