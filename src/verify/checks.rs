use super::device::Presented;
use super::invalid::Fault;
use super::{Invalid, Report, Trust, Verdict, VerifiedDocument, VerifiedElement, policy, status};
use crate::cose::ReceivedKey;
use crate::crypto::PublicKey;
use crate::doctype::driving_licence::ISSUING_COUNTRY;
use crate::doctype::{self, DocType};
use crate::mdoc::{DigestAlgorithm, IssuerSigned, ReceivedItem, ValidityInfo};
use crate::pki::{self, Certificate, DocumentSigner};
use crate::profile::{self, Extent};
use crate::time::Timestamp;

/// Everything after decoding and structure. Each stage is judged that can be: of one that an
/// earlier fault keeps from being judged, nothing is said.
pub(super) fn report<'a>(
    issuer_signed: &IssuerSigned<'a>,
    presented: Option<&Presented<'_, 'a>>,
    trust: &Trust<'_>,
) -> Report<'a> {
    let security_object = issuer_signed.mobile_security_object();
    let chain = match chain(issuer_signed) {
        Ok(chain) => chain,
        Err(invalid) => {
            return Report {
                doc_type: Some(security_object.doc_type),
                ..Report::unreadable(invalid)
            };
        }
    };
    let signer = chain.as_ref().ok().and_then(|chain| chain.first());
    let certificate = chain
        .as_deref()
        .map_err(Invalid::clone)
        .and_then(|chain| document_signer(chain, security_object.doc_type, trust));
    let key = match &certificate {
        Ok(signer) => Some(signer.public_key()),
        Err(_) => signer.and_then(|signer| signer.public_key().ec()),
    };
    let signature = key.map(|key| check_signature(issuer_signed, key));
    let validity =
        check_validity(&security_object.validity, signer, trust.now).map_err(Invalid::from);
    let digest = check_digests(issuer_signed).map_err(Invalid::from);
    let binding = check_binding(issuer_signed, presented, signer, trust);
    let references = security_object.status.as_ref();
    let signer_of_document = certificate.as_ref().ok();
    let status = signer_of_document.map(|signer| status::check(signer.clone(), references, trust));
    let extent = match presented {
        Some(_) => Extent::Part,
        None => Extent::Whole,
    };
    let findings = match trust.preset {
        Some(preset) => profile::judge(issuer_signed, preset, extent),
        None => Vec::new(),
    };
    let policy = trust.preset.map(|preset| policy::check(&findings, preset));

    let verdicts = [
        Verdict::Passed,
        Verdict::Passed,
        Verdict::of(&certificate),
        signature.as_ref().map_or(Verdict::NotReached, Verdict::of),
        Verdict::of(&validity),
        Verdict::of(&digest),
        Verdict::of(&binding),
        match &status {
            None => Verdict::NotReached,
            Some(Ok(asked)) if !asked.is_answered => Verdict::NotAsked,
            Some(status) => Verdict::of(status),
        },
        policy.as_ref().map_or(Verdict::NotAsked, Verdict::of),
    ];
    let outcome = certificate.and_then(|document_signer| {
        signature.unwrap_or(Ok(()))?;
        validity?;
        digest?;
        let bound = binding?;
        let document_signer = match status {
            Some(status) => status?.document_signer,
            None => document_signer,
        };
        policy.unwrap_or(Ok(()))?;
        Ok(VerifiedDocument {
            doc_type: security_object.doc_type,
            validity: security_object.validity,
            device_key: bound.device_key,
            elements: issuer_signed.items().iter().map(element).collect(),
            device_elements: bound.device_elements,
            status: security_object.status,
            document_signer,
        })
    });
    Report {
        doc_type: Some(security_object.doc_type),
        verdicts,
        findings,
        outcome,
    }
}

/// `Err` when the chain is missing, which is no structure; the inner one when a certificate cannot
/// be read.
fn chain(issuer_signed: &IssuerSigned<'_>) -> Result<Result<Vec<Certificate>, Invalid>, Invalid> {
    let chain = issuer_signed.issuer_auth().chain();
    if chain.is_empty() {
        return Err(Fault::ChainMissing.into());
    }
    let read = chain.iter().map(|der| Certificate::from_der(der));
    Ok(read.collect::<Result<_, _>>().map_err(Invalid::from))
}

fn document_signer(
    chain: &[Certificate],
    doc_type: &str,
    trust: &Trust<'_>,
) -> Result<DocumentSigner, Invalid> {
    for list in trust.vicals {
        list.check_current(trust.now)?;
    }
    let lists = trust.vicals.iter();
    let listed = lists.flat_map(|list| list.anchors_for(doc_type));
    Ok(pki::validate(
        chain,
        trust.iacas.iter().chain(listed),
        trust.now,
    )?)
}

fn check_signature(issuer_signed: &IssuerSigned<'_>, key: &PublicKey) -> Result<(), Invalid> {
    let verified = issuer_signed
        .issuer_auth()
        .verify(key, issuer_signed.payload());
    Ok(verified.map_err(Fault::IssuerSignature)?)
}

/// What a document is bound to.
struct Bound<'a> {
    device_key: PublicKey,
    device_elements: Vec<VerifiedElement<'a>>,
}

/// The document is the one that was asked for, of its signer's place, and, if it is presented, its
/// device's.
fn check_binding<'a>(
    issuer_signed: &IssuerSigned<'a>,
    presented: Option<&Presented<'_, 'a>>,
    signer: Option<&Certificate>,
    trust: &Trust<'_>,
) -> Result<Bound<'a>, Invalid> {
    let security_object = issuer_signed.mobile_security_object();
    let doc_type = security_object.doc_type;
    if trust.doc_type.is_some_and(|expected| expected != doc_type) {
        return Err(Fault::UnexpectedDocType.into());
    }
    let device_key = match &security_object.device_key {
        ReceivedKey::Verifying(key) => key.clone(),
        ReceivedKey::Unsupported(curve) => return Err(Fault::DeviceKeyUnsupported(*curve).into()),
    };
    if let Some(signer) = signer {
        check_place(issuer_signed, signer)?;
    }
    let device_elements = match presented {
        Some(presented) => presented.authenticate(&device_key)?,
        None => Vec::new(),
    };
    Ok(Bound {
        device_key,
        device_elements,
    })
}

fn element<'a>(received: &ReceivedItem<'a>) -> VerifiedElement<'a> {
    VerifiedElement {
        namespace: received.namespace,
        identifier: received.item.element_identifier,
        value: received.item.element_value,
    }
}

/// ISO/IEC 18013-5:2021 9.3.1 step 5, and the order that 9.1.2.4 demands of the dates.
fn check_validity(
    validity: &ValidityInfo,
    signer: Option<&Certificate>,
    now: Timestamp,
) -> Result<(), Fault> {
    let outside = |signer: &Certificate| {
        !(signer.not_before()..=signer.not_after()).contains(&validity.signed)
    };
    if signer.is_some_and(outside) {
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
fn check_place(issuer_signed: &IssuerSigned<'_>, signer: &Certificate) -> Result<(), Fault> {
    let doc_type = DocType::by_name(issuer_signed.mobile_security_object().doc_type);
    for element in issuer_signed.items().iter().map(element) {
        match doc_type.and_then(|known| known.element(element.namespace, element.identifier)) {
            Some(row) if !doctype::tells_another_place(row, element.value, signer) => {}
            Some(row) if *row == ISSUING_COUNTRY => return Err(Fault::Country),
            Some(_) => return Err(Fault::Jurisdiction),
            None => {}
        }
    }
    Ok(())
}
