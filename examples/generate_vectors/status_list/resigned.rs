//! A certificate with a change, signed again.

use der::asn1::{AnyRef, BitString};
use der::{Decode, Encode, Sequence};
use mnid_mdoc::crypto::{Signer, SoftwareKey};
use mnid_mdoc::pki::Certificate;

use super::super::Failure;
use super::super::draft::replaced;

#[derive(Sequence)]
struct Parts<'a> {
    signed_part: AnyRef<'a>,
    algorithm: AnyRef<'a>,
    signature: BitString,
}

/// Replaces bytes of a certificate by as many others, and signs it with its issuer's key.
pub(super) fn resigned(
    certificate: &Certificate,
    key: &SoftwareKey,
    from: &[u8],
    to: &[u8],
) -> Result<Certificate, Failure> {
    let parts = Parts::from_der(certificate.der())?;
    let signed_part = replaced(&parts.signed_part.to_der()?, from, to)?;
    let signature = key.sign(&[&signed_part])?;
    let signature = p256::ecdsa::Signature::from_slice(signature.as_bytes())?;
    let changed = Parts {
        signed_part: AnyRef::from_der(&signed_part)?,
        algorithm: parts.algorithm,
        signature: BitString::from_bytes(signature.to_der().as_bytes())?,
    };
    Ok(Certificate::from_der(&changed.to_der()?)?)
}
