//! The file of anchors.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::dump::folder;
use super::*;
use crate::error::Category;
use crate::limits;

fn software_card() -> Value {
    let file = Authorities::new().unwrap().anchors_file();
    serde_json::from_str(&file).unwrap()
}

fn refusal(file: &str) -> (String, &'static str) {
    match Anchors::from_json(file) {
        Err(EvidenceError::AnchorsFile { place, reason }) => (place, reason),
        other => panic!("{other:?}"),
    }
}

fn pem(label: &str, base64: &Value) -> String {
    let lines = base64.as_str().unwrap().as_bytes().chunks(64);
    let lines: Vec<&str> = lines
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    let body = lines.join("\n");
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
}

#[test]
fn the_anchors_of_a_file_examine_a_card() {
    let anchors = Anchors::from_json(&software_card().to_string()).unwrap();
    let examined = policy().examine(&anchors, challenge(), &reading(HANAKO), now());
    let report = conclude(examined.unwrap()).unwrap().report().clone();
    let names = report
        .checks
        .iter()
        .filter_map(|check| check.anchor.as_ref());
    let names: Vec<&str> = names.map(|anchor| anchor.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "TEST signing CA",
            "TEST authentication CA",
            "TEST text authority",
            "TEST face authority",
            "TEST POLICE OF THE SOFTWARE CARD",
        ]
    );
}

#[test]
fn the_documented_file_has_every_member_and_no_other() {
    let document = include_str!("../anchors.md");
    let (_, rest) = document.split_once("```json").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let mut example: Value = serde_json::from_str(example).unwrap();
    let real = software_card();
    for list in [
        "signing-roots",
        "authentication-roots",
        "text-authorities",
        "face-authorities",
        "licence-signers",
    ] {
        for member in ["certificate", "public-key"] {
            if let Some(value) = example[list][0].get_mut(member) {
                *value = real[list][0][member].clone();
            }
        }
        assert_eq!(example[list][0]["key-id"], real[list][0]["key-id"]);
    }
    Anchors::from_json(&example.to_string()).unwrap();
}

#[test]
fn certificates_and_keys_may_be_in_pem() {
    let mut file = software_card();
    let root = &mut file["signing-roots"][0]["certificate"];
    *root = pem("CERTIFICATE", root).into();
    let key = &mut file["face-authorities"][0]["public-key"];
    *key = pem("PUBLIC KEY", key).into();
    Anchors::from_json(&file.to_string()).unwrap();
}

#[test]
fn lists_may_be_left_out() {
    let file = json!({ "format": "mnid-mdoc anchors 1", "environment": "production" });
    let anchors = Anchors::from_json(&file.to_string()).unwrap();
    assert_eq!(anchors.environment(), Environment::Production);
}

#[test]
fn each_fault_is_refused_at_its_place() {
    type Change = fn(&mut Value);
    let table: [(&str, &str, Change); 27] = [
        ("format", "it is missing", |f| {
            f.as_object_mut().unwrap().remove("format");
        }),
        ("format", "it is of another format", |f| {
            f["format"] = "mnid-mdoc anchors 2".into();
        }),
        ("environment", "it is missing", |f| {
            f.as_object_mut().unwrap().remove("environment");
        }),
        ("environment", "it is neither production nor test", |f| {
            f["environment"] = "staging".into();
        }),
        ("environment", "it is no text", |f| {
            f["environment"] = 1.into()
        }),
        ("signing-root", "there is no such member", |f| {
            f["signing-root"] = json!([]);
        }),
        ("signing-roots", "it is no list", |f| {
            f["signing-roots"] = Value::Null;
        }),
        ("signing-roots", "it has too many entries", |f| {
            let root = f["signing-roots"][0].clone();
            f["signing-roots"] = vec![root; limits::ANCHORS + 1].into();
        }),
        ("signing-roots[0]", "it is no object", |f| {
            f["signing-roots"][0] = "MIIF".into();
        }),
        ("signing-roots[0].role", "there is no such member", |f| {
            f["signing-roots"][0]["role"] = "signing".into();
        }),
        ("signing-roots[0].name", "it is missing", |f| {
            f["signing-roots"][0]
                .as_object_mut()
                .unwrap()
                .remove("name");
        }),
        (
            "signing-roots[0].name",
            "it is no line of 1 to 100 characters",
            |f| f["signing-roots"][0]["name"] = "a\nb".into(),
        ),
        (
            "signing-roots[0].name",
            "it is no line of 1 to 100 characters",
            |f| f["signing-roots"][0]["name"] = "x".repeat(101).into(),
        ),
        (
            "signing-roots[0].certificate",
            "it is neither base64 of DER nor PEM of this kind",
            |f| f["signing-roots"][0]["certificate"] = "MII*".into(),
        ),
        (
            "signing-roots[0].certificate",
            "it is neither base64 of DER nor PEM of this kind",
            |f| {
                let root = &mut f["signing-roots"][0]["certificate"];
                *root = pem("PUBLIC KEY", root).into();
            },
        ),
        (
            "signing-roots[0].certificate",
            "no X.509 certificate in DER",
            |f| f["signing-roots"][0]["certificate"] = "MAA=".into(),
        ),
        ("signing-roots[2].certificate", "it is there already", |f| {
            let root = f["signing-roots"][0].clone();
            f["signing-roots"].as_array_mut().unwrap().push(root);
        }),
        (
            "text-authorities[0].key-id",
            "it is not hexadecimal of the right length",
            |f| f["text-authorities"][0]["key-id"] = "39".into(),
        ),
        (
            "text-authorities[0].key-id",
            "it is not hexadecimal of the right length",
            |f| f["text-authorities"][0]["key-id"] = "zz".repeat(16).into(),
        ),
        (
            "face-authorities[0].key-id",
            "its key id is of the other environment",
            |f| f["face-authorities"][0]["key-id"] = "35".repeat(16).into(),
        ),
        ("face-authorities[1].key-id", "it is there already", |f| {
            let authority = f["face-authorities"][0].clone();
            f["face-authorities"]
                .as_array_mut()
                .unwrap()
                .push(authority);
        }),
        (
            "text-authorities[0].public-key",
            "it is no SubjectPublicKeyInfo of an RSA key of 2048 bits",
            |f| f["text-authorities"][0]["public-key"] = "MAA=".into(),
        ),
        (
            "licence-signers[0].public-key",
            "it is no SubjectPublicKeyInfo of an RSA key of 2048 bits",
            |f| f["licence-signers"][0]["public-key"] = LARGE_KEY.into(),
        ),
        (
            "licence-signers[1].public-key",
            "it is there already",
            |f| {
                let signer = f["licence-signers"][0].clone();
                f["licence-signers"].as_array_mut().unwrap().push(signer);
            },
        ),
        ("distrusted-keys[1]", "it is no text", |f| {
            f["distrusted-keys"] = json!(["00".repeat(32), 0]);
        }),
        ("distrusted-keys[1]", "it is there already", |f| {
            f["distrusted-keys"] = json!(["aa".repeat(32), "AA".repeat(32)]);
        }),
        (
            "distrusted-keys[0]",
            "it is not hexadecimal of the right length",
            |f| f["distrusted-keys"] = json!(["00".repeat(33)]),
        ),
    ];
    for (place, reason, change) in table {
        let mut file = software_card();
        change(&mut file);
        assert_eq!(refusal(&file.to_string()), (place.to_owned(), reason));
    }
}

#[test]
fn a_member_that_is_there_twice_is_refused() {
    let file = software_card().to_string();
    let doubled = file.replacen('{', "{\"environment\":\"production\",", 1);
    assert_eq!(
        refusal(&doubled),
        ("environment".to_owned(), "it is there twice")
    );
    let doubled = file.replacen("\"name\":", "\"name\":\"x\",\"name\":", 1);
    assert_eq!(refusal(&doubled).1, "it is there twice");
}

#[test]
fn what_is_no_json_is_refused_where_it_ends_to_be() {
    assert_eq!(
        refusal("{\n\"format\" 1}"),
        ("line 2, column 10".to_owned(), "it is not JSON")
    );
    assert_eq!(refusal("[]"), ("the file".to_owned(), "it is no object"));
    let deep = "[".repeat(100_000);
    assert_eq!(refusal(&deep).1, "it is not JSON");
    let long = " ".repeat(limits::ANCHORS_FILE + 1);
    assert_eq!(refusal(&long), ("the file".to_owned(), "it is too long"));
}

#[test]
fn a_file_that_is_cut_off_is_refused() {
    let file = software_card().to_string();
    for length in 0..file.len() {
        assert_eq!(refusal(&file[..length]).1, "it is not JSON");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Damage within the base64 of a key or certificate, in a hash or between the members.
    #[test]
    fn a_damaged_file_is_refused_or_read_and_never_more(
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut file = software_card().to_string().into_bytes();
        let at = at.index(file.len());
        file[at] = byte;
        if let Ok(file) = String::from_utf8(file)
            && let Err(error) = Anchors::from_json(&file)
        {
            prop_assert_eq!(error.code(), "evidence.anchors-file");
        }
    }

    #[test]
    fn any_json_is_refused_or_read(text in "[\\[\\]{}\",:a-z0-9 \\\\-]{0,200}") {
        let _ = Anchors::from_json(&text);
    }
}

#[test]
fn a_refusal_says_who_acts_and_shows_no_long_or_unprintable_name() {
    let mut file = software_card();
    file[format!("\u{1b}[2J{}", "x".repeat(1_000))] = 1.into();
    let error = Anchors::from_json(&file.to_string()).unwrap_err();
    assert_eq!(error.code(), "evidence.anchors-file");
    assert_eq!(error.category(), Category::Misuse);
    let text = error.to_string();
    assert!(text.len() < 200 && !text.contains('\u{1b}'), "{text}");
}

#[test]
fn a_distrusted_key_of_the_file_is_refused() {
    let authorities = Authorities::new().unwrap();
    let key = RsaPublicKey::from_spki_der(&authorities.text.public_key).unwrap();
    let hash: String = key
        .spki_sha256()
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    let mut file = software_card();
    file["distrusted-keys"] = json!([hash]);
    let anchors = Anchors::from_json(&file.to_string()).unwrap();
    let outcome = policy().examine(&anchors, challenge(), &reading(HANAKO), now());
    assert_eq!(outcome.unwrap_err().code(), "evidence.distrusted-key");
}

#[test]
fn the_hash_of_a_key_is_that_of_its_subject_public_key_info() {
    let authorities = Authorities::new().unwrap();
    let spki = &authorities.police.public_key;
    let key = RsaPublicKey::from_spki_der(spki).unwrap();
    assert_eq!(key.spki_sha256(), crate::crypto::sha256(&[spki]));
}

#[test]
fn the_roots_of_the_jpki_load_in_their_own_environment_and_in_no_other() {
    let Some(folder) = folder() else {
        return;
    };
    let folder = folder.join("jpki-roots");
    let entry = |file: &str| {
        let der = std::fs::read(folder.join(file)).unwrap();
        let base64 = <base64ct::Base64 as base64ct::Encoding>::encode_string(&der);
        json!({ "name": file, "certificate": base64 })
    };
    let file = |environment: &str, signing: &[&str], authentication: &[&str]| {
        let entries = |files: &[&str]| files.iter().map(|file| entry(file)).collect::<Value>();
        let file = json!({
            "format": "mnid-mdoc anchors 1",
            "environment": environment,
            "signing-roots": entries(signing),
            "authentication-roots": entries(authentication),
        });
        file.to_string()
    };
    let production: [&[&str]; 2] = [
        &["signca01.cer", "signca02.cer", "signca03.cer"],
        &["authca01.cer", "authca02.cer", "authca03.cer"],
    ];
    let test: [&[&str]; 2] = [
        &["test/signca-test-2019.cer", "test/signca-test-2024.cer"],
        &["test/authca-test-2019.cer", "test/authca-test-2023.cer"],
    ];
    let load = |environment, [signing, authentication]: [&[&str]; 2]| {
        Anchors::from_json(&file(environment, signing, authentication))
    };
    assert!(load("production", production).is_ok());
    assert!(load("test", test).is_ok());
    let other = "its organisation is of the other environment";
    for (environment, roots) in [("test", production), ("production", test)] {
        let [signing, authentication] = roots;
        for root in signing {
            let (place, reason) = refusal(&file(environment, &[root], &[]));
            assert_eq!(
                (place.as_str(), reason),
                ("signing-roots[0].certificate", other)
            );
        }
        for root in authentication {
            let (place, reason) = refusal(&file(environment, &[], &[root]));
            let expected = ("authentication-roots[0].certificate", other);
            assert_eq!((place.as_str(), reason), expected);
        }
    }
}

/// A throw-away RSA key of 4096 bits.
const LARGE_KEY: &str = "\
    MIICIjANBgkqhkiG9w0BAQEFAAOCAg8AMIICCgKCAgEAl5+BwL2yNbQNYYF7c6piLpbFAuPuY7xOuvbavHZ9\
    n6fSPneMt3yrKmZ++7bMhnGSpNhcnk6z7R0ll6MldmGlR40uI13x16bCiE/oeplmxD/P2lryInBCPWD2dNfk\
    guP/ekjDH7fqnYaKat2rT/3utKY9Ae9QRPDhQVOcPOjxth1uNoQmQz6f/Y4wcpU+uNAJTKV3gnMA3XnwgL6x\
    RwuMJ+4AVxZgzBYh16FRsw8OtS1yxEg8AufQoh1LYacH48+o9sw/WAS+BbDF9YQGUadeXMjQIYzhyiqeJrvd\
    d500QIvFD3MT28b8xKaS9Tibb4qPpRC0Yy9ubyCYVpSFF3mhsKCd2iMWeljJswtVhJCqFxVi/LQRUrBsuUqB\
    7kCY7R15I/gJbv81vt5XMmxZSWU+GmIihjXsEOEnKFacq2KgW3zAtMaayPZmQmpPPDlSWsj50v9il52gExge\
    Jt+/jLHrJJCvLKg+wpvh2f3XjwZ5g6Mybq/g5x3jThUzITseZrGnklU6z44oihf9j4ApD55V/xooeHVWF7r4\
    21l4Om3y7+e5POUoIDS9WtXUQErP/FIvTbUwu8iL4g+6s9cgMOH0HcKpp9dH3OFcOahKeI1ejZPd9l6sU3b6\
    WcrMH2AUQeKtCJ1di3rRA4qWoVX+HRwoUiti3YxAgX63+SH4ykUBYpcCAwEAAQ==";
