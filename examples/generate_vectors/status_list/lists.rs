//! An authority of status lists, its tokens, and tokens with one change.

use ciborium::Value;
use mnid_mdoc::crypto::{Signer, SigningCurve, SoftwareKey};
use mnid_mdoc::pki::{Certificate, Edition, PkiError, Profile, Role, SignerRequest};
use mnid_mdoc::status::{IdentifierList, ListContent, StatusBits, StatusList, StatusTokenRequest};
use mnid_mdoc::testing::{SeededRandom, StatusDraft, ThrowawayPki};
use mnid_mdoc::time::Timestamp;

use super::super::Failure;
use super::super::draft::encode;
use super::super::scene::random;

/// Where every list of the cases is published.
pub(super) const URI: &str = "https://issuer.example/status/1";
/// The document of every case, and the next one, which is revoked.
pub(super) const INDEX: u64 = 771;
pub(super) const REVOKED_INDEX: u64 = 772;
/// Entries of the lists.
pub(super) const ENTRIES: usize = 1024;
/// The same in identifier lists.
pub(super) const IDENTIFIER: [u8; 16] = *b"a document, good";
pub(super) const REVOKED_IDENTIFIER: [u8; 16] = *b"document revoked";

/// An authority with a signer of its status lists.
pub(super) struct Authority {
    pub(super) pki: ThrowawayPki,
    pub(super) signer: Certificate,
    pub(super) key: SoftwareKey,
    pub(super) now: Timestamp,
}

impl Authority {
    pub(super) fn new(pki: ThrowawayPki, now: Timestamp) -> Result<Self, Failure> {
        let mut random = random("status-list signer");
        let from = pki.iaca().not_before();
        let until = from.plus_days(1187).plus_seconds(-1);
        let (signer, key) = signer(&pki, SigningCurve::P256, from, until, &mut random)?;
        Ok(Self {
            pki,
            signer,
            key,
            now,
        })
    }

    /// Another signer of this authority.
    pub(super) fn signer(
        &self,
        curve: SigningCurve,
        until: Timestamp,
    ) -> Result<(Certificate, SoftwareKey), PkiError> {
        let from = self.pki.iaca().not_before();
        let mut random = random("another status-list signer");
        signer(&self.pki, curve, from, until, &mut random)
    }

    /// A token of this list, good for a week.
    pub(super) fn token(&self, content: ListContent) -> Result<Vec<u8>, Failure> {
        self.token_at(self.now, content)
    }

    /// The same, made at another time.
    pub(super) fn token_at(&self, at: Timestamp, content: ListContent) -> Result<Vec<u8>, Failure> {
        let request = StatusTokenRequest {
            uri: URI.to_owned(),
            issued_at: at,
            expires_at: at.plus_days(7),
            time_to_live: Some(std::time::Duration::from_secs(12 * 3600)),
            content,
        };
        let chain = std::slice::from_ref(&self.signer);
        Ok(request.issue(chain, self.pki.iaca(), &self.key)?)
    }

    /// The token of the base cases with one change, signed again.
    pub(super) fn changed(
        &self,
        content: ListContent,
        change: impl FnOnce(&mut StatusDraft),
    ) -> Result<Vec<u8>, Failure> {
        let mut draft = StatusDraft::of(&self.token(content)?)?;
        change(&mut draft);
        Ok(draft.sign(&self.key)?)
    }

    /// A token that ends this second.
    pub(super) fn expired(&self, content: ListContent) -> Result<Vec<u8>, Failure> {
        let now = self.now.unix();
        let (iat, exp) = (integer(now - 86_400)?, integer(now)?);
        self.changed(content, |draft| {
            draft.claims.insert(6, iat);
            draft.claims.insert(4, exp);
        })
    }

    /// A good token that another signer carries and signs.
    pub(super) fn signed_by(
        &self,
        certificate: &Certificate,
        key: &dyn Signer,
    ) -> Result<Vec<u8>, Failure> {
        let mut draft = StatusDraft::of(&self.token(bits(&[REVOKED_INDEX])?)?)?;
        draft
            .protected
            .insert(33, encode(&Value::Bytes(certificate.der().to_vec()))?);
        if key.public_key().curve() == mnid_mdoc::crypto::Curve::P384 {
            draft.protected.insert(1, integer(-35)?);
        }
        Ok(draft.sign(key)?)
    }
}

fn signer(
    pki: &ThrowawayPki,
    curve: SigningCurve,
    not_before: Timestamp,
    not_after: Timestamp,
    random: &mut SeededRandom,
) -> Result<(Certificate, SoftwareKey), PkiError> {
    let key = SoftwareKey::generate(curve, random)?;
    let request = SignerRequest {
        profile: Profile::new(Role::StatusListSigner, Edition::EveryReader),
        common_name: "TEST ONLY status lists".to_owned(),
        organization: None,
        not_before,
        not_after,
        crl_uri: None,
    };
    let certificate = request.issue(pki.iaca(), pki.iaca_key(), &key.public_key(), random)?;
    Ok((certificate, key))
}

/// A list of documents of which these are revoked.
pub(super) fn bits(revoked: &[u64]) -> Result<ListContent, Failure> {
    Ok(ListContent::StatusList(status_list(
        StatusBits::One,
        revoked,
    )?))
}

pub(super) fn status_list(bits: StatusBits, revoked: &[u64]) -> Result<StatusList, Failure> {
    let mut list = StatusList::new(bits, ENTRIES)?;
    for index in revoked {
        list.set(*index, 1)?;
    }
    Ok(list)
}

/// A list of these identifiers.
pub(super) fn identifiers(revoked: &[&[u8]]) -> Result<ListContent, Failure> {
    let mut list = IdentifierList::new();
    for identifier in revoked {
        list.revoke(identifier)?;
    }
    Ok(ListContent::IdentifierList(list))
}

pub(super) fn integer(value: i64) -> Result<Vec<u8>, Failure> {
    encode(&value.into())
}

pub(super) fn text(text: &str) -> Result<Vec<u8>, Failure> {
    encode(&text.into())
}
