"""The statements on the record of events (table `audit_event`)."""

from idp.storage import Statement

ADD = Statement(
    """INSERT INTO audit_event
           (at, kind, actor, subject, client_id, outcome, request_id, details)
       VALUES (:at, :kind, :actor, :subject, :client_id, :outcome, :request_id, :details)"""
)
