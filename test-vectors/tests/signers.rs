//! What the examples of signers promise.

#![allow(clippy::unwrap_used)]

use std::process::{Command, Output};

/// Runs an example. Cargo builds it for `cargo test`, but not for a single test target.
fn run(example: &str) -> Output {
    let status = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--example", example])
        .status()
        .unwrap();
    assert!(status.success(), "the example cannot be built");
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().unwrap().parent().unwrap();
    Command::new(profile.join("examples").join(example))
        .output()
        .unwrap()
}

#[test]
fn a_signer_of_ones_own_issues_a_credential_that_verifies() {
    if !cfg!(any(target_arch = "x86_64", target_arch = "aarch64")) {
        println!("skipped: the signer has no code for this processor");
        return;
    }
    let run = run("fast_signer");
    let lines = String::from_utf8(run.stdout.clone()).unwrap();
    assert!(run.status.success(), "{run:?}");
    assert_eq!(lines.lines().last(), Some("valid org.iso.18013.5.1.mDL"));
}
