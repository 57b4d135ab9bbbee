pub fn read(_: &str) -> Result<Vec<domain::bank::import::record::Record>, crate::sheet::SheetError> {
    Err(crate::sheet::SheetError::DocumentType)
}
pub fn is_root(_: &str) -> bool {
    false
}
pub mod package {
    use super::*;
    pub fn manifest<R>(_: &zip::ZipArchive<R>) -> Option<String> {
        None
    }
    pub fn read<R>(
        _: zip::ZipArchive<R>,
        _: &str,
        _: crate::sheet::Limits,
    ) -> Result<Vec<domain::bank::import::record::Record>, crate::sheet::SheetError> {
        super::read("")
    }
}
