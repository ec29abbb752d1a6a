//! Dates that are out of order, or over.

use ciborium::Value;
use mnid_mdoc::time::Timestamp;

use super::super::draft::Draft;
use super::{Case, Failure, Kit, Vector};

pub(super) fn cases(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let now = kit.scene.now;
    let signer = kit.signer();
    let day = 86_400;
    let dated = |name, flag, comment, dates: [Option<Timestamp>; 3]| {
        kit.changed(&Case("validity", name, flag, comment), |draft| {
            for (member, date) in ["signed", "validFrom", "validUntil"].into_iter().zip(dates) {
                if let Some(date) = date {
                    set(draft, member, date)?;
                }
            }
            Ok(())
        })
    };
    Ok(vec![
        dated(
            "signed-before-certificate",
            "SignedOutsideCertificate",
            "Signed a second before the document signer's certificate begins.",
            [Some(signer.not_before().plus_seconds(-1)), None, None],
        )?,
        dated(
            "valid-before-it-was-signed",
            "DateOrder",
            "validFrom lies a second before signed.",
            [Some(now), Some(now.plus_seconds(-1)), None],
        )?,
        dated(
            "valid-for-no-time",
            "DateOrder",
            "validUntil is validFrom.",
            [None, Some(now), Some(now)],
        )?,
        dated(
            "expired",
            "NotInTime",
            "The document ended a second ago.",
            [
                Some(now.plus_seconds(-day)),
                Some(now.plus_seconds(-day)),
                Some(now.plus_seconds(-1)),
            ],
        )?,
        dated(
            "not-yet-valid",
            "NotInTime",
            "The document begins in a second.",
            [None, Some(now.plus_seconds(1)), None],
        )?,
    ])
}

fn set(draft: &mut Draft, member: &str, date: Timestamp) -> Result<(), Failure> {
    let text = Value::from(date.to_string());
    *draft.mso(&["validityInfo", member])? = Value::Tag(0, Box::new(text));
    Ok(())
}
