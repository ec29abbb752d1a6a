mod cards;
mod documents;
#[cfg(feature = "portrait")]
mod portrait;
mod refusals;
mod values;

use encoding_rs::EUC_JP;

use super::*;
use crate::card::record::Sex;
use crate::evidence::{
    unchecked_for_tests, unchecked_holder_for_tests, unchecked_licence_for_tests,
};
use crate::time::PartialDate;

const FACE: &[u8] = include_bytes!("../card/simulator/assets/portrait-face.jp2");
const LICENCE_PHOTO: &[u8] = include_bytes!("../card/simulator/assets/portrait-licence.jp2");
const NUMBER: [u8; 12] = *b"123456789018";

fn now() -> Timestamp {
    Timestamp::parse("2026-11-24T00:00:00Z").unwrap()
}

/// A person with a licence; each test changes one thing.
struct Case {
    name: &'static str,
    address: &'static str,
    birth: &'static str,
    portrait: Option<Vec<u8>>,
    licence: Option<Vec<(u16, Vec<u8>)>>,
    licence_expires: &'static str,
    number: Option<[u8; 12]>,
}

impl Case {
    fn new() -> Self {
        Self {
            name: "番号　花子",
            address: "東京都千代田区丸の内９丁目９９番９号",
            birth: "19900415",
            portrait: Some(FACE.to_vec()),
            licence: Some(licence_objects()),
            licence_expires: "2029-05-15",
            number: None,
        }
    }

    fn evidence(&self) -> Evidence {
        let birth = PartialDate::parse_compact(self.birth.as_bytes()).unwrap();
        let holder = unchecked_holder_for_tests(self.name, self.address, birth, Sex::Female);
        let expires = FullDate::parse(self.licence_expires).unwrap();
        let licence = self
            .licence
            .as_ref()
            .map(|objects| unchecked_licence_for_tests(licence_file(objects), expires));
        unchecked_for_tests(holder, self.portrait.clone(), licence, self.number, now())
    }

    fn licence_with(mut self, tag: u16, value: Vec<u8>) -> Self {
        if let Some(objects) = &mut self.licence {
            objects.retain(|(known, _)| *known != tag);
            objects.push((tag, value));
            objects.sort();
        }
        self
    }
}

fn licence_objects() -> Vec<(u16, Vec<u8>)> {
    vec![
        (0xC4, jis("優良")),
        (0xC5, b"5110515".to_vec()),
        (0xC6, jis("眼鏡等")),
        (0xC7, jis("準中型車は準中型車（５ｔ）に限る")),
        (0xD7, jis("備考一")),
        (0xE7, b"300699999950".to_vec()),
        (0xE9, b"4180601".to_vec()),
        (0xEA, b"4200520".to_vec()),
        (0xED, vec![1]),
        (0xF1, vec![1]),
        (0xF2, vec![1]),
        (0xFA, vec![1]),
        (0x107, LICENCE_PHOTO.to_vec()),
    ]
}

fn jis(text: &str) -> Vec<u8> {
    let (bytes, _, unmappable) = EUC_JP.encode(text);
    assert!(!unmappable);
    bytes.iter().map(|byte| byte & 0x7F).collect()
}

fn licence_file(objects: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let mut file = Vec::new();
    for (tag, value) in objects {
        let [high, low] = tag.to_be_bytes();
        if high > 0 {
            file.push(high);
        }
        file.push(low);
        match u8::try_from(value.len()) {
            Ok(length @ 0..=0x7F) => file.push(length),
            _ => {
                file.push(0x82);
                file.extend(u16::try_from(value.len()).unwrap().to_be_bytes());
            }
        }
        file.extend(value);
    }
    file
}

fn facts() -> IssuerFacts {
    let issued = FullDate::parse("2024-05-10").unwrap();
    IssuerFacts::new()
        .with(Fact::municipality_code("13101"), Source::ResidentsRegister)
        .with(Fact::family_name("BANGO"), Source::Passport)
        .with(Fact::given_name("HANAKO"), Source::Passport)
        .with(Fact::issue_date(issued), Source::PoliceRecord)
        .with(
            Fact::issuing_authority("Tokyo Metropolitan Public Safety Commission"),
            Source::Configuration,
        )
}

fn my_number(case: &Case, facts: &IssuerFacts) -> Result<Claims, DeriveError> {
    my_number_card(&case.evidence(), facts, now(), &ClaimOptions::new())
}

fn licence(case: &Case, facts: &IssuerFacts) -> Result<Claims, DeriveError> {
    driving_licence(&case.evidence(), facts, now(), &ClaimOptions::new())
}

/// The claims as an example shows them: namespace, element, value.
fn table(claims: &Claims) -> String {
    let row = |claim: Claim<'_>| {
        let space = claim.namespace().strip_prefix("org.iso.").unwrap();
        format!("{space} {} {}\n", claim.identifier(), claim.in_words())
    };
    claims.elements().map(row).collect()
}
