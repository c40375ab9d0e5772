"""`tintype config show`: every setting, its value, and the variable that changes it."""

from __future__ import annotations

from tintype.settings import VARIABLES, Settings


def run(settings: Settings) -> int:
    sections = settings.as_dict()
    width = max(len(variable) for variable in VARIABLES)
    for variable, (section, key) in VARIABLES.items():
        print(f"{variable:{width}}  {sections[section][key] or '-'}")
    return 0
