use super::*;

#[test]
fn a_p256_key_has_the_bytes_that_zero_knowledge_circuits_expect() {
    let key = software_key(SigningCurve::P256).public_key();
    let (x, y) = key.coordinates();
    let expected = [
        &hex_literal::hex!("A4 01 02 20 01 21 58 20")[..],
        &x,
        &hex_literal::hex!("22 58 20"),
        &y,
    ]
    .concat();
    assert_eq!(encode_key(&key), expected);
}

#[test]
fn keys_are_written_as_coset_writes_them_and_read_back() {
    for (curve, cose_curve) in [
        (SigningCurve::P256, EllipticCurve::P_256),
        (SigningCurve::P384, EllipticCurve::P_384),
    ] {
        let key = software_key(curve).public_key();
        let (x, y) = key.coordinates();
        let coset = CoseKeyBuilder::new_ec2_pub_key(cose_curve, x, y).build();
        assert_eq!(encode_key(&key), coset.to_vec().unwrap());
        let read = decode_key(&encode_key(&key)).unwrap();
        assert_eq!(read, ReceivedKey::Verifying(key));
    }
    let read = decode_key(&encode_key(&ed25519())).unwrap();
    assert_eq!(read, ReceivedKey::Verifying(ed25519()));
}

#[test]
fn a_key_with_one_fault_is_refused() {
    let key = software_key(SigningCurve::P256).public_key();
    let (x, y) = key.coordinates();
    let good = |kty: i64, crv: i64, x: Value, y: Value| {
        vec![
            (Value::from(1), Value::from(kty)),
            (Value::from(-1), Value::from(crv)),
            (Value::from(-2), x),
            (Value::from(-3), y),
        ]
    };
    let (x, y) = (Value::Bytes(x), Value::Bytes(y));
    let short = Value::Bytes(x.as_bytes().unwrap()[1..].to_vec());
    let mut off = y.as_bytes().unwrap().clone();
    off[31] ^= 1;
    let mut private = good(2, 1, x.clone(), y.clone());
    private.push((Value::from(-4), Value::Bytes(vec![1; 32])));
    let mut without_y = good(2, 1, x.clone(), y.clone());
    without_y.pop();
    let cases = [
        ("kty OKP", good(1, 1, x.clone(), y.clone())),
        ("crv P-384", good(2, 2, x.clone(), y.clone())),
        ("crv P-521", good(2, 3, x.clone(), y.clone())),
        ("short x", good(2, 1, short, y.clone())),
        ("y as a sign", good(2, 1, x.clone(), Value::Bool(true))),
        ("off the curve", good(2, 1, x.clone(), Value::Bytes(off))),
        ("private part", private),
        ("no y", without_y),
    ];
    for (name, members) in cases {
        let bytes = Value::Map(members).to_vec().unwrap();
        let error = decode_key(&bytes).expect_err(name);
        assert_eq!(error.code(), "cose.key", "{name}");
    }
}

#[test]
fn members_of_a_key_that_are_not_needed_are_passed_over() {
    let key = software_key(SigningCurve::P256).public_key();
    let mut coset = coset::CoseKey::from_slice(&encode_key(&key)).unwrap();
    coset.key_id = b"kid".to_vec();
    coset.alg = Some(coset::Algorithm::Assigned(iana::Algorithm::ES256));
    coset
        .params
        .push((coset::Label::Text("com.example".into()), Value::from(1)));
    let read = decode_key(&coset.to_vec().unwrap()).unwrap();
    assert_eq!(read.public_key(), Some(&key));
}

#[test]
fn a_key_on_another_curve_of_the_standard_is_read_as_one_that_verifies_nothing() {
    use UnsupportedCurve::*;
    let encoded = |kty: i64, crv: i64, x: usize, y: Option<usize>| {
        let integers = [(1, kty), (-1, crv)].map(|(label, value)| (label.into(), value.into()));
        let coordinates = [(-2, Some(x)), (-3, y)].map(|(label, length)| {
            length.map(|length| (Value::from(label), Value::Bytes(vec![7; length])))
        });
        let members = integers
            .into_iter()
            .chain(coordinates.into_iter().flatten());
        Value::Map(members.collect()).to_vec().unwrap()
    };
    for (curve, kty, crv, length) in [
        (P521, 2, 3, 66),
        (BrainpoolP256r1, 2, 256, 32),
        (BrainpoolP320r1, 2, 257, 40),
        (BrainpoolP384r1, 2, 258, 48),
        (BrainpoolP512r1, 2, 259, 64),
        (X25519, 1, 4, 32),
        (X448, 1, 5, 56),
        (Ed448, 1, 7, 57),
    ] {
        let y = (kty == 2).then_some(length);
        let read = decode_key(&encoded(kty, crv, length, y)).unwrap();
        assert_eq!(read, ReceivedKey::Unsupported(curve));
        assert_eq!(read.public_key(), None);
        let other_kind = (kty == 1).then_some(length);
        let mut faulty = vec![
            encoded(kty, crv, length - 1, y),
            encoded(kty, crv, length + 1, y),
            encoded(kty, crv, length, other_kind),
            encoded(3 - kty, crv, length, y),
        ];
        faulty.extend(y.map(|y| encoded(kty, crv, length, Some(y - 1))));
        for bytes in faulty {
            let error = decode_key(&bytes).unwrap_err();
            assert_eq!(error.code(), "cose.key", "{curve}");
        }
    }
    // secp256k1 is no curve of the standard.
    let error = decode_key(&encoded(2, 8, 32, Some(32))).unwrap_err();
    assert_eq!(error.code(), "cose.key");
}
