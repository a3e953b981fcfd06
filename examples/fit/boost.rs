//! Gradient-boosted trees with the library `forust`, turned into the model's own nodes.

use forust_ml::constraints::{Constraint, ConstraintMap};
use forust_ml::{GradientBooster, Matrix};
use unspin::detect::{EVIDENCE, FEATURES, Model, Node};

/// Features of which more can only speak for a swap: what the evidence means does not depend on what was at hand to learn from.
const RISING: [&str; 12] = [
    "fit gain beside restored neighbours",
    "lift of the swap",
    "completes a term",
    "completes a term with another swap",
    "sightings of the pair",
    "other restorations a word",
    "other restorations nearby",
    "phrases a word",
    "phrases",
    "phrases nearby",
    "others of the same vocabulary",
    "log odds of the place alone",
];

/// Fits trees on rows of `width` features.
pub fn fit(rows: &[(&[f32], bool, f64)], width: usize) -> Model {
    let column = |at: usize| rows.iter().map(move |(x, _, _)| f64::from(x[at]));
    let data: Vec<f64> = (0..width).flat_map(column).collect();
    let labels: Vec<f64> = rows.iter().map(|(_, label, _)| f64::from(u8::from(*label))).collect();
    let weights: Vec<f64> = rows.iter().map(|(_, _, weight)| *weight).collect();
    let names: Vec<&str> = FEATURES.iter().chain(&EVIDENCE).copied().collect();
    let rising = names.iter().enumerate().filter(|(_, name)| RISING.contains(name));
    let constraints: ConstraintMap = rising.map(|(at, _)| (at, Constraint::Positive)).collect();
    let mut booster = GradientBooster::default()
        .set_iterations(300)
        .set_learning_rate(0.05)
        .set_max_depth(5)
        .set_l2(5.0)
        .set_min_leaf_weight(6.0)
        .set_initialize_base_score(true)
        .set_parallel(true)
        .set_monotone_constraints(Some(constraints));
    booster.fit(&Matrix::new(&data, rows.len(), width), &labels, &weights, None).expect("finite features fit");
    let mut trees = Vec::new();
    for tree in &booster.trees {
        // The library numbers children behind their parents, as the model wants it.
        let node = |at: usize| {
            let node = &tree.nodes[at];
            let (feature, threshold) = (node.split_feature, node.split_value as f32);
            match node.is_leaf {
                true => Node::Leaf(node.weight_value),
                false => Node::Split { feature, threshold, left: node.left_child, right: node.right_child },
            }
        };
        trees.push((0..tree.nodes.len()).map(node).collect());
    }
    Model { base: booster.base_score as f32, trees, ..Model::default() }
}
