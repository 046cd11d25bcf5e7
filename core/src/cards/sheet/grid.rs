//! Where cards stand on a page. All lengths are points of 1/72 inch, from the upper left corner.

use krilla::page::PageSettings;

use super::{CardSheets, SecondPart};

/// Returns the points of millimetres.
pub(super) const fn mm(millimetres: f32) -> f32 {
    millimetres * 72.0 / 25.4
}

/// A4 (ISO 216).
const WIDTH: f32 = mm(210.0);
const HEIGHT: f32 = mm(297.0);

/// The margin around the cards: printers leave some of it white, and the marks stand in it.
pub(super) const MARGIN: f32 = mm(12.0);

/// Which part of a row the first part of a card has, where there is a second one.
const FIRST_PART: f32 = 0.6;

/// A rectangle on a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

impl Area {
    pub(super) const fn right(self) -> f32 {
        self.x + self.width
    }

    pub(super) const fn bottom(self) -> f32 {
        self.y + self.height
    }
}

/// The places of the cards on a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid {
    rows: u8,
    columns: u8,
}

impl Grid {
    pub(super) fn of(sheets: &CardSheets) -> Self {
        let columns = if sheets.second_part == SecondPart::None { 2 } else { 1 };
        Self { rows: sheets.rows, columns }
    }

    pub(super) fn page_settings() -> Option<PageSettings> {
        PageSettings::from_wh(WIDTH, HEIGHT)
    }

    pub(super) fn cards_a_page(self) -> usize {
        usize::from(self.rows) * usize::from(self.columns)
    }

    /// Returns the place of a card, counted row by row from 0.
    pub(super) fn place(self, card: usize) -> Area {
        let columns = usize::from(self.columns);
        // A page has ten places at the most.
        let (row, column) = ((card / columns) as f32, (card % columns) as f32);
        let (width, height) = (self.column_width(), self.row_height());
        Area { x: MARGIN + column * width, y: MARGIN + row * height, width, height }
    }

    /// Parts the place of a card where it is torn.
    pub(super) fn parts(self, place: Area) -> (Area, Area) {
        let width = place.width * FIRST_PART;
        (Area { width, ..place }, Area { x: place.x + width, width: place.width - width, ..place })
    }

    pub(super) fn row_height(self) -> f32 {
        (HEIGHT - 2.0 * MARGIN) / f32::from(self.rows)
    }

    fn column_width(self) -> f32 {
        (WIDTH - 2.0 * MARGIN) / f32::from(self.columns)
    }

    /// Returns the marks to cut along: short lines in the margins, two ends each.
    pub(super) fn cut_marks(self) -> Vec<[(f32, f32); 2]> {
        let (from, to) = (mm(2.0), mm(6.0));
        let mut marks = Vec::new();
        for column in 0..=self.columns {
            let x = MARGIN + f32::from(column) * self.column_width();
            marks.push([(x, MARGIN - from), (x, MARGIN - to)]);
            marks.push([(x, HEIGHT - MARGIN + from), (x, HEIGHT - MARGIN + to)]);
        }
        for row in 0..=self.rows {
            let y = MARGIN + f32::from(row) * self.row_height();
            marks.push([(MARGIN - from, y), (MARGIN - to, y)]);
            marks.push([(WIDTH - MARGIN + from, y), (WIDTH - MARGIN + to, y)]);
        }
        marks
    }

    /// Returns the line below the cards that says which page it is, between the marks.
    pub(super) fn footer(self) -> Area {
        let gap = mm(3.0);
        Area { x: MARGIN + gap, y: HEIGHT - mm(6.5), width: WIDTH - 2.0 * (MARGIN + gap), height: 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // SPEC: C22
    #[test]
    fn cards_fill_the_page_inside_its_margins() {
        for (rows, columns) in [(3, 1), (4, 1), (5, 1), (3, 2), (4, 2), (5, 2)] {
            let grid = Grid { rows, columns };
            let last = grid.place(grid.cards_a_page() - 1);
            assert_eq!((grid.place(0).x, grid.place(0).y), (MARGIN, MARGIN));
            assert!((last.right() - (WIDTH - MARGIN)).abs() < 0.01);
            assert!((last.bottom() - (HEIGHT - MARGIN)).abs() < 0.01);
            for mark in grid.cut_marks() {
                assert!(mark.iter().all(|(x, y)| {
                    (*x <= WIDTH && *y <= HEIGHT && *x >= 0.0 && *y >= 0.0)
                        && (*x < MARGIN || *x > WIDTH - MARGIN || *y < MARGIN || *y > HEIGHT - MARGIN)
                        || (*x == MARGIN || *y == MARGIN)
                }));
            }
        }
    }
}
