//! Who signs the certificates of this kind.

use der::oid::ObjectIdentifier;
use mnid_mdoc::crypto::{PublicKey, Signer, SigningCurve, SoftwareKey};
use mnid_mdoc::pki::{Certificate, Edition, IacaRequest, Profile, Role, SignerRequest};
use mnid_mdoc::time::Timestamp;

use super::super::Failure;
use super::super::certificate_draft::CertificateDraft;
use super::super::scene::{Scene, random};

pub(super) const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
pub(super) const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
pub(super) const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
pub(super) const SUBJECT_KEY_IDENTIFIER: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("2.5.29.14");
pub(super) const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
pub(super) const ISSUER_ALTERNATIVE_NAME: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("2.5.29.18");
pub(super) const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
pub(super) const CRL_DISTRIBUTION_POINTS: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("2.5.29.31");
pub(super) const AUTHORITY_KEY_IDENTIFIER: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("2.5.29.35");
pub(super) const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
pub(super) const INHIBIT_ANY_POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.54");
/// An extension of nobody.
pub(super) const UNKNOWN_EXTENSION: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.3.6.1.4.1.32473.1");

/// SEQUENCE { 1.0.18013.5.1.2 }
pub(super) const MDL_DOCUMENT_SIGNER: [u8; 11] = [
    0x30, 0x09, 0x06, 0x07, 0x28, 0x81, 0x8C, 0x5D, 0x05, 0x01, 0x02,
];
/// SEQUENCE { 1.0.18013.5.1.8 }
pub(super) const MDL_VICAL_SIGNER: [u8; 11] = [
    0x30, 0x09, 0x06, 0x07, 0x28, 0x81, 0x8C, 0x5D, 0x05, 0x01, 0x08,
];
/// SEQUENCE { cA TRUE, pathLenConstraint 0 }
pub(super) const PATH_LENGTH_0: [u8; 8] = [0x30, 0x06, 0x01, 0x01, 0xFF, 0x02, 0x01, 0x00];

pub(super) struct Authority {
    pub(super) root: Certificate,
    pub(super) key: SoftwareKey,
}

pub(super) struct Authorities<'a> {
    pub(super) now: Timestamp,
    pub(super) scene: &'a Scene,
    /// The root of most cases.
    pub(super) own: Authority,
    /// Of the same name, with another key.
    pub(super) namesake: Authority,
    /// Of another name and key.
    pub(super) next: Authority,
    /// On P-384.
    pub(super) p384: Authority,
    /// With a state.
    pub(super) of_a_state: Authority,
}

impl<'a> Authorities<'a> {
    pub(super) fn new(scene: &'a Scene) -> Result<Self, Failure> {
        let authority = &scene.authority;
        let curve = SigningCurve::P256;
        let make = |purpose, name, state, curve| root(scene, purpose, name, state, curve);
        Ok(Self {
            now: scene.now,
            scene,
            own: Authority {
                root: authority.iaca().clone(),
                key: authority.iaca_key().clone(),
            },
            namesake: make("namesake", NAME, None, curve)?,
            next: make("next root", "TEST mnid-mdoc IACA 2", None, curve)?,
            p384: make("root on P-384", NAME, None, SigningCurve::P384)?,
            of_a_state: make("root of a state", NAME, Some("Tokyo"), curve)?,
        })
    }

    pub(super) fn document_signer(&self) -> &Certificate {
        self.scene.authority.document_signer()
    }

    /// A VICAL signer, made of the document signer: this crate's requests make none.
    pub(super) fn vical_signer(&self) -> Result<Certificate, Failure> {
        let mut draft = CertificateDraft::of(self.document_signer())?;
        draft.put(KEY_USAGE, true, &[0x03, 0x02, 0x06, 0x40])?;
        draft.put(EXTENDED_KEY_USAGE, true, &MDL_VICAL_SIGNER)?;
        Ok(Certificate::from_der(&draft.sign(&self.own.key)?)?)
    }
}

impl Authority {
    pub(super) fn certify(
        &self,
        role: Role,
        edition: Edition,
        key: &PublicKey,
    ) -> Result<Certificate, Failure> {
        let not_before = self.root.not_before();
        let request = SignerRequest {
            profile: Profile::new(role, edition),
            common_name: format!("TEST mnid-mdoc {role}"),
            organization: Some("TEST mnid-mdoc".to_owned()),
            not_before,
            not_after: not_before.plus_days(457).plus_seconds(-1),
            crl_uri: None,
        };
        let random = &mut random(&format!(
            "certificate of a {role} by {:?}",
            self.root.sha256()
        ));
        Ok(request.issue(&self.root, &self.key, key, random)?)
    }

    pub(super) fn document_signer(&self, scene: &Scene) -> Result<Certificate, Failure> {
        let key = scene.signer_key().public_key();
        self.certify(Role::DocumentSigner, Edition::EveryReader, &key)
    }
}

fn root(
    scene: &Scene,
    purpose: &str,
    name: &str,
    state: Option<&str>,
    curve: SigningCurve,
) -> Result<Authority, Failure> {
    let random = &mut random(purpose);
    let key = SoftwareKey::generate(curve, random)?;
    let not_before = scene.root().not_before();
    let request = IacaRequest {
        edition: Edition::EveryReader,
        common_name: name.to_owned(),
        organization: Some("TEST mnid-mdoc".to_owned()),
        state: state.map(str::to_owned),
        country: "JP".to_owned(),
        not_before,
        not_after: not_before.plus_days(5 * 365).plus_seconds(-1),
        contact_uri: "https://mnid-mdoc.example/".to_owned(),
        crl_uri: Some("https://mnid-mdoc.example/iaca.crl".to_owned()),
    };
    let root = request.issue(&key, random)?;
    Ok(Authority { root, key })
}

const NAME: &str = "TEST mnid-mdoc IACA";
