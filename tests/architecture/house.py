"""Checks of the house style: each takes a file's name and text and gives what breaks the style."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator

from tests.architecture.files import APPS, ROOT

Check = Callable[[str, str], Iterator[str]]

MOST_LINES_OF_A_FILE = 500
MOST_LINES_OF_A_FUNCTION = 40
EMPTY_NAMES = {"utils", "helpers", "services", "managers", "misc", "common"}
RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}
CLOCKS = {"today", "now", "utcnow", "localdate", "localtime", "time"}
HEAVY = {"openpyxl", "pandas", "reportlab", "scipy", "segno", "statsmodels"}
SCREENS = {"forms", "views", "urls"}


def too_long(name: str, text: str) -> Iterator[str]:
    """Files are split by noun, functions by verb."""
    lines = text.count("\n")
    if lines > MOST_LINES_OF_A_FILE:
        yield f"{name}: {lines} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MOST_LINES_OF_A_FUNCTION:
                yield f"{name}:{node.lineno}: {node.name} has {length} lines"


def no_purpose(name: str, text: str) -> Iterator[str]:
    """A module opens with one sentence: what it is for."""
    if text.strip() and not ast.get_docstring(ast.parse(text)):
        yield f"{name}: no sentence that says what it is for"


def empty_name(name: str, text: str) -> Iterator[str]:
    """A file or folder is called by what it holds."""
    if EMPTY_NAMES.intersection(name.removesuffix(".py").split("/")):
        yield f"{name}: a name that says nothing"


def imports(nodes: Iterable[ast.AST]) -> Iterator[tuple[int, str, str]]:
    """Line, module and name of all that ``nodes`` import."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, node.module or ".", alias.name) for alias in node.names)


def signals(name: str, text: str) -> Iterator[str]:
    """Nobody calls up: an action says itself what follows from it."""
    for line, module, imported in imports(ast.walk(ast.parse(text))):
        if module == "django.dispatch" or "signals" in (*module.split("."), imported):
            yield f"{name}:{line}: signals"


def foreign_screens(name: str, text: str) -> Iterator[str]:
    """Forms, views and urls are private to their app; the field types of core are for all."""
    for line, module, imported in imports(ast.walk(ast.parse(text))):
        app, _, rest = f"{module}.{imported}".partition(".")
        screen = rest.split(".")[0]
        shared = (app, screen) == ("core", "forms")
        if app in APPS and app != name.split("/")[0] and screen in SCREENS and not shared:
            yield f"{name}:{line}: imports {app}.{screen}"


def heavy_import(name: str, text: str) -> Iterator[str]:
    """What takes long to import is imported by the function that needs it."""
    for line, module, _ in imports(ast.parse(text).body):
        if module.split(".")[0] in HEAVY:
            yield f"{name}:{line}: imports {module} at the top"


def string_relation(name: str, text: str) -> Iterator[str]:
    """A relation names the class: a string is an import that no linter sees."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or ast.unparse(node.func).split(".")[-1] not in RELATIONS:
            continue
        targets = [*node.args[:1], *(word.value for word in node.keywords if word.arg == "to")]
        for target in map(ast.unparse, targets):
            if target != "'self'" and (target[0] in "'\"" or target.endswith("AUTH_USER_MODEL")):
                yield f"{name}:{node.lineno}: {target} is a string"


def default_ordering(name: str, text: str) -> Iterator[str]:
    """An order stands where the page needs it, not behind every query."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef) and node.name == "Meta":
            for line in node.body:
                if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "ordering":
                    yield f"{name}:{line.lineno}: Meta.ordering"


def own_clock(name: str, text: str) -> Iterator[str]:
    """Rules and actions are told what day it is."""
    if not {"rules", "actions"}.intersection(name.removesuffix(".py").split("/")):
        return
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        # datetime.time(9, 30) is a time of day, not the time now.
        if called.split(".")[-1] in CLOCKS and called != "datetime.time":
            yield f"{name}:{node.lineno}: {called}() reads the clock"


def inline_code(name: str, text: str) -> Iterator[str]:
    """The content policy lets no style or script stand inside a page."""
    forbidden = r"<style|\sstyle\s*=|<script(?![^>]*\ssrc=)|\s(hx-)?on[a-z:-]+\s*=|javascript:"
    for found in re.finditer(forbidden, text, re.IGNORECASE):
        yield f"{name}: {found.group().strip()}"


def unescaped(name: str, text: str) -> Iterator[str]:
    """What a person typed is never markup."""
    for found in re.finditer(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off", text):
        yield f"{name}: {found.group()}"


# In pieces, so that this file does not hold what it looks for.
HOSTS = ["py" + "pi.org", "python" + "hosted.org", "npm" + "js.", "deb." + "debian.org"]
FOLDERS = "work|root|home|Users"


def of_one_machine(name: str, text: str) -> Iterator[str]:
    """Nothing names a registry's host, or a folder that only one machine has."""
    places = "|".join(map(re.escape, HOSTS)) + rf"|(?<![\w.>}}])/({FOLDERS})/[\w.]"
    for found in re.finditer(places, text):
        yield f"{name}: {found.group()}"


def dead_link(name: str, text: str) -> Iterator[str]:
    """A page of the documentation leads to files that are there."""
    for target in re.findall(r"\]\(([^)#:]+)[^):]*\)", text):
        if not (ROOT / name).parent.joinpath(target).exists():
            yield f"{name}: {target}"


PRODUCT_CHECKS: list[Check] = [
    signals,
    foreign_screens,
    heavy_import,
    string_relation,
    default_ordering,
    own_clock,
]
CODE_CHECKS: list[Check] = [too_long, no_purpose, empty_name]
TEMPLATE_CHECKS: list[Check] = [inline_code, unescaped]
