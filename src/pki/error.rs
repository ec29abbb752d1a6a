use super::{CrlError, Finding, Role, UnsupportedKey};
use crate::crypto::{CryptoError, RandomError, SignerError};
use crate::error::{Category, Coded};
use crate::time::Timestamp;

/// Why a certificate or a chain is not accepted, or cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum PkiError {
    /// The signature algorithm is not one that this crate checks, is not the same inside and
    /// outside the signed part, or does not fit the issuer's key.
    #[error("the signature algorithm is not usable ({reason}); have it signed anew")]
    Algorithm {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A chain that is not the document signer alone.
    #[error("a chain of {found} certificates; send the document signer alone, without its root")]
    ChainLength {
        /// Certificates found.
        found: usize,
    },
    /// One extension twice (RFC 5280 4.2).
    #[error("the certificate has the extension {oid} twice; have it issued anew")]
    DuplicateExtension {
        /// The extension, in dotted form.
        oid: String,
    },
    /// The certificate's time is over.
    #[error("the {role} expired at {not_after}; use a current one")]
    Expired {
        /// Which certificate.
        role: Role,
        /// The last second at which it was good.
        not_after: Timestamp,
    },
    /// An extension whose content is not what its identifier says.
    #[error("the content of the extension {oid} is malformed; have the certificate issued anew")]
    Extension {
        /// The extension, in dotted form.
        oid: String,
    },
    /// A field of a request, or what is given with it, is not as it has to be.
    #[error("{field} has to be {demand}; correct the request")]
    Field {
        /// The field's name.
        field: &'static str,
        /// What it has to be.
        demand: &'static str,
    },
    /// A file in PEM or JSON that should hold certificates and does not.
    #[error("not a file of certificates ({reason}); send them in PEM, or as JSON with iacas")]
    File {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The bytes are no certificate of version 3 in strict DER.
    #[error("the certificate's {field} is malformed; send an X.509 version 3 certificate in DER")]
    Malformed {
        /// The first field that cannot be read, by its name in RFC 5280 4.1.
        field: &'static str,
    },
    /// A link certificate that does not lead from the old root to the new one.
    #[error("the link certificate does not lead to the new root ({reason}); do not trust it")]
    Link {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The certificate's time has not come.
    #[error("the {role} is not valid before {not_before}; wait, or correct the clock")]
    NotYetValid {
        /// Which certificate.
        role: Role,
        /// The first second at which it is good.
        not_before: Timestamp,
    },
    /// A certificate that would be valid before or after a root above it.
    #[error(
        "not_before and not_after have to be within those of the root, {not_before} to {not_after}; \
         correct the request"
    )]
    OutsideIaca {
        /// The root's first second.
        not_before: Timestamp,
        /// The root's last second.
        not_after: Timestamp,
    },
    /// A certification request that is not signed with the key that it asks for (RFC 2986 4.2).
    #[error("the request is not signed with the key inside it; make it anew with that key")]
    Possession,
    /// The certificate does not satisfy a rule of its profile.
    #[error("the {role} breaks a rule of its profile, {}: {} ({})", .finding.rule, .finding.demand, .finding.clause)]
    Profile {
        /// Which certificate.
        role: Role,
        /// The rule.
        finding: Finding,
    },
    /// The public key of a certificate or request is not usable.
    #[error("the public key is not what it says that it is; make it anew on P-256 or P-384")]
    PublicKey(#[source] CryptoError),
    /// The random source failed.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// A field of a certification request is not as RFC 2986 4 says.
    #[error(
        "the certification request's {field} is malformed; send a PKCS#10 request in strict DER"
    )]
    Request {
        /// The field's name in the standard.
        field: &'static str,
    },
    /// The revocation list that was asked cannot be used.
    #[error(transparent)]
    RevocationList(#[from] CrlError),
    /// The certificate is on its root's revocation list.
    #[error("the {role} is revoked since {since}; do not trust it")]
    Revoked {
        /// Which certificate.
        role: Role,
        /// The date in the list.
        since: Timestamp,
    },
    /// The signature is not the issuer's.
    #[error("the certificate is not signed by this issuer; do not trust it")]
    Signature,
    /// The issuer's signer failed.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// Larger than [`limits::CERTIFICATE`](crate::limits::CERTIFICATE).
    #[error("{found} bytes are more than is read of a certificate, request or file; send less")]
    TooLarge {
        /// Bytes found.
        found: usize,
    },
    /// The key of a certificate or request is of a kind by which nothing is verified.
    #[error("the key is {key}, by which nothing is verified here; use P-256 or P-384")]
    UnsupportedKey {
        /// The kind.
        key: UnsupportedKey,
    },
    /// No trusted root has the issuer's name.
    #[error("no trusted root has the name of the certificate's issuer; do not trust it")]
    UnknownIssuer,
}

impl Coded for PkiError {
    fn code(&self) -> &'static str {
        match self {
            Self::Algorithm { .. } => "pki.algorithm",
            Self::ChainLength { .. } => "pki.chain-length",
            Self::DuplicateExtension { .. } => "pki.duplicate-extension",
            Self::Expired { .. } => "pki.expired",
            Self::Extension { .. } => "pki.extension",
            Self::Field { .. } => "pki.field",
            Self::File { .. } => "pki.file",
            Self::Malformed { .. } => "pki.malformed",
            Self::Link { .. } => "pki.link",
            Self::NotYetValid { .. } => "pki.not-yet-valid",
            Self::OutsideIaca { .. } => "pki.outside-iaca",
            Self::Possession => "pki.possession",
            Self::Profile { finding, .. } => finding.rule,
            Self::PublicKey(_) => "pki.public-key",
            Self::Random(error) => error.code(),
            Self::Request { .. } => "pki.request",
            Self::RevocationList(error) => error.code(),
            Self::Revoked { .. } => "pki.revoked",
            Self::Signature => "pki.signature",
            Self::Signer(error) => error.code(),
            Self::TooLarge { .. } => "pki.too-large",
            Self::UnknownIssuer => "pki.unknown-issuer",
            Self::UnsupportedKey { .. } => "pki.unsupported-key",
        }
    }

    fn category(&self) -> Category {
        match self {
            Self::Field { .. } | Self::OutsideIaca { .. } => Category::Misuse,
            Self::Random(error) => error.category(),
            Self::RevocationList(error) => error.category(),
            Self::Signer(error) => error.category(),
            _ => Category::UntrustedInput,
        }
    }
}
