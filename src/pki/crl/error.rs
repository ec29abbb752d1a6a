use crate::error::{Category, Coded};
use crate::time::Timestamp;

/// Why a revocation list cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CrlError {
    /// The signature algorithm is not one that this crate checks, or not that of the root's key.
    #[error("the revocation list's signature algorithm is not usable; fetch it anew")]
    Algorithm,
    /// An extension is not understood and critical: delta and indirect lists have such.
    #[error("the revocation list has the critical extension {oid}; fetch a full, direct list")]
    CriticalExtension {
        /// The extension, in dotted form.
        oid: String,
    },
    /// The list has only the changes to another one (RFC 5280 5.2.4).
    #[error("this is a delta list; fetch the full revocation list")]
    Delta,
    /// One certificate twice, so that the date of its revocation is uncertain.
    #[error("the revocation list has a serial number twice; ask its issuer for one without")]
    DuplicateSerial,
    /// The list has certificates of other issuers (RFC 5280 5.2.5, 5.3.3).
    #[error("this is an indirect list; fetch the revocation list of the certificate's issuer")]
    Indirect,
    /// The list is of another root than the one given.
    #[error("the revocation list is not of this root; fetch the one of the certificate's issuer")]
    Issuer,
    /// The bytes are no version 2 list in strict DER, or the text no PEM of one.
    #[error("the {field} of the version 2 revocation list is malformed; fetch the list anew")]
    Malformed {
        /// The field's name in RFC 5280 5.1.
        field: &'static str,
    },
    /// The list does not say until when it is good, which B.2 demands.
    #[error("the revocation list has no nextUpdate; ask its issuer for one that has")]
    NoNextUpdate,
    /// The list does not answer for a certificate that its root did not sign.
    #[error("the certificate was not issued by the root of this revocation list; fetch the other")]
    NotCovered,
    /// The list's time has not come.
    #[error("the revocation list is of {this_update}; wait, or correct the clock")]
    NotYetValid {
        /// When it was made.
        this_update: Timestamp,
    },
    /// A newer list must exist.
    #[error("a newer revocation list was due at {next_update}; fetch it")]
    Outdated {
        /// When the next one was due.
        next_update: Timestamp,
    },
    /// An entry with the reason removeFromCRL, which only a delta list has (RFC 5280 5.3.1).
    #[error("an entry is said to be removed, as only in a delta list; fetch the full list")]
    Removal,
    /// The root's key may not sign revocation lists (RFC 5280 6.3.3 (f)).
    #[error("the root's key usage does not allow it to sign revocation lists; do not trust it")]
    RootKeyUsage,
    /// The signature is not the root's.
    #[error("the revocation list is not signed by this root; do not trust it")]
    Signature,
    /// The list has only certificates that were revoked for certain reasons (RFC 5280 5.2.5).
    #[error("the revocation list is for some reasons only; fetch the one for all")]
    SomeReasons,
    /// Larger than [`limits::REVOCATION_LIST`](crate::limits::REVOCATION_LIST).
    #[error("a revocation list of {found} bytes is larger than this crate reads")]
    TooLarge {
        /// Bytes found.
        found: usize,
    },
}

impl Coded for CrlError {
    fn code(&self) -> &'static str {
        match self {
            Self::Algorithm => "crl.algorithm",
            Self::CriticalExtension { .. } => "crl.critical-extension",
            Self::Delta => "crl.delta",
            Self::DuplicateSerial => "crl.duplicate-serial",
            Self::Indirect => "crl.indirect",
            Self::Issuer => "crl.issuer",
            Self::Malformed { .. } => "crl.malformed",
            Self::NoNextUpdate => "crl.no-next-update",
            Self::NotCovered => "crl.not-covered",
            Self::NotYetValid { .. } => "crl.not-yet-valid",
            Self::Outdated { .. } => "crl.outdated",
            Self::Removal => "crl.removal",
            Self::RootKeyUsage => "crl.root-key-usage",
            Self::Signature => "crl.signature",
            Self::SomeReasons => "crl.some-reasons",
            Self::TooLarge { .. } => "crl.too-large",
        }
    }

    fn category(&self) -> Category {
        Category::UntrustedInput
    }
}
