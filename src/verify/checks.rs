use super::invalid::Fault;
use super::{Invalid, Trust, VerifiedDocument, VerifiedElement};
use crate::cose::ReceivedKey;
use crate::doctype::driving_licence::ISSUING_COUNTRY;
use crate::doctype::{self, DocType};
use crate::mdoc::{DigestAlgorithm, IssuerSigned, ValidityInfo};
use crate::pki::{self, Certificate, DocumentSigner};
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
    let device_key = match &security_object.device_key {
        ReceivedKey::Verifying(key) => key.clone(),
        ReceivedKey::Unsupported(curve) => return Err(Fault::DeviceKeyUnsupported(*curve).into()),
    };
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
        device_key,
        elements,
        device_elements: Vec::new(),
        status: security_object.status,
        findings: Vec::new(),
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
    for list in trust.vicals {
        list.check_current(trust.now)?;
    }
    let doc_type = issuer_signed.mobile_security_object().doc_type;
    let lists = trust.vicals.iter();
    let listed = lists.flat_map(|list| list.anchors_for(doc_type));
    Ok(pki::validate(
        &chain,
        trust.iacas.iter().chain(listed),
        trust.now,
    )?)
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

/// A driving licence tells the country, and perhaps the state, of its document signer.
fn check_place(document: &VerifiedDocument<'_>) -> Result<(), Fault> {
    let signer = document.document_signer.certificate();
    let doc_type = DocType::by_name(document.doc_type);
    for element in &document.elements {
        match doc_type.and_then(|known| known.element(element.namespace, element.identifier)) {
            Some(row) if !doctype::tells_another_place(row, element.value, signer) => {}
            Some(row) if *row == ISSUING_COUNTRY => return Err(Fault::Country),
            Some(_) => return Err(Fault::Jurisdiction),
            None => {}
        }
    }
    Ok(())
}
