"""The floors of the house, held by import-linter."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.files import ROOT


def lint_imports(config: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts of ``config`` on the code."""
    program = Path(sys.executable).with_name("lint-imports")
    command = [str(program), "--config", str(config), "--no-cache"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_imports_go_down_only_and_rules_are_pure() -> None:
    done = lint_imports(ROOT / "pyproject.toml")
    assert done.returncode == 0, done.stdout


def test_floors_in_the_wrong_order_are_found(tmp_path: Path) -> None:
    right = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wrong = tmp_path / "pyproject.toml"
    wrong.write_text(right.replace('"accounts", "core"]\nignore', '"core", "accounts"]\nignore'))
    done = lint_imports(wrong)
    assert done.returncode == 1
    assert "The floors: imports go down only" in done.stdout


def test_a_rule_that_imports_what_it_must_not_is_found(tmp_path: Path) -> None:
    right = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wrong = tmp_path / "pyproject.toml"
    wrong.write_text(
        right.replace('forbidden_modules = ["django", ', 'forbidden_modules = ["re", ')
    )
    assert lint_imports(wrong).returncode == 1
