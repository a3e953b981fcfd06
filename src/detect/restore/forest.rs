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

/// Places that go through a tree one after the other: what is known of them fits the nearest cache.
const TOGETHER: usize = 128;

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

    /// What [`Model::probability`] gives for each.
    pub fn probabilities<'e>(&self, places: impl Iterator<Item = &'e Evidence>) -> Vec<f32> {
        let places: Vec<&Evidence> = places.collect();
        let mut sums = vec![0.0; places.len()];
        for (places, sums) in places.chunks(TOGETHER).zip(sums.chunks_mut(TOGETHER)) {
            self.add_up(places, sums);
        }
        sums.into_iter().map(|sum| logistic(self.base + sum)).collect()
    }

    /// Tree by tree, so that one stays at hand for all places.
    fn add_up(&self, places: &[&Evidence], sums: &mut [f32]) {
        let leaves = 1 << self.depth;
        for (tree, values) in self.leaves.chunks_exact(leaves).enumerate() {
            let splits = &self.splits[tree * (leaves - 1)..(tree + 1) * (leaves - 1)];
            for (evidence, sum) in places.iter().zip(&mut *sums) {
                *sum += values[self.leaf(splits, evidence)];
            }
        }
    }

    /// Number of the leaf that the questions of a tree lead to.
    fn leaf(&self, splits: &[Split], evidence: &Evidence) -> usize {
        let mut at = 0;
        for _ in 0..self.depth {
            let split = splits[at];
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
            let probability = forest.probabilities([&evidence].into_iter())[0];
            assert_eq!(probability, model.probability(&evidence), "{seed}");
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
            let probability = Forest::new(&model).probabilities([&evidence].into_iter())[0];
            assert_eq!(probability, model.probability(&evidence));
        }
    }
}
