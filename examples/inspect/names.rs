//! What numbers mean: labels of COSE (RFC 9052, RFC 9053, RFC 9360) and claims of a CWT (RFC 8392,
//! Token Status List).

/// Labels of headers.
pub(crate) fn header(label: i128) -> Option<&'static str> {
    Some(match label {
        1 => "alg",
        2 => "crit",
        3 => "content type",
        4 => "kid",
        5 => "IV",
        15 => "CWT claims",
        16 => "typ",
        32 => "x5bag",
        33 => "x5chain",
        34 => "x5t",
        35 => "x5u",
        _ => return None,
    })
}

pub(crate) fn algorithm(value: i128) -> Option<&'static str> {
    Some(match value {
        -7 => "ES256: ECDSA with SHA-256",
        -9 => "ESP256: ECDSA with P-256 and SHA-256",
        -35 => "ES384: ECDSA with SHA-384",
        -36 => "ES512: ECDSA with SHA-512",
        -51 => "ESP384: ECDSA with P-384 and SHA-384",
        -8 => "EdDSA",
        -19 => "Ed25519",
        -37 => "PS256: RSASSA-PSS with SHA-256",
        5 => "HMAC 256/256",
        _ => return None,
    })
}

/// Labels of a `COSE_Key`.
pub(crate) fn key_parameter(label: i128) -> Option<&'static str> {
    Some(match label {
        1 => "kty",
        2 => "kid",
        3 => "alg",
        4 => "key_ops",
        5 => "Base IV",
        -1 => "crv",
        -2 => "x",
        -3 => "y",
        -4 => "d: a private key",
        _ => return None,
    })
}

pub(crate) fn key_type(value: i128) -> Option<&'static str> {
    Some(match value {
        1 => "OKP",
        2 => "EC2",
        3 => "RSA",
        4 => "symmetric",
        _ => return None,
    })
}

pub(crate) fn curve(value: i128) -> Option<&'static str> {
    Some(match value {
        1 => "P-256",
        2 => "P-384",
        3 => "P-521",
        4 => "X25519",
        5 => "X448",
        6 => "Ed25519",
        7 => "Ed448",
        256 => "brainpoolP256r1",
        257 => "brainpoolP320r1",
        258 => "brainpoolP384r1",
        259 => "brainpoolP512r1",
        _ => return None,
    })
}

pub(crate) fn claim(label: i128) -> Option<&'static str> {
    Some(match label {
        1 => "iss, issuer",
        2 => "sub, subject: where the list is",
        3 => "aud, audience",
        4 => "exp, expires at",
        5 => "nbf, not before",
        6 => "iat, issued at",
        7 => "cti, CWT ID",
        8 => "cnf, confirmation",
        65_530 => "identifier_list",
        65_533 => "status_list",
        65_534 => "ttl, seconds to keep it",
        65_535 => "status",
        _ => return None,
    })
}

/// `status` of a DeviceResponse (ISO/IEC 18013-5:2021 Table 8).
pub(crate) fn response_status(value: i128) -> Option<&'static str> {
    Some(match value {
        0 => "OK",
        10 => "general error",
        11 => "CBOR decoding error",
        12 => "CBOR validation error",
        _ => return None,
    })
}
