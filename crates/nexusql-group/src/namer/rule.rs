//! Names by rules: a word that businesses use for such tables, or the word that the tables share.

use std::collections::{BTreeMap, BTreeSet};

use nexusql_base::Result;
use nexusql_base::name::quote_ident;

use super::{Group, Namer};

/// The rules. They need nothing and know no domain.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rule;

/// What groups of such tables are often called; the first that fits half of a group's tables is taken.
const CONCEPTS: &[(&str, &[&str])] = &[
    (
        "identity",
        &[
            "user",
            "account",
            "role",
            "permission",
            "session",
            "credential",
            "login",
            "token",
            "member",
            "profile",
            "password",
        ],
    ),
    ("sales", &["order", "cart", "basket", "checkout", "quote", "coupon", "discount", "wishlist"]),
    ("billing", &["invoice", "payment", "refund", "subscription", "plan", "charge", "tax", "transaction", "ledger"]),
    ("product_catalog", &["product", "category", "brand", "variant", "sku", "price", "collection"]),
    ("inventory", &["stock", "warehouse", "inventory", "supplier", "purchase"]),
    ("shipping", &["shipment", "delivery", "carrier", "parcel", "address"]),
    ("content", &["post", "article", "page", "comment", "tag", "media", "image", "attachment", "blog"]),
    ("messaging", &["message", "conversation", "notification", "email", "mail", "inbox", "channel", "chat"]),
    ("audit", &["audit", "log", "event", "history", "activity"]),
    ("settings", &["setting", "config", "configuration", "preference", "feature", "flag", "parameter"]),
    ("jobs", &["job", "task", "queue", "schedule", "worker"]),
    ("people", &["employee", "department", "salary", "contract", "position", "person", "staff"]),
    ("customers", &["customer", "contact", "lead", "company", "client", "opportunity"]),
    ("locations", &["country", "city", "region", "location", "place", "store", "site"]),
];

/// A name that the rules found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    /// The name.
    pub name: String,
    /// Whether it is a word that businesses use for most of the tables.
    pub is_sure: bool,
    /// What else it may be called, the best first.
    pub others: Vec<String>,
}

impl Rule {
    /// Returns a name for each group, of which some may be the same.
    pub fn guesses(&self, groups: &[Group<'_>]) -> Vec<Guess> {
        groups.iter().map(guess).collect()
    }
}

impl Namer for Rule {
    fn name(&self) -> &str {
        "rule"
    }

    fn names(&self, groups: &[Group<'_>], _domain: Option<&str>) -> Result<Vec<String>> {
        Ok(apart(self.guesses(groups), &BTreeSet::new()))
    }
}

/// Returns the names of `guesses`, all different: one whose name is taken, or is another's before it, gets the next best that
/// fits, and a number only where none does.
pub fn apart(guesses: Vec<Guess>, taken: &BTreeSet<String>) -> Vec<String> {
    let mut used = taken.clone();
    let mut names: Vec<Option<String>> = Vec::new();
    for guess in &guesses {
        let name = Some(unquoted(&guess.name)).filter(|name| !used.contains(name));
        used.extend(name.clone());
        names.push(name);
    }
    for (name, guess) in names.iter_mut().zip(&guesses).filter(|(name, _)| name.is_none()) {
        let base = unquoted(&guess.name);
        let numbered = (2..).map(|n| format!("{base}_{n}"));
        *name = guess.others.iter().cloned().chain(numbered).find(|name| !used.contains(name));
        used.extend(name.clone());
    }
    names.into_iter().flatten().collect()
}

/// Returns `name`, or another one if it is a keyword.
fn unquoted(name: &str) -> String {
    if quote_ident(name) == name { name.to_owned() } else { format!("{name}_group") }
}

fn guess(group: &Group<'_>) -> Guess {
    let words: Vec<Vec<String>> = group.tables.iter().map(|table| words(&table.name.name)).collect();
    let fits = |known: &[&str]| words.iter().filter(|of| of.iter().any(|word| known.contains(&word.as_str()))).count();
    let mut concepts: Vec<(usize, &str)> = CONCEPTS.iter().map(|(name, known)| (fits(known), *name)).collect();
    // The sort keeps the order of those that fit equally well.
    concepts.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
    let n_best = concepts.first().map_or(0, |(n, _)| *n);
    concepts.retain(|(n, _)| n * 2 >= group.tables.len() && *n > 0);
    let shared = shared(&words);
    let best = concepts.first().map(|(_, name)| (*name).to_owned());
    let name = best.clone().or_else(|| shared.first().cloned()).unwrap_or_else(|| "tables".to_owned());
    let several = |word: &String| if quote_ident(word) == *word { word.clone() } else { format!("{word}s") };
    let mut others: Vec<String> = shared.iter().map(several).collect();
    others.extend(concepts.iter().map(|(_, name)| (*name).to_owned()));
    others.extend(shared.iter().filter(|word| **word != name).map(|word| format!("{name}_{word}")));
    Guess { name, is_sure: best.is_some() && n_best * 3 >= group.tables.len() * 2, others }
}

/// Returns the words of the tables' names, that which most of them have first; the first word of a name counts twice.
fn shared(words: &[Vec<String>]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for of in words {
        for (at, word) in of.iter().enumerate() {
            *counts.entry(word).or_default() += if at == 0 { 2 } else { 1 };
        }
    }
    let mut ranked: Vec<(&str, usize)> = counts.into_iter().collect();
    ranked.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    ranked.into_iter().map(|(word, _)| snake(word)).filter(|word| !word.is_empty()).collect()
}

/// Returns what is left of `word` as the beginning of a name in snake case.
fn snake(word: &str) -> String {
    let plain: String = word.chars().filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit()).take(30).collect();
    plain.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned()
}

/// Returns the words of a name, each in its singular: `order_items`, `OrderItem` are `order` and `item`.
pub fn words(name: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut was_lower = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || c.is_uppercase() && was_lower {
            found.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = found.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        was_lower = c.is_lowercase();
    }
    found.into_iter().map(|word| singular(&word)).filter(|word| word.chars().count() > 2).collect()
}

/// Returns the singular of an English word, near enough to compare with.
fn singular(word: &str) -> String {
    let cut = |ending: &str, new: &str| word.strip_suffix(ending).map(|stem| format!("{stem}{new}"));
    if word.chars().count() <= 3 || word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") {
        return word.to_owned();
    }
    cut("ies", "y")
        .or_else(|| cut("sses", "ss"))
        .or_else(|| cut("xes", "x"))
        .or_else(|| cut("ches", "ch"))
        .or_else(|| cut("shes", "sh"))
        .or_else(|| cut("s", ""))
        .unwrap_or_else(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use nexusql_script::Name;

    use super::*;
    use crate::Table;

    #[test]
    fn words_are_singular() {
        assert_eq!(words("order_items"), ["order", "item"]);
        assert_eq!(words("ProductCategories"), ["product", "category"]);
        assert_eq!(words("addresses_statuses"), ["address", "statuse"]);
        assert_eq!(words("a__b2"), [""; 0]);
    }

    #[test]
    fn groups_get_a_concept_or_the_word_they_share() {
        let table = |name: &str| Table { name: Name::bare(name), columns: Vec::new(), needs: Vec::new() };
        let tables = [table("users"), table("user_roles"), table("quasar_a1"), table("quasar_b1"), table("orders")];
        let groups = Group::all(&tables, &[vec![0, 1], vec![2, 3], vec![4]]);
        let names = Rule.names(&groups, None).unwrap_or_default();
        assert_eq!(names, ["identity", "quasar", "sales"]);
        let same = Group::all(&tables, &[vec![4], vec![4], vec![4]]);
        assert_eq!(Rule.names(&same, None).unwrap_or_default(), ["sales", "orders", "sales_order"]);
        let taken = BTreeSet::from(["sales".to_owned(), "orders".to_owned(), "sales_order".to_owned()]);
        let alone = Group::all(&tables, &[vec![4]]);
        assert_eq!(apart(Rule.guesses(&alone), &taken), ["sales_2"]);
        let twice = Group::all(&tables, &[vec![0], vec![1]]);
        assert_eq!(Rule.names(&twice, None).unwrap_or_default(), ["identity", "users"]);
    }
}
