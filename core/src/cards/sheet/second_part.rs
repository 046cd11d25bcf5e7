//! The part of a card that is signed and handed in.

use crate::base::Result;

use super::Card;
use super::canvas::{Canvas, Ink};
use super::card::{CardPainter, PADDING, whole};
use super::grid::{Area, mm};
use super::text::{CAP_HEIGHT, Line, Style, Weight};

impl CardPainter<'_> {
    /// Paints what is handed in: whom it is about, what is agreed to, and where to sign.
    pub(super) fn paint_second(
        &self,
        canvas: &mut Canvas<'_, '_>,
        place: Area,
        card: &Card,
        agreement: &str,
    ) -> Result<()> {
        let area = Area {
            x: place.x + PADDING,
            y: place.y + mm(7.5) * self.scale,
            width: place.width - 2.0 * PADDING,
            height: place.height - mm(15.0) * self.scale,
        };
        let title = self.typeface.line(self.words.consent, Weight::Bold);
        let size = 10.0 * self.scale;
        canvas.line(&title, size, area.x, area.y + size * CAP_HEIGHT, Ink::BLACK);
        let y = area.y + size * CAP_HEIGHT + mm(4.0) * self.scale;
        // A low card keeps its room for what is agreed to.
        let height = (place.height * 0.2).min(place.height - mm(47.0));
        let subject = Area { y, height, ..area };
        let y = self.paint_person(canvas, subject, card, [9.5, 8.0]) + mm(3.6) * self.scale;

        let signing = area.bottom() - mm(2.6);
        self.paint_signing(canvas, Area { y: signing, ..area });
        let ticks = signing - mm(11.5) * self.scale;
        self.paint_ticks(canvas, area.x, ticks);

        let room = ticks - mm(5.0) * self.scale - y;
        let style = Style::block(Weight::Regular, 7.2 * self.scale, 5.0, usize::MAX).within(room);
        let agreement = whole(self.typeface.set(agreement, style, area.width), "second_part")?;
        canvas.block(&agreement, area.x, y, Ink::BLACK);
        Ok(())
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
