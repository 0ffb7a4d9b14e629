"""Contracts hold for pages too, so they borrow the browsers."""

from tests.web.api.conftest import program as program
from tests.web.conftest import app, sign_in, statements, visitor

__all__ = ["app", "sign_in", "statements", "visitor"]
