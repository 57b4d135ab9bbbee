//! The browser's entry point: hydrates the islands and nothing else.

// Links the islands, which the page calls by their exported names.
use app as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page once the module is loaded; every island on the page becomes live.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
