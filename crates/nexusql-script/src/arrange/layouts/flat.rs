//! One folder with a numbered file for each category: `04_tables.sql`.

use super::{Category, Home, Layout, Place, padded};

/// The layout.
pub(super) struct Flat;

impl Layout for Flat {
    fn name(&self) -> &str {
        "flat"
    }

    fn home(&self, category: Category, _schema: Option<&str>, _object: Option<&str>) -> Home {
        Home { rank: category.rank(), folder: String::new(), file: category.name().to_owned() }
    }

    fn path(&self, place: &Place<'_>) -> String {
        let again = if place.part == 0 { String::new() } else { format!("_{}", place.part + 1) };
        format!("{}_{}{again}.sql", padded(place.number), place.home.file)
    }

    fn is_numbered(&self) -> bool {
        true
    }
}
