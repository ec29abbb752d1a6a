use std::fs;
use std::path::Path;
use std::process::Output;

use ciborium::Value;
use mnid_mdoc::crypto::SoftwareKey;
use mnid_mdoc::pki::{Certificate, RevocationListRequest};
use mnid_mdoc::time::Timestamp;

use crate::provision::PROVISIONED;
use crate::{NOW, complained, printed, run, scratch, status};

fn verify(file: &Path, more: &[&str]) -> Output {
    let iaca = PROVISIONED.join("iaca.pem");
    let mut words = vec![file.to_str().unwrap(), "--iaca", iaca.to_str().unwrap()];
    words.extend(more);
    run("verify", &words)
}

#[test]
fn verify_prints_one_line_for_every_file_that_provision_wrote() {
    for (folder, doc_type) in [
        ("my-number-card", "org.iso.23220.1.jp.mnc"),
        ("driving-licence", "org.iso.18013.5.1.mDL"),
    ] {
        let folder = PROVISIONED.join(folder);
        for index in 0..3 {
            let file = folder.join(format!("credential-{index:02}.cbor"));
            let output = verify(&file, &["--now", NOW, "--doc-type", doc_type]);
            assert_eq!(printed(&output), format!("valid {doc_type}\n"));
            assert_eq!(status(&output), 0);
        }
        let transcript = folder.join("presentation-00.transcript.cbor");
        let words = ["--now", NOW, "--transcript", transcript.to_str().unwrap()];
        let output = verify(&folder.join("presentation-00.cbor"), &words);
        assert_eq!(printed(&output), format!("valid {doc_type}\n"));
        assert_eq!(status(&output), 0);
    }
}

#[test]
fn verify_names_stage_and_code_and_ends_with_one() {
    let folder = PROVISIONED.join("my-number-card");
    let credential = folder.join("credential-00.cbor");
    let scratch = scratch("changed");
    let changed = |name: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = fs::read(&credential).unwrap();
        change(&mut bytes);
        let file = scratch.join(name);
        fs::write(&file, bytes).unwrap();
        file
    };
    let cases = [
        (changed("empty", &Vec::clear), vec![], "invalid decode "),
        (
            changed("longer", &|bytes| bytes.push(0)),
            vec![],
            "invalid decode ",
        ),
        (
            changed("signature", &|bytes| *bytes.last_mut().unwrap() ^= 1),
            vec![],
            "invalid signature ",
        ),
        (
            credential.clone(),
            vec!["--doc-type", "org.iso.18013.5.1.mDL"],
            "invalid binding ",
        ),
    ];
    for (file, mut words, start) in cases {
        words.extend(["--now", NOW]);
        let output = verify(&file, &words);
        assert!(printed(&output).starts_with(start), "{}", printed(&output));
        assert_eq!(printed(&output).lines().count(), 1);
        assert_eq!(status(&output), 1);
    }
    let late = verify(&credential, &["--now", "2027-12-01T00:00:00Z"]);
    assert!(
        printed(&late).starts_with("invalid validity "),
        "{}",
        printed(&late)
    );

    let licence = PROVISIONED.join("driving-licence");
    let transcript = scratch.join("transcript");
    fs::write(&transcript, [0x83, 0xF6, 0xF6, 0xF6]).unwrap();
    let words = ["--now", NOW, "--transcript", transcript.to_str().unwrap()];
    let other_session = verify(&licence.join("presentation-00.cbor"), &words);
    let line = printed(&other_session);
    assert!(line.starts_with("invalid binding "), "{line}");
}

#[test]
fn wrong_use_of_verify_ends_with_two() {
    let credential = PROVISIONED.join("my-number-card/credential-00.cbor");
    let presentation = PROVISIONED.join("my-number-card/presentation-00.cbor");
    let missing = PROVISIONED.join("missing.cbor");
    let cases: [(&Path, &[&str]); 10] = [
        (&credential, &[]),
        (&credential, &["--now", "today"]),
        (&credential, &["--now", NOW, "--transcript", "missing"]),
        (&credential, &["--now", NOW, "--unknown", "1"]),
        (&presentation, &["--now", NOW]),
        (&missing, &["--now", NOW]),
        (&credential, &["--now", NOW, "--vical", "list"]),
        (&credential, &["--now", NOW, "--vical-root", "missing"]),
        (&credential, &["--now", NOW, "--reader-key", "missing"]),
        (&credential, &["--now", NOW, "--status-token", "missing"]),
    ];
    for (file, words) in cases {
        let output = verify(file, words);
        assert_eq!(status(&output), 2, "{words:?}");
        assert_eq!(printed(&output), "");
    }
}

#[test]
fn a_root_that_cannot_be_used_takes_nothing_from_the_others() {
    let folder = scratch("roots");
    let bundle = folder.join("roots.pem");
    let ours = fs::read_to_string(PROVISIONED.join("iaca.pem")).unwrap();
    let foreign = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
    let credential = PROVISIONED.join("my-number-card/credential-00.cbor");
    let verify = |roots: &str| {
        fs::write(&bundle, roots).unwrap();
        let words = [
            credential.to_str().unwrap(),
            "--iaca",
            bundle.to_str().unwrap(),
        ];
        run("verify", &[words.as_slice(), &["--now", NOW]].concat())
    };
    assert_eq!(status(&verify(&format!("{foreign}{ours}"))), 0);
    assert_eq!(status(&verify(foreign)), 2);
}

#[test]
fn verify_judges_by_the_profile_that_is_named() {
    let credential = PROVISIONED.join("driving-licence/credential-00.cbor");
    let named = |name| verify(&credential, &["--now", NOW, "--profile", name]);
    for name in ["default", "edition_1", "edition_2", "japan"] {
        assert_eq!(status(&named(name)), 0, "{name}");
    }
    assert_eq!(status(&named("nonsense")), 2);
    let presentation = PROVISIONED.join("driving-licence/presentation-00.cbor");
    let transcript = PROVISIONED.join("driving-licence/presentation-00.transcript.cbor");
    let transcript = transcript.to_str().unwrap();
    let words = [
        "--now",
        NOW,
        "--transcript",
        transcript,
        "--profile",
        "default",
    ];
    assert_eq!(status(&verify(&presentation, &words)), 0);
}

#[test]
fn verify_asks_the_revocation_lists_that_it_is_given() {
    let folder = scratch("revocations");
    let text = |name: &str| fs::read_to_string(PROVISIONED.join(name)).unwrap();
    let iaca = Certificate::from_pem(&text("iaca.pem")).unwrap();
    let signer = Certificate::from_pem(&text("document-signer.pem")).unwrap();
    let key = SoftwareKey::from_pem(&text("iaca.key.pem")).unwrap();
    let now: Timestamp = NOW.parse().unwrap();
    let write = |name: &str, made: Timestamp, next_update, revoked| {
        let request = RevocationListRequest {
            this_update: made,
            next_update,
            number: 1,
            revoked,
        };
        let list = request.issue(&iaca, &key).unwrap();
        fs::write(folder.join(name), list.der()).unwrap();
        list.der().to_vec()
    };
    let next = now.plus_days(30);
    let mut forged = write("good.crl", now, next, vec![]);
    write("revoked.crl", now, next, vec![(signer, now)]);
    write("outdated.crl", now.plus_days(-1), now, vec![]);
    *forged.last_mut().unwrap() ^= 1;
    fs::write(folder.join("forged.crl"), forged).unwrap();
    fs::write(folder.join("no-list.crl"), "no list").unwrap();

    let credential = PROVISIONED.join("driving-licence/credential-00.cbor");
    let verify_with = |lists: &[&str]| {
        let files: Vec<_> = lists.iter().map(|name| folder.join(name)).collect();
        let mut words = vec!["--now", NOW];
        for file in &files {
            words.extend(["--crl", file.to_str().unwrap()]);
        }
        verify(&credential, &words)
    };
    assert_eq!(status(&verify_with(&["good.crl"])), 0);
    let revoked = verify_with(&["good.crl", "revoked.crl"]);
    assert_eq!(status(&revoked), 1);
    assert!(printed(&revoked).starts_with("invalid status pki.revoked: "));
    for (list, code) in [
        ("outdated.crl", "crl.outdated"),
        ("forged.crl", "crl.signature"),
        ("no-list.crl", "crl.malformed"),
    ] {
        let refused = verify_with(&["good.crl", list]);
        assert_eq!(status(&refused), 2, "{list}");
        let said = complained(&refused);
        assert!(said.contains(code), "{said}");
    }
}

#[test]
fn verify_prints_a_line_for_each_document_of_a_response() {
    let folder = scratch("several");
    let (licence, number) = (
        PROVISIONED.join("driving-licence"),
        PROVISIONED.join("my-number-card"),
    );
    let read = |folder: &Path| {
        let bytes = fs::read(folder.join("presentation-00.cbor")).unwrap();
        ciborium::from_reader::<Value, _>(&bytes[..]).unwrap()
    };
    let mut whole = read(&licence);
    let mut other = read(&number);
    let mut second = documents(&mut other).remove(0);
    let name = member(&mut second, "docType");
    *name = "another".into();
    documents(&mut whole).push(second);
    let mut bytes = Vec::new();
    ciborium::into_writer(&whole, &mut bytes).unwrap();
    let file = folder.join("response.cbor");
    fs::write(&file, bytes).unwrap();

    let transcript = licence.join("presentation-00.transcript.cbor");
    let words = ["--now", NOW, "--transcript", transcript.to_str().unwrap()];
    let output = verify(&file, &words);
    let text = printed(&output);
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!(lines[0], "valid org.iso.18013.5.1.mDL");
    assert!(lines[1].starts_with("invalid binding verify.doc-type-mismatch: "));
    assert_eq!(status(&output), 1);

    let output = verify(&file, &[&words[..], &["--json"]].concat());
    let text = printed(&output);
    let reports: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(reports.len(), 2);
    assert_eq!(reports[0]["valid"], true);
    assert_eq!(reports[0]["stages"]["binding"]["verdict"], "passed");
    assert_eq!(reports[1]["refusal"]["stage"], "binding");
    assert_eq!(reports[1]["stages"]["digest"]["verdict"], "passed");
    assert_eq!(status(&output), 1);
}

#[test]
fn a_report_in_json_is_printed_of_what_cannot_be_read_too() {
    let folder = scratch("unreadable");
    let file = folder.join("nothing");
    fs::write(&file, []).unwrap();
    let transcript = folder.join("transcript");
    fs::write(&transcript, [0x82, 0xF6, 0xF6]).unwrap();
    let presentation = PROVISIONED.join("driving-licence/presentation-00.cbor");
    let cases: [(&Path, &[&str], &str); 2] = [
        (&file, &[], "decode"),
        (
            &presentation,
            &["--transcript", transcript.to_str().unwrap()],
            "binding",
        ),
    ];
    for (file, words, stage) in cases {
        let output = verify(file, &[&["--now", NOW, "--json"], words].concat());
        let report: serde_json::Value = serde_json::from_str(&printed(&output)).unwrap();
        assert_eq!(report["refusal"]["stage"], stage);
        assert_eq!(report["stages"]["policy"]["verdict"], "not-reached");
        assert_eq!(status(&output), 1);
    }
}

#[test]
fn verify_takes_tag_18_by_an_option_alone() {
    let credential = fs::read(PROVISIONED.join("driving-licence/credential-00.cbor")).unwrap();
    let mut whole: Value = ciborium::from_reader(&credential[..]).unwrap();
    let issuer_auth = member(&mut whole, "issuerAuth");
    *issuer_auth = Value::Tag(18, Box::new(issuer_auth.clone()));
    let mut bytes = Vec::new();
    ciborium::into_writer(&whole, &mut bytes).unwrap();
    let file = scratch("tag-18").join("credential.cbor");
    fs::write(&file, bytes).unwrap();
    let strict = verify(&file, &["--now", NOW]);
    assert!(printed(&strict).starts_with("invalid structure cose.tagged: "));
    assert_eq!(status(&strict), 1);
    assert_eq!(status(&verify(&file, &["--now", NOW, "--tag-18"])), 0);
}

#[test]
fn verify_checks_the_standards_mac_with_the_readers_key() {
    let Ok(vectors) = std::env::var("MNID_MDOC_VECTORS") else {
        println!("skipped: MNID_MDOC_VECTORS is unset");
        return;
    };
    let annex_d = |name: &str| {
        let file = Path::new(&vectors).join(format!("iso18013-5-annex-d/{name}.hex"));
        crate::verify_vectors::unhex(fs::read_to_string(file).unwrap().trim())
    };
    let folder = scratch("mac");
    let write = |name: &str, content: &[u8]| {
        fs::write(folder.join(name), content).unwrap();
        folder.join(name).to_str().unwrap().to_owned()
    };
    let root = Certificate::from_der(&annex_d("d5_2_iaca_root_cert")).unwrap();
    // ECPrivateKey ::= SEQUENCE { version INTEGER 1, privateKey OCTET STRING }
    let number = annex_d("d5_1_ephemeral_reader_key_d");
    let key = [&[0x30, 0x25, 2, 1, 1, 4, 0x20], &number[..]].concat();
    let key = SoftwareKey::from_der(&key).unwrap();
    let (root, key) = (
        write("root.pem", root.to_pem().as_bytes()),
        write("key.pem", key.to_pkcs8_pem().unwrap().as_bytes()),
    );
    // Without the tag 24 and the length of the byte string, of which there are five bytes.
    let transcript = write("transcript", &annex_d("d5_1_session_transcript_bytes")[5..]);
    let response = write("response", &annex_d("d4_1_2_device_response"));
    let words = [
        &response[..],
        "--iaca",
        &root,
        "--now",
        "2021-01-01T00:00:00Z",
        "--transcript",
        &transcript,
    ];
    let without = run("verify", &words);
    assert!(printed(&without).starts_with("invalid binding verify.reader-key-missing: "));
    let with = run("verify", &[&words[..], &["--reader-key", &key]].concat());
    assert_eq!(printed(&with), "valid org.iso.18013.5.1.mDL\n");
    assert_eq!(status(&with), 0);
}

fn documents(response: &mut Value) -> &mut Vec<Value> {
    member(response, "documents").as_array_mut().unwrap()
}

fn member<'a>(map: &'a mut Value, name: &str) -> &'a mut Value {
    let members = map.as_map_mut().unwrap().iter_mut();
    let mut found = members.filter(|(key, _)| key.as_text() == Some(name));
    found.next().map(|(_, value)| value).unwrap()
}
