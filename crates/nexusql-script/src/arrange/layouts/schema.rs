//! A folder for each schema, folders by category within, a file for each object: `public/tables/users.sql`.

use super::{Category, Home, Layout, Place, of_schema, with_part};

/// The layout.
pub(super) struct Schema;

impl Layout for Schema {
    fn name(&self) -> &str {
        "schema"
    }

    fn home(&self, category: Category, schema: Option<&str>, object: Option<&str>) -> Home {
        if let (Category::Schema, Some(schema)) = (category, object) {
            return Home { rank: category.rank(), folder: schema.to_owned(), file: "_schema".to_owned() };
        }
        let folder = format!("{}/{}", of_schema(schema), category.name());
        Home { rank: category.rank(), folder, file: object.unwrap_or(category.name()).to_owned() }
    }

    fn path(&self, place: &Place<'_>) -> String {
        format!("{}/{}.sql", place.home.folder, with_part(&place.home.file, place.part))
    }

    fn is_numbered(&self) -> bool {
        false
    }
}
