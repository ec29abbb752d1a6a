/// How a reader reaches the card.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Interface {
    /// By contacts.
    Contacts,
    /// By radio, ISO/IEC 14443 type B.
    TypeB,
}

impl Interface {
    /// What the reader tells of the card when it has powered it, from TS to TCK. By contacts that
    /// is the card's own answer to reset, without historical bytes; by radio the reader makes it
    /// up of the card's answer to its call (PC/SC part 3, 3.1.3.2.3).
    pub fn answer_to_reset(self) -> &'static [u8] {
        match self {
            Self::Contacts => &[0x3B, 0xE0, 0x00, 0xFF, 0x81, 0x31, 0xFE, 0x45, 0x14],
            Self::TypeB => &[
                0x3B, 0x88, 0x80, 0x01, 0x00, 0x00, 0x05, 0xE0, 0xB3, 0x81, 0xA1, 0x00, 0x7F,
            ],
        }
    }
}
