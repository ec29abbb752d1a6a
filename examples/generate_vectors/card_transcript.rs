//! The kind `card-transcript`: what does a reader get out of this dialogue with a card?

mod faults;

use faults::{of_the_applications, of_the_card, of_the_password, of_the_way};
use mnid_mdoc::card::simulator::{Holder, SoftwareCard, Variation};
use mnid_mdoc::card::{
    CardReading, Presence, ReadError, ReadingPlan, TextWanted, Transport, TransportError, read,
};
use mnid_mdoc::error::Coded;
use mnid_mdoc::testing::software_card_secrets;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::Failure;
use super::vector::{Vector, hex};

const KIND: &str = "card-transcript";
const HOLDER: Holder = Holder::Hanako;
const CHALLENGE: &str = "A text that the card's keys sign";

type Made = Result<Vec<Vector>, Failure>;

pub(crate) fn cases() -> Made {
    let signing = Scene::new(json!({
        "presence": "signing-key", "face": false, "licence": false, "text": "never",
    }));
    let base = signing.valid(
        "signing-key",
        "The signing certificate and a signature.",
        HOLDER,
        &[],
    )?;
    let everything = Scene::new(json!({
        "presence": "signing-key", "face": true, "licence": true, "text": "if-substituted",
    }));
    let whole = everything.valid(
        "all-applications",
        "JPKI, the face application and the driving licence.",
        HOLDER,
        &[],
    )?;
    let authentication = Scene::new(json!({
        "presence": "authentication-key", "face": false, "licence": false, "text": "never",
    }));
    let mut vectors = vec![
        authentication
            .valid(
                "authentication-key",
                "The authentication certificate and a signature, by a PIN.",
                HOLDER,
                &[],
            )?
            .vector,
        everything
            .valid(
                "licence-without-pin",
                "The holder set no PIN for the licence: the card takes `****`.",
                HOLDER,
                &[Variation::NoLicencePin],
            )?
            .vector,
    ];
    vectors.extend(of_the_password(&signing, &base)?);
    vectors.extend(of_the_way(&signing, &base)?);
    vectors.extend(of_the_card(&signing, &base)?);
    vectors.extend(of_the_applications(&everything, &whole)?);
    vectors.extend([base.vector, whole.vector]);
    Ok(vectors)
}

/// A plan, as the vector has it.
struct Scene(Value);

/// A good dialogue.
struct Base {
    vector: Vector,
    /// The commands of it.
    commands: Vec<Vec<u8>>,
}

impl Base {
    /// The place of the first command that fits, counted as the card counts.
    fn place(&self, fits: impl Fn(&[u8]) -> bool) -> Result<usize, Failure> {
        let place = self.commands.iter().position(|command| fits(command));
        Ok(place.ok_or("no such command")?)
    }

    /// Where a secret is sent.
    fn verification(&self) -> Result<usize, Failure> {
        self.place(is_secret)
    }
}

impl Scene {
    fn new(plan: Value) -> Self {
        Self(plan)
    }

    fn valid(
        &self,
        name: &str,
        comment: &str,
        holder: Holder,
        variations: &[Variation],
    ) -> Result<Base, Failure> {
        let mut card = SoftwareCard::varied(holder, variations)?;
        let (read, recorded) = self.read(&mut card)?;
        let vector = Vector::valid(KIND, name, "CardDialogue", comment)
            .spec("ISO/IEC 7816-4")
            .input("plan", self.0.clone())
            .input("challenge", CHALLENGE)
            .input("exchanges", Value::Array(recorded.exchanges))
            .expect(json!({ "files": files(&read?) }));
        Ok(Base {
            vector,
            commands: recorded.commands,
        })
    }

    /// The dialogue with a card that differs in one thing from the base's.
    fn invalid(
        &self,
        base: &Base,
        [name, code, flag, comment]: [&'static str; 4],
        mut card: SoftwareCard,
    ) -> Result<Vector, Failure> {
        let (read, recorded) = self.read(&mut card)?;
        match read {
            Err(error) if error.code() == code => {}
            Err(error) => return Err(format!("{name}: {}", error.code()).into()),
            Ok(_) => return Err(format!("{name}: the card was read").into()),
        }
        let vector = Vector::invalid(&base.vector, name, "", flag, comment).with_code(code);
        Ok(vector.input("exchanges", Value::Array(recorded.exchanges)))
    }

    fn read(
        &self,
        card: &mut SoftwareCard,
    ) -> Result<(Result<CardReading, ReadError>, Recorded), Failure> {
        let is = |name: &str, value: Value| self.0.get(name) == Some(&value);
        let mut plan = ReadingPlan::new(match is("presence", json!("signing-key")) {
            true => Presence::SigningKey,
            false => Presence::AuthenticationKey,
        });
        if is("face", json!(true)) {
            plan = plan.with_face();
        }
        if is("licence", json!(true)) {
            plan = plan.with_licence();
        }
        if is("text", json!("if-substituted")) {
            plan = plan.with_text(TextWanted::IfSubstituted);
        }
        let secrets = software_card_secrets(HOLDER)?;
        let mut recorded = Recorded::default();
        let mut way = Way {
            card,
            recorded: &mut recorded,
        };
        let read = read(&mut way, &plan, &secrets, CHALLENGE, &mut |_| {});
        Ok((read, recorded))
    }
}

#[derive(Default)]
struct Recorded {
    exchanges: Vec<Value>,
    commands: Vec<Vec<u8>>,
}

/// Writes down what goes to the card and comes back.
struct Way<'c> {
    card: &'c mut SoftwareCard,
    recorded: &'c mut Recorded,
}

impl Transport for Way<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let answer = self.card.transmit(command);
        let (name, value) = match &answer {
            Ok(answer) => ("answer", hex(answer)),
            Err(error) => ("failure", error.code().to_owned()),
        };
        let exchange = json!({ "command": redacted(command), name: value });
        self.recorded.exchanges.push(exchange);
        self.recorded.commands.push(command.to_vec());
        answer
    }
}

/// VERIFY with data (ISO/IEC 7816-4 11.6.6); without, it asks for the tries that are left.
fn is_secret(command: &[u8]) -> bool {
    command.get(1) == Some(&0x20) && command.len() > 5
}

/// In hex, with `**` for each byte of a secret.
fn redacted(command: &[u8]) -> String {
    match command.split_at_checked(5) {
        Some((head, secret)) if is_secret(command) => hex(head) + &"**".repeat(secret.len()),
        _ => hex(command),
    }
}

/// Of everything that was read, its length and digest.
fn files(reading: &CardReading) -> Map<String, Value> {
    let mut files = Map::new();
    let mut file = |name: &str, content: Option<&[u8]>| {
        if let Some(content) = content {
            let digest = hex(&Sha256::digest(content));
            let told = json!({ "length": content.len(), "sha256": digest });
            files.insert(name.to_owned(), told);
        }
    };
    if let Some(signing) = &reading.signing {
        file("signing-certificate", Some(&signing.certificate));
        file("signing-signature", signing.signature.as_deref());
    }
    if let Some(authentication) = &reading.authentication {
        file(
            "authentication-certificate",
            Some(&authentication.certificate),
        );
        file(
            "authentication-signature",
            authentication.signature.as_deref(),
        );
    }
    if let Some(face) = &reading.face {
        file("face-record", Some(&face.record));
        file("face-certificate", Some(&face.certificate));
        file("face-signature", face.signature.as_deref());
    }
    if let Some(licence) = &reading.licence {
        file("licence-data", Some(&licence.data));
        file("licence-signature", Some(&licence.signature));
    }
    files
}
