use std::fmt;

use serde::Deserialize;

use crate::harmless::harmless;

/// What a vector expects, or a program answers.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub(crate) struct Verdict {
    /// `valid`, `invalid` or `skipped`; of a run that came to no answer, `hang` or `broken`.
    pub(crate) result: String,
    /// Of what is invalid: the first stage that can refuse it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) stage: Option<String>,
    /// In the kinds that have no stages: the code of the error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<String>,
}

impl Verdict {
    pub(crate) fn new(result: &str) -> Self {
        Self {
            result: result.to_owned(),
            stage: None,
            code: None,
        }
    }

    /// Where or why it is invalid.
    pub(crate) fn place(&self) -> Option<&str> {
        self.stage.as_deref().or(self.code.as_deref())
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let result = harmless(&self.result);
        match self.place() {
            Some(place) => write!(f, "{result} ({})", harmless(place)),
            None => f.write_str(&result),
        }
    }
}
