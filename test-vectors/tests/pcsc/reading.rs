use mnid_mdoc::card::pcsc::Reader;
use mnid_mdoc::card::simulator::{Holder, SoftwareCard};
use mnid_mdoc::card::{
    self, CardReading, Presence, ReadError, ReadingPlan, Transport, TransportError,
};
use mnid_mdoc::testing::software_card_secrets;

use crate::bed::{Card, FIRST, WAIT, alone, holds_card, until};

fn read(card: &mut dyn Transport) -> Result<CardReading, ReadError> {
    let plan = ReadingPlan::new(Presence::SigningKey)
        .with_face()
        .with_licence()
        .with_individual_number();
    let secrets = software_card_secrets(Holder::Hanako).unwrap();
    card::read(card, &plan, &secrets, "a challenge", &mut |_| {})
}

fn read_in_reader(reader: &Reader) -> Result<CardReading, ReadError> {
    let mut connection = reader.connect(WAIT).unwrap();
    read(&mut connection.begin().unwrap())
}

#[test]
fn a_card_in_a_reader_reads_as_it_does_without_one() {
    let Some(_alone) = alone() else { return };
    let mut bare = SoftwareCard::new(Holder::Hanako).unwrap();
    let expected = read(&mut bare).unwrap();
    for interface in ["contact", "typeb"] {
        let card = Card::in_reader(FIRST, &["--atr", interface]);
        let reader = Reader::find(FIRST.0).unwrap();
        assert!(
            read_in_reader(&reader).as_ref() == Ok(&expected),
            "{interface}"
        );
        drop(card);
        until(|| !holds_card(FIRST));
    }
}

#[test]
fn a_card_pulled_out_of_a_reader_is_removed_and_reads_when_it_is_back() {
    let Some(_alone) = alone() else { return };
    // The first command, one in the middle of a file.
    for number in ["2", "40"] {
        let card = Card::in_reader(FIRST, &["--remove-at", number]);
        let reader = Reader::find(FIRST.0).unwrap();
        let removed = ReadError::Transport(TransportError::Removed);
        assert!(read_in_reader(&reader) == Err(removed), "{number}");
        assert!(read_in_reader(&reader).is_ok(), "{number}");
        drop(card);
        until(|| !holds_card(FIRST));
    }
}
