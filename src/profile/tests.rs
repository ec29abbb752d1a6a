mod circuits;
mod faults;
pub(crate) mod lint;

use super::{Circuits, KeyAuthorizations, Obstacle, Preset, SaltLength};
use crate::error::Coded;

#[test]
fn every_preset_is_found_by_its_own_name() {
    for preset in Preset::all() {
        assert_eq!(Preset::from_name(preset.name()), Some(preset));
    }
    assert_eq!(Preset::from_name("Default"), None);
}

#[test]
fn circuits_say_why_an_element_cannot_be_proven_and_by_how_much() {
    let scalar: &[u8] = &[0xF5];
    let text = |length: u8| [vec![0x78, length], vec![b'A'; usize::from(length)]].concat();
    let date = [&[0xD9, 0x03, 0xEC, 0x6A][..], b"1990-04-15"].concat();
    type Case<'a> = (&'a str, &'a str, &'a [u8], usize, Option<Obstacle>);
    let cases: &[Case<'_>] = &[
        ("org.iso.18013.5.1", "age_over_18", scalar, 80, None),
        ("org.iso.23220.1", "birth_date", &date, 119, None),
        (
            "org.iso.23220.1.jp",
            "sex_unicode",
            scalar,
            80,
            Some(Obstacle::Namespace),
        ),
        (
            "org.iso.18013.5.1",
            "driving_privileges",
            &[0x81, 0x01],
            80,
            Some(Obstacle::NotScalar),
        ),
        (
            "org.iso.18013.5.1",
            "tagged",
            &[0xD8, 0x18, 0xA0],
            80,
            Some(Obstacle::NotScalar),
        ),
        (
            "org.iso.18013.5.1",
            "family_name",
            scalar,
            121,
            Some(Obstacle::Item(2)),
        ),
        ("org.iso.18013.5.1", "family_name", &text(62), 119, None),
        (
            "org.iso.18013.5.1",
            "family_name",
            &text(65),
            119,
            Some(Obstacle::Value(3)),
        ),
        (
            "org.iso.18013.5.1",
            "an_identifier_of_33_bytes_is_too_lon",
            scalar,
            119,
            Some(Obstacle::Identifier(4)),
        ),
    ];
    for (namespace, identifier, value, length, expected) in cases {
        let found = Circuits::Version7.obstacle(namespace, identifier, value, *length);
        assert_eq!(found, *expected, "{namespace} {identifier}");
    }
}

#[test]
fn circuits_say_by_how_many_bytes_a_payload_is_too_long() {
    assert_eq!(Circuits::Version7.payload_excess(2532), None);
    assert_eq!(Circuits::Version7.payload_excess(2540), Some(8));
    assert_eq!(Circuits::Version6.payload_excess(2213), Some(1));
}

#[test]
fn a_device_is_not_authorised_for_an_issuers_element_or_for_what_has_no_name() {
    let none = KeyAuthorizations::none;
    let iso = "org.iso.18013.5.1";
    let cases = [
        (
            "profile.device-signs-issuers-element",
            none().with_namespace(iso),
        ),
        (
            "profile.device-signs-issuers-element",
            none().with_element(iso, "age_over_99"),
        ),
        ("profile.name", none().with_namespace("")),
        ("profile.name", none().with_namespace("a\nb")),
        ("profile.name", none().with_element("", "note")),
        ("profile.name", none().with_element("own", "")),
    ];
    for (code, refused) in cases {
        assert_eq!(refused.unwrap_err().code(), code);
    }
    none().with_element(iso, "note").unwrap();
}

#[test]
fn no_namespace_is_authorised_both_as_a_whole_and_by_element() {
    let own = KeyAuthorizations::none().with_element("own", "note");
    let own = own.and_then(|own| own.with_element("own", "note")).unwrap();
    assert_eq!(
        own.data_elements(),
        [("own".to_owned(), vec!["note".to_owned()])]
    );
    let whole = own.with_namespace("own").unwrap();
    assert_eq!(whole.data_elements(), []);
    let whole = whole.with_element("own", "note").unwrap();
    assert_eq!(
        (whole.data_elements(), whole.namespaces()),
        (&[][..], &["own".to_owned()][..])
    );
}

#[test]
fn a_salt_has_16_to_32_bytes() {
    for length in [0, 15, 33, 256, usize::MAX] {
        let refused = SaltLength::new(length).unwrap_err();
        assert_eq!(refused.code(), "profile.salt-length");
    }
    assert_eq!(SaltLength::new(16), Ok(SaltLength::SHORTEST));
    assert_eq!(SaltLength::new(32), Ok(SaltLength::LONGEST));
}
