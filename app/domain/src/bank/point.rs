//! Knowledge points as a tree: `消防/灭火器` is a part of `消防`.

use std::collections::BTreeMap;

/// A knowledge point or a branch of them, in a list in which branches stand before their parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The whole path, as it stands in questions.
    pub path: String,
    /// The last step of the path.
    pub name: String,
    /// Steps above it.
    pub depth: usize,
    /// Questions of this point itself.
    pub own: u64,
    /// Questions of this point and of all below it.
    pub all: u64,
}

/// The steps of a path. Nobody means anything by blanks around a stroke or by an empty step.
pub fn steps(path: &str) -> impl Iterator<Item = &str> {
    path.split(['/', '／']).map(super::import::text::trim).filter(|step| !step.is_empty())
}

/// Whether `point` is `branch` or lies below it.
pub fn is_in(point: &str, branch: &str) -> bool {
    let mut point = steps(point);
    steps(branch).all(|step| point.next() == Some(step))
}

/// The tree of all points with their counts; questions without a point are not in it.
pub fn tree<'a>(counts: impl IntoIterator<Item = (&'a str, u64)>) -> Vec<Node> {
    let mut nodes: BTreeMap<Vec<String>, (u64, u64)> = BTreeMap::new();
    for (point, count) in counts {
        let path: Vec<String> = steps(point).map(str::to_owned).collect();
        for depth in 1..=path.len() {
            let node = nodes.entry(path[..depth].to_vec()).or_default();
            node.1 += count;
            if depth == path.len() {
                node.0 += count;
            }
        }
    }
    let node = |(path, (own, all)): (Vec<String>, (u64, u64))| Node {
        depth: path.len() - 1,
        name: path.last().cloned().unwrap_or_default(),
        path: path.join("/"),
        own,
        all,
    };
    nodes.into_iter().map(node).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_counts_what_lies_below_it() {
        let found = tree([("消防/灭火器", 3), ("消防", 2), ("消防 / 疏散", 1), ("用电", 4), ("", 9)]);
        let told: Vec<_> =
            found.iter().map(|node| (node.path.as_str(), node.depth, node.own, node.all)).collect();
        assert_eq!(
            told,
            [("消防", 0, 2, 6), ("消防/灭火器", 1, 3, 3), ("消防/疏散", 1, 1, 1), ("用电", 0, 4, 4)]
        );
    }

    #[test]
    fn a_branch_is_no_prefix_of_letters() {
        assert!(
            is_in("消防/灭火器", "消防") && is_in("消防／灭火器", "消防/灭火器") && is_in("消防", "消防/")
        );
        assert!(!is_in("消防车", "消防") && !is_in("消防", "消防/灭火器"));
    }
}
