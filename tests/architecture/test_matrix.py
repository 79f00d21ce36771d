"""What the role matrix must never say, whatever else changes in it."""

from collections.abc import Mapping

from django.urls import get_resolver

from accounts.roles import MATRIX, PERSONAL, SEES_NAMES, P, Role, permissions_of
from programmes.rules import role_problems
from tests.architecture.doors import addresses

Matrix = Mapping[Role, frozenset[P]]

# Doors behind which pupils stand by name.
NAMES = frozenset({P.VIEW_PUPILS, P.ENROL_PUPILS, P.PRINT_CODES, P.MARK_ATTENDANCE})


def problems(matrix: Matrix) -> list[str]:
    """What the matrix says that it must not, or fails to say."""
    said = []
    if matrix[Role.EVALUATOR] & NAMES:
        said.append("The evaluator sees names.")
    if {role for role in Role if P.EXPORT_RESEARCH in matrix[role]} != {Role.EVALUATOR}:
        said.append("Somebody but the evaluator exports research data, or the evaluator does not.")
    if matrix[Role.FUNDER] != {P.VIEW_REPORTS}:
        said.append("The funder does something else than read reports.")
    if {role for role in Role if matrix[role] & NAMES} != SEES_NAMES:
        said.append("SEES_NAMES does not say who sees names.")
    unheld = set(P).difference(*matrix.values())
    said.extend(f"Nobody holds {permission.name}." for permission in unheld)
    return said


def unused(permissions: frozenset[P]) -> list[str]:
    """Permissions that open no page."""
    return sorted(permission.name for permission in set(P) - permissions)


def test_the_matrix_keeps_names_and_answers_apart() -> None:
    assert problems(MATRIX) == []


def test_each_permission_opens_a_page() -> None:
    found = addresses(get_resolver().url_patterns)
    assert unused(frozenset[P]().union(*(address.permissions for address in found))) == []


def test_evaluator_and_a_role_that_sees_names_exclude_each_other() -> None:
    barred = {role for role in Role if list(role_problems(frozenset({Role.EVALUATOR, role})))}
    assert barred == SEES_NAMES


def test_without_an_agreement_no_role_opens_personal_data() -> None:
    assert permissions_of(frozenset(Role), agreement=False) & PERSONAL == frozenset()
    assert NAMES | {P.EXPORT_RESEARCH, P.KEY_ANSWERS} == PERSONAL


def test_a_matrix_that_says_too_much_is_found() -> None:
    for role, permission, found in [
        (Role.EVALUATOR, P.VIEW_PUPILS, "The evaluator sees names."),
        (
            Role.ADMINISTRATOR,
            P.EXPORT_RESEARCH,
            "Somebody but the evaluator exports research data, or the evaluator does not.",
        ),
        (Role.FUNDER, P.VIEW_SEASON, "The funder does something else than read reports."),
        (Role.FUNDER, P.VIEW_PUPILS, "SEES_NAMES does not say who sees names."),
    ]:
        assert found in problems(MATRIX | {role: MATRIX[role] | {permission}})


def test_a_permission_that_nobody_holds_or_no_page_asks_is_found() -> None:
    without = {role: held - {P.VIEW_AUDIT} for role, held in MATRIX.items()}
    assert problems(without) == ["Nobody holds VIEW_AUDIT."]
    assert unused(frozenset(P) - {P.VIEW_AUDIT}) == ["VIEW_AUDIT"]
