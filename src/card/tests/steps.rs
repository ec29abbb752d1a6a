use std::collections::BTreeSet;

use super::apdu::{Command, Response, SigningKey, StatusWord};
use super::*;
use hex_literal::hex;

/// The commands as the documentation writes them: hexadecimal, and one line for all that follow
/// the first of a file.
fn lines(commands: &[Vec<u8>]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for command in commands {
        let line = match command.as_slice() {
            [0x00, 0xB0, 0x00..=0x7F, _, 0x00] => "00B0offset00".to_owned(),
            other => other.iter().map(|byte| format!("{byte:02X}")).collect(),
        };
        if lines.last() != Some(&line) {
            lines.push(line);
        }
    }
    lines
}

/// The commands in the listing of the documentation that follows `title`.
fn documented(title: &str) -> Vec<String> {
    let page = include_str!("../protocol.md");
    let section = page.split(title).nth(1).expect("the listing is gone");
    let listing = section.split("```").nth(1).unwrap();
    let commands = listing.lines().skip(1).map(|line| {
        let command = line.split(';').next().unwrap();
        command.split_whitespace().collect::<String>()
    });
    commands.filter(|command| !command.is_empty()).collect()
}

#[test]
fn the_documented_commands_are_those_of_a_reading() {
    let holder = Holder::RareKanji;
    let authentication = ReadingPlan::new(Presence::AuthenticationKey);
    for (title, plan) in [
        ("*With the signing key, and everything else:*", usual()),
        ("*With the authentication key alone:*", authentication),
    ] {
        let mut card = card(holder, &[]);
        attempt(&mut card, &plan, holder).unwrap();
        let sent = lines(&card.commands);
        println!("{}", sent.join("\n"));
        assert_eq!(sent, documented(title));
    }
}

#[test]
fn every_command_of_a_reading_is_needed_once() {
    let holder = Holder::RareKanji;
    let mut card = card(holder, &[]);
    attempt(&mut card, &usual(), holder).unwrap();
    let mut seen = BTreeSet::new();
    let mut application = Vec::new();
    let mut file = Vec::new();
    for command in &card.commands {
        match command.as_slice() {
            [0x00, 0xA4, 0x04, ..] => application = command.clone(),
            [0x00, 0xB0, 0x80..=0xFF, ..] => file = command.clone(),
            _ => {}
        }
        let repeated = !seen.insert((application.clone(), file.clone(), command.clone()));
        // Whether there is a licence, and whether the card is still the same.
        let licence = command.starts_with(&hex!("00A4040C10"));
        let jpki = command.starts_with(&hex!("00A4040C0AD392F0"));
        let mark = *command == hex!("00B08A0000");
        assert!(!repeated || licence || jpki || mark, "{command:02X?}");
    }
}

#[test]
fn commands_are_encoded_in_short_form() {
    for (command, expected) in [
        (Command::select_file(0x1A), &hex!("00A4020C02001A")[..]),
        (Command::read_binary(0x1234).unwrap(), &hex!("00B0123400")),
        (Command::read_binary(0x7FFF).unwrap(), &hex!("00B07FFF00")),
        (Command::read_file(0x1A), &hex!("00B09A0000")),
        (Command::read_record(0x01, 1), &hex!("00B2010C00")),
        (Command::tries_left(0x1B), &hex!("0020009B")),
        (Command::verify(0x06, b"****"), &hex!("00200086042A2A2A2A")),
        (Command::get_response(0x10), &hex!("00C0000010")),
        (Command::get_response(0x00), &hex!("00C0000000")),
    ] {
        assert_eq!(command.as_bytes(), expected);
    }
    assert!(Command::read_binary(0x8000).is_none());
    let sign = Command::compute_digital_signature(SigningKey::SelectedFile, &[0xAA; 51]);
    assert_eq!(
        sign.as_bytes(),
        [&hex!("802A008033")[..], &[0xAA; 51], &[0]].concat()
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
