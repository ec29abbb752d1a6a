/// A status word other than `9000`, with the meanings of JICSAP.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct StatusWord(pub(super) u16);

impl StatusWord {
    /// `Lc` or `Le` is wrong.
    pub(super) const WRONG_LENGTH: Self = Self(0x6700);
    /// A logical channel other than 0.
    pub(super) const NO_SUCH_CHANNEL: Self = Self(0x6881);
    /// Secure messaging.
    pub(super) const NO_SECURE_MESSAGING: Self = Self(0x6882);
    /// Secure messaging without a session key: the card's own word.
    pub(super) const NO_SESSION_KEY: Self = Self(0x69FC);
    /// Nothing is set up for session keys: the card's own word.
    pub(super) const NO_SECURITY_ENVIRONMENT: Self = Self(0x66F1);
    /// The file is of another kind than the command needs.
    pub(super) const WRONG_FILE_STRUCTURE: Self = Self(0x6981);
    /// The secret that opens it was not verified.
    pub(super) const SECURITY_STATUS: Self = Self(0x6982);
    /// The secret is blocked. JICSAP says `6984` where ISO/IEC 7816-4 says `6983`.
    pub(super) const BLOCKED: Self = Self(0x6984);
    /// Conditions of use.
    pub(super) const CONDITIONS_OF_USE: Self = Self(0x6985);
    /// No file is selected.
    pub(super) const NO_CURRENT_FILE: Self = Self(0x6986);
    /// The data is wrong.
    pub(super) const WRONG_DATA: Self = Self(0x6A80);
    /// No application or file of this name.
    pub(super) const FILE_NOT_FOUND: Self = Self(0x6A82);
    /// No record of this number.
    pub(super) const RECORD_NOT_FOUND: Self = Self(0x6A83);
    /// `P1` or `P2` is wrong.
    pub(super) const WRONG_PARAMETERS: Self = Self(0x6A86);
    /// `Lc` does not fit `P1` and `P2`.
    pub(super) const LENGTH_OF_PARAMETERS: Self = Self(0x6A87);
    /// No such key or data object.
    pub(super) const DATA_NOT_FOUND: Self = Self(0x6A88);
    /// The offset is at or past the end of the file.
    pub(super) const WRONG_OFFSET: Self = Self(0x6B00);
    /// No such instruction.
    pub(super) const NO_SUCH_INSTRUCTION: Self = Self(0x6D00);
    /// No such class.
    pub(super) const NO_SUCH_CLASS: Self = Self(0x6E00);

    /// The secret is wrong, or was asked for; `tries` remain.
    pub(super) fn tries_left(tries: u8) -> Self {
        Self(0x63C0 | u16::from(tries & 0x0F))
    }
}
