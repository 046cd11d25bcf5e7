//! Texts as they are painted: styles, lines of glyphs, and blocks of lines.

use krilla::text::KrillaGlyph;

/// How high capitals are, as a part of the size.
pub(super) const CAP_HEIGHT: f32 = 0.714;
/// From one line to the next, as a part of the size.
const LEADING: f32 = 1.3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) weight: Weight,
    /// The size to begin with, in points.
    pub(super) size: f32,
    /// How small it may become.
    pub(super) smallest: f32,
    /// How many lines it may have.
    pub(super) lines: usize,
    /// How high its lines may be together, see [`Block::height`].
    pub(super) height: f32,
}

impl Style {
    pub(super) const fn line(weight: Weight, size: f32, smallest: f32) -> Self {
        Self::block(weight, size, smallest, 1)
    }

    pub(super) const fn block(weight: Weight, size: f32, smallest: f32, lines: usize) -> Self {
        Self { weight, size, smallest, lines, height: f32::INFINITY }
    }

    pub(super) const fn within(self, height: f32) -> Self {
        Self { height, ..self }
    }

    /// Returns how many lines there may be of a size.
    pub(super) fn lines_of(self, size: f32) -> usize {
        let further = ((self.height - size * CAP_HEIGHT) / (size * LEADING)).floor().max(0.0);
        // What is more than any number of lines becomes the largest one.
        self.lines.min((further as usize).saturating_add(1))
    }
}

/// A text as glyphs of one size.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) glyphs: Vec<KrillaGlyph>,
    pub(super) weight: Weight,
    /// The width where the size is 1.
    pub(super) em_width: f32,
}

impl Line {
    pub(super) fn width(&self, size: f32) -> f32 {
        self.em_width * size
    }

    /// Spreads the glyphs by a part of the size.
    pub(super) fn spaced(mut self, part: f32) -> Self {
        let (last, others) = match self.glyphs.split_last_mut() {
            Some((_, others)) => (1, others),
            None => return self,
        };
        others.iter_mut().for_each(|glyph| glyph.x_advance += part);
        self.em_width += part * (self.glyphs.len() - last) as f32;
        self
    }

    /// Returns how many bytes of the text fit a width at size 1.
    pub(super) fn bytes_within(&self, width: f32) -> usize {
        let mut right = 0.0;
        for glyph in &self.glyphs {
            right += glyph.x_advance;
            if right > width {
                return glyph.text_range.start;
            }
        }
        self.text.len()
    }
}

/// Lines that fit their width, and their size.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) lines: Vec<Line>,
    pub(super) size: f32,
    /// Whether nothing was left out.
    pub(super) is_whole: bool,
}

impl Block {
    /// From one line to the next.
    pub(super) const fn leading(&self) -> f32 {
        self.size * LEADING
    }

    /// From the top of the first line's capitals to the last baseline.
    pub(super) fn height(&self) -> f32 {
        self.size * CAP_HEIGHT + self.leading() * self.lines.len().saturating_sub(1) as f32
    }
}
