//! A folder for each group, folders by category within, a file for each object: `sales/tables/orders.sql`. What belongs to
//! no single group stands in the folder of its schema.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use nexusql_base::Result;
use nexusql_script::Name;
use nexusql_script::arrange::{Category, Home, Layout, Place, layouts, objects};
use nexusql_sql::Script;

use crate::Table;

/// The layout `schema` with folders by group.
pub struct Grouped {
    group_of: HashMap<Name, String>,
    with_schema: bool,
}

impl Grouped {
    /// Returns the layout for `script`, whose `tables` are in `groups` called `names`.
    ///
    /// A view, function, type or sequence goes with the tables it needs and is needed by, if they are of one group.
    /// Errors: those of [`Script::pieces`].
    pub fn new(script: Script<'_>, tables: &[Table], groups: &[Vec<usize>], names: &[String]) -> Result<Self> {
        let mut group_of: HashMap<Name, String> = HashMap::new();
        for (members, name) in groups.iter().zip(names) {
            group_of.extend(members.iter().map(|at| (tables[*at].name.clone(), name.clone())));
        }
        let made = objects(script)?;
        let mut near: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (at, object) in made.iter().enumerate() {
            for need in &object.needs {
                near.entry(at).or_default().insert(*need);
                near.entry(*need).or_default().insert(at);
            }
        }
        // What hangs on such a thing goes with it in the next round.
        for _ in 0..3 {
            let mut further = Vec::new();
            for (at, object) in made.iter().enumerate().filter(|(_, object)| !group_of.contains_key(&object.name)) {
                let others = near.get(&at).into_iter().flatten();
                let of: BTreeSet<&String> = others.filter_map(|other| group_of.get(&made[*other].name)).collect();
                if let (Some(group), 1) = (of.first(), of.len()) {
                    further.push((object.name.clone(), (*group).clone()));
                }
            }
            group_of.extend(further);
        }
        let schemas: BTreeSet<&Option<String>> = tables.iter().map(|table| &table.name.schema).collect();
        Ok(Self { group_of, with_schema: schemas.len() > 1 })
    }
}

impl Layout for Grouped {
    fn name(&self) -> &str {
        "schema"
    }

    fn home(&self, category: Category, schema: Option<&str>, object: Option<&str>) -> Home {
        let plain = || layouts::SCHEMA.home(category, schema, object);
        let Some(name) = object else { return plain() };
        let key = Name { schema: schema.map(str::to_owned), name: name.to_owned() };
        let Some(group) = self.group_of.get(&key) else { return plain() };
        let file = match schema.filter(|_| self.with_schema) {
            Some(schema) => format!("{schema}.{name}"),
            None => name.to_owned(),
        };
        Home { rank: category.rank(), folder: format!("{group}/{}", category.name()), file }
    }

    fn path(&self, place: &Place<'_>) -> String {
        layouts::SCHEMA.path(place)
    }

    fn is_numbered(&self) -> bool {
        false
    }
}
