use super::*;

#[test]
fn status_words_are_the_cards() {
    let jpki = "00A4040C0AD392F000260100000001";
    let face = "00A4040C0AD3921000310001010402";
    // Each case: commands that prepare, one command, its status word.
    let cases: &[(&[&str], &str, u16)] = &[
        (&[], "00A404", 0x6700),
        (&[], "01A4040C0AD392F000260100000001", 0x6881),
        (&[], "04A4040C0AD392F000260100000001", 0x6882),
        (&[], "F0A4040C0AD392F000260100000001", 0x6E00),
        (&[], "80A4040C0AD392F000260100000001", 0x6E00),
        (&[], "00FF0000", 0x6D00),
        (&[], "00A4040C05D392F00026", 0x9000),
        (&[], "00A4040C0AD392F000260100000002", 0x6A82),
        (&[], "00A404000AD392F00026010000000100", 0x9000),
        (&[], "00A40000", 0x6A86),
        (&[jpki], "00A40000", 0x9000),
        (&[jpki], "00A40000023F00", 0x6A82),
        (&[], "00A4040C07A0000001510000", 0x9000),
        (&[], "00A4020C02000A", 0x6986),
        (&[jpki], "00A4020C02000A", 0x9000),
        (&[jpki], "00A4020C020017", 0x9000),
        (&[jpki], "00A4020C02001F", 0x6A82),
        (&[jpki], "00A4020C0100", 0x6A87),
        (&[jpki], "00A4080C02000A", 0x6A86),
        (&[jpki], "00B0000010", 0x6986),
        (&[jpki], "00B08A0010", 0x9000),
        (&[jpki], "00B08A0000", 0x9000),
        (&[jpki], "00B08A00", 0x6700),
        (&[jpki], "00B08A00000000000000", 0x6700),
        (&[jpki], "00B0E00010", 0x6A86),
        (&[jpki], "00B0810010", 0x6982),
        (&[jpki], "00B0980010", 0x6981),
        (&[jpki], "00B09F0010", 0x6A86),
        (&[jpki, "00A4020C02000A"], "00B007FF10", 0x9000),
        (&[jpki, "00A4020C02000A"], "00B0080010", 0x6B00),
        (&[jpki], "00200098", 0x63C3),
        (&[jpki], "0020009B", 0x63C5),
        (&[jpki], "00200080", 0x6986),
        (&[jpki], "0020008A0431323334", 0x6981),
        (&[jpki], "0020009D0431323334", 0x6A82),
        (&[jpki], "00200198", 0x6A86),
        (&[jpki], "002000980431323334", 0x9000),
        (&[jpki], "002000980431323335", 0x63C2),
        (&[jpki], "802A009703AABBCC00", 0x6982),
        (&[jpki], "802A000003AABBCC00", 0x6A88),
        (&[jpki, "002000980431323334"], "802A009703AABBCC00", 0x9000),
        (&[jpki, "002000980431323334"], "802A009703AABBCC", 0x6700),
        (&[jpki, "002000980431323334"], "802A069703AABBCC00", 0x6A86),
        (&[jpki, "002000980431323334"], "802A029703AABBCC00", 0x6700),
        (&[jpki, "002000980431323334"], "802A009A03AABBCC00", 0x6982),
        (
            &[jpki, "002000980431323334", "00A4020C020017"],
            "802A008003AABBCC00",
            0x9000,
        ),
        (
            &[jpki, "002000980431323334", "00A4020C02000A"],
            "802A008003AABBCC00",
            0x6981,
        ),
        (&[face], "802A000003AABBCC00", 0x9000),
        (&[], "0084000008", 0x9000),
        (&[], "00840000000008", 0x6985),
        (&[], "00CA0043 00", 0x6A88),
        (&[], "00CA00F000", 0x9000),
        (&[jpki], "00CA00F000", 0x6A88),
        (&["00A4040C0AD3921000310001010100"], "00B2010C00", 0x9000),
        (&["00A4040C0AD3921000310001010100"], "00B2020C00", 0x6A83),
        (
            &["00A4040C0AD3921000310001010401"],
            "00A4020C02001C",
            0x9000,
        ),
        (
            &["00A4040C10A0000002310600000000000000000000"],
            "00200082",
            0x6A82,
        ),
        (
            &["00A4040C10A0000002310600000000000000000000"],
            "00200086",
            0x63CA,
        ),
    ];
    let mut reader = Reader::hanako();
    for (before, command, expected) in cases {
        reader.0.insert();
        for command in *before {
            assert_eq!(reader.status(command), 0x9000, "{command}");
        }
        assert_eq!(reader.status(command), *expected, "{before:?} {command}");
    }
}

#[test]
fn a_secret_blocks_after_its_last_try_and_not_before() {
    let cases = [
        (Application::Jpki, 0x18, PIN, 3),
        (Application::Jpki, 0x1B, SIGNING_PASSWORD, 5),
        (Application::Text, 0x11, PIN, 3),
        (Application::Text, 0x14, NUMBER_A, 10),
        (Application::Text, 0x15, NUMBER_B, 10),
        (Application::Face, 0x11, BIRTH_DATE, 10),
        (Application::Face, 0x12, NUMBER_B, 10),
        (Application::Face, 0x13, NUMBER_A, 10),
        (Application::Licence, 0x06, PIN, 10),
    ];
    let mut reader = Reader::hanako();
    for (application, id, secret, most) in cases {
        reader.select(application);
        let query = [0x00, 0x20, 0x00, 0x80 | id];
        let left = |tries: u16| 0x63C0 + tries;
        assert_eq!(
            reader.verify(id, "0000"),
            left(most - 1),
            "{application} {id:02X}"
        );
        assert_eq!(
            reader.verify(id, secret),
            0x9000,
            "a success resets the counter"
        );
        assert_eq!(reader.send_bytes(&query).1, left(most));
        for tries in (0..most).rev() {
            assert_eq!(reader.verify(id, "0000"), left(tries));
            assert_eq!(
                reader.send_bytes(&query).1,
                left(tries),
                "a query costs no try"
            );
        }
        assert_eq!(
            reader.verify(id, secret),
            0x6984,
            "the right one comes too late"
        );
        reader.0.insert();
        reader.select(application);
        assert_eq!(
            reader.verify(id, secret),
            0x6984,
            "removing the card does not help"
        );
    }
}

#[test]
fn the_secret_that_was_never_given_out_is_blocked() {
    let mut reader = Reader::hanako();
    reader.select(Application::Text);
    assert_eq!(reader.verify(0x12, PIN), 0x6984);
}

#[test]
fn each_file_opens_with_its_secrets_alone() {
    // Application, secret, its value, files that it opens, files that it does not.
    let cases: &[(Application, u8, &str, &str, &str)] = &[
        (Application::Jpki, 0x1B, SIGNING_PASSWORD, "01", ""),
        (Application::Jpki, 0x18, PIN, "", "01"),
        (Application::Text, 0x11, PIN, "01 02 03 06 07", ""),
        (Application::Text, 0x14, NUMBER_A, "01 03 06 07", "02"),
        (Application::Text, 0x15, NUMBER_B, "02 03 06 07", "01"),
        (Application::Face, 0x11, BIRTH_DATE, "01", "02 05 06"),
        (Application::Face, 0x12, NUMBER_B, "02 06", "01 05"),
        (Application::Face, 0x13, NUMBER_A, "02 05 06", "01"),
        (Application::Licence, 0x06, PIN, "1B 1C", ""),
    ];
    let mut reader = Reader::hanako();
    for (application, secret, value, opened, closed) in cases {
        reader.0.insert();
        reader.select(*application);
        let [opened, closed] = [opened, closed].map(|files| bytes(files));
        for id in opened.iter().chain(&closed) {
            assert_eq!(
                reader.read_status(*id),
                0x6982,
                "{application} {id:02X} before"
            );
        }
        assert_eq!(reader.verify(*secret, value), 0x9000);
        for id in opened {
            assert_eq!(reader.read_status(id), 0x9000, "{application} {id:02X}");
        }
        for id in closed {
            assert_eq!(reader.read_status(id), 0x6982, "{application} {id:02X}");
        }
    }
}

#[test]
fn files_without_a_secret_are_free() {
    let cases = [
        (Application::Jpki, "02 06 08 0A 0B"),
        (Application::Text, "04 05 08"),
        (Application::Face, "03 04"),
        (Application::Licence, "1A"),
    ];
    let mut reader = Reader::hanako();
    for (application, files) in cases {
        reader.select(application);
        for id in bytes(files) {
            assert_eq!(reader.read_status(id), 0x9000, "{application} {id:02X}");
        }
    }
}

#[test]
fn the_security_status_ends_with_another_application_but_not_with_the_same() {
    const OPEN: u16 = 0x9000;
    const CLOSED: u16 = 0x6982;
    let face = "00A4040C0AD3921000310001010402";
    let text = "00A4040C0AD3921000310001010408";
    let security_domain = "00A4040C07A0000001510000";
    let unknown = "00A4040C0AD3921000310001010499";
    let cases: &[(&[&str], u16)] = &[
        (&[text], OPEN),
        (&[face, text], CLOSED),
        (&[security_domain, text], CLOSED),
        (&[unknown], OPEN),
    ];
    let mut reader = Reader::hanako();
    for (selections, expected) in cases {
        reader.0.insert();
        reader.select(Application::Text);
        reader.verify(0x11, PIN);
        for selection in *selections {
            reader.status(selection);
        }
        assert_eq!(reader.read_status(0x02), *expected, "{selections:?}");
    }

    reader.0.insert();
    reader.select(Application::Text);
    reader.verify(0x11, PIN);
    reader.0.reset();
    assert_eq!(
        reader.read_status(0x02),
        0x6986,
        "a warm reset selects nothing"
    );
    reader.select(Application::Text);
    assert_eq!(
        reader.read_status(0x02),
        OPEN,
        "it keeps the security status"
    );
    reader.0.insert();
    reader.select(Application::Text);
    assert_eq!(reader.read_status(0x02), CLOSED, "a cold reset ends it");
}

#[test]
fn a_failed_verification_ends_the_security_status_of_its_secret() {
    let mut reader = Reader::hanako();
    reader.select(Application::Text);
    reader.verify(0x11, PIN);
    reader.verify(0x11, "0000");
    assert_eq!(reader.read_status(0x02), 0x6982);
}

#[test]
fn a_file_read_in_pieces_is_the_file_read_at_once() {
    let mut reader = Reader::hanako();
    reader.select(Application::Face);
    reader.verify(0x12, NUMBER_B);
    let whole = reader.file(0x02);
    assert_eq!(whole.len(), 16_000);
    assert_eq!(reader.status("00A4020C020002"), 0x9000);
    let mut pieces = Vec::new();
    loop {
        let [high, low] = u16::try_from(pieces.len()).unwrap().to_be_bytes();
        let (piece, status) = reader.send_bytes(&[0x00, 0xB0, high, low, 0xFB]);
        if status == 0x6B00 {
            break;
        }
        assert_eq!(status, 0x9000);
        pieces.extend(piece);
    }
    assert_eq!(pieces, whole);
    assert_eq!(
        pieces.len() % 0xFB,
        16_000 % 0xFB,
        "the last piece was short"
    );
    assert_eq!(reader.send("00B082FF01").0, whole[0xFF..0x100]);
}

#[test]
fn a_challenge_has_the_length_asked_for_and_differs_from_the_last() {
    let mut reader = Reader::hanako();
    for (le, length) in [("01", 1), ("08", 8), ("FF", 255), ("00", 256)] {
        let command = format!("00840000{le}");
        let first = reader.send(&command).0;
        assert_eq!(first.len(), length);
        assert!(length < 8 || first != reader.send(&command).0);
    }
}

#[test]
fn the_card_tells_its_serial_municipality_and_expiry_without_a_secret() {
    let mut reader = Reader::hanako();
    assert_eq!(reader.send("00CA004500").0, b"000000000000001");
    assert_eq!(reader.send("00CA00F000").0, b"13101");
    assert_eq!(reader.send("00CA00F200").0, b"20350415");
    let answer_to_reset = Interface::Contacts.answer_to_reset();
    assert_eq!(reader.send("00CA5F5100").0, answer_to_reset[1..]);
    reader.status("00A4040C0AD3921000310001010100");
    let record = reader.send("00B2010C00").0;
    assert_eq!(
        record,
        [b"\x01\x1C", &b"0000000000000011310120350415"[..]].concat()
    );
}

#[test]
fn answers_to_reset_have_their_check_byte_and_that_by_contacts_names_protocol_t_1() {
    for interface in [Interface::Contacts, Interface::TypeB] {
        let bytes = interface.answer_to_reset();
        // ISO/IEC 7816-3 8.2.5: the exclusive or of all bytes after TS, TCK included, is zero.
        assert_eq!(bytes[1..].iter().fold(0, |sum, byte| sum ^ byte), 0);
    }
    // 8.2.3: T0 announces TB1, TC1 and TD1, which names the protocol.
    let contacts = Interface::Contacts.answer_to_reset();
    assert_eq!((contacts[1] & 0xF0, contacts[4] & 0x0F), (0xE0, 1));
}
