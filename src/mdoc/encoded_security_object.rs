use super::{DigestAlgorithm, ValidityInfo};
use crate::cbor::{Writer, head_length};

/// The security object of many credentials, as far as it is the same in all of them, encoded once.
/// Its members stand in the order of the standard's own example.
pub(crate) struct EncodedSecurityObject {
    /// From the version to the head of the digests.
    before: Vec<u8>,
    namespaces: Vec<Namespace>,
    /// From there to the device key.
    between: Vec<u8>,
    /// From there to the status.
    after: Vec<u8>,
    /// The head of each digest.
    digest_head: [u8; 2],
    /// Bytes of the digests without their ids.
    digests: usize,
}

struct Namespace {
    /// Its name and the head of its digests.
    head: Vec<u8>,
    count: usize,
}

/// What is the same in the security objects of many credentials.
pub(crate) struct SecurityObject<'a> {
    pub(crate) digest_algorithm: DigestAlgorithm,
    /// Each with the number of its digests.
    pub(crate) namespaces: &'a [(&'a str, usize)],
    /// Whole namespaces that the holder's key may sign, and single elements of others.
    pub(crate) authorized_namespaces: &'a [String],
    pub(crate) authorized_elements: &'a [(String, Vec<String>)],
    pub(crate) doc_type: &'a str,
    pub(crate) validity: &'a ValidityInfo,
}

impl EncodedSecurityObject {
    pub(crate) fn new(same: &SecurityObject<'_>) -> Self {
        let [mut before, mut between, mut after] = [const { Vec::new() }; 3];
        let mut writer = Writer::new(&mut before);
        writer.text("version").text("1.0");
        writer
            .text("digestAlgorithm")
            .text(same.digest_algorithm.name());
        writer.text("valueDigests").map(same.namespaces.len());

        let (whole, single) = (same.authorized_namespaces, same.authorized_elements);
        let authorized = !whole.is_empty() || !single.is_empty();
        let mut writer = Writer::new(&mut between);
        writer
            .text("deviceKeyInfo")
            .map(1 + usize::from(authorized));
        writer.text("deviceKey");

        let mut writer = Writer::new(&mut after);
        if authorized {
            write_authorizations(writer.text("keyAuthorizations"), whole, single);
        }
        writer.text("docType").text(same.doc_type);
        same.validity.write(writer.text("validityInfo"));

        let counts = same.namespaces.iter().map(|(_, count)| count);
        let digest = same.digest_algorithm.digest_length();
        Self {
            before,
            namespaces: same.namespaces.iter().map(Namespace::new).collect(),
            between,
            after,
            digests: counts.sum::<usize>() * (2 + digest),
            // Every algorithm's length has one byte of its own.
            digest_head: [0x58, u8::try_from(digest).unwrap_or(u8::MAX)],
        }
    }

    /// Bytes of the whole, without its tag 24.
    pub(crate) fn length(&self, ids: &[u32], device_key: &[u8], status: Option<&[u8]>) -> usize {
        let heads = self.namespaces.iter().map(|space| space.head.len());
        let ids = ids.iter().map(|id| head_length(u64::from(*id)));
        MEMBERS_HEAD
            + self.before.len()
            + heads.sum::<usize>()
            + ids.sum::<usize>()
            + self.digests
            + self.between.len()
            + device_key.len()
            + self.after.len()
            + status.map_or(0, |status| STATUS_KEY.len() + status.len())
    }

    /// Writes its content, without tag 24: `digests` are those of one namespace after the other,
    /// each in ascending order of the ids; `device_key` is an encoded `COSE_Key` and `status` an
    /// encoded `Status`.
    pub(crate) fn write<'d>(
        &self,
        out: &mut Vec<u8>,
        mut digests: impl Iterator<Item = (u32, &'d [u8])>,
        device_key: &[u8],
        status: Option<&[u8]>,
    ) {
        let mut writer = Writer::new(out);
        writer.map(6 + usize::from(status.is_some()));
        writer.raw(&self.before);
        for namespace in &self.namespaces {
            writer.raw(&namespace.head);
            for (id, digest) in digests.by_ref().take(namespace.count) {
                writer.unsigned(u64::from(id)).raw(&self.digest_head);
                writer.raw(digest);
            }
        }
        writer.raw(&self.between).raw(device_key).raw(&self.after);
        if let Some(status) = status {
            writer.raw(STATUS_KEY).raw(status);
        }
    }
}

impl Namespace {
    fn new((name, count): &(&str, usize)) -> Self {
        let mut head = Vec::new();
        Writer::new(&mut head).text(name).map(*count);
        Self {
            head,
            count: *count,
        }
    }
}

fn write_authorizations(
    writer: &mut Writer<'_>,
    whole: &[String],
    single: &[(String, Vec<String>)],
) {
    writer.map(usize::from(!whole.is_empty()) + usize::from(!single.is_empty()));
    if !whole.is_empty() {
        write_names(writer.text("nameSpaces"), whole);
    }
    if !single.is_empty() {
        writer.text("dataElements").map(single.len());
        for (namespace, identifiers) in single {
            write_names(writer.text(namespace), identifiers);
        }
    }
}

fn write_names(writer: &mut Writer<'_>, names: &[String]) {
    writer.array(names.len());
    for name in names {
        writer.text(name);
    }
}

/// The last key, which is there with a status only.
const STATUS_KEY: &[u8] = b"\x66status";
/// Bytes of the head of a map of six or seven members.
const MEMBERS_HEAD: usize = 1;
