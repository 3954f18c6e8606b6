"""Exports of several files, as school systems write them: made-up families, real columns."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

Files = Mapping[str, str]

_USERS_1_1 = (
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,"
    "familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password\r\n"
)
_USERS_1_2 = (
    "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,"
    "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,"
    "resourceSourcedIds,preferredGivenName,preferredMiddleName,preferredFamilyName,"
    "primaryOrgSourcedId,pronouns\r\n"
)
_ORGS = (
    "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\r\n"
    "d-1,,,CSS des Érables,district,887000,\r\n"
    "s-1,,,École des Pins,school,011,d-1\r\n"
    "s-2,tobedeleted,,École fermée,school,099,d-1\r\n"
)


def manifest(version: str, **modes: str) -> str:
    """Return a manifest; every file is `bulk` unless said otherwise."""
    files = {"orgs": "bulk", "users": "bulk", "roles": "bulk", "classes": "absent", **modes}
    said = {"manifest.version": "1.0", "oneroster.version": version}
    said |= {f"file.{name}": mode for name, mode in files.items()}
    return "propertyName,value\r\n" + "".join(f"{k},{v}\r\n" for k, v in said.items())


ONEROSTER_1_1 = {
    "manifest.csv": manifest("1.1"),
    "orgs.csv": _ORGS,
    "users.csv": _USERS_1_1
    + 'st-1,,,true,"d-1,s-1",student,lea,{codePermanent:TREL71531400},Léa,Tremblay,,1234567,,,,'
    '"pa-1,pa-2",05,\r\n'
    "st-2,,,true,s-1,student,noah,,Noah,Roy,,7654321,,,,,05,\r\n"
    "pa-1,,,true,s-1,parent,marie,,Marie,Tremblay,,,marie.tremblay@exemple.quebec,,,st-1,,\r\n"
    "pa-2,,,true,s-1,relative,tante,,Anne,Tremblay,,,tante@exemple.quebec,,,,,\r\n"
    "pa-3,,,true,s-1,guardian,tuteur,,Paul,Roy,,,tuteur@exemple.quebec,,,st-2,,\r\n"
    "pa-4,,,false,s-1,parent,parti,,Jean,Roy,,,parti@exemple.quebec,,,st-2,,\r\n"
    "pa-5,tobedeleted,,true,s-1,parent,efface,,Luc,Roy,,,efface@exemple.quebec,,,st-2,,\r\n"
    "te-1,,,true,s-1,teacher,prof,,Ève,Cyr,,,prof@exemple.quebec,,,,,\r\n",
}
ONEROSTER_1_2 = {
    "manifest.csv": manifest("1.2"),
    "orgs.csv": _ORGS,
    "roles.csv": "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,"
    "orgSourcedId,userProfileSourcedId\r\n"
    "r-1,,,st-1,primary,student,,,s-1,\r\n"
    "r-2,,,pa-1,secondary,teacher,,,s-1,\r\n"
    "r-3,,,pa-1,primary,parent,,,s-1,\r\n",
    "users.csv": _USERS_1_2
    + "st-1,,,true,lea,{codePermanent:TREL71531400},Léa,Tremblay,,1234567,,,,pa-1,05,,,,,,,s-1,\r\n"
    "pa-1,,,true,marie,,Marie,Tremblay,,,marie.tremblay@exemple.quebec,,,,,,,,,,,s-1,\r\n",
}
SDS_V2 = {
    "orgs.csv": "sourcedId,name,type,parentSourcedId\r\n"
    "887000,CSS des Érables,district,\r\n011,École des Pins,school,887000\r\n",
    "users.csv": "sourcedId,username,givenName,familyName,password,activeDirectoryMatchId,email,"
    "phone,sms\r\n"
    "1234567,lea@eleves.quebec,Léa,Tremblay,,,,,\r\n"
    "a-1,marie,Marie,Tremblay,,,marie.tremblay@exemple.quebec,,\r\n"
    "a-2,medecin,Guy,Morin,,,medecin@exemple.quebec,,\r\n",
    "roles.csv": "userSourcedId,orgSourcedId,role,sessionSourcedId,grade,isPrimary,roleStartDate,"
    "roleEndDate\r\n1234567,011,student,SY2026,5,TRUE,8/28/2026,6/22/2027\r\n",
    "relationships.csv": "userSourcedId,relationshipUserSourcedId,relationshipRole\r\n"
    "1234567,a-1,guardian\r\n1234567,a-2,doctor\r\n1234567,a-9,guardian\r\n",
}
SDS_V1 = {
    "School.csv": "SIS ID,Name,Grade Low,Grade High\r\n011,École des Pins,1,6\r\n",
    "Student.csv": "SIS ID,School SIS ID,Username,First Name,Last Name,State ID,Student Number\r\n"
    "S1,011,lea,Léa,Tremblay,TREL71531400,1234567\r\n",
    "User.csv": "Email,First Name,Last Name,Phone,SIS ID\r\n"
    "marie.tremblay@exemple.quebec,Marie,Tremblay,,\r\n",
    "Guardianrelationship.csv": "SIS ID,Email,Role\r\n"
    "S1,marie.tremblay@exemple.quebec,Parent\r\nS1,tante@exemple.quebec,Relative\r\n"
    "S1,inconnu@exemple.quebec,\r\n",
}


def archive(path: Path, files: Files, *, folder: str = "") -> Path:
    """Write `files` into a zip archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(folder + name, content)
    return path


def folder_of(path: Path, files: Files) -> Path:
    """Write `files` into a folder, with the mark that Excel puts before UTF-8."""
    path.mkdir()
    for name, content in files.items():
        (path / name).write_bytes(b"\xef\xbb\xbf" + content.encode())
    return path
