//! How a card looks. What is kept and what is handed in are painted by their own parts.

use krilla::annotation::LinkAnnotation;
use krilla::page::Page;

use crate::base::Result;
use crate::cards::QrSymbol;

use super::canvas::{Canvas, Ink, Rule, link};
use super::grid::{Area, Grid, mm};
use super::typeface::{Block, CAP_HEIGHT, Line, Style, Typeface, Weight};
use super::wording::{Wording, wording};
use super::{Card, CardSheets, SecondPart};

/// The row height that the sizes of texts are made for.
const USUAL_HEIGHT: f32 = mm(68.25);
/// From the edges of a card to what stands on it.
const PADDING: f32 = mm(6.0);

/// Paints the cards of one job.
pub(super) struct CardPainter<'a> {
    sheets: &'a CardSheets,
    grid: &'a Grid,
    typeface: &'a Typeface,
    words: &'static Wording,
    /// What texts are larger or smaller by.
    scale: f32,
    /// The studio and the job.
    heading: String,
    address: String,
}

impl<'a> CardPainter<'a> {
    pub(super) fn new(sheets: &'a CardSheets, grid: &'a Grid, typeface: &'a Typeface) -> Self {
        let named = [sheets.studio.as_str(), sheets.job.as_str()];
        let heading: Vec<&str> = named.into_iter().filter(|text| !text.trim().is_empty()).collect();
        Self {
            sheets,
            grid,
            typeface,
            words: wording(sheets.language),
            scale: (grid.row_height() / USUAL_HEIGHT).clamp(0.85, 1.15),
            heading: heading.join(" · "),
            address: sheets.link_base.shown(),
        }
    }

    /// Paints a page: its cards, the marks around them, and which page it is.
    pub(super) fn paint_page(
        &self,
        page: &mut Page<'_>,
        cards: &[Card],
        number: usize,
        of: usize,
    ) -> Result<()> {
        let mut links = Vec::new();
        let mut surface = page.surface();
        let mut canvas = Canvas::new(&mut surface, self.typeface);
        for mark in self.grid.cut_marks() {
            canvas.rule(mark, Rule::Solid(0.4), Ink::BLACK);
        }
        self.paint_footer(&mut canvas, number, of);
        for (place, card) in cards.iter().enumerate() {
            let place = self.grid.place(place);
            match &self.sheets.second_part {
                SecondPart::None => links.extend(self.paint_first(&mut canvas, place, card)?),
                SecondPart::Consent => {
                    links.extend(self.paint_both(&mut canvas, place, card, self.words.agreement)?);
                }
                SecondPart::ConsentTo(agreement) => {
                    links.extend(self.paint_both(&mut canvas, place, card, agreement)?);
                }
            }
        }
        surface.finish();
        links.into_iter().for_each(|link| page.add_annotation(link.into()));
        Ok(())
    }

    fn paint_footer(&self, canvas: &mut Canvas<'_, '_>, number: usize, of: usize) {
        let (area, size) = (self.grid.footer(), 6.5);
        let page = self.typeface.line(&format!("{number} / {of}"), Weight::Regular);
        canvas.line(&page, size, area.right() - page.width(size), area.y, Ink::GREY);
        let width = area.width / 2.0 - mm(6.0);
        let heading = self.typeface.set(&self.heading, Style::line(Weight::Regular, size, size), width);
        if let Some(heading) = heading.lines.first() {
            canvas.line(heading, size, area.x, area.y, Ink::GREY);
        }
    }

    fn paint_both(
        &self,
        canvas: &mut Canvas<'_, '_>,
        place: Area,
        card: &Card,
        agreement: &str,
    ) -> Result<Option<LinkAnnotation>> {
        let (first, second) = self.grid.parts(place);
        let link = self.paint_first(canvas, first, card)?;
        let tear = [(second.x, second.y + mm(2.0)), (second.x, second.bottom() - mm(2.0))];
        canvas.rule(tear, Rule::Dashed(0.5), Ink::GREY);
        self.paint_second(canvas, second, card, agreement);
        Ok(link)
    }

    /// Paints what is kept: the symbol with what it is for, whose it is, and the code.
    fn paint_first(
        &self,
        canvas: &mut Canvas<'_, '_>,
        place: Area,
        card: &Card,
    ) -> Result<Option<LinkAnnotation>> {
        let address = self.sheets.link_base.link(&card.secrets.token);
        let symbol = QrSymbol::new(&address)?;
        let keep_room = mm(9.0);
        let side = (place.height - 2.0 * PADDING - mm(5.5) - keep_room).min(place.width * 0.36);
        // A symbol has 177 modules at the most.
        let module = side / symbol.modules() as f32;
        let quiet = 4.0 * module;
        let height = side + quiet + keep_room;
        let top = place.y + (place.height - height) / 2.0;
        let code = Area { x: place.x + PADDING, y: top, width: side, height: side };
        canvas.symbol(&symbol, code.x, code.y, module);
        let keep = Style::block(Weight::Regular, 6.5 * self.scale, 4.5, 3);
        let keep = self.typeface.set(self.words.keep, keep, side);
        canvas.block(&keep, code.x, code.bottom() + quiet, Ink::GREY);

        let x = code.right() + quiet.max(mm(4.0)) + mm(1.5);
        let column = Area { x, y: top, width: place.right() - PADDING - x, height };
        self.paint_column(canvas, column, card);
        Ok(link(code, address))
    }

    /// Paints whose card it is from the top, and what to type from the bottom.
    fn paint_column(&self, canvas: &mut Canvas<'_, '_>, column: Area, card: &Card) {
        let top = self.paint_code(canvas, column, card);
        let room = Area { height: top - column.y, ..column };
        let heading = Style::line(Weight::Regular, 7.0 * self.scale, 5.5);
        let heading = self.typeface.set(&self.heading, heading, column.width);
        let below = canvas.block(&heading, column.x, column.y, Ink::GREY) + mm(4.0) * self.scale;
        self.paint_person(canvas, Area { y: below, height: room.bottom() - below, ..room }, card);
    }

    /// Paints the code in its box, with what to do with it above; returns where that begins.
    fn paint_code(&self, canvas: &mut Canvas<'_, '_>, column: Area, card: &Card) -> f32 {
        let height = mm(9.5) * self.scale;
        let code_box = Area { y: column.bottom() - height, height, ..column };
        canvas.filled_box(code_box, mm(1.5), Ink::PALE);
        let code = self.typeface.line(&card.secrets.typed.expose(), Weight::Bold).spaced(0.04);
        let size = (13.0 * self.scale).min((column.width - mm(4.0)) / code.width(1.0));
        let x = column.x + (column.width - code.width(size)) / 2.0;
        canvas.line(&code, size, x, code_box.y + (height + size * CAP_HEIGHT) / 2.0, Ink::BLACK);

        let address = Style::line(Weight::Bold, 9.0 * self.scale, 5.0);
        let address = self.typeface.set(&self.address, address, column.width);
        let mut top = code_box.y - mm(3.2) * self.scale - address.height();
        canvas.block(&address, column.x, top, Ink::BLACK);
        let words = self.sheets.instructions.as_deref().unwrap_or(self.words.instructions);
        let style = Style::block(Weight::Regular, 7.5 * self.scale, 5.0, 3);
        let words = self.typeface.set(words, style, column.width);
        top -= mm(2.0) * self.scale + words.height();
        canvas.block(&words, column.x, top, Ink::BLACK);
        top
    }

    /// Paints name and group, or lines to write them on, within a height.
    fn paint_person(&self, canvas: &mut Canvas<'_, '_>, area: Area, card: &Card) {
        let group = Style::line(Weight::Regular, 10.0 * self.scale, 6.0);
        let group = card.group.as_deref().map(|text| self.typeface.set(text, group, area.width));
        let Some(name) = &card.name else {
            let mut line = area.y + mm(6.0) * self.scale;
            self.paint_writing_line(canvas, area, line, self.words.name);
            line += mm(10.0) * self.scale;
            match group {
                Some(group) => {
                    canvas.block(&group, area.x, line - group.height(), Ink::BLACK);
                }
                None => self.paint_writing_line(canvas, area, line, self.words.group),
            }
            return;
        };
        let gap = mm(2.4) * self.scale;
        let group_room = group.as_ref().map_or(0.0, |group| group.height() + gap) + mm(2.5);
        let name = self.fitting_name(name, area, area.height - group_room);
        let below = canvas.block(&name, area.x, area.y, Ink::BLACK);
        if let Some(group) = group {
            canvas.block(&group, area.x, below + gap, Ink::BLACK);
        }
    }

    /// Sets a name in two lines, or in one where two are too high.
    fn fitting_name(&self, name: &str, area: Area, height: f32) -> Block {
        let style = Style::block(Weight::Bold, 15.0 * self.scale, 9.0, 2);
        let two = self.typeface.set(name, style, area.width);
        if two.height() <= height {
            return two;
        }
        self.typeface.set(name, Style { lines: 1, smallest: 6.0, ..style }, area.width)
    }

    fn paint_writing_line(&self, canvas: &mut Canvas<'_, '_>, area: Area, y: f32, label: &str) {
        canvas.rule([(area.x, y), (area.right(), y)], Rule::Solid(0.5), Ink::GREY);
        let label = self.typeface.set(label, Style::line(Weight::Regular, 6.0, 4.0), area.width);
        canvas.block(&label, area.x, y + mm(1.2), Ink::GREY);
    }

    /// Paints what is handed in: whom it is about, what is agreed to, and where to sign.
    fn paint_second(&self, canvas: &mut Canvas<'_, '_>, place: Area, card: &Card, agreement: &str) {
        let area = Area {
            x: place.x + PADDING,
            y: place.y + mm(7.5) * self.scale,
            width: place.width - 2.0 * PADDING,
            height: place.height - mm(15.0) * self.scale,
        };
        let title = self.typeface.line(self.words.consent, Weight::Bold);
        let size = 10.0 * self.scale;
        canvas.line(&title, size, area.x, area.y + size * CAP_HEIGHT, Ink::BLACK);
        let mut y = area.y + size * CAP_HEIGHT + mm(4.0) * self.scale;
        y = self.paint_subject(canvas, Area { y, ..area }, card) + mm(3.6) * self.scale;

        let signing = area.bottom() - mm(2.6);
        self.paint_signing(canvas, Area { y: signing, ..area });
        let ticks = signing - mm(11.5) * self.scale;
        self.paint_ticks(canvas, area.x, ticks);

        let size = 7.2 * self.scale;
        let lines = 1.0 + ((ticks - mm(2.5) - y - size * CAP_HEIGHT) / (size * 1.3)).floor().max(0.0);
        // Whole and not negative; a card has room for some ten.
        let style = Style::block(Weight::Regular, size, 4.5, lines as usize);
        let agreement = self.typeface.set(agreement, style, area.width);
        canvas.block(&agreement, area.x, y, Ink::BLACK);
    }

    /// Paints whom the consent is about; returns the last baseline.
    fn paint_subject(&self, canvas: &mut Canvas<'_, '_>, area: Area, card: &Card) -> f32 {
        let gap = mm(3.0);
        let Some(name) = &card.name else {
            let line = area.y + mm(4.0) * self.scale;
            let wide = area.width * 0.65;
            self.paint_writing_line(canvas, Area { width: wide, ..area }, line, self.words.name);
            let (x, width) = (area.x + wide + gap, area.width - wide - gap);
            match &card.group {
                Some(group) => {
                    let group = self.set_group(group, width);
                    canvas.block(&group, x, line - group.height(), Ink::BLACK);
                }
                None => {
                    self.paint_writing_line(canvas, Area { x, width, ..area }, line, self.words.group);
                }
            }
            return line + mm(3.0);
        };
        let group = card.group.as_deref().map(|group| self.set_group(group, area.width * 0.35));
        let group_width = group.as_ref().map_or(0.0, |group| widest(group) + gap);
        let style = Style::line(Weight::Bold, 9.0 * self.scale, 6.0);
        let name = self.typeface.set(name, style, area.width - group_width);
        let baseline = canvas.block(&name, area.x, area.y, Ink::BLACK);
        if let Some(group) = group {
            let x = area.right() - widest(&group);
            canvas.block(&group, x, baseline - group.height(), Ink::BLACK);
        }
        baseline
    }

    fn set_group(&self, group: &str, width: f32) -> Block {
        self.typeface.set(group, Style::line(Weight::Regular, 9.0 * self.scale, 6.0), width)
    }

    fn paint_ticks(&self, canvas: &mut Canvas<'_, '_>, x: f32, baseline: f32) {
        let (size, side) = (8.0 * self.scale, mm(3.0) * self.scale);
        let mut x = x;
        for answer in [self.words.yes, self.words.no] {
            let text: Line = self.typeface.line(answer, Weight::Regular);
            canvas.tick_box(x, baseline - (side + size * CAP_HEIGHT) / 2.0, side);
            canvas.line(&text, size, x + side + mm(1.6), baseline, Ink::BLACK);
            x += side + mm(1.6) + text.width(size) + mm(6.0);
        }
    }

    fn paint_signing(&self, canvas: &mut Canvas<'_, '_>, area: Area) {
        let date = Area { width: area.width * 0.26, ..area };
        let x = date.right() + mm(3.0);
        self.paint_writing_line(canvas, date, area.y, self.words.date);
        let signature = Area { x, width: area.right() - x, ..area };
        self.paint_writing_line(canvas, signature, area.y, self.words.signature);
    }
}

fn widest(block: &Block) -> f32 {
    block.lines.iter().map(|line| line.width(block.size)).fold(0.0, f32::max)
}
