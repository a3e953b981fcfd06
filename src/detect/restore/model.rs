//! The model that turns features into probabilities: weights are data, fitted by `examples/fit.rs`.

use super::features::{FEATURES, Features, Ranking};
use crate::error::{DataError, Problem};
use crate::level::Level;
use std::sync::LazyLock;

/// What the document and the sentences around say about a place, beside [`FEATURES`].
pub const EVIDENCE: [&str; 8] = [
    "other restorations a word",
    "other restorations",
    "other restorations nearby",
    "phrases a word",
    "phrases",
    "phrases nearby",
    "others of the same vocabulary",
    "log odds of the place alone",
];

/// Everything known of a place: [`FEATURES`], then [`EVIDENCE`].
pub type Evidence = [f32; FEATURES.len() + EVIDENCE.len()];

/// Logistic regression for a place by itself, gradient-boosted trees for a place with the evidence around it.
///
/// The first is what the evidence of other places is summed from. Boosting: Friedman 2001, with logistic loss.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// One weight for each of [`super::RANKING`].
    pub ranking: Ranking,
    /// Bias, then one weight for each of [`FEATURES`].
    pub place: Vec<f32>,
    /// Bias, then one weight for each number of `evidence::DocumentEvidence`.
    pub document: Vec<f32>,
    /// Log odds before any tree.
    pub base: f32,
    /// Trees, each a list of nodes, the root first.
    pub trees: Vec<Vec<Node>>,
    /// Least probability of the levels possible, likely and certain.
    pub cuts: [f32; 3],
}

/// A node of a tree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Node {
    /// Goes on with `left` when the feature is below the threshold, else with `right`; both are later nodes of the tree.
    Split {
        /// Position in [`Evidence`].
        feature: usize,
        /// Where the feature is cut.
        threshold: f32,
        /// Node for what is below.
        left: usize,
        /// Node for the rest.
        right: usize,
    },
    /// Adds to the log odds.
    Leaf(f32),
}

const FILE: &str = "dictionaries/model.csv";

impl Model {
    /// The model that is part of the program.
    pub fn builtin() -> &'static Model {
        static MODEL: LazyLock<Model> =
            LazyLock::new(|| Model::read(FILE, include_str!("../../../dictionaries/model.csv")).unwrap_or_default());
        &MODEL
    }

    /// Probability of a place by itself.
    pub fn place(&self, features: &Features) -> f32 {
        logistic(linear(&self.place, features))
    }

    /// Probability of a place with the evidence around it.
    pub fn probability(&self, evidence: &Evidence) -> f32 {
        logistic(self.base + self.trees.iter().map(|tree| leaf(tree, evidence)).sum::<f32>())
    }

    /// The level of a probability; `None` below all levels.
    pub fn level(&self, probability: f32) -> Option<Level> {
        Level::ALL.into_iter().zip(self.cuts).rev().find(|(_, cut)| probability >= *cut).map(|(level, _)| level)
    }

    /// The least probability of a level.
    pub fn cut(&self, level: Level) -> f32 {
        self.cuts[level as usize]
    }

    /// Probability that a document is spun.
    pub fn document(&self, numbers: &[f32]) -> f32 {
        logistic(linear(&self.document, numbers))
    }

    /// The model as CSV.
    pub fn write(&self) -> String {
        let mut text = String::from("part,tree,feature,threshold,left,right,value\n");
        let names = FEATURES.iter().chain(&EVIDENCE).collect::<Vec<_>>();
        let mut weights = |part: &str, weights: &[f32]| {
            for (at, weight) in weights.iter().enumerate() {
                text.push_str(&format!("{part},{at},,,,,{weight}\n"));
            }
        };
        weights("ranking", &self.ranking);
        weights("place", &self.place);
        weights("document", &self.document);
        weights("cut", &self.cuts);
        weights("base", &[self.base]);
        for (number, tree) in self.trees.iter().enumerate() {
            for node in tree {
                text.push_str(&match node {
                    Node::Leaf(value) => format!("leaf,{number},,,,,{value}\n"),
                    Node::Split { feature, threshold, left, right } => {
                        format!("split,{number},{},{threshold},{left},{right},\n", names[*feature])
                    }
                });
            }
        }
        text
    }

    /// Reads what [`Model::write`] wrote.
    ///
    /// # Errors
    /// Lines that are no part of a model, features that the program does not know, and nodes that lead backwards.
    pub fn read(file: &str, text: &str) -> Result<Model, DataError> {
        let (mut model, mut problems) = (Model::default(), Vec::new());
        for (number, line) in (1..).zip(text.lines()).skip(1) {
            if model.add(&line.split(',').collect::<Vec<_>>()).is_none() {
                let remedy = "fit the model again with examples/fit.rs".to_string();
                let message = "is no line of a model".to_string();
                problems.push(Problem { file: file.into(), line: number, column: String::new(), message, remedy });
            }
        }
        if problems.is_empty() { Ok(model) } else { Err(DataError { problems }) }
    }

    fn add(&mut self, cells: &[&str]) -> Option<()> {
        let [part, number, feature, threshold, left, right, value] = cells else { return None };
        let number: usize = number.parse().ok()?;
        let value = || value.parse::<f32>().ok();
        match *part {
            "ranking" => *self.ranking.get_mut(number)? = value()?,
            "place" => self.place.push(value()?),
            "document" => self.document.push(value()?),
            "cut" => *self.cuts.get_mut(number)? = value()?,
            "base" => self.base = value()?,
            "leaf" => self.tree(number)?.push(Node::Leaf(value()?)),
            "split" => {
                let feature = FEATURES.iter().chain(&EVIDENCE).position(|name| name == feature)?;
                let (threshold, left, right) = (threshold.parse().ok()?, left.parse().ok()?, right.parse().ok()?);
                let tree = self.tree(number)?;
                let forward = left > tree.len() && right > tree.len();
                forward.then(|| tree.push(Node::Split { feature, threshold, left, right }))?;
            }
            _ => return None,
        }
        Some(())
    }

    /// The tree of that number, which is the last one or a new one.
    fn tree(&mut self, number: usize) -> Option<&mut Vec<Node>> {
        if number == self.trees.len() {
            self.trees.push(Vec::new());
        }
        self.trees.get_mut(number)
    }
}

fn linear(weights: &[f32], numbers: &[f32]) -> f32 {
    let Some((bias, weights)) = weights.split_first() else { return f32::NEG_INFINITY };
    bias + weights.iter().zip(numbers).map(|(weight, number)| weight * number).sum::<f32>()
}

/// 1 / (1 + e^-x).
pub(super) fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

fn leaf(tree: &[Node], evidence: &Evidence) -> f32 {
    let mut at = 0;
    loop {
        match tree.get(at) {
            Some(Node::Split { feature, threshold, left, right }) => {
                at = if evidence[*feature] < *threshold { *left } else { *right };
            }
            Some(Node::Leaf(value)) => return *value,
            None => return 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_comes_back_as_written() {
        let split = Node::Split { feature: 18, threshold: 0.5, left: 1, right: 2 };
        let model = Model {
            ranking: [0.5; 6],
            place: vec![-1.0, 0.25],
            document: vec![0.5],
            base: -2.0,
            trees: vec![vec![split, Node::Leaf(-1.5), Node::Leaf(3.0)]],
            cuts: [0.3, 0.6, 0.9],
        };
        let read = Model::read("m.csv", &model.write()).unwrap();
        assert_eq!((read.trees.clone(), read.cuts, read.base), (model.trees, model.cuts, model.base));
        assert_eq!(read.ranking, model.ranking);
        let mut evidence = [0.0; FEATURES.len() + EVIDENCE.len()];
        assert!(read.probability(&evidence) < 0.05);
        evidence[18] = 1.0;
        assert!((read.probability(&evidence) - 0.731).abs() < 0.001);
    }

    #[test]
    fn a_bad_line_is_named() {
        let error = Model::read("m.csv", "part,tree,feature,threshold,left,right,value\nsplit,0,nothing,1,1,2,\n");
        assert_eq!(error.unwrap_err().problems[0].line, 2);
    }
}
