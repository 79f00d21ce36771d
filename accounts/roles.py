"""The one place that says which role opens which door."""

import enum

from django.db import models


class Role(models.TextChoices):
    """What a person is in one programme; a person may hold several."""

    COORDINATOR = "COORDINATOR", "Co-ordinator"
    COACH = "COACH", "Coach"
    SCHOOL = "SCHOOL", "School contact"
    EVALUATOR = "EVALUATOR", "Evaluator"
    FUNDER = "FUNDER", "Funder"
    ADMINISTRATOR = "ADMINISTRATOR", "Administrator"


class P(enum.Enum):
    """Permissions: one for each kind of door."""

    SET_UP_PROGRAMME = "set up a programme"
    MANAGE_PEOPLE = "say who holds which role"
    VIEW_SUPPLY = "see partners, airfields, cars and coaches"
    MANAGE_SUPPLY = "change partners, airfields, cars and coaches"
    VIEW_SCHOOLS = "see schools"
    IMPORT_SCHOOLS = "read the school register"
    MANAGE_CONTACTS = "say who speaks for a school"
    VIEW_SEASON = "see the season and its days"
    MANAGE_DAYS = "add, change and call off days"
    BOOK_PLACES = "book places for schools"
    VIEW_PUPILS = "see pupils by name"
    ENROL_PUPILS = "upload class lists and record consents"
    PRINT_CODES = "print which pupil has which study code"
    FILL_CARS = "put coaches into cars"
    VIEW_OWN_DAYS = "see the days one coaches on"
    MARK_ATTENDANCE = "take attendance"
    VIEW_OWN_SCHOOL = "see what one's own school has booked"
    MANAGE_WAVES = "open and close survey waves"
    MANAGE_INSTRUMENTS = "write the questions of surveys"
    OPEN_TABLETS = "open a survey on a shared tablet"
    KEY_ANSWERS = "key in paper answers and settle answers set aside"
    DECLARE_OUTCOMES = "name the outcomes before the season"
    VIEW_RESULTS = "see results of the surveys"
    VIEW_MATCHING = "see how many answers came and match"
    EXPORT_RESEARCH = "freeze and download research data"
    VIEW_REPORTS = "read reports with counts only"
    VIEW_AUDIT = "read the record of who did what"
    VIEW_MESSAGES = "see which messages went out"


# Doors behind which personal data lie: shut for partners with no data-sharing agreement in force.
PERSONAL = frozenset(
    {
        P.VIEW_PUPILS,
        P.ENROL_PUPILS,
        P.PRINT_CODES,
        P.MARK_ATTENDANCE,
        P.EXPORT_RESEARCH,
        P.KEY_ANSWERS,
    }
)

_ORGANISE = frozenset(
    {
        P.SET_UP_PROGRAMME,
        P.MANAGE_PEOPLE,
        P.VIEW_SUPPLY,
        P.MANAGE_SUPPLY,
        P.VIEW_SCHOOLS,
        P.IMPORT_SCHOOLS,
        P.MANAGE_CONTACTS,
        P.VIEW_SEASON,
        P.MANAGE_DAYS,
        P.BOOK_PLACES,
        P.VIEW_PUPILS,
        P.ENROL_PUPILS,
        P.PRINT_CODES,
        P.FILL_CARS,
        P.MARK_ATTENDANCE,
        P.MANAGE_WAVES,
        P.MANAGE_INSTRUMENTS,
        P.OPEN_TABLETS,
        P.VIEW_MATCHING,
        P.VIEW_RESULTS,
        P.VIEW_REPORTS,
        P.VIEW_AUDIT,
        P.VIEW_MESSAGES,
    }
)

MATRIX: dict[Role, frozenset[P]] = {
    Role.COORDINATOR: _ORGANISE,
    Role.ADMINISTRATOR: _ORGANISE - {P.MARK_ATTENDANCE},
    Role.COACH: frozenset({P.VIEW_OWN_DAYS, P.MARK_ATTENDANCE, P.OPEN_TABLETS}),
    Role.SCHOOL: frozenset(
        {P.VIEW_OWN_SCHOOL, P.VIEW_PUPILS, P.ENROL_PUPILS, P.PRINT_CODES, P.OPEN_TABLETS}
    ),
    # Whoever keys answers sees them by code, so he may not see names; see SEES_NAMES.
    Role.EVALUATOR: frozenset(
        {
            P.MANAGE_INSTRUMENTS,
            P.OPEN_TABLETS,
            P.VIEW_MATCHING,
            P.KEY_ANSWERS,
            P.DECLARE_OUTCOMES,
            P.EXPORT_RESEARCH,
            P.VIEW_RESULTS,
            P.VIEW_REPORTS,
        }
    ),
    Role.FUNDER: frozenset({P.VIEW_REPORTS}),
}

# Roles that see names; none of them goes with the evaluator's in one programme.
SEES_NAMES = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR, Role.COACH, Role.SCHOOL})

# What a person who may set up programmes can do before the first one exists.
FOUNDING = frozenset({P.SET_UP_PROGRAMME, P.VIEW_SCHOOLS, P.IMPORT_SCHOOLS})


def permissions_of(roles: frozenset[Role], *, agreement: bool) -> frozenset[P]:
    """All doors that ``roles`` open together; without an agreement none to personal data."""
    opened: frozenset[P] = frozenset().union(*(MATRIX[role] for role in roles))
    return opened if agreement else opened - PERSONAL
