//! Writes the Kotlin or Swift of the native library: `kartotek-bindgen kotlin|swift LIBRARY CONFIG FOLDER`.

use std::path::Path;
use std::{env, fs};

use uniffi_bindgen::bindings::{
    GenerateOptions, SwiftBindingsOptions, TargetLanguage, generate, generate_swift_bindings,
};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [language, library, config, folder] = arguments.as_slice() else {
        return Err("kartotek-bindgen kotlin|swift LIBRARY CONFIG FOLDER".into());
    };
    match language.as_str() {
        "kotlin" => generate(GenerateOptions {
            languages: vec![TargetLanguage::Kotlin],
            source: library.into(),
            out_dir: folder.into(),
            config_override: Some(config.into()),
            metadata_no_deps: true,
            ..GenerateOptions::default()
        })?,
        "swift" => generate_swift_bindings(SwiftBindingsOptions {
            generate_swift_sources: true,
            generate_headers: true,
            generate_modulemap: false,
            source: library.into(),
            out_dir: folder.into(),
            xcframework: false,
            module_name: None,
            modulemap_filename: None,
            metadata_no_deps: true,
            link_frameworks: Vec::new(),
            config: Some(config.into()),
        })?,
        other => return Err(format!("{other}: neither kotlin nor swift").into()),
    }
    tidy(Path::new(folder))
}

/// What the generated Kotlin imports without need, and has the name of a record.
const AMBIGUOUS: &str = "import kotlinx.coroutines.Job";

/// Takes the examples, which are in Rust, out of the documentation, blanks off the ends of lines, and [`AMBIGUOUS`].
fn tidy(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            tidy(&path)?;
        } else if path.extension().is_some_and(|extension| extension == "kt" || extension == "swift") {
            fs::write(&path, tidied(&fs::read_to_string(&path)?))?;
        }
    }
    Ok(())
}

fn tidied(code: &str) -> String {
    let mut kept = String::with_capacity(code.len());
    let mut in_example = false;
    for line in code.lines().map(str::trim_end).filter(|line| *line != AMBIGUOUS) {
        let text = line.trim_start();
        let is_fence = text.starts_with("* ```") || text.starts_with("```");
        if !in_example && !is_fence {
            kept.push_str(line);
            kept.push('\n');
        }
        in_example ^= is_fence;
    }
    kept
}
