"""The document signer's certificate (ISO/IEC 18013-5 Annex B), one step below a trusted root."""

import warnings
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509.oid import ExtensionOID, NameOID

from refusal import Refused, demand

MDL_DOCUMENT_SIGNER = x509.ObjectIdentifier("1.0.18013.5.1.2")
UNDERSTOOD = {
    ExtensionOID.KEY_USAGE,
    ExtensionOID.EXTENDED_KEY_USAGE,
    ExtensionOID.BASIC_CONSTRAINTS,
    ExtensionOID.SUBJECT_KEY_IDENTIFIER,
    ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
}
# What the library raises over certificates that it cannot use: over extensions only when they are
# asked for.
UNUSABLE = (
    ValueError,
    x509.DuplicateExtension,
    x509.ExtensionNotFound,
    x509.InvalidVersion,
    UnsupportedAlgorithm,
)
# The library warns of serial numbers that it will refuse one day.
warnings.simplefilter("ignore")


def document_signer(chain: list[bytes], anchors: list[str], now: datetime) -> x509.Certificate:
    """The certificate, once it is known to be a trusted root's and a document signer's."""
    refuse(len(chain) == 1, "the chain does not end one step below a root")
    try:
        signer = x509.load_der_x509_certificate(chain[0])
        roots = [x509.load_pem_x509_certificate(anchor.encode()) for anchor in anchors]
        refusal = Refused("certificate", "no trusted root is its issuer")
        for root in roots:
            try:
                signer.verify_directly_issued_by(root)
                check_root(root, now)
                check_signer(signer, root, now)
                return signer
            except (ValueError, TypeError, InvalidSignature):
                continue
            except Refused as error:
                refusal = error
        raise refusal
    except UNUSABLE as error:
        raise Refused("certificate", str(error)) from error


def check_root(root: x509.Certificate, now: datetime) -> None:
    check_dates_and_extensions(root, now)
    constraints = extension(root, x509.BasicConstraints, critical=True)
    refuse(constraints.ca and constraints.path_length == 0, "the root is no CA of path length 0")
    usage = extension(root, x509.KeyUsage, critical=True)
    refuse(usages(usage) == {"key_cert_sign", "crl_sign"}, "the root has another key usage")
    refuse(len(names(root, NameOID.COUNTRY_NAME)) == 1, "the root is of no country")


def check_signer(signer: x509.Certificate, root: x509.Certificate, now: datetime) -> None:
    check_dates_and_extensions(signer, now)
    usage = extension(signer, x509.KeyUsage, critical=True)
    refuse(usages(usage) == {"digital_signature"}, "the signer has another key usage")
    purposes = extension(signer, x509.ExtendedKeyUsage, critical=True)
    refuse(MDL_DOCUMENT_SIGNER in purposes, "it is for another purpose")
    refuse_authority(signer)
    key_id = extension(signer, x509.AuthorityKeyIdentifier).key_identifier
    refuse(
        key_id == extension(root, x509.SubjectKeyIdentifier).digest,
        "the signer names another key of the root",
    )
    (country,), (of_root,) = names(signer, NameOID.COUNTRY_NAME), names(root, NameOID.COUNTRY_NAME)
    refuse(country == of_root, "the root is of another country")
    state = names(root, NameOID.STATE_OR_PROVINCE_NAME)
    refuse(
        not state or state == names(signer, NameOID.STATE_OR_PROVINCE_NAME),
        "the root is of another state or province",
    )


def refuse_authority(signer: x509.Certificate) -> None:
    for entry in signer.extensions:
        if isinstance(entry.value, x509.BasicConstraints):
            refuse(not entry.value.ca, "the signer is a CA")


def check_dates_and_extensions(certificate: x509.Certificate, now: datetime) -> None:
    # A key that is none is noticed when it is asked for.
    certificate.public_key()
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    refuse(begin <= now <= end, "a certificate is not in time")
    for entry in certificate.extensions:
        refuse(not entry.critical or entry.oid in UNDERSTOOD, "a critical extension is unknown")


def extension(certificate: x509.Certificate, wanted: type, critical: bool = False):
    found = certificate.extensions.get_extension_for_class(wanted)
    refuse(found.critical or not critical, f"{wanted.__name__} is not critical")
    return found.value


def usages(usage: x509.KeyUsage) -> set[str]:
    every = (
        "digital_signature content_commitment key_encipherment data_encipherment"
        " key_agreement key_cert_sign crl_sign"
    ).split()
    agreed = ["encipher_only", "decipher_only"] if usage.key_agreement else []
    return {name for name in every + agreed if getattr(usage, name)}


def names(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> list[str]:
    return [name.value for name in certificate.subject.get_attributes_for_oid(oid)]


def refuse(condition: bool, reason: str) -> None:
    demand(condition, "certificate", reason)
