//! Document signers below their root.

mod faults;

use der::oid::ObjectIdentifier;
use der::{Any, Decode, Tag};
use mnid_mdoc::crypto::Signer;
use mnid_mdoc::pki::{Certificate, Edition, Role};
use serde_json::json;

use super::super::Failure;
use super::super::certificate_draft::{CertificateDraft, name};
use super::super::draft::replaced;
use super::super::vector::{Vector, hex};
use super::authorities::*;
use super::{CERTIFICATE, DOCUMENT_SIGNER, Made};
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
    for fault in faults::FAULTS {
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
