//! Every bound on foreign input, each with its reason. What exceeds one is refused with an error
//! of its own; no allocation follows a length that the other side claims.

/// Nesting of CBOR items. A DeviceResponse reaches 9 (documents, namespaces, items, values, and
/// the maps of `driving_privileges` inside them).
pub const CBOR_DEPTH: usize = 16;

/// Bytes of one CBOR document. A portrait of 1 MiB and everything around it; the largest seen in
/// the field is 90 KB.
pub const CBOR_DOCUMENT: usize = 2 * 1024 * 1024;

/// Entries of one CBOR map or array: the catalogues of all document types together have fewer than
/// 200 elements; digests with decoys stay far below.
pub const CBOR_ENTRIES: usize = 4_096;

/// Bytes of one certificate, as of one file of the card. JPKI certificates have 1.8 KB.
pub const CERTIFICATE: usize = 16 * 1024;

/// Certificates in one PEM file of a chain: a root, links of its rollovers, signers.
pub const CERTIFICATES_IN_FILE: usize = 16;

/// Bytes of such a file, with the explanations that tools write before each block.
pub const CERTIFICATE_FILE: usize = 512 * 1024;

/// Bytes of one revocation list: a million entries of up to 58 bytes, the largest that occur with a
/// reason, and a tenth more. The lists of the JPKI are by municipality, the largest of which has
/// less than four million inhabitants.
pub const REVOCATION_LIST: usize = 64 * 1024 * 1024;

/// Extensions of one entry of such a list: RFC 5280 5.3 knows three.
pub const REVOCATION_ENTRY_EXTENSIONS: usize = 8;

/// Bytes of one OCSP response: about 2 KB with the responder's certificate; one made beforehand may
/// be about some more certificates.
pub const OCSP_RESPONSE: usize = 64 * 1024;

/// Certificates in an OCSP response: the responder's, and those above it.
pub const OCSP_CERTIFICATES: usize = 4;

/// Entries of a list of trusted roots (VICAL): the issuing authorities of all states are some
/// hundreds; the largest list in use has 14.
pub const VICAL_ENTRIES: usize = 1_024;

/// Document types of one entry of such a list: an authority issues a few.
pub const VICAL_DOC_TYPES: usize = 64;

/// Certificates in one chain below the anchor. ISO/IEC 18013-5 Annex B knows a document signer
/// directly below its IACA; one more for a link certificate, one for tolerance.
pub const CHAIN_LENGTH: usize = 3;

/// Bytes of a file of anchors: some twenty certificates and keys, and a list of distrusted keys as
/// long as there are municipalities, several times over.
pub const ANCHORS_FILE: usize = 1024 * 1024;

/// Anchors of one role in such a file: the JPKI has had three generations of roots, and keys above
/// the municipalities come in one number at a time.
pub const ANCHORS: usize = 64;

/// Characters of an anchor's name, which stands in reports and logs.
pub const ANCHOR_NAME: usize = 100;

/// Bits of an RSA modulus, least and most: the card's keys have 2048; chains of Android devices
/// have 4096.
pub const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=4096;

/// Bytes that one command may return in all, with `61xx` continuations: commands are in short form
/// (ISO/IEC 7816-4 5.1), which asks for at most 256.
pub const CARD_ANSWER: usize = 256;

/// Exchanges that one command may take with `61xx`: 256 bytes in pieces of two.
pub const CARD_EXCHANGES: usize = 130;

/// Bytes of one file of the card: 15-bit offsets.
pub const CARD_FILE: usize = 32 * 1024;

/// Exchanges of one call of a reading: about 100 are used.
pub const CARD_SESSION: usize = 2_000;

/// Bytes of a whole `CardReading`: its files, signatures and certificates.
pub const CARD_READING: usize = 256 * 1024;

/// Bytes of the files of one reading together: what leaves room in [`CARD_READING`] for signatures
/// and for the heads of the wire form. About 25,000 are used.
pub const CARD_FILES: usize = CARD_READING - 4 * 1024;

/// Bytes of one APDU of extended length (ISO/IEC 7816-4 5.1): header, length, data, expected length.
pub const CARD_APDU: usize = 4 + 3 + 65_535 + 2;

/// Exchanges in one transcript: two calls of a reading at their bound. A reading that went on once
/// has about 100.
pub const TRANSCRIPT_EXCHANGES: usize = 2 * CARD_SESSION;

/// Bytes of the text of a transcript: as many exchanges of 500 characters. Most have 50; a face
/// record's heads in one answer have 200.
pub const TRANSCRIPT: usize = 2 * 1024 * 1024;

/// Bytes of one proof of a device key (compact JWS).
pub const PROOF: usize = 64 * 1024;

/// Bytes of a portrait, before it is put into a credential.
pub const PORTRAIT: usize = 1024 * 1024;

/// Pixels of a side of a portrait that is decoded: the card's has 472, a high-resolution one of ISO
/// 19794-5 has 640. Decoding 640 by 640 takes at most some 30 ms and 13 MiB.
pub const DECODED_SIDE: u16 = 640;

/// Pixels of a side of its tiles, at least: tiles of one pixel cost a hundred times the time.
pub const DECODED_TILE: u32 = 64;

/// Bytes of a portrait that was converted to JPEG: a reader gets it by Bluetooth. The card's photo
/// needs a half.
pub const JPEG_PORTRAIT: usize = 32 * 1024;

/// Device keys of one request: OpenID4VCI's `batch_size` of deployed issuers is 10 to 100.
pub const BATCH: usize = 1_000;

/// Pixels of a portrait's side: the card's has 472; a photograph of full passport resolution stays
/// far below.
pub const PORTRAIT_SIDE: u32 = 8_192;

/// Bytes of a credential's identifier in a list of revoked ones: twice the longest digest.
pub const STATUS_IDENTIFIER: usize = 128;

/// Bytes of a status list's address: what servers commonly take as a URI.
pub const STATUS_URI: usize = 2_048;

/// Bytes of a status list when it is unpacked: one bit for each of 134 million credentials, more than
/// there are people in Japan; the largest list of the draft's tables has 100 million.
pub const STATUS_LIST: usize = 16 * 1024 * 1024;

/// Entries of an identifier list: what fits into [`CBOR_DOCUMENT`] with identifiers of 16 bytes.
pub const STATUS_IDENTIFIERS: usize = CBOR_DOCUMENT / 16;

/// Seconds that a proof of a device key may be old: the wallet makes it for one request. The nonce
/// is what makes it fresh.
pub const PROOF_AGE: i64 = 600;

/// Seconds that another clock may be ahead of ours.
pub const CLOCK_SKEW: i64 = 60;

/// Bytes of the PIN of a PKCS#11 token: the most that tokens take.
pub const TOKEN_PIN: usize = 255;

/// Sessions of one token: small ones have room for fewer, and a large one is busy with fewer.
pub const TOKEN_SESSIONS: usize = 64;

/// How long a thread may wait for such a session.
pub const TOKEN_WAIT: std::time::Duration = std::time::Duration::from_secs(600);

/// Bytes of the label or the id of a key in a token.
pub const TOKEN_KEY_NAME: usize = 255;

/// Public keys, and certificates, that are looked at for the public half of a key in a token: one
/// key, and a certificate for each of its renewals.
pub const TOKEN_PUBLIC_HALVES: usize = 16;
