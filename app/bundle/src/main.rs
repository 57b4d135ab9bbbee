//! Makes the folder of files that the server hands to browsers: the islands' module with its
//! JavaScript, one style sheet, and the public files.
//!
//! A file whose content may change carries a hash of its content in its name, so that a browser
//! can keep it for good; `manifest.json` tells the server the names. `.br` and `.gz` copies lie
//! beside every file worth compressing. Nothing is done when no input has changed.

mod inputs;
mod islands;
mod site;
mod style;

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;

use crate::site::Site;

/// Bundle the browser's side of Guben.
#[derive(Parser)]
struct Args {
    /// The module that cargo compiled.
    #[arg(long)]
    wasm: PathBuf,
    /// The optimiser: wasm-opt of binaryen.
    #[arg(long)]
    wasm_opt: PathBuf,
    /// The folder of style sheets; main.css names the others.
    #[arg(long)]
    style: PathBuf,
    /// The folder of files to copy as they are.
    #[arg(long)]
    public: PathBuf,
    /// The folder to make. What it held is replaced.
    #[arg(long)]
    out: PathBuf,
}

fn main() -> Result<()> {
    let args = Args::parse();
    let bundler = std::env::current_exe()?;
    let inputs = inputs::digest(&[&bundler, &args.wasm, &args.wasm_opt, &args.style, &args.public])?;
    if site::is_made_from(&args.out, &inputs) {
        return Ok(());
    }

    let site = Site::begin(&args.out)?;
    let islands = islands::build(&args.wasm, &args.wasm_opt)?;
    for (path, text) in &islands.snippets {
        site.add(path, text.as_bytes())?;
    }
    let wasm = site.add_hashed("guben", "wasm", &islands.wasm)?;
    let js = site.add_hashed("guben", "js", islands.js_loading(&wasm)?.as_bytes())?;
    let css = site.add_hashed("guben", "css", style::flatten(&args.style)?.as_bytes())?;
    for file in inputs::files(&args.public)? {
        site.add(file.strip_prefix(&args.public)?, &std::fs::read(&file)?)?;
    }
    let manifest = serde_json::json!({ "js": js, "wasm": wasm, "css": css });
    site.add("manifest.json".as_ref(), manifest.to_string().as_bytes())?;
    site.finish(&inputs)
}
