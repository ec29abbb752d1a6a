//! The kind `derivation`: which elements follow from what a card proved?

mod refused;

use mnid_mdoc::card::simulator::{
    Authorities, CertificateIssuer, Holder, ListedCertificate, SoftwareCard, Variation,
};
use mnid_mdoc::card::{self, CardReading, Presence, ReadingPlan, TextWanted};
use mnid_mdoc::cbor;
use mnid_mdoc::crypto::{Random, RandomError, Signer};
use mnid_mdoc::derive::{Claims, Source};
use mnid_mdoc::evidence::{Challenge, HolderBinding};
use mnid_mdoc::testing::software_card_secrets;
use serde_json::{Map, Value, json};

use super::Failure;
use super::issuer_signed::abbreviated;
use super::scene::{NOW, PHOTO, Scene, public_key};
use super::vector::{Vector, hex};

const KIND: &str = "derivation";
const MY_NUMBER_CARD: &str = "org.iso.23220.1.jp.mnc";
const DRIVING_LICENCE: &str = "org.iso.18013.5.1.mDL";
const NONCE: [u8; 32] = *b"published nonce of these vectors";

type Made = Result<Vec<Vector>, Failure>;

pub(crate) fn cases(scene: &Scene) -> Made {
    let hanako = Read::card(scene, Holder::Hanako, TextWanted::IfSubstituted)?;
    let document = hanako.valid(
        scene,
        "my-number-document",
        "The My Number document of a person with usual characters.",
        MY_NUMBER_CARD,
    )?;
    let licence = hanako.valid(
        scene,
        "driving-licence",
        "The driving licence of the same card.",
        DRIVING_LICENCE,
    )?;
    let rare = Read::card(scene, Holder::RareKanji, TextWanted::IfSubstituted)?;
    let foreign = Read::card(scene, Holder::Foreign, TextWanted::IfSubstituted)?;
    let mut vectors = vec![
        rare.valid(
            scene,
            "substituted-characters",
            "The certificate has substitutes for rare characters of the name; the text application \
             has the characters themselves.",
            MY_NUMBER_CARD,
        )?,
        foreign.valid(
            scene,
            "foreign-name",
            "The My Number document of a person with a name in Latin letters.",
            MY_NUMBER_CARD,
        )?,
    ];
    vectors.extend(refused::of_the_challenge(scene, &document)?);
    vectors.extend(refused::of_the_reading(&hanako, &foreign, &document)?);
    vectors.extend(refused::of_revocation(&hanako, &document, scene)?);
    vectors.extend(refused::of_what_the_issuer_says(&document, &licence)?);
    let unread = Read::card_without_text(scene)?;
    let rare_base = vectors.first().ok_or("no vector")?.clone();
    vectors.push(unread.into_input(invalid(
        &rare_base,
        "substitutes-without-text-application",
        "evidence.text-not-read",
        "DerivationCharacters",
        "The certificate says that it has substitutes, and the text application was not read.",
    )));
    let none = Read::card(scene, Holder::NoLicence, TextWanted::IfSubstituted)?;
    vectors.push(none.into_input(invalid(
        &licence,
        "card-without-licence",
        "derive.no-licence",
        "DerivationLicence",
        "A driving licence is asked for, and the card has none.",
    )));
    vectors.extend([document, licence]);
    Ok(vectors)
}

fn invalid(
    base: &Vector,
    name: &str,
    code: &'static str,
    flag: &'static str,
    comment: &str,
) -> Vector {
    Vector::invalid(base, name, "", flag, comment).with_code(code)
}

/// A card that was read.
struct Read {
    holder: Holder,
    reading: CardReading,
}

impl Read {
    fn card(scene: &Scene, holder: Holder, text: TextWanted) -> Result<Self, Failure> {
        let plan = plan(holder).with_text(text);
        Self::by(scene, holder, &plan)
    }

    fn card_without_text(scene: &Scene) -> Result<Self, Failure> {
        let mut read = Self::card(scene, Holder::RareKanji, TextWanted::IfSubstituted)?;
        read.reading.text = None;
        Ok(read)
    }

    fn by(scene: &Scene, holder: Holder, plan: &ReadingPlan) -> Result<Self, Failure> {
        let key = scene.device_key(0)?.public_key().thumbprint();
        let binding = HolderBinding::DeviceKeys(vec![key]);
        let end = scene.now.plus_seconds(300);
        let challenge = Challenge::new(PURPOSE, SESSION, binding, end, &mut Published)?;
        let secrets = software_card_secrets(holder)?;
        let mut photos = vec![Variation::FacePortrait(PHOTO.to_vec())];
        if holder.has_licence() {
            photos.push(Variation::LicencePortrait(PHOTO.to_vec()));
        }
        let mut card = SoftwareCard::varied(holder, &photos)?;
        let reading = card::read(&mut card, plan, &secrets, challenge.text(), &mut |_| {})?;
        Ok(Self { holder, reading })
    }

    fn valid(
        &self,
        scene: &Scene,
        name: &str,
        comment: &str,
        doc_type: &str,
    ) -> Result<Vector, Failure> {
        // From another reading of the holder, with the photo put in afterwards.
        let claims = match doc_type {
            DRIVING_LICENCE => scene.licence(self.holder)?,
            _ => scene.my_number_card(self.holder)?,
        };
        let key = public_key(scene.device_key(0)?)?;
        let anchors = Authorities::new()?.anchors_file();
        let end = scene.now.plus_seconds(300);
        let vector = Vector::valid(KIND, name, "Derivation", comment)
            .input("now", NOW)
            .input("environment", "test")
            .input("anchors", anchors)
            .input(
                "challenge",
                json!({
                    "purpose": PURPOSE,
                    "session": SESSION,
                    "expires": end.to_string(),
                    "nonce": hex(&NONCE),
                    "device_keys": [key.get("jwk")],
                }),
            )
            .input("revocation_lists", lists(scene, &[])?)
            .input("face_binding", "name-image-reviewed")
            .input("licence_binding", "face-compared")
            .input("facts", facts(self.holder))
            .input("doc_type", doc_type)
            .expect(json!({ "elements": elements(&claims)? }));
        Ok(self.put(vector))
    }

    fn put(&self, vector: Vector) -> Vector {
        vector
            .input("card_reading", hex(&self.reading.to_cbor()))
            .input("records", records(&self.reading))
    }

    fn into_input(self, vector: Vector) -> Vector {
        let facts = facts(self.holder);
        self.put(vector).input("facts", facts)
    }
}

fn plan(holder: Holder) -> ReadingPlan {
    let plan = ReadingPlan::new(Presence::SigningKey).with_face();
    match holder.has_licence() {
        true => plan.with_licence(),
        false => plan,
    }
}

/// The nonce that the vectors publish, instead of a random one.
struct Published;

impl Random for Published {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        let bytes = NONCE.iter().cycle();
        out.iter_mut()
            .zip(bytes)
            .for_each(|(out, byte)| *out = *byte);
        Ok(())
    }
}

/// Every object of the reading by itself.
fn records(reading: &CardReading) -> Value {
    let mut records = Map::new();
    let mut record = |name: &str, bytes: Option<&Vec<u8>>| {
        if let Some(bytes) = bytes {
            records.insert(name.to_owned(), hex(bytes).into());
        }
    };
    if let Some(signing) = &reading.signing {
        record("signing-certificate", Some(&signing.certificate));
        record("signing-signature", signing.signature.as_ref());
    }
    if let Some(face) = &reading.face {
        record("face-record", Some(&face.record));
        record("face-certificate", Some(&face.certificate));
        record("face-signature", face.signature.as_ref());
    }
    if let Some(text) = &reading.text {
        record("text-attributes", Some(&text.attributes));
        record("text-integrity", Some(&text.integrity));
        record("text-certificate", Some(&text.certificate));
        record("text-card-key", text.card_key.as_ref());
        record("text-signature", text.signature.as_ref());
    }
    if let Some(licence) = &reading.licence {
        record("licence-data", Some(&licence.data));
        record("licence-signature", Some(&licence.signature));
    }
    Value::Object(records)
}

/// What the issuer knows and whence, by the element that it becomes.
fn facts(holder: Holder) -> Value {
    let (family_name, given_name, source) = match holder {
        Holder::Hanako => ("BANGO", "HANAKO", Source::Passport),
        Holder::RareKanji => ("YOSHIDA", "TSUJIKO", Source::Transliteration),
        Holder::Foreign => ("SMITH", "JOHN", Source::Passport),
        Holder::NoLicence => ("YAMADA", "TARO", Source::Passport),
    };
    let mut facts = vec![
        ("local_gov_code_unicode", "13101", Source::ResidentsRegister),
        ("family_name", family_name, source),
        ("given_name", given_name, source),
    ];
    if holder.has_licence() {
        let authority = "Tokyo Metropolitan Public Safety Commission";
        let police = Source::PoliceRecord;
        facts.extend([
            ("issue_date", "2024-04-16", police),
            ("issuing_authority", authority, police),
            ("issuing_authority_unicode", "東京都公安委員会", police),
            ("issuing_jurisdiction", "JP-13", police),
        ]);
    }
    let told = facts.into_iter().map(|(name, value, source)| {
        let fact = json!({ "value": value, "source": source.name() });
        (name.to_owned(), fact)
    });
    Value::Object(told.collect())
}

fn lists(scene: &Scene, revoked: &[ListedCertificate]) -> Result<Value, Failure> {
    let lists = CertificateIssuer::ALL.into_iter().map(|issuer| {
        let listed = match issuer {
            CertificateIssuer::Signing => revoked,
            _ => &[],
        };
        let until = scene.now.plus_days(1);
        Ok(hex(&issuer.revocation_list(listed, scene.now, until)?))
    });
    Ok(json!(lists.collect::<Result<Vec<_>, Failure>>()?))
}

fn elements(claims: &Claims) -> Result<Value, Failure> {
    let mut namespaces: Map<String, Value> = Map::new();
    for claim in claims.elements() {
        let told = json!({
            "cbor": hex(claim.value()),
            "diag": abbreviated(&cbor::diagnostic(claim.value())?),
        });
        let namespace = namespaces
            .entry(claim.namespace())
            .or_insert_with(|| json!({}));
        if let Some(namespace) = namespace.as_object_mut() {
            namespace.insert(claim.identifier().to_owned(), told);
        }
    }
    Ok(Value::Object(namespaces))
}

const PURPOSE: &str = "A test vector";
const SESSION: &str = "vectors";
