//! Of what a document is trusted by: its signer, lists of roots, revocation lists.

use super::{Note, note};

pub(super) const NOTES: &[Note] = &[
    note(
        "Vical",
        "MISSING_STEP",
        "The root is trusted by a list, for the document types that its entry names.",
        "A root that was trusted for one kind of document signs all others.",
    ),
    note(
        "Revocation",
        "MISSING_STEP",
        "A revocation list says whether the document signer's certificate was revoked.",
        "A key that was stolen goes on issuing.",
    ),
    note(
        "SignerUsage",
        "MISSING_STEP",
        "The certificate's key usage is not digitalSignature alone.",
        "A key that issues certificates, or was made for something else, signs documents.",
    ),
    note(
        "SignerPurpose",
        "MISSING_STEP",
        "The extended key usage is not that of a document signer.",
        "The certificate of a reader, of the same root, issues documents.",
    ),
    note(
        "SignerIsCa",
        "MISSING_STEP",
        "The document signer is a CA.",
        "A document signer makes further document signers.",
    ),
    note(
        "SignerCritical",
        "MISSING_STEP",
        "A critical extension that is not understood.",
        "A restriction of the certificate is passed over.",
    ),
    note(
        "SignerPlace",
        "MISSING_STEP",
        "The document signer is of another country than its root.",
        "The root of one country issues for another.",
    ),
    note(
        "SignerIssuer",
        "MISSING_STEP",
        "The root is not who issued the certificate.",
        "Anybody makes document signers.",
    ),
    note(
        "SignerDates",
        "MISSING_STEP",
        "The certificate is not valid now.",
        "A key that was retired goes on issuing.",
    ),
    note(
        "SignerForm",
        "MISSING_STEP",
        "The certificate cannot be read.",
        "A reader crashes on it.",
    ),
    note(
        "ChainOrder",
        "MISSING_STEP",
        "The chain is not the document signer's certificate alone, or first.",
        "The wrong certificate is checked, or the wrong key used.",
    ),
    note(
        "SignerProfile",
        "PROFILE",
        "The certificate departs from its profile in a way that does not change its security.",
        "Documents are issued that some readers refuse.",
    ),
];
