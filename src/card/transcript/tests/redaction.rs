use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::card::record::FaceRecord;
use crate::card::simulator::Variation;
use crate::card::{Application, ReadError};

/// Passes everything on and keeps the data of answers.
struct Listener<'t>(&'t mut dyn Transport, Vec<Vec<u8>>);

impl Transport for Listener<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let answer = self.0.transmit(command)?;
        self.1.push(answer[..answer.len() - 2].to_vec());
        Ok(answer)
    }
}

#[test]
fn a_transcript_holds_no_secret_and_no_word_of_the_holder() {
    for holder in Holder::ALL {
        for presence in [Presence::SigningKey, Presence::AuthenticationKey] {
            let plan = everything(holder, presence);
            let mut card = SoftwareCard::new(holder).unwrap();
            let (_, transcript) = recorded(&mut card, holder, &plan);
            let text = transcript.to_string();
            let number = holder.verification_number_b().unwrap();
            let name_parts: Vec<&str> = holder.full_name().split('\u{3000}').collect();
            let words = [
                PIN,
                SIGNING_PASSWORD,
                &number,
                holder.full_name(),
                holder.address(),
                holder.birth_date(),
                &holder.birth_date()[2..],
                holder.card_expiry(),
                holder.individual_number(),
                holder.licence_number().unwrap_or(PIN),
            ];
            for word in words.into_iter().chain(name_parts) {
                assert!(!text.contains(word), "{word}");
                assert!(!text.contains(&hexadecimal(word.as_bytes())), "{word}");
            }
        }
    }
}

#[test]
fn nothing_longer_than_two_heads_is_left_of_any_answer() {
    for holder in Holder::ALL {
        let mut card = SoftwareCard::new(holder).unwrap();
        let mut listener = Listener(&mut card, Vec::new());
        let plan = everything(holder, Presence::SigningKey);
        let (_, transcript) = recorded(&mut listener, holder, &plan);
        let text = transcript.to_string();
        let mut windows = BTreeSet::new();
        for answer in &listener.1 {
            windows.extend(answer.windows(11).map(hexadecimal));
        }
        assert!(windows.len() > 10_000);
        assert!(!windows.iter().any(|window| text.contains(window)));
    }
}

#[test]
fn a_wrong_secret_and_a_changed_one_are_left_out_in_every_form() {
    for (command, expected) in [
        (&b"\x00\x20\x00\x98\x049876"[..], "00200098[secret]"),
        (b"\x00\x20\x00\x9B\x0AWRONG98765", "0020009B[secret]"),
        (b"\x00\x20\x00\x80\x049876\x00", "00200080[secret]"),
        (b"\x08\x20\x00\x80\x049876", "08200080[secret]"),
        (b"\x00\x20\x00\x80\x00\x00\x049876", "00200080[secret]"),
        (b"\x00\x20\x00\x809876", "00200080[secret]"),
        (b"\x00\x20\x00\x809", "00200080[secret]"),
        (b"\x00\x20\x00\x80", "00200080"),
        (b"\x00\x24\x01\x80\x049876", "00240180[secret]"),
        (b"\x80\x32\x00\x80\x049876", "80320080[secret]"),
        (b"\x00\x2C\x00\x80\x049876", "002C0080[secret]"),
        (b"\x80\x2A\x00\x80\x049876\x00", "802A008004[4]00"),
        (
            b"\x80\x2A\x00\x80\x00\x00\x049876\x00\x00",
            "802A0080000004[4]0000",
        ),
        (b"\x80\x2A\x00\x80\x099876", "802A0080[5]"),
        (b"\x80\x2A\x00\x80\x009876", "802A0080[5]"),
        (b"\x00\xA4\x04\x0C\x05MYAID", "00A4040C054D59414944"),
        (b"\x00\xA4\x04\x0C\x13A name that is long", "00A4040C13[19]"),
        (b"\x00\xB0\x8A\x00\x00", "00B08A0000"),
        (b"\x00\xB0\x8A\x00\x00\x00\x00", "00B08A00000000"),
        (b"987", "[3]"),
        (b"", ""),
    ] {
        let transcript = Transcript {
            exchanges: vec![Exchange {
                command: redact::command(command),
                outcome: Err(Failure::Transport),
            }],
        };
        let text = transcript.to_string();
        assert_eq!(text.lines().nth(1), Some(format!("> {expected}").as_str()));
        let mut replay = Replay::new(&transcript);
        let failed = TransportError::from(Failure::Transport);
        assert_eq!(replay.transmit(command), Err(failed), "{expected}");
    }
}

#[test]
fn the_heads_of_records_are_left_in_across_answers() {
    let plan = ReadingPlan::new(Presence::SigningKey).with_face();
    let mut card = SoftwareCard::new(HOLDER).unwrap();
    let (_, transcript) = recorded(&mut card, HOLDER, &plan);
    let text = transcript.to_string();
    for head in [
        "DF2112[18]DF2208[8]DF2301[1]DF24820109[",
        "DF27",
        "DF28820100",
        "DF2908",
    ] {
        assert!(text.contains(head), "{head}\n{text}");
    }
    // A replay cuts off the security code by them.
    let again = replayed(&transcript, &plan).unwrap();
    let record = again.face.unwrap().record.clone();
    assert!(
        FaceRecord::parse(&record).is_err(),
        "its values are not there"
    );
}

#[test]
fn a_length_that_lies_leaves_nothing_behind_it_in() {
    // A name of one byte, it says; the rest of the name stands where the address should.
    let record = [
        &[0xFF, 0x20, 0x14, 0xDF, 0x21, 0x02, 0, 0, 0xDF, 0x22, 0x01][..],
        "番号花子".as_bytes(),
    ]
    .concat();
    let odd = Variation::File(Application::Text, 0x02, record);
    let plan = ReadingPlan::new(Presence::SigningKey).with_text(TextWanted::Always);
    let mut card = SoftwareCard::varied(HOLDER, &[odd]).unwrap();
    let (result, transcript) = recorded(&mut card, HOLDER, &plan);
    assert_eq!(result.err(), None::<ReadError>);
    let text = transcript.to_string();
    assert!(
        text.contains("\n< FF2014DF2102[2]DF2201[12]9000\n"),
        "{text}"
    );
}

/// What looks like heads of a record, and lies.
fn heads() -> impl Strategy<Value = Vec<u8>> {
    let tag = prop_oneof![
        Just(vec![0xFF, 0x20]),
        Just(vec![0x7F, 0x21]),
        (0x20..0x2B_u8).prop_map(|tag| vec![0xDF, tag]),
        Just(vec![0x5F, 0x4E]),
        proptest::collection::vec(any::<u8>(), 0..3),
    ];
    let length = prop_oneof![
        (0..0x20_u8).prop_map(|length| vec![length]),
        (0..0x20_u8).prop_map(|length| vec![0x82, 0, length]),
        proptest::collection::vec(any::<u8>(), 0..3),
    ];
    let head = (tag, length).prop_map(|(tag, length)| [tag, length].concat());
    proptest::collection::vec(head, 0..5).prop_map(|heads| heads.concat())
}

proptest! {
    #[test]
    fn whatever_stands_before_a_text_no_character_of_it_is_left_in(
        before in heads(),
        text in "[一-龠ぁ-ん　０-９]{4,20}|[0-9]{6,20}",
        cut in any::<proptest::sample::Index>(),
    ) {
        let file = [&before[..], text.as_bytes()].concat();
        let mut redactor = redact::Redactor::default();
        let name = [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x08];
        redactor.follow(&[&[0x00, 0xA4, 0x04, 0x0C, 0x0A][..], &name].concat());
        redactor.follow(&[0x00, 0xB0, 0x82, 0x00, 0x00]);
        let (first, second) = file.split_at(cut.index(file.len()));
        let mut place = 0;
        for answer in [first, second] {
            if place > 0 {
                redactor.follow(&[0x00, 0xB0, 0x00, u8::try_from(place).unwrap(), 0x00]);
            }
            let mut at = place;
            for part in redactor.answer(&[answer, &[0x90, 0x00]].concat()) {
                at += match part {
                    Part::Bytes(bytes) => {
                        // A head that stops at the text may take two bytes of it for a length.
                        let is_status = at == place + answer.len();
                        let end = at + bytes.len();
                        prop_assert!(is_status || end <= before.len() + 2, "{before:02X?}");
                        bytes.len()
                    }
                    Part::Redacted { length, .. } => length,
                    Part::Secret => 0,
                };
            }
            place += answer.len();
        }
    }

    #[test]
    fn no_secret_is_left_in_a_command(
        header in any::<[u8; 2]>(),
        instruction in prop_oneof![Just(0x20_u8), Just(0x24), Just(0x2C), Just(0x32)],
        secret in "[A-Z0-9]{4,16}",
        extended in any::<bool>(),
        expected in proptest::collection::vec(any::<u8>(), 0..3),
    ) {
        let length = u8::try_from(secret.len()).unwrap();
        let lengths = if extended { vec![0, 0, length] } else { vec![length] };
        let class = [header[0], instruction, header[1], 0x80];
        let command = [&class[..], &lengths, secret.as_bytes(), &expected].concat();
        let parts = redact::command(&command);
        prop_assert!(parts == [Part::Bytes(class.to_vec()), Part::Secret]);
    }

    #[test]
    fn an_answer_to_anything_but_a_file_leaves_its_length_and_status(
        command in proptest::collection::vec(any::<u8>(), 0..20),
        data in proptest::collection::vec(any::<u8>(), 1..300),
    ) {
        prop_assume!(command.get(1) != Some(&0xB0));
        let mut redactor = redact::Redactor::default();
        redactor.follow(&command);
        let length = data.len();
        let parts = redactor.answer(&[data, vec![0x90, 0x00]].concat());
        let left = [Part::Redacted { length, content: 0 }, Part::Bytes(vec![0x90, 0x00])];
        prop_assert!(parts == left);
    }

    #[test]
    fn whatever_a_file_holds_the_parts_of_answers_are_as_long_as_they(
        answers in proptest::collection::vec(
            proptest::collection::vec(any::<u8>(), 0..300), 1..6),
        application in prop_oneof![Just(0x01_u8), Just(0x02), Just(0x08)],
    ) {
        let mut redactor = redact::Redactor::default();
        let name = [0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, application];
        redactor.follow(&[&[0x00, 0xA4, 0x04, 0x0C, 0x0A][..], &name].concat());
        redactor.answer(&[0x90, 0x00]);
        let mut place = 0_u16;
        for answer in answers {
            let [high, low] = place.to_be_bytes();
            redactor.follow(&[0x00, 0xB0, high, low, 0x00]);
            let parts = redactor.answer(&[&answer[..], &[0x90, 0x00]].concat());
            let length: usize = parts.iter().map(|part| match part {
                Part::Bytes(bytes) => bytes.len(),
                Part::Redacted { length, .. } => *length,
                Part::Secret => 0,
            }).sum();
            prop_assert_eq!(length, answer.len() + 2);
            place += u16::try_from(answer.len()).unwrap();
        }
    }
}
