"""What every logged action is called, and the sentence it makes after the name of the person who did it.

A sentence may use %(form)s, %(count)s (of records), %(fields)s, %(person)s (whom it was done to) and any plain value
that the act's own `detail` holds. A test fails on an action in the code that has no words here.
"""

from typing import NamedTuple

from saas.kit.i18n import N_


class Act(NamedTuple):
    """An action's name in a menu, its sentence, and the one for several records at once where that differs."""

    label: str
    sentence: str
    many: str = ""


READING = {
    "list": Act(N_("View a list"), N_("viewed the %(form)s list (%(count)s)")),
    "read": Act(N_("View a record"), N_("viewed a %(form)s record")),
    "list_related": Act(N_("View related records"), N_("viewed %(count)s records related to a %(form)s record")),
    "suggest": Act(N_("Look up"), N_("looked up %(form)s records in a field (%(count)s)")),
    "match": Act(N_("Compare"), N_("was told of %(form)s records with the same %(fields)s (%(count)s)")),
    "search": Act(N_("Search"), N_("searched in all forms (%(count)s)")),
    "aggregate": Act(N_("Sum up"), N_("added up %(form)s records")),
}
TAKING_OUT = {
    "reveal": Act(N_("Reveal a value"), N_("revealed the %(fields)s")),
    "export": Act(N_("Export"), N_("exported %(form)s records (%(count)s)")),
    "request_export": Act(N_("Ask for an export"), N_("asked for a %(form)s export")),
    "download_export": Act(N_("Download an export"), N_("downloaded a %(form)s export")),
    "remove_export": Act(N_("Remove an export"), N_("removed a %(form)s export")),
    "print": Act(N_("Print"), N_("printed a %(form)s record")),
}
CHANGING = {
    "create": Act(N_("Create"), N_("created a %(form)s record"), N_("created %(form)s records (%(count)s)")),
    "update": Act(N_("Change"), N_("changed a %(form)s record"), N_("changed %(form)s records (%(count)s)")),
    "delete": Act(
        N_("Delete"), N_("moved a %(form)s record to the trash"), N_("moved %(form)s records to the trash (%(count)s)")
    ),
    "restore": Act(N_("Restore"), N_("restored a %(form)s record"), N_("restored %(form)s records (%(count)s)")),
}
IMPORTING = {
    "prepare_import": Act(N_("Prepare an import"), N_("uploaded files for a %(form)s import")),
    "redraft_import": Act(N_("Change an import's draft"), N_("went back to the draft of a %(form)s import")),
    "check_import": Act(N_("Check an import"), N_("checked a %(form)s import against existing records")),
    "import": Act(N_("Import"), N_("imported %(form)s records (%(count)s)")),
    "cancel_import": Act(N_("Cancel an import"), N_("cancelled a %(form)s import")),
    "remove_import": Act(N_("Remove an import"), N_("removed a %(form)s import and its files")),
    "download": Act(N_("Download an import's remarks"), N_("downloaded the remarks of a %(form)s import")),
}
COMING_AND_GOING = {
    "login": Act(N_("Log in"), N_("logged in")),
    "login_failed": Act(N_("Fail to log in"), N_("failed to log in")),
    "logout": Act(N_("Log out"), N_("logged out")),
    "request_reset": Act(N_("Ask for a password reset"), N_("asked for a new password")),
    "reset_password": Act(N_("Reset a password"), N_("set a new password by a link from a mail")),
    "change_password": Act(N_("Change a password"), N_("changed their password")),
    "change_password_failed": Act(
        N_("Fail to change a password"), N_("failed to change their password: the current one was wrong")
    ),
    "end_session": Act(N_("End a session"), N_("logged out another of their browsers")),
    "create_token": Act(N_("Create an API token"), N_("created the API token “%(name)s”")),
    "revoke_token": Act(N_("Revoke an API token"), N_("revoked the API token “%(name)s”")),
}
PEOPLE = {
    "invite": Act(N_("Invite"), N_("invited %(person)s")),
    "create_person": Act(N_("Add a member"), N_("added %(person)s")),
    "accept_invitation": Act(N_("Accept an invitation"), N_("accepted the invitation")),
    "update_person": Act(N_("Change a name"), N_("changed the name of %(person)s")),
    "change_roles": Act(N_("Change roles"), N_("changed the roles of %(person)s")),
    "change_department": Act(N_("Change the department"), N_("moved %(person)s to another department")),
    "move_records": Act(N_("Move records"), N_("moved the records of %(person)s to another department")),
    "disable_person": Act(N_("Disable an account"), N_("disabled the account of %(person)s")),
    "enable_person": Act(N_("Enable an account"), N_("enabled the account of %(person)s")),
    "create_department": Act(N_("Create a department"), N_("created the department “%(name)s”")),
    "rename_department": Act(N_("Rename a department"), N_("renamed the department “%(before)s” to “%(after)s”")),
}
SETTINGS = {
    "add_field": Act(N_("Add a field"), N_("added the field %(fields)s to %(form)s")),
    "change_field": Act(N_("Change a field"), N_("changed the settings of the field %(fields)s of %(form)s")),
    "remove_field": Act(N_("Remove a field"), N_("removed the field %(fields)s from %(form)s")),
    "restore_field": Act(N_("Restore a field"), N_("restored the field %(fields)s of %(form)s")),
    "order_fields": Act(N_("Reorder fields"), N_("changed the order of the fields of %(form)s")),
    "configure": Act(N_("Change settings"), N_("changed the workspace settings")),
}
WORKSPACE = {
    "found": Act(N_("Found the workspace"), N_("founded the workspace")),
    "show_company": Act(N_("Look at the workspace"), N_("looked at the workspace's size on the server")),
    "suspend_company": Act(N_("Suspend the workspace"), N_("suspended the workspace")),
    "resume_company": Act(N_("Resume the workspace"), N_("resumed the workspace")),
}
WATCHING = {
    "refused": Act(N_("Refused"), N_("was refused: %(tried)s"), N_("was refused %(count)s times: %(tried)s")),
    "read_log": Act(N_("View the operation log"), N_("viewed the operation log")),
    "export_log": Act(N_("Export the operation log"), N_("exported the operation log")),
    "verify_log": Act(N_("Check an export of the log"), N_("checked an export of the operation log")),
}

FAMILIES = {
    N_("Looking"): READING,
    N_("Taking out"): TAKING_OUT,
    N_("Changing records"): CHANGING,
    N_("Importing"): IMPORTING,
    N_("Logging in"): COMING_AND_GOING,
    N_("People and roles"): PEOPLE,
    N_("Fields and settings"): SETTINGS,
    N_("Workspace"): WORKSPACE,
    N_("Refusals and this log"): WATCHING,
}
ACTS = {name: act for family in FAMILIES.values() for name, act in family.items()}

ALONE = frozenset({"read", "reveal", "print"})  # Acts that are always about one record, never about a list.
TRIED = {
    "use_token": N_("Use an API token"),
    "manage_forms": N_("Change settings"),
    "manage_people": N_("Manage people"),
    "several": N_("many different things"),
}
"""What can be refused without being an act of its own."""
WHY = {
    "forbidden": N_("No right to do this"),
    "form_not_found": N_("No access to this form"),
    "record_not_found": N_("The record is out of their reach"),
    "job_not_found": N_("Somebody else's import or export"),
    "bad_token": N_("The token is not valid"),
    "reveal_quota_reached": N_("More than may be revealed in a day"),
    "several": N_("Various reasons"),
}
"""The rules that refuse."""
