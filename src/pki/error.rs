use crate::crypto::CryptoError;
use crate::error::{Category, Coded};

/// Why a certificate or a chain is not accepted, or cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum PkiError {
    /// The signature algorithm is not one that this crate checks, is not the same inside and
    /// outside the signed part, or does not fit the issuer's key.
    #[error("the signature algorithm is not usable ({reason}); have the certificate issued anew")]
    Algorithm {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// One extension twice (RFC 5280 4.2).
    #[error("the certificate has the extension {oid} twice; have it issued anew")]
    DuplicateExtension {
        /// The extension, in dotted form.
        oid: String,
    },
    /// An extension whose content is not what its identifier says.
    #[error("the content of the extension {oid} is malformed; have the certificate issued anew")]
    Extension {
        /// The extension, in dotted form.
        oid: String,
    },
    /// The bytes are no certificate in strict DER, or the text no PEM of one.
    #[error("not an X.509 version 3 certificate ({reason}); send the certificate in strict DER")]
    Malformed {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The certificate's public key is not usable.
    #[error("the certificate's public key is not usable; use P-256, P-384, Ed25519 or RSA")]
    PublicKey(#[source] CryptoError),
    /// The signature is not the issuer's.
    #[error("the certificate is not signed by this issuer; do not trust it")]
    Signature,
    /// Larger than [`limits::CERTIFICATE`](crate::limits::CERTIFICATE).
    #[error("a certificate of {found} bytes is larger than this crate reads; send a smaller one")]
    TooLarge {
        /// Bytes found.
        found: usize,
    },
}

impl Coded for PkiError {
    fn code(&self) -> &'static str {
        match self {
            Self::Algorithm { .. } => "pki.algorithm",
            Self::DuplicateExtension { .. } => "pki.duplicate-extension",
            Self::Extension { .. } => "pki.extension",
            Self::Malformed { .. } => "pki.malformed",
            Self::PublicKey(_) => "pki.public-key",
            Self::Signature => "pki.signature",
            Self::TooLarge { .. } => "pki.too-large",
        }
    }

    fn category(&self) -> Category {
        Category::UntrustedInput
    }
}
