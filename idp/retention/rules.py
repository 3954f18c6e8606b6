"""Every rule: what is destroyed, and what is kept until somebody removes it."""

from idp.children.letters.holding import purge_corrections
from idp.clients.trials import purge_trials
from idp.clock import DAY
from idp.retention.rule import DayBounds, Retention, Rule
from idp.tokens.relying_clients import purge_grants

# Longer than any message or event about it can be kept.
_PAST = 1_125 * DAY
RETAINED = (
    Retention(
        "limit_bucket", "name, key_hash, period_start", "expires_at", 0, "the window is over"
    ),
    Retention(
        "address_proof", "id_hash", "expires_at", 0, "forgotten or spent; takes its codes along"
    ),
    Retention("administrator_session", "id_hash", "expires_at", 0, "the day of work is over"),
    Retention("administrator_invitation", "token_hash", "expires_at", 0, "nobody came"),
    Retention("journey", "id_hash", "expires_at", 0, "the parent did not come back"),
    Retention("sent_form", "id_hash", "expires_at", 0, "its button is pressed no more"),
    Retention("upstream_attempt", "state_hash", "expires_at", 0, "nobody came back in time"),
    Retention("upstream_arrival", "id_hash", "expires_at", 0, "no address was proven in time"),
    Retention("used_challenge", "id_hash", "expires_at", 0, "its challenge is expired by itself"),
    Retention("pending_sign_in", "id_hash", "expires_at", 0, "no second factor came in time"),
    Retention(
        "account_browser",
        "account_id, browser_hash",
        "expires_at",
        0,
        "nobody signed in with it for as long as browsers keep a cookie",
    ),
    Retention(
        "browser_session",
        "id_hash",
        "expires_at",
        DAY,
        "over; support may still be asked about it",
        bounds=DayBounds(1, 90),
    ),
    Retention(
        "authorization_grant",
        "id",
        "expires_at",
        DAY,
        "no refresh can succeed any more; while its session lasts, whom it was given to is kept",
        purge=purge_grants,
    ),
    Retention(
        "portal_session",
        "sid, client_id, scope",
        "expires_at",
        DAY,
        "the session is over; its portals were told, or outlived it by themselves",
    ),
    Retention("last_holder", "account_id, client_id", "over_at", DAY, "the portal was told"),
    Retention("revoked_token", "jti_hash", "expires_at", 0, "the token is expired by itself"),
    Retention("pushed_request", "id_hash", "expires_at", DAY, "a journey may still answer it"),
    Retention("approval_request", "id_hash", "expires_at", DAY, "its client was told; can go"),
    Retention("dpop_proof", "jti_hash", "expires_at", 0, "cannot be replayed any more"),
    Retention("client_invitation", "id", "expires_at", 0, "nobody can use it any more"),
    Retention(
        "client_refusal",
        "client_id, reason, day_at",
        "last_at",
        7 * DAY,
        "whoever runs the portal had a week to read it",
    ),
    Retention("portal_trial", "state_hash", "expires_at", 0, "it is over", purge=purge_trials),
    Retention("client_assertion", "jti_hash", "expires_at", 0, "cannot be replayed any more"),
    Retention(
        "portal_delivery",
        "id",
        "due_at",
        7 * DAY,
        "the portal was told, or was given up; what it was told was erased at that moment",
        only="state IN ('told', 'expired')",
        bounds=DayBounds(1, 90),
    ),
    Retention(
        "portal_delivery",
        "id",
        "due_at",
        0,
        "nobody asked for it in time",
        only="state = 'held'",
        name="portal_delivery_held",
    ),
    Retention(
        "activation_letter",
        "id",
        "forgotten_at",
        0,
        "after its code, as long again as it worked",
        only="used_at IS NULL",
    ),
    Retention(
        "activation_letter",
        "id",
        "forgotten_at",
        _PAST,
        "what it corrected is over, and nothing told of it is left",
        only="used_at IS NOT NULL",
        name="activation_letter_used",
    ),
    Retention(
        "guardian_contact",
        "address_hash, student_key, import_id",
        "until_at",
        0,
        "a letter put it on file, and its time is over: portals were told",
        purge=purge_corrections,
        name="corrected_contact",
    ),
    Retention("child_offer", "account_id", "again_at", 0, "it is time to offer it again"),
    Retention(
        "daily_count",
        "day_at, subject, way, outcome",
        "day_at",
        800 * DAY,
        "two school years can be compared; it names nobody",
        bounds=DayBounds(30, 3_660),
    ),
    Retention("past_link", "id, ended_at", "ended_at", _PAST, "nothing told of it is left"),
    Retention("past_address", "id, ended_at", "ended_at", _PAST, "nothing told of it is left"),
    Retention(
        "registry_import",
        "id",
        "started_at",
        730 * DAY,
        "the history of imports; their contacts went before",
        only="purged_at IS NOT NULL",
        bounds=DayBounds(90, 3650),
    ),
    Retention(
        "import_problem",
        "import_id, number",
        "found_at",
        90 * DAY,
        "as long as a school may be asked to correct its file",
        bounds=DayBounds(7, 730),
    ),
    Retention(
        "imported_account",
        "id",
        "changed_at",
        730 * DAY,
        "nobody claimed it in two school years, after which its portals have moved",
        only="claimed_by IS NULL",
        bounds=DayBounds(30, 3_660),
    ),
    Retention(
        "imported_child",
        "imported_id, organisation, student_key",
        "added_at",
        730 * DAY,
        "no file listed an address of the parent in two school years",
        bounds=DayBounds(30, 3_660),
    ),
    Retention(
        "account_import",
        "id",
        "started_at",
        730 * DAY,
        "the history of imports of accounts",
        only="file IS NULL AND running IS NULL",
        bounds=DayBounds(90, 3_660),
    ),
    Retention(
        "account_import_problem",
        "import_id, number",
        "found_at",
        90 * DAY,
        "as long as somebody may correct the file",
        bounds=DayBounds(7, 730),
    ),
    Retention(
        "outbox",
        "id",
        "due_at",
        30 * DAY,
        "as long as somebody may ask what became of it; its text was erased at once",
        only="state IN ('sent', 'refused', 'expired')",
        bounds=DayBounds(1, 180),
    ),
)

CLOSED_ACCOUNT = Rule(name="closed_account", after_seconds=30 * DAY, bounds=DayBounds(7, 90))
"""How long a parent who closed the account may open it again, before it is erased."""

UNUSED_ACCOUNT = Rule(
    name="unused_account", after_seconds=3 * 365 * DAY, bounds=DayBounds(365, 3660)
)
"""How long an account that nobody uses is kept open; then it is closed, as its owner would."""

RECORD = Rule(name="audit_event", after_seconds=5 * 366 * DAY, bounds=DayBounds(365, 3660))
"""How long the record of events is kept; the oldest go first, and the chain of the others holds."""

TOLD = Rule(name="issued_claim", after_seconds=400 * DAY, bounds=DayBounds(30, 1_095))
"""As long as an auditor may derive tokens' claims again; the record counts what is left."""

RULES = (UNUSED_ACCOUNT, CLOSED_ACCOUNT, RECORD, TOLD, *(each.rule for each in RETAINED))
KEPT = ("account", "former_subject", "child_link", "consent", "registry", "client", "signing_key")
"""What no rule destroys: until the account is closed, or somebody removes it."""
