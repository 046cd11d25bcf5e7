/// Appends a name as people write it in an e-mail address: ASCII letters in lower case.
///
/// It knows the letters of the names in this generator. It is no twin of the register's folding on
/// purpose: generated files must not change with the code that they measure.
pub(crate) fn push_ascii(name: &str, out: &mut String) {
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' | '0'..='9' => out.push(letter),
            'à' | 'á' | 'â' | 'ä' | 'å' => out.push('a'),
            'ç' => out.push('c'),
            'è' | 'é' | 'ê' | 'ë' => out.push('e'),
            'í' | 'î' | 'ï' => out.push('i'),
            'ñ' => out.push('n'),
            'ó' | 'ô' | 'ö' | 'ø' => out.push('o'),
            'ÿ' => out.push('y'),
            'ú' | 'û' | 'ü' => out.push('u'),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ß' => out.push_str("ss"),
            'а'..='я' => out.push_str(BULGARIAN[letter as usize - 'а' as usize]),
            _ => {}
        }
    }
}

/// The official romanisation of Bulgarian, from `а` to `я`; letters of other languages are empty.
const BULGARIAN: [&str; 32] = [
    "a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f",
    "h", "ts", "ch", "sh", "sht", "a", "", "y", "", "yu", "ya",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_script_become_ascii() {
        for (name, expected) in [
            ("Åsa-Lena", "asalena"),
            ("Søren", "soren"),
            ("Groß", "gross"),
            ("Юлия", "yuliya"),
            ("Щерев", "shterev"),
        ] {
            let mut out = String::new();
            push_ascii(name, &mut out);
            assert_eq!(out, expected);
        }
    }
}
