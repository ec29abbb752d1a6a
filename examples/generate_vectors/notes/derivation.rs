//! Flags of the kind `derivation`.

use super::{Note, note};

pub(super) const NOTES: &[Note] = &[
    note(
        "Derivation",
        "VALID",
        "What a card proved becomes a document.",
        "Holders of good cards get no credential.",
    ),
    note(
        "DerivationBinding",
        "MISSING_STEP",
        "Nothing says that photo or licence are the holder's.",
        "A document shows another person's face, or another's licence.",
    ),
    note(
        "DerivationChallenge",
        "MISSING_STEP",
        "The card signed no challenge, or not this one in time.",
        "Another person's card is relayed to an attacker's phone, or an old reading replayed.",
    ),
    note(
        "DerivationCharacters",
        "MISSING_STEP",
        "A character of the name is only a substitute.",
        "The document has another name than the person.",
    ),
    note(
        "DerivationEnvironment",
        "MISSING_STEP",
        "Test anchors serve for real documents.",
        "Everybody with a test card gets a real document.",
    ),
    note(
        "DerivationFact",
        "MISSING_STEP",
        "What the issuer has to know is missing, or not of its form.",
        "Readers refuse the document, or show nothing.",
    ),
    note(
        "DerivationForged",
        "MISSING_STEP",
        "A record or certificate is not what an authority signed.",
        "A document says whatever somebody wrote.",
    ),
    note(
        "DerivationLicence",
        "MISSING_STEP",
        "The card has no driving licence.",
        "A licence is issued from nothing.",
    ),
    note(
        "DerivationMixed",
        "MISSING_STEP",
        "Records are of two persons' cards.",
        "A document has one person's name and another's face.",
    ),
    note(
        "DerivationRevocation",
        "MISSING_STEP",
        "The certificate is revoked, or nobody asked.",
        "A card that was lost or stolen gets a document.",
    ),
];
