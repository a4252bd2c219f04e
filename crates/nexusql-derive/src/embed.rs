//! A folder of migrations as part of a program.

use std::path::{Path, PathBuf};

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Error, Ident, LitByteStr, LitStr, Result, Token};

/// What the macro is called with.
pub struct Embed {
    folder: LitStr,
    without_programs: bool,
}

impl Parse for Embed {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let folder = input.parse()?;
        let mut without_programs = false;
        if input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            let word: Ident = input.parse()?;
            if word != "without_programs" {
                return Err(Error::new_spanned(word, "known is: without_programs"));
            }
            without_programs = true;
        }
        Ok(Self { folder, without_programs })
    }
}

/// Returns `Embedded { … }` with what is in the folder.
pub fn expand(embed: &Embed) -> Result<TokenStream> {
    let span = embed.folder.span();
    let refuse = |message: String| Error::new(span, message);
    let home = std::env::var("CARGO_MANIFEST_DIR").map_err(|_| refuse("CARGO_MANIFEST_DIR is not set".to_owned()))?;
    let root = Path::new(&home).join(embed.folder.value());
    let mut below = Vec::new();
    let mut files = files(&root, "", Some(&mut below)).map_err(refuse)?;
    below.sort();
    for (path, name) in below {
        files.extend(self::files(&path, &format!("{name}/"), None).map_err(refuse)?);
    }
    let programs: Vec<&str> = files.iter().filter(|file| file.is_program).map(|file| file.name.as_str()).collect();
    if let (Some(program), false) = (programs.first(), embed.without_programs) {
        return Err(refuse(format!(
            "\"{program}\" is a program and cannot be part of another: write the check as SQL or in Rust, or leave all such \
             checks out with embed_migrations!({:?}, without_programs)",
            embed.folder.value()
        )));
    }
    let files = files.iter().filter(|file| !file.is_program);
    let pairs = files.map(|file| one(file, span)).collect::<Result<Vec<_>>>()?;
    let shown = &embed.folder;
    Ok(quote! { ::nexusql::tracks::files::Embedded { root: #shown, files: &[#(#pairs),*] } })
}

/// A file that is a migration, or belongs to one.
struct File {
    /// Where it is below the folder, with `/`.
    name: String,
    path: PathBuf,
    is_program: bool,
}

/// Returns the files of a folder by name; the folders in it go to `below`.
fn files(
    folder: &Path,
    prefix: &str,
    mut below: Option<&mut Vec<(PathBuf, String)>>,
) -> std::result::Result<Vec<File>, String> {
    let refuse = |error: std::io::Error| format!("could not read \"{}\": {error}", folder.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(refuse)? {
        let path = entry.map_err(refuse)?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with(['.', '_']) {
            continue;
        }
        if path.is_dir() {
            if let Some(below) = &mut below {
                below.push((path, name));
            }
            continue;
        }
        let is_sql = name.ends_with(".sql") || name.ends_with(".sql.conf");
        let is_program = !is_sql && belongs(&name) && is_program(&path);
        if is_sql || is_program {
            files.push(File { name: format!("{prefix}{name}"), path, is_program });
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// Returns whether a program is named like a migration.
fn belongs(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_digit()) || name.starts_with("R__") || name.starts_with('V')
}

fn is_program(path: &Path) -> bool {
    let known = path.extension().is_some_and(|ending| ["nu", "sh", "py", "exe"].iter().any(|one| ending == *one));
    known || is_executable(path)
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|found| found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(_path: &Path) -> bool {
    false
}

/// Returns the name and the content of a file. The compiler reads it itself, and does so again when it has changed.
fn one(file: &File, span: Span) -> Result<TokenStream> {
    let refuse =
        |error: std::io::Error| Error::new(span, format!("could not read \"{}\": {error}", file.path.display()));
    let real = file.path.canonicalize().map_err(refuse)?;
    let name = LitStr::new(&file.name, span);
    match real.to_str() {
        Some(path) => {
            let path = LitStr::new(path, span);
            Ok(quote! { (#name, ::core::include_bytes!(#path) as &'static [u8]) })
        }
        None => {
            let content = LitByteStr::new(&std::fs::read(&real).map_err(refuse)?, span);
            Ok(quote! { (#name, #content as &'static [u8]) })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Embed, expand};

    #[test]
    fn sql_is_embedded_and_programs_are_refused() {
        let folder = std::env::temp_dir().join(format!("nexusql-embed-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("core")).unwrap();
        for name in ["core/001_a.sql", "core/_helper.sql", "core/README.md", "core/001_a.sh"] {
            std::fs::write(folder.join(name), "select 1;").unwrap();
        }
        let shown = folder.display().to_string();
        let embed = |text: String| expand(&syn::parse_str::<Embed>(&text).unwrap());
        let refused = embed(format!("{shown:?}")).unwrap_err().to_string();
        let code = embed(format!("{shown:?}, without_programs")).unwrap().to_string();
        let missing = embed(format!("{:?}", format!("{shown}/nowhere"))).unwrap_err().to_string();
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(refused.contains("\"core/001_a.sh\" is a program"), "{refused}");
        assert!(code.contains("\"core/001_a.sql\"") && code.matches("include_bytes").count() == 1, "{code}");
        assert!(missing.contains("could not read"), "{missing}");
    }
}
