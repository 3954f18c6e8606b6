"""Azure AD B2C: users as Microsoft Graph lists them (`GET /users`, JSON, pages or lines)."""

from idp.imported_accounts.former import FormerAccount
from idp.imported_accounts.reading.entry import AccountEntry, language, names

# Properties of `user` in Graph v1.0. What is not used here is known, and says nothing of access.
KNOWN = names(
    """
    id identities accountEnabled otherMails preferredLanguage mail proxyAddresses
    deletedDateTime displayName givenName surname userPrincipalName userType mailNickname
    creationType createdDateTime streetAddress city state country postalCode businessPhones
    mobilePhone faxNumber officeLocation jobTitle companyName department employeeId
    employeeType employeeHireDate employeeOrgData ageGroup legalAgeGroupClassification
    consentProvidedForMinor passwordPolicies passwordProfile lastPasswordChangeDateTime
    refreshTokensValidFromDateTime signInSessionsValidFromDateTime signInActivity
    externalUserState externalUserStateChangeDateTime imAddresses isResourceAccount
    showInAddressList usageLocation assignedLicenses assignedPlans provisionedPlans
    licenseAssignmentStates onPremisesImmutableId onPremisesSyncEnabled
    onPremisesSecurityIdentifier onPremisesSamAccountName onPremisesUserPrincipalName
    onPremisesDistinguishedName onPremisesDomainName onPremisesExtensionAttributes
    onPremisesLastSyncDateTime onPremisesProvisioningErrors serviceProvisioningErrors
    customSecurityAttributes authorizationInfo securityIdentifier mySite aboutMe birthday
    hireDate interests pastProjects preferredName responsibilities schools skills
    preferredDataLocation isManagementRestricted print objectType objectId odata.type
    """
)
BEGINNINGS = ("extension_", "@odata.", "onPremises")
MEMBER = "value"


def read_b2c(entry: AccountEntry) -> FormerAccount:
    """Read a user; its `objectId` is what portals know. No password can be exported.

    The name of a tenant's own domain (`userPrincipalName`) is no address of a person.
    """
    addresses = [("identities", "")]  # where its address should have been
    identities = []
    for each in entry.entries("identities"):
        kind, issued = each.text("signInType"), each.text("issuerAssignedId")
        if kind == "emailAddress":
            addresses.append(("identities", issued))
        elif kind == "federated":
            identities.append(each.identity(each.text("issuer"), issued, "identities"))
        elif kind not in {"userName", "userPrincipalName", "phoneNumber"}:
            raise entry.wrong("former.row_unknown_word", "signInType")
    addresses += [("otherMails", each) for each in entry.texts("otherMails")]
    addresses.append(("mail", entry.text("mail")))
    is_gone = entry.has("deletedDateTime")
    return FormerAccount(
        subject=entry.subject("id"),
        addresses=entry.addresses(addresses),
        locale=language(entry.text("preferredLanguage")),
        is_disabled=is_gone or not entry.needed_flag("accountEnabled"),
        identities=tuple(identities),
    )
