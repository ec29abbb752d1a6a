//! From evidence to a document, for tests that go the whole way.

use std::time::Duration;

use super::*;
use crate::crypto::SigningCurve;
use crate::derive::{ClaimOptions, my_number_card};
use crate::holder::DeviceKey;
use crate::issue::{IssueError, IssuedMdoc, Issuer, IssuingPolicy};
use crate::pki::Certificate;
use crate::profile::Preset;
use crate::testing::{SoftwareWallet, ThrowawayPki, software_card_facts};

/// The only device key of a new wallet.
pub(super) fn device_key(seed: &[u8]) -> DeviceKey {
    let mut wallet = SoftwareWallet::new();
    wallet.make_keys(1, &mut SeededRandom::new(seed)).unwrap();
    wallet.device_keys(now()).unwrap().remove(0)
}

/// The binding to one device key.
pub(super) fn bound_to(key: &DeviceKey) -> HolderBinding {
    HolderBinding::DeviceKeys(vec![key.thumbprint()])
}

/// An issuer of long validities, with its root.
pub(super) struct TestIssuer {
    authority: ThrowawayPki,
    issuer: Issuer,
}

impl TestIssuer {
    pub(super) fn new() -> Self {
        let authority = ThrowawayPki::generate(SigningCurve::P256, now(), &mut random()).unwrap();
        let chain = std::slice::from_ref(authority.document_signer());
        let root = std::slice::from_ref(authority.iaca());
        let policy = IssuingPolicy {
            environment: Environment::Test,
            least_assurance: Assurance::SignedByHolder,
            validity: Duration::from_secs(10 * 365 * 86_400),
            options: Preset::Default.options(),
        };
        let signer = crate::pki::validate(chain, root, now()).unwrap();
        Self {
            issuer: Issuer::new(signer, policy).unwrap(),
            authority,
        }
    }

    pub(super) fn root(&self) -> &Certificate {
        self.authority.iaca()
    }

    /// Hanako's document.
    pub(super) fn issue(
        &self,
        evidence: &Evidence,
        key: &DeviceKey,
    ) -> Result<IssuedMdoc, IssueError> {
        let facts = software_card_facts(HANAKO).unwrap();
        let claims = my_number_card(evidence, &facts, now(), &ClaimOptions::new()).unwrap();
        let subject = self.issuer.admit(&claims, now())?;
        let signer = self.authority.document_signer_key();
        subject.issue(key, &mut random(), signer)
    }
}
