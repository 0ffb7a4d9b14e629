"""The `guanxi` command line: one file per verb, found by walking this folder."""

from importlib import import_module
from pkgutil import iter_modules

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="guanxi")
def main() -> None:
    """Run and look after a Guanxi installation."""


for _module in iter_modules(__path__, f"{__name__}."):
    for _member in vars(import_module(_module.name)).values():
        if isinstance(_member, click.Command) and _member is not main and _member.name not in main.commands:
            main.add_command(_member)
