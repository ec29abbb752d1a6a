"""Is the first certificate of a chain good for a purpose? One step, and no further."""

from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import NameOID

import certificate
import status_list
from certificate import refuse
from issuer_signed import instant
from refusal import Refused

VICAL_SIGNER = x509.ObjectIdentifier("1.0.18013.5.1.8")


def check(given: dict) -> dict:
    chain = [bytes.fromhex(encoded) for encoded in given["chain"]]
    anchors, now = given["trust_anchors"], instant(given["now"])
    refuse(len(chain) > 0, "an empty chain")
    try:
        match given["purpose"]:
            case "document-signer":
                certificate.document_signer(chain, anchors, now)
            case "iaca":
                check_root(*loaded(chain, 1), now)
            case "iaca-link":
                check_link(*loaded(chain, 2), roots(anchors), now)
            case "status-list-signer":
                loaded(chain, 1)
                status_list.list_signer(chain, roots(anchors), now)
            case "vical-signer":
                check_vical_signer(*loaded(chain, 1), roots(anchors), now)
    except InvalidSignature as error:
        raise Refused("certificate", "not signed by its issuer") from error
    except certificate.UNUSABLE as error:
        raise Refused("certificate", str(error)) from error
    return {}


def loaded(chain: list[bytes], length: int) -> list[x509.Certificate]:
    refuse(len(chain) == length, "the chain has another length")
    return [x509.load_der_x509_certificate(encoded) for encoded in chain]


def roots(anchors: list[str]) -> list[x509.Certificate]:
    return [x509.load_pem_x509_certificate(anchor.encode()) for anchor in anchors]


def check_root(root: x509.Certificate, now: datetime) -> None:
    """It signs itself."""
    root.verify_directly_issued_by(root)
    certificate.check_root(root, now)


def check_link(
    link: x509.Certificate, new: x509.Certificate, old: list[x509.Certificate], now: datetime
) -> None:
    """From an old root, which is trusted, to a new one: that one's name and key, signed by the old."""
    (old_root,) = old
    link.verify_directly_issued_by(old_root)
    check_root(old_root, now)
    check_root(new, now)
    certificate.check_root(link, now)
    refuse(link.subject.public_bytes() == new.subject.public_bytes(), "it names another root")
    refuse(link.public_key() == new.public_key(), "it has another key")


def check_vical_signer(
    signer: x509.Certificate, anchors: list[x509.Certificate], now: datetime
) -> None:
    """Its key usage is nonRepudiation, alone of all signers'."""
    (root,) = anchors
    signer.verify_directly_issued_by(root)
    certificate.check_dates_and_extensions(root, now)
    certificate.check_dates_and_extensions(signer, now)
    certificate.refuse_authority(signer)
    usage = certificate.extension(signer, x509.KeyUsage, critical=True)
    refuse(certificate.usages(usage) == {"content_commitment"}, "another key usage")
    purposes = certificate.extension(signer, x509.ExtendedKeyUsage, critical=True)
    refuse(VICAL_SIGNER in purposes, "it is for another purpose")
    refuse(certificate.names(signer, NameOID.ORGANIZATION_NAME) != [], "it names no organization")
