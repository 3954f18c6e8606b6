"""The registry and its imports, children and letters, and what was told of them."""

import sqlalchemy as sa
from alembic import op

from idp.storage.migrations.columns import BYTES, COUNTED, NUMBER, TEXT, index, may, must

revision = "0107"
down_revision = "0106"


def upgrade() -> None:
    """Create the tables."""
    _registry()
    _imports()
    _children()


def _registry() -> None:
    op.create_table(
        "organisation",
        must("code", TEXT, primary_key=True),
        must("name", TEXT),
        may("support_address", TEXT),
        # The import in force. Changing it is what publishes an import: nothing else moves.
        may("import_id", NUMBER),
        may("taken_at", NUMBER),
        may("mac", BYTES),
    )
    index("organisation_by_age", "organisation", ["taken_at"])
    op.create_table(
        "school",
        must("organisation", TEXT, primary_key=True),
        must("code", TEXT, primary_key=True),
        must("name", TEXT),
    )
    # One row: one adult on one student's file in one import. The key begins with the address, since
    # every question does; an import arrives sorted by it and is written in one sweep.
    op.create_table(
        "guardian_contact",
        must("address_hash", BYTES, primary_key=True),
        must("student_key", BYTES, primary_key=True),
        must("import_id", NUMBER, primary_key=True),
        must("organisation", TEXT),
        must("school", TEXT),
        may("permanent_code_hash", BYTES),
        must("relationship", TEXT),
        must("allowed", NUMBER),
        may("until_at", NUMBER),
        must("contact_sealed", BYTES),
        # A contact that a letter corrected, under import 0: the contact whose place it takes must
        # be on file itself (docs/decisions/0012). Empty in every contact that was imported.
        may("corrects_hash", BYTES),
        may("mac", BYTES),
        sqlite_with_rowid=False,
    )
    # What a letter corrected ends by itself, too.
    index("correction_by_end", "guardian_contact", ["until_at"], where="import_id = 0")
    op.create_table(
        "registry_in_force",
        must("id", COUNTED, primary_key=True),
        must("organisation", TEXT),
        must("import_id", NUMBER),
        must("since_at", NUMBER),
    )
    index("in_force_of_organisation", "registry_in_force", ["organisation", "id"])
    # Contacts of an import that was replaced, some thousands to a row: nobody asks for one alone.
    op.create_table(
        "contact_pack",
        must("import_id", NUMBER, primary_key=True),
        must("organisation", TEXT, primary_key=True),
        must("first", BYTES, primary_key=True),
        must("contacts", NUMBER),
        must("packed", BYTES),
        # Those of the contacts in the pack, in their order, one after the other.
        may("macs", BYTES),
    )


def _imports() -> None:
    # States: received, staging, staged, awaiting (a second person), published; rejected, expired,
    # superseded, failed, discarded.
    op.create_table(
        "registry_import",
        must("id", COUNTED, primary_key=True),
        must("state", TEXT),
        must("started_at", NUMBER),
        must("taken_at", NUMBER),
        must("contacts", NUMBER, server_default="0"),
        may("published_at", NUMBER),
        may("report", TEXT),
        must("source", TEXT, server_default="command"),
        may("profile", TEXT),
        may("file", TEXT),
        may("received_by", TEXT),
        may("restores", NUMBER),
        must("attempts", NUMBER, server_default="0"),
        may("heard_at", NUMBER),
        must("progress", NUMBER, server_default="0"),
        may("problem", TEXT),
        may("asked_by", TEXT),
        may("asked_at", NUMBER),
        may("decided_by", TEXT),
        may("decided_at", NUMBER),
        may("expires_at", NUMBER),
        may("purged_at", NUMBER),
        may("file_name_sealed", BYTES),
    )
    index("import_by_file", "registry_import", ["file"], unique=True)
    index(
        "import_open",
        "registry_import",
        ["id"],
        where="state IN ('received', 'staging', 'staged', 'awaiting')",
    )
    op.create_table(
        "import_part",
        must("import_id", NUMBER, primary_key=True),
        must("organisation", TEXT, primary_key=True),
        must("organisation_name", TEXT),
        must("contacts", NUMBER),
        may("base_import_id", NUMBER),
        must("packed", NUMBER, server_default="0"),
    )
    index("part_of_organisation", "import_part", ["organisation", "import_id"])
    op.create_table(
        "import_school",
        must("import_id", NUMBER, primary_key=True),
        must("organisation", TEXT, primary_key=True),
        must("code", TEXT, primary_key=True),
        must("name", TEXT),
    )
    # The few different ends in an import: nobody looks through a million contacts for them.
    op.create_table(
        "import_end",
        must("import_id", NUMBER, primary_key=True),
        must("organisation", TEXT, primary_key=True),
        must("until_at", NUMBER, primary_key=True),
    )
    op.create_table(
        "import_problem",
        must("import_id", NUMBER, primary_key=True),
        must("number", NUMBER, primary_key=True),
        # Of a format's own files alone; empty for one that somebody named.
        must("file", TEXT),
        must("line", NUMBER),
        must("column_name", TEXT),
        must("reason", TEXT),
        must("reason_values", TEXT),
        must("left_out", NUMBER),
        must("found_at", NUMBER),
    )
    index("problem_by_age", "import_problem", ["found_at"])
    op.create_table(
        "registry_packer",
        must("holder", TEXT),
        must("until_at", NUMBER),
    )
    op.execute("INSERT INTO registry_packer (holder, until_at) VALUES ('', 0)")
    op.create_table(
        "registry_profile",
        must("name", TEXT, primary_key=True),
        # JSON: the sections of a profile.
        must("content", TEXT),
        must("changed_at", NUMBER),
        must("changed_by", TEXT),
    )


def _children() -> None:
    op.create_table(
        "child_link",
        must("account_id", TEXT, sa.ForeignKey("account.id"), primary_key=True),
        must("organisation", TEXT, primary_key=True),
        must("student_key", BYTES, primary_key=True),
        must("id", TEXT, unique=True),
        must("school", TEXT),
        must("name_sealed", BYTES),
        must("confirmed_at", NUMBER),
        must("confirmed_by", TEXT),
        may("mac", BYTES),
    )
    op.create_table(
        "past_link",
        must("id", TEXT),
        must("account_id", TEXT),
        must("organisation", TEXT),
        must("student_key", BYTES),
        must("confirmed_at", NUMBER),
        must("ended_at", NUMBER),
    )
    index("past_link_by_id", "past_link", ["id"])
    index("past_link_of_account", "past_link", ["account_id"])
    index("past_link_by_end", "past_link", ["ended_at"])
    op.create_table(
        "child_offer",
        must("account_id", TEXT, primary_key=True),
        must("again_at", NUMBER),
    )
    index("child_offer_by_time", "child_offer", ["again_at"])
    # Up to when ends were told: one row.
    op.create_table(
        "told_ending",
        must("up_to", NUMBER),
    )
    op.execute("INSERT INTO told_ending (up_to) VALUES (0)")
    op.create_table(
        "activation_letter",
        must("id", TEXT, primary_key=True),
        must("code_hash", BYTES),
        must("organisation", TEXT),
        must("student_key", BYTES),
        must("listed_hash", BYTES),
        must("prepared_at", NUMBER),
        must("prepared_by", TEXT),
        must("reason", TEXT),
        must("reference", TEXT),
        must("expires_at", NUMBER),
        may("revoked_at", NUMBER),
        may("used_at", NUMBER),
        may("used_by", TEXT),
        may("address_hash", BYTES),
        must("forgotten_at", NUMBER),
        may("mac", BYTES),
    )
    index("letter_by_code", "activation_letter", ["code_hash"], unique=True)
    # One that works for each contact: preparing another revokes it.
    index(
        "one_letter_of_contact",
        "activation_letter",
        ["student_key", "listed_hash"],
        unique=True,
        where="revoked_at IS NULL AND used_at IS NULL",
    )
    index("letter_by_preparation", "activation_letter", ["prepared_at"])
    index("letter_of_account", "activation_letter", ["used_by"])
    index("letter_by_end", "activation_letter", ["forgotten_at"])
    # One row for each child of which a grant's tokens told, and the import it stood on.
    op.create_table(
        "issued_claim",
        must("id", COUNTED, primary_key=True),
        must("grant_id", TEXT),
        must("link_id", TEXT),
        must("address_id", TEXT),
        must("import_id", NUMBER),
        must("account_id", TEXT),
        must("client_id", TEXT),
        must("sid", TEXT),
        must("first_at", NUMBER),
        must("last_at", NUMBER),
        must("times", NUMBER),
        # When it was derived again, empty since it was told once more; what was wrong then.
        may("derived_at", NUMBER),
        may("reason", TEXT),
        must("counted", NUMBER, server_default="0"),
    )
    index(
        "told_once", "issued_claim", ["grant_id", "link_id", "address_id", "import_id"], unique=True
    )
    index("told_of_account", "issued_claim", ["account_id"])
    index("told_waiting", "issued_claim", ["id"], where="derived_at IS NULL")
