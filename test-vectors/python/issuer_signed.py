"""What an issuer signed (ISO/IEC 18013-5 9.1.2 and 9.3.1), stage by stage."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timezone

from cryptography import x509

import certificate
import cose
import status_list
import strict_cbor
from refusal import (
    Refused,
    decode,
    demand,
    encoded_cbor,
    member,
    name_of,
    of_type,
    text_keys,
    version_1,
)
from strict_cbor import Tagged, encoded_values

DIGESTS = {"SHA-256": hashlib.sha256, "SHA-384": hashlib.sha384, "SHA-512": hashlib.sha512}
MDL = "org.iso.18013.5.1.mDL"
MDL_NAMESPACE = "org.iso.18013.5.1"


@dataclass(frozen=True)
class IssuerSigned:
    auth: cose.Message
    chain: list[bytes]
    mso: dict
    device_key: object
    # Of each element: namespace, what its digest is over, the item in it.
    items: list[tuple[str, Tagged, dict]]

    def element(self, namespace: str, identifier: str) -> object:
        for of_namespace, _, item in self.items:
            if (of_namespace, item["elementIdentifier"]) == (namespace, identifier):
                return item["elementValue"]
        return None


def parse(issuer_signed: object) -> IssuerSigned:
    """Stages decode and structure, of what is decoded already."""
    of_type(issuer_signed, dict, "IssuerSigned")
    text_keys(issuer_signed, "IssuerSigned")
    items = [
        parse_item(namespace, item)
        for namespace, listed in of_type(
            issuer_signed.get("nameSpaces", {}), dict, "nameSpaces"
        ).items()
        for item in filled(listed, list, name_of(namespace, "a namespace"))
    ]
    if "nameSpaces" in issuer_signed:
        filled(issuer_signed["nameSpaces"], dict, "nameSpaces")
    places = [(namespace, item["elementIdentifier"]) for namespace, _, item in items]
    demand(len(places) == len(set(places)), "structure", "an element twice in a namespace")

    auth = cose.message(member(issuer_signed, "issuerAuth", list), "issuerAuth")
    demand(auth.payload is not None, "structure", "issuerAuth has no payload")
    wrapped = encoded_cbor(decode(auth.payload, "the payload"), "the MSO")
    mso = of_type(decode(wrapped.value, "the MSO"), dict, "the MSO")
    device_key = check_mso(mso)
    return IssuerSigned(auth, cose.chain(auth.headers), mso, device_key, items)


def parse_item(namespace: str, wrapped: object) -> tuple[str, Tagged, dict]:
    encoded = encoded_cbor(wrapped, "an element")
    item = of_type(decode(encoded.value, "an element"), dict, "an element")
    text_keys(item, "an element")
    check_digest_id(member(item, "digestID", int))
    demand(len(member(item, "random", bytes)) >= 16, "structure", "a salt below 16 bytes")
    name_of(member(item, "elementIdentifier", str), "an element identifier")
    demand("elementValue" in item, "structure", "elementValue is missing")
    return namespace, encoded, item


def check_mso(mso: dict) -> object:
    text_keys(mso, "the MSO")
    version_1(mso, "the MSO")
    member(mso, "digestAlgorithm", str)
    name_of(member(mso, "docType", str), "docType")
    for namespace, digests in filled(member(mso, "valueDigests", dict), dict, "digests").items():
        name_of(namespace, "a namespace")
        for digest_id, digest in filled(digests, dict, "digests").items():
            check_digest_id(digest_id)
            of_type(digest, bytes, "a digest")
    info = member(mso, "deviceKeyInfo", dict)
    device_key = cose.public_key(member(info, "deviceKey", dict))
    if "keyAuthorizations" in info:
        check_authorizations(of_type(info["keyAuthorizations"], dict, "keyAuthorizations"))
    validity = member(mso, "validityInfo", dict)
    for name in ("signed", "validFrom", "validUntil"):
        tdate(member(validity, name, Tagged))
    if "expectedUpdate" in validity:
        tdate(validity["expectedUpdate"])
    if "status" in mso:
        check_status(of_type(mso["status"], dict, "status"))
    return device_key


def check_digest_id(digest_id: object) -> None:
    of_type(digest_id, int, "a digest id")
    demand(0 <= digest_id < 2**31, "structure", "a digest id is not below 2^31")


def check_authorizations(authorizations: dict) -> None:
    """Not empty, and no namespace in both members."""
    whole = authorizations.get("nameSpaces", [])
    parts = authorizations.get("dataElements", {})
    for name, kind in (("nameSpaces", list), ("dataElements", dict)):
        if name in authorizations:
            filled(authorizations[name], kind, name)
    for names in parts.values():
        filled(names, list, "dataElements")
    for names in [whole, parts, *parts.values()]:
        for name in names:
            name_of(name, "a name in keyAuthorizations")
    demand(bool(whole or parts), "structure", "keyAuthorizations is empty")
    demand(not set(whole) & set(parts), "structure", "keyAuthorizations names one twice")


def check_status(status: dict) -> None:
    """How the status is told."""
    for name, entry, kind in (("status_list", "idx", int), ("identifier_list", "id", bytes)):
        if name in status:
            reference = of_type(status[name], dict, name)
            demand(bool(member(reference, "uri", str)), "structure", "the status has no uri")
            value = member(reference, entry, kind)
            demand(kind is bytes or value >= 0, "structure", "a negative index")
            if "certificate" in reference:
                member(reference, "certificate", bytes)


def filled(value: object, kind: type, what: str) -> object:
    demand(len(of_type(value, kind, what)) > 0, "structure", f"{what} is empty")
    return value


def tdate(value: object) -> datetime:
    """Tag 0, whole seconds, Z."""
    pattern = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
    demand(
        isinstance(value, Tagged)
        and value.number == 0
        and type(value.value) is str
        and re.fullmatch(pattern, value.value) is not None,
        "structure",
        "a date is not tag 0 over YYYY-MM-DDThh:mm:ssZ",
    )
    try:
        return instant(value.value)
    except ValueError:
        demand(False, "structure", "a date that does not exist")


def instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)


def verify(document: IssuerSigned, given: dict) -> None:
    """The stages from certificate to binding, against what the vector gives."""
    now, mso = instant(given["now"]), document.mso
    signer = certificate.document_signer(document.chain, given["trust_anchors"], now)
    cose.verify(document.auth, signer.public_key(), document.auth.payload, "signature")
    check_validity(mso["validityInfo"], signer, now)
    check_digests(document)
    expected = given.get("doc_type", mso["docType"])
    demand(mso["docType"] == expected, "binding", "another document type")
    check_place(document, signer)
    if "device_key" in given:
        asked = strict_cbor.loads(bytes.fromhex(given["device_key"]["cose_key"]))
        of_document = mso["deviceKeyInfo"]["deviceKey"]
        same = all(of_document.get(label) == value for label, value in asked.items())
        demand(same, "binding", "the document is for another key")
    if "status_token" in given:
        check_not_revoked(mso.get("status", {}), given, now)


def check_not_revoked(status: dict, given: dict, now: datetime) -> None:
    """In the list to which the document refers. Whatever is wrong with the list, is of the stage
    status."""
    anchors = [x509.load_pem_x509_certificate(pem.encode()) for pem in given["trust_anchors"]]
    try:
        token = status_list.parse(bytes.fromhex(given["status_token"]))
        for kind, entry in (("status_list", "idx"), ("identifier_list", "id")):
            if kind in status:
                reference = status[kind]
                if "certificate" in reference:
                    anchors = [x509.load_der_x509_certificate(reference["certificate"])]
                current = status_list.verify(token, reference["uri"], anchors, now)
                number = status_list.KINDS[kind]
                status_list.check_not_revoked(current, number, reference[entry])
    except Refused as refusal:
        raise Refused("status", str(refusal)) from refusal


def found(document: IssuerSigned) -> dict:
    """What is believed in the end, as the vectors write it."""
    elements: dict = {}
    for namespace, wrapped, item in document.items:
        value = encoded_values(wrapped.value)["elementValue"]
        elements.setdefault(namespace, {})[item["elementIdentifier"]] = {"cbor": value.hex()}
    return {"elements": elements}


def check_validity(validity: dict, signer: object, now: datetime) -> None:
    signed, begin, end = (tdate(validity[name]) for name in ("signed", "validFrom", "validUntil"))
    in_certificate = signer.not_valid_before_utc <= signed <= signer.not_valid_after_utc
    demand(in_certificate, "validity", "signed outside the certificate's dates")
    demand(signed <= begin < end, "validity", "the dates are not in order")
    demand(begin <= now <= end, "validity", "not in time")


def check_digests(document: IssuerSigned) -> None:
    mso = document.mso
    digest_of = DIGESTS.get(mso["digestAlgorithm"])
    demand(digest_of is not None, "digest", "an unknown digest algorithm")
    every = [digest for digests in mso["valueDigests"].values() for digest in digests.values()]
    length = digest_of().digest_size
    demand(all(len(digest) == length for digest in every), "digest", "a digest of another length")
    for namespace, wrapped, item in document.items:
        signed = mso["valueDigests"].get(namespace, {}).get(item["digestID"])
        demand(signed == digest_of(wrapped.encoded).digest(), "digest", "an element that was not signed")


def check_place(document: IssuerSigned, signer: object) -> None:
    """A driving licence tells its document signer's country, and its state if that has one."""
    if document.mso["docType"] != MDL:
        return
    oid = certificate.NameOID
    country = document.element(MDL_NAMESPACE, "issuing_country")
    demand(
        country is None or [country] == certificate.names(signer, oid.COUNTRY_NAME),
        "binding",
        "issuing_country is not the signer's",
    )
    jurisdiction = document.element(MDL_NAMESPACE, "issuing_jurisdiction")
    state = certificate.names(signer, oid.STATE_OR_PROVINCE_NAME)
    demand(
        jurisdiction is None or not state or [jurisdiction] == state,
        "binding",
        "issuing_jurisdiction is not the signer's",
    )
