//! Faults of the token around a good list: stages decode to binding.

use ciborium::Value;
use mnid_mdoc::crypto::SigningCurve;
use mnid_mdoc::testing::StatusDraft;

use super::super::Failure;
use super::super::draft::encode;
use super::case::Case;
use super::lists::{
    Authority, REVOKED_IDENTIFIER, REVOKED_INDEX, URI, bits, identifiers, integer, text,
};
use super::resigned::resigned;

type Made = Result<Case, Failure>;

/// The base with one change of what is signed.
fn changed(
    own: &Authority,
    name: &'static str,
    refusal: [&'static str; 2],
    comment: &'static str,
    change: impl FnOnce(&mut StatusDraft),
) -> Made {
    let token = own.changed(bits(&[REVOKED_INDEX])?, change)?;
    Ok(Case::invalid(name, refusal, comment, token))
}

pub(super) fn trailing_byte(own: &Authority) -> Made {
    let mut token = own.token(bits(&[REVOKED_INDEX])?)?;
    token.push(0);
    Ok(Case::invalid(
        "trailing-byte",
        ["decode", "TrailingData"],
        "A byte follows the token.",
        token,
    ))
}

pub(super) fn claim_twice(own: &Authority) -> Made {
    let draft = StatusDraft::of(&own.token(bits(&[REVOKED_INDEX])?)?)?;
    let token = draft.sign_payload(&doubled_subject(&draft)?, &own.key)?;
    Ok(Case::invalid(
        "claim-twice",
        ["decode", "DuplicateKey"],
        "The claim sub stands twice, with two addresses.",
        token,
    ))
}

/// The claims, with another `sub` at their end.
fn doubled_subject(draft: &StatusDraft) -> Result<Vec<u8>, Failure> {
    let members = draft.claims.iter();
    let mut payload = vec![0xA0 + u8::try_from(draft.claims.len() + 1)?];
    for (key, value) in members {
        payload.extend(encode(&(*key).into())?);
        payload.extend(value);
    }
    payload.extend(encode(&2.into())?);
    payload.extend(text("https://issuer.example/status/2")?);
    Ok(payload)
}

pub(super) fn cwt_tag(own: &Authority) -> Made {
    changed(
        own,
        "cwt-tag",
        ["structure", "CoseTag"],
        "The tag 61 of a CWT stands before that of the COSE_Sign1; a list's token has none.",
        |draft| draft.tags.insert(0, 61),
    )
}

pub(super) fn mac_tag(own: &Authority) -> Made {
    changed(
        own,
        "mac-tag",
        ["structure", "CoseTag"],
        "The tag 17 of a COSE_Mac0: a reader has no secret by which it could check a MAC.",
        |draft| draft.tags = vec![17],
    )
}

pub(super) fn without_typ(own: &Authority) -> Made {
    changed(
        own,
        "without-typ",
        ["structure", "TokenType"],
        "The protected header has no typ.",
        |draft| drop(draft.protected.remove(&16)),
    )
}

pub(super) fn typ_of_another_token(own: &Authority) -> Made {
    let typ = text("application/identifierlist+cwt")?;
    changed(
        own,
        "typ-of-another-token",
        ["structure", "TokenType"],
        "typ is that of an identifier list.",
        |draft| drop(draft.protected.insert(16, typ)),
    )
}

pub(super) fn typ_unprotected(own: &Authority) -> Made {
    changed(
        own,
        "typ-unprotected",
        ["structure", "TokenType"],
        "typ is in the unprotected header.",
        |draft| {
            let typ = draft.protected.remove(&16).unwrap_or_default();
            draft.unprotected.insert(16, typ);
        },
    )
}

pub(super) fn chain_unprotected(own: &Authority) -> Made {
    changed(
        own,
        "x5chain-unprotected",
        ["structure", "ListChain"],
        "x5chain is in the unprotected header, where that of an issuerAuth is.",
        |draft| {
            let chain = draft.protected.remove(&33).unwrap_or_default();
            draft.unprotected.insert(33, chain);
        },
    )
}

pub(super) fn without_chain(own: &Authority) -> Made {
    changed(
        own,
        "without-x5chain",
        ["structure", "ListChain"],
        "No certificate of the signer.",
        |draft| drop(draft.protected.remove(&33)),
    )
}

pub(super) fn unknown_critical_header(own: &Authority) -> Made {
    let critical = encode(&Value::Array(vec![70_000.into()]))?;
    let unknown = text("unknown")?;
    changed(
        own,
        "unknown-critical-header",
        ["structure", "CriticalHeader"],
        "A header parameter that nobody knows, and that is critical.",
        |draft| {
            draft.protected.insert(2, critical);
            draft.protected.insert(70_000, unknown);
        },
    )
}

pub(super) fn without_sub(own: &Authority) -> Made {
    changed(
        own,
        "without-sub",
        ["structure", "ClaimMissing"],
        "No sub: the list does not say of which address it is.",
        |draft| drop(draft.claims.remove(&2)),
    )
}

pub(super) fn without_iat(own: &Authority) -> Made {
    changed(
        own,
        "without-iat",
        ["structure", "ClaimMissing"],
        "No iat.",
        |draft| drop(draft.claims.remove(&6)),
    )
}

pub(super) fn without_exp(own: &Authority) -> Made {
    changed(
        own,
        "without-exp",
        ["structure", "ClaimMissing"],
        "No exp, which ISO/IEC 18013-5 demands and the Token Status List does not.",
        |draft| drop(draft.claims.remove(&4)),
    )
}

pub(super) fn ttl_zero(own: &Authority) -> Made {
    let zero = integer(0)?;
    changed(
        own,
        "ttl-zero",
        ["structure", "ClaimForm"],
        "ttl is 0; it has to be more.",
        |draft| drop(draft.claims.insert(65_534, zero)),
    )
}

pub(super) fn both_lists(own: &Authority) -> Made {
    let other = StatusDraft::of(&own.token(identifiers(&[&REVOKED_IDENTIFIER])?)?)?;
    let list = other.claims.get(&65_530).cloned().unwrap_or_default();
    changed(
        own,
        "both-lists",
        ["structure", "TwoLists"],
        "A status list (65533) and an identifier list (65530) in one token.",
        |draft| drop(draft.claims.insert(65_530, list)),
    )
}

pub(super) fn without_list(own: &Authority) -> Made {
    changed(
        own,
        "without-list",
        ["structure", "ClaimMissing"],
        "Neither a status list nor an identifier list.",
        |draft| drop(draft.claims.remove(&65_533)),
    )
}

pub(super) fn three_bits(own: &Authority) -> Made {
    changed(
        own,
        "three-bits",
        ["structure", "ListForm"],
        "Three bits for a document; there are 1, 2, 4 and 8.",
        |draft| draft.set_list(3, &miniz_oxide::deflate::compress_to_vec_zlib(&[0; 384], 9)),
    )
}

pub(super) fn signer_of_another_issuer(other: &Authority) -> Made {
    Ok(Case::invalid(
        "signer-of-another-issuer",
        ["certificate", "UntrustedSigner"],
        "The list of another issuer, whose root has the same name: signed below that root.",
        other.token(bits(&[REVOKED_INDEX])?)?,
    ))
}

pub(super) fn signer_not_below_named_authority(own: &Authority, other: &Authority) -> Made {
    Ok(Case::invalid(
        "signer-not-below-named-authority",
        ["certificate", "UntrustedSigner"],
        "The reference names the certificate of a CA, and the list's signer is below the root.",
        own.token(bits(&[REVOKED_INDEX])?)?,
    )
    .naming(other.pki.iaca())
    .from("named-authority"))
}

pub(super) fn signer_expired(own: &Authority) -> Made {
    let until = own.now.plus_seconds(-1);
    let (signer, key) = own.signer(SigningCurve::P256, until)?;
    Ok(Case::invalid(
        "signer-expired",
        ["certificate", "CertificateExpired"],
        "The signer's certificate ended a second ago.",
        own.signed_by(&signer, &key)?,
    ))
}

pub(super) fn signer_without_digital_signature(own: &Authority) -> Made {
    // nonRepudiation in place of digitalSignature.
    let (from, to) = ([0x03, 0x02, 0x07, 0x80], [0x03, 0x02, 0x06, 0x40]);
    let signer = resigned(&own.signer, own.pki.iaca_key(), &from, &to)?;
    Ok(Case::invalid(
        "signer-without-digital-signature",
        ["certificate", "KeyUsage"],
        "The key usage of the signer's certificate is nonRepudiation.",
        own.signed_by(&signer, &own.key)?,
    ))
}

pub(super) fn signed_by_document_signer(own: &Authority) -> Made {
    let signer = own.pki.document_signer();
    Ok(Case::invalid(
        "signed-by-document-signer",
        ["certificate", "ExtendedKeyUsage"],
        "The document signer signed the list: its extended key usage is for documents alone.",
        own.signed_by(signer, own.pki.document_signer_key())?,
    ))
}

pub(super) fn signature_changed(own: &Authority) -> Made {
    let mut token = own.token(bits(&[REVOKED_INDEX])?)?;
    if let Some(last) = token.last_mut() {
        *last ^= 1;
    }
    Ok(Case::invalid(
        "signature-changed",
        ["signature", "ListSignature"],
        "The last bit of the signature is another.",
        token,
    ))
}

pub(super) fn signature_of_another_key(own: &Authority) -> Made {
    let draft = StatusDraft::of(&own.token(bits(&[REVOKED_INDEX])?)?)?;
    Ok(Case::invalid(
        "signature-of-another-key",
        ["signature", "ListSignature"],
        "Signed by the root's key, under the signer's certificate.",
        draft.sign(own.pki.iaca_key())?,
    ))
}

pub(super) fn expired(own: &Authority) -> Made {
    Ok(Case::invalid(
        "expired",
        ["validity", "ListExpired"],
        "exp is this second: from then on a list is of no use.",
        own.expired(bits(&[REVOKED_INDEX])?)?,
    ))
}

pub(super) fn issued_tomorrow(own: &Authority) -> Made {
    let tomorrow = integer(own.now.unix() + 86_400)?;
    changed(
        own,
        "issued-tomorrow",
        ["validity", "ListNotYetValid"],
        "iat is a day ahead.",
        |draft| drop(draft.claims.insert(6, tomorrow)),
    )
}

pub(super) fn sub_with_slash(own: &Authority) -> Made {
    let sub = text(&format!("{URI}/"))?;
    changed(
        own,
        "sub-with-slash",
        ["binding", "ListAddress"],
        "sub has a slash more than the address to which the document refers.",
        |draft| drop(draft.claims.insert(2, sub)),
    )
}

pub(super) fn sub_of_another_list(own: &Authority) -> Made {
    let sub = text("https://issuer.example/status/2")?;
    changed(
        own,
        "sub-of-another-list",
        ["binding", "ListAddress"],
        "A good list of the same issuer, but of another address.",
        |draft| drop(draft.claims.insert(2, sub)),
    )
}
