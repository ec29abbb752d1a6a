use super::Issuer;
use crate::derive::{self, ClaimOptions};
use crate::doctype::DocType;
use crate::evidence::Evidence;
use crate::time::Timestamp;

/// For what time, and with which age elements, claims are to be derived. Only
/// [`Issuer::age_periods`] makes it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct AgePeriod {
    valid_from: Timestamp,
    options: ClaimOptions,
}

impl AgePeriod {
    /// The time for which the claims are to be derived.
    pub fn valid_from(&self) -> Timestamp {
        self.valid_from
    }

    /// With which elements.
    pub fn options(&self) -> &ClaimOptions {
        &self.options
    }
}

impl Issuer {
    /// The claims that a holder needs for a document of this type, so that a birthday which changes age elements leaves no gap.
    ///
    /// As a rule that is one period: now, with the options as they are. With a birthday before
    /// credentials of today end, there are three, each for a batch of its own with its own device
    /// keys:
    ///
    /// 1. from now, with every element: the credentials end on the last shared boundary before
    ///    the birthday. Left out when none lies between;
    /// 2. from now, without the elements that the birthday changes: as good for as long as
    ///    everybody's;
    /// 3. pre-dated, with the new ages: the credentials begin with the first week after the
    ///    birthday that is a week ahead at least. Left out when those of the second period end
    ///    before; issue again then.
    ///
    /// A wallet shows the first or the third while they are valid, else the second. What lies
    /// between the end of the first and the begin of the third is all that shows of the birthday;
    /// no statement in any of them is false at any instant (ISO/IEC 18013-5:2021 7.2.5).
    ///
    /// ```
    /// use mnid_mdoc::Error;
    /// use mnid_mdoc::crypto::{Random, Signer};
    /// use mnid_mdoc::derive::{self, ClaimOptions, IssuerFacts};
    /// use mnid_mdoc::doctype::MY_NUMBER_CARD;
    /// use mnid_mdoc::evidence::Evidence;
    /// use mnid_mdoc::holder::DeviceKey;
    /// use mnid_mdoc::issue::{IssuedMdoc, Issuer};
    /// use mnid_mdoc::time::Timestamp;
    ///
    /// fn issue(
    ///     issuer: &Issuer,
    ///     evidence: &Evidence,
    ///     facts: &IssuerFacts,
    ///     device_keys: &[[DeviceKey; 10]; 3],
    ///     random: &mut dyn Random,
    ///     signer: &dyn Signer,
    ///     now: Timestamp,
    /// ) -> Result<Vec<IssuedMdoc>, Error> {
    ///     let mut issued = Vec::new();
    ///     let options = ClaimOptions::new();
    ///     let periods = issuer.age_periods(&MY_NUMBER_CARD, evidence, &options, now);
    ///     for (period, keys) in periods.iter().zip(device_keys) {
    ///         let (from, options) = (period.valid_from(), period.options());
    ///         let claims = derive::my_number_card(evidence, facts, from, options)?;
    ///         issued.extend(issuer.admit(&claims, now)?.issue_batch(keys, random, signer)?);
    ///     }
    ///     Ok(issued)
    /// }
    /// ```
    pub fn age_periods(
        &self,
        doc_type: &DocType,
        evidence: &Evidence,
        options: &ClaimOptions,
        now: Timestamp,
    ) -> Vec<AgePeriod> {
        let good_until = derive::good_until(doc_type, evidence);
        let period = |valid_from, options| AgePeriod {
            valid_from,
            options,
        };
        let every_element = period(now, *options);
        // Where nothing can be issued, admission says why.
        let Ok(everybodys) = self.validity(now..=good_until, now) else {
            return vec![every_element];
        };
        let Some((change, certain)) = options.age_change(evidence, now) else {
            return vec![every_element];
        };
        let last = |end: Timestamp| end.plus_seconds(-1).min(good_until);
        let before = self.validity(now..=last(change), now).ok();
        if before.is_some_and(|before| before.valid_until == everybodys.valid_until) {
            return vec![every_element];
        }
        let next = options.age_change(evidence, certain);
        let next = next.map_or(good_until, |(change, _)| last(change));
        let after = self.validity(certain..=next, now).ok();
        let after = after.filter(|after| after.valid_from <= everybodys.valid_until);
        before
            .map(|_| every_element)
            .into_iter()
            .chain([period(now, options.with_ages_until(everybodys.valid_until))])
            .chain(after.map(|_| period(certain, *options)))
            .collect()
    }
}
