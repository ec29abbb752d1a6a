//! The path from a list's signer to a trusted root (RFC 5280 6.1). Unlike an IACA, another root may
//! have a CA below it.

use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};

use super::path::{accepted, check_dates};
use super::{Certificate, PkiError, Role, oid};
use crate::time::Timestamp;

/// Why a signer is not trusted.
pub(crate) enum PathFault {
    /// No trusted root stands above it.
    Untrusted,
    /// A CA above it may not be one.
    Authority { reason: &'static str },
    /// A certificate cannot be used.
    Pki(PkiError),
}

impl From<PkiError> for PathFault {
    fn from(error: PkiError) -> Self {
        Self::Pki(error)
    }
}

/// Checks `chain`, the certificate of a signer of that role first, up to one of `roots`, and returns
/// the signer. What stands in the chain after the certificate that a root signed is not looked at.
pub(crate) fn check<'a>(
    role: Role,
    chain: &'a [Certificate],
    roots: &[Certificate],
    at: Timestamp,
) -> Result<&'a Certificate, PathFault> {
    let (signer, authorities) = chain.split_first().ok_or(PathFault::Untrusted)?;
    check_dates(role, signer, at)?;
    let path = Path { role, signer, at };
    let (mut subject, mut authorities) = (signer, authorities.iter());
    // How many CAs are below the issuer that is looked for.
    for below in 0..=u8::MAX {
        let mut refusal = None;
        for root in roots {
            match path.issued(subject, root, below) {
                Ok(true) => return Ok(signer),
                Ok(false) => {}
                Err(error) => refusal = Some(error),
            }
        }
        if let Some(error) = refusal {
            return Err(error);
        }
        let authority = authorities.next().ok_or(PathFault::Untrusted)?;
        if !path.issued(subject, authority, below)? {
            return Err(PathFault::Untrusted);
        }
        subject = authority;
    }
    Err(PathFault::Untrusted)
}

/// What is asked of every certificate of a path.
struct Path<'a> {
    role: Role,
    signer: &'a Certificate,
    at: Timestamp,
}

impl Path<'_> {
    /// Whether `issuer` signed `subject`, and might; for the signer itself, its profile too.
    fn issued(
        &self,
        subject: &Certificate,
        issuer: &Certificate,
        below: u8,
    ) -> Result<bool, PathFault> {
        if subject.issuer_der() != issuer.subject_der() {
            return Ok(false);
        }
        match subject.check_signed_by(issuer.public_key()) {
            Ok(()) => {}
            Err(error @ PkiError::UnsupportedKey { .. }) => return Err(error.into()),
            Err(_) => return Ok(false),
        }
        check_authority(issuer, below, self.at)?;
        if subject == self.signer {
            accepted(self.role, subject, issuer)?;
        }
        Ok(true)
    }
}

fn check_authority(authority: &Certificate, below: u8, at: Timestamp) -> Result<(), PathFault> {
    let refused = |reason| Err(PathFault::Authority { reason });
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
