use base64ct::{Base64, Encoding};

use super::json::{Members, Place, Value};
use super::{Anchors, Environment, EvidenceError, Role};
use crate::card::record::KeyId;
use crate::crypto::RsaPublicKey;
use crate::limits;

/// Reads a file of anchors.
pub(super) fn read(json: &str) -> Result<Anchors, EvidenceError> {
    if json.len() > limits::ANCHORS_FILE {
        let (place, reason) = ("the file".to_owned(), "it is too long");
        return Err(EvidenceError::AnchorsFile { place, reason });
    }
    let mut file = Members::parse(json)?;
    if file.text("format")? != FORMAT {
        return Err(file.place("format").refuse("it is of another format"));
    }
    let mut anchors = Anchors::new(environment(&mut file)?);
    for (list, role) in ROOTS {
        for mut entry in file.objects(list, limits::ANCHORS)? {
            let name = name(&mut entry)?;
            let der = der(&mut entry, "certificate", "CERTIFICATE")?;
            let added = anchors.with_root(role, &name, &der);
            anchors = at(&entry.place("certificate"), added)?;
            entry.finish()?;
        }
    }
    for (list, role) in AUTHORITIES {
        for mut entry in file.objects(list, limits::ANCHORS)? {
            let name = name(&mut entry)?;
            let id = hexadecimal(&entry.place("key-id"), &entry.text("key-id")?)?;
            let key = public_key(&mut entry)?;
            let added = anchors.with_municipal_authority(role, &name, KeyId::new(id), key);
            anchors = at(&entry.place("key-id"), added)?;
            entry.finish()?;
        }
    }
    for mut entry in file.objects("licence-signers", limits::ANCHORS)? {
        let name = name(&mut entry)?;
        let key = public_key(&mut entry)?;
        let added = anchors.with_licence_signer(&name, key);
        anchors = at(&entry.place("public-key"), added)?;
        entry.finish()?;
    }
    // As many as fit into the file.
    for (place, item) in file.list("distrusted-keys", usize::MAX)? {
        let Value::Text(text) = item else {
            return Err(place.refuse("it is no text"));
        };
        if !anchors.distrusted.insert(hexadecimal(&place, &text)?) {
            return Err(place.refuse("it is there already"));
        }
    }
    file.finish()?;
    Ok(anchors)
}

fn environment(file: &mut Members) -> Result<Environment, EvidenceError> {
    match file.text("environment")?.as_str() {
        "production" => Ok(Environment::Production),
        "test" => Ok(Environment::Test),
        _ => {
            let place = file.place("environment");
            Err(place.refuse("it is neither production nor test"))
        }
    }
}

/// The anchor's name in reports and logs.
fn name(entry: &mut Members) -> Result<String, EvidenceError> {
    let name = entry.text("name")?;
    let length = name.chars().count();
    if (1..=limits::ANCHOR_NAME).contains(&length) && !name.chars().any(char::is_control) {
        return Ok(name);
    }
    let place = entry.place("name");
    Err(place.refuse("it is no line of 1 to 100 characters"))
}

fn public_key(entry: &mut Members) -> Result<RsaPublicKey, EvidenceError> {
    let der = der(entry, "public-key", "PUBLIC KEY")?;
    RsaPublicKey::from_spki_der(&der)
        .ok()
        .filter(|key| key.bits() == 2048)
        .ok_or_else(|| {
            let place = entry.place("public-key");
            place.refuse("it is no SubjectPublicKeyInfo of an RSA key of 2048 bits")
        })
}

/// DER in base64 (RFC 4648 4), or in PEM with this label (RFC 7468).
fn der(entry: &mut Members, member: &'static str, label: &str) -> Result<Vec<u8>, EvidenceError> {
    let text = entry.text(member)?;
    let der = if text.starts_with("-----BEGIN ") {
        let found = ::der::pem::decode_vec(text.as_bytes());
        found
            .ok()
            .filter(|(of, _)| *of == label)
            .map(|(_, der)| der)
    } else {
        Base64::decode_vec(&text).ok()
    };
    der.ok_or_else(|| {
        let place = entry.place(member);
        place.refuse("it is neither base64 of DER nor PEM of this kind")
    })
}

fn hexadecimal<const N: usize>(place: &Place, text: &str) -> Result<[u8; N], EvidenceError> {
    let refuse = || place.refuse("it is not hexadecimal of the right length");
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != N || !rest.is_empty() {
        return Err(refuse());
    }
    let digit = |digit: u8| char::from(digit).to_digit(16);
    let mut bytes = [0; N];
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        let value = digit(*high).zip(digit(*low));
        let value = value.and_then(|(high, low)| u8::try_from(high << 4 | low).ok());
        *byte = value.ok_or_else(refuse)?;
    }
    Ok(bytes)
}

/// Says where in the file an anchor stands that was refused.
fn at(place: &Place, added: Result<Anchors, EvidenceError>) -> Result<Anchors, EvidenceError> {
    added.map_err(|error| match error {
        EvidenceError::Anchor { reason, .. } => place.refuse(reason),
        other => other,
    })
}

const FORMAT: &str = "mnid-mdoc anchors 1";

const ROOTS: [(&str, Role); 2] = [
    ("signing-roots", Role::Signing),
    ("authentication-roots", Role::Authentication),
];

const AUTHORITIES: [(&str, Role); 2] = [
    ("text-authorities", Role::Text),
    ("face-authorities", Role::Face),
];
