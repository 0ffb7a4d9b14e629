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


ACTS = {
    # Reading.
    "list": Act(N_("View a list"), N_("viewed a list of %(form)s (%(count)s)")),
    "read": Act(N_("View a record"), N_("viewed a record of %(form)s")),
    "list_related": Act(N_("View related records"), N_("viewed %(count)s related records of a record of %(form)s")),
    "suggest": Act(N_("Look up"), N_("looked up %(form)s in a field (%(count)s)")),
    "search": Act(N_("Search"), N_("searched in all forms (%(count)s)")),
    "aggregate": Act(N_("Sum up"), N_("summed up %(form)s")),
    "read_log": Act(N_("View the operation log"), N_("viewed the operation log")),
    # Taking out.
    "reveal": Act(N_("Reveal a value"), N_("revealed %(fields)s of a record of %(form)s")),
    "export": Act(N_("Export"), N_("exported %(form)s (%(count)s)")),
    "print": Act(N_("Print"), N_("printed a record of %(form)s")),
    "export_log": Act(N_("Export the operation log"), N_("exported the operation log")),
    # Changing.
    "create": Act(N_("Create"), N_("created a record of %(form)s"), N_("created %(count)s records of %(form)s")),
    "update": Act(N_("Change"), N_("changed a record of %(form)s"), N_("changed %(count)s records of %(form)s")),
    "delete": Act(
        N_("Delete"),
        N_("moved a record of %(form)s to the trash"),
        N_("moved %(count)s records of %(form)s to the trash"),
    ),
    "restore": Act(N_("Restore"), N_("restored a record of %(form)s"), N_("restored %(count)s records of %(form)s")),
    "download": Act(N_("Download an import's result"), N_("downloaded the rejected rows of an import of %(form)s")),
    "import": Act(N_("Import"), N_("imported %(form)s (%(count)s)")),
    # Coming and going.
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
    # People and what they may do.
    "found": Act(N_("Found the workspace"), N_("founded the workspace")),
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
    # Settings.
    "add_field": Act(N_("Add a field"), N_("added the field %(fields)s to %(form)s")),
    "change_field": Act(N_("Change a field"), N_("changed the settings of the field %(fields)s of %(form)s")),
    "remove_field": Act(N_("Remove a field"), N_("removed the field %(fields)s from %(form)s")),
    "restore_field": Act(N_("Restore a field"), N_("restored the field %(fields)s of %(form)s")),
    "order_fields": Act(N_("Reorder fields"), N_("changed the order of the fields of %(form)s")),
    "configure": Act(N_("Change settings"), N_("changed the workspace settings")),
}

ALONE = frozenset({"read", "reveal", "print"})  # Acts that are always about one record, never about a list.
