"""Write a day in digits that somebody said in words; the same reading as when the form is saved."""

from litestar import Response, get

from saas.kit.clock import today
from saas.kit.day_words import in_digits
from web.dependencies import AnyRequest
from web.needs import PUBLIC, needs

LONGEST = 40


@get("/days", **needs(PUBLIC), sync_to_thread=False)
def index(request: AnyRequest) -> Response[str]:
    """Answer with the day as text, or with what was typed."""
    typed = request.query_params.get("typed", "")[:LONGEST]
    written = in_digits(typed, today(), with_time="time" in request.query_params)
    return Response(written, media_type="text/plain; charset=utf-8")
