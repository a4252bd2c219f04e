//! Names of groups from a language model, as the environment says which.

use std::collections::BTreeSet;
use std::path::PathBuf;

use nexusql_base::{Diagnostic, Result};
use nexusql_engine::EngineOptions;
use nexusql_group::namer::Rule;
use nexusql_group::{Group, Named, Namer, name};
use nexusql_llm::{Hybrid, Llm, Settings};

/// Reads which service is asked; answers are kept in nexusql's cache, or where `NEXUSQL_LLM_CACHE` says.
pub(super) fn settings() -> Result<Settings> {
    let mut settings = Settings::read(&|name| std::env::var(name).ok())?;
    let named = std::env::var_os("NEXUSQL_LLM_CACHE").map(PathBuf::from);
    settings.cache = Some(named.unwrap_or_else(|| EngineOptions::from_env().cache_dir.join("names")));
    Ok(settings)
}

/// Returns the names of `groups`; of a dry run those by rules, with the request that would be sent for others.
///
/// Errors: if the request cannot be written down. Whatever keeps a model from naming them is a notice.
pub(super) fn named(
    groups: &[Group<'_>],
    settings: Result<Settings>,
    hybrid: bool,
    domain: Option<&str>,
    taken: &BTreeSet<String>,
    dry_run: bool,
) -> Result<(Named, Option<String>)> {
    let settings = match settings {
        Ok(settings) => settings,
        Err(error) => {
            let mut named = name(groups, &Rule, domain, taken);
            let said = error.diagnostic();
            let why = Diagnostic::warning("names-by-rules", "groups were named by rules");
            let why = why.with_detail(format!("The language model was not asked: {}.", said.message));
            named.notices.push(Diagnostic { hint: said.hint.clone(), ..why });
            return Ok((named, None));
        }
    };
    let llm = Llm { settings };
    if dry_run {
        let hybrid_of = |llm: Llm| Hybrid { llm }.preview(groups, domain);
        let request = if hybrid { hybrid_of(llm)? } else { Some(llm.preview(groups, domain)?) };
        return Ok((name(groups, &Rule, domain, taken), request));
    }
    let namer: Box<dyn Namer> = if hybrid { Box::new(Hybrid { llm }) } else { Box::new(llm) };
    Ok((name(groups, namer.as_ref(), domain, taken), None))
}
