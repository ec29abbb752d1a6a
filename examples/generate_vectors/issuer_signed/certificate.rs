//! Document signers that are not to be believed.

use ciborium::Value;
use der::Tag;
use der::oid::ObjectIdentifier;
use mnid_mdoc::crypto::{SigningCurve, SoftwareKey};

use super::super::certificate_draft::{CertificateDraft, name};
use super::super::scene::random;
use super::{Case, Failure, Kit, Vector};

type Change = fn(&mut CertificateDraft) -> Result<(), Failure>;

pub(super) fn cases(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let root = kit.scene.authority.iaca_key();
    let mut vectors = Vec::new();
    for (stage, title, flag, comment, change) in ROWS {
        let mut draft = CertificateDraft::of(kit.signer())?;
        change(&mut draft)?;
        let case = Case(stage, title, flag, comment);
        let vector = kit.certified(&case, &draft.sign(root)?)?;
        vectors.push(match *stage {
            "policy" => vector
                .feature("profile")
                .input("profile", "default")
                .based_on("issuer-signed/valid/profile-default"),
            _ => vector,
        });
    }
    let now = kit.scene.now;
    let (begin, end) = (kit.signer().not_before(), kit.signer().not_after());
    for (title, comment, dates) in [
        (
            "signer-expired",
            "The document signer's certificate ended a second ago.",
            (begin, now.plus_seconds(-1)),
        ),
        (
            "signer-not-yet-valid",
            "The document signer's certificate begins in a second.",
            (now.plus_seconds(1), end),
        ),
    ] {
        let mut draft = CertificateDraft::of(kit.signer())?;
        draft.set_validity(dates.0, dates.1)?;
        let case = Case("certificate", title, "SignerDates", comment);
        vectors.push(kit.certified(&case, &draft.sign(root)?)?);
    }
    let mut long = CertificateDraft::of(kit.signer())?;
    long.set_validity(begin, begin.plus_days(458))?;
    let case = Case(
        "policy",
        "signer-for-too-long",
        "SignerProfile",
        "The document signer's certificate is valid for 458 days and a second.",
    );
    vectors.push(
        kit.certified(&case, &long.sign(root)?)?
            .feature("profile")
            .input("profile", "default")
            .based_on("issuer-signed/valid/profile-default"),
    );
    vectors.extend(chains(kit)?);
    Ok(vectors)
}

/// The stage that refuses, name, flag, what was done, and how.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Change,
);

const ROWS: &[Row] = &[
    (
        "certificate",
        "signer-without-key-usage",
        "SignerUsage",
        "The document signer's certificate has no key usage.",
        |draft| {
            draft.remove(KEY_USAGE);
            Ok(())
        },
    ),
    (
        "certificate",
        "signer-may-sign-certificates",
        "SignerUsage",
        "The document signer's key usage is digitalSignature and keyCertSign.",
        |draft| draft.put(KEY_USAGE, true, &[3, 2, 2, 0x84]),
    ),
    (
        "certificate",
        "signer-without-purpose",
        "SignerPurpose",
        "The document signer's certificate has no extended key usage.",
        |draft| {
            draft.remove(EXTENDED_KEY_USAGE);
            Ok(())
        },
    ),
    (
        "certificate",
        "signer-is-a-reader",
        "SignerPurpose",
        "The extended key usage is that of a reader.",
        |draft| {
            let reader = [0x30, 9, 6, 7, 0x28, 0x81, 0x8C, 0x5D, 5, 1, 6];
            draft.put(EXTENDED_KEY_USAGE, true, &reader)
        },
    ),
    (
        "certificate",
        "signer-is-a-ca",
        "SignerIsCa",
        "The document signer's certificate is one of a CA.",
        |draft| draft.put(BASIC_CONSTRAINTS, true, &[0x30, 3, 1, 1, 0xFF]),
    ),
    (
        "certificate",
        "signer-with-unknown-critical-extension",
        "SignerCritical",
        "The document signer's certificate has a critical extension that nobody knows.",
        |draft| draft.put(ObjectIdentifier::new_unwrap("1.2.3.4"), true, &[5, 0]),
    ),
    (
        "certificate",
        "signer-of-another-country",
        "SignerPlace",
        "The document signer is of US, and the root of JP.",
        |draft| {
            draft.subject = name(&[
                (COUNTRY, Tag::PrintableString, "US"),
                (
                    COMMON_NAME,
                    Tag::Utf8String,
                    "TEST mnid-mdoc document signer",
                ),
            ])?;
            Ok(())
        },
    ),
    (
        "certificate",
        "signer-of-another-issuer-name",
        "SignerIssuer",
        "The certificate's issuer is not the root's subject, although the root signed it.",
        |draft| {
            draft.issuer = name(&[
                (COUNTRY, Tag::PrintableString, "JP"),
                (COMMON_NAME, Tag::Utf8String, "TEST another IACA"),
            ])?;
            Ok(())
        },
    ),
    (
        "certificate",
        "signer-of-another-authority-key",
        "SignerIssuer",
        "The authority key identifier is not the root's.",
        |draft| {
            let mut content = vec![0x30, 0x16, 0x80, 0x14];
            content.extend([7; 20]);
            draft.put(AUTHORITY_KEY_IDENTIFIER, false, &content)
        },
    ),
    (
        "policy",
        "signer-without-contact",
        "SignerProfile",
        "The document signer's certificate has no issuer alternative name.",
        |draft| {
            draft.remove(ISSUER_ALTERNATIVE_NAME);
            Ok(())
        },
    ),
    (
        "policy",
        "signer-without-revocation-list",
        "SignerProfile",
        "The document signer's certificate names no revocation list.",
        |draft| {
            draft.remove(CRL_DISTRIBUTION_POINTS);
            Ok(())
        },
    ),
];

fn chains(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let bytes = |der: &[u8]| Value::Bytes(der.to_vec());
    let (signer, root) = (kit.signer(), kit.scene.root());
    let other = SoftwareKey::generate(SigningCurve::P256, &mut random("another root"))?;
    let unknown = Case(
        "certificate",
        "signer-of-another-root",
        "SignerIssuer",
        "A key that is not the root's signed the document signer's certificate.",
    );
    let forged = CertificateDraft::of(signer)?.sign(&other)?;
    let mut cut = signer.der().to_vec();
    cut.pop();
    let unreadable = Case(
        "certificate",
        "signer-cut-short",
        "SignerForm",
        "The last byte of the document signer's certificate is missing.",
    );
    let chained = |case: Case<'_>, chain: [&[u8]; 2]| {
        kit.changed(&case, |draft| {
            *draft.x5chain()? = Value::Array(chain.iter().map(|der| bytes(der)).collect());
            Ok(())
        })
    };
    Ok(vec![
        kit.certified(&unknown, &forged)?,
        kit.certified(&unreadable, &cut)?,
        chained(
            Case(
                "certificate",
                "root-in-chain",
                "ChainOrder",
                "x5chain has the root behind the document signer; roots never travel.",
            ),
            [signer.der(), root.der()],
        )?,
        chained(
            Case(
                "certificate",
                "signer-last-in-chain",
                "ChainOrder",
                "x5chain begins with the root, and the document signer is behind it.",
            ),
            [root.der(), signer.der()],
        )?,
    ])
}

pub(super) const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
pub(super) const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
const AUTHORITY_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.35");
const ISSUER_ALTERNATIVE_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.18");
const CRL_DISTRIBUTION_POINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.31");
const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
