"""Tokens of status lists and identifier lists (ISO/IEC 18013-5, second edition's draft, 12.3.6;
Token Status List, draft 20)."""

import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.exceptions import InvalidSignature

import certificate
import cose
from refusal import Refused, decode, demand, member, of_type
from strict_cbor import Tagged

SIGN1 = 18
TYPE, X5CHAIN = 16, 33
SUB, EXP, IAT, IDENTIFIER_LIST, STATUS_LIST, TTL = 2, 4, 6, 65530, 65533, 65534
# With and without `application/`, and the number that CoAP has.
TYPES = {
    STATUS_LIST: {"application/statuslist+cwt", "statuslist+cwt", 279},
    IDENTIFIER_LIST: {"application/identifierlist+cwt", "identifierlist+cwt"},
}
KINDS = {"status_list": STATUS_LIST, "identifier_list": IDENTIFIER_LIST}
CLOCK_SKEW = timedelta(minutes=1)
LARGEST_LIST = 1 << 24
# What certificates of the same root may be for: documents, readers, lists of roots, OCSP.
OTHER_SIGNERS = {
    x509.ObjectIdentifier(oid)
    for oid in (
        "1.0.18013.5.1.2",
        "1.0.18013.5.1.6",
        "1.0.18013.5.1.8",
        "1.0.23220.4.1.2",
        "1.0.23220.4.1.6",
        "1.0.23220.4.1.8",
        "1.3.6.1.5.5.7.3.9",
    )
}


@dataclass(frozen=True)
class Token:
    message: cose.Message
    chain: list[bytes]
    claims: dict
    kind: int
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Current:
    """A list that was checked: its bits, or its identifiers."""

    kind: int
    issued_at: datetime
    bits: bytes
    identifiers: set[bytes]


def check(given: dict) -> dict:
    """A vector of the kind `status-list`."""
    token = parse(bytes.fromhex(given["token"]))
    ((kind, reference),) = given["reference"].items()
    anchors = [x509.load_pem_x509_certificate(pem.encode()) for pem in given["trust_anchors"]]
    if "certificate" in reference:
        anchors = [x509.load_der_x509_certificate(bytes.fromhex(reference["certificate"]))]
    now = datetime.fromisoformat(given["now"].replace("Z", "+00:00"))
    current = verify(token, reference["uri"], anchors, now)
    if "previous" in given:
        previous = parse(bytes.fromhex(given["previous"]))
        check_succeeds(current, verify(previous, reference["uri"], anchors, previous.issued_at))
    entry = reference["idx"] if kind == "status_list" else bytes.fromhex(reference["id"])
    check_not_revoked(current, KINDS[kind], entry)
    return {"found": {"status": "valid"}}


def parse(encoded: bytes) -> Token:
    """The stages decode and structure."""
    item = decode(encoded, "the token")
    if isinstance(item, Tagged):
        demand(item.number == SIGN1, "structure", "another tag than that of a COSE_Sign1")
        item = item.value
    message = cose.message(item, "the token")
    protected = decode(message.protected, "the protected header")
    demand(X5CHAIN in protected, "structure", "x5chain is missing or not protected")
    chain = cose.chain(message.headers)
    payload = of_type(message.payload, bytes, "the payload")
    claims = of_type(decode(payload, "the claims"), dict, "the claims")
    demand(type(claims.get(SUB)) is str, "structure", "no sub")
    times = [claims.get(claim) for claim in (IAT, EXP)]
    demand(all(type(time) is int for time in times), "structure", "no iat or no exp")
    ttl = claims.get(TTL, 1)
    demand(type(ttl) is int and ttl > 0, "structure", "ttl is no number above 0")
    kinds = [kind for kind in TYPES if kind in claims]
    demand(len(kinds) == 1, "structure", "no list, or two")
    (kind,) = kinds
    demand(protected.get(TYPE) in TYPES[kind], "structure", "typ is not that of the list")
    if kind == STATUS_LIST:
        bits = member(claims[kind], "bits", int)
        demand(bits in (1, 2, 4, 8), "structure", "no such number of bits")
        member(claims[kind], "lst", bytes)
    else:
        for identifier, detail in member(claims[kind], "identifiers", dict).items():
            of_type(identifier, bytes, "an identifier")
            of_type(detail, dict, "what is said of an identifier")
    issued_at, expires_at = (instant(time) for time in times)
    return Token(message, chain, claims, kind, issued_at, expires_at)


def instant(seconds: int) -> datetime:
    try:
        return datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=seconds)
    except OverflowError:
        demand(False, "structure", "a time beyond the year 9999")


def verify(token: Token, uri: str, anchors: list[x509.Certificate], now: datetime) -> Current:
    """The stages from certificate to binding, and the list itself, which is of the stage status."""
    signer = list_signer(token.chain, anchors, now)
    cose.verify(token.message, signer.public_key(), token.message.payload, "signature")
    demand(token.issued_at <= now + CLOCK_SKEW, "validity", "made in the future")
    demand(now < token.expires_at, "validity", "over")
    demand(token.claims[SUB] == uri, "binding", "the list of another address")
    content = token.claims[token.kind]
    if token.kind == IDENTIFIER_LIST:
        return Current(token.kind, token.issued_at, b"", set(content["identifiers"]))
    demand(content["bits"] == 1, "status", "more than one bit for a document")
    return Current(token.kind, token.issued_at, unpacked(content["lst"]), set())


def list_signer(
    chain: list[bytes], anchors: list[x509.Certificate], now: datetime
) -> x509.Certificate:
    """The signer, directly below one of the anchors."""
    try:
        signer = x509.load_der_x509_certificate(chain[0])
        for anchor in anchors:
            try:
                signer.verify_directly_issued_by(anchor)
            except (ValueError, TypeError, InvalidSignature):
                continue
            check_signer(signer, anchor, now)
            return signer
    except certificate.UNUSABLE as error:
        raise Refused("certificate", str(error)) from error
    raise Refused("certificate", "the signer is not below the document's authority")


def check_signer(signer: x509.Certificate, anchor: x509.Certificate, now: datetime) -> None:
    certificate.check_dates_and_extensions(anchor, now)
    certificate.check_dates_and_extensions(signer, now)
    certificate.refuse_authority(signer)
    usage = certificate.extension(signer, x509.KeyUsage, critical=True)
    certificate.refuse(
        certificate.usages(usage) == {"digital_signature"}, "the signer has another key usage"
    )
    key_id = certificate.extension(signer, x509.AuthorityKeyIdentifier).key_identifier
    certificate.refuse(
        key_id == certificate.extension(anchor, x509.SubjectKeyIdentifier).digest,
        "the signer names another key of its authority",
    )
    for entry in signer.extensions:
        if isinstance(entry.value, x509.ExtendedKeyUsage):
            certificate.refuse(not OTHER_SIGNERS & set(entry.value), "it is for another purpose")


def unpacked(packed: bytes) -> bytes:
    """The ZLIB container (RFC 1950), and no more of it than a list can have."""
    container = zlib.decompressobj()
    try:
        unpacked = container.decompress(packed, LARGEST_LIST + 1)
    except zlib.error as error:
        raise Refused("status", f"the list is no ZLIB container: {error}") from error
    demand(len(unpacked) <= LARGEST_LIST, "status", "the list is too large")
    whole = container.eof and not container.unused_data
    demand(whole, "status", "the list is no whole ZLIB container")
    return unpacked


def is_revoked(bits: bytes, index: int) -> bool:
    """The first entries stand in the lowest bits."""
    return bits[index // 8] >> index % 8 & 1 == 1


def check_not_revoked(current: Current, kind: int, entry: int | bytes) -> None:
    demand(current.kind == kind, "status", "a list of the other kind")
    if kind == IDENTIFIER_LIST:
        demand(entry not in current.identifiers, "status", "the document is revoked")
    else:
        demand(entry < 8 * len(current.bits), "status", "the index is not in the list")
        demand(not is_revoked(current.bits, entry), "status", "the document is revoked")


def check_succeeds(current: Current, previous: Current) -> None:
    """What was revoked is revoked still."""
    demand(current.kind == previous.kind, "status", "a list of the other kind")
    demand(previous.issued_at <= current.issued_at, "status", "older than the list seen before")
    still = current.bits.ljust(len(previous.bits), b"\0")
    taken_back = any(old & ~new for old, new in zip(previous.bits, still))
    taken_back = taken_back or not previous.identifiers <= current.identifiers
    demand(not taken_back, "status", "what was revoked is not any more")
