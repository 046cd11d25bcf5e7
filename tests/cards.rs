//! What printed cards look like: pages are rendered, and their symbols read from the pixels.

// A test that cannot go on may panic.
#![allow(clippy::unwrap_used)]

use std::time::{Duration, Instant};

use hayro::hayro_interpret::font::GlyphRun;
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};
use hayro::hayro_syntax::Pdf;
use hayro::kurbo::{Affine, BezPath, Rect};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use kartotek::testing::FixedRandomness;
use kartotek::{
    Card, CardSecrets, CardSheets, CodeOptions, Error, JobDetails, Language, Network, ParticipantDetails,
    Pepper, QrSymbol, RecoveryKey, Register, RegisterSettings, SecondPart,
};

/// Pixels of a page by 1/72 inch: 150 dpi, what an office printer gives away of its 300 or 600.
const SCALE: f32 = 150.0 / 72.0;
/// What rqrr calls error correction Q.
const ECC_Q: u16 = 3;

const NAMES: [&str; 6] = [
    "Anna García",
    "Йорданка Хаджигеоргиева-Константинопольска",
    "Þórður Ångström",
    "Bartholomäus Friedrich Maximilian Wolfeschlegelsteinhausenbergerdorff von und zu Hohenlohe",
    "Li",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
];

fn sheets(language: Language, rows: u8, second_part: SecondPart) -> CardSheets {
    CardSheets {
        studio: "Studio Sol".into(),
        job: "Vasaskolan, vårterminen 2026, alla klasser från förskolan till årskurs nio och personalen"
            .into(),
        rows,
        second_part,
        ..CardSheets::new("https://studio.example".parse().unwrap(), language)
    }
}

/// Cards with all kinds of names, and a spare one in every seven.
fn cards(count: usize) -> Vec<Card> {
    let randomness = FixedRandomness::new(7);
    let secrets = || CardSecrets::random(&randomness).unwrap();
    let groups = ["3B", "Kindergarten „Sonnenblume“, Gruppe der Schmetterlinge und Libellen", "5. клас"];
    (0..count)
        .map(|n| match NAMES.get(n % 7) {
            Some(name) => Card::new(*name, groups[n % groups.len()], secrets()),
            None => Card::blank(secrets()),
        })
        .collect()
}

/// A page as grey pixels.
struct Picture {
    width: usize,
    height: usize,
    grey: Vec<u8>,
}

impl Picture {
    fn at(&self, x: usize, y: usize) -> u8 {
        self.grey[y * self.width + x]
    }

    /// Cuts a place of a page out, given in pixels.
    fn place(&self, from: (usize, usize), to: (usize, usize)) -> Self {
        let rows = (from.1..to.1).map(|y| &self.grey[y * self.width..][from.0..to.0]);
        Self { width: to.0 - from.0, height: to.1 - from.1, grey: rows.flatten().copied().collect() }
    }

    /// Reads every symbol, with its error correction.
    fn symbols(&self) -> Vec<(String, u16)> {
        let mut image =
            rqrr::PreparedImage::prepare_from_greyscale(self.width, self.height, |x, y| self.at(x, y));
        let read = image.detect_grids().into_iter().map(|grid| grid.decode().unwrap());
        read.map(|(meta, text)| (text, meta.ecc_level)).collect()
    }
}

fn pictures(pdf: &[u8]) -> Vec<Picture> {
    let pdf = Pdf::new(pdf.to_vec()).unwrap();
    let cache = RenderCache::new();
    let look = PixmapSettings { x_scale: SCALE, y_scale: SCALE, bg_color: WHITE };
    let pages = pdf.pages();
    let pixmaps = pages
        .iter()
        .map(|page| render(page, &cache, &InterpreterSettings::default(), &RenderSettings::default(), &look));
    pixmaps
        .map(|pixmap| Picture {
            width: usize::from(pixmap.width()),
            height: usize::from(pixmap.height()),
            // Cards are black, grey and white: one colour tells all.
            grey: pixmap.data().iter().map(|pixel| pixel.g).collect(),
        })
        .collect()
}

/// Gathers the texts of a file, as a search in it would find them.
#[derive(Default)]
struct Texts(String);

impl<'a> Device<'a> for Texts {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            match glyph.as_unicode() {
                Some(BfString::Char(c)) => self.0.push(c),
                Some(BfString::String(text)) => self.0.push_str(&text),
                None => self.0.push('\u{FFFD}'),
            }
        }
    }
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

fn text_of(pdf: &[u8]) -> String {
    let pdf = Pdf::new(pdf.to_vec()).unwrap();
    let (cache, mut texts) = (InterpreterCache::new(), Texts::default());
    for page in pdf.pages().iter() {
        let whole = Rect::new(0.0, 0.0, 1_000.0, 1_000.0);
        let mut context =
            Context::new(Affine::IDENTITY, whole, &cache, page.xref(), InterpreterSettings::default());
        interpret_page(page, &mut context, &mut texts);
    }
    texts.0
}

fn layouts() -> impl Iterator<Item = (u8, SecondPart)> {
    (3..=5).flat_map(|rows| [(rows, SecondPart::None), (rows, SecondPart::Consent)])
}

// SPEC: B6, C22
#[test]
fn the_symbols_of_rendered_pages_read_as_the_links_of_their_cards() {
    for (rows, second_part) in layouts() {
        let columns = if second_part == SecondPart::None { 2 } else { 1 };
        let (sheets, cards) = (sheets(Language::Bg, rows, second_part), cards(11));
        let links: Vec<_> = cards.iter().map(|card| sheets.link_base.link(&card.secrets.token)).collect();
        let pages = pictures(&sheets.pdf(cards).unwrap());
        let (width, height) = (186.0 / columns as f32, 273.0 / f32::from(rows));
        for (card, link) in links.into_iter().enumerate() {
            let (page, place) = (card / (columns * usize::from(rows)), card % (columns * usize::from(rows)));
            let (x, y) = (12.0 + (place % columns) as f32 * width, 12.0 + (place / columns) as f32 * height);
            let picture = pages[page].place((px(x), px(y)), (px(x + width), px(y + height)));
            assert_eq!(picture.symbols(), [(link, ECC_Q)], "{card} of {sheets:?}");
        }
    }
}

// SPEC: C22
#[test]
fn every_language_fits_every_layout() {
    for language in Language::ALL {
        for (rows, second_part) in layouts() {
            sheets(language, rows, second_part).pdf(cards(7)).unwrap();
        }
    }
}

// SPEC: C22
#[test]
fn nothing_reaches_over_the_edge_of_a_card() {
    for (rows, second_part) in layouts() {
        let columns: u8 = if second_part == SecondPart::None { 2 } else { 1 };
        let sheets = sheets(Language::De, rows, second_part);
        let pages = pictures(&sheets.pdf(cards(usize::from(rows * columns))).unwrap());
        let is_white = |x: f32, y: f32| pages[0].at(px(x), px(y)) == 255;
        let edges = |count: u8, length: f32| {
            (0..=count).map(move |edge| 12.0 + length / f32::from(count) * f32::from(edge))
        };
        // Marks stand outside of the cards alone, so along every edge there is nothing on either side.
        for y in edges(rows, 273.0) {
            for x in (125..1_975).map(|tenth| tenth as f32 / 10.0) {
                assert!(is_white(x, y - 1.0) || y < 13.0, "{x} {y} {rows}");
                assert!(is_white(x, y + 1.0) || y > 284.0, "{x} {y} {rows}");
            }
        }
        for x in edges(columns, 186.0) {
            for y in (125..2_845).map(|tenth| tenth as f32 / 10.0) {
                assert!(is_white(x - 1.0, y) || x < 13.0, "{x} {y} {rows}");
                assert!(is_white(x + 1.0, y) || x > 197.0, "{x} {y} {rows}");
            }
        }
    }
}

/// Returns the pixel of a place in millimetres.
fn px(mm: f32) -> usize {
    (mm / 25.4 * 150.0) as usize
}

// SPEC: C22
#[test]
fn names_and_codes_are_text_in_any_alphabet() {
    let (sheets, cards) = (sheets(Language::Bg, 4, SecondPart::Consent), cards(6));
    let codes: Vec<String> = cards.iter().map(|card| card.secrets.typed.expose()).collect();
    let text = text_of(&sheets.pdf(cards).unwrap());
    assert!(!text.contains('\u{FFFD}'), "{text}");
    for expected in
        ["Anna García", "Йорданка", "Константинопольска", "Þórður Ångström", "5. клас", "Съгласие"]
    {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    for expected in codes.iter().map(String::as_str).chain(["studio.example", "въведете този код на"])
    {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

// SPEC: B6, C22
#[test]
fn the_part_that_is_handed_in_does_not_hold_the_code() {
    let cards = cards(1);
    let code = cards[0].secrets.typed.expose();
    let text = text_of(&sheets(Language::En, 4, SecondPart::Consent).pdf(cards).unwrap());
    assert_eq!(text.matches(&code).count(), 1);
    assert_eq!(text.matches("Anna García").count(), 2);
}

// SPEC: C22
#[test]
fn five_hundred_cards_are_made_in_two_seconds_and_five_megabytes() {
    // Unoptimised, fewer cards tell the size as well.
    let count = if cfg!(debug_assertions) { 50 } else { 500 };
    let (sheets, cards) = (sheets(Language::De, 4, SecondPart::Consent), cards(count));
    let start = Instant::now();
    let pdf = sheets.pdf(cards).unwrap();
    let took = start.elapsed();
    println!("{count} cards: {} bytes in {took:?}", pdf.len());
    assert!(pdf.len() * 500 / count < 5_000_000);
    assert!(cfg!(debug_assertions) || took < Duration::from_secs(2));
}

// SPEC: B6
#[test]
fn a_symbol_reads_from_png_and_svg_though_a_corner_is_dirty() {
    let link = sheets(Language::En, 4, SecondPart::None).link_base.link(&cards(1)[0].secrets.token);
    let symbol = QrSymbol::new(&link).unwrap();
    let mut png = png_picture(&symbol.png(6).unwrap());
    assert_eq!(png.symbols(), [(link.clone(), ECC_Q)]);
    assert_eq!(png.width, (symbol.modules() + 8) * 6);
    let svg = svg_picture(&symbol, 6);
    assert!(svg.grey == png.grey);
    // A sixteenth of the symbol, away from what it is found by.
    let (from, side) = (png.width * 2 / 5, png.width / 5);
    for y in from..from + side {
        png.grey[y * png.width + from..][..side].fill(0);
    }
    assert_eq!(png.symbols(), [(link, ECC_Q)]);
}

fn png_picture(file: &[u8]) -> Picture {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut grey = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut grey).unwrap();
    Picture { width: frame.width as usize, height: frame.height as usize, grey }
}

/// Draws the runs of an SVG's second path.
fn svg_picture(symbol: &QrSymbol, scale: usize) -> Picture {
    let svg = symbol.svg();
    let side = (symbol.modules() + 8) * scale;
    assert!(svg.contains(&format!("viewBox=\"0 0 {0} {0}\"", side / scale)));
    let mut grey = vec![255; side * side];
    let path = svg.rsplit("d=\"").next().unwrap().split('"').next().unwrap();
    for run in path.split('M').filter(|run| !run.is_empty()) {
        let numbers: Vec<usize> = run
            .split(|c: char| !c.is_ascii_digit())
            .filter(|digits| !digits.is_empty())
            .map(|digits| digits.parse().unwrap())
            .collect();
        let [x, y, length, 1, _] = numbers[..] else { panic!("{run}") };
        for row in y * scale..(y + 1) * scale {
            grey[row * side + x * scale..][..length * scale].fill(0);
        }
    }
    Picture { width: side, height: side, grey }
}

/// What is printed, read from the pixels and shown again, opens what it was printed for.
// SPEC: B6, C21, C22
#[test]
fn the_printed_cards_of_a_job_open_what_they_are_for() {
    let key = RecoveryKey::from_bytes([8; 32]);
    let options = CodeOptions { recovery_key: Some(key), ..CodeOptions::new(Pepper::from_bytes([7; 32])) };
    let register = Register::builder()
        .settings(RegisterSettings {
            name: "Studio Sol".into(),
            locale: "sv-SE".into(),
            ..Default::default()
        })
        .codes(options)
        .in_memory()
        .unwrap();
    let job = register.jobs().create(JobDetails::titled("Ekskolan 2026")).unwrap();
    let groups = ["4b", "4a"].map(|name| register.job_groups().create(job.id, name).unwrap());
    let children: Vec<_> =
        [("Elsa", "Öberg", 0), ("Bo", "Zetterlund", 1), ("Ann", "Ek", 0), ("Ida", "Ask", 1)]
            .map(|(given, family, group)| {
                let child = register.participants().create(ParticipantDetails::named(given, family)).unwrap();
                register.participants().add_to_group(groups[group].id, &[child.id]).unwrap();
                child
            })
            .into();
    register.participants().add_to_group(groups[1].id, &[children[2].id]).unwrap();
    // Two have a card already.
    let before = register.codes().issue(job.id, &[children[3].id, children[0].id]).unwrap();
    let sheets = CardSheets::new("https://studio.example".parse().unwrap(), Language::Sv);
    let pdf = register.codes().print_job(job.id, &sheets, 2).unwrap();
    register.codes().activate_all(job.id).unwrap();
    assert_eq!(register.codes().count(job.id).unwrap(), 6);

    let page = &pictures(&pdf)[0];
    let (width, height) = (93.0, 273.0 / 4.0);
    let mut opened = Vec::new();
    for place in 0_u8..6 {
        let (x, y) = (12.0 + f32::from(place % 2) * width, 12.0 + f32::from(place / 2) * height);
        let card = page.place((px(x), px(y)), (px(x + width), px(y + height)));
        let (link, _) = card.symbols().remove(0);
        let from = Network::of("192.0.2.7".parse().unwrap());
        opened.push(register.codes().resolve(&link, from, None).ok().map(|resolved| resolved.participant.id));
    }
    // 4a: Bo and Ida, by the name that is read; then Ann, who is in both; 4b: Elsa; then spare ones.
    let expected = [1, 3, 2, 0].map(|child: usize| Some(children[child].id));
    assert_eq!(opened[..4], expected);
    assert_eq!(opened[4..], [None, None]);
    let text = text_of(&pdf);
    for expected in ["Studio Sol", "Ekskolan 2026", "Elsa Öberg", "4a, 4b", &before[0].secrets.typed.expose()]
    {
        assert!(text.contains(expected), "{expected} in {text}");
    }

    // Nobody lacks a code any more, so the same four are printed again; a PDF that cannot be made makes none.
    let again = register.codes().print_job(job.id, &sheets, 0).unwrap();
    assert_eq!(register.codes().count(job.id).unwrap(), 6);
    assert!(text_of(&again).contains(&before[1].secrets.typed.expose()));
    let wrong = CardSheets { rows: 9, ..sheets };
    assert!(register.codes().print_job(job.id, &wrong, 5).is_err());
    assert_eq!(register.codes().count(job.id).unwrap(), 6);
}

// SPEC: B6, C22
#[test]
fn a_job_is_not_printed_where_secrets_of_its_cards_are_not_kept() {
    let options = CodeOptions::new(Pepper::from_bytes([7; 32]));
    let register = Register::builder().codes(options).in_memory().unwrap();
    let job = register.jobs().create(JobDetails::titled("Ekskolan 2026")).unwrap();
    let group = register.job_groups().create(job.id, "4b").unwrap();
    let elsa = register.participants().create(ParticipantDetails::named("Elsa", "Ek")).unwrap();
    register.participants().add_to_group(group.id, &[elsa.id]).unwrap();
    let sheets = CardSheets::new("https://studio.example".parse().unwrap(), Language::Sv);
    let once = register.with_idempotency_key("print");
    once.codes().print_job(job.id, &sheets, 1).unwrap();
    for register in [&register, &once] {
        let refused = register.codes().print_job(job.id, &sheets, 1).unwrap_err();
        assert!(matches!(refused, Error::RuleViolated { rule: "secrets_not_kept", .. }), "{refused:?}");
    }
    assert_eq!(register.codes().count(job.id).unwrap(), 2);
    // The card is lost: a new code, on a card of its own.
    let old = register.codes().of_participant(elsa.id).unwrap().remove(0);
    let new = register.codes().rotate(old.code.id, 0).unwrap();
    let cards = register.codes().cards(&[new]).unwrap();
    assert_eq!((cards[0].name.as_deref(), cards[0].group.as_deref()), (Some("Elsa Ek"), Some("4b")));
    assert!(sheets.pdf(cards).is_ok());
}
