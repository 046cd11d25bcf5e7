use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::baseline::Result;

/// Returns the statements that stand in the source as `Sql::new("…")`, each with its file.
pub(super) fn literals() -> Result<BTreeMap<String, String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src");
    let mut found = BTreeMap::new();
    visit(&root, &root, &mut found)?;
    Ok(found)
}

fn visit(root: &Path, folder: &Path, found: &mut BTreeMap<String, String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            visit(root, &path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path)?;
            let file = path.strip_prefix(root)?.display().to_string();
            if file.contains("tests") {
                continue;
            }
            for piece in text.split("Sql::new(").skip(1) {
                if let Some(literal) = piece.trim_start().strip_prefix('"')
                    && let Some((literal, _)) = literal.split_once('"')
                {
                    found.insert(one_line(&literal.replace("\\\n", "")), file.clone());
                }
            }
        }
    }
    Ok(())
}

/// Writes a statement in one line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
