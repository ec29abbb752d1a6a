use super::*;
use crate::doctype::{Image, ImageFormat, PortraitFormat};
use crate::error::{Category, Coded};

fn with(case: &Case, format: PortraitFormat) -> [Result<Claims, DeriveError>; 2] {
    let (evidence, options) = (case.evidence(), ClaimOptions::new().with_portrait(format));
    [
        my_number_card(&evidence, &facts(), now(), &options),
        driving_licence(&evidence, &facts(), now(), &options),
    ]
}

fn portrait(claims: &Claims) -> Image {
    let mut elements = claims.elements();
    let claim = elements.find(|claim| claim.identifier() == "portrait");
    let value = claim.unwrap().value();
    let mut value = crate::cbor::Reader::new(value).unwrap();
    Image::parse(value.byte_string().unwrap()).unwrap()
}

#[test]
fn both_documents_have_the_portrait_in_the_format_of_the_options() {
    for (format, wanted) in [
        (PortraitFormat::AsOnCard, ImageFormat::Jpeg2000),
        (PortraitFormat::Jpeg, ImageFormat::Jpeg),
    ] {
        for claims in with(&Case::new(), format) {
            let image = portrait(&claims.unwrap());
            assert_eq!(image.format(), wanted);
            assert_eq!((image.width(), image.height()), (378, 472));
        }
    }
}

#[test]
fn a_photo_that_cannot_be_converted_is_refused_and_issued_as_it_is() {
    let case = || Case {
        portrait: Some(colour(FACE)),
        ..Case::new().licence_with(0x107, colour(LICENCE_PHOTO))
    };
    for refused in with(&case(), PortraitFormat::Jpeg) {
        let error = refused.unwrap_err();
        assert_eq!(error.code(), "derive.portrait");
        assert_eq!(error.category(), Category::Card);
        assert!(error.to_string().starts_with("portrait: "), "{error}");
    }
    for claims in with(&case(), PortraitFormat::AsOnCard) {
        assert_eq!(portrait(&claims.unwrap()).format(), ImageFormat::Jpeg2000);
    }
}

/// The picture with two components, of which the second is missing.
fn colour(photo: &[u8]) -> Vec<u8> {
    let start = photo
        .windows(4)
        .position(|four| four == [0xFF, 0x4F, 0xFF, 0x51]);
    let mut photo = photo.to_vec();
    photo[start.unwrap() + 41] = 2;
    photo
}
