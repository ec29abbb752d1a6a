//! The contract of the example `pkcs11_signer`.

use std::env;
use std::fs;
use std::process::{Command, Output};

use crate::softhsm::{LABEL, PIN, SoftHsm, with_softhsm};

/// Runs the example on this module. Cargo builds it for `cargo test`, but not for a single test
/// target.
fn run(softhsm: &SoftHsm, pin: Option<&str>, words: &[&str]) -> Output {
    let status = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--features", "pkcs11"])
        .args(["--example", "pkcs11_signer"])
        .status()
        .unwrap();
    assert!(status.success(), "the example cannot be built");
    let test = env::current_exe().unwrap();
    let profile = test.parent().unwrap().parent().unwrap();
    let mut example = Command::new(profile.join("examples/pkcs11_signer"));
    example.env_remove("MNID_MDOC_TOKEN_PIN");
    example.envs(pin.map(|pin| ("MNID_MDOC_TOKEN_PIN", pin)));
    let (module, out) = (softhsm.module(), softhsm.folder().join("out"));
    example.arg("--module").arg(module).arg("--out").arg(out);
    let run = example.args(words).output().unwrap();
    for said in [&run.stdout, &run.stderr] {
        assert!(!String::from_utf8_lossy(said).contains(PIN));
    }
    run
}

fn told(run: &Output) -> Vec<String> {
    let text = String::from_utf8(run.stdout.clone()).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn the_first_run_makes_the_keys_and_the_next_finds_them() {
    with_softhsm(|softhsm| {
        softhsm.make_token(LABEL);
        let pin = softhsm.folder().join("pin");
        fs::write(&pin, format!("{PIN}\n")).unwrap();
        let serial = softhsm.slot().1.serial_number().to_owned();
        let by_file = ["--serial", &serial, "--pin-file", pin.to_str().unwrap()];
        for (how, pin, words) in [
            ("made ", Some(PIN), &["--token", LABEL][..]),
            ("found", None, &by_file),
        ] {
            let run = run(softhsm, pin, words);
            assert!(run.status.success(), "{run:?}");
            let told = told(&run);
            for line in [
                format!("    {how}     TEST mnid-mdoc token IACA, P384"),
                format!("    {how}     TEST mnid-mdoc token document signer, P256"),
                "    verified  org.iso.23220.1.jp.mnc".to_owned(),
                "    verified  org.iso.18013.5.1.mDL".to_owned(),
            ] {
                assert!(told.contains(&line), "{line}: {told:#?}");
            }
        }
        let files = fs::read_dir(softhsm.folder().join("out")).unwrap();
        assert_eq!(files.count(), 9);
    });
}

#[test]
fn who_asks_for_help_is_told_the_usage() {
    with_softhsm(|softhsm| {
        let run = run(softhsm, None, &["--help"]);
        assert!(run.status.success());
        assert!(told(&run)[0].starts_with("usage: pkcs11_signer "));
    });
}

#[test]
fn what_is_refused_is_named_and_wrong_use_ends_with_two() {
    with_softhsm(|softhsm| {
        softhsm.make_token(LABEL);
        let named = |pin, words: &[&str]| {
            let run = run(softhsm, pin, words);
            let said = String::from_utf8(run.stderr).unwrap();
            let first = said.lines().next().unwrap().to_owned();
            (run.status.code().unwrap(), first)
        };
        let (status, said) = named(Some("0000"), &["--token", LABEL]);
        assert_eq!(status, 1);
        assert!(said.starts_with("refused [crypto.pkcs11-pin]: "), "{said}");
        let (status, said) = named(Some(PIN), &["--token", "nobody's"]);
        assert_eq!(status, 1);
        let code = "refused [crypto.pkcs11-token-missing]: ";
        assert!(said.starts_with(code), "{said}");
        let wrong: &[(Option<&str>, &[&str])] = &[
            (Some(PIN), &[]),
            (None, &["--token", LABEL]),
            (Some(""), &["--token", LABEL]),
            (None, &["--token", LABEL, "--pin-file", "/no/such/file"]),
            (Some(PIN), &["--token", LABEL, "--pin", "1234"]),
            (Some(PIN), &["--token", LABEL, "--keys", "0"]),
            (Some(PIN), &["--token", LABEL, "--sessions", "many"]),
        ];
        for (pin, words) in wrong {
            assert_eq!(named(*pin, words).0, 2, "{words:?}");
        }
    });
}
