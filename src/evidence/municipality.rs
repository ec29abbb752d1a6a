use super::examine::Examination;
use super::{CheckName, EvidenceError, Role};
use crate::card::record::CardVerifiableCertificate;
use crate::crypto::RsaPublicKey;

/// A municipality's key for the records of one application, certified by an anchor.
pub(super) struct Municipality {
    pub(super) key: RsaPublicKey,
    /// The five digits of its code, where the certificate's subject shows them.
    pub(super) code: Option<String>,
}

impl Examination<'_> {
    pub(super) fn municipality(
        &mut self,
        role: Role,
        file: &[u8],
    ) -> Result<Municipality, EvidenceError> {
        let certificate = CardVerifiableCertificate::parse(file)
            .map_err(|source| EvidenceError::Record { role, source })?;
        let anchor = self.anchors.authority_of(role, &certificate)?;
        let anchor = anchor.name.clone();
        let check = match role {
            Role::Face => CheckName::FaceAuthority,
            _ => CheckName::TextAuthority,
        };
        self.passed_at(check, anchor);
        let subject = certificate.subject();
        let code = subject.digits().and_then(|digits| digits.get(..5));
        Ok(Municipality {
            key: certificate.key().clone(),
            code: code.map(str::to_owned),
        })
    }
}
