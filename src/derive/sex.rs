use crate::card::record::Sex;

/// The code of ISO/IEC 5218.
pub(super) fn code(sex: Sex) -> u64 {
    match sex {
        Sex::Male => 1,
        Sex::Female => 2,
        Sex::NotApplicable => 9,
    }
}

/// As printed; what neither is printed is said to be not known, as the signing certificate's third
/// value means.
pub(super) fn in_japanese(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "男",
        Sex::Female => "女",
        Sex::NotApplicable => "不明",
    }
}
