use base64ct::{Base64UrlUnpadded, Encoding};
use hex_literal::hex;

use super::*;
use crate::cose::encode_key;
use crate::crypto::tests::p256_key;
use crate::crypto::{Curve, Signer};
use crate::mdoc::tests::annex_d;

/// The key of the examples of OpenID4VP 1.0, B.2.6.
fn response_key() -> Option<Thumbprint> {
    let decode = |text| Base64UrlUnpadded::decode_vec(text).unwrap();
    let key = PublicKey::from_coordinates(
        Curve::P256,
        &decode("DxiH5Q4Yx3UrukE2lWCErq8N8bqC9CHLLrAwLz5BmE0"),
        &decode("XtLM4-3h5o3HUH0MHVJV0kyq0iBlrBwlh8qEDMZ4-Pc"),
    );
    Some(key.unwrap().thumbprint())
}

const NONCE: &str = "exc7gBkxjx1rdc9udRrveKvSsJIq80avlXeLHhGwqtA";

#[test]
fn the_examples_of_openid4vp_give_their_transcripts() {
    let redirect = SessionTranscript::open_id4vp(
        "x509_san_dns:example.com",
        NONCE,
        response_key(),
        "https://example.com/response",
    );
    let expected = hex!(
        "83f6f682714f70656e494434565048616e646f7665725820"
        "048bc053c00442af9b8eed494cefdd9d95240d254b046b11b68013722aad38ac"
    );
    assert_eq!(redirect.as_bytes(), expected);
    let api = SessionTranscript::open_id4vp_dc_api("https://example.com", NONCE, response_key());
    let expected = hex!(
        "83f6f682764f70656e4944345650444341504948616e646f7665725820"
        "fbece366f4212f9762c74cfdbf83b8c69e371d5d68cea09cb4c48ca6daab761a"
    );
    assert_eq!(api.as_bytes(), expected);
}

#[test]
fn without_encryption_the_thumbprint_is_null() {
    let transcript = SessionTranscript::open_id4vp_dc_api("https://a.example", "n", None);
    let info = [&[0x83, 0x71][..], b"https://a.example", &[0x61, b'n', 0xF6]].concat();
    assert!(transcript.as_bytes().ends_with(&sha256(&[&info])));
}

#[test]
fn the_standards_transcript_is_made_byte_for_byte() {
    let (Some(expected), Some(select), Some(key)) = (
        annex_d("d5_1_session_transcript_bytes"),
        annex_d("d3_3_nfc_handover_select"),
        annex_d("d5_1_ephemeral_reader_key_d"),
    ) else {
        return;
    };
    // The last record of the message is named `mdoc`, and is the engagement.
    let name = select.windows(4).rposition(|window| window == b"mdoc");
    let engagement = &select[name.unwrap() + 4..];
    let request = annex_d("d3_2_nfc_handover_request").unwrap();
    let key = encode_key(&p256_key(&key).public_key());
    let made = SessionTranscript::nfc(engagement, &key, &select, Some(&request));
    assert_eq!(Tag24::wrap(made.as_bytes()), expected);
}

#[test]
fn the_flows_of_proximity_hold_engagement_and_reader_key_as_encoded() {
    let cases: [(SessionTranscript, &[u8]); 3] = [
        (SessionTranscript::qr(&[0xA0], &[0x80]), &[0xF6]),
        (
            SessionTranscript::nfc(&[0xA0], &[0x80], &[1], Some(&[2])),
            &[0x82, 0x41, 1, 0x41, 2],
        ),
        (
            SessionTranscript::nfc(&[0xA0], &[0x80], &[1], None),
            &[0x82, 0x41, 1, 0xF6],
        ),
    ];
    for (transcript, handover) in cases {
        let start = [0x83, 0xD8, 0x18, 0x41, 0xA0, 0xD8, 0x18, 0x41, 0x80];
        assert_eq!(transcript.as_bytes(), [&start, handover].concat());
    }
}

#[test]
fn the_iso_flow_of_the_digital_credentials_api_hashes_the_texts() {
    let transcript = SessionTranscript::dc_api("g2RkY", "https://a.example");
    let info = [&[0x82, 0x65][..], b"g2RkY", &[0x71], b"https://a.example"].concat();
    let start = [&[0x83, 0xF6, 0xF6, 0x82, 0x65][..], b"dcapi", &[0x58, 0x20]].concat();
    let expected = [&start[..], &sha256(&[&info])].concat();
    assert_eq!(transcript.as_bytes(), expected);
}

#[test]
fn the_older_flow_hashes_client_and_address_each_with_the_devices_nonce() {
    let transcript = SessionTranscript::annex_b("client", "https://a", "nonce", "apu");
    let client = [&[0x82, 0x66][..], b"client", &[0x63], b"apu"].concat();
    let address = [&[0x82, 0x69][..], b"https://a", &[0x63], b"apu"].concat();
    let expected = [
        &[0x83, 0xF6, 0xF6, 0x83, 0x58, 0x20][..],
        &sha256(&[&client]),
        &[0x58, 0x20],
        &sha256(&[&address]),
        &[0x65],
        b"nonce",
    ]
    .concat();
    assert_eq!(transcript.as_bytes(), expected);
}

#[test]
fn every_flow_makes_what_can_be_parsed() {
    for transcript in [
        SessionTranscript::qr(&[0xA0], &[0xA0]),
        SessionTranscript::nfc(&[0xA0], &[0xA0], &[], None),
        SessionTranscript::open_id4vp("", "", None, ""),
        SessionTranscript::open_id4vp_dc_api("", "", None),
        SessionTranscript::dc_api("", ""),
        SessionTranscript::annex_b("", "", "", ""),
    ] {
        assert_eq!(
            SessionTranscript::parse(transcript.as_bytes()).unwrap(),
            transcript
        );
    }
}

#[test]
fn what_is_no_array_of_three_is_no_transcript() {
    let tagged = Tag24::wrap(&[0x83, 0xF6, 0xF6, 0xF6]);
    let cases: [(&[u8], &str); 7] = [
        (&[], "mdoc.not-cbor"),
        (&[0x83, 0xF6, 0xF6], "mdoc.not-cbor"),
        (&[0x83, 0xF6, 0xF6, 0xF6, 0xF6], "mdoc.not-cbor"),
        (&[0x9F, 0xF6, 0xF6, 0xF6, 0xFF], "mdoc.not-cbor"),
        (&tagged, "mdoc.structure"),
        (&[0x82, 0xF6, 0xF6], "mdoc.structure"),
        (&[0x84, 0xF6, 0xF6, 0xF6, 0xF6], "mdoc.structure"),
    ];
    for (bytes, code) in cases {
        use crate::error::Coded;
        let refused = SessionTranscript::parse(bytes).unwrap_err();
        assert_eq!(refused.code(), code, "{bytes:02x?}");
    }
}
