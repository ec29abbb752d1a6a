use std::time::Duration;

use cryptoki::context::Function;
use cryptoki::error::{Error, RvError};

use super::error::failed;
use super::found::{ec_parameters, named_curve, public_key};
use super::pool::Pool;
use super::*;
use crate::crypto::{OsRandom, Signer, SignerError, SigningCurve, SoftwareKey};
use crate::error::{Category, Coded};
use crate::testing::SeededRandom;

const PIN: &str = "8273645510";

fn settings(sessions: usize, wait: Duration) -> TokenSettings {
    TokenSettings {
        module: "/no/such/module".into(),
        token: TokenName::Label("issuer".to_owned()),
        pin: TokenPin::parse(PIN).unwrap(),
        sessions,
        wait,
        exclusive: false,
    }
}

#[test]
fn a_pin_that_no_token_takes_is_refused_before_it_is_sent() {
    for text in ["", "1234\n", "12\u{0}34", &"1".repeat(256)] {
        let error = TokenPin::parse(text).unwrap_err();
        assert_eq!(error.code(), "crypto.pkcs11-setting");
        assert!(error.to_string().starts_with("`pin`"), "{error}");
        assert!(text.is_empty() || !error.to_string().contains(text));
    }
    for text in ["1", "correct horse", "暗証番号", &"1".repeat(255)] {
        assert!(TokenPin::parse(text).is_ok(), "{text}");
    }
}

#[test]
fn the_settings_do_not_show_the_pin() {
    let shown = format!("{:?}", settings(1, Duration::ZERO));
    assert!(shown.contains("TokenPin(secret)") && !shown.contains(PIN));
}

#[test]
fn no_more_sessions_are_lent_than_the_settings_allow() {
    let pool = Pool::new(settings(2, Duration::ZERO)).unwrap();
    let (first, second) = (pool.place().unwrap(), pool.place().unwrap());
    let busy = Pkcs11Error::Busy { sessions: 2 };
    assert_eq!(pool.place().err(), Some(busy.clone()));
    drop(first);
    let third = pool.place().unwrap();
    assert_eq!(pool.place().err(), Some(busy));
    drop((second, third));
}

#[test]
fn a_thread_waits_for_a_session_until_one_is_free() {
    let pool = Pool::new(settings(1, Duration::from_secs(600))).unwrap();
    let place = pool.place().unwrap();
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| pool.place().is_ok());
        drop(place);
        assert!(waiting.join().unwrap());
    });
}

#[test]
fn a_failure_frees_its_session() {
    let pool = Pool::new(settings(1, Duration::ZERO)).unwrap();
    for _ in 0..3 {
        let error = pool.run(|_| Ok(())).unwrap_err();
        assert_eq!(error.code(), "crypto.pkcs11-module");
    }
}

#[test]
fn a_point_is_read_wrapped_and_bare_and_in_no_other_form() {
    for curve in [SigningCurve::P256, SigningCurve::P384] {
        let key = SoftwareKey::generate(curve, &mut OsRandom)
            .unwrap()
            .public_key();
        let (x, y) = key.coordinates();
        let bare = [&[4][..], &x, &y].concat();
        let length = u8::try_from(bare.len()).unwrap();
        let wrapped = [&[4, length][..], &bare].concat();
        assert!(public_key(curve, &bare) == Some(key.clone()));
        assert!(public_key(curve, &wrapped) == Some(key));

        let mut off = bare.clone();
        *off.last_mut().unwrap() ^= 1;
        let compressed = [&[2][..], &x].concat();
        let longer = [&bare[..], &[0]].concat();
        let twice = [&[4, length + 2][..], &wrapped].concat();
        for wrong in [
            &[][..],
            &[4],
            &bare[..bare.len() - 1],
            &wrapped[..wrapped.len() - 1],
            &off,
            &compressed,
            &longer,
            &twice,
        ] {
            assert!(public_key(curve, wrong).is_none(), "{wrong:02x?}");
        }
    }
}

#[test]
fn a_bare_point_that_could_be_an_octet_string_is_read_as_the_point() {
    for (curve, length) in [(SigningCurve::P256, 63), (SigningCurve::P384, 95)] {
        let mut random = SeededRandom::new(b"a point");
        let generate = || {
            SoftwareKey::generate(curve, &mut random)
                .unwrap()
                .public_key()
        };
        let mut keys = std::iter::repeat_with(generate);
        let key = keys.find(|key| key.coordinates().0[0] == length).unwrap();
        let (x, y) = key.coordinates();
        let bare = [&[4][..], &x, &y].concat();
        assert!(public_key(curve, &bare) == Some(key));
    }
}

#[test]
fn a_curve_is_known_by_its_identifier_alone() {
    for curve in [SigningCurve::P256, SigningCurve::P384] {
        let parameters = ec_parameters(curve);
        assert_eq!(named_curve(parameters), Some(curve));
        assert_eq!(named_curve(&[parameters, &[0]].concat()), None);
    }
    let secp256k1 = &[6, 5, 0x2B, 0x81, 4, 0, 10][..];
    let by_name = b"\x13\x09secp256r1";
    for other in [&[][..], &[6], secp256k1, by_name, &[5, 0]] {
        assert_eq!(named_curve(other), None, "{other:02x?}");
    }
}

#[test]
fn a_session_that_is_gone_is_told_from_a_call_that_failed() {
    let answers = [
        (RvError::SessionHandleInvalid, "lost"),
        (RvError::SessionClosed, "lost"),
        (RvError::DeviceRemoved, "lost"),
        (RvError::TokenNotPresent, "lost"),
        (RvError::CryptokiNotInitialized, "lost"),
        (RvError::UserNotLoggedIn, "failed"),
        (RvError::DeviceError, "failed"),
        (RvError::KeyHandleInvalid, "failed"),
        (RvError::VendorDefined(0x8000_0001), "failed"),
    ];
    for (answer, code) in answers {
        let error = failed(Error::Pkcs11(answer, Function::Sign));
        assert_eq!(error.code(), format!("crypto.pkcs11-{code}"));
        assert_eq!(error.category(), Category::Upstream);
        let said = format!("C_Sign answered {answer:?}");
        assert!(error.to_string().contains(&said), "{error}");
    }
    let error = failed(Error::NullFunctionPointer);
    assert_eq!(error.code(), "crypto.pkcs11-failed");
}

#[test]
fn a_signer_keeps_the_error_of_its_token_as_the_source() {
    let error = Pkcs11Error::Busy { sessions: 3 };
    let signer = SignerError::from(error.clone());
    assert_eq!(signer.code(), "crypto.signer");
    let source = signer.source.unwrap();
    assert_eq!(source.downcast_ref::<Pkcs11Error>(), Some(&error));
}

#[test]
fn names_are_shown_as_they_are_typed() {
    let label = KeyName::Label("document signer".to_owned());
    assert_eq!(label.to_string(), "label \"document signer\"");
    assert_eq!(KeyName::Id(vec![0x0A, 0xFF]).to_string(), "id 0aff");
    let number = TokenName::SerialNumber("7".to_owned());
    assert_eq!(number.to_string(), "serial number \"7\"");
}
