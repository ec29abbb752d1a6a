use der::Decode;

use super::*;
use crate::crypto::SigningCurve;
use crate::error::Coded;
use crate::pki::RevocationListRequest;
use crate::pki::tests::{Chain, at, below_a_deviating_root, forged};

const NOW: &str = "2026-06-01T00:00:00Z";

fn code(chain: &[Certificate], anchors: &[Certificate], now: &str) -> &'static str {
    match validate(chain, anchors, at(now)) {
        Ok(_) => "accepted",
        Err(error) => error.code(),
    }
}

#[test]
fn a_document_signer_below_its_root_is_accepted() {
    for curve in [SigningCurve::P256, SigningCurve::P384] {
        let chain = Chain::new(curve);
        let found = validate(
            std::slice::from_ref(&chain.document_signer),
            std::slice::from_ref(&chain.iaca),
            at(NOW),
        )
        .unwrap();
        assert_eq!(found.country(), "JP");
        assert_eq!(found.state(), Some("Tokyo"));
        assert_eq!(found.anchor_sha256(), &chain.iaca.sha256());
        assert_eq!(found.anchor_not_after(), chain.iaca.not_after());
        assert_eq!(found.deviations(), []);
        assert_eq!(
            Some(found.public_key()),
            chain.document_signer.public_key().ec()
        );
    }
}

#[test]
fn both_certificates_are_current_from_their_first_to_their_last_second() {
    let chain = Chain::new(SigningCurve::P256);
    let root = chain.faulty_iaca(|part| {
        part.set_validity("2026-03-01T00:00:00Z", "2026-12-01T00:00:00Z");
    });
    for (now, root, expected) in [
        ("2026-01-31T23:59:59Z", &chain.iaca, "pki.not-yet-valid"),
        ("2026-02-01T00:00:00Z", &chain.iaca, "accepted"),
        ("2027-02-01T00:00:00Z", &chain.iaca, "accepted"),
        ("2027-02-01T00:00:01Z", &chain.iaca, "pki.expired"),
        ("2026-02-28T23:59:59Z", &root, "pki.not-yet-valid"),
        ("2026-12-01T00:00:01Z", &root, "pki.expired"),
    ] {
        let found = code(
            std::slice::from_ref(&chain.document_signer),
            std::slice::from_ref(root),
            now,
        );
        assert_eq!(found, expected, "{now}");
    }
}

#[test]
fn the_chain_is_the_document_signer_alone() {
    let Chain {
        iaca,
        document_signer,
        ..
    } = Chain::new(SigningCurve::P256);
    let anchors = [iaca.clone()];
    assert_eq!(code(&[], &anchors, NOW), "pki.chain-length");
    assert_eq!(
        code(&[document_signer, iaca.clone()], &anchors, NOW),
        "pki.chain-length"
    );
    // The root itself is no document signer.
    assert_eq!(code(&[iaca], &anchors, NOW), "pki.key-usage");
}

#[test]
fn among_roots_of_one_name_the_signature_decides() {
    let chain = Chain::new(SigningCurve::P256);
    let other = Chain::new(SigningCurve::P384);
    assert_eq!(chain.iaca.subject_der(), other.iaca.subject_der());
    let leaf = [chain.document_signer.clone()];
    assert_eq!(
        code(&leaf, &[other.iaca.clone(), chain.iaca.clone()], NOW),
        "accepted"
    );
    assert_eq!(
        code(&leaf, &[chain.iaca.clone(), other.iaca.clone()], NOW),
        "accepted"
    );
    assert_eq!(
        code(&leaf, std::slice::from_ref(&other.iaca), NOW),
        "pki.signature"
    );
    let impostor = forged(&chain.iaca, &chain.document_signer_key, |part| {
        part.key =
            spki::SubjectPublicKeyInfoOwned::from_der(chain.document_signer.public_key_der())
                .unwrap();
    });
    assert_eq!(code(&leaf, &[impostor], NOW), "pki.signature");
    // An expired root of the same key does not hide a current one, and is named when alone.
    let expired = chain.faulty_iaca(|part| {
        part.set_validity("2020-01-01T00:00:00Z", "2025-01-01T00:00:00Z");
    });
    assert_eq!(
        code(&leaf, &[expired.clone(), chain.iaca.clone()], NOW),
        "accepted"
    );
    assert_eq!(code(&leaf, &[expired, other.iaca], NOW), "pki.expired");
    assert_eq!(code(&leaf, &[], NOW), "pki.unknown-issuer");
}

#[test]
fn a_changed_signature_or_signed_byte_is_refused() {
    let chain = Chain::new(SigningCurve::P256);
    let der = chain.document_signer.der();
    for position in 0..der.len() {
        let mut changed = der.to_vec();
        if let Some(byte) = changed.get_mut(position) {
            *byte ^= 1;
        }
        let Ok(certificate) = Certificate::from_der(&changed) else {
            continue;
        };
        let found = code(&[certificate], std::slice::from_ref(&chain.iaca), NOW);
        assert_ne!(found, "accepted", "byte {position}");
    }
}

#[test]
fn the_chain_of_the_standard_s_examples_is_accepted_with_its_deviations() {
    let (Some(signer), Some(root)) = (annex_d("d5_2_ds_cert"), annex_d("d5_2_iaca_root_cert"))
    else {
        return;
    };
    let found = validate(
        &[signer],
        std::slice::from_ref(&root),
        at("2020-10-01T13:30:02Z"),
    );
    let rules = |findings: &[Finding]| -> Vec<_> { findings.iter().map(|f| f.rule).collect() };
    assert_eq!(
        rules(found.unwrap().deviations()),
        ["pki.crl-distribution-points"]
    );
    assert_eq!(
        rules(&lint(
            Profile::new(Role::Iaca, Edition::EveryReader),
            &root,
            &root
        )),
        ["pki.crl-distribution-points"]
    );
}

#[test]
fn the_real_root_satisfies_the_profile() {
    let Some(pem) = vector("other/jlis0.pem") else {
        return;
    };
    let root = Certificate::from_pem(&pem).unwrap();
    root.check_signed_by(root.public_key()).unwrap();
    for (edition, expected) in [
        (Edition::EveryReader, None),
        (Edition::Edition1, None),
        (
            Edition::Edition2,
            Some("pki.crl-distribution-points-of-root"),
        ),
    ] {
        let findings = lint(Profile::new(Role::Iaca, edition), &root, &root);
        let rules: Vec<_> = findings.iter().map(|one| one.rule).collect();
        assert_eq!(rules, Vec::from_iter(expected));
    }
}

#[test]
fn a_document_signers_root_is_linted_with_it() {
    let findings = below_a_deviating_root().lint(Edition::EveryReader);
    let found: Vec<_> = findings
        .iter()
        .map(|(role, one)| (*role, one.rule))
        .collect();
    assert_eq!(found, [(Role::Iaca, "pki.crl-distribution-points")]);
}

fn annex_d(name: &str) -> Option<Certificate> {
    let hex = vector(&format!("iso18013-5-annex-d/{name}.hex"))?;
    let digits: Vec<char> = hex.trim().chars().collect();
    let der: Vec<u8> = digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(&pair.iter().collect::<String>(), 16).unwrap())
        .collect();
    Some(Certificate::from_der(&der).unwrap())
}

fn vector(path: &str) -> Option<String> {
    let Some(folder) = std::env::var_os("MNID_MDOC_VECTORS") else {
        println!("skipped: MNID_MDOC_VECTORS is not set");
        return None;
    };
    let path = std::path::Path::new(&folder).join(path);
    Some(std::fs::read_to_string(path).unwrap())
}

#[test]
fn a_revocation_list_is_asked_when_it_is_given() {
    let (chain, other) = (
        Chain::new(SigningCurve::P256),
        Chain::new(SigningCurve::P384),
    );
    let list = |chain: &Chain, revoked| {
        let request = RevocationListRequest {
            this_update: at("2026-05-01T00:00:00Z"),
            next_update: at("2026-07-01T00:00:00Z"),
            number: 1,
            revoked,
        };
        let list = request.issue(&chain.iaca, &chain.iaca_key).unwrap();
        list.check(&chain.iaca, at(NOW)).unwrap()
    };
    let revoked = vec![(chain.document_signer.clone(), at("2026-04-30T00:00:00Z"))];
    let good = list(&chain, vec![]);
    let signer = || {
        let (signer, root) = (&chain.document_signer, &chain.iaca);
        validate(
            std::slice::from_ref(signer),
            std::slice::from_ref(root),
            at(NOW),
        )
        .unwrap()
    };
    assert_eq!(signer().not_revoked_until(), None);
    let asked = signer().not_revoked(&good, at(NOW)).unwrap();
    assert_eq!(asked.not_revoked_until(), Some(at("2026-07-01T00:00:00Z")));

    for (list, now, expected) in [
        (&list(&chain, revoked), NOW, "pki.revoked"),
        (&list(&other, vec![]), NOW, "crl.not-covered"),
        (&good, "2026-07-01T00:00:00Z", "crl.outdated"),
        (&good, "2026-04-30T23:59:59Z", "crl.not-yet-valid"),
    ] {
        let error = signer().not_revoked(list, at(now)).unwrap_err();
        assert_eq!(error.code(), expected);
    }
}

#[test]
fn of_several_revocation_lists_the_last_one_says_until_when_they_speak() {
    let chain = Chain::new(SigningCurve::P256);
    let list = |next_update: &str| {
        let request = RevocationListRequest {
            this_update: at("2026-05-01T00:00:00Z"),
            next_update: at(next_update),
            number: 1,
            revoked: vec![],
        };
        let list = request.issue(&chain.iaca, &chain.iaca_key).unwrap();
        list.check(&chain.iaca, at(NOW)).unwrap()
    };
    let (june, july) = (list("2026-06-15T00:00:00Z"), list("2026-07-01T00:00:00Z"));
    for lists in [[&june, &july], [&july, &june]] {
        let mut signer = validate(
            std::slice::from_ref(&chain.document_signer),
            std::slice::from_ref(&chain.iaca),
            at(NOW),
        )
        .unwrap();
        for list in lists {
            signer = signer.not_revoked(list, at(NOW)).unwrap();
        }
        assert_eq!(signer.not_revoked_until(), Some(at("2026-07-01T00:00:00Z")));
    }
}

#[test]
fn a_revocation_list_answers_for_no_certificate_of_another_name_with_the_root_s_key() {
    let chain = Chain::new(SigningCurve::P256);
    let request = RevocationListRequest {
        this_update: at("2026-05-01T00:00:00Z"),
        next_update: at("2026-07-01T00:00:00Z"),
        number: 1,
        revoked: vec![],
    };
    let list = request.issue(&chain.iaca, &chain.iaca_key).unwrap();
    let list = list.check(&chain.iaca, at(NOW)).unwrap();
    assert!(list.covers(&chain.document_signer));
    let renamed = chain.faulty_document_signer(|part| part.issuer = part.subject.clone());
    assert!(!list.covers(&renamed));
    assert_eq!(
        list.revoked_since(&renamed).unwrap_err().code(),
        "crl.not-covered"
    );
}
