//! The fields of a request, each checked and named where it is refused.

use der::{Any, Tag};

use super::encoding;
use crate::crypto::{Curve, PublicKey};
use crate::pki::profile::{Presence, Profile, Role};
use crate::pki::root::Root;
use crate::pki::{PkiError, is_web_address, oid};
use crate::time::Timestamp;

/// A name that was checked.
pub(super) struct Name<'a> {
    common_name: &'a str,
    organization: Option<&'a str>,
    state: Option<&'a str>,
    country: &'a str,
}

impl<'a> Name<'a> {
    /// The bounds are those of RFC 5280 Appendix A.1.
    pub(super) fn new(
        common_name: &'a str,
        organization: Option<&'a str>,
        state: Option<&'a str>,
        country: &'a str,
    ) -> Result<Self, PkiError> {
        let checked = |holds: bool, field, demand| match holds {
            true => Ok(()),
            false => Err(PkiError::Field { field, demand }),
        };
        let upper = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
        checked(
            is_text(common_name, 64),
            "common_name",
            "1 to 64 characters, not all blank, without line breaks",
        )?;
        let organizations = organization.is_none_or(|name| is_text(name, 64));
        checked(
            organizations,
            "organization",
            "1 to 64 characters, not all blank, without line breaks",
        )?;
        let states = state.is_none_or(|name| is_text(name, 128));
        checked(
            states,
            "state",
            "1 to 128 characters, not all blank, without line breaks",
        )?;
        checked(upper, "country", "two upper-case letters")?;
        Ok(Self {
            common_name,
            organization,
            state,
            country,
        })
    }

    /// `CN, O, ST, C` as the real root writes them, each in a set of its own.
    pub(super) fn encode(&self) -> der::Result<Any> {
        let mut attributes = vec![(oid::COMMON_NAME, Tag::Utf8String, self.common_name)];
        attributes.extend(
            self.organization
                .map(|text| (oid::ORGANIZATION, Tag::Utf8String, text)),
        );
        attributes.extend(self.state.map(|text| (oid::STATE, Tag::Utf8String, text)));
        attributes.push((oid::COUNTRY, Tag::PrintableString, self.country));
        encoding::name(&attributes)
    }
}

/// Whether a name may have this text: a line of at most so many characters.
pub(in crate::pki) fn is_text(text: &str, longest: usize) -> bool {
    text.chars().count() <= longest && is_line(text)
}

/// Whether something can be seen of this text, and nothing breaks the line.
pub(in crate::pki) fn is_line(text: &str) -> bool {
    let breaks = |one: char| one.is_control() || matches!(one, '\u{2028}' | '\u{2029}');
    !text.trim().is_empty() && !text.contains(breaks)
}

/// Periods include their last second. A signer's, one second less than the longest, is below it in
/// every way of counting.
pub(super) fn check_period(
    profile: Profile,
    not_before: Timestamp,
    not_after: Timestamp,
) -> Result<(), PkiError> {
    let longest = profile.demands().longest_validity;
    let (longest, demand) = match profile.role() {
        Role::Iaca | Role::IacaLink => (longest, "at most 20 years after not_before"),
        Role::DocumentSigner => (longest - 1, "less than 457 days after not_before"),
        Role::StatusListSigner | Role::VicalSigner => {
            (longest - 1, "less than 1187 days after not_before")
        }
    };
    if not_before.unix() < 0 {
        return Err(before_1970());
    }
    let field = "not_after";
    match not_after.unix() - not_before.unix() {
        ..=0 => {
            let demand = "later than not_before";
            Err(PkiError::Field { field, demand })
        }
        period if period > longest => Err(PkiError::Field { field, demand }),
        _ => Ok(()),
    }
}

pub(super) fn check_within(
    root: Root<'_>,
    not_before: Timestamp,
    not_after: Timestamp,
) -> Result<(), PkiError> {
    let root = root.certificate();
    if not_before < root.not_before() || not_after > root.not_after() {
        return Err(PkiError::OutsideIaca {
            not_before: root.not_before(),
            not_after: root.not_after(),
        });
    }
    Ok(())
}

/// The CRL distribution points have a URI, are the root's, or need not be.
pub(super) fn check_crl_uri(
    profile: Profile,
    root: Option<Root<'_>>,
    crl_uri: Option<&str>,
) -> Result<(), PkiError> {
    let field = "crl_uri";
    if let Some(uri) = crl_uri {
        return check_uri(
            field,
            uri,
            "an absolute http or https URI of at most 512 ASCII characters",
        );
    }
    let of_root = root.and_then(|root| root.certificate().extension(oid::CRL_DISTRIBUTION_POINTS));
    let demanded = profile.demands().crl_distribution_points == Presence::Demanded;
    if demanded && of_root.is_none() {
        let demand = "there, where the profile demands it and no root has one";
        return Err(PkiError::Field { field, demand });
    }
    Ok(())
}

pub(super) fn check_contact(contact_uri: &str) -> Result<(), PkiError> {
    let demand = "an absolute http or https URI of at most 512 ASCII characters, or mailto: with an \
                  e-mail address";
    let field = "contact_uri";
    match contact_uri.strip_prefix(encoding::MAILTO) {
        Some(address) if is_address(address) => Ok(()),
        Some(_) => Err(PkiError::Field { field, demand }),
        None => check_uri(field, contact_uri, demand),
    }
}

/// Whether it is a mailbox of RFC 5321 4.1.2 without quotes, of at most 254 characters.
fn is_address(address: &str) -> bool {
    let is_atom = |text: &str| {
        let is_plain =
            |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&'*+-/=^_`{|}~".contains(&byte);
        !text.is_empty() && text.bytes().all(is_plain)
    };
    address.len() <= 254
        && address.split_once('@').is_some_and(|(mailbox, domain)| {
            mailbox.split('.').chain(domain.split('.')).all(is_atom)
        })
}

fn check_uri(field: &'static str, uri: &str, demand: &'static str) -> Result<(), PkiError> {
    if is_web_address(uri) && uri.len() <= 512 {
        return Ok(());
    }
    Err(PkiError::Field { field, demand })
}

pub(super) fn check_root_key(key: &PublicKey) -> Result<(), PkiError> {
    match key.curve() {
        Curve::P256 | Curve::P384 => Ok(()),
        Curve::Ed25519 => Err(PkiError::Field {
            field: "the root's key",
            demand: "on P-256 or P-384",
        }),
    }
}

pub(super) fn before_1970() -> PkiError {
    PkiError::Field {
        field: "not_before",
        demand: "a time from 1970 on",
    }
}
