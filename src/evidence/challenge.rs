use std::fmt::{self, Write};

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{EvidenceError, HolderBinding};
use crate::cbor;
use crate::crypto::{Random, SealError, SealingKey, sha256};
use crate::limits;
use crate::time::Timestamp;

/// What the card's keys sign, once: fresh, single use, with an end, and naming the wallet's key.
///
/// It is readable text, since the signing key makes a legally binding signature: whoever shows it
/// to the holder shows what is signed. Version 1, in ABNF (RFC 5234), UTF-8:
///
/// ```text
/// challenge = "mnid-mdoc challenge 1" LF
///             "purpose: " purpose LF
///             "session: " session LF
///             "expires: " tdate LF              ; YYYY-MM-DDThh:mm:ssZ
///             "nonce: " 43base64url LF          ; 32 random bytes, unpadded base64url
///             binding
/// binding   = 1*( "device-key: " thumbprint LF )
///           / "dpop-key: " thumbprint LF
///           / "wallet-key: none" LF
/// thumbprint = 43base64url                      ; SHA-256 of the JWK, RFC 7638
/// purpose   = 1*200( %x20-7E / %xA0-10FFFF )    ; no control, line or direction characters
/// session   = 1*128( ALPHA / DIGIT / "-" / "." / "_" / "~" )
/// ```
///
/// Examining a reading consumes the challenge, so within a process it cannot serve twice:
/// ```compile_fail,E0599
/// # fn twice(challenge: mnid_mdoc::evidence::Challenge) {
/// let again = challenge.clone();
/// # }
/// ```
/// ```
/// # fn show(challenge: mnid_mdoc::evidence::Challenge) -> String {
/// let text = challenge.text().to_owned();
/// # text }
/// ```
/// Between requests and processes it waits, sealed, in a [`ChallengeStore`](super::ChallengeStore),
/// which gives it out once. There is no other way from bytes to a challenge.
pub struct Challenge {
    text: String,
    content: Content,
}

impl Challenge {
    /// A new challenge.
    ///
    /// `purpose` is what the holder is asked to sign for, 1 to 200 characters; `session` names the
    /// issuance session, 1 to 128 unreserved characters; `expires` is the last second at which the
    /// answer is taken.
    ///
    /// # Errors
    /// [`EvidenceError::ChallengeText`] for a purpose or session outside the grammar, or no device
    /// key, one twice, or more than [`limits::BATCH`]; [`EvidenceError::Random`].
    pub fn new(
        purpose: &str,
        session: &str,
        binding: HolderBinding,
        expires: Timestamp,
        random: &mut dyn Random,
    ) -> Result<Self, EvidenceError> {
        check_purpose(purpose)?;
        check_session(session)?;
        check_binding(&binding)?;
        let mut nonce = [0; 32];
        random.fill(&mut nonce)?;
        Ok(Self::of(Content {
            purpose: purpose.to_owned(),
            session: session.to_owned(),
            expires,
            nonce,
            binding,
        }))
    }

    /// The text that the card's keys sign (its UTF-8, hashed with SHA-256).
    pub fn text(&self) -> &str {
        &self.text
    }

    /// SHA-256 of the text: what a [`ChallengeStore`](super::ChallengeStore) is keyed by.
    pub fn id(&self) -> [u8; 32] {
        sha256(&[self.text.as_bytes()])
    }

    /// The session that it is for.
    pub fn session(&self) -> &str {
        &self.content.session
    }

    /// The last second at which it can be answered.
    pub fn expires(&self) -> Timestamp {
        self.content.expires
    }

    /// Which wallet keys it names.
    pub fn binding(&self) -> &HolderBinding {
        &self.content.binding
    }

    /// Seals it for a store. Sealing consumes it.
    pub(super) fn seal(
        self,
        key: &SealingKey,
        random: &mut dyn Random,
    ) -> Result<Vec<u8>, SealError> {
        let content = cbor::to_vec(&self.content)
            .map(Zeroizing::new)
            .map_err(|_| SealError::TooLarge)?;
        key.seal(KIND, self.content.expires, &content, random)
    }

    /// Opens what [`seal`](Self::seal) made, when a store has given it out.
    pub(super) fn open(sealed: &[u8], key: &SealingKey, now: Timestamp) -> Result<Self, SealError> {
        let content = key.open(KIND, now, sealed)?;
        cbor::from_slice(&content, "a challenge")
            .map(Self::of)
            .map_err(|_| SealError::Forged)
    }

    fn of(content: Content) -> Self {
        Self {
            text: content.to_string(),
            content,
        }
    }
}

impl fmt::Debug for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Challenge(expires {})", self.content.expires)
    }
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Content {
    purpose: String,
    session: String,
    expires: Timestamp,
    nonce: [u8; 32],
    binding: HolderBinding,
}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "mnid-mdoc challenge 1")?;
        writeln!(f, "purpose: {}", self.purpose)?;
        writeln!(f, "session: {}", self.session)?;
        writeln!(f, "expires: {}", self.expires)?;
        f.write_str("nonce: ")?;
        f.write_str(&Base64UrlUnpadded::encode_string(&self.nonce))?;
        f.write_char('\n')?;
        match &self.binding {
            HolderBinding::DeviceKeys(keys) => keys
                .iter()
                .try_for_each(|key| writeln!(f, "device-key: {key}")),
            HolderBinding::DpopKey(key) => writeln!(f, "dpop-key: {key}"),
            HolderBinding::SessionOnly => writeln!(f, "wallet-key: none"),
        }
    }
}

fn check_purpose(purpose: &str) -> Result<(), EvidenceError> {
    // What could end the line, or show the holder another text than is signed.
    let misleading = |c: char| {
        c.is_control()
            || matches!(c, '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}')
            || c == '\u{FEFF}'
    };
    let length = purpose.chars().count();
    if (1..=200).contains(&length) && !purpose.contains(misleading) {
        return Ok(());
    }
    Err(EvidenceError::ChallengeText {
        field: "purpose",
        expected: "one line of 1 to 200 visible characters",
    })
}

fn check_session(session: &str) -> Result<(), EvidenceError> {
    let unreserved = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    if (1..=128).contains(&session.len()) && session.chars().all(unreserved) {
        return Ok(());
    }
    Err(EvidenceError::ChallengeText {
        field: "session",
        expected: "1 to 128 letters, digits, '-', '.', '_' or '~'",
    })
}

fn check_binding(binding: &HolderBinding) -> Result<(), EvidenceError> {
    let HolderBinding::DeviceKeys(keys) = binding else {
        return Ok(());
    };
    let mut sorted = keys.clone();
    sorted.sort();
    sorted.dedup();
    if (1..=limits::BATCH).contains(&keys.len()) && sorted.len() == keys.len() {
        return Ok(());
    }
    Err(EvidenceError::ChallengeText {
        field: "binding",
        expected: "one device key or more, each once, at most a batch",
    })
}

const KIND: &str = "challenge";
