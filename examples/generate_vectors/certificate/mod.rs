//! The kind `certificate`: may the first certificate of a chain be used for a purpose?

mod authorities;
mod document_signer;
mod revocation;
mod root;
mod signers;

use mnid_mdoc::pki::Certificate;
use serde_json::{Value, json};

use super::Failure;
use super::certificate_draft::CertificateDraft;
use super::scene::{NOW, Scene};
use super::vector::{Vector, hex};
use authorities::Authorities;

const KIND: &str = "certificate";
const DOCUMENT_SIGNER: &str = "document-signer";
const CERTIFICATE: &str = "certificate";
const POLICY: &str = "policy";
const STATUS: &str = "status";

type Made = Result<Vec<Vector>, Failure>;

pub(crate) fn cases(scene: &Scene) -> Made {
    let authorities = Authorities::new(scene)?;
    let mut vectors = document_signer::cases(&authorities)?;
    vectors.extend(root::cases(&authorities)?);
    vectors.extend(signers::cases(&authorities)?);
    vectors.extend(revocation::cases(&authorities)?);
    Ok(vectors)
}

/// One change of a certificate, and what comes of it.
struct Fault {
    name: &'static str,
    stage: &'static str,
    flag: &'static str,
    comment: &'static str,
    change: fn(&mut CertificateDraft) -> Result<(), Failure>,
}

/// A good chain for a purpose.
fn valid(
    name: &str,
    comment: &str,
    purpose: &str,
    chain: &[&Certificate],
    anchors: &[&Certificate],
) -> Result<Vector, Failure> {
    let certificate = chain.first().ok_or("no certificate")?;
    let vector = Vector::valid(KIND, name, "CertificateProfile", comment)
        .spec("ISO/IEC 18013-5, Annex B")
        .input("now", NOW)
        .input("purpose", purpose)
        .input("trust_anchors", pem(anchors))
        .input("chain", der(chain))
        .expect(json!({
            "not_before": certificate.not_before().to_string(),
            "not_after": certificate.not_after().to_string(),
            "public_key": hex(certificate.public_key_der()),
        }));
    Ok(vector)
}

/// The same under a profile.
fn under_profile(vector: &Vector, profile: &str) -> Vector {
    let mut vector = vector.clone().input("profile", profile).feature("profile");
    vector.id.push_str("-under-profile");
    vector
}

/// Faults of the policy are made from the case under a profile, the others from that without.
fn base<'a>(stage: &str, plain: &'a Vector, under_profile: &'a Vector) -> &'a Vector {
    match stage {
        POLICY => under_profile,
        _ => plain,
    }
}

fn invalid(base: &Vector, fault: &Fault) -> Vector {
    let clause = "ISO/IEC 18013-5, Annex B";
    Vector::invalid(base, fault.name, fault.stage, fault.flag, fault.comment).spec(clause)
}

fn pem(certificates: &[&Certificate]) -> Value {
    certificates
        .iter()
        .map(|certificate| certificate.to_pem())
        .collect::<Vec<_>>()
        .into()
}

fn der(certificates: &[&Certificate]) -> Value {
    let encoded = certificates.iter();
    encoded
        .map(|certificate| hex(certificate.der()))
        .collect::<Vec<_>>()
        .into()
}
