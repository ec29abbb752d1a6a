use super::*;

/// The objects of a face record, in their order, with a key of the software card.
fn objects() -> Vec<Vec<u8>> {
    let key = [&[0x90, 3, 1, 0, 1, 0x91, 0x82, 1, 0][..], &[0xC1; 256]].concat();
    vec![
        object(0xDF21, &[0; 18]),
        object(0xDF22, b"19900415"),
        object(0xDF23, b"2"),
        object(0xDF24, &key),
        object(0xDF25, b"name"),
        object(0xDF26, b"address"),
        object(0xDF27, b"photo"),
        object(0xDF28, &[5; 256]),
        object(0xDF29, b"20350415"),
        object(0xDF2A, b"code"),
    ]
}

fn record(objects: &[Vec<u8>]) -> Vec<u8> {
    object(0xFF20, &objects.concat())
}

#[test]
fn the_security_code_is_cut_off_and_everything_signed_stays() {
    let whole = record(&objects());
    let file = [whole.clone(), vec![0xFF; 100]].concat();
    let cut = without_security_code(&file).unwrap();
    assert_eq!(cut, record(&objects()[..9]));
    assert_eq!(without_security_code(&cut).unwrap(), cut);
    let (before, after) = (
        FaceRecord::parse(&whole).unwrap(),
        FaceRecord::parse(&cut).unwrap(),
    );
    assert_eq!(before.signed_digests(), after.signed_digests());
    assert_eq!(after.photo(), b"photo");
    assert_eq!(after.name_image(), b"name");
    assert_eq!(after.address_image(), b"address");
    assert_eq!(after.signature(), [5; 256]);
}

#[test]
fn the_three_digests_cover_whole_objects() {
    use crate::crypto::sha256;
    let all = objects();
    let record = record(&all);
    let part = |range: std::ops::Range<usize>| sha256(&[&all[range].concat()]);
    assert_eq!(
        FaceRecord::parse(&record).unwrap().signed_digests(),
        [part(1..4), part(4..6), part(6..7)]
    );
}

#[test]
fn a_face_record_with_one_fault_is_refused() {
    for index in 0..9 {
        let mut missing = objects();
        missing.remove(index);
        assert!(
            FaceRecord::parse(&record(&missing)).is_err(),
            "without {index}"
        );
        let mut twice = objects();
        twice.insert(index, twice[index].clone());
        assert_eq!(code(FaceRecord::parse(&record(&twice))), "record.order");
    }
    for index in 0..8 {
        let mut swapped = objects();
        swapped.swap(index, index + 1);
        assert_eq!(code(FaceRecord::parse(&record(&swapped))), "record.order");
    }
    for (index, replacement, expected) in [
        (1, object(0xDF22, b"19901315"), "record.value"),
        (2, object(0xDF23, b"3"), "record.value"),
        (2, object(0xDF23, b"22"), "record.length"),
        (3, object(0xDF24, b"key"), "record.truncated"),
        (7, object(0xDF28, &[5; 255]), "record.length"),
        (8, object(0xDF29, b"20350400"), "record.value"),
        (9, object(0xDF2B, b"code"), "record.order"),
    ] {
        let mut objects = objects();
        objects[index] = replacement;
        assert_eq!(code(FaceRecord::parse(&record(&objects))), expected);
    }
    let mut more = objects();
    more.push(object(0xDF2A, b"code"));
    assert_eq!(
        code(FaceRecord::parse(&record(&more))),
        "record.trailing-bytes"
    );
}
