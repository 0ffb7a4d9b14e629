"""Work that takes long.

What there is to do is found by walking the nouns for a module called `jobs`, what is said at its end for `telling`.
"""

from importlib import import_module
from pkgutil import walk_packages

import saas


def register() -> None:
    """Import every noun's jobs, which registers them with the queue, and the words for their ends."""
    for module in walk_packages(saas.__path__, "saas."):
        if module.name.endswith((".jobs", ".telling")) and module.name != __name__:
            import_module(module.name)
