//! Where in the files an object is made.

use std::collections::HashMap;
use std::ops::Range;

use nexusql_base::Place;
use nexusql_catalog::ObjectId;
use nexusql_load::text::TextFile;
use nexusql_sql::{Script, made_name};

/// A statement that makes something.
#[derive(Clone, Debug)]
struct Maker {
    /// The schema that is written before the name.
    schema: Option<String>,
    /// Which file it stands in.
    file: usize,
    /// Its bytes there.
    range: Range<usize>,
}

/// Where objects are made, by their names.
#[derive(Clone, Debug, Default)]
pub struct Places<'a> {
    files: &'a [TextFile],
    made: HashMap<String, Vec<Maker>>,
}

impl<'a> Places<'a> {
    /// Reads which names the statements of `files` make.
    ///
    /// Cost: one pass over the texts.
    pub fn new(files: &'a [TextFile]) -> Self {
        let mut places = Self { files, made: HashMap::new() };
        for (at, file) in files.iter().enumerate() {
            // What follows a piece that cannot be cut was told already.
            for piece in Script::new(&file.name, &file.text).pieces().map_while(Result::ok) {
                let Some(statement) = piece.statement() else { continue };
                if let Some((schema, name)) = made_name(statement.text) {
                    places.made.entry(name).or_default().push(Maker {
                        schema,
                        file: at,
                        range: statement.range.clone(),
                    });
                }
            }
        }
        places
    }

    /// Says whether any statement makes what is called `name`, which may have a schema before it.
    pub fn knows(&self, name: &str) -> bool {
        self.made.contains_key(name.rsplit_once('.').map_or(name, |(_, bare)| bare))
    }

    /// Returns where `id`, or what it is a part of, is made.
    pub fn of(&self, id: &ObjectId) -> Option<Place> {
        let id = id.target().unwrap_or_else(|| id.clone());
        let path = id.path();
        let (schema, name) = match path {
            [schema, name, ..] if id.schema().is_some() => (Some(schema.as_str()), name.as_str()),
            [name, ..] => (None, name.as_str()),
            [] => return None,
        };
        self.named(schema, name, &|_| true)
    }

    /// Returns where `schema`.`name` is made by a statement whose text is `wanted`.
    pub fn named(&self, schema: Option<&str>, name: &str, wanted: &dyn Fn(&str) -> bool) -> Option<Place> {
        self.maker(schema, name, wanted).map(|maker| self.place(maker, 0))
    }

    /// Returns where `position`, in characters from 1, of the body of a routine is; the statement itself without one.
    pub fn in_body(&self, schema: &str, name: &str, body: &str, position: Option<usize>) -> Option<Place> {
        let schema = Some(schema);
        let maker = self.maker(schema, name, &|text| text.contains(body));
        let maker = maker.or_else(|| self.maker(schema, name, &|_| true))?;
        let offset = position.and_then(|position| {
            let start = self.text(maker).find(body)?;
            let within = body.char_indices().nth(position.checked_sub(1)?).map_or(body.len(), |(offset, _)| offset);
            Some(start + within)
        });
        Some(self.place(maker, offset.unwrap_or(0)))
    }

    /// Returns the first statement that makes `schema`.`name`: one written with that schema before one without any.
    fn maker(&self, schema: Option<&str>, name: &str, wanted: &dyn Fn(&str) -> bool) -> Option<&Maker> {
        let all = self.made.get(name)?;
        let exact = |maker: &&Maker| maker.schema.as_deref() == schema;
        let open = |maker: &&Maker| maker.schema.is_none() || schema.is_none();
        let fits = |maker: &&Maker| wanted(self.text(maker));
        all.iter().filter(exact).find(fits).or_else(|| all.iter().filter(open).find(fits))
    }

    fn text(&self, maker: &Maker) -> &str {
        &self.files[maker.file].text[maker.range.clone()]
    }

    fn place(&self, maker: &Maker, offset: usize) -> Place {
        let file = &self.files[maker.file];
        Script::new(&file.name, &file.text).place(maker.range.start + offset)
    }
}
