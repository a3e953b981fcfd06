//! The trees of a model laid out for speed: full trees in flat arrays, walked without a branch that can be guessed wrong.

use super::model::{Evidence, Model, Node, logistic};
use std::sync::LazyLock;

/// A question of a tree.
#[derive(Debug, Clone, Copy, Default)]
struct Split {
    threshold: f32,
    /// Position in [`Evidence`].
    feature: u32,
}

/// Trees that all have the same depth; what a shorter branch lacks is filled up with questions whose answer does not matter.
#[derive(Debug, Default)]
pub(crate) struct Forest {
    base: f32,
    depth: usize,
    /// For each tree its questions, level by level.
    splits: Vec<Split>,
    /// For each tree its leaves, from left to right.
    leaves: Vec<f32>,
}

impl Forest {
    /// The trees of the model that is part of the program.
    pub fn builtin() -> &'static Forest {
        static FOREST: LazyLock<Forest> = LazyLock::new(|| Forest::new(Model::builtin()));
        &FOREST
    }

    /// Lays out the trees of a model.
    pub fn new(model: &Model) -> Forest {
        let depth = model.trees.iter().map(|tree| depth(tree, 0)).max().unwrap_or(0);
        let mut forest = Forest { base: model.base, depth, ..Forest::default() };
        for tree in &model.trees {
            let mut level = vec![0];
            for _ in 0..depth {
                forest.splits.extend(level.iter().map(|at| split(tree, *at)));
                level = level.into_iter().flat_map(|at| children(tree, at)).collect();
            }
            forest.leaves.extend(level.into_iter().map(|at| match tree.get(at) {
                Some(Node::Leaf(value)) => *value,
                _ => 0.0,
            }));
        }
        forest
    }

    /// What [`Model::probability`] gives.
    pub fn probability(&self, evidence: &Evidence) -> f32 {
        let leaves = 1 << self.depth;
        let trees = self.leaves.chunks_exact(leaves).enumerate();
        let sum: f32 = trees.map(|(tree, values)| values[self.leaf(tree * (leaves - 1), evidence)]).sum();
        logistic(self.base + sum)
    }

    /// Number of the leaf that the tree whose questions begin at `first` leads to.
    fn leaf(&self, first: usize, evidence: &Evidence) -> usize {
        let mut at = 0;
        for _ in 0..self.depth {
            let split = self.splits[first + at];
            // Children stand as in a binary heap.
            let left = evidence[split.feature as usize] < split.threshold;
            at = 2 * at + 2 - usize::from(left);
        }
        at + 1 - (1 << self.depth)
    }
}

fn depth(tree: &[Node], at: usize) -> usize {
    match tree.get(at) {
        Some(Node::Split { left, right, .. }) => 1 + depth(tree, *left).max(depth(tree, *right)),
        _ => 0,
    }
}

fn split(tree: &[Node], at: usize) -> Split {
    match tree.get(at) {
        Some(Node::Split { feature, threshold, .. }) => Split { threshold: *threshold, feature: *feature as u32 },
        _ => Split::default(),
    }
}

fn children(tree: &[Node], at: usize) -> [usize; 2] {
    match tree.get(at) {
        Some(Node::Split { left, right, .. }) => [*left, *right],
        _ => [at, at],
    }
}

#[cfg(test)]
mod tests {
    use super::super::{EVIDENCE, FEATURES};
    use super::*;

    #[test]
    fn the_forest_says_what_the_model_says() {
        let model = Model::builtin();
        let forest = Forest::new(model);
        assert!(forest.depth > 1);
        for seed in 0..500u32 {
            let mut evidence = [0.0; FEATURES.len() + EVIDENCE.len()];
            for (at, number) in evidence.iter_mut().enumerate() {
                *number = (seed * 31 + at as u32 * 17) as f32 * 0.37 % 24.0 - 12.0;
            }
            assert_eq!(forest.probability(&evidence), model.probability(&evidence), "{seed}");
        }
    }

    #[test]
    fn short_branches_end_in_their_leaf() {
        let split = |feature, left, right| Node::Split { feature, threshold: 0.5, left, right };
        let tree = vec![split(0, 1, 2), Node::Leaf(-1.5), split(1, 3, 4), Node::Leaf(3.0), Node::Leaf(0.25)];
        let model = Model { trees: vec![tree, vec![Node::Leaf(0.5)]], ..Model::default() };
        let mut evidence = [0.0; FEATURES.len() + EVIDENCE.len()];
        for (first, second) in [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0), (f32::NAN, 0.0)] {
            (evidence[0], evidence[1]) = (first, second);
            assert_eq!(Forest::new(&model).probability(&evidence), model.probability(&evidence));
        }
    }
}
