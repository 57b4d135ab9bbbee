//! Who may do what: one table, asked by every use case and by every door in front of one.

use serde::{Deserialize, Serialize};

use crate::id::{OrgId, PersonId};

/// What somebody is to an enterprise in Guben. Separate from the person's post and safety role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Worker,
    Trainer,
    SafetyManager,
    Proctor,
    Auditor,
    EnterpriseAdmin,
    SystemAdmin,
}

impl Role {
    pub const ALL: [Role; 7] = [
        Role::Worker,
        Role::Trainer,
        Role::SafetyManager,
        Role::Proctor,
        Role::Auditor,
        Role::EnterpriseAdmin,
        Role::SystemAdmin,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Role::Worker => "worker",
            Role::Trainer => "trainer",
            Role::SafetyManager => "safety_manager",
            Role::Proctor => "proctor",
            Role::Auditor => "auditor",
            Role::EnterpriseAdmin => "enterprise_admin",
            Role::SystemAdmin => "system_admin",
        }
    }

    pub fn from_code(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// Everything that somebody may be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// One's own home page, lessons, exams, certificates, file and sessions.
    Own,
    SeeRoster,
    /// Enter, import and change people, units and posts.
    EditRoster,
    GrantRole,
    ResetPassword,
    EditCourse,
    EditBank,
    /// Make blueprints and sittings, and invite people to them.
    ArrangeSitting,
    SeeSitting,
    /// Steer a running exam: give time, stop the clock, collect, void, reopen. Never one's own.
    Proctor,
    /// Mark what candidates wrote, without knowing whose it is.
    MarkAnswers,
    RevokeCertificate,
    /// Another person's one-person-one-file archive.
    SeeFile,
    SeeCoverage,
    SeeAudit,
    /// Enterprises of the whole instance.
    ManageEnterprises,
}

impl Action {
    pub const ALL: [Action; 16] = [
        Action::Own,
        Action::SeeRoster,
        Action::EditRoster,
        Action::GrantRole,
        Action::ResetPassword,
        Action::EditCourse,
        Action::EditBank,
        Action::ArrangeSitting,
        Action::SeeSitting,
        Action::Proctor,
        Action::MarkAnswers,
        Action::RevokeCertificate,
        Action::SeeFile,
        Action::SeeCoverage,
        Action::SeeAudit,
        Action::ManageEnterprises,
    ];
}

/// The table. Administration, training and auditing are kept apart (三员分立): who manages accounts can
/// neither write questions nor revoke certificates, who writes questions can't give anybody time for them, and
/// who audits can change nothing.
pub const fn grants(role: Role, action: Action) -> bool {
    use Action::*;
    match role {
        Role::Worker => matches!(action, Own),
        Role::Trainer => {
            matches!(
                action,
                Own | SeeRoster
                    | EditCourse
                    | EditBank
                    | ArrangeSitting
                    | SeeSitting
                    | MarkAnswers
                    | SeeCoverage
            )
        }
        Role::SafetyManager => matches!(
            action,
            Own | SeeRoster
                | EditRoster
                | ArrangeSitting
                | SeeSitting
                | Proctor
                | MarkAnswers
                | RevokeCertificate
                | SeeFile
                | SeeCoverage
        ),
        Role::Proctor => matches!(action, Own | SeeSitting | Proctor),
        Role::Auditor => matches!(action, Own | SeeRoster | SeeSitting | SeeFile | SeeCoverage | SeeAudit),
        Role::EnterpriseAdmin => {
            matches!(action, Own | SeeRoster | EditRoster | GrantRole | ResetPassword | SeeAudit)
        }
        Role::SystemAdmin => matches!(action, Own | ManageEnterprises),
    }
}

/// Where a unit stands in its enterprise's tree: the ids from the root down, each followed by `/`.
///
/// A unit's subtree is everything whose path begins with the unit's own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnitPath(pub String);

impl UnitPath {
    pub fn contains(&self, other: &UnitPath) -> bool {
        other.0.starts_with(&self.0)
    }

    pub fn child(&self, unit: crate::id::UnitId) -> UnitPath {
        UnitPath(format!("{}{unit}/", self.0))
    }

    pub fn root(unit: crate::id::UnitId) -> UnitPath {
        UnitPath(format!("{unit}/"))
    }
}

/// A role held over a unit and everything below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub role: Role,
    pub over: UnitPath,
}

/// Somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub person: PersonId,
    pub org: OrgId,
    pub grants: Vec<Grant>,
}

/// What an action is done to.
#[derive(Clone, Copy, Debug)]
pub enum Object<'a> {
    /// Banks, courses, blueprints, sittings and reports belong to the enterprise as a whole.
    Enterprise(OrgId),
    /// People and what is kept about them belong to a unit.
    Unit(OrgId, &'a UnitPath),
    /// The instance, over all enterprises.
    Instance,
}

/// Whether `actor` may do `action` to `object`. Nobody may do anything in another enterprise.
pub fn may(actor: &Actor, action: Action, object: Object<'_>) -> bool {
    let in_scope = |grant: &Grant| match object {
        Object::Enterprise(org) => org == actor.org,
        Object::Unit(org, path) => org == actor.org && grant.over.contains(path),
        Object::Instance => grant.role == Role::SystemAdmin,
    };
    actor.grants.iter().any(|grant| grants(grant.role, action) && in_scope(grant))
}

impl Actor {
    /// Whether the actor may do this somewhere in the own enterprise: what menus and doors ask.
    pub fn may_somewhere(&self, action: Action) -> bool {
        self.grants.iter().any(|grant| grants(grant.role, action))
    }

    /// The subtrees over which the actor may do this.
    pub fn scopes(&self, action: Action) -> Vec<UnitPath> {
        let mut paths: Vec<UnitPath> =
            self.grants.iter().filter(|g| grants(g.role, action)).map(|g| g.over.clone()).collect();
        paths.sort();
        paths.dedup();
        paths
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::UnitId;
    use uuid::Uuid;

    fn unit(n: u128) -> UnitId {
        UnitId(Uuid::from_u128(n))
    }

    fn actor(role: Role, over: UnitPath) -> Actor {
        Actor {
            person: PersonId(Uuid::from_u128(1)),
            org: OrgId(Uuid::from_u128(1)),
            grants: vec![Grant { role, over }],
        }
    }

    #[test]
    fn a_role_reaches_its_subtree_and_no_further() {
        let root = UnitPath::root(unit(1));
        let (east, west) = (root.child(unit(2)), root.child(unit(3)));
        let manager = actor(Role::SafetyManager, east.clone());
        let own = manager.org;
        assert!(may(&manager, Action::SeeFile, Object::Unit(own, &east.child(unit(4)))));
        assert!(!may(&manager, Action::SeeFile, Object::Unit(own, &west)));
        assert!(!may(&manager, Action::SeeFile, Object::Unit(own, &root)));
    }

    #[test]
    fn nobody_reaches_into_another_enterprise() {
        let elsewhere = OrgId(Uuid::from_u128(99));
        let path = UnitPath::root(unit(1));
        for role in Role::ALL {
            for action in Action::ALL {
                let actor = actor(role, path.clone());
                assert!(!may(&actor, action, Object::Enterprise(elsewhere)), "{role:?} {action:?}");
                assert!(!may(&actor, action, Object::Unit(elsewhere, &path)), "{role:?} {action:?}");
            }
        }
    }

    #[test]
    fn an_auditor_changes_nothing_and_an_administrator_trains_nobody() {
        for action in Action::ALL {
            let reads = matches!(
                action,
                Action::Own
                    | Action::SeeRoster
                    | Action::SeeSitting
                    | Action::SeeFile
                    | Action::SeeCoverage
                    | Action::SeeAudit
            );
            assert_eq!(grants(Role::Auditor, action), reads, "{action:?}");
        }
        assert!(!grants(Role::EnterpriseAdmin, Action::EditBank));
        assert!(!grants(Role::Trainer, Action::Proctor));
        assert!(!grants(Role::EnterpriseAdmin, Action::RevokeCertificate));
        assert!(!grants(Role::SystemAdmin, Action::SeeFile));
    }
}
