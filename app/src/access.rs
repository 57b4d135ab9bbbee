//! Every door of the product with its rule. There is no way to register a route without one.

use std::sync::Arc;

use axum::{Router, routing::MethodRouter};
use domain::person::access::{Action, Actor};
use services::Guben;

/// Who may come through a door at all. What they may do with a particular thing is decided by the use
/// case, with the same table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody, without an account.
    Public,
    /// Whoever holds this action somewhere in the own enterprise.
    Needs(Action),
}

impl Access {
    pub fn lets_in(self, actor: Option<&Actor>) -> bool {
        match (self, actor) {
            (Access::Public, _) => true,
            (Access::Needs(_), None) => false,
            (Access::Needs(action), Some(actor)) => actor.may_somewhere(action),
        }
    }
}

/// A path with its methods and its rule.
pub struct Route {
    pub path: &'static str,
    pub methods: &'static [&'static str],
    pub access: Access,
    handler: MethodRouter<Arc<Guben>>,
}

/// A page that is only looked at.
pub fn page(path: &'static str, access: Access, handler: MethodRouter<Arc<Guben>>) -> Route {
    Route { path, methods: &["GET"], access, handler }
}

/// A page with a form that posts to it.
pub fn form(path: &'static str, access: Access, handler: MethodRouter<Arc<Guben>>) -> Route {
    Route { path, methods: &["GET", "POST"], access, handler }
}

/// A button: something that is done from another page.
pub fn act(path: &'static str, access: Access, handler: MethodRouter<Arc<Guben>>) -> Route {
    Route { path, methods: &["POST"], access, handler }
}

/// Adds routes to a router, each behind its rule.
pub fn mount(mut router: Router<Arc<Guben>>, routes: Vec<Route>) -> Router<Arc<Guben>> {
    for route in routes {
        let rule = route.access;
        let guarded = route.handler.route_layer(axum::middleware::from_fn(move |visitor, request, next| {
            crate::door::guard(rule, visitor, request, next)
        }));
        router = router.route(route.path, guarded);
    }
    router
}
