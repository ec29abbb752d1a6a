//! Tokens of a test authority, and ones with exactly one fault.

use std::sync::LazyLock;

use super::{
    CurrentStatusList, IdentifierList, ListContent, StatusBits, StatusError, StatusList,
    StatusToken, StatusTokenRequest,
};
use crate::crypto::{Signer, SigningCurve, SoftwareKey};
use crate::error::Coded;
use crate::pki::tests::at;
use crate::pki::{Certificate, Edition, Profile, Role, SignerRequest};
use crate::testing::{SeededRandom, StatusDraft, ThrowawayPki};

mod hostile;
mod packing;
mod published;
mod reading;
mod signers;
mod succession;
mod writing;

pub(crate) const NOW: &str = "2026-11-24T09:00:00Z";
pub(crate) const URI: &str = "https://issuer.example/status/1";
const IDENTIFIER: [u8; 16] = [7; 16];

/// An authority, its status-list signer, and the signer's key.
pub(crate) struct Kit {
    pub(crate) pki: ThrowawayPki,
    pub(crate) signer: Certificate,
    pub(crate) key: SoftwareKey,
}

impl Kit {
    pub(crate) fn new() -> Self {
        Self::seeded(b"status", SigningCurve::P256)
    }

    pub(crate) fn seeded(seed: &[u8], curve: SigningCurve) -> Self {
        let mut random = SeededRandom::new(seed);
        let pki = ThrowawayPki::generate(SigningCurve::P256, at(NOW), &mut random).unwrap();
        let key = SoftwareKey::generate(curve, &mut random).unwrap();
        let not_before = pki.iaca().not_before();
        let signer = SignerRequest {
            profile: Profile::new(Role::StatusListSigner, Edition::EveryReader),
            common_name: "TEST mnid-mdoc status lists".to_owned(),
            organization: None,
            not_before,
            not_after: not_before.plus_days(365),
            crl_uri: None,
        }
        .issue(pki.iaca(), pki.iaca_key(), &key.public_key(), &mut random)
        .unwrap();
        Self { pki, signer, key }
    }

    /// A token of sixteen documents, of which the one at index 3 is revoked.
    pub(crate) fn token(&self) -> Vec<u8> {
        self.issue(&request(list(&[3])))
    }

    pub(crate) fn issue(&self, request: &StatusTokenRequest) -> Vec<u8> {
        let chain = std::slice::from_ref(&self.signer);
        request.issue(chain, self.pki.iaca(), &self.key).unwrap()
    }

    /// The token with one change, signed again.
    fn changed(&self, change: impl FnOnce(&mut StatusDraft)) -> Vec<u8> {
        let mut draft = StatusDraft::of(&self.token()).unwrap();
        change(&mut draft);
        draft.sign(&self.key).unwrap()
    }

    pub(crate) fn check(&self, token: &[u8]) -> Result<CurrentStatusList, StatusError> {
        StatusToken::parse(token)?.check(URI, self.pki.iaca(), at(NOW))
    }

    fn code(&self, token: &[u8]) -> &'static str {
        match self.check(token) {
            Ok(_) => "accepted",
            Err(error) => error.code(),
        }
    }
}

/// One authority for all tests that change tokens only.
static KIT: LazyLock<Kit> = LazyLock::new(Kit::new);

pub(crate) fn list(revoked: &[u64]) -> ListContent {
    let mut list = StatusList::new(StatusBits::One, 16).unwrap();
    for index in revoked {
        list.set(*index, 1).unwrap();
    }
    ListContent::StatusList(list)
}

pub(crate) fn identifiers(revoked: &[&[u8]]) -> ListContent {
    let mut list = IdentifierList::new();
    for identifier in revoked {
        list.revoke(identifier).unwrap();
    }
    ListContent::IdentifierList(list)
}

pub(crate) fn request(content: ListContent) -> StatusTokenRequest {
    StatusTokenRequest {
        uri: URI.to_owned(),
        issued_at: at(NOW),
        expires_at: at(NOW).plus_days(7),
        time_to_live: None,
        content,
    }
}

fn encoded_text(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    crate::cbor::Writer::new(&mut out).text(text);
    out
}

fn encoded_integer(value: i64) -> Vec<u8> {
    let mut out = Vec::new();
    crate::cbor::Writer::new(&mut out).integer(value);
    out
}
