"""Words that no page says: they blame, beg, cheer, or tell nobody what to do."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.files import PRODUCT, name_of, python_files, templates

NEVER = r"successfully|click here|please"
# Not as part of aria-invalid or is-invalid; and Django's own key for a message is "invalid".
NEVER_ON_PAGES = rf"{NEVER}|(?<![\w-])invalid(?![\w-])"

# Words that it reads in a school's notes, and does not say.
READ = {"schools/rules/needs.py"}


def in_template(text: str) -> list[str]:
    """Unwanted words of a template."""
    return re.findall(NEVER_ON_PAGES, text, re.IGNORECASE)


def docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    """Strings that no user reads."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def in_python(text: str) -> list[str]:
    """Unwanted words of strings that a user may read."""
    tree = ast.parse(text)
    unread = set(docstrings(tree))
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    shown = [str(node.value) for node in strings if node not in unread]
    return [word for string in shown for word in re.findall(NEVER, string, re.IGNORECASE)]


def test_templates_say_none_of_them() -> None:
    found = {name_of(path): in_template(path.read_text(encoding="utf-8")) for path in templates()}
    assert {name: words for name, words in found.items() if words} == {}


def test_messages_say_none_of_them() -> None:
    files = [path for path in python_files(PRODUCT) if name_of(path) not in READ]
    found = {name_of(path): in_python(path.read_text(encoding="utf-8")) for path in files}
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>Saved successfully.</p>", ["successfully"]),
        ('<a href="/">Click here</a>', ["Click here"]),
        ("<p>Please wait. Invalid date.</p>", ["Please", "Invalid"]),
        ('<input aria-invalid="true" class="is-invalid">', []),
    ],
)
def test_words_in_a_template_are_found(text: str, words: list[str]) -> None:
    assert in_template(text) == words


def test_words_in_a_message_are_found_and_docstrings_are_left_alone() -> None:
    text = 'def f():\n    """Please."""\n    return f"Please give {a} a date."\n'
    assert in_python(text) == ["Please"]
