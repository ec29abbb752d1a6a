use mnid_mdoc::Error;
use mnid_mdoc::card::CardReading;
use mnid_mdoc::crypto::{Random, RandomError};
use mnid_mdoc::derive::{self, ClaimOptions, Claims, Fact, IssuerFacts, Source};
use mnid_mdoc::evidence::{
    Anchors, CardRevocationList, Challenge, FaceBinding, HolderBinding, LicenceBinding, Policy,
};
use mnid_mdoc::pki::RevocationList;
use mnid_mdoc::time::{FullDate, Timestamp};
use serde_json::{Map, Value, json};

use super::device_key_proof::public_key;
use super::{Answer, Failure, bytes, hex, text, unhex};

/// Which elements follow from what the card proved?
pub(super) fn judge(input: &Map<String, Value>) -> Result<Answer, Failure> {
    let task = Task::read(input)?;
    Ok(match task.derive() {
        Ok(claims) => {
            let mut namespaces: Map<String, Value> = Map::new();
            for claim in claims.elements() {
                let namespace = namespaces
                    .entry(claim.namespace())
                    .or_insert_with(|| json!({}));
                namespace[claim.identifier()] = json!({ "cbor": hex(claim.value()) });
            }
            Answer::Valid(json!({ "elements": namespaces }))
        }
        Err(error) => Answer::Failed(error.code()),
    })
}

struct Task<'a> {
    policy: Policy,
    anchors: &'a str,
    challenge: &'a Map<String, Value>,
    binding: HolderBinding,
    reading: Vec<u8>,
    lists: Vec<Vec<u8>>,
    face: FaceBinding,
    licence: LicenceBinding,
    facts: IssuerFacts,
    doc_type: &'a str,
    now: Timestamp,
}

impl<'a> Task<'a> {
    fn read(input: &'a Map<String, Value>) -> Result<Self, Failure> {
        let object = |name: &str| input.get(name).and_then(Value::as_object);
        let challenge = object("challenge").ok_or("no challenge")?;
        let keys = challenge.get("device_keys").and_then(Value::as_array);
        let keys = keys.into_iter().flatten();
        let keys = keys.map(|key| Ok(public_key(key)?.thumbprint()));
        let lists = input.get("revocation_lists").and_then(Value::as_array);
        let lists = lists.into_iter().flatten().filter_map(Value::as_str);
        Ok(Self {
            policy: match text(input, "environment")? {
                "production" => Policy::production(),
                _ => Policy::test(),
            },
            anchors: text(input, "anchors")?,
            challenge,
            binding: HolderBinding::DeviceKeys(keys.collect::<Result<_, Failure>>()?),
            reading: bytes(input, "card_reading")?,
            lists: lists.map(unhex).collect::<Result<_, _>>()?,
            face: match text(input, "face_binding")? {
                "live-face-matched" => FaceBinding::LiveFaceMatched,
                "name-image-reviewed" => FaceBinding::NameImageReviewed,
                _ => FaceBinding::BirthDateAndSex,
            },
            licence: match text(input, "licence_binding")? {
                "face-compared" => LicenceBinding::FaceCompared,
                "police-record" => LicenceBinding::PoliceRecord,
                _ => LicenceBinding::Unbound,
            },
            facts: facts(object("facts").ok_or("no facts")?)?,
            doc_type: text(input, "doc_type")?,
            now: text(input, "now")?.parse()?,
        })
    }

    fn derive(&self) -> Result<Claims, Error> {
        let member = |name| text(self.challenge, name).unwrap_or_default();
        let mut nonce = Published(bytes(self.challenge, "nonce").unwrap_or_default());
        let challenge = Challenge::new(
            member("purpose"),
            member("session"),
            self.binding.clone(),
            member("expires").parse()?,
            &mut nonce,
        )?;
        let anchors = Anchors::from_json(self.anchors)?;
        let reading = CardReading::from_cbor(&self.reading)?;
        let examined = self
            .policy
            .examine(&anchors, challenge, &reading, self.now)?;
        let mut lists = Vec::new();
        for list in &self.lists {
            let list = RevocationList::from_der(list)?;
            lists.push(CardRevocationList::check(list, &anchors, self.now)?);
        }
        let answers = examined.ask(lists.as_slice());
        let evidence = examined
            .assert_face_binding(self.face)
            .assert_licence_binding(self.licence)
            .conclude(&answers, self.now)?;
        let options = ClaimOptions::new();
        Ok(match self.doc_type {
            "org.iso.18013.5.1.mDL" => {
                derive::driving_licence(&evidence, &self.facts, self.now, &options)?
            }
            _ => derive::my_number_card(&evidence, &self.facts, self.now, &options)?,
        })
    }
}

/// By the element that each becomes.
fn facts(members: &Map<String, Value>) -> Result<IssuerFacts, Failure> {
    let mut facts = IssuerFacts::new();
    for (name, value) in members {
        let member = |name| value.get(name).and_then(Value::as_str);
        let source = member("source").and_then(source).ok_or("no such source")?;
        let value = member("value").ok_or("a fact without a value")?;
        let fact = match name.as_str() {
            "local_gov_code_unicode" => Fact::municipality_code(value),
            "family_name" => Fact::family_name(value),
            "given_name" => Fact::given_name(value),
            "issue_date" => Fact::issue_date(value.parse::<FullDate>()?),
            "issuing_authority" => Fact::issuing_authority(value),
            "issuing_authority_unicode" => Fact::issuing_authority_unicode(value),
            "issuing_jurisdiction" => Fact::issuing_jurisdiction(value),
            _ => return Err("no such fact".into()),
        };
        facts = facts.with(fact, source);
    }
    Ok(facts)
}

fn source(name: &str) -> Option<Source> {
    let all = [
        Source::ResidentsRegister,
        Source::Passport,
        Source::PoliceRecord,
        Source::Transliteration,
        Source::HolderStatement,
        Source::Configuration,
    ];
    all.into_iter().find(|source| source.name() == name)
}

/// The nonce of the vector, instead of a random one.
struct Published(Vec<u8>);

impl Random for Published {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        out.iter_mut()
            .zip(&self.0)
            .for_each(|(out, byte)| *out = *byte);
        Ok(())
    }
}
