//! The islands: from the module that cargo compiled to one that a browser can load.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

/// What every browser that Guben supports understands, and what rustc emits.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-sign-ext",
    "--enable-mutable-globals",
];

/// How wasm-bindgen calls the module in the JavaScript that it writes.
const MODULE: &str = "guben_bg.wasm";

pub struct Islands {
    /// The optimised module.
    pub wasm: Vec<u8>,
    /// JavaScript that crates brought along, by its path beside the main script.
    pub snippets: BTreeMap<PathBuf, String>,
    js: String,
}

impl Islands {
    /// The script that loads the islands from the file `wasm`, which lies in its own folder.
    pub fn js_loading(&self, wasm: &str) -> Result<String> {
        let named = self.js.matches(MODULE).count();
        ensure!(named == 1, "wasm-bindgen names {MODULE} {named} times, not once");
        Ok(self.js.replace(MODULE, wasm))
    }
}

/// Writes the bindings of the module at `wasm` and optimises it for size with `wasm_opt`.
pub fn build(wasm: &Path, wasm_opt: &Path) -> Result<Islands> {
    let mut output = Bindgen::new()
        .input_bytes("guben", fs::read(wasm)?)
        .web(true)?
        .omit_default_module_path(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()?;
    let inline = output.snippets().iter().flat_map(|(name, scripts)| {
        let numbered = scripts.iter().enumerate();
        numbered.map(move |(i, js)| (format!("snippets/{name}/inline{i}.js"), js))
    });
    let modules = output.local_modules().iter();
    let modules = modules.map(|(name, js)| (format!("snippets/{name}"), js));
    let snippets = inline.chain(modules).map(|(path, js)| (PathBuf::from(path), js.clone())).collect();
    let js = output.js().to_owned();
    let wasm = optimise(&output.wasm_mut().emit_wasm(), wasm_opt)?;
    Ok(Islands { wasm, snippets, js })
}

fn optimise(wasm: &[u8], wasm_opt: &Path) -> Result<Vec<u8>> {
    let input = env::temp_dir().join(format!("guben-{}.wasm", std::process::id()));
    let output = input.with_extension("small.wasm");
    fs::write(&input, wasm)?;
    let status = Command::new(wasm_opt)
        .args(FEATURES)
        .arg("-Oz")
        .arg(&input)
        .arg("-o")
        .arg(&output)
        .status()
        .with_context(|| wasm_opt.display().to_string());
    let optimised = fs::read(&output);
    for file in [&input, &output] {
        fs::remove_file(file).ok();
    }
    let status = status?;
    ensure!(status.success(), "wasm-opt failed: {status}");
    Ok(optimised?)
}
