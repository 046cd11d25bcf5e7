use super::dialect::Delimiter;
use super::reader::Row;
use super::table::ERROR_COLUMNS;

/// The code of rows that hold further ones, as an error file has it.
pub(super) const UNCLOSED_QUOTE: &str = "unclosed_quote";

/// The code of rows with bytes that are not of the encoding, as an error file has it.
pub(super) const UNDECODABLE: &str = "undecodable";

/// Follows the quotes of a record over its lines, to tell whether one of them is missing.
///
/// A quote that is never closed takes all that follows into its cell, up to the next quote or to the end of
/// the file; the record looks like any other then, and the customers in it would be lost.
#[derive(Debug)]
pub(super) struct Quotes {
    quote: u8,
    delimiter: u8,
    place: Place,
    last: u8,
    /// Delimiters of the quoted cell behind its first line end.
    behind: Option<usize>,
    /// The most of them in a cell that goes on behind its closing quote.
    torn: Option<usize>,
    /// Delimiters of the line so far, and whether it has begun.
    in_line: (usize, bool),
    /// The fewest and the most delimiters of a line, and how many lines there are.
    lines: (usize, usize, usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    CellBegin,
    Plain,
    Quoted,
    BehindQuote,
}

/// A record over several lines of a narrower table may be an address or a list with commas.
const TELLING_WIDTH: usize = 4;

impl Quotes {
    /// Begins a record.
    pub(super) fn new(quote: u8, delimiter: u8) -> Self {
        Self {
            quote,
            delimiter,
            place: Place::CellBegin,
            last: 0,
            behind: None,
            torn: None,
            in_line: (0, false),
            lines: (usize::MAX, 0, 0),
        }
    }

    /// Takes the next bytes of the record.
    pub(super) fn follow(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.take(*byte);
        }
    }

    fn take(&mut self, byte: u8) {
        let is_delimiter = byte == self.delimiter;
        let is_end = matches!(byte, b'\r' | b'\n');
        if is_end && !(byte == b'\n' && self.last == b'\r') {
            self.end_line();
        } else if !is_end {
            self.in_line = (self.in_line.0 + usize::from(is_delimiter), true);
        }
        self.last = byte;
        self.place = match self.place {
            Place::CellBegin if byte == self.quote => {
                self.behind = None;
                Place::Quoted
            }
            Place::Quoted | Place::BehindQuote if byte == self.quote => match self.place {
                Place::Quoted => Place::BehindQuote,
                _ => Place::Quoted,
            },
            Place::Quoted => {
                match &mut self.behind {
                    Some(count) => *count += usize::from(is_delimiter),
                    None if is_end => self.behind = Some(0),
                    None => {}
                }
                Place::Quoted
            }
            _ if is_delimiter || is_end => Place::CellBegin,
            Place::BehindQuote => {
                self.torn = self.torn.max(self.behind);
                Place::Plain
            }
            Place::CellBegin | Place::Plain => Place::Plain,
        };
    }

    fn end_line(&mut self) {
        let (count, (fewest, most, lines)) = (self.in_line.0, self.lines);
        self.lines = (fewest.min(count), most.max(count), lines + 1);
        self.in_line = (0, false);
    }

    /// Tells whether the last quote is open.
    pub(super) fn is_open(&self) -> bool {
        self.place == Place::Quoted
    }

    /// Tells whether the record, which is at its end, holds further rows of a table so wide: a cell goes on
    /// behind its closing quote and has the delimiters of a row below its first line, or every line is a
    /// whole row.
    pub(super) fn hold_rows(&mut self, width: usize) -> bool {
        if self.in_line.1 {
            self.end_line();
        }
        let Some(between) = width.checked_sub(1).filter(|between| *between > 0) else { return false };
        let (fewest, most, lines) = self.lines;
        let are_rows = lines > 1 && width >= TELLING_WIDTH && fewest == between && most == between;
        are_rows || self.torn.is_some_and(|torn| torn >= between)
    }
}

/// The columns of an error file, whose cells are quoted as they should be: what a missing quote once took into
/// one looks like any text there.
#[derive(Debug)]
pub(super) struct RefusedBefore {
    code: usize,
    /// Places of the columns that are the user's own.
    own: Vec<usize>,
}

impl RefusedBefore {
    /// Finds the columns; nothing where the headings are not those of an error file.
    pub(super) fn of(headings: &[String]) -> Option<Self> {
        let place = |wanted: &str| headings.iter().position(|heading| heading == wanted);
        let [_, code, _] = ERROR_COLUMNS.map(place);
        let is_own = |place: &usize| !ERROR_COLUMNS.contains(&headings[*place].as_str());
        Some(Self { code: code?, own: (0..headings.len()).filter(is_own).collect() })
    }

    /// Tells whether a row that was refused for a quote has its rows still: there are line ends in its cells,
    /// and as many delimiters of one kind as a row has. Nobody who closed the quote left it so.
    pub(super) fn holds_rows(&self, row: &Row) -> bool {
        if !self.was_refused(row, UNCLOSED_QUOTE) {
            return false;
        }
        let cells = || self.cells(row);
        let count =
            |delimiter: Delimiter| cells().flat_map(str::bytes).filter(|b| *b == delimiter.as_byte()).count();
        cells().any(|cell| cell.contains(['\r', '\n']))
            && Delimiter::ALL.into_iter().any(|delimiter| count(delimiter) + 1 >= self.own.len().max(2))
    }

    /// Tells whether a row that was refused for its bytes has still what stands in their place.
    pub(super) fn is_undecodable(&self, row: &Row) -> bool {
        self.was_refused(row, UNDECODABLE) && self.cells(row).any(|cell| cell.contains('\u{FFFD}'))
    }

    fn was_refused(&self, row: &Row, code: &str) -> bool {
        row.get(self.code).is_some_and(|codes| codes.split(' ').any(|own| own == code))
    }

    fn cells<'r>(&self, row: &'r Row) -> impl Iterator<Item = &'r str> {
        self.own.iter().filter_map(|place| row.get(*place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hold_rows(record: &str, width: usize) -> bool {
        let mut quotes = Quotes::new(b'"', b',');
        quotes.follow(record.as_bytes());
        quotes.hold_rows(width)
    }

    #[test]
    fn a_cell_that_goes_on_behind_its_quote_holds_the_rows_below() {
        assert!(hold_rows("1,\"Anna,Lund\r\n2,Bo,Lund\r\n3,\"Cia\",Lund\r\n", 3));
        assert!(hold_rows("1,\"Anna\n2,\"Bo\"\n", 2));
        assert!(!hold_rows("1,\"Anna\" Berg,Lund\n", 3));
        assert!(!hold_rows("1,\"Anna\nBerg\" x,Lund\n", 3));
    }

    #[test]
    fn lines_that_are_all_whole_rows_are_rows() {
        assert!(hold_rows("1,\"Anna,Berg,Lund\r\n2,Bo,Ek,Lund\r\n3,Cia,Ek\",Lund\r\n", 4));
        assert!(!hold_rows("1,Anna,Berg,\"Dear Anna,\ntea, milk, bread, jam\"\n", 4));
        assert!(!hold_rows("1,Anna,Berg,\"tea,\n\nmilk, bread, jam, cups\"\n", 4));
        assert!(!hold_rows("1,Anna,\"tea, milk\nand, well, bread\"\n", 3));
    }

    #[test]
    fn doubled_quotes_close_nothing() {
        let mut quotes = Quotes::new(b'"', b',');
        quotes.follow(b"1,\"Anna \"\"the");
        assert!(quotes.is_open());
        quotes.follow(b"\"\" Berg\"");
        assert!(!quotes.is_open());
    }
}
