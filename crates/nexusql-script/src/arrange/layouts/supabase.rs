//! Supabase's folders: a migration for each category, `supabase/migrations/20260101000002_tables.sql`, and beside them the
//! same statements, without rows, as the declarative schema: `supabase/schemas/02_tables.sql`.

use super::{Category, Home, Layout, Place, padded};

/// The layout.
pub(super) struct Supabase;

impl Supabase {
    fn group(category: Category) -> (usize, &'static str) {
        match category {
            Category::Role | Category::Schema | Category::Extension => (1, "extensions"),
            Category::Type => (2, "types"),
            Category::Sequence | Category::Table | Category::Constraint | Category::ForeignKey => (3, "tables"),
            Category::Security => (4, "security"),
            Category::Function | Category::Operator => (5, "functions"),
            Category::Trigger => (6, "triggers"),
            Category::View => (7, "views"),
            Category::Index => (8, "indexes"),
            Category::Data => (9, "data"),
            Category::Remote | Category::Other => (10, "other"),
        }
    }
}

impl Layout for Supabase {
    fn name(&self) -> &str {
        "supabase"
    }

    fn home(&self, category: Category, _schema: Option<&str>, _object: Option<&str>) -> Home {
        let (rank, name) = Self::group(category);
        Home { rank, folder: "supabase/migrations".to_owned(), file: name.to_owned() }
    }

    fn path(&self, place: &Place<'_>) -> String {
        let again = if place.part == 0 { String::new() } else { format!("_{}", place.part + 1) };
        let moment = place.timestamp + place.number.0 as u64 - 1;
        format!("{}/{moment:014}_{}{again}.sql", place.home.folder, place.home.file)
    }

    fn is_numbered(&self) -> bool {
        true
    }

    /// The tools of Supabase know the order, and the folder is that of a whole project.
    fn is_listed(&self) -> bool {
        false
    }

    fn copy(&self, place: &Place<'_>, category: Category) -> Option<String> {
        let again = if place.part == 0 { String::new() } else { format!("_{}", place.part + 1) };
        let path = format!("supabase/schemas/{}_{}{again}.sql", padded(place.number), place.home.file);
        (category != Category::Data).then_some(path)
    }
}
