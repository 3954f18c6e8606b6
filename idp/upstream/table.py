"""The statements on sign-in attempts, arrivals and links."""

from idp.storage import Query, Statement
from idp.upstream.records import LinkRow

ADD_ATTEMPT = Statement(
    """INSERT INTO upstream_attempt
           (state_hash, browser_hash, provider, attempt_sealed, created_at, expires_at)
       VALUES (:state_hash, :browser_hash, :provider, :attempt_sealed, :now, :expires_at)"""
)
# The first return spends it, only in the browser it began in.
USE_ATTEMPT = Query(
    bytes,
    """UPDATE upstream_attempt SET used_at = :now
       WHERE state_hash = :state_hash AND browser_hash = :browser_hash AND provider = :provider
         AND used_at IS NULL AND expires_at > :now
       RETURNING attempt_sealed""",
)
ADD_ARRIVAL = Statement(
    """INSERT INTO upstream_arrival
           (id_hash, browser_hash, arrival_sealed, created_at, expires_at)
       VALUES (:id_hash, :browser_hash, :arrival_sealed, :now, :expires_at)"""
)
FIND_ARRIVAL = Query(
    tuple[bytes, bytes | None],
    """SELECT arrival_sealed, proof_hash FROM upstream_arrival
       WHERE id_hash = :id_hash AND browser_hash = :browser_hash
         AND spent_at IS NULL AND expires_at > :now""",
)
BIND_ARRIVAL = Statement(
    """UPDATE upstream_arrival SET proof_hash = :proof_hash
       WHERE id_hash = :id_hash AND browser_hash = :browser_hash
         AND spent_at IS NULL AND expires_at > :now"""
)
SPEND_ARRIVAL = Statement(
    """UPDATE upstream_arrival SET spent_at = :now
       WHERE id_hash = :id_hash AND browser_hash = :browser_hash AND proof_hash = :proof_hash
         AND spent_at IS NULL AND expires_at > :now"""
)

ADD_LINK = Statement(
    """INSERT INTO upstream_link
           (id, account_id, provider, identity_hash, identity_sealed, linked_at, linked_by,
            added_device, second_proof_at)
       VALUES (:id, :account_id, :provider, :identity_hash, :identity_sealed, :now, :linked_by,
               :device, :second_proof_at)
       ON CONFLICT (identity_hash) DO NOTHING"""
)
_LINK = """id, account_id, provider, identity_sealed, linked_at, used_at, added_device,
           suspended_at"""
FIND_LINK = Query(
    LinkRow, f"SELECT {_LINK} FROM upstream_link WHERE identity_hash = :identity_hash"
)
USE_LINK = Statement(
    """UPDATE upstream_link SET used_at = :now
       WHERE id = :id AND account_id = :account_id AND suspended_at IS NULL"""
)
LIST_LINKS = Query(
    LinkRow,
    f"SELECT {_LINK} FROM upstream_link WHERE account_id = :account_id ORDER BY linked_at, id",
)
REMOVE_LINK = Query(
    str, "DELETE FROM upstream_link WHERE id = :id AND account_id = :account_id RETURNING provider"
)
MOVE_LINKS = Statement(
    """UPDATE upstream_link SET account_id = :account_id, linked_at = :now,
                                added_device = :device, second_proof_at = :second_proof_at
       WHERE account_id = :lost_id"""
)
SUSPEND_LINKS = Statement(
    """UPDATE upstream_link SET suspended_at = :now
       WHERE account_id = :account_id AND linked_at > :since
         AND second_proof_at IS NULL AND suspended_at IS NULL"""
)
RESTORE_LINK = Statement(
    """UPDATE upstream_link SET suspended_at = NULL, second_proof_at = :now
       WHERE id = :id AND account_id = :account_id AND suspended_at IS NOT NULL"""
)
REMOVE_LINKS = Statement("DELETE FROM upstream_link WHERE account_id = :account_id")
# After the database was put back to an earlier day (idp/installation/restoring.py).
END_EVERY_ATTEMPT = Statement("UPDATE upstream_attempt SET used_at = :now WHERE used_at IS NULL")
END_EVERY_ARRIVAL = Statement("UPDATE upstream_arrival SET spent_at = :now WHERE spent_at IS NULL")
REMOVE_LINKS_AT = Statement(
    "DELETE FROM upstream_link WHERE account_id = :account_id AND provider = :provider"
)
REMOVE_EVERY_LINK = Statement("DELETE FROM upstream_link")
