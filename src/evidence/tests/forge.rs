//! Records and certificates of the software card, changed and signed again by its authorities:
//! what a test of one rule needs.

use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::traits::PublicKeyParts;
use rsa::{Pkcs1v15Sign, PrivateKey};
use sha2::Sha256;

use super::*;
use crate::card::record::{FaceRecord, LicenceData, LicenceSignature, TextAttributes};
use crate::crypto::{THREE_DIGESTS_PREFIX, sha256};

/// Bytes to look for, and what to put in their place.
pub(super) type Changes<'a> = &'a [(&'a [u8], &'a [u8])];

macro_rules! key {
    ($name:literal) => {
        include_bytes!(concat!("../../card/simulator/assets/keys/", $name, ".der"))
    };
}

pub(super) const SIGNING_CA: &[u8] = key!("jpki-signing-ca");
pub(super) const AUTHENTICATION_CA: &[u8] = key!("jpki-authentication-ca");
pub(super) const UNRELATED: &[u8] = key!("unrelated-ca");
const TEXT_MUNICIPALITY: &[u8] = key!("municipality-text");
const FACE_MUNICIPALITY: &[u8] = key!("municipality-face");
pub(super) const POLICE: &[u8] = key!("police");

pub(super) fn sign(key: &[u8], message: &[u8]) -> Vec<u8> {
    sign_as(key, Pkcs1v15Sign::new::<Sha256>(), &sha256(&[message]))
}

/// Replaces the only occurrence of `from` by `to`, of the same length.
pub(super) fn replace(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    assert_eq!(from.len(), to.len());
    let mut places = bytes
        .windows(from.len())
        .enumerate()
        .filter(|(_, window)| *window == from)
        .map(|(at, _)| at);
    let at = places.next().unwrap();
    assert_eq!(places.next(), None, "not the only one");
    bytes[at..at + to.len()].copy_from_slice(to);
}

/// A certificate with each change made, its signed part signed by `authority`.
pub(super) fn certificate(der: &[u8], changes: Changes<'_>, authority: &[u8]) -> Vec<u8> {
    let mut der = der.to_vec();
    for (from, to) in changes {
        replace(&mut der, from, to);
    }
    // 30 82 hh ll { 30 82 hh ll …
    let signed = 4..8 + usize::from(u16::from_be_bytes([der[6], der[7]]));
    let signature = sign(authority, &der[signed]);
    let from = der.len() - signature.len();
    der[from..].copy_from_slice(&signature);
    der
}

/// A root of the same name and the key of `authority`, signed by itself: another generation.
pub(super) fn reissued_root(der: &[u8], authority: &[u8]) -> Vec<u8> {
    let key = PrivateKey::from_pkcs1_der(authority).unwrap();
    // INTEGER of 257 bytes, the first of them zero.
    let head = [0x02, 0x82, 1, 1, 0];
    let at = der.windows(5).position(|window| window == head).unwrap();
    let old = der[at + 5..][..256].to_vec();
    certificate(der, &[(&old, &key.n_bytes())], authority)
}

/// A certificate with another extension in the place of its last one, the subject key identifier,
/// signed by `authority`.
pub(super) fn with_extension(der: &[u8], extension: &[u8], authority: &[u8]) -> Vec<u8> {
    let header = b"\x30\x1D\x06\x03\x55\x1D\x0E\x04\x16\x04\x14";
    let at = der.windows(11).position(|window| window == header).unwrap();
    with_other_extension(der, &der[at..at + 31], extension, authority)
}

/// A certificate with `new` in the place of the extension `old`, none when it is empty, signed by
/// `authority`.
pub(super) fn with_other_extension(
    der: &[u8],
    old: &[u8],
    new: &[u8],
    authority: &[u8],
) -> Vec<u8> {
    let at = der.windows(old.len()).position(|window| window == old);
    let (before, rest) = der.split_at(at.unwrap());
    let mut changed = [before, new, &rest[old.len()..]].concat();
    let extensions = der
        .windows(2)
        .position(|window| window == b"\xA3\x82")
        .unwrap();
    // Certificate, signed part, [3], Extensions: each a length in two bytes.
    for length in [2, 6, extensions + 2, extensions + 6] {
        let was = u16::from_be_bytes([changed[length], changed[length + 1]]);
        let is = usize::from(was) + new.len() - old.len();
        let is = u16::try_from(is).unwrap().to_be_bytes();
        changed[length..length + 2].copy_from_slice(&is);
    }
    certificate(&changed, &[], authority)
}

/// The extension `2.5.29.n` of a certificate, as it stands there.
pub(super) fn extension(der: &[u8], n: u8) -> Vec<u8> {
    let oid = [0x06, 0x03, 0x55, 0x1D, n];
    let at = der.windows(5).position(|window| window == oid).unwrap();
    // SEQUENCE with a length in one, two or three bytes.
    let (start, length) = match der[..at] {
        [.., 0x30, 0x82, high, low] => (at - 4, usize::from(u16::from_be_bytes([high, low])) + 4),
        [.., 0x30, 0x81, length] => (at - 3, usize::from(length) + 3),
        [.., 0x30, length] => (at - 2, usize::from(length) + 2),
        _ => panic!("no extension"),
    };
    der[start..start + length].to_vec()
}

/// `SEQUENCE` with a length in as few bytes as DER has it.
pub(super) fn sequence(content: &[u8]) -> Vec<u8> {
    object(0x30, content)
}

/// One value of DER.
pub(super) fn object(tag: u8, content: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
    match (high, low) {
        (0, 0..=0x7F) => [&[tag, low], content].concat(),
        (0, _) => [&[tag, 0x81, low], content].concat(),
        _ => [&[tag, 0x82, high, low], content].concat(),
    }
}

/// The same certificate by the P-384 key of the signing authority.
pub(super) fn certificate_by_p384(der: &[u8]) -> Vec<u8> {
    use p384::pkcs8::DecodePrivateKey;
    use signature::Signer;

    const RSA: &[u8] = b"\x30\x0D\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0B\x05\x00";
    const ECDSA: &[u8] = b"\x30\x0A\x06\x08\x2A\x86\x48\xCE\x3D\x04\x03\x03";
    let length = usize::from(u16::from_be_bytes([der[6], der[7]]));
    let signed = &der[8..8 + length];
    let at = signed.windows(RSA.len()).position(|window| window == RSA);
    let (before, after) = signed.split_at(at.unwrap());
    let signed = object(0x30, &[before, ECDSA, &after[RSA.len()..]].concat());
    let key = p384::ecdsa::SigningKey::from_pkcs8_der(key!("jpki-signing-ca-p384")).unwrap();
    let signature: p384::ecdsa::Signature = key.sign(&signed);
    let signature = signature.to_der();
    let bits = object(0x03, &[&[0], signature.as_bytes()].concat());
    object(0x30, &[&signed, ECDSA, &bits].concat())
}

/// A text record with each change made, and its integrity record signed again.
pub(super) fn text(reading: &mut CardReading, changes: Changes<'_>) {
    let text = reading.text.as_mut().unwrap();
    for (from, to) in changes {
        replace(&mut text.attributes, from, to);
    }
    let attributes = TextAttributes::parse(&text.attributes).unwrap();
    let digest = sha256(&[attributes.signed_part()]);
    // FF30 82014B { DF31 20 [32], DF32 20 [32], DF33 820100 [256] }
    text.integrity[43..75].copy_from_slice(&digest);
    let signature = sign(TEXT_MUNICIPALITY, &text.integrity[5..75]);
    text.integrity[80..336].copy_from_slice(&signature);
}

/// A face record with each change made, signed again.
pub(super) fn face(reading: &mut CardReading, changes: Changes<'_>) {
    let face = reading.face.as_mut().unwrap();
    for (from, to) in changes {
        replace(&mut face.record, from, to);
    }
    let record = FaceRecord::parse(&face.record).unwrap();
    let scheme = Pkcs1v15Sign {
        hash_len: Some(96),
        prefix: Box::new(THREE_DIGESTS_PREFIX),
    };
    let digests = record.signed_digests().concat();
    let new = sign_as(FACE_MUNICIPALITY, scheme, &digests);
    let old = record.signature().to_vec();
    replace(&mut face.record, &old, &new);
}

/// Licence data with each change made, signed again over the objects without their filler.
pub(super) fn licence(reading: &mut CardReading, changes: Changes<'_>) {
    let licence = reading.licence.as_mut().unwrap();
    for (from, to) in changes {
        replace(&mut licence.data, from, to);
    }
    let [objects, _] = LicenceData::parse(&licence.data)
        .unwrap()
        .signed_candidates();
    licence_signature(&mut licence.signature, objects);
}

/// The police's signature over these bytes, in the place of the one that was there.
pub(super) fn licence_signature(file: &mut [u8], signed: &[u8]) {
    let old = LicenceSignature::parse(file).unwrap().signature().to_vec();
    replace(file, &old, &sign(POLICE, signed));
}

fn sign_as(key: &[u8], scheme: Pkcs1v15Sign, digest: &[u8]) -> Vec<u8> {
    let key = PrivateKey::from_pkcs1_der(key).unwrap();
    key.sign(scheme, digest).unwrap()
}
