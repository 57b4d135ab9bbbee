//! Pictures, PDF and video of lessons.

use axum::{extract::Path, http::HeaderMap};

use super::id;
use crate::{
    answer::Answer,
    door::Visitor,
    media::{self, Address},
};

pub async fn send(
    visitor: Visitor,
    Path((lesson, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer {
    let ctx = visitor.ctx()?;
    let file = services::course::media(ctx, id(&lesson)?, &name).await?;
    Ok(media::send(ctx, &file, Address::Name, &headers))
}
