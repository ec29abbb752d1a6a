//! The driving licence: every element of ISO/IEC 18013-5 (7.2.1 of 2021, 13.4.2 of the second
//! edition's draft). No other identifier may stand in its namespace.

use super::Presence::{Mandatory, Optional};
use super::Sensitivity::Document;
use super::ValueType::{self, Boolean, Date, DateTime, FullDate, Image, Sex, Text, Unsigned};
use super::driving_licence_japan;
use super::{DocType, Edition, Element, Namespace, Presence, Sample, TextForm};

/// The driving licence (運転免許証), `org.iso.18013.5.1.mDL`, with a domestic namespace that is a
/// profile of this project: no Japanese profile has been published.
pub static DRIVING_LICENCE: DocType = DocType {
    name: "org.iso.18013.5.1.mDL",
    label: "Driving licence",
    label_ja: "運転免許証",
    namespaces: &[
        Namespace {
            name: "org.iso.18013.5.1",
            elements: &[
                &FAMILY_NAME,
                &GIVEN_NAME,
                &BIRTH_DATE,
                &ISSUE_DATE,
                &EXPIRY_DATE,
                &ISSUING_COUNTRY,
                &ISSUING_AUTHORITY,
                &DOCUMENT_NUMBER,
                &PORTRAIT,
                &DRIVING_PRIVILEGES,
                &UN_DISTINGUISHING_SIGN,
                &ADMINISTRATIVE_NUMBER,
                &SEX,
                &HEIGHT,
                &WEIGHT,
                &EYE_COLOUR,
                &HAIR_COLOUR,
                &BIRTH_PLACE,
                &RESIDENT_ADDRESS,
                &PORTRAIT_CAPTURE_DATE,
                &AGE_IN_YEARS,
                &AGE_BIRTH_YEAR,
                &AGE_OVER,
                &ISSUING_JURISDICTION,
                &NATIONALITY,
                &RESIDENT_STREET,
                &RESIDENT_CITY,
                &RESIDENT_STATE,
                &RESIDENT_POSTAL_CODE,
                &RESIDENT_COUNTRY,
                &BIOMETRIC_TEMPLATE,
                &FAMILY_NAME_NATIONAL_CHARACTER,
                &GIVEN_NAME_NATIONAL_CHARACTER,
                &SIGNATURE_USUAL_MARK,
            ],
        },
        driving_licence_japan::NAMESPACE,
    ],
};

pub(crate) static FAMILY_NAME: Element = row(
    "family_name",
    LATIN1,
    Mandatory,
    ("Family name", "姓"),
    Sample::Text("BANGO"),
);
pub(crate) static GIVEN_NAME: Element = row(
    "given_name",
    LATIN1,
    Mandatory,
    ("Given names", "名"),
    Sample::Text("HANAKO"),
);
pub(crate) static BIRTH_DATE: Element = row(
    "birth_date",
    FullDate,
    Mandatory,
    ("Date of birth", "生年月日"),
    Sample::Encoded(b"\xd9\x03\xec\x6a1990-04-15"),
);
pub(crate) static ISSUE_DATE: Element = row(
    "issue_date",
    Date,
    Mandatory,
    ("Date of issue", "交付年月日"),
    Sample::Encoded(b"\xd9\x03\xec\x6a2025-05-01"),
)
.treated_as(Document);
pub(crate) static EXPIRY_DATE: Element = row(
    "expiry_date",
    Date,
    Mandatory,
    ("Date of expiry", "有効期間の末日"),
    Sample::Encoded(b"\xd9\x03\xec\x6a2030-05-15"),
)
.treated_as(Document);
pub(crate) static ISSUING_COUNTRY: Element = row(
    "issuing_country",
    COUNTRY,
    Mandatory,
    ("Issuing country", "発行国"),
    Sample::Text("JP"),
)
.treated_as(Document);
pub(crate) static ISSUING_AUTHORITY: Element = row(
    "issuing_authority",
    LATIN1,
    Mandatory,
    ("Issuing authority", "公安委員会"),
    Sample::Text("Tokyo Metropolitan Public Safety Commission"),
)
.treated_as(Document);
pub(crate) static DOCUMENT_NUMBER: Element = row(
    "document_number",
    LATIN1,
    Mandatory,
    ("Licence number", "免許証の番号"),
    Sample::Text("301012345670"),
);
pub(crate) static PORTRAIT: Element = row(
    "portrait",
    Image,
    Mandatory,
    ("Portrait", "顔写真"),
    super::SAMPLE_PORTRAIT,
);
pub(crate) static DRIVING_PRIVILEGES: Element = row(
    "driving_privileges",
    ValueType::DrivingPrivileges,
    Mandatory,
    ("Driving privileges", "運転できる自動車等の種類"),
    Sample::Encoded(b"\x81\xa1\x75vehicle_category_code\x61B"),
)
.since(Edition::Mdl2021, "7.2.1, 7.2.4");
pub(crate) static UN_DISTINGUISHING_SIGN: Element = row(
    "un_distinguishing_sign",
    ONE_TO_THREE_LETTERS,
    Mandatory,
    ("Distinguishing sign of the country", "国際識別記号"),
    Sample::Text("J"),
)
.treated_as(Document);
pub(crate) static ADMINISTRATIVE_NUMBER: Element = row(
    "administrative_number",
    LATIN1,
    Optional,
    ("Administrative number", "管理番号"),
    Sample::Text("A1234"),
);
pub(crate) static SEX: Element = row("sex", Sex, Optional, ("Sex", "性別"), Sample::Unsigned(2));
pub(crate) static HEIGHT: Element = row(
    "height",
    Unsigned(300),
    Optional,
    ("Height in centimetres", "身長"),
    Sample::Unsigned(160),
);
pub(crate) static WEIGHT: Element = row(
    "weight",
    Unsigned(1000),
    Optional,
    ("Weight in kilograms", "体重"),
    Sample::Unsigned(55),
);
pub(crate) static EYE_COLOUR: Element = row(
    "eye_colour",
    EYE_COLOURS,
    Optional,
    ("Eye colour", "目の色"),
    Sample::Text("brown"),
);
pub(crate) static HAIR_COLOUR: Element = row(
    "hair_colour",
    HAIR_COLOURS,
    Optional,
    ("Hair colour", "髪の色"),
    Sample::Text("black"),
);
pub(crate) static BIRTH_PLACE: Element = row(
    "birth_place",
    LATIN1,
    Optional,
    ("Place of birth", "出生地"),
    Sample::Text("Tokyo, Japan"),
);
pub(crate) static RESIDENT_ADDRESS: Element = row(
    "resident_address",
    LATIN1,
    Optional,
    ("Address", "住所"),
    Sample::Text("2-1-2 Kasumigaseki, Chiyoda-ku, Tokyo"),
);
pub(crate) static PORTRAIT_CAPTURE_DATE: Element = row(
    "portrait_capture_date",
    DateTime,
    Optional,
    ("Portrait taken on", "写真の撮影日"),
    Sample::Encoded(b"\xc0\x742025-04-20T00:00:00Z"),
);
pub(crate) static AGE_IN_YEARS: Element = row(
    "age_in_years",
    Unsigned(150),
    Optional,
    ("Age in years", "年齢"),
    Sample::Unsigned(36),
);
pub(crate) static AGE_BIRTH_YEAR: Element = row(
    "age_birth_year",
    Unsigned(9999),
    Optional,
    ("Year of birth", "生年"),
    Sample::Unsigned(1990),
);
pub(crate) static AGE_OVER: Element = row(
    "age_over_NN",
    Boolean,
    Optional,
    ("Has reached the age", "年齢以上"),
    Sample::Boolean(true),
)
.since(Edition::Mdl2021, "7.2.1, 7.2.5");
pub(crate) static ISSUING_JURISDICTION: Element = row(
    "issuing_jurisdiction",
    SUBDIVISION,
    Optional,
    ("Issuing jurisdiction", "発行都道府県"),
    Sample::Text("JP-13"),
)
.treated_as(Document);
pub(crate) static NATIONALITY: Element = row(
    "nationality",
    COUNTRY,
    Optional,
    ("Nationality", "国籍"),
    Sample::Text("JP"),
);
pub(crate) static RESIDENT_STREET: Element = row(
    "resident_street",
    LATIN1,
    Optional,
    ("Street of residence", "住所（町名番地）"),
    Sample::Text("2-1-2 Kasumigaseki"),
)
.since(Edition::Mdl2025Draft, "13.4.2");
pub(crate) static RESIDENT_CITY: Element = row(
    "resident_city",
    LATIN1,
    Optional,
    ("City of residence", "住所（市区町村）"),
    Sample::Text("Chiyoda-ku"),
);
pub(crate) static RESIDENT_STATE: Element = row(
    "resident_state",
    LATIN1,
    Optional,
    ("Prefecture of residence", "住所（都道府県）"),
    Sample::Text("Tokyo"),
);
pub(crate) static RESIDENT_POSTAL_CODE: Element = row(
    "resident_postal_code",
    LATIN1,
    Optional,
    ("Postal code", "郵便番号"),
    Sample::Text("100-0013"),
);
pub(crate) static RESIDENT_COUNTRY: Element = row(
    "resident_country",
    COUNTRY,
    Optional,
    ("Country of residence", "居住国"),
    Sample::Text("JP"),
);
pub(crate) static BIOMETRIC_TEMPLATE: Element = row(
    "biometric_template_xx",
    ValueType::Biometric,
    Optional,
    ("Biometric template", "生体情報"),
    Sample::Bytes(b"\x7f\x61\x00"),
)
.since(Edition::Mdl2021, "7.2.1, 7.2.6");
pub(crate) static FAMILY_NAME_NATIONAL_CHARACTER: Element = row(
    "family_name_national_character",
    UNICODE,
    Optional,
    ("Family name in Japanese", "姓（漢字等）"),
    Sample::Text("番号"),
);
pub(crate) static GIVEN_NAME_NATIONAL_CHARACTER: Element = row(
    "given_name_national_character",
    UNICODE,
    Optional,
    ("Given names in Japanese", "名（漢字等）"),
    Sample::Text("花子"),
);
pub(crate) static SIGNATURE_USUAL_MARK: Element = row(
    "signature_usual_mark",
    Image,
    Optional,
    ("Signature", "署名"),
    super::SAMPLE_PORTRAIT,
);

const LATIN1: ValueType = Text {
    form: TextForm::Latin1,
    longest: Some(150),
};
const UNICODE: ValueType = Text {
    form: TextForm::Unicode,
    longest: None,
};
const COUNTRY: ValueType = Text {
    form: TextForm::Country,
    longest: None,
};
const SUBDIVISION: ValueType = Text {
    form: TextForm::Subdivision,
    longest: None,
};
/// ISO/IEC 18013-1 Annex F.
const ONE_TO_THREE_LETTERS: ValueType = Text {
    form: TextForm::Latin1,
    longest: Some(3),
};
const EYE_COLOURS: ValueType = Text {
    form: TextForm::OneOf(&[
        "black",
        "blue",
        "brown",
        "dichromatic",
        "grey",
        "green",
        "hazel",
        "maroon",
        "pink",
        "unknown",
    ]),
    longest: None,
};
const HAIR_COLOURS: ValueType = Text {
    form: TextForm::OneOf(&[
        "bald", "black", "blond", "brown", "grey", "red", "auburn", "sandy", "white", "unknown",
    ]),
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
        (Edition::Mdl2021, "7.2.1"),
        labels,
        sample,
    )
}
