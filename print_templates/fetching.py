"""What WeasyPrint may load: nothing but the logo, which is in memory already."""

from base64 import b64decode

from weasyprint.urls import URLFetcher, URLFetcherResponse  # type: ignore[import-untyped]


class FetchRefused(Exception):
    """A document asked for something outside itself."""


class LogoOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types.
    """Answers one data URL and refuses every other, whatever its scheme."""

    def __init__(self, logo: str) -> None:
        """Allow `logo`, a data URL or nothing."""
        # The parent's constructor would set up the network and file handlers, so it is not called.
        self.logo = logo
        self._fail_on_errors = False

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Answer the logo from memory; raise FetchRefused for anything else."""
        if not self.logo or url != self.logo:
            raise FetchRefused(url[:100])
        kind, _, data = url.removeprefix("data:").partition(";base64,")
        return URLFetcherResponse(url, b64decode(data), {"Content-Type": kind})
