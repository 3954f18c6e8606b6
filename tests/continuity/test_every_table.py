"""Each table has its place when a database was restored: what is in it ends, or may stay."""

import re

from idp.installation.restored_sweep import ALWAYS
from idp.journeys.table import END_EVERY_JOURNEY
from idp.storage import Statement
from idp.wiring import Provider
from tests.databases import on_one_database

# Decision 0021 says why. A table that is missing here is new: does anything in it open something,
# count once, or wait?
STAYS = {
    "what people are and have, ended again event by event": (
        *("account", "account_details", "address", "consent", "child_link", "upstream_link"),
        *("passkey", "authenticator_app", "recovery_code", "account_browser"),
        *("imported_account", "imported_address", "imported_identity", "imported_child"),
        "former_subject",
    ),
    "what administrators set": (
        *("administrator", "administrator_role", "administrator_lock", "client", "client_secret"),
        *("retention_rule", "registry_profile", "signal_stream", "signal_stream_silence"),
    ),
    "the school's data": (
        *("registry_import", "organisation", "school", "import_part", "guardian_contact"),
        *("import_school", "contact_pack", "import_end", "import_problem", "registry_in_force"),
        *("activation_letter", "account_import_problem"),
    ),
    "keys and the record": ("data_key", "signing_key", "audit_event", "audit_head"),
    "what was used, for a quarter of an hour": (
        *("client_assertion", "revoked_token", "dpop_proof", "used_challenge", "limit_bucket"),
        "sent_form",
    ),
    "what is told again at worst": ("portal_signal", "portal_delivery", "portal_session"),
    "facts": (
        *("issued_claim", "told_ending", "past_link", "past_address", "last_holder"),
        *("retention_run", "child_offer", "daily_count", "client_refusal"),
    ),
    "with what it belongs to": ("email_code", "kept_password"),
    "whose turn it is": ("registry_packer", "node_readiness", "counted_event"),
    "ours": ("restoration", "version", "alembic_version"),
}


@on_one_database
def test_what_each_table_holds_ends_or_may_stay(provider: Provider) -> None:
    names = Statement(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    )
    with provider.database.reading() as tx:
        there = {row[0] for row in tx.rows(names)}
    verbs = r"(?:UPDATE|DELETE FROM) ([a-z_]+)"
    statements = (*(statement for _, statement in ALWAYS), END_EVERY_JOURNEY)
    swept = {found for each in statements for found in re.findall(verbs, each.sql)}
    stays = {name for names in STAYS.values() for name in names}
    assert there - swept - stays == set()
    assert stays - there == set()
