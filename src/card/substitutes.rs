use der::asn1::Utf8StringRef;
use der::{Decode, Tagged};
use x509_cert::Certificate;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

use crate::limits;

/// Whether a signing certificate says that it had to substitute a character of name or address
/// (代替文字位置). What cannot be read counts as yes: the text application then tells.
///
/// The flags stand in the subjectAltName as otherNames `1.2.392.200149.8.5.5.2` (name) and
/// `…5.6` (address), each `[0] { UTF8String }` with one `0` or `1` for each character.
pub(super) fn flagged(certificate: &[u8]) -> bool {
    let unflagged = flags(certificate).is_some_and(|flags| {
        flags.iter().all(|flags| {
            flags
                .as_ref()
                .is_some_and(|flags| flags.chars().all(|flag| flag == '0'))
        })
    });
    !unflagged
}

/// The flags of name and address.
fn flags(certificate: &[u8]) -> Option<[Option<String>; 2]> {
    if certificate.len() > limits::CERTIFICATE {
        return None;
    }
    let certificate = Certificate::from_der(certificate).ok()?;
    let mut alternatives = certificate
        .tbs_certificate()
        .extensions()?
        .iter()
        .filter(|extension| extension.extn_id == SUBJECT_ALT_NAME);
    let names = SubjectAltName::from_der(alternatives.next()?.extn_value.as_bytes()).ok()?;
    let mut flags = [None, None];
    for name in names.0 {
        let GeneralName::OtherName(other) = name else {
            continue;
        };
        let [name_flags, address_flags] = &mut flags;
        let slot = match other.type_id {
            NAME_FLAGS => name_flags,
            ADDRESS_FLAGS => address_flags,
            _ => continue,
        };
        if other.value.tag() != der::Tag::Utf8String {
            return None;
        }
        let text: Utf8StringRef<'_> = other.value.decode_as().ok()?;
        if slot.replace(text.as_str().to_owned()).is_some() {
            return None;
        }
    }
    Some(flags)
}

const SUBJECT_ALT_NAME: der::oid::ObjectIdentifier =
    der::oid::ObjectIdentifier::new_unwrap("2.5.29.17");
const NAME_FLAGS: der::oid::ObjectIdentifier =
    der::oid::ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.2");
const ADDRESS_FLAGS: der::oid::ObjectIdentifier =
    der::oid::ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.6");
