use std::fs;
use std::path::Path;

use crate::provision::PROVISIONED;
use crate::{printed, run, scratch, status};

#[test]
fn lint_judges_certificates_and_credentials_by_a_profile() {
    let lint = |file: &Path, name| run("lint", &[file.to_str().unwrap(), "--profile", name]);
    let silent = [
        "iaca.pem",
        "document-signer.pem",
        "my-number-card/credential-00.cbor",
        "driving-licence/credential-00.cbor",
    ];
    for file in silent {
        let output = lint(&PROVISIONED.join(file), "default");
        assert_eq!(
            (status(&output), printed(&output).as_str()),
            (0, ""),
            "{file}"
        );
    }
    let credential = PROVISIONED.join("my-number-card/credential-00.cbor");
    let notes = lint(&credential, "zero_knowledge");
    assert_eq!(status(&notes), 0);
    let place = "note profile.not-provable org.iso.23220.1.jp/full_name_unicode: ";
    assert!(printed(&notes).contains(place), "{}", printed(&notes));

    let folder = scratch("lint");
    let changed = folder.join("changed");
    let mut bytes = fs::read(&credential).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&changed, &bytes).unwrap();
    let found = lint(&changed, "default");
    assert_eq!(status(&found), 1);
    assert!(printed(&found).starts_with("refused profile.signature issuerAuth: "));
    bytes.push(0);
    fs::write(&changed, &bytes).unwrap();
    let unreadable = lint(&changed, "default");
    assert_eq!(status(&unreadable), 1);
    assert!(printed(&unreadable).starts_with("unreadable mdoc.not-cbor "));

    assert_eq!(status(&lint(&credential, "nonsense")), 2);
    assert_eq!(status(&run("lint", &[""; 0])), 2);
    assert_eq!(status(&lint(&folder.join("nothing"), "default")), 2);
}
