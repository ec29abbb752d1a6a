use std::sync::atomic::{AtomicUsize, Ordering};

use mnid_mdoc::card::simulator::Holder;
use mnid_mdoc::crypto::pkcs11::TokenKey;
use mnid_mdoc::crypto::{OsRandom, PublicKey, Signature, Signer, SignerError, SigningCurve};
use mnid_mdoc::derive::{self, ClaimOptions};
use mnid_mdoc::error::Coded;
use mnid_mdoc::evidence::HolderBinding;
use mnid_mdoc::testing::{
    SoftwareWallet, ThrowawayPki, software_card_evidence, software_card_facts,
};
use mnid_mdoc::time::Timestamp;
use mnid_mdoc::verify::{self, Trust};

use crate::softhsm::{SoftHsm, with_softhsm};

/// Its token is removed before one of its signatures.
struct Interrupted<'a> {
    softhsm: &'a SoftHsm,
    key: &'a TokenKey,
    signatures: AtomicUsize,
}

impl Signer for Interrupted<'_> {
    fn public_key(&self) -> PublicKey {
        self.key.public_key()
    }

    fn sign(&self, message: &[&[u8]]) -> Result<Signature, SignerError> {
        if self.signatures.fetch_add(1, Ordering::Relaxed) == 2 {
            self.softhsm.remove_tokens();
        }
        self.key.sign(message)
    }
}

#[test]
fn a_token_removed_in_mid_batch_issues_nothing_and_loses_nothing() {
    with_softhsm(|softhsm| {
        let token = softhsm.token();
        let key = token.generate_key(SigningCurve::P256, "a", b"a").unwrap();
        let now = Timestamp::parse("2026-11-24T09:00:00Z").unwrap();
        let authority = ThrowawayPki::generate(SigningCurve::P384, now, &mut OsRandom).unwrap();
        let issuer = authority
            .issuer_for(&key.public_key(), now, &mut OsRandom)
            .unwrap();

        let mut wallet = SoftwareWallet::new();
        wallet.make_keys(5, &mut OsRandom).unwrap();
        let devices = wallet.device_keys(now).unwrap();
        let keys = devices.iter().map(|key| key.public_key().thumbprint());
        let binding = HolderBinding::DeviceKeys(keys.collect());
        let evidence = software_card_evidence(Holder::Hanako, binding, now, &mut OsRandom).unwrap();
        let facts = software_card_facts(Holder::Hanako).unwrap();
        let claims = derive::driving_licence(&evidence, &facts, now, &ClaimOptions::new()).unwrap();
        let subject = issuer.admit(&claims, now).unwrap();

        let interrupted = Interrupted {
            softhsm,
            key: &key,
            signatures: AtomicUsize::new(0),
        };
        let refused = subject.issue_batch(&devices, &mut OsRandom, &interrupted);
        assert_eq!(refused.unwrap_err().code(), "crypto.signer");
        assert_eq!(interrupted.signatures.into_inner(), 3);
        let refused = subject.issue_batch(&devices, &mut OsRandom, &key);
        assert_eq!(refused.unwrap_err().code(), "crypto.signer");

        // Subject, keys and signer are as they were.
        softhsm.put_tokens_back();
        let issued = subject.issue_batch(&devices, &mut OsRandom, &key).unwrap();
        assert_eq!(issued.len(), 5);
        let trust = Trust::new(std::slice::from_ref(authority.iaca()), now);
        for (credential, device) in issued.iter().zip(&devices) {
            let document = verify::issuer_signed(credential.as_bytes(), &trust)
                .accepted()
                .unwrap();
            assert!(document.device_key() == device.public_key());
        }
    });
}
