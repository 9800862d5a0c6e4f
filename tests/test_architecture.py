"""The floors of the house hold: what may import what is written in pyproject.toml."""

from importlinter.cli import lint_imports


def test_every_app_imports_only_what_the_floors_allow():
    assert lint_imports(no_cache=True) == 0
