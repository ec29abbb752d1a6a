use std::time::Duration;

use super::{Circuits, ProfileError};
use crate::doctype::{DocType, PortraitFormat};
use crate::mdoc::DigestAlgorithm;
use crate::pki::Edition;

/// How credentials are laid out. Take it from a [`Preset`](super::Preset).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct IssuingOptions {
    /// The digest of the elements. Every reader that was tried takes SHA-256; some take nothing
    /// else.
    pub digest_algorithm: DigestAlgorithm,
    /// Bytes of randomness in each element. 16 is the least that ISO/IEC 18013-5 allows, keeps
    /// longest elements provable in zero knowledge, and is beyond any search.
    pub salt_length: SaltLength,
    /// Whether digests of no element fill every namespace up to the number of elements that the
    /// document type has, so that the number tells nothing (E.9.5 of the second edition's draft).
    pub decoys: bool,
    /// How digest ids are chosen.
    pub digest_ids: DigestIds,
    /// What the holder's key may sign itself. Nothing, as a rule: what a card proves is not for
    /// the device to say.
    pub key_authorizations: KeyAuthorizations,
    /// How long before the end of the validity the issuer expects to sign anew; `None` leaves
    /// `expectedUpdate` out.
    pub expected_update: Option<Duration>,
    /// Whether the protected header names the document signer's certificate by its SHA-256 (`x5t`).
    /// The second edition's draft recommends it; zero-knowledge circuits and readers of the first
    /// edition refuse it.
    pub certificate_thumbprint: bool,
    /// Whose rules the document signer's certificate has to follow.
    pub certificates: Edition,
    /// In which format a portrait has to be. Claims of another are refused:
    /// [`ClaimOptions`](crate::derive::ClaimOptions) convert it, with the feature `portrait`.
    pub portrait: PortraitFormat,
    /// The zero-knowledge circuits that must be able to prove the credential.
    pub zero_knowledge: Option<Circuits>,
}

/// The length of a salt in bytes: 16 to 32.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct SaltLength(u8);

impl SaltLength {
    /// The least that ISO/IEC 18013-5 allows.
    pub const SHORTEST: Self = Self(16);
    /// As the standard's own example has it.
    pub const LONGEST: Self = Self(32);

    /// A length between the two.
    ///
    /// # Errors
    /// [`ProfileError::SaltLength`].
    pub fn new(bytes: usize) -> Result<Self, ProfileError> {
        u8::try_from(bytes)
            .ok()
            .map(Self)
            .filter(|length| (Self::SHORTEST..=Self::LONGEST).contains(length))
            .ok_or(ProfileError::SaltLength { found: bytes })
    }

    /// The number of bytes.
    pub fn bytes(self) -> usize {
        usize::from(self.0)
    }
}

/// How digest ids are chosen, anew for each credential.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DigestIds {
    /// A random permutation of 0..n over the elements and decoys of the document: one or two bytes
    /// each.
    Permutation,
    /// Random numbers below 2³¹, each once: five bytes each. They do not tell the number of
    /// digests of namespaces, which decoys hide too.
    Random,
}

/// What the holder's key may sign itself (`keyAuthorizations` of ISO/IEC 18013-5:2021 9.1.2.4).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct KeyAuthorizations {
    namespaces: Vec<String>,
    data_elements: Vec<(String, Vec<String>)>,
}

impl KeyAuthorizations {
    /// Nothing.
    pub fn none() -> Self {
        Self::default()
    }

    /// With a whole namespace that no document type of this crate has.
    ///
    /// # Errors
    /// [`ProfileError::DeviceSignsIssuersElement`]; [`ProfileError::Name`] for a name that no
    /// reader takes.
    pub fn with_namespace(mut self, namespace: &str) -> Result<Self, ProfileError> {
        check_name(namespace)?;
        let known = DocType::all()
            .iter()
            .any(|doc_type| doc_type.namespace(namespace).is_some());
        if known {
            return Err(ProfileError::DeviceSignsIssuersElement {
                namespace: namespace.to_owned(),
                element: "*".to_owned(),
            });
        }
        self.data_elements.retain(|(name, _)| name != namespace);
        if !self.namespaces.iter().any(|name| name == namespace) {
            self.namespaces.push(namespace.to_owned());
        }
        Ok(self)
    }

    /// With one element that no document type of this crate has. Where its whole namespace is
    /// authorised already, nothing changes: the standard forbids to name one in both ways.
    ///
    /// # Errors
    /// As [`with_namespace`](Self::with_namespace).
    pub fn with_element(mut self, namespace: &str, element: &str) -> Result<Self, ProfileError> {
        check_name(namespace)?;
        check_name(element)?;
        let known = DocType::all()
            .iter()
            .any(|doc_type| doc_type.element(namespace, element).is_some());
        if known {
            return Err(ProfileError::DeviceSignsIssuersElement {
                namespace: namespace.to_owned(),
                element: element.to_owned(),
            });
        }
        if self.namespaces.iter().any(|name| name == namespace) {
            return Ok(self);
        }
        let mut known = self.data_elements.iter_mut();
        match known.find(|(name, _)| name == namespace) {
            Some((_, elements)) if elements.iter().any(|name| name == element) => {}
            Some((_, elements)) => elements.push(element.to_owned()),
            None => {
                let elements = vec![element.to_owned()];
                self.data_elements.push((namespace.to_owned(), elements));
            }
        }
        Ok(self)
    }

    /// Whole namespaces.
    pub fn namespaces(&self) -> &[String] {
        &self.namespaces
    }

    /// Single elements by namespace; none of these namespaces is among the whole ones.
    pub fn data_elements(&self) -> &[(String, Vec<String>)] {
        &self.data_elements
    }
}

/// As readers take it ([`MdocError::Name`](crate::mdoc::MdocError::Name)).
fn check_name(name: &str) -> Result<(), ProfileError> {
    match name.is_empty() || name.chars().any(char::is_control) {
        true => Err(ProfileError::Name),
        false => Ok(()),
    }
}
