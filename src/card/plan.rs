use super::SecretName;

/// What to read from a card, and how carefully.
/// [A table](crate::card#what-to-read) has what each plan gives and costs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ReadingPlan {
    pub(super) presence: Presence,
    pub(super) face: bool,
    pub(super) licence: bool,
    text: Option<TextWanted>,
    pub(super) individual_number: bool,
    pub(super) last_try_allowed: bool,
}

impl ReadingPlan {
    /// One certificate with a signature over the challenge, and nothing else yet.
    pub fn new(presence: Presence) -> Self {
        Self {
            presence,
            face: false,
            licence: false,
            text: None,
            individual_number: false,
            last_try_allowed: false,
        }
    }

    /// Also the face application: photo, birth date, sex, and its key's answer to the challenge.
    #[must_use]
    pub fn with_face(mut self) -> Self {
        self.face = true;
        self
    }

    /// Also the driving licence.
    #[must_use]
    pub fn with_licence(mut self) -> Self {
        self.licence = true;
        self
    }

    /// Also the text application. Its integrity record holds an unsalted hash of the individual
    /// number, so a reading with it must be kept like that number.
    #[must_use]
    pub fn with_text(mut self, wanted: TextWanted) -> Self {
        self.text = Some(wanted);
        self
    }

    /// Also the individual number itself. It lies in the text application, which is then always
    /// read.
    #[must_use]
    pub fn with_individual_number(mut self) -> Self {
        self.individual_number = true;
        self
    }

    /// Sends a secret even when a wrong one would block it. Without this, a reading refuses to.
    #[must_use]
    pub fn allow_last_try(mut self) -> Self {
        self.last_try_allowed = true;
        self
    }

    /// Whether the holder has to be asked for this secret.
    pub fn need(&self, secret: SecretName) -> Need {
        let (needed, need) = match secret {
            SecretName::SigningPassword => (self.presence == Presence::SigningKey, Need::Always),
            SecretName::AuthenticationPin => {
                (self.presence == Presence::AuthenticationKey, Need::Always)
            }
            SecretName::TextPin => match (self.text(), self.presence) {
                (Some(TextWanted::IfSubstituted), Presence::SigningKey) => (true, Need::Perhaps),
                (text, _) => (text.is_some(), Need::Always),
            },
            SecretName::VerificationNumberB => (self.face, Need::Always),
            SecretName::LicencePin => (self.licence, Need::Perhaps),
        };
        if needed { need } else { Need::Never }
    }

    /// Whether another application than JPKI may have to be selected.
    pub(super) fn goes_beyond_jpki(&self) -> bool {
        self.face || self.licence || self.text().is_some()
    }

    pub(super) fn text(&self) -> Option<TextWanted> {
        if self.individual_number {
            Some(TextWanted::Always)
        } else {
            self.text
        }
    }
}

/// Which key of the card signs the challenge.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Presence {
    /// The signing key, whose certificate names the holder.
    SigningKey,
    /// The authentication key, whose certificate names nobody: the weaker alternative.
    AuthenticationKey,
}

/// Whether a plan needs a secret of the holder.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Need {
    /// It is not sent.
    Never,
    /// Only the card can tell: whether a PIN was set for the licence, or whether the signing
    /// certificate flags substitutes.
    Perhaps,
    /// A reading without it is refused before anything is sent.
    Always,
}

/// When to read the text application.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum TextWanted {
    /// Only when the signing certificate flags characters of name or address that it had to
    /// substitute (代替文字), or when its flags cannot be read. With
    /// [`Presence::AuthenticationKey`] there are no flags, and the application is read.
    IfSubstituted,
    /// Always.
    Always,
}
