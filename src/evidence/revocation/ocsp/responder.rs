//! Who signed a response, and whether it may.

use der::Encode;
use der::oid::db::rfc5280::ID_KP_OCSP_SIGNING;
use der::oid::db::rfc6960::ID_PKIX_OCSP_NOCHECK;
use der::oid::{AssociatedOid, ObjectIdentifier};
use sha1::{Digest, Sha1};
use x509_cert::ext::pkix::{BasicConstraints, CertificatePolicies, ExtendedKeyUsage, KeyUsage};

use super::super::{CardRevocationList, RevocationStatus};
use super::wire::{BasicResponse, ResponderId};
use super::{OcspError, public_key_bits};
use crate::crypto::sha256;
use crate::evidence::Anchors;
use crate::evidence::anchors::Root;
use crate::pki::{Certificate, PkiError, SignatureAlgorithm};
use crate::time::Timestamp;

/// Checks that the root that issued the certificate in question signed the response, or a responder
/// that the same root certified for it (RFC 6960 4.2.2.2). `lists` are asked about a responder
/// whose certificate does not say that it needs no check.
pub(super) fn check(
    response: &BasicResponse<'_>,
    root: &Root,
    anchors: &Anchors,
    lists: &[CardRevocationList],
    now: Timestamp,
) -> Result<(), OcspError> {
    if anchors.distrusts(|| root.key_sha256) {
        return Err(OcspError::DistrustedKey);
    }
    let responder = &response.data.responder;
    if names(responder, &root.certificate) {
        return check_signed_by(response, &root.certificate);
    }
    let mut candidates = response.certificates.iter();
    let delegated = candidates
        .find(|certificate| {
            names(responder, certificate)
                && certificate.issuer_der() == root.certificate.subject_der()
                && certificate
                    .check_signed_by(root.certificate.public_key())
                    .is_ok()
        })
        .ok_or(OcspError::UnknownResponder)?;
    check_signed_by(response, delegated)?;
    if anchors.distrusts(|| sha256(&[delegated.public_key_der()])) {
        return Err(OcspError::DistrustedKey);
    }
    check_profile(delegated, now)?;
    if delegated.extension(ID_PKIX_OCSP_NOCHECK).is_some() {
        return Ok(());
    }
    let mut statuses = lists
        .iter()
        .filter(|list| list.is_current(now))
        .filter_map(|list| list.status_of(delegated, root));
    let first = statuses.next().ok_or(OcspError::ResponderUnchecked)?;
    // Of an older and a newer list, the one that refuses counts.
    let good = |status: RevocationStatus| matches!(status, RevocationStatus::Good { .. });
    match good(first) && statuses.all(good) {
        true => Ok(()),
        false => Err(OcspError::ResponderRevoked),
    }
}

fn names(responder: &ResponderId, certificate: &Certificate) -> bool {
    match responder {
        ResponderId::Name(name) => name
            .to_der()
            .is_ok_and(|name| name == certificate.subject_der()),
        ResponderId::Key(hash) => public_key_bits(certificate)
            .is_some_and(|bits| Sha1::digest(bits).as_slice() == hash.as_bytes()),
    }
}

fn check_signed_by(
    response: &BasicResponse<'_>,
    certificate: &Certificate,
) -> Result<(), OcspError> {
    let algorithm = SignatureAlgorithm::from_identifier(&response.algorithm);
    let key = certificate.public_key();
    let outcome = key.check(algorithm, response.signed_part, response.signature);
    outcome.map_err(|error| match error {
        PkiError::Algorithm { .. } | PkiError::UnsupportedKey { .. } => OcspError::Algorithm,
        _ => OcspError::Signature,
    })
}

/// What a delegated responder's certificate has to be. Of extended key usages only the very one
/// will do (RFC 6960 4.2.2.2).
fn check_profile(certificate: &Certificate, now: Timestamp) -> Result<(), OcspError> {
    let refuse = |reason| Err(OcspError::Responder { reason });
    if !certificate.is_current(now) {
        return refuse("it is not valid now");
    }
    if certificate.unknown_critical_extension(&KNOWN).is_some() {
        return refuse("an unknown critical extension");
    }
    match certificate.decoded_extension::<ExtendedKeyUsage>() {
        Ok(Some((_, usage))) if usage.0.contains(&ID_KP_OCSP_SIGNING) => {}
        _ => return refuse("no extended key usage for it"),
    }
    match certificate.decoded_extension::<KeyUsage>() {
        Ok(None) => {}
        Ok(Some((_, usage))) if usage.digital_signature() => {}
        _ => return refuse("another key usage"),
    }
    match certificate.decoded_extension::<BasicConstraints>() {
        Ok(None) => Ok(()),
        Ok(Some((_, constraints))) if !constraints.ca => Ok(()),
        _ => refuse("it is an authority's"),
    }
}

/// The critical extensions that are looked at. Its policies have no meaning here.
const KNOWN: [ObjectIdentifier; 5] = [
    KeyUsage::OID,
    ExtendedKeyUsage::OID,
    BasicConstraints::OID,
    CertificatePolicies::OID,
    ID_PKIX_OCSP_NOCHECK,
];
