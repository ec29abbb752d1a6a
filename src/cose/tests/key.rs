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
        assert_eq!(decode_key(&encode_key(&key)).unwrap(), key);
    }
    assert_eq!(decode_key(&encode_key(&ed25519())).unwrap(), ed25519());
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
    assert_eq!(decode_key(&coset.to_vec().unwrap()).unwrap(), key);
}
