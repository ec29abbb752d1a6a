use super::{IACA, TAG_BIGNUM, VicalEntry, VicalError, without_zeros};
use crate::cbor::Writer;
use crate::cose::{Sign1, protected_header, sig_structure_head};
use crate::crypto::{PublicKey, Signature, Signer};
use crate::limits;
use crate::pki::builder::field::is_line;
use crate::pki::root::Root;
use crate::pki::{Certificate, Edition, PkiError, Profile, Role, Severity, rules};
use crate::time::Timestamp;

/// A list of trusted roots to be made and signed by its provider.
#[derive(Clone, Debug)]
pub struct VicalRequest {
    /// Whose list it is.
    pub provider: String,
    /// Its number, larger than that of every list before it.
    pub issue_id: Option<u64>,
    /// When it is made, within the validity of the signer's certificate.
    pub date: Timestamp,
    /// When the next one is due, after `date` and not later than `not_after`.
    pub next_update: Option<Timestamp>,
    /// The last second at which it may be used, after `date`.
    pub not_after: Option<Timestamp>,
    /// The roots, each in one entry, at most [`limits::VICAL_ENTRIES`].
    pub entries: Vec<VicalEntry>,
}

impl VicalRequest {
    /// Makes what the list's signer has to sign. `chain` becomes the `x5chain`: the signer's
    /// certificate and the CAs that lead to the provider's root, which is better left out.
    ///
    /// # Errors
    /// [`VicalError::Field`] naming what is not as it has to be; [`VicalError::Pki`] with the first
    /// rule of [`Severity::Refused`] that the signer's certificate breaks, and for an entry as
    /// [`VicalEntry::to_cbor`].
    pub fn prepare(&self, chain: &[Certificate]) -> Result<PreparedVical, VicalError> {
        let signer = checked_signer(chain)?;
        self.check(signer)?;
        // Certain after the profile's rules.
        let key = signer.public_key().ec().ok_or(PkiError::Signature)?;
        let payload = self.encode()?;
        let protected = protected_header(key.curve(), None);
        let mut to_be_signed = sig_structure_head(&protected, payload.len());
        to_be_signed.extend_from_slice(&payload);
        Ok(PreparedVical {
            unsigned: envelope(&protected, chain, &payload),
            to_be_signed,
            key: key.clone(),
        })
    }

    /// Makes and signs the list with the signer's key.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare) and [`PreparedVical::complete`], and [`VicalError::Signer`].
    pub fn issue(&self, chain: &[Certificate], key: &dyn Signer) -> Result<Vec<u8>, VicalError> {
        let prepared = self.prepare(chain)?;
        if key.public_key() != prepared.key {
            return Err(VicalError::Field {
                field: "the list's signer",
                demand: "the one that has the key in the first certificate of the chain",
            });
        }
        let signature = key.sign(&[prepared.to_be_signed()])?;
        prepared.complete(&signature)
    }

    fn check(&self, signer: &Certificate) -> Result<(), VicalError> {
        let field = |field, demand| Err(VicalError::Field { field, demand });
        if !is_line(&self.provider) {
            return field("provider", "a name of one line, not all blank");
        }
        if !signer.is_current(self.date) {
            return field("date", "within the validity of the signer's certificate");
        }
        if self.next_update.is_some_and(|due| due <= self.date) {
            return field("next_update", "after date");
        }
        if self.not_after.is_some_and(|last| last <= self.date) {
            return field("not_after", "after date");
        }
        if let (Some(due), Some(last)) = (self.next_update, self.not_after)
            && due > last
        {
            return field("next_update", "not later than not_after");
        }
        if self.entries.len() > limits::VICAL_ENTRIES {
            return field("entries", "at most 1024 entries");
        }
        let roots = self.entries.iter().map(|entry| entry.certificate.der());
        let mut roots: Vec<_> = roots.collect();
        roots.sort_unstable();
        if roots
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if a == b))
        {
            let demand = "one entry for each root, with all of its document types";
            return field("entries", demand);
        }
        Ok(())
    }

    fn encode(&self) -> Result<Vec<u8>, VicalError> {
        let optional = [self.next_update, self.not_after];
        let members = 4 + optional.iter().flatten().count() + self.issue_id.iter().count();
        let mut payload = Vec::new();
        let mut writer = Writer::new(&mut payload);
        writer.map(members).text("version").text("1.0");
        writer.text("vicalProvider").text(&self.provider);
        writer.text("date").tdate(self.date);
        if let Some(issue_id) = self.issue_id {
            writer.text("vicalIssueID").unsigned(issue_id);
        }
        if let Some(next_update) = self.next_update {
            writer.text("nextUpdate").tdate(next_update);
        }
        if let Some(not_after) = self.not_after {
            writer.text("notAfter").tdate(not_after);
        }
        writer.text("certificateInfos").array(self.entries.len());
        for entry in &self.entries {
            entry.write(&mut writer)?;
        }
        Ok(payload)
    }
}

/// The first certificate of a chain of which each is signed by the next, as its profile says.
fn checked_signer(chain: &[Certificate]) -> Result<&Certificate, VicalError> {
    let field = |demand| VicalError::Field {
        field: "chain",
        demand,
    };
    let [signer, authorities @ ..] = chain else {
        return Err(field("the signer's certificate, with the CAs above it"));
    };
    if chain.len() > limits::CHAIN_LENGTH {
        return Err(field("at most 3 certificates"));
    }
    let profile = Profile::new(Role::VicalSigner, Edition::EveryReader);
    let findings = rules::findings(profile, signer, authorities.first());
    let mut refused = findings.into_iter();
    if let Some(finding) = refused.find(|one| one.severity == Severity::Refused) {
        let role = Role::VicalSigner;
        return Err(PkiError::Profile { role, finding }.into());
    }
    for (subject, authority) in chain.iter().zip(authorities) {
        if subject.check_signed_by(authority.public_key()).is_err() {
            return Err(field("certificates of which each is signed by the next"));
        }
    }
    Ok(signer)
}

impl VicalEntry {
    /// The entry in CBOR (`CertificateInfo`), as an issuing authority hands it to a provider.
    ///
    /// ```
    /// # use mnid_mdoc::crypto::{OsRandom, SigningCurve, SoftwareKey};
    /// # use mnid_mdoc::pki::{Edition, IacaRequest, VicalEntry};
    /// # use mnid_mdoc::time::Timestamp;
    /// # let not_before: Timestamp = "2026-04-01T00:00:00Z".parse()?;
    /// # let key = SoftwareKey::generate(SigningCurve::P384, &mut OsRandom)?;
    /// # let iaca = IacaRequest {
    /// #     edition: Edition::EveryReader,
    /// #     common_name: "Example IACA".to_owned(),
    /// #     organization: None,
    /// #     state: None,
    /// #     country: "JP".to_owned(),
    /// #     not_before,
    /// #     not_after: not_before.plus_days(5 * 365),
    /// #     contact_uri: "https://issuer.example/".to_owned(),
    /// #     crl_uri: Some("https://issuer.example/iaca.crl".to_owned()),
    /// # }
    /// # .issue(&key, &mut OsRandom)?;
    /// let entry = VicalEntry {
    ///     certificate: iaca,
    ///     doc_types: vec!["org.iso.23220.1.jp.mnc".to_owned()],
    /// };
    /// assert_eq!(VicalEntry::from_cbor(&entry.to_cbor()?)?, entry);
    /// # Ok::<(), mnid_mdoc::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`VicalError::Field`] when there is no document type, a blank one or one with line breaks,
    /// one twice, or more than [`limits::VICAL_DOC_TYPES`]; [`VicalError::Pki`] when the certificate is no root as
    /// [`validate`](crate::pki::validate) accepts it, or is not signed by itself.
    pub fn to_cbor(&self) -> Result<Vec<u8>, VicalError> {
        let mut out = Vec::new();
        self.write(&mut Writer::new(&mut out))?;
        Ok(out)
    }

    fn write(&self, writer: &mut Writer<'_>) -> Result<(), VicalError> {
        let (iaca, doc_types) = (&self.certificate, &self.doc_types);
        let field = |field, demand| VicalError::Field { field, demand };
        let mut names: Vec<_> = doc_types.iter().collect();
        names.sort_unstable();
        names.dedup();
        if names.len() != doc_types.len() || !(1..=limits::VICAL_DOC_TYPES).contains(&names.len()) {
            return Err(field("doc_types", "1 to 64 document types, each once"));
        }
        if !names.iter().all(|name| is_line(name)) {
            return Err(field("doc_types", "names of one line, not all blank"));
        }
        Root::accepted("certificate", iaca)?;
        let ski = iaca.subject_key_identifier();
        let ski = ski.ok_or(field("certificate", "a root with its key identifier"))?;
        let [profile, ..] = IACA;
        writer.map(9).text("certificate").byte_string(iaca.der());
        writer.text("serialNumber").tag(TAG_BIGNUM);
        writer.byte_string(without_zeros(iaca.serial()));
        writer.text("ski").byte_string(&ski);
        writer.text("docType").array(doc_types.len());
        for doc_type in doc_types {
            writer.text(doc_type);
        }
        writer.text("certificateProfile").array(1).text(profile);
        writer.text("issuer").byte_string(iaca.issuer_der());
        writer.text("subject").byte_string(iaca.subject_der());
        writer.text("notBefore").tdate(iaca.not_before());
        writer.text("notAfter").tdate(iaca.not_after());
        Ok(())
    }
}

/// A list that waits for its signer's signature.
#[derive(Clone, Debug)]
pub struct PreparedVical {
    /// The envelope up to the signature.
    unsigned: Vec<u8>,
    to_be_signed: Vec<u8>,
    key: PublicKey,
}

impl PreparedVical {
    /// The message that the signer's key has to sign (`Sig_structure`, RFC 9052 4.4).
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// Puts the signature, raw `r || s`, to the list and checks it. The result is the signed list,
    /// as it is published.
    ///
    /// # Errors
    /// [`VicalError::Cose`] when the signature is not the signer's over
    /// [`to_be_signed`](Self::to_be_signed), or the list is larger than this crate reads.
    pub fn complete(self, signature: &Signature) -> Result<Vec<u8>, VicalError> {
        let mut list = self.unsigned;
        Writer::new(&mut list).byte_string(signature.as_bytes());
        let envelope = Sign1::parse(&list)?;
        let payload = envelope.payload().unwrap_or_default();
        envelope.verify(&self.key, payload)?;
        Ok(list)
    }
}

pub(super) fn envelope(protected: &[u8], chain: &[Certificate], payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out);
    writer.array(4).byte_string(protected).map(1).unsigned(33);
    // RFC 9360 2: one certificate is a byte string, several are an array.
    if chain.len() > 1 {
        writer.array(chain.len());
    }
    for certificate in chain {
        writer.byte_string(certificate.der());
    }
    writer.byte_string(payload);
    out
}
