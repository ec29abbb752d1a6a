use std::ffi::CString;

use super::error::fault;
use super::reader::fitting;
use super::*;
use crate::card::TransportError;
use crate::error::{Category, Coded};

#[test]
fn a_reader_is_named_whole_or_by_a_part_in_any_letters() {
    let names: &[&str] = &[
        "ACS ACR1252 00 00",
        "ACS ACR1252 01 00",
        "Sony RC-S380",
        "Sony",
    ];
    let cases: &[(&str, &[&str])] = &[
        ("ACS ACR1252 01 00", &[names[1]]),
        ("acr1252", &names[..2]),
        ("rc-s", &[names[2]]),
        // The whole name of one, though it is a part of another's.
        ("Sony", &[names[3]]),
        ("sony", &names[2..]),
        ("Gemalto", &[]),
        ("", names),
    ];
    let known: Vec<CString> = names
        .iter()
        .map(|name| CString::new(*name).unwrap())
        .collect();
    for (wanted, expected) in cases {
        let found: Vec<&str> = fitting(&known, wanted)
            .into_iter()
            .map(|name| name.to_str().unwrap())
            .collect();
        assert_eq!(found, *expected, "{wanted:?}");
    }
}

#[test]
fn each_refusal_of_the_service_says_what_to_do() {
    use pcsc::Error;
    let cases = [
        (Error::NoService, "card.no-service", Category::Upstream),
        (Error::ServiceStopped, "card.no-service", Category::Upstream),
        (Error::NoSmartcard, "card.no-card", Category::Holder),
        (Error::UnresponsiveCard, "card.mute", Category::Holder),
        (Error::UnpoweredCard, "card.mute", Category::Holder),
        (
            Error::SharingViolation,
            "card.reader-busy",
            Category::Upstream,
        ),
        (Error::RemovedCard, "card.removed", Category::Holder),
        (Error::ResetCard, "card.reset", Category::Upstream),
        (Error::NotTransacted, "card.transport", Category::Upstream),
        (Error::InternalError, "card.transport", Category::Upstream),
    ];
    for (error, code, category) in cases {
        let error = ReaderError::of(error, "Sony");
        assert_eq!((error.code(), error.category()), (code, category));
    }
}

#[test]
fn a_card_that_went_or_was_reset_is_told_from_a_reader_that_failed() {
    use pcsc::Error;
    assert_eq!(fault(Error::RemovedCard), TransportError::Removed);
    assert_eq!(fault(Error::NoSmartcard), TransportError::Removed);
    assert_eq!(fault(Error::ResetCard), TransportError::Reset);
    for (error, reason) in [
        (Error::ReaderUnavailable, "it was disconnected"),
        (Error::NoService, "the card service stopped"),
        (Error::CommError, "a command was not answered"),
        (
            Error::InsufficientBuffer,
            "an answer was longer than any may be",
        ),
    ] {
        assert_eq!(fault(error), TransportError::Failed { reason });
    }
}

#[test]
fn the_readers_that_there_are_stand_in_the_message() {
    let no_reader = |readers: &[&str]| ReaderError::NoReader {
        wanted: "Sony".to_owned(),
        readers: readers.iter().map(|name| (*name).to_owned()).collect(),
    };
    assert_eq!(
        no_reader(&[]).to_string(),
        "no card reader fits \"Sony\"; none is connected: connect one and start again"
    );
    assert_eq!(
        no_reader(&["ACS 00", "ACS 01"]).to_string(),
        "no card reader fits \"Sony\"; there are ACS 00, ACS 01: name one of them"
    );
}
