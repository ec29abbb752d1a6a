use hex_literal::hex;

use super::*;
use crate::crypto::sha256;
use crate::time::FullDate;

/// One-byte tag, or the two bytes of a tag from 100 behind `prefix`; length in the card's form.
fn field(prefix: u8, tag: u16, value: &[u8]) -> Vec<u8> {
    let mut out = match u8::try_from(tag) {
        Ok(tag) => vec![tag],
        Err(_) => vec![prefix, tag.to_be_bytes()[1]],
    };
    match u8::try_from(value.len()) {
        Ok(length @ 0..=127) => out.push(length),
        _ => {
            out.push(0x82);
            out.extend(u16::try_from(value.len()).unwrap().to_be_bytes());
        }
    }
    out.extend_from_slice(value);
    out
}

/// Every field from C2 to 107, empty except for these.
fn data(prefix: u8, values: &[(u16, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for tag in 0xC2..=0x107 {
        let value = values.iter().find(|(other, _)| *other == tag);
        out.extend(field(prefix, tag, value.map_or(&[], |(_, value)| value)));
    }
    out
}

/// "眼鏡等" (spectacles or the like).
const SPECTACLES: &[u8] = &[0x34, 0x63, 0x36, 0x40, 0x45, 0x79];
/// "優良".
const EXCELLENT: &[u8] = &[0x4D, 0x25, 0x4E, 0x49];

#[test]
fn licence_data_is_read_in_both_encodings_of_two_byte_tags() {
    for prefix in [0x01, 0xDF] {
        let objects = data(
            prefix,
            &[
                (0xC2, b"5070401"),
                (0xC4, EXCELLENT),
                (0xC5, b"5110515"),
                (0xC6, SPECTACLES),
                (0xD3, SPECTACLES),
                (0xD7, SPECTACLES),
                (0xE7, b"300699999950"),
                (0xE9, b"4180601"),
                (0xEA, b"4000000"),
                (0xED, &[1]),
                (0xEE, &[0]),
                (0xFA, &[1]),
                (0x107, b"photo"),
            ],
        );
        let file = [objects.clone(), vec![0xFF; 5845 - objects.len()]].concat();
        let parsed = LicenceData::parse(&file).unwrap();
        let date = |year, month, day| FullDate::new(year, month, day).ok();
        assert_eq!(parsed.history_recorded_on(), date(2025, 4, 1));
        assert_eq!(parsed.colour_class(), Some(ColourClass::Excellent));
        assert_eq!(parsed.valid_until(), date(2029, 5, 15));
        assert_eq!(parsed.conditions(), ["眼鏡等", "眼鏡等"]);
        assert_eq!(parsed.remarks(), ["眼鏡等"]);
        assert_eq!(parsed.number(), Some("300699999950"));
        assert_eq!(parsed.history_number(), None);
        assert_eq!(parsed.acquired_two_wheeled(), date(2006, 6, 1));
        assert_eq!(parsed.acquired_other(), None);
        assert_eq!(parsed.acquired_second_class(), None);
        assert_eq!(
            parsed.categories(),
            [LicenceCategory::Ordinary, LicenceCategory::SemiMedium]
        );
        assert_eq!(parsed.photo(), Some(&b"photo"[..]));
        assert_eq!(parsed.signed_candidates(), [&objects[..], &file[..]]);
    }
}

#[test]
fn the_tags_df_and_ff_are_told_from_prefix_and_filler() {
    // DF 07 as the one-byte tag DF with seven bytes, and again as the tag 107.
    let spare = field(0xDF, 0xDF, b"1234567");
    let photo = field(0xDF, 0x107, b"photo");
    let file = [spare.clone(), photo.clone()].concat();
    assert_eq!(
        LicenceData::parse(&file).unwrap().photo(),
        Some(&b"photo"[..])
    );
    // The tag FF, empty, then nothing but filler.
    let reserved = field(0x01, 0xFF, b"");
    let file = [spare, reserved.clone(), vec![0xFF; 9]].concat();
    let [objects, _] = LicenceData::parse(&file).unwrap().signed_candidates();
    assert_eq!(objects.len(), file.len() - 9);
    // Its seven bytes may all be FF.
    let reserved = field(0x01, 0xFF, &[0xFF; 7]);
    let file = [reserved, vec![0xFF; 9]].concat();
    let [objects, _] = LicenceData::parse(&file).unwrap().signed_candidates();
    assert_eq!(objects.len(), 9);
}

#[test]
fn licence_data_with_one_fault_is_refused() {
    let join = |fields: &[(u16, &[u8])]| -> Vec<u8> {
        let fields = fields.iter();
        fields
            .flat_map(|(tag, value)| field(1, *tag, value))
            .collect()
    };
    let mixed = [field(0x01, 0x106, b""), field(0xDF, 0x107, b"photo")].concat();
    for (file, expected) in [
        (vec![], "record.truncated"),
        (vec![0xFF; 100], "record.truncated"),
        (
            join(&[(0xC5, b"5110515"), (0xC5, b"5110515")]),
            "record.order",
        ),
        (
            join(&[(0xC5, b"5110515"), (0xC4, EXCELLENT)]),
            "record.order",
        ),
        (join(&[(0xC1, &[1])]), "record.order"),
        (join(&[(0x108, &[1])]), "record.order"),
        (mixed, "record.order"),
        ([join(&[(0xC2, b"")]), vec![0x00]].concat(), "record.order"),
        (
            [join(&[(0xC2, b"")]), vec![0xFF, 0x00, 0x00]].concat(),
            "record.order",
        ),
        (vec![0xC2, 0x81, 0x80], "record.length"),
        (vec![0xC2, 0x82, 0x00, 0x01, 0x00], "record.length"),
        (vec![0xC2, 0x07, b'5'], "record.truncated"),
        (vec![0xC2], "record.truncated"),
        (join(&[(0xC3, b"12")]), "record.length"),
        (join(&[(0xC4, SPECTACLES)]), "record.value"),
        (join(&[(0xC5, b"6110515")]), "record.value"),
        (join(&[(0xC5, b"5110532")]), "record.value"),
        (join(&[(0xC5, b"511051")]), "record.value"),
        (join(&[(0xC6, &[0x34])]), "record.value"),
        (join(&[(0xC6, &[0xFF, 0xF0])]), "record.value"),
        (join(&[(0xC6, &[0xFF, 0xF8])]), "record.value"),
        (join(&[(0xC4, &[0xFF, 0xF1])]), "record.value"),
        (join(&[(0xC6, &[0x21; 82])]), "record.length"),
        (join(&[(0xE7, b"30069999995")]), "record.value"),
        (join(&[(0xE7, b"30069999995A")]), "record.value"),
        (join(&[(0xED, &[2])]), "record.value"),
        (join(&[(0xED, b"1")]), "record.value"),
        (join(&[(0xED, &[1, 1])]), "record.value"),
        (join(&[(0x107, &[0; 2001])]), "record.length"),
        (vec![0xFF; 40_000], "record.too-large"),
    ] {
        assert_eq!(code(LicenceData::parse(&file)), expected, "{file:02X?}");
    }
}

#[test]
fn spaces_that_fill_a_text_up_are_left_out() {
    let file = field(1, 0xC6, &[SPECTACLES, &[0x21, 0x21, 0x21, 0x21]].concat());
    assert_eq!(LicenceData::parse(&file).unwrap().conditions(), ["眼鏡等"]);
    let file = field(1, 0xC6, &[0x21; 80]);
    assert!(LicenceData::parse(&file).unwrap().conditions().is_empty());
}

#[test]
fn jis_x_0208_is_read_with_the_characters_of_the_standard() {
    for (pair, expected) in [
        ([0x21, 0x21], Some("\u{3000}")),
        ([0x21, 0x22], Some("、")),
        ([0x21, 0x41], Some("\u{301C}")),
        ([0x21, 0x42], Some("\u{2016}")),
        ([0x21, 0x5D], Some("\u{2212}")),
        ([0x21, 0x71], Some("\u{A2}")),
        ([0x21, 0x72], Some("\u{A3}")),
        ([0x22, 0x4C], Some("\u{AC}")),
        ([0x23, 0x30], Some("０")),
        ([0x24, 0x22], Some("あ")),
        ([0x28, 0x21], Some("─")),
        ([0x30, 0x21], Some("亜")),
        ([0x74, 0x26], Some("熙")),
        // Unassigned, vendors' rows, rows of the standard's gaps, and no pairs.
        ([0x22, 0x2F], None),
        ([0x29, 0x21], None),
        ([0x2D, 0x21], None),
        ([0x74, 0x27], None),
        ([0x75, 0x21], None),
        ([0x79, 0x21], None),
        ([0x7F, 0x21], None),
        ([0x30, 0x20], None),
        ([0x30, 0x7F], None),
        ([0xB0, 0xA1], None),
        ([0xFF, 0xF1], Some("〓1")),
        ([0xFF, 0xF7], Some("〓7")),
        ([0xFF, 0xFA], Some("〓")),
        ([0xFF, 0xF8], None),
        ([0xFF, 0xFF], None),
        ([0x00, 0x00], None),
    ] {
        let file = field(1, 0xC6, &[&[0x30, 0x21][..], &pair, &[0x30, 0x21]].concat());
        let parsed = LicenceData::parse(&file);
        let text = parsed.ok().map(|data| data.conditions()[0].clone());
        let expected = expected.map(|character| format!("亜{character}亜"));
        assert_eq!(text, expected, "{pair:02X?}");
    }
}

/// The number of characters, and the digest of all of them in order as UTF-8, are those of the
/// codec `euc_jp` of Python 3, which follows the tables of the standard.
#[test]
fn every_cell_of_jis_x_0208_is_read_as_another_decoder_reads_it() {
    let mut all = String::new();
    for row in 0x21..=0x7E {
        for cell in 0x21..=0x7E {
            let file = field(1, 0xD7, &[0x30, 0x21, row, cell, 0x30, 0x21]);
            if let Ok(data) = LicenceData::parse(&file) {
                all.extend(data.remarks()[0].chars().nth(1));
            }
        }
    }
    assert_eq!(all.chars().count(), 6_879);
    assert_eq!(
        sha256(&[all.as_bytes()]),
        hex!("e5cf8f97625d249711a05d4a78d3d57da1e5ce934c38919781eae080996de746")
    );
}

#[test]
fn every_object_that_is_not_empty_is_kept_as_it_stands() {
    let values: [(u16, &[u8]); 8] = [
        (0xC3, b"1"),
        (0xCA, &[7; 256]),
        (0xD6, &[8; 9]),
        (0xDF, SPECTACLES),
        (0xE8, b"300699999950"),
        (0xFF, &[0xFF; 7]),
        (0x106, b"x"),
        (0x107, b"photo"),
    ];
    for prefix in [0x01, 0xDF] {
        let file = [data(prefix, &values), vec![0xFF; 5]].concat();
        let parsed = LicenceData::parse(&file).unwrap();
        assert_eq!(parsed.objects().collect::<Vec<_>>(), values);
    }
}

#[test]
fn dates_past_the_end_of_their_era_are_plain_offsets() {
    for (digits, expected) in [
        (b"4350401", Some("2023-04-01")),
        (b"4310501", Some("2019-05-01")),
        (b"3640108", Some("1989-01-08")),
        (b"5010430", Some("2019-04-30")),
        (b"4320229", Some("2020-02-29")),
        (b"4310229", None),
        (b"4350013", None),
        (b"4350400", None),
    ] {
        let file = field(1, 0xC5, digits);
        let date = LicenceData::parse(&file).map(|data| data.valid_until());
        let date = date.ok().map(|date| date.unwrap().to_string());
        assert_eq!(date.as_deref(), expected, "{digits:?}");
    }
}
/// The fields of a licence signature, at their full length.
fn signature(prefix: u8, first: &[u8]) -> Vec<Vec<u8>> {
    vec![
        field(prefix, 0x108, first),
        field(prefix, 0x109, &[b'1'; 16]),
        field(prefix, 0x10A, &[0; 48]),
        field(prefix, 0x10B, &[b' '; 80]),
        field(prefix, 0x10C, &[b' '; 130]),
        field(prefix, 0x10D, &[7; 32]),
    ]
}

#[test]
fn a_licence_signature_has_the_size_of_its_file_in_both_encodings() {
    for prefix in [0x01, 0xDF] {
        let file = signature(prefix, &[9; 256]).concat();
        assert_eq!(file.len(), 584);
        let parsed = LicenceSignature::parse(&file).unwrap();
        assert_eq!(parsed.signature(), [9; 256]);
        assert_eq!(parsed.unsigned_serial_number(), [b'1'; 16]);
        assert_eq!(parsed.unsigned_key_identifier(), [7; 32]);
    }
}

#[test]
fn a_licence_signature_with_one_fault_is_refused() {
    for index in 0..6 {
        let mut missing = signature(1, &[9; 256]);
        missing.remove(index);
        assert!(LicenceSignature::parse(&missing.concat()).is_err());
        let mut twice = signature(1, &[9; 256]);
        twice.insert(index, twice[index].clone());
        assert_eq!(
            code(LicenceSignature::parse(&twice.concat())),
            "record.order"
        );
    }
    let mut mixed = signature(1, &[9; 256]);
    mixed[5] = field(0xDF, 0x10D, &[7; 32]);
    let mut trailing = signature(1, &[9; 256]);
    trailing.push(vec![0xFF, 0xFF, 0x00]);
    for (file, expected) in [
        (signature(1, &[9; 255]).concat(), "record.length"),
        (signature(1, &[9; 257]).concat(), "record.length"),
        (mixed.concat(), "record.order"),
        (trailing.concat(), "record.order"),
    ] {
        assert_eq!(code(LicenceSignature::parse(&file)), expected);
    }
}

#[test]
fn the_pin_setting_has_two_values() {
    assert_eq!(pin_is_set(&[0xC1, 1, 1]), Ok(true));
    assert_eq!(pin_is_set(&[0xC1, 1, 0]), Ok(false));
    for file in [
        &[][..],
        &[0xC1, 1],
        &[0xC1, 1, 2],
        &[0xC1, 1, 1, 0xFF],
        &[0xC0, 1, 1],
    ] {
        assert_eq!(code(pin_is_set(file)), "record.value");
    }
}
