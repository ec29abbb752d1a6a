use hex_literal::hex;

use super::*;
use crate::card::simulator::Authorities;

#[test]
fn the_key_of_a_certificate_settles_what_is_signed() {
    let authorities = Authorities::new().unwrap();
    for (certificate, algorithm) in [
        (&authorities.signing_ca, Algorithm::RsaSha256),
        (&authorities.p384.signing_ca, Algorithm::EcdsaSha384),
        (&authorities.p384.authentication_ca, Algorithm::EcdsaSha384),
        (&vec![], Algorithm::RsaSha256),
    ] {
        assert_eq!(Algorithm::of_certificate(certificate), algorithm);
    }
}

/// The examples of FIPS 180 for "abc".
#[test]
fn rsa_signs_a_digest_info_and_ecdsa_the_bare_digest() {
    assert_eq!(
        Algorithm::RsaSha256.to_be_signed(&Digests::of("abc")),
        hex!(
            "3031300D060960864801650304020105000420"
            "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"
        )
    );
    assert_eq!(
        Algorithm::EcdsaSha384.to_be_signed(&Digests::of("abc")),
        hex!(
            "CB00753F45A35E8BB5A03D699AC65007272C32AB0EDED1631A8B605A43FF5BED"
            "8086072BA1E7CC2358BAECA134C825A7"
        )
    );
}
