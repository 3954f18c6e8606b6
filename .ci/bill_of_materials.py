"""Writes what a release is made of (CycloneDX 1.6): reads the lock, prints JSON.

    bill_of_materials.py VERSION SECONDS < requirements/run.txt

Packages, versions, hashes and who requires whom stand in the lock; licences in the metadata of the
installed packages. SECONDS, since 1970, is the time of the commit. Nothing is asked of the network.
"""

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, metadata
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

_PACKAGE = re.compile(r"^([a-z0-9.-]+)==([^ ;]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_APPROVED = "License :: OSI Approved :: "
_OWN = "parvis (pyproject.toml)"


class Locked(NamedTuple):
    """A package of the lock, and who requires it."""

    name: str
    version: str
    hashes: list[str]
    required_by: list[str]


def locked(text: str) -> Iterator[Locked]:
    """Return each package of the lock, as `uv pip compile` writes it."""
    for block in re.split(r"\n(?=[a-z0-9])", text):
        if found := _PACKAGE.match(block):
            _, _, why = block.partition("# via ")
            required_by = [each for each in why.strip().split(", ") if not each.startswith("-c ")]
            yield Locked(found[1], found[2], _HASH.findall(block), required_by)


def component(package: Locked) -> Component:
    """Return `package` as CycloneDX tells it."""
    return Component(
        name=package.name,
        version=package.version,
        bom_ref=package.name,
        purl=PackageURL("pypi", name=package.name, version=package.version),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in package.hashes],
        licenses=[LicenseFactory().make_from_string(each) for each in _licences(package)],
    )


def _licences(package: Locked) -> list[str]:
    try:
        told = metadata(package.name)
    except PackageNotFoundError:
        return []
    if told["Version"] != package.version:
        return []
    if expression := told["License-Expression"]:
        return [expression]
    classifiers = told.get_all("Classifier") or []
    approved = [each.removeprefix(_APPROVED) for each in classifiers if each.startswith(_APPROVED)]
    return sorted(approved) or [line for line in [told["License"]] if line and "\n" not in line]


def bill(version: str, made_at: datetime, lock: str) -> Bom:
    """Return the whole bill for Parvis at `version`; the same for the same arguments."""
    own = Component(
        name="parvis",
        version=version,
        type=ComponentType.APPLICATION,
        bom_ref="parvis",
        purl=PackageURL("pypi", name="parvis", version=version),
        licenses=[LicenseFactory().make_from_string("Apache-2.0")],
    )
    packages = list(locked(lock))
    components = {package.name: component(package) for package in packages}
    made = Bom(components=components.values())
    made.metadata.component = own
    made.metadata.timestamp = made_at
    made.serial_number = uuid5(NAMESPACE_URL, f"{own.purl}#{sha256(lock.encode()).hexdigest()}")
    for name, each in {"": own, **components}.items():
        named = name or _OWN
        made.register_dependency(
            each, [components[other.name] for other in packages if named in other.required_by]
        )
    return made


def main() -> None:
    """Print the bill, once it is what its schema says."""
    version, seconds = sys.argv[1:]
    made = bill(version, datetime.fromtimestamp(int(seconds), UTC), sys.stdin.read())
    text = JsonV1Dot6(made).output_as_string(indent=2)
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if wrong:
        raise SystemExit(f"the bill of materials is not valid: {wrong}")
    print(text)


if __name__ == "__main__":
    main()
