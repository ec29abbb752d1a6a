use std::fmt;

use super::{Binding, BindingId};
use crate::crypto::Thumbprint;
use crate::doctype::DocType;
use crate::evidence::ParentHandle;

/// Which bindings something is about: a whole, or the part of it that is of one document type.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Scope {
    /// The whole.
    pub whole: Whole,
    /// The document type, if it is about one only.
    pub doc_type: Option<&'static str>,
}

/// A whole of bindings.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Whole {
    /// All that was derived from one card.
    Parent(ParentHandle),
    /// What was derived from one card into one wallet: a phone may hold documents of several persons.
    ParentInWallet(ParentHandle, Thumbprint),
    /// All in one wallet, whosever it is.
    Wallet(Thumbprint),
    /// All under one document signer, by SHA-256 of its certificate in DER.
    DocumentSigner([u8; 32]),
    /// One credential.
    Credential(BindingId),
}

impl Whole {
    /// Documents of every type.
    pub fn every_document(self) -> Scope {
        Scope {
            whole: self,
            doc_type: None,
        }
    }

    /// Documents of one type.
    pub fn documents_of(self, doc_type: &DocType) -> Scope {
        Scope {
            whole: self,
            doc_type: Some(doc_type.name),
        }
    }

    fn contains(self, binding: &Binding) -> bool {
        match self {
            Self::Parent(parent) => parent == binding.parent(),
            Self::ParentInWallet(parent, wallet) => {
                parent == binding.parent() && wallet == binding.wallet()
            }
            Self::Wallet(wallet) => wallet == binding.wallet(),
            Self::DocumentSigner(signer) => signer == *binding.document_signer(),
            Self::Credential(id) => id == binding.id(),
        }
    }
}

impl Scope {
    /// Whether the binding is one of these.
    pub fn contains(&self, binding: &Binding) -> bool {
        let of_type = |doc_type| doc_type == binding.doc_type();
        self.doc_type.is_none_or(of_type) && self.whole.contains(binding)
    }

    /// Every scope that a binding is in, but for the one of itself alone: where a registry looks
    /// whether it may be inserted.
    pub fn of(binding: &Binding) -> impl Iterator<Item = Self> + use<> {
        let (parent, wallet) = (binding.parent(), binding.wallet());
        let wholes = [
            Whole::Parent(parent),
            Whole::ParentInWallet(parent, wallet),
            Whole::Wallet(wallet),
            Whole::DocumentSigner(*binding.document_signer()),
        ];
        let doc_types = [None, Some(binding.doc_type())];
        wholes.into_iter().flat_map(move |whole| {
            let scopes = doc_types.into_iter();
            scopes.map(move |doc_type| Self { whole, doc_type })
        })
    }
}

/// A key of a database: `parent/HANDLE`, `parent/HANDLE/wallet/KEY`, `wallet/KEY`, `signer/HASH`,
/// `credential/ID`; with `/DOCTYPE` after it where it is about one type.
impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.whole {
            Whole::Parent(parent) => write!(f, "parent/{parent}")?,
            Whole::ParentInWallet(parent, wallet) => write!(f, "parent/{parent}/wallet/{wallet}")?,
            Whole::Wallet(wallet) => write!(f, "wallet/{wallet}")?,
            Whole::DocumentSigner(sha256) => {
                f.write_str("signer/")?;
                sha256.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
            }
            Whole::Credential(id) => write!(f, "credential/{id}")?,
        }
        match self.doc_type {
            Some(doc_type) => write!(f, "/{doc_type}"),
            None => Ok(()),
        }
    }
}
