use std::fmt;
use std::fmt::Write;

use fast_qr::{ECL, QRBuilder};

use crate::base::{Error, Result, Rule};

/// How many light modules surround a symbol (ISO/IEC 18004 §9.1).
const QUIET_ZONE: usize = 4;

/// A QR symbol as cards have it: model 2, error correction Q, quiet zone of four modules (SPEC B6).
///
/// A quarter of it may be bent or dirty. A text of capitals, digits and `$ % * + - . / :`, such as
/// [`LinkBase::link`](crate::LinkBase::link) gives, makes a smaller symbol than other text.
///
/// ```
/// use kartotek::{LinkBase, LinkToken, QrSymbol, SystemRandomness};
///
/// let base: LinkBase = "https://studio.example".parse()?;
/// let link = base.link(&LinkToken::random(&SystemRandomness)?);
/// let symbol = QrSymbol::new(&link)?;
/// assert_eq!(symbol.modules(), 33);
/// assert!(symbol.svg().starts_with("<svg "));
/// assert!(symbol.png(8)?.starts_with(b"\x89PNG"));
/// assert!(QrSymbol::new(&"A".repeat(5_000)).is_err());
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct QrSymbol {
    side: usize,
    /// Row by row from the top, without the quiet zone.
    dark: Vec<bool>,
}

impl QrSymbol {
    /// Makes the smallest symbol of a text.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for `link` where no symbol holds so long a text, or
    /// it is empty.
    pub fn new(text: &str) -> Result<Self> {
        if text.is_empty() {
            return Err(Error::field("link", Rule::Required));
        }
        let code = QRBuilder::new(text).ecl(ECL::Q).build();
        let code = code.map_err(|_| Error::field("link", Rule::TooLong))?;
        let dark = (0..code.size).flat_map(|row| code[row].iter().map(|module| module.value())).collect();
        Ok(Self { side: code.size, dark })
    }

    /// Returns how many modules a side has, without the quiet zone.
    #[must_use]
    pub const fn modules(&self) -> usize {
        self.side
    }

    /// Tells whether the module in a row and a column is dark; the quiet zone, at which both begin below
    /// zero, is light.
    #[must_use]
    pub fn is_dark(&self, row: isize, column: isize) -> bool {
        let (Ok(row), Ok(column)) = (usize::try_from(row), usize::try_from(column)) else { return false };
        row < self.side && column < self.side && self.dark[row * self.side + column]
    }

    /// Returns the symbol as an SVG document, one unit a module, quiet zone included.
    #[must_use]
    pub fn svg(&self) -> String {
        let side = self.side + 2 * QUIET_ZONE;
        let mut path = String::new();
        for (row, from, length) in self.runs() {
            // Writing into a string cannot fail.
            let _ = write!(path, "M{} {}h{length}v1h-{length}z", from + QUIET_ZONE, row + QUIET_ZONE);
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
             shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
             <path d=\"{path}\"/></svg>"
        )
    }

    /// Returns the symbol as a PNG file of one bit a pixel, quiet zone included.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for `pixels_per_module` where it is not 1 to 100.
    pub fn png(&self, pixels_per_module: u32) -> Result<Vec<u8>> {
        let scale = usize::try_from(pixels_per_module).unwrap_or(usize::MAX);
        if !(1..=100).contains(&scale) {
            return Err(Error::field("pixels_per_module", Rule::OutOfRange));
        }
        let side = (self.side + 2 * QUIET_ZONE) * scale;
        let row_bytes = side.div_ceil(8);
        // Light is 1.
        let mut pixels = vec![0xFF; row_bytes * side];
        for (row, from, length) in self.runs() {
            let columns = (from + QUIET_ZONE) * scale..(from + length + QUIET_ZONE) * scale;
            for y in (row + QUIET_ZONE) * scale..(row + 1 + QUIET_ZONE) * scale {
                for x in columns.clone() {
                    pixels[y * row_bytes + x / 8] &= !(0x80 >> (x % 8));
                }
            }
        }
        let mut file = Vec::new();
        // At most 185 modules of 100 pixels.
        let side = u32::try_from(side).unwrap_or(u32::MAX);
        let mut encoder = png::Encoder::new(&mut file, side, side);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels));
        match written {
            Ok(()) => Ok(file),
            Err(error) => Err(Error::from(std::io::Error::other(error))),
        }
    }

    /// Returns the dark modules as runs: row, first column and length.
    pub(super) fn runs(&self) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
        self.dark.chunks(self.side.max(1)).enumerate().flat_map(|(row, modules)| {
            let mut column = 0;
            modules.chunk_by(|one, next| one == next).filter_map(move |run| {
                let from = column;
                column += run.len();
                run[0].then_some((row, from, run.len()))
            })
        })
    }
}

// The text of a symbol is a secret where it is a link.
impl fmt::Debug for QrSymbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QrSymbol").field("modules", &self.side).finish_non_exhaustive()
    }
}
