//! Faults in what a root signed of its document signer.

use der::asn1::BitString;
use der::oid::ObjectIdentifier;
use der::{Any, Decode, Encode};
use mnid_mdoc::time::Timestamp;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::super::super::Failure;
use super::super::super::draft::replaced;
use super::super::authorities::*;
use super::super::{CERTIFICATE, Fault, POLICY};
use super::subject;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "expired",
        stage: CERTIFICATE,
        flag: "CertificateTime",
        comment: "The document signer's last second was yesterday.",
        change: |draft| {
            draft.set_validity(
                "2026-01-01T00:00:00Z".parse()?,
                "2026-11-23T09:00:00Z".parse()?,
            )
        },
    },
    Fault {
        name: "not-yet-valid",
        stage: CERTIFICATE,
        flag: "CertificateTime",
        comment: "The document signer's first second is tomorrow.",
        change: |draft| {
            draft.set_validity(
                "2026-11-25T09:00:00Z".parse()?,
                "2027-11-25T09:00:00Z".parse()?,
            )
        },
    },
    Fault {
        name: "key-usage-with-another-bit",
        stage: CERTIFICATE,
        flag: "CertificateKeyUsage",
        comment: "Key usage has keyAgreement beside digitalSignature.",
        change: |draft| draft.put(KEY_USAGE, true, &[0x03, 0x02, 0x03, 0x88]),
    },
    Fault {
        name: "key-usage-not-critical",
        stage: CERTIFICATE,
        flag: "CertificateKeyUsage",
        comment: "Key usage is not critical.",
        change: |draft| draft.put(KEY_USAGE, false, &[0x03, 0x02, 0x07, 0x80]),
    },
    Fault {
        name: "key-usage-missing",
        stage: CERTIFICATE,
        flag: "CertificateKeyUsage",
        comment: "No key usage.",
        change: |draft| {
            draft.remove(KEY_USAGE);
            Ok(())
        },
    },
    Fault {
        name: "extended-key-usage-not-critical",
        stage: CERTIFICATE,
        flag: "CertificatePurpose",
        comment: "The extended key usage is not critical.",
        change: |draft| draft.put(EXTENDED_KEY_USAGE, false, &MDL_DOCUMENT_SIGNER),
    },
    Fault {
        name: "extended-key-usage-missing",
        stage: CERTIFICATE,
        flag: "CertificatePurpose",
        comment: "No extended key usage.",
        change: |draft| {
            draft.remove(EXTENDED_KEY_USAGE);
            Ok(())
        },
    },
    Fault {
        name: "extended-key-usage-of-a-reader",
        stage: CERTIFICATE,
        flag: "CertificatePurpose",
        comment: "The extended key usage is that of a reader, 1.0.18013.5.1.6.",
        change: |draft| {
            let mut purpose = MDL_DOCUMENT_SIGNER;
            purpose[10] = 6;
            draft.put(EXTENDED_KEY_USAGE, true, &purpose)
        },
    },
    Fault {
        name: "extended-key-usage-with-another",
        stage: POLICY,
        flag: "CertificatePurpose",
        comment: "The extended key usage has TLS client authentication, 1.3.6.1.5.5.7.3.2, too.",
        change: |draft| {
            let own = &MDL_DOCUMENT_SIGNER[2..];
            let tls = [0x06, 0x08, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02];
            draft.put(
                EXTENDED_KEY_USAGE,
                true,
                &[&[0x30, 0x13], own, &tls].concat(),
            )
        },
    },
    Fault {
        name: "document-signer-as-ca",
        stage: CERTIFICATE,
        flag: "CertificateBasicConstraints",
        comment: "The document signer has basic constraints with cA true.",
        change: |draft| draft.put(BASIC_CONSTRAINTS, true, &PATH_LENGTH_0),
    },
    Fault {
        name: "unknown-critical-extension",
        stage: CERTIFICATE,
        flag: "CertificateExtension",
        comment: "A critical extension that nobody knows, 1.3.6.1.4.1.32473.1.",
        change: |draft| draft.put(UNKNOWN_EXTENSION, true, &[0x05, 0x00]),
    },
    Fault {
        name: "extension-twice",
        stage: CERTIFICATE,
        flag: "CertificateExtension",
        comment: "The issuer alternative name stands twice.",
        change: |draft| {
            let again = draft.extension(ISSUER_ALTERNATIVE_NAME)?.clone();
            draft.extensions.push(again);
            Ok(())
        },
    },
    Fault {
        name: "extension-critical",
        stage: POLICY,
        flag: "CertificateExtension",
        comment: "The subject key identifier is critical.",
        change: |draft| {
            draft.extension(SUBJECT_KEY_IDENTIFIER)?.critical = true;
            Ok(())
        },
    },
    Fault {
        name: "extension-forbidden",
        stage: POLICY,
        flag: "CertificateExtension",
        comment: "inhibitAnyPolicy, which the profile forbids, is there and not critical.",
        change: |draft| draft.put(INHIBIT_ANY_POLICY, false, &[0x02, 0x01, 0x00]),
    },
    Fault {
        name: "authority-key-identifier-of-another",
        stage: CERTIFICATE,
        flag: "CertificateKeyIdentifier",
        comment: "The authority key identifier is not the root's subject key identifier.",
        change: |draft| {
            let content = [&[0x30, 0x16, 0x80, 0x14][..], &[0x5A; 20]].concat();
            draft.put(AUTHORITY_KEY_IDENTIFIER, false, &content)
        },
    },
    Fault {
        name: "authority-key-identifier-missing",
        stage: CERTIFICATE,
        flag: "CertificateKeyIdentifier",
        comment: "No authority key identifier.",
        change: |draft| {
            draft.remove(AUTHORITY_KEY_IDENTIFIER);
            Ok(())
        },
    },
    Fault {
        name: "subject-key-identifier-by-sha-256",
        stage: POLICY,
        flag: "CertificateKeyIdentifier",
        comment: "The subject key identifier is the SHA-256 of the key, cut to 20 bytes, not its SHA-1.",
        change: |draft| {
            let digest = Sha256::digest(draft.key.subject_public_key.raw_bytes());
            let digest = digest.get(..20).ok_or("a short digest")?;
            let content = [&[0x04, 0x14], digest].concat();
            draft.put(SUBJECT_KEY_IDENTIFIER, false, &content)
        },
    },
    Fault {
        name: "issuer-alternative-name-missing",
        stage: POLICY,
        flag: "CertificateContact",
        comment: "No issuer alternative name.",
        change: |draft| {
            draft.remove(ISSUER_ALTERNATIVE_NAME);
            Ok(())
        },
    },
    Fault {
        name: "issuer-alternative-name-of-another-form",
        stage: POLICY,
        flag: "CertificateContact",
        comment: "The issuer alternative name is a dNSName, neither an e-mail address nor a URI.",
        change: |draft| {
            let content = [&[0x30, 0x13, 0x82, 0x11][..], b"mnid-mdoc.example"].concat();
            draft.put(ISSUER_ALTERNATIVE_NAME, false, &content)
        },
    },
    Fault {
        name: "crl-distribution-point-missing",
        stage: POLICY,
        flag: "CertificateRevocationPointer",
        comment: "No CRL distribution points.",
        change: |draft| {
            draft.remove(CRL_DISTRIBUTION_POINTS);
            Ok(())
        },
    },
    Fault {
        name: "crl-distribution-point-as-dns-name",
        stage: POLICY,
        flag: "CertificateRevocationPointer",
        comment: "The CRL distribution point is a dNSName, as in the standard's own example.",
        change: |draft| {
            let content = distribution_point(0x82, b"mnid-mdoc.example", &[])?;
            draft.put(CRL_DISTRIBUTION_POINTS, false, &content)
        },
    },
    Fault {
        name: "crl-distribution-point-with-reasons",
        stage: POLICY,
        flag: "CertificateRevocationPointer",
        comment: "The CRL distribution point is for the reason keyCompromise only.",
        change: |draft| {
            let uri = b"https://mnid-mdoc.example/iaca.crl";
            let content = distribution_point(0x86, uri, &[0x81, 0x02, 0x06, 0x40])?;
            draft.put(CRL_DISTRIBUTION_POINTS, false, &content)
        },
    },
    Fault {
        name: "valid-for-458-days",
        stage: POLICY,
        flag: "CertificateValidityPeriod",
        comment: "The document signer is valid for 458 days, one more than it may be.",
        change: |draft| {
            let from: Timestamp = "2026-11-22T00:00:00Z".parse()?;
            draft.set_validity(from, from.plus_days(458))
        },
    },
    Fault {
        name: "serial-number-of-21-octets",
        stage: POLICY,
        flag: "CertificateSerialNumber",
        comment: "20 random octets with the highest bit set, which DER encodes in 21.",
        change: |draft| draft.set_serial(&[&[0x00, 0x9A][..], &[0x5C; 19]].concat()),
    },
    Fault {
        name: "serial-number-zero",
        stage: POLICY,
        flag: "CertificateSerialNumber",
        comment: "The serial number is 0.",
        change: |draft| draft.set_serial(&[0]),
    },
    Fault {
        name: "serial-number-negative",
        stage: POLICY,
        flag: "CertificateSerialNumber",
        comment: "16 random octets with the highest bit set and no zero before: a negative number.",
        change: |draft| draft.set_serial(&[0x9A; 16]),
    },
    Fault {
        name: "country-of-another",
        stage: CERTIFICATE,
        flag: "CertificateName",
        comment: "The document signer's country is US, its root's JP.",
        change: |draft| {
            draft.subject = subject("US")?;
            Ok(())
        },
    },
    Fault {
        name: "issuer-name-of-another-string-type",
        stage: CERTIFICATE,
        flag: "CertificateName",
        comment: "The issuer's commonName has the root's letters in another string type: names are \
                  compared byte for byte.",
        change: |draft| {
            // An attribute's OBJECT IDENTIFIER and the tag of its value.
            let utf8 = [0x55, 0x04, 0x03, 0x0C];
            let printable = [0x55, 0x04, 0x03, 0x13];
            let issuer = draft.issuer.to_der()?;
            let changed = replaced(&issuer, &utf8, &printable)
                .or_else(|_| replaced(&issuer, &printable, &utf8))?;
            draft.issuer = Any::from_der(&changed)?;
            Ok(())
        },
    },
    Fault {
        name: "key-off-the-curve",
        stage: CERTIFICATE,
        flag: "CertificateKey",
        comment: "The public key is no point on its curve.",
        change: |draft| {
            let mut point = draft.key.subject_public_key.raw_bytes().to_vec();
            *point.last_mut().ok_or("no point")? ^= 1;
            let content = [&[0x04, 0x14], Sha1::digest(&point).as_slice()].concat();
            draft.key.subject_public_key = BitString::from_bytes(&point)?;
            draft.put(SUBJECT_KEY_IDENTIFIER, false, &content)
        },
    },
    Fault {
        name: "algorithm-ecdsa-with-sha-1",
        stage: CERTIFICATE,
        flag: "CertificateAlgorithm",
        comment: "Both algorithm identifiers say ecdsa-with-SHA1.",
        change: |draft| {
            draft.algorithm.oid = ObjectIdentifier::new_unwrap("1.2.840.10045.4.1");
            Ok(())
        },
    },
    Fault {
        name: "version-2",
        stage: CERTIFICATE,
        flag: "CertificateEncoding",
        comment: "The version is 2, which has no extensions.",
        change: |draft| {
            draft.version = 1;
            Ok(())
        },
    },
];

/// CRLDistributionPoints with one name in `fullName`.
fn distribution_point(kind: u8, name: &[u8], more: &[u8]) -> Result<Vec<u8>, Failure> {
    let wrap = |tag: u8, content: &[u8]| -> Result<Vec<u8>, Failure> {
        let length = u8::try_from(content.len()).ok().filter(|one| *one < 0x80);
        Ok([&[tag, length.ok_or("too long")?], content].concat())
    };
    let point = wrap(0xA0, &wrap(0xA0, &wrap(kind, name)?)?)?;
    wrap(0x30, &wrap(0x30, &[&point, more].concat())?)
}
