"""What cannot be done with people."""

from saas.kit.errors import Conflict, Forbidden, NotFound


class PersonNotFound(NotFound):
    """There is no such member."""

    code = "person_not_found"


class LastOwner(Conflict):
    """A company needs an owner. Make somebody else an owner first."""

    code = "last_owner"


class OwnersOnly(Forbidden):
    """Only an owner can change owners."""

    code = "owners_only"


class NotOneself(Conflict):
    """You cannot disable your own account."""

    code = "not_oneself"


class AlreadyActive(Conflict):
    """This member has accepted the invitation already."""

    code = "already_active"
