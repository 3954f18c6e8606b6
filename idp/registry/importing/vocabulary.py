"""The words of OneRoster and School Data Sync.

Lists: OneRoster CSV Binding 1.2 §4 and Information Model 1.2; School Data Sync, default list of
values. A word that begins with `ext:` is one that a vendor added, which OneRoster allows.
"""

from collections.abc import Collection, Mapping
from typing import TypeVar

from idp.files.problem import Place, wrong_row
from idp.normalisation.word import read_word

V = TypeVar("V")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STANDS: Mapping[str, bool] = {"": True, "active": True, "inactive": False, "tobedeleted": False}
"""`status`: whether a row is active. A whole export leaves it blank."""
TRUTH: Mapping[str, bool] = {"true": True, "false": False}
TRUTH_OR_BLANK: Mapping[str, bool] = {**TRUTH, "": False}
ROLE_TYPES: Mapping[str, bool] = {"primary": True, "secondary": False, "": False}

STUDENT = "student"
SCHOOL = "school"
DISTRICT = "district"

ONEROSTER_ROLES = _words(
    "administrator aide counselor districtadministrator guardian parent principal proctor relative "
    "siteadministrator student systemadministrator teacher"
)
ONEROSTER_ORGS = _words("department school district local state national")
SDS_ROLES = _words(
    "principal chair professor researcher adjunct affiliate occupationaltherapist "
    "physicaltherapist speechtherapist visiontherapist paraprofessional specialservices advisor "
    "proctor nurse officestaff lecturer itadmin administrator teacher faculty staff "
    "teacherassistant assistant aide instructor substitute coach alumni student other "
    "parent guardian relative contact"
)
SDS_ORGS = _words(
    "school ministryofeducation localauthority department university region district college "
    "division local campus province state adulteducation researchcenter national municipality "
    "program departmentofeducation academictrust"
)


def meaning(cell: str, words: Mapping[str, V], place: Place) -> V:
    """Return the meaning of a cell. Raises UnusableRow for a word that is none of `words`."""
    word = read_word(cell)
    if word not in words:
        raise wrong_row("registry.row_unknown_word", place)
    return words[word]


def known_word(cell: str, words: Collection[str], place: Place) -> str:
    """Return the word in a cell. Raises UnusableRow unless it is of `words` or a vendor's."""
    word = read_word(cell)
    if word not in words and not word.startswith("ext:"):
        raise wrong_row("registry.row_unknown_word", place)
    return word
