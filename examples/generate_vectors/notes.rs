//! What each flag means.

mod card_transcript;
mod certificate;
mod derivation;
mod device_key_proof;
mod device_response;
mod document_signer;
mod issuance_response;
mod issuer_signed;
mod status_list;

use std::collections::BTreeMap;

use serde::Serialize;

use super::Failure;
use super::vector::pretty;

pub(crate) struct Note {
    pub(crate) flag: &'static str,
    bug_type: &'static str,
    description: &'static str,
    effect: &'static str,
}

#[derive(Serialize)]
struct Told {
    #[serde(rename = "bugType")]
    bug_type: &'static str,
    description: &'static str,
    effect: &'static str,
    links: [&'static str; 0],
}

pub(crate) fn to_json() -> Result<Vec<u8>, Failure> {
    let told = all().map(|note| {
        (
            note.flag,
            Told {
                bug_type: note.bug_type,
                description: note.description,
                effect: note.effect,
                links: [],
            },
        )
    });
    pretty(&told.collect::<BTreeMap<_, _>>())
}

/// Of every kind.
pub(crate) fn all() -> impl Iterator<Item = &'static Note> {
    [
        card_transcript::NOTES,
        certificate::NOTES,
        derivation::NOTES,
        device_key_proof::NOTES,
        device_response::NOTES,
        issuance_response::NOTES,
        document_signer::NOTES,
        issuer_signed::NOTES,
        status_list::NOTES,
    ]
    .into_iter()
    .flatten()
}

const fn note(
    flag: &'static str,
    bug_type: &'static str,
    description: &'static str,
    effect: &'static str,
) -> Note {
    Note {
        flag,
        bug_type,
        description,
        effect,
    }
}
