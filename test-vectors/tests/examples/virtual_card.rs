use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::{EXAMPLES, complained, run, status};

#[test]
fn the_card_answers_as_the_driver_asks() {
    let (_card, mut reader) = Card::inserted(&[]);
    assert_eq!(
        reader.ask(ANSWER_TO_RESET),
        b"\x3B\xE0\x00\xFF\x81\x31\xFE\x45\x14"
    );
    reader.tell(POWER_ON);
    assert_eq!(reader.ask(SELECT_JPKI), b"\x90\x00");
    // Short identifier 0A, 256 bytes of the authentication certificate.
    let answer = reader.ask(b"\x00\xB0\x8A\x00\x00");
    assert_eq!(answer.len(), 258);
    assert_eq!(answer[..2], [0x30, 0x82]);
}

#[test]
fn the_answer_to_reset_by_radio_is_that_of_the_readers() {
    let (_card, mut reader) = Card::inserted(&["--atr", "typeb"]);
    assert_eq!(
        reader.ask(ANSWER_TO_RESET),
        b"\x3B\x88\x80\x01\x00\x00\x05\xE0\xB3\x81\xA1\x00\x7F"
    );
}

#[test]
fn what_was_verified_outlives_a_reset_but_not_a_loss_of_power() {
    let (_card, mut reader) = Card::inserted(&[]);
    reader.tell(POWER_ON);
    reader.ask(SELECT_JPKI);
    assert_eq!(reader.ask(VERIFY_PIN), b"\x90\x00");
    for (events, signs) in [(&[RESET][..], true), (&[POWER_OFF, POWER_ON], false)] {
        events.iter().for_each(|event| reader.tell(event));
        assert_eq!(reader.ask(READ), b"\x69\x86", "a file is selected");
        reader.ask(SELECT_JPKI);
        assert_eq!(reader.ask(SIGN).ends_with(b"\x90\x00"), signs);
    }
}

#[test]
fn a_card_taken_out_leaves_the_reader_and_comes_back_with_nothing_verified() {
    let (_card, mut reader) = Card::inserted(&["--remove-at", "3"]);
    reader.tell(POWER_ON);
    reader.ask(SELECT_JPKI);
    assert_eq!(reader.ask(VERIFY_PIN), b"\x90\x00");
    reader.tell(SIGN);
    assert_eq!(reader.receive(), None);
    reader.accept();
    reader.tell(POWER_ON);
    reader.ask(SELECT_JPKI);
    assert_eq!(reader.ask(SIGN), b"\x69\x82");
}

#[test]
fn a_card_waits_for_a_reader_that_it_was_in() {
    let (_card, mut reader) = Card::inserted(&[]);
    for _ in 0..2 {
        reader.stream.take();
        reader.accept();
        assert_eq!(reader.ask(SELECT_JPKI), b"\x90\x00");
    }
}

/// As no secret may be in it.
#[test]
fn the_output_tells_commands_without_their_data() {
    let (mut card, mut reader) = Card::inserted(&[]);
    reader.ask(SELECT_JPKI);
    reader.ask(b"\x00\x20\x00\x98\x049753");
    let story = card.end();
    assert!(
        story.ends_with("\n00 20 00 98 and 5 bytes: 63C2 and 0 bytes\n"),
        "{story}"
    );
    assert!(!story.contains("9753") && !story.contains("39 37"));
}

#[test]
fn a_port_without_a_reader_ends_with_one_and_a_code() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap().to_string();
    drop(free);
    let output = run("virtual_card", &["--vpcd", &address]);
    assert_eq!(status(&output), 1);
    let said = complained(&output);
    let expected = format!("refused [virtual-card.no-reader]: no reader at {address} (");
    assert!(said.starts_with(&expected), "{said}");
}

#[test]
fn another_protocol_ends_with_one_and_a_code() {
    for message in [&b"\x03"[..], b""] {
        let (mut card, mut reader) = Card::inserted(&[]);
        reader.tell(message);
        assert_eq!(card.0.wait().unwrap().code(), Some(1));
        let mut said = String::new();
        let mut errors = card.0.stderr.take().unwrap();
        errors.read_to_string(&mut said).unwrap();
        assert!(
            said.starts_with("refused [virtual-card.not-vpcd]: "),
            "{said}"
        );
    }
}

#[test]
fn wrong_use_of_virtual_card_ends_with_two() {
    let wrong: &[&[&str]] = &[
        &["--vpcd", "127.0.0.1"],
        &["--vpcd", ":35963"],
        &["--vpcd", "localhost:65536"],
        &["--holder", "taro"],
        &["--atr", "typea"],
        &["--remove-at", "0"],
        &["--remove-at", "-1"],
        &["extra"],
    ];
    for words in wrong {
        let output = run("virtual_card", words);
        assert_eq!(status(&output), 2, "{words:?}");
        assert!(complained(&output).contains("usage: virtual_card "));
    }
}

/// The example under test. It runs until it is ended.
struct Card(Child);

impl Card {
    /// In a new reader.
    fn inserted(words: &[&str]) -> (Self, Reader) {
        let port = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = port.local_addr().unwrap().to_string();
        let child = Command::new(EXAMPLES.join("virtual_card"))
            .args(["--vpcd", &address])
            .args(words)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut reader = Reader { port, stream: None };
        reader.accept();
        (Self(child), reader)
    }

    /// What it printed until now.
    fn end(&mut self) -> String {
        self.0.kill().unwrap();
        let mut story = String::new();
        let mut output = self.0.stdout.take().unwrap();
        output.read_to_string(&mut story).unwrap();
        story
    }
}

impl Drop for Card {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// What the driver does.
struct Reader {
    port: TcpListener,
    stream: Option<TcpStream>,
}

impl Reader {
    fn accept(&mut self) {
        let stream = self.port.accept().unwrap().0;
        let wait = Duration::from_secs(60);
        stream.set_read_timeout(Some(wait)).unwrap();
        self.stream = Some(stream);
    }

    fn tell(&mut self, message: &[u8]) {
        let length = u16::try_from(message.len()).unwrap().to_be_bytes();
        let stream = self.stream.as_mut().unwrap();
        stream.write_all(&[&length, message].concat()).unwrap();
    }

    /// The answer; `None` when the card is not there.
    fn receive(&mut self) -> Option<Vec<u8>> {
        let stream = self.stream.as_mut().unwrap();
        let mut length = [0; 2];
        match stream.read_exact(&mut length) {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return None,
            read => read.unwrap(),
        }
        let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
        stream.read_exact(&mut message).unwrap();
        Some(message)
    }

    fn ask(&mut self, message: &[u8]) -> Vec<u8> {
        self.tell(message);
        self.receive().unwrap()
    }
}

const POWER_OFF: &[u8] = b"\x00";
const POWER_ON: &[u8] = b"\x01";
const RESET: &[u8] = b"\x02";
const ANSWER_TO_RESET: &[u8] = b"\x04";

const SELECT_JPKI: &[u8] = b"\x00\xA4\x04\x0C\x0A\xD3\x92\xF0\x00\x26\x01\x00\x00\x00\x01";
const VERIFY_PIN: &[u8] = b"\x00\x20\x00\x98\x041234";
const READ: &[u8] = b"\x00\xB0\x00\x00\x00";
const SIGN: &[u8] = b"\x80\x2A\x00\x97\x01m\x00";
