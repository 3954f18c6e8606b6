"""The statements on organisations, imports and contacts."""

from idp.storage import Load, Statement

LIST_ORGANISATIONS = Statement(
    """SELECT code, name, support_address, taken_at FROM organisation
       WHERE import_id IS NOT NULL ORDER BY name, code"""
)
SET_SUPPORT = Statement(
    "UPDATE organisation SET support_address = :support_address WHERE code = :code"
)

BEGIN_IMPORT = Statement(
    """INSERT INTO registry_import (state, started_at, taken_at)
       VALUES ('staging', :now, :taken_at) RETURNING id"""
)
# An import that is still staging belongs to a process that died, or to one that this takes over
# from: its next chunk finds it is no longer staging, and stops.
TAKE_OVER = Statement("UPDATE registry_import SET state = 'discarded' WHERE state = 'staging'")
KEEP_STAGING = Statement(
    """UPDATE registry_import SET contacts = contacts + :staged
       WHERE id = :import_id AND state = 'staging'"""
)
DISCARD = Statement(
    "UPDATE registry_import SET state = 'discarded' WHERE id = :import_id AND state = 'staging'"
)
PUBLISHED = Statement(
    """UPDATE registry_import SET state = 'published', published_at = :now, report = :report
       WHERE id = :import_id AND state = 'staging'"""
)

LOAD_CONTACTS = Load(
    "guardian_contact",
    (
        *("address_hash", "student_key", "import_id", "organisation", "school"),
        *("permanent_code_hash", "relationship", "allowed", "until_at", "contact_sealed"),
    ),
)
ADD_PART = Statement(
    """INSERT INTO import_part (import_id, organisation, organisation_name, contacts)
       VALUES (:import_id, :organisation, :organisation_name, :contacts)"""
)
ADD_ORGANISATIONS = Statement(
    """INSERT INTO organisation (code, name)
       SELECT organisation, organisation_name FROM import_part WHERE import_id = :import_id
       ON CONFLICT (code) DO NOTHING"""
)
PUT_SCHOOL = Statement(
    """INSERT INTO school (organisation, code, name) VALUES (:organisation, :code, :name)
       ON CONFLICT (organisation, code) DO UPDATE SET name = excluded.name"""
)
# The one statement that changes what every later token says.
PUBLISH = Statement(
    """UPDATE organisation
       SET import_id = :import_id, taken_at = :taken_at,
           name = (SELECT organisation_name FROM import_part
                   WHERE import_id = :import_id AND organisation = organisation.code)
       WHERE code IN (SELECT organisation FROM import_part WHERE import_id = :import_id)"""
)
IN_FORCE = Statement(
    """SELECT p.organisation, p.organisation_name, p.contacts, o.import_id, o.taken_at
       FROM import_part AS p LEFT JOIN organisation AS o ON o.code = p.organisation
       WHERE p.import_id = :import_id ORDER BY p.organisation"""
)

_HOLDS = "{0}.allowed = 1 AND ({0}.until_at IS NULL OR {0}.until_at > :now)"
_SAME = """{0}.address_hash = {1}.address_hash AND {0}.student_key = {1}.student_key
           AND {0}.organisation = {1}.organisation"""
# What is compared is who may come in: a contact whose access ends counts as removed.
COUNT_OLD = Statement(
    f"""SELECT old.organisation,
               SUM(1),
               SUM(CASE WHEN new.import_id IS NULL THEN 1 ELSE 0 END),
               SUM(CASE WHEN new.school <> old.school OR new.relationship <> old.relationship
                          OR COALESCE(new.until_at, 0) <> COALESCE(old.until_at, 0)
                          OR COALESCE(new.permanent_code_hash, :none)
                             <> COALESCE(old.permanent_code_hash, :none)
                        THEN 1 ELSE 0 END)
        FROM guardian_contact AS old
        JOIN organisation ON organisation.code = old.organisation
                         AND organisation.import_id = old.import_id
        LEFT JOIN guardian_contact AS new
               ON {_SAME.format("new", "old")} AND new.import_id = :import_id
              AND {_HOLDS.format("new")}
        WHERE {_HOLDS.format("old")}
        GROUP BY old.organisation"""
)
COUNT_NEW = Statement(
    f"""SELECT organisation, COUNT(*) FROM guardian_contact AS new
        WHERE import_id = :import_id AND {_HOLDS.format("new")} GROUP BY organisation"""
)

# Thrown away whole (organisation ''), or replaced in an organisation by enough later ones.
LIST_UNWANTED = Statement(
    """SELECT id, '', contacts FROM registry_import WHERE state = 'discarded'
       UNION ALL
       SELECT p.import_id, p.organisation, p.contacts
       FROM import_part AS p
       JOIN registry_import AS i ON i.id = p.import_id AND i.state = 'published'
       JOIN organisation AS o ON o.code = p.organisation AND o.import_id <> p.import_id
       WHERE (SELECT COUNT(*) FROM import_part AS later
              JOIN registry_import AS j ON j.id = later.import_id AND j.state = 'published'
              WHERE later.organisation = p.organisation
                AND later.import_id > p.import_id) >= :kept"""
)
PURGE_CONTACTS = Statement(
    """DELETE FROM guardian_contact
       WHERE import_id = :import_id AND (:organisation = '' OR organisation = :organisation)
         AND address_hash >= :first AND address_hash < :last"""
)
PURGE_PARTS = Statement(
    """DELETE FROM import_part
       WHERE import_id = :import_id AND (:organisation = '' OR organisation = :organisation)"""
)
PURGED = Statement(
    "UPDATE registry_import SET state = 'purged' WHERE id = :import_id AND state = 'discarded'"
)
