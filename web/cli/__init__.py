"""The `guanxi` command line: one file per verb, found by walking this folder."""

from importlib import import_module
from pkgutil import iter_modules

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="guanxi")
def main() -> None:
    """Run and look after a Guanxi installation."""


for _module in iter_modules(__path__):
    # A file's own command has the file's name; what else is in there belongs to a group.
    _command = getattr(import_module(f"{__name__}.{_module.name}"), _module.name, None)
    if isinstance(_command, click.Command):
        main.add_command(_command)
