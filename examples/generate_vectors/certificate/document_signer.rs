//! Document signers below their root.

use der::asn1::BitString;
use der::oid::ObjectIdentifier;
use der::{Any, Decode, Encode, Tag};
use mnid_mdoc::crypto::Signer;
use mnid_mdoc::pki::{Certificate, Edition, Role};
use serde_json::json;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::super::Failure;
use super::super::certificate_draft::{CertificateDraft, name};
use super::super::draft::replaced;
use super::super::vector::{Vector, hex};
use super::authorities::*;
use super::{CERTIFICATE, DOCUMENT_SIGNER, Fault, Made, POLICY};
use super::{base, invalid, pem, under_profile, valid};

pub(super) fn cases(own: &Authorities<'_>) -> Made {
    let signer = own.document_signer();
    let root = &own.own.root;
    let good = valid(
        "document-signer",
        "A document signer below its root.",
        DOCUMENT_SIGNER,
        &[signer],
        &[root],
    )?;
    let strict = under_profile(&good, "default");
    let mut vectors = vec![good.clone(), strict.clone()];
    vectors.extend(other_good_ones(own)?);
    for fault in FAULTS {
        let mut draft = CertificateDraft::of(signer)?;
        (fault.change)(&mut draft)?;
        let changed = draft.sign(&own.own.key)?;
        let vector = invalid(base(fault.stage, &good, &strict), fault);
        vectors.push(vector.input("chain", json!([hex(&changed)])));
    }
    vectors.extend(of_the_signature(own, &good)?);
    vectors.extend(of_the_path(own, &good)?);
    vectors.extend(of_the_state(own)?);
    Ok(vectors)
}

fn other_good_ones(own: &Authorities<'_>) -> Made {
    let signer = own.document_signer();
    let key = own.scene.signer_key().public_key();
    let p384 = own.p384.document_signer(own.scene)?;
    let generic = own
        .own
        .certify(Role::DocumentSigner, Edition::Edition2, &key)?;
    let at = |name, comment, now: String| {
        let vector = valid(name, comment, DOCUMENT_SIGNER, &[signer], &[&own.own.root])?;
        Ok::<_, Failure>(vector.input("now", now))
    };
    Ok(vec![
        valid(
            "document-signer-below-p-384",
            "The root's key is on P-384: ecdsa-with-SHA384.",
            DOCUMENT_SIGNER,
            &[&p384],
            &[&own.p384.root],
        )?
        .feature("es384"),
        valid(
            "document-signer-of-edition-2",
            "With the extended key usage 1.0.23220.4.1.2 beside 1.0.18013.5.1.2, as the second \
             edition recommends.",
            DOCUMENT_SIGNER,
            &[&generic],
            &[&own.own.root],
        )?
        .input("profile", "edition_2")
        .feature("profile"),
        valid(
            "two-roots-of-one-name",
            "Two trusted roots have the issuer's name, the wrong one first: the signature decides.",
            DOCUMENT_SIGNER,
            &[signer],
            &[&own.namesake.root, &own.own.root],
        )?,
        at(
            "first-second",
            "The first second of the document signer's validity.",
            signer.not_before().to_string(),
        )?,
        at(
            "last-second",
            "The last second of the document signer's validity, which includes it.",
            signer.not_after().to_string(),
        )?,
    ])
}

/// What no change of a signed part makes.
fn of_the_signature(own: &Authorities<'_>, good: &Vector) -> Made {
    let signer = own.document_signer();
    let case = |name, flag, comment, der: Vec<u8>| {
        Vector::invalid(good, name, CERTIFICATE, flag, comment).input("chain", json!([hex(&der)]))
    };
    let mut flipped = signer.der().to_vec();
    if let Some(last) = flipped.last_mut() {
        *last ^= 1;
    }
    let trailing = [signer.der(), &[0]].concat();
    let draft = CertificateDraft::of(signer)?;
    let outer = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
    Ok(vec![
        case(
            "signature-bit-flipped",
            "CertificateSignature",
            "The last bit of the signature is another.",
            flipped,
        ),
        case(
            "algorithm-outside-is-another",
            "CertificateAlgorithm",
            "Signed with ecdsa-with-SHA256, as the signed part says; outside it stands \
             ecdsa-with-SHA384.",
            draft.sign_naming(outer, &own.own.key)?,
        ),
        case(
            "trailing-byte",
            "CertificateEncoding",
            "A zero byte after the certificate.",
            trailing,
        ),
    ])
}

/// A good document signer below something else.
fn of_the_path(own: &Authorities<'_>, good: &Vector) -> Made {
    let (signer, root) = (own.document_signer(), &own.own.root);
    let anchors = |name, comment, anchors: &[&Certificate]| {
        Vector::invalid(good, name, CERTIFICATE, "CertificatePath", comment)
            .input("trust_anchors", pem(anchors))
    };
    let mut expired = CertificateDraft::of(root)?;
    expired.set_validity(root.not_before().plus_days(-2000), own.now.plus_days(-1))?;
    let expired = Certificate::from_der(&expired.sign(&own.own.key)?)?;
    let chain = |name, comment, chain: &[&Certificate]| {
        Vector::invalid(good, name, CERTIFICATE, "CertificatePath", comment)
            .input("chain", super::der(chain))
    };
    let time = |name, comment, now: String| {
        Vector::invalid(good, name, CERTIFICATE, "CertificateTime", comment).input("now", now)
    };
    Ok(vec![
        anchors(
            "root-of-the-same-name",
            "The trusted root has the issuer's name and another key.",
            &[&own.namesake.root],
        ),
        anchors(
            "root-of-another-name",
            "The trusted root has another name and another key.",
            &[&own.next.root],
        ),
        anchors("no-root", "No root is trusted.", &[]),
        anchors(
            "root-expired",
            "The trusted root expired yesterday.",
            &[&expired],
        ),
        chain(
            "chain-with-its-root",
            "The root stands in the chain, where only what is below it may be.",
            &[signer, root],
        ),
        chain("empty-chain", "No certificate.", &[]),
        chain("root-as-document-signer", "The root itself.", &[root]),
        time(
            "a-second-too-late",
            "One second after the last of the document signer's validity.",
            signer.not_after().plus_seconds(1).to_string(),
        ),
        time(
            "a-second-too-early",
            "One second before the first of the document signer's validity.",
            signer.not_before().plus_seconds(-1).to_string(),
        ),
    ])
}

/// A root with a state, of which every certificate below it has the same one.
fn of_the_state(own: &Authorities<'_>) -> Made {
    let authority = &own.of_a_state;
    let signer = authority.document_signer(own.scene)?;
    let good = valid(
        "document-signer-of-a-state",
        "The root has a stateOrProvinceName, and the document signer the same.",
        DOCUMENT_SIGNER,
        &[&signer],
        &[&authority.root],
    )?;
    let case = |name, comment, change: fn(&Certificate) -> Result<Any, Failure>| {
        let mut draft = CertificateDraft::of(&signer)?;
        draft.subject = change(&signer)?;
        let changed = draft.sign(&authority.key)?;
        let vector = Vector::invalid(&good, name, CERTIFICATE, "CertificateName", comment);
        Ok::<_, Failure>(vector.input("chain", json!([hex(&changed)])))
    };
    let missing = case(
        "state-only-in-the-root",
        "The document signer has no stateOrProvinceName, its root has one.",
        |_| subject("JP"),
    )?;
    let other = case(
        "state-of-another",
        "The document signer's stateOrProvinceName is not its root's.",
        |signer| {
            let changed = replaced(signer.subject_der(), b"Tokyo", b"Osaka")?;
            Ok(Any::from_der(&changed)?)
        },
    )?;
    Ok(vec![good, missing, other])
}

/// A document signer's subject without a state.
fn subject(country: &str) -> Result<Any, Failure> {
    name(&[
        (COUNTRY, Tag::PrintableString, country),
        (ORGANIZATION, Tag::Utf8String, "TEST mnid-mdoc"),
        (
            COMMON_NAME,
            Tag::Utf8String,
            "TEST mnid-mdoc document signer",
        ),
    ])
}

/// CRLDistributionPoints with one name in `fullName`.
fn distribution_point(kind: u8, name: &[u8], more: &[u8]) -> Result<Vec<u8>, Failure> {
    let wrap = |tag: u8, content: &[u8]| -> Result<Vec<u8>, Failure> {
        let length = u8::try_from(content.len()).ok().filter(|one| *one < 0x80);
        Ok([&[tag, length.ok_or("too long")?], content].concat())
    };
    let point = wrap(0xA0, &wrap(0xA0, &wrap(kind, name)?)?)?;
    wrap(0x30, &wrap(0x30, &[&point, more].concat())?)
}

const FAULTS: &[Fault] = &[
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
            let from: mnid_mdoc::time::Timestamp = "2026-11-22T00:00:00Z".parse()?;
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
