"""The payment file that banks take: a SEPA credit transfer, ISO 20022 pain.001.001.09.

Written by sepaxml, checked by xmlschema against the schema that comes with it. Its identifiers and its
instant follow from the batch, so that the same batch is the same file whoever asks for it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import sepaxml
import xmlschema
from schwifty import IBAN
from sepaxml import SepaTransfer
from text_unidecode import unidecode

from sojourn.payments.models import Batch, Payment

SCHEMA = "pain.001.001.09"
SPACE = f"urn:iso:std:iso:20022:tech:xsd:{SCHEMA}"
# the scheme's countries: of them a SEPA credit transfer reaches an IBAN
AREA = frozenset(
    re.findall(
        r"\w\w",
        "AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO "
        "PL PT RO RS SE SI SK SM VA",
    )
)
ADDRESS = (  # in the order of the schema: what a structured address holds
    ("street", "StrtNm", 70),
    ("number", "BldgNb", 16),
    ("postcode", "PstCd", 16),
    ("town", "TwnNm", 35),
    ("country", "Ctry", 2),
)

LONG = {  # as the library names them
    "street": "street_name",
    "number": "building_number",
    "postcode": "postcode",
    "town": "town",
    "country": "country",
}
OUTSIDE = re.compile(r"[^A-Za-z0-9/?:().,'+ -]")


def payment_file(
    batch: Batch, lines: Iterable[tuple[Payment, dict[str, str]]], *, payer: dict[str, str], at: datetime
) -> bytes:
    """`lines`: payments with their opened accounts. Raises xmlschema's error where the schema refuses."""
    lines = list(lines)
    astray = [str(payment.pk) for payment, account in lines if not _right(account.get("iban", ""))]
    if not lines or astray or batch.currency != "EUR":
        raise ValueError(f"not for a SEPA credit transfer: {batch.currency}, {astray or 'nothing'}")
    config = {
        "name": plain(payer["holder"], 70),
        "IBAN": payer["iban"],
        "batch": True,
        "currency": batch.currency,
    }
    if payer.get("bic"):
        config["BIC"] = payer["bic"]
    made = SepaTransfer(config, schema=SCHEMA)
    for payment, account in lines:
        line = {
            "name": plain(account["holder"], 70),
            "IBAN": account["iban"],
            "amount": payment.amount,
            "execution_date": batch.leaves_on,
            "description": plain(reference(payment), 140),
            "endtoend_id": payment.pk.hex,
            "address": {
                LONG[short]: value
                for short, _, most in ADDRESS
                if (value := plain(account.get(short, ""), most))
            },
        }
        if account.get("bic"):
            line["BIC"] = account["bic"]
        made.add_payment(line)
    out = _named(made.export(validate=False), batch, payer, at)
    check(out)
    return out


def reaches(iban: str) -> bool:
    """Whether a SEPA credit transfer gets to this account."""
    return iban[:2].upper() in AREA


def _right(iban: str) -> bool:
    return reaches(iban) and IBAN(iban, allow_invalid=True).is_valid


def plain(text: str, most: int = 140) -> str:
    """In the letters that every bank of the area takes: Latin ones without marks, figures, a few signs.

    >>> plain("Żofia Müller-O'Brien & Søn //")
    "Zofia Muller-O'Brien + Son"
    """
    latin = OUTSIDE.sub(" ", unidecode(text).replace("&", "+"))
    latin = re.sub(r"/{2,}", "/", " ".join(latin.split())).strip("/ ")
    return latin[:most].rstrip("/ ")


def reference(payment: Payment) -> str:
    """What stands on the statement of whoever gets it."""
    line = payment.instalment
    programme = line.grant.award.application.programme
    number = line.grant.award.application.number
    return f"{programme.society.acronym} {programme.call.year} {number} instalment {line.order}".replace(
        "  ", " "
    )


def _named(xml: bytes, batch: Batch, payer: dict[str, str], at: datetime) -> bytes:
    """The library would take the hour and its identifiers from the machine; and it leaves out the payer's
    address in a batch."""
    for prefix, space in (("", SPACE), ("xsi", "http://www.w3.org/2001/XMLSchema-instance")):
        ElementTree.register_namespace(prefix, space)
    root = ElementTree.fromstring(xml)

    def at_path(path: str) -> Any:
        return root.find("/".join(f"{{{SPACE}}}{name}" for name in path.split("/")))

    head = "CstmrCdtTrfInitn/GrpHdr"
    at_path(f"{head}/MsgId").text = batch.pk.hex
    at_path(f"{head}/CreDtTm").text = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for number, info in enumerate(root.iter(f"{{{SPACE}}}PmtInf"), 1):
        info.find(f"{{{SPACE}}}PmtInfId").text = f"{batch.pk.hex[:30]}-{number}"
        debtor = info.find(f"{{{SPACE}}}Dbtr")
        address = [(tag, plain(payer.get(name, ""), most)) for name, tag, most in ADDRESS]
        given = [(tag, value) for tag, value in address if value]
        if given and debtor.find(f"{{{SPACE}}}PstlAdr") is None:
            address = ElementTree.SubElement(debtor, f"{{{SPACE}}}PstlAdr")
            for tag, text in given:
                ElementTree.SubElement(address, f"{{{SPACE}}}{tag}").text = text
    out = io.BytesIO()
    ElementTree.ElementTree(root).write(out, encoding="utf-8", xml_declaration=True)
    return out.getvalue()


def check(xml: bytes) -> None:
    """Raises xmlschema.XMLSchemaValidationError where a bank would refuse the file."""
    _schema().validate(xml.decode())


@cache
def _schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(Path(sepaxml.__file__).parent / "schemas" / f"{SCHEMA}.xsd"))
