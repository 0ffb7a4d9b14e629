"""Why a file cannot be read. Every sentence says what to do; nothing has been changed when one is read."""

from saas.kit.errors import Refusal


class UnreadableFile(Refusal):
    """This file could not be read. Open it in Excel or WPS, save it as .xlsx, and upload that."""

    code, status = "unreadable_file", 422


class EmptyFile(UnreadableFile):
    """This file is empty. Check that you chose the right one."""


class FileTooLarge(UnreadableFile):
    """This file is larger than %(limit)s MB. Split it into smaller files and upload them one by one."""


class PasswordProtected(UnreadableFile):
    """This workbook is protected by a password. Remove the password in Excel or WPS, save, and upload it again."""


class NotAWorkbook(UnreadableFile):
    """This is not a workbook, whatever its name says. Choose an .xlsx, .xls, .xlsb, .ods or .csv file."""


class WebPage(UnreadableFile):
    """This is a web page without a table. Open it in Excel or WPS, save it as .xlsx, and upload that."""


class DamagedFile(UnreadableFile):
    """This file is damaged or incomplete. Download or copy it again, or open and save it in Excel or WPS."""


class Overblown(UnreadableFile):
    """This file unpacks to more data than we can open. Copy the rows you need into a new workbook."""


class WrongEncoding(UnreadableFile):
    """We could not tell how the characters of this text file are written. Save it as .xlsx, or as CSV in UTF-8."""


class OpenQuote(UnreadableFile):
    """A quotation mark in this CSV file is never closed. Open it in Excel or WPS, save it as .xlsx, and upload that."""


class TooManyColumns(UnreadableFile):
    """The sheet has more than %(limit)s columns. Delete the ones you don't need and upload it again."""


class TooManyRows(UnreadableFile):
    """The sheet reaches below row %(limit)s. Delete what stands far below your data, or split it into several files."""


class NoTable(UnreadableFile):
    """We found no table with column headings. Put the headings in one row, with the data right below them."""


class NothingCalculated(UnreadableFile):
    """The formulas in this workbook were never calculated. Open it in Excel or WPS, save it, and upload it again."""
