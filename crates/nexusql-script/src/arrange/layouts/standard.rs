//! Numbered folders by category, a file for each object: `04_tables/02_public.users.sql`.

use super::{Category, Home, Layout, Place, full_name, padded};

/// The layout.
pub(super) struct Standard;

impl Layout for Standard {
    fn name(&self) -> &str {
        "standard"
    }

    fn home(&self, category: Category, schema: Option<&str>, object: Option<&str>) -> Home {
        let file = full_name(schema, object, category.name());
        Home { rank: category.rank(), folder: category.name().to_owned(), file }
    }

    fn path(&self, place: &Place<'_>) -> String {
        let again = if place.round == 0 { String::new() } else { format!("_{}", place.round + 1) };
        let (folder, within) = (padded(place.folder), padded(place.within));
        format!("{folder}_{}{again}/{within}_{}.sql", place.home.folder, place.home.file)
    }

    fn is_numbered(&self) -> bool {
        true
    }
}
