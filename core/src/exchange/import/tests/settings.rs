//! Settings that change between two imports of one file.

use super::*;
use crate::catalogue::{FieldPolicy, Level};
use crate::settings::RegisterSettings;

fn change(register: &Register, change: impl Fn(&mut RegisterSettings)) {
    let mut settings = register.settings().unwrap();
    change(&mut settings);
    register.update_settings(settings).unwrap();
}

// SPEC: B17
#[test]
fn rows_without_a_key_stay_the_same_when_settings_change() {
    let file = "Title,First name,Birthday,Registered\nms,Anna,1990-09-21,2020-01-02\nmr,Bo,,2020-01-02\n";
    let register = Register::in_memory().unwrap();
    assert_eq!(counts(&import(&register, file)), [2, 0, 0, 0, 0, 0]);
    let changes: [(&str, &dyn Fn(&mut RegisterSettings)); 5] = [
        ("the zone", &|s| s.zone = "Asia/Tokyo".into()),
        ("the country and currency", &|s| {
            s.country = "SE".into();
            s.currency = "SEK".into();
        }),
        ("a field that is used now", &|s| s.policies.retain(|policy| policy.field != "birthday")),
        ("the origin", &|s| s.policies.push(FieldPolicy::new("origin", Level::Recommended))),
        ("what titles tell", &|s| {
            for title in &mut s.titles {
                (title.code, title.gender) = (format!("the {}", title.code), None);
            }
        }),
    ];
    for (what, done) in changes {
        change(&register, done);
        let again = counts(&import(&register, file));
        assert_eq!((again[0], again[1] + again[2]), (0, 2), "{what}");
    }
    assert_eq!(everybody(&register).len(), 2);
}
