use std::fs;
use std::path::Path;
use std::process::Output;

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
    let cases: [(&Path, &[&str]); 6] = [
        (&credential, &[]),
        (&credential, &["--now", "today"]),
        (&credential, &["--now", NOW, "--transcript", "missing"]),
        (&credential, &["--now", NOW, "--unknown", "1"]),
        (&presentation, &["--now", NOW]),
        (&missing, &["--now", NOW]),
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
