"""The whole report as plain values, in the order of a funder's headings."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.words import long_date
from programmes.models import Programme
from reporting.report.delivered import CoachRow, Delivered, delivered
from reporting.report.evidence import PlanRow, ScaleRow, flow, plan_rows, scale_rows, soonest_row
from reporting.report.figures import Figure
from reporting.report.picture import Picture, picture
from reporting.report.survey import survey_result
from reporting.results.background import standing_declaration
from surveys.actions.declaring import scales_asked
from surveys.choices import WaveKind
from surveys.display.waves import WAVE_NAMES
from surveys.models import ComparisonGroup

NO_COMPARISON = "Without a comparison group this change cannot be put down to the day."
NOT_COMPARED = (
    "This report does not set the change beside that of the comparison group, so it cannot be put "
    "down to the day."
)
DRAFT = "The instrument is a draft and not validated."
HARM_WORDS = (
    "Courses with a car can make young people too sure of themselves, and lead them to drive "
    "earlier. Higher is a harm."
)
UNDECLARED = "No outcome was named as the main one before the season: every scale is exploratory."
LIMITS = [
    "Who answered both times may differ from who did not.",
    "The intervals take pupils as independent. Pupils of one school are alike, so the true "
    "intervals are wider.",
    "Counts from 1 to 4 of what pupils answered, and means and shares on fewer than 10, are not "
    "shown.",
]
AIMS = ("target", "drove", "target_share", "planned", "held", "to_come", "called_off")
DEEDS = ("schools_booked", "schools_came", "booked", "named", "came", "drove", "minutes", "saw")
PARTNERSHIP = ("partners", "airfields", "lenders", "car_days")


@dataclass(frozen=True)
class Section:
    """A heading with its figures."""

    title: str
    figures: list[Figure]


@dataclass(frozen=True)
class Report:
    """What the page, the PDF and the workbook show; none of them works out a number itself."""

    title: str
    programme: str
    invented: bool
    as_of: datetime.date
    worked_out_at: datetime.datetime
    aims: Section
    deeds: Section
    partnership: Section
    coaches: list[CoachRow]
    flow: dict[str, Figure]
    benefits: list[ScaleRow]
    harms: list[ScaleRow]
    plans: list[PlanRow]
    benefit_pictures: list[Picture]
    harm_pictures: list[Picture]
    cautions: list[str]
    limits: list[str]
    is_empty: bool
    harm_words: str = HARM_WORDS

    @property
    def scales(self) -> list[ScaleRow]:
        """Every scale of the instrument, harms last."""
        return [*self.benefits, *(row for row in self.harms if row.code != "SOONEST")]

    @property
    def sections(self) -> list[Section]:
        """Figures that stand in lists."""
        return [
            self.aims,
            self.deeds,
            self.partnership,
            Section("Answers", list(self.flow.values())),
        ]

    def figures(self) -> Iterator[Figure]:
        """Every number of the report, once."""
        listed = [f for section in self.sections for f in section.figures]
        yield from {f.key: f for f in listed}.values()
        yield from (f for row in self.coaches for f in (row.days, row.hours))
        yield from (f for row in (*self.benefits, *self.harms) for f in row.figures.values())
        yield from (f for row in self.plans for f in (row.before, row.after))

    def kpis(self) -> list[tuple[str, str]]:
        """The four numbers at the top: value and label."""
        found = {f.key: f for f in self.figures()}
        target = found["target"]
        aim = "" if target.value is None else f" of {target.words}"
        matched = found["matched"]
        pairs = "matched pairs"
        if matched.value is not None:
            pairs += f", {matched.words} of after answers"
        return [
            (f"{found['drove'].words}{aim}", "pupils drove"),
            (f"{found['before'].words} · {found['after'].words}", "answers before · after"),
            (found["paired"].words, pairs),
            (found["coach_hours_all"].words, "hours that coaches gave"),
        ]

    def definitions(self) -> list[tuple[str, str, str]]:
        """What it is called, definition and source, each said once: scales share theirs."""
        said = ((f.topic or f.label, f.definition, f.source) for f in self.figures())
        return list(dict.fromkeys(said))


def make_report(programme: Programme, today: datetime.date, now: datetime.datetime) -> Report:
    """Make the report of a programme as it stands on a date."""
    sums = delivered(programme, today)
    result = survey_result(programme, sums, today, now)
    rows = list(scale_rows(result))
    benefits = [row for row in rows if not row.is_harm]
    harms = [row for row in rows if row.is_harm]
    soonest = [soonest_row(result.plans)] if result.plans else []
    return Report(
        title="What was done and what changed",
        programme=str(programme),
        invented=programme.invented,
        as_of=today,
        worked_out_at=result.worked_out_at,
        aims=_section("Aims and targets", AIMS, sums),
        deeds=_section("What was delivered", DEEDS, sums),
        partnership=_section("Partnership", PARTNERSHIP, sums),
        coaches=sums.coaches,
        flow=flow(sums),
        benefits=benefits,
        harms=[*harms, *soonest],
        plans=plan_rows(result.plans) if result.plans else [],
        benefit_pictures=_pictures(
            ("benefits", "Change on each scale", benefits, "points of the scale")
        ),
        harm_pictures=_pictures(
            ("harms", "Change in over-confidence", harms, "points of the scale"),
            ("soonest", "Change in plans to learn early", soonest, "percentage points"),
        ),
        cautions=_cautions(programme, result.is_validated),
        limits=_limits(programme),
        is_empty=not sums.figures["held"].value,
    )


def _cautions(programme: Programme, is_validated: bool) -> list[str]:
    has_group = ComparisonGroup.objects.filter(programme=programme).exists()
    first = NOT_COMPARED if has_group else NO_COMPARISON
    return [first] if is_validated else [first, DRAFT]


def _limits(programme: Programme) -> list[str]:
    found = standing_declaration(programme)
    if found is None or not found.in_time:
        return [*LIMITS, UNDECLARED]
    one = found.declared
    outcome = dict(scales_asked(programme)).get(one.scale, one.scale)
    when = WAVE_NAMES[WaveKind(one.wave)].lower()
    said = f"{outcome}, {when}, was named beforehand as the main outcome (declared "
    return [*LIMITS, f"{said}{long_date(one.on)}): every other change is exploratory."]


def _section(title: str, keys: Iterable[str], sums: Delivered) -> Section:
    return Section(title, [sums.figures[key] for key in keys])


def _pictures(*asked: tuple[str, str, list[ScaleRow], str]) -> list[Picture]:
    drawn = (picture(key, title, rows, unit) for key, title, rows, unit in asked)
    return [one for one in drawn if one is not None]
