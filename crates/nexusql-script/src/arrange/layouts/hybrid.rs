//! Numbered folders by category, a folder for each schema within: `04_tables/public/users.sql`.

use super::{Category, Home, Layout, Place, of_schema, padded};

/// The layout.
pub(super) struct Hybrid;

impl Layout for Hybrid {
    fn name(&self) -> &str {
        "hybrid"
    }

    fn home(&self, category: Category, schema: Option<&str>, object: Option<&str>) -> Home {
        let file = object.unwrap_or(category.name());
        let file = format!("{}/{}", of_schema(schema), super::super::file_name(file));
        Home { rank: category.rank(), folder: category.name().to_owned(), file }
    }

    fn path(&self, place: &Place<'_>) -> String {
        let again = if place.round == 0 { String::new() } else { format!("_{}", place.round + 1) };
        format!("{}_{}{again}/{}.sql", padded(place.folder), place.home.folder, place.home.file)
    }

    fn is_numbered(&self) -> bool {
        false
    }
}
