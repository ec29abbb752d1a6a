//! Flags of the kind `certificate`.

use super::{Note, note};

pub(super) const NOTES: &[Note] = &[
    note(
        "CertificateProfile",
        "VALID",
        "A certificate as the standard's profiles have it.",
        "Good documents are refused.",
    ),
    note(
        "CertificateAlgorithm",
        "CONFUSION",
        "The signature algorithm is not the one that signed, or is none that the standard has.",
        "Somebody else than the issuer chooses how a signature is checked.",
    ),
    note(
        "CertificateBasicConstraints",
        "MISSING_STEP",
        "Who may be a CA, and how many may be below it, is not as the profile says.",
        "The holder of one certificate makes others.",
    ),
    note(
        "CertificateContact",
        "PROFILE",
        "The issuer alternative name is not as the profile says.",
        "Some readers refuse the documents of this issuer.",
    ),
    note(
        "CertificateEncoding",
        "MALFORMED",
        "Not the DER of a certificate of version 3.",
        "Two readers see different things in the same certificate.",
    ),
    note(
        "CertificateExtension",
        "MISSING_STEP",
        "An extension that may not be there, or not so.",
        "A restriction is overlooked.",
    ),
    note(
        "CertificateKey",
        "MALFORMED",
        "The public key is none.",
        "A key about which something is known to others is used.",
    ),
    note(
        "CertificateKeyIdentifier",
        "MISSING_STEP",
        "A key identifier is not that of the key.",
        "A reader looks for another key, or takes a certificate of another one.",
    ),
    note(
        "CertificateKeyUsage",
        "MISSING_STEP",
        "Key usage is not exactly that of the purpose.",
        "A key for something else signs documents.",
    ),
    note(
        "CertificateLink",
        "MISSING_STEP",
        "A link certificate does not lead to the new root.",
        "Another root is trusted than the one for which the old root vouches.",
    ),
    note(
        "CertificateName",
        "MISSING_STEP",
        "A name, a country or a state is not as the root's, or not of its form.",
        "One country's or state's signer issues documents of another.",
    ),
    note(
        "CertificatePath",
        "MISSING_STEP",
        "The chain does not lead to a root that is trusted and current.",
        "Documents of nobody knows whom are accepted.",
    ),
    note(
        "CertificatePurpose",
        "MISSING_STEP",
        "The extended key usage is not that of the purpose.",
        "A key for something else signs documents.",
    ),
    note(
        "CertificateRevocationPointer",
        "PROFILE",
        "The CRL distribution points are not as the profile says.",
        "Nobody finds the revocation list, or only a part of it.",
    ),
    note(
        "CertificateRevoked",
        "MISSING_STEP",
        "The root revoked the certificate.",
        "Whoever stole the key issues documents.",
    ),
    note(
        "CertificateSerialNumber",
        "PROFILE",
        "The serial number is not positive, or too long.",
        "Some readers refuse the documents of this issuer.",
    ),
    note(
        "CertificateSignature",
        "MISSING_STEP",
        "Another key signed, or something else.",
        "Everybody is an issuer.",
    ),
    note(
        "CertificateTime",
        "MISSING_STEP",
        "The certificate is not valid at the time.",
        "A key that nobody looks after any more is trusted.",
    ),
    note(
        "CertificateValidityPeriod",
        "PROFILE",
        "The certificate is valid for longer than its profile allows.",
        "A stolen key is good for longer than the standard allows.",
    ),
    note(
        "RevocationListForm",
        "PROFILE",
        "The revocation list is not of the standard's form.",
        "A part of the list is taken for the whole, or some readers cannot read it.",
    ),
    note(
        "RevocationListIssuer",
        "MISSING_STEP",
        "The revocation list is not the root's.",
        "Somebody else's list hides a revocation.",
    ),
    note(
        "RevocationListTime",
        "MISSING_STEP",
        "The revocation list is not current.",
        "A revocation is overlooked.",
    ),
];
