use super::profile::{Finding, Severity};

/// A rule: what its breach is told as, and the question whether it holds.
pub(super) struct Rule<Q> {
    pub(super) finding: Finding,
    pub(super) holds: Q,
}

impl<Q: Copy> Rule<Q> {
    pub(super) const fn refused(
        rule: &'static str,
        clause: &'static str,
        demand: &'static str,
        holds: Q,
    ) -> Self {
        Self::new(Severity::Refused, rule, clause, demand, holds)
    }

    pub(super) const fn deviation(
        rule: &'static str,
        clause: &'static str,
        demand: &'static str,
        holds: Q,
    ) -> Self {
        Self::new(Severity::Deviation, rule, clause, demand, holds)
    }

    pub(super) const fn note(
        rule: &'static str,
        clause: &'static str,
        demand: &'static str,
        holds: Q,
    ) -> Self {
        Self::new(Severity::Note, rule, clause, demand, holds)
    }

    const fn new(
        severity: Severity,
        rule: &'static str,
        clause: &'static str,
        demand: &'static str,
        holds: Q,
    ) -> Self {
        let finding = Finding {
            rule,
            demand,
            clause,
            severity,
        };
        Self { finding, holds }
    }
}
