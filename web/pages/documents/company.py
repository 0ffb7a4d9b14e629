"""The company profile: what stands on quotes and contracts."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.datastructures import UploadFile

from saas.documents.profile import LARGEST_LOGO, WRITTEN, logo_of, profile_of, save_logo, save_profile
from saas.kit.errors import Invalid
from saas.kit.i18n import N_, _
from tenants.sessions import TenantSession
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MANAGE_FORMS, needs
from web.notices import Notice
from web.page import page, redirect

PATH = "/settings/company"
LABELS = {
    "name": N_("Company name"),
    "address": N_("Address"),
    "phone": N_("Phone"),
    "email": N_("E-mail"),
    "website": N_("Website"),
    "tax_number": N_("Tax number"),
    "bank_name": N_("Bank"),
    "bank_account": N_("Account number"),
    "logo": N_("Logo"),
}


@get(PATH, **needs(MANAGE_FORMS))
async def show(request: AnyRequest, db: Db) -> Response[bytes]:
    """Show the profile's form."""
    return await _form(request, db, {}, {})


@post(PATH, **needs(MANAGE_FORMS))
async def update(request: AnyRequest, db: Db, viewer: TheViewer) -> Response[Any]:
    """Change the profile."""
    sent = await request.form()
    typed = {name: str(sent[name]) for name in WRITTEN if isinstance(sent.get(name), str)}
    file = sent.get("logo")
    chosen = await file.read() if isinstance(file, UploadFile) and file.filename else b""
    try:
        await save_profile(db, viewer, typed)
        if chosen or sent.get("remove_logo"):
            await save_logo(db, viewer, chosen)
    except Invalid as invalid:
        await db.rollback()
        await db.begin_again()
        return await _form(request, db, typed, invalid.errors)
    return redirect(request, PATH, notice=Notice(_("Saved.")))


async def _form(
    request: AnyRequest, db: TenantSession, typed: Mapping[str, str], errors: Mapping[str, str]
) -> Response[bytes]:
    profile, logo = await profile_of(db), await logo_of(db)
    return page(
        request,
        "documents/company.html",
        status=422 if errors else 200,
        title=_("Company profile"),
        values={name: getattr(profile, name) for name in WRITTEN} | dict(typed),
        labels={name: _(label) for name, label in LABELS.items()},
        errors=errors,
        logo=f"data:image/png;base64,{b64encode(logo).decode()}" if logo else "",
        max_bytes=LARGEST_LOGO,
    )
