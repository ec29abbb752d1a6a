use ciborium::Value;

use super::refused;
use crate::crypto::{Signer, SigningCurve, SoftwareKey};
use crate::issue::tests::kit::{Kit, NOW, add, at};
use crate::pki::{Certificate, Edition, Profile, RevocationListRequest, Role, SignerRequest};
use crate::status::{
    CurrentStatusList, IdentifierList, ListContent, StatusBits, StatusList, StatusToken,
    StatusTokenRequest,
};
use crate::testing::SeededRandom;
use crate::verify::{Stage, Trust, Verdict, issuer_signed};

const URI: &str = "https://status.example/1";

fn list_signer(kit: &Kit) -> (Certificate, SoftwareKey) {
    let mut random = SeededRandom::new(b"list signer");
    let key = SoftwareKey::generate(SigningCurve::P256, &mut random).unwrap();
    let request = SignerRequest {
        profile: Profile::new(Role::StatusListSigner, Edition::EveryReader),
        common_name: "TEST ONLY status lists".to_owned(),
        organization: None,
        not_before: at("2026-06-01T00:00:00Z"),
        not_after: at("2027-06-01T00:00:00Z"),
        crl_uri: None,
    };
    let (iaca, iaca_key) = (&kit.iaca, &kit.iaca_key);
    let certificate = request.issue(iaca, iaca_key, &key.public_key(), &mut random);
    (certificate.unwrap(), key)
}

/// A list of a kit's authority, current on the day of the tests.
fn published(kit: &Kit, uri: &str, content: ListContent) -> CurrentStatusList {
    let (signer, key) = list_signer(kit);
    let request = StatusTokenRequest {
        uri: uri.to_owned(),
        issued_at: at("2026-06-10T00:00:00Z"),
        expires_at: at("2026-06-11T00:00:00Z"),
        time_to_live: None,
        content,
    };
    let token = request.issue(&[signer], &kit.iaca, &key).unwrap();
    let token = StatusToken::parse(&token).unwrap();
    token.check(uri, &kit.iaca, at(NOW)).unwrap()
}

/// Sixteen documents of which the third is revoked.
fn bits() -> ListContent {
    let mut list = StatusList::new(StatusBits::One, 16).unwrap();
    list.set(2, 1).unwrap();
    ListContent::StatusList(list)
}

fn identifiers() -> ListContent {
    let mut list = IdentifierList::new();
    list.revoke(b"revoked").unwrap();
    ListContent::IdentifierList(list)
}

fn map(members: Vec<(&str, Value)>) -> Value {
    let members = members.into_iter();
    Value::Map(members.map(|(key, value)| (key.into(), value)).collect())
}

fn index(index: u64) -> (&'static str, Value) {
    let members = vec![("idx", index.into()), ("uri", URI.into())];
    ("status_list", map(members))
}

fn identifier(identifier: &[u8]) -> (&'static str, Value) {
    let identifier = Value::Bytes(identifier.to_vec());
    let members = vec![("id", identifier), ("uri", URI.into())];
    ("identifier_list", map(members))
}

/// A document with these references.
fn referring(kit: &Kit, references: Vec<(&str, Value)>) -> Vec<u8> {
    kit.changed(|draft| add(&mut draft.security_object, "status", map(references)))
}

#[test]
fn a_document_is_looked_for_in_the_list_to_which_it_refers() {
    let kit = Kit::new();
    let bits = [published(&kit, URI, bits())];
    let identifiers = [published(&kit, URI, identifiers())];
    let refused = |code| Some((Stage::Status, code));
    let cases: [(_, &[CurrentStatusList], _, Option<bool>); 10] = [
        (vec![index(1)], &bits, None, Some(true)),
        (
            vec![index(2)],
            &bits,
            refused("status.revoked"),
            Some(false),
        ),
        (
            vec![index(16)],
            &bits,
            refused("status.index-out-of-range"),
            None,
        ),
        (vec![identifier(b"good")], &identifiers, None, Some(true)),
        (
            vec![identifier(b"revoked")],
            &identifiers,
            refused("status.revoked"),
            Some(false),
        ),
        (
            vec![index(1)],
            &identifiers,
            refused("status.other-kind"),
            None,
        ),
        (vec![index(2)], &[], None, None),
        (vec![], &bits, None, None),
        (vec![index(1), identifier(b"good")], &[], None, None),
        (
            vec![index(1), identifier(b"good")],
            &bits,
            refused("status.other-kind"),
            None,
        ),
    ];
    for (references, status_lists, refusal, not_revoked) in cases {
        let name = format!("{references:?}");
        let bytes = referring(&kit, references);
        let trust = Trust {
            status_lists,
            ..kit.trust()
        };
        let report = issuer_signed(&bytes, &trust);
        let found = report.refusal().map(|error| (error.stage, error.code));
        assert_eq!(found, refusal, "{name}");
        assert_eq!(report.is_not_revoked(), not_revoked, "{name}");
    }
}

#[test]
fn a_document_without_a_reference_is_not_asked_about() {
    let kit = Kit::new();
    let bytes = kit.changed(|_| ());
    let lists = [published(&kit, URI, bits())];
    let trust = Trust {
        status_lists: &lists,
        ..kit.trust()
    };
    let report = issuer_signed(&bytes, &trust);
    assert_eq!(*report.verdict(Stage::Status), Verdict::NotAsked);
}

#[test]
fn a_list_of_another_address_does_not_answer() {
    let kit = Kit::new();
    let bytes = referring(&kit, vec![index(2)]);
    let other = "https://status.example/2";
    let lists = [published(&kit, other, bits()), published(&kit, URI, bits())];
    let verdict = |status_lists| {
        let trust = Trust {
            status_lists,
            ..kit.trust()
        };
        issuer_signed(&bytes, &trust).is_not_revoked()
    };
    assert_eq!(verdict(&lists[..1]), None);
    assert_eq!(verdict(&lists), Some(false));
}

#[test]
fn a_list_of_another_authority_refuses_the_document() {
    let (kit, other) = (
        Kit::new(),
        Kit::of(SigningCurve::P256, SigningCurve::P256, None, "other"),
    );
    let bytes = referring(&kit, vec![index(1)]);
    let named = |certificate: &Certificate| {
        let (name, mut list) = index(1);
        let certificate = Value::Bytes(certificate.der().to_vec());
        add(&mut list, "certificate", certificate);
        referring(&kit, vec![(name, list)])
    };
    let (own, others) = (
        [published(&kit, URI, bits())],
        [published(&other, URI, bits())],
    );
    for (bytes, status_lists, accepted) in [
        (&bytes, &own, true),
        (&bytes, &others, false),
        (&named(&other.iaca), &others, true),
        (&named(&other.iaca), &own, false),
        (&named(&kit.iaca), &own, true),
    ] {
        let trust = Trust {
            status_lists,
            ..kit.trust()
        };
        match accepted {
            true => assert_eq!(issuer_signed(bytes, &trust).is_not_revoked(), Some(true)),
            false => {
                let refusal = (Stage::Status, "status.other-authority");
                assert_eq!(refused(bytes, &trust, "another authority"), refusal);
            }
        }
    }
}

#[test]
fn a_list_that_is_over_by_now_refuses_the_document() {
    let kit = Kit::new();
    let bytes = referring(&kit, vec![index(1)]);
    let lists = [published(&kit, URI, bits())];
    let trust = Trust {
        status_lists: &lists,
        now: at("2026-06-11T00:00:00Z"),
        ..kit.trust()
    };
    let refusal = (Stage::Status, "status.expired");
    assert_eq!(refused(&bytes, &trust, "over"), refusal);
}

#[test]
fn a_list_whose_signer_is_revoked_refuses_the_document() {
    let kit = Kit::new();
    let bytes = referring(&kit, vec![index(1)]);
    let lists = [published(&kit, URI, bits())];
    let since = at("2026-06-09T00:00:00Z");
    let (signer, _) = list_signer(&kit);
    for (revoked, accepted) in [(vec![], true), (vec![(signer, since)], false)] {
        let request = RevocationListRequest {
            this_update: since,
            next_update: at("2026-07-01T00:00:00Z"),
            number: 1,
            revoked,
        };
        let list = request.issue(&kit.iaca, &kit.iaca_key).unwrap();
        let revocations = [list.check(&kit.iaca, at(NOW)).unwrap()];
        let trust = Trust {
            status_lists: &lists,
            revocations: &revocations,
            ..kit.trust()
        };
        let report = issuer_signed(&bytes, &trust);
        assert_eq!(report.is_not_revoked(), Some(accepted));
        let code = report.refusal().map(|error| error.code);
        assert_eq!(code, (!accepted).then_some("pki.revoked"));
    }
}

#[test]
fn a_revocation_list_alone_does_not_say_that_a_document_with_a_reference_is_good() {
    let kit = Kit::new();
    let request = RevocationListRequest {
        this_update: at("2026-06-09T00:00:00Z"),
        next_update: at("2026-07-01T00:00:00Z"),
        number: 1,
        revoked: vec![],
    };
    let list = request.issue(&kit.iaca, &kit.iaca_key).unwrap();
    let revocations = [list.check(&kit.iaca, at(NOW)).unwrap()];
    let trust = Trust {
        revocations: &revocations,
        ..kit.trust()
    };
    let (with, without) = (referring(&kit, vec![index(1)]), kit.changed(|_| ()));
    assert_eq!(issuer_signed(&with, &trust).is_not_revoked(), None);
    assert_eq!(issuer_signed(&without, &trust).is_not_revoked(), Some(true));
    // Still the document signer was found good.
    let document = issuer_signed(&with, &trust).accepted().unwrap();
    assert!(document.document_signer().not_revoked_until().is_some());
}
