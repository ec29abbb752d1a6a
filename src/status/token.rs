use std::fmt;
use std::time::Duration;

use super::claims::{Claims, ReceivedList, TYPE, X5CHAIN};
use super::{CurrentStatusList, IdentifierList, StatusBits, StatusError, StatusList};
use crate::cbor::{Kind, Reader};
use crate::cose::{CoseError, Sign1};
use crate::limits;
use crate::mdoc::Status;
use crate::pki::{Certificate, DocumentSigner, PkiError, Role, check_signer};
use crate::time::Timestamp;

/// What a token says about documents.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ListContent {
    /// A state at each index.
    StatusList(StatusList),
    /// The identifiers of what is revoked.
    IdentifierList(IdentifierList),
}

/// A token as received: a CWT with a list (ISO/IEC 18013-5, second edition's draft, 12.3.6.3; Token
/// Status List, 5.2). Nothing in it is believed until [`check`](Self::check).
///
/// ```cddl
/// StatusToken = #6.18(COSE_Sign1)
/// ```
#[derive(Clone)]
pub struct StatusToken<'a> {
    envelope: Sign1<'a>,
    claims: Claims<'a>,
    /// The signer's certificate, where it came another way.
    signer: Option<Certificate>,
}

impl<'a> StatusToken<'a> {
    /// Reads one token. Claims and header parameters that are not known are passed over; the list
    /// is not unpacked.
    ///
    /// The tag 18 may be absent. `typ` has to be that of the list, in any form that is deployed;
    /// `x5chain` has to be protected. The tag 17 is refused, which the draft allows for other
    /// formats: it is a MAC, which a reader without the secret cannot check.
    ///
    /// # Errors
    /// [`StatusError::Cbor`], [`StatusError::Tag`], [`StatusError::Cose`],
    /// [`StatusError::UnprotectedChain`], [`StatusError::Structure`], [`StatusError::Missing`],
    /// [`StatusError::TwoLists`], [`StatusError::Type`].
    pub fn parse(bytes: &'a [u8]) -> Result<Self, StatusError> {
        let mut reader = Reader::new(bytes)?;
        match reader.peek()? {
            Kind::Tag(TAG_SIGN1) => reader.tag(TAG_SIGN1, "a COSE_Sign1")?,
            Kind::Tag(found) => return Err(StatusError::Tag { found }),
            _ => {}
        }
        let envelope = Sign1::read(&mut reader)?;
        let header = ProtectedHeader::read(envelope.protected())?;
        if !envelope.chain().is_empty() && !header.has_chain {
            return Err(StatusError::UnprotectedChain);
        }
        let payload = envelope.payload().ok_or(StatusError::Structure {
            expected: "an attached payload",
        })?;
        let claims = Claims::read(payload)?;
        if !header
            .typ
            .is_some_and(|typ| claims.list.kind().is_type(typ))
        {
            return Err(StatusError::Type);
        }
        Ok(Self {
            envelope,
            claims,
            signer: None,
        })
    }

    /// Names the signer's certificate, which came another way than in the token: for one that
    /// carries none, as the draft's examples. It is trusted no more for that.
    ///
    /// # Errors
    /// [`StatusError::OtherSigner`] when the token carries another one.
    pub fn with_signer(self, signer: &Certificate) -> Result<Self, StatusError> {
        match self.envelope.chain().first() {
            Some(carried) if carried != signer.der() => Err(StatusError::OtherSigner),
            Some(_) => Ok(self),
            None => Ok(Self {
                signer: Some(signer.clone()),
                ..self
            }),
        }
    }

    /// The address that the list says is its own.
    pub fn subject(&self) -> &'a str {
        self.claims.subject
    }

    /// When it says that it was made.
    pub fn issued_at(&self) -> Timestamp {
        self.claims.issued_at
    }

    /// From when on it is of no use, if it says so.
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.claims.expires_at
    }

    /// For how long a copy may be kept without asking anew, if it says so.
    pub fn time_to_live(&self) -> Option<Duration> {
        self.claims.time_to_live
    }

    /// The certificates that it carries in DER, the signer's first.
    pub fn chain(&self) -> &[Vec<u8>] {
        self.envelope.chain()
    }

    /// Unpacks the list, of which nothing is believed.
    ///
    /// # Errors
    /// [`StatusError::Compression`], [`StatusError::TooLarge`], and for an identifier list as
    /// [`IdentifierList::from_cbor`].
    pub fn content(&self) -> Result<ListContent, StatusError> {
        Ok(match &self.claims.list {
            ReceivedList::StatusList(packed) => ListContent::StatusList(packed.unpacked()?),
            ReceivedList::IdentifierList(reader) => {
                ListContent::IdentifierList(IdentifierList::read(&mut reader.clone())?)
            }
        })
    }

    /// Checks that the list speaks at `at` for a document that has this reference and was signed by
    /// this document signer, and for all that refer to it as this one does.
    ///
    /// # Errors
    /// As [`check`](Self::check), and [`StatusError::Pki`] when the certificate that the reference
    /// names cannot be read.
    pub fn check_for(
        self,
        reference: &Status<'_>,
        document_signer: &DocumentSigner,
        at: Timestamp,
    ) -> Result<CurrentStatusList, StatusError> {
        match reference.certificate() {
            Some(der) => self.check(reference.uri(), &Certificate::from_der(der)?, at),
            None => self.check(reference.uri(), document_signer.anchor(), at),
        }
    }

    /// Checks that the list speaks for the documents that refer to `uri`, of one authority, at `at`.
    ///
    /// `authority` is the certificate that the reference in the documents names, else the root of
    /// their document signer: the signer of the list has to chain to it, and to no other.
    /// [`check_for`](Self::check_for) takes both from a document.
    ///
    /// # Errors
    /// [`StatusError::NoChain`], [`StatusError::UntrustedSigner`], [`StatusError::Authority`],
    /// [`StatusError::Pki`], [`StatusError::Signature`]; [`StatusError::NoExpiry`],
    /// [`StatusError::NotYetValid`] (a minute of the other clock's advance is let pass),
    /// [`StatusError::Expired`]; [`StatusError::Subject`]; [`StatusError::Bits`], and as
    /// [`content`](Self::content).
    pub fn check(
        self,
        uri: &str,
        authority: &Certificate,
        at: Timestamp,
    ) -> Result<CurrentStatusList, StatusError> {
        let expires_at = self.claims.expires_at.ok_or(StatusError::NoExpiry)?;
        let chain = self.certificates()?;
        let role = Role::StatusListSigner;
        let signer = check_signer(role, &chain, std::slice::from_ref(authority), at)?;
        self.check_signature(signer)?;
        self.check_dates(expires_at, at)?;
        if self.claims.subject != uri {
            return Err(StatusError::Subject);
        }
        if let ReceivedList::StatusList(packed) = &self.claims.list
            && packed.bits != StatusBits::One
        {
            let found = packed.bits.count();
            return Err(StatusError::Bits { found });
        }
        Ok(CurrentStatusList {
            uri: uri.to_owned(),
            issued_at: self.claims.issued_at,
            expires_at,
            time_to_live: self.claims.time_to_live,
            content: self.content()?,
            signer: signer.clone(),
            authority: authority.clone(),
        })
    }

    fn certificates(&self) -> Result<Vec<Certificate>, StatusError> {
        if let Some(signer) = &self.signer {
            return Ok(vec![signer.clone()]);
        }
        if self.envelope.chain().is_empty() {
            return Err(StatusError::NoChain);
        }
        let chain = self.envelope.chain().iter();
        let chain = chain.map(|der| Certificate::from_der(der));
        Ok(chain.collect::<Result<_, PkiError>>()?)
    }

    fn check_signature(&self, signer: &Certificate) -> Result<(), StatusError> {
        // Certain after the profile's rules.
        let key = signer.public_key().ec().ok_or(PkiError::Signature)?;
        let payload = self.envelope.payload().unwrap_or_default();
        let outcome = self.envelope.verify(key, payload);
        outcome.map_err(StatusError::Signature)
    }

    fn check_dates(&self, expires_at: Timestamp, at: Timestamp) -> Result<(), StatusError> {
        let issued_at = self.claims.issued_at;
        if issued_at > at.plus_seconds(limits::CLOCK_SKEW) {
            return Err(StatusError::NotYetValid { issued_at });
        }
        if at >= expires_at {
            return Err(StatusError::Expired { expires_at });
        }
        Ok(())
    }
}

impl fmt::Debug for StatusToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StatusToken({})", self.claims.subject)
    }
}

/// What is asked of the protected header beside what COSE itself asks.
struct ProtectedHeader<'a> {
    typ: Option<&'a [u8]>,
    has_chain: bool,
}

impl<'a> ProtectedHeader<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, StatusError> {
        let mut reader = Reader::new(bytes).map_err(CoseError::from)?;
        let (mut typ, mut has_chain) = (None, false);
        for _ in 0..reader.map()? {
            let label = reader.peek()?;
            reader.item()?;
            let value = reader.item()?;
            match label {
                Kind::Unsigned(TYPE) => typ = Some(value),
                Kind::Unsigned(X5CHAIN) => has_chain = true,
                _ => {}
            }
        }
        Ok(Self { typ, has_chain })
    }
}

pub(super) const TAG_SIGN1: u64 = 18;
