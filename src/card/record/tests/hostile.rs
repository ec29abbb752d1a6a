//! What no input may do: panic, or change a field without changing what the signature covers.

use proptest::prelude::*;

use super::dump::dump;
use super::*;

/// What a parsed record claims, and the bytes that the signature covers, both as text.
type Parsed = Option<(String, String)>;

fn text_attributes(bytes: &[u8]) -> Parsed {
    let record = TextAttributes::parse(bytes).ok()?;
    let claims = (
        record.name(),
        record.address(),
        record.birth_date(),
        record.sex(),
    );
    Some((format!("{claims:?}"), format!("{:?}", record.signed_part())))
}

fn text_integrity(bytes: &[u8]) -> Parsed {
    let record = TextIntegrity::parse(bytes).ok()?;
    let claims = (
        record.individual_number_digest(),
        record.attributes_digest(),
    );
    Some((format!("{claims:?}"), format!("{:?}", record.signed_part())))
}

fn card_key(bytes: &[u8]) -> Parsed {
    let record = CardKeyRecord::parse(bytes).ok()?;
    let claims = record.key().spki_sha256();
    Some((format!("{claims:?}"), format!("{:?}", record.signed_part())))
}

fn individual_number(bytes: &[u8]) -> Parsed {
    let record = IndividualNumberRecord::parse(bytes).ok()?;
    Some((
        record.number().to_owned(),
        format!("{:?}", record.signed_part()),
    ))
}

fn certificate(bytes: &[u8]) -> Parsed {
    let record = CardVerifiableCertificate::parse(bytes).ok()?;
    let claims = (
        record.issuer(),
        record.subject(),
        record.key().spki_sha256(),
    );
    Some((format!("{claims:?}"), format!("{:?}", record.signed_part())))
}

fn face(bytes: &[u8]) -> Parsed {
    let record = FaceRecord::parse(bytes).ok()?;
    assert!(without_security_code(bytes).is_ok());
    let claims = (
        record.birth_date(),
        record.sex(),
        record.card_key().spki_sha256(),
        (record.name_image(), record.address_image(), record.photo()),
    );
    Some((
        format!("{claims:?}"),
        format!("{:?}", record.signed_digests()),
    ))
}

fn licence_data(bytes: &[u8]) -> Parsed {
    let record = LicenceData::parse(bytes).ok()?;
    let claims = (
        (record.colour_class(), record.valid_until(), record.number()),
        (record.conditions(), record.remarks(), record.categories()),
        (
            record.acquired_two_wheeled(),
            record.acquired_other(),
            record.acquired_second_class(),
        ),
        record.photo(),
    );
    let [objects, _] = record.signed_candidates();
    Some((format!("{claims:?}"), format!("{objects:?}")))
}

fn licence_signature(bytes: &[u8]) -> Parsed {
    let record = LicenceSignature::parse(bytes).ok()?;
    let claims = format!("{:?}", record.signature());
    Some((claims.clone(), claims))
}

type Parser = fn(&[u8]) -> Parsed;

const PARSERS: [Parser; 8] = [
    text_attributes,
    text_integrity,
    card_key,
    individual_number,
    certificate,
    face,
    licence_data,
    licence_signature,
];

/// Records of the software card, and of the test card where its dump is there, with their parsers.
fn samples() -> Vec<(Parser, Vec<u8>)> {
    let reading = software_card(Holder::Hanako);
    let text = reading.text.as_ref().unwrap();
    let face_reading = reading.face.as_ref().unwrap();
    let licence = reading.licence.as_ref().unwrap();
    let number = text.individual_number.clone().unwrap();
    let mut samples: Vec<(Parser, Vec<u8>)> = vec![
        (text_attributes, text.attributes.clone()),
        (text_integrity, text.integrity.clone()),
        (card_key, text.card_key.clone().unwrap()),
        (individual_number, number),
        (certificate, text.certificate.clone()),
        (face, face_reading.record.clone()),
        (licence_data, licence.data.clone()),
        (licence_signature, licence.signature.clone()),
    ];
    let files: [(Parser, &str); 7] = [
        (text_attributes, "text-0002.bin"),
        (text_integrity, "text-0003.bin"),
        (card_key, "text-0007.bin"),
        (individual_number, "text-0001-physical.bin"),
        (certificate, "text-0004.bin"),
        (certificate, "surface-0004.bin"),
        (face, "surface-0002.bin"),
    ];
    for (parser, name) in files {
        samples.extend(dump(name).map(|file| (parser, file)));
    }
    samples
}

#[test]
fn a_record_cut_off_anywhere_is_refused_or_signed_otherwise_unless_only_filler_is_missing() {
    for (parser, file) in samples() {
        let (whole, signed) = parser(&file).unwrap();
        for length in 0..file.len() {
            let only_filler = file[length..].iter().all(|byte| *byte == 0xFF);
            match parser(&file[..length]) {
                Some((claims, _)) if only_filler => assert!(claims == whole),
                // The licence data has no outer object, and may end after any of its own.
                Some((_, covered)) => assert!(covered != signed),
                None => assert!(!only_filler),
            }
        }
    }
}

#[test]
fn one_changed_byte_is_refused_or_changes_the_signed_bytes_or_no_claim() {
    for (parser, file) in samples() {
        let (whole, signed) = parser(&file).unwrap();
        let mut changed = file.clone();
        for position in 0..file.len() {
            for change in [0x01, 0x80, 0xFF] {
                changed[position] = file[position] ^ change;
                if let Some((claims, covered)) = parser(&changed) {
                    assert!(claims == whole || covered != signed, "at {position}");
                }
            }
            changed[position] = file[position];
        }
    }
}

#[test]
fn no_record_is_taken_for_another() {
    for (own, file) in samples() {
        let others = PARSERS
            .iter()
            .filter(|parser| !std::ptr::fn_addr_eq(**parser, own));
        for parser in others {
            assert_eq!(parser(&file), None);
        }
    }
}

/// Bytes that look like objects of the card, nested and cut off at random.
fn objects() -> impl Strategy<Value = Vec<u8>> {
    let tag = prop_oneof![
        (0x20..=0x55_u8).prop_map(|low| vec![0xDF, low]),
        (0..=0x0D_u8).prop_map(|low| vec![0x01, low]),
        (0xC2..=0xFF_u8).prop_map(|tag| vec![tag]),
        Just(vec![0xFF, 0x20]),
        Just(vec![0x7F, 0x21]),
    ];
    let length = prop_oneof![
        (0..=127_u8).prop_map(|length| vec![length]),
        any::<u8>().prop_map(|length| vec![0x81, length]),
        any::<[u8; 2]>().prop_map(|[high, low]| vec![0x82, high, low]),
        any::<[u8; 4]>().prop_map(|bytes| [vec![0x84], bytes.to_vec()].concat()),
    ];
    let value = proptest::collection::vec(any::<u8>(), 0..40);
    let object =
        (tag, length, value).prop_map(|(tag, length, value)| [tag, length, value].concat());
    proptest::collection::vec(object, 0..12).prop_map(|objects| objects.concat())
}

proptest! {
    #[test]
    fn no_bytes_make_a_parser_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        for parser in PARSERS {
            let _ = parser(&bytes);
        }
        let _ = public_key(&bytes);
        let _ = pin_is_set(&bytes);
        let _ = tlv::object_length(&bytes, "record");
    }

    #[test]
    fn no_objects_make_a_parser_panic(bytes in objects()) {
        for parser in PARSERS {
            let _ = parser(&bytes);
            let _ = parser(&object(0xFF20, &bytes));
        }
        let _ = tlv::object_length(&bytes, "record");
    }

    #[test]
    fn no_licence_text_makes_the_decoder_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..80),
    ) {
        let file = [vec![0xC6, u8::try_from(bytes.len()).unwrap()], bytes].concat();
        let _ = licence_data(&file);
    }
}
