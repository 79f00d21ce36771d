"""Prepared queries: the same rows as the query they are made from, built only once."""

import datetime

import pytest
from django.db import connection
from django.db.models import Count, QuerySet
from django.test.utils import CaptureQueriesContext

from core.prepared import Prepared, prepared
from programmes.choices import Service
from programmes.models import Coach
from programmes.models.coaches import CoachQuerySet
from tests import cast

pytestmark = pytest.mark.django_db
COLUMNS = ("id", "service", "trained_until")


def coaches(programme: int, on: datetime.date, service: str) -> QuerySet:
    found: CoachQuerySet = Coach.objects.filter(programme=programme, service=service)
    fit = found.fit(on)
    return fit.order_by("id").values_list(*COLUMNS)


def test_rows_are_those_of_the_query_for_any_values():
    of, other = cast.programme(), cast.programme()
    for made in (of, other):
        cast.coach(made, trained_until=cast.day(10))
        cast.coach(made)
        cast.coach(made, Service.FIRE)
    ask = prepared(coaches)
    counts = []
    for programme in (of, other):
        for on in (cast.TODAY, cast.day(11), cast.FAR_OFF, datetime.date(2027, 8, 1)):
            rows = ask(programme=programme.pk, on=on, service="POLICE")
            assert rows == list(coaches(programme.pk, on, "POLICE"))
            counts.append(len(rows))
    assert counts == [2, 1, 1, 0, 2, 1, 1, 0]


def test_dates_come_back_as_dates():
    coach = cast.coach(cast.programme())
    rows = prepared(coaches)(programme=coach.programme_id, on=cast.TODAY, service="POLICE")
    assert rows == [(coach.pk, "POLICE", cast.FAR_OFF)]


def test_a_query_is_built_once():
    built = []

    def counted(programme: int) -> QuerySet:
        built.append(programme)
        rows = Coach.objects.filter(programme=programme).order_by().values("service")
        counts: QuerySet = rows.annotate(coaches=Count("id")).values_list("service", "coaches")
        return counts

    ask = Prepared(counted)
    coach = cast.coach(cast.programme())
    assert [ask(programme=coach.programme_id) for _ in range(3)] == [[("POLICE", 1)]] * 3
    assert len(built) == 1
    assert built[0] < 0  # a stand-in, no programme's number


def test_what_is_asked_never_becomes_part_of_the_statement():
    coach = cast.coach(cast.programme())
    ask = prepared(coaches)
    assert ask(programme=coach.programme_id, on=cast.TODAY, service="' OR 1=1 --") == []


def test_a_call_is_one_query():
    ask = prepared(coaches)
    with CaptureQueriesContext(connection) as first:
        ask(programme=1, on=cast.TODAY, service="FIRE")
    assert len(first) == 1


def test_a_missing_value_is_an_error():
    with pytest.raises(KeyError):
        prepared(coaches)(programme=1, on=cast.TODAY)


def test_other_kinds_of_values_are_refused():
    def by_share(share: float) -> QuerySet:
        return Coach.objects.values_list("id")

    with pytest.raises(TypeError, match="int, str or date"):
        prepared(by_share)(share=1)
