//! A program that says in which file a statement is written.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use nexusql_base::{Error, Result};
use nexusql_script::arrange::{Category, Home, Layout, Place, Topic};
use serde_json::{Map, Value, json};

use crate::Program;

/// A layout that a program makes.
///
/// It is asked once for all that a script is about; what turns up later, such as a foreign key that is split out, is asked
/// for when it does.
pub struct PluginLayout {
    program: Program,
    homes: Mutex<HashMap<Topic, Home>>,
    failure: Mutex<Option<Error>>,
}

impl PluginLayout {
    /// Asks `program` for the files of `topics`.
    ///
    /// Errors: those of [`Program::call`], and if there is not an answer for each, or one that is no path below a folder.
    pub fn ask(program: Program, topics: Vec<Topic>) -> Result<Self> {
        let layout = Self { program, homes: Mutex::default(), failure: Mutex::default() };
        layout.learn(topics)?;
        Ok(layout)
    }

    /// Returns what went wrong while files were laid out; they mean nothing then.
    pub fn failure(&self) -> Option<Error> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn learn(&self, topics: Vec<Topic>) -> Result<()> {
        let subjects: Vec<Value> = topics
            .iter()
            .map(|topic| json!({ "category": topic.category.name(), "schema": topic.schema, "object": topic.object }))
            .collect();
        let answer = self.program.call(Map::from_iter([("subjects".to_owned(), Value::Array(subjects))]))?;
        let Some(files) = answer.get("files").and_then(Value::as_array) else {
            return Err(self.program.wrong("there is no list \"files\""));
        };
        if files.len() != topics.len() {
            let what = format!("\"files\" has {} entries, and there are {} subjects", files.len(), topics.len());
            return Err(self.program.wrong(&what));
        }
        let mut homes = self.homes.lock().unwrap_or_else(PoisonError::into_inner);
        for (topic, file) in topics.into_iter().zip(files) {
            let home = self.home_of(&topic, file)?;
            homes.insert(topic, home);
        }
        Ok(())
    }

    fn home_of(&self, topic: &Topic, file: &Value) -> Result<Home> {
        let text = |key: &str| file.get(key).and_then(Value::as_str).map(str::to_owned);
        let home = Home {
            rank: match file.get("rank") {
                None | Some(Value::Null) => topic.category.rank(),
                Some(rank) => rank
                    .as_u64()
                    .and_then(|rank| usize::try_from(rank).ok())
                    .ok_or_else(|| self.program.wrong(&format!("the rank {rank} is no whole number")))?,
            },
            folder: text("folder").unwrap_or_default(),
            file: text("file").unwrap_or_default(),
        };
        let is_plain = |part: &str| {
            let is_path = part.contains(['/', '\\', ':']) || part.contains(char::is_control);
            !part.is_empty() && part != "." && part != ".." && !is_path
        };
        let folders = home.folder.split('/').filter(|_| !home.folder.is_empty());
        if let Some(part) = folders.chain([home.file.as_str()]).find(|part| !is_plain(part)) {
            let what = format!("{part:?} is no name of a file or folder (the folder is {:?})", home.folder);
            return Err(self.program.wrong(&what));
        }
        Ok(home)
    }
}

impl Layout for PluginLayout {
    fn name(&self) -> &str {
        &self.program.found.name
    }

    fn home(&self, category: Category, schema: Option<&str>, object: Option<&str>) -> Home {
        let topic = Topic { category, schema: schema.map(str::to_owned), object: object.map(str::to_owned) };
        let known = |layout: &Self| layout.homes.lock().unwrap_or_else(PoisonError::into_inner).get(&topic).cloned();
        if let Some(home) = known(self) {
            return home;
        }
        if let Err(error) = self.learn(vec![topic.clone()]) {
            self.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        }
        let unknown = Home { rank: category.rank(), folder: String::new(), file: category.name().to_owned() };
        known(self).unwrap_or(unknown)
    }

    fn path(&self, place: &Place<'_>) -> String {
        let part = if place.part == 0 { String::new() } else { format!(".{}", place.part + 1) };
        let folder = if place.home.folder.is_empty() { String::new() } else { format!("{}/", place.home.folder) };
        format!("{folder}{}{part}.sql", place.home.file)
    }

    fn is_numbered(&self) -> bool {
        false
    }
}
