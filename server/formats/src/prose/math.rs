//! Formulas of Word (OMML) on one line: `(a+b)/2`, `x²`, `√(2gh)`.

use super::{
    script::{self, Script},
    xml::Element,
};

/// A formula while it is read: one frame for each element that is open.
#[derive(Debug, Default)]
pub struct Formula {
    frames: Vec<Frame>,
    /// A fraction, a root or the like became linear text.
    pub flattened: bool,
    /// Something has no linear form.
    pub unreadable: bool,
}

#[derive(Debug, Default)]
struct Frame {
    name: String,
    text: String,
    /// The parts of a structure by their names: `num`, `den`, `e`, `sub`, `sup`, `deg`.
    parts: Vec<(String, String)>,
    opening: Option<String>,
    closing: Option<String>,
}

impl Frame {
    fn part(&self, name: &str) -> String {
        self.parts.iter().filter(|(of, _)| of == name).map(|(_, text)| text.as_str()).collect()
    }
}

const STRUCTURES: [&str; 6] = ["f", "sSup", "sSub", "sSubSup", "rad", "d"];
const WITHOUT_LINE: [&str; 11] =
    ["nary", "m", "eqArr", "limLow", "limUpp", "groupChr", "acc", "bar", "sPre", "box", "borderBox"];

impl Formula {
    pub fn open(&mut self, element: &Element) {
        let name = element.name().to_owned();
        self.unreadable |= WITHOUT_LINE.contains(&name.as_str());
        if let Some(structure) =
            self.frames.iter_mut().rev().find(|frame| STRUCTURES.contains(&frame.name.as_str()))
        {
            match name.as_str() {
                "begChr" => structure.opening = element.value(),
                "endChr" => structure.closing = element.value(),
                _ => {}
            }
        }
        self.frames.push(Frame { name, ..Frame::default() });
    }

    pub fn text(&mut self, text: &str) {
        if let Some(frame) = self.frames.last_mut().filter(|frame| frame.name == "t") {
            frame.text.push_str(text);
        }
    }

    /// Closes the innermost element; returns the line when it was the formula itself.
    pub fn close(&mut self) -> Option<String> {
        let frame = self.frames.pop()?;
        let name = frame.name.clone();
        let text = self.written(frame);
        let Some(outer) = self.frames.last_mut() else { return Some(text) };
        if STRUCTURES.contains(&outer.name.as_str()) {
            outer.parts.push((name, text));
        } else {
            outer.text.push_str(&text);
        }
        None
    }

    fn written(&mut self, frame: Frame) -> String {
        let script = |text: &str, script: Script, sign: char| match script::write(text, script) {
            (written, true) => written,
            (_, false) => format!("{sign}{}", grouped(text)),
        };
        match frame.name.as_str() {
            "f" => {
                self.flattened = true;
                format!("{}/{}", grouped(&frame.part("num")), grouped(&frame.part("den")))
            }
            "rad" => {
                self.flattened = true;
                let degree = script::write(&frame.part("deg"), Script::Raised);
                self.unreadable |= !degree.1;
                format!("{}√({})", degree.0, frame.part("e"))
            }
            "sSup" => frame.part("e") + &script(&frame.part("sup"), Script::Raised, '^'),
            "sSub" => frame.part("e") + &script(&frame.part("sub"), Script::Lowered, '_'),
            "sSubSup" => {
                frame.part("e")
                    + &script(&frame.part("sub"), Script::Lowered, '_')
                    + &script(&frame.part("sup"), Script::Raised, '^')
            }
            "d" => {
                let inside: Vec<&str> =
                    frame.parts.iter().filter(|(of, _)| of == "e").map(|(_, text)| text.as_str()).collect();
                let (opening, closing) = (frame.opening.as_deref(), frame.closing.as_deref());
                format!("{}{}{}", opening.unwrap_or("("), inside.join("|"), closing.unwrap_or(")"))
            }
            _ => frame.text,
        }
    }
}

/// A term in brackets, unless it is one word or number.
fn grouped(term: &str) -> String {
    match term.chars().all(char::is_alphanumeric) {
        true => term.to_owned(),
        false => format!("({term})"),
    }
}
