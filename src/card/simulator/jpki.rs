//! The public individual authentication application (公的個人認証AP, JPKI).

use std::ops::RangeInclusive;

use super::certificate::{
    AUTHENTICATION, CertificateAuthority, KeyKind, SIGNING, authentication, signing,
};
use super::file::{Change, DedicatedFile, ElementaryFile};
use super::holder::Holder;
use super::instruction::Instruction;
use super::{PIN, PersonalisationError, SIGNING_PASSWORD};

/// The two key pairs with their certificates and authorities.
pub(super) fn application(holder: Holder) -> Result<DedicatedFile, PersonalisationError> {
    let keys = &holder.person().keys;
    let files = vec![
        signing_certificate_file(signing(holder, KeyKind::Rsa2048, None)?),
        root_file(0x0002, SIGNING, KeyKind::Rsa2048)?,
        ElementaryFile::binary(0x0006, token_information(), 160, &[]),
        ElementaryFile::binary(0x0008, vec![PRESENT, PRESENT, 0x00], 3, &[]),
        // Of unknown content and condition; here only a terminal could open it.
        ElementaryFile::binary(0x0009, Vec::new(), 16, &[TERMINAL_AUTHORITY]),
        authentication_certificate_file(authentication(holder, KeyKind::Rsa2048, None)?),
        root_file(0x000B, AUTHENTICATION, KeyKind::Rsa2048)?,
        ElementaryFile::verification_key(TERMINAL_AUTHORITY),
        ElementaryFile::key(0x0017, keys.authentication, &[AUTHENTICATION_PIN]),
        ElementaryFile::changeable_secret(AUTHENTICATION_PIN, PIN, 3, changed(4..=4)),
        ElementaryFile::key(0x001A, keys.signing, &[SIGNING_SECRET]),
        ElementaryFile::changeable_secret(SIGNING_SECRET, SIGNING_PASSWORD, 5, changed(6..=16)),
    ];
    Ok(DedicatedFile {
        name: NAME,
        default_key: None,
        session_key_after: Some(&[]),
        files,
    })
}

fn changed(lengths: RangeInclusive<usize>) -> Change {
    Change {
        by: Instruction::ChangeReferenceData,
        lengths,
    }
}

/// The card of a child under 15: no signing certificate, no key, a password never given out.
pub(super) fn without_signing(application: &mut DedicatedFile) {
    application.files.retain(|file| file.id != 0x001A);
    application.put(signing_certificate_file(Vec::new()));
    application.put(ElementaryFile::binary(
        0x0008,
        vec![0x00, PRESENT, 0x00],
        3,
        &[],
    ));
    application.put(ElementaryFile::blocked_secret(SIGNING_SECRET));
}

/// The same card with certificates and keys on P-384, as the next generation is announced to have
/// (ECDSA with SHA-384). Files and commands are those of today, since none are published.
pub(super) fn on_p384(
    application: &mut DedicatedFile,
    holder: Holder,
) -> Result<(), PersonalisationError> {
    let (kind, keys) = (KeyKind::P384, &holder.person().keys);
    for file in [
        signing_certificate_file(signing(holder, kind, None)?),
        root_file(0x0002, SIGNING, kind)?,
        authentication_certificate_file(authentication(holder, kind, None)?),
        root_file(0x000B, AUTHENTICATION, kind)?,
        ElementaryFile::p384_key(0x0017, keys.authentication_p384, &[AUTHENTICATION_PIN]),
        ElementaryFile::p384_key(0x001A, keys.signing_p384, &[SIGNING_SECRET]),
    ] {
        application.put(file);
    }
    Ok(())
}

fn root_file(
    id: u16,
    authority: CertificateAuthority,
    kind: KeyKind,
) -> Result<ElementaryFile, PersonalisationError> {
    let certificate = authority.certificate(kind)?;
    Ok(ElementaryFile::binary(
        id,
        certificate,
        CERTIFICATE_SIZE,
        &[],
    ))
}

pub(super) fn signing_certificate_file(certificate: Vec<u8>) -> ElementaryFile {
    ElementaryFile::binary(0x0001, certificate, CERTIFICATE_SIZE, &[SIGNING_SECRET])
}

pub(super) fn authentication_certificate_file(certificate: Vec<u8>) -> ElementaryFile {
    ElementaryFile::binary(0x000A, certificate, CERTIFICATE_SIZE, &[])
}

/// `CK_TOKEN_INFO` of PKCS#11 with big-endian numbers.
fn token_information() -> Vec<u8> {
    let unavailable = u32::MAX;
    let numbers = [0x40D_u32, 1, 0, 1, 0, 16, 6]
        .into_iter()
        .chain([unavailable; 4])
        .flat_map(u32::to_be_bytes);
    format!(
        "{:32}{:32}{:16}{:16}",
        "JPKIAPICCTOKEN2", "TEST", "SOFTWARE CARD", "0000000000000000"
    )
    .into_bytes()
    .into_iter()
    .chain(numbers)
    .chain(*b"03")
    .chain(*b"01")
    .chain([b'9'; 16])
    .collect()
}

pub(super) const NAME: &[u8] = &[0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01];

const TERMINAL_AUTHORITY: u16 = 0x0016;
const AUTHENTICATION_PIN: u16 = 0x0018;
const SIGNING_SECRET: u16 = 0x001B;

/// Physical size of a certificate's file.
const CERTIFICATE_SIZE: usize = 2048;

/// Says in EF 0008 that a certificate is there.
const PRESENT: u8 = 0x8F;
