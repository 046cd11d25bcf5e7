use super::*;

const NAME: Style = Style::block(Weight::Bold, 15.0, 10.0, 2);

fn typeface() -> Typeface {
    Typeface::new(Language::En).unwrap()
}

fn texts(block: &Block) -> Vec<&str> {
    block.lines.iter().map(|line| line.text.as_str()).collect()
}

// SPEC: C22
#[test]
fn latin_and_cyrillic_names_have_all_their_letters() {
    for text in [
        "Zażółć gęślą jaźń, Łódź",
        "Pchnąć Ångström Øyvind Æsa Þórður Ðorđe Straße Œuvre",
        "Çağla İnönü Ştefan Țepeș Ő Ű Ķ Ļ ģ ñ ¿ ¡ ŵ ŷ",
        "Щерев Ѝ Ъ Ю Ёлка Їжак Єва Ґалаґан Ђорђе Љубица Њ Џ Ћ",
        "Ωμέγα · – — „Anna“ «Ana» …",
    ] {
        for weight in [Weight::Regular, Weight::Bold] {
            let line = typeface().line(text, weight);
            assert_eq!(line.text, text);
            assert!(line.glyphs.iter().all(|glyph| glyph.glyph_id.to_u32() != 0), "{text}");
        }
    }
}

// SPEC: C22
#[test]
fn letters_that_the_typeface_lacks_are_written_in_latin() {
    let line = typeface().line("Anna 李 Ли שלום", Weight::Regular);
    assert_eq!(line.text, "Anna Li Ли shlvm");
    assert!(line.glyphs.iter().all(|glyph| glyph.glyph_id.to_u32() != 0));
    assert_eq!(typeface().line("e\u{301}\n\tb\u{7}", Weight::Regular).text, "é b");
    assert_eq!(typeface().line("\u{F8FF}", Weight::Regular).text, "?");
}

// SPEC: C22
#[test]
fn a_long_name_becomes_smaller_then_two_lines_and_is_cut_at_last() {
    let (face, width) = (typeface(), 120.0);
    let short = face.set("Anna García", NAME, width);
    assert_eq!((texts(&short), short.size), (vec!["Anna García"], 15.0));
    let two = face.set("Maximiliane von Hohenstein", NAME, width);
    assert_eq!((texts(&two), two.size), (vec!["Maximiliane", "von Hohenstein"], 15.0));
    let smaller = face.set("Wolfeschlegelstein", NAME, width);
    assert_eq!(texts(&smaller), ["Wolfeschlegelstein"]);
    assert!(smaller.size < 15.0 && smaller.size >= 10.0);
    let hyphen = face.set("Anna-Magdalena Rosen-Quist", NAME, 70.0);
    assert!(hyphen.lines.iter().all(|line| line.width(hyphen.size) <= 70.0));
    let cut = face.set(&"Bartholomäus".repeat(20), NAME, width);
    assert_eq!((cut.lines.len(), cut.size), (2, 10.0));
    assert!(cut.lines[1].text.ends_with('…'));
}

// SPEC: C22
#[test]
fn no_line_is_ever_wider_than_its_place() {
    let face = typeface();
    let names = [
        "",
        " ",
        "W",
        "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
        "a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a",
        "-----------------------------------------------------------",
        "Йорданка-Величка Хаджигеоргиева-Константинопольска",
        "Å\u{301}\u{302}\u{303}Å\u{301}\u{302}\u{303}Å\u{301}\u{302}\u{303}Å\u{301}\u{302}\u{303}",
        "李李李李李李李李李李李李李李李李李李李李李李李李李李李李李李李",
        "ﬃﬃﬃﬃﬃﬃﬃﬃﬃﬃﬃﬃﬃﬃﬃﬃﬃﬃﬃﬃ",
    ];
    for name in names {
        for width in [30.0, 110.0] {
            for lines in [1, 3] {
                let block = face.set(name, Style { lines, ..NAME }, width);
                assert!(block.lines.len() <= lines);
                for line in &block.lines {
                    assert!(line.width(block.size) <= width + 0.01, "{name} {width}: {}", line.text);
                }
            }
        }
    }
}

// SPEC: C22
#[test]
fn spacing_widens_a_line_between_its_glyphs() {
    let line = typeface().line("ABC", Weight::Bold);
    let spaced = line.clone().spaced(0.1);
    assert!((spaced.width(10.0) - line.width(10.0) - 2.0).abs() < 0.001);
    assert_eq!(typeface().line("", Weight::Bold).spaced(0.1).width(10.0), 0.0);
}
