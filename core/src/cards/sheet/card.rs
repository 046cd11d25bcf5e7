//! How a card looks: the page, the part that is kept, and what both parts have.

use krilla::annotation::LinkAnnotation;
use krilla::page::Page;

use crate::base::{Error, Result, Rule};
use crate::cards::QrSymbol;

use super::canvas::{Canvas, Ink, Stroking, link};
use super::grid::{Area, Grid, mm};
use super::text::{Block, CAP_HEIGHT, Style, Weight};
use super::typeface::Typeface;
use super::wording::{Wording, wording};
use super::{Card, CardSheets, SecondPart};

/// The row height that the sizes of texts are made for.
const USUAL_HEIGHT: f32 = mm(68.25);
/// From the edges of a card to what stands on it.
pub(super) const PADDING: f32 = mm(6.0);

/// Paints the cards of one job.
pub(super) struct CardPainter<'a> {
    sheets: &'a CardSheets,
    grid: &'a Grid,
    pub(super) typeface: &'a Typeface,
    pub(super) words: &'static Wording,
    /// What is agreed to in the second part, if there is one.
    agreement: Option<&'a str>,
    /// What texts are larger or smaller by.
    pub(super) scale: f32,
    /// The studio and the job.
    heading: String,
    address: String,
}

impl<'a> CardPainter<'a> {
    pub(super) fn new(sheets: &'a CardSheets, grid: &'a Grid, typeface: &'a Typeface) -> Self {
        let named = [sheets.studio.as_str(), sheets.job.as_str()];
        let heading: Vec<&str> = named.into_iter().filter(|text| !text.trim().is_empty()).collect();
        let words = wording(sheets.language);
        let agreement = match &sheets.second_part {
            SecondPart::None => None,
            SecondPart::Consent => Some(words.agreement),
            SecondPart::ConsentTo(agreement) => Some(agreement.as_str()),
        };
        Self {
            sheets,
            grid,
            typeface,
            words,
            agreement,
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
            canvas.rule(mark, Stroking::Solid(0.4), Ink::BLACK);
        }
        self.paint_footer(&mut canvas, number, of);
        for (place, card) in cards.iter().enumerate() {
            let place = self.grid.place(place);
            links.extend(match self.agreement {
                None => self.paint_first(&mut canvas, place, card)?,
                Some(agreement) => self.paint_both(&mut canvas, place, card, agreement)?,
            });
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
        canvas.rule(tear, Stroking::Dashed(0.5), Ink::GREY);
        self.paint_second(canvas, second, card, agreement)?;
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
        let least = side + quiet + keep_room;
        let height = (least + mm(6.0)).min(place.height - 2.0 * PADDING).max(least);
        let top = place.y + (place.height - height) / 2.0;
        let code = Area { x: place.x + PADDING, y: top, width: side, height: side };
        canvas.symbol(&symbol, code.x, code.y, module);
        let keep = Style::block(Weight::Regular, 6.5 * self.scale, 4.5, 3);
        let keep = self.typeface.set(self.words.keep, keep, side);
        canvas.block(&keep, code.x, code.bottom() + quiet, Ink::GREY);

        let x = code.right() + quiet.max(mm(4.0)) + mm(1.5);
        let column = Area { x, y: top, width: place.right() - PADDING - x, height };
        self.paint_column(canvas, column, card)?;
        Ok(link(code, address))
    }

    /// Paints whose card it is from the top, and what to type from the bottom.
    fn paint_column(&self, canvas: &mut Canvas<'_, '_>, column: Area, card: &Card) -> Result<()> {
        let bottom = self.paint_code(canvas, column, card)? - mm(3.0) * self.scale;
        let heading = Style::line(Weight::Regular, 7.0 * self.scale, 5.5);
        let heading = self.typeface.set(&self.heading, heading, column.width);
        let y = canvas.block(&heading, column.x, column.y, Ink::GREY) + mm(4.0) * self.scale;
        self.paint_person(canvas, Area { y, height: bottom - y, ..column }, card, [15.0, 10.0]);
        Ok(())
    }

    /// Paints the code in its box, with what to do with it above; returns where that begins.
    fn paint_code(&self, canvas: &mut Canvas<'_, '_>, column: Area, card: &Card) -> Result<f32> {
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
        let words = whole(self.typeface.set(words, style, column.width), "instructions")?;
        top -= mm(2.0) * self.scale + words.height();
        canvas.block(&words, column.x, top, Ink::BLACK);
        Ok(top)
    }

    /// Paints name and group in two sizes from the top of an area, or lines to write them on; returns the last
    /// baseline.
    pub(super) fn paint_person(
        &self,
        canvas: &mut Canvas<'_, '_>,
        area: Area,
        card: &Card,
        sizes: [f32; 2],
    ) -> f32 {
        let Some(name) = &card.name else {
            return self.paint_writing_lines(canvas, area, card.group.as_deref());
        };
        let [size, group_size] = sizes.map(|size| size * self.scale);
        let gap = size * 0.3 + group_size * 0.3;
        let set = |lines: usize, lines_of_group: usize| {
            let smallest = if lines == 1 { size * 0.5 } else { size * 0.55 };
            let style = Style::block(Weight::Bold, size, smallest, lines);
            let group_style = Style::block(Weight::Regular, group_size, group_size * 0.75, lines_of_group);
            let group = card.group.as_deref().map(|group| self.typeface.set(group, group_style, area.width));
            (self.typeface.set(name, style, area.width), group)
        };
        let height = |name: &Block, group: &Option<Block>| {
            name.height() + group.as_ref().map_or(0.0, |group| gap + group.height())
        };
        let mut ways = [(2, 2), (2, 1)].into_iter().map(|(lines, lines_of_group)| set(lines, lines_of_group));
        let fitting = ways.find(|(name, group)| height(name, group) <= area.height);
        let (name, group) = fitting.unwrap_or_else(|| set(1, 1));
        let below = canvas.block(&name, area.x, area.y, Ink::BLACK);
        match group {
            Some(group) => canvas.block(&group, area.x, below + gap, Ink::BLACK),
            None => below,
        }
    }

    /// Paints lines to write on for the name and, if it is not known, the group: below each other where there
    /// is room; returns how far they reach.
    fn paint_writing_lines(&self, canvas: &mut Canvas<'_, '_>, area: Area, group: Option<&str>) -> f32 {
        let (first, apart) = (area.y + mm(5.0), mm(8.5));
        let is_high = first + apart + mm(3.5) <= area.bottom();
        let (name, group_area, line) = if is_high {
            (area, area, first + apart)
        } else {
            let name = Area { width: area.width * 0.65, ..area };
            let x = name.right() + mm(3.0);
            (name, Area { x, width: area.right() - x, ..area }, first)
        };
        self.paint_writing_line(canvas, name, first, self.words.name);
        match group {
            Some(group) => {
                let style = Style::line(Weight::Regular, 9.0 * self.scale, 5.0);
                let group = self.typeface.set(group, style, group_area.width);
                canvas.block(&group, group_area.x, line - group.height(), Ink::BLACK);
            }
            None => self.paint_writing_line(canvas, group_area, line, self.words.group),
        }
        line + mm(3.0)
    }

    pub(super) fn paint_writing_line(&self, canvas: &mut Canvas<'_, '_>, area: Area, y: f32, label: &str) {
        canvas.rule([(area.x, y), (area.right(), y)], Stroking::Solid(0.5), Ink::GREY);
        let label = self.typeface.set(label, Style::line(Weight::Regular, 6.0, 4.0), area.width);
        canvas.block(&label, area.x, y + mm(1.2), Ink::GREY);
    }
}

/// Refuses a text of the host that had to be cut: half a consent is none.
pub(super) fn whole(block: Block, field: &'static str) -> Result<Block> {
    if block.is_whole { Ok(block) } else { Err(Error::field(field, Rule::TooLong)) }
}
