//! For tests: good certificates, and ones with exactly one fault.
use der::asn1::OctetString;
use der::oid::ObjectIdentifier;
use der::{Decode, Encode};
use x509_cert::ext::Extension;
use x509_cert::serial_number::SerialNumber;

use super::builder::encoding::{self, SignedPart};
use super::{
    Certificate, DocumentSigner, Edition, IacaRequest, Profile, Role, SignerRequest, oid, validate,
};
use crate::crypto::{PublicKey, Signature, Signer, SignerError, SigningCurve, SoftwareKey};
use crate::testing::SeededRandom;
use crate::time::Timestamp;

mod built;
pub(crate) mod hostile;
mod refusals;

/// A root, a document signer, and their keys.
pub(crate) struct Chain {
    pub(super) iaca: Certificate,
    pub(super) iaca_key: SoftwareKey,
    pub(crate) document_signer: Certificate,
    pub(super) document_signer_key: SoftwareKey,
}

impl Chain {
    pub(crate) fn new(curve: SigningCurve) -> Self {
        let mut random = SeededRandom::new(b"chain");
        let iaca_key = SoftwareKey::generate(curve, &mut random).unwrap();
        let document_signer_key = SoftwareKey::generate(SigningCurve::P256, &mut random).unwrap();
        let iaca = iaca_request().issue(&iaca_key, &mut random).unwrap();
        let document_signer = document_signer_request()
            .issue(
                &iaca,
                &iaca_key,
                &document_signer_key.public_key(),
                &mut random,
            )
            .unwrap();
        Self {
            iaca,
            iaca_key,
            document_signer,
            document_signer_key,
        }
    }

    /// A root of another name and key, as one that follows this one.
    pub(super) fn next_iaca(curve: SigningCurve) -> (Certificate, SoftwareKey) {
        let mut random = SeededRandom::new(b"next root");
        let key = SoftwareKey::generate(curve, &mut random).unwrap();
        let mut request = iaca_request();
        request.common_name = "TEST mnid-mdoc IACA 2".to_owned();
        (request.issue(&key, &mut random).unwrap(), key)
    }

    /// The root under another serial number, since its own is random.
    pub(super) fn numbered_iaca(&self, number: u8) -> Certificate {
        self.faulty_iaca(|part| {
            let serial = [&[0x40; 19][..], &[number]].concat();
            part.serial = SerialNumber::new(&serial).unwrap();
        })
    }

    /// The root, with a signature that is nobody's.
    pub(super) fn unsigned_iaca(&self) -> Certificate {
        let mut der = self.iaca.der().to_vec();
        *der.last_mut().unwrap() ^= 1;
        Certificate::from_der(&der).unwrap()
    }

    /// The root with a change, signed by itself again.
    pub(super) fn faulty_iaca(&self, change: impl FnOnce(&mut SignedPart)) -> Certificate {
        forged(&self.iaca, &self.iaca_key, change)
    }

    /// The document signer with a change, signed by the root again.
    pub(super) fn faulty_document_signer(
        &self,
        change: impl FnOnce(&mut SignedPart),
    ) -> Certificate {
        forged(&self.document_signer, &self.iaca_key, change)
    }
}

/// A signer that nobody may ask.
pub(super) struct Unasked(pub(super) SoftwareKey);

impl Signer for Unasked {
    fn public_key(&self) -> PublicKey {
        self.0.public_key()
    }

    fn sign(&self, _: &[&[u8]]) -> Result<Signature, SignerError> {
        panic!("it was asked")
    }
}

/// A document signer without a fault, below a root that tells of no revocation list: `validate` lets
/// that pass.
pub(crate) fn below_a_deviating_root() -> DocumentSigner {
    let chain = Chain::new(SigningCurve::P256);
    let root = chain.faulty_iaca(|part| part.remove(oid::CRL_DISTRIBUTION_POINTS));
    validate(
        &[chain.document_signer],
        &[root],
        at("2026-06-01T00:00:00Z"),
    )
    .unwrap()
}

pub(super) fn iaca_request() -> IacaRequest {
    IacaRequest {
        edition: Edition::EveryReader,
        common_name: "TEST mnid-mdoc IACA".to_owned(),
        organization: Some("TEST mnid-mdoc".to_owned()),
        state: Some("Tokyo".to_owned()),
        country: "JP".to_owned(),
        not_before: at("2026-01-01T00:00:00Z"),
        not_after: at("2031-01-01T00:00:00Z"),
        contact_uri: "https://issuer.example/".to_owned(),
        crl_uri: Some("https://issuer.example/iaca.crl".to_owned()),
    }
}

pub(super) fn document_signer_request() -> SignerRequest {
    SignerRequest {
        profile: Profile::new(Role::DocumentSigner, Edition::EveryReader),
        common_name: "TEST mnid-mdoc document signer".to_owned(),
        organization: None,
        not_before: at("2026-02-01T00:00:00Z"),
        not_after: at("2027-02-01T00:00:00Z"),
        crl_uri: None,
    }
}

/// A certificate with another extension, or without it, signed again.
pub(crate) fn with_extension(
    certificate: &Certificate,
    key: &SoftwareKey,
    id: ObjectIdentifier,
    extension: Option<(bool, &[u8])>,
) -> Certificate {
    forged(certificate, key, |part| match extension {
        Some((critical, content)) => part.put(id, critical, content),
        None => part.remove(id),
    })
}

pub(crate) fn at(time: &str) -> Timestamp {
    Timestamp::parse(time).unwrap()
}

pub(super) fn forged(
    good: &Certificate,
    key: &SoftwareKey,
    change: impl FnOnce(&mut SignedPart),
) -> Certificate {
    let mut part = SignedPart::from_der(good.signed_part()).unwrap();
    change(&mut part);
    signed(&part.to_der().unwrap(), key)
}

pub(super) fn signed(part: &[u8], key: &SoftwareKey) -> Certificate {
    let signature = key.sign(&[part]).unwrap();
    let curve = key.public_key().curve();
    let der = encoding::certificate(part, curve, signature.as_bytes()).unwrap();
    Certificate::from_der(&der).unwrap()
}

impl SignedPart {
    pub(super) fn remove(&mut self, id: ObjectIdentifier) {
        self.extensions.retain(|extension| extension.extn_id != id);
    }

    /// Replaces an extension, or adds it.
    pub(super) fn put(&mut self, id: ObjectIdentifier, critical: bool, content: &[u8]) {
        let new = Extension {
            extn_id: id,
            critical,
            extn_value: OctetString::new(content).unwrap(),
        };
        match self.extensions.iter_mut().find(|old| old.extn_id == id) {
            Some(old) => *old = new,
            None => self.extensions.push(new),
        }
    }

    /// Marks an extension as critical.
    pub(super) fn make_critical(&mut self, id: ObjectIdentifier) {
        let extension = self.extensions.iter_mut().find(|old| old.extn_id == id);
        extension.unwrap().critical = true;
    }

    pub(super) fn set_validity(&mut self, from: &str, until: &str) {
        self.validity = encoding::validity(at(from), at(until)).unwrap();
    }

    pub(super) fn set_subject(&mut self, attributes: &[(ObjectIdentifier, der::Tag, &str)]) {
        self.subject = encoding::name(attributes).unwrap();
    }
}
