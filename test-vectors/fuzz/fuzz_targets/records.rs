//! The files of the card, and the images and dates in them. The first byte picks the parser.

#![no_main]

use std::fmt::Debug;
use std::hint::black_box;

use libfuzzer_sys::fuzz_target;
use mnid_mdoc::card::record::{
    CardKeyRecord, CardVerifiableCertificate, FaceRecord, IndividualNumberRecord, LicenceData,
    LicenceSignature, TextAttributes, TextIntegrity, pin_is_set, public_key, without_security_code,
};
use mnid_mdoc::doctype::Image;
use mnid_mdoc::time::{Era, FullDate, PartialDate};

fuzz_target!(|bytes: &[u8]| {
    let Some((parser, file)) = bytes.split_first() else {
        return;
    };
    match parser % 12 {
        0 => look(CardVerifiableCertificate::parse(file)),
        1 => look(public_key(file)),
        2 => {
            look(FaceRecord::parse(file));
            if let Ok(without) = without_security_code(file) {
                // What is cut off is not signed, and the rest is a record still, or was none.
                assert_eq!(
                    FaceRecord::parse(file).is_ok(),
                    FaceRecord::parse(&without).is_ok()
                );
            }
        }
        3 => licence(file),
        4 => look(LicenceSignature::parse(file)),
        5 => look(pin_is_set(file)),
        6 => look(TextAttributes::parse(file)),
        7 => look(TextIntegrity::parse(file)),
        8 => look(CardKeyRecord::parse(file)),
        9 => look(IndividualNumberRecord::parse(file)),
        10 => look(Image::parse(file)),
        _ => {
            look(FullDate::parse_compact(file));
            look(PartialDate::parse_compact(file));
            look(Era::parse_date(file));
        }
    }
});

fn look(parsed: Result<impl Debug, impl Debug>) {
    black_box(format!("{parsed:?}"));
}

fn licence(file: &[u8]) {
    let Ok(data) = LicenceData::parse(file) else {
        return;
    };
    black_box(format!("{data:?}"));
    // Each object lies in the file, one behind the other.
    let objects: usize = data.objects().map(|(_, value)| value.len()).sum();
    assert!(objects <= file.len());
    for signed in data.signed_candidates() {
        assert!(signed.len() <= file.len());
    }
    black_box((
        data.history_recorded_on(),
        data.colour_class(),
        data.valid_until(),
        data.conditions().len(),
        data.remarks().len(),
        data.categories().len(),
        data.photo().map(<[u8]>::len),
    ));
}
