use std::collections::HashSet;

use super::*;
use crate::cbor::{CborError, Writer};

fn text(text: &str) -> Vec<u8> {
    let mut value = Vec::new();
    Writer::new(&mut value).text(text);
    value
}

#[test]
fn every_sample_is_a_value_of_its_element() {
    for doc_type in DocType::all() {
        for (namespace, element) in doc_type.elements() {
            let checked = element.check(&element.sample.to_cbor());
            assert_eq!(checked, Ok(()), "{namespace} {}", element.identifier);
        }
    }
}

#[test]
fn every_identifier_stands_once_in_its_namespace() {
    for doc_type in DocType::all() {
        let mut seen = HashSet::new();
        for (namespace, element) in doc_type.elements() {
            assert!(seen.insert((namespace, element.identifier)));
        }
    }
}

#[test]
fn the_licence_has_the_eleven_mandatory_elements_of_the_standard() {
    let space = DRIVING_LICENCE.namespace("org.iso.18013.5.1").unwrap();
    let mandatory = space
        .elements
        .iter()
        .filter(|element| element.presence == Presence::Mandatory);
    assert_eq!(mandatory.count(), 11);
    assert_eq!(space.elements.len(), 34);
}

#[test]
fn names_are_compared_exactly() {
    assert!(DocType::by_name("org.iso.23220.1.jp.mnc").is_some());
    assert!(DocType::by_name("org.iso.23220.1.JP.mnc").is_none());
    assert!(MY_NUMBER_CARD.namespace("org.iso.23220.1.JP").is_none());
    let element = |identifier| DRIVING_LICENCE.element("org.iso.18013.5.1", identifier);
    assert_eq!(element("family_name"), Some(&driving_licence::FAMILY_NAME));
    assert_eq!(element("Family_name"), None);
}

#[test]
fn a_family_of_elements_has_one_row() {
    let element = |identifier| DRIVING_LICENCE.element("org.iso.18013.5.1", identifier);
    for member in ["age_over_00", "age_over_33", "age_over_99"] {
        assert_eq!(element(member), Some(&driving_licence::AGE_OVER));
    }
    for other in ["age_over_", "age_over_1", "age_over_100", "age_over_1x"] {
        assert_eq!(element(other), None);
    }
    assert!(element("biometric_template_face").is_some());
    assert!(element("biometric_template_").is_none());
}

#[test]
fn every_issued_age_statement_is_an_element_of_both_documents() {
    assert_eq!(age_over(100), None);
    for age in 0..100 {
        let identifier = age_over(age).unwrap();
        assert_eq!(identifier, format!("age_over_{age:02}"));
        assert!(driving_licence::AGE_OVER.matches(identifier));
        assert!(my_number_card::AGE_OVER.matches(identifier));
    }
}

#[test]
fn the_individual_number_is_issued_on_request_alone() {
    for doc_type in DocType::all() {
        for (_, element) in doc_type.elements() {
            let restricted = element.sensitivity == Sensitivity::IndividualNumber;
            assert_eq!(restricted, element.presence == Presence::OnRequest);
        }
    }
}

#[test]
fn texts_are_checked_by_form_and_length() {
    let name = &driving_licence::FAMILY_NAME;
    let kanji = &driving_licence::FAMILY_NAME_NATIONAL_CHARACTER;
    let code = &my_number_card::LOCAL_GOV_CODE_UNICODE;
    let number = &my_number_card::INDIVIDUAL_NUMBER_UNICODE;
    let place = &driving_licence::ISSUING_JURISDICTION;
    let country = &driving_licence::ISSUING_COUNTRY;
    let ok = |element: &Element, value: &str| assert_eq!(element.check(&text(value)), Ok(()));
    let form = |element: &Element, value: &str| {
        let checked = element.check(&text(value));
        assert!(
            matches!(checked, Err(ValueError::Form { .. })),
            "{checked:?}"
        );
    };
    ok(name, "MÜLLER ÿ");
    ok(name, &"é".repeat(150));
    ok(kanji, "葛\u{E0100}城");
    ok(kanji, "𠮷野");
    ok(place, "JP-13");
    for wrong in ["", "JP13", "jp-13", "JP-", "JP-1300"] {
        form(place, wrong);
    }
    for wrong in ["J", "JPN", "jp"] {
        let checked = country.check(&text(wrong));
        assert!(checked.is_err(), "{wrong}");
    }
    form(code, "1310");
    form(code, "１３１０１");
    form(number, "12345678901");
    form(kanji, "");
    form(kanji, "a\tb");
    form(name, "");
    for outside in ["番号", "Ō", "a\nb", "\u{80}"] {
        assert_eq!(name.check(&text(outside)), Err(ValueError::NotLatin1));
    }
    assert_eq!(
        name.check(&text(&"A".repeat(151))),
        Err(ValueError::TooLong { longest: 150 })
    );
    for private in ['\u{E000}', '\u{F8FF}', '\u{F0000}', '\u{10FFFD}'] {
        let checked = kanji.check(&text(&format!("𠮷{private}")));
        let position = 2;
        assert_eq!(checked, Err(ValueError::PrivateUseCharacter { position }));
    }
}

#[test]
fn values_of_another_type_are_refused() {
    let cases: [(&Element, &[u8]); 8] = [
        (&driving_licence::FAMILY_NAME, b"\x41A"),
        (&driving_licence::BIRTH_DATE, b"\x6a1990-04-15"),
        (
            &driving_licence::BIRTH_DATE,
            b"\xc0\x741990-04-15T00:00:00Z",
        ),
        (
            &driving_licence::PORTRAIT_CAPTURE_DATE,
            b"\xd9\x03\xec\x6a1990-04-15",
        ),
        (&driving_licence::PORTRAIT, b"\x61A"),
        (&driving_licence::SEX, b"\x612"),
        (&driving_licence::AGE_OVER, b"\x01"),
        (&driving_licence::DRIVING_PRIVILEGES, b"\xa0"),
    ];
    for (element, value) in cases {
        let checked = element.check(value);
        assert!(
            matches!(checked, Err(ValueError::Type(CborError::Unexpected { .. }))),
            "{}: {checked:?}",
            element.identifier
        );
    }
}

#[test]
fn values_out_of_range_are_refused() {
    let no_day = b"\xd9\x03\xec\x6a1990-02-30";
    assert_eq!(
        driving_licence::BIRTH_DATE.check(no_day),
        Err(ValueError::NoDate)
    );
    for sex in [b"\x03", b"\x0a"] {
        assert_eq!(driving_licence::SEX.check(sex), Err(ValueError::OutOfRange));
    }
}

#[test]
fn a_birth_date_may_be_masked_in_the_my_number_document_alone() {
    let masked = b"\xa2\x6abirth_date\xd9\x03\xec\x6a1990-12-31\x70approximate_mask\x6800001111";
    assert_eq!(my_number_card::BIRTH_DATE.check(masked), Ok(()));
    assert!(driving_licence::BIRTH_DATE.check(masked).is_err());
    let no_mask = b"\xa2\x6abirth_date\xd9\x03\xec\x6a1990-12-31\x70approximate_mask\x6800002111";
    assert!(my_number_card::BIRTH_DATE.check(no_mask).is_err());
}

#[test]
fn driving_privileges_have_the_shape_of_the_standard() {
    let element = &driving_licence::DRIVING_PRIVILEGES;
    let whole: &[u8] = b"\x81\xa2\x75vehicle_category_code\x61C\x65codes\x81\xa3\x64code\x63S01\x64sign\x61<\x65value\x64";
    let with_value = |value: &[u8]| [whole.strip_suffix(b"\x64").unwrap(), value].concat();
    assert_eq!(element.check(b"\x80"), Ok(()));
    assert_eq!(element.check(&with_value(b"\x648000")), Ok(()));
    assert!(element.check(&with_value(b"\x19\x1f\x40")).is_err());
    assert!(element.check(b"\x81\xa0").is_err());
    let empty_codes = b"\x81\xa2\x75vehicle_category_code\x61C\x65codes\x80";
    assert!(element.check(empty_codes).is_err());
    let text_date = b"\x81\xa2\x75vehicle_category_code\x61C\x6aissue_date\x6a2010-04-01";
    assert!(element.check(text_date).is_err());
}

mod images {
    use super::*;

    const JPEG: &[u8] = include_bytes!("sample.jpg");
    const JP2: &[u8] = include_bytes!("../card/simulator/assets/portrait-face.jp2");

    #[test]
    fn both_formats_are_read() {
        let jpeg = Image::parse(JPEG).unwrap();
        assert_eq!(jpeg.to_string(), format!("JPEG, 8x8, {} bytes", JPEG.len()));
        let jp2 = Image::parse(JP2).unwrap();
        assert_eq!(jp2.format(), ImageFormat::Jpeg2000);
        assert_eq!((jp2.width(), jp2.height()), (378, 472));
        let start = JP2
            .windows(4)
            .position(|at| at == [0xFF, 0x4F, 0xFF, 0x51])
            .unwrap();
        let (_, codestream) = JP2.split_at(start);
        assert_eq!(Image::parse(codestream).unwrap().width(), 378);
    }

    #[test]
    fn every_other_format_is_refused() {
        let others: [&[u8]; 5] = [
            b"",
            b"\x89PNG\r\n\x1a\n",
            b"GIF89a",
            b"\xFF\xD8",
            b"portrait",
        ];
        for other in others {
            assert_eq!(Image::parse(other), Err(ImageError::Format));
        }
    }

    #[test]
    fn a_header_cut_off_anywhere_is_refused_or_read_whole() {
        for whole in [JPEG, JP2] {
            let size = |image: Image| (image.width(), image.height());
            let wanted = Image::parse(whole).map(size);
            for (length, _) in whole.iter().enumerate() {
                let (cut, _) = whole.split_at(length);
                let read = Image::parse(cut).map(size);
                assert!(read.is_err() || read == wanted, "{length}");
            }
        }
    }

    #[test]
    fn a_picture_that_contradicts_its_header_is_refused() {
        let mut file = JP2.to_vec();
        let at = JP2.windows(4).position(|at| at == b"ihdr").unwrap();
        *file.get_mut(at + 7).unwrap() ^= 1;
        assert_eq!(Image::parse(&file), Err(ImageError::Header));
    }

    #[test]
    fn a_picture_of_no_or_too_many_pixels_is_refused() {
        let with_width = |width: [u8; 4]| {
            let siz: &[u8] = b"\xFF\x4F\xFF\x51\0\x29\0\0";
            [siz, &width, &[0, 0, 1, 0], &[0; 8]].concat()
        };
        let parse = |width| Image::parse(&with_width(width)).map(|image| image.width());
        assert_eq!(parse([0, 0, 1, 0]), Ok(256));
        assert_eq!(parse([0; 4]), Err(ImageError::Header));
        assert_eq!(parse([0, 1, 0, 0]), Err(ImageError::TooLarge));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_behind_a_magic_number_do_more_than_be_refused(
            magic in proptest::sample::select(vec![
                &b"\xFF\xD8\xFF"[..],
                &b"\xFF\x4F\xFF\x51"[..],
                &b"\0\0\0\x0CjP  \r\n\x87\n"[..],
            ]),
            rest in proptest::collection::vec(proptest::num::u8::ANY, 0..200),
        ) {
            let file = [magic, &rest].concat();
            if let Ok(image) = Image::parse(&file) {
                proptest::prop_assert!(image.width() > 0 && image.height() > 0);
            }
        }
    }
}
