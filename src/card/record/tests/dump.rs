use std::path::PathBuf;

use super::*;
use crate::crypto::sha256;
use crate::time::FullDate;

/// A file of the test card's dump; `None`, said aloud, when there is none.
pub(super) fn dump(name: &str) -> Option<Vec<u8>> {
    let Some(folder) = std::env::var_os("MNID_MDOC_VECTORS") else {
        println!("skipped: MNID_MDOC_VECTORS is not set");
        return None;
    };
    let path = PathBuf::from(folder).join("jpki-test-card").join(name);
    Some(std::fs::read(path).unwrap())
}

#[test]
fn the_test_cards_text_records_parse_and_verify_up_to_the_authority() {
    let Some(attributes) = dump("text-0002.bin") else {
        return;
    };
    let [integrity, certificate, key, number, authority] = [
        "text-0003.bin",
        "text-0004.bin",
        "text-0007.bin",
        "text-0001-physical.bin",
        "cv-ca-6000033.bin",
    ]
    .map(|name| dump(name).unwrap());
    let attributes = TextAttributes::parse(&attributes).unwrap();
    let integrity = TextIntegrity::parse(&integrity).unwrap();
    let certificate = CardVerifiableCertificate::parse(&certificate).unwrap();
    let key = CardKeyRecord::parse(&key).unwrap();
    let number = IndividualNumberRecord::parse(&number).unwrap();
    let authority = public_key(&authority).unwrap();

    assert_eq!(certificate.issuer().digits(), Some("6000033"));
    assert_eq!(certificate.subject().digits(), Some("1322131"));
    authority
        .verify(&[certificate.signed_part()], certificate.signature())
        .unwrap();
    certificate
        .key()
        .verify(&[integrity.signed_part()], integrity.signature())
        .unwrap();
    certificate
        .key()
        .verify(&[key.signed_part()], key.signature())
        .unwrap();
    assert_eq!(
        integrity.attributes_digest(),
        &sha256(&[attributes.signed_part()])
    );
    assert_eq!(
        integrity.individual_number_digest(),
        &sha256(&[number.signed_part()])
    );
    assert_eq!(attributes.name(), "黒桐　幹也");
    assert_eq!(
        attributes.birth_date(),
        PartialDate::Day(FullDate::new(1980, 2, 17).unwrap())
    );
    assert_eq!(attributes.sex(), Sex::Male);
    assert_eq!(number.number(), "537686677188");
}

#[test]
fn the_test_cards_face_record_parses_and_verifies_up_to_the_authority() {
    let Some(file) = dump("surface-0002.bin") else {
        return;
    };
    let certificate = dump("surface-0004.bin").unwrap();
    let authority = public_key(&dump("cv-ca-6000023.bin").unwrap()).unwrap();
    let certificate = CardVerifiableCertificate::parse(&certificate).unwrap();
    authority
        .verify(&[certificate.signed_part()], certificate.signature())
        .unwrap();
    let cut = without_security_code(&file).unwrap();
    for file in [&file, &cut] {
        let face = FaceRecord::parse(file).unwrap();
        certificate
            .key()
            .verify_three_digests(face.signed_digests(), face.signature())
            .unwrap();
        assert_eq!(face.sex(), Sex::Male);
        assert_eq!(face.unsigned_expiry(), FullDate::new(2035, 2, 17).unwrap());
        assert!(face.photo().starts_with(b"\0\0\0\x0cjP  "));
    }
    assert!(cut.len() < file.len());
    assert!(!cut.windows(2).any(|tag| tag == [0xDF, 0x2A]));
}
