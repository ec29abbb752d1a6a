//! The path from a list's signer to a trusted root of its provider (RFC 5280 6.1). Unlike an
//! IACA, a provider's root may have a CA below it.

use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};

use super::VicalError;
use crate::pki::path::{accepted, check_dates};
use crate::pki::{Certificate, PkiError, Role, oid};
use crate::time::Timestamp;

/// Checks `chain`, the signer first, up to one of `roots`, and returns the signer. What stands in
/// the chain after the certificate that a root signed is not looked at.
pub(super) fn check<'a>(
    chain: &'a [Certificate],
    roots: &[Certificate],
    at: Timestamp,
) -> Result<&'a Certificate, VicalError> {
    let (signer, authorities) = chain.split_first().ok_or(VicalError::UntrustedSigner)?;
    check_dates(Role::VicalSigner, signer, at)?;
    let (mut subject, mut authorities) = (signer, authorities.iter());
    // How many CAs are below the issuer that is looked for.
    for below in 0_u8.. {
        let mut refusal = None;
        for root in roots {
            match issued(signer, subject, root, below, at) {
                Ok(true) => return Ok(signer),
                Ok(false) => {}
                Err(error) => refusal = Some(error),
            }
        }
        if let Some(error) = refusal {
            return Err(error);
        }
        let authority = authorities.next().ok_or(VicalError::UntrustedSigner)?;
        if !issued(signer, subject, authority, below, at)? {
            return Err(VicalError::UntrustedSigner);
        }
        subject = authority;
    }
    Err(VicalError::UntrustedSigner)
}

/// Whether `issuer` signed `subject`, and might; for the signer itself, its profile too.
fn issued(
    signer: &Certificate,
    subject: &Certificate,
    issuer: &Certificate,
    below: u8,
    at: Timestamp,
) -> Result<bool, VicalError> {
    if subject.issuer_der() != issuer.subject_der() {
        return Ok(false);
    }
    match subject.check_signed_by(issuer.public_key()) {
        Ok(()) => {}
        Err(error @ PkiError::UnsupportedKey { .. }) => return Err(error.into()),
        Err(_) => return Ok(false),
    }
    check_authority(issuer, below, at)?;
    if subject == signer {
        accepted(Role::VicalSigner, signer, issuer)?;
    }
    Ok(true)
}

fn check_authority(authority: &Certificate, below: u8, at: Timestamp) -> Result<(), VicalError> {
    let refused = |reason| Err(VicalError::Authority { reason });
    if !authority.is_current(at) {
        return refused("it has expired or is not valid yet");
    }
    let constraints = match authority.decoded_extension::<BasicConstraints>()? {
        Some((_, constraints)) if constraints.ca => constraints,
        _ => return refused("it is no CA"),
    };
    if constraints
        .path_len_constraint
        .is_some_and(|most| below > most)
    {
        return refused("more CAs are below it than its path length allows");
    }
    match authority.decoded_extension::<KeyUsage>()? {
        Some((_, usage)) if usage.key_cert_sign() => {}
        _ => return refused("its key usage does not allow it to sign certificates"),
    }
    let known = [oid::KEY_USAGE, oid::BASIC_CONSTRAINTS];
    match authority.unknown_critical_extension(&known) {
        Some(_) => refused("it has a critical extension that is not known"),
        None => Ok(()),
    }
}
