use mnid_mdoc::card::simulator::Holder;
use mnid_mdoc::card::{
    CardReading, Presence, ReadingPlan, TextWanted, Transport, TransportError, read,
};
use mnid_mdoc::error::Coded;
use mnid_mdoc::testing::software_card_secrets;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{Answer, Failure, hex, text};

/// What does a reader get out of the dialogue?
pub(super) fn judge(input: &Map<String, Value>) -> Result<Answer, Failure> {
    let exchanges = input.get("exchanges").and_then(Value::as_array);
    let exchanges = exchanges.into_iter().flatten().map(Exchange::of);
    let mut dialogue = Dialogue {
        exchanges: exchanges.collect::<Result<Vec<_>, _>>()?.into_iter(),
        place: 0,
    };
    let plan = plan(input.get("plan").ok_or("no plan")?);
    // Of the length that the commands have; what they are does not stand in a vector.
    let secrets = software_card_secrets(Holder::Hanako)?;
    let challenge = text(input, "challenge")?;
    Ok(
        match read(&mut dialogue, &plan, &secrets, challenge, &mut |_| {}) {
            Ok(reading) => Answer::Valid(json!({ "files": files(&reading) })),
            Err(error) => Answer::Failed(error.code()),
        },
    )
}

fn plan(plan: &Value) -> ReadingPlan {
    let is = |name: &str, value: Value| plan.get(name) == Some(&value);
    let presence = match is("presence", json!("signing-key")) {
        true => Presence::SigningKey,
        false => Presence::AuthenticationKey,
    };
    let mut plan = ReadingPlan::new(presence);
    if is("face", json!(true)) {
        plan = plan.with_face();
    }
    if is("licence", json!(true)) {
        plan = plan.with_licence();
    }
    match is("text", json!("if-substituted")) {
        true => plan.with_text(TextWanted::IfSubstituted),
        false => plan,
    }
}

struct Exchange {
    /// In hex, `**` for a byte of a secret.
    command: String,
    answer: Result<Vec<u8>, TransportError>,
}

impl Exchange {
    fn of(value: &Value) -> Result<Self, Failure> {
        let member = |name| value.get(name).and_then(Value::as_str);
        let answer = match (member("answer"), member("failure")) {
            (Some(answer), None) => Ok(super::unhex(answer)?),
            (None, Some("card.removed")) => Err(TransportError::Removed),
            (None, Some("card.reset")) => Err(TransportError::Reset),
            (None, Some(_)) => Err(TransportError::Failed {
                reason: "as it was recorded",
            }),
            _ => return Err("an exchange without an answer".into()),
        };
        Ok(Self {
            command: member("command").ok_or("no command")?.to_owned(),
            answer,
        })
    }

    fn fits(&self, command: &[u8]) -> bool {
        let recorded = self.command.as_bytes().chunks(2);
        let sent = hex(command);
        self.command.len() == sent.len()
            && recorded
                .zip(sent.as_bytes().chunks(2))
                .all(|(recorded, sent)| recorded == b"**" || recorded == sent)
    }
}

struct Dialogue {
    exchanges: std::vec::IntoIter<Exchange>,
    place: usize,
}

impl Transport for Dialogue {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.place += 1;
        let next = self.exchanges.next();
        let deviates = TransportError::Deviates {
            exchange: self.place,
        };
        let next = next.filter(|exchange| exchange.fits(command));
        next.ok_or(deviates)?.answer
    }
}

fn files(reading: &CardReading) -> Map<String, Value> {
    let (signing, authentication) = (&reading.signing, &reading.authentication);
    let (face, licence) = (&reading.face, &reading.licence);
    let mut files = Map::new();
    let mut file = |name: &str, content: Option<&[u8]>| {
        if let Some(content) = content {
            let digest = hex(&Sha256::digest(content));
            let told = json!({ "length": content.len(), "sha256": digest });
            files.insert(name.to_owned(), told);
        }
    };
    if let Some(signing) = signing {
        file("signing-certificate", Some(&signing.certificate));
        file("signing-signature", signing.signature.as_deref());
    }
    if let Some(own) = authentication {
        file("authentication-certificate", Some(&own.certificate));
        file("authentication-signature", own.signature.as_deref());
    }
    if let Some(face) = face {
        file("face-record", Some(&face.record));
        file("face-certificate", Some(&face.certificate));
        file("face-signature", face.signature.as_deref());
    }
    if let Some(licence) = licence {
        file("licence-data", Some(&licence.data));
        file("licence-signature", Some(&licence.signature));
    }
    files
}
