use super::*;
use crate::cbor::Writer;
use crate::mdoc::{Status, StatusReference};
use crate::pki;
use crate::status::DocumentStatus;

fn reference(index: u64) -> Status<'static> {
    Status::List(StatusReference {
        entry: index,
        uri: URI,
        certificate: None,
    })
}

fn document_signer(kit: &Kit) -> pki::DocumentSigner {
    let chain = std::slice::from_ref(kit.pki.document_signer());
    pki::validate(chain, [kit.pki.iaca()], at(NOW)).unwrap()
}

#[test]
fn a_list_tells_which_document_is_revoked() {
    let current = KIT.check(&KIT.token()).unwrap();
    let signer = document_signer(&KIT);
    for (index, expected) in [
        (2, DocumentStatus::Valid),
        (3, DocumentStatus::Invalid),
        (4, DocumentStatus::Valid),
    ] {
        let found = current.status_of(&reference(index), &signer, at(NOW));
        assert_eq!(found.unwrap(), expected, "{index}");
    }
    let error = current.status_of(&reference(16), &signer, at(NOW));
    assert_eq!(error.unwrap_err().code(), "status.index-out-of-range");
}

#[test]
fn an_identifier_list_tells_which_document_is_revoked() {
    let token = KIT.issue(&request(identifiers(&[&IDENTIFIER])));
    let current = KIT.check(&token).unwrap();
    for (identifier, expected) in [
        (IDENTIFIER, DocumentStatus::Invalid),
        ([8; 16], DocumentStatus::Valid),
    ] {
        let reference = Status::Identifier(StatusReference {
            entry: &identifier[..],
            uri: URI,
            certificate: None,
        });
        let found = current.status_of(&reference, &document_signer(&KIT), at(NOW));
        assert_eq!(found.unwrap(), expected);
    }
}

#[test]
fn a_list_is_not_asked_about_documents_of_which_it_does_not_speak() {
    let current = KIT.check(&KIT.token()).unwrap();
    let other = Kit::seeded(b"other", SigningCurve::P256);
    let (signer, others) = (document_signer(&KIT), document_signer(&other));
    let elsewhere = Status::List(StatusReference {
        entry: 2,
        uri: "https://issuer.example/status/2",
        certificate: None,
    });
    let named = Status::List(StatusReference {
        entry: 2,
        uri: URI,
        certificate: Some(other.pki.iaca().der()),
    });
    let identifier = Status::Identifier(StatusReference {
        entry: &IDENTIFIER[..],
        uri: URI,
        certificate: None,
    });
    let later = at(NOW).plus_days(7);
    for (reference, signer, time, code) in [
        (&elsewhere, &signer, at(NOW), "status.other-address"),
        (&reference(2), &others, at(NOW), "status.other-authority"),
        (&named, &signer, at(NOW), "status.other-authority"),
        (&identifier, &signer, at(NOW), "status.other-kind"),
        (&reference(2), &signer, later, "status.expired"),
    ] {
        let error = current.status_of(reference, signer, time).unwrap_err();
        assert_eq!(error.code(), code);
    }
}

#[test]
fn a_list_is_checked_under_the_authority_of_a_document() {
    let other = Kit::seeded(b"other", SigningCurve::P256);
    let signer = document_signer(&KIT);
    let named = |certificate| {
        Status::List(StatusReference {
            entry: 2,
            uri: URI,
            certificate: Some(certificate),
        })
    };
    let (own, others) = (KIT.token(), other.token());
    for (token, reference, code) in [
        (&own, reference(2), "accepted"),
        (&others, reference(2), "status.untrusted-signer"),
        (
            &own,
            named(other.pki.iaca().der()),
            "status.untrusted-signer",
        ),
        (&others, named(other.pki.iaca().der()), "accepted"),
        (&own, named(b"no certificate"), "pki.malformed"),
    ] {
        let token = StatusToken::parse(token).unwrap();
        let outcome = token.check_for(&reference, &signer, at(NOW));
        let found = outcome.and_then(|list| list.status_of(&reference, &signer, at(NOW)));
        let found = found.map_or_else(|error| error.code(), |_| "accepted");
        assert_eq!(found, code);
    }
}

#[test]
fn a_list_is_current_from_its_making_until_it_expires() {
    let token = KIT.token();
    for (seconds, code) in [
        (-61, "status.not-yet-valid"),
        (-60, "accepted"),
        (0, "accepted"),
        (7 * 86_400 - 1, "accepted"),
        (7 * 86_400, "status.expired"),
    ] {
        let time = at(NOW).plus_seconds(seconds);
        let token = StatusToken::parse(&token).unwrap();
        let outcome = token.check(URI, KIT.pki.iaca(), time);
        let found = outcome.map_or_else(|error| error.code(), |_| "accepted");
        assert_eq!(found, code, "{seconds}");
    }
}

#[test]
fn every_fault_of_a_token_is_told_by_its_code() {
    type Change = fn(&mut StatusDraft);
    let cases: [(&str, Change, &str); 26] = [
        ("nothing", |_| {}, "accepted"),
        ("untagged", |one| one.tags.clear(), "accepted"),
        ("a MAC", |one| one.tags = vec![17], "status.tag"),
        ("a CWT", |one| one.tags = vec![61, 18], "status.tag"),
        ("18 twice", |one| one.tags = vec![18, 18], "cose.tagged"),
        (
            "no alg",
            |one| drop(one.protected.remove(&1)),
            "cose.algorithm-missing",
        ),
        (
            "no typ",
            |one| drop(one.protected.remove(&16)),
            "status.type",
        ),
        (
            "typ of a JWT",
            |one| typ(one, "statuslist+jwt"),
            "status.type",
        ),
        (
            "typ of the other",
            |one| typ(one, "application/identifierlist+cwt"),
            "status.type",
        ),
        (
            "no x5chain",
            |one| drop(one.protected.remove(&33)),
            "status.no-x5chain",
        ),
        (
            "unprotected",
            unprotected_chain,
            "status.unprotected-x5chain",
        ),
        ("critical", critical, "cose.unknown-critical"),
        (
            "no sub",
            |one| drop(one.claims.remove(&2)),
            "status.missing",
        ),
        (
            "no exp",
            |one| drop(one.claims.remove(&4)),
            "status.no-expiry",
        ),
        (
            "no iat",
            |one| drop(one.claims.remove(&6)),
            "status.missing",
        ),
        (
            "no list",
            |one| drop(one.claims.remove(&65_533)),
            "status.missing",
        ),
        ("both lists", both_lists, "status.two-lists"),
        (
            "exp a text",
            |one| claim(one, 4, encoded_text("2027")),
            "status.structure",
        ),
        (
            "iat beyond 9999",
            |one| claim(one, 6, encoded_integer(i64::MAX)),
            "status.structure",
        ),
        (
            "ttl 0",
            |one| claim(one, 65_534, encoded_integer(0)),
            "status.structure",
        ),
        (
            "ttl negative",
            |one| claim(one, 65_534, encoded_integer(-1)),
            "status.structure",
        ),
        (
            "a slash",
            |one| claim(one, 2, encoded_text(&format!("{URI}/"))),
            "status.subject",
        ),
        (
            "two bits",
            |one| one.set_list(2, &zlib(&[0; 4])),
            "status.bits",
        ),
        (
            "three bits",
            |one| one.set_list(3, &zlib(&[0; 4])),
            "status.structure",
        ),
        (
            "cut off",
            |one| one.set_list(1, &zlib(&[0; 4])[..5]),
            "status.compression",
        ),
        ("unknown claims", unknown_claims, "accepted"),
    ];
    for (name, change, code) in cases {
        assert_eq!(KIT.code(&KIT.changed(change)), code, "{name}");
    }
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    crate::status::zlib::packed(bytes)
}

fn typ(draft: &mut StatusDraft, typ: &str) {
    draft.protected.insert(16, encoded_text(typ));
}

fn claim(draft: &mut StatusDraft, key: u64, value: Vec<u8>) {
    draft.claims.insert(key, value);
}

fn unprotected_chain(draft: &mut StatusDraft) {
    let chain = draft.protected.remove(&33).unwrap();
    draft.unprotected.insert(33, chain);
}

/// `crit: [1000]`, and the parameter 1000.
fn critical(draft: &mut StatusDraft) {
    let mut labels = Vec::new();
    Writer::new(&mut labels).array(1).unsigned(1000);
    draft.protected.insert(2, labels);
    draft.protected.insert(1000, encoded_integer(1));
}

fn both_lists(draft: &mut StatusDraft) {
    let list = IdentifierList::new().to_cbor();
    claim(draft, 65_530, list);
}

fn unknown_claims(draft: &mut StatusDraft) {
    claim(draft, 1, encoded_text("https://issuer.example"));
    claim(draft, 70_000, vec![0xF6]);
    draft.protected.insert(4, vec![0x41, 1]);
    draft.unprotected.insert(70_000, vec![0xF6]);
}

#[test]
fn every_form_of_typ_that_is_deployed_is_read() {
    let coap = encoded_integer(279);
    let other = encoded_integer(280);
    for (typ, code) in [
        (encoded_text("application/statuslist+cwt"), "accepted"),
        (encoded_text("statuslist+cwt"), "accepted"),
        (coap, "accepted"),
        (other, "status.type"),
        (encoded_text("Statuslist+cwt"), "status.type"),
        (vec![0x41, 1], "status.type"),
    ] {
        let token = KIT.changed(|one| drop(one.protected.insert(16, typ)));
        assert_eq!(KIT.code(&token), code);
    }
    let list = KIT.issue(&request(identifiers(&[])));
    for (typ, code) in [
        ("application/identifierlist+cwt", "accepted"),
        ("identifierlist+cwt", "accepted"),
        ("application/identfierlist+cwt", "accepted"),
        ("identfierlist+cwt", "accepted"),
        ("application/statuslist+cwt", "status.type"),
    ] {
        let mut draft = StatusDraft::of(&list).unwrap();
        draft.protected.insert(16, encoded_text(typ));
        assert_eq!(KIT.code(&draft.sign(&KIT.key).unwrap()), code, "{typ}");
    }
}

#[test]
fn a_key_that_is_a_text_or_negative_is_no_claim_of_ours() {
    let token = KIT.token();
    let mut draft = StatusDraft::of(&token).unwrap();
    draft.claims.clear();
    assert_eq!(KIT.code(&draft.sign(&KIT.key).unwrap()), "status.missing");
    // {"sub": "", -3: ""}
    let payload = b"\xA2\x63sub\x60\x22\x60";
    let error = crate::status::claims::Claims::read(payload).unwrap_err();
    assert_eq!(error.code(), "status.missing");
}

#[test]
fn what_a_token_says_can_be_looked_at_before_it_is_believed() {
    let request = StatusTokenRequest {
        time_to_live: Some(std::time::Duration::from_secs(3_600)),
        ..request(list(&[3]))
    };
    let token = KIT.issue(&request);
    let token = StatusToken::parse(&token).unwrap();
    assert_eq!(token.subject(), URI);
    assert_eq!(token.issued_at(), request.issued_at);
    assert_eq!(token.expires_at(), Some(request.expires_at));
    assert_eq!(token.time_to_live(), request.time_to_live);
    assert_eq!(token.chain(), [KIT.signer.der()]);
    assert_eq!(token.content().unwrap(), request.content);
    let current = token.check(URI, KIT.pki.iaca(), at(NOW)).unwrap();
    assert_eq!(current.uri(), URI);
    assert_eq!(current.issued_at(), request.issued_at);
    assert_eq!(current.expires_at(), request.expires_at);
    assert_eq!(current.time_to_live(), request.time_to_live);
    assert_eq!(current.signer(), &KIT.signer);
    assert_eq!(current.authority(), KIT.pki.iaca());
    assert_eq!(current.content(), &request.content);
}
