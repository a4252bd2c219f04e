//! Text search dictionaries.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::text_search_dictionary::TextSearchDictionary;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

/// Splits a printed option list into names, each as it is written, and `name = value`.
fn options(dictionary: &TextSearchDictionary) -> Vec<(&str, &str)> {
    let text = dictionary.options.as_deref().unwrap_or_default();
    let (mut quote, mut start, mut list) = (None, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, ',') => {
                list.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    list.push(text[start..].trim());
    list.into_iter().filter_map(|option| Some((option.split_once(" = ")?.0, option))).collect()
}

impl Rules for TextSearchDictionary {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let options = self.options.iter().map(|options| format!(", {options}")).collect::<String>();
        let sql = format!("CREATE TEXT SEARCH DICTIONARY {} (TEMPLATE = {}{options})", id.sql_name(), self.template);
        vec![Step::new(id, sql)]
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        self.template == new.template
    }

    /// Every option is set, changed or not: PostgreSQL puts those that are set at the end, so they come out in order.
    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let wanted = options(new);
        let gone = options(self).into_iter().map(|(name, _)| name);
        let gone = gone.filter(|name| !wanted.iter().any(|(other, _)| other == name));
        let list: Vec<&str> = gone.chain(wanted.iter().map(|(_, option)| *option)).collect();
        vec![Step::new(id, format!("ALTER TEXT SEARCH DICTIONARY {} ({})", id.sql_name(), list.join(", ")))]
    }
}

#[cfg(test)]
mod tests {
    use super::{TextSearchDictionary, options};

    #[test]
    fn commas_and_equal_signs_may_stand_in_values() {
        let text = r#"stopwords = 'a, b = c', "Odd, name" = E'it''s \\', accept = false"#;
        let dictionary = TextSearchDictionary { options: Some(text.to_owned()), ..TextSearchDictionary::default() };
        let names: Vec<&str> = options(&dictionary).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["stopwords", "\"Odd, name\"", "accept"]);
    }
}
