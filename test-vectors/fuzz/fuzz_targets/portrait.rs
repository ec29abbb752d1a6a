//! Photos in JPEG 2000, decoded and written as JPEG, as if their record had been signed.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mnid_mdoc::doctype::Image;
use mnid_mdoc::limits;
use mnid_mdoc::testing::portrait_as_jpeg;

fuzz_target!(|photo: &[u8]| {
    if let Ok(jpeg) = portrait_as_jpeg(photo)
        && jpeg != photo
    {
        assert!(jpeg.len() <= limits::JPEG_PORTRAIT);
        Image::parse(&jpeg).expect("a JPEG");
    }
});
