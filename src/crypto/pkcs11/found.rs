//! A key pair in a token: the search for its halves, and the proof that they fit.

use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::Session;
use der::asn1::OctetStringRef;
use der::{Decode, Encode};
use sha2::{Digest, Sha256, Sha384};
use x509_cert::Certificate;

use super::error::failed;
use super::{KeyName, Pkcs11Error};
use crate::crypto::{Curve, PublicKey, Signature, SigningCurve};
use crate::limits;

/// A private key, with the public half that verifies its signatures.
pub(super) struct FoundKey {
    handle: ObjectHandle,
    curve: SigningCurve,
    public_key: PublicKey,
}

impl FoundKey {
    /// Finds the private key of this name and has it sign a text, which shows which public key
    /// beside it is its other half.
    pub(super) fn find(session: &Session, name: &KeyName) -> Result<Self, Pkcs11Error> {
        let unusable = |reason| Pkcs11Error::KeyUnusable {
            key: name.clone(),
            reason,
        };
        let wanted = [
            Attribute::Class(ObjectClass::PRIVATE_KEY),
            Attribute::Token(true),
            name.attribute(),
        ];
        let handle = match objects(session, &wanted, 2)?.as_slice() {
            [] => return Err(Pkcs11Error::KeyMissing { key: name.clone() }),
            [one] => *one,
            _ => return Err(Pkcs11Error::KeyAmbiguous { key: name.clone() }),
        };
        let about = PrivateKeyAttributes::read(session, handle)?;
        if about.kind != Some(KeyType::EC) {
            return Err(unusable("no key on an elliptic curve"));
        }
        let curve = named_curve(&about.parameters).ok_or_else(|| unusable("on another curve"))?;
        if about.every_time {
            return Err(unusable("it asks for the PIN at every signature"));
        }
        let candidates = about.public_halves(session, curve)?;
        if candidates.is_empty() {
            return Err(unusable("no public key or certificate has its id"));
        }
        let signature = sign(session, handle, curve, &[PROOF])?;
        let public_key = candidates
            .into_iter()
            .find(|key| key.verify(&[PROOF], &signature).is_ok())
            .ok_or_else(|| unusable("the public half of its id is not its own"))?;
        Ok(Self {
            handle,
            curve,
            public_key,
        })
    }

    pub(super) fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    pub(super) fn sign(
        &self,
        session: &Session,
        message: &[&[u8]],
    ) -> Result<Signature, Pkcs11Error> {
        sign(session, self.handle, self.curve, message)
    }
}

/// The handles of at most `most` objects that have all these attributes.
pub(super) fn objects(
    session: &Session,
    attributes: &[Attribute],
    most: usize,
) -> Result<Vec<ObjectHandle>, Pkcs11Error> {
    session
        .iter_objects(attributes)
        .map_err(failed)?
        .take(most)
        .collect::<Result<_, _>>()
        .map_err(failed)
}

/// CKA_EC_PARAMS: the parameters that name a curve (RFC 5480 2.1.1).
///
/// ```asn1
/// ECParameters ::= CHOICE { namedCurve OBJECT IDENTIFIER }
/// ```
pub(super) fn ec_parameters(curve: SigningCurve) -> &'static [u8] {
    match curve {
        SigningCurve::P256 => P256,
        SigningCurve::P384 => P384,
    }
}

pub(super) fn named_curve(parameters: &[u8]) -> Option<SigningCurve> {
    match parameters {
        P256 => Some(SigningCurve::P256),
        P384 => Some(SigningCurve::P384),
        _ => None,
    }
}

impl KeyName {
    /// An empty name would find the keys that have none.
    pub(super) fn check(&self) -> Result<(), Pkcs11Error> {
        let (length, field) = match self {
            Self::Label(label) => (label.len(), "label"),
            Self::Id(id) => (id.len(), "id"),
        };
        match (1..=limits::TOKEN_KEY_NAME).contains(&length) {
            true => Ok(()),
            false => Err(Pkcs11Error::Setting {
                field,
                demand: "1 to 255 bytes",
            }),
        }
    }

    pub(super) fn attribute(&self) -> Attribute {
        match self {
            Self::Label(label) => Attribute::Label(label.clone().into_bytes()),
            Self::Id(id) => Attribute::Id(id.clone()),
        }
    }
}

/// What a token says of a private key.
#[derive(Default)]
struct PrivateKeyAttributes {
    kind: Option<KeyType>,
    parameters: Vec<u8>,
    every_time: bool,
    id: Vec<u8>,
    label: Vec<u8>,
}

impl PrivateKeyAttributes {
    fn read(session: &Session, handle: ObjectHandle) -> Result<Self, Pkcs11Error> {
        let asked = [
            AttributeType::KeyType,
            AttributeType::EcParams,
            AttributeType::AlwaysAuthenticate,
            AttributeType::Id,
            AttributeType::Label,
        ];
        let mut read = Self::default();
        for attribute in session.get_attributes(handle, &asked).map_err(failed)? {
            match attribute {
                Attribute::KeyType(kind) => read.kind = Some(kind),
                Attribute::EcParams(parameters) => read.parameters = parameters,
                Attribute::AlwaysAuthenticate(every_time) => read.every_time = every_time,
                Attribute::Id(id) => read.id = id,
                Attribute::Label(label) => read.label = label,
                _ => {}
            }
        }
        Ok(read)
    }

    /// The public keys that may be its other half: those of the same CKA_ID, as a key pair and its
    /// certificates should have, or of the same label if it has no id.
    fn public_halves(
        &self,
        session: &Session,
        curve: SigningCurve,
    ) -> Result<Vec<PublicKey>, Pkcs11Error> {
        let same_name = if self.id.is_empty() {
            Attribute::Label(self.label.clone())
        } else {
            Attribute::Id(self.id.clone())
        };
        let mut keys = Vec::new();
        for (class, value) in [
            (ObjectClass::PUBLIC_KEY, AttributeType::EcPoint),
            (ObjectClass::CERTIFICATE, AttributeType::Value),
        ] {
            let wanted = [Attribute::Class(class), same_name.clone()];
            for handle in objects(session, &wanted, limits::TOKEN_PUBLIC_HALVES)? {
                for attribute in session.get_attributes(handle, &[value]).map_err(failed)? {
                    keys.extend(match attribute {
                        Attribute::EcPoint(point) => public_key(curve, &point),
                        Attribute::Value(certificate) => certified_key(&certificate),
                        _ => None,
                    });
                }
            }
        }
        Ok(keys)
    }
}

/// Signs with CKM_ECDSA (6.3.12), which takes the digest and returns `r || s`.
fn sign(
    session: &Session,
    handle: ObjectHandle,
    curve: SigningCurve,
    message: &[&[u8]],
) -> Result<Signature, Pkcs11Error> {
    let digest = match curve {
        SigningCurve::P256 => digest::<Sha256>(message),
        SigningCurve::P384 => digest::<Sha384>(message),
    };
    let signature = session
        .sign(&Mechanism::Ecdsa, handle, &digest)
        .map_err(failed)?;
    Signature::from_bytes(curve.into(), &signature).map_err(|error| Pkcs11Error::Failed {
        call: "C_Sign".to_owned(),
        answer: error.to_string(),
    })
}

fn digest<H: Digest>(message: &[&[u8]]) -> Vec<u8> {
    let mut hash = H::new();
    message.iter().for_each(|part| hash.update(part));
    hash.finalize().to_vec()
}

/// From CKA_EC_POINT: an uncompressed point (SEC 1 2.3.3) in an OCTET STRING (6.3.3), or bare, as
/// some modules give it.
pub(super) fn public_key(curve: SigningCurve, point: &[u8]) -> Option<PublicKey> {
    let curve = Curve::from(curve);
    // By its length: some bare points read as an octet string, too.
    let bare = match point.len() == 1 + 2 * curve.coordinate_length() {
        true => point,
        false => <&OctetStringRef>::from_der(point).ok()?.as_bytes(),
    };
    let (4, coordinates) = bare.split_first()? else {
        return None;
    };
    let (x, y) = coordinates.split_at_checked(curve.coordinate_length())?;
    PublicKey::from_coordinates(curve, x, y).ok()
}

/// The key that a certificate certifies.
fn certified_key(certificate: &[u8]) -> Option<PublicKey> {
    let certificate = Certificate::from_der(certificate).ok()?;
    let spki = certificate.tbs_certificate().subject_public_key_info();
    PublicKey::from_spki_der(&spki.to_der().ok()?).ok()
}

/// What a key signs to show its public half. It is no structure that anybody takes for a
/// certificate or a credential.
const PROOF: &[u8] = b"mnid-mdoc: the halves of this key pair fit";

/// 1.2.840.10045.3.1.7
const P256: &[u8] = &[0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
/// 1.3.132.0.34
const P384: &[u8] = &[0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22];
