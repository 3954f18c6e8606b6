import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from idp.installation.diagnosis import Diagnosis, Health
from idp.settings import DatabaseSettings, KeySettings, MailSettings, ServerSettings, Settings
from tests.conftest import TestClock


def diagnose(settings: Settings, clock: TestClock) -> dict[str, tuple[Health, str]]:
    findings = Diagnosis(settings=settings, clock=clock).findings()
    return {each.subject: (each.health, each.text) for each in findings}


def test_a_good_house_is_found_good(house_settings: Settings, clock: TestClock) -> None:
    found = diagnose(house_settings, clock)
    for subject in ("encryption key", "database", "data keys", "signing keys", "worker", "proxy"):
        assert found[subject][0] is Health.GOOD, found[subject]


def test_a_clock_that_differs_from_the_databases_is_found(
    house_settings: Settings, clock: TestClock
) -> None:
    health, text = diagnose(house_settings, clock)["clock"]
    assert health is Health.BAD
    assert "from the database's" in text


def test_a_mail_server_that_is_not_there_is_found(
    house_settings: Settings, clock: TestClock
) -> None:
    settings = replace(house_settings, mail=MailSettings(port=1))
    assert diagnose(settings, clock)["mail"] == (
        Health.BAD,
        "127.0.0.1:1, security none: ConnectionRefusedError",
    )


def test_an_encryption_key_that_others_may_read_is_found(
    house_settings: Settings, clock: TestClock, tmp_path: Path
) -> None:
    path = tmp_path / "encryption.key"
    path.write_bytes(Path(house_settings.keys.encryption_key_file).read_bytes())
    path.chmod(0o644)
    settings = replace(house_settings, keys=KeySettings(encryption_key_file=str(path)))
    health, text = diagnose(settings, clock)["encryption key"]
    assert health is Health.BAD
    assert "chmod 600" in text


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a file away")
@pytest.mark.parametrize(
    ("owner", "mode", "health"),
    [(65534, 0o440, Health.GOOD), (65534, 0o444, Health.BAD), (0, 0o440, Health.BAD)],
)
def test_an_encryption_key_may_be_lent_to_the_group_of_the_process(
    owner: int,
    mode: int,
    health: Health,
    house_settings: Settings,
    clock: TestClock,
    tmp_path: Path,
) -> None:
    path = tmp_path / "encryption.key"
    path.write_bytes(Path(house_settings.keys.encryption_key_file).read_bytes())
    path.chmod(mode)
    os.chown(path, owner, os.getegid())
    settings = replace(house_settings, keys=KeySettings(encryption_key_file=str(path)))
    assert diagnose(settings, clock)["encryption key"][0] is health


def test_a_tls_issuer_without_a_trusted_proxy_is_found(
    house_settings: Settings, clock: TestClock
) -> None:
    server = ServerSettings(issuer="https://compte.invalid")
    health, _ = diagnose(replace(house_settings, server=server), clock)["proxy"]
    assert health is Health.BAD


def test_a_database_out_of_reach_is_one_line_without_its_password(
    house_settings: Settings, clock: TestClock
) -> None:
    database = DatabaseSettings(url="postgresql://parvis:geheim@127.0.0.1:1/parvis")
    found = diagnose(replace(house_settings, database=database), clock)
    assert found["database"][0] is Health.BAD
    assert not any("geheim" in text for _, text in found.values())
