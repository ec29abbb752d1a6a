use std::fs;
use std::process::Command;
use std::thread;

use cryptoki::object::{Attribute, AttributeType, ObjectClass};
use cryptoki::session::SessionState;
use mnid_mdoc::crypto::pkcs11::{KeyName, Token, TokenName, TokenSettings};
use mnid_mdoc::crypto::{OsRandom, Signer, SigningCurve};
use mnid_mdoc::pki::{Edition, IacaRequest};
use mnid_mdoc::time::Timestamp;

use crate::objects::{Imported, OCTET_STRING, put_certificate};
use crate::softhsm::{skip, with_softhsm};

#[test]
fn a_key_made_in_the_token_signs_what_its_public_key_verifies() {
    with_softhsm(|softhsm| {
        let token = softhsm.token();
        for (curve, id) in [(SigningCurve::P256, b"\x01"), (SigningCurve::P384, b"\x02")] {
            let label = format!("{curve:?}");
            let made = token.generate_key(curve, &label, id).unwrap();
            let by_label = token.key(&KeyName::Label(label)).unwrap();
            let by_id = token.key(&KeyName::Id(id.to_vec())).unwrap();
            for key in [made, by_label, by_id] {
                let signature = key.sign(&[b"one ", b"", b"message"]).unwrap();
                assert_eq!(key.public_key().curve(), curve.into());
                let signed: &[&[u8]] = &[b"one message"];
                key.public_key().verify(signed, &signature).unwrap();
                let by_id = token.key(&KeyName::Id(id.to_vec())).unwrap();
                assert!(key.public_key() == by_id.public_key());
            }
        }
    });
}

#[test]
fn openssl_verifies_a_signature_of_the_token() {
    with_softhsm(|softhsm| {
        let token = softhsm.token();
        let key = token.generate_key(SigningCurve::P256, "a", b"a").unwrap();
        let signature = key.sign(&[b"message"]).unwrap();
        let signature = p256::ecdsa::Signature::from_slice(signature.as_bytes()).unwrap();
        let file = |name: &str, content: &[u8]| {
            let path = softhsm.folder().join(name);
            fs::write(&path, content).unwrap();
            path
        };
        let run = Command::new("openssl")
            .args(["dgst", "-sha256", "-keyform", "DER", "-verify"])
            .arg(file("key.der", &key.public_key().to_spki_der()))
            .arg("-signature")
            .arg(file("signature.der", signature.to_der().as_bytes()))
            .arg(file("message", b"message"))
            .output();
        let Ok(verified) = run else {
            return skip("OpenSSL is not installed");
        };
        assert!(verified.status.success(), "{verified:?}");
    });
}

#[test]
fn a_key_made_in_the_token_signs_and_nothing_else_and_cannot_be_taken_out() {
    with_softhsm(|softhsm| {
        let token = softhsm.token();
        token.generate_key(SigningCurve::P256, "a", b"a").unwrap();
        let session = softhsm.session();
        let private = [Attribute::Class(ObjectClass::PRIVATE_KEY)];
        let handle = session.find_objects(&private).unwrap()[0];
        let asked = [
            AttributeType::Token,
            AttributeType::Private,
            AttributeType::Sensitive,
            AttributeType::AlwaysSensitive,
            AttributeType::NeverExtractable,
            AttributeType::Sign,
            AttributeType::Extractable,
            AttributeType::SignRecover,
            AttributeType::Decrypt,
            AttributeType::Unwrap,
            AttributeType::Derive,
            AttributeType::Value,
        ];
        assert_eq!(
            session.get_attributes(handle, &asked).unwrap(),
            [
                Attribute::Token(true),
                Attribute::Private(true),
                Attribute::Sensitive(true),
                Attribute::AlwaysSensitive(true),
                Attribute::NeverExtractable(true),
                Attribute::Sign(true),
                Attribute::Extractable(false),
                Attribute::SignRecover(false),
                Attribute::Decrypt(false),
                Attribute::Unwrap(false),
                Attribute::Derive(false),
            ]
        );
    });
}

#[test]
fn the_public_half_is_found_in_every_form_that_tokens_give_it() {
    with_softhsm(|softhsm| {
        let token = softhsm.token();
        let session = softhsm.session();
        let key = Imported::new(1);
        key.put_private(&session, "wrapped", b"1");
        key.put_public(&session, "another label", b"1", OCTET_STRING);
        key.put_private(&session, "bare", b"2");
        key.put_public(&session, "another label", b"2", b"");
        key.put_private(&session, "no id", b"");
        key.put_public(&session, "no id", b"", OCTET_STRING);
        key.put_private(&session, "certified", b"3");
        put_certificate(&session, b"3", &certificate(&key));
        // The key of a certificate that was renewed with another one, and the right one.
        let other = Imported::new(2);
        key.put_private(&session, "renewed", b"4");
        put_certificate(&session, b"4", &certificate(&other));
        put_certificate(&session, b"4", &certificate(&key));
        for label in ["wrapped", "bare", "no id", "certified", "renewed"] {
            let found = token.key(&KeyName::Label(label.to_owned())).unwrap();
            assert!(found.public_key() == key.public_key(), "{label}");
        }
    });
}

fn certificate(key: &Imported) -> Vec<u8> {
    let now = Timestamp::parse("2026-11-24T09:00:00Z").unwrap();
    let request = IacaRequest {
        edition: Edition::EveryReader,
        common_name: "TEST".to_owned(),
        organization: None,
        state: None,
        country: "JP".to_owned(),
        not_before: now,
        not_after: now.plus_days(365),
        contact_uri: "https://mnid-mdoc.example/".to_owned(),
        crl_uri: Some("https://mnid-mdoc.example/iaca.crl".to_owned()),
    };
    let certificate = request.issue(&key.software, &mut OsRandom).unwrap();
    certificate.der().to_vec()
}

#[test]
fn more_threads_than_sessions_sign_at_once_with_several_keys() {
    with_softhsm(|softhsm| {
        let module = softhsm.faulty();
        let token = Token::open(module.settings()).unwrap();
        let keys = [
            token.generate_key(SigningCurve::P256, "a", b"a").unwrap(),
            token.generate_key(SigningCurve::P384, "b", b"b").unwrap(),
        ];
        module.calls("C_OpenSession");
        thread::scope(|scope| {
            for number in 0..8_usize {
                let key = &keys[number % keys.len()];
                scope.spawn(move || {
                    for turn in 0..25_u8 {
                        let message = [number.to_string().into_bytes(), vec![turn]].concat();
                        let signature = key.sign(&[&message]).unwrap();
                        key.public_key().verify(&[&message], &signature).unwrap();
                    }
                });
            }
        });
        // One session was open.
        let opened = module.calls("C_OpenSession");
        assert!(opened <= 1, "{opened} more were opened");
    });
}

#[test]
fn sessions_close_with_the_last_of_a_token_and_its_keys() {
    with_softhsm(|softhsm| {
        let token = softhsm.token();
        let key = token.generate_key(SigningCurve::P256, "a", b"a").unwrap();
        // The last session of a process that closes logs it out.
        let logged_in = || {
            let session = softhsm.other_user().open_ro_session(softhsm.slot().0);
            let info = session.unwrap().get_session_info().unwrap();
            matches!(info.session_state(), SessionState::RoUser)
        };
        drop(token);
        assert!(logged_in());
        key.sign(&[b"m"]).unwrap();
        drop(key);
        assert!(!logged_in());
    });
}

#[test]
fn a_token_is_found_by_its_serial_number() {
    with_softhsm(|softhsm| {
        softhsm.make_token("issuer");
        let number = softhsm.slot().1.serial_number().to_owned();
        let settings = TokenSettings {
            token: TokenName::SerialNumber(number),
            ..softhsm.settings()
        };
        Token::open(settings).unwrap();
    });
}
