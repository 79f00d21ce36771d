"""The house style, held against every file; each check is seen to fail on a bad one."""

from pathlib import Path

import pytest

from tests.architecture import house
from tests.architecture.files import PRODUCT, name_of, python_files, templates, written_files

LONG_FUNCTION = '"""A module."""\n\n\ndef long() -> None:\n' + "    pass\n" * 40
HOME = "/" + "home/somebody"
BAD: list[tuple[house.Check, str, str]] = [
    (house.too_long, "core/a.py", "pass\n" * 501),
    (house.too_long, "core/a.py", LONG_FUNCTION),
    (house.no_purpose, "core/a.py", "A = 1\n"),
    (house.empty_name, "core/utils.py", ""),
    (house.empty_name, "core/helpers/dates.py", ""),
    (house.signals, "core/a.py", "from django.db.models import signals\n"),
    (house.signals, "core/a.py", "from django.db.models.signals import post_save\n"),
    (house.signals, "core/a.py", "from django.dispatch import receiver\n"),
    (house.foreign_screens, "surveys/a.py", "from schools.forms import Upload\n"),
    (house.foreign_screens, "surveys/a.py", "from schools import views\n"),
    (house.foreign_screens, "surveys/a.py", "import sessions.urls\n"),
    (house.heavy_import, "surveys/a.py", "from scipy import stats\n"),
    (house.heavy_import, "surveys/a.py", "import openpyxl.styles\n"),
    (house.string_relation, "core/a.py", 'a = models.ForeignKey("schools.School", C)\n'),
    (house.string_relation, "core/a.py", 'a = OneToOneField(on_delete=C, to="School")\n'),
    (house.string_relation, "core/a.py", "a = ForeignKey(settings.AUTH_USER_MODEL, C)\n"),
    (house.default_ordering, "core/a.py", 'class Meta:\n    ordering = ["name"]\n'),
    (house.own_clock, "schools/rules/ages.py", "day = date.today()\n"),
    (house.own_clock, "schools/actions.py", "at = now()\n"),
    (house.inline_code, "a.html", '<p style="color: red">Red</p>'),
    (house.inline_code, "a.html", "<script>go()</script>"),
    (house.inline_code, "a.html", '<a onclick="go()">Go</a>'),
    (house.inline_code, "a.html", '<a hx-on:click="go()">Go</a>'),
    (house.unescaped, "a.html", "{{ school.name|safe }}"),
    (house.unescaped, "a.html", "{% autoescape off %}"),
    (house.dead_link, "docs/a.md", "See [the plan](adr/0000-plan.md#why)."),
    (house.of_one_machine, "a.md", f"Look into {HOME}."),
    (house.of_one_machine, "a.md", f"Fetch it from https://{house.HOSTS[0]}."),
]
GOOD: list[tuple[house.Check, str, str]] = [
    (house.no_purpose, "core/__init__.py", ""),
    (house.foreign_screens, "surveys/a.py", "from core.forms import DateField\n"),
    (house.foreign_screens, "surveys/views.py", "from surveys import forms\n"),
    (house.heavy_import, "surveys/a.py", "def f():\n    import scipy\n"),
    (house.string_relation, "core/a.py", 'a = ForeignKey("self", C)\nb = ForeignKey(School, C)\n'),
    (house.own_clock, "schools/views.py", "day = date.today()\n"),
    (house.own_clock, "schools/rules.py", "start = datetime.time(9, 30)\n"),
    (house.inline_code, "a.html", '<script src="a.js" defer></script><p class="on">On = off</p>'),
    (house.dead_link, "docs/a.md", "[Read](adr/0001-shape.md), [ask](https://example.org/x)."),
    (house.of_one_machine, "a.md", "See https://example.org/home/page and ../shared/data."),
]


def broken(paths: list[Path], check: house.Check) -> list[str]:
    """What ``check`` finds in the files."""
    return [
        problem
        for path in paths
        for problem in check(name_of(path), path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("check", house.CODE_CHECKS, ids=lambda check: check.__name__)
def test_all_code_keeps_the_style(check: house.Check) -> None:
    assert broken(python_files(), check) == []


@pytest.mark.parametrize("check", house.PRODUCT_CHECKS, ids=lambda check: check.__name__)
def test_the_product_keeps_the_style(check: house.Check) -> None:
    assert broken(python_files(PRODUCT), check) == []


@pytest.mark.parametrize("check", house.TEMPLATE_CHECKS, ids=lambda check: check.__name__)
def test_templates_keep_the_style(check: house.Check) -> None:
    assert broken(templates(), check) == []


def test_no_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    assert broken(written_files(), house.of_one_machine) == []


def test_documents_lead_to_files_that_are_there() -> None:
    pages = [path for path in written_files() if path.suffix == ".md"]
    assert broken(pages, house.dead_link) == []


@pytest.mark.parametrize(("check", "name", "text"), BAD)
def test_a_bad_file_is_found(check: house.Check, name: str, text: str) -> None:
    assert list(check(name, text)) != []


@pytest.mark.parametrize(("check", "name", "text"), GOOD)
def test_a_good_file_is_left_alone(check: house.Check, name: str, text: str) -> None:
    assert list(check(name, text)) == []


def test_every_check_is_seen_to_fail_and_is_used() -> None:
    used = {*house.CODE_CHECKS, *house.PRODUCT_CHECKS, *house.TEMPLATE_CHECKS}
    assert {check for check, _, _ in BAD} == used | {
        house.of_one_machine,
        house.dead_link,
    }


def test_files_are_found_at_all() -> None:
    names = {name_of(path) for path in (*written_files(), *templates())}
    assert {"Makefile", "README.md", "sessions/models/days.py", "tests/conftest.py"} <= names
    assert any(name.endswith(".html") for name in names)
