//! The migration between `001_notes.sql` and `003_slugs_are_unique.sql`: what SQL alone cannot do on every engine.

use nexusql::params;
use nexusql::tracks::code::{CodeMigration, Context, Outcome};

/// Gives every note the slug of its title.
pub struct FillSlugs;

impl CodeMigration for FillSlugs {
    fn name(&self) -> &str {
        "002_fill_slugs"
    }

    fn revision(&self) -> &str {
        "1"
    }

    fn has_down(&self) -> bool {
        true
    }

    async fn up(&self, at: &mut Context<'_>) -> Outcome {
        let notes: Vec<(i64, String)> = at.db.fetch_all("select id, title from notes", ()).await?;
        for (id, title) in notes {
            let slug = title.to_lowercase().replace(' ', "-");
            at.db.execute("update notes set slug = :slug where id = :id", params! { slug: slug, id: id }).await?;
        }
        Ok(())
    }

    async fn down(&self, at: &mut Context<'_>) -> Outcome {
        at.db.execute("update notes set slug = null", ()).await?;
        Ok(())
    }
}
