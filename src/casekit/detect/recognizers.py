"""The recognizers casekit ships, in the order they run, registered by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from casekit.detect.addresses import AddressRecognizer
from casekit.detect.ages import AgeRecognizer
from casekit.detect.contacts import ContactRecognizer
from casekit.detect.dates import DateRecognizer
from casekit.detect.demographics import DemographicRecognizer
from casekit.detect.ids import IdNumberRecognizer
from casekit.detect.initials import InitialsRecognizer
from casekit.detect.names import NameRecognizer
from casekit.detect.ner import NerRecognizer
from casekit.detect.occupations import OccupationRecognizer
from casekit.detect.organisations import OrganisationRecognizer
from casekit.detect.phones import PhoneRecognizer
from casekit.detect.places import PlaceRecognizer
from casekit.detect.registry import Recognizer, create, names, register
from casekit.detect.slovnet import SlovnetRecognizer

SHIPPED: dict[str, Callable[[], Recognizer]] = {
    "contacts": ContactRecognizer,
    "phones": PhoneRecognizer,
    "id_numbers": IdNumberRecognizer,
    "addresses": AddressRecognizer,
    "dates": DateRecognizer,
    "ages": AgeRecognizer,
    "occupations": OccupationRecognizer,
    "demographics": DemographicRecognizer,
    "organisations": OrganisationRecognizer,
    "places": PlaceRecognizer,
    "names": NameRecognizer,
    "initials": InitialsRecognizer,
    "ner": NerRecognizer,
    "slovnet": SlovnetRecognizer,
}
for _name, _factory in SHIPPED.items():
    register(_factory, name=_name)


def default_recognizers(chosen: Sequence[str] | None = None) -> list[Recognizer]:
    """Make the chosen recognizers, or every registered one."""
    return [create(name) for name in chosen or names()]
