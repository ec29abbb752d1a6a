//! The My Number document: what wallet vendors publish of the deployed document type. Lengths,
//! repertoire and the formats of texts are published nowhere; the samples show the forms seen.

use super::Presence::{Mandatory, OnRequest, Optional};
use super::ValueType::{ApproximateDate, Boolean, Image, Sex, Text, Unsigned};
use super::{DocType, Edition, Element, Namespace, Sample, Sensitivity, TextForm, ValueType};

/// The My Number document (カード代替電磁的記録), `org.iso.23220.1.jp.mnc`.
pub static MY_NUMBER_CARD: DocType = DocType {
    name: "org.iso.23220.1.jp.mnc",
    label: "My Number Card",
    label_ja: "マイナンバーカード",
    namespaces: &[
        Namespace {
            name: "org.iso.23220.1",
            elements: &[&BIRTH_DATE, &SEX, &AGE_IN_YEARS, &AGE_OVER],
        },
        Namespace {
            name: "org.iso.23220.1.jp",
            elements: &[
                &FULL_NAME_UNICODE,
                &RESIDENT_ADDRESS_UNICODE,
                &LOCAL_GOV_CODE_UNICODE,
                &INDIVIDUAL_NUMBER_UNICODE,
                &PORTRAIT,
                &SEX_UNICODE,
                &BIRTH_DATE_UNICODE,
            ],
        },
    ],
};

pub(crate) static BIRTH_DATE: Element = Element::new(
    "birth_date",
    ApproximateDate,
    Mandatory,
    (Edition::JapanDeployed, "ISO/IEC TS 23220-2 6.3.1.1.3"),
    ("Date of birth", "生年月日"),
    Sample::Encoded(b"\xd9\x03\xec\x6a1990-04-15"),
);

pub(crate) static SEX: Element = Element::new(
    "sex",
    Sex,
    Mandatory,
    (Edition::JapanDeployed, "ISO/IEC 5218"),
    ("Sex", "性別"),
    Sample::Unsigned(2),
);

pub(crate) static AGE_IN_YEARS: Element = Element::new(
    "age_in_years",
    Unsigned(150),
    Optional,
    (Edition::JapanDeployed, "ISO/IEC TS 23220-2"),
    ("Age in years", "年齢"),
    Sample::Unsigned(36),
);

pub(crate) static AGE_OVER: Element = Element::new(
    "age_over_NN",
    Boolean,
    Optional,
    (Edition::JapanDeployed, "ISO/IEC TS 23220-2"),
    ("Has reached the age", "年齢以上"),
    Sample::Boolean(true),
);

pub(crate) static FULL_NAME_UNICODE: Element = Element::new(
    "full_name_unicode",
    UNBOUNDED,
    Mandatory,
    DEPLOYED,
    ("Name", "氏名"),
    Sample::Text("番号　花子"),
);

pub(crate) static RESIDENT_ADDRESS_UNICODE: Element = Element::new(
    "resident_address_unicode",
    UNBOUNDED,
    Mandatory,
    DEPLOYED,
    ("Address", "住所"),
    Sample::Text("東京都千代田区霞が関２丁目１番２号"),
);

pub(crate) static LOCAL_GOV_CODE_UNICODE: Element = Element::new(
    "local_gov_code_unicode",
    Text {
        form: TextForm::Digits(5),
        longest: None,
    },
    Mandatory,
    DEPLOYED,
    ("Municipality code", "市町村コード"),
    Sample::Text("13101"),
);

pub(crate) static INDIVIDUAL_NUMBER_UNICODE: Element = Element::new(
    "individual_number_unicode",
    Text {
        form: TextForm::Digits(12),
        longest: None,
    },
    OnRequest,
    DEPLOYED,
    ("Individual number", "個人番号"),
    Sample::Text("123456789018"),
)
.treated_as(Sensitivity::IndividualNumber);

pub(crate) static PORTRAIT: Element = Element::new(
    "portrait",
    Image,
    Optional,
    DEPLOYED,
    ("Portrait", "顔写真"),
    super::SAMPLE_PORTRAIT,
);

pub(crate) static SEX_UNICODE: Element = Element::new(
    "sex_unicode",
    UNBOUNDED,
    Mandatory,
    DEPLOYED,
    ("Sex, as printed", "性別（券面）"),
    Sample::Text("女"),
);

pub(crate) static BIRTH_DATE_UNICODE: Element = Element::new(
    "birth_date_unicode",
    UNBOUNDED,
    Mandatory,
    DEPLOYED,
    ("Date of birth, as printed", "生年月日（券面）"),
    Sample::Text("1990年4月15日"),
);

const UNBOUNDED: ValueType = Text {
    form: TextForm::Unicode,
    longest: None,
};

const DEPLOYED: (Edition, &str) = (
    Edition::JapanDeployed,
    "wallet vendors' tables of identity elements",
);
