pub fn read(_: &str) -> Result<Vec<domain::bank::import::record::Record>, crate::sheet::SheetError> {
    Err(crate::sheet::SheetError::DocumentType)
}
