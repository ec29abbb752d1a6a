use crate::cbor::Writer;

/// One data element of a document type: a row of its table.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Element {
    /// The element identifier, compared exactly. `age_over_NN` stands for every two digits,
    /// `biometric_template_xx` for every type of template.
    pub identifier: &'static str,
    /// The CBOR type of the value and what it may contain.
    pub value: ValueType,
    /// Whether a document has it.
    pub presence: Presence,
    /// How its value has to be treated.
    pub sensitivity: Sensitivity,
    /// The edition in which the identifier and its rules stand.
    pub edition: Edition,
    /// Where in that edition.
    pub clause: &'static str,
    /// An invented value.
    pub sample: Sample,
    /// What a person calls it, in English.
    pub label: &'static str,
    /// What a person calls it, in Japanese.
    pub label_ja: &'static str,
}

/// The CBOR type of a value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ValueType {
    /// `tstr`.
    Text {
        /// The characters that it may have.
        form: TextForm,
        /// The greatest number of characters (not bytes); `None` where no source has a bound, or
        /// the form says it.
        longest: Option<u16>,
    },
    /// `uint`, at most this.
    Unsigned(u64),
    /// `uint` of ISO/IEC 5218: 0 not known, 1 male, 2 female, 9 not applicable.
    Sex,
    /// `bool`.
    Boolean,
    /// `full-date = #6.1004(tstr)`.
    FullDate,
    /// `tdate / full-date`.
    Date,
    /// `tdate = #6.0(tstr)`.
    DateTime,
    /// `full-date`, or the map of ISO/IEC TS 23220-2 6.3.1.1.3 for a date that is partly unknown:
    /// `{"birth_date": full-date, ? "approximate_mask": tstr}`, where the mask has eight characters
    /// over `YYYYMMDD`, `1` for each that is not known.
    ApproximateDate,
    /// `bstr` of a JPEG or JPEG 2000 file.
    Image,
    /// `bstr` of a biometric data block of ISO/IEC 19785-3, which begins with tag `7F61`.
    Biometric,
    /// `DrivingPrivileges` of ISO/IEC 18013-5:
    ///
    /// ```cddl
    /// DrivingPrivileges = [* DrivingPrivilege]
    /// DrivingPrivilege = {
    ///   "vehicle_category_code": tstr,
    ///   ? "issue_date": full-date,
    ///   ? "expiry_date": full-date,
    ///   ? "codes": [+ {"code": tstr, ? "sign": tstr, ? "value": tstr}],
    /// }
    /// ```
    DrivingPrivileges,
    /// Licence types of the Japanese law, of this project's profile:
    ///
    /// ```cddl
    /// DomesticDrivingPrivileges = [* DomesticDrivingPrivilege]
    /// DomesticDrivingPrivilege = {
    ///   "type_code": tstr,              ; two digits, the type's number on the licence
    ///   "name_unicode": tstr,           ; the type as the licence abbreviates it
    ///   ? "acquisition_date": full-date ; of the type's group
    ///   ? "conditions": [+ tstr],       ; conditions that name the type, verbatim
    /// }
    /// ```
    DomesticDrivingPrivileges,
    /// Objects of the card that nobody has read, of this project's profile:
    ///
    /// ```cddl
    /// NumberedObjects = [+ NumberedObject]
    /// NumberedObject = {
    ///   "number": uint,   ; which one it is
    ///   "content": bstr,  ; as it stands on the card
    /// }
    /// ```
    NumberedObjects,
}

/// The characters that a text may have. None may have characters for private use.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum TextForm {
    /// Any character of Unicode but controls; line feeds separate lines.
    Unicode,
    /// The printable characters of ISO/IEC 8859-1.
    Latin1,
    /// Exactly so many ASCII digits.
    Digits(u8),
    /// Two upper-case letters: ISO 3166-1 alpha-2.
    Country,
    /// A country code, a hyphen, and one to three upper-case letters or digits: ISO 3166-2.
    Subdivision,
    /// One of these.
    OneOf(&'static [&'static str]),
}

/// Whether a document has an element.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Presence {
    /// Every document has it.
    Mandatory,
    /// A document has it when its value is known.
    Optional,
    /// A document has it only when the holder asked for it by a separate request.
    OnRequest,
}

/// How the value of an element has to be treated.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Sensitivity {
    /// About the document, not the holder.
    Document,
    /// Personal data.
    Personal,
    /// Biometric data.
    Biometric,
    /// The individual number, whose collection and use the law restricts to named purposes: it is
    /// never shown, logged or indexed.
    IndividualNumber,
}

/// Where identifiers and rules come from. They are case-sensitive and have changed between
/// editions.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Edition {
    /// ISO/IEC 18013-5:2021.
    Mdl2021,
    /// The draft of the second edition of ISO/IEC 18013-5; it may still change.
    Mdl2025Draft,
    /// The elements of the deployed Japanese document, as wallet vendors publish them, with names
    /// of the first edition of ISO/IEC TS 23220-2. Their formats are not published.
    JapanDeployed,
    /// This project's own profile: no published specification exists.
    ProjectProfile,
}

/// An invented value of an element.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Sample {
    /// A text.
    Text(&'static str),
    /// An unsigned integer.
    Unsigned(u64),
    /// A boolean.
    Boolean(bool),
    /// A byte string.
    Bytes(&'static [u8]),
    /// A value as encoded CBOR.
    Encoded(&'static [u8]),
}

impl Sample {
    /// The value as an `elementValue`: one item of CBOR.
    pub fn to_cbor(self) -> Vec<u8> {
        let mut value = Vec::new();
        let mut writer = Writer::new(&mut value);
        match self {
            Self::Text(text) => writer.text(text),
            Self::Unsigned(number) => writer.unsigned(number),
            Self::Boolean(truth) => writer.boolean(truth),
            Self::Bytes(bytes) => writer.byte_string(bytes),
            Self::Encoded(bytes) => writer.raw(bytes),
        };
        value
    }
}

impl Element {
    /// Whether `identifier` names this element, or one of the family that it stands for.
    pub fn matches(&self, identifier: &str) -> bool {
        let family = |suffix: &str, member: fn(&str) -> bool| {
            self.identifier
                .strip_suffix(suffix)
                .and_then(|stem| identifier.strip_prefix(stem))
                .is_some_and(member)
        };
        self.identifier == identifier
            || family("NN", |age| {
                age.len() == 2 && age.bytes().all(|digit| digit.is_ascii_digit())
            })
            || family("xx", |template| {
                !template.is_empty()
                    && template
                        .bytes()
                        .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
            })
    }

    pub(super) const fn new(
        identifier: &'static str,
        value: ValueType,
        presence: Presence,
        (edition, clause): (Edition, &'static str),
        (label, label_ja): (&'static str, &'static str),
        sample: Sample,
    ) -> Self {
        let sensitivity = match value {
            ValueType::Image | ValueType::Biometric => Sensitivity::Biometric,
            _ => Sensitivity::Personal,
        };
        Self {
            identifier,
            value,
            presence,
            sensitivity,
            edition,
            clause,
            sample,
            label,
            label_ja,
        }
    }

    pub(super) const fn treated_as(mut self, sensitivity: Sensitivity) -> Self {
        self.sensitivity = sensitivity;
        self
    }

    pub(super) const fn since(mut self, edition: Edition, clause: &'static str) -> Self {
        self.edition = edition;
        self.clause = clause;
        self
    }
}
