"""Who, here, can reach front-line social services in Québec, and who cannot.

The public face: `read_study` and `run` walk a study, `walk` step by step; `scenarios` asks what
would change; `CostTable`, `access`, `travel`, `equity` hold the parts a researcher uses on their
own.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from territory import access, equity, scenarios, travel
    from territory.costs import CostTable
    from territory.errors import InputError, TerritoryError
    from territory.study import Result, Study, Walk, read_study, run, walk

# Where each public name comes from; loaded when first asked for, so that a command starts at once.
_HOMES = {
    "CostTable": "territory.costs",
    "InputError": "territory.errors",
    "Result": "territory.study",
    "Study": "territory.study",
    "TerritoryError": "territory.errors",
    "Walk": "territory.study",
    "access": "territory.access",
    "equity": "territory.equity",
    "read_study": "territory.study",
    "run": "territory.study",
    "scenarios": "territory.scenarios",
    "travel": "territory.travel",
    "walk": "territory.study",
}

__all__ = [
    "CostTable",
    "InputError",
    "Result",
    "Study",
    "TerritoryError",
    "Walk",
    "access",
    "equity",
    "read_study",
    "run",
    "scenarios",
    "travel",
    "walk",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    home = import_module(_HOMES[name])
    return home if home.__name__ == f"{__name__}.{name}" else getattr(home, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
