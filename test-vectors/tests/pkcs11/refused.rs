use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use cryptoki::mechanism::Mechanism;
use cryptoki::object::Attribute;
use mnid_mdoc::crypto::pkcs11::{KeyName, Pkcs11Error, Token, TokenName, TokenPin, TokenSettings};
use mnid_mdoc::crypto::{Signer, SigningCurve};
use mnid_mdoc::error::Coded;

use crate::objects::{Imported, OCTET_STRING, P256, SECP256K1, make_foreign};
use crate::softhsm::{LABEL, PIN, with_softhsm};

fn label(text: &str) -> KeyName {
    KeyName::Label(text.to_owned())
}

#[test]
fn a_wrong_pin_is_sent_once_and_never_again() {
    with_softhsm(|softhsm| {
        let key = softhsm
            .token()
            .generate_key(SigningCurve::P256, "a", b"a")
            .unwrap();
        // The PIN changes while the token is open, so that the next login has a wrong one.
        let session = softhsm.session();
        let (old, new) = (PIN.into(), "another PIN".into());
        session.set_pin(&old, &new).unwrap();
        session.logout().unwrap();
        let wrong_pins = || softhsm.slot().1.user_pin_count_low();
        assert!(!wrong_pins());
        let refusal = |key: &dyn Signer| {
            let error = key.sign(&[b"m"]).unwrap_err();
            let source = error.source.unwrap();
            source.downcast_ref::<Pkcs11Error>().unwrap().clone()
        };
        let first = refusal(&key);
        assert_eq!(first.code(), "crypto.pkcs11-pin");
        assert!(wrong_pins(), "the PIN was not even sent");
        // A right PIN makes the token forget the wrong one.
        let user = cryptoki::session::UserType::User;
        session.login(user, Some(&new)).unwrap();
        session.logout().unwrap();
        assert!(!wrong_pins());
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| assert_eq!(refusal(&key), first));
            }
        });
        assert!(!wrong_pins(), "the wrong PIN was sent again");
        for shown in [format!("{first}"), format!("{first:?}"), format!("{key:?}")] {
            assert!(!shown.contains(PIN), "{shown}");
        }
    });
}

#[test]
fn a_token_opens_only_with_its_pin() {
    with_softhsm(|softhsm| {
        softhsm.make_token(LABEL);
        let settings = TokenSettings {
            pin: TokenPin::parse("0000").unwrap(),
            ..softhsm.settings()
        };
        assert!(!format!("{:?}", softhsm.settings()).contains(PIN));
        let refused = Token::open(settings).unwrap_err();
        assert_eq!(refused.code(), "crypto.pkcs11-pin");
        Token::open(softhsm.settings()).unwrap();
    });
}

#[test]
fn every_wrong_setting_is_named() {
    with_softhsm(|softhsm| {
        softhsm.make_token(LABEL);
        softhsm.make_token("twin");
        softhsm.make_token("twin");
        let text = softhsm.folder().join("text");
        fs::write(&text, b"no module").unwrap();
        let named = |token: &str| TokenName::Label(token.to_owned());
        let settings = || softhsm.settings();
        let module = |module: PathBuf| TokenSettings {
            module,
            ..settings()
        };
        let token = |token| TokenSettings {
            token,
            ..settings()
        };
        let number = TokenName::SerialNumber("no such number".to_owned());
        let sessions = |sessions| TokenSettings {
            sessions,
            ..settings()
        };
        let wait = Duration::from_secs(601);
        let cases = [
            (module("/no/such/file".into()), "module", "`module`"),
            (module(text), "module", "`module`"),
            // A library, but no module.
            (module("libm.so.6".into()), "module", "`module`"),
            (token(named("issue")), "token-missing", "`token`"),
            // The label of an empty slot.
            (token(named("")), "token-missing", "`token`"),
            (token(number), "token-missing", "`token`"),
            (token(named("twin")), "token-ambiguous", "`token`"),
            (sessions(0), "setting", "`sessions`"),
            (sessions(65), "setting", "`sessions`"),
            (TokenSettings { wait, ..settings() }, "setting", "`wait`"),
        ];
        for (settings, code, field) in cases {
            let shown = format!("{settings:?}");
            let error = Token::open(settings).unwrap_err();
            assert_eq!(error.code(), format!("crypto.pkcs11-{code}"), "{shown}");
            assert!(error.to_string().starts_with(field), "{error}");
        }
        Token::open(softhsm.settings()).unwrap();
    });
}

#[test]
fn a_key_that_cannot_sign_credentials_is_named() {
    with_softhsm(|softhsm| {
        let token = softhsm.token();
        let session = softhsm.session();
        let (key, other) = (Imported::new(1), Imported::new(2));
        key.put(&session, "twin", b"1");
        other.put(&session, "twin", b"2");
        key.put_private(&session, "alone", b"3");
        key.put_private(&session, "mismatch", b"4");
        other.put_public(&session, "mismatch", b"4", OCTET_STRING);
        key.put_private(&session, "no point", b"5");
        key.put_public(&session, "no point", b"5", &[4, 64]);
        key.put_public(&session, "public only", b"6", OCTET_STRING);
        let rsa = Attribute::ModulusBits(2048.into());
        make_foreign(&session, &Mechanism::RsaPkcsKeyPairGen, rsa, 7);
        let curve = Attribute::EcParams(SECP256K1.to_vec());
        make_foreign(&session, &Mechanism::EccKeyPairGen, curve, 8);
        let curve = Attribute::EcParams(P256.to_vec());
        make_foreign(&session, &Mechanism::EccKeyPairGen, curve, 9);
        let cases = [
            (label("nothing"), "key-missing"),
            (label("public only"), "key-missing"),
            (label("twin"), "key-ambiguous"),
            (label("alone"), "key-unusable"),
            (label("mismatch"), "key-unusable"),
            (label("no point"), "key-unusable"),
            (KeyName::Id(vec![7]), "key-unusable"),
            (KeyName::Id(vec![8]), "key-unusable"),
        ];
        for (name, code) in cases {
            let error = token.key(&name).unwrap_err();
            assert_eq!(error.code(), format!("crypto.pkcs11-{code}"), "{name}");
            assert!(error.to_string().starts_with("`key`"), "{error}");
            assert!(error.to_string().contains(&name.to_string()), "{error}");
        }
        for name in [label(""), KeyName::Id(Vec::new())] {
            assert_eq!(
                token.key(&name).unwrap_err().code(),
                "crypto.pkcs11-setting"
            );
        }
        token.key(&KeyName::Id(vec![9])).unwrap();
        token.key(&KeyName::Id(b"1".to_vec())).unwrap();
    });
}

#[test]
fn a_new_key_takes_no_name_that_is_taken_or_empty() {
    with_softhsm(|softhsm| {
        let token = softhsm.token();
        let long = "a".repeat(256);
        Imported::new(1).put_public(&softhsm.session(), "b", b"b", OCTET_STRING);
        let make = |label: &str, id: &[u8]| {
            let made = token.generate_key(SigningCurve::P256, label, id);
            made.map_err(|error| error.code())
        };
        make("a", b"a").unwrap();
        let cases: &[(&str, &[u8], &str)] = &[
            ("a", b"c", "crypto.pkcs11-key-exists"),
            ("c", b"a", "crypto.pkcs11-key-exists"),
            ("b", b"c", "crypto.pkcs11-key-exists"),
            ("c", b"b", "crypto.pkcs11-key-exists"),
            ("", b"c", "crypto.pkcs11-setting"),
            ("c", b"", "crypto.pkcs11-setting"),
            (&long, b"c", "crypto.pkcs11-setting"),
            ("c", long.as_bytes(), "crypto.pkcs11-setting"),
        ];
        for (label, id, code) in cases {
            assert_eq!(make(label, id).unwrap_err(), *code, "{label} {id:?}");
        }
        make("c", b"c").unwrap();
    });
}
