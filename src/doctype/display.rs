use std::fmt::{self, Display, Formatter};

use super::{Edition, Presence, Sensitivity, TextForm, ValueType};

/// As a table says it: the CBOR type in the terms of CDDL, then what the value may be.
impl Display for ValueType {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text { form, longest } => {
                write!(out, "tstr, {form}")?;
                match longest {
                    Some(longest) => write!(out, ", at most {longest} characters"),
                    None => Ok(()),
                }
            }
            Self::Unsigned(most) => write!(out, "uint, at most {most}"),
            Self::Sex => out.write_str("uint, of ISO/IEC 5218"),
            Self::Boolean => out.write_str("bool"),
            Self::FullDate => out.write_str("full-date"),
            Self::Date => out.write_str("tdate or full-date"),
            Self::DateTime => out.write_str("tdate"),
            Self::ApproximateDate => out.write_str("full-date, or a map with a mask"),
            Self::Image => out.write_str("bstr, JPEG or JPEG 2000"),
            Self::Biometric => out.write_str("bstr, of ISO/IEC 19785-3"),
            Self::DrivingPrivileges => out.write_str("DrivingPrivileges"),
            Self::DomesticDrivingPrivileges => out.write_str("DomesticDrivingPrivileges"),
            Self::NumberedObjects => out.write_str("NumberedObjects"),
        }
    }
}

impl Display for TextForm {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unicode => out.write_str("Unicode"),
            Self::Latin1 => out.write_str("Latin-1"),
            Self::Digits(count) => write!(out, "{count} digits"),
            Self::Country => out.write_str("ISO 3166-1 alpha-2"),
            Self::Subdivision => out.write_str("ISO 3166-2"),
            Self::OneOf(list) => write!(out, "one of {}", list.join(", ")),
        }
    }
}

impl Display for Presence {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Mandatory => "mandatory",
            Self::Optional => "optional",
            Self::OnRequest => "on request",
        })
    }
}

impl Display for Sensitivity {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Document => "document",
            Self::Personal => "personal",
            Self::Biometric => "biometric",
            Self::IndividualNumber => "individual number",
        })
    }
}

impl Display for Edition {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Mdl2021 => "ISO/IEC 18013-5:2021",
            Self::Mdl2025Draft => "ISO/IEC 18013-5, draft of the second edition",
            Self::JapanDeployed => "deployed in Japan",
            Self::ProjectProfile => "this project's profile",
        })
    }
}
