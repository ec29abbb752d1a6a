//! What each flag means.

mod device_response;
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
    [NOTES, device_response::NOTES, status_list::NOTES]
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

const NOTES: &[Note] = &[
    note(
        "Algorithm",
        "VALID",
        "An algorithm that the standard has beside the usual ones.",
        "Documents of some issuers are refused.",
    ),
    note(
        "Batch",
        "VALID",
        "One of several credentials of one subject.",
        "A wallet keeps one credential instead of a batch.",
    ),
    note(
        "Decoys",
        "VALID",
        "The number of digests is not the number of elements.",
        "Documents that hide how many elements they have are refused.",
    ),
    note(
        "DeviceKey",
        "VALID",
        "What stands beside the device key and is not used.",
        "Documents are refused for members that need not be understood.",
    ),
    note(
        "Document",
        "VALID",
        "A document as it is issued.",
        "Good documents are refused.",
    ),
    note(
        "Extension",
        "VALID",
        "Members that a later edition may bring.",
        "Every document is refused as soon as the standard grows.",
    ),
    note(
        "HeaderPlace",
        "VALID",
        "x5chain stands in the protected header.",
        "Documents of a later edition are refused.",
    ),
    note(
        "KeyOrder",
        "VALID",
        "The keys of maps may stand in any order.",
        "Documents of other encoders are refused, or hashed as if they had been encoded anew.",
    ),
    note(
        "Profile",
        "VALID",
        "Every rule of a profile is kept.",
        "Good documents are refused under a profile.",
    ),
    note(
        "Status",
        "VALID",
        "The document refers to a list that tells its status.",
        "Documents that can be revoked are refused.",
    ),
    note(
        "Validity",
        "VALID",
        "Optional dates.",
        "Documents with optional dates are refused.",
    ),
    note(
        "Version",
        "VALID",
        "A minor version that nobody knows has to be taken.",
        "Documents of a later edition are refused.",
    ),
    note(
        "ZeroKnowledge",
        "VALID",
        "The size up to which circuits can prove something.",
        "A document that could be proven in zero knowledge is thought too large.",
    ),
];
