//! Pictures, sound and films of questions.

use axum::{extract::Path, http::HeaderMap};
use domain::bank::figure::MediaId;
use services::bank;

use crate::{
    answer::Answer,
    door::Visitor,
    media::{self, Address},
};

pub async fn send(visitor: Visitor, Path(id): Path<String>, headers: HeaderMap) -> Answer {
    let ctx = visitor.ctx()?;
    let file = bank::media::media(ctx, &MediaId(id)).await?;
    Ok(media::send(ctx, &file, Address::Content, &headers))
}
