//! What cards are painted with: texts, lines, boxes and symbols.

use krilla::action::{Action, LinkAction};
use krilla::annotation::{LinkAnnotation, Target};
use krilla::color::luma;
use krilla::geom::{PathBuilder, Point, Rect, Transform};
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, Stroke, StrokeDash};
use krilla::surface::Surface;

use super::grid::Area;
use super::text::{Block, CAP_HEIGHT, Line};
use super::typeface::Typeface;
use crate::cards::QrSymbol;

/// How dark something is, from 0 for black to 255.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ink(pub(super) u8);

impl Ink {
    pub(super) const BLACK: Self = Self(0);
    pub(super) const GREY: Self = Self(95);
    pub(super) const PALE: Self = Self(240);

    fn fill(self) -> Fill {
        Fill { paint: luma::Color::new(self.0).into(), opacity: NormalizedF32::ONE, ..Fill::default() }
    }
}

/// How a line of a width is drawn: through, or in dashes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stroking {
    Solid(f32),
    Dashed(f32),
}

pub(super) struct Canvas<'a, 'b> {
    surface: &'a mut Surface<'b>,
    typeface: &'a Typeface,
}

impl<'a, 'b> Canvas<'a, 'b> {
    pub(super) fn new(surface: &'a mut Surface<'b>, typeface: &'a Typeface) -> Self {
        Self { surface, typeface }
    }

    /// Writes a line from a point on its baseline.
    pub(super) fn line(&mut self, line: &Line, size: f32, x: f32, baseline: f32, ink: Ink) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(ink.fill()));
        let font = self.typeface.font(line.weight);
        self.surface.draw_glyphs(Point::from_xy(x, baseline), &line.glyphs, font, &line.text, size, false);
    }

    /// Writes lines below each other, the capitals of the first one beginning at a height; returns the last
    /// baseline.
    pub(super) fn block(&mut self, block: &Block, x: f32, top: f32, ink: Ink) -> f32 {
        let mut baseline = top + block.size * CAP_HEIGHT;
        for (number, line) in block.lines.iter().enumerate() {
            if number > 0 {
                baseline += block.leading();
            }
            self.line(line, block.size, x, baseline, ink);
        }
        baseline
    }

    /// Draws a straight line.
    pub(super) fn rule(&mut self, ends: [(f32, f32); 2], stroking: Stroking, ink: Ink) {
        let mut path = PathBuilder::new();
        path.move_to(ends[0].0, ends[0].1);
        path.line_to(ends[1].0, ends[1].1);
        let (width, dash) = match stroking {
            Stroking::Solid(width) => (width, None),
            Stroking::Dashed(width) => (width, Some(StrokeDash { array: vec![3.0, 3.0], offset: 0.0 })),
        };
        let paint = luma::Color::new(ink.0).into();
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke { paint, width, dash, ..Stroke::default() }));
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    /// Fills a box with round corners.
    pub(super) fn filled_box(&mut self, area: Area, radius: f32, ink: Ink) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(ink.fill()));
        let (left, top, right, bottom) = (area.x, area.y, area.right(), area.bottom());
        // The handles of a cubic curve that is nearly a quarter of a circle.
        let handle = radius * 0.448;
        let mut path = PathBuilder::new();
        path.move_to(left + radius, top);
        path.line_to(right - radius, top);
        path.cubic_to(right - handle, top, right, top + handle, right, top + radius);
        path.line_to(right, bottom - radius);
        path.cubic_to(right, bottom - handle, right - handle, bottom, right - radius, bottom);
        path.line_to(left + radius, bottom);
        path.cubic_to(left + handle, bottom, left, bottom - handle, left, bottom - radius);
        path.line_to(left, top + radius);
        path.cubic_to(left, top + handle, left + handle, top, left + radius, top);
        path.close();
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    /// Draws an empty box to tick.
    pub(super) fn tick_box(&mut self, x: f32, y: f32, side: f32) {
        let mut path = PathBuilder::new();
        if let Some(square) = Rect::from_xywh(x, y, side, side) {
            path.push_rect(square);
        }
        let paint = luma::Color::new(Ink::BLACK.0).into();
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke { paint, width: 0.6, ..Stroke::default() }));
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    /// Draws the dark modules of a symbol, without its quiet zone, as one path: no seams show between them.
    pub(super) fn symbol(&mut self, symbol: &QrSymbol, x: f32, y: f32, module: f32) {
        let mut path = PathBuilder::new();
        for (row, column, length) in symbol.runs() {
            // A symbol has 177 modules at the most.
            if let Some(run) = Rect::from_xywh(column as f32, row as f32, length as f32, 1.0) {
                path.push_rect(run);
            }
        }
        let Some(path) = path.finish() else { return };
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(Ink::BLACK.fill()));
        self.surface.push_transform(&Transform::from_row(module, 0.0, 0.0, module, x, y));
        self.surface.draw_path(&path);
        self.surface.pop();
    }
}

/// Makes an area of a page lead to an address.
pub(super) fn link(area: Area, address: String) -> Option<LinkAnnotation> {
    let area = Rect::from_xywh(area.x, area.y, area.width, area.height)?;
    Some(LinkAnnotation::new(area, Target::Action(Action::Link(LinkAction::new(address)))))
}
