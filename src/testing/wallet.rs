use std::collections::BTreeMap;
use std::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::json;

use crate::cbor::{CborError, Reader, Tag24, Writer};
use crate::cose::{protected_header, sig_structure_head, write_mac0};
use crate::crypto::{
    CryptoError, PublicKey, Random, RandomError, Signer, SignerError, SigningCurve, SoftwareKey,
};
use crate::error::{Category, Coded, Error};
use crate::holder::{DeviceKey, jwt};
use crate::mdoc::{IssuerSigned, MdocError, SessionTranscript, device_authentication};
use crate::time::Timestamp;

#[cfg(test)]
mod tests;

/// A wallet in memory: it makes device keys, proves them to an issuer, keeps what was issued for
/// them, and presents it to a reader.
#[derive(Debug, Default)]
pub struct SoftwareWallet {
    keys: Vec<SoftwareKey>,
    credentials: Vec<WalletCredential>,
}

impl SoftwareWallet {
    /// An empty wallet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes `count` device keys on P-256 more.
    ///
    /// # Errors
    /// [`RandomError`] when the source fails.
    pub fn make_keys(&mut self, count: usize, random: &mut dyn Random) -> Result<(), RandomError> {
        for _ in 0..count {
            self.keys
                .push(SoftwareKey::generate(SigningCurve::P256, random)?);
        }
        Ok(())
    }

    /// The device keys, in the order in which they were made.
    pub fn keys(&self) -> &[SoftwareKey] {
        &self.keys
    }

    /// An OpenID4VCI `jwt` proof for every device key, in their order: compact JWS signed by the
    /// key in their header, with `aud`, `iat` and `nonce` (OpenID4VCI 1.0, F.1).
    ///
    /// `issuer` is the `credential_issuer` identifier, `nonce` its `c_nonce`.
    ///
    /// # Errors
    /// [`SignerError`] when a key cannot sign.
    pub fn proofs(
        &self,
        issuer: &str,
        nonce: &str,
        now: Timestamp,
    ) -> Result<Vec<String>, SignerError> {
        let payload = json!({"aud": issuer, "iat": now.unix(), "nonce": nonce}).to_string();
        self.keys.iter().map(|key| proof(key, &payload)).collect()
    }

    /// Every device key as an issuer has it that asked for the proofs and checked them.
    ///
    /// # Errors
    /// The [`Error`] of a proof that does not verify.
    pub fn device_keys(&self, now: Timestamp) -> Result<Vec<DeviceKey>, Error> {
        let context = jwt::ProofContext {
            issuer: "https://issuer.example",
            nonce: "software-wallet",
            now,
            dpop_key: None,
            attested_by: &[],
        };
        let proofs = self.proofs(context.issuer, context.nonce, now)?;
        let keys = proofs.iter().map(|proof| jwt::verify(proof, &context));
        Ok(keys.collect::<Result<_, _>>()?)
    }

    /// Keeps an `IssuerSigned` that was issued for one of the device keys.
    ///
    /// It is not verified; [`verify`](crate::verify) does that.
    ///
    /// # Errors
    /// [`WalletError::Mdoc`] when it cannot be read, [`WalletError::ForeignKey`] when it is for
    /// none of the keys.
    pub fn store(&mut self, issuer_signed: Vec<u8>) -> Result<&WalletCredential, WalletError> {
        let parsed = IssuerSigned::parse(&issuer_signed)?;
        let object = parsed.mobile_security_object();
        let own = |key: &&SoftwareKey| Some(&key.public_key()) == object.device_key.public_key();
        let credential = WalletCredential {
            doc_type: object.doc_type.to_owned(),
            key: self
                .keys
                .iter()
                .find(own)
                .cloned()
                .ok_or(WalletError::ForeignKey)?,
            issuer_signed,
        };
        self.credentials.push(credential);
        self.credentials.last().ok_or(WalletError::ForeignKey)
    }

    /// The credentials, in the order in which they were stored.
    pub fn credentials(&self) -> &[WalletCredential] {
        &self.credentials
    }
}

/// A credential with the device key that it is for.
#[derive(Clone)]
pub struct WalletCredential {
    doc_type: String,
    key: SoftwareKey,
    issuer_signed: Vec<u8>,
}

impl WalletCredential {
    /// The document type that the issuer signed.
    pub fn doc_type(&self) -> &str {
        &self.doc_type
    }

    /// The device key.
    pub fn key(&self) -> &SoftwareKey {
        &self.key
    }

    /// `IssuerSigned` as it was received.
    pub fn issuer_signed(&self) -> &[u8] {
        &self.issuer_signed
    }

    /// Answers a reader: a `DeviceResponse` with this one document, the disclosed elements as they
    /// were received, and the device's signature over the session (ISO/IEC 18013-5:2021
    /// 8.3.2.1.2.2 and 9.1.3).
    ///
    /// # Errors
    /// [`WalletError::NoSuchElement`] for an element that the credential has not,
    /// [`WalletError::Signer`].
    pub fn present(
        &self,
        disclosure: Disclosure<'_>,
        session_transcript: &SessionTranscript,
    ) -> Result<Vec<u8>, WalletError> {
        let payload = self.device_authentication(session_transcript)?;
        let signature = self.device_signature(&payload)?;
        self.response(disclosure, "deviceSignature", &signature)
    }

    /// Answers a reader as [`present`](Self::present) does, by an authentication code under the key
    /// that the device's key and the reader's ephemeral one agree on (ISO/IEC 18013-5:2021
    /// 9.1.3.5). A device key is used for codes or for signatures, never for both.
    ///
    /// # Errors
    /// [`WalletError::NoSuchElement`] for an element that the credential has not,
    /// [`WalletError::Crypto`] for a reader's key that is on another curve than the device's.
    pub fn present_by_mac(
        &self,
        disclosure: Disclosure<'_>,
        session_transcript: &SessionTranscript,
        reader_key: &PublicKey,
    ) -> Result<Vec<u8>, WalletError> {
        let payload = self.device_authentication(session_transcript)?;
        let key = session_transcript.mac_key(&self.key, reader_key)?;
        let mut mac = Vec::new();
        write_mac0(&mut mac, &key, &payload);
        self.response(disclosure, "deviceMac", &mac)
    }

    fn device_authentication(
        &self,
        session_transcript: &SessionTranscript,
    ) -> Result<Vec<u8>, WalletError> {
        let namespaces = Tag24::parse(NO_ELEMENTS)?;
        Ok(device_authentication(
            session_transcript,
            &self.doc_type,
            namespaces,
        ))
    }

    fn response(
        &self,
        disclosure: Disclosure<'_>,
        auth: &str,
        device_auth: &[u8],
    ) -> Result<Vec<u8>, WalletError> {
        let issuer_signed = self.disclosed(disclosure)?;
        let mut response = Vec::with_capacity(issuer_signed.len() + 512);
        Writer::new(&mut response)
            .map(3)
            .text("version")
            .text("1.0")
            .text("documents")
            .array(1)
            .map(3)
            .text("docType")
            .text(&self.doc_type)
            .text("issuerSigned")
            .raw(&issuer_signed)
            .text("deviceSigned")
            .map(2)
            .text("nameSpaces")
            .raw(NO_ELEMENTS)
            .text("deviceAuth")
            .map(1)
            .text(auth)
            .raw(device_auth)
            .text("status")
            .unsigned(0);
        Ok(response)
    }

    /// `IssuerSigned` with the disclosed elements alone, each in the bytes received.
    fn disclosed(&self, disclosure: Disclosure<'_>) -> Result<Vec<u8>, WalletError> {
        let parsed = IssuerSigned::parse(&self.issuer_signed)?;
        let mut namespaces: BTreeMap<&str, Vec<&[u8]>> = BTreeMap::new();
        let mut disclosed = 0;
        for received in parsed.items() {
            let name = (received.namespace, received.item.element_identifier);
            if disclosure.includes(name) {
                disclosed += 1;
                let items = namespaces.entry(received.namespace).or_default();
                items.push(received.bytes.whole());
            }
        }
        if let Disclosure::Elements(wanted) = disclosure
            && wanted.len() != disclosed
        {
            return Err(WalletError::NoSuchElement);
        }
        let mut out = Vec::with_capacity(self.issuer_signed.len());
        let mut writer = Writer::new(&mut out);
        if namespaces.is_empty() {
            writer.map(1);
        } else {
            writer.map(2).text("nameSpaces").map(namespaces.len());
            for (namespace, items) in namespaces {
                writer.text(namespace).array(items.len());
                for item in items {
                    writer.raw(item);
                }
            }
        }
        writer.text("issuerAuth").raw(self.issuer_auth()?);
        Ok(out)
    }

    fn issuer_auth(&self) -> Result<&[u8], WalletError> {
        let mut reader = Reader::new(&self.issuer_signed)?;
        for _ in 0..reader.map()? {
            let key = reader.text()?;
            let value = reader.item()?;
            if key == "issuerAuth" {
                return Ok(value);
            }
        }
        Err(reader.unexpected("issuerAuth").into())
    }

    /// An untagged `COSE_Sign1` with a detached payload.
    fn device_signature(&self, payload: &[u8]) -> Result<Vec<u8>, WalletError> {
        let protected = protected_header(self.key.public_key().curve(), None);
        let head = sig_structure_head(&protected, payload.len());
        let signature = self.key.sign(&[&head, payload])?;
        let mut sign1 = Vec::new();
        Writer::new(&mut sign1)
            .array(4)
            .byte_string(&protected)
            .map(0)
            .null()
            .byte_string(signature.as_bytes());
        Ok(sign1)
    }
}

impl fmt::Debug for WalletCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = self.issuer_signed.len();
        write!(f, "WalletCredential({}, {length} bytes)", self.doc_type)
    }
}

/// What of a credential a reader gets to see.
#[derive(Clone, Copy, Debug)]
pub enum Disclosure<'a> {
    /// Every element.
    Everything,
    /// These elements, each by namespace and element identifier, none of them twice.
    Elements(&'a [(&'a str, &'a str)]),
}

impl Disclosure<'_> {
    fn includes(self, element: (&str, &str)) -> bool {
        match self {
            Self::Everything => true,
            Self::Elements(wanted) => wanted.contains(&element),
        }
    }
}

/// Why the wallet cannot keep or present a credential.
#[derive(Debug, thiserror::Error)]
pub enum WalletError {
    /// Not strict CBOR.
    #[error(transparent)]
    Cbor(#[from] CborError),
    /// The reader's key does not go with the device's.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// The credential is for a key of another wallet.
    #[error("the credential is for none of this wallet's keys; prove one of them to the issuer")]
    ForeignKey,
    /// The credential cannot be read.
    #[error(transparent)]
    Mdoc(#[from] MdocError),
    /// An element to disclose that the credential has not, or that was named twice.
    #[error("the credential has not all the elements to disclose; ask for those that it has")]
    NoSuchElement,
    /// The device key cannot sign.
    #[error(transparent)]
    Signer(#[from] SignerError),
}

impl Coded for WalletError {
    fn code(&self) -> &'static str {
        match self {
            Self::Cbor(error) => error.code(),
            Self::Crypto(error) => error.code(),
            Self::ForeignKey => "testing.foreign-key",
            Self::Mdoc(error) => error.code(),
            Self::NoSuchElement => "testing.no-such-element",
            Self::Signer(error) => error.code(),
        }
    }

    fn category(&self) -> Category {
        match self {
            Self::Cbor(error) => error.category(),
            Self::Crypto(error) => error.category(),
            Self::Mdoc(error) => error.category(),
            Self::Signer(error) => error.category(),
            Self::ForeignKey | Self::NoSuchElement => Category::Misuse,
        }
    }
}

/// The keys are on P-256.
fn proof(key: &SoftwareKey, payload: &str) -> Result<String, SignerError> {
    let encode = Base64UrlUnpadded::encode_string;
    let (x, y) = key.public_key().coordinates();
    let header = json!({
        "typ": "openid4vci-proof+jwt",
        "alg": "ES256",
        "jwk": {"kty": "EC", "crv": "P-256", "x": encode(&x), "y": encode(&y)},
    });
    let header = encode(header.to_string().as_bytes());
    let message = format!("{header}.{}", encode(payload.as_bytes()));
    let signature = key.sign(&[message.as_bytes()])?;
    Ok(format!("{message}.{}", encode(signature.as_bytes())))
}

/// An empty map of elements that the device signs itself, with its tag.
const NO_ELEMENTS: &[u8] = &[0xD8, 0x18, 0x41, 0xA0];
