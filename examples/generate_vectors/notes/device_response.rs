//! Flags of the kind `device-response`.

use super::{Note, note};

pub(super) const NOTES: &[Note] = &[
    note(
        "Presentation",
        "VALID",
        "A response as it is presented.",
        "Good presentations are refused.",
    ),
    note(
        "SessionTranscript",
        "VALID",
        "The session transcript of a flow, which the device signs.",
        "Good presentations of one flow are refused.",
    ),
    note(
        "Disclosure",
        "VALID",
        "How much of how many documents is disclosed.",
        "A holder has to disclose more than was asked for.",
    ),
    note(
        "DeviceElement",
        "VALID",
        "An element that the device signs itself, as its key may.",
        "Elements that the device vouches for are refused, or taken for the issuer's.",
    ),
    note(
        "OtherSession",
        "MISSING_STEP",
        "The device signed another session than the reader's.",
        "Whoever has seen one presentation can replay it elsewhere.",
    ),
    note(
        "OtherDeviceKey",
        "MISSING_STEP",
        "Another key signed than the one that the issuer named.",
        "Whoever has a copy of a credential can present it.",
    ),
    note(
        "DeviceSignature",
        "MISSING_STEP",
        "The device's signature does not verify.",
        "Anyone can present a credential without its key.",
    ),
    note(
        "DeviceAuthentication",
        "MISSING_STEP",
        "The device's key signed other bytes than DeviceAuthenticationBytes of this document.",
        "A signature that was made for another purpose, or over other elements, is taken for this.",
    ),
    note(
        "DeviceElementNotAuthorized",
        "MISSING_STEP",
        "The device signed an element that its key may not sign.",
        "A holder can make up elements, such as an age.",
    ),
    note(
        "OtherDocumentType",
        "MISSING_STEP",
        "The document is of another type than the response says, or than the reader asked for.",
        "A document of one type is taken for one of another.",
    ),
    note(
        "ResponseEncoding",
        "MALFORMED",
        "The response is no strict CBOR, or something in it is not in tag 24.",
        "Two programs read different things in the same bytes.",
    ),
    note(
        "ResponseStructure",
        "MALFORMED",
        "A member of the response or of its document is missing or has a value that refuses it.",
        "What was not answered, or not authenticated, is taken for a presentation.",
    ),
    note(
        "DeviceSignedStructure",
        "MALFORMED",
        "What the device signed has not exactly one proof, or an empty part.",
        "A presentation is taken that nobody authenticated.",
    ),
    note(
        "DeviceSignatureForm",
        "MALFORMED",
        "The device's COSE_Sign1 has not the form that the standard gives it.",
        "An attacker chooses the algorithm, or another payload is verified than is read.",
    ),
    note(
        "DisclosedElement",
        "MISSING_STEP",
        "A disclosed element is not, byte for byte, the one that the issuer signed.",
        "A holder can change elements, or put those of two credentials together.",
    ),
    note(
        "PresentedExpired",
        "MISSING_STEP",
        "The document is presented after validUntil.",
        "Documents are taken that are over.",
    ),
    note(
        "PresentedUntrusted",
        "MISSING_STEP",
        "The document is of a root in which the reader does not trust.",
        "Anyone can issue documents.",
    ),
];
