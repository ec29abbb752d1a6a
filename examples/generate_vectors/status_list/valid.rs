//! Lists that a reader has to take.

use ciborium::Value;
use mnid_mdoc::crypto::SigningCurve;
use mnid_mdoc::status::{ListContent, StatusBits, StatusList};
use mnid_mdoc::testing::StatusDraft;

use super::super::Failure;
use super::super::draft::encode;
use super::case::Case;
use super::lists::{
    Authority, IDENTIFIER, INDEX, REVOKED_IDENTIFIER, REVOKED_INDEX, bits, identifiers, integer,
    text,
};

type Made = Result<Case, Failure>;

pub(super) fn one_bit_list(own: &Authority) -> Made {
    Ok(Case::valid(
        "one-bit-list",
        "StatusList",
        "A status list of 1024 documents of which the next one is revoked: entries stand in the \
         lowest bits first.",
        own.token(bits(&[REVOKED_INDEX])?)?,
    ))
}

pub(super) fn identifier_list(own: &Authority) -> Made {
    let token = own.token(identifiers(&[&REVOKED_IDENTIFIER])?)?;
    Ok(Case::valid(
        "identifier-list",
        "IdentifierList",
        "An identifier list in which another document is revoked.",
        token,
    )
    .of_identifier(&IDENTIFIER))
}

pub(super) fn first_entry(own: &Authority) -> Made {
    Ok(Case::valid(
        "first-entry",
        "ListPacking",
        "The index 0, beside a revoked document in the same byte.",
        own.token(bits(&[1, 7])?)?,
    )
    .of_index(0))
}

pub(super) fn last_entry(own: &Authority) -> Made {
    Ok(Case::valid(
        "last-entry",
        "ListPacking",
        "The last index of the list, which is below the number of its entries.",
        own.token(bits(&[1022])?)?,
    )
    .of_index(1023))
}

pub(super) fn untagged(own: &Authority) -> Made {
    Ok(Case::valid(
        "untagged",
        "TokenForm",
        "Without the tag 18 of a COSE_Sign1, as some lists are deployed.",
        own.changed(bits(&[REVOKED_INDEX])?, |draft| draft.tags.clear())?,
    ))
}

pub(super) fn bare_typ(own: &Authority) -> Made {
    let typ = text("statuslist+cwt")?;
    let token = own.changed(bits(&[REVOKED_INDEX])?, |draft| {
        draft.protected.insert(16, typ);
    })?;
    Ok(Case::valid(
        "bare-typ",
        "TokenForm",
        "typ without `application/`, as at least one deployed list has it.",
        token,
    ))
}

pub(super) fn coap_typ(own: &Authority) -> Made {
    let typ = integer(279)?;
    let token = own.changed(bits(&[REVOKED_INDEX])?, |draft| {
        draft.protected.insert(16, typ);
    })?;
    Ok(Case::valid(
        "coap-typ",
        "TokenForm",
        "typ as the number that CoAP has for the media type.",
        token,
    ))
}

pub(super) fn unknown_claims(own: &Authority) -> Made {
    let (issuer, unknown) = (text("https://issuer.example")?, text("unknown")?);
    let token = own.changed(bits(&[REVOKED_INDEX])?, |draft| {
        draft.claims.insert(1, issuer);
        draft.claims.insert(70_000, unknown.clone());
        draft.protected.insert(4, vec![0x42, 0x31, 0x32]);
        draft.unprotected.insert(70_000, unknown);
    })?;
    Ok(Case::valid(
        "unknown-claims",
        "Extension",
        "Claims and header parameters that a reader does not know, and none of them critical.",
        token,
    ))
}

pub(super) fn without_ttl(own: &Authority) -> Made {
    let token = own.changed(bits(&[REVOKED_INDEX])?, |draft| {
        draft.claims.remove(&65_534);
    })?;
    Ok(Case::valid(
        "without-ttl",
        "TokenForm",
        "ttl is optional.",
        token,
    ))
}

pub(super) fn es384(own: &Authority) -> Made {
    let until = own.signer.not_after();
    let (signer, key) = own.signer(SigningCurve::P384, until)?;
    let token = own.signed_by(&signer, &key)?;
    Ok(Case::valid(
        "es384",
        "Algorithm",
        "The list's signer has a key on P-384.",
        token,
    )
    .feature("es384"))
}

pub(super) fn named_authority(other: &Authority) -> Made {
    Ok(Case::valid(
        "named-authority",
        "NamedAuthority",
        "The reference names the certificate of another CA, and the list's signer is below that.",
        other.token(bits(&[REVOKED_INDEX])?)?,
    )
    .naming(other.pki.iaca()))
}

pub(super) fn list_of_a_million(own: &Authority) -> Made {
    let mut list = StatusList::new(StatusBits::One, 1 << 20)?;
    for index in (0..1 << 20).step_by(4096) {
        list.set(index, 1)?;
    }
    let token = own.token(ListContent::StatusList(list))?;
    Ok(Case::valid(
        "list-of-a-million",
        "LargeList",
        "A status list of 2^20 documents, 128 KiB when it is unpacked.",
        token,
    )
    .of_index(1_000_001))
}

pub(super) fn stored_blocks(own: &Authority) -> Made {
    // A container whose only block is not compressed (RFC 1951 3.2.4).
    let token = own.changed(bits(&[])?, |draft| {
        draft.set_list(
            1,
            &miniz_oxide::deflate::compress_to_vec_zlib(&[0xA5; 97], 0),
        );
    })?;
    Ok(Case::valid(
        "stored-blocks",
        "ListPacking",
        "A ZLIB container that is not compressed: any level is allowed.",
        token,
    )
    .of_index(1))
}

pub(super) fn identifier_list_with_details(own: &Authority) -> Made {
    let detail = Value::Map(vec![(7.into(), "since".into())]);
    let one = |identifier: &[u8], detail| (Value::Bytes(identifier.to_vec()), detail);
    let revoked = Value::Map(vec![
        one(&REVOKED_IDENTIFIER, detail),
        one(&[0; 16], Value::Map(vec![])),
    ]);
    let list = Value::Map(vec![
        ("identifiers".into(), revoked),
        (
            "aggregation_uri".into(),
            "https://issuer.example/status".into(),
        ),
    ]);
    let mut draft = StatusDraft::of(&own.token(identifiers(&[])?)?)?;
    draft.claims.insert(65_530, encode(&list)?);
    let token = draft.sign(&own.key)?;
    Ok(Case::valid(
        "identifier-list-with-details",
        "Extension",
        "An identifier list that says something about an identifier, and where other lists are.",
        token,
    )
    .of_identifier(&IDENTIFIER))
}

pub(super) fn follows_previous(own: &Authority) -> Made {
    let token = own.token(bits(&[REVOKED_INDEX, INDEX + 5])?)?;
    Ok(Case::valid(
        "follows-previous", "ListHistory",
        "A list that a reader has seen an older one of: what was revoked is so still, and one more.",
        token,
    )
    .after(own.token_at(own.now.plus_days(-1), bits(&[REVOKED_INDEX])?)?))
}
