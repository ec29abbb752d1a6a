use super::refused;
use crate::crypto::SigningCurve;
use crate::issue::tests::kit::{Kit, MDL, NOW, at, licence};
use crate::pki::vical::tests::verified;
use crate::pki::{Certificate, CurrentRevocations, RevocationListRequest, Vical, VicalEntry};
use crate::verify::{Stage, Trust, issuer_signed};

/// A list of a kit's root, current in June 2026.
fn revocations(kit: &Kit, revoked: &[&Certificate]) -> CurrentRevocations {
    let since = at("2026-06-09T00:00:00Z");
    let request = RevocationListRequest {
        this_update: since,
        next_update: at("2026-07-01T00:00:00Z"),
        number: 1,
        revoked: revoked.iter().map(|one| ((*one).clone(), since)).collect(),
    };
    let list = request.issue(&kit.iaca, &kit.iaca_key).unwrap();
    list.check(&kit.iaca, at(NOW)).unwrap()
}

fn vical(kit: &Kit, doc_type: &str) -> Vical {
    verified(vec![VicalEntry {
        certificate: kit.iaca.clone(),
        doc_types: vec![doc_type.to_owned()],
    }])
}

#[test]
fn the_revocation_lists_of_the_documents_root_are_asked() {
    let (kit, other) = (
        Kit::new(),
        Kit::of(SigningCurve::P256, SigningCurve::P256, None, "other"),
    );
    assert_eq!(kit.iaca.subject_der(), other.iaca.subject_der());
    let bytes = kit.issue(&licence());
    let until = |revocations: &[CurrentRevocations]| {
        let trust = Trust {
            revocations,
            ..kit.trust()
        };
        let document = issuer_signed(&bytes, &trust)
            .accepted()
            .map_err(|error| (error.stage, error.code))?;
        Ok(document.document_signer().not_revoked_until())
    };
    let good = || revocations(&kit, &[]);
    let revoked = || revocations(&kit, &[&kit.signer]);
    let of_another = || revocations(&other, &[&other.signer]);
    let next_update = Some(at("2026-07-01T00:00:00Z"));
    let refusal = (Stage::Status, "pki.revoked");
    assert_eq!(until(&[]), Ok(None));
    assert_eq!(until(&[of_another()]), Ok(None));
    assert_eq!(until(&[good()]), Ok(next_update));
    assert_eq!(until(&[of_another(), good()]), Ok(next_update));
    assert_eq!(until(&[revoked()]), Err(refusal));
    assert_eq!(until(&[good(), revoked()]), Err(refusal));
    assert_eq!(until(&[revoked(), good()]), Err(refusal));
}

#[test]
fn a_revocation_list_has_to_be_current_when_the_document_is_verified() {
    let kit = Kit::new();
    let bytes = kit.issue(&licence());
    let list = [revocations(&kit, &[])];
    for (now, code) in [
        ("2026-07-01T00:00:00Z", "crl.outdated"),
        ("2026-08-01T00:00:00Z", "crl.outdated"),
    ] {
        let trust = Trust {
            revocations: &list,
            now: at(now),
            ..kit.trust()
        };
        assert_eq!(refused(&bytes, &trust, now), (Stage::Status, code));
    }
}

#[test]
fn revocation_is_told_after_every_fault_of_the_document_itself() {
    let kit = Kit::new();
    let list = [revocations(&kit, &[&kit.signer])];
    let trust = Trust {
        revocations: &list,
        doc_type: Some("org.iso.23220.photoid.1"),
        ..kit.trust()
    };
    let (stage, code) = refused(&kit.issue(&licence()), &trust, "another type");
    assert_eq!(
        (stage, code),
        (Stage::Binding, "verify.unexpected-doc-type")
    );
}

#[test]
fn a_listed_root_is_trusted_for_the_document_types_of_its_entry() {
    let kit = Kit::new();
    let bytes = kit.issue(&licence());
    let stage = |vicals: &[Vical], now: &str| {
        let trust = Trust {
            iacas: &[],
            vicals,
            now: at(now),
            ..kit.trust()
        };
        let document = issuer_signed(&bytes, &trust)
            .accepted()
            .map_err(|error| (error.stage, error.code));
        document.map(|document| document.doc_type().to_owned())
    };
    let licences = || vical(&kit, MDL);
    let cards = || vical(&kit, "org.iso.23220.1.jp.mnc");
    let untrusted = Err((Stage::Certificate, "pki.unknown-issuer"));
    assert_eq!(stage(&[licences()], NOW), Ok(MDL.to_owned()));
    assert_eq!(stage(&[cards(), licences()], NOW), Ok(MDL.to_owned()));
    assert_eq!(stage(&[cards()], NOW), untrusted);
    assert_eq!(stage(&[], NOW), untrusted);
    let outdated = Err((Stage::Certificate, "vical.outdated"));
    assert_eq!(stage(&[licences()], "2026-07-01T00:00:00Z"), outdated);
}
