//! Whole documents with the list to which they refer.

use mnid_mdoc::card::simulator::Holder;
use mnid_mdoc::mdoc::{Status, StatusReference};

use super::super::Failure;
use super::super::issuer_signed;
use super::super::scene::{How, Scene};
use super::super::vector::{Vector, hex};
use super::lists::{
    Authority, IDENTIFIER, INDEX, REVOKED_IDENTIFIER, REVOKED_INDEX, URI, bits, identifiers,
};

pub(super) fn cases(
    scene: &Scene,
    own: &Authority,
    other: &Authority,
) -> Result<Vec<Vector>, Failure> {
    let by_list = by_status_list(scene, own)?;
    let by_identifier = by_identifier_list(scene, own)?;
    let refused = |name, flag, comment, token: Vec<u8>| {
        Vector::invalid(&by_list, name, "status", flag, comment).input("status_token", hex(&token))
    };
    let good = || bits(&[REVOKED_INDEX]);
    Ok(vec![
        by_named_authority(scene, other)?,
        refused(
            "revoked-in-status-list",
            "DocumentRevoked",
            "The list to which the document refers says that it is revoked.",
            own.token(bits(&[INDEX])?)?,
        ),
        refused(
            "status-list-expired",
            "ListExpired",
            "The list to which the document refers ended this second.",
            own.expired(good()?)?,
        ),
        refused(
            "status-list-of-another-issuer",
            "UntrustedSigner",
            "The list is good, but below the root of another issuer.",
            other.token(good()?)?,
        ),
        refused(
            "status-list-too-short",
            "IndexOutOfRange",
            "The document's index is not in the list.",
            own.changed(good()?, |draft| {
                draft.set_list(1, &miniz_oxide::deflate::compress_to_vec_zlib(&[0; 96], 9));
            })?,
        ),
        refused(
            "identifier-list-at-status-list",
            "OtherKindOfList",
            "The document refers to a status list; at its address is an identifier list.",
            own.token(identifiers(&[&REVOKED_IDENTIFIER])?)?,
        ),
        Vector::invalid(
            &by_identifier,
            "revoked-in-identifier-list",
            "status",
            "DocumentRevoked",
            "The list to which the document refers has its identifier.",
        )
        .input(
            "status_token",
            hex(&own.token(identifiers(&[&IDENTIFIER, &REVOKED_IDENTIFIER])?)?),
        ),
        by_list,
        by_identifier,
    ])
}

fn by_status_list(scene: &Scene, own: &Authority) -> Result<Vector, Failure> {
    valid(
        scene,
        "not-revoked-in-status-list",
        "StatusList",
        "A document with the status list to which it refers, in which the next one is revoked.",
        Status::List(index(None)),
        &own.token(bits(&[REVOKED_INDEX])?)?,
    )
}

fn by_identifier_list(scene: &Scene, own: &Authority) -> Result<Vector, Failure> {
    let reference = StatusReference {
        entry: &IDENTIFIER[..],
        uri: URI,
        certificate: None,
    };
    valid(
        scene,
        "not-revoked-in-identifier-list",
        "IdentifierList",
        "A document with the identifier list to which it refers, in which another one is revoked.",
        Status::Identifier(reference),
        &own.token(identifiers(&[&REVOKED_IDENTIFIER])?)?,
    )
}

fn by_named_authority(scene: &Scene, other: &Authority) -> Result<Vector, Failure> {
    valid(
        scene,
        "not-revoked-in-list-of-named-authority",
        "NamedAuthority",
        "The security object names the CA of the list's signer, which is not the document's root.",
        Status::List(index(Some(other.pki.iaca().der()))),
        &other.token(bits(&[REVOKED_INDEX])?)?,
    )
}

fn index(certificate: Option<&[u8]>) -> StatusReference<'_, u64> {
    StatusReference {
        entry: INDEX,
        uri: URI,
        certificate,
    }
}

fn valid(
    scene: &Scene,
    name: &str,
    flag: &'static str,
    comment: &str,
    status: Status<'_>,
    token: &[u8],
) -> Result<Vector, Failure> {
    let how = How {
        status: Some(status),
        ..How::default()
    };
    let document = scene.issue(&scene.licence(Holder::Hanako)?, &how)?;
    let feature = match status {
        Status::List(_) => "status-list",
        Status::Identifier(_) => "identifier-list",
    };
    let vector = issuer_signed::valid(scene, name, flag, comment, &document)?;
    Ok(vector.feature(feature).input("status_token", hex(token)))
}
