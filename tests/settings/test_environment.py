"""Whatever stands in the settings file can be said by the environment alone."""

import json
import tomllib
from pathlib import Path

import pytest
from msgspec.structs import asdict, fields

from idp.clock import DAY
from idp.errors import SettingsError
from idp.settings import Settings, load

FILE = Path(__file__).parents[2] / "config" / "parvis.toml"
EVERY = [
    (section.name, each.name)
    for section in fields(Settings)
    for each in fields(getattr(Settings(), section.name))
]
PROVIDER = {
    "name": "microsoft",
    "label_fr": "Microsoft",
    "label_en": "Microsoft",
    "discovery_uri": "https://login.example.org/v2.0/.well-known/openid-configuration",
    "client_id": "parvis",
    "credentials": [{"kind": "secret", "file": "/run/secrets/microsoft"}],
    "domain_hints": ["microsoft.com"],
}
NETWORK = {"network": "203.0.113.0/28", "factor": 20}


def _variable(section: str, name: str) -> str:
    return f"PARVIS_{section}_{name}".upper()


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return str(value)


def _another(value: object) -> object:
    """Return a value of the same kind, which the setting may take or refuse."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, tuple):
        return tuple(_another(each) for each in value)
    return f"{value}x"


def test_every_default_can_be_said_by_the_environment() -> None:
    defaults = Settings()
    said = {
        _variable(section, name): _text(getattr(getattr(defaults, section), name))
        for section, name in EVERY
    }
    assert load(None, said) == defaults


@pytest.mark.parametrize(("section", "name"), EVERY)
def test_the_environment_decides_every_setting(section: str, name: str) -> None:
    """Another value holds, or is refused as that setting's."""
    value = _another(getattr(getattr(Settings(), section), name))
    try:
        settings = load(FILE, {_variable(section, name): _text(value)})
    except SettingsError as refusal:
        assert not str(refusal).startswith("unknown")  # noqa: PT017 - either end is right
    else:
        assert getattr(getattr(settings, section), name) == value


def test_providers_and_networks_are_said_as_json(tmp_path: Path) -> None:
    settings = load(
        None,
        {
            "PARVIS_UPSTREAM_PROVIDERS": json.dumps([PROVIDER]),
            "PARVIS_LIMITS_NETWORKS": json.dumps([NETWORK]),
        },
    )
    file = tmp_path / "parvis.toml"
    file.write_text(
        "[[upstream.providers]]\n"
        + "".join(
            f"{name} = {json.dumps(PROVIDER[name])}\n" for name in PROVIDER if name != "credentials"
        )
        + '[[upstream.providers.credentials]]\nkind = "secret"\nfile = "/run/secrets/microsoft"\n'
        + '[[limits.networks]]\nnetwork = "203.0.113.0/28"\nfactor = 20\n'
    )
    assert settings == load(file, {})
    assert asdict(settings.limits.networks[0]) == NETWORK
    assert tomllib.loads(file.read_text())["limits"]["networks"] == [NETWORK]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("yes", "limits.networks must be a list of objects in JSON"),
        ('{"network": "203.0.113.0/28"}', "limits.networks must be a list of objects in JSON"),
        ('["203.0.113.0/28"]', "limits.networks must be a list of objects in JSON"),
        ('[{"network": "203.0.113.0/28", "factr": 2}]', "unknown setting limits.networks.factr"),
        ('[{"factor": 2}]', "limits.networks.network is missing"),
        ('[{"network": "a", "network": "b"}]', "limits.networks must be a list of objects in JSON"),
    ],
)
def test_json_that_is_not_understood_stops_the_start(said: str, why: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        load(None, {"PARVIS_LIMITS_NETWORKS": said})
    assert str(refusal.value) == why


@pytest.mark.parametrize("seconds", ["0", "-1", "86401", "604800"])
def test_a_request_waits_no_longer_than_what_was_pushed_is_kept(seconds: str) -> None:
    with pytest.raises(SettingsError, match="journey_seconds must be 1 to 86400"):
        load(None, {"PARVIS_SESSIONS_JOURNEY_SECONDS": seconds})
    kept = load(None, {"PARVIS_SESSIONS_JOURNEY_SECONDS": "86400"})
    assert kept.sessions.journey_seconds == DAY
