//! The typeface of cards: texts become glyphs with their widths, and lines that fit.

use std::cell::RefCell;
use std::rc::Rc;
use std::str::FromStr;

use harfrust::{
    Direction, FontRef, Script, ShapeOptions, ShapePlan, Shaper, ShaperData, UnicodeBuffer, script,
};
use krilla::text::{Font, GlyphId, KrillaGlyph};

use crate::base::{in_latin, nfc};
use crate::catalogue::Language;

use super::text::{Block, Line, Style, Weight};

/// Noto Sans in two weights: Latin, Cyrillic and Greek.
pub(super) struct Typeface {
    regular: Face,
    bold: Face,
    language: Option<harfrust::Language>,
}

struct Face {
    font: Font,
    glyphs: FontRef<'static>,
    data: ShaperData,
    /// One for each alphabet that was met: making one takes longer than using it.
    plans: RefCell<Vec<Rc<ShapePlan>>>,
}

impl Face {
    fn new(bytes: &'static [u8]) -> Option<Self> {
        let glyphs = FontRef::new(bytes).ok()?;
        let data = ShaperData::new(&glyphs);
        Some(Self { font: Font::new(bytes.into(), 0)?, glyphs, data, plans: RefCell::default() })
    }

    fn plan(
        &self,
        shaper: &Shaper<'_>,
        script: Script,
        language: Option<&harfrust::Language>,
    ) -> Rc<ShapePlan> {
        let mut plans = self.plans.borrow_mut();
        if let Some(plan) = plans.iter().find(|plan| plan.script() == Some(script)) {
            return Rc::clone(plan);
        }
        let plan = Rc::new(ShapePlan::new(shaper, Direction::LeftToRight, Some(script), language, &[]));
        plans.push(Rc::clone(&plan));
        plan
    }
}

impl Typeface {
    pub(super) fn new(language: Language) -> Option<Self> {
        Some(Self {
            regular: Face::new(notosans::REGULAR_TTF)?,
            bold: Face::new(notosans::BOLD_TTF)?,
            language: harfrust::Language::from_str(language.code()).ok(),
        })
    }

    pub(super) fn font(&self, weight: Weight) -> Font {
        self.face(weight).font.clone()
    }

    /// Sets one line; what the typeface lacks is written in Latin letters.
    pub(super) fn line(&self, text: &str, weight: Weight) -> Line {
        let text = plain(text);
        let line = self.shape(&text, weight);
        let lacking: Vec<_> = line.glyphs.iter().filter(|glyph| glyph.glyph_id.to_u32() == 0).collect();
        let (Some(first), Some(last)) = (lacking.first(), lacking.last()) else { return line };
        let (from, to) = (first.text_range.start, last.text_range.end);
        let mut latin = text[..from].to_owned();
        for (at, c) in text[from..to].char_indices() {
            match lacking.iter().any(|glyph| glyph.text_range.contains(&(from + at))) {
                true => latin.push_str(in_latin(c).unwrap_or("?")),
                false => latin.push(c),
            }
        }
        latin.push_str(&text[to..]);
        self.shape(&plain(&latin), weight)
    }

    /// Sets a text in lines no wider than a width: at the largest size at which its words fit, and if there is
    /// none, at the smallest one, cut where it must be.
    pub(super) fn set(&self, text: &str, style: Style, width: f32) -> Block {
        let whole = self.line(text, style.weight);
        let mut size = style.size;
        loop {
            let lines = style.lines_of(size);
            let fits = whole.width(size) <= width;
            let set =
                if fits { Some(vec![whole.clone()]) } else { self.wrapped(&whole, lines, width / size) };
            if let Some(lines) = set {
                return Block { lines, size, is_whole: true };
            }
            if size <= style.smallest {
                return Block { lines: self.cut(&whole, lines, width / size), size, is_whole: false };
            }
            size = (size - 0.25).max(style.smallest);
        }
    }

    /// Breaks a line between words, if they fit; the width is at size 1.
    fn wrapped(&self, whole: &Line, most: usize, width: f32) -> Option<Vec<Line>> {
        let mut lines: Vec<Line> = Vec::new();
        let mut rest = whole.text.as_str();
        while !rest.is_empty() {
            if lines.len() == most {
                return None;
            }
            let line = self.line(rest, whole.weight);
            let fitting = line.bytes_within(width);
            let end = if fitting == rest.len() { fitting } else { last_break(rest, fitting)? };
            lines.push(self.line(rest[..end].trim_end(), whole.weight));
            rest = rest[end..].trim_start();
        }
        Some(lines)
    }

    /// Breaks a line anywhere, and ends the last one in an ellipsis if more follows.
    fn cut(&self, whole: &Line, most: usize, width: f32) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut rest = whole.text.as_str();
        while !rest.is_empty() && lines.len() < most {
            let line = self.line(rest, whole.weight);
            let fitting = line.bytes_within(width);
            if fitting == rest.len() {
                lines.push(line);
                break;
            }
            if lines.len() + 1 == most {
                lines.push(self.shortened(&line, width));
                break;
            }
            let end = last_break(rest, fitting).unwrap_or(fitting).max(first_char(rest));
            lines.push(self.line(rest[..end].trim_end(), whole.weight));
            rest = rest[end..].trim_start();
        }
        lines
    }

    fn shortened(&self, line: &Line, width: f32) -> Line {
        let ellipsis = self.shape("…", line.weight).em_width;
        let kept = line.text[..line.bytes_within(width - ellipsis)].trim_end();
        self.line(&format!("{kept}…"), line.weight)
    }

    fn shape(&self, text: &str, weight: Weight) -> Line {
        let face = self.face(weight);
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        if let Some(language) = &self.language {
            buffer.set_language(language.clone());
        }
        buffer.set_direction(Direction::LeftToRight);
        buffer.guess_segment_properties();
        if buffer.script() == script::UNKNOWN {
            buffer.set_script(script::LATIN);
        }
        let shaper = face.data.shaper(&face.glyphs).build();
        let plan = face.plan(&shaper, buffer.script(), self.language.as_ref());
        let em = 1.0 / shaper.units_per_em() as f32;
        let shaped = shaper.shape(buffer, ShapeOptions::new().plan(Some(&plan)));
        let infos = shaped.glyph_infos();
        let glyphs: Vec<KrillaGlyph> = infos
            .iter()
            .zip(shaped.glyph_positions())
            .enumerate()
            .map(|(at, (info, position))| {
                let start = info.cluster as usize;
                let next = infos[at..].iter().map(|next| next.cluster as usize).find(|next| *next > start);
                KrillaGlyph::new(
                    GlyphId::new(info.glyph_id),
                    position.x_advance as f32 * em,
                    position.x_offset as f32 * em,
                    position.y_offset as f32 * em,
                    0.0,
                    start..next.unwrap_or(text.len()),
                    None,
                )
            })
            .collect();
        let em_width = glyphs.iter().map(|glyph| glyph.x_advance).sum();
        Line { text: text.to_owned(), glyphs, weight, em_width }
    }

    fn face(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }
}

/// Returns a text composed, on one line, with one blank between words.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    nfc(&words.collect::<Vec<_>>().join(" ")).into_owned()
}

/// Returns the end of the last word that ends within so many bytes: before a blank, or behind a hyphen.
fn last_break(text: &str, bytes: usize) -> Option<usize> {
    if text[bytes..].starts_with(' ') {
        return Some(bytes);
    }
    let end = text[..bytes].rfind([' ', '-'])?;
    let end = if text[end..].starts_with('-') { end + 1 } else { end };
    (end > 0).then_some(end)
}

fn first_char(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

#[cfg(test)]
#[path = "typeface_tests.rs"]
mod tests;
