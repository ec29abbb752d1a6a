use base64ct::{Base64UrlUnpadded, Encoding};
use hex_literal::hex;

use super::*;
use crate::crypto::{Curve, PublicKey};

/// The example of OpenID4VP 1.0, B.2.6.1.
fn example() -> OpenId4VpRequest<'static> {
    let decode = |text| Base64UrlUnpadded::decode_vec(text).unwrap();
    let key = PublicKey::from_coordinates(
        Curve::P256,
        &decode("DxiH5Q4Yx3UrukE2lWCErq8N8bqC9CHLLrAwLz5BmE0"),
        &decode("XtLM4-3h5o3HUH0MHVJV0kyq0iBlrBwlh8qEDMZ4-Pc"),
    );
    OpenId4VpRequest {
        client_id: "x509_san_dns:example.com",
        nonce: "exc7gBkxjx1rdc9udRrveKvSsJIq80avlXeLHhGwqtA",
        response_key: Some(key.unwrap().thumbprint()),
        response_uri: "https://example.com/response",
    }
}

#[test]
fn the_specification_s_example_gives_its_transcript() {
    assert_eq!(
        example().session_transcript(),
        hex!(
            "83f6f682714f70656e494434565048616e646f7665725820"
            "048bc053c00442af9b8eed494cefdd9d95240d254b046b11b68013722aad38ac"
        )
    );
}

#[test]
fn without_encryption_the_thumbprint_is_null() {
    let mut request = example();
    request.response_key = None;
    let info = request.handover_info();
    let null = [
        &[0xF6, 0x78, 0x1C],
        b"https://example.com/response".as_slice(),
    ]
    .concat();
    assert!(info.ends_with(&null));
    assert_ne!(request.session_transcript(), example().session_transcript());
}
