"""Each field of each model is named once, as personal or as plain."""

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.files import APPS

OURS = [model for model in apps.get_models() if model.__module__.split(".")[0] in APPS]


def problems(name: str, fields: list[str], privacy: object | None) -> list[str]:
    """Fields that ``privacy`` forgets, names twice, or names though there are none such."""
    if privacy is None:
        return [f"{name} has no class Privacy"]
    personal: set[str] = getattr(privacy, "personal", set())
    plain: set[str] = getattr(privacy, "plain", set())
    return [
        *(f"{name}.{field} is not named" for field in fields if field not in personal | plain),
        *(f"{name}.{field} is named twice" for field in sorted(personal & plain)),
        *(f"{name}.{field} is no field" for field in sorted((personal | plain) - set(fields))),
    ]


def fields_of(model: type[models.Model]) -> list[str]:
    return [field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)]


def test_there_are_models() -> None:
    assert len(OURS) > 20


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_each_field_is_personal_or_plain(model: type[models.Model]) -> None:
    # Its own class: one that is inherited would name the parent's fields.
    assert problems(model.__name__, fields_of(model), vars(model).get("Privacy")) == []


@pytest.mark.parametrize(
    ("privacy", "found"),
    [
        (None, ["Pupil has no class Privacy"]),
        (SimpleNamespace(personal={"name"}, plain=set()), ["Pupil.id is not named"]),
        (SimpleNamespace(personal={"name"}, plain={"id", "name"}), ["Pupil.name is named twice"]),
        (SimpleNamespace(personal={"name"}, plain={"id", "age"}), ["Pupil.age is no field"]),
        (SimpleNamespace(personal={"name"}, plain={"id"}), []),
    ],
)
def test_a_field_that_is_not_named_once_is_found(privacy: object | None, found: list[str]) -> None:
    assert problems("Pupil", ["id", "name"], privacy) == found
