"""Work that takes long. What there is to do is found by walking the nouns for a module called `jobs`."""

from importlib import import_module
from pkgutil import walk_packages

import saas


def register() -> None:
    """Import every noun's jobs, which registers them with the queue."""
    for module in walk_packages(saas.__path__, "saas."):
        if module.name.endswith(".jobs") and module.name != __name__:
            import_module(module.name)
