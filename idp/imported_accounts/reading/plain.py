"""Our own CSV files: accounts, and children that were confirmed at the former portal."""

from collections.abc import Collection

from idp.former_hashes import read_encoded
from idp.imported_accounts.former import FormerAccount, FormerChild
from idp.imported_accounts.reading.entry import AccountEntry, language, names
from idp.normalisation.fiche_number import read_fiche_number, shown_lengths
from idp.normalisation.organisation_code import read_organisation_code

KNOWN = names(
    """
    id email other_emails language disabled password_hash issuer issuer_subject
    """
)
NEEDED = ("id", "email")
CHILD_KNOWN = frozenset({"id", "organisation", "fiche"})
CHILD_NEEDED = ("id", "organisation", "fiche")
MEMBER = "users"


def read_plain(entry: AccountEntry) -> FormerAccount:
    """Read a line of accounts; other addresses stand between blanks."""
    text = entry.text("password_hash").strip()
    others = entry.text("other_emails").split()
    issuer, subject = entry.text("issuer").strip(), entry.text("issuer_subject").strip()
    identities = (entry.identity(issuer, subject, "issuer"),) if issuer or subject else ()
    return FormerAccount(
        subject=entry.subject("id", entry.text("id").strip()),
        addresses=entry.addresses(
            [("email", entry.text("email")), *(("other_emails", each) for each in others)]
        ),
        locale=language(entry.text("language").strip()),
        is_disabled=entry.flag("disabled"),
        password=entry.password("password_hash", lambda: read_encoded(text)) if text else None,
        identities=identities,
    )


def read_child(entry: AccountEntry, digits: Collection[int]) -> FormerChild:
    """Read a line of children; a number has as many `digits` as the settings say."""
    fiche = entry.text("fiche").strip()
    if len(fiche) not in digits:
        lengths = shown_lengths(digits)
        raise entry.wrong("registry.row_fiche", "fiche", length=lengths)
    try:
        number = read_fiche_number(fiche, len(fiche))
    except ValueError as error:
        raise entry.wrong("registry.row_fiche", "fiche", length=len(fiche)) from error
    try:
        organisation = read_organisation_code(entry.text("organisation"))
    except ValueError as error:
        raise entry.wrong("registry.row_code", "organisation") from error
    return FormerChild(entry.subject("id", entry.text("id").strip()), organisation, number)
