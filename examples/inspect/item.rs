//! CBOR as it stands in a file: every item with its place, as far as it can be read. The library's
//! reader refuses what is not strict; this one shows it.

use mnid_mdoc::limits;

/// One item.
#[derive(Clone, Debug)]
pub(crate) struct Item<'a> {
    /// Where it begins in the file.
    pub(crate) offset: usize,
    /// Its bytes, head and content.
    pub(crate) raw: &'a [u8],
    pub(crate) value: Value<'a>,
}

#[derive(Clone, Debug)]
pub(crate) enum Value<'a> {
    Unsigned(u64),
    /// -1 - n.
    Negative(u64),
    /// Those of an indefinite length are not joined.
    Bytes(&'a [u8]),
    Text(&'a str),
    Array(Vec<Item<'a>>),
    Map(Vec<(Item<'a>, Item<'a>)>),
    Tag(u64, Box<Item<'a>>),
    Boolean(bool),
    Null,
    /// Floats and other simple values, as they stand.
    Other,
    /// Nothing could be read from here on.
    Broken(&'static str),
}

/// Reads one item and says what follows it.
pub(crate) struct Walker<'a> {
    rest: &'a [u8],
    offset: usize,
    /// How many items may still be read, of this document and of those inside it.
    items: usize,
    /// The first place where the document breaks.
    pub(crate) broken: Option<Broken>,
}

/// Where and why a document cannot be read further.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Broken {
    pub(crate) offset: usize,
    pub(crate) reason: &'static str,
}

impl<'a> Walker<'a> {
    /// `offset` is where the bytes stand in the file.
    pub(crate) fn new(bytes: &'a [u8], offset: usize) -> Self {
        Self {
            rest: bytes,
            offset,
            items: ITEMS,
            broken: None,
        }
    }

    /// The whole document, which ends with the bytes.
    pub(crate) fn document(&mut self) -> Item<'a> {
        let item = self.item(limits::CBOR_DEPTH);
        if self.broken.is_none() && !self.rest.is_empty() {
            self.broken = Some(Broken {
                offset: self.offset,
                reason: "bytes follow the end of the document",
            });
        }
        item
    }

    fn item(&mut self, depth: usize) -> Item<'a> {
        let (offset, start) = (self.offset, self.rest);
        let value = match self.value(depth) {
            Ok(value) => value,
            Err(reason) => {
                let broken = Broken { offset, reason };
                self.broken.get_or_insert(broken);
                Value::Broken(reason)
            }
        };
        let length = self.offset - offset;
        Item {
            offset,
            raw: start.get(..length).unwrap_or(start),
            value,
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value<'a>, &'static str> {
        self.items = self.items.checked_sub(1).ok_or(TOO_MANY)?;
        let depth = depth.checked_sub(1).ok_or(TOO_DEEP)?;
        let (major, argument) = self.head()?;
        let Some(argument) = argument else {
            return match major {
                7 => Err("a break stands where an item should"),
                _ => Err("an item of indefinite length, which an mdoc must not have"),
            };
        };
        Ok(match major {
            0 => Value::Unsigned(argument.number),
            1 => Value::Negative(argument.number),
            2 => Value::Bytes(self.take(argument.number)?),
            3 => Value::Text(
                std::str::from_utf8(self.take(argument.number)?).map_err(|_| NOT_UTF_8)?,
            ),
            4 => {
                let mut items = Vec::new();
                for _ in 0..argument.number {
                    items.push(self.item(depth));
                    if self.broken.is_some() {
                        break;
                    }
                }
                Value::Array(items)
            }
            5 => {
                let mut members = Vec::new();
                for _ in 0..argument.number {
                    let key = self.item(depth);
                    if self.broken.is_some() {
                        let nothing = Item {
                            value: Value::Broken("nothing follows"),
                            ..key.clone()
                        };
                        members.push((key, nothing));
                        break;
                    }
                    members.push((key, self.item(depth)));
                    if self.broken.is_some() {
                        break;
                    }
                }
                Value::Map(members)
            }
            6 => Value::Tag(argument.number, Box::new(self.item(depth))),
            _ => match (argument.bytes, argument.number) {
                (0, 20) => Value::Boolean(false),
                (0, 21) => Value::Boolean(true),
                (0, 22) => Value::Null,
                _ => Value::Other,
            },
        })
    }

    /// The major type and the argument; none for an indefinite length and for a break.
    fn head(&mut self) -> Result<(u8, Option<Argument>), &'static str> {
        let (first, after) = self.rest.split_first().ok_or(ENDS)?;
        let (major, short) = (first >> 5, first & 0x1F);
        let bytes = match short {
            0..=23 => 0,
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            31 if matches!(major, 2..=5 | 7) => {
                self.advance(after, 1);
                return Ok((major, None));
            }
            _ => return Err("no item of CBOR begins with this byte"),
        };
        let (argument, rest) = after.split_at_checked(bytes).ok_or(ENDS)?;
        let number = match bytes {
            0 => u64::from(short),
            _ => argument
                .iter()
                .fold(0, |sum, byte| (sum << 8) | u64::from(*byte)),
        };
        self.advance(rest, 1 + bytes);
        Ok((major, Some(Argument { bytes, number })))
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], &'static str> {
        let length = usize::try_from(length).map_err(|_| ENDS)?;
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(ENDS)?;
        self.advance(rest, length);
        Ok(taken)
    }

    fn advance(&mut self, rest: &'a [u8], by: usize) {
        self.rest = rest;
        self.offset += by;
    }
}

struct Argument {
    /// That follow the first one.
    bytes: usize,
    number: u64,
}

impl<'a> Item<'a> {
    /// The member of a map under this text.
    pub(crate) fn member(&self, name: &str) -> Option<&Item<'a>> {
        let named = |key: &Item<'_>| matches!(key.value, Value::Text(text) if text == name);
        self.members()
            .iter()
            .find_map(|(key, value)| named(key).then_some(value))
    }

    /// The member of a map under this number.
    pub(crate) fn numbered(&self, number: i128) -> Option<&Item<'a>> {
        let members = self.members().iter();
        members
            .filter(|(key, _)| key.number() == Some(number))
            .map(|(_, value)| value)
            .next()
    }

    pub(crate) fn members(&self) -> &[(Item<'a>, Item<'a>)] {
        match &self.value {
            Value::Map(members) => members,
            _ => &[],
        }
    }

    pub(crate) fn entries(&self) -> &[Item<'a>] {
        match &self.value {
            Value::Array(entries) => entries,
            _ => &[],
        }
    }

    pub(crate) fn text(&self) -> Option<&'a str> {
        match &self.value {
            Value::Text(text) => Some(text),
            Value::Tag(_, content) => content.text(),
            _ => None,
        }
    }

    pub(crate) fn number(&self) -> Option<i128> {
        match self.value {
            Value::Unsigned(number) => Some(number.into()),
            Value::Negative(number) => Some(-1 - i128::from(number)),
            _ => None,
        }
    }

    /// The content of a byte string, also of a tagged one, and where it begins.
    pub(crate) fn bytes(&self) -> Option<(&'a [u8], usize)> {
        match &self.value {
            Value::Bytes(bytes) => Some((bytes, self.offset + self.raw.len() - bytes.len())),
            Value::Tag(_, content) => content.bytes(),
            _ => None,
        }
    }

    /// The document in a byte string, if it can be read whole.
    pub(crate) fn encoded(&self) -> Option<Item<'a>> {
        let (bytes, offset) = self.bytes()?;
        let mut walker = Walker::new(bytes, offset);
        let document = walker.document();
        walker.broken.is_none().then_some(document)
    }
}

const ENDS: &str = "the file ends inside this item";
const NOT_UTF_8: &str = "a text that is not UTF-8";
const TOO_DEEP: &str = "items are nested deeper than any mdoc needs";
const TOO_MANY: &str = "more items than any mdoc needs";

/// Items of one document: what is shown of a file is for people. A credential has some hundreds.
const ITEMS: usize = 20_000;
