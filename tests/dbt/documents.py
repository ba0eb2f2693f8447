"""The smallest document that a list has a row for, to be changed in one place by a test."""

import json

from tests.warehouse import answer

# synthetic: month + 80
MOTHER, CHILD, OTHER = "01819010192", "01811511036", "03818510399"


def address(**fields: object) -> dict:
    street = {
        "kommunenummer": "0301",
        "adressenavn": "Testveien",
        "adressenummer": {"husnummer": "1"},
        "bruksenhetsnummer": "H0101",
        "poststed": {"postnummer": "0001", "poststedsnavn": "OSLO"},
    }
    return {
        "erGjeldende": True,
        "adressegradering": "ugradert",
        "adresseIdentifikatorFraMatrikkelen": "100000001",
        "vegadresse": street,
    } | fields


def document(person: str, **elements: object) -> dict:
    """A resident born in 2015; an element that is None is left out."""
    whole = {
        "identifikasjonsnummer": [{"erGjeldende": True, "foedselsEllerDNummer": person, "status": "iBruk"}],
        "status": [{"erGjeldende": True, "status": "bosatt"}],
        "foedsel": [{"erGjeldende": True, "foedselsdato": "2015-03-04", "foedselsaar": "2015"}],
        "kjoenn": [{"erGjeldende": True, "kjoenn": "kvinne"}],
        "navn": [{"erGjeldende": True, "fornavn": "TEST", "etternavn": "PERSON"}],
        "bostedsadresse": [address()],
    }
    return {name: value for name, value in (whole | elements).items() if value is not None}


def landed(number: int, whole: dict | None = None, asked: str | None = None, **columns: object) -> dict:
    """A row for the landing log: `whole` as the answer to a question about `asked`."""
    person = whole and whole["identifikasjonsnummer"][0]["foedselsEllerDNummer"]
    body = json.dumps(whole) if whole is not None else None
    return answer(asked or person, number, person=person, body=body, **columns)
