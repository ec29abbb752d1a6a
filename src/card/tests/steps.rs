use super::apdu::{Command, Response, SigningKey, StatusWord};
use super::*;
use hex_literal::hex;

/// One step as the documentation writes it: the command's beginning in hex, and repeats left out.
fn steps(commands: &[Vec<u8>]) -> Vec<String> {
    let mut steps: Vec<String> = Vec::new();
    for command in commands {
        let step = match command.as_slice() {
            [0x00, 0xB0, ..] => "00B0".to_owned(),
            [0x00, 0x20, _, reference] => format!("0020 00{reference:02X}"),
            [0x00, 0x20, _, reference, length, ..] => {
                format!("0020 00{reference:02X} {length:02X}")
            }
            [0x80, 0x2A, _, key, length, ..] => format!("802A 00{key:02X} {length:02X}"),
            other => other.iter().map(|byte| format!("{byte:02X}")).collect(),
        };
        if steps.last() != Some(&step) {
            steps.push(step);
        }
    }
    steps
}

#[test]
fn the_usual_reading_takes_exactly_the_documented_steps() {
    let mut card = card(Holder::RareKanji, &[]);
    attempt(&mut card, &usual(), Holder::RareKanji).unwrap();
    assert_eq!(
        steps(&card.commands),
        [
            "00A4040C10A0000002310600000000000000000000",
            "00A4040C0AD392F000260100000001",
            "00A4020C02000A",
            "00B0",
            "00A4020C020008",
            "00B0",
            "0020 009B",
            "0020 009B 09",
            "00A4020C020001",
            "00B0",
            "00A4020C02001A",
            "802A 0080 33",
            "00A4040C0AD3921000310001010408",
            "0020 0091",
            "0020 0091 04",
            "00A4020C020002",
            "00B0",
            "00A4020C020003",
            "00B0",
            "00A4020C020004",
            "00B0",
            "00A4020C020007",
            "00B0",
            "802A 0000 33",
            "00A4040C0AD3921000310001010402",
            "0020 0092",
            "0020 0092 0E",
            "00A4020C020002",
            "00B0",
            "00A4020C020004",
            "00B0",
            "802A 0000 33",
            "00A4040C10A0000002310600000000000000000000",
            "00A4020C02001A",
            "00B0",
            "0020 0086",
            "0020 0086 04",
            "00A4020C02001B",
            "00B0",
            "00A4020C02001C",
            "00B0",
            "00A4040C0AD392F000260100000001",
            "00A4020C02000A",
            "00B0",
        ]
    );
}

#[test]
fn the_authentication_key_takes_exactly_the_documented_steps() {
    let plan = ReadingPlan::new(Presence::AuthenticationKey);
    let mut card = card(Holder::Hanako, &[]);
    attempt(&mut card, &plan, Holder::Hanako).unwrap();
    assert_eq!(
        steps(&card.commands),
        [
            "00A4040C0AD392F000260100000001",
            "00A4020C02000A",
            "00B0",
            "00A4020C02000A",
            "00B0",
            "0020 0098",
            "0020 0098 04",
            "00A4020C020017",
            "802A 0080 33",
            "00A4040C0AD392F000260100000001",
            "00A4020C02000A",
            "00B0",
        ]
    );
}

#[test]
fn commands_are_encoded_in_short_form() {
    for (command, expected) in [
        (Command::select_file(0x001A), &hex!("00A4020C02001A")[..]),
        (Command::read_binary(0x1234).unwrap(), &hex!("00B0123400")),
        (Command::read_binary(0x7FFF).unwrap(), &hex!("00B07FFF00")),
        (Command::tries_left(0x1B), &hex!("0020009B")),
        (Command::verify(0x06, b"****"), &hex!("00200086042A2A2A2A")),
        (Command::get_response(0x10), &hex!("00C0000010")),
        (Command::get_response(0x00), &hex!("00C0000000")),
    ] {
        assert_eq!(command.as_bytes(), expected);
    }
    assert!(Command::read_binary(0x8000).is_none());
    let sign = Command::compute_digital_signature(SigningKey::SelectedFile, &[0xAA; 32]);
    let digest_info = hex!("3031300D060960864801650304020105000420");
    assert_eq!(
        sign.as_bytes(),
        [&hex!("802A008033")[..], &digest_info, &[0xAA; 32], &[0]].concat()
    );
}

#[test]
fn a_response_is_data_and_a_status_word() {
    let response = Response::parse(vec![1, 2, 0x63, 0xC2]).unwrap();
    assert_eq!(*response.data, [1, 2]);
    assert_eq!(response.status.tries_left(), Some(2));
    assert_eq!(Response::parse(vec![0x90]), None);
    assert!(StatusWord(0x63C0).is_blocked());
    assert_eq!(StatusWord(0x6300).tries_left(), None);
}

/// Answers a fixed list of commands, and nothing else.
struct Script(std::vec::IntoIter<(Vec<u8>, Vec<u8>)>);

impl Transport for Script {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let (expected, answer) = self.0.next().expect("the script ended");
        assert_eq!(command, expected);
        Ok(answer)
    }
}

fn transmit(script: &[(&[u8], &[u8])], command: &Command) -> Result<Response, ReadError> {
    let script: Vec<_> = script
        .iter()
        .map(|(command, answer)| (command.to_vec(), answer.to_vec()))
        .collect();
    let mut script = Script(script.into_iter());
    let response = channel::Channel::new(&mut script).transmit(command);
    assert!(script.0.next().is_none(), "the script was not finished");
    response
}

#[test]
fn continuations_are_put_together_in_their_order() {
    let read = Command::read_binary(0).unwrap();
    let response = transmit(
        &[
            (&hex!("00B0000000"), &hex!("0102 6103")),
            (&hex!("00C0000003"), &hex!("0304 6101")),
            (&hex!("00C0000001"), &hex!("05 9000")),
        ],
        &read,
    )
    .unwrap();
    assert_eq!(*response.data, [1, 2, 3, 4, 5]);
    assert_eq!(response.status, StatusWord::OK);
}

#[test]
fn a_6cxx_is_answered_with_the_length_that_it_names() {
    let read = Command::read_binary(0).unwrap();
    let response = transmit(
        &[
            (&hex!("00B0000000"), &hex!("6C02")),
            (&hex!("00B0000002"), &hex!("0102 9000")),
        ],
        &read,
    )
    .unwrap();
    assert_eq!(*response.data, [1, 2]);
    let refused = transmit(
        &[
            (&hex!("00B0000000"), &hex!("6C02")),
            (&hex!("00B0000002"), &hex!("6C03")),
        ],
        &read,
    );
    assert_eq!(refused.unwrap().status, StatusWord(0x6C03));
}

#[test]
fn a_command_that_asks_for_nothing_takes_nothing() {
    let select = Command::select_file(1);
    let result = transmit(&[(&hex!("00A4020C020001"), &hex!("6F00 9000"))], &select);
    let command = "SELECT file";
    assert_eq!(result, Err(ReadError::AnswerTooLong { command }));
}
