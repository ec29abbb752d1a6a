use crate::cbor::Writer;
use crate::derive::Claims;
use crate::doctype::{Image, ImageError};
use crate::evidence::Environment;

#[cfg(test)]
mod tests;

/// Test claims with `image` (JPEG or JPEG 2000) as their portrait, to see how credentials behave
/// at sizes that no file of a card holds: those end at 32 KB.
///
/// It opens no way to a real credential: claims of
/// [`Environment::Production`](crate::evidence::Environment::Production) stay as they are, and so
/// do claims without a portrait.
///
/// # Errors
/// [`ImageError`] for an image that cannot be a portrait, as when claims are derived.
pub fn with_portrait(claims: &Claims, image: &[u8]) -> Result<Claims, ImageError> {
    Image::parse(image)?;
    let mut claims = claims.clone();
    if claims.basis.environment != Environment::Test {
        return Ok(claims);
    }
    let elements = claims
        .namespaces
        .iter_mut()
        .flat_map(|space| &mut space.elements);
    for element in elements.filter(|element| element.identifier == "portrait") {
        element.value.clear();
        element.value.reserve_exact(image.len() + HEAD);
        Writer::new(&mut element.value).byte_string(image);
    }
    Ok(claims)
}

/// A photo as [`derive`](crate::derive) converts it when JPEG is asked for, to try the converter with
/// files that no authority signed. Nothing is derived from what it gives.
///
/// # Errors
/// [`PortraitError`](crate::derive::PortraitError).
#[cfg(feature = "portrait")]
pub fn portrait_as_jpeg(photo: &[u8]) -> Result<Vec<u8>, crate::derive::PortraitError> {
    crate::derive::portrait_as_jpeg(photo).map(|jpeg| jpeg.to_vec())
}

/// The longest head of a byte string.
const HEAD: usize = 9;
