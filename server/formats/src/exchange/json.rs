//! JSON: objects with the names that people give to the parts of a question.
//!
//! There is no one format, so names and answers are read by the rules for spreadsheets
//! (`domain::bank::import::object`); this file finds the objects.

use std::{cell::Cell, fmt};

use domain::bank::import::{
    Place, Reason,
    object::{self, Object, Value},
    record::Record,
    table,
};
use serde::{
    Deserializer, Serialize, Serializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
    ser::{SerializeMap, SerializeSeq},
};

use super::{draft, html, own};
use crate::media::{self, Shelf};
use crate::sheet::{LooksLike, Measure, SheetError, broken};

/// Values of a file. A bank of 10,000 questions has about 150,000.
const VALUES: usize = 2_000_000;

/// Whole numbers from here on are not all different as floating point.
const EXACT: f64 = 9e15;

/// How deep a list of questions may lie: `{"data": {"list": [{…}]}}`.
const DEPTH: usize = 5;

/// JSON as it stands in the file: names keep their order, and one that occurs twice is still there.
#[derive(Debug, PartialEq)]
enum Json {
    Null,
    Bool(bool),
    Number(serde_json::Number),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// Reads one document, or one to a line.
pub fn read(text: &str, shelf: &mut Shelf) -> Result<Vec<Record>, SheetError> {
    if let Some(records) = own::read(text, shelf) {
        return records;
    }
    let left = Cell::new(VALUES);
    let mut deserializer = serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}'));
    let mut documents = Vec::new();
    while documents.is_empty() || deserializer.end().is_err() {
        let document = Reading(&left).deserialize(&mut deserializer);
        documents.push(document.map_err(|error| match left.get() {
            0 => SheetError::Bomb { what: Measure::Elements, limit: VALUES },
            _ => broken(error),
        })?);
    }
    let document = match documents.len() {
        1 => documents.remove(0),
        _ => Json::List(documents),
    };
    let mut objects = Vec::new();
    collect(document, "", DEPTH, &mut objects);
    if !objects.iter().any(|object: &Object| object::is_question(&object.fields)) {
        return Err(SheetError::NotASheet { looks_like: LooksLike::Json });
    }
    Ok(object::read(objects))
}

/// Takes the objects of every list in which there is a question; `name` is that of the list.
fn collect(json: Json, name: &str, depth: usize, found: &mut Vec<Object>) {
    match json {
        Json::List(list) => {
            let objects: Vec<Json> =
                list.into_iter().filter(|json| matches!(json, Json::Object(_))).collect();
            if objects.iter().any(Json::is_question) {
                for json in objects {
                    let number = u32::try_from(found.len() + 1).unwrap_or(u32::MAX);
                    found.push(as_object(json, number, name));
                }
            } else if depth > 0 {
                objects.into_iter().for_each(|json| collect(json, name, depth - 1, found));
            }
        }
        Json::Object(_) if name.is_empty() && json.is_question() => found.push(as_object(json, 1, name)),
        Json::Object(fields) if depth > 0 => {
            for (name, json) in fields {
                collect(json, &name, depth - 1, found);
            }
        }
        _ => {}
    }
}

impl Json {
    /// Whether this is an object with the names of a question, which are few.
    fn is_question(&self) -> bool {
        match self {
            Json::Object(fields) if fields.len() <= NAMES => {
                let names = fields.iter().map(|(name, json)| {
                    let value = match json {
                        Json::List(_) => Value::Many(Vec::new()),
                        _ => Value::One(table::Cell::Empty),
                    };
                    (name.clone(), value)
                });
                object::is_question(&names.collect::<Vec<_>>())
            }
            _ => false,
        }
    }

    fn into_value(self, markup: &mut Markup) -> Value {
        match self {
            Json::Null => Value::One(table::Cell::Empty),
            Json::Bool(truth) => Value::One(table::Cell::Bool(truth)),
            Json::Number(number) => Value::One(match number.as_f64().filter(|number| number.abs() < EXACT) {
                Some(number) => table::Cell::Number(number),
                None => table::Cell::Text(number.to_string()),
            }),
            Json::Text(text) => Value::One(markup.removed(&text).as_str().into()),
            Json::List(list) => Value::Many(list.into_iter().map(|json| json.into_value(markup)).collect()),
            Json::Object(fields) => Value::Named(markup.fields(fields)),
        }
    }
}

/// Names of one object. What has more is a table with names for its rows, and no question.
const NAMES: usize = 200;

fn as_object(json: Json, number: u32, section: &str) -> Object {
    let source = draft::quoted(&serde_json::to_string(&json).unwrap_or_default());
    let mut markup = Markup::default();
    let fields = match json {
        Json::Object(fields) if fields.len() <= NAMES => markup.fields(fields),
        _ => Vec::new(),
    };
    let notes = markup.formatting.then_some(Reason::FormattingDropped).into_iter().collect();
    let place = Place { sheet: 0, row: number };
    Object { place, source, section: section.to_owned(), fields, notes, fault: markup.fault }
}

/// What became of HTML in the texts of an object, which were taken from somebody's page.
#[derive(Default)]
struct Markup {
    fault: Option<Reason>,
    formatting: bool,
}

impl Markup {
    fn fields(&mut self, fields: Vec<(String, Json)>) -> Vec<(String, Value)> {
        fields.into_iter().map(|(name, json)| (name, json.into_value(self))).collect()
    }

    fn removed(&mut self, text: &str) -> String {
        if !html::is_markup(text) {
            return text.to_owned();
        }
        let mut flat = html::flat(text);
        // The names of such objects say nothing of pictures.
        let shown = flat.shown.first().map(|shown| match shown {
            html::Shown::Drawn(drawn) => media::needed(&drawn.address),
            html::Shown::Table(_) => Reason::LayoutNeeded { element: "table".into() },
        });
        self.fault = self.fault.take().or(flat.fault.take()).or(shown);
        self.formatting = true;
        flat.text
    }
}

/// Reads values as long as some are left.
#[derive(Clone, Copy)]
struct Reading<'a>(&'a Cell<usize>);

impl<'de> DeserializeSeed<'de> for Reading<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        match self.0.get().checked_sub(1) {
            Some(left) => self.0.set(left),
            None => return Err(D::Error::custom("too many values")),
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reading<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Json, E> {
        Ok(Json::Bool(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(serde_json::Number::from_f64(number).map_or(Json::Null, Json::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        let mut found = Vec::new();
        while let Some(json) = list.next_element_seed(self)? {
            found.push(json);
        }
        Ok(Json::List(found))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Json, A::Error> {
        let mut found = Vec::new();
        while let Some(name) = fields.next_key()? {
            found.push((name, fields.next_value_seed(self)?));
        }
        Ok(Json::Object(found))
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Null => serializer.serialize_unit(),
            Json::Bool(truth) => serializer.serialize_bool(*truth),
            Json::Number(number) => number.serialize(serializer),
            Json::Text(text) => serializer.serialize_str(text),
            Json::List(list) => {
                let mut out = serializer.serialize_seq(Some(list.len()))?;
                list.iter().try_for_each(|json| out.serialize_element(json))?;
                out.end()
            }
            Json::Object(fields) => {
                let mut out = serializer.serialize_map(Some(fields.len()))?;
                fields.iter().try_for_each(|(name, json)| out.serialize_entry(name, json))?;
                out.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::bank::item::Content;

    use super::*;

    fn read_one(text: &str) -> Vec<Record> {
        read(text, &mut Shelf::default()).unwrap()
    }

    /// What the records of a file are, in short.
    fn keys(text: &str) -> Vec<String> {
        let one = |record: Record| match record.read {
            Ok(item) => match item.content {
                Content::SingleChoice { key, .. } => domain::bank::import::text::labels([key]),
                Content::MultipleChoice { key, .. } => domain::bank::import::text::labels(key),
                Content::TrueFalse { key } => key.to_string(),
                Content::FillIn { blanks, .. } => format!("{blanks:?}"),
                other => panic!("{other:?}"),
            },
            Err(reason) => reason.code().into(),
        };
        read(text, &mut Shelf::default()).unwrap().into_iter().map(one).collect()
    }

    #[test]
    fn questions_are_found_wherever_they_lie() {
        let question = r#"{"question":"选","options":["甲","乙"],"answer":"B"}"#;
        for text in [
            question.to_owned(),
            format!("[{question}]"),
            format!(r#"{{"code":0,"data":{{"total":1,"list":[{question}]}}}}"#),
            format!("[[{question}]]").replace("[[", r#"{"a":["#).replace("]]", "]}"),
        ] {
            assert_eq!(keys(&text), ["B"], "{text}");
        }
        assert_eq!(keys(&format!("{question}\n{question}").replace("\\n", "\n")), ["B", "B"]);
        assert_eq!(
            keys(&format!(r#"{{"单选题":[{question}],"判断题":[{{"题目":"须审批","答案":"对"}}]}}"#)),
            ["B", "true"]
        );
        assert_eq!(keys(&format!(r#"[{question},{{"id":7}}]"#)), ["B", "no_question"]);
    }

    #[test]
    fn a_name_that_occurs_twice_must_say_the_same() {
        assert_eq!(
            keys(r#"[{"question":"选","options":["甲","乙"],"answer":"A","answer":"B"}]"#),
            ["column_twice"]
        );
        assert_eq!(keys(r#"[{"question":"选","options":["甲","乙"],"answer":"A","answer":"A"}]"#), ["A"]);
    }

    #[test]
    fn markup_is_taken_off_and_pictures_are_missed() {
        let records =
            read_one(r#"[{"question":"<p>面积 m<sup>2</sup></p>","options":["甲","乙"],"answer":"B"}]"#);
        assert_eq!(records[0].read.as_ref().unwrap().stem, "面积 m²");
        assert_eq!(records[0].notes[0], Reason::FormattingDropped);
        assert_eq!(
            keys(r#"[{"question":"看图<img src='a.png'>","options":["甲","乙"],"answer":"B"}]"#),
            ["picture_needed"]
        );
    }

    #[test]
    fn what_is_no_bank_is_told_so() {
        for text in [
            r#"{"name":"x","version":"1"}"#,
            "[]",
            "{}",
            r#"[{"a":1}]"#,
            r#"["甲"]"#,
            r#"[{"instruction":"x","output":"y"}]"#,
        ] {
            assert_eq!(
                read(text, &mut Shelf::default()),
                Err(SheetError::NotASheet { looks_like: LooksLike::Json }),
                "{text}"
            );
        }
        for broken in [r#"[{"question":"#, &"[".repeat(100_000)] {
            assert!(matches!(read(broken, &mut Shelf::default()), Err(SheetError::Broken { .. })));
        }
    }
}
