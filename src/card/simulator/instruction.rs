/// What a command asks for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Instruction {
    Select,
    ReadBinary,
    ReadRecord,
    GetData,
    Verify,
    ChangeReferenceData,
    ChangeKey,
    GetChallenge,
    ComputeDigitalSignature,
    InternalAuthenticate,
    /// Of a terminal.
    VerifyCertificate,
    SetSessionKey,
}

impl Instruction {
    /// Of an instruction byte.
    pub(super) fn of(byte: u8) -> Option<Self> {
        Some(match byte {
            0xA4 => Self::Select,
            0xB0 => Self::ReadBinary,
            0xB2 => Self::ReadRecord,
            0xCA => Self::GetData,
            0x20 => Self::Verify,
            0x24 => Self::ChangeReferenceData,
            0x32 => Self::ChangeKey,
            0x84 => Self::GetChallenge,
            0x2A => Self::ComputeDigitalSignature,
            0x88 => Self::InternalAuthenticate,
            0xA2 => Self::VerifyCertificate,
            0xAE => Self::SetSessionKey,
            _ => return None,
        })
    }

    /// The class byte that it goes with: that of ISO/IEC 7816-4, or that of JICSAP's own commands.
    pub(super) fn class(self) -> u8 {
        match self {
            Self::ChangeKey
            | Self::ComputeDigitalSignature
            | Self::VerifyCertificate
            | Self::SetSessionKey => 0x80,
            _ => 0x00,
        }
    }
}
