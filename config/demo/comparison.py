"""The lot among the invented schools, those that wait as the comparison group, and the results.

Whoever waits changes nothing in the mean: differences of the comparison group are chance.
"""

from accounts.roles import Role
from config.demo.answers import Pupil, send
from config.demo.season import Season, at
from config.demo.supply import DAY
from core.dates import now
from programmes.models import Membership
from reporting.results.actions import ask_for_results
from schools.models import School
from sessions.actions.lots import draw_lot
from sessions.choices import Turn
from sessions.models import LotSchool
from surveys.actions.declaring import declare_outcome
from surveys.actions.groups import add_group
from surveys.choices import WaveKind
from surveys.models import Participant, Wave
from surveys.questionnaire import instrument_of

DRAWN, DECLARED, COUNTS_FROM = 90, 80, 40  # days before today
YEAR_GROUPS = ("S4", "S5")
CODES = 26  # a class of each year group
ANSWERING = {WaveKind.BEFORE: 0.88, WaveKind.AFTER: 0.81}
ON_DAY = {WaveKind.BEFORE: -3, WaveKind.AFTER: 4}


def make_lot(season: Season) -> None:
    """Draw which schools come early, before any day is planned."""
    supply = season.supply
    lot = draw_lot(
        programme=supply.programme,
        schools=_in_the_lot(season),
        marks=["size"],
        seed="Strathmarra, numbers of a public draw: 4 17 23 31 40 46",
        by=supply.coordinator,
        now=at(season.today - DRAWN * DAY, 14),
    )
    turns = dict(LotSchool.objects.filter(lot=lot).values_list("school", "turn"))
    season.early = [s for s in supply.schools if turns.get(s.pk) == Turn.EARLY]


def _in_the_lot(season: Season) -> list[School]:
    """All but the smallest, whose few pupils come with whoever has room."""
    return season.supply.schools[:-1]


def make_groups(season: Season) -> None:
    """Give the schools that wait their study codes, and let their pupils answer."""
    supply = season.supply
    waves = Wave.objects.filter(programme=supply.programme, kind__in=ANSWERING)
    instrument = instrument_of(waves[0].version_id)
    for school in _in_the_lot(season):
        if school in season.early:
            continue
        for year_group in YEAR_GROUPS:
            group = add_group(
                programme=supply.programme,
                school=school,
                year_group=year_group,
                codes=min(CODES, int(getattr(school, year_group.lower()))),
                counts_from=season.today - COUNTS_FROM * DAY,
                by=supply.coordinator,
            )
            for participant in Participant.objects.filter(group=group).order_by("pk"):
                pupil = Pupil(season.random, instrument)
                for wave in waves:
                    _answer(season, wave, participant, pupil)


def _answer(season: Season, wave: Wave, participant: Participant, pupil: Pupil) -> None:
    kind = WaveKind(wave.kind)
    if season.random.random() > ANSWERING[kind]:
        return
    date = participant.counts_from + ON_DAY[kind] * DAY
    send(season, wave, pupil, participant.code, date, drove=False)


def make_results(season: Season) -> None:
    """The outcome that the evaluator named beforehand; the worker works the results out."""
    programme = season.supply.programme
    evaluator = Membership.objects.get(programme=programme, role=Role.EVALUATOR).user
    declare_outcome(
        programme=programme,
        scale="INDEX",
        wave_kind=WaveKind.AFTER,
        subgroups=["gender"],
        today=season.today - DECLARED * DAY,
        by=evaluator,
    )
    ask_for_results(programme=programme, by=None, now=now())
