use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};

use super::key::Key;
use super::{AnchorName, Environment, EvidenceError, RevocationError};
use crate::card::record::{CardVerifiableCertificate, KeyId};
use crate::crypto::RsaPublicKey;
use crate::pki::{Certificate, RevocationList};

mod file;
mod json;

#[doc = include_str!("anchors.md")]
#[derive(Clone, Debug)]
pub struct Anchors {
    environment: Environment,
    roots: Vec<Arc<Root>>,
    authorities: Vec<Authority>,
    distrusted: HashSet<[u8; 32]>,
}

impl Anchors {
    /// No anchors yet, of this environment.
    pub fn new(environment: Environment) -> Self {
        Self {
            environment,
            roots: Vec::new(),
            authorities: Vec::new(),
            distrusted: HashSet::new(),
        }
    }

    /// From the JSON of the [file of anchors](Self#the-file).
    ///
    /// # Errors
    /// [`EvidenceError::AnchorsFile`] with the entry and member that cannot be taken, and why.
    pub fn from_json(json: &str) -> Result<Self, EvidenceError> {
        file::read(json)
    }

    /// The environment of all of them.
    pub fn environment(&self) -> Environment {
        self.environment
    }

    /// Adds a root (self-signed X.509 in DER, RSA of 2048 bits or P-384) that issues signing
    /// certificates with keys of the same kind. Several may share one name, as the generations of
    /// the JPKI do: the signature decides between them.
    ///
    /// # Errors
    /// [`EvidenceError::Anchor`] when it is no such root, one of the other environment (the
    /// organisation of production is `JPKI`), or there already.
    pub fn with_signing_root(self, name: &str, der: &[u8]) -> Result<Self, EvidenceError> {
        self.with_root(Role::Signing, name, der)
    }

    /// Adds a root that issues authentication certificates, like
    /// [`with_signing_root`](Self::with_signing_root).
    ///
    /// # Errors
    /// As there.
    pub fn with_authentication_root(self, name: &str, der: &[u8]) -> Result<Self, EvidenceError> {
        self.with_root(Role::Authentication, name, der)
    }

    /// Adds the key (RSA of 2048 bits) that certifies municipalities for the face application.
    ///
    /// # Errors
    /// [`EvidenceError::Anchor`] when the key is of another size, its id of the other environment
    /// (the ids of production begin with `5`), or both are there already.
    pub fn with_face_authority(
        self,
        name: &str,
        id: KeyId,
        key: RsaPublicKey,
    ) -> Result<Self, EvidenceError> {
        self.with_municipal_authority(Role::Face, name, id, key)
    }

    /// Adds the key that certifies municipalities for the text application, like
    /// [`with_face_authority`](Self::with_face_authority).
    ///
    /// # Errors
    /// As there.
    pub fn with_text_authority(
        self,
        name: &str,
        id: KeyId,
        key: RsaPublicKey,
    ) -> Result<Self, EvidenceError> {
        self.with_municipal_authority(Role::Text, name, id, key)
    }

    /// Adds a key (RSA of 2048 bits) that signs licence data for the police. It carries no mark of
    /// an environment: the caller vouches for that.
    ///
    /// # Errors
    /// [`EvidenceError::Anchor`] when the key is of another size, or there already.
    pub fn with_licence_signer(self, name: &str, key: RsaPublicKey) -> Result<Self, EvidenceError> {
        self.with_authority(Role::Licence, name, None, key)
    }

    /// Refuses whatever depends on the key with this SHA-256 of its SubjectPublicKeyInfo in DER: a
    /// root's, a municipality's (card-verifiable certificates cannot be revoked), a card's, an OCSP
    /// responder's.
    #[must_use]
    pub fn distrusting(mut self, spki_sha256: [u8; 32]) -> Self {
        self.distrusted.insert(spki_sha256);
        self
    }

    /// The root that signed the certificate.
    pub(super) fn root_of(
        &self,
        role: Role,
        certificate: &Certificate,
    ) -> Result<&Arc<Root>, EvidenceError> {
        let named = |root: &&Arc<Root>| {
            root.role == role && root.certificate.subject_der() == certificate.issuer_der()
        };
        let mut candidates = self.roots.iter().filter(named).peekable();
        if candidates.peek().is_none() {
            return Err(EvidenceError::UnknownIssuer { role });
        }
        let mut signed = candidates.filter(|root| {
            let key = root.certificate.public_key();
            certificate.check_signed_by(key).is_ok()
        });
        let first = signed
            .next()
            .ok_or(EvidenceError::CertificateSignature { role })?;
        // Of two certificates of one key, the one that was valid when it signed.
        let vouches = |root: &&Arc<Root>| root.certificate.is_current(certificate.not_before());
        let root = match vouches(&first) {
            true => first,
            false => signed.find(vouches).unwrap_or(first),
        };
        self.check_trusted(role, || root.key_sha256)?;
        Ok(root)
    }

    /// The root that made the list.
    pub(super) fn root_of_list(
        &self,
        list: &RevocationList,
    ) -> Result<&Arc<Root>, RevocationError> {
        let named = |root: &&Arc<Root>| root.certificate.subject_der() == list.issuer_der();
        let mut outcome = Err(RevocationError::UnknownIssuer);
        for root in self.roots.iter().filter(named) {
            match list.check_made_by(&root.certificate) {
                Ok(()) if self.check_trusted(root.role, || root.key_sha256).is_err() => {
                    return Err(RevocationError::DistrustedRoot);
                }
                // Of two certificates of one key, the one that is valid with the list.
                Ok(()) if root.certificate.is_current(list.this_update()) => return Ok(root),
                Ok(()) => outcome = Ok(root),
                Err(error) if outcome.is_err() => outcome = Err(error.into()),
                Err(_) => {}
            }
        }
        outcome
    }

    /// The authority that signed the municipality's certificate.
    pub(super) fn authority_of(
        &self,
        role: Role,
        certificate: &CardVerifiableCertificate<'_>,
    ) -> Result<&Authority, EvidenceError> {
        let named = |authority: &&Authority| {
            authority.role == role && authority.id == Some(certificate.issuer())
        };
        let mut candidates = self.authorities.iter().filter(named).peekable();
        if candidates.peek().is_none() {
            return Err(EvidenceError::UnknownIssuer { role });
        }
        let (signed, signature) = (certificate.signed_part(), certificate.signature());
        let authority = candidates
            .find(|authority| authority.key.verify(&[signed], signature).is_ok())
            .ok_or(EvidenceError::CertificateSignature { role })?;
        self.check_trusted(role, || authority.key_sha256)?;
        self.check_trusted(role, || certificate.key().spki_sha256())?;
        Ok(authority)
    }

    /// The police key that signed one of the candidate ranges.
    pub(super) fn licence_signer_of(
        &self,
        candidates: &[&[u8]],
        signature: &[u8],
    ) -> Result<&Authority, EvidenceError> {
        let signed = |authority: &&Authority| {
            let mut candidates = candidates.iter();
            candidates.any(|signed| authority.key.verify(&[signed], signature).is_ok())
        };
        let mut police = self.authorities.iter().filter(|a| a.role == Role::Licence);
        let authority = police.find(signed).ok_or(EvidenceError::RecordSignature {
            role: Role::Licence,
        })?;
        self.check_trusted(Role::Licence, || authority.key_sha256)?;
        Ok(authority)
    }

    pub(super) fn check_trusted(
        &self,
        role: Role,
        spki_sha256: impl FnOnce() -> [u8; 32],
    ) -> Result<(), EvidenceError> {
        match self.distrusts(spki_sha256) {
            true => Err(EvidenceError::DistrustedKey { role }),
            false => Ok(()),
        }
    }

    pub(super) fn distrusts(&self, spki_sha256: impl FnOnce() -> [u8; 32]) -> bool {
        !self.distrusted.is_empty() && self.distrusted.contains(&spki_sha256())
    }

    fn with_root(mut self, role: Role, name: &str, der: &[u8]) -> Result<Self, EvidenceError> {
        let refuse = |reason| self.refuse(role, reason);
        let certificate =
            Certificate::from_der(der).map_err(|_| refuse("no X.509 certificate in DER"))?;
        let key = Key::of(certificate.public_key())
            .ok_or_else(|| refuse("no RSA key of 2048 bits, and none on P-384"))?;
        if certificate.subject_der() != certificate.issuer_der()
            || certificate
                .check_signed_by(certificate.public_key())
                .is_err()
        {
            return Err(refuse("not signed by itself"));
        }
        let authority = certificate
            .decoded_extension::<BasicConstraints>()
            .is_ok_and(|found| found.is_some_and(|(_, constraints)| constraints.ca));
        let signs = certificate
            .decoded_extension::<KeyUsage>()
            .is_ok_and(|found| found.is_some_and(|(_, usage)| usage.key_cert_sign()));
        if !authority || !signs {
            return Err(refuse("no certificate authority"));
        }
        let production = certificate.organization() == Some("JPKI");
        if production != (self.environment == Environment::Production) {
            return Err(refuse("its organisation is of the other environment"));
        }
        let same = |root: &Arc<Root>| root.role == role && root.certificate.der() == der;
        if self.roots.iter().any(same) {
            return Err(refuse(THERE_ALREADY));
        }
        self.roots.push(Arc::new(Root {
            role,
            name: AnchorName::new(name, &certificate.sha256()),
            certificate,
            key_sha256: key.sha256(),
            key,
        }));
        Ok(self)
    }

    fn with_municipal_authority(
        self,
        role: Role,
        name: &str,
        id: KeyId,
        key: RsaPublicKey,
    ) -> Result<Self, EvidenceError> {
        let production = id.as_bytes().first() == Some(&b'5');
        if production != (self.environment == Environment::Production) {
            return Err(self.refuse(role, "its key id is of the other environment"));
        }
        self.with_authority(role, name, Some(id), key)
    }

    fn with_authority(
        mut self,
        role: Role,
        name: &str,
        id: Option<KeyId>,
        key: RsaPublicKey,
    ) -> Result<Self, EvidenceError> {
        if key.bits() != 2048 {
            return Err(self.refuse(role, "no RSA key of 2048 bits"));
        }
        let same = |known: &Authority| known.role == role && known.id == id && known.key == key;
        if self.authorities.iter().any(same) {
            return Err(self.refuse(role, THERE_ALREADY));
        }
        let key_sha256 = key.spki_sha256();
        if self.environment == Environment::Production && key_sha256 == SOFTWARE_CARD_POLICE {
            return Err(self.refuse(role, "everybody has the private key of the software card's"));
        }
        self.authorities.push(Authority {
            role,
            name: AnchorName::new(name, &key_sha256),
            id,
            key,
            key_sha256,
        });
        Ok(self)
    }

    fn refuse(&self, role: Role, reason: &'static str) -> EvidenceError {
        EvidenceError::Anchor {
            role,
            environment: self.environment,
            reason,
        }
    }
}

/// A part of the card, with its own keys and its own anchors.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The JPKI certificate for digital signatures (署名用) and its key.
    Signing,
    /// The JPKI certificate for user authentication (利用者証明用) and its key.
    Authentication,
    /// The face application (券面事項確認).
    Face,
    /// The text application (券面事項入力補助).
    Text,
    /// The driving-licence application (マイナ免許証).
    Licence,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Signing => "signing",
            Self::Authentication => "authentication",
            Self::Face => "face",
            Self::Text => "text",
            Self::Licence => "licence",
        })
    }
}

/// A self-signed certificate that issues certificates of one role.
#[derive(Clone, Debug)]
pub(super) struct Root {
    role: Role,
    pub(super) name: AnchorName,
    pub(super) certificate: Certificate,
    pub(super) key: Key,
    pub(super) key_sha256: [u8; 32],
}

/// A bare key that certifies municipalities, or signs licences.
#[derive(Clone, Debug)]
pub(super) struct Authority {
    role: Role,
    pub(super) name: AnchorName,
    id: Option<KeyId>,
    key: RsaPublicKey,
    key_sha256: [u8; 32],
}

/// SHA-256 of the SubjectPublicKeyInfo of the key that signs the software card's licences: a police
/// key carries no other mark of an environment.
const SOFTWARE_CARD_POLICE: [u8; 32] = [
    0x6C, 0xE3, 0x57, 0x80, 0x9F, 0x71, 0x6A, 0xEE, 0x38, 0x83, 0x97, 0xAD, 0x71, 0x53, 0xFD, 0xE5,
    0x32, 0x80, 0xA7, 0x59, 0xF1, 0xE3, 0xA6, 0xC7, 0xB5, 0x84, 0x0B, 0x02, 0xEE, 0x98, 0x6D, 0x11,
];
const THERE_ALREADY: &str = "it is there already";
