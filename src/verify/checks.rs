use std::collections::HashSet;

use super::invalid::Fault;
use super::{Invalid, Trust, VerifiedDocument, VerifiedElement};
use crate::cbor::Reader;
use crate::doctype::DRIVING_LICENCE;
use crate::doctype::driving_licence::{ISSUING_COUNTRY, ISSUING_JURISDICTION};
use crate::mdoc::{DigestAlgorithm, IssuerSigned, ValidityInfo};
use crate::pki::{self, Certificate, DocumentSigner, Finding, Severity};
use crate::time::Timestamp;

/// Everything after decoding and structure, in the order of the stages.
pub(super) fn issuer_signed<'a>(
    issuer_signed: &IssuerSigned<'a>,
    trust: &Trust<'_>,
) -> Result<VerifiedDocument<'a>, Invalid> {
    let security_object = issuer_signed.mobile_security_object();
    let document_signer = document_signer(issuer_signed, trust)?;
    issuer_signed
        .issuer_auth()
        .verify(document_signer.public_key(), issuer_signed.payload())
        .map_err(Fault::IssuerSignature)?;
    check_validity(&security_object.validity, &document_signer, trust.now)?;
    check_digests(issuer_signed)?;
    if trust
        .doc_type
        .is_some_and(|expected| expected != security_object.doc_type)
    {
        return Err(Fault::UnexpectedDocType.into());
    }
    let elements = issuer_signed
        .items()
        .iter()
        .map(|received| VerifiedElement {
            namespace: received.namespace,
            identifier: received.item.element_identifier,
            value: received.item.element_value,
        })
        .collect();
    let document = VerifiedDocument {
        doc_type: security_object.doc_type,
        validity: security_object.validity,
        device_key: security_object.device_key.clone(),
        elements,
        device_elements: Vec::new(),
        status: security_object.status,
        findings: findings(issuer_signed, &document_signer),
        preset_findings: Vec::new(),
        document_signer,
    };
    check_place(&document)?;
    Ok(document)
}

fn document_signer(
    issuer_signed: &IssuerSigned<'_>,
    trust: &Trust<'_>,
) -> Result<DocumentSigner, Invalid> {
    let chain = issuer_signed.issuer_auth().chain();
    if chain.is_empty() {
        return Err(Fault::ChainMissing.into());
    }
    let chain = chain
        .iter()
        .map(|der| Certificate::from_der(der))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(pki::validate(&chain, trust.iacas, trust.now)?)
}

/// ISO/IEC 18013-5:2021 9.3.1 step 5, and the order that 9.1.2.4 demands of the dates.
fn check_validity(
    validity: &ValidityInfo,
    document_signer: &DocumentSigner,
    now: Timestamp,
) -> Result<(), Fault> {
    let certificate = document_signer.not_before()..=document_signer.not_after();
    if !certificate.contains(&validity.signed) {
        return Err(Fault::SignedOutsideCertificate);
    }
    if validity.valid_from < validity.signed {
        return Err(Fault::ValidFromBeforeSigned);
    }
    if validity.valid_until <= validity.valid_from {
        return Err(Fault::ValidUntilNotAfterValidFrom);
    }
    if now < validity.valid_from {
        return Err(Fault::NotYetValid);
    }
    if now > validity.valid_until {
        return Err(Fault::Expired);
    }
    Ok(())
}

/// ISO/IEC 18013-5:2021 9.3.1 step 3.
fn check_digests(issuer_signed: &IssuerSigned<'_>) -> Result<(), Fault> {
    let security_object = issuer_signed.mobile_security_object();
    let algorithm = DigestAlgorithm::from_name(security_object.digest_algorithm)
        .ok_or(Fault::DigestAlgorithm)?;
    let mut signed = security_object
        .value_digests()
        .values()
        .flat_map(|digests| digests.values());
    if signed.any(|digest| digest.len() != algorithm.digest_length()) {
        return Err(Fault::DigestLength);
    }
    for received in issuer_signed.items() {
        let digest_id = received.item.digest_id;
        let signed = security_object
            .value_digests()
            .get(received.namespace)
            .ok_or(Fault::NamespaceNotSigned)?
            .get(&digest_id)
            .ok_or(Fault::ElementNotSigned { digest_id })?;
        if algorithm.digest(received.bytes.whole()).as_bytes() != *signed {
            return Err(Fault::DigestMismatch { digest_id });
        }
    }
    Ok(())
}

/// A driving licence tells the country, and perhaps the state, of its document signer (7.1 of
/// 2021; 13.4.2 of the second edition's draft).
fn check_place(document: &VerifiedDocument<'_>) -> Result<(), Fault> {
    if document.doc_type != DRIVING_LICENCE.name {
        return Ok(());
    }
    let told = |identifier: &str| {
        DRIVING_LICENCE
            .namespaces
            .first()
            .and_then(|namespace| document.value(namespace.name, identifier))
    };
    let signer = &document.document_signer;
    if told(ISSUING_COUNTRY.identifier).is_some_and(|value| text(value) != Some(signer.country())) {
        return Err(Fault::Country);
    }
    if signer.state().is_some()
        && told(ISSUING_JURISDICTION.identifier).is_some_and(|value| text(value) != signer.state())
    {
        return Err(Fault::Jurisdiction);
    }
    Ok(())
}

fn text(value: &[u8]) -> Option<&str> {
    Reader::new(value).ok()?.text().ok()
}

fn findings(issuer_signed: &IssuerSigned<'_>, document_signer: &DocumentSigner) -> Vec<Finding> {
    let mut findings = document_signer.deviations().to_vec();
    let validity = &issuer_signed.mobile_security_object().validity;
    if validity.valid_until > document_signer.not_after() {
        findings.push(OUTLIVES_DOCUMENT_SIGNER);
    }
    let mut salts = HashSet::new();
    let mut items = issuer_signed.items().iter();
    if !items.all(|received| salts.insert(received.item.random)) {
        findings.push(SALT_TWICE);
    }
    findings
}

/// The standard's own example breaks it, and the edition of 2021 does not demand it.
const OUTLIVES_DOCUMENT_SIGNER: Finding = Finding {
    rule: "verify.outlives-document-signer",
    demand: "validUntil is not later than the end of the document signer's certificate",
    clause: "12.3.4",
    severity: Severity::Deviation,
};

const SALT_TWICE: Finding = Finding {
    rule: "verify.salt-twice",
    demand: "the random of each element is its own",
    clause: "9.1.2.5",
    severity: Severity::Deviation,
};
