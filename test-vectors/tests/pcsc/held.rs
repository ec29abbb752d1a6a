use std::ffi::CString;
use std::thread;
use std::time::Duration;

use mnid_mdoc::card::pcsc::{Reader, ReaderError};
use mnid_mdoc::card::{Transport, TransportError};
use pcsc::{Card as Foreign, Context, Disposition, Protocols, Scope, ShareMode};

use crate::bed::{Card, FIRST, WAIT, alone, holds_card, until};

/// What another program does.
fn foreign() -> Foreign {
    let context = Context::establish(Scope::User).unwrap();
    let name = CString::new(FIRST.0).unwrap();
    let connected = context.connect(&name, ShareMode::Shared, Protocols::ANY);
    connected.unwrap()
}

fn send(foreign: &Foreign, command: &[u8]) -> Vec<u8> {
    foreign.transmit(command, &mut [0; 300]).unwrap().to_vec()
}

#[test]
fn no_other_program_is_heard_until_the_transaction_ends() {
    let Some(_alone) = alone() else { return };
    let _card = Card::in_reader(FIRST, &[]);
    let mut connection = Reader::find(FIRST.0).unwrap().connect(WAIT).unwrap();
    let other = foreign();
    let mut transaction = connection.begin().unwrap();
    let sending = thread::spawn(move || {
        let answer = other.transmit(SELECT_FACE, &mut [0; 2]).map(<[u8]>::to_vec);
        (answer, other)
    });
    assert_eq!(transaction.transmit(SELECT_JPKI).unwrap(), OK);
    thread::sleep(Duration::from_millis(700));
    assert!(!sending.is_finished());
    // Had the other been heard, the certificate would not be in the selected application.
    let certificate = transaction.transmit(READ_CERTIFICATE).unwrap();
    assert!(certificate.ends_with(OK));
    drop(transaction);
    // It hears then that the card was reset, and nothing else.
    let (answer, _other) = sending.join().unwrap();
    assert_eq!(answer, Err(pcsc::Error::ResetCard));
}

#[test]
fn a_transaction_waits_for_that_of_another_program() {
    let Some(_alone) = alone() else { return };
    let _card = Card::in_reader(FIRST, &[]);
    let mut connection = Reader::find(FIRST.0).unwrap().connect(WAIT).unwrap();
    let mut other = foreign();
    let others = other.transaction().unwrap();
    let waiting = thread::spawn(move || connection.begin().map(|_| ()));
    thread::sleep(Duration::from_millis(700));
    assert!(!waiting.is_finished());
    drop(others);
    waiting.join().unwrap().unwrap();
}

#[test]
fn nothing_remains_verified_for_others_when_the_transaction_ends() {
    let Some(_alone) = alone() else { return };
    let _card = Card::in_reader(FIRST, &[]);
    let mut connection = Reader::find(FIRST.0).unwrap().connect(WAIT).unwrap();
    {
        let mut transaction = connection.begin().unwrap();
        assert_eq!(transaction.transmit(SELECT_JPKI).unwrap(), OK);
        assert_eq!(transaction.transmit(VERIFY_PIN).unwrap(), OK);
        assert!(transaction.transmit(SIGN).unwrap().ends_with(OK));
    }
    let other = foreign();
    assert_eq!(send(&other, SELECT_JPKI), OK);
    assert_eq!(send(&other, SIGN), [0x69, 0x82]);

    // What a program leaves that only resets the card: the status outlives that.
    assert_eq!(send(&other, VERIFY_PIN), OK);
    other
        .disconnect(Disposition::ResetCard)
        .map_err(|(_, error)| error)
        .unwrap();
    let other = foreign();
    assert_eq!(send(&other, SELECT_JPKI), OK);
    assert!(send(&other, SIGN).ends_with(OK));
}

#[test]
fn one_connection_has_a_transaction_after_another() {
    let Some(_alone) = alone() else { return };
    let _card = Card::in_reader(FIRST, &[]);
    let mut connection = Reader::find(FIRST.0).unwrap().connect(WAIT).unwrap();
    for _ in 0..3 {
        let mut transaction = connection.begin().unwrap();
        assert_eq!(transaction.transmit(SELECT_JPKI).unwrap(), OK);
    }
}

/// Cards answer the first command after a loss of power with `6F00`, whatever it is.
#[test]
fn a_transaction_begins_with_a_command_that_nothing_hangs_on() {
    let Some(_alone) = alone() else { return };
    let card = Card::in_reader(FIRST, &[]);
    let mut connection = Reader::find(FIRST.0).unwrap().connect(WAIT).unwrap();
    for _ in 0..2 {
        let mut transaction = connection.begin().unwrap();
        assert_eq!(transaction.transmit(SELECT_JPKI).unwrap(), OK);
    }
    drop(connection);
    let told = card.told();
    let told: Vec<&str> = told
        .lines()
        .skip_while(|line| *line != "powered on")
        .collect();
    let begun = [
        "powered on",
        "00 A4 00 00 and 0 bytes: 6A86 and 0 bytes",
        "00 A4 04 0C and 11 bytes: 9000 and 0 bytes",
        "powered off",
    ];
    assert_eq!(told[..8], [begun, begun].concat());
}

#[test]
fn a_card_that_another_program_reset_before_the_transaction_is_taken_all_the_same() {
    let Some(_alone) = alone() else { return };
    let _card = Card::in_reader(FIRST, &[]);
    let mut connection = Reader::find(FIRST.0).unwrap().connect(WAIT).unwrap();
    for disposition in [Disposition::ResetCard, Disposition::UnpowerCard] {
        foreign()
            .disconnect(disposition)
            .map_err(|(_, error)| error)
            .unwrap();
        let mut transaction = connection.begin().unwrap();
        assert_eq!(transaction.transmit(SELECT_JPKI).unwrap(), OK);
    }
}

#[test]
fn a_card_that_left_before_the_transaction_is_removed_and_the_next_one_is_connected() {
    let Some(_alone) = alone() else { return };
    let card = Card::in_reader(FIRST, &[]);
    let reader = Reader::find(FIRST.0).unwrap();
    let mut connection = reader.connect(WAIT).unwrap();
    drop(card);
    until(|| !holds_card(FIRST));
    let refused = connection.begin().unwrap_err();
    assert_eq!(refused, ReaderError::Transport(TransportError::Removed));

    let _card = Card::on_its_way(FIRST, &[]);
    let mut connection = reader.connect(WAIT).unwrap();
    let mut transaction = connection.begin().unwrap();
    assert_eq!(transaction.transmit(SELECT_JPKI).unwrap(), OK);
}

const OK: &[u8] = &[0x90, 0x00];
const SELECT_JPKI: &[u8] = b"\x00\xA4\x04\x0C\x0A\xD3\x92\xF0\x00\x26\x01\x00\x00\x00\x01";
const SELECT_FACE: &[u8] = b"\x00\xA4\x04\x0C\x0A\xD3\x92\x10\x00\x31\x00\x01\x01\x04\x02";
const VERIFY_PIN: &[u8] = b"\x00\x20\x00\x98\x041234";
const READ_CERTIFICATE: &[u8] = b"\x00\xB0\x8A\x00\x00";
const SIGN: &[u8] = b"\x80\x2A\x00\x97\x01m\x00";
