//! OCSP responses made part by part, so that each can be wrong by itself.

use rsa::PrivateKey;
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::pkcs8::EncodePublicKey;
use sha1::{Digest, Sha1};
use sha2::Sha256;

use super::super::forge;
use super::forged::{RSA_SHA256, der, time};
use super::*;
use crate::pki::Certificate;

/// What another responder key is.
pub(super) const RESPONDER: &[u8] = forge::POLICE;

/// A response of the root itself to a query with a nonce: good.
#[derive(Clone)]
pub(super) struct Response {
    pub(super) status: u8,
    pub(super) kind: Vec<u8>,
    pub(super) version: Vec<u8>,
    pub(super) responder: Vec<u8>,
    pub(super) produced_at: Vec<u8>,
    pub(super) singles: Vec<Single>,
    pub(super) extensions: Vec<Vec<u8>>,
    pub(super) algorithm: Vec<u8>,
    pub(super) signed_by: &'static [u8],
    pub(super) certificates: Vec<Vec<u8>>,
}

#[derive(Clone)]
pub(super) struct Single {
    pub(super) certificate: Vec<u8>,
    pub(super) status: Vec<u8>,
    pub(super) this_update: Vec<u8>,
    pub(super) next_update: Vec<u8>,
    pub(super) extensions: Vec<u8>,
}

impl Single {
    pub(super) fn good() -> Self {
        Self {
            certificate: certificate_id(&question(), OcspHash::Sha1),
            status: vec![0x80, 0],
            this_update: long_time(now().plus_seconds(-60)),
            next_update: der(0xA0, &[long_time(now().plus_seconds(600))]),
            extensions: Vec::new(),
        }
    }

    fn to_der(&self) -> Vec<u8> {
        der(
            0x30,
            &[
                &self.certificate,
                &self.status,
                &self.this_update,
                &self.next_update,
                &self.extensions,
            ],
        )
    }
}

impl Response {
    pub(super) fn good() -> Self {
        Self {
            status: 0,
            kind: BASIC.to_vec(),
            version: Vec::new(),
            responder: der(0xA1, &[question().issuer_der()]),
            produced_at: long_time(now().plus_seconds(-1)),
            singles: vec![Single::good()],
            extensions: vec![nonce(&*NONCE)],
            algorithm: RSA_SHA256.to_vec(),
            signed_by: forge::SIGNING_CA,
            certificates: Vec::new(),
        }
    }

    /// Of a responder with this certificate.
    pub(super) fn delegated(certificate: Vec<u8>) -> Self {
        let subject = Certificate::from_der(&certificate).unwrap();
        Self {
            responder: der(0xA1, &[subject.subject_der()]),
            signed_by: RESPONDER,
            certificates: vec![certificate],
            ..Self::good()
        }
    }

    pub(super) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    pub(super) fn to_der(&self) -> Vec<u8> {
        self.signed(&self.signed_part())
    }

    pub(super) fn signed_part(&self) -> Vec<u8> {
        let singles: Vec<Vec<u8>> = self.singles.iter().map(Single::to_der).collect();
        let extensions = match self.extensions.is_empty() {
            true => Vec::new(),
            false => der(0xA1, &[der(0x30, &self.extensions)]),
        };
        der(
            0x30,
            &[
                &self.version,
                &self.responder,
                &self.produced_at,
                &der(0x30, &singles),
                &extensions,
            ],
        )
    }

    /// A response of these data.
    pub(super) fn signed(&self, data: &[u8]) -> Vec<u8> {
        let signature = forge::sign(self.signed_by, data);
        let signature = der(0x03, &[[&[0], signature.as_slice()].concat()]);
        let certificates = match self.certificates.is_empty() {
            true => Vec::new(),
            false => der(0xA0, &[der(0x30, &self.certificates)]),
        };
        let basic = der(0x30, &[data, &self.algorithm, &signature, &certificates]);
        let bytes = der(0xA0, &[der(0x30, &[&self.kind, &der(0x04, &[basic])])]);
        der(0x30, &[&[0x0A, 1, self.status][..], &bytes])
    }
}

/// CertID, made here once more from what RFC 6960 4.1.1 says.
pub(super) fn certificate_id(question: &RevocationQuestion, hash: OcspHash) -> Vec<u8> {
    let root = Certificate::from_der(question.issuer_certificate_der()).unwrap();
    let spki = spki::SubjectPublicKeyInfoRef::try_from(root.public_key_der()).unwrap();
    let digest = |bytes: &[u8]| match hash {
        OcspHash::Sha1 => Sha1::digest(bytes).to_vec(),
        OcspHash::Sha256 => Sha256::digest(bytes).to_vec(),
    };
    let algorithm: &[u8] = match hash {
        OcspHash::Sha1 => &hex_literal::hex!("30 09 06 05 2B 0E 03 02 1A 05 00"),
        OcspHash::Sha256 => &hex_literal::hex!("30 0D 06 09 60 86 48 01 65 03 04 02 01 05 00"),
    };
    der(
        0x30,
        &[
            algorithm,
            &der(0x04, &[digest(root.subject_der())]),
            &der(0x04, &[digest(spki.subject_public_key.raw_bytes())]),
            &der(0x02, &[question.serial()]),
        ],
    )
}

/// ResponderID by key.
pub(super) fn by_key(file: &[u8]) -> Vec<u8> {
    let spki = spki_of(file);
    let info = spki::SubjectPublicKeyInfoRef::try_from(spki.as_slice()).unwrap();
    let hash = Sha1::digest(info.subject_public_key.raw_bytes());
    der(0xA2, &[der(0x04, &[hash])])
}

/// The certificate of a responder, with these extensions behind its key.
pub(super) fn responder(extensions: &[Vec<u8>]) -> Vec<u8> {
    let dates = [now().plus_days(-1), now().plus_days(1)];
    responder_by(forge::SIGNING_CA, dates, extensions)
}

pub(super) fn responder_by(
    authority: &[u8],
    [from, to]: [Timestamp; 2],
    extensions: &[Vec<u8>],
) -> Vec<u8> {
    // CN=TEST responder
    let name = der(
        0x30,
        &[
            &hex_literal::hex!("06 03 55 04 03")[..],
            &der(0x0C, &[b"TEST responder"]),
        ],
    );
    let name = der(0x30, &[der(0x31, &[name])]);
    let signed_part = der(
        0x30,
        &[
            &[0xA0, 3, 2, 1, 2][..],
            &der(0x02, &[RESPONDER_SERIAL]),
            RSA_SHA256,
            question().issuer_der(),
            &der(0x30, &[time(from), time(to)]),
            &name,
            &spki_of(RESPONDER),
            &der(0xA3, &[der(0x30, extensions)]),
        ],
    );
    let signature = forge::sign(authority, &signed_part);
    let signature = der(0x03, &[[&[0], signature.as_slice()].concat()]);
    der(0x30, &[&signed_part, RSA_SHA256, &signature])
}

fn spki_of(file: &[u8]) -> Vec<u8> {
    let key = PrivateKey::from_pkcs1_der(file).unwrap();
    let spki = key.as_public_key().to_public_key_der().unwrap();
    spki.into_vec()
}

/// GeneralizedTime.
pub(super) fn long_time(time: Timestamp) -> Vec<u8> {
    let text = time.to_rfc3339();
    let digits = text.iter().filter(|byte| byte.is_ascii_digit());
    let text: Vec<u8> = digits.copied().chain([b'Z']).collect();
    der(0x18, &[text])
}

pub(super) fn nonce(nonce: &[u8]) -> Vec<u8> {
    pkix_extension(2, &der(0x04, &[nonce]))
}

pub(super) fn no_check() -> Vec<u8> {
    pkix_extension(5, &[5, 0])
}

/// The extension of this id below id-pkix-ocsp.
fn pkix_extension(id: u8, content: &[u8]) -> Vec<u8> {
    let id = [
        &hex_literal::hex!("06 09 2B 06 01 05 05 07 30 01")[..],
        &[id],
    ]
    .concat();
    der(0x30, &[id, der(0x04, &[content])])
}

/// What the seed of these tests draws.
pub(super) static NONCE: std::sync::LazyLock<[u8; 32]> = std::sync::LazyLock::new(|| {
    let mut nonce = [0; 32];
    crate::crypto::Random::fill(&mut random(), &mut nonce).unwrap();
    nonce
});

pub(super) const RESPONDER_SERIAL: &[u8] = &[0x77];

/// id-pkix-ocsp-basic.
const BASIC: &[u8] = &hex_literal::hex!("06 09 2B 06 01 05 05 07 30 01 01");
