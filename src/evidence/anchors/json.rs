//! JSON whose every member is asked for by name, so that no unknown and no doubled one is passed
//! over, and a refusal says where.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::EvidenceError;

/// A value as far as a file of anchors has any.
pub(super) enum Value {
    Text(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
    /// A number, true, false or null.
    Other,
}

/// Where something stands in the file, as `list[index].member`; empty for the file itself.
pub(super) struct Place(String);

impl Place {
    fn member(&self, name: &str) -> Self {
        match self.0.as_str() {
            "" => Self(name.to_owned()),
            parent => Self(format!("{parent}.{name}")),
        }
    }

    fn item(&self, index: usize) -> Self {
        Self(format!("{}[{index}]", self.0))
    }

    pub(super) fn refuse(&self, reason: &'static str) -> EvidenceError {
        let place = match self.0.as_str() {
            "" => "the file".to_owned(),
            place => place.to_owned(),
        };
        EvidenceError::AnchorsFile { place, reason }
    }
}

/// An object under reading.
pub(super) struct Members {
    place: Place,
    members: Vec<(String, Value)>,
}

impl Members {
    pub(super) fn parse(json: &str) -> Result<Self, EvidenceError> {
        let value: Value = serde_json::from_str(json).map_err(|error| {
            let place = format!("line {}, column {}", error.line(), error.column());
            Place(place).refuse("it is not JSON")
        })?;
        Self::of(Place(String::new()), value)
    }

    fn of(place: Place, value: Value) -> Result<Self, EvidenceError> {
        match value {
            Value::Object(members) => Ok(Self { place, members }),
            _ => Err(place.refuse("it is no object")),
        }
    }

    pub(super) fn place(&self, name: &str) -> Place {
        self.place.member(name)
    }

    /// A text that must be there.
    pub(super) fn text(&mut self, name: &'static str) -> Result<String, EvidenceError> {
        match self.take(name)? {
            Some(Value::Text(text)) => Ok(text),
            Some(_) => Err(self.place(name).refuse("it is no text")),
            None => Err(self.place(name).refuse("it is missing")),
        }
    }

    /// The items of a list of at most so many; none when there is no list.
    pub(super) fn list(
        &mut self,
        name: &'static str,
        most: usize,
    ) -> Result<Vec<(Place, Value)>, EvidenceError> {
        let place = self.place(name);
        let items = match self.take(name)? {
            None => Vec::new(),
            Some(Value::List(items)) => items,
            Some(_) => return Err(place.refuse("it is no list")),
        };
        if items.len() > most {
            return Err(place.refuse("it has too many entries"));
        }
        let items = items.into_iter().enumerate();
        Ok(items.map(|(at, item)| (place.item(at), item)).collect())
    }

    /// The objects of such a list.
    pub(super) fn objects(
        &mut self,
        name: &'static str,
        most: usize,
    ) -> Result<Vec<Self>, EvidenceError> {
        let items = self.list(name, most)?.into_iter();
        items.map(|(place, item)| Self::of(place, item)).collect()
    }

    /// Nothing may be left that was not asked for.
    pub(super) fn finish(self) -> Result<(), EvidenceError> {
        let Some((name, _)) = self.members.first() else {
            return Ok(());
        };
        let name: String = name.chars().take(SHOWN).collect();
        let place = self.place(&name.escape_debug().to_string());
        Err(place.refuse("there is no such member"))
    }

    fn take(&mut self, name: &'static str) -> Result<Option<Value>, EvidenceError> {
        let mut found = Vec::new();
        for (_, value) in self.members.extract_if(.., |(member, _)| member == name) {
            found.push(value);
        }
        let value = found.pop();
        if found.is_empty() {
            return Ok(value);
        }
        Err(self.place(name).refuse("it is there twice"))
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Value::Object(members))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Other)
    }
}

/// Characters of an unknown member's name that a message shows.
const SHOWN: usize = 40;
