//! Writes a file of invented customers.

use std::error::Error;
use std::fs::File;
use std::io::{self, BufWriter, Write};

use kartotek_benches::generator::{FileEncoding, FileFormat, Generator, LineEnd, Options, Wording};

const USAGE: &str = "\
Writes a file of invented customers; the same options give the same bytes.

  --rows N            rows, 1000000
  --seed N            names the sequence, 1
  --out FILE          where to; standard output where it is left out
  --delimiter C       one ASCII character or `tab`; a comma
  --encoding E        utf-8, utf-8-bom or windows-1252
  --line-end E        lf or crlf
  --wording W         language of headers, tags and notes: en or sv
  --locales L         where names come from, as sv:80,nb:20 (en en-US sv nb da de es fr bg)
  --home L            where nine of ten live
  --repeated N        rows in a thousand with the e-mail of an earlier one, 30
  --bad N             bad rows in a thousand, 10
  --untidy N          odd but good rows in a thousand, 5
";

fn main() -> Result<(), Box<dyn Error>> {
    let mut options = Options::default();
    let mut format = FileFormat::default();
    let mut out = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        if name == "--help" || name == "-h" {
            return Ok(io::stdout().write_all(USAGE.as_bytes())?);
        }
        let value = arguments.next().ok_or_else(|| format!("{name} needs a value\n\n{USAGE}"))?;
        match name.as_str() {
            "--rows" => options.rows = value.parse()?,
            "--seed" => options.seed = value.parse()?,
            "--out" => out = Some(value),
            "--delimiter" => format.delimiter = delimiter(&value)?,
            "--encoding" => {
                format.encoding = match value.as_str() {
                    "utf-8" => FileEncoding::Utf8,
                    "utf-8-bom" => FileEncoding::Utf8WithMark,
                    "windows-1252" => FileEncoding::Windows1252,
                    _ => return Err(format!("unknown encoding {value}").into()),
                };
            }
            "--line-end" => {
                format.line_end = match value.as_str() {
                    "lf" => LineEnd::Lf,
                    "crlf" => LineEnd::CrLf,
                    _ => return Err(format!("unknown line end {value}").into()),
                };
            }
            "--wording" => {
                options.wording = match value.as_str() {
                    "en" => Wording::English,
                    "sv" => Wording::Swedish,
                    _ => return Err(format!("no wording in {value}").into()),
                };
            }
            "--locales" => options.locales = locales(&value)?,
            "--home" => options.home = Some(value),
            "--repeated" => options.repeated_per_mille = value.parse()?,
            "--bad" => options.bad_per_mille = value.parse()?,
            "--untidy" => options.untidy_per_mille = value.parse()?,
            _ => return Err(format!("unknown option {name}\n\n{USAGE}").into()),
        }
    }
    let generator = Generator::new(options)?;
    let mut target: Box<dyn Write> = match out {
        Some(path) => Box::new(BufWriter::with_capacity(1 << 20, File::create(path)?)),
        None => Box::new(BufWriter::with_capacity(1 << 20, io::stdout())),
    };
    let summary = generator.write_file(format, &mut target)?;
    target.flush()?;
    writeln!(io::stderr(), "{summary:#?}")?;
    Ok(())
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"tab" => Ok(b'\t'),
        [byte] if byte.is_ascii() => Ok(*byte),
        _ => Err(format!("{text} is no delimiter")),
    }
}

fn locales(text: &str) -> Result<Vec<(String, u32)>, Box<dyn Error>> {
    let parts = text.split(',').map(|part| {
        let (word, weight) = part.split_once(':').unwrap_or((part, "1"));
        Ok((word.to_owned(), weight.parse()?))
    });
    parts.collect()
}
