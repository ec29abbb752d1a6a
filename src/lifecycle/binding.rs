use std::fmt;

use serde::{Deserialize, Serialize};

use super::LifecycleError;
use crate::cbor;
use crate::crypto::{Random, Thumbprint, sha256};
use crate::doctype::DocType;
use crate::evidence::{Assurance, HandleKey, ParentHandle};
use crate::issue::IssuedMdoc;
use crate::mdoc::{IssuerSigned, MdocError, Status, ValidityInfo};
use crate::time::Timestamp;

/// What an issuer keeps of one credential (NIST SP 800-157r1 calls it the derived credential's
/// record): which card it was derived from, by a handle that only the issuer can compute; which
/// wallet and key hold it; where its status is told; how long it is good; and how sure the issuer was
/// of its holder. No attribute of a person is in it, and no date that is one person's own.
///
/// It is made of the credential itself, so that no credential can be recorded under another card or
/// key than its own: [`Binding::of`]. A registry stores [`to_bytes`](Self::to_bytes).
///
/// ```compile_fail
/// let binding = mnid_mdoc::lifecycle::Binding {};
/// ```
/// ```
/// fn handle(binding: &mnid_mdoc::lifecycle::Binding) -> String {
///     binding.parent().to_string()
/// }
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Binding {
    id: BindingId,
    parent: ParentHandle,
    wallet: Thumbprint,
    device_key: Thumbprint,
    doc_type: &'static str,
    document_signer: [u8; 32],
    status: Option<StatusPlace>,
    validity: ValidityInfo,
    assurance: Assurance,
    concluded_at: Timestamp,
    parents_until: Timestamp,
}

impl Binding {
    /// The binding of a credential, under a new random id.
    ///
    /// # Errors
    /// [`LifecycleError::Random`]; [`LifecycleError::Credential`] when the credential cannot be read,
    /// which does not happen with one that this crate issued.
    pub fn of(
        issued: &IssuedMdoc,
        key: &HandleKey,
        random: &mut dyn Random,
    ) -> Result<Self, LifecycleError> {
        let mut id = [0; 16];
        random.fill(&mut id)?;
        let signed = IssuerSigned::parse(issued.as_bytes()).map_err(LifecycleError::Credential)?;
        let (object, chain) = (
            signed.mobile_security_object(),
            signed.issuer_auth().chain(),
        );
        let unreadable = || {
            LifecycleError::Credential(MdocError::Structure {
                expected: "a device key and a document signer",
            })
        };
        let device_key = object.device_key.public_key();
        let provenance = issued.provenance();
        Ok(Self {
            id: BindingId(id),
            parent: provenance.parent.handle(key),
            wallet: provenance.wallet_key,
            device_key: device_key.ok_or_else(unreadable)?.thumbprint(),
            doc_type: issued.doc_type(),
            document_signer: sha256(&[chain.first().ok_or_else(unreadable)?]),
            status: object
                .status
                .and_then(|all| all.iter().next())
                .map(StatusPlace::from),
            validity: *issued.validity(),
            assurance: provenance.assurance,
            concluded_at: provenance.concluded_at,
            parents_until: provenance.parents_until.floor_to_month(),
        })
    }

    /// Its id in the registry.
    pub fn id(&self) -> BindingId {
        self.id
    }

    /// The card's signing certificate, by its handle.
    pub fn parent(&self) -> ParentHandle {
        self.parent
    }

    /// The key that stands for the wallet: the DPoP key under which its device keys are proven
    /// (RFC 9449). For evidence that names device keys, the first that it names.
    pub fn wallet(&self) -> Thumbprint {
        self.wallet
    }

    /// The credential's own key.
    pub fn device_key(&self) -> Thumbprint {
        self.device_key
    }

    /// The document type.
    pub fn doc_type(&self) -> &'static str {
        self.doc_type
    }

    /// SHA-256 of the document signer's certificate in DER.
    pub fn document_signer(&self) -> &[u8; 32] {
        &self.document_signer
    }

    /// Where the credential's status is told, if it is.
    pub fn status(&self) -> Option<&StatusPlace> {
        self.status.as_ref()
    }

    /// The credential's dates.
    pub fn validity(&self) -> &ValidityInfo {
        &self.validity
    }

    /// What was proven about the person at the card.
    pub fn assurance(&self) -> Assurance {
        self.assurance
    }

    /// When the card was last shown: when the evidence behind the credential was concluded.
    pub fn concluded_at(&self) -> Timestamp {
        self.concluded_at
    }

    /// Until when the parents are good: certificate, card and, for a licence, the licence; rounded
    /// down to the start of a month, since the day may be the holder's birthday.
    pub fn parents_until(&self) -> Timestamp {
        self.parents_until
    }

    /// Its form in a registry.
    pub fn to_bytes(&self) -> Vec<u8> {
        // Numbers, texts and byte strings, which always encode.
        cbor::to_vec(&Stored::from(self)).unwrap_or_default()
    }

    /// Reads what [`to_bytes`](Self::to_bytes) made.
    ///
    /// # Errors
    /// [`LifecycleError::Malformed`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LifecycleError> {
        let stored: Option<Stored> = cbor::from_slice(bytes, "a binding").ok();
        let binding = stored.and_then(Stored::into_binding);
        binding.ok_or(LifecycleError::Malformed)
    }
}

/// The random id of a binding.
#[derive(Clone, Copy, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub struct BindingId([u8; 16]);

impl BindingId {
    /// From its bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// In 32 hexadecimal digits.
impl fmt::Display for BindingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for BindingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BindingId({self})")
    }
}

/// Where the status of one credential is told, as its security object says.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StatusPlace {
    /// An index in a status list.
    List {
        /// The list's address.
        uri: String,
        /// The index.
        index: u64,
    },
    /// An identifier in an identifier list.
    Identifier {
        /// The list's address.
        uri: String,
        /// The identifier.
        #[serde(with = "cbor::byte_string")]
        identifier: Vec<u8>,
    },
}

impl StatusPlace {
    /// The list's address.
    pub fn uri(&self) -> &str {
        match self {
            Self::List { uri, .. } | Self::Identifier { uri, .. } => uri,
        }
    }
}

impl From<Status<'_>> for StatusPlace {
    fn from(status: Status<'_>) -> Self {
        let uri = status.uri().to_owned();
        match status {
            Status::List(list) => Self::List {
                uri,
                index: list.entry,
            },
            Status::Identifier(list) => Self::Identifier {
                uri,
                identifier: list.entry.to_vec(),
            },
        }
    }
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    id: BindingId,
    parent: ParentHandle,
    wallet: Thumbprint,
    device_key: Thumbprint,
    doc_type: String,
    document_signer: [u8; 32],
    status: Option<StatusPlace>,
    signed: Timestamp,
    valid_from: Timestamp,
    valid_until: Timestamp,
    expected_update: Option<Timestamp>,
    assurance: Assurance,
    concluded_at: Timestamp,
    parents_until: Timestamp,
}

impl From<&Binding> for Stored {
    fn from(binding: &Binding) -> Self {
        Self {
            id: binding.id,
            parent: binding.parent,
            wallet: binding.wallet,
            device_key: binding.device_key,
            doc_type: binding.doc_type.to_owned(),
            document_signer: binding.document_signer,
            status: binding.status.clone(),
            signed: binding.validity.signed,
            valid_from: binding.validity.valid_from,
            valid_until: binding.validity.valid_until,
            expected_update: binding.validity.expected_update,
            assurance: binding.assurance,
            concluded_at: binding.concluded_at,
            parents_until: binding.parents_until,
        }
    }
}

impl Stored {
    fn into_binding(self) -> Option<Binding> {
        Some(Binding {
            id: self.id,
            parent: self.parent,
            wallet: self.wallet,
            device_key: self.device_key,
            doc_type: DocType::by_name(&self.doc_type)?.name,
            document_signer: self.document_signer,
            status: self.status,
            validity: ValidityInfo {
                signed: self.signed,
                valid_from: self.valid_from,
                valid_until: self.valid_until,
                expected_update: self.expected_update,
            },
            assurance: self.assurance,
            concluded_at: self.concluded_at,
            parents_until: self.parents_until,
        })
    }
}
