//! The list that AAMVA published on 18 November 2025.

use std::path::PathBuf;

use super::*;
use crate::pki::{Edition, Profile, Role, lint};

const NOW: &str = "2025-11-19T00:00:00Z";

/// The list and the provider's root.
fn list() -> Option<(Vec<u8>, Certificate)> {
    let Some(folder) = std::env::var_os("MNID_MDOC_VECTORS") else {
        println!("skipped: MNID_MDOC_VECTORS is not set");
        return None;
    };
    let folder = PathBuf::from(folder).join("vical");
    let list = std::fs::read(folder.join("aamva-vical-2025-11-18-1763491092481.cbor")).unwrap();
    let root = std::fs::read(folder.join("aamva_ca_root.crt")).unwrap();
    let root = match std::str::from_utf8(&root) {
        Ok(pem) => Certificate::from_pem(pem).unwrap(),
        Err(_) => Certificate::from_der(&root).unwrap(),
    };
    Some((list, root))
}

#[test]
fn the_list_is_verified_up_to_the_provider_s_root() {
    let Some((bytes, root)) = list() else { return };
    let vical = Vical::verify(&bytes, &[root], at(NOW)).unwrap();
    assert_eq!(vical.provider(), "AAMVA");
    assert_eq!(vical.issue_id(), Some(227_602));
    assert_eq!(vical.date(), at("2025-11-18T18:38:12Z"));
    assert_eq!(vical.next_update(), Some(at("2025-11-19T18:38:12Z")));
    assert_eq!(vical.not_after(), None);
    assert_eq!(
        vical.signer().common_name(),
        Some("AAMVA Prod Vical-Signer-01")
    );
    assert!(vical.unusable().is_empty());
    assert_eq!(vical.anchors_for("org.iso.18013.5.1.mDL").count(), 14);
    assert_eq!(vical.anchors_for("org.iso.23220.1.jp.mnc").count(), 0);
}

#[test]
fn the_findings_of_each_root_are_these() {
    let Some((bytes, root)) = list() else { return };
    let vical = Vical::verify(&bytes, &[root], at(NOW)).unwrap();
    let findings = |edition| {
        let entries = vical.entries().iter().map(move |entry| {
            let iaca = &entry.certificate;
            let findings = lint(Profile::new(Role::Iaca, edition), iaca, iaca);
            let rules = findings.into_iter().map(|one| one.rule).collect();
            (iaca.common_name().unwrap().to_owned(), rules)
        });
        entries.collect::<Vec<(String, Vec<_>)>>()
    };
    let names = [
        "Fast Enterprises Root",
        "IACA-UTAH-USA",
        "VA mID IACA",
        "VA mID IACA-A",
        "Colorado Root Certificate",
        "Georgia Root Certificate Authority",
        "Alaska DMV IACA",
        "https://partner.mdl.dot.nd.gov/",
        "IACA-UTAH-USA",
        "MVMProdCA",
        "MVMProdCA",
        "MVMProdCA",
        "carswsnp.dojmt.gov",
        "MDOT MVA mDL Root",
    ];
    let none = names.map(|name| (name.to_owned(), vec![]));
    assert_eq!(findings(Edition::EveryReader), none);
    let note = names.map(|name| (name.to_owned(), vec!["pki.crl-distribution-points-of-root"]));
    assert_eq!(findings(Edition::Edition2), note);
}

#[test]
fn each_root_is_signed_by_itself() {
    let Some((bytes, root)) = list() else { return };
    let vical = Vical::verify(&bytes, &[root], at(NOW)).unwrap();
    for entry in vical.entries() {
        let iaca = &entry.certificate;
        iaca.check_signed_by(iaca.public_key()).unwrap();
    }
}

#[test]
fn the_signer_s_only_finding_is_a_distribution_point_with_a_directory_name() {
    let Some((bytes, root)) = list() else { return };
    let envelope = Sign1::parse(&bytes).unwrap();
    let chain = envelope.chain().iter();
    let chain = chain.map(|der| Certificate::from_der(der).unwrap());
    let chain = chain.collect::<Vec<_>>();
    assert_eq!(chain[2], root);
    let profile = Profile::new(Role::VicalSigner, Edition::EveryReader);
    let findings = lint(profile, &chain[0], &chain[1]);
    let rules = findings.iter().map(|one| one.rule).collect::<Vec<_>>();
    assert_eq!(rules, ["pki.crl-distribution-points"]);
}

#[test]
fn the_list_is_refused_after_its_time_under_another_root_and_with_one_bit_changed() {
    let Some((bytes, root)) = list() else { return };
    let code = |bytes: &[u8], root: &Certificate, now: &str| {
        let outcome = Vical::verify(bytes, std::slice::from_ref(root), at(now));
        outcome.unwrap_err().code()
    };
    let other = Chain::new(SigningCurve::P256).iaca;
    let mut changed = bytes.clone();
    let middle = bytes.len() / 2;
    changed[middle] ^= 1;
    assert_eq!(
        code(&bytes, &root, "2025-11-18T18:38:11Z"),
        "vical.not-yet-valid"
    );
    assert_eq!(
        code(&bytes, &root, "2025-11-19T18:38:12Z"),
        "vical.outdated"
    );
    assert_eq!(code(&bytes, &root, "2026-04-18T17:38:42Z"), "pki.expired");
    assert_eq!(code(&bytes, &other, NOW), "vical.untrusted-signer");
    assert_eq!(code(&changed, &root, NOW), "cose.signature");
}
