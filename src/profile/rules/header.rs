//! The issuer's signature, its headers, and the certificate that made it.

use super::{DEVIATION, NOTE, REFUSED, Rule, Severities, Subject, unless};
use crate::cbor::Reader;
use crate::cose::Algorithm;
use crate::crypto::{Curve, PublicKey};
use crate::pki::{Certificate, Role};
use crate::profile::Place;

pub(super) static RULES: &[Rule] = &[
    Rule {
        name: "profile.x5chain",
        clause: "12.3.4",
        demand: "x5chain has the document signer's certificate, and every certificate can be read",
        severity: Severities::REFUSED,
        breaches: |s| {
            let present = !s.issuer_signed.issuer_auth().chain().is_empty();
            unless(present && s.readable, Place::IssuerAuth)
        },
    },
    Rule {
        name: "profile.document-signer-first",
        clause: "B.1.1",
        demand: "the first certificate is the document signer's",
        severity: Severities::REFUSED,
        breaches: |s| {
            let role = s.chain.first().map(Role::of);
            unless(
                role.is_none_or(|role| role == Role::DocumentSigner),
                Place::IssuerAuth,
            )
        },
    },
    Rule {
        name: "profile.root-in-x5chain",
        clause: "B.1.1",
        demand: "x5chain does not have the root",
        severity: Severities::REFUSED,
        breaches: |s| {
            let root =
                |certificate: &Certificate| certificate.issuer_der() == certificate.subject_der();
            unless(!s.chain.iter().any(root), Place::IssuerAuth)
        },
    },
    Rule {
        name: "profile.signature",
        clause: "12.8.1",
        demand: "the signature is the document signer's, by the algorithm of its curve",
        severity: Severities::REFUSED,
        breaches: |s| {
            let auth = s.issuer_signed.issuer_auth();
            let holds = |key| auth.verify(key, s.issuer_signed.payload()).is_ok();
            unless(signer_key(s).is_none_or(holds), Place::IssuerAuth)
        },
    },
    Rule {
        name: "profile.es256",
        clause: "Table 17",
        demand: "the signature is ES256 by a key on P-256, which every reader takes",
        severity: Severities {
            default: DEVIATION,
            zero_knowledge: REFUSED,
            japan: NOTE,
            ..Severities::NEVER
        },
        breaches: |s| {
            let on_p256 = signer_key(s).is_none_or(|key| key.curve() == Curve::P256);
            let es256 = s.issuer_signed.issuer_auth().algorithm() == Some(Algorithm::Es256);
            unless(es256 && on_p256, Place::IssuerAuth)
        },
    },
    Rule {
        name: "profile.protected-header",
        clause: "12.3.4; 9.1.2.4 of the first edition",
        demand: "the protected header is the algorithm alone",
        severity: Severities {
            default: DEVIATION,
            edition_1: DEVIATION,
            edition_2: None,
            zero_knowledge: REFUSED,
            japan: DEVIATION,
            phone_wallet: None,
        },
        breaches: |s| {
            let alone = matches!(protected(s).as_slice(), [(ALG, _)]);
            unless(alone, Place::IssuerAuth)
        },
    },
    Rule {
        name: "profile.x5chain-protected",
        clause: "12.3.4",
        demand: "x5chain is in the unprotected header",
        severity: Severities::DEVIATION,
        breaches: |s| unless(!is_protected(s, X5CHAIN), Place::IssuerAuth),
    },
    Rule {
        name: "profile.certificate-thumbprint",
        clause: "12.3.4",
        demand: "the protected header has the SHA-256 of the document signer's certificate (x5t)",
        severity: Severities {
            edition_2: NOTE,
            ..Severities::NEVER
        },
        breaches: |s| unless(is_protected(s, X5T), Place::IssuerAuth),
    },
    Rule {
        name: "profile.certificate-thumbprint-of-another",
        clause: "12.3.4; RFC 9360 2",
        demand: "a thumbprint by SHA-256 (x5t) is that of the document signer's certificate",
        severity: Severities::REFUSED,
        breaches: |s| unless(thumbprint_matches(s), Place::IssuerAuth),
    },
];

/// The document signer's key, if this crate verifies by it.
pub(super) fn signer_key<'a>(subject: &'a Subject<'_>) -> Option<&'a PublicKey> {
    subject.chain.first()?.public_key().ec()
}

/// The members of the protected header.
fn protected<'a>(subject: &Subject<'a>) -> Vec<(i64, &'a [u8])> {
    labelled(subject.issuer_signed.issuer_auth().protected())
}

/// The members of an encoded map in their order, each with its encoded value; a label that is no
/// integer counts as 0, which names nothing.
pub(super) fn labelled(map: &[u8]) -> Vec<(i64, &[u8])> {
    let read = || {
        let mut reader = Reader::new(map).ok()?;
        let pairs = reader.map().ok()?;
        let member = |_| {
            let label = Reader::new(reader.item().ok()?).ok()?.integer();
            Some((label.unwrap_or(0), reader.item().ok()?))
        };
        (0..pairs).map(member).collect::<Option<Vec<_>>>()
    };
    // What was parsed can be read.
    read().unwrap_or_default()
}

fn is_protected(subject: &Subject<'_>, label: i64) -> bool {
    protected(subject).iter().any(|(found, _)| *found == label)
}

/// `x5t = [hashAlg: int, hash: bstr]`. Another hash than SHA-256 is not judged.
fn thumbprint_matches(subject: &Subject<'_>) -> bool {
    let members = protected(subject);
    let told = members.iter().find(|(label, _)| *label == X5T);
    let (Some((_, value)), Some(signer)) = (told, subject.chain.first()) else {
        return true;
    };
    let read = || {
        let mut reader = Reader::new(value).ok()?;
        reader.array().ok().filter(|length| *length == 2)?;
        let algorithm = reader.integer().ok()?;
        Some((algorithm, reader.byte_string().ok()?))
    };
    match read() {
        Some((SHA_256, hash)) => hash == signer.sha256(),
        Some(_) => true,
        None => false,
    }
}

const ALG: i64 = 1;
const X5CHAIN: i64 = 33;
const X5T: i64 = 34;
const SHA_256: i64 = -16;
