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
        "MessageAuthentication",
        "VALID",
        "The device authenticates itself by a MAC instead of a signature.",
        "Good presentations in proximity are refused.",
    ),
    note(
        "MacKey",
        "MISSING_STEP",
        "The MAC is under another key than the one on which device and reader agree.",
        "Anyone can present a credential without its key.",
    ),
    note(
        "MacCode",
        "MISSING_STEP",
        "The MAC is not the whole code of the right message.",
        "A code of few bytes, or one that was made for another purpose, is taken.",
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
        "ResponseStatus",
        "MALFORMED",
        "The response reports an error.",
        "What was not answered is taken for a presentation.",
    ),
    note(
        "OneProof",
        "MALFORMED",
        "The device authenticates itself in no way, or in two.",
        "A presentation is taken that nobody authenticated.",
    ),
    note(
        "AttachedPayload",
        "MALFORMED",
        "The device's proof has a payload, which has to be detached.",
        "What is verified is the payload that was sent, not this document in this session.",
    ),
    note(
        "ProofTag",
        "MALFORMED",
        "The device's proof is tagged.",
        "One presentation has two encodings.",
    ),
    note(
        "UntrustedRoot",
        "MISSING_STEP",
        "The document is of a root in which the reader does not trust.",
        "Anyone can issue documents.",
    ),
];
