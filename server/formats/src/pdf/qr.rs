//! QR codes as pictures for the templates.

use fast_qr::{
    ECL, QRBuilder,
    convert::{Builder, svg::SvgBuilder},
};

use super::PressError;

/// The light frame that scanners need around the code, in modules (ISO/IEC 18004).
const QUIET_ZONE: usize = 4;

/// Draws `payload`. Level M survives the loss of 15 %: a fold or the edge of a stamp.
pub(super) fn svg(payload: &str) -> Result<String, PressError> {
    let code = QRBuilder::new(payload)
        .ecl(ECL::M)
        .build()
        .map_err(|_| PressError::QrTooLong { bytes: payload.len() })?;
    Ok(SvgBuilder::default().margin(QUIET_ZONE).to_str(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_that_no_qr_code_holds_is_refused() {
        assert!(svg("https://guben.example/v/7Kq2").is_ok());
        assert!(matches!(svg(&"x".repeat(3000)), Err(PressError::QrTooLong { bytes: 3000 })));
    }
}
