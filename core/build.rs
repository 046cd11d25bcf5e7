//! Packs tables that crates bring and of which a program needs a small part: the whole of them lies packed in the
//! library, and a part is unpacked when it is needed.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use deunicode::deunicode_char;
use icu_collator::provider::CollationTailoringV1;
use icu_provider::prelude::*;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo says where to write")?);
    fs::write(out.join("tailorings.rs"), tailorings()?)?;
    fs::write(out.join("transliterations.rs"), transliterations())?;
    Ok(())
}

/// What each language changes in the order of all: `(name, packed)`, as `src/base/tailorings.rs` reads them.
fn tailorings() -> Result<String, Box<dyn Error>> {
    let mut source = String::from("&[\n");
    for id in IterableDataProvider::<CollationTailoringV1>::iter_ids(&Whole)? {
        let request = DataRequest { id: id.as_borrowed(), ..DataRequest::default() };
        let tailoring: DataResponse<CollationTailoringV1> = Whole.load(request)?;
        let bytes = postcard::to_stdvec(tailoring.payload.get())?;
        source.push_str(&format!("(\"{id}\", {}),\n", packed(&bytes)));
    }
    Ok(source + "]")
}

/// The tailorings of the crate, which lists them to providers of one's own alone.
struct Whole;

const _: () = {
    use icu_collator_data::*;
    mod icu {
        pub(super) use {icu_collator as collator, icu_collections as collections};
    }
    make_provider!(Whole);
    impl_collation_tailoring_v1!(Whole, ITER);
};

/// How characters are written in Latin letters: parts of 1,024 characters, packed, as
/// `src/base/transliterations.rs` reads them.
fn transliterations() -> String {
    let end = ('\0'..=char::MAX).rfind(|c| deunicode_char(*c).is_some()).map_or(0, |last| last as u32 + 1);
    // What stands between them, and where none is known, is not ASCII, as they are.
    let latin = |code| char::from_u32(code).and_then(deunicode_char).unwrap_or("\u{81}");
    let parts = (0..end).step_by(1024).map(|first| {
        let texts: Vec<_> = (first..first + 1024).map(latin).collect();
        packed(texts.join("\u{80}").as_bytes()) + ",\n"
    });
    format!("&[\n{}]", parts.collect::<String>())
}

/// Packs bytes and writes them as Rust does.
fn packed(bytes: &[u8]) -> String {
    format!("b\"{}\"", miniz_oxide::deflate::compress_to_vec(bytes, 10).escape_ascii())
}
