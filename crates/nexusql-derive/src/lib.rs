//! Room `derive`: the macro that makes a `FromRow` of a structure, and the one that puts a folder of migrations into a
//! program. What they are for is told in the rooms `db` and `tracks`.

mod embed;

use proc_macro::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Field, Fields, LitStr, Path, Result, parse_macro_input};

/// Makes a `FromRow` of a structure with named fields: each is read from the column of its name.
///
/// `#[row(column = "name")]` on a field says another name; `#[row(default)]` gives it its default where there is no such
/// column; `#[row(crate = path)]` on the structure says where the trait is, if not in `::nexusql`.
#[proc_macro_derive(FromRow, attributes(row))]
pub fn from_row(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input).unwrap_or_else(Error::into_compile_error).into()
}

/// Returns the migrations of a folder as part of the program: a `nexusql::tracks::files::Embedded`.
///
/// The folder is named from where the package's `Cargo.toml` is. Its own files count and those of the folders in it, as
/// `nexusql migrate` reads them. A file that has changed is compiled in anew; that one was added or removed the compiler
/// does not see, unless a `build.rs` says `println!("cargo::rerun-if-changed=migrations");`.
///
/// Checks that are programs cannot be part of one: they are an error, unless `without_programs` follows the name.
#[proc_macro]
pub fn embed_migrations(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as embed::Embed);
    embed::expand(&input).unwrap_or_else(Error::into_compile_error).into()
}

fn expand(input: &DeriveInput) -> Result<proc_macro2::TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "FromRow is for structures"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(Error::new_spanned(
            &input.ident,
            "FromRow is for structures with named fields; rows become tuples by themselves",
        ));
    };
    let home = home(input)?;
    let reads = fields.named.iter().map(|field| read(field, &home)).collect::<Result<Vec<_>>>()?;
    let name = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    Ok(quote! {
        #[automatically_derived]
        impl #impl_generics #home::FromRow for #name #type_generics #where_clause {
            fn from_row(mut row: #home::Row) -> ::core::result::Result<Self, #home::Error> {
                ::core::result::Result::Ok(Self { #(#reads,)* })
            }
        }
    })
}

/// Returns where the trait is.
fn home(input: &DeriveInput) -> Result<Path> {
    let mut home: Path = syn::parse_quote!(::nexusql);
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("row")) {
        attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("crate") {
                return Err(meta.error("known is: crate = path"));
            }
            home = meta.value()?.parse()?;
            Ok(())
        })?;
    }
    Ok(home)
}

/// Returns `field: row.take("column")?`.
fn read(field: &Field, home: &Path) -> Result<proc_macro2::TokenStream> {
    let name = field.ident.as_ref().ok_or_else(|| Error::new_spanned(field, "field has no name"))?;
    let mut column = name.to_string().trim_start_matches("r#").to_owned();
    let mut has_default = false;
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("row")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("column") {
                column = meta.value()?.parse::<LitStr>()?.value();
            } else if meta.path.is_ident("default") {
                has_default = true;
            } else {
                return Err(meta.error("known are: column = \"name\", default"));
            }
            Ok(())
        })?;
    }
    Ok(if has_default {
        quote! {
            #name: if #home::Row::has_column(&row, #column) {
                #home::Row::take(&mut row, #column)?
            } else {
                ::core::default::Default::default()
            }
        }
    } else {
        quote! { #name: #home::Row::take(&mut row, #column)? }
    })
}
