use mnid_mdoc::crypto::SigningCurve;
use mnid_mdoc::crypto::pkcs11::{KeyName, TokenKey};

use crate::objects::{Imported, destroy_all};
use crate::signs;
use crate::softhsm::{SoftHsm, with_softhsm};

fn key(softhsm: &SoftHsm) -> TokenKey {
    let token = softhsm.token();
    token.generate_key(SigningCurve::P256, "a", b"a").unwrap()
}

#[test]
fn a_key_signs_again_after_the_process_was_logged_out() {
    with_softhsm(|softhsm| {
        let key = key(softhsm);
        softhsm.session().logout().unwrap();
        assert_eq!(signs(&key), Ok(()));
    });
}

#[test]
fn a_key_signs_again_after_another_user_finalised_the_module() {
    with_softhsm(|softhsm| {
        let key = key(softhsm);
        softhsm.other_user().finalize().unwrap();
        assert_eq!(signs(&key), Ok(()));
    });
}

#[test]
fn a_key_signs_again_after_the_module_forgot_its_session() {
    with_softhsm(|softhsm| {
        let key = key(softhsm);
        softhsm.other_user().finalize().unwrap();
        // Initialises it again.
        softhsm.other_user();
        assert_eq!(signs(&key), Ok(()));
    });
}

#[test]
fn a_token_that_was_away_is_found_again_and_its_key_signs() {
    with_softhsm(|softhsm| {
        let key = key(softhsm);
        softhsm.remove_tokens();
        for _ in 0..3 {
            assert_eq!(signs(&key), Err("crypto.pkcs11-token-missing"));
        }
        softhsm.put_tokens_back();
        assert_eq!(signs(&key), Ok(()));
    });
}

#[test]
fn a_key_that_was_deleted_is_missing() {
    with_softhsm(|softhsm| {
        let key = key(softhsm);
        destroy_all(&softhsm.session(), "a");
        assert_eq!(signs(&key), Err("crypto.pkcs11-key-missing"));
    });
}

#[test]
fn another_key_under_the_same_name_does_not_sign() {
    with_softhsm(|softhsm| {
        let (first, second) = (Imported::new(1), Imported::new(2));
        let token = softhsm.token();
        first.put(&softhsm.session(), "a", b"a");
        let key = token.key(&KeyName::Label("a".to_owned())).unwrap();
        destroy_all(&softhsm.session(), "a");
        second.put(&softhsm.session(), "a", b"a");
        assert_eq!(signs(&key), Err("crypto.pkcs11-key-changed"));
        destroy_all(&softhsm.session(), "a");
        first.put(&softhsm.session(), "a", b"a");
        assert_eq!(signs(&key), Ok(()));
    });
}
