use der::asn1::{OctetString, UintRef};
use der::oid::AssociatedOid;
use der::{Any, Decode, Encode, Sequence};
use spki::AlgorithmIdentifierOwned;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::CrlNumber;
use x509_cert::time::Time;

use super::RevocationList;
use crate::crypto::{PublicKey, Signature, Signer};
use crate::limits;
use crate::pki::builder::{check_root_signer, encoding};
use crate::pki::root::Root;
use crate::pki::{Certificate, PkiError, VerifyingKey};
use crate::time::Timestamp;

/// A revocation list to be made, in the form of ISO/IEC 18013-5 B.2: full, direct, version 2, with
/// the authority key identifier and the CRL number as its only extensions.
#[derive(Clone, Debug)]
pub struct RevocationListRequest {
    /// When it is made.
    pub this_update: Timestamp,
    /// When the next one is due, at most 90 days later.
    pub next_update: Timestamp,
    /// Its number, larger than that of every list before it.
    pub number: u64,
    /// The revoked certificates and since when each is. Expired ones are not listed.
    pub revoked: Vec<(Certificate, Timestamp)>,
}

impl RevocationListRequest {
    /// Makes what the root's key has to sign.
    ///
    /// # Errors
    /// [`PkiError::Profile`] when `iaca` is no root as [`validate`](crate::pki::validate) accepts
    /// it, since nobody would take its list; [`PkiError::Field`] naming what is not as it has to
    /// be: the root signed by itself, the times within its validity, and each revoked certificate
    /// signed by it, not expired, and listed once.
    pub fn prepare(&self, iaca: &Certificate) -> Result<PreparedRevocationList, PkiError> {
        let root = Root::accepted("the root", iaca)?;
        let field = |field, demand| Err(PkiError::Field { field, demand });
        if !iaca.is_current(self.this_update) {
            return field("this_update", "within the root's validity");
        }
        let latest = self.this_update.plus_days(90);
        if self.next_update <= self.this_update || self.next_update > latest {
            return field("next_update", "later than this_update, by at most 90 days");
        }
        if self.next_update > iaca.not_after() {
            return field("next_update", "within the root's validity");
        }
        self.check_revoked(root)?;
        let Some(identifier) = iaca.subject_key_identifier() else {
            return field("the root", "one with a subject key identifier");
        };
        let signed_part = self.encode(root, &identifier);
        let signed_part = signed_part.map_err(|_| PkiError::Field {
            field: "revoked",
            demand: "certificates revoked in 1970 or later",
        })?;
        if signed_part.len() + SIGNATURE > limits::REVOCATION_LIST {
            return field("revoked", "so few certificates that the list can be read");
        }
        Ok(PreparedRevocationList {
            signed_part,
            key: root.key().clone(),
        })
    }

    /// Makes and signs the list with the root's key.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare) and [`PreparedRevocationList::complete`], and
    /// [`PkiError::Signer`].
    pub fn issue(&self, iaca: &Certificate, key: &dyn Signer) -> Result<RevocationList, PkiError> {
        let prepared = self.prepare(iaca)?;
        check_root_signer(key, &prepared.key)?;
        let signature = key.sign(&[prepared.to_be_signed()])?;
        prepared.complete(&signature)
    }

    fn check_revoked(&self, root: Root<'_>) -> Result<(), PkiError> {
        let iaca = root.certificate();
        let field = "revoked";
        let mut serials = Vec::with_capacity(self.revoked.len());
        for (one, since) in &self.revoked {
            let signed = one.check_signed_by(iaca.public_key()).is_ok();
            let itself = one.subject_der() == iaca.subject_der()
                && one.public_key_der() == iaca.public_key_der();
            let demand = if one.issuer_der() != iaca.subject_der() || !signed {
                "certificates that the root signed"
            } else if itself {
                // Whoever trusts a root does not ask its list about it.
                "certificates below the root"
            } else if one.not_after() < self.this_update {
                "certificates that have not expired"
            } else if *since > self.this_update {
                "certificates revoked at this_update or before"
            } else {
                serials.push(one.serial());
                continue;
            };
            return Err(PkiError::Field { field, demand });
        }
        serials.sort_unstable();
        if serials
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if a == b))
        {
            let demand = "certificates that are listed once";
            return Err(PkiError::Field { field, demand });
        }
        Ok(())
    }

    fn encode(&self, root: Root<'_>, identifier: &[u8]) -> der::Result<Vec<u8>> {
        let entries = self.revoked.iter().map(|(certificate, since)| {
            Ok(Entry {
                serial: Any::new(der::Tag::Integer, certificate.serial())?,
                since: encoding::time(*since)?,
            })
        });
        let entries = entries.collect::<der::Result<Vec<_>>>()?;
        let number = self.number.to_be_bytes();
        SignedPart {
            version: 1,
            algorithm: encoding::algorithm(root.key().curve()),
            issuer: Any::from_der(root.certificate().subject_der())?,
            this_update: encoding::time(self.this_update)?,
            next_update: encoding::time(self.next_update)?,
            // B.2 and RFC 5280 5.1.2.6: absent, not empty.
            revoked: (!entries.is_empty()).then_some(entries),
            extensions: vec![
                encoding::authority_key_identifier(OctetString::new(identifier)?)?,
                encoding::extension(CrlNumber::OID, &UintRef::new(&number)?)?,
            ],
        }
        .to_der()
    }
}

/// A revocation list that waits for its root's signature.
#[derive(Clone, Debug)]
pub struct PreparedRevocationList {
    signed_part: Vec<u8>,
    key: PublicKey,
}

impl PreparedRevocationList {
    /// The message that the root's key has to sign (TBSCertList).
    pub fn to_be_signed(&self) -> &[u8] {
        &self.signed_part
    }

    /// Puts the signature, raw `r || s`, to the list and checks it.
    ///
    /// # Errors
    /// [`PkiError::Signature`] when it is not the root's over
    /// [`to_be_signed`](Self::to_be_signed).
    pub fn complete(self, signature: &Signature) -> Result<RevocationList, PkiError> {
        let (part, key) = (&self.signed_part, self.key);
        let der = encoding::certificate(part, key.curve(), signature.as_bytes());
        let list = RevocationList::from_der(&der.map_err(|_| PkiError::Signature)?)?;
        list.check_signed_by(&VerifyingKey::Ec(key))?;
        Ok(list)
    }
}

/// `TBSCertList` of RFC 5280 5.1.
#[derive(Sequence)]
pub(super) struct SignedPart {
    pub(super) version: u8,
    pub(super) algorithm: AlgorithmIdentifierOwned,
    pub(super) issuer: Any,
    pub(super) this_update: Time,
    pub(super) next_update: Time,
    #[asn1(optional = "true")]
    pub(super) revoked: Option<Vec<Entry>>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    pub(super) extensions: Vec<Extension>,
}

#[derive(Sequence)]
pub(super) struct Entry {
    pub(super) serial: Any,
    pub(super) since: Time,
}

/// Octets around the signed part, at most: heads, algorithm, and a signature on P-384.
const SIGNATURE: usize = 160;
