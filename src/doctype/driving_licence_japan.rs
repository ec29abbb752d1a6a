//! What ISO/IEC 18013-5 cannot say of a Japanese licence. The name of the namespace follows
//! 13.4.9 of the second edition's draft; everything in it is this project's own profile.

use super::Presence::{self, Mandatory, Optional};
use super::Sensitivity::Document;
use super::ValueType::{self, Text};
use super::{Edition, Element, Namespace, Sample, TextForm};

pub(super) const NAMESPACE: Namespace = Namespace {
    name: "org.iso.18013.5.1.JP",
    elements: &[
        &FULL_NAME_UNICODE,
        &RESIDENT_ADDRESS_UNICODE,
        &BIRTH_DATE_UNICODE,
        &ISSUING_AUTHORITY_UNICODE,
        &ISSUE_NUMBER,
        &DOMESTIC_DRIVING_PRIVILEGES,
        &CONDITIONS_UNICODE,
        &REMARKS_UNICODE,
        &MISSING_CHARACTERS,
        &OTHER_OBJECTS,
        &HOLDER_CLASS,
        &NAME_ROMANISATION_SOURCE,
    ],
};

pub(crate) static FULL_NAME_UNICODE: Element = row(
    "full_name_unicode",
    UNICODE,
    Optional,
    ("Name in Japanese", "氏名"),
    Sample::Text("番号　花子"),
);
pub(crate) static RESIDENT_ADDRESS_UNICODE: Element = row(
    "resident_address_unicode",
    UNICODE,
    Optional,
    ("Address in Japanese", "住所"),
    Sample::Text("東京都千代田区霞が関２丁目１番２号"),
);
pub(crate) static BIRTH_DATE_UNICODE: Element = row(
    "birth_date_unicode",
    UNICODE,
    Optional,
    ("Date of birth in Japanese", "生年月日"),
    Sample::Text("1990年4月15日"),
);
pub(crate) static ISSUING_AUTHORITY_UNICODE: Element = row(
    "issuing_authority_unicode",
    UNICODE,
    Optional,
    ("Issuing authority in Japanese", "公安委員会"),
    Sample::Text("東京都公安委員会"),
)
.treated_as(Document);
pub(crate) static ISSUE_NUMBER: Element = row(
    "issue_number",
    LATIN1,
    Optional,
    ("Number of the issue", "照会番号"),
    Sample::Text("12345"),
)
.treated_as(Document);
pub(crate) static DOMESTIC_DRIVING_PRIVILEGES: Element = row(
    "domestic_driving_privileges",
    ValueType::DomesticDrivingPrivileges,
    Mandatory,
    ("Licence types", "免許の種類"),
    Sample::Encoded(b"\x81\xa2\x69type_code\x6204\x6cname_unicode\x66\xe6\x99\xae\xe9\x80\x9a"),
);
pub(crate) static CONDITIONS_UNICODE: Element = row(
    "conditions_unicode",
    UNICODE,
    Optional,
    ("Conditions of the licence", "免許の条件等"),
    Sample::Text("眼鏡等"),
);
pub(crate) static REMARKS_UNICODE: Element = row(
    "remarks_unicode",
    UNICODE,
    Optional,
    ("Remarks on the licence", "備考"),
    Sample::Text("備考"),
);
/// Numbers are those behind `〓` in conditions and remarks; each content is the picture of the
/// character, in the licence's own format.
pub(crate) static MISSING_CHARACTERS: Element = row(
    "missing_characters",
    ValueType::NumberedObjects,
    Optional,
    ("Characters missing in the texts", "欠字"),
    Sample::Encoded(b"\x81\xa2\x66number\x01\x67content\x42\x00\x00"),
);
/// Numbers are the tags of the licence application.
pub(crate) static OTHER_OBJECTS: Element = row(
    "other_objects",
    ValueType::NumberedObjects,
    Optional,
    ("What no other element says", "その他の記録"),
    Sample::Encoded(b"\x81\xa2\x66number\x18\xe8\x67content\x4c300123456789"),
);
pub(crate) static HOLDER_CLASS: Element = row(
    "holder_class",
    HOLDER_CLASSES,
    Optional,
    ("Class of the driver", "優良・一般・新規の別"),
    Sample::Text("gold"),
);
pub(crate) static NAME_ROMANISATION_SOURCE: Element = row(
    "name_romanisation_source",
    LATIN1,
    Mandatory,
    ("Source of the romanised name", "ローマ字氏名の出典"),
    Sample::Text("passport"),
)
.treated_as(Document);

/// By the colour of the licence's band.
pub(crate) const GOLD: &str = "gold";
pub(crate) const BLUE: &str = "blue";
pub(crate) const GREEN: &str = "green";

const UNICODE: ValueType = Text {
    form: TextForm::Unicode,
    longest: None,
};
const LATIN1: ValueType = Text {
    form: TextForm::Latin1,
    longest: Some(150),
};
const HOLDER_CLASSES: ValueType = Text {
    form: TextForm::OneOf(&[GOLD, BLUE, GREEN]),
    longest: None,
};

const fn row(
    identifier: &'static str,
    value: ValueType,
    presence: Presence,
    labels: (&'static str, &'static str),
    sample: Sample,
) -> Element {
    Element::new(
        identifier,
        value,
        presence,
        (Edition::ProjectProfile, "domestic namespace"),
        labels,
        sample,
    )
}
