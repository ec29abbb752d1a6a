use std::fmt;

use base64ct::{Base64, Encoding};
use serde_json::json;

use super::PersonalisationError;
use super::certificate::{AUTHENTICATION, KeyKind, SIGNING};
use super::key::{CertificateKey, Key, KeyFile, key_file};
use super::tlv;

/// What a verifier must know of the throw-away authorities behind every software card, to make
/// its test anchors from. Public material only.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Authorities {
    /// Root certificate (DER) of the authority that issues signing certificates.
    pub signing_ca: Vec<u8>,
    /// Root certificate (DER) of the authority that issues authentication certificates.
    pub authentication_ca: Vec<u8>,
    /// The same two on P-384, of the same names: of [`Variation::JpkiOnP384`](super::Variation::JpkiOnP384).
    pub p384: P384Authorities,
    /// The authority over the municipality keys of the text application.
    pub text: CardVerifiableAuthority,
    /// The authority over the municipality keys of the face application.
    pub face: CardVerifiableAuthority,
    /// The signer of the licence application.
    pub police: PoliceAuthority,
}

impl Authorities {
    /// Always the same.
    ///
    /// # Errors
    /// [`PersonalisationError`] if a key file of the crate were unusable.
    pub fn new() -> Result<Self, PersonalisationError> {
        Ok(Self {
            signing_ca: SIGNING.certificate(KeyKind::Rsa2048)?,
            authentication_ca: AUTHENTICATION.certificate(KeyKind::Rsa2048)?,
            p384: P384Authorities {
                signing_ca: SIGNING.certificate(KeyKind::P384)?,
                authentication_ca: AUTHENTICATION.certificate(KeyKind::P384)?,
            },
            text: TEXT.public()?,
            face: FACE.public()?,
            police: PoliceAuthority {
                name: POLICE_NAME,
                public_key: POLICE.load()?.spki(),
            },
        })
    }

    /// The same as a file of anchors of the test environment (`evidence::Anchors`), in JSON.
    pub fn anchors_file(&self) -> String {
        let root = |name: &str, der: &[u8]| json!({ "name": name, "certificate": Base64::encode_string(der) });
        let authority = |name: &str, authority: &CardVerifiableAuthority| {
            let digits = authority.key_id.iter().map(|byte| format!("{byte:02x}"));
            json!([{
                "name": name,
                "key-id": digits.collect::<String>(),
                "public-key": Base64::encode_string(&authority.public_key),
            }])
        };
        let file = json!({
            "format": "mnid-mdoc anchors 1",
            "environment": "test",
            "signing-roots": [
                root("TEST signing CA", &self.signing_ca),
                root("TEST signing CA on P-384", &self.p384.signing_ca),
            ],
            "authentication-roots": [
                root("TEST authentication CA", &self.authentication_ca),
                root("TEST authentication CA on P-384", &self.p384.authentication_ca),
            ],
            "text-authorities": authority("TEST text authority", &self.text),
            "face-authorities": authority("TEST face authority", &self.face),
            "licence-signers": [{
                "name": self.police.name,
                "public-key": Base64::encode_string(&self.police.public_key),
            }],
        });
        format!("{file:#}")
    }
}

/// The roots of a JPKI on P-384.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct P384Authorities {
    /// Root certificate (DER) of the authority that issues signing certificates.
    pub signing_ca: Vec<u8>,
    /// Root certificate (DER) of the authority that issues authentication certificates.
    pub authentication_ca: Vec<u8>,
}

/// An authority over card-verifiable certificates.
#[derive(Clone, Eq, PartialEq)]
pub struct CardVerifiableAuthority {
    /// The identifier by which a card-verifiable certificate names its issuer.
    pub key_id: [u8; 16],
    /// RSA modulus, 256 bytes, big-endian.
    pub modulus: Vec<u8>,
    /// RSA public exponent, big-endian.
    pub exponent: Vec<u8>,
    /// SubjectPublicKeyInfo of the same key, DER.
    pub public_key: Vec<u8>,
}

impl fmt::Debug for CardVerifiableAuthority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CardVerifiableAuthority({:02X?})", self.key_id)
    }
}

/// The signer of the licence application's data.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PoliceAuthority {
    /// Its name as the application writes it (issuer name, without padding).
    pub name: &'static str,
    /// SubjectPublicKeyInfo, DER.
    pub public_key: Vec<u8>,
}

/// An authority over card-verifiable certificates, with its private key.
#[derive(Clone, Copy)]
pub(super) struct CardVerifiableIssuer {
    pub(super) key_id: [u8; 16],
    pub(super) key: KeyFile,
}

pub(super) const TEXT: CardVerifiableIssuer = CardVerifiableIssuer {
    key_id: key_identifier(b"9000033", b"001"),
    key: key_file!("cv-ca-text"),
};

pub(super) const FACE: CardVerifiableIssuer = CardVerifiableIssuer {
    key_id: key_identifier(b"9000023", b"001"),
    key: key_file!("cv-ca-face"),
};

/// Of the card itself.
pub(super) const CARD: CardVerifiableIssuer = CardVerifiableIssuer {
    key_id: key_identifier(b"9000020", b"001"),
    key: key_file!("cv-ca-card"),
};

impl CardVerifiableIssuer {
    /// A card-verifiable certificate: `7F21 { 5F4E body, 5F37 signature }`, where the body is the
    /// issuer's and the subject's key identifier and the subject's public key.
    pub(super) fn certify(
        &self,
        subject: [u8; 16],
        key: &Key,
    ) -> Result<Vec<u8>, PersonalisationError> {
        Ok(tlv::object(0x7F21, &self.certified(subject, key)?))
    }

    /// The same as a data object of the card holds it: without the template, after a list of what
    /// the body is made of.
    pub(super) fn chain_link(
        &self,
        subject: [u8; 16],
        key: &Key,
    ) -> Result<Vec<u8>, PersonalisationError> {
        Ok([BODY_LIST, &self.certified(subject, key)?].concat())
    }

    fn certified(&self, subject: [u8; 16], key: &Key) -> Result<Vec<u8>, PersonalisationError> {
        let body = [&self.key_id, &subject, key.card_public_key().as_slice()].concat();
        let signature = self.key.load()?.sign(&[&body])?;
        let content = [tlv::object(0x5F4E, &body), tlv::object(0x5F37, &signature)];
        Ok(content.concat())
    }

    fn public(&self) -> Result<CardVerifiableAuthority, PersonalisationError> {
        let key = self.key.load()?;
        Ok(CardVerifiableAuthority {
            key_id: self.key_id,
            modulus: key.modulus(),
            exponent: key.exponent(),
            public_key: key.spki(),
        })
    }
}

/// A municipality that issues cards: its keys sign the records of the text and the face
/// application, and certify a key of the card's.
#[derive(Clone, Copy)]
pub(super) struct Municipality {
    /// Five digits.
    pub(super) code: &'static str,
    pub(super) text_key: KeyFile,
    pub(super) text_key_id: [u8; 16],
    pub(super) face_key: KeyFile,
    pub(super) face_key_id: [u8; 16],
    pub(super) card_key: KeyFile,
    pub(super) card_key_id: [u8; 16],
}

/// Chiyoda, where every holder lives.
pub(super) const CHIYODA: Municipality = Municipality {
    code: "13101",
    text_key: key_file!("municipality-text"),
    text_key_id: key_identifier(b"1310131", b"000"),
    face_key: key_file!("municipality-face"),
    face_key_id: key_identifier(b"1310121", b"000"),
    card_key: key_file!("municipality-card"),
    card_key_id: key_identifier(b"1310130", b"002"),
};

/// Shinjuku, which issued no holder's card.
pub(super) const SHINJUKU: Municipality = Municipality {
    code: "13104",
    text_key: key_file!("other-municipality-text"),
    text_key_id: key_identifier(b"1310431", b"000"),
    face_key: key_file!("other-municipality-face"),
    face_key_id: key_identifier(b"1310421", b"000"),
    card_key: key_file!("municipality-card"),
    card_key_id: key_identifier(b"1310430", b"002"),
};

/// Key identifier of the card's records: seven digits, `08 05`, three digits, four zero bytes.
pub(super) const fn key_identifier(number: &[u8; 7], generation: &[u8; 3]) -> [u8; 16] {
    let [a, b, c, d, e, f, g] = *number;
    let [x, y, z] = *generation;
    [a, b, c, d, e, f, g, 0x08, 0x05, x, y, z, 0, 0, 0, 0]
}

/// Signs the licence application.
pub(super) const POLICE: KeyFile = key_file!("police");

/// The issuer name in the licence application.
pub(super) const POLICE_NAME: &str = "TEST POLICE OF THE SOFTWARE CARD";

/// `4D { 42 of 16, 5F20 of 16, 5F49 of 265 bytes }`: issuer, subject, public key.
const BODY_LIST: &[u8] = &[
    0x4D, 0x0A, 0x42, 0x10, 0x5F, 0x20, 0x10, 0x5F, 0x49, 0x82, 0x01, 0x09,
];
