//! The kind `issuance-response`: which credentials does a wallet take from a credential response?

use base64ct::{Base64Url, Base64UrlUnpadded, Encoding};
use mnid_mdoc::card::simulator::Holder;
use mnid_mdoc::derive::Claims;
use mnid_mdoc::mdoc::{Status, StatusReference};
use mnid_mdoc::testing::SoftwareWallet;
use serde_json::{Value, json};

use super::Failure;
use super::draft::{Draft, decode, encode, member, tagged};
use super::scene::{How, NOW, Scene, random};
use super::vector::{Vector, hex};

const KIND: &str = "issuance-response";
const DOC_TYPE: &str = "org.iso.23220.1.jp.mnc";

type Made = Result<Vec<Vector>, Failure>;

pub(crate) fn cases(scene: &Scene) -> Made {
    let claims = scene.my_number_card(Holder::Hanako)?;
    let batch = batch(scene, &claims, [None, None, None])?;
    let whole = Base::new(
        scene,
        "batch-of-three",
        "One credential for each key.",
        &batch,
    )?;
    let mut vectors = good(scene, &batch)?;
    vectors.extend(of_the_form(&whole, &batch));
    vectors.extend(of_a_credential(scene, &whole, &batch)?);
    vectors.extend(of_the_batch(scene, &whole, &batch)?);
    vectors.extend(of_the_profile(scene, &claims, &batch)?);
    vectors.extend(of_the_configuration(&whole.0));
    vectors.push(whole.0);
    Ok(vectors)
}

/// One credential for each key, some with an index in the status list.
fn batch(
    scene: &Scene,
    claims: &Claims,
    indices: [Option<u64>; 3],
) -> Result<Vec<Vec<u8>>, Failure> {
    let issue = |(key, index): (usize, Option<u64>)| {
        let status = index.map(|entry| {
            Status::List(StatusReference {
                entry,
                uri: "https://mnid-mdoc.example/status/1",
                certificate: None,
            })
        });
        let how = How {
            key,
            status,
            ..How::default()
        };
        scene.issue(claims, &how)
    };
    indices.into_iter().enumerate().map(issue).collect()
}

struct Base(Vector);

impl Base {
    fn new(
        scene: &Scene,
        name: &str,
        comment: &str,
        credentials: &[Vec<u8>],
    ) -> Result<Self, Failure> {
        let keys = (0..3).map(|position| super::scene::public_key(scene.device_key(position)?));
        let keys = keys.collect::<Result<Vec<_>, Failure>>()?;
        let expected = credentials.iter().map(|bytes| hex(bytes));
        let vector = Vector::valid(KIND, name, "CredentialResponse", comment)
            .spec("OpenID4VCI 1.0, 8.3 and A.2")
            .input("now", NOW)
            .input("trust_anchors", json!([scene.root().to_pem()]))
            .input("doc_type", DOC_TYPE)
            .input("device_keys", Value::Array(keys))
            .input("response", response(&encoded(credentials)))
            .expect(json!({ "credentials": expected.collect::<Vec<_>>() }));
        Ok(Self(vector))
    }

    fn case(&self, [name, stage, flag]: [&'static str; 3], comment: &str, body: String) -> Vector {
        Vector::invalid(&self.0, name, stage, flag, comment)
            .spec("OpenID4VCI 1.0, 8.3 and A.2")
            .input("response", body)
    }

    fn of(&self, told: [&'static str; 3], comment: &str, credentials: &[Vec<u8>]) -> Vector {
        self.case(told, comment, response(&encoded(credentials)))
    }
}

fn encoded(credentials: &[Vec<u8>]) -> Vec<String> {
    let credentials = credentials.iter();
    credentials
        .map(|bytes| Base64UrlUnpadded::encode_string(bytes))
        .collect()
}

fn response(credentials: &[String]) -> String {
    let credentials = credentials.iter();
    let objects: Vec<Value> = credentials
        .map(|text| json!({"credential": text}))
        .collect();
    json!({"credentials": objects, "notification_id": "3fwe98js"}).to_string()
}

fn good(scene: &Scene, batch: &[Vec<u8>]) -> Made {
    let (one, two) = (batch.get(..1), batch.get(1..));
    let (one, two) = (one.ok_or("no batch")?, two.ok_or("no batch")?);
    let comment = "Fewer credentials than keys, which an issuer may send.";
    Ok(vec![
        Base::new(scene, "one-credential", comment, one)?.0,
        Base::new(scene, "two-credentials-of-three-keys", comment, two)?.0,
    ])
}

/// What is wrong before any credential is looked at.
fn of_the_form(base: &Base, batch: &[Vec<u8>]) -> Vec<Vector> {
    let all = encoded(batch);
    let mut standard = all.clone();
    if let (Some(first), Some(bytes)) = (standard.first_mut(), batch.first()) {
        *first = base64ct::Base64Unpadded::encode_string(bytes);
    }
    let (encoding, form) = ("CredentialEncoding", "ResponseForm");
    vec![
        base.case(
            ["standard-alphabet", "decode", encoding],
            "The first credential is in the alphabet of base64, with + and /.",
            response(&standard),
        ),
        base.case(
            ["no-json", "decode", form],
            "The last brace is missing.",
            response(&all).trim_end_matches('}').to_owned(),
        ),
        base.case(
            ["credential-without-array", "structure", form],
            "One member `credential`, as drafts before 1.0 had it.",
            json!({ "credential": all.first() }).to_string(),
        ),
        base.case(
            ["credentials-as-texts", "structure", form],
            "`credentials` is an array of texts, not of objects.",
            json!({ "credentials": all }).to_string(),
        ),
        base.case(
            ["no-credentials", "structure", form],
            "`credentials` is empty.",
            response(&[]),
        ),
    ]
}

/// The first credential is not one that a wallet may take.
fn of_a_credential(scene: &Scene, base: &Base, batch: &[Vec<u8>]) -> Made {
    let first = batch.first().ok_or("no batch")?;
    let with_first = |told, comment: &str, bytes: Vec<u8>| {
        let mut credentials = batch.to_vec();
        if let Some(first) = credentials.first_mut() {
            *first = bytes;
        }
        base.of(told, comment, &credentials)
    };
    let changed = |change: fn(&mut Draft) -> Result<(), Failure>| -> Result<Vec<u8>, Failure> {
        let mut draft = Draft::of(first)?;
        change(&mut draft)?;
        draft.sign(scene.signer_key())
    };
    let licence = scene.licence(Holder::Hanako)?;
    let licence = scene.issue(&licence, &How::default())?;
    Ok(vec![
        with_first(
            ["device-response", "structure", "CredentialForm"],
            "The first credential is a DeviceResponse, as a wallet presents one, not an IssuerSigned.",
            presented(first)?,
        ),
        with_first(
            ["signature-of-another", "signature", "CredentialSignature"],
            "The first credential is signed by another key than the document signer's.",
            Draft::of(first)?.sign(scene.device_key(0)?)?,
        ),
        with_first(
            ["element-changed", "digest", "CredentialDigest"],
            "An element of the first credential was changed after signing.",
            changed(|draft| {
                draft.redigest = false;
                *member(draft.item("sex")?, "elementValue")? = 9.into();
                Ok(())
            })?,
        ),
        with_first(
            ["another-document-type", "binding", "CredentialDocumentType"],
            "The first credential is a driving licence, where the wallet asked for the My Number \
             document.",
            licence,
        ),
        Vector::invalid(
            &base.0,
            "expired",
            "validity",
            "CredentialExpired",
            "The credentials came a year too late.",
        )
        .input("now", "2027-11-20T09:00:00Z"),
    ])
}

/// A presentation of the credential, but for what a device signs.
fn presented(credential: &[u8]) -> Result<Vec<u8>, Failure> {
    use ciborium::Value;
    let map = |members: Vec<(&str, Value)>| {
        let members = members.into_iter();
        Value::Map(members.map(|(name, value)| (name.into(), value)).collect())
    };
    let signature = Value::Array(vec![
        Value::Bytes(vec![0xA1, 0x01, 0x26]),
        Value::Map(Vec::new()),
        Value::Null,
        Value::Bytes(vec![1; 64]),
    ]);
    let device_signed = map(vec![
        ("nameSpaces", tagged(vec![0xA0])),
        ("deviceAuth", map(vec![("deviceSignature", signature)])),
    ]);
    let document = map(vec![
        ("docType", DOC_TYPE.into()),
        ("issuerSigned", decode(credential)?),
        ("deviceSigned", device_signed),
    ]);
    encode(&map(vec![
        ("version", "1.0".into()),
        ("documents", Value::Array(vec![document])),
        ("status", 0.into()),
    ]))
}

/// Each credential is good, but not all of them together.
fn of_the_batch(scene: &Scene, base: &Base, batch: &[Vec<u8>]) -> Made {
    let [first, second, third] = batch else {
        return Err("not three credentials".into());
    };
    let other = scene.my_number_card(Holder::NoLicence)?;
    let other = scene.issue(
        &other,
        &How {
            key: 2,
            ..How::default()
        },
    )?;
    let two_keys = base.0.input.get("device_keys").and_then(Value::as_array);
    let two_keys: Vec<Value> = two_keys.into_iter().flatten().take(2).cloned().collect();
    let mut foreign = two_keys.clone();
    let mut wallet = SoftwareWallet::new();
    wallet.make_keys(1, &mut random("another wallet"))?;
    let another = wallet.keys().first().ok_or("no key")?;
    foreign.push(super::scene::public_key(another)?);
    let (binding, structure) = ("binding", "structure");
    Ok(vec![
        base.of(
            ["one-key-twice", binding, "CredentialKeyTwice"],
            "The first and the third credential are for one key.",
            &[first.clone(), second.clone(), first.clone()],
        ),
        base.of(
            ["data-of-another", binding, "CredentialDataset"],
            "The third credential has the data of another person.",
            &[first.clone(), second.clone(), other],
        ),
        base.of(
            ["key-of-another-wallet", binding, "CredentialKey"],
            "The third credential is for a key that the wallet did not send.",
            &[first.clone(), second.clone(), third.clone()],
        )
        .input("device_keys", Value::Array(foreign)),
        base.of(
            ["more-than-keys", structure, "CredentialCount"],
            "Three credentials for two keys.",
            batch,
        )
        .input("device_keys", Value::Array(two_keys)),
    ])
}

/// Credentials with a status reference, and what links those of a batch.
fn of_the_profile(scene: &Scene, claims: &Claims, batch: &[Vec<u8>]) -> Made {
    let strict = |name, comment, credentials: &[Vec<u8>]| {
        let mut base = Base::new(scene, name, comment, credentials)?;
        base.0 = base.0.input("profile", "default").feature("profile");
        Ok::<_, Failure>(base)
    };
    let plain = strict(
        "batch-under-profile",
        "One credential for each key, under a profile.",
        batch,
    )?;
    let random_indices = self::batch(scene, claims, [Some(71), Some(904), Some(316)])?;
    let listed = strict(
        "batch-with-status-under-profile",
        "The credentials' indices in the status list are random.",
        &random_indices,
    )?;
    let comment = "The credentials refer to a status list.";
    let unasked = Base::new(scene, "batch-with-status", comment, &random_indices)?;
    let mut padded = encoded(&random_indices);
    for (text, bytes) in padded.iter_mut().zip(&random_indices) {
        *text = Base64Url::encode_string(bytes);
    }
    if !padded.iter().any(|text| text.ends_with('=')) {
        return Err("no credential of the batch has to be padded".into());
    }
    let padded = unasked.case(
        ["padded", "decode", "CredentialEncoding"],
        "The credentials are base64url with padding.",
        response(&padded),
    );
    let consecutive = self::batch(scene, claims, [Some(71), Some(72), Some(73)])?;
    let mut salted = batch.to_vec();
    let (one, other) = (
        batch.first().ok_or("no batch")?,
        batch.get(1).ok_or("no batch")?,
    );
    let salt = member(Draft::of(one)?.item("sex")?, "random")?.clone();
    let mut draft = Draft::of(other)?;
    *member(draft.item("sex")?, "random")? = salt;
    if let Some(place) = salted.get_mut(1) {
        *place = draft.sign(scene.signer_key())?;
    }
    Ok(vec![
        plain.of(
            ["salt-shared", "policy", "BatchLinked"],
            "The second credential has a salt of the first: two readers see that both are of one \
             batch.",
            &salted,
        ),
        listed.of(
            ["consecutive-indices", "policy", "BatchLinked"],
            "The credentials' indices in the status list follow each other: two readers see that \
             they are of one batch.",
            &consecutive,
        ),
        plain.0,
        listed.0,
        padded,
        unasked.0,
    ])
}

/// The issuer's metadata come with the response.
fn of_the_configuration(base: &Vector) -> Vec<Vector> {
    let configuration = |algorithms: Value| {
        json!({
            "format": "mso_mdoc",
            "doctype": DOC_TYPE,
            "credential_signing_alg_values_supported": algorithms,
            "cryptographic_binding_methods_supported": ["cose_key"],
        })
        .to_string()
    };
    let mut good = base
        .clone()
        .input("configuration", configuration(json!([-7, -9])));
    good.id = format!("{KIND}/valid/with-configuration");
    vec![
        Vector::invalid(
            &good,
            "algorithms-as-texts",
            "structure",
            "ConfigurationAlgorithms",
            "The metadata name the algorithms of credentials by names of JOSE; for an mdoc they are \
             integers of COSE.",
        )
        .input("configuration", configuration(json!(["ES256"]))),
        good,
    ]
}
