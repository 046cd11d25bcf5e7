//! Columns that people choose or make themselves, and headings that nobody wrote down.

use super::rows::context;
use super::{all_rows, table};
use crate::base::{ErrorKind, FieldProblem, Rule};
use crate::customers::CustomerDraft;
use crate::exchange::{
    Evidence, IgnoreReason, Mapping, MappingOptions, Override, Piece, RowConverter, Table, Target,
};

fn mapped(table: &Table, overrides: Vec<Override>) -> Mapping {
    Mapping::detect(table, &MappingOptions { overrides, ..MappingOptions::default() }).unwrap()
}

fn drafts(table: &Table, overrides: Vec<Override>) -> Vec<CustomerDraft> {
    let converter = RowConverter::new(&mapped(table, overrides), context(table));
    all_rows(table).iter().map(|row| converter.convert(row).to_draft().unwrap()).collect()
}

fn target(text: &str) -> Target {
    text.parse().unwrap()
}

fn piece(column: &str, at: &str, piece: Piece, to: &str) -> Override {
    Override::Piece { column: column.into(), at: at.into(), piece, target: target(to) }
}

// SPEC: B17
#[test]
fn one_column_is_cut_into_several_fields() {
    let table = table("Who;Where;E-mail\nAnna Maria Berg;211 20 Malmö;a@example.com\nBo;;b@example.com\n");
    let overrides = vec![
        piece("Who", " ", Piece::Beginning, "given_name"),
        piece("Who", " ", Piece::Last, "family_name"),
        piece("Where", " ", Piece::Beginning, "postal_code"),
        piece("Where", " ", Piece::Last, "city"),
    ];
    let drafts = drafts(&table, overrides);
    let anna = &drafts[0].profile;
    assert_eq!((anna.given_name.as_str(), anna.family_name.as_str()), ("Anna Maria", "Berg"));
    assert_eq!(
        (anna.addresses[0].postal_code.as_str(), anna.addresses[0].city.as_str()),
        ("211 20", "Malmö")
    );
    let bo = &drafts[1].profile;
    assert_eq!((bo.given_name.as_str(), bo.family_name.as_str(), bo.addresses.len()), ("Bo", "", 0));
}

// SPEC: B17
#[test]
fn several_columns_are_joined_into_one_text() {
    let table =
        table("Name;Notes;Allergies;Street;Stair\nAnna;likes tea;nuts;Storgatan 1;B\nBo;;;Lillgatan 2;\n");
    let join = |columns: [&str; 2], between: &str, to: &str| Override::Join {
        columns: columns.map(String::from).to_vec(),
        between: between.into(),
        target: target(to),
    };
    let overrides = vec![
        join(["Notes", "Allergies"], "\n", "note"),
        join(["Street", "Stair"], ", ", "address[1]:home.street"),
    ];
    let mapping = mapped(&table, overrides.clone());
    assert_eq!(mapping.columns[1].target, Target::Ignored(IgnoreReason::Chosen));
    assert_eq!(mapping.columns[5].header, "Notes + Allergies");
    let drafts = drafts(&table, overrides);
    assert_eq!(drafts[0].profile.note, "likes tea\nnuts");
    assert_eq!(drafts[0].profile.addresses[0].street, "Storgatan 1, B");
    assert_eq!(drafts[1].profile.note, "");
    assert_eq!(drafts[1].profile.addresses[0].street, "Lillgatan 2");
}

// SPEC: B17
#[test]
fn a_value_can_be_the_same_in_every_row() {
    let table = table("Name;City\nAnna;Lund\nBo;Lund;x\n");
    let overrides = vec![
        Override::Fixed(target("country"), "Sverige".into()),
        Override::Fixed(target("tags"), "fair, 2026".into()),
        Override::Fixed(target("origin"), "fair".into()),
    ];
    let converter = RowConverter::new(&mapped(&table, overrides.clone()), context(&table));
    assert_eq!(converter.convert(&all_rows(&table)[1]).extra_cells, 1);
    let anna = &drafts(&table, overrides)[0];
    assert_eq!((anna.profile.addresses[0].country.as_str(), anna.profile.origin.as_str()), ("SE", "fair"));
    assert_eq!(anna.tags, ["fair", "2026"]);
}

// SPEC: B17
#[test]
fn a_file_without_headings_is_mapped_by_number() {
    let table = table("Anna Berg,anna@example.com,Lund\nBo Ek,bo@example.com,Ystad\n");
    assert!(!table.dialect().has_header);
    let overrides = vec![
        piece("1", " ", Piece::First, "given_name"),
        piece("1", " ", Piece::Rest, "family_name"),
        Override::Header("2".into(), target("email")),
        Override::Header("3".into(), target("city")),
    ];
    let drafts = drafts(&table, overrides);
    assert_eq!(drafts[1].profile.family_name, "Ek");
    assert_eq!(drafts[1].profile.emails[0].address, "bo@example.com");
}

#[test]
fn what_cannot_be_done_by_hand_is_an_error() {
    let table = table("Name;E-mail\nAnna;a@example.com\n");
    let joined = Override::Join {
        columns: vec!["Name".into(), "E-mail".into()],
        between: " ".into(),
        target: target("email"),
    };
    for given in [joined, piece("Nobody", " ", Piece::First, "city"), Override::Column(2, target("city"))] {
        let options = MappingOptions { overrides: vec![given], ..MappingOptions::default() };
        assert_eq!(Mapping::detect(&table, &options).unwrap_err().kind(), ErrorKind::Import);
    }
}

// SPEC: B17, C15
#[test]
fn decorated_and_misspelt_headings_map_where_their_cells_fit() {
    let table = table(
        "Kund e-post;Kundens förnamn;Efternman;CUSTOMER_PHONE;Portal;Postcdoe;Birthdya\n\
         a@example.com;Anna;Berg;070-174 06 05;web;211 20;1990-04-02\n",
    );
    let mapping = mapped(&table, vec![]);
    let targets: Vec<String> = mapping.columns.iter().map(|column| column.target.to_string()).collect();
    assert_eq!(targets, ["email", "given_name", "family_name", "phone", "ignore", "postal_code", "birthday"]);
    assert!(mapping.columns[..3].iter().all(|column| column.evidence == Evidence::Similar));
}

// SPEC: B17, C15
#[test]
fn a_column_that_two_fields_claim_is_asked_about() {
    // Any text may be a region, and nothing says that `Stage` is meant for `State`.
    for header in ["Couny", "Stage"] {
        let table = table(format!("Name;{header}\nAnna;Skåne\nBo;Blekinge\n"));
        let mapping = mapped(&table, vec![]);
        assert_eq!(mapping.columns[1].target, Target::Ignored(IgnoreReason::Unclear), "{header}");
        assert_eq!(mapping.unclear[0].targets, [target("region")], "{header}");
    }
    // A name of a country may be one of a region as well.
    let both = super::table("Name;Counry\nAnna;Sweden\nBo;Georgia\n");
    let mapping = mapped(&both, vec![]);
    assert_eq!(mapping.columns[1].target, Target::Ignored(IgnoreReason::Unclear));
    assert_eq!(mapping.unclear.len(), 1);
    assert_eq!((mapping.unclear[0].column, mapping.unclear[0].targets.len()), (1, 2));
    let chosen = mapped(&both, vec![Override::Column(1, target("country"))]);
    assert!(chosen.unclear.is_empty());
}

// SPEC: B17, C15
#[test]
fn a_similar_heading_gives_way_to_a_clear_one_and_is_told() {
    let table = table("E-mail;Kund e-post\na@example.com;b@example.com\n");
    let mapping = mapped(&table, vec![]);
    assert_eq!(mapping.columns[0].target, target("email"));
    assert_eq!(mapping.columns[1].target, Target::Ignored(IgnoreReason::Contested));
    assert_eq!(mapping.contested[0].columns, [0, 1]);
}

// SPEC: B17
#[test]
fn the_error_of_a_formula_is_a_problem_in_columns_that_others_are_made_of() {
    use crate::exchange::reader::CellMark;
    let table = table("Who;Notes;Allergies;Other\nAnna Berg;tea;nuts;x\n");
    let join = Override::Join {
        columns: vec!["Notes".to_owned(), "Allergies".to_owned()],
        between: " ".to_owned(),
        target: target("note"),
    };
    let overrides = vec![
        piece("Who", " ", Piece::First, "given_name"),
        piece("Who", " ", Piece::Last, "family_name"),
        join,
    ];
    let converter = RowConverter::new(&mapped(&table, overrides), context(&table));
    let mut row = all_rows(&table).remove(0);
    row.marks = [0, 2, 3].map(|column| (column, CellMark::Error)).to_vec();
    let converted = converter.convert(&row);
    let problems: Vec<(usize, &str)> =
        converted.problems.iter().map(|problem| (problem.column, problem.rule.code())).collect();
    // The last column is not imported.
    assert_eq!(problems, [(0, "formula_error"), (2, "formula_error")]);
    let made = converted.assignments.iter().map(|assignment| format!("{:?}", assignment.change));
    assert_eq!(made.collect::<Vec<_>>(), ["note"]);
}

#[test]
fn the_other_system_has_a_name() {
    let options = MappingOptions { external_source: Some("  ".to_owned()), ..MappingOptions::default() };
    let error = Mapping::detect(&table("First name,Id\nAnna,7\n"), &options).unwrap_err();
    assert_eq!(error.problems(), [FieldProblem::new("external_source", Rule::Required)]);
}
