//! Commands beyond those that a reading needs. Each table says how sure its rows are: confirmed by
//! two sources, told by one, or inferred.

use rsa::pkcs8::DecodePublicKey;
use rsa::{Pss, PublicKey};
use sha2::Sha256;

use super::*;
use crate::card::simulator::key::CertificateKey;
use crate::crypto::sha256;

const JPKI: &str = "00A4040C0AD392F000260100000001";
const TEXT: &str = "00A4040C0AD3921000310001010408";
const FACE: &str = "00A4040C0AD3921000310001010402";
const CARD: &str = "00A4040C0AD3921000310001010100";
const RESIDENT: &str = "00A4040C0AD3921000310001010401";
const PIN_GIVEN: &str = "002000980431323334";

const NUMBER_A_GIVEN: &str = "002000940C313233343536373839303138";

/// What prepares, one command, its status word.
fn answers(cases: &[(&[&str], &str, u16)]) {
    for (before, command, expected) in cases {
        let mut reader = Reader::hanako();
        for command in *before {
            assert_eq!(reader.status(command), 0x9000, "{command}");
        }
        assert_eq!(reader.status(command), *expected, "{before:?} {command}");
    }
}

#[test]
fn a_file_selected_before_is_what_verify_and_read_record_mean() {
    let pin = "00A4020C020018";
    // Confirmed.
    answers(&[
        (&[JPKI, pin], "00200080", 0x63C3),
        (&[JPKI, pin], "002000800431323334", 0x9000),
        (&[JPKI, pin], "00B0000001", 0x6981),
        (&[CARD, "00A4020C020001"], "00B2010400", 0x9000),
    ]);
    // Inferred.
    answers(&[
        (&[CARD], "00B2010400", 0x6986),
        (&[CARD, "00A4020C020001"], "00B2000400", 0x6A83),
        (&[CARD, "00A4020C020001"], "00B2010500", 0x6A86),
        (&[CARD, "00A4020C020001"], "00B0000001", 0x6981),
        (&[JPKI], "00B2015400", 0x6981),
    ]);
}

#[test]
fn lengths_may_be_extended() {
    // One source: the application's own information tells it.
    answers(&[
        (&[JPKI], "0020009800000431323334", 0x9000),
        (&[JPKI, PIN_GIVEN], "802A0097000003AABBCC0100", 0x9000),
        (&[JPKI, PIN_GIVEN], "802A0097000003AABBCC00FF", 0x6700),
        (&[JPKI], "00B08A00000000", 0x9000),
    ]);
    // ISO/IEC 7816-4 5.1: lengths that do not fit.
    answers(&[
        (&[], "00A4040C0BD392F000260100000001", 0x6700),
        (&[], "00A4040C08D392F000260100000001", 0x6700),
        (&[JPKI], "0020009800000531323334", 0x6700),
    ]);
}

#[test]
fn a_secret_is_changed_by_the_command_of_its_application_once_it_was_given() {
    // Confirmed.
    answers(&[
        (
            &[JPKI, "00A4020C020018", PIN_GIVEN],
            "002401800435363738",
            0x9000,
        ),
        (&[TEXT, "002000910431323334"], "002401910435363738", 0x9000),
    ]);
    // One source.
    answers(&[
        (&[CARD, "0020009C0431323334"], "8032009C0435363738", 0x9000),
        (
            &[RESIDENT, "0020009C0431323334"],
            "8032009C0435363738",
            0x9000,
        ),
    ]);
    // Inferred.
    answers(&[
        (&[JPKI], "002401980435363738", 0x6982),
        (&[JPKI, PIN_GIVEN], "0024019803353637", 0x6700),
        (&[JPKI, PIN_GIVEN], "002400980435363738", 0x6A86),
        (&[JPKI, PIN_GIVEN], "803200980435363738", 0x6985),
        (&[FACE], "002401920435363738", 0x6985),
    ]);
    let mut reader = Reader::hanako();
    for command in [JPKI, PIN_GIVEN, "002401980435363738"] {
        assert_eq!(reader.status(command), 0x9000);
    }
    assert_eq!(reader.verify(0x18, PIN), 0x63C2);
    assert_eq!(reader.verify(0x18, "5678"), 0x9000);
}

#[test]
fn only_the_key_of_the_card_itself_authenticates_and_it_does_nothing_else() {
    let challenge = "04AABBCCDD00";
    // One source.
    answers(&[
        (&[CARD], &format!("00880099{challenge}"), 0x9000),
        (&[JPKI], &format!("00880097{challenge}"), 0x6982),
        (&[JPKI], &format!("0088009A{challenge}"), 0x6982),
        (&[TEXT], &format!("00880093{challenge}"), 0x6985),
        (&[FACE], &format!("0088009A{challenge}"), 0x6985),
    ]);
    // Inferred.
    answers(&[
        (&[CARD], "0088009900", 0x6700),
        (&[CARD], "0088019904AABBCCDD00", 0x6A86),
        (&[CARD], "802A009904AABBCCDD00", 0x6985),
        (&[CARD], "802A000004AABBCCDD00", 0x6A88),
    ]);
    let mut reader = Reader::hanako();
    reader.status(CARD);
    let signature = reader.send(&format!("00880099{challenge}")).0;
    let key = Holder::Hanako.person().keys.card.load().unwrap();
    assert_eq!(signature, key.sign(&[&[0xAA, 0xBB, 0xCC, 0xDD]]).unwrap());
}

#[test]
fn each_form_of_a_signature_is_over_what_it_says() {
    let key = Holder::Hanako.person().keys.authentication.load().unwrap();
    let digest = sha256(&[&[0xAA; 32]]);
    // The first is confirmed, the others are told by one source. Data is 32 bytes of AA.
    let expected = [
        (0x00, key.sign_verbatim(&[0xAA; 32]).unwrap()),
        (0x01, key.sign_verbatim(&digest).unwrap()),
        (0x02, key.sign_digest(&[0xAA; 32]).unwrap()),
        (0x03, key.sign_digest(&digest).unwrap()),
    ];
    let mut reader = Reader::hanako();
    reader.open(Application::Jpki);
    let mut sign = |p1: u8| {
        let command = [&[0x80, 0x2A, p1, 0x97, 32], &[0xAA; 32][..], &[0]].concat();
        reader.send_bytes(&command).0
    };
    for (p1, signature) in expected {
        assert_eq!(sign(p1), signature, "{p1:02X}");
    }
    let public = PublicKey::from_public_key_der(&key.spki()).unwrap();
    for (p1, signed) in [(0x04, [0xAA; 32]), (0x05, digest)] {
        let first = sign(p1);
        for signature in [&first, &sign(p1)] {
            public
                .verify(Pss::<Sha256>::new(), &signed, signature)
                .unwrap();
        }
        assert_ne!(first, sign(p1), "the salt is another each time");
    }
}

#[test]
fn data_that_does_not_fit_a_form_of_a_signature_is_refused() {
    // One source.
    answers(&[
        (&[JPKI, PIN_GIVEN], "802A069703AABBCC00", 0x6A86),
        (&[JPKI, PIN_GIVEN], "802A029703AABBCC00", 0x6700),
        (&[JPKI, PIN_GIVEN], "802A049703AABBCC00", 0x6700),
        (&[JPKI, PIN_GIVEN], "802A059703AABBCC00", 0x9000),
        (&[JPKI, PIN_GIVEN], "802A009700", 0x6700),
    ]);
    for (length, expected) in [(245, 0x9000), (246, 0x6700)] {
        let command = format!("802A0097{length:02X}{}00", "AA".repeat(length));
        answers(&[(&[JPKI, PIN_GIVEN], &command, expected)]);
    }
}

#[test]
fn what_needs_a_terminal_or_a_session_key_is_refused() {
    // One source.
    answers(&[
        (&[JPKI], "80A200C103AABBCC", 0x6700),
        (&[JPKI], "08B08A0010", 0x69FC),
        (&[CARD], "80AE000003AABBCC", 0x66F1),
        (&[FACE], "80AE000003AABBCC", 0x66F1),
        (&[JPKI, PIN_GIVEN], "80AE000003AABBCC", 0x6982),
        (
            &[RESIDENT, "0020009C0431323334"],
            "80AE000003AABBCC",
            0x6982,
        ),
        (&[TEXT], "80AE000003AABBCC", 0x6982),
        (&[TEXT, NUMBER_A_GIVEN], "80AE000003AABBCC", 0x6982),
        (&[TEXT, "002000910431323334"], "80AE000003AABBCC", 0x6A80),
        (&[JPKI], "00A4020C020016", 0x9000),
        (&[JPKI], "00B0890010", 0x6982),
    ]);
    // Inferred.
    answers(&[
        (&[TEXT], "80A200C103AABBCC", 0x6A88),
        (&[JPKI], "80A2000003AABBCC", 0x6A86),
        (&[JPKI], "00B0960010", 0x6981),
    ]);
}

#[test]
fn the_chain_of_the_card_itself_has_the_shape_of_the_test_cards() {
    let mut reader = Reader::hanako();
    // One source. A long object needs an extended length.
    for tag in ["00F8", "7F21"] {
        assert_eq!(reader.status(&format!("00CA{tag}00")), 0x6700);
        let (object, status) = reader.send(&format!("00CA{tag}000000"));
        assert_eq!((object.len(), status), (575, 0x9000), "{tag}");
        assert_eq!(object[..12], bytes("4D0A42105F20105F49820109"), "{tag}");
    }
    let upper = reader.send("00CA00F8000000").0;
    let lower = reader.send("00CA7F21000000").0;
    assert_eq!(upper[17..33], reader.send("00CA004200").0);
    assert_eq!(upper[33..49], reader.send("00CA00F700").0);
    assert_eq!(lower[17..33], upper[33..49]);
    assert_eq!(reader.status("00CA006600"), 0x9000);
    reader.status(JPKI);
    assert_eq!(reader.status("00CA5F5100"), 0x9000, "told everywhere");
    assert_eq!(reader.status("00CA00F8000000"), 0x6A88);
}

#[test]
fn applications_are_selected_by_the_whole_of_their_name_or_its_beginning() {
    // Confirmed: load files and modules of the licence are none.
    answers(&[
        (&[], "00A4040C10A0000002310400000000000000000000", 0x6A82),
        (&[], "00A4040C10A0000002310500000000000000000000", 0x6A82),
        (&[], "00A4040C10A0000002310100000000000000000000", 0x6A82),
    ]);
    // One source.
    answers(&[(&[], "00A4040C06A00000023106", 0x9000)]);
}

#[test]
fn what_a_foreign_driver_tries_is_refused_and_changes_nothing() {
    let mut reader = Reader::hanako();
    reader.open(Application::Jpki);
    // Confirmed: these are sent before a card is known.
    for (command, expected) in [
        ("00CADF3005", 0x6A88),
        ("00CB3FFF045C025FC100", 0x6D00),
        ("00A4040C07A0000000041010", 0x6A82),
    ] {
        assert_eq!(reader.status(command), expected, "{command}");
    }
    assert_eq!(reader.read_status(0x01), 0x9000);
}
