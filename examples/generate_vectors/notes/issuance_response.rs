//! Flags of the kind `issuance-response`.

use super::{Note, note};

pub(super) const NOTES: &[Note] = &[
    note(
        "CredentialResponse",
        "VALID",
        "A credential response.",
        "A wallet gets no credential from a good issuer.",
    ),
    note(
        "BatchLinked",
        "PROFILE",
        "Something tells that credentials are of one batch.",
        "Readers recognise a holder who shows another credential each time.",
    ),
    note(
        "ConfigurationAlgorithms",
        "CONFUSION",
        "The metadata name algorithms in the form of another format.",
        "Wallets do not find the credential, or take one that they cannot check.",
    ),
    note(
        "CredentialCount",
        "MISSING_STEP",
        "More credentials than keys.",
        "A credential for nobody knows whose key is kept.",
    ),
    note(
        "CredentialDataset",
        "MISSING_STEP",
        "The credentials of one response say different things.",
        "The holder shows another person's data.",
    ),
    note(
        "CredentialDigest",
        "MISSING_STEP",
        "An element is not what the issuer signed.",
        "Somebody on the way changes what a document says.",
    ),
    note(
        "CredentialDocumentType",
        "MISSING_STEP",
        "Another document than the wallet asked for.",
        "A wallet shows one document as another.",
    ),
    note(
        "CredentialEncoding",
        "MALFORMED",
        "Not base64url without padding.",
        "Wallets disagree on what an issuer sends.",
    ),
    note(
        "CredentialExpired",
        "MISSING_STEP",
        "The credentials are over.",
        "The holder finds out at the reader.",
    ),
    note(
        "CredentialForm",
        "CONFUSION",
        "Another structure than IssuerSigned.",
        "A wallet stores what it cannot present.",
    ),
    note(
        "CredentialKey",
        "MISSING_STEP",
        "A credential is for no key of the wallet.",
        "The holder finds out at the reader, or somebody else has the key.",
    ),
    note(
        "CredentialKeyTwice",
        "MISSING_STEP",
        "Two credentials are for one key.",
        "Readers recognise a holder who shows another credential each time.",
    ),
    note(
        "CredentialSignature",
        "MISSING_STEP",
        "Another key signed than the document signer's.",
        "Everybody is an issuer.",
    ),
    note(
        "ResponseForm",
        "MALFORMED",
        "The response is not of the form of OpenID4VCI 1.0.",
        "Wallets disagree on what an issuer sends.",
    ),
];
