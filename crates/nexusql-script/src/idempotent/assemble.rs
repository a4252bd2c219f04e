//! The text of a new form: edits made, guards put around.

use nexusql_base::name::quote_literal;
use nexusql_sql::Piece;

use crate::again::{Form, How};
use crate::psql::{unmasked, variables};

/// Returns the text that stands in the place of `piece`; the reason if there can be none.
pub(super) fn text(piece: &Piece<'_>, forms: &[Form]) -> Result<String, String> {
    let Some(statement) = piece.statement() else { return Ok(String::new()) };
    let texts: Result<Vec<String>, String> = forms.iter().map(|form| of_form(piece, statement.text, form)).collect();
    Ok(texts?.join("\n"))
}

fn of_form(piece: &Piece<'_>, original: &str, form: &Form) -> Result<String, String> {
    let mut body = form.text.clone().unwrap_or_else(|| edited(original, form));
    if let Piece::CopyIn(copy) = piece {
        if form.guard.is_some() {
            return Err("Rows of COPY cannot be left out under a condition.".to_owned());
        }
        let mut text = form.before.join("\n");
        text.push('\n');
        text.push_str(&body);
        text.push('\n');
        text.push_str(copy.data.text);
        text.push_str("\\.\n");
        text.push_str(&form.after.join("\n"));
        return Ok(text);
    }
    if !body.trim_end().ends_with(';') {
        // A comment at the end would swallow the semicolon.
        body.push_str(if body.rsplit('\n').next().is_some_and(|line| line.contains("--")) { "\n;" } else { ";" });
    }
    let mut lines: Vec<String> = form.before.clone();
    lines.push(body);
    lines.extend(form.after.iter().cloned());
    let all = lines.join("\n");
    let Some(guard) = &form.guard else {
        return unmasked(&all, original).ok_or_else(|| "It holds a variable of psql as a part of a name.".to_owned());
    };
    if form.how == How::Gexec {
        let line = lines.remove(form.before.len());
        let line = line.trim_end().trim_end_matches(';').trim_end();
        lines.insert(form.before.len(), format!("select {} where {guard}\n\\gexec", literal(line)));
        return Ok(lines.join("\n"));
    }
    if !variables(original).is_empty() {
        // psql fills in nothing within dollar quotes, so psql itself looks.
        let (guard, all) = unmasked(guard, original)
            .zip(unmasked(&all, original))
            .ok_or_else(|| "It holds a variable of psql as a part of a name, which cannot be looked for.".to_owned())?;
        return Ok(format!("select {guard} as nexusql_missing \\gset\n\\if :nexusql_missing\n{all}\n\\endif"));
    }
    match form.how {
        How::Plain => Ok(in_block(guard, &lines)),
        How::Execute => {
            let executes: Vec<String> = lines.iter().map(|line| execute(line)).collect();
            Ok(in_block(guard, &executes))
        }
        How::Gexec => Err("It runs in no block.".to_owned()),
    }
}

fn edited(original: &str, form: &Form) -> String {
    let mut edits: Vec<_> = form.edits.iter().collect();
    edits.sort_by_key(|edit| edit.range.start);
    let mut text = String::with_capacity(original.len() + 32);
    let mut done = 0;
    for edit in edits {
        text.push_str(&original[done..edit.range.start]);
        text.push_str(&edit.text);
        done = edit.range.end;
    }
    text.push_str(&original[done..]);
    text
}

/// Returns a `DO` block that runs `statements` if `condition` holds.
pub(crate) fn in_block(condition: &str, statements: &[String]) -> String {
    let body = statements.join("\n    ");
    let tag = free_tag("do", &format!("{condition}{body}"));
    // FOUND is a variable there, and may be a column here.
    let conflict = if body.to_ascii_lowercase().contains("found") { "#variable_conflict use_column\n" } else { "" };
    format!("do {tag}\n{conflict}begin\n  if {condition} then\n    {body}\n  end if;\nend\n{tag};")
}

fn execute(statement: &str) -> String {
    let statement = statement.trim_end().trim_end_matches(';').trim_end();
    format!("execute {};", literal(statement))
}

/// Returns `text` as a literal: in dollar quotes if it spans lines or has quotes of its own.
fn literal(text: &str) -> String {
    if text.contains('\n') || text.contains('\'') || text.contains('\\') {
        let tag = free_tag("sql", text);
        format!("{tag}{text}{tag}")
    } else {
        quote_literal(text)
    }
}

/// Returns a dollar quote that does not occur in `text`.
pub(crate) fn free_tag(word: &str, text: &str) -> String {
    let mut tag = format!("${word}$");
    let mut n = 1;
    while text.contains(tag.trim_end_matches('$')) {
        tag = format!("${word}_{n}$");
        n += 1;
    }
    tag
}
