"""The page of what one tells of oneself, as a parent may meet it."""

from idp.accounts import Details
from idp.web.views import DetailsView
from tests.web.views.sample import Sample, error, signed_in

DETAILS = (
    Sample("details-none", lambda frame: DetailsView(frame=signed_in(frame), details=Details())),
    Sample(
        "details",
        lambda frame: DetailsView(
            frame=signed_in(frame),
            details=Details(
                given_name="Marie-Christine",
                family_name="Deschamps-Tremblay de la Grande-Ourse",
                phone_number="514 555-0199",
                street_address="12345, boulevard Charles-Antoine-Deschamps Ouest, appartement 1187",
                locality="Saint-Louis-du-Ha! Ha!",
                region="Québec",
                postal_code="H2X 1Y4",
                country="Canada",
            ),
        ),
    ),
    Sample(
        "details-for-portal",
        lambda frame: DetailsView(
            frame=signed_in(frame), details=Details(given_name="Marie"), is_for_portal=True
        ),
    ),
    Sample(
        "details-wrong",
        lambda frame: DetailsView(
            frame=signed_in(frame),
            errors=(
                *error("name_letters", "given_name"),
                *error("phone_shape", "phone_number"),
                *error("detail_long", "street_address", count=100),
                *error("detail_sign", "locality"),
                *error("postal_code_shape", "postal_code"),
            ),
            details=Details(
                given_name="https://exemple.quebec/",
                phone_number="555-0199",
                street_address="rue " * 40,
                locality="Mont\ue000réal",
                postal_code="H2X 1Y",
            ),
        ),
    ),
)
