//! For tests: an issuer, claims, and credentials with one fault, signed anew.
use std::sync::Arc;
use std::time::Duration;

use ciborium::Value;
use sha2::{Digest, Sha256};

use crate::cbor::Writer;
use crate::crypto::{PublicKey, Signer, SigningCurve, SoftwareKey};
use crate::derive::{Basis, ClaimedElement, ClaimedNamespace, Claims};
use crate::evidence::{Assurance, Environment, HolderBinding, Parent};
use crate::holder::DeviceKey;
use crate::issue::{Issuer, IssuingPolicy};
use crate::pki::{self, Certificate, IacaRequest, Profile, Role, SignerRequest};
use crate::profile::{IssuingOptions, Preset};
use crate::testing::SeededRandom;
use crate::time::Timestamp;
use crate::verify::Trust;

pub(crate) const MDL: &str = "org.iso.18013.5.1.mDL";
pub(crate) const ISO: &str = "org.iso.18013.5.1";
pub(crate) const JAPAN: &str = "org.iso.18013.5.1.JP";
pub(crate) const NOW: &str = "2026-06-10T09:41:23Z";

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) struct Kit {
    pub(crate) iaca: Certificate,
    pub(crate) iaca_key: SoftwareKey,
    pub(crate) signer: Certificate,
    pub(crate) signer_key: SoftwareKey,
    pub(crate) device_key: SoftwareKey,
}

impl Kit {
    pub(crate) fn new() -> Self {
        Self::of(SigningCurve::P384, SigningCurve::P256, None, "iaca")
    }

    pub(crate) fn of(
        iaca_curve: SigningCurve,
        signer_curve: SigningCurve,
        state: Option<&str>,
        seed: &str,
    ) -> Self {
        Self::in_edition(
            pki::Edition::EveryReader,
            (iaca_curve, signer_curve),
            state,
            seed,
        )
    }

    pub(crate) fn in_edition(
        edition: pki::Edition,
        (iaca_curve, signer_curve): (SigningCurve, SigningCurve),
        state: Option<&str>,
        seed: &str,
    ) -> Self {
        let mut random = SeededRandom::new(seed.as_bytes());
        let mut key = |curve| SoftwareKey::generate(curve, &mut random).unwrap();
        let (iaca_key, signer_key) = (key(iaca_curve), key(signer_curve));
        let device_key = key(SigningCurve::P256);
        let iaca = IacaRequest {
            edition: pki::Edition::EveryReader,
            common_name: "TEST ONLY IACA".to_owned(),
            organization: None,
            state: state.map(str::to_owned),
            country: "JP".to_owned(),
            not_before: at("2026-01-01T00:00:00Z"),
            not_after: at("2035-01-01T00:00:00Z"),
            contact_uri: "https://issuer.example/".to_owned(),
            crl_uri: Some("https://issuer.example/iaca.crl".to_owned()),
        }
        .issue(&iaca_key, &mut random)
        .unwrap();
        let signer = SignerRequest {
            profile: Profile::new(Role::DocumentSigner, edition),
            common_name: "TEST ONLY document signer".to_owned(),
            organization: None,
            not_before: at("2026-06-01T00:00:00Z"),
            not_after: at("2027-06-01T00:00:00Z"),
            crl_uri: None,
        }
        .issue(&iaca, &iaca_key, &signer_key.public_key(), &mut random)
        .unwrap();
        Self {
            iaca,
            iaca_key,
            signer,
            signer_key,
            device_key,
        }
    }

    pub(crate) fn issuer(&self, policy: IssuingPolicy) -> Issuer {
        let signer = pki::validate(
            std::slice::from_ref(&self.signer),
            std::slice::from_ref(&self.iaca),
            at(NOW),
        );
        Issuer::new(signer.unwrap(), policy).unwrap()
    }

    pub(crate) fn trust(&self) -> Trust<'_> {
        Trust {
            doc_type: Some(MDL),
            ..Trust::new(std::slice::from_ref(&self.iaca), at(NOW))
        }
    }

    pub(crate) fn device(&self) -> DeviceKey {
        device(&self.device_key.public_key())
    }

    pub(crate) fn issue(&self, claims: &Claims) -> Vec<u8> {
        self.issue_with(claims, policy())
    }

    pub(crate) fn issue_with(&self, claims: &Claims, policy: IssuingPolicy) -> Vec<u8> {
        let mut random = SeededRandom::new(b"issue");
        self.issuer(policy)
            .admit(claims, at(NOW))
            .unwrap()
            .issue(&self.device(), &mut random, &self.signer_key)
            .unwrap()
            .into_bytes()
    }

    /// A credential with a change, of which digests and signature are right again.
    pub(crate) fn changed(&self, change: impl FnOnce(&mut Draft)) -> Vec<u8> {
        let mut draft = Draft::of(&self.issue(&licence()));
        change(&mut draft);
        draft.sign(&self.signer_key)
    }
}

pub(crate) fn device(key: &PublicKey) -> DeviceKey {
    DeviceKey::proven(key.clone(), None)
}

pub(crate) fn policy() -> IssuingPolicy {
    IssuingPolicy {
        environment: Environment::Test,
        least_assurance: Assurance::SignedByHolder,
        validity: Duration::from_secs(60 * 86_400),
        options: IssuingOptions {
            decoys: false,
            ..Preset::Default.options()
        },
    }
}

pub(crate) fn with_decoys(decoys: bool) -> IssuingPolicy {
    let options = IssuingOptions {
        decoys,
        ..policy().options
    };
    IssuingPolicy {
        options,
        ..policy()
    }
}

/// A JPEG of so many bytes: a frame of 480 by 640, and no picture.
pub(crate) fn portrait(length: usize) -> Vec<u8> {
    let mut file = vec![
        0xFF, 0xD8, 0xFF, 0xC0, 0x00, 0x0B, 0x08, 0x02, 0x80, 0x01, 0xE0, 0x01, 0x01, 0x11, 0x00,
    ];
    file.resize(length - 2, 0xA5);
    file.extend([0xFF, 0xD9]);
    file
}

/// A licence of two namespaces.
pub(crate) fn licence() -> Claims {
    let element = |identifier, write: &dyn Fn(&mut Writer<'_>)| {
        let mut value = Vec::new();
        write(&mut Writer::new(&mut value));
        ClaimedElement { identifier, value }
    };
    let text = |identifier, text: &'static str| {
        element(identifier, &|writer| {
            writer.text(text);
        })
    };
    Claims {
        doc_type: MDL,
        namespaces: vec![
            ClaimedNamespace {
                name: ISO,
                elements: vec![
                    text("family_name", "BANGO"),
                    text("given_name", "HANAKO"),
                    element("birth_date", &|writer| {
                        writer.full_date("1990-04-15".parse().unwrap());
                    }),
                    text("issuing_country", "JP"),
                    element("portrait", &|writer| {
                        writer.byte_string(&portrait(20_000));
                    }),
                    element("age_over_18", &|writer| {
                        writer.boolean(true);
                    }),
                ],
            },
            ClaimedNamespace {
                name: JAPAN,
                elements: vec![text("full_name_unicode", "番号　花子")],
            },
        ],
        basis: Basis {
            environment: Environment::Test,
            assurance: Assurance::SignedByHolder,
            binding: HolderBinding::SessionOnly,
            concluded_at: at("2026-06-10T09:40:00Z"),
            usable_until: at("2026-06-10T10:40:00Z"),
            valid_until: at("2030-04-15T14:59:59Z"),
            valid_from: at("2026-06-10T09:00:00Z"),
            parent: Arc::new(Parent {
                issuer_key: [0; 32],
                serial: vec![1],
            }),
            parents_until: at("2030-04-15T14:59:59Z"),
            age_statements: 11,
        },
    }
}

/// An `IssuerSigned` taken apart.
pub(crate) struct Draft {
    /// Namespaces and their items, each an `IssuerSignedItem` map.
    pub(crate) items: Vec<(String, Vec<Value>)>,
    pub(crate) security_object: Value,
    pub(crate) protected: Value,
    pub(crate) unprotected: Value,
    /// Whether the digests are computed anew before signing.
    pub(crate) redigest: bool,
}

impl Draft {
    pub(crate) fn of(issuer_signed: &[u8]) -> Self {
        let mut whole = decode(issuer_signed);
        let namespaces = member(&mut whole, "nameSpaces").clone();
        let items = namespaces.into_map().unwrap().into_iter();
        let items = items
            .map(|(name, items)| {
                let items = items.into_array().unwrap();
                let items = items.into_iter().map(|item| decode(&untagged(item)));
                (name.into_text().unwrap(), items.collect())
            })
            .collect();
        let auth = member(&mut whole, "issuerAuth").clone();
        let [protected, unprotected, payload, _] = auth.into_array().unwrap().try_into().unwrap();
        Self {
            items,
            security_object: decode(&untagged(decode(&payload.into_bytes().unwrap()))),
            protected: decode(&protected.into_bytes().unwrap()),
            unprotected,
            redigest: true,
        }
    }

    /// An item by its namespace's and its own place.
    pub(crate) fn item(&mut self, namespace: usize, item: usize) -> &mut Value {
        self.items
            .get_mut(namespace)
            .unwrap()
            .1
            .get_mut(item)
            .unwrap()
    }

    /// A member of the security object.
    pub(crate) fn mso(&mut self, path: &[&str]) -> &mut Value {
        let mut value = &mut self.security_object;
        for name in path {
            value = member(value, name);
        }
        value
    }

    pub(crate) fn sign(mut self, key: &SoftwareKey) -> Vec<u8> {
        if self.redigest {
            self.digest();
        }
        let payload = encode(&tagged(&encode(&self.security_object)));
        let protected = encode(&self.protected);
        let head = crate::cose::sig_structure_head(&protected, payload.len());
        let signature = key.sign(&[&head, &payload]).unwrap();
        let auth = vec![
            Value::Bytes(protected),
            self.unprotected,
            Value::Bytes(payload),
            Value::Bytes(signature.as_bytes().to_vec()),
        ];
        let namespaces = self.items.into_iter().map(|(name, items)| {
            let items = items.iter().map(|item| tagged(&encode(item))).collect();
            (Value::from(name), Value::Array(items))
        });
        encode(&Value::Map(vec![
            ("nameSpaces".into(), Value::Map(namespaces.collect())),
            ("issuerAuth".into(), Value::Array(auth)),
        ]))
    }

    fn digest(&mut self) {
        for (name, items) in &mut self.items {
            for item in items {
                let digest = Sha256::digest(encode(&tagged(&encode(item)))).to_vec();
                let digest_id = member(item, "digestID").clone();
                let all = member(&mut self.security_object, "valueDigests");
                let digests = member(all, name).as_map_mut().unwrap();
                digests.retain(|(id, _)| *id != digest_id);
                digests.push((digest_id, Value::Bytes(digest)));
            }
        }
    }
}

pub(crate) fn member<'a>(map: &'a mut Value, name: &str) -> &'a mut Value {
    let members = map.as_map_mut().unwrap();
    let found = members
        .iter_mut()
        .find(|(key, _)| key.as_text() == Some(name));
    &mut found.unwrap_or_else(|| panic!("no member {name}")).1
}

pub(crate) fn remove(map: &mut Value, name: &str) {
    let members = map.as_map_mut().unwrap();
    members.retain(|(key, _)| key.as_text() != Some(name));
}

pub(crate) fn add(map: &mut Value, key: impl Into<Value>, value: impl Into<Value>) {
    map.as_map_mut().unwrap().push((key.into(), value.into()));
}

pub(crate) fn tagged(content: &[u8]) -> Value {
    Value::Tag(24, Box::new(Value::Bytes(content.to_vec())))
}

pub(crate) fn untagged(value: Value) -> Vec<u8> {
    let Value::Tag(24, content) = value else {
        panic!("no tag 24");
    };
    content.into_bytes().unwrap()
}

pub(crate) fn decode(bytes: &[u8]) -> Value {
    ciborium::from_reader(bytes).unwrap()
}

pub(crate) fn encode(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    ciborium::into_writer(value, &mut out).unwrap();
    out
}
