"""Why a file is not taken, or not there."""

from saas.kit.errors import NotFound, Refusal


class UploadTooLarge(Refusal):
    """This upload is larger than %(limit)s MB. Split it into smaller files and upload them one by one."""

    code, status = "too_large", 413


class TooManyFiles(Refusal):
    """Upload at most %(limit)s files at once."""

    code, status = "too_many_files", 422


class FileGone(NotFound):
    """This file is no longer kept. Make it again, or upload it again."""

    code = "file_gone"
