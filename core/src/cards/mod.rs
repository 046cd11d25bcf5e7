//! Cards to print: QR symbols, and sheets of cards for a whole job (SPEC B6, C22).

mod qr;
#[cfg(feature = "pdf")]
mod sheet;

pub use qr::QrSymbol;
#[cfg(feature = "pdf")]
pub use sheet::{Card, CardSheets, SecondPart};
