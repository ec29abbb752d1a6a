//! Objects that others put into a token.

use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, CertificateType, KeyType, ObjectClass};
use cryptoki::session::Session;
use mnid_mdoc::crypto::{PublicKey, Signer, SoftwareKey};

pub(crate) const P256: &[u8] = &[0x06, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7];
pub(crate) const SECP256K1: &[u8] = &[0x06, 5, 0x2B, 0x81, 4, 0, 0x0A];

/// A key on P-256 that was made elsewhere. Its secret is the byte 32 times.
pub(crate) struct Imported {
    secret: [u8; 32],
    pub(crate) software: SoftwareKey,
}

impl Imported {
    pub(crate) fn new(byte: u8) -> Self {
        let secret = [byte; 32];
        // ECPrivateKey (RFC 5915 section 3): version, privateKey, parameters.
        let sec1 = [
            &[0x30, 0x31, 2, 1, 1, 4, 32][..],
            &secret,
            &[0xA0, 0x0A],
            P256,
        ];
        Self {
            secret,
            software: SoftwareKey::from_der(&sec1.concat()).unwrap(),
        }
    }

    pub(crate) fn public_key(&self) -> PublicKey {
        self.software.public_key()
    }

    pub(crate) fn put_private(&self, session: &Session, label: &str, id: &[u8]) {
        let private = [
            Attribute::Class(ObjectClass::PRIVATE_KEY),
            Attribute::KeyType(KeyType::EC),
            Attribute::Token(true),
            Attribute::Private(true),
            Attribute::Sign(true),
            Attribute::EcParams(P256.to_vec()),
            Attribute::Value(self.secret.to_vec()),
            Attribute::Label(label.into()),
            Attribute::Id(id.to_vec()),
        ];
        session.create_object(&private).unwrap();
    }

    /// `wrapper` is what stands before the point.
    pub(crate) fn put_public(&self, session: &Session, label: &str, id: &[u8], wrapper: &[u8]) {
        let (x, y) = self.public_key().coordinates();
        let public = [
            Attribute::Class(ObjectClass::PUBLIC_KEY),
            Attribute::KeyType(KeyType::EC),
            Attribute::Token(true),
            Attribute::Verify(true),
            Attribute::EcParams(P256.to_vec()),
            Attribute::EcPoint([wrapper, &[4], &x, &y].concat()),
            Attribute::Label(label.into()),
            Attribute::Id(id.to_vec()),
        ];
        session.create_object(&public).unwrap();
    }

    pub(crate) fn put(&self, session: &Session, label: &str, id: &[u8]) {
        self.put_private(session, label, id);
        self.put_public(session, label, id, OCTET_STRING);
    }
}

/// The head of an OCTET STRING around a point on P-256.
pub(crate) const OCTET_STRING: &[u8] = &[4, 65];

pub(crate) fn put_certificate(session: &Session, id: &[u8], der: &[u8]) {
    let certificate = [
        Attribute::Class(ObjectClass::CERTIFICATE),
        Attribute::CertificateType(CertificateType::X_509),
        Attribute::Token(true),
        Attribute::Subject(b"\x30\x00".to_vec()),
        Attribute::Id(id.to_vec()),
        Attribute::Value(der.to_vec()),
    ];
    session.create_object(&certificate).unwrap();
}

/// A key pair of a kind that does not sign credentials.
pub(crate) fn make_foreign(session: &Session, mechanism: &Mechanism, kind: Attribute, id: u8) {
    let mut public = vec![Attribute::Token(true), Attribute::Id(vec![id])];
    if let Attribute::ModulusBits(_) = kind {
        public.push(Attribute::PublicExponent(vec![1, 0, 1]));
    }
    public.push(kind);
    let private = [
        Attribute::Token(true),
        Attribute::Id(vec![id]),
        Attribute::Sign(true),
    ];
    session
        .generate_key_pair(mechanism, &public, &private)
        .unwrap();
}

pub(crate) fn destroy_all(session: &Session, label: &str) {
    let labelled = [Attribute::Label(label.into())];
    for object in session.find_objects(&labelled).unwrap() {
        session.destroy_object(object).unwrap();
    }
}
