use std::thread;
use std::time::{Duration, Instant};

use mnid_mdoc::card::pcsc::{Reader, ReaderError};
use pcsc::{Context, Protocols, Scope, ShareMode};

use crate::bed::{Card, FIRST, SECOND, WAIT, alone};

#[test]
fn every_reader_is_listed() {
    let Some(_alone) = alone() else { return };
    let names = Reader::names().unwrap();
    assert!(names.contains(&FIRST.0.to_owned()));
    assert!(names.contains(&SECOND.0.to_owned()));
}

#[test]
fn a_name_that_fits_no_reader_is_refused_with_the_names_that_there_are() {
    let Some(_alone) = alone() else { return };
    let refused = Reader::find("no such reader").unwrap_err();
    let ReaderError::NoReader { wanted, readers } = refused else {
        panic!("{refused}");
    };
    assert_eq!(wanted, "no such reader");
    assert_eq!(readers, Reader::names().unwrap());
}

#[test]
fn of_several_readers_that_fit_the_one_with_a_card_is_meant() {
    let Some(_alone) = alone() else { return };
    let several = |found: Result<Reader, ReaderError>| match found {
        Err(ReaderError::SeveralReaders { readers, .. }) => readers == [FIRST.0, SECOND.0],
        _ => false,
    };
    assert!(several(Reader::find("virtual pcd")), "none has a card");
    let _card = Card::in_reader(SECOND, &[]);
    assert_eq!(Reader::find("virtual pcd").unwrap().name(), SECOND.0);
    assert_eq!(Reader::find(FIRST.0).unwrap().name(), FIRST.0);
    let _other = Card::in_reader(FIRST, &[]);
    assert!(several(Reader::find("virtual pcd")), "both have a card");
}

#[test]
fn a_card_that_does_not_come_is_waited_for_so_long_and_no_longer() {
    let Some(_alone) = alone() else { return };
    let reader = Reader::find(FIRST.0).unwrap();
    for milliseconds in [0, 1_500] {
        let wait = Duration::from_millis(milliseconds);
        let began = Instant::now();
        let refused = reader.connect(wait).unwrap_err();
        let reader = FIRST.0.to_owned();
        assert_eq!(refused, ReaderError::NoCard { reader });
        assert!(began.elapsed() >= wait);
        assert!(began.elapsed() < wait + Duration::from_secs(1));
    }
}

#[test]
fn a_card_that_comes_in_time_is_connected() {
    let Some(_alone) = alone() else { return };
    let reader = Reader::find(FIRST.0).unwrap();
    let waiting = thread::spawn(move || reader.connect(WAIT).map(|_| ()));
    thread::sleep(Duration::from_millis(700));
    assert!(!waiting.is_finished());
    let _card = Card::on_its_way(FIRST, &[]);
    waiting.join().unwrap().unwrap();
}

#[test]
fn a_reader_that_another_program_has_for_itself_is_waited_for_and_then_busy() {
    let Some(_alone) = alone() else { return };
    let _card = Card::in_reader(FIRST, &[]);
    let context = Context::establish(Scope::User).unwrap();
    let name = std::ffi::CString::new(FIRST.0).unwrap();
    let exclusive = context.connect(&name, ShareMode::Exclusive, Protocols::ANY);

    let reader = Reader::find(FIRST.0).unwrap();
    let refused = reader.connect(Duration::from_millis(700)).unwrap_err();
    let busy = FIRST.0.to_owned();
    assert_eq!(refused, ReaderError::Busy { reader: busy });

    let waiting = thread::spawn(move || reader.connect(WAIT).map(|_| ()));
    thread::sleep(Duration::from_millis(700));
    assert!(!waiting.is_finished());
    drop(exclusive);
    waiting.join().unwrap().unwrap();
}
