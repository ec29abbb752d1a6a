//! What happens when a call of the module fails.

use std::thread;

use mnid_mdoc::crypto::SigningCurve;
use mnid_mdoc::crypto::pkcs11::{Token, TokenKey, TokenSettings};
use mnid_mdoc::error::Coded;

use crate::signs;
use crate::softhsm::{FaultyModule, with_softhsm};

fn key(faulty: &FaultyModule<'_>) -> TokenKey {
    let token = Token::open(faulty.settings()).unwrap();
    token.generate_key(SigningCurve::P256, "a", b"a").unwrap()
}

#[test]
fn a_failed_signature_is_tried_once_more_on_a_new_session() {
    const FAILED: &str = "crypto.pkcs11-failed";
    const LOST: &str = "crypto.pkcs11-lost";
    with_softhsm(|softhsm| {
        let faulty = softhsm.faulty();
        let key = key(&faulty);
        for (answer, code) in [
            (GENERAL_ERROR, FAILED),
            (DEVICE_ERROR, FAILED),
            (DEVICE_REMOVED, LOST),
            (KEY_HANDLE_INVALID, FAILED),
            (SESSION_CLOSED, LOST),
            (SESSION_HANDLE_INVALID, LOST),
            (TOKEN_NOT_PRESENT, LOST),
            (USER_NOT_LOGGED_IN, FAILED),
            (VENDOR_DEFINED, FAILED),
            (SHORT_SIGNATURE, FAILED),
        ] {
            // A session that was used before signs the message alone.
            assert_eq!(signs(&key), Ok(()));
            faulty.calls("C_Sign");
            faulty.fail("C_Sign", &[answer]);
            assert_eq!(signs(&key), Ok(()), "{answer:x}");
            // The failure, the new session's trial of the key, the message.
            assert_eq!(faulty.calls("C_Sign"), 3, "{answer:x}");
            faulty.fail("C_Sign", &[answer, answer]);
            assert_eq!(signs(&key), Err(code), "{answer:x}");
            assert_eq!(faulty.calls("C_Sign"), 2, "{answer:x}");
        }
    });
}

#[test]
fn a_pin_that_was_refused_is_sent_once_by_however_many_threads() {
    with_softhsm(|softhsm| {
        let faulty = softhsm.faulty();
        for answer in [
            PIN_INCORRECT,
            PIN_INVALID,
            PIN_LEN_RANGE,
            PIN_EXPIRED,
            PIN_LOCKED,
            USER_PIN_NOT_INITIALIZED,
        ] {
            let token = Token::open(faulty.settings()).unwrap();
            let id = answer.to_be_bytes();
            let label = format!("{answer:x}");
            let key = token.generate_key(SigningCurve::P256, &label, &id).unwrap();
            drop(token);
            faulty.calls("C_Login");
            faulty.fail("C_Login", &[answer]);
            softhsm.session().logout().unwrap();
            thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| assert_eq!(signs(&key), Err("crypto.pkcs11-pin")));
                }
            });
            assert_eq!(faulty.calls("C_Login"), 1, "{answer:x}");
        }
    });
}

#[test]
fn a_login_that_failed_for_another_reason_is_tried_again() {
    with_softhsm(|softhsm| {
        let faulty = softhsm.faulty();
        let key = key(&faulty);
        softhsm.session().logout().unwrap();
        faulty.fail("C_Login", &[DEVICE_ERROR]);
        assert_eq!(signs(&key), Err("crypto.pkcs11-failed"));
        assert_eq!(signs(&key), Ok(()));
    });
}

#[test]
fn no_pin_is_sent_to_a_token_that_is_locked_or_would_be_by_a_wrong_one() {
    with_softhsm(|softhsm| {
        let faulty = softhsm.faulty();
        for flag in [USER_PIN_FINAL_TRY, USER_PIN_LOCKED] {
            faulty.fail("C_GetTokenInfo", &[flag]);
            let refused = Token::open(faulty.settings()).unwrap_err();
            assert_eq!(refused.code(), "crypto.pkcs11-pin");
            assert_eq!(faulty.calls("C_Login"), 0);
        }
        Token::open(faulty.settings()).unwrap();
        assert_eq!(faulty.calls("C_Login"), 1);
    });
}

#[test]
fn too_many_sessions_are_named_as_the_setting_that_they_are() {
    with_softhsm(|softhsm| {
        let faulty = softhsm.faulty();
        faulty.fail("C_OpenSession", &[SESSION_COUNT]);
        let error = Token::open(faulty.settings()).unwrap_err();
        assert_eq!(error.code(), "crypto.pkcs11-setting");
        assert!(error.to_string().starts_with("`sessions`"), "{error}");
    });
}

#[test]
fn a_module_is_started_anew_only_where_it_may_be_and_no_other_token_is_open() {
    with_softhsm(|softhsm| {
        let faulty = softhsm.faulty();
        let open = |exclusive| {
            let settings = faulty.settings();
            Token::open(TokenSettings {
                exclusive,
                ..settings
            })
        };
        let unreachable = || faulty.fail("C_OpenSession", &[TOKEN_NOT_PRESENT]);

        unreachable();
        assert_eq!(open(false).unwrap_err().code(), "crypto.pkcs11-lost");
        assert_eq!(faulty.calls("C_Finalize"), 0);

        unreachable();
        let first = open(true).unwrap();
        assert_eq!(faulty.calls("C_Finalize"), 1);

        // The first token's sessions stay as they are.
        unreachable();
        let second = open(true).unwrap();
        assert_eq!(faulty.calls("C_Finalize"), 0);
        drop((first, second));
    });
}

// PKCS#11 3.1, header files.
const GENERAL_ERROR: u64 = 0x05;
const DEVICE_ERROR: u64 = 0x30;
const DEVICE_REMOVED: u64 = 0x32;
const KEY_HANDLE_INVALID: u64 = 0x60;
const PIN_INCORRECT: u64 = 0xA0;
const PIN_INVALID: u64 = 0xA1;
const PIN_LEN_RANGE: u64 = 0xA2;
const PIN_EXPIRED: u64 = 0xA3;
const PIN_LOCKED: u64 = 0xA4;
const SESSION_CLOSED: u64 = 0xB0;
const SESSION_COUNT: u64 = 0xB1;
const SESSION_HANDLE_INVALID: u64 = 0xB3;
const TOKEN_NOT_PRESENT: u64 = 0xE0;
const USER_NOT_LOGGED_IN: u64 = 0x101;
const USER_PIN_NOT_INITIALIZED: u64 = 0x102;
const VENDOR_DEFINED: u64 = 0x8000_0001;
const USER_PIN_FINAL_TRY: u64 = 0x2_0000;
const USER_PIN_LOCKED: u64 = 0x4_0000;
/// What the faulty module makes of it.
const SHORT_SIGNATURE: u64 = 0xFFFF;
