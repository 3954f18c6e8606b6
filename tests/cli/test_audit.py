"""`parvis audit`, as an auditor types it."""

import json

from idp.audit.admin_events import ClientChanged
from idp.audit.events import SignedIn
from idp.settings import Settings
from idp.wiring import Provider
from tests.audit.record import tamper
from tests.cli.conftest import Shell


def test_the_record_is_read_from_the_command_line(
    provider: Provider, house_settings: Settings
) -> None:
    shell = Shell(house_settings)
    for number in range(10):
        with provider.database.writing() as tx:
            if number % 2:
                provider.audit.record(tx, SignedIn(subject="luc", methods="pwd", sid=str(number)))
            else:
                event = ClientChanged(actor="admin:a", client_id="portal", change=str(number))
                provider.audit.record(tx, event)
    listed = shell.run("audit", "search", "--kind", "signed_in", "--limit", "2").output
    assert "methods=pwd sid=9" in listed
    assert len(listed.splitlines()) == 3
    assert json.loads(shell.run("audit", "show", "1").output)["kind"] == "client_changed"
    lines = shell.run("audit", "export", "--subject", "luc").output.splitlines()
    assert [json.loads(line)["seq"] for line in lines] == [2, 4, 6, 8, 10]
    verified = shell.run("audit", "verify").output
    seq, head = verified.split()[-2:]
    kept = ("--anchor-seq", seq, "--anchor-head", head)
    assert verified.startswith("11 events, 1 to 11\nwhole; head 11 ")
    assert shell.run("audit", "verify", *kept).exit_code == 0
    tamper(provider, "DELETE FROM audit_event WHERE seq = 3")
    broken = shell.run("audit", "verify")
    assert broken.exit_code == 1
    assert "missing    3" in broken.output
    assert "Error: The record is not whole." in broken.output
