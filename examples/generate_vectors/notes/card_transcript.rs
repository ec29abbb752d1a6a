//! Flags of the kind `card-transcript`.

use super::{Note, note};

pub(super) const NOTES: &[Note] = &[
    note(
        "CardDialogue",
        "VALID",
        "A dialogue with a good card.",
        "Holders of good cards get no credential.",
    ),
    note(
        "CardApplication",
        "MISSING_STEP",
        "The card does not have what the plan asks for.",
        "The holder is told that something failed, and not what to do.",
    ),
    note(
        "CardExchanged",
        "MISSING_STEP",
        "Another card answers than at the beginning.",
        "Two persons' data come into one reading.",
    ),
    note(
        "CardHostile",
        "MISSING_STEP",
        "An answer that a good card never gives.",
        "A card or a reader in between makes the program hang, or run out of memory.",
    ),
    note(
        "CardRemoved",
        "MISSING_STEP",
        "The card is gone.",
        "The holder is told that something failed, and not what to do.",
    ),
    note(
        "CardSecret",
        "MISSING_STEP",
        "A secret is wrong, blocked, or about to be.",
        "The holder's secret is blocked, and a municipality has to unblock it.",
    ),
    note(
        "CardStatus",
        "MISSING_STEP",
        "The card refuses a command.",
        "A reading that is not whole is taken for one.",
    ),
    note(
        "CardTransport",
        "MISSING_STEP",
        "The way to the card fails.",
        "The holder is told that the card is bad.",
    ),
];
