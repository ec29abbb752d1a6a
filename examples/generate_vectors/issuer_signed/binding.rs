//! Documents that are bound to something else than what was asked for.

use super::super::draft::member;
use super::super::scene::public_key;
use super::{Case, Failure, Kit, MNC, Vector};

pub(super) fn cases(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let case = |name, flag, comment| Case("binding", name, flag, comment);
    let expected = case(
        "another-document-type",
        "DocType",
        "A driving licence, where a My Number document is expected.",
    );
    let foreign = case(
        "another-device-key",
        "ForeignKey",
        "The document is for a key of another wallet, and not for the one that asked for it.",
    );
    let asked = public_key(kit.scene.device_key(1)?)?;
    Ok(vec![
        kit.with(&foreign, kit.bytes()).input("device_key", asked),
        kit.with(&expected, kit.bytes()).input("doc_type", MNC),
        kit.changed(
            &case(
                "document-type-in-other-case",
                "DocType",
                "The document type is in lower case; names are compared exactly.",
            ),
            |draft| {
                *draft.mso(&["docType"])? = "org.iso.18013.5.1.mdl".into();
                Ok(())
            },
        )?,
        kit.changed(
            &case(
                "issuing-country-of-another",
                "IssuingPlace",
                "issuing_country is US; the document signer's certificate is of JP.",
            ),
            |draft| {
                *member(draft.item("issuing_country")?, "elementValue")? = "US".into();
                Ok(())
            },
        )?,
    ])
}
