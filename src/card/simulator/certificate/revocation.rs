//! Revocation lists of the authorities, in the shape of JPKI's: for one municipality each.

use der::asn1::ObjectIdentifier;

use super::oid::{AUTHORITY_KEY_IDENTIFIER, id};
use super::{
    AUTHENTICATION, CertificateAuthority, KeyKind, SIGNING, directory_name, extension, utc_time,
};
use crate::card::simulator::{PersonalisationError, asn1};
use crate::time::Timestamp;

/// One of the authorities that issue the certificates of software cards.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CertificateIssuer {
    /// Of signing certificates.
    Signing,
    /// Of authentication certificates.
    Authentication,
    /// Of signing certificates on P-384.
    SigningOnP384,
    /// Of authentication certificates on P-384.
    AuthenticationOnP384,
}

/// A certificate that a revocation list has.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ListedCertificate {
    /// The serial number as DER has it.
    pub serial: Vec<u8>,
    /// Since when it is revoked or on hold.
    pub since: Timestamp,
    /// The reason's number (CRLReason, RFC 5280 5.3.1): 6 is a hold. None is written for 0.
    pub reason: u8,
}

impl CertificateIssuer {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Signing,
        Self::Authentication,
        Self::SigningOnP384,
        Self::AuthenticationOnP384,
    ];

    /// A list, in DER, of those certificates of the holders' municipality that are revoked.
    ///
    /// # Errors
    /// [`PersonalisationError`] if a key file of the crate were unusable.
    pub fn revocation_list(
        self,
        listed: &[ListedCertificate],
        this_update: Timestamp,
        next_update: Timestamp,
    ) -> Result<Vec<u8>, PersonalisationError> {
        let (authority, kind) = match self {
            Self::Signing => (SIGNING, KeyKind::Rsa2048),
            Self::Authentication => (AUTHENTICATION, KeyKind::Rsa2048),
            Self::SigningOnP384 => (SIGNING, KeyKind::P384),
            Self::AuthenticationOnP384 => (AUTHENTICATION, KeyKind::P384),
        };
        authority.revocation_list(kind, listed, this_update, next_update)
    }
}

impl CertificateAuthority {
    /// TBSCertList and its signature, RFC 5280 5.1.
    fn revocation_list(
        &self,
        kind: KeyKind,
        listed: &[ListedCertificate],
        this_update: Timestamp,
        next_update: Timestamp,
    ) -> Result<Vec<u8>, PersonalisationError> {
        let key = self.key(kind)?;
        let algorithm = key.algorithm();
        let entries: Vec<Vec<u8>> = listed.iter().map(entry).collect();
        let revoked = match entries.is_empty() {
            true => Vec::new(),
            false => asn1::sequence(&entries),
        };
        let identifier = asn1::sequence(&[asn1::value(0x80, &key.identifier())]);
        let point = asn1::context(0, &asn1::context(0, &directory_name(&self.distribution())));
        let extensions = asn1::sequence(&[
            extension(AUTHORITY_KEY_IDENTIFIER, false, &identifier),
            extension(CRL_NUMBER, false, &asn1::unsigned(&[1])),
            extension(ISSUING_DISTRIBUTION_POINT, true, &asn1::sequence(&[point])),
        ]);
        let signed_part = asn1::sequence(&[
            asn1::unsigned(&[1]),
            algorithm.clone(),
            self.name(),
            time(this_update),
            time(next_update),
            revoked,
            asn1::context(0, &extensions),
        ]);
        let signature = asn1::bits(&key.certify(&signed_part)?);
        Ok(asn1::sequence(&[signed_part, algorithm, signature]))
    }
}

fn entry(listed: &ListedCertificate) -> Vec<u8> {
    let reason = match listed.reason {
        0 => Vec::new(),
        reason => asn1::sequence(&[extension(REASON, false, &asn1::value(0x0A, &[reason]))]),
    };
    let serial = asn1::value(0x02, &listed.serial);
    asn1::sequence(&[serial, time(listed.since), reason])
}

fn time(time: Timestamp) -> Vec<u8> {
    asn1::value(0x17, utc_time(time).as_bytes())
}

const CRL_NUMBER: ObjectIdentifier = id("2.5.29.20");
const REASON: ObjectIdentifier = id("2.5.29.21");
const ISSUING_DISTRIBUTION_POINT: ObjectIdentifier = id("2.5.29.28");
